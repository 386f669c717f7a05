package org.nvenc4j.internal.trace;

import jdk.jfr.Category;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** An encoding session was opened. */
@Name("org.nvenc4j.SessionOpened")
@Label("Session Opened")
@Category("NVENC")
@StackTrace(false)
@Enabled(false)
final class SessionOpened extends Event {
    private static final SessionOpened PROBE = new SessionOpened();

    @Label("Codec")
    @Nullable
    String codec;

    @Label("Width")
    int width;

    @Label("Height")
    int height;

    @Label("Configuration")
    @Nullable
    String configuration;

    @Label("GPU")
    @Nullable
    String gpu;

    static void record(Enum<?> codec, int width, int height, Object configuration, String gpu) {
        if (PROBE.isEnabled()) {
            SessionOpened event = new SessionOpened();
            event.codec = codec.name();
            event.width = width;
            event.height = height;
            event.configuration = configuration.toString();
            event.gpu = gpu;
            event.commit();
        }
    }
}
