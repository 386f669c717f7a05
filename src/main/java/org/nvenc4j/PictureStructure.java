package org.nvenc4j;

/** Whether a frame is one picture or two fields, of which one was taken after the other ({@code NV_ENC_PIC_STRUCT}). */
public enum PictureStructure {
    /** One picture. */
    FRAME(1),
    /** Two fields, the upper lines first. */
    TOP_FIELD_FIRST(2),
    /** Two fields, the lower lines first. */
    BOTTOM_FIELD_FIRST(3);

    private final int value;

    PictureStructure(int value) {
        this.value = value;
    }

    int value() {
        return value;
    }

    static PictureStructure ofValue(int value) {
        return value == TOP_FIELD_FIRST.value
                ? TOP_FIELD_FIRST
                : value == BOTTOM_FIELD_FIRST.value ? BOTTOM_FIELD_FIRST : FRAME;
    }
}
