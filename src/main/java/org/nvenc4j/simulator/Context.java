package org.nvenc4j.simulator;

/** A CUDA context of the simulated driver. */
final class Context {
    private final long handle;
    private final int device;
    private final boolean primary;
    private volatile boolean destroyed;

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
}
