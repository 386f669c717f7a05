package org.nvenc4j;

/** How H.264 derives the motion of B-frames that carry none ({@code NV_ENC_H264_BDIRECT_MODE}). */
public enum DirectMode {
    /** Not at all. */
    DISABLED(1),
    /** From the motion of the picture after. */
    TEMPORAL(2),
    /** From the blocks about. */
    SPATIAL(3);

    private final int value;

    DirectMode(int value) {
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
