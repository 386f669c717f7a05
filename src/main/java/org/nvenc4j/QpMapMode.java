package org.nvenc4j;

/** What the map that comes with a picture means ({@code NV_ENC_QP_MAP_MODE}). */
public enum QpMapMode {
    /** No map. */
    DISABLED(0),
    /** Levels of emphasis from 0 to 5 for each macroblock; H.264 only. */
    EMPHASIS(1),
    /** A number added to the quantiser that rate control chose, for each block. */
    DELTA(2);

    private final int value;

    QpMapMode(int value) {
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
