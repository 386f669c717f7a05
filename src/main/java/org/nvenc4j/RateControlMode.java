package org.nvenc4j;

/** How the encoder spends bits ({@code NV_ENC_PARAMS_RC_MODE}). */
public enum RateControlMode {
    /** The same quantiser for every picture of a type, whatever the size that results. */
    CONSTANT_QP(0),
    /** An average bit rate, with a higher maximum for difficult passages. */
    VBR(1),
    /** One bit rate, held within the VBV buffer. */
    CBR(2);

    private final int value;

    RateControlMode(int value) {
        this.value = value;
    }

    /**
     * The number that NVENC gives this mode.
     *
     * @return the value of {@code NV_ENC_PARAMS_RC_MODE}
     */
    public int value() {
        return value;
    }
}
