/**
 * Video encoding on NVIDIA GPUs: NVENC and CUDA, called through the Foreign Function and Memory API.
 *
 * <p>The program that uses this module grants it native access with {@code --enable-native-access=org.nvenc4j}.
 * Nothing else is needed at run time: the optional modules serve the command line, the simulator's real
 * coders and flight recordings.
 */
module org.nvenc4j {
    requires static transitive org.jspecify;
    requires static jdk.jfr;
    requires static info.picocli;
    requires static me.tongfei.progressbar;
    requires static org.eclipse.jetty.websocket.core.server;
    requires static org.bytedeco.javacpp;
    requires static org.bytedeco.ffmpeg;

    // picocli sets the fields of the commands
    opens org.nvenc4j.cli to
            info.picocli;

    exports org.nvenc4j;
    exports org.nvenc4j.bitstream;
    exports org.nvenc4j.cuda;
    exports org.nvenc4j.simulator;
    exports org.nvenc4j.stream;
}
