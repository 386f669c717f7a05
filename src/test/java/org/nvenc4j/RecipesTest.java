package org.nvenc4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nvenc4j.simulator.Simulator;
import org.nvenc4j.simulator.StubCoder;

/** The starting points open as they are, in every version, with the options that they promise. */
class RecipesTest {
    private static final String RC = "encodeConfig.rcParams.";
    private static final long INFINITE = 0xFFFF_FFFFL;

    static Stream<Arguments> codecsInEachAbi() {
        return ApiVersion.supported().stream()
                .flatMap(version -> Stream.of(Codec.values()).map(codec -> Arguments.of(version, codec)));
    }

    @ParameterizedTest(name = "NVENC API {0}, {1}")
    @MethodSource("codecsInEachAbi")
    void browserStreaming(ApiVersion version, Codec codec) {
        var fields = initialized(
                version,
                Recipes.browserStreaming(codec, 1280, 720, 60, 1, 6_000_000).build());
        assertLive(fields, codec);
        assertThat(fields)
                .containsEntry("presetGUID", "NV_ENC_PRESET_P4_GUID")
                .containsEntry("tuningInfo", 3L)
                .containsEntry(RC + "rateControlMode", 2L)
                .containsEntry(RC + "vbvBufferSize", 100_000L)
                .containsEntry(
                        "encodeConfig.profileGUID",
                        switch (codec) {
                            case H264 -> "NV_ENC_H264_PROFILE_HIGH_GUID";
                            case HEVC -> "NV_ENC_HEVC_PROFILE_MAIN_GUID";
                            case AV1 -> "NV_ENC_AV1_PROFILE_MAIN_GUID";
                        });
    }

    @EachAbi
    void browserStreamingInBaseline(ApiVersion version) {
        var config = Recipes.browserStreaming(Codec.H264, 1280, 720, 30_000, 1001, 3_000_000)
                .profile(Profile.H264_BASELINE)
                .entropyCoding(EntropyCoding.CAVLC)
                .build();
        assertThat(initialized(version, config))
                .containsEntry("encodeConfig.profileGUID", "NV_ENC_H264_PROFILE_BASELINE_GUID")
                .containsEntry("encodeConfig.encodeCodecConfig.h264Config.entropyCodingMode", 2L)
                .containsEntry(RC + "vbvBufferSize", 100_100L);
    }

    @ParameterizedTest(name = "NVENC API {0}, {1}")
    @MethodSource("codecsInEachAbi")
    void cloudGaming(ApiVersion version, Codec codec) {
        var fields = initialized(
                version,
                Recipes.cloudGaming(codec, 1920, 1080, 60, 1, 6_000_000).build());
        assertLive(fields, codec);
        assertThat(fields)
                .containsEntry("presetGUID", "NV_ENC_PRESET_P3_GUID")
                .containsEntry("tuningInfo", 3L)
                .containsEntry(RC + "rateControlMode", 2L)
                .containsEntry(RC + "vbvBufferSize", 100_000L)
                .containsEntry(RC + "multiPass", 1L)
                .containsEntry(RC + "lowDelayKeyFrameScale", 1L)
                .containsEntry(
                        arm(codec) + (codec == Codec.H264 ? "maxNumRefFrames" : "maxNumRefFramesInDPB"),
                        codec == Codec.AV1 ? 8L : 5L)
                .containsEntry(arm(codec) + (codec == Codec.AV1 ? "numFwdRefs" : "numRefL0"), 1L);
    }

    @ParameterizedTest(name = "NVENC API {0}, {1}")
    @MethodSource("codecsInEachAbi")
    void screenContent(ApiVersion version, Codec codec) {
        var fields = initialized(
                version,
                Recipes.screenContent(codec, 1920, 1080, 30, 1, 2_000_000).build());
        assertLive(fields, codec);
        assertThat(fields)
                .containsEntry("presetGUID", "NV_ENC_PRESET_P5_GUID")
                .containsEntry("tuningInfo", 2L)
                .containsEntry(RC + "rateControlMode", 1L)
                .containsEntry(RC + "averageBitRate", 2_000_000L)
                .containsEntry(RC + "maxBitRate", 4_000_000L)
                .containsEntry(RC + "vbvBufferSize", 2_000_000L)
                .containsEntry(RC + "multiPass", 2L)
                .doesNotContainKey(RC + "enableAQ");
    }

    private static void assertLive(Map<String, Object> fields, Codec codec) {
        assertThat(fields)
                .containsEntry("encodeConfig.gopLength", INFINITE)
                .containsEntry(arm(codec) + "idrPeriod", INFINITE)
                .containsEntry("encodeConfig.frameIntervalP", 1L)
                .containsEntry(RC + "zeroReorderDelay", 1L)
                .containsEntry(arm(codec) + (codec == Codec.AV1 ? "repeatSeqHdr" : "repeatSPSPPS"), 1L)
                .doesNotContainKey(RC + "enableLookahead");
        if (codec != Codec.AV1) {
            String vui = codec == Codec.H264 ? "h264VUIParameters." : "hevcVUIParameters.";
            assertThat(fields).containsEntry(arm(codec) + vui + "bitstreamRestrictionFlag", 1L);
        }
    }

    @ParameterizedTest(name = "NVENC API {0}, {1}")
    @MethodSource("codecsInEachAbi")
    void archive(ApiVersion version, Codec codec) {
        var config = Recipes.archive(codec, 1920, 1080, 30_000, 1001, 8_000_000).build();
        assertThat(initialized(version, config))
                .containsEntry("presetGUID", "NV_ENC_PRESET_P6_GUID")
                .containsEntry("tuningInfo", 1L)
                .containsEntry(RC + "rateControlMode", 1L)
                .containsEntry(RC + "averageBitRate", 8_000_000L)
                .containsEntry(RC + "maxBitRate", 16_000_000L)
                .containsEntry(RC + "vbvBufferSize", 32_000_000L)
                .containsEntry("encodeConfig.gopLength", 149L)
                .containsEntry("encodeConfig.frameIntervalP", 4L)
                .containsEntry(arm(codec) + "useBFramesAsRef", 2L)
                .containsEntry(RC + "enableLookahead", 1L)
                .containsEntry(RC + "lookaheadDepth", 16L)
                .containsEntry(RC + "multiPass", 2L)
                .containsEntry(RC + "enableAQ", 1L)
                .containsEntry(RC + "enableTemporalAQ", 1L);
    }

    @EachAbi
    void lossless(ApiVersion version) {
        var h264 = initialized(version, Recipes.lossless(Codec.H264, 1920, 1080).build());
        assertThat(h264)
                .containsEntry("encodeConfig.profileGUID", "NV_ENC_H264_PROFILE_HIGH_444_GUID")
                .containsEntry(arm(Codec.H264) + "qpPrimeYZeroTransformBypassFlag", 1L);
        var hevc = initialized(version, Recipes.lossless(Codec.HEVC, 1920, 1080).build());
        for (Map<String, Object> fields : List.of(h264, hevc)) {
            assertThat(fields)
                    .containsEntry("presetGUID", "NV_ENC_PRESET_P5_GUID")
                    .containsEntry("tuningInfo", 4L)
                    .containsEntry("encodeConfig.frameIntervalP", 1L)
                    .containsEntry("encodeConfig.gopLength", 250L)
                    .doesNotContainKey(RC + "rateControlMode")
                    .doesNotContainKey(RC + "constQP.qpInterP")
                    .doesNotContainKey(RC + "constQP.qpIntra");
        }
    }

    /** A recipe is nothing that its user could not have written out. */
    @Test
    void recipesAreTheirOptionsWrittenOut() {
        same(
                Recipes.browserStreaming(Codec.H264, 1280, 720, 60, 1, 6_000_000),
                live(EncoderConfig.h264(1280, 720), 100_000)
                        .preset(Preset.P4)
                        .profile(Profile.H264_HIGH)
                        .bitstreamRestriction(true));
        same(
                Recipes.cloudGaming(Codec.AV1, 1280, 720, 60, 1, 6_000_000),
                live(EncoderConfig.av1(1280, 720), 100_000)
                        .preset(Preset.P3)
                        .multiPass(MultiPass.QUARTER_RESOLUTION)
                        .lowDelayKeyFrameScale(1)
                        .maxReferenceFrames(8)
                        .referencesL0(1));
        same(
                Recipes.screenContent(Codec.HEVC, 1280, 720, 60, 1, 6_000_000),
                live(EncoderConfig.hevc(1280, 720), 6_000_000)
                        .preset(Preset.P5)
                        .tuning(Tuning.LOW_LATENCY)
                        .rateControlMode(RateControlMode.VBR)
                        .maxBitRate(12_000_000)
                        .multiPass(MultiPass.FULL_RESOLUTION)
                        .spatialAq(false)
                        .bitstreamRestriction(true));
        same(
                Recipes.archive(Codec.HEVC, 1280, 720, 60, 1, 6_000_000),
                EncoderConfig.hevc(1280, 720)
                        .frameRate(60, 1)
                        .preset(Preset.P6)
                        .tuning(Tuning.HIGH_QUALITY)
                        .rateControlMode(RateControlMode.VBR)
                        .bitRate(6_000_000)
                        .maxBitRate(12_000_000)
                        .vbvBufferSize(24_000_000)
                        .gopLength(300)
                        .bFrames(3)
                        .bReference(BReference.MIDDLE)
                        .lookahead(16)
                        .multiPass(MultiPass.FULL_RESOLUTION)
                        .spatialAq(true)
                        .temporalAq(true));
        same(
                Recipes.lossless(Codec.H264, 1280, 720),
                EncoderConfig.h264(1280, 720)
                        .preset(Preset.P5)
                        .tuning(Tuning.LOSSLESS)
                        .constantQp(Qp.of(0))
                        .gopLength(250)
                        .bFrames(0));
    }

    private static EncoderConfig.Builder live(EncoderConfig.Builder builder, int vbvBufferSize) {
        return builder.frameRate(60, 1)
                .tuning(Tuning.ULTRA_LOW_LATENCY)
                .rateControlMode(RateControlMode.CBR)
                .bitRate(6_000_000)
                .vbvBufferSize(vbvBufferSize)
                .gopLength(EncoderConfig.INFINITE_GOP)
                .bFrames(0)
                .zeroReorderDelay(true)
                .repeatParameterSets(true);
    }

    /** A configuration's text names everything that it has. */
    private static void same(EncoderConfig.Builder recipe, EncoderConfig.Builder writtenOut) {
        assertThat(recipe.build()).hasToString(writtenOut.build().toString());
    }

    @Test
    void whatIsWrongIsRefusedByTheBuilder() {
        assertThatThrownBy(() -> Recipes.lossless(Codec.AV1, 1920, 1080).build())
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("losslessly");
        assertThatThrownBy(() ->
                        Recipes.cloudGaming(Codec.H264, 1920, 1080, 0, 1, 1).build())
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("frameRate is 0/1");
        assertThatThrownBy(
                        () -> Recipes.archive(Codec.HEVC, 1920, 1080, 30, 0, 1).build())
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("frameRate is 30/0");
        assertThatThrownBy(() -> Recipes.browserStreaming(Codec.H264, 1920, 1080, 30, 1, 0)
                        .build())
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("bitRate is 0");
    }

    /** Every field that nvEncInitializeEncoder was called with. */
    private static Map<String, Object> initialized(ApiVersion version, EncoderConfig config) {
        try (var gpu = SimulatedGpu.of(
                        Simulator.builder().maxApiVersion(version).coder(new StubCoder()));
                var encoder = NvEncoder.open(gpu.context, config)) {
            assertThat(encoder.apiVersion()).isEqualTo(version);
            return new TreeMap<>(
                    gpu.simulator.calls("nvEncInitializeEncoder").getFirst().in());
        }
    }

    private static String arm(Codec codec) {
        return "encodeConfig.encodeCodecConfig."
                + switch (codec) {
                    case H264 -> "h264Config.";
                    case HEVC -> "hevcConfig.";
                    case AV1 -> "av1Config.";
                };
    }
}
