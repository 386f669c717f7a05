package org.nvenc4j;

import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nvenc4j.cuda.BufferFormat;

/** What has to hold within a configuration, whatever the GPU: the range of each setting, and between settings. */
final class ConfigRules {
    /** Frames of look-ahead and B-frames, together. */
    static final int MAX_LOOKAHEAD = 31;

    private static final int SUPERBLOCK = 64;
    private static final int MAX_TILE_WIDTH = 4096;
    private static final int MAX_TILE_AREA = 4096 * 2304;
    static final int LEAST_B_FRAMES_OF_TEMPORAL_FILTER = 4;

    private final EncoderConfig config;

    private ConfigRules(EncoderConfig config) {
        this.config = config;
    }

    /** Throws InvalidConfigException for the first rule that is broken. */
    static void check(EncoderConfig config) {
        ConfigRules rules = new ConfigRules(config);
        rules.checkSize();
        for (Setting<?> setting : Settings.all()) {
            rules.checkRange(setting);
        }
        rules.checkTuning();
        rules.checkProfile();
        rules.checkRates();
        rules.checkQuantisers();
        rules.checkStructure();
        rules.checkHierarchy();
        rules.checkDecision();
        rules.checkFields();
        rules.checkEngines();
        rules.checkTiles();
        rules.checkOutput();
        rules.checkCustomTiles();
        rules.checkLayers();
        rules.checkAlpha();
        rules.checkViews();
    }

    /** What of the configuration B-frames can't be together with, or null. */
    static @Nullable String exclusionOfBFrames(EncoderConfig config) {
        if (config.tuning().isLowLatency()) {
            return config.tuning() + ", which delays nothing; take tuning HIGH_QUALITY for B-frames";
        }
        if (config.get(Settings.GOP_LENGTH, 0) == EncoderConfig.INFINITE_GOP) {
            return "an infinite GOP; set a GOP length";
        }
        Profile profile = config.get(Settings.PROFILE);
        if (profile == Profile.H264_BASELINE || profile == Profile.H264_CONSTRAINED_HIGH) {
            return profile + ", which has no B-frames; take H264_MAIN or H264_HIGH";
        }
        if (config.get(Settings.WEIGHTED_PREDICTION, false)) {
            return "weighted prediction";
        }
        if (config.get(Settings.LONG_TERM_REFERENCES, 0) > 0) {
            return "long-term references";
        }
        if (config.get(Settings.TEMPORAL_LAYERS, 1) > 1) {
            return "temporal layers";
        }
        if (config.get(Settings.INTRA_REFRESH) != null) {
            return "intra refresh";
        }
        if (config.get(Settings.INTRA_ONLY, false)) {
            return "intraOnly";
        }
        if (config.get(Settings.ZERO_REORDER_DELAY, false)) {
            return "zeroReorderDelay, which promises that nothing is reordered";
        }
        if (config.get(Settings.OUTPUT_IN_VIDEO_MEMORY, false)) {
            return "outputInVideoMemory, where nothing says which frame's picture a buffer holds";
        }
        if (config.get(Settings.STATE_BUFFERS, 0) > 0 && config.get(Settings.PICTURE_TYPE_DECISION, true)) {
            return "stateBuffers, since a picture that waits for others cannot be tried; set"
                    + " pictureTypeDecision(false), with which none waits";
        }
        if (config.get(Settings.UNIDIRECTIONAL_B, false)) {
            return "unidirectionalB, which takes their place";
        }
        return null;
    }

    private <T> void checkRange(Setting<T> setting) {
        T value = config.get(setting);
        String violation = value == null ? null : setting.definition().violation(config.codec(), value);
        if (violation != null) {
            throw broken(setting.name(), value, violation);
        }
    }

    private void checkSize() {
        BufferFormat format = config.bufferFormat();
        boolean halfWidth = format.chromaFormatIdc() == 1 || format.chromaFormatIdc() == 2;
        boolean halfHeight = format.chromaFormatIdc() == 1;
        require(config.width() > 0, "width", config.width(), "1 or more pixels");
        require(config.height() > 0, "height", config.height(), "1 or more pixels");
        require(
                !halfWidth || config.width() % 2 == 0,
                "width",
                config.width(),
                "an even number for " + format + ", whose chroma has half the width; crop or pad the frames");
        require(
                !halfHeight || config.height() % 2 == 0,
                "height",
                config.height(),
                "an even number for " + format + ", whose chroma has half the height; crop or pad the frames");
        require(
                config.frameRateNumerator() > 0 && config.frameRateDenominator() > 0,
                "frameRate",
                config.frameRateNumerator() + "/" + config.frameRateDenominator(),
                "two numbers of 1 or more");
        Settings.Size most = config.get(Settings.MAX_SIZE);
        require(
                most == null || most.width() >= config.width() && most.height() >= config.height(),
                "maxSize",
                most,
                "at least the size of " + config.width() + "x" + config.height());
        Integer depth = config.get(Settings.OUTPUT_BIT_DEPTH);
        require(
                depth == null || depth >= format.bitDepth(),
                "outputBitDepth",
                depth,
                "not less than the " + format.bitDepth() + " bits of " + format);
    }

    private void checkRates() {
        Integer bitRate = config.get(Settings.BIT_RATE);
        Integer maxBitRate = config.get(Settings.MAX_BIT_RATE);
        if (bitRate != null && maxBitRate != null) {
            require(
                    maxBitRate >= bitRate,
                    "maxBitRate",
                    maxBitRate,
                    "at least the average bit rate of " + bitRate + "; raise it or lower bitRate");
        }
        Integer vbvBufferSize = config.get(Settings.VBV_BUFFER_SIZE);
        Integer vbvInitialDelay = config.get(Settings.VBV_INITIAL_DELAY);
        if (vbvBufferSize != null && vbvInitialDelay != null) {
            require(
                    vbvInitialDelay <= vbvBufferSize,
                    "vbvInitialDelay",
                    vbvInitialDelay,
                    "at most the VBV buffer's size of " + vbvBufferSize);
        }
        RateControlMode mode = config.tuning() == Tuning.LOSSLESS
                ? RateControlMode.CONSTANT_QP
                : config.get(Settings.RATE_CONTROL_MODE);
        if (mode == RateControlMode.CONSTANT_QP) {
            String rule =
                    "left unset with " + mode + ", which keeps quantisers and not rates; choose VBR or CBR for it";
            require(bitRate == null, "bitRate", bitRate, rule);
            require(maxBitRate == null, "maxBitRate", maxBitRate, rule);
        }
        require(
                config.get(Settings.TARGET_QUALITY) == null || mode == null || mode == RateControlMode.VBR,
                "targetQuality",
                config.get(Settings.TARGET_QUALITY),
                "left unset with " + mode + "; only VBR aims at a quality");
    }

    private void checkQuantisers() {
        RateControlMode mode = config.get(Settings.RATE_CONTROL_MODE);
        Qp constant = config.get(Settings.CONSTANT_QP);
        require(
                constant == null || mode == RateControlMode.CONSTANT_QP,
                "constantQp",
                constant,
                "set only with " + RateControlMode.CONSTANT_QP + ", not with " + mode);
        Qp minQp = config.get(Settings.MIN_QP);
        Qp maxQp = config.get(Settings.MAX_QP_LIMIT);
        require(
                minQp == null
                        || maxQp == null
                        || minQp.interP() <= maxQp.interP()
                                && minQp.interB() <= maxQp.interB()
                                && minQp.intra() <= maxQp.intra(),
                "maxQp",
                maxQp,
                "at least minQp, which is " + minQp);
        require(
                !is(Settings.SPATIAL_AQ) || config.get(Settings.QP_MAP) != QpMapMode.EMPHASIS,
                "spatialAq",
                true,
                "false with an emphasis map, which takes its place");
    }

    private void checkStructure() {
        Integer bFrames = config.get(Settings.B_FRAMES);
        Integer gopLength = config.get(Settings.GOP_LENGTH);
        if (bFrames != null && bFrames > 0) {
            String exclusion = exclusionOfBFrames(config);
            require(exclusion == null, "bFrames", bFrames, "0 with " + exclusion);
        }
        if (bFrames != null && gopLength != null) {
            require(
                    gopLength == EncoderConfig.INFINITE_GOP || gopLength > bFrames,
                    "gopLength",
                    gopLength,
                    "more than the " + bFrames + " B-frames");
        }
        Settings.Lookahead asked = config.get(Settings.LOOKAHEAD);
        if (asked != null && asked.frames() > 0) {
            int lookahead = asked.frames();
            int most = MAX_LOOKAHEAD - (bFrames == null ? 0 : bFrames);
            require(lookahead <= most, "lookahead", lookahead, "0 to " + most + " frames (31 less the B-frames)");
            require(
                    !config.tuning().isLowLatency(),
                    "lookahead",
                    lookahead,
                    "0 with " + config.tuning() + ", which delays nothing; take tuning HIGH_QUALITY for look-ahead");
            require(
                    config.get(Settings.STATE_BUFFERS, 0) == 0 || is(Settings.EXTERNAL_LOOKAHEAD),
                    "lookahead",
                    lookahead,
                    "0 with stateBuffers, since a picture that waits for others cannot be tried; set"
                            + " externalLookahead(true)");
        }
        require(
                !is(Settings.EXTERNAL_LOOKAHEAD) || asked != null && asked.frames() > 0,
                "externalLookahead",
                true,
                "false without look-ahead; set lookahead");
        require(
                config.get(Settings.INTRA_REFRESH) == null
                        || gopLength == null
                        || gopLength == EncoderConfig.INFINITE_GOP,
                "gopLength",
                gopLength,
                "INFINITE_GOP with intra refresh, which takes the place of key frames");
        require(
                !is(Settings.INTRA_ONLY) || config.get(Settings.INTRA_REFRESH) == null,
                "intraOnly",
                true,
                "false with intra refresh, which renews what is predicted");
        require(
                !is(Settings.ZERO_REORDER_DELAY) || !is(Settings.TEMPORAL_FILTER),
                "temporalFilter",
                true,
                "false with zeroReorderDelay, since it holds frames back");
        require(
                !is(Settings.TEMPORAL_FILTER) || bFrames != null && bFrames >= LEAST_B_FRAMES_OF_TEMPORAL_FILTER,
                "temporalFilter",
                true,
                "false with fewer than 4 B-frames; set bFrames");
        int references = config.get(Settings.MAX_REFERENCE_FRAMES, 0);
        int least = 2 * (config.get(Settings.TEMPORAL_LAYERS, 1) - 2);
        require(
                references == 0 || references >= least,
                "maxReferenceFrames",
                references,
                "0 or at least " + least + " with so many temporalLayers");
    }

    /** A tree of B-frames wants a full one, and nothing else that moves or splits pictures. */
    private void checkHierarchy() {
        if (config.get(Settings.B_REFERENCE) != BReference.HIERARCHICAL) {
            return;
        }
        String with = " with bReference " + BReference.HIERARCHICAL;
        Integer bFrames = config.get(Settings.B_FRAMES);
        require(
                bFrames == null || Integer.bitCount(bFrames + 1) == 1,
                "bFrames",
                bFrames,
                "one less than a power of two" + with);
        MultiPass passes = config.get(Settings.MULTI_PASS, MultiPass.DISABLED);
        require(passes == MultiPass.DISABLED, "multiPass", passes, MultiPass.DISABLED + with);
        require(!is(Settings.ADAPTIVE_I_FRAMES), "adaptiveIFrames", true, "false" + with);
        require(!is(Settings.ADAPTIVE_B_FRAMES), "adaptiveBFrames", true, "false" + with);
        int level = config.get(Settings.LOOKAHEAD_LEVEL, 0);
        require(level == 0, "lookaheadLevel", level, "0" + with);
        SplitEncode split = config.get(Settings.SPLIT_ENCODE, SplitEncode.AUTO);
        require(
                split == SplitEncode.AUTO || split == SplitEncode.DISABLED,
                "splitEncode",
                split,
                "AUTO or DISABLED" + with);
    }

    /** Where the program decides on types, nothing is left to what decides by itself. */
    private void checkDecision() {
        if (config.get(Settings.PICTURE_TYPE_DECISION, true)) {
            return;
        }
        Settings.Lookahead asked = config.get(Settings.LOOKAHEAD);
        String instead = "true with ";
        require(
                asked == null || asked.frames() == 0 || is(Settings.EXTERNAL_LOOKAHEAD),
                "pictureTypeDecision",
                false,
                instead + "lookahead; set externalLookahead(true) to decide in the program");
        for (Setting<Boolean> decided :
                List.of(Settings.TEMPORAL_FILTER, Settings.INTRA_ONLY, Settings.NON_REFERENCE_P)) {
            require(!is(decided), "pictureTypeDecision", false, instead + decided);
        }
        require(
                config.get(Settings.B_REFERENCE) != BReference.HIERARCHICAL,
                "pictureTypeDecision",
                false,
                instead + "bReference " + BReference.HIERARCHICAL);
    }

    /** Each field has to have lines of luma and chroma by itself. */
    private void checkFields() {
        if (!is(Settings.FIELD_CODING)) {
            return;
        }
        BufferFormat format = config.bufferFormat();
        require(!format.isRgb(), "fieldCoding", true, "false with " + format + "; take a YUV format");
        int step = format.chromaFormatIdc() == 1 ? 4 : 2;
        require(
                config.height() % step == 0,
                "fieldCoding",
                true,
                "false with " + config.height() + " lines; they must be a multiple of " + step);
        Profile profile = config.get(Settings.PROFILE);
        boolean progressive = profile == Profile.H264_BASELINE
                || profile == Profile.H264_PROGRESSIVE_HIGH
                || profile == Profile.H264_CONSTRAINED_HIGH;
        require(!progressive, "fieldCoding", true, "false with " + profile + "; take H264_MAIN or H264_HIGH");
    }

    /** What the driver would leave whole in silence. */
    private void checkEngines() {
        SplitEncode split = config.get(Settings.SPLIT_ENCODE, SplitEncode.AUTO);
        boolean forced = split != SplitEncode.AUTO && split != SplitEncode.DISABLED;
        require(
                !forced || !is(Settings.WEIGHTED_PREDICTION),
                "splitEncode",
                split,
                "AUTO or DISABLED with weightedPrediction");
        require(
                !forced || !is(Settings.SUB_FRAME_WRITE) || config.codec() != Codec.HEVC,
                "splitEncode",
                split,
                "AUTO or DISABLED with subFrameWrite");
        require(
                !forced || !is(Settings.OUTPUT_IN_VIDEO_MEMORY),
                "splitEncode",
                split,
                "AUTO or DISABLED with outputInVideoMemory");
    }

    /** Of a picture that stays in video memory the driver says nothing but its size, and that when it is whole. */
    private void checkOutput() {
        if (is(Settings.OUTPUT_IN_VIDEO_MEMORY)) {
            for (Setting<Boolean> lost : List.of(
                    Settings.FILLER_DATA,
                    Settings.SUB_FRAME_WRITE,
                    Settings.SLICE_OFFSETS,
                    Settings.RATE_CONTROL_STATISTICS)) {
                require(!is(lost), lost.name(), true, "false with outputInVideoMemory");
            }
            OutputStatistics statistics = config.get(Settings.OUTPUT_STATISTICS);
            require(statistics == null, "outputStatistics", statistics, "left unset with outputInVideoMemory");
        }
    }

    private void checkCustomTiles() {
        Settings.CustomTiles tiles = config.get(Settings.CUSTOM_TILES);
        if (tiles != null) {
            require(config.get(Settings.TILES) == null, "customTiles", tiles, "left unset with tiles of equal size");
            checkCustomTiles(config, tiles);
        }
    }

    /** Tiles of sizes of their own have to cover the pictures, and none may be too large. */
    static void checkCustomTiles(EncoderConfig config, Settings.CustomTiles tiles) {
        String violation = Settings.CUSTOM_TILES.definition().violation(config.codec(), tiles);
        require(violation == null, "customTiles", tiles, String.valueOf(violation));
        requireSum(tiles, tiles.widths(), config.width(), "width");
        requireSum(tiles, tiles.heights(), config.height(), "height");
        int widest = SUPERBLOCK * Collections.max(tiles.widths());
        int largest = widest * SUPERBLOCK * Collections.max(tiles.heights());
        require(
                widest <= MAX_TILE_WIDTH && largest <= MAX_TILE_AREA,
                "customTiles",
                tiles,
                "smaller: a tile of AV1 is at most 4096 pixels wide and has at most 4096 x 2304 pixels");
    }

    private static void requireSum(Settings.CustomTiles tiles, List<Integer> lengths, int pixels, String side) {
        int superblocks = Math.ceilDiv(pixels, SUPERBLOCK);
        require(
                lengths.stream().mapToLong(Integer::longValue).sum() == superblocks,
                "customTiles",
                tiles,
                "lengths that come to the " + superblocks + " superblocks of the " + side);
    }

    private void checkTiles() {
        Settings.Tiles tiles = config.get(Settings.TILES);
        if (tiles != null) {
            checkTiles(config, tiles);
        }
    }

    /** Tiles of equal size have to be neither too small nor too large for the pictures. */
    static void checkTiles(EncoderConfig config, Settings.Tiles tiles) {
        String violation = Settings.TILES.definition().violation(config.codec(), tiles);
        require(violation == null, "tiles", tiles, String.valueOf(violation));
        int width = tileLength(config.width(), tiles.columns());
        int height = tileLength(config.height(), tiles.rows());
        require(
                width >= SUPERBLOCK && height >= SUPERBLOCK,
                "tiles",
                tiles,
                "fewer: each has to hold a superblock of 64x64 pixels");
        require(
                width <= MAX_TILE_WIDTH && width * height <= MAX_TILE_AREA,
                "tiles",
                tiles,
                "more: a tile of AV1 is at most 4096 pixels wide and has at most 4096 x 2304 pixels");
    }

    /** The length of one of so many equal parts, in whole superblocks; 0 where there are more parts than superblocks. */
    private static int tileLength(int pixels, int parts) {
        int superblocks = Math.ceilDiv(pixels, SUPERBLOCK);
        return parts > superblocks ? 0 : Math.ceilDiv(superblocks, parts) * SUPERBLOCK;
    }

    private void checkTuning() {
        require(
                config.tuning() != Tuning.LOSSLESS || config.codec() != Codec.AV1,
                "tuning",
                config.tuning(),
                "another tuning for AV1, which NVENC cannot code losslessly; take H.264 or HEVC");
        require(
                config.tuning() != Tuning.ULTRA_HIGH_QUALITY || config.codec() != Codec.H264,
                "tuning",
                config.tuning(),
                "another tuning for H264; NVENC has it for HEVC and AV1");
        if (config.tuning() == Tuning.LOSSLESS) {
            RateControlMode mode = config.get(Settings.RATE_CONTROL_MODE, RateControlMode.CONSTANT_QP);
            require(
                    mode == RateControlMode.CONSTANT_QP,
                    "rateControlMode",
                    mode,
                    RateControlMode.CONSTANT_QP + " with tuning LOSSLESS, which keeps every bit whatever the rate");
            Qp constant = config.get(Settings.CONSTANT_QP, Qp.of(0));
            require(constant.equals(Qp.of(0)), "constantQp", constant, "0 with tuning LOSSLESS");
        }
    }

    /** The profile has to hold the samples. */
    private void checkProfile() {
        Profile profile = config.get(Settings.PROFILE);
        int chroma = config.bufferFormat().chromaFormatIdc();
        int bits = config.get(Settings.OUTPUT_BIT_DEPTH, config.bufferFormat().bitDepth());
        boolean lossless = config.tuning() == Tuning.LOSSLESS;
        if (profile != null) {
            boolean fits = switch (profile) {
                case H264_HIGH_444 -> true;
                case HEVC_FREXT -> true;
                case H264_HIGH_422 -> chroma <= 2 && !lossless;
                case H264_HIGH_10 -> chroma == 1 && !lossless;
                case HEVC_MAIN_10, AV1_MAIN -> chroma == 1;
                case HEVC_MAIN -> chroma == 1 && bits == 8;
                case H264_BASELINE, H264_MAIN, H264_HIGH, H264_STEREO, H264_PROGRESSIVE_HIGH, H264_CONSTRAINED_HIGH ->
                    chroma == 1 && bits == 8 && !lossless;
            };
            require(
                    fits,
                    "profile",
                    profile,
                    "one that holds " + config.bufferFormat() + " at " + bits + " bits"
                            + (lossless ? " losslessly" : "") + "; leave it unset to have the lowest that does");
        }
        checkMonochrome(profile, chroma);
        require(
                !is(Settings.ADAPTIVE_TRANSFORM) || profile != Profile.H264_BASELINE && profile != Profile.H264_MAIN,
                "adaptiveTransform",
                true,
                "false with " + profile + ", which has the 4x4 transform alone");
        EntropyCoding entropy = config.get(Settings.ENTROPY_CODING);
        require(
                entropy != EntropyCoding.CABAC || profile != Profile.H264_BASELINE,
                "entropyCoding",
                entropy,
                "CAVLC with H264_BASELINE");
        require(
                entropy != EntropyCoding.CABAC || chroma != 3,
                "entropyCoding",
                entropy,
                "CAVLC with 4:4:4, which NVENC codes in no other way");
    }

    private void checkLayers() {
        List<Integer> quantisers = config.get(Settings.TEMPORAL_LAYER_QP);
        if (quantisers != null) {
            require(
                    config.get(Settings.RATE_CONTROL_MODE) == RateControlMode.CONSTANT_QP,
                    "temporalLayerQp",
                    quantisers,
                    "set only with " + RateControlMode.CONSTANT_QP);
            int layers = config.get(Settings.TEMPORAL_LAYERS, 1);
            require(
                    quantisers.size() <= layers,
                    "temporalLayerQp",
                    quantisers,
                    "as many as temporalLayers or fewer, which are " + layers);
        }
    }

    /** Pictures without chroma are beyond the profiles that have 4:2:0 alone. */
    private void checkMonochrome(@Nullable Profile profile, int chroma) {
        if (is(Settings.MONOCHROME)) {
            require(chroma == 1, "monochrome", true, "false with " + config.bufferFormat() + "; take a 4:2:0 format");
            boolean fits = profile == null
                    || switch (profile) {
                        case H264_HIGH,
                                H264_PROGRESSIVE_HIGH,
                                H264_CONSTRAINED_HIGH,
                                H264_HIGH_10,
                                H264_HIGH_422,
                                H264_HIGH_444,
                                HEVC_FREXT -> true;
                        default -> false;
                    };
            require(fits, "monochrome", true, "false with " + profile + "; take a High profile, or HEVC_FREXT");
        }
    }

    private void checkAlpha() {
        if (!is(Settings.ALPHA_LAYER)) {
            Integer ratio = config.get(Settings.ALPHA_BIT_RATE_RATIO);
            require(ratio == null, "alphaBitRateRatio", ratio, "left unset without alphaLayer");
            return;
        }
        BufferFormat format = config.bufferFormat();
        require(
                format == BufferFormat.NV12 || format == BufferFormat.ARGB || format == BufferFormat.ABGR,
                "alphaLayer",
                true,
                "false with " + format + "; take NV12, ARGB or ABGR");
        int depth = config.get(Settings.OUTPUT_BIT_DEPTH, format.bitDepth());
        require(depth == 8, "alphaLayer", true, "false with " + depth + " bits");
        forbid("alphaLayer", Settings.SUB_FRAME_WRITE);
        forbid("alphaLayer", Settings.OUTPUT_IN_VIDEO_MEMORY);
        forbid("alphaLayer", Settings.WEIGHTED_PREDICTION);
        forbid("alphaLayer", Settings.TEMPORAL_FILTER);
        require(!isSplit(), "alphaLayer", true, "false with a forced splitEncode");
    }

    private void checkViews() {
        if (config.get(Settings.VIEWS, 1) == 1) {
            Integer percent = config.get(Settings.SECOND_VIEW_BIT_RATE);
            require(percent == null, "secondViewBitRate", percent, "left unset without a second view; set views(2)");
            require(!is(Settings.REFERENCE_DISPLAYS), "referenceDisplays", true, "false without views(2)");
            return;
        }
        Tuning tuning = config.tuning();
        require(tuning == Tuning.HIGH_QUALITY, "views", 2, "1 with " + tuning + "; take tuning HIGH_QUALITY");
        int longTerm = config.get(Settings.LONG_TERM_REFERENCES, 0);
        require(longTerm == 0, "views", 2, "1 with longTermReferences");
        require(config.get(Settings.STATE_BUFFERS, 0) == 0, "views", 2, "1 with stateBuffers");
        Settings.Lookahead lookahead = config.get(Settings.LOOKAHEAD);
        require(lookahead == null || lookahead.frames() == 0, "views", 2, "1 with lookahead");
        MultiPass passes = config.get(Settings.MULTI_PASS, MultiPass.DISABLED);
        require(passes == MultiPass.DISABLED, "views", 2, "1 with multiPass " + passes);
        forbid("views", Settings.ALPHA_LAYER);
        forbid("views", Settings.UNIDIRECTIONAL_B);
        forbid("views", Settings.TEMPORAL_FILTER);
        require(!isSplit(), "views", 2, "1 with a forced splitEncode");
    }

    private void forbid(String setting, Setting<Boolean> other) {
        require(!is(other), setting, setting.equals("views") ? (Object) 2 : true, "left away with " + other);
    }

    private boolean isSplit() {
        SplitEncode split = config.get(Settings.SPLIT_ENCODE, SplitEncode.AUTO);
        return split != SplitEncode.AUTO && split != SplitEncode.DISABLED;
    }

    private boolean is(Setting<Boolean> setting) {
        return config.get(setting, false);
    }

    private static void require(boolean allowed, String setting, @Nullable Object value, String rule) {
        if (!allowed) {
            throw broken(setting, value, rule);
        }
    }

    private static InvalidConfigException broken(String setting, @Nullable Object value, String rule) {
        return new InvalidConfigException(setting, setting + " is " + value + "; it must be " + rule);
    }
}
