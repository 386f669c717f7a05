package org.nvenc4j.internal.raw;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.Locale;

/**
 * Calls C functions that take words and give an {@code int}. On x86-64 and AArch64 each number or address takes a register
 * or a place on the stack of 64 bits, whatever its C type, and the caller clears the stack: so a function does not see how
 * wide the caller's words are, nor a word too many. A few handles therefore serve all functions, where one for each C
 * signature, of which opening a session has a dozen, would cost a cold JVM 5 to 8 ms apiece.
 */
public final class Downcall {
    /** Windows passes a struct of 16 bytes by the address of a copy, which is the callee's; others by value, in two words. */
    private static final boolean GUID_BY_ADDRESS =
            System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");

    private Downcall() {}

    // Each handle is linked when the first function needs it.

    private static final class Two {
        static final MethodHandle CALL = link(2);
    }

    private static final class Seven {
        static final MethodHandle CALL = link(7);
    }

    private static final class Eleven {
        static final MethodHandle CALL = link(11);
    }

    @SuppressWarnings("restricted")
    private static MethodHandle link(int words) {
        MemoryLayout[] parameters = new MemoryLayout[words];
        Arrays.fill(parameters, ValueLayout.JAVA_LONG);
        return Linker.nativeLinker().downcallHandle(FunctionDescriptor.of(ValueLayout.JAVA_INT, parameters));
    }

    public static int invoke(MemorySegment function) throws Throwable {
        return invoke(function, 0, 0);
    }

    public static int invoke(MemorySegment function, long a) throws Throwable {
        return invoke(function, a, 0);
    }

    public static int invoke(MemorySegment function, long a, long b) throws Throwable {
        return (int) Two.CALL.invokeExact(function, a, b);
    }

    public static int invoke(MemorySegment function, long a, long b, long c) throws Throwable {
        return invoke(function, a, b, c, 0, 0, 0, 0);
    }

    public static int invoke(MemorySegment function, long a, long b, long c, long d) throws Throwable {
        return invoke(function, a, b, c, d, 0, 0, 0);
    }

    public static int invoke(MemorySegment function, long a, long b, long c, long d, long e) throws Throwable {
        return invoke(function, a, b, c, d, e, 0, 0);
    }

    private static int invoke(MemorySegment function, long a, long b, long c, long d, long e, long f, long g)
            throws Throwable {
        return (int) Seven.CALL.invokeExact(function, a, b, c, d, e, f, g);
    }

    public static int invoke(
            MemorySegment function,
            long a,
            long b,
            long c,
            long d,
            long e,
            long f,
            long g,
            long h,
            long i,
            long j,
            long k)
            throws Throwable {
        return (int) Eleven.CALL.invokeExact(function, a, b, c, d, e, f, g, h, i, j, k);
    }

    public static int invoke(MemorySegment function, long a, MemorySegment guid, long b) throws Throwable {
        return invoke(function, a, guid, b, 0, 0);
    }

    public static int invoke(MemorySegment function, long a, MemorySegment guid, long b, long c) throws Throwable {
        return invoke(function, a, guid, b, c, 0);
    }

    public static int invoke(MemorySegment function, long a, MemorySegment guid, long b, long c, long d)
            throws Throwable {
        if (GUID_BY_ADDRESS) {
            try (Arena arena = Arena.ofConfined()) {
                return invoke(function, a, copy(guid, arena), b, c, d, 0, 0);
            }
        }
        return invoke(function, a, first(guid), second(guid), b, c, d, 0);
    }

    public static int invoke(MemorySegment function, long a, MemorySegment guid, MemorySegment other, long b)
            throws Throwable {
        return invoke(function, a, guid, other, b, 0);
    }

    public static int invoke(MemorySegment function, long a, MemorySegment guid, MemorySegment other, long b, long c)
            throws Throwable {
        if (GUID_BY_ADDRESS) {
            try (Arena arena = Arena.ofConfined()) {
                return invoke(function, a, copy(guid, arena), copy(other, arena), b, c, 0, 0);
            }
        }
        return invoke(function, a, first(guid), second(guid), first(other), second(other), b, c);
    }

    private static long first(MemorySegment guid) {
        return guid.get(ValueLayout.JAVA_LONG_UNALIGNED, 0);
    }

    private static long second(MemorySegment guid) {
        return guid.get(ValueLayout.JAVA_LONG_UNALIGNED, Long.BYTES);
    }

    private static long copy(MemorySegment guid, Arena arena) {
        return arena.allocate(guid.byteSize(), Long.BYTES).copyFrom(guid).address();
    }
}
