package org.nvenc4j;

import static org.nvenc4j.Codec.AV1;
import static org.nvenc4j.Codec.H264;
import static org.nvenc4j.Codec.HEVC;

import java.util.List;
import org.nvenc4j.EncoderConfig.Builder;
import org.nvenc4j.cuda.BufferFormat;

/**
 * Every setting with one value or more. Fields and constants are those of the fact tables; what is needed is what
 * NVENC's documentation says, by the numbers of {@code NV_ENC_CAPS}.
 */
final class SettingRows {
    private static final int VBR = 1;
    private static final int EACH = 1;
    private static final int HIERARCHICAL = 4;

    private SettingRows() {}

    static List<SettingRow> all() {
        return List.of(
                // The stream
                SettingRow.perCodec(
                                "profile",
                                "of each codec",
                                (b, codec) -> b.profile(
                                        switch (codec) {
                                            case H264 -> Profile.H264_MAIN;
                                            case HEVC -> Profile.HEVC_FREXT;
                                            case AV1 -> Profile.AV1_MAIN;
                                        }))
                        .profile(H264, "NV_ENC_H264_PROFILE_MAIN_GUID")
                        .profile(HEVC, "NV_ENC_HEVC_PROFILE_FREXT_GUID")
                        .profile(AV1, "NV_ENC_AV1_PROFILE_MAIN_GUID")
                        .wrongPerCodec((b, codec) -> b.profile(codec == H264 ? Profile.HEVC_MAIN : Profile.H264_MAIN)),
                SettingRow.of("profile", "H264_HIGH_10", b -> b.profile(Profile.H264_HIGH_10))
                        .only(H264)
                        .since(ApiVersion.V13_0, H264)
                        .needs(39)
                        .profile(H264, "NV_ENC_H264_PROFILE_HIGH_10_GUID"),
                SettingRow.of("profile", "H264_HIGH_422", b -> b.profile(Profile.H264_HIGH_422))
                        .only(H264)
                        .since(ApiVersion.V13_0, H264)
                        .needs(59)
                        .profile(H264, "NV_ENC_H264_PROFILE_HIGH_422_GUID"),
                SettingRow.of("profile", "HEVC_MAIN_10", b -> b.profile(Profile.HEVC_MAIN_10))
                        .only(HEVC)
                        .needs(39)
                        .profile(HEVC, "NV_ENC_HEVC_PROFILE_MAIN10_GUID"),
                SettingRow.of("level", "5.1", b -> b.level(new Level(5, 1)))
                        .needs(13)
                        .codec("level", 51L, H264)
                        .codec("level", 153L, HEVC)
                        .codec("level", 13L, AV1)
                        .wrong(b -> b.level(new Level(0, 9)))
                        .wrong(b -> b.level(new Level(7, 4))),
                SettingRow.of("tier", "HIGH", b -> b.tier(Tier.HIGH))
                        .only(HEVC, AV1)
                        .codec("tier", 1L, HEVC, AV1),
                SettingRow.of("repeatParameterSets", false, b -> b.repeatParameterSets(false))
                        .codec("repeatSPSPPS", 0L, H264, HEVC)
                        .codec("repeatSeqHdr", 0L, AV1),
                SettingRow.of("parameterSetsInStream", false, b -> b.parameterSetsInStream(false))
                        .codec("disableSPSPPS", 1L, H264, HEVC)
                        .codec("repeatSPSPPS", 0L, H264, HEVC)
                        .codec("disableSeqHdr", 1L, AV1)
                        .codec("repeatSeqHdr", 0L, AV1),
                SettingRow.of("accessUnitDelimiters", true, b -> b.accessUnitDelimiters(true))
                        .only(H264, HEVC)
                        .codec("outputAUD", 1L, H264, HEVC),
                SettingRow.of("outputBitDepth", 10, b -> b.outputBitDepth(10))
                        .since(ApiVersion.V13_0, H264)
                        .since(ApiVersion.V12_2, HEVC)
                        .needs(39)
                        .codec("outputBitDepth", 10L)
                        .profile(H264, "NV_ENC_H264_PROFILE_HIGH_10_GUID")
                        .profile(HEVC, "NV_ENC_HEVC_PROFILE_MAIN10_GUID")
                        .codecIn121("pixelBitDepthMinus8", 2, AV1)
                        .wrong(b -> b.outputBitDepth(7))
                        .wrong(b -> b.outputBitDepth(9))
                        .wrong(b -> b.outputBitDepth(11)),
                SettingRow.of("entropyCoding", "CAVLC", b -> b.entropyCoding(EntropyCoding.CAVLC))
                        .only(H264)
                        .codec("entropyCodingMode", 2L, H264),
                SettingRow.of("entropyCoding", "CABAC", b -> b.entropyCoding(EntropyCoding.CABAC))
                        .on(b -> b.entropyCoding(EntropyCoding.CAVLC))
                        .only(H264)
                        .needs(7)
                        .codec("entropyCodingMode", 1L, H264),
                SettingRow.of("annexBObus", true, b -> b.annexBObus(true))
                        .only(AV1)
                        .codec("outputAnnexBFormat", 1L, AV1),
                SettingRow.of("colour", "BT.2020, PQ", b -> b.colour(new ColourDescription(9, 16, 9)))
                        .vui("videoSignalTypePresentFlag", 1)
                        .vui("videoFormat", 5)
                        .vui("colourDescriptionPresentFlag", 1)
                        .vui("colourPrimaries", 9)
                        .vui("transferCharacteristics", 16)
                        .vui("colourMatrix", 9)
                        .codec("colorPrimaries", 9L, AV1)
                        .codec("transferCharacteristics", 16L, AV1)
                        .codec("matrixCoefficients", 9L, AV1)
                        .wrong(b -> b.colour(new ColourDescription(0, 1, 1)))
                        .wrong(b -> b.colour(new ColourDescription(13, 1, 1)))
                        .wrong(b -> b.colour(new ColourDescription(23, 1, 1)))
                        .wrong(b -> b.colour(new ColourDescription(1, 0, 1)))
                        .wrong(b -> b.colour(new ColourDescription(1, 19, 1)))
                        .wrong(b -> b.colour(new ColourDescription(1, 1, -1)))
                        .wrong(b -> b.colour(new ColourDescription(1, 1, 12))),
                SettingRow.of("fullRange", true, b -> b.fullRange(true))
                        .vui("videoSignalTypePresentFlag", 1)
                        .vui("videoFormat", 5)
                        .vui("videoFullRangeFlag", 1)
                        .codec("colorRange", 1L, AV1),
                SettingRow.of("chromaSampleLocation", 2, b -> b.chromaSampleLocation(2))
                        .vui("chromaSampleLocationFlag", 1)
                        .vui("chromaSampleLocationTop", 2)
                        .vui("chromaSampleLocationBot", 2)
                        .codec("chromaSamplePosition", 2L, AV1)
                        .wrong(b -> b.chromaSampleLocation(-1))
                        .wrongPerCodec((b, codec) -> b.chromaSampleLocation(codec == AV1 ? 3 : 6)),
                SettingRow.of("bitstreamRestriction", true, b -> b.bitstreamRestriction(true))
                        .only(H264, HEVC)
                        .vui("bitstreamRestrictionFlag", 1),
                SettingRow.of("timingInfo", true, b -> b.timingInfo(true))
                        .vui("timingInfoPresentFlag", 1)
                        .codec("enableTimingInfo", 1L, AV1),
                SettingRow.of("bufferingPeriodSei", true, b -> b.bufferingPeriodSei(true))
                        .only(H264, HEVC)
                        .codec("outputBufferingPeriodSEI", 1L, H264, HEVC),
                SettingRow.of("pictureTimingSei", true, b -> b.pictureTimingSei(true))
                        .only(H264, HEVC)
                        .codec("outputPictureTimingSEI", 1L, H264, HEVC),
                SettingRow.of("recoveryPointSei", true, b -> b.recoveryPointSei(true))
                        .only(H264, HEVC)
                        .codec("outputRecoveryPointSEI", 1L, H264, HEVC),
                SettingRow.of("timeCodes", true, b -> b.timeCodes(true))
                        .only(H264, HEVC)
                        .codec("enableTimeCode", 1L, H264)
                        .codec("outputTimeCodeSEI", 1L, HEVC),
                SettingRow.of("videoFormat", "PAL", b -> b.videoFormat(VideoFormat.PAL))
                        .only(H264, HEVC)
                        .vui("videoSignalTypePresentFlag", 1)
                        .vui("videoFormat", 1),
                SettingRow.of("overscan", true, b -> b.overscan(true))
                        .only(H264, HEVC)
                        .vui("overscanInfoPresentFlag", 1)
                        .vui("overscanInfo", 1),
                SettingRow.of("timingTicks", "1001/60000", b -> b.timingTicks(1001, 60000))
                        .only(H264, HEVC)
                        .vui("timingInfoPresentFlag", 1)
                        .vui("numUnitInTicks", 1001)
                        .vui("timeScale", 60000)
                        .wrong(b -> b.timingTicks(0, 1))
                        .wrong(b -> b.timingTicks(1, 0)),
                SettingRow.of("framePacking", "TOP_BOTTOM", b -> b.framePacking(FramePacking.TOP_BOTTOM))
                        .only(H264)
                        .codec("outputFramePackingSEI", 1L, H264)
                        .codec("stereoMode", 5L, H264),
                SettingRow.of("variableFrameRate", true, b -> b.variableFrameRate(true))
                        .only(H264)
                        .codec("enableVFR", 1L, H264),
                SettingRow.perCodec(
                                "parameterSetIds",
                                "the highest",
                                (b, codec) ->
                                        codec == H264 ? b.parameterSetIds(0, 31, 255) : b.parameterSetIds(15, 15, 63))
                        .only(H264, HEVC)
                        .codec("spsId", 31L, H264)
                        .codec("ppsId", 255L, H264)
                        .codec("vpsId", 15L, HEVC)
                        .codec("spsId", 15L, HEVC)
                        .codec("ppsId", 63L, HEVC)
                        .wrong(b -> b.parameterSetIds(16, 0, 0))
                        .wrong(b -> b.parameterSetIds(-1, 0, 0))
                        .wrongPerCodec((b, codec) -> b.parameterSetIds(codec == H264 ? 1 : 16, 0, 0))
                        .wrongPerCodec((b, codec) -> b.parameterSetIds(0, codec == H264 ? 32 : 16, 0))
                        .wrongPerCodec((b, codec) -> b.parameterSetIds(0, 0, codec == H264 ? 256 : 64)),
                SettingRow.of("svcPrefixNalUnits", true, b -> b.svcPrefixNalUnits(true))
                        .on(b -> b.svcPrefixNalUnits(false))
                        .only(H264)
                        .codec("disableSVCPrefixNalu", 0L, H264),
                SettingRow.of("scalabilityInfoSei", true, b -> b.scalabilityInfoSei(true))
                        .only(H264)
                        .codec("enableScalabilityInfoSEI", 1L, H264),
                SettingRow.of("decoderModelInfo", true, b -> b.decoderModelInfo(true))
                        .only(AV1)
                        .codec("enableDecoderModelInfo", 1L, AV1),
                SettingRow.of("frameIdNumbers", true, b -> b.frameIdNumbers(true))
                        .only(AV1)
                        .codec("enableFrameIdNumbers", 1L, AV1),
                SettingRow.of("filmGrain", "white", b -> b.filmGrain(FilmGrain.white(40)))
                        .only(AV1)
                        .codec("enableFilmGrainParams", 1L, AV1)
                        .codec("filmGrainParams", "ptr", AV1),
                SettingRow.of("masteringDisplay", true, b -> b.masteringDisplay(true))
                        .only(HEVC, AV1)
                        .since(ApiVersion.V13_0, HEVC, AV1)
                        .codec("outputMasteringDisplay", 1L, HEVC, AV1),
                SettingRow.of("contentLightLevel", true, b -> b.contentLightLevel(true))
                        .only(HEVC, AV1)
                        .since(ApiVersion.V13_0, HEVC, AV1)
                        .codec("outputMaxCll", 1L, HEVC, AV1),

                // Rate control
                SettingRow.of("rateControlMode", "VBR", b -> b.rateControlMode(RateControlMode.VBR))
                        .needs(1, modes -> (modes & VBR) != 0)
                        .rc("rateControlMode", 1),
                SettingRow.of("constantQp", "20, 22, 18", b -> b.constantQp(new Qp(20, 22, 18)))
                        .rc("rateControlMode", 0)
                        .rc("constQP.qpInterP", 20)
                        .rc("constQP.qpInterB", 22)
                        .rc("constQP.qpIntra", 18)
                        .wrong(b -> b.constantQp(Qp.of(-1)))
                        .wrongPerCodec((b, codec) -> b.constantQp(new Qp(0, 0, aboveQp(codec)))),
                SettingRow.of("minQp", "10, 12, 8", b -> b.minQp(new Qp(10, 12, 8)))
                        .rc("enableMinQP", 1)
                        .rc("minQP.qpInterP", 10)
                        .rc("minQP.qpInterB", 12)
                        .rc("minQP.qpIntra", 8)
                        .wrong(b -> b.minQp(new Qp(1, -1, 1)))
                        .wrongPerCodec((b, codec) -> b.minQp(new Qp(aboveQp(codec), 0, 0))),
                SettingRow.of("maxQp", "40, 42, 38", b -> b.maxQp(new Qp(40, 42, 38)))
                        .rc("enableMaxQP", 1)
                        .rc("maxQP.qpInterP", 40)
                        .rc("maxQP.qpInterB", 42)
                        .rc("maxQP.qpIntra", 38)
                        .wrong(b -> b.maxQp(new Qp(-1, 1, 1)))
                        .wrong(b -> b.minQp(new Qp(1, 1, 21)).maxQp(Qp.of(20)))
                        .wrongPerCodec((b, codec) -> b.maxQp(new Qp(0, aboveQp(codec), 0))),
                SettingRow.of("initialQp", "30, 32, 28", b -> b.initialQp(new Qp(30, 32, 28)))
                        .rc("enableInitialRCQP", 1)
                        .rc("initialRCQP.qpInterP", 30)
                        .rc("initialRCQP.qpInterB", 32)
                        .rc("initialRCQP.qpIntra", 28)
                        .wrong(b -> b.initialQp(new Qp(1, 1, -1)))
                        .wrongPerCodec((b, codec) -> b.initialQp(Qp.of(aboveQp(codec)))),
                SettingRow.of("bitRate", 5_000_000, b -> b.bitRate(5_000_000))
                        .rc("averageBitRate", 5_000_000)
                        .wrong(b -> b.bitRate(0))
                        .wrong(b -> b.bitRate(-1)),
                SettingRow.of("maxBitRate", 8_000_000, b -> b.maxBitRate(8_000_000))
                        .rc("maxBitRate", 8_000_000)
                        .wrong(b -> b.maxBitRate(0))
                        .wrong(b -> b.bitRate(9).maxBitRate(8)),
                SettingRow.of("vbvBufferSize", 1_000_000, b -> b.vbvBufferSize(1_000_000))
                        .needs(26)
                        .rc("vbvBufferSize", 1_000_000)
                        .wrong(b -> b.vbvBufferSize(0)),
                SettingRow.of("vbvInitialDelay", 500_000, b -> b.vbvInitialDelay(500_000))
                        .on(b -> b.vbvBufferSize(1_000_000))
                        .rc("vbvInitialDelay", 500_000)
                        .wrong(b -> b.vbvInitialDelay(0))
                        .wrong(b -> b.vbvInitialDelay(1_000_001)),
                SettingRow.of("targetQuality", 23.5, b -> b.targetQuality(23.5))
                        .on(SettingRows::quality)
                        .rc("targetQuality", 23)
                        .rc("targetQualityLSB", 128)
                        .rc("averageBitRate", 0)
                        .rc("maxBitRate", 0)
                        .wrong(b -> b.targetQuality(-0.01))
                        .wrong(b -> b.targetQuality(Double.NaN))
                        .wrongPerCodec((b, codec) -> b.targetQuality(codec == AV1 ? 63.01 : 51.01)),
                SettingRow.of("multiPass", "FULL_RESOLUTION", b -> b.multiPass(MultiPass.FULL_RESOLUTION))
                        .rc("multiPass", 2),
                SettingRow.of("lowDelayKeyFrameScale", 200, b -> b.lowDelayKeyFrameScale(200))
                        .rc("lowDelayKeyFrameScale", 200)
                        .wrong(b -> b.lowDelayKeyFrameScale(-1))
                        .wrong(b -> b.lowDelayKeyFrameScale(256)),
                SettingRow.of("fillerData", true, b -> b.fillerData(true))
                        .codec("enableFillerDataInsertion", 1L, H264, HEVC)
                        .codec("enableBitstreamPadding", 1L, AV1),
                SettingRow.of("chromaQpOffset", "-3, 5", b -> b.chromaQpOffset(-3, 5))
                        .rc("cbQPIndexOffset", -3)
                        .rc("crQPIndexOffset", 5)
                        .wrongPerCodec((b, codec) -> b.chromaQpOffset(codec == AV1 ? -65 : -13, 0))
                        .wrongPerCodec((b, codec) -> b.chromaQpOffset(0, codec == AV1 ? 64 : 13)),
                SettingRow.of("dcQpOffset", "-1, 2, 3", b -> b.dcQpOffset(-1, 2, 3))
                        .only(AV1)
                        .rc("yDcQPIndexOffset", -1)
                        .rc("uDcQPIndexOffset", 2)
                        .rc("vDcQPIndexOffset", 3)
                        .wrong(b -> b.dcQpOffset(-65, 0, 0))
                        .wrong(b -> b.dcQpOffset(0, 64, 0))
                        .wrong(b -> b.dcQpOffset(0, 0, 64)),
                SettingRow.of("temporalLayerQp", "20, 30", b -> b.temporalLayerQp(20, 30))
                        .on(b -> b.constantQp(Qp.of(25)).temporalLayers(2))
                        .since(ApiVersion.V13_0, HEVC, AV1)
                        .needs(18)
                        .needs(10, most -> most >= 2)
                        .rc("temporallayerIdxMask", 3)
                        .rc("temporalLayerQP[0]", 20)
                        .rc("temporalLayerQP[1]", 30)
                        .wrong(b -> b.temporalLayerQp())
                        .wrong(b -> b.temporalLayerQp(1, 2, 3))
                        .wrong(b -> b.temporalLayerQp(-1))
                        .wrongPerCodec((b, codec) -> b.temporalLayerQp(aboveQp(codec))),
                SettingRow.of("spatialAq", true, b -> b.spatialAq(true)).rc("enableAQ", 1),
                SettingRow.of("aqStrength", 9, b -> b.aqStrength(9))
                        .rc("aqStrength", 9)
                        .wrong(b -> b.aqStrength(-1))
                        .wrong(b -> b.aqStrength(16)),
                SettingRow.of("temporalAq", true, b -> b.temporalAq(true))
                        .needs(38)
                        .rc("enableTemporalAQ", 1),
                SettingRow.of("qpMap", "DELTA", b -> b.qpMap(QpMapMode.DELTA)).rc("qpMapMode", 2),
                SettingRow.of("qpMap", "EMPHASIS", b -> b.qpMap(QpMapMode.EMPHASIS))
                        .only(H264)
                        .needs(44)
                        .rc("qpMapMode", 1),

                // Structure
                SettingRow.of("gopLength", 60, b -> b.gopLength(60))
                        .config("gopLength", 60)
                        .codec("idrPeriod", 60L)
                        .wrong(b -> b.gopLength(0))
                        .wrong(b -> b.gopLength(-2)),
                SettingRow.of("bFrames", 2, b -> b.bFrames(2))
                        .on(SettingRows::quality)
                        .needs(0, most -> most >= 2)
                        .config("frameIntervalP", 3)
                        .wrong(b -> b.bFrames(-1))
                        .wrong(b -> b.zeroReorderDelay(true).bFrames(1))
                        .wrong(b -> b.longTermReferences(1).bFrames(1))
                        .wrong(b -> b.intraRefresh(60, 10).bFrames(1)),
                SettingRow.of("pictureTypeDecision", false, b -> b.pictureTypeDecision(false))
                        .init("enablePTD", 0)
                        .wrong(b -> quality(b).bFrames(0).lookahead(4).pictureTypeDecision(false))
                        .wrong(b -> quality(b).bFrames(4).temporalFilter(true).pictureTypeDecision(false))
                        .wrong(b -> b.intraOnly(true).pictureTypeDecision(false))
                        .wrong(b -> b.nonReferenceP(true).pictureTypeDecision(false))
                        .wrong(b -> quality(b)
                                .bFrames(3)
                                .bReference(BReference.HIERARCHICAL)
                                .pictureTypeDecision(false)),
                SettingRow.of("intraOnly", true, b -> b.intraOnly(true))
                        .config("frameIntervalP", 0)
                        .wrong(b -> b.intraOnly(true).intraRefresh(60, 10)),
                SettingRow.of("bReference", "EACH", b -> b.bReference(BReference.EACH))
                        .on(SettingRows::quality)
                        .needs(43, modes -> (modes & EACH) != 0)
                        .codec("useBFramesAsRef", 1L),
                SettingRow.of("bReference", "HIERARCHICAL", b -> b.bReference(BReference.HIERARCHICAL))
                        .on(SettingRows::quality)
                        .since(ApiVersion.V13_1, H264, HEVC, AV1)
                        .needs(43, modes -> (modes & HIERARCHICAL) != 0)
                        .codec("useBFramesAsRef", 4L)
                        .rc("multiPass", 0)
                        .rc("disableIadapt", 1)
                        .rc("disableBadapt", 1),
                SettingRow.of("externalLookahead", true, b -> b.externalLookahead(true))
                        .on(b -> quality(b).lookahead(10))
                        .needs(37)
                        .rc("enableExtLookahead", 1)
                        .wrong(b -> b.lookahead(0).externalLookahead(true)),
                SettingRow.of("lookahead", 10, b -> b.lookahead(10))
                        .on(SettingRows::quality)
                        .needs(37)
                        .rc("enableLookahead", 1)
                        .rc("lookaheadDepth", 10)
                        .wrong(b -> b.lookahead(-1))
                        .wrong(b -> b.lookahead(32))
                        .wrong(b -> b.bFrames(3).lookahead(29)),
                SettingRow.of("lookaheadLevel", 2, b -> b.lookaheadLevel(2))
                        .on(SettingRows::quality)
                        .since(ApiVersion.V12_2, H264, HEVC, AV1)
                        .needs(56)
                        .rc("lookaheadLevel", 2)
                        .wrong(b -> b.lookaheadLevel(-1))
                        .wrong(b -> b.lookaheadLevel(4))
                        .wrong(b -> b.lookaheadLevel(16)),
                SettingRow.of("adaptiveIFrames", false, b -> b.adaptiveIFrames(false))
                        .rc("disableIadapt", 1),
                SettingRow.of("adaptiveBFrames", false, b -> b.adaptiveBFrames(false))
                        .rc("disableBadapt", 1),
                SettingRow.of("strictGop", true, b -> b.strictGop(true)).rc("strictGOPTarget", 1),
                SettingRow.of("nonReferenceP", true, b -> b.nonReferenceP(true)).rc("enableNonRefP", 1),
                SettingRow.of("zeroReorderDelay", true, b -> b.zeroReorderDelay(true))
                        .rc("zeroReorderDelay", 1),
                SettingRow.of("unidirectionalB", true, b -> b.unidirectionalB(true))
                        .only(HEVC)
                        .since(ApiVersion.V12_2, HEVC)
                        .needs(57)
                        .init("enableUniDirectionalB", 1),
                SettingRow.of("directMode", "SPATIAL", b -> b.directMode(DirectMode.SPATIAL))
                        .only(H264)
                        .needs(6)
                        .codec("bdirectMode", 3L, H264),
                SettingRow.of("hierarchicalPFrames", true, b -> b.hierarchicalPFrames(true))
                        .only(H264)
                        .needs(11)
                        .codec("hierarchicalPFrames", 1L, H264),
                SettingRow.of("hierarchicalBFrames", true, b -> b.hierarchicalBFrames(true))
                        .only(H264)
                        .needs(12)
                        .codec("hierarchicalBFrames", 1L, H264),
                SettingRow.of("weightedPrediction", true, b -> b.weightedPrediction(true))
                        .only(H264, HEVC)
                        .needs(41)
                        .init("enableWeightedPrediction", 1),
                SettingRow.of("maxReferenceFrames", 4, b -> b.maxReferenceFrames(4))
                        .codec("maxNumRefFrames", 4L, H264)
                        .codec("maxNumRefFramesInDPB", 4L, HEVC, AV1)
                        .wrong(b -> b.maxReferenceFrames(-1))
                        .wrong(b -> b.temporalLayers(3).maxReferenceFrames(1))
                        .wrongPerCodec((b, codec) -> b.maxReferenceFrames(codec == AV1 ? 9 : 17)),
                SettingRow.of("referencesL0", 2, b -> b.referencesL0(2))
                        .needs(47)
                        .codec("numRefL0", 2L, H264, HEVC)
                        .codec("numFwdRefs", 2L, AV1)
                        .wrong(b -> b.referencesL0(-1))
                        .wrongPerCodec((b, codec) -> b.referencesL0(codec == AV1 ? 5 : 8)),
                SettingRow.of("referencesL1", 3, b -> b.referencesL1(3))
                        .needs(47)
                        .codec("numRefL1", 3L, H264, HEVC)
                        .codec("numBwdRefs", 3L, AV1)
                        .wrong(b -> b.referencesL1(-1))
                        .wrongPerCodec((b, codec) -> b.referencesL1(codec == AV1 ? 4 : 8)),
                SettingRow.of("referenceListModification", true, b -> b.referenceListModification(true))
                        .only(HEVC)
                        .since(ApiVersion.V13_1, HEVC)
                        .codec("enableRefPicListModification", 1L, HEVC),
                SettingRow.of("longTermReferences", 3, b -> b.longTermReferences(3))
                        .since(ApiVersion.V13_0, AV1)
                        .needs(40, most -> most >= 3)
                        .codec("enableLTR", 1L)
                        .codec("ltrNumFrames", 3L)
                        .wrong(b -> b.longTermReferences(-1)),
                SettingRow.of("temporalLayers", 3, b -> b.temporalLayers(3))
                        .since(ApiVersion.V13_0, HEVC, AV1)
                        .needs(18)
                        .needs(10, most -> most >= 3)
                        .codec("enableTemporalSVC", 1L)
                        .codec("numTemporalLayers", 3L)
                        .codec("maxTemporalLayers", 3L, H264)
                        .codec("maxTemporalLayersMinus1", 2L, HEVC, AV1)
                        .wrong(b -> b.temporalLayers(0)),
                SettingRow.of("temporalFilter", true, b -> b.temporalFilter(true))
                        .on(b -> quality(b).bFrames(4))
                        .since(ApiVersion.V12_2, HEVC)
                        .since(ApiVersion.V13_0, H264, AV1)
                        .needs(55)
                        .codec("tfLevel", 4L)
                        .wrong(b -> b.temporalFilter(true).bFrames(3)),
                SettingRow.of("intraRefresh", "10 of 60", b -> b.intraRefresh(60, 10))
                        .needs(25)
                        .codec("enableIntraRefresh", 1L)
                        .codec("intraRefreshPeriod", 60L)
                        .codec("intraRefreshCnt", 10L)
                        .wrong(b -> b.intraRefresh(60, 0))
                        .wrong(b -> b.intraRefresh(60, 60)),
                SettingRow.of("singleSliceIntraRefresh", true, b -> b.singleSliceIntraRefresh(true))
                        .on(b -> b.intraRefresh(60, 10))
                        .only(H264, HEVC)
                        .needs(50)
                        .codec("singleSliceIntraRefresh", 1L, H264, HEVC),

                // How pictures are coded
                SettingRow.of("fieldCoding", true, b -> b.fieldCoding(true))
                        .only(H264)
                        .needs(2)
                        .config("frameFieldMode", 2)
                        .wrong(b -> b.bufferFormat(BufferFormat.ARGB).fieldCoding(true))
                        .wrong(b -> b.size(1920, 1082).fieldCoding(true))
                        .wrong(b -> b.bufferFormat(BufferFormat.NV16)
                                .size(1920, 1081)
                                .fieldCoding(true))
                        .wrong(b -> b.profile(Profile.H264_PROGRESSIVE_HIGH).fieldCoding(true)),
                SettingRow.perCodec(
                                "motionHints",
                                "of each codec",
                                (b, codec) -> b.motionHints(
                                        switch (codec) {
                                            case H264 -> new MotionHintCounts(1, 2, 3, 4, 0);
                                            case HEVC -> new MotionHintCounts(1, 0, 0, 1, 0);
                                            case AV1 -> MotionHintCounts.superblock(200);
                                        },
                                        codec == AV1 ? MotionHintCounts.superblock(1) : MotionHintCounts.whole(1)))
                        .init("enableExternalMEHints", 1)
                        .init(H264, "maxMEHintCountsPerBlock[0].numCandsPerBlk16x16", 1)
                        .init(H264, "maxMEHintCountsPerBlock[0].numCandsPerBlk16x8", 2)
                        .init(H264, "maxMEHintCountsPerBlock[0].numCandsPerBlk8x16", 3)
                        .init(H264, "maxMEHintCountsPerBlock[0].numCandsPerBlk8x8", 4)
                        .init(H264, "maxMEHintCountsPerBlock[1].numCandsPerBlk16x16", 1)
                        .init(HEVC, "maxMEHintCountsPerBlock[0].numCandsPerBlk16x16", 1)
                        .init(HEVC, "maxMEHintCountsPerBlock[0].numCandsPerBlk8x8", 1)
                        .init(HEVC, "maxMEHintCountsPerBlock[1].numCandsPerBlk16x16", 1)
                        .init(AV1, "maxMEHintCountsPerBlock[0].numCandsPerSb", 200)
                        .init(AV1, "maxMEHintCountsPerBlock[1].numCandsPerSb", 1)
                        .wrongPerCodec((b, codec) -> b.motionHints(
                                codec == AV1
                                        ? MotionHintCounts.superblock(256)
                                        : MotionHintCounts.whole(codec == H264 ? 16 : 2),
                                MotionHintCounts.NONE))
                        .wrongPerCodec((b, codec) -> b.motionHints(
                                MotionHintCounts.NONE,
                                codec == AV1 ? MotionHintCounts.whole(1) : MotionHintCounts.superblock(1)))
                        .wrongPerCodec((b, codec) -> b.motionHints(
                                new MotionHintCounts(0, codec == H264 ? -1 : 1, 0, 0, 0), MotionHintCounts.NONE)),
                SettingRow.of("monochrome", true, b -> b.monochrome(true))
                        .only(H264, HEVC)
                        .needs(3)
                        .config("monoChromeEncoding", 1)
                        .wrong(b -> b.bufferFormat(BufferFormat.YUV444).monochrome(true))
                        .wrongPerCodec((b, codec) -> b.profile(codec == H264 ? Profile.H264_MAIN : Profile.HEVC_MAIN)
                                .monochrome(true)),
                SettingRow.of("motionPrecision", "HALF_PIXEL", b -> b.motionPrecision(MotionPrecision.HALF_PIXEL))
                        .config("mvPrecision", 2),
                SettingRow.of("blockSizes", "16 to 32", b -> b.blockSizes(16, 32))
                        .only(HEVC, AV1)
                        .codec("minCUSize", 2L, HEVC)
                        .codec("maxCUSize", 3L, HEVC)
                        .codec("minPartSize", 3L, AV1)
                        .codec("maxPartSize", 4L, AV1)
                        .wrong(b -> b.blockSizes(2, 32))
                        .wrong(b -> b.blockSizes(24, 32))
                        .wrongPerCodec((b, codec) -> codec == HEVC ? b.blockSizes(8, 64) : b.blockSizes(32, 16))
                        .wrongPerCodec((b, codec) -> codec == HEVC ? b.blockSizes(8, 16) : b.blockSizes(4, 128)),
                SettingRow.of("adaptiveTransform", true, b -> b.adaptiveTransform(true))
                        .on(b -> b.adaptiveTransform(false))
                        .only(H264)
                        .needs(8)
                        .codec("adaptiveTransformMode", 2L, H264)
                        .wrong(b -> b.profile(Profile.H264_MAIN).adaptiveTransform(true)),
                SettingRow.of("constrainedIntraPrediction", true, b -> b.constrainedIntraPrediction(true))
                        .only(H264, HEVC)
                        .codec("useConstrainedIntraPred", 1L, H264, HEVC),
                SettingRow.of("constrainedEncoding", true, b -> b.constrainedEncoding(true))
                        .only(H264, HEVC)
                        .needs(24)
                        .codec("enableConstrainedEncoding", 1L, H264, HEVC),
                SettingRow.of("deblocking", "DISABLED", b -> b.deblocking(Deblocking.DISABLED))
                        .only(H264, HEVC)
                        .since(ApiVersion.V12_2, HEVC)
                        .codec("disableDeblockingFilterIDC", 1L, H264, HEVC),
                SettingRow.of("deblocking", "WITHIN_SLICES", b -> b.deblocking(Deblocking.WITHIN_SLICES))
                        .only(H264, HEVC)
                        .codec("disableDeblockingFilterIDC", 2L, H264)
                        .codec("disableDeblockAcrossSliceBoundary", 1L, HEVC),

                // Layers and views of HEVC
                SettingRow.of("alphaBitRateRatio", 7, b -> b.alphaBitRateRatio(7))
                        .on(SettingRows::alpha)
                        .only(HEVC)
                        .needs(48)
                        .rc("alphaLayerBitrateRatio", 7)
                        .wrong(b -> b.alphaBitRateRatio(0))
                        .wrong(b -> b.alphaLayer(false).alphaBitRateRatio(1)),
                SettingRow.of("alphaLayer", true, b -> b.alphaLayer(true))
                        .only(HEVC)
                        .needs(48)
                        .codec("enableAlphaLayerEncoding", 1L, HEVC)
                        .wrong(b -> b.bufferFormat(BufferFormat.YUV444).alphaLayer(true))
                        .wrong(b -> b.bufferFormat(BufferFormat.P010).alphaLayer(true))
                        .wrong(b -> b.outputBitDepth(10).alphaLayer(true))
                        .wrong(b -> b.subFrameWrite(true).alphaLayer(true))
                        .wrong(b -> b.outputInVideoMemory(true).alphaLayer(true))
                        .wrong(b -> b.weightedPrediction(true).alphaLayer(true))
                        .wrong(b -> quality(b).bFrames(4).temporalFilter(true).alphaLayer(true))
                        .wrong(b -> b.splitEncode(SplitEncode.TWO).alphaLayer(true)),
                SettingRow.of("secondViewBitRate", 40, b -> b.secondViewBitRate(40))
                        .on(SettingRows::stereo)
                        .only(HEVC)
                        .since(ApiVersion.V13_0, HEVC)
                        .needs(58)
                        .rc("viewBitrateRatios[0]", 40)
                        .wrong(b -> b.secondViewBitRate(0))
                        .wrong(b -> b.secondViewBitRate(100))
                        .wrong(b -> b.views(1).secondViewBitRate(40)),
                SettingRow.of("referenceDisplays", true, b -> b.referenceDisplays(true))
                        .on(SettingRows::stereo)
                        .only(HEVC)
                        .since(ApiVersion.V13_0, HEVC)
                        .needs(58)
                        .codec("outputHevc3DReferenceDisplayInfo", 1L, HEVC)
                        .wrong(b -> b.views(1).referenceDisplays(true)),
                SettingRow.of("views", 2, b -> b.views(2))
                        .on(b -> stereo(b, 1))
                        .only(HEVC)
                        .since(ApiVersion.V13_0, HEVC)
                        .needs(58)
                        .codec("enableMVHEVC", 1L, HEVC)
                        .codec("numViews", 2L, HEVC)
                        .wrong(b -> b.views(0))
                        .wrong(b -> b.views(3))
                        .wrong(b -> b.tuning(Tuning.LOW_LATENCY).views(2))
                        .wrong(b -> b.longTermReferences(1).views(2))
                        .wrong(b -> b.alphaLayer(true).views(2))
                        .wrong(b -> b.unidirectionalB(true).views(2))
                        .wrong(b -> b.lookahead(4).views(2))
                        .wrong(b -> b.bFrames(4).temporalFilter(true).views(2))
                        .wrong(b -> b.multiPass(MultiPass.QUARTER_RESOLUTION).views(2))
                        .wrong(b -> b.stateBuffers(2).views(2))
                        .wrong(b -> b.splitEncode(SplitEncode.TWO).views(2)),

                // Slices, tiles and engines
                SettingRow.of("slicing", "macroblocks", b -> b.slicing(Slicing.macroblocks(500)))
                        .only(H264, HEVC)
                        .codec("sliceMode", 0L, H264, HEVC)
                        .codec("sliceModeData", 500L, H264, HEVC)
                        .wrong(b -> b.slicing(Slicing.macroblocks(0))),
                SettingRow.of("slicing", "bytes", b -> b.slicing(Slicing.bytes(1200)))
                        .only(H264, HEVC)
                        .goneFrom(ApiVersion.V13_1)
                        .codec("sliceMode", 1L, H264, HEVC)
                        .codec("sliceModeData", 1200L, H264, HEVC)
                        .wrong(b -> b.slicing(Slicing.bytes(0))),
                SettingRow.of("slicing", "rows", b -> b.slicing(Slicing.rows(4)))
                        .only(H264, HEVC)
                        .codec("sliceMode", 2L, H264, HEVC)
                        .codec("sliceModeData", 4L, H264, HEVC)
                        .wrong(b -> b.slicing(Slicing.rows(0))),
                SettingRow.of("slicing", "count", b -> b.slicing(Slicing.count(4)))
                        .only(H264, HEVC)
                        .codec("sliceModeData", 4L, H264, HEVC)
                        .wrong(b -> b.slicing(Slicing.count(0))),
                SettingRow.of("tiles", "4x2", b -> b.tiles(4, 2))
                        .only(AV1)
                        .codec("numTileColumns", 4L, AV1)
                        .codec("numTileRows", 2L, AV1)
                        .wrong(b -> b.tiles(0, 1))
                        .wrong(b -> b.tiles(1, 0))
                        .wrong(b -> b.tiles(3, 1))
                        .wrong(b -> b.tiles(1, 6))
                        .wrong(b -> b.tiles(32, 1)) // 1920 pixels have 30 superblocks
                        .wrong(b -> b.tiles(1, 128)),
                SettingRow.of("customTiles", "10, 20 by 8, 9", b -> b.tiles(List.of(10, 20), List.of(8, 9)))
                        .only(AV1)
                        .codec("enableCustomTileConfig", 1L, AV1)
                        .codec("numTileColumns", 2L, AV1)
                        .codec("numTileRows", 2L, AV1)
                        .codec("tileWidths", "ptr", AV1)
                        .codec("tileHeights", "ptr", AV1)
                        .wrong(b -> b.tiles(List.of(), List.of(17)))
                        .wrong(b -> b.tiles(List.of(30), List.of(16)))
                        .wrong(b -> b.tiles(List.of(31), List.of(17)))
                        .wrong(b -> b.tiles(List.of(31, -1), List.of(17)))
                        .wrong(b -> b.tiles(2, 1).tiles(List.of(30), List.of(17))),
                SettingRow.of("sliceOffsets", true, b -> b.sliceOffsets(true))
                        .only(H264, HEVC)
                        .init("reportSliceOffsets", 1),
                SettingRow.of("subFrameWrite", true, b -> b.subFrameWrite(true))
                        .needs(23)
                        .init("enableSubFrameWrite", 1),
                // Asked for with each picture; PictureReportTest has it.
                SettingRow.of("rateControlStatistics", true, b -> b.rateControlStatistics(true)),
                SettingRow.of("outputStatistics", "BLOCKS", b -> b.outputStatistics(OutputStatistics.BLOCKS))
                        .needs(53)
                        .init("enableOutputStats", 1)
                        .init("outputStatsLevel", 1),
                SettingRow.of("outputStatistics", "ROWS", b -> b.outputStatistics(OutputStatistics.ROWS))
                        .needs(54)
                        .init("enableOutputStats", 1)
                        .init("outputStatsLevel", 2),
                SettingRow.of("outputInVideoMemory", true, b -> b.outputInVideoMemory(true))
                        .init("enableOutputInVidmem", 1),
                SettingRow.of("reconstructedFrames", true, b -> b.reconstructedFrames(true))
                        .needs(52)
                        .init("enableReconFrameOutput", 1),
                SettingRow.of("stateBuffers", 16, b -> b.stateBuffers(16))
                        .needs(51)
                        .init("numStateBuffers", 16)
                        .wrong(b -> b.stateBuffers(-1))
                        .wrongPerCodec((b, codec) -> b.stateBuffers(codec == AV1 ? 33 : 17)),
                SettingRow.of("splitEncode", "AUTO_FORCED", b -> b.splitEncode(SplitEncode.AUTO_FORCED))
                        .only(HEVC, AV1)
                        .needs(49, engines -> engines >= 2)
                        .init("splitEncodeMode", 1),
                SettingRow.of("splitEncode", "THREE", b -> b.splitEncode(SplitEncode.THREE))
                        .only(HEVC, AV1)
                        .needs(49, engines -> engines >= 3)
                        .init("splitEncodeMode", 3),
                SettingRow.of("splitEncode", "FOUR", b -> b.splitEncode(SplitEncode.FOUR))
                        .only(HEVC, AV1)
                        .since(ApiVersion.V13_0, HEVC, AV1)
                        .needs(49, engines -> engines >= 4)
                        .init("splitEncodeMode", 4),
                SettingRow.of("splitEncode", "DISABLED", b -> b.splitEncode(SplitEncode.DISABLED))
                        .only(HEVC, AV1)
                        .init("splitEncodeMode", 15),
                SettingRow.of("maxSize", "2560x1440", b -> b.maxSize(2560, 1440))
                        .needs(19)
                        .init("maxEncodeWidth", 2560)
                        .init("maxEncodeHeight", 1440)
                        .wrong(b -> b.maxSize(1918, 1080))
                        .wrong(b -> b.maxSize(1920, 1078)),
                SettingRow.of("displayAspectRatio", "4:3", b -> b.displayAspectRatio(4, 3))
                        .init("darWidth", 4)
                        .init("darHeight", 3)
                        .wrong(b -> b.displayAspectRatio(0, 3))
                        .wrong(b -> b.displayAspectRatio(4, 0)));
    }

    private static Builder alpha(Builder builder) {
        return isHevc(builder) ? builder.alphaLayer(true) : builder;
    }

    private static Builder stereo(Builder builder) {
        return stereo(builder, 2);
    }

    /** What two views can be together with. */
    private static Builder stereo(Builder builder, int views) {
        Builder quality = quality(builder).multiPass(MultiPass.DISABLED).lookahead(0);
        return isHevc(builder) ? quality.views(views) : quality;
    }

    private static boolean isHevc(Builder builder) {
        return builder.build().codec() == HEVC;
    }

    /** A tuning under which pictures may wait for others. */
    private static Builder quality(Builder builder) {
        return builder.tuning(Tuning.HIGH_QUALITY);
    }

    private static int aboveQp(Codec codec) {
        return codec == AV1 ? 256 : 52;
    }
}
