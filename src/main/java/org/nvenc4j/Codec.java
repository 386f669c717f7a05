package org.nvenc4j;

/** A video codec that an NVENC engine may have ({@code NV_ENC_CODEC_*_GUID}). */
public enum Codec {
    /** H.264, also called AVC ({@code NV_ENC_CODEC_H264_GUID}). */
    H264(16),
    /** H.265, also called HEVC ({@code NV_ENC_CODEC_HEVC_GUID}). */
    HEVC(32),
    /** AV1 ({@code NV_ENC_CODEC_AV1_GUID}). */
    AV1(64);

    private final int blockSize;

    Codec(int blockSize) {
        this.blockSize = blockSize;
    }

    /**
     * The side of the square blocks that QP maps and statistics are made of.
     *
     * @return 16, 32 or 64 pixels
     */
    public int blockSize() {
        return blockSize;
    }
}
