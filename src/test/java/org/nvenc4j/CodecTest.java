package org.nvenc4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nvenc4j.cuda.BufferFormat;
import org.nvenc4j.cuda.DeviceFrame;
import org.nvenc4j.simulator.Coders;
import org.nvenc4j.simulator.GpuModel;
import org.nvenc4j.simulator.Simulator;
import org.nvenc4j.simulator.StubCoder;

/** What differs between the codecs: the arm of the configuration, and the form of the stream. */
class CodecTest {
    /** Where each codec says its bit depth: in 12.1 in the flag word of HEVC and AV1, later in fields of its own. */
    static List<Arguments> bitDepths() {
        List<Arguments> depths = new ArrayList<>();
        for (ApiVersion version : ApiVersion.supported()) {
            boolean fields = version.isAtLeast(ApiVersion.V12_2);
            depths.add(Arguments.of(
                    version,
                    EncoderConfig.hevc(256, 144).bufferFormat(BufferFormat.P010),
                    "NV_ENC_HEVC_PROFILE_MAIN10_GUID",
                    fields
                            ? Map.of("hevcConfig.inputBitDepth", 10L, "hevcConfig.outputBitDepth", 10L)
                            : Map.of("hevcConfig.pixelBitDepthMinus8", 2L)));
            depths.add(Arguments.of(
                    version,
                    EncoderConfig.av1(256, 144).bufferFormat(BufferFormat.P010),
                    "NV_ENC_CODEC_PROFILE_AUTOSELECT_GUID",
                    fields
                            ? Map.of("av1Config.inputBitDepth", 10L, "av1Config.outputBitDepth", 10L)
                            : Map.of(
                                    "av1Config.inputPixelBitDepthMinus8", 2L,
                                    "av1Config.pixelBitDepthMinus8", 2L)));
            depths.add(Arguments.of(
                    version,
                    EncoderConfig.hevc(256, 144).bufferFormat(BufferFormat.YUV444),
                    "NV_ENC_HEVC_PROFILE_FREXT_GUID",
                    Map.of("hevcConfig.chromaFormatIDC", 3L)));
        }
        return depths;
    }

    @ParameterizedTest(name = "NVENC API {0}: {3}")
    @MethodSource("bitDepths")
    void depthAndChromaStandWhereTheVersionHasThem(
            ApiVersion version, EncoderConfig.Builder config, String profile, Map<String, Long> expected) {
        try (var gpu = SimulatedGpu.of(Simulator.builder()
                        .maxApiVersion(version)
                        .gpu(GpuModel.BLACKWELL)
                        .coder(new StubCoder()));
                var encoder = NvEncoder.open(gpu.context, config.build())) {
            DeviceFrame frame =
                    gpu.frames(1, config.build().bufferFormat(), 256, 144).getFirst();
            assertThat(encoder.encode(frame).only().isKeyFrame()).isTrue();

            Map<String, Object> initialize =
                    gpu.simulator.calls("nvEncInitializeEncoder").getFirst().in();
            assertThat(initialize).containsEntry("encodeConfig.profileGUID", profile);
            expected.forEach((field, value) ->
                    assertThat(initialize).containsEntry("encodeConfig.encodeCodecConfig." + field, value));
        }
    }

    @EachAbi
    void av1ComesAsTemporalUnitsWithoutAContainer(ApiVersion version) {
        var config = EncoderConfig.av1(256, 144)
                .rateControlMode(RateControlMode.CBR)
                .bitRate(500_000)
                .build();
        try (var gpu = SimulatedGpu.of(
                        Simulator.builder().maxApiVersion(version).coders(Coders.FFMPEG));
                var encoder = NvEncoder.open(gpu.context, config)) {
            List<byte[]> units = new ArrayList<>();
            for (DeviceFrame frame : gpu.frames(4, BufferFormat.NV12, 256, 144)) {
                EncodedPicture picture = encoder.encode(frame).only();
                assertThat(picture.isKeyFrame()).isEqualTo(units.isEmpty());
                units.add(picture.toByteArray());
            }
            assertThat(units).allSatisfy(unit -> assertThat(unit).startsWith(0x12, 0x00));
            assertThat(Decoder.decode(Codec.AV1, units)).hasSize(4).allSatisfy(picture -> {
                assertThat(picture.width()).isEqualTo(256);
                assertThat(picture.height()).isEqualTo(144);
            });
            assertThat(gpu.simulator.calls("nvEncInitializeEncoder").getFirst().in())
                    .containsEntry("darWidth", 256L)
                    .containsEntry("darHeight", 144L)
                    .containsEntry("encodeConfig.encodeCodecConfig.av1Config.repeatSeqHdr", 1L);
        }
    }

    @EachAbi
    void h264AndAv1KeepTheBitRateThatWasAskedFor(ApiVersion version) {
        for (EncoderConfig.Builder config : List.of(EncoderConfig.h264(256, 144), EncoderConfig.av1(256, 144))) {
            long low = bytes(
                    version,
                    config.rateControlMode(RateControlMode.CBR).bitRate(200_000).build());
            long high = bytes(version, config.bitRate(1_600_000).build());
            assertThat(high).isGreaterThan(2 * low);
        }
    }

    private static long bytes(ApiVersion version, EncoderConfig config) {
        try (var gpu = SimulatedGpu.of(
                        Simulator.builder().maxApiVersion(version).coders(Coders.FFMPEG));
                var encoder = NvEncoder.open(gpu.context, config)) {
            long bytes = 0;
            DeviceFrame frame = gpu.frame(256, 144);
            byte[] samples = new byte[(int) frame.packedBytes()];
            for (int i = 0; i < 30; i++) {
                for (int place = 0; place < samples.length; place++) {
                    int x = place % 256;
                    int y = place / 256;
                    samples[place] = (byte) (128 + 60 * Math.sin((x + 5 * i) * 0.2) * Math.cos((y - 3 * i) * 0.15));
                }
                frame.upload(samples);
                bytes += encoder.encode(frame).only().size();
            }
            return bytes;
        }
    }
}
