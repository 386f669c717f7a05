package org.nvenc4j;

/**
 * What a GPU's encoder may be able to do for a codec ({@code NV_ENC_CAPS}). A driver that does not know a capability
 * yet is taken to answer 0.
 */
public enum Capability {
    /** The most B-frames between two P-frames. {@code NV_ENC_CAPS_NUM_MAX_BFRAMES}. */
    NUM_MAX_BFRAMES("NUM_MAX_BFRAMES", 0),
    /**
     * The rate-control modes, one bit each: 1 VBR, 2 CBR; constant QP has no bit and is always there. {@code
     * NV_ENC_CAPS_SUPPORTED_RATECONTROL_MODES}.
     */
    SUPPORTED_RATECONTROL_MODES("SUPPORTED_RATECONTROL_MODES", 1),
    /** Interlaced coding: 0 none, 1 fields, 2 fields and MBAFF. {@code NV_ENC_CAPS_SUPPORT_FIELD_ENCODING}. */
    FIELD_ENCODING("SUPPORT_FIELD_ENCODING", 2),
    /** Coding without colour. {@code NV_ENC_CAPS_SUPPORT_MONOCHROME}. */
    MONOCHROME("SUPPORT_MONOCHROME", 3),
    /** Flexible macroblock ordering. {@code NV_ENC_CAPS_SUPPORT_FMO}. */
    FMO("SUPPORT_FMO", 4),
    /** Motion vectors of a quarter pixel. {@code NV_ENC_CAPS_SUPPORT_QPELMV}. */
    QPELMV("SUPPORT_QPELMV", 5),
    /** B-direct modes. {@code NV_ENC_CAPS_SUPPORT_BDIRECT_MODE}. */
    BDIRECT_MODE("SUPPORT_BDIRECT_MODE", 6),
    /** CABAC entropy coding. {@code NV_ENC_CAPS_SUPPORT_CABAC}. */
    CABAC("SUPPORT_CABAC", 7),
    /** The 8x8 transform, chosen adaptively. {@code NV_ENC_CAPS_SUPPORT_ADAPTIVE_TRANSFORM}. */
    ADAPTIVE_TRANSFORM("SUPPORT_ADAPTIVE_TRANSFORM", 8),
    /** Stereo coding in one H.264 stream. {@code NV_ENC_CAPS_SUPPORT_STEREO_MVC}. */
    STEREO_MVC("SUPPORT_STEREO_MVC", 9),
    /** The most temporal layers. {@code NV_ENC_CAPS_NUM_MAX_TEMPORAL_LAYERS}. */
    NUM_MAX_TEMPORAL_LAYERS("NUM_MAX_TEMPORAL_LAYERS", 10),
    /** Hierarchical P-frames. {@code NV_ENC_CAPS_SUPPORT_HIERARCHICAL_PFRAMES}. */
    HIERARCHICAL_PFRAMES("SUPPORT_HIERARCHICAL_PFRAMES", 11),
    /** Hierarchical B-frames. {@code NV_ENC_CAPS_SUPPORT_HIERARCHICAL_BFRAMES}. */
    HIERARCHICAL_BFRAMES("SUPPORT_HIERARCHICAL_BFRAMES", 12),
    /** The highest level, in the codec's own count. {@code NV_ENC_CAPS_LEVEL_MAX}. */
    LEVEL_MAX("LEVEL_MAX", 13),
    /** The lowest level, in the codec's own count. {@code NV_ENC_CAPS_LEVEL_MIN}. */
    LEVEL_MIN("LEVEL_MIN", 14),
    /** Colour planes coded separately. {@code NV_ENC_CAPS_SEPARATE_COLOUR_PLANE}. */
    SEPARATE_COLOUR_PLANE("SEPARATE_COLOUR_PLANE", 15),
    /** The largest width in pixels. {@code NV_ENC_CAPS_WIDTH_MAX}. */
    WIDTH_MAX("WIDTH_MAX", 16),
    /** The largest height in pixels. {@code NV_ENC_CAPS_HEIGHT_MAX}. */
    HEIGHT_MAX("HEIGHT_MAX", 17),
    /** Temporal scalability. {@code NV_ENC_CAPS_SUPPORT_TEMPORAL_SVC}. */
    TEMPORAL_SVC("SUPPORT_TEMPORAL_SVC", 18),
    /** Change of size in a running session. {@code NV_ENC_CAPS_SUPPORT_DYN_RES_CHANGE}. */
    DYN_RES_CHANGE("SUPPORT_DYN_RES_CHANGE", 19),
    /** Change of bit rate in a running session. {@code NV_ENC_CAPS_SUPPORT_DYN_BITRATE_CHANGE}. */
    DYN_BITRATE_CHANGE("SUPPORT_DYN_BITRATE_CHANGE", 20),
    /** Change to and of constant QP in a running session. {@code NV_ENC_CAPS_SUPPORT_DYN_FORCE_CONSTQP}. */
    DYN_FORCE_CONSTQP("SUPPORT_DYN_FORCE_CONSTQP", 21),
    /** Change of the rate-control mode in a running session. {@code NV_ENC_CAPS_SUPPORT_DYN_RCMODE_CHANGE}. */
    DYN_RCMODE_CHANGE("SUPPORT_DYN_RCMODE_CHANGE", 22),
    /**
     * Reading a picture's first slices while the rest is being coded. {@code
     * NV_ENC_CAPS_SUPPORT_SUBFRAME_READBACK}.
     */
    SUBFRAME_READBACK("SUPPORT_SUBFRAME_READBACK", 23),
    /** Slices that refer only to themselves. {@code NV_ENC_CAPS_SUPPORT_CONSTRAINED_ENCODING}. */
    CONSTRAINED_ENCODING("SUPPORT_CONSTRAINED_ENCODING", 24),
    /** Intra refresh. {@code NV_ENC_CAPS_SUPPORT_INTRA_REFRESH}. */
    INTRA_REFRESH("SUPPORT_INTRA_REFRESH", 25),
    /** A VBV buffer of a size of one's own. {@code NV_ENC_CAPS_SUPPORT_CUSTOM_VBV_BUF_SIZE}. */
    CUSTOM_VBV_BUF_SIZE("SUPPORT_CUSTOM_VBV_BUF_SIZE", 26),
    /** Change of the slices from picture to picture. {@code NV_ENC_CAPS_SUPPORT_DYNAMIC_SLICE_MODE}. */
    DYNAMIC_SLICE_MODE("SUPPORT_DYNAMIC_SLICE_MODE", 27),
    /** Invalidation of reference pictures. {@code NV_ENC_CAPS_SUPPORT_REF_PIC_INVALIDATION}. */
    REF_PIC_INVALIDATION("SUPPORT_REF_PIC_INVALIDATION", 28),
    /** Preprocessing, one bit for each kind. {@code NV_ENC_CAPS_PREPROC_SUPPORT}. */
    PREPROC_SUPPORT("PREPROC_SUPPORT", 29),
    /** Completion events (Windows). {@code NV_ENC_CAPS_ASYNC_ENCODE_SUPPORT}. */
    ASYNC_ENCODE_SUPPORT("ASYNC_ENCODE_SUPPORT", 30),
    /** The most macroblocks of a picture. {@code NV_ENC_CAPS_MB_NUM_MAX}. */
    MB_NUM_MAX("MB_NUM_MAX", 31),
    /** The most macroblocks a second. {@code NV_ENC_CAPS_MB_PER_SEC_MAX}. */
    MB_PER_SEC_MAX("MB_PER_SEC_MAX", 32),
    /** 4:4:4. {@code NV_ENC_CAPS_SUPPORT_YUV444_ENCODE}. */
    YUV444_ENCODE("SUPPORT_YUV444_ENCODE", 33),
    /** Lossless coding. {@code NV_ENC_CAPS_SUPPORT_LOSSLESS_ENCODE}. */
    LOSSLESS_ENCODE("SUPPORT_LOSSLESS_ENCODE", 34),
    /** HEVC's sample-adaptive offset. {@code NV_ENC_CAPS_SUPPORT_SAO}. */
    SAO("SUPPORT_SAO", 35),
    /** Motion estimation alone: bit 0 for P, bit 1 for I. {@code NV_ENC_CAPS_SUPPORT_MEONLY_MODE}. */
    MEONLY_MODE("SUPPORT_MEONLY_MODE", 36),
    /** Look-ahead. {@code NV_ENC_CAPS_SUPPORT_LOOKAHEAD}. */
    LOOKAHEAD("SUPPORT_LOOKAHEAD", 37),
    /** Temporal adaptive quantisation. {@code NV_ENC_CAPS_SUPPORT_TEMPORAL_AQ}. */
    TEMPORAL_AQ("SUPPORT_TEMPORAL_AQ", 38),
    /** 10 bits a sample. {@code NV_ENC_CAPS_SUPPORT_10BIT_ENCODE}. */
    TEN_BIT_ENCODE("SUPPORT_10BIT_ENCODE", 39),
    /** The most long-term reference frames. {@code NV_ENC_CAPS_NUM_MAX_LTR_FRAMES}. */
    NUM_MAX_LTR_FRAMES("NUM_MAX_LTR_FRAMES", 40),
    /** Weighted prediction. {@code NV_ENC_CAPS_SUPPORT_WEIGHTED_PREDICTION}. */
    WEIGHTED_PREDICTION("SUPPORT_WEIGHTED_PREDICTION", 41),
    /**
     * How much of the engine is free, in per cent; always 100 on Linux. {@code
     * NV_ENC_CAPS_DYNAMIC_QUERY_ENCODER_CAPACITY}.
     */
    DYNAMIC_QUERY_ENCODER_CAPACITY("DYNAMIC_QUERY_ENCODER_CAPACITY", 42),
    /**
     * B-frames as references: bit 0 each, bit 1 the middle one, bit 2 hierarchical. {@code
     * NV_ENC_CAPS_SUPPORT_BFRAME_REF_MODE}.
     */
    BFRAME_REF_MODE("SUPPORT_BFRAME_REF_MODE", 43),
    /** Emphasis maps. {@code NV_ENC_CAPS_SUPPORT_EMPHASIS_LEVEL_MAP}. */
    EMPHASIS_LEVEL_MAP("SUPPORT_EMPHASIS_LEVEL_MAP", 44),
    /** The smallest width in pixels. {@code NV_ENC_CAPS_WIDTH_MIN}. */
    WIDTH_MIN("WIDTH_MIN", 45),
    /** The smallest height in pixels. {@code NV_ENC_CAPS_HEIGHT_MIN}. */
    HEIGHT_MIN("HEIGHT_MIN", 46),
    /** A chosen number of reference frames. {@code NV_ENC_CAPS_SUPPORT_MULTIPLE_REF_FRAMES}. */
    MULTIPLE_REF_FRAMES("SUPPORT_MULTIPLE_REF_FRAMES", 47),
    /** HEVC with an alpha layer. {@code NV_ENC_CAPS_SUPPORT_ALPHA_LAYER_ENCODING}. */
    ALPHA_LAYER_ENCODING("SUPPORT_ALPHA_LAYER_ENCODING", 48),
    /** How many encoder engines the GPU has. {@code NV_ENC_CAPS_NUM_ENCODER_ENGINES}. */
    NUM_ENCODER_ENGINES("NUM_ENCODER_ENGINES", 49),
    /** Intra refresh in a single slice. {@code NV_ENC_CAPS_SINGLE_SLICE_INTRA_REFRESH}. */
    SINGLE_SLICE_INTRA_REFRESH("SINGLE_SLICE_INTRA_REFRESH", 50),
    /** Encoding a picture without moving the encoder's state on. {@code NV_ENC_CAPS_DISABLE_ENC_STATE_ADVANCE}. */
    DISABLE_ENC_STATE_ADVANCE("DISABLE_ENC_STATE_ADVANCE", 51),
    /** Output of the reconstructed picture. {@code NV_ENC_CAPS_OUTPUT_RECON_SURFACE}. */
    OUTPUT_RECON_SURFACE("OUTPUT_RECON_SURFACE", 52),
    /** Statistics for each block. {@code NV_ENC_CAPS_OUTPUT_BLOCK_STATS}. */
    OUTPUT_BLOCK_STATS("OUTPUT_BLOCK_STATS", 53),
    /** Statistics for each row. {@code NV_ENC_CAPS_OUTPUT_ROW_STATS}. */
    OUTPUT_ROW_STATS("OUTPUT_ROW_STATS", 54),
    /** The temporal filter. {@code NV_ENC_CAPS_SUPPORT_TEMPORAL_FILTER}. */
    TEMPORAL_FILTER("SUPPORT_TEMPORAL_FILTER", 55),
    /** Levels of look-ahead. {@code NV_ENC_CAPS_SUPPORT_LOOKAHEAD_LEVEL}. */
    LOOKAHEAD_LEVEL("SUPPORT_LOOKAHEAD_LEVEL", 56),
    /** B-frames that refer only backwards. {@code NV_ENC_CAPS_SUPPORT_UNIDIRECTIONAL_B}. */
    UNIDIRECTIONAL_B("SUPPORT_UNIDIRECTIONAL_B", 57),
    /** MV-HEVC: two views in one stream. {@code NV_ENC_CAPS_SUPPORT_MVHEVC_ENCODE}. */
    MVHEVC_ENCODE("SUPPORT_MVHEVC_ENCODE", 58),
    /** 4:2:2. {@code NV_ENC_CAPS_SUPPORT_YUV422_ENCODE}. */
    YUV422_ENCODE("SUPPORT_YUV422_ENCODE", 59);

    private final String nvencName;
    private final int id;

    Capability(String nameOfCaps, int id) {
        this.nvencName = "NV_ENC_CAPS_" + nameOfCaps;
        this.id = id;
    }

    /**
     * The name that NVENC gives this capability.
     *
     * @return the constant of {@code NV_ENC_CAPS}
     */
    public String nvencName() {
        return nvencName;
    }

    /**
     * The number that NVENC gives this capability.
     *
     * @return the value of {@code NV_ENC_CAPS}
     */
    public int id() {
        return id;
    }
}
