package org.nvenc4j;

/** Whether each picture is encoded twice, the first time to learn what it costs ({@code NV_ENC_MULTI_PASS}). */
public enum MultiPass {
    /** One pass. */
    DISABLED(0),
    /** A first pass at a quarter of the resolution. */
    QUARTER_RESOLUTION(1),
    /** A first pass at full resolution. */
    FULL_RESOLUTION(2);

    private final int value;

    MultiPass(int value) {
        this.value = value;
    }

    /**
     * The number that NVENC gives this setting.
     *
     * @return the value of {@code NV_ENC_MULTI_PASS}
     */
    public int value() {
        return value;
    }
}
