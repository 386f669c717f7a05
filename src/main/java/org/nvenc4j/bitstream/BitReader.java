package org.nvenc4j.bitstream;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Reads syntax elements, most significant bit first, and passes over the emulation prevention bytes of H.264 and HEVC.
 * It never reads beyond the unit, and every fault names its place in what the caller handed in.
 */
final class BitReader {

    /** What an array is sure to hold, and no message is as long as. */
    private static final long MOST_BYTES = 1 << 30;

    private final String unit;
    private final MemorySegment bytes;
    private final long base;
    private final boolean escaped;

    /** The next byte to load. */
    private long next;

    /** The byte that bits are taken from, and how many it still has. */
    private int current;

    private int left;

    /** Zero bytes in a row just before {@link #next}. */
    private int zeros;

    private BitReader(String unit, MemorySegment bytes, long base, boolean escaped) {
        this.unit = unit;
        this.bytes = bytes;
        this.base = base;
        this.escaped = escaped;
    }

    /** Reads bytes as they are. */
    static BitReader of(String name, MemorySegment bytes, long offset) {
        return new BitReader(name, bytes, offset, false);
    }

    /** Reads a NAL unit, from its header on. */
    static BitReader ofNal(String name, BitstreamUnit nal) {
        return new BitReader(name, nal.bytes(), nal.offset(), true);
    }

    /** Reads the payload of an OBU. */
    static BitReader ofObu(String name, Av1Obu obu) {
        long start = obu.bytes().byteSize() - obu.payload().byteSize();
        return of(name, obu.payload(), obu.offset() + start);
    }

    boolean flag() {
        return bits(1) != 0;
    }

    /** {@code u(n)}, 0 to 32 bits. */
    long bits(int count) {
        long value = 0;
        int missing = count;
        while (missing > 0) {
            if (left == 0) {
                load(missing);
            }
            int taken = Math.min(missing, left);
            left -= taken;
            missing -= taken;
            value = value << taken | current >> left & (1 << taken) - 1;
        }
        return value;
    }

    /** {@code u(n)}, up to 31 bits. */
    int number(int count) {
        return (int) bits(count);
    }

    /** Passes over any number of bits. */
    void skip(int count) {
        for (int rest = count; rest > 0; rest -= 32) {
            bits(Math.min(rest, 32));
        }
    }

    /** {@code ue(v)} of the whole range that the standards allow. */
    long ue(String element) {
        int size = 0;
        while (!flag()) {
            if (++size == 32) {
                throw malformed("expected " + element + ", found an Exp-Golomb code of more than 63 bits");
            }
        }
        return (1L << size) - 1 + bits(size);
    }

    /** {@code ue(v)} from 0 to a limit. */
    int ue(String element, int limit) {
        long value = ue(element);
        if (value > limit) {
            throw malformed("expected " + element + " from 0 to " + limit + ", found " + value);
        }
        return (int) value;
    }

    /** {@code se(v)}. */
    long se(String element) {
        long code = ue(element);
        return (code & 1) == 0 ? -(code >> 1) : (code >> 1) + 1;
    }

    /** {@code uvlc()} of AV1. */
    long uvlc() {
        int size = 0;
        while (!flag()) {
            size++;
        }
        return size >= 32 ? 0xFFFF_FFFFL : (1L << size) - 1 + bits(size);
    }

    /** {@code leb128()} of AV1. */
    long leb128(String element) {
        long value = 0;
        for (int i = 0; i < 8; i++) {
            long part = bits(8);
            value |= (part & 0x7F) << 7 * i;
            if (part < 0x80) {
                if (value > 0xFFFF_FFFFL) {
                    throw malformed("expected " + element + " of at most 32 bits, found " + value);
                }
                return value;
            }
        }
        throw malformed("expected " + element + ", found a leb128 number of more than 8 bytes");
    }

    /** Whole bytes, at a byte boundary. */
    byte[] bytes(String element, long count) {
        // Escapes only make a unit longer, so what is there bounds what is allocated.
        long most = Math.min(bytesLeft(), MOST_BYTES);
        if (count > most) {
            throw malformed("expected at most " + most + " bytes of " + element + ", found " + count);
        }
        byte[] copy = new byte[(int) count];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = (byte) bits(8);
        }
        return copy;
    }

    /** Whole bytes to come, emulation prevention bytes included. */
    long bytesLeft() {
        return bytes.byteSize() - next;
    }

    /** {@code more_rbsp_data()}: whether anything is left in front of the stop bit. */
    boolean hasMoreData() {
        long last = bytes.byteSize() - 1;
        while (last >= next && octet(last) == 0) {
            last--;
        }
        if (last > next || last == next && left > 0) {
            return true;
        }
        int rest = last == next ? octet(last) : current & (1 << left) - 1;
        int restBits = last == next ? Byte.SIZE : left;
        return rest != 0 && Integer.numberOfTrailingZeros(rest) != restBits - 1;
    }

    MalformedBitstreamException malformed(String expectation) {
        boolean whole = left == 0;
        return new MalformedBitstreamException(
                unit, base + (whole ? next : next - 1), whole ? 0 : Byte.SIZE - left, expectation);
    }

    private void load(int missing) {
        if (escaped && zeros >= 2 && bytesLeft() > 0 && octet(next) == 3) {
            next++;
            zeros = 0;
        }
        if (bytesLeft() == 0) {
            throw malformed("expected " + missing + (missing == 1 ? " more bit" : " more bits") + ", found the end");
        }
        current = octet(next++);
        left = Byte.SIZE;
        zeros = current == 0 ? zeros + 1 : 0;
    }

    private int octet(long index) {
        return Byte.toUnsignedInt(bytes.get(ValueLayout.JAVA_BYTE, index));
    }
}
