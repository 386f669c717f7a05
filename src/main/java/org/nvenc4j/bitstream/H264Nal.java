package org.nvenc4j.bitstream;

import java.lang.foreign.MemorySegment;

/**
 * A NAL unit of H.264.
 *
 * @param type what it holds
 * @param referenceIdc {@code nal_ref_idc}, 0 to 3; 0 in a slice whose picture no other refers to
 * @param offset see {@link BitstreamUnit#offset}
 * @param bytes see {@link BitstreamUnit#bytes}
 */
public record H264Nal(Type type, int referenceIdc, long offset, MemorySegment bytes) implements BitstreamUnit {

    /** What a NAL unit holds ({@code nal_unit_type}). */
    public enum Type {
        /** 1: a slice of a picture that is no IDR picture. */
        SLICE(1),
        /** 2: partition A of such a slice. */
        SLICE_PARTITION_A(2),
        /** 3: partition B of such a slice. */
        SLICE_PARTITION_B(3),
        /** 4: partition C of such a slice. */
        SLICE_PARTITION_C(4),
        /** 5: a slice of an IDR picture. */
        IDR_SLICE(5),
        /** 6: supplemental enhancement information. */
        SEI(6),
        /** 7: a sequence parameter set. */
        SPS(7),
        /** 8: a picture parameter set. */
        PPS(8),
        /** 9: an access unit delimiter. */
        ACCESS_UNIT_DELIMITER(9),
        /** 10: the end of a sequence. */
        END_OF_SEQUENCE(10),
        /** 11: the end of the stream. */
        END_OF_STREAM(11),
        /** 12: filler data. */
        FILLER_DATA(12),
        /** 13: an extension of a sequence parameter set. */
        SPS_EXTENSION(13),
        /** 14: a prefix of scalable and multi-view streams, such as those with temporal layers. */
        PREFIX(14),
        /** 15: the sequence parameter set of further views or layers. */
        SUBSET_SPS(15),
        /** 19: a slice of an auxiliary picture. */
        AUXILIARY_SLICE(19),
        /** 20: a slice of a further view or layer. */
        SLICE_EXTENSION(20),
        /** Any other type; the number is in the low 5 bits of the unit's first byte. */
        OTHER(-1);

        private static final Type[] BY_NUMBER = UnitTypes.byNumber(values(), type -> type.number, OTHER, 32);

        private final int number;

        Type(int number) {
            this.number = number;
        }

        static Type of(int number) {
            return BY_NUMBER[number];
        }
    }
}
