package org.nvenc4j.internal.struct;

/** What H.264's and HEVC's arms have in common, and AV1's has not. */
public sealed interface H26xPicParams extends CodecPicParams permits PicParamsH264, PicParamsHevc {
    PicTimeCode timeCode();

    /** Slices that are independent of each other. */
    void constrained(boolean on);

    /** Cuts this picture and those after it so. */
    void slicing(int mode, int data);

    /** Leaves the slices as they are. */
    void keepSlicing();
}
