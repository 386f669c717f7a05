package org.nvenc4j.internal.trace;

import jdk.jfr.Category;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import org.jspecify.annotations.Nullable;

/** A function of NVENC answered an error. */
@Name("org.nvenc4j.NvencFailure")
@Label("NVENC Failure")
@Category("NVENC")
@Enabled(false)
final class NvencFailure extends Event {
    private static final NvencFailure PROBE = new NvencFailure();

    @Label("Function")
    @Nullable
    String function;

    @Label("Status")
    int status;

    @Label("Message")
    @Nullable
    String message;

    static void record(String function, int status, Throwable failure) {
        if (PROBE.isEnabled()) {
            NvencFailure event = new NvencFailure();
            event.function = function;
            event.status = status;
            event.message = failure.getMessage();
            event.commit();
        }
    }
}
