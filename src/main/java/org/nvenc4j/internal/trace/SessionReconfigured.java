package org.nvenc4j.internal.trace;

import jdk.jfr.Category;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** A running encoding session was changed. */
@Name("org.nvenc4j.SessionReconfigured")
@Label("Session Reconfigured")
@Category("NVENC")
@StackTrace(false)
@Enabled(false)
final class SessionReconfigured extends Event {
    private static final SessionReconfigured PROBE = new SessionReconfigured();

    @Label("Width")
    int width;

    @Label("Height")
    int height;

    @Label("Key Frame")
    boolean keyFrame;

    @Label("Configuration")
    @Nullable
    String configuration;

    static void record(int width, int height, boolean keyFrame, Object configuration) {
        if (PROBE.isEnabled()) {
            SessionReconfigured event = new SessionReconfigured();
            event.width = width;
            event.height = height;
            event.keyFrame = keyFrame;
            event.configuration = configuration.toString();
            event.commit();
        }
    }
}
