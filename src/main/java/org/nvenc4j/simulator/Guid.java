package org.nvenc4j.simulator;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A GUID as its sixteen bytes lie in memory, read as two little-endian words. */
record Guid(long low, long high) {

    static Guid read(MemorySegment segment, long offset) {
        return new Guid(
                segment.get(ValueLayout.JAVA_LONG_UNALIGNED, offset),
                segment.get(ValueLayout.JAVA_LONG_UNALIGNED, offset + 8));
    }

    void write(MemorySegment segment, long offset) {
        segment.set(ValueLayout.JAVA_LONG_UNALIGNED, offset, low);
        segment.set(ValueLayout.JAVA_LONG_UNALIGNED, offset + 8, high);
    }
}
