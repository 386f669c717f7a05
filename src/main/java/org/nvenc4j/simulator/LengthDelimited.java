package org.nvenc4j.simulator;

import java.io.ByteArrayOutputStream;

/** AV1's length-delimited format, which {@code outputAnnexBFormat} asks for (Annex B of the AV1 specification). */
final class LengthDelimited {
    private LengthDelimited() {}

    /** The same picture with the lengths of temporal unit, frame unit and OBUs before them. */
    static CodedPicture of(CodedPicture picture) {
        byte[] units = picture.bytes();
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        int at = 0;
        while (at < units.length) {
            int sizeAt = at + 1 + (units[at] >> 2 & 1);
            int size = 0;
            int payload = sizeAt;
            int part;
            do {
                part = units[payload];
                size |= (part & 0x7F) << 7 * (payload - sizeAt);
                payload++;
            } while (part < 0);
            int length = payload + size - at;
            number(length, frame);
            frame.write(units, at, length);
            at += length;
        }
        byte[] frameUnit = prefixed(frame.toByteArray());
        return new CodedPicture(prefixed(frameUnit), picture.averageQp(), picture.type());
    }

    private static byte[] prefixed(byte[] unit) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        number(unit.length, out);
        out.writeBytes(unit);
        return out.toByteArray();
    }

    /** {@code leb128()}. */
    private static void number(int value, ByteArrayOutputStream out) {
        int left = value;
        for (; left > 0x7F; left >>>= 7) {
            out.write(left | 0x80);
        }
        out.write(left);
    }
}
