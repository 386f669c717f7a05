package org.nvenc4j.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nvenc4j.ApiVersion;
import org.nvenc4j.Codec;

/** What initialisation refuses, with which status, and what a GPU of each generation has. */
class ConfigReaderTest {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 360;

    static List<ApiVersion> versions() {
        return ApiVersion.supported();
    }

    private interface Body {
        void run(RawClient client);
    }

    private static void open(GpuModel gpu, ApiVersion version, Codec codec, Body body) {
        try (Simulator simulator =
                        Simulator.builder().gpu(gpu).coder(new StubCoder()).build();
                RawClient client = RawClient.open(simulator, version)) {
            client.codec = codec;
            body.run(client);
        }
    }

    private static int initialize(
            RawClient client, int tuning, Consumer<StructView> init, Consumer<StructView> config) {
        StructView params = client.initParams(WIDTH, HEIGHT, 4, tuning, config);
        init.accept(params);
        return client.nvenc("nvEncInitializeEncoder", client.encoder, RawClient.address(params));
    }

    /** A change to the parameters, and the status that it has to bring. */
    private record Wrong(String field, long value, int status) {}

    @ParameterizedTest
    @MethodSource("versions")
    void refusesWrongParameters(ApiVersion version) {
        open(GpuModel.ADA, version, Codec.H264, client -> {
            for (Wrong wrong : List.of(
                    new Wrong("encodeWidth", 0, 8),
                    new Wrong("encodeWidth", 144, 8),
                    new Wrong("encodeHeight", 48, 8),
                    new Wrong("encodeWidth", 4098, 8),
                    new Wrong("encodeHeight", 4098, 8),
                    new Wrong("encodeWidth", 641, 8),
                    new Wrong("encodeHeight", 361, 8),
                    new Wrong("maxEncodeWidth", 1280, 8),
                    new Wrong("frameRateNum", 0, 8),
                    new Wrong("frameRateDen", 0, 8),
                    new Wrong("darWidth", 0, 8),
                    new Wrong("enablePTD", 2, 8),
                    new Wrong("tuningInfo", 0, 8),
                    new Wrong("tuningInfo", 2, 8),
                    new Wrong("tuningInfo", 6, 8),
                    new Wrong("enableEncodeAsync", 1, 12),
                    new Wrong("splitEncodeMode", 2, 12),
                    new Wrong("splitEncodeMode", 7, 8))) {
                assertThat(initialize(client, 3, init -> init.set(wrong.field(), wrong.value()), config -> {}))
                        .as(wrong.toString())
                        .isEqualTo(wrong.status());
                assertThat(client.lastError()).isNotEmpty();
            }
            assertThat(initialize(client, 3, init -> init.set("encodeWidth", 144), config -> {}))
                    .isEqualTo(8);
            assertThat(client.lastError()).isEqualTo("Frame Dimension less than the minimum supported value");
            assertThat(initialize(client, 3, init -> init.put("presetGUID", "NV_ENC_PRESET_P5_GUID"), config -> {}))
                    .isEqualTo(8);
            assertThat(initialize(client, 3, init -> init.put("encodeGUID", "NV_ENC_PRESET_P5_GUID"), config -> {}))
                    .isEqualTo(8);
        });
    }

    @ParameterizedTest
    @MethodSource("versions")
    void refusesWrongConfigurations(ApiVersion version) {
        open(GpuModel.ADA, version, Codec.H264, client -> {
            String h264 = "encodeCodecConfig.h264Config.";
            for (Wrong wrong : List.of(
                    new Wrong("frameIntervalP", 4, 8), // an infinite group of pictures
                    new Wrong("frameIntervalP", 33, 8),
                    new Wrong("gopLength", 0, 8),
                    new Wrong("frameFieldMode", 2, 12),
                    new Wrong("mvPrecision", 4, 8),
                    new Wrong("rcParams.rateControlMode", 3, 8),
                    new Wrong("rcParams.averageBitRate", 0, 8),
                    new Wrong("rcParams.vbvInitialDelay", 1, 0), // without a buffer size of one's own
                    new Wrong("rcParams.constQP.qpIntra", 52, 8),
                    new Wrong("rcParams.targetQuality", 52, 8),
                    new Wrong("rcParams.multiPass", 3, 8),
                    new Wrong("rcParams.qpMapMode", 3, 8),
                    new Wrong("rcParams.enableExtLookahead", 1, 8), // without look-ahead
                    new Wrong("rcParams.version", 5, 15),
                    new Wrong(h264 + "level", 9, 8),
                    new Wrong(h264 + "level", 63, 8),
                    new Wrong(h264 + "chromaFormatIDC", 0, 8),
                    new Wrong(h264 + "entropyCodingMode", 3, 8),
                    new Wrong(h264 + "sliceMode", 4, 8),
                    new Wrong(h264 + "useBFramesAsRef", 3, 8),
                    new Wrong(h264 + "maxNumRefFrames", 17, 8),
                    new Wrong(h264 + "qpPrimeYZeroTransformBypassFlag", 1, 0),
                    new Wrong(h264 + "enableStereoMVC", 1, 12))) {
                try (Simulator fresh =
                                Simulator.builder().coder(new StubCoder()).build();
                        RawClient other = RawClient.open(fresh, version)) {
                    assertThat(initialize(other, 3, init -> {}, config -> config.set(wrong.field(), wrong.value())))
                            .as(wrong.toString())
                            .isEqualTo(wrong.status());
                }
            }
            assertThat(initialize(client, 3, init -> {}, config -> {
                        config.set("frameIntervalP", 2);
                        config.set("gopLength", 60);
                    }))
                    .isEqualTo(8);
            assertThat(client.lastError()).isEqualTo("B-frames with ultra-low latency tuning");
            assertThat(initialize(client, 1, init -> {}, config -> config.set("gopLength", 3)))
                    .isEqualTo(8);
            assertThat(initialize(client, 1, init -> init.set("enableWeightedPrediction", 1), config -> {}))
                    .isEqualTo(8);
            assertThat(initialize(client, 1, init -> {}, config -> {
                        config.set(h264 + "enableLTR", 1);
                        config.set(h264 + "ltrNumFrames", 1);
                    }))
                    .isEqualTo(8);
            assertThat(initialize(client, 1, init -> {}, config -> config.set("frameIntervalP", 6)))
                    .isEqualTo(12);
        });
    }

    @ParameterizedTest
    @MethodSource("versions")
    void takesThePresetsConfigurationWhereNoneIsGiven(ApiVersion version) {
        open(
                GpuModel.ADA,
                version,
                Codec.H264,
                client -> assertThat(initialize(client, 3, init -> init.set("encodeConfig", 0), config -> {}))
                        .isZero());
    }

    /** The codecs that a session lists. */
    private static List<String> codecs(RawClient client) {
        client.must(client.nvenc("nvEncGetEncodeGUIDCount", client.encoder, client.out));
        int count = client.outInt();
        StructLayout layout = client.abi.layout("NV_ENC_INITIALIZE_PARAMS");
        var guids = client.arena.allocate(16L * count + layout.size());
        client.must(client.nvenc("nvEncGetEncodeGUIDs", client.encoder, guids.address(), count, client.out));
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add(String.valueOf(client.abi.guidName(Guid.read(guids, 16L * i))));
        }
        return names;
    }

    private static int cap(RawClient client, Codec codec, long number) {
        StructView params = client.struct("NV_ENC_CAPS_PARAM");
        params.set("capsToQuery", number);
        client.setOut(0);
        int status = client.nvenc(
                "nvEncGetEncodeCaps",
                client.encoder,
                client.guid("NV_ENC_CODEC_" + codec + "_GUID"),
                RawClient.address(params),
                client.out);
        return status == 0 ? client.outInt() : -status;
    }

    @ParameterizedTest
    @MethodSource("versions")
    void aGenerationHasItsCodecsAndCapabilities(ApiVersion version) {
        open(GpuModel.TURING, version, Codec.H264, client -> {
            assertThat(codecs(client)).containsExactly("NV_ENC_CODEC_H264_GUID", "NV_ENC_CODEC_HEVC_GUID");
            assertThat(cap(client, Codec.AV1, 0)).isEqualTo(-12);
            assertThat(cap(client, Codec.HEVC, 0)).isEqualTo(5);
            assertThat(cap(client, Codec.H264, 45)).isEqualTo(145);
        });
        open(GpuModel.ADA, version, Codec.H264, client -> {
            assertThat(codecs(client)).hasSize(3);
            assertThat(cap(client, Codec.AV1, 16)).isEqualTo(8192);
            assertThat(cap(client, Codec.H264, 39)).isZero();
        });
        open(GpuModel.BLACKWELL, version, Codec.H264, client -> {
            assertThat(cap(client, Codec.H264, 49)).isEqualTo(3);
            // A number that this driver's API does not have yet.
            assertThat(cap(client, Codec.H264, 59)).isEqualTo(version.isAtLeast(ApiVersion.V13_0) ? 1 : -8);
            assertThat(cap(client, Codec.H264, 60)).isEqualTo(-8);
        });
    }

    @Test
    void aCodecThatNoCoderCodesIsNotListed() {
        try (Simulator simulator = Simulator.builder().coders(Coders.LOSSLESS).build();
                RawClient client = RawClient.open(simulator, ApiVersion.V13_1)) {
            assertThat(codecs(client)).containsExactly("NV_ENC_CODEC_H264_GUID");
            assertThat(cap(client, Codec.HEVC, 0)).isEqualTo(-12);
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void tenBitsAreSaidAsTheAbiSaysThem(ApiVersion version) {
        open(GpuModel.BLACKWELL, version, Codec.HEVC, client -> {
            int status = initialize(client, 3, init -> {}, config -> {
                config.put("profileGUID", "NV_ENC_HEVC_PROFILE_MAIN10_GUID");
                config.set("encodeCodecConfig.hevcConfig.pixelBitDepthMinus8", 2);
                config.set("encodeCodecConfig.hevcConfig.outputBitDepth", 10);
                config.set("encodeCodecConfig.hevcConfig.inputBitDepth", 10);
            });
            assertThat(status).isZero();
        });
        open(GpuModel.BLACKWELL, version, Codec.H264, client -> {
            int status = initialize(
                    client, 3, init -> {}, config -> config.set("encodeCodecConfig.h264Config.outputBitDepth", 10));
            // 12.1 has no such field, 12.2 has it and not the feature.
            assertThat(status).isEqualTo(version.equals(ApiVersion.V12_2) ? 8 : 0);
        });
        open(GpuModel.ADA, version, Codec.H264, client -> {
            int status = initialize(client, 3, init -> {}, config -> {
                config.set("encodeCodecConfig.h264Config.outputBitDepth", 10);
            });
            assertThat(status)
                    .isEqualTo(version.equals(ApiVersion.V12_1) ? 0 : version.equals(ApiVersion.V12_2) ? 8 : 12);
        });
    }

    @Test
    void chromaFormatsNeedTheirCapability() {
        for (GpuModel gpu : List.of(GpuModel.ADA, GpuModel.BLACKWELL)) {
            open(
                    gpu,
                    ApiVersion.V13_0,
                    Codec.H264,
                    client -> assertThat(initialize(
                                    client,
                                    3,
                                    init -> {},
                                    config -> config.set("encodeCodecConfig.h264Config.chromaFormatIDC", 2)))
                            .isEqualTo(gpu.equals(GpuModel.ADA) ? 12 : 0));
        }
        open(
                GpuModel.BLACKWELL,
                ApiVersion.V12_2,
                Codec.H264,
                client -> assertThat(initialize(
                                client,
                                3,
                                init -> {},
                                config -> config.set("encodeCodecConfig.h264Config.chromaFormatIDC", 2)))
                        .isEqualTo(8));
        open(
                GpuModel.ADA,
                ApiVersion.V13_0,
                Codec.H264,
                client -> assertThat(initialize(client, 3, init -> {}, c -> {
                            c.put("profileGUID", "NV_ENC_H264_PROFILE_HIGH_GUID");
                            c.set("encodeCodecConfig.h264Config.chromaFormatIDC", 3);
                        }))
                        .isEqualTo(8));
    }

    @ParameterizedTest
    @MethodSource("versions")
    void ultraHighQualityCountsFrames(ApiVersion version) {
        open(GpuModel.BLACKWELL, version, Codec.HEVC, client -> {
            if (!version.isAtLeast(ApiVersion.V12_2)) {
                StructView answer = client.struct("NV_ENC_PRESET_CONFIG", Codec.HEVC);
                answer.set("presetCfg.version", client.abi.constant("NV_ENC_CONFIG_VER"));
                assertThat(client.nvenc(
                                "nvEncGetEncodePresetConfigEx",
                                client.encoder,
                                client.guid("NV_ENC_CODEC_HEVC_GUID"),
                                client.guid("NV_ENC_PRESET_P7_GUID"),
                                5,
                                RawClient.address(answer)))
                        .isEqualTo(8);
                return;
            }
            client.must(initialize(client, 5, init -> {}, config -> {}));
            long mapped = client.map(client.register(client.allocate(1024 * HEIGHT * 3 / 2), WIDTH, HEIGHT, 1024));
            assertThat(client.encode(client.picture(mapped, client.bitstreamBuffer(), 1, WIDTH, HEIGHT)))
                    .isEqualTo(8);
            assertThat(client.encode(client.picture(mapped, client.bitstreamBuffer(), 0, WIDTH, HEIGHT)))
                    .isZero();
            assertThat(client.encode(client.picture(mapped, client.bitstreamBuffer(), 2, WIDTH, HEIGHT)))
                    .isEqualTo(8);
        });
    }
}
