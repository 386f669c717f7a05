package org.nvenc4j.simulator;

import org.jspecify.annotations.Nullable;

/** A CUDA context of the simulated driver. */
final class Context {
    private final long handle;
    private final int device;
    private final boolean primary;
    private volatile boolean destroyed;
    private volatile @Nullable CudaResult fault;

    Context(long handle, int device, boolean primary) {
        this.handle = handle;
        this.device = device;
        this.primary = primary;
    }

    long handle() {
        return handle;
    }

    int device() {
        return device;
    }

    boolean isPrimary() {
        return primary;
    }

    boolean isDestroyed() {
        return destroyed;
    }

    void destroy() {
        destroyed = true;
    }

    /** What a kernel did that cannot be undone: every later call in the context answers it. */
    void fail(CudaResult failure) {
        fault = failure;
    }

    boolean isFaulty() {
        return fault != null;
    }

    void requireHealthy() {
        CudaResult failure = fault;
        if (failure != null) {
            throw failure.refusal("a kernel failed");
        }
    }
}
