package org.nvenc4j.bitstream;

import java.io.ByteArrayOutputStream;

/** Writes streams bit by bit, from the syntax tables of the standards. */
final class BitWriter {

    private final StringBuilder bits = new StringBuilder();

    BitWriter bits(long value, int count) {
        for (int i = count - 1; i >= 0; i--) {
            bits.append((value >>> i & 1) == 0 ? '0' : '1');
        }
        return this;
    }

    BitWriter flag(boolean value) {
        return bits(value ? 1 : 0, 1);
    }

    BitWriter ue(long value) {
        int size = Long.SIZE - Long.numberOfLeadingZeros(value + 1);
        return bits(0, size - 1).bits(value + 1, size);
    }

    BitWriter se(long value) {
        return ue(value > 0 ? 2 * value - 1 : -2 * value);
    }

    /** Stop bit and zeros to the end of the byte, then the bytes. */
    byte[] trailed() {
        bits.append('1');
        while (bits.length() % 8 != 0) {
            bits.append('0');
        }
        byte[] bytes = new byte[bits.length() / 8];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Integer.parseInt(bits.substring(8 * i, 8 * i + 8), 2);
        }
        return bytes;
    }

    /** A NAL unit with a start code of 4 bytes, its header written already. */
    byte[] nal() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {0, 0, 0, 1});
        int zeros = 0;
        for (byte next : trailed()) {
            if (zeros == 2 && next >= 0 && next <= 3) {
                out.write(3);
                zeros = 0;
            }
            out.write(next);
            zeros = next == 0 ? zeros + 1 : 0;
        }
        return out.toByteArray();
    }

    /** An OBU of less than 128 bytes. */
    byte[] obu(int type) {
        byte[] payload = trailed();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(type << 3 | 2);
        out.write(payload.length);
        out.writeBytes(payload);
        return out.toByteArray();
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
