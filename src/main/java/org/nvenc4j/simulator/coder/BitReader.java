package org.nvenc4j.simulator.coder;

/** Reads syntax elements, most significant bit first. */
final class BitReader {

    private final byte[] bytes;
    private int at;

    BitReader(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Bits read so far. */
    int position() {
        return at;
    }

    /** {@code u(n)}, up to 31 bits. */
    int bits(int count) {
        int value = 0;
        for (int i = 0; i < count; i++, at++) {
            value = value << 1 | bytes[at >> 3] >> (7 - (at & 7)) & 1;
        }
        return value;
    }

    boolean flag() {
        return bits(1) != 0;
    }

    /** {@code ue(v)}: an unsigned Exp-Golomb code. */
    int ue() {
        int zeros = 0;
        while (!flag()) {
            zeros++;
        }
        return (1 << zeros) - 1 + bits(zeros);
    }
}
