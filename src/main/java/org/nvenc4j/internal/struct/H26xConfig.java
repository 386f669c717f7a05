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
}
