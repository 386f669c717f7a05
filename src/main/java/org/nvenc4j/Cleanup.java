package org.nvenc4j;

import org.jspecify.annotations.Nullable;

/** Runs the steps of a release to the end, whatever fails on the way, and keeps the failures. */
final class Cleanup {
    private @Nullable Throwable failure;

    Cleanup() {
        this(null);
    }

    private Cleanup(@Nullable Throwable failure) {
        this.failure = failure;
    }

    /** A release that is due because something failed: later failures are added to that one. */
    static Cleanup of(Throwable failure) {
        return new Cleanup(failure);
    }

    void run(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            if (failure == null) {
                failure = e;
            } else if (!failure.equals(e)) {
                failure.addSuppressed(e);
            }
        }
    }

    /** Throws the first failure, if there was one. */
    void finish() {
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
    }
}
