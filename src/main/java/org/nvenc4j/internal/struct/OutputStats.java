package org.nvenc4j.internal.struct;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.nvenc4j.internal.raw.nvenc.NV_ENC_OUTPUT_STATS_BLOCK;

/**
 * An array of {@code NV_ENC_OUTPUT_STATS_BLOCK}, or of {@code NV_ENC_OUTPUT_STATS_ROW}, which has the same members at the
 * same places.
 */
public final class OutputStats {
    private static final long STRIDE = NV_ENC_OUTPUT_STATS_BLOCK.sizeof();

    private final MemorySegment memory;

    public OutputStats(Arena arena, int versionWord, int count) {
        memory = arena.allocate(count * STRIDE, ValueLayout.JAVA_INT.byteAlignment());
        for (int i = 0; i < count; i++) {
            memory.set(ValueLayout.JAVA_INT, i * STRIDE + NV_ENC_OUTPUT_STATS_BLOCK.version$offset(), versionWord);
        }
    }

    public int qp(int index) {
        return Byte.toUnsignedInt(
                memory.get(ValueLayout.JAVA_BYTE, index * STRIDE + NV_ENC_OUTPUT_STATS_BLOCK.QP$offset()));
    }

    public long bitcount(int index) {
        return number(index, NV_ENC_OUTPUT_STATS_BLOCK.bitcount$offset());
    }

    public long satdCost(int index) {
        return number(index, NV_ENC_OUTPUT_STATS_BLOCK.satdCost$offset());
    }

    MemorySegment memory() {
        return memory;
    }

    private long number(int index, long offset) {
        return Integer.toUnsignedLong(memory.get(ValueLayout.JAVA_INT, index * STRIDE + offset));
    }
}
