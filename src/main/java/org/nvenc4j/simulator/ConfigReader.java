package org.nvenc4j.simulator;

import java.util.Locale;
import java.util.Optional;
import org.nvenc4j.ApiVersion;
import org.nvenc4j.Codec;
import org.nvenc4j.simulator.CoderSettings.Gop;
import org.nvenc4j.simulator.CoderSettings.RateControl;
import org.nvenc4j.simulator.CoderSettings.Slicing;

/**
 * Reads and judges NV_ENC_INITIALIZE_PARAMS with its NV_ENC_CONFIG. What is wrong by itself is INVALID_PARAM; what this
 * GPU or this simulator can't do is UNSUPPORTED_PARAM. Version words and reserved space were checked before.
 */
final class ConfigReader {
    private static final long INFINITE = 0xFFFF_FFFFL;
    private static final int FIELDS = 2;

    private final AbiTable abi;
    private final GpuModel gpu;
    private final Codec codec;
    private final StructView init;
    private final StructView config;
    private final String arm;

    ConfigReader(GpuModel gpu, Codec codec, StructView init, StructView config) {
        this.abi = config.abi();
        this.gpu = gpu;
        this.codec = codec;
        this.init = init;
        this.config = config;
        this.arm = "encodeCodecConfig." + codec.name().toLowerCase(Locale.ROOT) + "Config.";
    }

    SessionConfig read() {
        checkSize();
        checkSession();
        checkGop();
        checkRateControl();
        checkTools();
        int chromaFormat = chromaFormat();
        int depth = outputBitDepth();
        int inputDepth = inputBitDepth(depth);
        int profile = profile(chromaFormat, depth);
        int level = level();
        int width = init.getInt("encodeWidth");
        int height = init.getInt("encodeHeight");
        boolean resizable = init.isSet("maxEncodeWidth");
        int maxWidth = resizable ? init.getInt("maxEncodeWidth") : width;
        int maxHeight = resizable ? init.getInt("maxEncodeHeight") : height;
        int references = maxReferences();
        CoderSettings coder = CoderSettings.builder(
                        codec, width, height, init.getInt("frameRateNum"), init.getInt("frameRateDen"))
                .maxSize(maxWidth, maxHeight)
                .chromaFormat(chromaFormat)
                .bitDepth(depth)
                .fieldCoding(config.getInt("frameFieldMode") == FIELDS)
                .rateControl(rateControl())
                .gop(gop(references))
                .profile(profile)
                .level(level)
                .entropyCoding(entropyCoding())
                .slicing(slicing())
                .lossless(init.get("tuningInfo") == Presets.LOSSLESS)
                .accessUnitDelimiter(codec("outputAUD") != 0)
                .vui(vui())
                .build();
        String repeat = codec == Codec.AV1 ? "repeatSeqHdr" : "repeatSPSPPS";
        String disable = codec == Codec.AV1 ? "disableSeqHdr" : "disableSPSPPS";
        return new SessionConfig(
                init,
                config,
                coder,
                maxWidth,
                maxHeight,
                resizable,
                init.isSet("enablePTD"),
                config.getInt("frameIntervalP"),
                (int) codec("useBFramesAsRef"),
                config.isSet("rcParams.enableLookahead") ? config.getInt("rcParams.lookaheadDepth") : 0,
                config.isSet("rcParams.enableExtLookahead"),
                config.isSet("rcParams.lookaheadLevel")
                        || init.get("tuningInfo") == Presets.ULTRA_HIGH_QUALITY
                        || init.isSet("numStateBuffers"),
                inputDepth,
                codec(repeat) != 0,
                codec(disable) != 0,
                config.getInt("rcParams.qpMapMode"),
                codec("enableLTR") != 0 ? (int) codec("ltrNumFrames") : 0,
                codec("enableMVHEVC") != 0 ? 2 : 1,
                codec("enableAlphaLayerEncoding") != 0,
                references);
    }

    private long codec(String member) {
        return config.get(arm + member);
    }

    private int cap(int cap) {
        return gpu.cap(codec, cap);
    }

    private static Refusal invalid(String reason) {
        return new Refusal(NvencStatusCode.INVALID_PARAM, reason);
    }

    private static Refusal unsupported(String reason) {
        return new Refusal(NvencStatusCode.UNSUPPORTED_PARAM, reason);
    }

    /** Refuses a value outside a range. */
    private static void range(String what, long value, long least, long most) {
        if (value < least || value > most) {
            throw invalid(what + " is " + value + ", allowed are " + least + " to " + most);
        }
    }

    /** Refuses a feature that is asked for and that the GPU lacks. */
    private void feature(String what, long asked, int cap) {
        if (asked != 0 && cap(cap) == 0) {
            throw unsupported(what + " is not supported for " + codec + " on this GPU (cap " + cap + ")");
        }
    }

    /** Refuses a feature that this simulator does not have. */
    private void notSimulated(String what, long asked) {
        if (asked != 0) {
            throw unsupported(what + " is not simulated");
        }
    }

    private void checkSize() {
        long width = init.get("encodeWidth");
        long height = init.get("encodeHeight");
        if (width < cap(Caps.WIDTH_MIN) || height < cap(Caps.HEIGHT_MIN)) {
            throw invalid("Frame Dimension less than the minimum supported value");
        }
        if (width > cap(Caps.WIDTH_MAX) || height > cap(Caps.HEIGHT_MAX)) {
            throw invalid("Frame Dimension greater than the maximum supported value");
        }
        long maxWidth = init.get("maxEncodeWidth");
        long maxHeight = init.get("maxEncodeHeight");
        if ((maxWidth == 0) != (maxHeight == 0)
                || maxWidth != 0 && (maxWidth < width || maxHeight < height)
                || maxWidth > cap(Caps.WIDTH_MAX)
                || maxHeight > cap(Caps.HEIGHT_MAX)) {
            throw invalid("maxEncodeWidth x maxEncodeHeight is " + maxWidth + "x" + maxHeight + " for a size of "
                    + width + "x" + height);
        }
        long chroma = codec("chromaFormatIDC");
        if (chroma != 3 && width % 2 != 0 || chroma == 1 && height % 2 != 0) {
            throw invalid("size " + width + "x" + height + " is odd, which chroma format " + chroma + " can't code");
        }
        if (init.get("frameRateNum") <= 0 || init.get("frameRateDen") <= 0) {
            throw invalid("frame rate " + init.get("frameRateNum") + "/" + init.get("frameRateDen"));
        }
        if (init.isSet("darWidth") != init.isSet("darHeight")) {
            throw invalid("darWidth " + init.get("darWidth") + ", darHeight " + init.get("darHeight"));
        }
    }

    private void checkSession() {
        feature("enableEncodeAsync", init.get("enableEncodeAsync"), Caps.ASYNC);
        range("enablePTD", init.get("enablePTD"), 0, 1);
        feature("enableSubFrameWrite", init.get("enableSubFrameWrite"), Caps.SUBFRAME_READBACK);
        feature("enableWeightedPrediction", init.get("enableWeightedPrediction"), Caps.WEIGHTED_PREDICTION);
        feature("enableUniDirectionalB", init.get("enableUniDirectionalB"), Caps.UNIDIRECTIONAL_B);
        checkMotionHints();
        notSimulated("enableMEOnlyMode", init.get("enableMEOnlyMode"));
        checkOutputInVideoMemory();
        feature("enableReconFrameOutput", init.get("enableReconFrameOutput"), Caps.RECONSTRUCTION);
        checkOutputStats();
        checkStateBuffers();
        if (init.isSet("privDataSize") || init.isSet("privData")) {
            throw invalid("privData has to be NULL");
        }
        int split = init.getInt("splitEncodeMode");
        boolean atLeast13 = abi.version().isAtLeast(ApiVersion.V13_0);
        if (split != 0 && split != 15 && (split > 4 || split == 4 && !atLeast13)) {
            throw invalid("splitEncodeMode " + split);
        }
        if (split >= 1 && split <= 4 && (codec == Codec.H264 || cap(Caps.ENGINES) < Math.max(2, split))) {
            throw unsupported("splitEncodeMode " + split + " with " + codec + " and " + cap(Caps.ENGINES) + " engines");
        }
    }

    /** Which kinds of hints a codec has, by the header. */
    private void checkMotionHints() {
        for (int direction = 0; direction < 2; direction++) {
            String counts = "maxMEHintCountsPerBlock[" + direction + "].";
            boolean on = init.isSet("enableExternalMEHints");
            int most = !on ? 0 : codec == Codec.H264 ? 15 : codec == Codec.HEVC ? 1 : 0;
            range(counts + "numCandsPerBlk16x16", init.get(counts + "numCandsPerBlk16x16"), 0, most);
            range(counts + "numCandsPerBlk8x8", init.get(counts + "numCandsPerBlk8x8"), 0, most);
            int halves = codec == Codec.H264 ? most : 0;
            range(counts + "numCandsPerBlk16x8", init.get(counts + "numCandsPerBlk16x8"), 0, halves);
            range(counts + "numCandsPerBlk8x16", init.get(counts + "numCandsPerBlk8x16"), 0, halves);
            range(counts + "numCandsPerSb", init.get(counts + "numCandsPerSb"), 0, on && codec == Codec.AV1 ? 255 : 0);
        }
    }

    private void checkOutputInVideoMemory() {
        if (init.isSet("enableOutputInVidmem")) {
            long split = init.get("splitEncodeMode");
            if (split != 0 && split != 15) {
                throw invalid("enableOutputInVidmem with splitEncodeMode " + split);
            }
            if (codec("enableAlphaLayerEncoding") != 0 || codec("enableFillerDataInsertion") != 0) {
                throw invalid("enableOutputInVidmem with an alpha layer or filler data");
            }
            if (codec == Codec.AV1 && config.get("frameIntervalP") != 1) {
                throw invalid(
                        "enableOutputInVidmem of AV1 needs frameIntervalP 1, not " + config.get("frameIntervalP"));
            }
        }
    }

    private void checkStateBuffers() {
        long buffers = init.get("numStateBuffers");
        feature("numStateBuffers", buffers, Caps.NO_STATE_ADVANCE);
        range("numStateBuffers", buffers, 0, codec == Codec.AV1 ? 32 : 16);
        if (buffers != 0 && looksAheadInside()) {
            throw invalid("numStateBuffers with look-ahead needs enableExtLookahead");
        }
        boolean reorders = config.get("frameIntervalP") > 1 && init.isSet("enablePTD");
        notSimulated("numStateBuffers with B-frames that the encoder decides on", buffers != 0 && reorders ? 1 : 0);
    }

    private boolean looksAheadInside() {
        return config.isSet("rcParams.enableLookahead") && !config.isSet("rcParams.enableExtLookahead");
    }

    private void checkOutputStats() {
        long level = init.get("outputStatsLevel");
        range("outputStatsLevel", level, 0, OutputStatsWriter.ROWS);
        if (init.isSet("enableOutputStats")) {
            range("outputStatsLevel with enableOutputStats", level, OutputStatsWriter.BLOCKS, OutputStatsWriter.ROWS);
            feature(
                    "outputStatsLevel " + level,
                    level,
                    level == OutputStatsWriter.BLOCKS ? Caps.OUTPUT_BLOCK_STATS : Caps.OUTPUT_ROW_STATS);
        }
    }

    private void checkGop() {
        long gop = config.get("gopLength");
        long interval = config.get("frameIntervalP");
        range("frameIntervalP", interval, 0, 32);
        int bFrames = (int) Math.max(0, interval - 1);
        if (bFrames > cap(Caps.MAX_B_FRAMES)) {
            throw unsupported(bFrames + " B-frames, the GPU has " + cap(Caps.MAX_B_FRAMES) + " for " + codec);
        }
        if (gop == INFINITE && interval > 1) {
            throw invalid("an infinite gopLength needs frameIntervalP 1, not " + interval);
        }
        if (gop == 0 && interval != 0) {
            throw invalid("gopLength 0");
        }
        if (gop < interval) {
            throw invalid("gopLength " + gop + " is below frameIntervalP " + interval);
        }
        if (bFrames > 0 && init.get("tuningInfo") == Presets.ULTRA_LOW_LATENCY) {
            throw invalid("B-frames with ultra-low latency tuning");
        }
        if (!init.isSet("enablePTD") && (looksAheadInside() || codec("tfLevel") != 0)) {
            throw invalid("look-ahead inside and the temporal filter need picture type decision");
        }
        if (bFrames > 0 && init.isSet("enableWeightedPrediction")) {
            throw invalid("weighted prediction with B-frames");
        }
        int mode = (int) codec("useBFramesAsRef");
        int needed = switch (mode) {
            case 0 -> 0;
            case 1 -> 1;
            case 2 -> 2;
            case 4 -> 4;
            default -> throw invalid("useBFramesAsRef " + mode);
        };
        if (needed == 4) {
            checkHierarchy(interval);
        }
        if ((cap(Caps.B_REFERENCE) & needed) != needed) {
            throw unsupported("useBFramesAsRef " + mode + ", the GPU has " + cap(Caps.B_REFERENCE));
        }
        checkFields();
        feature("monoChromeEncoding", config.get("monoChromeEncoding"), Caps.MONOCHROME);
        range("mvPrecision", config.get("mvPrecision"), 0, 3);
    }

    private void checkFields() {
        int mode = config.getInt("frameFieldMode");
        range("frameFieldMode", mode, 1, abi.version().isAtLeast(ApiVersion.V13_1) ? FIELDS : FIELDS + 1);
        if (mode == 1) {
            return;
        }
        feature("field coding", 1, Caps.FIELD_ENCODING);
        notSimulated("frameFieldMode " + mode, mode - FIELDS);
        long step = codec("chromaFormatIDC") == 1 ? 4 : 2;
        if (init.get("encodeHeight") % step != 0) {
            throw invalid("fields of " + init.get("encodeHeight") + " lines, which have to be a multiple of " + step);
        }
    }

    /** What API 13.1's documentation asks for with NV_ENC_BFRAME_REF_MODE_HIERARCHICAL. */
    private void checkHierarchy(long interval) {
        if (!abi.version().isAtLeast(ApiVersion.V13_1)) {
            throw invalid("useBFramesAsRef 4 needs API 13.1");
        }
        long split = init.get("splitEncodeMode");
        boolean fits = init.isSet("enablePTD")
                && Long.bitCount(interval) == 1
                && config.get("rcParams.lookaheadLevel") == 0
                && !config.isSet("rcParams.multiPass")
                && config.isSet("rcParams.disableIadapt")
                && config.isSet("rcParams.disableBadapt")
                && (split == 0 || split == 15);
        if (!fits) {
            throw invalid(
                    "useBFramesAsRef 4 needs picture type decision, a power of two as frameIntervalP, lookaheadLevel"
                            + " 0, no multiPass, disableIadapt and disableBadapt, and no forced split");
        }
    }

    private void checkRateControl() {
        String rc = "rcParams.";
        int maxQp = codec == Codec.AV1 ? 255 : 51;
        long mode = config.get(rc + "rateControlMode");
        if (mode != 0 && mode != 1 && mode != 2) {
            throw invalid("rateControlMode " + mode);
        }
        if ((cap(Caps.RATE_CONTROL_MODES) & mode) != mode) {
            throw unsupported("rateControlMode " + mode);
        }
        for (String qp : new String[] {"constQP", "minQP", "maxQP", "initialRCQP"}) {
            for (String type : new String[] {"qpInterP", "qpInterB", "qpIntra"}) {
                range(qp + "." + type, config.get(rc + qp + "." + type), 0, maxQp);
            }
        }
        if (config.isSet(rc + "enableMinQP") && config.isSet(rc + "enableMaxQP")) {
            for (String type : new String[] {"qpInterP", "qpInterB", "qpIntra"}) {
                range("minQP." + type, config.get(rc + "minQP." + type), 0, config.get(rc + "maxQP." + type));
            }
        }
        long average = config.get(rc + "averageBitRate");
        long max = config.get(rc + "maxBitRate");
        long quality = config.get(rc + "targetQuality");
        range("targetQuality", quality, 0, codec == Codec.AV1 ? 63 : 51);
        boolean aimsAtQuality = quality != 0 || config.isSet(rc + "targetQualityLSB");
        if (mode == 2 && average == 0 || mode == 1 && average == 0 && !aimsAtQuality) {
            throw invalid("averageBitRate 0 with rateControlMode " + mode);
        }
        if (mode == 1 && max != 0 && max < average) {
            throw invalid("maxBitRate " + max + " is below averageBitRate " + average);
        }
        long vbv = config.get(rc + "vbvBufferSize");
        feature("vbvBufferSize", vbv, Caps.CUSTOM_VBV);
        if (vbv != 0) {
            range("vbvInitialDelay", config.get(rc + "vbvInitialDelay"), 0, vbv);
        }
        feature("enableTemporalAQ", config.get(rc + "enableTemporalAQ"), Caps.TEMPORAL_AQ);
        range("multiPass", config.get(rc + "multiPass"), 0, 2);
        range("qpMapMode", config.get(rc + "qpMapMode"), 0, 2);
        if (config.get(rc + "qpMapMode") == 1) {
            feature("emphasis maps", 1, Caps.EMPHASIS);
            if (config.isSet(rc + "enableAQ")) {
                throw invalid("emphasis maps with spatial AQ");
            }
        }
        checkLookahead();
    }

    private void checkLookahead() {
        long depth = config.get("rcParams.lookaheadDepth");
        if (config.isSet("rcParams.enableLookahead")) {
            feature("enableLookahead", 1, Caps.LOOKAHEAD);
            range("lookaheadDepth", depth, 1, 31 - Math.max(0, config.get("frameIntervalP") - 1));
        }
        long level = config.get("rcParams.lookaheadLevel");
        feature("lookaheadLevel", level, Caps.LOOKAHEAD_LEVEL);
        if (level != 15) {
            range("lookaheadLevel", level, 0, 3);
        }
        if (config.isSet("rcParams.enableExtLookahead") && !config.isSet("rcParams.enableLookahead")) {
            throw invalid("enableExtLookahead without enableLookahead");
        }
        long filter = codec("tfLevel");
        if (filter != 0) {
            feature("tfLevel", filter, Caps.TEMPORAL_FILTER);
            if (config.get("frameIntervalP") < 5) {
                throw invalid("tfLevel needs frameIntervalP 5 or more, not " + config.get("frameIntervalP"));
            }
            if (config.isSet("rcParams.zeroReorderDelay")) {
                throw invalid("tfLevel with zeroReorderDelay");
            }
        }
    }

    private void checkTools() {
        boolean bFrames = config.get("frameIntervalP") > 1;
        for (String count : new String[] {"numRefL0", "numRefL1", "numFwdRefs", "numBwdRefs"}) {
            range(count, codec(count), 0, 7);
            feature(count, codec(count), Caps.MULTIPLE_REFERENCES);
        }
        range("maxNumRefFrames", codec("maxNumRefFrames"), 0, 16);
        range("maxNumRefFramesInDPB", codec("maxNumRefFramesInDPB"), 0, 16);
        if (codec("enableLTR") != 0) {
            feature("enableLTR", 1, Caps.MAX_LTR);
            range("ltrNumFrames", codec("ltrNumFrames"), 1, cap(Caps.MAX_LTR));
            if (bFrames) {
                throw invalid("long-term references with B-frames");
            }
        }
        if (codec("enableIntraRefresh") != 0) {
            feature("enableIntraRefresh", 1, Caps.INTRA_REFRESH);
            feature("singleSliceIntraRefresh", codec("singleSliceIntraRefresh"), Caps.SINGLE_SLICE_INTRA_REFRESH);
            long period = codec("intraRefreshPeriod");
            if (period != 0 && codec("intraRefreshCnt") >= period) {
                throw invalid("intraRefreshCnt " + codec("intraRefreshCnt") + " has to be below intraRefreshPeriod "
                        + period);
            }
        }
        feature("enableTemporalSVC", codec("enableTemporalSVC"), Caps.TEMPORAL_SVC);
        if (codec("enableTemporalSVC") != 0) {
            range("numTemporalLayers", codec("numTemporalLayers"), 1, cap(Caps.MAX_TEMPORAL_LAYERS));
        }
        feature("hierarchicalPFrames", codec("hierarchicalPFrames"), Caps.HIERARCHICAL_P);
        feature("hierarchicalBFrames", codec("hierarchicalBFrames"), Caps.HIERARCHICAL_B);
        feature("enableConstrainedEncoding", codec("enableConstrainedEncoding"), Caps.CONSTRAINED_ENCODING);
        feature("enableAlphaLayerEncoding", codec("enableAlphaLayerEncoding"), Caps.ALPHA);
        if (codec("enableAlphaLayerEncoding") != 0) {
            checkAlpha();
        }
        feature("enableMVHEVC", codec("enableMVHEVC"), Caps.MV_HEVC);
        if (codec("enableMVHEVC") != 0) {
            checkViews();
        }
        boolean displays = codec("outputHevc3DReferenceDisplayInfo") != 0;
        if (displays && codec("enableMVHEVC") == 0) {
            throw invalid("outputHevc3DReferenceDisplayInfo without enableMVHEVC");
        }
        notSimulated("enableStereoMVC", codec("enableStereoMVC"));
        notSimulated("separateColourPlaneFlag", codec("separateColourPlaneFlag"));
        checkFilmGrain();
        feature("adaptiveTransformMode", codec("adaptiveTransformMode") == 2 ? 1 : 0, Caps.ADAPTIVE_TRANSFORM);
        range("adaptiveTransformMode", codec("adaptiveTransformMode"), 0, 2);
        range("bdirectMode", codec("bdirectMode"), 0, 3);
        feature("bdirectMode", codec("bdirectMode") > 1 ? 1 : 0, Caps.B_DIRECT);
        range("stereoMode", codec("stereoMode"), 0, 6);
        range("disableDeblockingFilterIDC", codec("disableDeblockingFilterIDC"), 0, codec == Codec.H264 ? 2 : 1);
        range("spsId", codec("spsId"), 0, codec == Codec.H264 ? 31 : 15);
        range("ppsId", codec("ppsId"), 0, codec == Codec.H264 ? 255 : 63);
        range("vpsId", codec("vpsId"), 0, 15);
        checkTemporalLayerQps();
        range("sliceMode", codec("sliceMode"), 0, 3);
        if (codec("sliceMode") == 1 && abi.version().isAtLeast(ApiVersion.V13_1)) {
            throw invalid("sliceMode 1 is gone from API 13.1");
        }
        range("entropyCodingMode", codec("entropyCodingMode"), 0, 2);
        if (codec == Codec.HEVC) {
            range("tier", codec("tier"), 0, 1);
            range("maxCUSize", codec("maxCUSize"), 0, 3);
            range("minCUSize", codec("minCUSize"), 0, 3);
        }
        if (codec == Codec.AV1) {
            range("tier", codec("tier"), 0, 1);
            checkTiles("numTileColumns", "tileWidths", init.getInt("encodeWidth"));
            checkTiles("numTileRows", "tileHeights", init.getInt("encodeHeight"));
            range("minPartSize", codec("minPartSize"), 0, 5);
            range("maxPartSize", codec("maxPartSize"), 0, 5);
            range("colorRange", codec("colorRange"), 0, 1);
        }
    }

    /** What the guide says that an alpha layer excludes. */
    private void checkAlpha() {
        long split = init.get("splitEncodeMode");
        if (init.isSet("enableSubFrameWrite")
                || init.isSet("enableOutputInVidmem")
                || init.isSet("enableWeightedPrediction")
                || split >= 1 && split <= 4
                || codec("chromaFormatIDC") != 1
                || outputBitDepth() != 8
                || codec("tfLevel") != 0
                || codec("enableMVHEVC") != 0) {
            throw invalid("enableAlphaLayerEncoding excludes sub-frames, output in video memory, weighted prediction,"
                    + " a split, 4:2:2 and 4:4:4, 10 bits, the temporal filter and multi-view coding");
        }
    }

    /** What the guide says that multi-view coding asks for and excludes. */
    private void checkViews() {
        range("numViews", codec("numViews"), 2, 2);
        range("viewBitrateRatios[0]", config.get("rcParams.viewBitrateRatios[0]"), 0, 100);
        long split = init.get("splitEncodeMode");
        if (init.get("tuningInfo") != Presets.HIGH_QUALITY
                || codec("enableLTR") != 0
                || init.isSet("enableUniDirectionalB")
                || config.isSet("rcParams.enableLookahead")
                || codec("tfLevel") != 0
                || config.isSet("rcParams.multiPass")
                || init.isSet("numStateBuffers")
                || split >= 1 && split <= 4) {
            throw invalid("enableMVHEVC needs high-quality tuning, and no long-term references, alpha layer,"
                    + " uni-directional B, look-ahead, temporal filter, two passes, state buffers and split");
        }
    }

    private void checkTemporalLayerQps() {
        long mask = config.get("rcParams.temporallayerIdxMask");
        if (mask == 0) {
            return;
        }
        if (config.get("rcParams.rateControlMode") != 0 || mask >>> codec("numTemporalLayers") != 0) {
            throw invalid("temporallayerIdxMask " + mask + " with rateControlMode "
                    + config.get("rcParams.rateControlMode") + " and " + codec("numTemporalLayers") + " layers");
        }
        for (int layer = 0; layer < 8; layer++) {
            String qp = "rcParams.temporalLayerQP[" + layer + "]";
            range(qp, config.get(qp), 0, codec == Codec.AV1 ? 255 : 51);
        }
    }

    private void checkFilmGrain() {
        if (codec("enableFilmGrainParams") != 0) {
            FilmGrainCheck.check(abi, codec("filmGrainParams"));
        } else if (codec("filmGrainParams") != 0) {
            throw invalid("filmGrainParams without enableFilmGrainParams");
        }
    }

    private void checkTiles(String count, String lengths, int pixels) {
        range(count, codec(count), 0, 64);
        if (codec("enableCustomTileConfig") != 0) {
            range(count, codec(count), 1, 64);
            if (codec(lengths) == 0) {
                throw new Refusal(NvencStatusCode.INVALID_PTR, lengths + " is NULL");
            }
            long sum = 0;
            for (int i = 0; i < codec(count); i++) {
                int length = ClientMemory.getInt(codec(lengths) + 4L * i);
                range(lengths + "[" + i + "]", length, 1, 64);
                sum += length;
            }
            if (sum != Math.ceilDiv(pixels, 64)) {
                throw invalid(lengths + " come to " + sum + " superblocks of " + Math.ceilDiv(pixels, 64));
            }
        } else if (Long.bitCount(codec(count)) > 1) {
            throw invalid(count + " is " + codec(count) + ", which is no power of two");
        }
    }

    private int chromaFormat() {
        if (config.isSet("monoChromeEncoding")) {
            return 0;
        }
        int chroma = (int) codec("chromaFormatIDC");
        range("chromaFormatIDC", chroma, 1, 3);
        if (chroma == 2 && !abi.version().isAtLeast(ApiVersion.V13_0)) {
            throw invalid("chromaFormatIDC 2 needs API 13.0");
        }
        feature("chromaFormatIDC 2", chroma == 2 ? 1 : 0, Caps.YUV422);
        feature("chromaFormatIDC 3", chroma == 3 ? 1 : 0, Caps.YUV444);
        return chroma;
    }

    /** 12.1 says it in bits of the flag word, and not at all for H.264; later versions in a field of its own. */
    private int outputBitDepth() {
        long depth;
        if (config.has(arm + "outputBitDepth")) {
            depth = codec("outputBitDepth");
            if (depth == 0 && codec == Codec.H264 && !abi.version().isAtLeast(ApiVersion.V13_0)) {
                depth = 8;
            }
        } else {
            depth = 8 + codec("pixelBitDepthMinus8");
        }
        if (depth != 8 && depth != 10) {
            throw invalid("outputBitDepth " + depth + ", allowed are 8 and 10");
        }
        if (depth == 10 && codec == Codec.H264 && !abi.version().isAtLeast(ApiVersion.V13_0)) {
            throw invalid("10-bit H.264 needs API 13.0");
        }
        feature("10 bits", depth == 10 ? 1 : 0, Caps.TEN_BIT);
        return (int) depth;
    }

    private int inputBitDepth(int outputDepth) {
        long depth;
        if (config.has(arm + "inputBitDepth")) {
            depth = codec("inputBitDepth");
            if (depth == 0 && codec == Codec.H264 && !abi.version().isAtLeast(ApiVersion.V13_0)) {
                depth = 8;
            }
        } else if (config.has(arm + "inputPixelBitDepthMinus8")) {
            depth = 8 + codec("inputPixelBitDepthMinus8");
        } else {
            return 0;
        }
        if (depth != 8 && depth != 10 || depth > outputDepth) {
            throw invalid("inputBitDepth " + depth + " with an outputBitDepth of " + outputDepth);
        }
        return (int) depth;
    }

    private int profile(int chroma, int depth) {
        String name = abi.guidName(config.guid("profileGUID"));
        boolean ours = name != null
                && (name.equals("NV_ENC_CODEC_PROFILE_AUTOSELECT_GUID")
                        || name.startsWith("NV_ENC_" + codec + "_PROFILE_"));
        if (name == null || !ours) {
            throw invalid("profileGUID " + (name == null ? config.guid("profileGUID") : name) + " with " + codec);
        }
        String profile = name.replaceAll("^NV_ENC_.*PROFILE_|_GUID$", "");
        boolean fits = switch (profile) {
            case "AUTOSELECT" -> true;
            case "HIGH_444", "FREXT" -> true;
            case "HIGH_422" -> chroma <= 2;
            case "HIGH_10", "MAIN10" -> chroma <= 1;
            case "STEREO" -> throw unsupported("profile STEREO is not simulated");
            default -> chroma <= 1 && (depth == 8 || codec == Codec.AV1);
        };
        if (!fits) {
            throw invalid("profile " + profile + " with chroma format " + chroma + " and " + depth + " bits");
        }
        if (profile.equals("BASELINE") && config.get("frameIntervalP") > 1) {
            throw invalid("B-frames with profile BASELINE");
        }
        boolean bypass = codec("qpPrimeYZeroTransformBypassFlag") != 0;
        feature("lossless coding", bypass || init.get("tuningInfo") == Presets.LOSSLESS ? 1 : 0, Caps.LOSSLESS);
        if (bypass && (!profile.equals("AUTOSELECT") && !profile.equals("HIGH_444"))) {
            throw invalid("qpPrimeYZeroTransformBypassFlag with profile " + profile);
        }
        return switch (profile) {
            case "BASELINE" -> 66;
            case "MAIN" -> codec == Codec.H264 ? 77 : 1;
            case "HIGH", "PROGRESSIVE_HIGH", "CONSTRAINED_HIGH" -> 100;
            case "HIGH_10" -> 110;
            case "HIGH_422" -> 122;
            case "HIGH_444" -> 244;
            case "MAIN10" -> 2;
            case "FREXT" -> 4;
            default -> 0;
        };
    }

    private int level() {
        long level = codec("level");
        if (codec == Codec.AV1) {
            range("level", level, 0, 24);
            return level == 24 ? 0 : (int) level + 1;
        }
        if (level != 0) {
            range("level", level, cap(Caps.LEVEL_MIN), cap(Caps.LEVEL_MAX));
        }
        return (int) level;
    }

    private RateControl rateControl() {
        String rc = "rcParams.";
        RateControl.Mode mode = switch (config.getInt(rc + "rateControlMode")) {
            case 0 -> RateControl.Mode.CONSTANT_QP;
            case 1 -> RateControl.Mode.VBR;
            default -> RateControl.Mode.CBR;
        };
        return new RateControl(
                mode,
                config.get(rc + "averageBitRate"),
                config.get(rc + "maxBitRate"),
                config.get(rc + "vbvBufferSize"),
                config.getInt(rc + "constQP.qpInterP"),
                config.getInt(rc + "constQP.qpInterB"),
                config.getInt(rc + "constQP.qpIntra"),
                config.getInt(rc + "targetQuality"));
    }

    private Gop gop(int references) {
        int interval = config.getInt("frameIntervalP");
        int length = distance(config.get("gopLength"));
        long idr = codec("idrPeriod");
        int idrPeriod = idr == 0 ? length : distance(idr);
        if (codec == Codec.AV1) {
            // Packets come in display order, so the coder is not asked to reorder either.
            return new Gop(length, idrPeriod, Math.min(1, interval), 0, references);
        }
        int bFrames = Math.max(0, interval - 1);
        int tree = 32 - Integer.numberOfLeadingZeros(bFrames);
        int reorder = !init.isSet("enablePTD")
                ? tree
                : switch ((int) codec("useBFramesAsRef")) {
                    case 2 -> Math.min(2, bFrames);
                    case 4 -> tree;
                    default -> Math.min(1, bFrames);
                };
        return new Gop(length, idrPeriod, interval, reorder, references);
    }

    private static int distance(long pictures) {
        return pictures >= Gop.INFINITE ? Gop.INFINITE : (int) pictures;
    }

    private int maxReferences() {
        long asked = codec == Codec.H264 ? codec("maxNumRefFrames") : codec("maxNumRefFramesInDPB");
        int bFrames = (int) Math.max(0, config.get("frameIntervalP") - 1);
        boolean plain = codec("useBFramesAsRef") == 0 && init.isSet("enablePTD");
        int needed = bFrames == 0 ? 1 : plain ? 2 : Math.min(16, 2 + bFrames);
        return (int) Math.max(asked, needed);
    }

    private CoderSettings.EntropyCoding entropyCoding() {
        return CoderSettings.EntropyCoding.values()[(int) codec("entropyCodingMode")];
    }

    private Slicing slicing() {
        int value = (int) codec("sliceModeData");
        return codec == Codec.AV1 || value == 0
                ? Slicing.ONE
                : new Slicing(Slicing.Mode.values()[(int) codec("sliceMode")], value);
    }

    private Vui vui() {
        int darWidth = init.getInt("darWidth");
        int darHeight = init.getInt("darHeight");
        if (codec == Codec.AV1) {
            return new Vui(
                    darWidth,
                    darHeight,
                    Optional.empty(),
                    Optional.of(new Vui.VideoSignal(
                            5,
                            codec("colorRange") != 0,
                            Optional.of(new Vui.Colour(
                                    (int) codec("colorPrimaries"), (int) codec("transferCharacteristics"), (int)
                                            codec("matrixCoefficients"))))),
                    Optional.empty(),
                    false,
                    codec("enableTimingInfo") != 0);
        }
        String vui = codec == Codec.H264 ? "h264VUIParameters." : "hevcVUIParameters.";
        Optional<Vui.Colour> colour = codec(vui + "colourDescriptionPresentFlag") == 0
                ? Optional.empty()
                : Optional.of(new Vui.Colour(
                        (int) codec(vui + "colourPrimaries"), (int) codec(vui + "transferCharacteristics"), (int)
                                codec(vui + "colourMatrix")));
        return new Vui(
                darWidth,
                darHeight,
                codec(vui + "overscanInfoPresentFlag") == 0
                        ? Optional.empty()
                        : Optional.of(codec(vui + "overscanInfo") != 0),
                codec(vui + "videoSignalTypePresentFlag") == 0
                        ? Optional.empty()
                        : Optional.of(new Vui.VideoSignal(
                                (int) codec(vui + "videoFormat"), codec(vui + "videoFullRangeFlag") != 0, colour)),
                codec(vui + "chromaSampleLocationFlag") == 0
                        ? Optional.empty()
                        : Optional.of(new Vui.ChromaLocation((int) codec(vui + "chromaSampleLocationTop"), (int)
                                codec(vui + "chromaSampleLocationBot"))),
                codec(vui + "bitstreamRestrictionFlag") != 0,
                codec(vui + "timingInfoPresentFlag") != 0);
    }
}
