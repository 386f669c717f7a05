package org.nvenc4j.bitstream;

import java.lang.foreign.MemorySegment;

/**
 * A NAL unit of HEVC.
 *
 * @param type what it holds
 * @param layerId {@code nuh_layer_id}, 0 to 63; more than 0 for alpha and for further views
 * @param temporalId {@code TemporalId}, 0 to 6
 * @param offset see {@link BitstreamUnit#offset}
 * @param bytes see {@link BitstreamUnit#bytes}
 */
public record HevcNal(Type type, int layerId, int temporalId, long offset, MemorySegment bytes)
        implements BitstreamUnit {

    /**
     * What a NAL unit holds ({@code nal_unit_type}). In names of pictures {@code _N} means that no picture of the same
     * temporal layer refers to it, and {@code _R} that one may.
     */
    public enum Type {
        /** 0: a trailing picture. */
        TRAIL_N(0),
        /** 1: a trailing picture. */
        TRAIL_R(1),
        /** 2: a temporal sub-layer access picture. */
        TSA_N(2),
        /** 3: a temporal sub-layer access picture. */
        TSA_R(3),
        /** 4: a step-wise temporal sub-layer access picture. */
        STSA_N(4),
        /** 5: a step-wise temporal sub-layer access picture. */
        STSA_R(5),
        /** 6: a leading picture that can be decoded after random access. */
        RADL_N(6),
        /** 7: a leading picture that can be decoded after random access. */
        RADL_R(7),
        /** 8: a leading picture that random access skips. */
        RASL_N(8),
        /** 9: a leading picture that random access skips. */
        RASL_R(9),
        /** 16: a broken-link picture that may have leading pictures. */
        BLA_W_LP(16),
        /** 17: a broken-link picture whose leading pictures can be decoded. */
        BLA_W_RADL(17),
        /** 18: a broken-link picture without leading pictures. */
        BLA_N_LP(18),
        /** 19: an IDR picture that may have leading pictures. */
        IDR_W_RADL(19),
        /** 20: an IDR picture without leading pictures. */
        IDR_N_LP(20),
        /** 21: a clean random access picture. */
        CRA(21),
        /** 32: a video parameter set. */
        VPS(32),
        /** 33: a sequence parameter set. */
        SPS(33),
        /** 34: a picture parameter set. */
        PPS(34),
        /** 35: an access unit delimiter. */
        ACCESS_UNIT_DELIMITER(35),
        /** 36: the end of a sequence. */
        END_OF_SEQUENCE(36),
        /** 37: the end of the stream. */
        END_OF_BITSTREAM(37),
        /** 38: filler data. */
        FILLER_DATA(38),
        /** 39: supplemental enhancement information in front of the picture. */
        PREFIX_SEI(39),
        /** 40: supplemental enhancement information after the picture. */
        SUFFIX_SEI(40),
        /** Any other type; the number is in the 6 bits after the highest of the unit's first byte. */
        OTHER(-1);

        private static final Type[] BY_NUMBER = UnitTypes.byNumber(values(), type -> type.number, OTHER, 64);

        private final int number;

        Type(int number) {
            this.number = number;
        }

        static Type of(int number) {
            return BY_NUMBER[number];
        }

        /** Whether decoding can start at a picture of this type. */
        boolean isRandomAccessPoint() {
            return number >= BLA_W_LP.number && number <= CRA.number;
        }
    }
}
