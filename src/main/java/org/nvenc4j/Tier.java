package org.nvenc4j;

/** How much rate a level allows; HEVC and AV1 ({@code tier}). */
public enum Tier {
    /** For most uses. */
    MAIN(0),
    /** For high rates. */
    HIGH(1);

    private final int value;

    Tier(int value) {
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
