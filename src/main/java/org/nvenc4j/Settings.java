package org.nvenc4j;

import java.util.ArrayList;
import java.util.List;

/**
 * Every setting that may be left to the preset, in the order in which they are written over the preset's configuration;
 * {@link Definitions} says of each what there is to know.
 */
final class Settings {
    private static final List<Setting<?>> ALL = new ArrayList<>();

    // The stream

    static final Setting<Profile> PROFILE = setting("profile");
    static final Setting<Level> LEVEL = setting("level");
    static final Setting<Tier> TIER = setting("tier");
    static final Setting<Boolean> REPEAT_PARAMETER_SETS = setting("repeatParameterSets");
    static final Setting<Boolean> PARAMETER_SETS_IN_STREAM = setting("parameterSetsInStream");
    static final Setting<Boolean> ACCESS_UNIT_DELIMITERS = setting("accessUnitDelimiters");
    static final Setting<Integer> OUTPUT_BIT_DEPTH = setting("outputBitDepth");
    static final Setting<EntropyCoding> ENTROPY_CODING = setting("entropyCoding");
    static final Setting<Boolean> ANNEX_B_OBUS = setting("annexBObus");
    static final Setting<ColourDescription> COLOUR = setting("colour");
    static final Setting<Boolean> FULL_RANGE = setting("fullRange");
    static final Setting<Integer> CHROMA_SAMPLE_LOCATION = setting("chromaSampleLocation");
    static final Setting<Boolean> BITSTREAM_RESTRICTION = setting("bitstreamRestriction");
    static final Setting<Boolean> TIMING_INFO = setting("timingInfo");
    static final Setting<Boolean> BUFFERING_PERIOD_SEI = setting("bufferingPeriodSei");
    static final Setting<Boolean> PICTURE_TIMING_SEI = setting("pictureTimingSei");
    static final Setting<Boolean> RECOVERY_POINT_SEI = setting("recoveryPointSei");
    static final Setting<Boolean> TIME_CODES = setting("timeCodes");
    static final Setting<VideoFormat> VIDEO_FORMAT = setting("videoFormat");
    static final Setting<Boolean> OVERSCAN = setting("overscan");
    static final Setting<Ticks> TIMING_TICKS = setting("timingTicks");
    static final Setting<FramePacking> FRAME_PACKING = setting("framePacking");
    static final Setting<Boolean> VARIABLE_FRAME_RATE = setting("variableFrameRate");
    static final Setting<ParameterSetIds> PARAMETER_SET_IDS = setting("parameterSetIds");
    static final Setting<Boolean> SVC_PREFIX_NAL_UNITS = setting("svcPrefixNalUnits");
    static final Setting<Boolean> SCALABILITY_INFO_SEI = setting("scalabilityInfoSei");
    static final Setting<Boolean> DECODER_MODEL_INFO = setting("decoderModelInfo");
    static final Setting<Boolean> FRAME_ID_NUMBERS = setting("frameIdNumbers");
    static final Setting<FilmGrain> FILM_GRAIN = setting("filmGrain");
    static final Setting<Boolean> MASTERING_DISPLAY = setting("masteringDisplay");
    static final Setting<Boolean> CONTENT_LIGHT_LEVEL = setting("contentLightLevel");

    // Rate control

    static final Setting<RateControlMode> RATE_CONTROL_MODE = setting("rateControlMode");
    static final Setting<Qp> CONSTANT_QP = setting("constantQp");
    static final Setting<Qp> MIN_QP = setting("minQp");
    static final Setting<Qp> MAX_QP_LIMIT = setting("maxQp");
    static final Setting<Qp> INITIAL_QP = setting("initialQp");
    static final Setting<Integer> BIT_RATE = setting("bitRate");
    static final Setting<Integer> MAX_BIT_RATE = setting("maxBitRate");
    static final Setting<Integer> VBV_BUFFER_SIZE = setting("vbvBufferSize");
    static final Setting<Integer> VBV_INITIAL_DELAY = setting("vbvInitialDelay");
    static final Setting<Double> TARGET_QUALITY = setting("targetQuality");
    static final Setting<MultiPass> MULTI_PASS = setting("multiPass");
    static final Setting<Integer> LOW_DELAY_KEY_FRAME_SCALE = setting("lowDelayKeyFrameScale");
    static final Setting<Boolean> FILLER_DATA = setting("fillerData");
    static final Setting<ChromaQpOffset> CHROMA_QP_OFFSET = setting("chromaQpOffset");
    static final Setting<DcQpOffset> DC_QP_OFFSET = setting("dcQpOffset");
    static final Setting<List<Integer>> TEMPORAL_LAYER_QP = setting("temporalLayerQp");
    static final Setting<Boolean> SPATIAL_AQ = setting("spatialAq");
    static final Setting<Integer> AQ_STRENGTH = setting("aqStrength");
    static final Setting<Boolean> TEMPORAL_AQ = setting("temporalAq");
    static final Setting<QpMapMode> QP_MAP = setting("qpMap");

    // Structure

    static final Setting<Integer> GOP_LENGTH = setting("gopLength");
    static final Setting<Integer> B_FRAMES = setting("bFrames");
    static final Setting<Boolean> PICTURE_TYPE_DECISION = setting("pictureTypeDecision");
    static final Setting<Boolean> INTRA_ONLY = setting("intraOnly");
    static final Setting<BReference> B_REFERENCE = setting("bReference");
    static final Setting<Boolean> EXTERNAL_LOOKAHEAD = setting("externalLookahead");
    static final Setting<Lookahead> LOOKAHEAD = setting("lookahead");
    static final Setting<Integer> LOOKAHEAD_LEVEL = setting("lookaheadLevel");
    static final Setting<Boolean> ADAPTIVE_I_FRAMES = setting("adaptiveIFrames");
    static final Setting<Boolean> ADAPTIVE_B_FRAMES = setting("adaptiveBFrames");
    static final Setting<Boolean> STRICT_GOP = setting("strictGop");
    static final Setting<Boolean> NON_REFERENCE_P = setting("nonReferenceP");
    static final Setting<Boolean> ZERO_REORDER_DELAY = setting("zeroReorderDelay");
    static final Setting<Boolean> UNIDIRECTIONAL_B = setting("unidirectionalB");
    static final Setting<DirectMode> DIRECT_MODE = setting("directMode");
    static final Setting<Boolean> HIERARCHICAL_P_FRAMES = setting("hierarchicalPFrames");
    static final Setting<Boolean> HIERARCHICAL_B_FRAMES = setting("hierarchicalBFrames");
    static final Setting<Boolean> WEIGHTED_PREDICTION = setting("weightedPrediction");
    static final Setting<Integer> MAX_REFERENCE_FRAMES = setting("maxReferenceFrames");
    static final Setting<Integer> REFERENCES_L0 = setting("referencesL0");
    static final Setting<Integer> REFERENCES_L1 = setting("referencesL1");
    static final Setting<Boolean> REFERENCE_LIST_MODIFICATION = setting("referenceListModification");
    static final Setting<Integer> LONG_TERM_REFERENCES = setting("longTermReferences");
    static final Setting<Integer> TEMPORAL_LAYERS = setting("temporalLayers");
    static final Setting<Boolean> TEMPORAL_FILTER = setting("temporalFilter");
    static final Setting<IntraRefresh> INTRA_REFRESH = setting("intraRefresh");
    static final Setting<Boolean> SINGLE_SLICE_INTRA_REFRESH = setting("singleSliceIntraRefresh");

    // How pictures are coded

    static final Setting<Boolean> FIELD_CODING = setting("fieldCoding");
    static final Setting<MotionHintLimits> MOTION_HINTS = setting("motionHints");
    static final Setting<Boolean> MONOCHROME = setting("monochrome");
    static final Setting<MotionPrecision> MOTION_PRECISION = setting("motionPrecision");
    static final Setting<BlockSizes> BLOCK_SIZES = setting("blockSizes");
    static final Setting<Boolean> ADAPTIVE_TRANSFORM = setting("adaptiveTransform");
    static final Setting<Boolean> CONSTRAINED_INTRA_PREDICTION = setting("constrainedIntraPrediction");
    static final Setting<Boolean> CONSTRAINED_ENCODING = setting("constrainedEncoding");
    static final Setting<Deblocking> DEBLOCKING = setting("deblocking");

    // Layers and views of HEVC

    static final Setting<Integer> ALPHA_BIT_RATE_RATIO = setting("alphaBitRateRatio");
    static final Setting<Boolean> ALPHA_LAYER = setting("alphaLayer");
    static final Setting<Integer> SECOND_VIEW_BIT_RATE = setting("secondViewBitRate");
    static final Setting<Boolean> REFERENCE_DISPLAYS = setting("referenceDisplays");
    static final Setting<Integer> VIEWS = setting("views");

    // Slices, tiles and engines

    static final Setting<Slicing> SLICING = setting("slicing");
    static final Setting<Tiles> TILES = setting("tiles");
    static final Setting<CustomTiles> CUSTOM_TILES = setting("customTiles");
    static final Setting<Boolean> SLICE_OFFSETS = setting("sliceOffsets");
    static final Setting<Boolean> SUB_FRAME_WRITE = setting("subFrameWrite");
    static final Setting<Boolean> RATE_CONTROL_STATISTICS = setting("rateControlStatistics");
    static final Setting<OutputStatistics> OUTPUT_STATISTICS = setting("outputStatistics");
    static final Setting<Boolean> OUTPUT_IN_VIDEO_MEMORY = setting("outputInVideoMemory");
    static final Setting<Boolean> RECONSTRUCTED_FRAMES = setting("reconstructedFrames");
    static final Setting<Integer> STATE_BUFFERS = setting("stateBuffers");
    static final Setting<SplitEncode> SPLIT_ENCODE = setting("splitEncode");
    static final Setting<Size> MAX_SIZE = setting("maxSize");
    static final Setting<Size> DISPLAY_ASPECT_RATIO = setting("displayAspectRatio");

    private Settings() {}

    /** Every setting, in the order in which they are written. */
    static List<Setting<?>> all() {
        return List.copyOf(ALL);
    }

    private static <T> Setting<T> setting(String name) {
        Setting<T> setting = new Setting<>(name);
        ALL.add(setting);
        return setting;
    }

    /** Offsets of the chroma quantisers from luma's. */
    record ChromaQpOffset(int cb, int cr) {
        @Override
        public String toString() {
            return "Cb " + cb + ", Cr " + cr;
        }
    }

    /** Offsets of AV1's DC quantisers. */
    record DcQpOffset(int y, int u, int v) {
        @Override
        public String toString() {
            return "Y " + y + ", U " + u + ", V " + v;
        }
    }

    /** A clock that counts {@code timeScale} units a second. */
    record Ticks(int unitsInTick, int timeScale) {
        @Override
        public String toString() {
            return unitsInTick + "/" + timeScale + " s";
        }
    }

    /** The numbers that parameter sets have. */
    record ParameterSetIds(int vps, int sps, int pps) {
        @Override
        public String toString() {
            return "VPS " + vps + ", SPS " + sps + ", PPS " + pps;
        }
    }

    /** The sides of square blocks in pixels. */
    record BlockSizes(int smallest, int largest) {
        @Override
        public String toString() {
            return smallest + " to " + largest + " pixels";
        }
    }

    /** Widths of columns and heights of rows, in superblocks. */
    record CustomTiles(List<Integer> widths, List<Integer> heights) {
        @Override
        public String toString() {
            return widths + " by " + heights;
        }
    }

    /** How many hints at motion a block may have. */
    record MotionHintLimits(MotionHintCounts earlier, MotionHintCounts later) {
        @Override
        public String toString() {
            return earlier + "; later " + later;
        }
    }

    /** So many frames of look-ahead, or as many of them as B-frames leave room for. */
    record Lookahead(int frames, boolean orFewer) {
        @Override
        public String toString() {
            return Integer.toString(frames);
        }
    }

    /** A wave of intra blocks over {@code count} pictures of every {@code period}. */
    record IntraRefresh(int period, int count) {
        @Override
        public String toString() {
            return "a wave of " + count + " frames every " + period;
        }
    }

    /** AV1 tiles in each direction. */
    record Tiles(int columns, int rows) {
        @Override
        public String toString() {
            return columns + "x" + rows;
        }
    }

    /** Two lengths. */
    record Size(int width, int height) {
        @Override
        public String toString() {
            return width + "x" + height;
        }
    }
}
