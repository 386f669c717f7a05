package org.nvenc4j.simulator;

/** The numbers of {@code NV_ENC_CAPS} that the simulator's checks name. */
final class Caps {
    static final int MAX_B_FRAMES = 0;
    static final int RATE_CONTROL_MODES = 1;
    static final int FIELD_ENCODING = 2;
    static final int MONOCHROME = 3;
    static final int B_DIRECT = 6;
    static final int ADAPTIVE_TRANSFORM = 8;
    static final int MAX_TEMPORAL_LAYERS = 10;
    static final int HIERARCHICAL_P = 11;
    static final int HIERARCHICAL_B = 12;
    static final int LEVEL_MAX = 13;
    static final int LEVEL_MIN = 14;
    static final int WIDTH_MAX = 16;
    static final int HEIGHT_MAX = 17;
    static final int TEMPORAL_SVC = 18;
    static final int DYNAMIC_RESOLUTION = 19;
    static final int DYNAMIC_BIT_RATE = 20;
    static final int DYNAMIC_RATE_CONTROL_MODE = 22;
    static final int SUBFRAME_READBACK = 23;
    static final int CONSTRAINED_ENCODING = 24;
    static final int INTRA_REFRESH = 25;
    static final int CUSTOM_VBV = 26;
    static final int DYNAMIC_SLICES = 27;
    static final int REFERENCE_INVALIDATION = 28;
    static final int ASYNC = 30;
    static final int YUV444 = 33;
    static final int LOSSLESS = 34;
    static final int MOTION_ONLY = 36;
    static final int LOOKAHEAD = 37;
    static final int TEMPORAL_AQ = 38;
    static final int TEN_BIT = 39;
    static final int MAX_LTR = 40;
    static final int WEIGHTED_PREDICTION = 41;
    static final int B_REFERENCE = 43;
    static final int EMPHASIS = 44;
    static final int WIDTH_MIN = 45;
    static final int HEIGHT_MIN = 46;
    static final int MULTIPLE_REFERENCES = 47;
    static final int ALPHA = 48;
    static final int ENGINES = 49;
    static final int SINGLE_SLICE_INTRA_REFRESH = 50;
    static final int NO_STATE_ADVANCE = 51;
    static final int RECONSTRUCTION = 52;
    static final int OUTPUT_BLOCK_STATS = 53;
    static final int OUTPUT_ROW_STATS = 54;
    static final int TEMPORAL_FILTER = 55;
    static final int LOOKAHEAD_LEVEL = 56;
    static final int UNIDIRECTIONAL_B = 57;
    static final int MV_HEVC = 58;
    static final int YUV422 = 59;

    private Caps() {}
}
