package org.nvenc4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Objects;
import java.util.function.IntToLongFunction;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nvenc4j.cuda.BufferFormat;
import org.nvenc4j.cuda.DeviceFrame;

/** What the encoder says of a picture besides its bytes. */
class PictureReportTest {
    private static final int WIDTH = 178;
    private static final int HEIGHT = 100;
    private static final int MACROBLOCKS = 12 * 7;
    private static final int IDR_SLICE = 5;
    private static final int SLICE = 1;

    static Stream<Arguments> slicingsInEachAbi() {
        return ApiVersion.supported().stream()
                .flatMap(version -> Stream.of(
                        Arguments.of(version, Slicing.count(1), 1),
                        Arguments.of(version, Slicing.count(4), 4),
                        Arguments.of(version, Slicing.rows(2), 4),
                        Arguments.of(version, Slicing.macroblocks(10), 9),
                        Arguments.of(version, Slicing.macroblocks(1), MACROBLOCKS)));
    }

    @ParameterizedTest(name = "NVENC API {0}, {1}")
    @MethodSource("slicingsInEachAbi")
    void eachOffsetIsThatOfASlice(ApiVersion version, Slicing slicing, int slices) {
        EncoderConfig config = EncoderConfig.h264(WIDTH, HEIGHT)
                .slicing(slicing)
                .sliceOffsets(true)
                .accessUnitDelimiters(true)
                .build();
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(gpu.context, config)) {
            for (DeviceFrame frame : gpu.frames(3, BufferFormat.NV12, WIDTH, HEIGHT)) {
                EncodedPicture picture = encoder.encode(frame).only();
                byte[] unit = picture.toByteArray();
                int type = picture.isKeyFrame() ? IDR_SLICE : SLICE;
                assertThat(picture.sliceCount()).isEqualTo(slices);
                assertThat(IntStream.range(0, slices).map(picture::sliceOffset).toArray())
                        .containsExactly(starts(unit, type));
                assertThatThrownBy(() -> picture.sliceOffset(slices)).isInstanceOf(IndexOutOfBoundsException.class);
                assertThatThrownBy(() -> picture.sliceOffset(-1)).isInstanceOf(IndexOutOfBoundsException.class);
            }
        }
    }

    /** Where start codes stand before NAL units of a type, in an access unit that begins with another. */
    private static int[] starts(byte[] unit, int nalType) {
        return IntStream.range(0, unit.length - 3)
                .filter(i -> unit[i] == 0 && unit[i + 1] == 0 && unit[i + 2] == 1 && (unit[i + 3] & 0x1F) == nalType)
                .toArray();
    }

    @EachAbi
    void offsetsFollowASizeThatGrows(ApiVersion version) {
        EncoderConfig config = EncoderConfig.h264(WIDTH, HEIGHT)
                .maxSize(2 * WIDTH, 2 * HEIGHT)
                .slicing(Slicing.macroblocks(1))
                .sliceOffsets(true)
                .build();
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(gpu.context, config)) {
            encoder.reconfigure(config.toBuilder().size(2 * WIDTH, 2 * HEIGHT).build());
            EncodedPicture picture =
                    encoder.encode(gpu.frame(2 * WIDTH, 2 * HEIGHT)).only();
            assertThat(picture.sliceCount()).isEqualTo(23 * 13);
            assertThat(IntStream.range(0, picture.sliceCount())
                            .map(picture::sliceOffset)
                            .toArray())
                    .containsExactly(starts(picture.toByteArray(), IDR_SLICE));
        }
    }

    @EachAbi
    void blocksAreCountedAsTheyAreCoded(ApiVersion version) {
        EncoderConfig config =
                EncoderConfig.h264(WIDTH, HEIGHT).rateControlStatistics(true).build();
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(gpu.context, config)) {
            List<DeviceFrame> frames = gpu.frames(2, BufferFormat.NV12, WIDTH, HEIGHT);
            assertBlocks(encoder.encode(frames.getFirst()).only(), MACROBLOCKS, 0);
            assertBlocks(encoder.encode(frames.getFirst()).only(), 0, MACROBLOCKS);
            assertBlocks(encoder.encode(frames.getLast()).only(), MACROBLOCKS, 0);
        }
    }

    private static void assertBlocks(EncodedPicture picture, int intra, int inter) {
        assertThat(picture.intraBlocks()).isEqualTo(intra);
        assertThat(picture.interBlocks()).isEqualTo(inter);
        assertThat(picture.averageMotionX()).isZero();
        assertThat(picture.averageMotionY()).isZero();
    }

    @EachAbi
    void whatWasNotAskedForIsRefusedByName(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(
                        gpu.context, EncoderConfig.h264(WIDTH, HEIGHT).build())) {
            EncodedPicture picture = encoder.encode(gpu.frame(WIDTH, HEIGHT)).only();
            assertRefused(picture, EncodedPicture::sliceCount, "sliceOffsets is off");
            assertRefused(picture, p -> p.sliceOffset(0), "sliceOffsets is off");
            assertRefused(picture, EncodedPicture::intraBlocks, "rateControlStatistics is off");
            assertRefused(picture, EncodedPicture::interBlocks, "rateControlStatistics is off");
            assertRefused(picture, EncodedPicture::averageMotionX, "rateControlStatistics is off");
            assertRefused(picture, EncodedPicture::averageMotionY, "rateControlStatistics is off");
            assertRefused(picture, p -> p.statistics().count(), "outputStatistics is off");
            assertThat(gpu.simulator.calls("nvEncLockBitstream").getFirst().in())
                    .doesNotContainKeys("getRCStats", "sliceOffsets", "outputStatsPtr");
        }
    }

    @EachAbi
    void longTermReferencesAreNamed(ApiVersion version) {
        EncoderConfig config =
                EncoderConfig.h264(WIDTH, HEIGHT).longTermReferences(2).build();
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(gpu.context, config)) {
            DeviceFrame frame = gpu.frame(WIDTH, HEIGHT);
            assertLongTerm(encoder.encode(frame, new PictureOptions().markLongTermReference(1)), 1, 0);
            assertLongTerm(encoder.encode(frame), -1, 0);
            assertLongTerm(encoder.encode(frame, new PictureOptions().useLongTermReferences(0b10)), -1, 0b10);
            assertLongTerm(encoder.encode(frame, new PictureOptions().markLongTermReference(0)), 0, 0);
            // The driver's answer stands beside what it is asked, and is not asked back.
            assertThat(gpu.simulator.calls("nvEncLockBitstream"))
                    .allSatisfy(call -> assertThat(call.in()).doesNotContainKey("ltrFrame"));
        }
    }

    private static void assertLongTerm(EncodedPictures pictures, int marked, int used) {
        EncodedPicture picture = pictures.only();
        assertThat(picture.longTermReference()).isEqualTo(marked);
        assertThat(picture.longTermReferencesUsed()).isEqualTo(used);
        assertThat(picture.temporalId()).isZero();
    }

    static Stream<Arguments> levelsInEachAbi() {
        return ApiVersion.supported().stream()
                .flatMap(version -> Stream.of(
                        Arguments.of(version, OutputStatistics.BLOCKS, 12, 7),
                        Arguments.of(version, OutputStatistics.ROWS, 1, 7)));
    }

    @ParameterizedTest(name = "NVENC API {0}, {1}")
    @MethodSource("levelsInEachAbi")
    void bitsAreAccountedFor(ApiVersion version, OutputStatistics level, int columns, int rows) {
        EncoderConfig config =
                EncoderConfig.h264(WIDTH, HEIGHT).outputStatistics(level).build();
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(gpu.context, config)) {
            assertThat(gpu.simulator.calls("nvEncInitializeEncoder").getFirst().in())
                    .containsEntry("enableOutputStats", 1L)
                    .containsEntry("outputStatsLevel", (long) level.value());
            PictureStatistics last = null;
            for (DeviceFrame frame : gpu.frames(3, BufferFormat.NV12, WIDTH, HEIGHT)) {
                EncodedPicture picture = encoder.encode(frame).only();
                PictureStatistics statistics = picture.statistics();
                assertThat(statistics.columns()).isEqualTo(columns);
                assertThat(statistics.rows()).isEqualTo(rows);
                assertThat(sum(statistics, statistics::bits)).isEqualTo(8L * picture.size());
                assertThat(sum(statistics, statistics::qp)).isEqualTo((long) statistics.count() * picture.averageQp());
                int count = statistics.count();
                assertThatThrownBy(() -> statistics.bits(count)).isInstanceOf(IndexOutOfBoundsException.class);
                last = statistics;
            }
            PictureStatistics stale = Objects.requireNonNull(last);
            encoder.flush();
            assertThatThrownBy(() -> stale.bits(0))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("closed");
        }
    }

    @EachAbi
    void theCostOfBlocksCameWithApi13(ApiVersion version) {
        EncoderConfig config = EncoderConfig.h264(WIDTH, HEIGHT)
                .outputStatistics(OutputStatistics.BLOCKS)
                .build();
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(gpu.context, config)) {
            PictureStatistics statistics =
                    encoder.encode(gpu.frame(WIDTH, HEIGHT)).only().statistics();
            if (version.isAtLeast(ApiVersion.V13_0)) {
                assertThat(sum(statistics, statistics::satd)).isPositive();
            } else {
                assertThatThrownBy(() -> statistics.satd(0))
                        .isInstanceOf(UnsupportedFeatureException.class)
                        .hasMessageContaining("13.0");
            }
        }
    }

    @EachAbi
    void statisticsFollowASizeThatGrows(ApiVersion version) {
        EncoderConfig config = EncoderConfig.h264(WIDTH, HEIGHT)
                .maxSize(2 * WIDTH, 2 * HEIGHT)
                .outputStatistics(OutputStatistics.BLOCKS)
                .build();
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(gpu.context, config)) {
            encoder.reconfigure(config.toBuilder().size(2 * WIDTH, 2 * HEIGHT).build());
            EncodedPicture picture =
                    encoder.encode(gpu.frame(2 * WIDTH, 2 * HEIGHT)).only();
            assertThat(picture.statistics().count()).isEqualTo(23 * 13);
            assertThat(sum(picture.statistics(), picture.statistics()::bits)).isEqualTo(8L * picture.size());
        }
    }

    private static long sum(PictureStatistics statistics, IntToLongFunction number) {
        return IntStream.range(0, statistics.count()).mapToLong(number).sum();
    }

    @EachAbi
    void aClosedPictureSaysNothing(ApiVersion version) {
        EncoderConfig config = EncoderConfig.h264(WIDTH, HEIGHT)
                .sliceOffsets(true)
                .rateControlStatistics(true)
                .build();
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(gpu.context, config)) {
            EncodedPicture picture = encoder.encode(gpu.frame(WIDTH, HEIGHT)).only();
            assertThat(picture.satd()).isPositive();
            picture.close();
            List<ToLongFunction<EncodedPicture>> reports = List.of(
                    EncodedPicture::averageQp,
                    EncodedPicture::satd,
                    EncodedPicture::sliceCount,
                    p -> p.sliceOffset(0),
                    EncodedPicture::intraBlocks,
                    EncodedPicture::averageMotionX,
                    EncodedPicture::temporalId,
                    EncodedPicture::longTermReference,
                    EncodedPicture::longTermReferencesUsed);
            for (ToLongFunction<EncodedPicture> report : reports) {
                assertRefused(picture, report, "the picture is closed");
            }
        }
    }

    private static void assertRefused(EncodedPicture picture, ToLongFunction<EncodedPicture> report, String reason) {
        assertThatThrownBy(() -> report.applyAsLong(picture))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(reason);
    }
}
