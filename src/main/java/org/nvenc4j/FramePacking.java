package org.nvenc4j;

/** How two views lie in one picture of H.264 ({@code NV_ENC_STEREO_PACKING_MODE}). */
public enum FramePacking {
    /** Pixels in turn, as on a chessboard. */
    CHECKERBOARD(1),
    /** Columns in turn. */
    COLUMN_INTERLEAVE(2),
    /** Rows in turn. */
    ROW_INTERLEAVE(3),
    /** The left view in the left half. */
    SIDE_BY_SIDE(4),
    /** The left view in the upper half. */
    TOP_BOTTOM(5),
    /** Frames in turn. */
    FRAME_SEQUENTIAL(6);

    private final int value;

    FramePacking(int value) {
        this.value = value;
    }

    /**
     * The number that NVENC gives this setting.
     *
     * @return the value
     */
    public int value() {
        return value;
    }
}
