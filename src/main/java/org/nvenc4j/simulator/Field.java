package org.nvenc4j.simulator;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Where one member of a struct lies.
 *
 * @param name its dotted path
 * @param offset of the word that holds it, in bytes
 * @param bytes the size of that word: 1, 2, 4 or 8, and 16 for a GUID
 * @param shift its lowest bit in that word
 * @param bits how many bits it has; 0 for a member that this ABI lacks
 * @param kind how to read it
 */
record Field(String name, long offset, int bytes, int shift, int bits, Kind kind) {

    enum Kind {
        UNSIGNED,
        SIGNED,
        POINTER,
        GUID,
        /** A union of which can't be told which arm is meant. */
        OPAQUE
    }

    /** A member that an ABI lacks: reads as 0, and writing it does nothing. */
    static Field absent(String name) {
        return new Field(name, 0, 0, 0, 0, Kind.UNSIGNED);
    }

    boolean isAbsent() {
        return bits == 0;
    }

    long get(MemorySegment struct) {
        if (isAbsent()) {
            return 0;
        }
        long word = word(struct);
        if (bits == 64) {
            return word;
        }
        int unused = 64 - bits;
        long aligned = word << (unused - shift);
        return kind == Kind.SIGNED ? aligned >> unused : aligned >>> unused;
    }

    int getInt(MemorySegment struct) {
        return (int) get(struct);
    }

    boolean isSet(MemorySegment struct) {
        return get(struct) != 0;
    }

    void set(MemorySegment struct, long value) {
        if (isAbsent()) {
            return;
        }
        long mask = (bits == 64 ? -1L : (1L << bits) - 1) << shift;
        long word = (word(struct) & ~mask) | ((value << shift) & mask);
        switch (bytes) {
            case 1 -> struct.set(ValueLayout.JAVA_BYTE, offset, (byte) word);
            case 2 -> struct.set(ValueLayout.JAVA_SHORT_UNALIGNED, offset, (short) word);
            case 4 -> struct.set(ValueLayout.JAVA_INT_UNALIGNED, offset, (int) word);
            default -> struct.set(ValueLayout.JAVA_LONG_UNALIGNED, offset, word);
        }
    }

    private long word(MemorySegment struct) {
        return switch (bytes) {
            case 1 -> struct.get(ValueLayout.JAVA_BYTE, offset);
            case 2 -> struct.get(ValueLayout.JAVA_SHORT_UNALIGNED, offset);
            case 4 -> struct.get(ValueLayout.JAVA_INT_UNALIGNED, offset);
            default -> struct.get(ValueLayout.JAVA_LONG_UNALIGNED, offset);
        };
    }
}
