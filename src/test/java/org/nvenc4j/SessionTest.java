package org.nvenc4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nvenc4j.cuda.BufferFormat;
import org.nvenc4j.cuda.CudaContext;
import org.nvenc4j.cuda.DeviceFrame;
import org.nvenc4j.simulator.GpuModel;
import org.nvenc4j.simulator.Simulator;

/** What a session is opened with, what it reads, and how it ends. */
class SessionTest {
    static Stream<Arguments> sizesInEachAbi() {
        return ApiVersion.supported().stream()
                .flatMap(version -> Stream.of(
                        Arguments.of(version, 1920, 1080),
                        Arguments.of(version, 1366, 768),
                        Arguments.of(version, 178, 100)));
    }

    @ParameterizedTest(name = "NVENC API {0}, {1}x{2}")
    @MethodSource("sizesInEachAbi")
    void theDecoderGivesBackThePixelsOfTheDevice(ApiVersion version, int width, int height) {
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(
                        gpu.context, EncoderConfig.h264(width, height).build())) {
            assertPixels(encoder, gpu.frames(2, BufferFormat.NV12, width, height));
        }
    }

    static Stream<Arguments> formatsInEachAbi() {
        return ApiVersion.supported().stream()
                .flatMap(version -> Stream.of(
                                BufferFormat.NV12,
                                BufferFormat.YV12,
                                BufferFormat.IYUV,
                                BufferFormat.YUV444,
                                BufferFormat.P010,
                                BufferFormat.NV16,
                                BufferFormat.P210)
                        .filter(format ->
                                version.isAtLeast(format.bitDepth() == 10 ? ApiVersion.V13_0 : format.sinceApi()))
                        .map(format -> Arguments.of(version, format)));
    }

    @ParameterizedTest(name = "NVENC API {0}, {1}")
    @MethodSource("formatsInEachAbi")
    void everyFormatIsReadAsItLiesInMemory(ApiVersion version, BufferFormat format) {
        try (var gpu = SimulatedGpu.of(version, GpuModel.BLACKWELL);
                var encoder = NvEncoder.open(
                        gpu.context,
                        EncoderConfig.h264(178, 100).bufferFormat(format).build())) {
            assertPixels(encoder, gpu.frames(3, format, 178, 100));
        }
    }

    private static void assertPixels(NvEncoder encoder, List<DeviceFrame> frames) {
        List<byte[]> units = new ArrayList<>();
        for (DeviceFrame frame : frames) {
            units.add(encoder.encode(frame).only().toByteArray());
        }
        assertThat(Decoder.decode(Codec.H264, units))
                .map(Planes::of)
                .containsExactlyElementsOf(frames.stream().map(Planes::of).toList());
    }

    @EachAbi
    void theSessionSpeaksTheNewestThatTheDriverKnows(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version);
                var encoder =
                        NvEncoder.open(gpu.context, EncoderConfig.h264(640, 360).build())) {
            assertThat(encoder.apiVersion()).isEqualTo(version);
            assertThat(gpu.simulator
                            .calls("nvEncOpenEncodeSessionEx")
                            .getFirst()
                            .in())
                    .containsEntry("apiVersion", Integer.toUnsignedLong(version.word()));
        }
    }

    /** A newer driver takes clients of every older version. */
    @EachAbi
    void anOlderVersionCanBePinned(ApiVersion version) {
        try (var simulator = Simulator.builder().build();
                var context = CudaContext.primary(simulator.driver().withApiVersion(version));
                var encoder =
                        NvEncoder.open(context, EncoderConfig.h264(640, 360).build())) {
            assertThat(encoder.apiVersion()).isEqualTo(version);
        }
    }

    @Test
    void aVersionNewerThanTheDriverIsRefusedWithTheDriverThatIsNeeded() {
        try (var simulator = Simulator.builder().maxApiVersion(ApiVersion.V12_2).build();
                var context = CudaContext.primary(simulator.driver().withApiVersion(ApiVersion.V13_0))) {
            assertThatThrownBy(() ->
                            NvEncoder.open(context, EncoderConfig.h264(640, 360).build()))
                    .isInstanceOfSatisfying(NvencException.class, e -> {
                        assertThat(e.status()).isEqualTo(NvencStatus.INVALID_VERSION);
                        assertThat(e.function()).isEqualTo("nvEncOpenEncodeSessionEx");
                        assertThat(e).hasMessageContaining("driver");
                    });
        }
    }

    @EachAbi
    void everySettingReachesTheDriver(ApiVersion version) {
        var config = EncoderConfig.h264(640, 360)
                .frameRate(60_000, 1001)
                .preset(Preset.P6)
                .tuning(Tuning.HIGH_QUALITY)
                .profile(Profile.H264_HIGH)
                .level(new Level(4, 1))
                .rateControlMode(RateControlMode.VBR)
                .bitRate(3_000_000)
                .maxBitRate(5_000_000)
                .vbvBufferSize(2_000_000)
                .vbvInitialDelay(1_000_000)
                .multiPass(MultiPass.QUARTER_RESOLUTION)
                .gopLength(48)
                .bFrames(3)
                .lookahead(8)
                .accessUnitDelimiters(true)
                .build();
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(gpu.context, config)) {
            assertThat(encoder.framesInFlight()).isEqualTo(4 + 8);
            assertThat(gpu.simulator.calls("nvEncInitializeEncoder").getFirst().in())
                    .containsEntry("encodeGUID", "NV_ENC_CODEC_H264_GUID")
                    .containsEntry("presetGUID", "NV_ENC_PRESET_P6_GUID")
                    .containsEntry("tuningInfo", 1L)
                    .containsEntry("encodeWidth", 640L)
                    .containsEntry("encodeHeight", 360L)
                    .containsEntry("darWidth", 16L)
                    .containsEntry("darHeight", 9L)
                    .containsEntry("frameRateNum", 60_000L)
                    .containsEntry("frameRateDen", 1001L)
                    .containsEntry("enablePTD", 1L)
                    .containsEntry("encodeConfig.profileGUID", "NV_ENC_H264_PROFILE_HIGH_GUID")
                    .containsEntry("encodeConfig.gopLength", 48L)
                    .containsEntry("encodeConfig.frameIntervalP", 4L)
                    .containsEntry("encodeConfig.rcParams.rateControlMode", 1L)
                    .containsEntry("encodeConfig.rcParams.averageBitRate", 3_000_000L)
                    .containsEntry("encodeConfig.rcParams.maxBitRate", 5_000_000L)
                    .containsEntry("encodeConfig.rcParams.vbvBufferSize", 2_000_000L)
                    .containsEntry("encodeConfig.rcParams.vbvInitialDelay", 1_000_000L)
                    .containsEntry("encodeConfig.rcParams.multiPass", 1L)
                    .containsEntry("encodeConfig.rcParams.enableLookahead", 1L)
                    .containsEntry("encodeConfig.rcParams.lookaheadDepth", 8L)
                    .containsEntry("encodeConfig.encodeCodecConfig.h264Config.level", 41L)
                    .containsEntry("encodeConfig.encodeCodecConfig.h264Config.idrPeriod", 48L)
                    .containsEntry("encodeConfig.encodeCodecConfig.h264Config.repeatSPSPPS", 1L)
                    .containsEntry("encodeConfig.encodeCodecConfig.h264Config.outputAUD", 1L);
        }
    }

    @EachAbi
    void parameterSetsAreThoseOfTheStream(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version);
                var encoder =
                        NvEncoder.open(gpu.context, EncoderConfig.h264(178, 100).build())) {
            byte[] headers = encoder.sequenceParameters();
            assertThat(AnnexB.nalTypes(headers)).containsExactly(7, 8);
            assertThat(encoder.encode(gpu.frame(178, 100)).only().toByteArray()).startsWith(headers);
        }
    }

    /** The helper's 1 KB is not enough for every stream: the room grows until the driver is content. */
    @EachAbi
    void parameterSetsOfAnySizeAreRead(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version);
                var encoder =
                        NvEncoder.open(gpu.context, EncoderConfig.h264(178, 100).build())) {
            gpu.simulator.fail("nvEncGetSequenceParams", 1, NvencStatus.NOT_ENOUGH_BUFFER.code());
            assertThat(AnnexB.nalTypes(encoder.sequenceParameters())).containsExactly(7, 8);
            assertThat(gpu.simulator.calls("nvEncGetSequenceParams"))
                    .extracting(call -> call.in().get("inBufferSize"))
                    .containsExactly(4096L, 16_384L);
        }
    }

    @EachAbi
    void aBusyEncoderIsAskedAgain(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version);
                var encoder =
                        NvEncoder.open(gpu.context, EncoderConfig.h264(178, 100).build())) {
            gpu.simulator.fail("nvEncEncodePicture", 1, NvencStatus.ENCODER_BUSY.code());
            assertThat(encoder.encode(gpu.frame(178, 100)).only().isKeyFrame()).isTrue();
            assertThat(gpu.simulator.calls("nvEncEncodePicture")).hasSize(2);
        }
    }

    @EachAbi
    void anExceptionLeavesTheSessionUsable(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version);
                var encoder =
                        NvEncoder.open(gpu.context, EncoderConfig.h264(178, 100).build())) {
            List<DeviceFrame> frames = gpu.frames(1, BufferFormat.NV12, 178, 100);
            for (String function : List.of("nvEncRegisterResource", "nvEncMapInputResource", "nvEncEncodePicture")) {
                gpu.simulator.fail(function, 1, NvencStatus.GENERIC.code());
                assertThatThrownBy(() -> encoder.encode(frames.getFirst()))
                        .isInstanceOfSatisfying(NvencException.class, e -> {
                            assertThat(e.function()).isEqualTo(function);
                            assertThat(e.status()).isEqualTo(NvencStatus.GENERIC);
                        });
                assertThat(gpu.simulator.leftovers().mappedResources()).isZero();
            }
            assertPixels(encoder, frames);
        }
    }

    @EachAbi
    void anOpenThatFailsLeavesNothing(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version)) {
            for (String function : List.of(
                    "nvEncOpenEncodeSessionEx",
                    "nvEncGetEncodeGUIDs",
                    "nvEncGetEncodePresetConfigEx",
                    "nvEncInitializeEncoder",
                    "nvEncCreateBitstreamBuffer")) {
                gpu.simulator.fail(function, 1, NvencStatus.OUT_OF_MEMORY.code());
                assertThatThrownBy(() -> NvEncoder.open(
                                gpu.context, EncoderConfig.h264(178, 100).build()))
                        .isInstanceOfSatisfying(
                                NvencException.class,
                                e -> assertThat(e.function()).isEqualTo(function));
                assertThat(gpu.simulator.leftovers().sessions()).as(function).isZero();
                assertThat(gpu.simulator.leftovers().bitstreamBuffers())
                        .as(function)
                        .isZero();
            }
        }
    }

    @EachAbi
    void closingTheContextClosesTheEncoderFirst(ApiVersion version) {
        var gpu = SimulatedGpu.of(version);
        NvEncoder encoder =
                NvEncoder.open(gpu.context, EncoderConfig.h264(178, 100).build());
        DeviceFrame frame = gpu.frame(178, 100);
        encoder.encode(frame);
        gpu.close();
        assertThat(encoder.isOpen()).isFalse();
        assertThat(frame.isOpen()).isFalse();
        encoder.close();
    }

    @EachAbi
    void closingAFrameMakesTheEncoderLetGoOfItFirst(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version);
                var encoder =
                        NvEncoder.open(gpu.context, EncoderConfig.h264(178, 100).build())) {
            DeviceFrame frame = gpu.frame(178, 100);
            encoder.encode(frame);
            frame.close();
            assertThat(gpu.simulator.leftovers().registeredResources()).isZero();
            List<String> functions =
                    gpu.simulator.calls().stream().map(call -> call.function()).toList();
            assertThat(functions.indexOf("nvEncUnregisterResource")).isLessThan(functions.indexOf("cuMemFree"));
            assertThat(encoder.encode(gpu.frame(178, 100)).only().number()).isEqualTo(1);
        }
    }

    @EachAbi
    void closeGoesToTheEndWhateverFails(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version)) {
            NvEncoder encoder =
                    NvEncoder.open(gpu.context, EncoderConfig.h264(178, 100).build());
            encoder.encode(gpu.frame(178, 100));
            gpu.simulator.fail("nvEncUnlockBitstream", 1, NvencStatus.GENERIC.code());
            gpu.simulator.fail("nvEncUnregisterResource", 1, NvencStatus.GENERIC.code());
            assertThatThrownBy(encoder::close).isInstanceOfSatisfying(NvencException.class, e -> {
                assertThat(e.function()).isEqualTo("nvEncUnlockBitstream");
                assertThat(e.getSuppressed()).hasSize(1);
            });
            assertThat(encoder.isOpen()).isFalse();
            assertThat(gpu.simulator.leftovers().sessions()).isZero();
            encoder.close();
        }
    }

    @EachAbi
    void capabilitiesAreTheGpus(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version);
                var encoder =
                        NvEncoder.open(gpu.context, EncoderConfig.h264(178, 100).build())) {
            EncoderCapabilities capabilities = encoder.capabilities();
            assertThat(capabilities.value(Capability.WIDTH_MAX)).isEqualTo(4096);
            assertThat(capabilities.value(Capability.WIDTH_MIN)).isEqualTo(145);
            assertThat(capabilities.value(Capability.NUM_MAX_BFRAMES)).isEqualTo(4);
            assertThat(capabilities.has(Capability.YUV422_ENCODE)).isFalse();
            assertThat(capabilities.presets()).containsExactly(Preset.values());
            assertThat(capabilities.profiles()).contains(Profile.H264_HIGH).doesNotContain(Profile.HEVC_MAIN);
            assertThat(capabilities.formats()).contains(BufferFormat.NV12, BufferFormat.ABGR);
        }
    }
}
