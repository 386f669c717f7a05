package org.nvenc4j.internal.struct;

/** What H.264 and HEVC have in common, and AV1 has not. */
public sealed interface H26xConfig extends CodecConfig permits ConfigH264, ConfigHevc {
    void accessUnitDelimiters(boolean delimiters);

    void slicing(int mode, int data);

    void singleSliceIntraRefresh(boolean single);

    void bitstreamRestriction(boolean restriction);

    void bufferingPeriodSei(boolean sei);

    void pictureTimingSei(boolean sei);

    void recoveryPointSei(boolean sei);

    void timeCodes(boolean timeCodes);

    /** The kind of video that was coded, by the number that the VUI has for it. */
    void videoFormat(int format);

    void overscan(boolean appropriate);

    /** Says the frame rate by a clock of one's own. */
    void timingTicks(int unitsInTick, int timeScale);

    void parameterSetIds(int vps, int sps, int pps);

    void constrainedIntraPrediction(boolean on);

    void constrainedEncoding(boolean on);

    /** The loop filter at all, and over the edges of slices. */
    void deblocking(boolean on, boolean acrossSlices);
}
