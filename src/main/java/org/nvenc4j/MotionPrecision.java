package org.nvenc4j;

/** How fine motion is searched for ({@code NV_ENC_MV_PRECISION}). */
public enum MotionPrecision {
    /** Whole pixels. */
    FULL_PIXEL(1),
    /** Halves of a pixel. */
    HALF_PIXEL(2),
    /** Quarters of a pixel. */
    QUARTER_PIXEL(3);

    private final int value;

    MotionPrecision(int value) {
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
