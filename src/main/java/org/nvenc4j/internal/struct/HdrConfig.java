package org.nvenc4j.internal.struct;

/** What HEVC and AV1 have in common, and H.264 has not; from API 13.0 on. */
public sealed interface HdrConfig extends CodecConfig permits ConfigHevc, ConfigAv1 {
    void masteringDisplay(boolean carry);

    void contentLightLevel(boolean carry);
}
