package org.nvenc4j;

import static org.nvenc4j.Codec.AV1;
import static org.nvenc4j.Codec.H264;
import static org.nvenc4j.Codec.HEVC;
import static org.nvenc4j.Settings.*;

import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.nvenc4j.internal.abi.Abi.Feature;

/**
 * What there is to know of each setting. What it does, its range and what it needs is said for users at {@link
 * EncoderConfig.Builder}'s method of the same name; rules between settings are there as well.
 *
 * <p>One is made when a configuration first has its setting: all at once, a hundred and fifty lambdas, they would take a
 * cold JVM longer than opening a session does.
 */
final class Definitions {
    private static final int MAX_QP = 51;
    private static final int MAX_QP_AV1 = 255;
    private static final int MAX_QUALITY_AV1 = 63;
    private static final int MAX_LOOKAHEAD = 31;
    private static final int MAX_TILES = 64;
    private static final int MAX_STATE_BUFFERS = 16;
    private static final int MAX_STATE_BUFFERS_AV1 = 32;
    private static final int MAX_TEMPORAL_LAYERS = 8;

    private Definitions() {}

    /** What there is to know of a setting. */
    @SuppressWarnings("unchecked") // each case defines the setting of its name
    static <T> Definition<T> of(Setting<T> setting) {
        return (Definition<T>) of(setting.name());
    }

    private static Definition<?> of(String setting) {
        return switch (setting) {
            // The stream
            case "profile" ->
                define(PROFILE, (s, v) -> s.encode().profile(Guids.of(v)))
                        .rule((codec, v) -> v.codec() == codec ? null : "a profile of " + codec)
                        .need(Requirements::requireProfile);
            case "level" ->
                define(LEVEL, (s, v) -> s.codec().level(v.value(s.config().codec())))
                        .rule((codec, v) -> Level.of(codec).contains(v) ? null : "one of " + Level.of(codec))
                        .need(Requirements::requireLevel);
            case "tier" -> define(TIER, SessionSetup::tier).only(HEVC, AV1);
            case "repeatParameterSets" ->
                define(REPEAT_PARAMETER_SETS, (s, v) -> s.codec().repeatParameterSets(v));
            case "parameterSetsInStream" -> define(PARAMETER_SETS_IN_STREAM, SessionSetup::parameterSetsInStream);
            case "accessUnitDelimiters" ->
                define(ACCESS_UNIT_DELIMITERS, (s, v) -> s.h26x().accessUnitDelimiters(v))
                        .only(H264, HEVC);
            case "outputBitDepth" ->
                define(
                                OUTPUT_BIT_DEPTH,
                                (s, v) -> s.codec()
                                        .bitDepth(s.config().bufferFormat().bitDepth(), v))
                        .rule((codec, v) -> v == 8 || v == 10 ? null : "8 or 10 bits")
                        .need(Requirements::requireOutputBitDepth);
            case "entropyCoding" ->
                define(ENTROPY_CODING, (s, v) -> s.h264().entropyCoding(v.value()))
                        .only(H264)
                        .need((r, name, v) -> {
                            if (v == EntropyCoding.CABAC) {
                                r.requireCapability(name, v, Capability.CABAC);
                            }
                        });
            case "annexBObus" ->
                define(ANNEX_B_OBUS, (s, v) -> s.av1().annexBObus(v)).only(AV1);
            case "colour" ->
                define(COLOUR, (s, v) -> s.codec().colour(v.primaries(), v.transfer(), v.matrix()))
                        .rule((codec, v) -> v.primaries() >= 1 && v.primaries() <= 12 || v.primaries() == 22
                                ? null
                                : "1 to 12 or 22 as primaries")
                        .range(ColourDescription::transfer, 1, 18, " as transfer")
                        .range(ColourDescription::matrix, 0, 11, " as matrix");
            case "fullRange" -> define(FULL_RANGE, (s, v) -> s.codec().fullRange(v));
            case "chromaSampleLocation" ->
                define(CHROMA_SAMPLE_LOCATION, (s, v) -> s.codec().chromaSampleLocation(v))
                        .rule((codec, v) ->
                                v >= 0 && v <= (codec == AV1 ? 2 : 5) ? null : "0 to " + (codec == AV1 ? 2 : 5));
            case "bitstreamRestriction" ->
                define(BITSTREAM_RESTRICTION, (s, v) -> s.h26x().bitstreamRestriction(v))
                        .only(H264, HEVC);
            case "timingInfo" -> define(TIMING_INFO, (s, v) -> s.codec().timingInfo(v));
            case "bufferingPeriodSei" ->
                define(BUFFERING_PERIOD_SEI, (s, v) -> s.h26x().bufferingPeriodSei(v))
                        .only(H264, HEVC);
            case "pictureTimingSei" ->
                define(PICTURE_TIMING_SEI, (s, v) -> s.h26x().pictureTimingSei(v))
                        .only(H264, HEVC);
            case "recoveryPointSei" ->
                define(RECOVERY_POINT_SEI, (s, v) -> s.h26x().recoveryPointSei(v))
                        .only(H264, HEVC);
            case "timeCodes" ->
                define(TIME_CODES, (s, v) -> s.h26x().timeCodes(v)).only(H264, HEVC);
            case "videoFormat" ->
                define(VIDEO_FORMAT, (s, v) -> s.h26x().videoFormat(v.value())).only(H264, HEVC);
            case "overscan" -> define(OVERSCAN, (s, v) -> s.h26x().overscan(v)).only(H264, HEVC);
            case "timingTicks" ->
                define(TIMING_TICKS, (s, v) -> s.h26x().timingTicks(v.unitsInTick(), v.timeScale()))
                        .only(H264, HEVC)
                        .rule((codec, v) ->
                                v.unitsInTick() > 0 && v.timeScale() > 0 ? null : "two numbers of 1 or more");
            case "framePacking" ->
                define(FRAME_PACKING, (s, v) -> s.h264().framePacking(v.value()))
                        .only(H264);
            case "variableFrameRate" ->
                define(VARIABLE_FRAME_RATE, (s, v) -> s.h264().variableFrameRate(v))
                        .only(H264);
            case "parameterSetIds" ->
                define(PARAMETER_SET_IDS, (s, v) -> s.h26x().parameterSetIds(v.vps(), v.sps(), v.pps()))
                        .only(H264, HEVC)
                        .rule((codec, v) -> inRange(v.vps(), 0, codec == HEVC ? 15 : 0)
                                        && inRange(v.sps(), 0, codec == HEVC ? 15 : 31)
                                        && inRange(v.pps(), 0, codec == HEVC ? 63 : 255)
                                ? null
                                : codec == HEVC
                                        ? "VPS and SPS 0 to 15, PPS 0 to 63"
                                        : "VPS 0, SPS 0 to 31, PPS 0 to 255");
            case "svcPrefixNalUnits" ->
                define(SVC_PREFIX_NAL_UNITS, (s, v) -> s.h264().svcPrefixNalUnits(v))
                        .only(H264);
            case "scalabilityInfoSei" ->
                define(SCALABILITY_INFO_SEI, (s, v) -> s.h264().scalabilityInfoSei(v))
                        .only(H264);
            case "decoderModelInfo" ->
                define(DECODER_MODEL_INFO, (s, v) -> s.av1().decoderModelInfo(v))
                        .only(AV1);
            case "frameIdNumbers" ->
                define(FRAME_ID_NUMBERS, (s, v) -> s.av1().frameIdNumbers(v)).only(AV1);
            case "filmGrain" -> define(FILM_GRAIN, SessionSetup::filmGrain).only(AV1);
            case "masteringDisplay" ->
                define(MASTERING_DISPLAY, (s, v) -> s.hdr().masteringDisplay(v))
                        .only(HEVC, AV1)
                        .since(Feature.HDR_METADATA);
            case "contentLightLevel" ->
                define(CONTENT_LIGHT_LEVEL, (s, v) -> s.hdr().contentLightLevel(v))
                        .only(HEVC, AV1)
                        .since(Feature.HDR_METADATA);
            // Rate control
            case "rateControlMode" ->
                define(RATE_CONTROL_MODE, (s, v) -> s.rc().mode(v.value()))
                        .need(Requirements::requireRateControl)
                        .live(Capability.DYN_RCMODE_CHANGE);
            case "constantQp" ->
                qp(CONSTANT_QP, (s, v) -> s.rc().constantQp(v.interP(), v.interB(), v.intra()))
                        .live(Capability.DYN_FORCE_CONSTQP);
            case "minQp" ->
                qp(MIN_QP, (s, v) -> s.rc().minQp(v.interP(), v.interB(), v.intra()))
                        .live();
            case "maxQp" ->
                qp(MAX_QP_LIMIT, (s, v) -> s.rc().maxQp(v.interP(), v.interB(), v.intra()))
                        .live();
            case "initialQp" ->
                qp(INITIAL_QP, (s, v) -> s.rc().initialQp(v.interP(), v.interB(), v.intra()))
                        .live();
            case "bitRate" ->
                positive(BIT_RATE, "bits a second", (s, v) -> s.rc().averageBitRate(v))
                        .live(Capability.DYN_BITRATE_CHANGE);
            case "maxBitRate" ->
                positive(MAX_BIT_RATE, "bits a second", (s, v) -> s.rc().maxBitRate(v))
                        .live(Capability.DYN_BITRATE_CHANGE);
            case "vbvBufferSize" ->
                positive(VBV_BUFFER_SIZE, "bits", (s, v) -> s.rc().vbvBufferSize(v))
                        .needs(Capability.CUSTOM_VBV_BUF_SIZE)
                        .live();
            case "vbvInitialDelay" ->
                positive(VBV_INITIAL_DELAY, "bits", (s, v) -> s.rc().vbvInitialDelay(v))
                        .live();
            case "targetQuality" ->
                define(TARGET_QUALITY, SessionSetup::targetQuality)
                        .rule((codec, v) -> v >= 0 && v <= (codec == AV1 ? MAX_QUALITY_AV1 : MAX_QP)
                                ? null
                                : "0 (automatic) to " + (codec == AV1 ? MAX_QUALITY_AV1 : MAX_QP) + " for " + codec)
                        .live();
            case "multiPass" ->
                define(MULTI_PASS, (s, v) -> s.rc().multiPass(v.value())).live();
            case "lowDelayKeyFrameScale" ->
                define(LOW_DELAY_KEY_FRAME_SCALE, (s, v) -> s.rc().lowDelayKeyFrameScale(v))
                        .range(v -> v, 0, 255, "")
                        .live();
            case "fillerData" -> define(FILLER_DATA, (s, v) -> s.codec().fillerData(v));
            case "chromaQpOffset" ->
                define(CHROMA_QP_OFFSET, (s, v) -> s.rc().chromaQpOffset(v.cb(), v.cr()))
                        .rule((codec, v) -> {
                            int lowest = codec == AV1 ? -64 : -12;
                            int highest = codec == AV1 ? 63 : 12;
                            return inRange(v.cb(), lowest, highest) && inRange(v.cr(), lowest, highest)
                                    ? null
                                    : "two offsets of " + lowest + " to " + highest + " for " + codec;
                        });
            case "dcQpOffset" ->
                define(DC_QP_OFFSET, (s, v) -> s.rc().dcQpOffset(v.y(), v.u(), v.v()))
                        .only(AV1)
                        .rule((codec, v) ->
                                inRange(v.y(), -64, 63) && inRange(v.u(), -64, 63) && inRange(v.v(), -64, 63)
                                        ? null
                                        : "three offsets of -64 to 63");
            case "temporalLayerQp" ->
                define(TEMPORAL_LAYER_QP, SessionSetup::temporalLayerQp)
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
            case "spatialAq" ->
                define(SPATIAL_AQ, (s, v) -> s.rc().spatialAq(v)).live();
            case "aqStrength" ->
                define(AQ_STRENGTH, (s, v) -> s.rc().aqStrength(v))
                        .range(v -> v, 0, 15, " (0 is automatic)")
                        .live();
            case "temporalAq" ->
                define(TEMPORAL_AQ, (s, v) -> s.rc().temporalAq(v))
                        .needs(Capability.TEMPORAL_AQ)
                        .live();
            case "qpMap" ->
                define(QP_MAP, (s, v) -> s.rc().qpMapMode(v.value()))
                        .rule((codec, v) -> v == QpMapMode.EMPHASIS && codec != H264 ? "DELTA for " + codec : null)
                        .need((r, name, v) -> {
                            if (v == QpMapMode.EMPHASIS) {
                                r.requireCapability(name, v, Capability.EMPHASIS_LEVEL_MAP);
                            }
                        });
            // Structure
            case "gopLength" ->
                define(GOP_LENGTH, (s, v) -> s.encode().gopLength(v))
                        .rule((codec, v) ->
                                v > 0 || v == EncoderConfig.INFINITE_GOP ? null : "1 or more frames, or INFINITE_GOP");
            case "bFrames" ->
                define(B_FRAMES, (s, v) -> s.encode().frameIntervalP(v + 1))
                        .rule((codec, v) -> v >= 0 ? null : "0 or more")
                        .need(Requirements::requireBFrames);
            case "pictureTypeDecision" ->
                define(PICTURE_TYPE_DECISION, (s, v) -> s.initialize().pictureTypeDecision(v));
            case "intraOnly" -> define(INTRA_ONLY, SessionSetup::intraOnly);
            case "bReference" ->
                define(B_REFERENCE, (s, v) -> s.codec().bReference(v.value())).need(Requirements::requireBReference);
            case "externalLookahead" ->
                define(EXTERNAL_LOOKAHEAD, (s, v) -> s.rc().externalLookahead(v))
                        .needs(Capability.LOOKAHEAD);
            case "lookahead" ->
                define(LOOKAHEAD, (s, v) -> s.rc().lookahead(v.frames()))
                        .range(Lookahead::frames, 0, MAX_LOOKAHEAD, " frames")
                        .need((r, name, v) -> {
                            if (v.frames() > 0) {
                                r.requireCapability(name, v, Capability.LOOKAHEAD);
                            }
                        });
            case "lookaheadLevel" ->
                define(LOOKAHEAD_LEVEL, (s, v) -> s.rc().lookaheadLevel(v))
                        .rule((codec, v) -> v >= 0 && v <= 3 || v == EncoderConfig.LOOKAHEAD_LEVEL_AUTO
                                ? null
                                : "0 to 3, or LOOKAHEAD_LEVEL_AUTO")
                        .since(Feature.LOOKAHEAD_LEVEL)
                        .needs(Capability.LOOKAHEAD_LEVEL);
            case "adaptiveIFrames" -> define(ADAPTIVE_I_FRAMES, (s, v) -> s.rc().adaptiveIFrames(v));
            case "adaptiveBFrames" -> define(ADAPTIVE_B_FRAMES, (s, v) -> s.rc().adaptiveBFrames(v));
            case "strictGop" ->
                define(STRICT_GOP, (s, v) -> s.rc().strictGop(v)).live();
            case "nonReferenceP" -> define(NON_REFERENCE_P, (s, v) -> s.rc().nonReferenceP(v));
            case "zeroReorderDelay" -> define(ZERO_REORDER_DELAY, (s, v) -> s.rc().zeroReorderDelay(v));
            case "unidirectionalB" ->
                define(UNIDIRECTIONAL_B, (s, v) -> s.initialize().unidirectionalB(v))
                        .only(HEVC)
                        .since(Feature.UNIDIRECTIONAL_B)
                        .needs(Capability.UNIDIRECTIONAL_B);
            case "directMode" ->
                define(DIRECT_MODE, (s, v) -> s.h264().directMode(v.value()))
                        .only(H264)
                        .need((r, name, v) -> {
                            if (v != DirectMode.DISABLED) {
                                r.requireCapability(name, v, Capability.BDIRECT_MODE);
                            }
                        });
            case "hierarchicalPFrames" ->
                define(HIERARCHICAL_P_FRAMES, (s, v) -> s.h264().hierarchicalPFrames(v))
                        .only(H264)
                        .needs(Capability.HIERARCHICAL_PFRAMES);
            case "hierarchicalBFrames" ->
                define(HIERARCHICAL_B_FRAMES, (s, v) -> s.h264().hierarchicalBFrames(v))
                        .only(H264)
                        .needs(Capability.HIERARCHICAL_BFRAMES);
            case "weightedPrediction" ->
                define(WEIGHTED_PREDICTION, (s, v) -> s.initialize().weightedPrediction(v))
                        .only(H264, HEVC)
                        .needs(Capability.WEIGHTED_PREDICTION);
            case "maxReferenceFrames" ->
                define(MAX_REFERENCE_FRAMES, (s, v) -> s.codec().maxReferenceFrames(v))
                        .rule(references(16, 8));
            case "referencesL0" ->
                define(REFERENCES_L0, (s, v) -> s.codec().referencesL0(v))
                        .rule(references(7, 4))
                        .needs(Capability.MULTIPLE_REF_FRAMES);
            case "referencesL1" ->
                define(REFERENCES_L1, (s, v) -> s.codec().referencesL1(v))
                        .rule(references(7, 3))
                        .needs(Capability.MULTIPLE_REF_FRAMES);
            case "referenceListModification" ->
                define(REFERENCE_LIST_MODIFICATION, (s, v) -> s.hevc().referenceListModification(v))
                        .only(HEVC)
                        .since(Feature.REFERENCE_LIST_MODIFICATION);
            case "longTermReferences" ->
                define(LONG_TERM_REFERENCES, (s, v) -> s.codec().longTermReferences(v))
                        .rule((codec, v) -> v >= 0 ? null : "0 or more frames")
                        .since(Feature.AV1_LTR, AV1)
                        .need((r, name, v) -> r.requireAtMost(name, v, Capability.NUM_MAX_LTR_FRAMES));
            case "temporalLayers" ->
                define(TEMPORAL_LAYERS, (s, v) -> s.codec().temporalLayers(v))
                        .rule((codec, v) -> v >= 1 ? null : "1 or more layers")
                        .need(Requirements::requireTemporalLayers);
            case "temporalFilter" ->
                define(TEMPORAL_FILTER, (s, v) -> s.codec().temporalFilter(v ? 4 : 0))
                        .since(Feature.TEMPORAL_FILTER_HEVC, HEVC)
                        .since(Feature.TEMPORAL_FILTER_H264_AV1, H264, AV1)
                        .needs(Capability.TEMPORAL_FILTER);
            case "intraRefresh" ->
                define(INTRA_REFRESH, (s, v) -> s.codec().intraRefresh(v.period(), v.count()))
                        .rule((codec, v) -> v.count() >= 1 && v.period() > v.count()
                                ? null
                                : "a period of more frames than the wave has, and a wave of 1 or more")
                        .needs(Capability.INTRA_REFRESH);
            case "singleSliceIntraRefresh" ->
                define(SINGLE_SLICE_INTRA_REFRESH, (s, v) -> s.h26x().singleSliceIntraRefresh(v))
                        .only(H264, HEVC)
                        .needs(Capability.SINGLE_SLICE_INTRA_REFRESH);
            // How pictures are coded
            case "fieldCoding" ->
                define(FIELD_CODING, (s, v) -> s.encode().fieldCoding(v))
                        .only(H264)
                        .needs(Capability.FIELD_ENCODING);
            case "motionHints" ->
                define(
                                MOTION_HINTS,
                                (s, v) -> s.initialize()
                                        .motionHints(
                                                v.earlier().word(), v.later().word()))
                        .rule((codec, v) -> v.earlier().fits(codec) && v.later().fits(codec)
                                ? null
                                : switch (codec) {
                                    case H264 -> "counts of 0 to 15, none for superblocks";
                                    case HEVC -> "0 or 1 for whole blocks and quarters, none for others";
                                    case AV1 -> "0 to 255 for superblocks, none for others";
                                });
            case "monochrome" ->
                define(MONOCHROME, (s, v) -> s.encode().monochrome(v))
                        .only(H264, HEVC)
                        .needs(Capability.MONOCHROME);
            case "motionPrecision" ->
                define(MOTION_PRECISION, (s, v) -> s.encode().motionPrecision(v.value()));
            case "blockSizes" ->
                define(BLOCK_SIZES, SessionSetup::blockSizes).only(HEVC, AV1).rule(Definitions::blockSizes);
            case "adaptiveTransform" ->
                define(ADAPTIVE_TRANSFORM, (s, v) -> s.h264().adaptiveTransform(v))
                        .only(H264)
                        .needs(Capability.ADAPTIVE_TRANSFORM);
            case "constrainedIntraPrediction" ->
                define(CONSTRAINED_INTRA_PREDICTION, (s, v) -> s.h26x().constrainedIntraPrediction(v))
                        .only(H264, HEVC);
            case "constrainedEncoding" ->
                define(CONSTRAINED_ENCODING, (s, v) -> s.h26x().constrainedEncoding(v))
                        .only(H264, HEVC)
                        .needs(Capability.CONSTRAINED_ENCODING);
            case "deblocking" ->
                define(
                                DEBLOCKING,
                                (s, v) -> s.h26x().deblocking(v != Deblocking.DISABLED, v != Deblocking.WITHIN_SLICES))
                        .only(H264, HEVC)
                        .need((r, name, v) -> {
                            if (v == Deblocking.DISABLED && r.codec() == HEVC) {
                                r.requireApi(name, v, Feature.DEBLOCKING_CONTROL_HEVC);
                            }
                        });
            // Layers and views of HEVC
            case "alphaBitRateRatio" ->
                define(ALPHA_BIT_RATE_RATIO, (s, v) -> s.rc().alphaLayerBitrateRatio(v))
                        .only(HEVC)
                        .needs(Capability.ALPHA_LAYER_ENCODING)
                        .rule((codec, v) -> v >= 1 ? null : "1 or more");
            case "alphaLayer" ->
                define(ALPHA_LAYER, (s, v) -> s.hevc().alphaLayer(v)).only(HEVC).needs(Capability.ALPHA_LAYER_ENCODING);
            case "secondViewBitRate" ->
                define(SECOND_VIEW_BIT_RATE, (s, v) -> s.rc().viewBitrateRatio(v))
                        .only(HEVC)
                        .range(v -> v, 1, 99, " per cent")
                        .since(Feature.MV_HEVC)
                        .needs(Capability.MVHEVC_ENCODE);
            case "referenceDisplays" ->
                define(REFERENCE_DISPLAYS, (s, v) -> s.hevc().referenceDisplays(v))
                        .only(HEVC)
                        .since(Feature.MV_HEVC)
                        .needs(Capability.MVHEVC_ENCODE);
            case "views" ->
                define(VIEWS, (s, v) -> s.hevc().views(v))
                        .only(HEVC)
                        .range(v -> v, 1, 2, "")
                        .need((r, name, v) -> {
                            if (v > 1) {
                                r.requireApi(name, v, Feature.MV_HEVC);
                                r.requireCapability(name, v, Capability.MVHEVC_ENCODE);
                            }
                        });
            // Slices, tiles and engines
            case "slicing" ->
                define(SLICING, (s, v) -> s.h26x().slicing(v.mode().ordinal(), v.data()))
                        .only(H264, HEVC)
                        .rule((codec, v) -> v.data() >= 1 ? null : "1 or more")
                        .need(Requirements::requireSlicing);
            case "tiles" ->
                define(TILES, (s, v) -> s.av1().tiles(v.columns(), v.rows()))
                        .only(AV1)
                        .rule((codec, v) -> isTileCount(v.columns()) && isTileCount(v.rows())
                                ? null
                                : "a power of two from 1 to " + MAX_TILES + " in each direction");
            case "customTiles" ->
                define(CUSTOM_TILES, SessionSetup::customTiles)
                        .only(AV1)
                        .rule((codec, v) -> isTileList(v.widths()) && isTileList(v.heights())
                                ? null
                                : "1 to " + MAX_TILES + " lengths of 1 or more in each direction");
            case "sliceOffsets" ->
                define(SLICE_OFFSETS, (s, v) -> s.initialize().sliceOffsets(v)).only(H264, HEVC);
            case "subFrameWrite" ->
                define(SUB_FRAME_WRITE, (s, v) -> s.initialize().subFrameWrite(v))
                        .needs(Capability.SUBFRAME_READBACK);
            case "rateControlStatistics" ->
                define(RATE_CONTROL_STATISTICS, (s, v) -> {
                    // Not part of what the session is initialised with: it is asked for with each picture.
                });
            case "outputStatistics" ->
                define(OUTPUT_STATISTICS, (s, v) -> s.initialize().outputStats(v.value()))
                        .need((r, name, v) -> r.requireCapability(
                                name,
                                v,
                                v == OutputStatistics.BLOCKS
                                        ? Capability.OUTPUT_BLOCK_STATS
                                        : Capability.OUTPUT_ROW_STATS));
            case "outputInVideoMemory" ->
                define(OUTPUT_IN_VIDEO_MEMORY, (s, v) -> s.initialize().outputInVideoMemory(v));
            case "reconstructedFrames" ->
                define(RECONSTRUCTED_FRAMES, (s, v) -> s.initialize().reconstructedFrames(v))
                        .needs(Capability.OUTPUT_RECON_SURFACE);
            case "stateBuffers" ->
                define(STATE_BUFFERS, (s, v) -> s.initialize().stateBuffers(v))
                        .rule((codec, v) -> {
                            int most = codec == AV1 ? MAX_STATE_BUFFERS_AV1 : MAX_STATE_BUFFERS;
                            return inRange(v, 0, most) ? null : "0 to " + most + " for " + codec;
                        })
                        .needs(Capability.DISABLE_ENC_STATE_ADVANCE);
            case "splitEncode" ->
                define(SPLIT_ENCODE, (s, v) -> s.initialize().splitEncode(v.value()))
                        .only(HEVC, AV1)
                        .need(Requirements::requireSplitEncode);
            case "maxSize" ->
                define(MAX_SIZE, (s, v) -> s.initialize().maxSize(v.width(), v.height()))
                        .needs(Capability.DYN_RES_CHANGE);
            case "displayAspectRatio" ->
                define(DISPLAY_ASPECT_RATIO, (s, v) -> s.initialize().displayAspect(v.width(), v.height()))
                        .rule((codec, v) -> v.width() > 0 && v.height() > 0 ? null : "two numbers of 1 or more")
                        .live();

            default -> throw new AssertionError(setting);
        };
    }

    private static <T> Definition<T> define(Setting<T> setting, BiConsumer<SessionSetup, T> writer) {
        return new Definition<>(setting, writer);
    }

    private static Definition<Integer> positive(
            Setting<Integer> setting, String unit, BiConsumer<SessionSetup, Integer> writer) {
        return define(setting, writer).rule((codec, v) -> v > 0 ? null : "1 or more " + unit);
    }

    private static Definition<Qp> qp(Setting<Qp> setting, BiConsumer<SessionSetup, Qp> writer) {
        return define(setting, writer).rule((codec, qp) -> {
            int highest = codec == AV1 ? MAX_QP_AV1 : MAX_QP;
            boolean allInRange = List.of(qp.interP(), qp.interB(), qp.intra()).stream()
                    .allMatch(value -> inRange(value, 0, highest));
            return allInRange ? null : "three quantisers of 0 to " + highest + " for " + codec;
        });
    }

    /** A number of reference frames: AV1 has fewer than the others. */
    private static Definition.Rule<Integer> references(int most, int mostOfAv1) {
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
}
