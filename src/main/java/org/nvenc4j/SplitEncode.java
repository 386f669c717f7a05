package org.nvenc4j;

/** Whether a picture is cut into strips that several engines encode at once; HEVC and AV1 ({@code NV_ENC_SPLIT_ENCODE_MODE}). */
public enum SplitEncode {
    /** The driver decides by size, preset and tuning. */
    AUTO(0),
    /** As many strips as the driver finds good. */
    AUTO_FORCED(1),
    /** Two strips. */
    TWO(2),
    /** Three strips. */
    THREE(3),
    /** Four strips; API 13.0. */
    FOUR(4),
    /** Whole pictures. */
    DISABLED(15);

    private final int value;

    SplitEncode(int value) {
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
