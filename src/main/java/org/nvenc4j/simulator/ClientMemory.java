package org.nvenc4j.simulator;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/** What a call reads and writes through the pointers that a client passes. */
final class ClientMemory {
    private static final int HOST_ADDRESS_BITS = 52;

    private ClientMemory() {}

    /** Whether this may be a pointer at all; the simulator's own handles and device addresses are none. */
    static boolean isHostPointer(long address) {
        return address != 0 && address >>> HOST_ADDRESS_BITS == 0;
    }

    static MemorySegment at(long address, long size) {
        if (!isHostPointer(address)) {
            throw CudaResult.INVALID_VALUE.refusal("no host pointer: 0x" + Long.toHexString(address));
        }
        return MemorySegment.ofAddress(address).reinterpret(size);
    }

    static void putInt(long address, int value) {
        at(address, 4).set(ValueLayout.JAVA_INT_UNALIGNED, 0, value);
    }

    static void putLong(long address, long value) {
        at(address, 8).set(ValueLayout.JAVA_LONG_UNALIGNED, 0, value);
    }

    static int getInt(long address) {
        return at(address, 4).get(ValueLayout.JAVA_INT_UNALIGNED, 0);
    }

    static long getLong(long address) {
        return at(address, 8).get(ValueLayout.JAVA_LONG_UNALIGNED, 0);
    }

    static void putText(long address, int room, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (room <= 0) {
            throw CudaResult.INVALID_VALUE.refusal("no room");
        }
        MemorySegment out = at(address, room);
        int length = Math.min(bytes.length, room - 1);
        MemorySegment.copy(bytes, 0, out, ValueLayout.JAVA_BYTE, 0, length);
        out.set(ValueLayout.JAVA_BYTE, length, (byte) 0);
    }
}
