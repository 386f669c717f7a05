package org.nvenc4j.simulator.coder;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.nvenc4j.simulator.SourcePicture;

/** Open bitstream units of AV1 in the low-overhead format: each with its size, no extension header. */
final class Obus {

    static final int SEQUENCE_HEADER = 1;
    static final int TEMPORAL_DELIMITER = 2;
    static final int METADATA = 5;

    private static final int HAS_SIZE = 2;

    private Obus() {}

    /**
     * A unit within a stream.
     *
     * @param type {@code obu_type}
     * @param start its first byte, the header
     * @param end after its last byte
     */
    record Obu(int type, int start, int end) {}

    /** The units of a stream. */
    static List<Obu> of(byte[] stream) {
        List<Obu> units = new ArrayList<>();
        int at = 0;
        while (at < stream.length) {
            int start = at;
            int header = stream[at];
            at += 1 + (header >> 2 & 1);
            int size = 0;
            int next;
            int shift = 0;
            do {
                next = stream[at++];
                size |= (next & 0x7F) << shift;
                shift += 7;
            } while (next < 0);
            at += size;
            units.add(new Obu(header >> 3 & 0xF, start, at));
        }
        return units;
    }

    static void delimiter(ByteArrayOutputStream out) {
        out.write(TEMPORAL_DELIMITER << 3 | HAS_SIZE);
        out.write(0);
    }

    static void metadata(SourcePicture.Metadata metadata, ByteArrayOutputStream out) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        number(metadata.type(), body);
        body.writeBytes(metadata.payload());
        body.write(0x80); // trailing bits
        out.write(METADATA << 3 | HAS_SIZE);
        number(body.size(), out);
        out.writeBytes(body.toByteArray());
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
