package org.nvenc4j.internal.trace;

import org.jspecify.annotations.Nullable;

/**
 * Tells Java's flight recorder what sessions do, where a recording asks for it. While nothing is recorded nothing is
 * allocated. A run-time image may lack the recorder: no class of it is loaded then. Nor is an event before the recorder
 * has begun its work: registering the first one costs more than opening a session.
 */
public final class FlightRecorder {
    private static final boolean PRESENT =
            ModuleLayer.boot().findModule("jdk.jfr").isPresent();

    private FlightRecorder() {}

    private static boolean isAtWork() {
        return PRESENT && jdk.jfr.FlightRecorder.isInitialized();
    }

    /** A picture's event, which has begun; null if it is not asked for. */
    public static @Nullable PictureRecording pictureBegins() {
        return isAtWork() ? PictureRecording.begin() : null;
    }

    /** A session was opened; the configuration is asked for its text only where that is recorded. */
    public static void sessionOpened(Enum<?> codec, int width, int height, Object configuration, String gpu) {
        if (isAtWork()) {
            SessionOpened.record(codec, width, height, configuration, gpu);
        }
    }

    /** A running session was changed. */
    public static void reconfigured(int width, int height, boolean keyFrame, Object configuration) {
        if (isAtWork()) {
            SessionReconfigured.record(width, height, keyFrame, configuration);
        }
    }

    /** A function of NVENC failed. */
    public static void failed(String function, int status, Throwable failure) {
        if (isAtWork()) {
            NvencFailure.record(function, status, failure);
        }
    }
}
