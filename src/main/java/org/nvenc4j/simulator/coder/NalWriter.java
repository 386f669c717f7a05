package org.nvenc4j.simulator.coder;

import java.util.Arrays;

/** Collects NAL units into a byte stream: start codes, headers, emulation prevention (H.264 Annex B and 7.3.1). */
final class NalWriter {

    private byte[] bytes = new byte[1024];
    private int length;

    void clear() {
        length = 0;
    }

    byte[] toByteArray() {
        return Arrays.copyOf(bytes, length);
    }

    /**
     * Appends a unit.
     *
     * @param header the NAL unit header of H.264, one byte
     * @param payload the RBSP with its trailing bits, byte aligned
     */
    void unit(int header, BitWriter payload) {
        // Each escape needs two bytes of payload before it.
        startCode(header, 1 + payload.length() + payload.length() / 2);
        bytes[length++] = (byte) header;
        escape(payload.array(), payload.length());
    }

    /** Appends a unit that another encoder wrote, from its header to its end. */
    void raw(byte[] unit) {
        startCode(unit[0], unit.length);
        System.arraycopy(unit, 0, bytes, length, unit.length);
        length += unit.length;
    }

    /** A start code; one of four bytes where the specification wants it (B.1.2), else of three. */
    private void startCode(int header, int room) {
        reserve(4 + room);
        int type = header & 0x1F;
        if (length == 0 || type == H264Nal.SPS || type == H264Nal.PPS) {
            bytes[length++] = 0;
        }
        bytes[length++] = 0;
        bytes[length++] = 0;
        bytes[length++] = 1;
    }

    /**
     * Puts a 3 into each run of two zero bytes that a byte below 4 follows. Such a run can only end at a byte below 4,
     * so looking at every third byte is enough as long as they are larger.
     */
    private void escape(byte[] source, int end) {
        int copied = 0;
        int at = 2;
        while (at < end) {
            if ((source[at] & 0xFC) != 0) {
                at += 3;
            } else if (source[at - 1] != 0 || source[at - 2] != 0) {
                at++;
            } else {
                System.arraycopy(source, copied, bytes, length, at - copied);
                length += at - copied;
                bytes[length++] = 3;
                copied = at;
                at += 2;
            }
        }
        System.arraycopy(source, copied, bytes, length, end - copied);
        length += end - copied;
    }

    private void reserve(int count) {
        if (bytes.length - length < count) {
            bytes = Arrays.copyOf(bytes, Math.max(length + count, bytes.length * 2));
        }
    }
}
