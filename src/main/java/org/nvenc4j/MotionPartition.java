package org.nvenc4j;

/** How a block of a picture is divided for its motion. Each part has a vector of its own. */
public enum MotionPartition {
    /** Not at all. */
    WHOLE(1),
    /** An upper and a lower half. */
    TWO_ROWS(2),
    /** A left and a right half. */
    TWO_COLUMNS(2),
    /** Four quarters, in raster order. */
    QUARTERS(4),
    /** HEVC: the upper quarter and the rest. */
    UPPER_QUARTER(2),
    /** HEVC: the lower quarter and the rest above it. */
    LOWER_QUARTER(2),
    /** HEVC: the left quarter and the rest. */
    LEFT_QUARTER(2),
    /** HEVC: the right quarter and the rest to its left. */
    RIGHT_QUARTER(2);

    private static final MotionPartition[] OF_H264 = {WHOLE, QUARTERS, TWO_ROWS, TWO_COLUMNS};
    private static final MotionPartition[] OF_HEVC = values();

    private final int parts;

    MotionPartition(int parts) {
        this.parts = parts;
    }

    /**
     * How many vectors the block has.
     *
     * @return 1, 2 or 4
     */
    public int parts() {
        return parts;
    }

    /** The driver's number: each codec counts in its own order. */
    static MotionPartition ofValue(Codec codec, int value) {
        MotionPartition[] known = codec == Codec.H264 ? OF_H264 : OF_HEVC;
        return value < known.length ? known[value] : WHOLE;
    }
}
