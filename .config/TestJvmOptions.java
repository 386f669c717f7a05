import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes the options of the JVM that runs the tests: {@code java TestJvmOptions.java FILE}.
 *
 * <p>Native access is granted by name and refused to everything else; LWJGL, like all the tests' libraries, has no name.
 * Before JDK 24 the first option alone does both, and the second is unknown and would stop the JVM; Maven cannot tell
 * which JDK the toolchain selected, this can.
 */
class TestJvmOptions {
    public static void main(String[] args) throws Exception {
        String options = "--enable-native-access=org.nvenc4j,org.bytedeco.javacpp,org.bytedeco.ffmpeg,ALL-UNNAMED\n";
        // A test reads photographs and another counts allocations, which the module itself has no use for.
        options += "--add-modules=java.desktop,jdk.management\n"
                + "--add-reads=org.nvenc4j=java.desktop,java.management,jdk.management\n";
        if (Runtime.version().feature() >= 24) {
            options += "--illegal-native-access=deny\n";
        }
        Path file = Path.of(args[0]);
        Files.createDirectories(file.getParent());
        Files.writeString(file, options);
    }
}
