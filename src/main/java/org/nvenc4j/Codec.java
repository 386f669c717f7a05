package org.nvenc4j;

/** A video codec that an NVENC engine may have ({@code NV_ENC_CODEC_*_GUID}). */
public enum Codec {
    /** H.264, also called AVC ({@code NV_ENC_CODEC_H264_GUID}). */
    H264,
    /** H.265, also called HEVC ({@code NV_ENC_CODEC_HEVC_GUID}). */
    HEVC,
    /** AV1 ({@code NV_ENC_CODEC_AV1_GUID}). */
    AV1
}
