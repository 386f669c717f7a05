package org.nvenc4j;

/** H.264's entropy coder ({@code NV_ENC_H264_ENTROPY_CODING_MODE}). */
public enum EntropyCoding {
    /** The driver chooses by the profile. */
    AUTO(0),
    /** Arithmetic coding: smaller, not in Baseline. */
    CABAC(1),
    /** Variable-length codes. */
    CAVLC(2);

    private final int value;

    EntropyCoding(int value) {
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
