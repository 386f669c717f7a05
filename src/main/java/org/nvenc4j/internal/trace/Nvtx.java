package org.nvenc4j.internal.trace;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Named ranges of the thread's time, in the NVTX domain {@code nvenc4j}. They are there when a tool such as Nsight Systems
 * injects itself into the process; else {@link #ON} is false for good, and the calls are compiled to nothing.
 *
 * <p>A range ends on the operating system's thread that it began on: between the two stands nothing that could move a virtual
 * thread.
 */
public final class Nvtx {
    /** Whether a tool is there. */
    public static final boolean ON;

    private static final @Nullable MethodHandle PUSH;
    private static final @Nullable MethodHandle POP;
    private static final long DOMAIN;

    static {
        NvtxTool tool = NvtxTool.attach();
        MethodHandle push = null;
        MethodHandle pop = null;
        long domain = 0;
        if (tool != null) {
            push = handle(
                    tool.function(NvtxTool.DOMAIN_RANGE_PUSH_EX),
                    FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));
            pop = handle(
                    tool.function(NvtxTool.DOMAIN_RANGE_POP),
                    FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG));
            domain = domain(tool);
        }
        ON = push != null && pop != null;
        PUSH = push;
        POP = pop;
        DOMAIN = domain;
    }

    /** A range's name, in memory that a tool reads. */
    public enum Range {
        /** A frame through {@code NvEncoder.encode}, with what follows inside. */
        ENCODE("encode"),
        /** A change of colour space or size on the GPU. */
        CONVERT("convert"),
        /** {@code nvEncMapInputResource}. */
        MAP("map"),
        /** {@code nvEncEncodePicture}. */
        SUBMIT("submit"),
        /** {@code nvEncLockBitstream}, which waits for the picture. */
        LOCK("lock"),
        /** {@code nvEncReconfigureEncoder}. */
        RECONFIGURE("reconfigure");

        private final long attributes;

        Range(String name) {
            attributes = ON ? attributes(name) : 0;
        }

        /** {@code nvtxEventAttributes_t}, 48 bytes of version 3. */
        private static long attributes(String name) {
            short version = 3;
            short bytes = 48;
            int ascii = 1;
            MemorySegment attributes = Arena.global().allocate(bytes, Long.BYTES);
            attributes.set(ValueLayout.JAVA_SHORT, 0, version);
            attributes.set(ValueLayout.JAVA_SHORT, 2, bytes);
            attributes.set(ValueLayout.JAVA_INT, 32, ascii);
            attributes.set(ValueLayout.ADDRESS, 40, Arena.global().allocateFrom(name));
            return attributes.address();
        }
    }

    private Nvtx() {}

    /** Begins a range; {@link #pop} follows on the same thread. */
    public static void push(Range range) {
        if (ON) {
            try {
                int _ = (int) Objects.requireNonNull(PUSH).invokeExact(DOMAIN, range.attributes);
            } catch (Throwable e) {
                throw new AssertionError(e);
            }
        }
    }

    /** Ends the range that was begun last. */
    public static void pop() {
        if (ON) {
            try {
                int _ = (int) Objects.requireNonNull(POP).invokeExact(DOMAIN);
            } catch (Throwable e) {
                throw new AssertionError(e);
            }
        }
    }

    /** Our domain; the default one, 0, where the tool has no others. */
    private static long domain(NvtxTool tool) {
        MethodHandle create = handle(
                tool.function(NvtxTool.DOMAIN_CREATE_A),
                FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));
        if (create == null) {
            return 0;
        }
        try {
            return (long)
                    create.invokeExact(Arena.global().allocateFrom("nvenc4j").address());
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    @SuppressWarnings("restricted")
    private static @Nullable MethodHandle handle(long function, FunctionDescriptor descriptor) {
        return function == 0
                ? null
                : Linker.nativeLinker().downcallHandle(MemorySegment.ofAddress(function), descriptor);
    }
}
