package org.nvenc4j.simulator.coder;

import java.util.Arrays;

/** Writes syntax elements into a growing array, most significant bit first. Reused from one unit to the next. */
final class BitWriter {

    private byte[] bytes = new byte[256];
    private int length;

    /** Bits that do not fill a byte yet, in the low end, and how many. */
    private int rest;

    private int restBits;

    void clear() {
        length = 0;
        rest = 0;
        restBits = 0;
    }

    /** What was written; valid until the next call that writes, up to {@link #length()}. Byte aligned by then. */
    byte[] array() {
        return bytes;
    }

    /** The number of whole bytes written. */
    int length() {
        return length;
    }

    /** {@code u(n)}: the low {@code count} bits of the value, 0 to 32 of them. */
    BitWriter bits(long value, int count) {
        reserve(5);
        long all = (long) rest << count | value & (1L << count) - 1;
        int left = restBits + count;
        while (left >= Byte.SIZE) {
            left -= Byte.SIZE;
            bytes[length++] = (byte) (all >>> left);
        }
        rest = (int) all & (1 << left) - 1;
        restBits = left;
        return this;
    }

    BitWriter flag(boolean value) {
        return bits(value ? 1 : 0, 1);
    }

    /** {@code ue(v)}: an unsigned Exp-Golomb code. */
    BitWriter ue(int value) {
        long code = value + 1L;
        int size = Long.SIZE - Long.numberOfLeadingZeros(code);
        return bits(0, size - 1).bits(code, size);
    }

    /** {@code se(v)}: a signed Exp-Golomb code. */
    BitWriter se(int value) {
        return ue(value > 0 ? 2 * value - 1 : -2 * value);
    }

    /** Fills the byte with zero bits. */
    BitWriter align() {
        return bits(0, -restBits & 7);
    }

    /** The stop bit, and zero bits to the end of the byte. */
    BitWriter trailing() {
        return bits(1, 1).align();
    }

    /** Whole bytes, at a byte boundary. */
    BitWriter bytes(byte[] source, int from, int count) {
        if (restBits != 0) {
            throw new IllegalStateException(restBits + " bits are not aligned");
        }
        reserve(count);
        System.arraycopy(source, from, bytes, length, count);
        length += count;
        return this;
    }

    private void reserve(int count) {
        if (bytes.length - length < count) {
            bytes = Arrays.copyOf(bytes, Math.max(length + count, bytes.length * 2));
        }
    }
}
