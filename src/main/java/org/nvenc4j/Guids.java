package org.nvenc4j;

import org.nvenc4j.internal.abi.Guid;

/** The GUID that NVENC has for each codec, preset and profile. */
final class Guids {
    private Guids() {}

    static Guid of(Codec codec) {
        return switch (codec) {
            case H264 -> Guid.CODEC_H264;
            case HEVC -> Guid.CODEC_HEVC;
            case AV1 -> Guid.CODEC_AV1;
        };
    }

    static Guid of(Preset preset) {
        return switch (preset) {
            case P1 -> Guid.PRESET_P1;
            case P2 -> Guid.PRESET_P2;
            case P3 -> Guid.PRESET_P3;
            case P4 -> Guid.PRESET_P4;
            case P5 -> Guid.PRESET_P5;
            case P6 -> Guid.PRESET_P6;
            case P7 -> Guid.PRESET_P7;
        };
    }

    static Guid of(Profile profile) {
        return switch (profile) {
            case H264_BASELINE -> Guid.H264_PROFILE_BASELINE;
            case H264_MAIN -> Guid.H264_PROFILE_MAIN;
            case H264_HIGH -> Guid.H264_PROFILE_HIGH;
            case H264_HIGH_10 -> Guid.H264_PROFILE_HIGH_10;
            case H264_HIGH_422 -> Guid.H264_PROFILE_HIGH_422;
            case H264_HIGH_444 -> Guid.H264_PROFILE_HIGH_444;
            case H264_STEREO -> Guid.H264_PROFILE_STEREO;
            case H264_PROGRESSIVE_HIGH -> Guid.H264_PROFILE_PROGRESSIVE_HIGH;
            case H264_CONSTRAINED_HIGH -> Guid.H264_PROFILE_CONSTRAINED_HIGH;
            case HEVC_MAIN -> Guid.HEVC_PROFILE_MAIN;
            case HEVC_MAIN_10 -> Guid.HEVC_PROFILE_MAIN10;
            case HEVC_FREXT -> Guid.HEVC_PROFILE_FREXT;
            case AV1_MAIN -> Guid.AV1_PROFILE_MAIN;
        };
    }
}
