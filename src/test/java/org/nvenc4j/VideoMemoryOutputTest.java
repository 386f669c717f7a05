package org.nvenc4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nvenc4j.cuda.BufferFormat;
import org.nvenc4j.cuda.DeviceBuffer;
import org.nvenc4j.cuda.DeviceFrame;
import org.nvenc4j.simulator.Simulator;
import org.nvenc4j.simulator.StubCoder;

/** Access units that stay in device memory. */
class VideoMemoryOutputTest {
    private static final int WIDTH = 178;
    private static final int HEIGHT = 100;
    private static final EncoderConfig IN_HOST_MEMORY =
            EncoderConfig.h264(WIDTH, HEIGHT).build();
    private static final EncoderConfig CONFIG =
            IN_HOST_MEMORY.toBuilder().outputInVideoMemory(true).build();

    @EachAbi
    void theAccessUnitLiesInDeviceMemory(ApiVersion version) {
        List<byte[]> expected = encode(version, IN_HOST_MEMORY);
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(gpu.context, CONFIG)) {
            List<byte[]> units = new ArrayList<>();
            for (DeviceFrame frame : gpu.frames(3, BufferFormat.NV12, WIDTH, HEIGHT)) {
                EncodedPicture picture = encoder.encode(frame).only();
                try (var device = DeviceBuffer.wrap(gpu.context, picture.deviceAddress(), picture.size())) {
                    byte[] unit = new byte[picture.size()];
                    device.copyTo(unit);
                    units.add(unit);
                }
                assertThat(encoder.holds(frame)).isFalse();
            }
            assertThat(units).usingElementComparator(Arrays::compare).containsExactlyElementsOf(expected);
            assertThat(gpu.simulator.calls("nvEncLockBitstream")).isEmpty();
            assertThat(gpu.simulator.calls("nvEncCreateBitstreamBuffer")).isEmpty();
            assertThat(gpu.simulator.calls("nvEncRegisterResource").getFirst().in())
                    .containsEntry("bufferUsage", 2L)
                    .containsEntry("bufferFormat", 0x40000000L)
                    .containsEntry("width", 2L * WIDTH * HEIGHT * 3 / 2 + 256)
                    .containsEntry("height", 1L);
        }
    }

    private static List<byte[]> encode(ApiVersion version, EncoderConfig config) {
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(gpu.context, config)) {
            return gpu.frames(3, BufferFormat.NV12, WIDTH, HEIGHT).stream()
                    .map(frame -> encoder.encode(frame).only().toByteArray())
                    .toList();
        }
    }

    @EachAbi
    void theFirstThatReadsTheBytesCopiesThemAndNoneAfterIt(ApiVersion version) throws Exception {
        byte[] expected = encode(version, IN_HOST_MEMORY).getFirst();
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(gpu.context, CONFIG)) {
            DeviceFrame frame = gpu.frames(3, BufferFormat.NV12, WIDTH, HEIGHT).getFirst();
            EncodedPicture picture = encoder.encode(frame).only();
            assertThat(picture.size()).isEqualTo(expected.length);
            assertThat(picture.toByteArray()).isEqualTo(expected);
            overwrite(gpu, picture);
            assertThat(picture.data().toArray(ValueLayout.JAVA_BYTE)).isEqualTo(expected);
            assertThat(picture.byteAt(5)).isEqualTo(expected[5]);
            ByteBuffer buffer = ByteBuffer.allocate(expected.length);
            picture.copyTo(buffer);
            assertThat(buffer.array()).isEqualTo(expected);
            var stream = new ByteArrayOutputStream();
            picture.writeTo(Channels.newChannel(stream));
            assertThat(stream.toByteArray()).isEqualTo(expected);
            assertThat(picture.slices().iterator().next().toArray(ValueLayout.JAVA_BYTE))
                    .isEqualTo(expected);
            assertThat(picture.slices().iterator().hasNext()).isFalse();

            EncodedPicture untouched = encoder.encode(frame).only();
            overwrite(gpu, untouched);
            assertThat(untouched.toByteArray()).containsOnly(0xAB);
        }
    }

    private static void overwrite(SimulatedGpu gpu, EncodedPicture picture) {
        try (var device = DeviceBuffer.wrap(gpu.context, picture.deviceAddress(), picture.size())) {
            device.fill((byte) 0xAB);
        }
    }

    @EachAbi
    void theDriverSaysNothingElseOfThePicture(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(gpu.context, CONFIG)) {
            DeviceFrame frame = gpu.frame(WIDTH, HEIGHT);
            encoder.encode(frame);
            EncodedPicture picture = encoder.encode(
                            frame,
                            new PictureOptions().timestamp(99).duration(7).token("mine"))
                    .only();
            assertThat(picture.number()).isEqualTo(1);
            assertThat(picture.timestamp()).isEqualTo(99);
            assertThat(picture.duration()).isEqualTo(7);
            assertThat(picture.token()).isEqualTo("mine");
            assertThat(picture.type()).isEqualTo(PictureType.UNKNOWN);
            assertThat(picture.isComplete()).isTrue();
            assertThat(picture.toString()).contains("in video memory");
            for (Runnable question : List.<Runnable>of(
                    picture::isKeyFrame, picture::averageQp, picture::satd, picture::temporalId, picture::sliceCount)) {
                assertThatThrownBy(question::run)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("video memory");
            }
            picture.close();
            assertThatThrownBy(picture::deviceAddress)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("closed");
        }
    }

    @EachAbi
    void aPictureInTheHostsMemoryHasNoDeviceAddress(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(gpu.context, IN_HOST_MEMORY)) {
            EncodedPicture picture = encoder.encode(gpu.frame(WIDTH, HEIGHT)).only();
            assertThatThrownBy(picture::deviceAddress)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("outputInVideoMemory is off");
        }
    }

    @EachAbi
    void lookAheadHoldsPicturesBackAndKeepsTheirOrder(ApiVersion version) {
        EncoderConfig config = CONFIG.toBuilder()
                .tuning(Tuning.HIGH_QUALITY)
                .bFrames(0)
                .lookahead(3)
                .build();
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(gpu.context, config)) {
            List<Long> numbers = new ArrayList<>();
            List<byte[]> units = new ArrayList<>();
            List<DeviceFrame> frames = gpu.frames(7, BufferFormat.NV12, WIDTH, HEIGHT);
            for (DeviceFrame frame : frames) {
                for (EncodedPicture picture : encoder.encode(frame)) {
                    numbers.add(picture.number());
                    units.add(picture.toByteArray());
                }
            }
            assertThat(numbers).isNotEmpty().hasSizeLessThan(7);
            for (EncodedPicture picture : encoder.flush()) {
                numbers.add(picture.number());
                units.add(picture.toByteArray());
            }
            assertThat(numbers).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L);
            List<Decoder.Picture> decoded = Decoder.decode(Codec.H264, units);
            for (int i = 0; i < frames.size(); i++) {
                assertThat(Planes.of(decoded.get(i))).as("picture %d", i).isEqualTo(Planes.of(frames.get(i)));
            }
        }
    }

    @EachAbi
    void theBuffersHaveRoomForTheLargestSize(ApiVersion version) {
        EncoderConfig config = CONFIG.toBuilder().maxSize(2 * WIDTH, 2 * HEIGHT).build();
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(gpu.context, config)) {
            encoder.encode(gpu.frame(WIDTH, HEIGHT)).only();
            encoder.reconfigure(config.toBuilder().size(2 * WIDTH, 2 * HEIGHT).build());
            EncodedPicture picture =
                    encoder.encode(gpu.frame(2 * WIDTH, 2 * HEIGHT)).only();
            assertThat(picture.size()).isGreaterThan(4 * WIDTH * HEIGHT);
            assertThat(AnnexB.nalTypes(picture.toByteArray())).startsWith(7, 8).contains(5);
        }
    }

    static Stream<Arguments> otherCodecsInEachAbi() {
        return ApiVersion.supported().stream()
                .flatMap(version -> Stream.of(Arguments.of(version, Codec.HEVC), Arguments.of(version, Codec.AV1)));
    }

    @ParameterizedTest(name = "NVENC API {0}, {1}")
    @MethodSource("otherCodecsInEachAbi")
    void otherCodecsHaveItToo(ApiVersion version, Codec codec) {
        EncoderConfig config = EncoderConfig.builder(codec, 320, 192)
                .outputInVideoMemory(true)
                .tuning(Tuning.HIGH_QUALITY)
                .preset(Preset.P7)
                .build();
        try (var gpu = SimulatedGpu.of(
                        Simulator.builder().maxApiVersion(version).coder(new StubCoder()));
                var encoder = NvEncoder.open(gpu.context, config)) {
            DeviceFrame frame = gpu.frame(320, 192);
            int pictures = 0;
            for (EncodedPicture picture : encoder.encode(frame)) {
                assertThat(picture.toByteArray()).startsWith(0, 0, 0, 1);
                pictures++;
            }
            for (EncodedPicture picture : encoder.flush()) {
                assertThat(picture.toByteArray()).startsWith(0, 0, 0, 1);
                pictures++;
            }
            assertThat(pictures).isEqualTo(1);
        }
    }

    static Stream<Arguments> exclusions() {
        return Stream.of(
                exclusion("fillerData", b -> b.fillerData(true)),
                exclusion("subFrameWrite", b -> b.subFrameWrite(true)),
                exclusion("rateControlStatistics", b -> b.rateControlStatistics(true)),
                exclusion("outputStatistics", b -> b.outputStatistics(OutputStatistics.ROWS)),
                exclusion("bFrames", b -> b.tuning(Tuning.HIGH_QUALITY).bFrames(1)));
    }

    private static Arguments exclusion(String setting, UnaryOperator<EncoderConfig.Builder> with) {
        return Arguments.of(setting, with);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("exclusions")
    void whatCannotBeHadWithItIsRefused(String setting, UnaryOperator<EncoderConfig.Builder> with) {
        for (Codec codec : Codec.values()) {
            assertRefused(setting, with.apply(EncoderConfig.builder(codec, 1920, 1080)));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("exclusions")
    void byItselfItIsNot(String setting, UnaryOperator<EncoderConfig.Builder> with) {
        assertThat(with.apply(EncoderConfig.h264(1920, 1080)).build().toString())
                .as(setting)
                .contains("1920x1080");
    }

    @ParameterizedTest
    @EnumSource(
            value = Codec.class,
            names = {"HEVC", "AV1"})
    void severalEnginesDoNotShareAPictureWithIt(Codec codec) {
        assertRefused("splitEncode", EncoderConfig.builder(codec, 1920, 1080).splitEncode(SplitEncode.TWO));
    }

    @Test
    void sliceOffsetsCannotBeHadWithIt() {
        assertRefused("sliceOffsets", EncoderConfig.h264(1920, 1080).sliceOffsets(true));
    }

    private static void assertRefused(String setting, EncoderConfig.Builder builder) {
        assertThatThrownBy(() -> builder.outputInVideoMemory(true).build())
                .isInstanceOfSatisfying(
                        InvalidConfigException.class,
                        e -> assertThat(e.setting()).isEqualTo(setting))
                .hasMessageContaining("outputInVideoMemory");
    }
}
