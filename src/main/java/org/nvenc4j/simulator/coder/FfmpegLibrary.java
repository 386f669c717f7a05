package org.nvenc4j.simulator.coder;

import java.util.List;
import java.util.Optional;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.javacpp.Loader;
import org.nvenc4j.simulator.CoderFactory;

/** FFmpeg, if {@code org.bytedeco:ffmpeg} is on the class path with natives for this machine. Loaded when asked for. */
public final class FfmpegLibrary {

    private static final Optional<String> UNAVAILABLE = load();

    private FfmpegLibrary() {}

    private static Optional<String> load() {
        try {
            Loader.load(avcodec.class);
            return Optional.empty();
        } catch (LinkageError | RuntimeException e) {
            return Optional.of("FFmpeg is not here (" + e + "): add org.bytedeco:ffmpeg and org.bytedeco:javacpp, with"
                    + " the natives of this platform, to the class path");
        }
    }

    /**
     * Why FFmpeg can't be used.
     *
     * @return empty if it can, else the reason with the remedy
     */
    public static Optional<String> unavailable() {
        return UNAVAILABLE;
    }

    /**
     * The coders behind which FFmpeg stands.
     *
     * @return their factories; none if FFmpeg can't be used
     */
    public static List<CoderFactory> factories() {
        return UNAVAILABLE.isPresent() ? List.of() : List.of(new OpenH264Factory(), new LibaomFactory());
    }

    /** Whether this build of FFmpeg has an encoder. */
    static boolean has(String encoder) {
        return UNAVAILABLE.isEmpty() && avcodec.avcodec_find_encoder_by_name(encoder) != null;
    }
}
