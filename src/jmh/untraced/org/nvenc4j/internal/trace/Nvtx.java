package org.nvenc4j.internal.trace;

/** The library without NVTX: what idle tracing is held against. */
public final class Nvtx {
    public static final boolean ON = false;

    public enum Range {
        ENCODE,
        CONVERT,
        MAP,
        SUBMIT,
        LOCK,
        RECONFIGURE
    }

    private Nvtx() {}

    public static void push(Range range) {}

    public static void pop() {}
}
