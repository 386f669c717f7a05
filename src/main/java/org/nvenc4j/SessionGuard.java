package org.nvenc4j;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Lets one thread at a time into a session and turns the second away: calls that overlap would deadlock a driver or
 * corrupt the stream, so they are a mistake of the program's and not something to wait for.
 */
final class SessionGuard {
    private static final VarHandle INSIDE;

    static {
        try {
            INSIDE = MethodHandles.lookup().findVarHandle(SessionGuard.class, "inside", Thread.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile @Nullable Thread inside;

    void enter() {
        if (!INSIDE.compareAndSet(this, null, Thread.currentThread())) {
            throw inUseBy(inside);
        }
    }

    /** Turns a second thread away from what takes no time and makes no call. */
    void requireFree() {
        Thread other = inside;
        if (other != null) {
            throw inUseBy(other);
        }
    }

    private static IllegalStateException inUseBy(@Nullable Thread other) {
        return new IllegalStateException("the encoder is in use by "
                + (other == Thread.currentThread()
                        ? "this thread's own call further up"
                        : "thread \"" + (other == null ? "?" : other.getName()) + "\"")
                + "; one thread at a time may use it, so let calls follow each other");
    }

    void exit() {
        INSIDE.setRelease(this, null);
    }
}
