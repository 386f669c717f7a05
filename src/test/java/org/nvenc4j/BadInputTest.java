package org.nvenc4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nvenc4j.cuda.BufferFormat;
import org.nvenc4j.cuda.CudaContext;
import org.nvenc4j.cuda.DeviceFrame;
import org.nvenc4j.simulator.CodedPicture;
import org.nvenc4j.simulator.CoderFactory;
import org.nvenc4j.simulator.CoderSettings;
import org.nvenc4j.simulator.GpuModel;
import org.nvenc4j.simulator.PictureCoder;
import org.nvenc4j.simulator.Simulator;
import org.nvenc4j.simulator.SourcePicture;

/** Mistakes: each gets an exception that names value, range and remedy, and the session goes on or was never there. */
class BadInputTest {
    static Stream<Arguments> impossibleSettings() {
        return Stream.of(
                impossible("width", "0", "1 or more", config -> EncoderConfig.h264(0, 100)),
                impossible("height", "-2", "1 or more", config -> EncoderConfig.h264(100, -2)),
                impossible("width", "177", "even", config -> EncoderConfig.h264(177, 100)),
                impossible("height", "99", "even", config -> EncoderConfig.h264(178, 99)),
                impossible(
                        "width",
                        "177",
                        "even",
                        config -> EncoderConfig.h264(177, 99).bufferFormat(BufferFormat.NV16)),
                impossible("frameRate", "0/1", "1 or more", config -> config.frameRate(0, 1)),
                impossible("frameRate", "30/-1", "1 or more", config -> config.frameRate(30, -1)),
                impossible("bitRate", "0", "1 or more", config -> config.bitRate(0)),
                impossible("bitRate", "-5", "1 or more", config -> config.bitRate(-5)),
                impossible(
                        "maxBitRate",
                        "5",
                        "at least",
                        config -> config.bitRate(6).maxBitRate(5)),
                impossible("vbvBufferSize", "0", "1 or more", config -> config.vbvBufferSize(0)),
                impossible(
                        "vbvInitialDelay",
                        "3",
                        "at most",
                        config -> config.vbvBufferSize(2).vbvInitialDelay(3)),
                impossible("constantQp", "52", "0 to 51", config -> config.constantQp(Qp.of(52))),
                impossible(
                        "constantQp",
                        "256",
                        "0 to 255",
                        config -> EncoderConfig.av1(192, 128).constantQp(Qp.of(256))),
                impossible(
                        "bitRate",
                        "1000",
                        "unset",
                        config -> config.constantQp(Qp.of(20)).bitRate(1000)),
                impossible("gopLength", "0", "1 or more", config -> config.gopLength(0)),
                impossible("bFrames", "2", "HIGH_QUALITY", config -> config.bFrames(2)),
                impossible(
                        "bFrames",
                        "2",
                        "infinite",
                        config -> config.tuning(Tuning.HIGH_QUALITY).bFrames(2).gopLength(EncoderConfig.INFINITE_GOP)),
                impossible(
                        "gopLength",
                        "2",
                        "more than the 2",
                        config -> config.tuning(Tuning.HIGH_QUALITY).bFrames(2).gopLength(2)),
                impossible("lookahead", "8", "HIGH_QUALITY", config -> config.lookahead(8)),
                impossible(
                        "lookahead",
                        "32",
                        "0 to 31",
                        config -> config.tuning(Tuning.HIGH_QUALITY).lookahead(32)),
                impossible("profile", "HEVC_MAIN", "H264", config -> config.profile(Profile.HEVC_MAIN)),
                impossible("level", "7.3", "one of", config -> config.level(new Level(7, 3))),
                impossible(
                        "tuning",
                        "LOSSLESS",
                        "AV1",
                        config -> EncoderConfig.av1(192, 128).tuning(Tuning.LOSSLESS)));
    }

    private static Arguments impossible(
            String setting, String value, String rule, UnaryOperator<EncoderConfig.Builder> mistake) {
        return Arguments.of(setting, value, rule, mistake);
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @MethodSource("impossibleSettings")
    void impossibleSettingsAreRefusedWhenTheConfigurationIsMade(
            String setting, String value, String rule, UnaryOperator<EncoderConfig.Builder> mistake) {
        EncoderConfig.Builder builder = mistake.apply(EncoderConfig.h264(178, 100));
        assertThatThrownBy(builder::build)
                .isInstanceOfSatisfying(
                        InvalidConfigException.class,
                        e -> assertThat(e.setting()).isEqualTo(setting))
                .hasMessageContaining(setting + " is " + value)
                .hasMessageContaining(rule);
    }

    static Stream<Arguments> settingsThatTheGpuLacks() {
        return ApiVersion.supported().stream()
                .flatMap(version -> Stream.of(
                        lacking(version, GpuModel.ADA, "width", "144", "145 to 4096", EncoderConfig.h264(144, 100)),
                        lacking(version, GpuModel.ADA, "width", "4098", "145 to 4096", EncoderConfig.h264(4098, 100)),
                        lacking(version, GpuModel.ADA, "height", "48", "49 to 4096", EncoderConfig.h264(178, 48)),
                        lacking(version, GpuModel.ADA, "height", "4098", "49 to 4096", EncoderConfig.h264(178, 4098)),
                        lacking(
                                version,
                                GpuModel.ADA,
                                "bFrames",
                                "5",
                                "0 to 4",
                                EncoderConfig.h264(178, 100)
                                        .tuning(Tuning.HIGH_QUALITY)
                                        .gopLength(30)
                                        .bFrames(5)),
                        lacking(version, GpuModel.TURING, "codec", "AV1", "Ada", EncoderConfig.av1(192, 128)),
                        lacking(
                                version,
                                GpuModel.ADA,
                                "bufferFormat",
                                "P010",
                                version.isAtLeast(ApiVersion.V13_0) ? "10BIT_ENCODE" : "API 13.0",
                                EncoderConfig.h264(178, 100).bufferFormat(BufferFormat.P010)),
                        lacking(
                                version,
                                GpuModel.ADA,
                                "bufferFormat",
                                "NV16",
                                version.isAtLeast(ApiVersion.V13_0) ? "Blackwell" : "API 13.0",
                                EncoderConfig.h264(178, 100).bufferFormat(BufferFormat.NV16))));
    }

    private static Arguments lacking(
            ApiVersion version,
            GpuModel gpu,
            String setting,
            String value,
            String reason,
            EncoderConfig.Builder config) {
        return Arguments.of(version, gpu, setting, value, reason, config.build());
    }

    @ParameterizedTest(name = "NVENC API {0}: {2} {3}")
    @MethodSource("settingsThatTheGpuLacks")
    void whatTheGpuLacksIsRefusedBeforeTheDriverSeesIt(
            ApiVersion version, GpuModel model, String setting, String value, String reason, EncoderConfig config) {
        try (var gpu = SimulatedGpu.of(version, model)) {
            assertThatThrownBy(() -> NvEncoder.open(gpu.context, config))
                    .isInstanceOfSatisfying(
                            UnsupportedFeatureException.class,
                            e -> assertThat(e.setting()).isEqualTo(setting))
                    .hasMessageContaining(value)
                    .hasMessageContaining(reason);
            assertThat(gpu.simulator.calls("nvEncInitializeEncoder")).isEmpty();
        }
    }

    @EachAbi
    void anotherFrameThanConfiguredIsRefusedAndTheSessionGoesOn(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version);
                var elsewhere = SimulatedGpu.of(version);
                var encoder =
                        NvEncoder.open(gpu.context, EncoderConfig.h264(178, 100).build())) {
            refuses(encoder, gpu.frames(1, BufferFormat.IYUV, 178, 100).getFirst(), "IYUV", "NV12");
            refuses(encoder, gpu.frame(180, 100), "180x100", "178x100");
            refuses(encoder, elsewhere.frame(178, 100), "another CUDA context");
            assertThat(gpu.simulator.calls("nvEncRegisterResource")).isEmpty();
            assertThat(encoder.encode(gpu.frame(178, 100)).only().isKeyFrame()).isTrue();
        }
    }

    private static void refuses(NvEncoder encoder, DeviceFrame frame, String... words) {
        var thrown = assertThatThrownBy(() -> encoder.encode(frame)).isInstanceOf(IllegalArgumentException.class);
        for (String word : words) {
            thrown.hasMessageContaining(word);
        }
    }

    @EachAbi
    void aFreedFrameIsRefused(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version);
                var encoder =
                        NvEncoder.open(gpu.context, EncoderConfig.h264(178, 100).build())) {
            DeviceFrame never = gpu.frame(178, 100);
            never.close();
            DeviceFrame once = gpu.frame(178, 100);
            encoder.encode(once);
            once.close();
            for (DeviceFrame frame : new DeviceFrame[] {never, once}) {
                assertThatThrownBy(() -> encoder.encode(frame))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("closed");
            }
            assertThat(encoder.encode(gpu.frame(178, 100)).only().number()).isEqualTo(1);
        }
    }

    @EachAbi
    void aClosedEncoderIsRefused(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version)) {
            NvEncoder encoder =
                    NvEncoder.open(gpu.context, EncoderConfig.h264(178, 100).build());
            DeviceFrame frame = gpu.frame(178, 100);
            EncodedPicture picture = encoder.encode(frame).only();
            EncodedPictures pictures = encoder.encode(frame);
            encoder.close();
            encoder.close();
            assertThat(picture.isOpen()).isFalse();
            assertThat(pictures.isEmpty()).isTrue();
            for (Consumer<NvEncoder> use : Stream.<Consumer<NvEncoder>>of(
                            closed -> closed.encode(frame),
                            closed -> closed.reconfigure(closed.config()),
                            NvEncoder::flush,
                            NvEncoder::sequenceParameters)
                    .toList()) {
                assertThatThrownBy(() -> use.accept(encoder))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("closed");
            }
        }
    }

    @EachAbi
    void aClosedContextIsRefused(ApiVersion version) {
        try (var simulator = Simulator.builder().maxApiVersion(version).build()) {
            CudaContext context = CudaContext.primary(simulator.driver());
            context.close();
            assertThatThrownBy(() ->
                            NvEncoder.open(context, EncoderConfig.h264(178, 100).build()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("closed");
        }
    }

    /** The first thread is held inside the coder while the second tries; both ways of use are refused, none waits. */
    @EachAbi
    void aSecondThreadIsTurnedAway(ApiVersion version) throws Exception {
        var inside = new CountDownLatch(1);
        var leave = new CountDownLatch(1);
        try (var gpu = SimulatedGpu.of(
                        Simulator.builder().maxApiVersion(version).coder(new SlowCoder(inside, leave)));
                var encoder =
                        NvEncoder.open(gpu.context, EncoderConfig.h264(178, 100).build())) {
            DeviceFrame frame = gpu.frame(178, 100);
            var failure = new AtomicReference<Throwable>();
            Thread first = Thread.ofPlatform().name("first").start(() -> {
                try {
                    encoder.encode(frame);
                } catch (Throwable e) {
                    failure.set(e);
                }
            });
            inside.await();
            assertThatThrownBy(() -> encoder.encode(frame))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("\"first\"")
                    .hasMessageContaining("one thread at a time");
            assertThatThrownBy(() -> encoder.reconfigure(encoder.config()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("\"first\"");
            assertThatThrownBy(encoder::close).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(frame::close).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(gpu.context::close).isInstanceOf(IllegalStateException.class);
            leave.countDown();
            first.join();
            assertThat(failure).hasValue(null);
            assertThat(encoder.isOpen()).isTrue();
            assertThat(frame.isOpen()).isTrue();
            assertThat(encoder.encode(frame).only().number()).isEqualTo(1);
        }
    }

    /** Says when it is in, and stays until it may leave. */
    private record SlowCoder(CountDownLatch inside, CountDownLatch leave) implements CoderFactory {
        @Override
        public String name() {
            return "slow";
        }

        @Override
        public Optional<String> refusal(CoderSettings settings) {
            return Optional.empty();
        }

        @Override
        public PictureCoder open(CoderSettings settings) {
            return new PictureCoder() {
                @Override
                public byte[] sequenceHeader() {
                    return new byte[0];
                }

                @Override
                public CodedPicture code(SourcePicture picture) {
                    inside.countDown();
                    try {
                        leave.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return new CodedPicture(new byte[] {1}, 20, picture.type());
                }

                @Override
                public void reconfigure(CoderSettings settings) {}

                @Override
                public void close() {}
            };
        }
    }
}
