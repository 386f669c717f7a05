package org.nvenc4j;

/** How finely the encoder accounts for a picture ({@code NV_ENC_OUTPUT_STATS_LEVEL}). */
public enum OutputStatistics {
    /** For each block of {@link Codec#blockSize}. */
    BLOCKS(1),
    /** For each row of such blocks. */
    ROWS(2);

    private final int value;

    OutputStatistics(int value) {
        this.value = value;
    }

    /**
     * The number that NVENC gives this level.
     *
     * @return the value
     */
    public int value() {
        return value;
    }
}
