package org.nvenc4j;

/** The profile that the stream declares, by codec ({@code NV_ENC_*_PROFILE_*_GUID}). */
public enum Profile {
    /** H.264 Baseline: no B-frames, no CABAC; what the most decoders take. */
    H264_BASELINE(Codec.H264),
    /** H.264 Main. */
    H264_MAIN(Codec.H264),
    /** H.264 High. */
    H264_HIGH(Codec.H264),
    /** H.264 High 10: 10 bits a sample; API 13.0 and a GPU with {@code NV_ENC_CAPS_SUPPORT_10BIT_ENCODE} for H.264. */
    H264_HIGH_10(Codec.H264),
    /** H.264 High 4:2:2; API 13.0 and a GPU with {@code NV_ENC_CAPS_SUPPORT_YUV422_ENCODE}. */
    H264_HIGH_422(Codec.H264),
    /** H.264 High 4:4:4 Predictive: 4:4:4 and lossless. */
    H264_HIGH_444(Codec.H264),
    /** H.264 Stereo High. */
    H264_STEREO(Codec.H264),
    /** H.264 Progressive High. */
    H264_PROGRESSIVE_HIGH(Codec.H264),
    /** H.264 Constrained High. */
    H264_CONSTRAINED_HIGH(Codec.H264),
    /** HEVC Main: 8 bits, 4:2:0. */
    HEVC_MAIN(Codec.HEVC),
    /** HEVC Main 10: 10 bits, 4:2:0. */
    HEVC_MAIN_10(Codec.HEVC),
    /** HEVC format range extensions: 4:2:2 and 4:4:4, 8 and 10 bits. */
    HEVC_FREXT(Codec.HEVC),
    /** AV1 Main: 4:2:0, 8 and 10 bits. */
    AV1_MAIN(Codec.AV1);

    private final Codec codec;

    Profile(Codec codec) {
        this.codec = codec;
    }

    /**
     * The codec that this profile belongs to.
     *
     * @return the codec
     */
    public Codec codec() {
        return codec;
    }
}
