package org.nvenc4j.simulator;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/** What a CUDA call writes through the pointers that a client passes. */
final class ClientMemory {
    private ClientMemory() {}

    static MemorySegment out(long address, long size) {
        if (address == 0 || DeviceMemory.isDeviceAddress(address)) {
            throw CudaResult.INVALID_VALUE.refusal("no host pointer: 0x" + Long.toHexString(address));
        }
        return MemorySegment.ofAddress(address).reinterpret(size);
    }

    static void putInt(long address, int value) {
        out(address, 4).set(ValueLayout.JAVA_INT_UNALIGNED, 0, value);
    }

    static void putLong(long address, long value) {
        out(address, 8).set(ValueLayout.JAVA_LONG_UNALIGNED, 0, value);
    }

    static void putText(long address, int room, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (room <= 0) {
            throw CudaResult.INVALID_VALUE.refusal("no room");
        }
        MemorySegment out = out(address, room);
        int length = Math.min(bytes.length, room - 1);
        MemorySegment.copy(bytes, 0, out, ValueLayout.JAVA_BYTE, 0, length);
        out.set(ValueLayout.JAVA_BYTE, length, (byte) 0);
    }
}
