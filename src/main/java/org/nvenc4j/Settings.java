package org.nvenc4j;

import static org.nvenc4j.Codec.AV1;
import static org.nvenc4j.Codec.H264;
import static org.nvenc4j.Codec.HEVC;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.nvenc4j.internal.abi.Abi.Feature;
import org.nvenc4j.internal.struct.RcParams;

/**
 * Every setting that may be left to the preset, in the order in which they are written over the preset's configuration.
 * What each does, its range and what it needs is said for users at {@link EncoderConfig.Builder}'s method of the same
 * name; rules between settings are there as well.
 */
final class Settings {
    private static final List<Setting<?>> ALL = new ArrayList<>();

    private static final int MAX_QP = 51;
    private static final int MAX_QP_AV1 = 255;
    private static final int MAX_QUALITY_AV1 = 63;
    private static final int MAX_LOOKAHEAD = 31;
    private static final int MAX_TILES = 64;
    private static final int MAX_STATE_BUFFERS = 16;
    private static final int MAX_STATE_BUFFERS_AV1 = 32;
    private static final int MAX_TEMPORAL_LAYERS = 8;

    // The stream

    static final Setting<Profile> PROFILE = Settings.<Profile>setting(
                    "profile", (s, v) -> s.encode().profile(Guids.of(v)))
            .rule((codec, v) -> v.codec() == codec ? null : "a profile of " + codec)
            .need(Requirements::requireProfile);
    static final Setting<Level> LEVEL = Settings.<Level>setting(
                    "level", (s, v) -> s.codec().level(v.value(s.config().codec())))
            .rule((codec, v) -> Level.of(codec).contains(v) ? null : "one of " + Level.of(codec))
            .need(Requirements::requireLevel);
    static final Setting<Tier> TIER =
            Settings.<Tier>setting("tier", SessionSetup::tier).only(HEVC, AV1);
    static final Setting<Boolean> REPEAT_PARAMETER_SETS =
            setting("repeatParameterSets", (s, v) -> s.codec().repeatParameterSets(v));
    static final Setting<Boolean> PARAMETER_SETS_IN_STREAM =
            setting("parameterSetsInStream", SessionSetup::parameterSetsInStream);
    static final Setting<Boolean> ACCESS_UNIT_DELIMITERS = Settings.<Boolean>setting(
                    "accessUnitDelimiters", (s, v) -> s.h26x().accessUnitDelimiters(v))
            .only(H264, HEVC);
    static final Setting<Integer> OUTPUT_BIT_DEPTH = Settings.<Integer>setting(
                    "outputBitDepth",
                    (s, v) -> s.codec().bitDepth(s.config().bufferFormat().bitDepth(), v))
            .rule((codec, v) -> v == 8 || v == 10 ? null : "8 or 10 bits")
            .need(Requirements::requireOutputBitDepth);
    static final Setting<EntropyCoding> ENTROPY_CODING = Settings.<EntropyCoding>setting(
                    "entropyCoding", (s, v) -> s.h264().entropyCoding(v.value()))
            .only(H264)
            .need((r, name, v) -> {
                if (v == EntropyCoding.CABAC) {
                    r.requireCapability(name, v, Capability.CABAC);
                }
            });
    static final Setting<Boolean> ANNEX_B_OBUS = Settings.<Boolean>setting(
                    "annexBObus", (s, v) -> s.av1().annexBObus(v))
            .only(AV1);
    static final Setting<ColourDescription> COLOUR = Settings.<ColourDescription>setting(
                    "colour", (s, v) -> s.codec().colour(v.primaries(), v.transfer(), v.matrix()))
            .rule((codec, v) -> v.primaries() >= 1 && v.primaries() <= 12 || v.primaries() == 22
                    ? null
                    : "1 to 12 or 22 as primaries")
            .range(ColourDescription::transfer, 1, 18, " as transfer")
            .range(ColourDescription::matrix, 0, 11, " as matrix");
    static final Setting<Boolean> FULL_RANGE =
            setting("fullRange", (s, v) -> s.codec().fullRange(v));
    static final Setting<Integer> CHROMA_SAMPLE_LOCATION = Settings.<Integer>setting(
                    "chromaSampleLocation", (s, v) -> s.codec().chromaSampleLocation(v))
            .rule((codec, v) -> v >= 0 && v <= (codec == AV1 ? 2 : 5) ? null : "0 to " + (codec == AV1 ? 2 : 5));
    static final Setting<Boolean> BITSTREAM_RESTRICTION = Settings.<Boolean>setting(
                    "bitstreamRestriction", (s, v) -> s.h26x().bitstreamRestriction(v))
            .only(H264, HEVC);
    static final Setting<Boolean> TIMING_INFO =
            setting("timingInfo", (s, v) -> s.codec().timingInfo(v));
    static final Setting<Boolean> BUFFERING_PERIOD_SEI = Settings.<Boolean>setting(
                    "bufferingPeriodSei", (s, v) -> s.h26x().bufferingPeriodSei(v))
            .only(H264, HEVC);
    static final Setting<Boolean> PICTURE_TIMING_SEI = Settings.<Boolean>setting(
                    "pictureTimingSei", (s, v) -> s.h26x().pictureTimingSei(v))
            .only(H264, HEVC);
    static final Setting<Boolean> RECOVERY_POINT_SEI = Settings.<Boolean>setting(
                    "recoveryPointSei", (s, v) -> s.h26x().recoveryPointSei(v))
            .only(H264, HEVC);
    static final Setting<Boolean> TIME_CODES = Settings.<Boolean>setting(
                    "timeCodes", (s, v) -> s.h26x().timeCodes(v))
            .only(H264, HEVC);

    static final Setting<VideoFormat> VIDEO_FORMAT = Settings.<VideoFormat>setting(
                    "videoFormat", (s, v) -> s.h26x().videoFormat(v.value()))
            .only(H264, HEVC);
    static final Setting<Boolean> OVERSCAN = Settings.<Boolean>setting(
                    "overscan", (s, v) -> s.h26x().overscan(v))
            .only(H264, HEVC);
    static final Setting<Ticks> TIMING_TICKS = Settings.<Ticks>setting(
                    "timingTicks", (s, v) -> s.h26x().timingTicks(v.unitsInTick(), v.timeScale()))
            .only(H264, HEVC)
            .rule((codec, v) -> v.unitsInTick() > 0 && v.timeScale() > 0 ? null : "two numbers of 1 or more");
    static final Setting<FramePacking> FRAME_PACKING = Settings.<FramePacking>setting(
                    "framePacking", (s, v) -> s.h264().framePacking(v.value()))
            .only(H264);
    static final Setting<Boolean> VARIABLE_FRAME_RATE = Settings.<Boolean>setting(
                    "variableFrameRate", (s, v) -> s.h264().variableFrameRate(v))
            .only(H264);
    static final Setting<ParameterSetIds> PARAMETER_SET_IDS = Settings.<ParameterSetIds>setting(
                    "parameterSetIds", (s, v) -> s.h26x().parameterSetIds(v.vps(), v.sps(), v.pps()))
            .only(H264, HEVC)
            .rule((codec, v) -> inRange(v.vps(), 0, codec == HEVC ? 15 : 0)
                            && inRange(v.sps(), 0, codec == HEVC ? 15 : 31)
                            && inRange(v.pps(), 0, codec == HEVC ? 63 : 255)
                    ? null
                    : codec == HEVC ? "VPS and SPS 0 to 15, PPS 0 to 63" : "VPS 0, SPS 0 to 31, PPS 0 to 255");
    static final Setting<Boolean> SVC_PREFIX_NAL_UNITS = Settings.<Boolean>setting(
                    "svcPrefixNalUnits", (s, v) -> s.h264().svcPrefixNalUnits(v))
            .only(H264);
    static final Setting<Boolean> SCALABILITY_INFO_SEI = Settings.<Boolean>setting(
                    "scalabilityInfoSei", (s, v) -> s.h264().scalabilityInfoSei(v))
            .only(H264);
    static final Setting<Boolean> DECODER_MODEL_INFO = Settings.<Boolean>setting(
                    "decoderModelInfo", (s, v) -> s.av1().decoderModelInfo(v))
            .only(AV1);
    static final Setting<Boolean> FRAME_ID_NUMBERS = Settings.<Boolean>setting(
                    "frameIdNumbers", (s, v) -> s.av1().frameIdNumbers(v))
            .only(AV1);
    static final Setting<FilmGrain> FILM_GRAIN =
            Settings.<FilmGrain>setting("filmGrain", SessionSetup::filmGrain).only(AV1);
    static final Setting<Boolean> MASTERING_DISPLAY = Settings.<Boolean>setting(
                    "masteringDisplay", (s, v) -> s.hdr().masteringDisplay(v))
            .only(HEVC, AV1)
            .since(Feature.HDR_METADATA);
    static final Setting<Boolean> CONTENT_LIGHT_LEVEL = Settings.<Boolean>setting(
                    "contentLightLevel", (s, v) -> s.hdr().contentLightLevel(v))
            .only(HEVC, AV1)
            .since(Feature.HDR_METADATA);

    // Rate control

    static final Setting<RateControlMode> RATE_CONTROL_MODE = rate(
                    "rateControlMode", RateControlMode::value, RcParams::mode)
            .need(Requirements::requireRateControl)
            .live(Capability.DYN_RCMODE_CHANGE);
    static final Setting<Qp> CONSTANT_QP = qp(
                    "constantQp", (s, v) -> s.rc().constantQp(v.interP(), v.interB(), v.intra()))
            .live(Capability.DYN_FORCE_CONSTQP);
    static final Setting<Qp> MIN_QP = qp("minQp", (s, v) -> s.rc().minQp(v.interP(), v.interB(), v.intra()))
            .live();
    static final Setting<Qp> MAX_QP_LIMIT = qp("maxQp", (s, v) -> s.rc().maxQp(v.interP(), v.interB(), v.intra()))
            .live();
    static final Setting<Qp> INITIAL_QP = qp("initialQp", (s, v) -> s.rc().initialQp(v.interP(), v.interB(), v.intra()))
            .live();
    static final Setting<Integer> BIT_RATE =
            positive("bitRate", "bits a second", RcParams::averageBitRate).live(Capability.DYN_BITRATE_CHANGE);
    static final Setting<Integer> MAX_BIT_RATE =
            positive("maxBitRate", "bits a second", RcParams::maxBitRate).live(Capability.DYN_BITRATE_CHANGE);
    static final Setting<Integer> VBV_BUFFER_SIZE = positive("vbvBufferSize", "bits", RcParams::vbvBufferSize)
            .needs(Capability.CUSTOM_VBV_BUF_SIZE)
            .live();
    static final Setting<Integer> VBV_INITIAL_DELAY =
            positive("vbvInitialDelay", "bits", RcParams::vbvInitialDelay).live();
    static final Setting<Double> TARGET_QUALITY = Settings.<Double>setting("targetQuality", SessionSetup::targetQuality)
            .rule((codec, v) -> v >= 0 && v <= (codec == AV1 ? MAX_QUALITY_AV1 : MAX_QP)
                    ? null
                    : "0 (automatic) to " + (codec == AV1 ? MAX_QUALITY_AV1 : MAX_QP) + " for " + codec)
            .live();
    static final Setting<MultiPass> MULTI_PASS =
            rate("multiPass", MultiPass::value, RcParams::multiPass).live();
    static final Setting<Integer> LOW_DELAY_KEY_FRAME_SCALE = rate(
                    "lowDelayKeyFrameScale", Function.<Integer>identity(), RcParams::lowDelayKeyFrameScale)
            .range(v -> v, 0, 255, "")
            .live();
    static final Setting<Boolean> FILLER_DATA =
            setting("fillerData", (s, v) -> s.codec().fillerData(v));
    static final Setting<ChromaQpOffset> CHROMA_QP_OFFSET = Settings.<ChromaQpOffset>setting(
                    "chromaQpOffset", (s, v) -> s.rc().chromaQpOffset(v.cb(), v.cr()))
            .rule((codec, v) -> {
                int lowest = codec == AV1 ? -64 : -12;
                int highest = codec == AV1 ? 63 : 12;
                return inRange(v.cb(), lowest, highest) && inRange(v.cr(), lowest, highest)
                        ? null
                        : "two offsets of " + lowest + " to " + highest + " for " + codec;
            });
    static final Setting<DcQpOffset> DC_QP_OFFSET = Settings.<DcQpOffset>setting(
                    "dcQpOffset", (s, v) -> s.rc().dcQpOffset(v.y(), v.u(), v.v()))
            .only(AV1)
            .rule((codec, v) -> inRange(v.y(), -64, 63) && inRange(v.u(), -64, 63) && inRange(v.v(), -64, 63)
                    ? null
                    : "three offsets of -64 to 63");
    static final Setting<List<Integer>> TEMPORAL_LAYER_QP = Settings.<List<Integer>>setting(
                    "temporalLayerQp", SessionSetup::temporalLayerQp)
            .rule((codec, v) -> {
                int highest = codec == AV1 ? MAX_QP_AV1 : MAX_QP;
                return !v.isEmpty()
                                && v.size() <= MAX_TEMPORAL_LAYERS
                                && v.stream().allMatch(qp -> inRange(qp, 0, highest))
                        ? null
                        : "1 to 8 quantisers of 0 to " + highest + " for " + codec;
            })
            .need((r, name, v) -> r.requireTemporalLayers(name, v.size()))
            .live(Capability.DYN_FORCE_CONSTQP);
    static final Setting<Boolean> SPATIAL_AQ = Settings.<Boolean>setting("spatialAq", (s, v) -> s.rc().spatialAq(v))
            .live();
    static final Setting<Integer> AQ_STRENGTH = rate("aqStrength", Function.<Integer>identity(), RcParams::aqStrength)
            .range(v -> v, 0, 15, " (0 is automatic)")
            .live();
    static final Setting<Boolean> TEMPORAL_AQ = Settings.<Boolean>setting("temporalAq", (s, v) -> s.rc().temporalAq(v))
            .needs(Capability.TEMPORAL_AQ)
            .live();
    static final Setting<QpMapMode> QP_MAP = rate("qpMap", QpMapMode::value, RcParams::qpMapMode)
            .rule((codec, v) -> v == QpMapMode.EMPHASIS && codec != H264 ? "DELTA for " + codec : null)
            .need((r, name, v) -> {
                if (v == QpMapMode.EMPHASIS) {
                    r.requireCapability(name, v, Capability.EMPHASIS_LEVEL_MAP);
                }
            });

    // Structure

    static final Setting<Integer> GOP_LENGTH = Settings.<Integer>setting(
                    "gopLength", (s, v) -> s.encode().gopLength(v))
            .rule((codec, v) -> v > 0 || v == EncoderConfig.INFINITE_GOP ? null : "1 or more frames, or INFINITE_GOP");
    static final Setting<Integer> B_FRAMES = Settings.<Integer>setting(
                    "bFrames", (s, v) -> s.encode().frameIntervalP(v + 1))
            .rule((codec, v) -> v >= 0 ? null : "0 or more")
            .need(Requirements::requireBFrames);
    static final Setting<Boolean> PICTURE_TYPE_DECISION =
            setting("pictureTypeDecision", (s, v) -> s.initialize().pictureTypeDecision(v));
    static final Setting<Boolean> INTRA_ONLY = setting("intraOnly", SessionSetup::intraOnly);
    static final Setting<BReference> B_REFERENCE = Settings.<BReference>setting(
                    "bReference", (s, v) -> s.codec().bReference(v.value()))
            .need(Requirements::requireBReference);
    static final Setting<Boolean> EXTERNAL_LOOKAHEAD = Settings.<Boolean>setting(
                    "externalLookahead", (s, v) -> s.rc().externalLookahead(v))
            .needs(Capability.LOOKAHEAD);
    static final Setting<Lookahead> LOOKAHEAD = Settings.<Lookahead>setting(
                    "lookahead", (s, v) -> s.rc().lookahead(v.frames()))
            .range(Lookahead::frames, 0, MAX_LOOKAHEAD, " frames")
            .need((r, name, v) -> {
                if (v.frames() > 0) {
                    r.requireCapability(name, v, Capability.LOOKAHEAD);
                }
            });
    static final Setting<Integer> LOOKAHEAD_LEVEL = rate(
                    "lookaheadLevel", Function.<Integer>identity(), RcParams::lookaheadLevel)
            .rule((codec, v) -> v >= 0 && v <= 3 || v == EncoderConfig.LOOKAHEAD_LEVEL_AUTO
                    ? null
                    : "0 to 3, or LOOKAHEAD_LEVEL_AUTO")
            .since(Feature.LOOKAHEAD_LEVEL)
            .needs(Capability.LOOKAHEAD_LEVEL);
    static final Setting<Boolean> ADAPTIVE_I_FRAMES = setting("adaptiveIFrames", (s, v) -> s.rc().adaptiveIFrames(v));
    static final Setting<Boolean> ADAPTIVE_B_FRAMES = setting("adaptiveBFrames", (s, v) -> s.rc().adaptiveBFrames(v));
    static final Setting<Boolean> STRICT_GOP = Settings.<Boolean>setting("strictGop", (s, v) -> s.rc().strictGop(v))
            .live();
    static final Setting<Boolean> NON_REFERENCE_P = setting("nonReferenceP", (s, v) -> s.rc().nonReferenceP(v));
    static final Setting<Boolean> ZERO_REORDER_DELAY =
            setting("zeroReorderDelay", (s, v) -> s.rc().zeroReorderDelay(v));
    static final Setting<Boolean> UNIDIRECTIONAL_B = Settings.<Boolean>setting(
                    "unidirectionalB", (s, v) -> s.initialize().unidirectionalB(v))
            .only(HEVC)
            .since(Feature.UNIDIRECTIONAL_B)
            .needs(Capability.UNIDIRECTIONAL_B);
    static final Setting<DirectMode> DIRECT_MODE = Settings.<DirectMode>setting(
                    "directMode", (s, v) -> s.h264().directMode(v.value()))
            .only(H264)
            .need((r, name, v) -> {
                if (v != DirectMode.DISABLED) {
                    r.requireCapability(name, v, Capability.BDIRECT_MODE);
                }
            });
    static final Setting<Boolean> HIERARCHICAL_P_FRAMES = Settings.<Boolean>setting(
                    "hierarchicalPFrames", (s, v) -> s.h264().hierarchicalPFrames(v))
            .only(H264)
            .needs(Capability.HIERARCHICAL_PFRAMES);
    static final Setting<Boolean> HIERARCHICAL_B_FRAMES = Settings.<Boolean>setting(
                    "hierarchicalBFrames", (s, v) -> s.h264().hierarchicalBFrames(v))
            .only(H264)
            .needs(Capability.HIERARCHICAL_BFRAMES);
    static final Setting<Boolean> WEIGHTED_PREDICTION = Settings.<Boolean>setting(
                    "weightedPrediction", (s, v) -> s.initialize().weightedPrediction(v))
            .only(H264, HEVC)
            .needs(Capability.WEIGHTED_PREDICTION);
    static final Setting<Integer> MAX_REFERENCE_FRAMES = Settings.<Integer>setting(
                    "maxReferenceFrames", (s, v) -> s.codec().maxReferenceFrames(v))
            .rule(references(16, 8));
    static final Setting<Integer> REFERENCES_L0 = Settings.<Integer>setting(
                    "referencesL0", (s, v) -> s.codec().referencesL0(v))
            .rule(references(7, 4))
            .needs(Capability.MULTIPLE_REF_FRAMES);
    static final Setting<Integer> REFERENCES_L1 = Settings.<Integer>setting(
                    "referencesL1", (s, v) -> s.codec().referencesL1(v))
            .rule(references(7, 3))
            .needs(Capability.MULTIPLE_REF_FRAMES);
    static final Setting<Boolean> REFERENCE_LIST_MODIFICATION = Settings.<Boolean>setting(
                    "referenceListModification", (s, v) -> s.hevc().referenceListModification(v))
            .only(HEVC)
            .since(Feature.REFERENCE_LIST_MODIFICATION);
    static final Setting<Integer> LONG_TERM_REFERENCES = Settings.<Integer>setting(
                    "longTermReferences", (s, v) -> s.codec().longTermReferences(v))
            .rule((codec, v) -> v >= 0 ? null : "0 or more frames")
            .since(Feature.AV1_LTR, AV1)
            .need((r, name, v) -> r.requireAtMost(name, v, Capability.NUM_MAX_LTR_FRAMES));
    static final Setting<Integer> TEMPORAL_LAYERS = Settings.<Integer>setting(
                    "temporalLayers", (s, v) -> s.codec().temporalLayers(v))
            .rule((codec, v) -> v >= 1 ? null : "1 or more layers")
            .need(Requirements::requireTemporalLayers);
    static final Setting<Boolean> TEMPORAL_FILTER = Settings.<Boolean>setting(
                    "temporalFilter", (s, v) -> s.codec().temporalFilter(v ? 4 : 0))
            .since(Feature.TEMPORAL_FILTER_HEVC, HEVC)
            .since(Feature.TEMPORAL_FILTER_H264_AV1, H264, AV1)
            .needs(Capability.TEMPORAL_FILTER);
    static final Setting<IntraRefresh> INTRA_REFRESH = Settings.<IntraRefresh>setting(
                    "intraRefresh", (s, v) -> s.codec().intraRefresh(v.period(), v.count()))
            .rule((codec, v) -> v.count() >= 1 && v.period() > v.count()
                    ? null
                    : "a period of more frames than the wave has, and a wave of 1 or more")
            .needs(Capability.INTRA_REFRESH);
    static final Setting<Boolean> SINGLE_SLICE_INTRA_REFRESH = Settings.<Boolean>setting(
                    "singleSliceIntraRefresh", (s, v) -> s.h26x().singleSliceIntraRefresh(v))
            .only(H264, HEVC)
            .needs(Capability.SINGLE_SLICE_INTRA_REFRESH);

    // How pictures are coded

    static final Setting<Boolean> MONOCHROME = Settings.<Boolean>setting(
                    "monochrome", (s, v) -> s.encode().monochrome(v))
            .only(H264, HEVC)
            .needs(Capability.MONOCHROME);
    static final Setting<MotionPrecision> MOTION_PRECISION =
            setting("motionPrecision", (s, v) -> s.encode().motionPrecision(v.value()));
    static final Setting<BlockSizes> BLOCK_SIZES = Settings.<BlockSizes>setting("blockSizes", SessionSetup::blockSizes)
            .only(HEVC, AV1)
            .rule(Settings::blockSizes);
    static final Setting<Boolean> ADAPTIVE_TRANSFORM = Settings.<Boolean>setting(
                    "adaptiveTransform", (s, v) -> s.h264().adaptiveTransform(v))
            .only(H264)
            .needs(Capability.ADAPTIVE_TRANSFORM);
    static final Setting<Boolean> CONSTRAINED_INTRA_PREDICTION = Settings.<Boolean>setting(
                    "constrainedIntraPrediction", (s, v) -> s.h26x().constrainedIntraPrediction(v))
            .only(H264, HEVC);
    static final Setting<Boolean> CONSTRAINED_ENCODING = Settings.<Boolean>setting(
                    "constrainedEncoding", (s, v) -> s.h26x().constrainedEncoding(v))
            .only(H264, HEVC)
            .needs(Capability.CONSTRAINED_ENCODING);
    static final Setting<Deblocking> DEBLOCKING = Settings.<Deblocking>setting(
                    "deblocking",
                    (s, v) -> s.h26x().deblocking(v != Deblocking.DISABLED, v != Deblocking.WITHIN_SLICES))
            .only(H264, HEVC)
            .need((r, name, v) -> {
                if (v == Deblocking.DISABLED && r.codec() == HEVC) {
                    r.requireApi(name, v, Feature.DEBLOCKING_CONTROL_HEVC);
                }
            });

    // Layers and views of HEVC

    static final Setting<Integer> ALPHA_BIT_RATE_RATIO = rate(
                    "alphaBitRateRatio", Function.<Integer>identity(), RcParams::alphaLayerBitrateRatio)
            .only(HEVC)
            .needs(Capability.ALPHA_LAYER_ENCODING)
            .rule((codec, v) -> v >= 1 ? null : "1 or more");
    static final Setting<Boolean> ALPHA_LAYER = Settings.<Boolean>setting(
                    "alphaLayer", (s, v) -> s.hevc().alphaLayer(v))
            .only(HEVC)
            .needs(Capability.ALPHA_LAYER_ENCODING);
    static final Setting<Integer> SECOND_VIEW_BIT_RATE = rate(
                    "secondViewBitRate", Function.<Integer>identity(), RcParams::viewBitrateRatio)
            .only(HEVC)
            .range(v -> v, 1, 99, " per cent")
            .since(Feature.MV_HEVC)
            .needs(Capability.MVHEVC_ENCODE);
    static final Setting<Boolean> REFERENCE_DISPLAYS = Settings.<Boolean>setting(
                    "referenceDisplays", (s, v) -> s.hevc().referenceDisplays(v))
            .only(HEVC)
            .since(Feature.MV_HEVC)
            .needs(Capability.MVHEVC_ENCODE);
    static final Setting<Integer> VIEWS = Settings.<Integer>setting(
                    "views", (s, v) -> s.hevc().views(v))
            .only(HEVC)
            .range(v -> v, 1, 2, "")
            .need((r, name, v) -> {
                if (v > 1) {
                    r.requireApi(name, v, Feature.MV_HEVC);
                    r.requireCapability(name, v, Capability.MVHEVC_ENCODE);
                }
            });

    // Slices, tiles and engines

    static final Setting<Slicing> SLICING = Settings.<Slicing>setting(
                    "slicing", (s, v) -> s.h26x().slicing(v.mode().ordinal(), v.data()))
            .only(H264, HEVC)
            .rule((codec, v) -> v.data() >= 1 ? null : "1 or more")
            .need(Requirements::requireSlicing);
    static final Setting<Tiles> TILES = Settings.<Tiles>setting(
                    "tiles", (s, v) -> s.av1().tiles(v.columns(), v.rows()))
            .only(AV1)
            .rule((codec, v) -> isTileCount(v.columns()) && isTileCount(v.rows())
                    ? null
                    : "a power of two from 1 to " + MAX_TILES + " in each direction");
    static final Setting<CustomTiles> CUSTOM_TILES = Settings.<CustomTiles>setting(
                    "customTiles", SessionSetup::customTiles)
            .only(AV1)
            .rule((codec, v) -> isTileList(v.widths()) && isTileList(v.heights())
                    ? null
                    : "1 to " + MAX_TILES + " lengths of 1 or more in each direction");
    static final Setting<Boolean> SLICE_OFFSETS = Settings.<Boolean>setting(
                    "sliceOffsets", (s, v) -> s.initialize().sliceOffsets(v))
            .only(H264, HEVC);
    static final Setting<Boolean> SUB_FRAME_WRITE = Settings.<Boolean>setting(
                    "subFrameWrite", (s, v) -> s.initialize().subFrameWrite(v))
            .needs(Capability.SUBFRAME_READBACK);
    static final Setting<Boolean> RATE_CONTROL_STATISTICS = setting("rateControlStatistics", (s, v) -> {
        // Not part of what the session is initialised with: it is asked for with each picture.
    });
    static final Setting<OutputStatistics> OUTPUT_STATISTICS = Settings.<OutputStatistics>setting(
                    "outputStatistics", (s, v) -> s.initialize().outputStats(v.value()))
            .need((requirements, setting, v) -> requirements.requireCapability(
                    setting,
                    v,
                    v == OutputStatistics.BLOCKS ? Capability.OUTPUT_BLOCK_STATS : Capability.OUTPUT_ROW_STATS));
    static final Setting<Boolean> OUTPUT_IN_VIDEO_MEMORY =
            setting("outputInVideoMemory", (s, v) -> s.initialize().outputInVideoMemory(v));
    static final Setting<Boolean> RECONSTRUCTED_FRAMES = Settings.<Boolean>setting(
                    "reconstructedFrames", (s, v) -> s.initialize().reconstructedFrames(v))
            .needs(Capability.OUTPUT_RECON_SURFACE);
    static final Setting<Integer> STATE_BUFFERS = Settings.<Integer>setting(
                    "stateBuffers", (s, v) -> s.initialize().stateBuffers(v))
            .rule((codec, v) -> {
                int most = codec == AV1 ? MAX_STATE_BUFFERS_AV1 : MAX_STATE_BUFFERS;
                return inRange(v, 0, most) ? null : "0 to " + most + " for " + codec;
            })
            .needs(Capability.DISABLE_ENC_STATE_ADVANCE);
    static final Setting<SplitEncode> SPLIT_ENCODE = Settings.<SplitEncode>setting(
                    "splitEncode", (s, v) -> s.initialize().splitEncode(v.value()))
            .only(HEVC, AV1)
            .need(Requirements::requireSplitEncode);
    static final Setting<Size> MAX_SIZE = Settings.<Size>setting(
                    "maxSize", (s, v) -> s.initialize().maxSize(v.width(), v.height()))
            .needs(Capability.DYN_RES_CHANGE);
    static final Setting<Size> DISPLAY_ASPECT_RATIO = Settings.<Size>setting(
                    "displayAspectRatio", (s, v) -> s.initialize().displayAspect(v.width(), v.height()))
            .rule((codec, v) -> v.width() > 0 && v.height() > 0 ? null : "two numbers of 1 or more")
            .live();

    private Settings() {}

    /** Every setting, in the order in which they are written. */
    static List<Setting<?>> all() {
        return List.copyOf(ALL);
    }

    private static <T> Setting<T> setting(String name, BiConsumer<SessionSetup, T> writer) {
        Setting<T> setting = new Setting<>(name, writer);
        ALL.add(setting);
        return setting;
    }

    /** A setting that is one number of rate control. */
    private static <T> Setting<T> rate(String name, Function<T, Integer> number, BiConsumer<RcParams, Integer> writer) {
        return setting(name, (s, v) -> writer.accept(s.rc(), number.apply(v)));
    }

    private static Setting<Integer> positive(String name, String unit, BiConsumer<RcParams, Integer> writer) {
        return rate(name, Function.<Integer>identity(), writer).rule((codec, v) -> v > 0 ? null : "1 or more " + unit);
    }

    private static Setting<Qp> qp(String name, BiConsumer<SessionSetup, Qp> writer) {
        return setting(name, writer).rule((codec, qp) -> {
            int highest = codec == AV1 ? MAX_QP_AV1 : MAX_QP;
            boolean allInRange = List.of(qp.interP(), qp.interB(), qp.intra()).stream()
                    .allMatch(value -> inRange(value, 0, highest));
            return allInRange ? null : "three quantisers of 0 to " + highest + " for " + codec;
        });
    }

    /** A number of reference frames: AV1 has fewer than the others. */
    private static Setting.Rule<Integer> references(int most, int mostOfAv1) {
        return (codec, frames) -> {
            int highest = codec == AV1 ? mostOfAv1 : most;
            return inRange(frames, 0, highest) ? null : "0 (automatic) to " + highest + " frames for " + codec;
        };
    }

    private static boolean inRange(int value, int lowest, int highest) {
        return value >= lowest && value <= highest;
    }

    private static @Nullable String blockSizes(Codec codec, BlockSizes sizes) {
        int lowest = codec == HEVC ? 8 : 4;
        int highest = codec == HEVC ? 32 : 64;
        boolean fits = Integer.bitCount(sizes.smallest()) == 1
                && Integer.bitCount(sizes.largest()) == 1
                && inRange(sizes.smallest(), lowest, sizes.largest())
                && (codec == HEVC ? sizes.largest() == highest : sizes.largest() <= highest);
        return fits
                ? null
                : codec == HEVC
                        ? "8, 16 or 32 to 32 pixels; NVENC has no other largest"
                        : "powers of two from 4 to 64 pixels, the smallest first";
    }

    private static boolean isTileList(List<Integer> lengths) {
        return !lengths.isEmpty()
                && lengths.size() <= MAX_TILES
                && lengths.stream().allMatch(length -> length >= 1);
    }

    private static boolean isTileCount(int count) {
        return count >= 1 && count <= MAX_TILES && Integer.bitCount(count) == 1;
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
