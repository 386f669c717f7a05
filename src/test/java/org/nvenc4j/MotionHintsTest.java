package org.nvenc4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nvenc4j.cuda.DeviceFrame;
import org.nvenc4j.simulator.Simulator;
import org.nvenc4j.simulator.StubCoder;

/** What a program tells the encoder of a picture's motion: each hint is in its place, and gone with the next picture. */
class MotionHintsTest {
    private static final int WIDTH = 192;
    private static final int HEIGHT = 136;
    private static final MotionHintCounts ALL = new MotionHintCounts(2, 1, 3, 1, 0);
    private static final MotionHintCounts ONE = MotionHintCounts.whole(1);
    private static final MotionHintCounts NONE = MotionHintCounts.NONE;
    private static final int EMPTY = 31 << 22;
    private static final int LATER = 1 << 27;
    private static final int LAST_OF_PART = 1 << 30;
    private static final int LAST_OF_BLOCK = 1 << 31;

    /** By the header's bits, not by the library's. */
    @Test
    void aBlockHasAPlaceForEachHintWithItsMarks() {
        MotionHints hints = new MotionHints(32, 16, ALL, ONE);
        int[] block = {
            EMPTY,
            EMPTY | LAST_OF_PART,
            EMPTY | 1 << 28 | LAST_OF_PART,
            EMPTY | 1 << 28 | LAST_OF_PART,
            EMPTY | 2 << 28,
            EMPTY | 2 << 28,
            EMPTY | 2 << 28 | LAST_OF_PART,
            EMPTY | 2 << 28,
            EMPTY | 2 << 28,
            EMPTY | 2 << 28 | LAST_OF_PART,
            EMPTY | 3 << 28 | LAST_OF_PART,
            EMPTY | 3 << 28 | LAST_OF_PART,
            EMPTY | 3 << 28 | LAST_OF_PART,
            EMPTY | 3 << 28 | LAST_OF_PART,
            EMPTY | LATER | LAST_OF_PART | LAST_OF_BLOCK
        };
        assertThat(hints.words()).hasSize(30).startsWith(block).endsWith(block);

        hints.set(0, 0, MotionPartition.TWO_COLUMNS, 1, 2, false, -3, 5)
                .set(1, 0, MotionPartition.WHOLE, 0, 0, true, 2047, -511)
                .set(1, 0, MotionPartition.QUARTERS, 3, 0, false, -2047, 511);
        assertThat(hints.words()[9]).isEqualTo(0xFFD | 5 << 12 | 2 << 28 | LAST_OF_PART);
        assertThat(hints.words()[29]).isEqualTo(2047 | 0x201 << 12 | LATER | LAST_OF_PART | LAST_OF_BLOCK);
        assertThat(hints.words()[28]).isEqualTo(0x801 | 511 << 12 | 3 << 28 | LAST_OF_PART);
        assertThat(hints.clear().words()).startsWith(block).endsWith(block);
    }

    @Test
    void superblocksHaveTheirHintsInTurnWithMarks() {
        SuperblockHints hints = new SuperblockHints()
                .add(8, 56, 8, SuperblockHints.Partition.TWO_COLUMNS, true, true, -4092, 2044)
                .add(0, 0, 64, SuperblockHints.Partition.WHOLE, false, false, 1, -1)
                .endUnit()
                .add(32, 0, 32, SuperblockHints.Partition.TWO_ROWS, false, false, 0, 0)
                .endSuperblock()
                .endSuperblock();
        short[] expected = {
            (short) (1 << 5 | 1 << 6 | 2 << 7 | 1 << 10),
            0x3FFF & -4092,
            (short) (2044 | 7 << 12),
            1 << 13,
            (short) (1 | 3 << 14),
            0xFFF,
            (short) (1 << 7 | 4 << 10 | 1 << 13 | 1 << 14),
            (short) (2 << 14),
            0,
            31 | 1 << 13 | 1 << 14,
            (short) (3 << 14),
            0
        };
        assertThat(hints.words()).startsWith(expected);
        assertThat(hints.count()).isEqualTo(4);
        assertThat(hints.mostOfSuperblock()).isEqualTo(3);
        assertThat(hints.clear().count()).isZero();
    }

    static Stream<Arguments> codecsInEachAbi() {
        return ApiVersion.supported().stream()
                .flatMap(version -> Stream.of(Codec.values()).map(codec -> Arguments.of(version, codec)));
    }

    @ParameterizedTest(name = "NVENC API {0}, {1}")
    @MethodSource("codecsInEachAbi")
    void hintsReachTheDriverWithTheirPictureOnly(ApiVersion version, Codec codec) {
        MotionHintCounts earlier = switch (codec) {
            case H264 -> ALL;
            case HEVC -> new MotionHintCounts(1, 0, 0, 1, 0);
            case AV1 -> MotionHintCounts.superblock(3);
        };
        var config = EncoderConfig.builder(codec, WIDTH, HEIGHT)
                .motionHints(earlier, codec == Codec.AV1 ? NONE : ONE)
                .build();
        var options = new PictureOptions();
        Map<String, Object> expected = new HashMap<>();
        if (codec == Codec.AV1) {
            options.superblockHints(superblocks(9, 2));
            expected.put("meExternalSbHints", "ptr");
            expected.put("meSbHintsCount", 18L);
        } else {
            options.motionHints(new MotionHints(WIDTH, HEIGHT, earlier, ONE)
                    .set(11, 8, -7, 3)
                    .distances(2, 65535));
            String counts = "meHintCountsPerBlock[0].numCandsPerBlk";
            expected.put(counts + "16x16", (long) earlier.whole());
            expected.put(counts + "8x8", 1L);
            if (codec == Codec.H264) {
                expected.put(counts + "16x8", 1L);
                expected.put(counts + "8x16", 3L);
            }
            expected.put("meHintCountsPerBlock[1].numCandsPerBlk16x16", 1L);
            expected.put("meExternalHints", "ptr");
            expected.put("meHintRefPicDist[0]", 2L);
            expected.put("meHintRefPicDist[1]", 65535L);
        }
        try (var gpu = gpu(version);
                var encoder = NvEncoder.open(gpu.context, config)) {
            DeviceFrame frame = gpu.frame(WIDTH, HEIGHT);
            encoder.encode(frame, options);
            encoder.encode(frame, options.reset());
            List<Map<String, Object>> pictures = gpu.simulator.calls("nvEncEncodePicture").stream()
                    .map(call -> hints(call.in()))
                    .toList();
            assertThat(pictures).containsExactly(expected, Map.of());
        }
    }

    private static Map<String, Object> hints(Map<String, Object> fields) {
        Map<String, Object> hints = new HashMap<>(fields);
        hints.keySet().removeIf(name -> !name.startsWith("me"));
        return hints;
    }

    @EachAbi
    void whatTheConfigurationHasNotIsRefusedAndTheSessionGoesOn(ApiVersion version) {
        refuses(
                version,
                EncoderConfig.h264(WIDTH, HEIGHT),
                "motionHints",
                "unless the configuration has",
                o -> o.motionHints(new MotionHints(WIDTH, HEIGHT, ONE, NONE)));
        refuses(
                version,
                EncoderConfig.av1(WIDTH, HEIGHT),
                "superblockHints",
                "unless the configuration has",
                o -> o.superblockHints(superblocks(9, 1)));
        var h264 = EncoderConfig.h264(WIDTH, HEIGHT).motionHints(ONE, NONE);
        refuses(
                version,
                h264,
                "motionHints",
                "within the configuration's 1 a block",
                o -> o.motionHints(new MotionHints(WIDTH, HEIGHT, ALL, NONE)));
        refuses(
                version,
                h264,
                "motionHints",
                "within the configuration's",
                o -> o.motionHints(new MotionHints(WIDTH, HEIGHT, ONE, ONE)));
        refuses(
                version,
                h264,
                "motionHints",
                "pictures of 192x136",
                o -> o.motionHints(new MotionHints(WIDTH, HEIGHT + 16, ONE, NONE)));
        refuses(version, h264, "superblockHints", "take motionHints", o -> o.superblockHints(superblocks(9, 1)));
        var av1 = EncoderConfig.av1(WIDTH, HEIGHT)
                .motionHints(MotionHintCounts.superblock(1), MotionHintCounts.superblock(1));
        refuses(
                version,
                av1,
                "motionHints",
                "superblockHints",
                o -> o.motionHints(new MotionHints(WIDTH, HEIGHT, ONE, NONE)));
        refuses(
                version,
                av1,
                "superblockHints",
                "each superblock of 192x136",
                o -> o.superblockHints(superblocks(8, 1)));
        refuses(
                version,
                av1,
                "superblockHints",
                "each superblock",
                o -> o.superblockHints(
                        superblocks(9, 1).add(0, 0, 8, SuperblockHints.Partition.WHOLE, false, false, 0, 0)));
        refuses(version, av1, "superblockHints", "at most 2 for each", o -> o.superblockHints(superblocks(9, 3)));
    }

    @Test
    void valuesOutOfRangeAreRefusedWhereTheyAreSet() {
        MotionHints hints = new MotionHints(32, 32, ONE, NONE);
        assertThatThrownBy(() -> hints.set(2, 0, 0, 0)).hasMessageContaining("block (2, 0)");
        assertThatThrownBy(() -> hints.set(0, -1, 0, 0)).hasMessageContaining("2x2 blocks");
        assertThatThrownBy(() -> hints.set(0, 0, 2048, 0)).hasMessageContaining("2047");
        assertThatThrownBy(() -> hints.set(0, 0, 0, -512)).hasMessageContaining("511");
        assertThatThrownBy(() -> hints.set(0, 0, MotionPartition.QUARTERS, 0, 0, false, 0, 0))
                .hasMessageContaining("QUARTERS");
        assertThatThrownBy(() -> hints.set(0, 0, MotionPartition.WHOLE, 0, 1, false, 0, 0))
                .hasMessageContaining("hint 1");
        assertThatThrownBy(() -> hints.set(0, 0, MotionPartition.WHOLE, 0, 0, true, 0, 0))
                .isInstanceOf(InvalidConfigException.class);
        assertThatThrownBy(() -> hints.distances(-1, 0)).hasMessageContaining("0 to 65535");
        assertThatThrownBy(() -> hints.distances(0, 65536)).hasMessageContaining("65536 ahead");
        var superblocks = new SuperblockHints();
        assertThatThrownBy(superblocks::endUnit).hasMessageContaining("is empty");
        int[][] wrong = {
            {4, 0, 8, 0, 0},
            {0, 64, 8, 0, 0},
            {0, 0, 24, 0, 0},
            {0, 0, 128, 0, 0},
            {0, 0, 8, 4093, 0},
            {0, 0, 8, 0, -2045}
        };
        for (int[] w : wrong) {
            assertThatThrownBy(() -> superblocks.add(
                            w[0], w[1], w[2], SuperblockHints.Partition.WHOLE, false, false, w[3], w[4]))
                    .isInstanceOf(InvalidConfigException.class)
                    .hasMessageContaining("of a unit of " + w[2]);
        }
        assertThat(superblocks.count()).isZero();
    }

    private static SuperblockHints superblocks(int count, int each) {
        var hints = new SuperblockHints();
        for (int i = 0; i < count; i++) {
            for (int hint = 0; hint < each; hint++) {
                hints.add(8 * hint, 0, 8, SuperblockHints.Partition.WHOLE, false, false, i, -i)
                        .endUnit();
            }
            hints.endSuperblock();
        }
        return hints;
    }

    private static void refuses(
            ApiVersion version,
            EncoderConfig.Builder config,
            String setting,
            String message,
            Consumer<PictureOptions> mistake) {
        try (var gpu = gpu(version);
                var encoder = NvEncoder.open(gpu.context, config.build())) {
            DeviceFrame frame = gpu.frame(WIDTH, HEIGHT);
            var options = new PictureOptions();
            mistake.accept(options);
            assertThatThrownBy(() -> encoder.encode(frame, options))
                    .isInstanceOfSatisfying(
                            InvalidConfigException.class,
                            e -> assertThat(e.setting()).isEqualTo(setting))
                    .hasMessageContaining(message);
            assertThat(gpu.simulator.calls("nvEncEncodePicture")).isEmpty();
            assertThat(encoder.encode(frame).only().number()).isZero();
        }
    }

    private static SimulatedGpu gpu(ApiVersion version) {
        return SimulatedGpu.of(Simulator.builder().maxApiVersion(version).coder(new StubCoder()));
    }
}
