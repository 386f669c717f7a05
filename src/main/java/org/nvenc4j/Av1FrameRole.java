package org.nvenc4j;

/** Which of AV1's named references a picture becomes, where the program decides on the types of pictures. */
public enum Av1FrameRole {
    /** The golden frame ({@code goldenFrameFlag}). */
    GOLDEN,
    /** The alternate reference, which is not shown ({@code arfFrameFlag}). */
    ALTERNATE,
    /** The second alternate reference ({@code arf2FrameFlag}). */
    ALTERNATE_2,
    /** The backward reference ({@code bwdFrameFlag}). */
    BACKWARD,
    /** Shows an alternate reference that was coded before, with the same display order ({@code overlayFrameFlag}). */
    OVERLAY
}
