package org.nvenc4j;

/** What kind of picture an access unit holds ({@code NV_ENC_PIC_TYPE}). */
public enum PictureType {
    /** Predicted from earlier pictures. */
    P,
    /** Predicted from earlier and later pictures. */
    B,
    /** Intra: decodes by itself, but later pictures may look behind it; no entry point. */
    I,
    /** A key frame: decoding can start here, and nothing after it looks behind it. */
    IDR,
    /** A bi-directional picture that holds only intra macroblocks. */
    BI,
    /** Skipped: the decoder repeats the picture before. */
    SKIPPED,
    /** Part of an intra-refresh wave. */
    INTRA_REFRESH,
    /** A P picture that no other picture refers to. */
    NON_REFERENCE_P,
    /** An AV1 switch frame. */
    SWITCH,
    /** A kind that this version does not know, or that the driver does not tell. */
    UNKNOWN;

    private static final PictureType[] BY_VALUE = values();

    static PictureType ofValue(int value) {
        return value >= 0 && value < UNKNOWN.ordinal() ? BY_VALUE[value] : UNKNOWN;
    }
}
