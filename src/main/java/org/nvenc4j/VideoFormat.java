package org.nvenc4j;

/** What kind of video was coded ({@code NV_ENC_VUI_VIDEO_FORMAT}). */
public enum VideoFormat {
    /** Component video. */
    COMPONENT(0),
    /** PAL. */
    PAL(1),
    /** NTSC. */
    NTSC(2),
    /** SECAM. */
    SECAM(3),
    /** MAC. */
    MAC(4),
    /** Not said. */
    UNSPECIFIED(5);

    private final int value;

    VideoFormat(int value) {
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
