package org.nvenc4j;

/** Which B-frames other pictures may refer to ({@code NV_ENC_BFRAME_REF_MODE}). */
public enum BReference {
    /** None. */
    DISABLED(0),
    /** Every B-frame. */
    EACH(1),
    /** The middle one of a group; with AV1 every second one but the last. */
    MIDDLE(2),
    /** All but the leaves of a tree; API 13.1. */
    HIERARCHICAL(4);

    private final int value;

    BReference(int value) {
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
