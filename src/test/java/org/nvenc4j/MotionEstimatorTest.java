package org.nvenc4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.nvenc4j.cuda.BufferFormat;
import org.nvenc4j.cuda.DeviceFrame;
import org.nvenc4j.simulator.GpuModel;
import org.nvenc4j.simulator.RecordedCall;
import org.nvenc4j.simulator.Simulator;
import org.nvenc4j.simulator.StubCoder;

/** Motion without encoding. What moved, and how far, the tests know: they moved it. */
class MotionEstimatorTest {
    private static final List<Codec> CODECS = List.of(Codec.H264, Codec.HEVC);

    /** Not a multiple of any block. */
    private static final int WIDTH = 200;

    private static final int HEIGHT = 136;

    @EachAbi
    void aShiftedPictureHasItsShiftAsVector(ApiVersion version) {
        try (var gpu = gpu(version)) {
            for (Codec codec : CODECS) {
                for (int[] shift : new int[][] {{0, 0}, {3, -2}, {-7, 5}, {16, 16}}) {
                    List<DeviceFrame> pair = shifted(gpu, shift[0], shift[1]);
                    try (var estimator =
                            MotionEstimator.builder(codec, WIDTH, HEIGHT).open(gpu.context)) {
                        MotionVectors vectors = estimator.estimate(pair.get(1), pair.get(0));
                        int inside = 0;
                        while (vectors.next()) {
                            if (isInside(vectors)) {
                                assertThat(vectors.isIntra()).isFalse();
                                assertThat(vectors.partition()).isEqualTo(MotionPartition.WHOLE);
                                assertThat(vectors.vectorX(0)).isEqualTo(-4 * shift[0]);
                                assertThat(vectors.vectorY(0)).isEqualTo(-4 * shift[1]);
                                inside++;
                            }
                        }
                        assertThat(inside).isGreaterThanOrEqualTo(codec == Codec.H264 ? 60 : 8);
                    }
                    pair.forEach(DeviceFrame::close);
                }
            }
        }
    }

    /** Whether what the block was before lies in the picture, whatever the shift. */
    private static boolean isInside(MotionVectors block) {
        return block.left() >= 16
                && block.top() >= 16
                && block.left() + block.size() <= WIDTH - 16
                && block.top() + block.size() <= HEIGHT - 16;
    }

    @EachAbi
    void blocksCoverThePictureOnce(ApiVersion version) {
        try (var gpu = gpu(version)) {
            List<DeviceFrame> frames = gpu.frames(2, BufferFormat.NV12, WIDTH, HEIGHT);
            for (Codec codec : CODECS) {
                try (var estimator =
                        MotionEstimator.builder(codec, WIDTH, HEIGHT).open(gpu.context)) {
                    MotionVectors vectors = estimator.estimate(frames.get(0), frames.get(1));
                    int[] seen = new int[WIDTH * HEIGHT];
                    int blocks = 0;
                    while (vectors.next()) {
                        for (int y = vectors.top(); y < Math.min(HEIGHT, vectors.top() + vectors.size()); y++) {
                            for (int x = vectors.left(); x < Math.min(WIDTH, vectors.left() + vectors.size()); x++) {
                                seen[y * WIDTH + x]++;
                            }
                        }
                        blocks++;
                    }
                    assertThat(seen).containsOnly(1);
                    assertThat(blocks).isEqualTo(vectors.count());
                }
            }
        }
    }

    /** Where most of the picture moves one way and a block of 16x16 another, the block has its own vector. */
    @EachAbi
    void whatMovesByItselfHasAVectorOfItsOwn(ApiVersion version) {
        try (var gpu = gpu(version)) {
            byte[] before = random(WIDTH * HEIGHT * 3 / 2);
            byte[] after = before.clone();
            for (int y = 48; y < 64; y++) {
                System.arraycopy(before, (y + 4) * WIDTH + 80 - 9, after, y * WIDTH + 80, 16);
            }
            DeviceFrame first = frame(gpu, before);
            DeviceFrame second = frame(gpu, after);
            for (Codec codec : CODECS) {
                try (var estimator =
                        MotionEstimator.builder(codec, WIDTH, HEIGHT).open(gpu.context)) {
                    List<String> moved = new ArrayList<>();
                    MotionVectors vectors = estimator.estimate(second, first);
                    while (vectors.next()) {
                        if (vectors.vectorX(0) != 0 || vectors.vectorY(0) != 0) {
                            moved.add(vectors.left() + "," + vectors.top() + " " + vectors.size() + ": "
                                    + vectors.vectorX(0) + "," + vectors.vectorY(0));
                        }
                    }
                    assertThat(moved).as(codec.toString()).containsExactly("80,48 16: -36,16");
                }
            }
        }
    }

    @EachAbi
    void theDriverIsToldTheTwoPicturesInItsOwnLayout(ApiVersion version) {
        try (var gpu = gpu(version);
                var estimator = MotionEstimator.builder(Codec.H264, WIDTH, HEIGHT)
                        .without(MotionPartition.QUARTERS)
                        .intraSearch(false)
                        .open(gpu.context)) {
            List<DeviceFrame> frames = gpu.frames(2, BufferFormat.NV12, WIDTH, HEIGHT);
            estimator.estimate(frames.get(0), frames.get(1));
            RecordedCall run =
                    gpu.simulator.calls("nvEncRunMotionEstimationOnly").getFirst();
            assertThat(run.in())
                    .containsOnlyKeys(
                            "version",
                            "inputWidth",
                            "inputHeight",
                            "inputBuffer",
                            "referenceFrame",
                            "mvBuffer",
                            "bufferFmt")
                    .containsAllEntriesOf(
                            Map.of("inputWidth", (long) WIDTH, "inputHeight", (long) HEIGHT, "bufferFmt", 1L));
            assertThat(gpu.simulator.calls("nvEncInitializeEncoder").getFirst().in())
                    .containsEntry("enableMEOnlyMode", 1L);
        }
    }

    @EachAbi
    void intraSearchFindsWhatHasNoReference(ApiVersion version) {
        byte[] flat = new byte[WIDTH * HEIGHT * 3 / 2];
        try (var gpu = gpu(version)) {
            DeviceFrame grey = frame(gpu, flat);
            DeviceFrame noise = frame(gpu, random(flat.length));
            for (boolean search : new boolean[] {true, false}) {
                try (var estimator = MotionEstimator.builder(Codec.H264, WIDTH, HEIGHT)
                        .intraSearch(search)
                        .open(gpu.context)) {
                    MotionVectors vectors = estimator.estimate(grey, noise);
                    assertThat(vectors.next()).isTrue();
                    assertThat(vectors.isIntra()).isEqualTo(search);
                    assertThat(vectors.cost()).isPositive();
                }
            }
        }
    }

    @EachAbi
    void otherFormatsAreTakenAndOneFrameMayBeBoth(ApiVersion version) {
        for (BufferFormat format : List.of(BufferFormat.YUV444, BufferFormat.IYUV, BufferFormat.ARGB)) {
            try (var gpu = gpu(version);
                    var estimator = MotionEstimator.builder(Codec.HEVC, WIDTH, HEIGHT)
                            .bufferFormat(format)
                            .preset(Preset.P1)
                            .open(gpu.context)) {
                DeviceFrame frame = gpu.frames(1, format, WIDTH, HEIGHT).getFirst();
                MotionVectors vectors = estimator.estimate(frame, frame);
                while (vectors.next()) {
                    assertThat(vectors.vectorX(0)).isZero();
                    assertThat(vectors.vectorY(0)).isZero();
                }
                vectors.rewind();
                assertThat(vectors.next()).isTrue();
                assertThatThrownBy(vectors::cost).isInstanceOf(UnsupportedOperationException.class);
            }
        }
    }

    @EachAbi
    void gpusWithoutItRefuseItAndNameTheCapability(ApiVersion version) {
        for (Codec codec : CODECS) {
            GpuModel model = GpuModel.ADA.withCap(codec, 36, 0);
            try (var gpu = gpu(version, model)) {
                assertThatThrownBy(() ->
                                MotionEstimator.builder(codec, WIDTH, HEIGHT).open(gpu.context))
                        .isInstanceOf(UnsupportedFeatureException.class)
                        .hasMessageContaining("NV_ENC_CAPS_SUPPORT_MEONLY_MODE is 0");
                assertThat(gpu.simulator.calls("nvEncInitializeEncoder")).isEmpty();
            }
        }
    }

    @Test
    void whatCannotBeIsRefusedBeforeTheDriverSeesIt() {
        try (var gpu = gpu(ApiVersion.V13_1)) {
            assertThatThrownBy(() ->
                            MotionEstimator.builder(Codec.AV1, WIDTH, HEIGHT).open(gpu.context))
                    .isInstanceOf(InvalidConfigException.class)
                    .hasMessageContaining("H264 or HEVC");
            assertThatThrownBy(() -> MotionEstimator.builder(Codec.HEVC, WIDTH, HEIGHT)
                            .without(MotionPartition.QUARTERS)
                            .open(gpu.context))
                    .hasMessageStartingWith("partitions is ");
            assertThatThrownBy(() -> MotionEstimator.builder(Codec.H264, WIDTH, HEIGHT)
                            .without(MotionPartition.values())
                            .open(gpu.context))
                    .hasMessageStartingWith("partitions is empty");
            assertThatThrownBy(() -> MotionEstimator.builder(Codec.H264, 64, 16).open(gpu.context))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageStartingWith("width is 64");
            assertThat(gpu.simulator.calls("nvEncInitializeEncoder")).isEmpty();
        }
    }

    @EachAbi
    void vectorsAreGoneWithTheNextCallAndFramesMayCloseFirst(ApiVersion version) {
        try (var gpu = gpu(version)) {
            List<DeviceFrame> frames = gpu.frames(2, BufferFormat.NV12, WIDTH, HEIGHT);
            DeviceFrame other = gpu.frame(WIDTH + 2, HEIGHT);
            var estimator = MotionEstimator.builder(Codec.H264, WIDTH, HEIGHT).open(gpu.context);
            MotionVectors vectors = estimator.estimate(frames.get(0), frames.get(1));
            assertThatThrownBy(vectors::left).hasMessageContaining("next()");
            assertThat(vectors.next()).isTrue();
            assertThatThrownBy(() -> vectors.vectorX(1)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> estimator.estimate(other, frames.get(1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("202x136");
            assertThatThrownBy(vectors::next).isInstanceOf(IllegalStateException.class);
            frames.get(0).close();
            assertThatThrownBy(() -> estimator.estimate(frames.get(0), frames.get(1)))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(estimator.estimate(frames.get(1), frames.get(1)).count()).isEqualTo(13 * 9);
            estimator.close();
            estimator.close();
            assertThat(estimator.isOpen()).isFalse();
            assertThatThrownBy(() -> estimator.estimate(frames.get(1), frames.get(1)))
                    .hasMessageContaining("closed");
        }
    }

    @EachAbi
    void theContextClosesTheEstimatorFirst(ApiVersion version) {
        var gpu = gpu(version);
        var estimator = MotionEstimator.builder(Codec.HEVC, WIDTH, HEIGHT).open(gpu.context);
        DeviceFrame frame = gpu.frame(WIDTH, HEIGHT);
        estimator.estimate(frame, frame);
        gpu.close();
        assertThat(estimator.isOpen()).isFalse();
    }

    private static List<DeviceFrame> shifted(SimulatedGpu gpu, int right, int down) {
        byte[] before = random(WIDTH * HEIGHT * 3 / 2);
        byte[] after = random(before.length);
        for (int y = 0; y < HEIGHT; y++) {
            for (int x = 0; x < WIDTH; x++) {
                int fromX = Math.clamp(x - right, 0, WIDTH - 1);
                int fromY = Math.clamp(y - down, 0, HEIGHT - 1);
                after[y * WIDTH + x] = before[fromY * WIDTH + fromX];
            }
        }
        return List.of(frame(gpu, before), frame(gpu, after));
    }

    private static byte[] random(int bytes) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(3);
        byte[] samples = new byte[bytes];
        random.nextBytes(samples);
        return samples;
    }

    private static DeviceFrame frame(SimulatedGpu gpu, byte[] samples) {
        DeviceFrame frame = DeviceFrame.allocate(gpu.context, BufferFormat.NV12, WIDTH, HEIGHT);
        frame.upload(samples);
        return frame;
    }

    private static SimulatedGpu gpu(ApiVersion version) {
        return gpu(version, GpuModel.ADA);
    }

    private static SimulatedGpu gpu(ApiVersion version, GpuModel model) {
        return SimulatedGpu.of(
                Simulator.builder().maxApiVersion(version).gpu(model).coder(new StubCoder()));
    }
}
