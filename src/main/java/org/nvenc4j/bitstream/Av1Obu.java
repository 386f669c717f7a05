package org.nvenc4j.bitstream;

import java.lang.foreign.MemorySegment;

/**
 * An open bitstream unit of AV1.
 *
 * @param type what it holds
 * @param temporalId the temporal layer, 0 to 7
 * @param spatialId the spatial layer, 0 to 3
 * @param offset see {@link BitstreamUnit#offset}
 * @param bytes the whole unit, header and size included
 * @param payload the unit without header and size, trailing bits included
 */
public record Av1Obu(Type type, int temporalId, int spatialId, long offset, MemorySegment bytes, MemorySegment payload)
        implements BitstreamUnit {

    /** What a unit holds ({@code obu_type}). */
    public enum Type {
        /** 1: a sequence header. */
        SEQUENCE_HEADER(1),
        /** 2: the start of a temporal unit. */
        TEMPORAL_DELIMITER(2),
        /** 3: the header of a frame. */
        FRAME_HEADER(3),
        /** 4: tiles of a frame. */
        TILE_GROUP(4),
        /** 5: metadata. */
        METADATA(5),
        /** 6: the header and tiles of a frame. */
        FRAME(6),
        /** 7: the header of a frame once more. */
        REDUNDANT_FRAME_HEADER(7),
        /** 8: a list of tiles, for large-scale tile coding. */
        TILE_LIST(8),
        /** 15: padding. */
        PADDING(15),
        /** Any other type; the number is in the 4 bits after the highest of the unit's first byte. */
        OTHER(-1);

        private static final Type[] BY_NUMBER = UnitTypes.byNumber(values(), type -> type.number, OTHER, 16);

        private final int number;

        Type(int number) {
            this.number = number;
        }

        static Type of(int number) {
            return BY_NUMBER[number];
        }
    }
}
