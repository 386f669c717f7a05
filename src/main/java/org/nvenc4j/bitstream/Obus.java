package org.nvenc4j.bitstream;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** Finds open bitstream units in AV1's low-overhead format. */
final class Obus {

    private Obus() {}

    static List<BitstreamUnit> split(MemorySegment stream) {
        List<BitstreamUnit> units = new ArrayList<>();
        long offset = 0;
        do {
            Av1Obu unit = unit(offset, stream.asSlice(offset));
            units.add(unit);
            offset += unit.bytes().byteSize();
        } while (offset < stream.byteSize());
        return units;
    }

    private static Av1Obu unit(long offset, MemorySegment rest) {
        BitReader reader = BitReader.of("OBU header", rest, offset);
        if (reader.flag()) {
            throw reader.malformed("expected obu_forbidden_bit 0, found 1");
        }
        Av1Obu.Type type = Av1Obu.Type.of(reader.number(4));
        boolean extended = reader.flag();
        boolean sized = reader.flag();
        reader.bits(1);
        int temporalId = extended ? reader.number(3) : 0;
        int spatialId = extended ? reader.number(2) : 0;
        reader.bits(extended ? 3 : 0);
        long size = sized ? reader.leb128("obu_size") : reader.bytesLeft();
        if (size > reader.bytesLeft()) {
            throw reader.malformed("expected obu_size from 0 to " + reader.bytesLeft() + ", found " + size);
        }
        long header = rest.byteSize() - reader.bytesLeft();
        return new Av1Obu(
                type, temporalId, spatialId, offset, rest.asSlice(0, header + size), rest.asSlice(header, size));
    }

    /** Whether the first frame is a key frame that is shown. */
    static boolean startsWithKeyFrame(List<BitstreamUnit> units) {
        boolean reduced = false;
        for (BitstreamUnit unit : units) {
            Av1Obu obu = (Av1Obu) unit;
            switch (obu.type()) {
                case SEQUENCE_HEADER -> {
                    BitReader reader = BitReader.ofObu("AV1 sequence header", obu);
                    reader.skip(4); // seq_profile, still_picture
                    reduced = reader.flag(); // reduced_still_picture_header
                }
                case FRAME, FRAME_HEADER -> {
                    BitReader reader = BitReader.ofObu("AV1 frame header", obu);
                    boolean shownBefore = !reduced && reader.flag(); // show_existing_frame
                    // frame_type 0 is a key frame, and show_frame follows it.
                    return reduced || !shownBefore && reader.bits(2) == 0 && reader.flag();
                }
                default -> {
                    // Says nothing about it.
                }
            }
        }
        return false;
    }
}
