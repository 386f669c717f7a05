package org.nvenc4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.nvenc4j.cuda.BufferFormat;
import org.nvenc4j.cuda.DeviceFrame;
import org.nvenc4j.simulator.RecordedCall;
import org.nvenc4j.simulator.Simulator;
import org.nvenc4j.simulator.StubCoder;

/** Slices that can be read before their picture is complete. */
class SubFrameTest {
    private static final int WIDTH = 178;
    private static final int HEIGHT = 100;
    private static final int SLICES = 4;
    private static final EncoderConfig CONFIG = EncoderConfig.h264(WIDTH, HEIGHT)
            .slicing(Slicing.count(SLICES))
            .subFrameWrite(true)
            .sliceOffsets(true)
            .build();

    @EachAbi
    void eachSliceComesWhenItIsFinishedAndTogetherTheyAreThePicture(ApiVersion version) throws Exception {
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(gpu.context, CONFIG)) {
            List<DeviceFrame> frames = gpu.frames(3, BufferFormat.NV12, WIDTH, HEIGHT);
            List<byte[]> units = new ArrayList<>();
            for (DeviceFrame frame : frames) {
                gpu.simulator.forget();
                EncodedPicture picture = encoder.encode(frame).only();
                var unit = new ByteArrayOutputStream();
                int slices = 0;
                for (MemorySegment slice : picture.slices()) {
                    slices++;
                    assertThat(picture.isComplete()).isEqualTo(slices == SLICES);
                    assertThat(encoder.holds(frame)).isEqualTo(slices < SLICES);
                    assertThat(gpu.simulator.calls("nvEncLockBitstream"))
                            .as("one that was too early, and one for each slice")
                            .hasSize(1 + slices);
                    assertThat(slice.isReadOnly()).isTrue();
                    byte[] bytes = slice.toArray(ValueLayout.JAVA_BYTE);
                    assertThat(AnnexB.nalTypes(bytes).stream().filter(type -> type == 1 || type == 5))
                            .hasSize(1);
                    unit.write(bytes);
                }
                assertThat(slices).isEqualTo(SLICES);
                assertThat(picture.toByteArray()).isEqualTo(unit.toByteArray());
                assertThat(picture.sliceCount()).isEqualTo(SLICES);
                units.add(unit.toByteArray());
            }
            List<Decoder.Picture> decoded = Decoder.decode(Codec.H264, units);
            for (int i = 0; i < frames.size(); i++) {
                assertThat(Planes.of(decoded.get(i))).as("picture %d", i).isEqualTo(Planes.of(frames.get(i)));
            }
        }
    }

    @EachAbi
    void theDriverIsNotMadeToWait(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(gpu.context, CONFIG)) {
            encoder.encode(gpu.frame(WIDTH, HEIGHT)).only().slices().forEach(slice -> {});
            assertThat(gpu.simulator.calls("nvEncLockBitstream"))
                    .extracting(call -> call.in().get("doNotWait"))
                    .hasSize(1 + SLICES)
                    .containsOnly(1L);
            assertThat(gpu.simulator.calls("nvEncLockBitstream"))
                    .extracting(RecordedCall::status)
                    .containsExactly(13, 0, 0, 0, 0);
        }
    }

    @EachAbi
    void slicesStayUntilThePictureIsGone(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(gpu.context, CONFIG)) {
            DeviceFrame frame = gpu.frame(WIDTH, HEIGHT);
            EncodedPicture picture = encoder.encode(frame).only();
            List<MemorySegment> slices = new ArrayList<>();
            picture.slices().forEach(slices::add);
            long offset = 0;
            for (MemorySegment slice : slices) {
                assertThat(picture.data().asSlice(offset, slice.byteSize()).mismatch(slice))
                        .isEqualTo(-1);
                offset += slice.byteSize();
            }
            encoder.encode(frame);
            assertThat(slices)
                    .allSatisfy(slice -> assertThatThrownBy(() -> slice.get(ValueLayout.JAVA_BYTE, 0))
                            .isInstanceOf(IllegalStateException.class));
        }
    }

    @EachAbi
    void aWalkGoesOnWhereItStopped(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(gpu.context, CONFIG)) {
            EncodedPicture picture = encoder.encode(gpu.frame(WIDTH, HEIGHT)).only();
            Iterator<MemorySegment> walk = picture.slices().iterator();
            long first = walk.next().byteSize();
            byte[] unit = picture.toByteArray();
            assertThat(picture.isComplete()).isTrue();
            long rest = 0;
            int slices = 0;
            for (MemorySegment slice : picture.slices()) {
                rest += slice.byteSize();
                slices++;
            }
            assertThat(slices).isEqualTo(SLICES - 1);
            assertThat(first + rest).isEqualTo(unit.length);
            assertThat(walk.hasNext()).isFalse();
            assertThatThrownBy(walk::next).isInstanceOf(NoSuchElementException.class);
        }
    }

    @EachAbi
    void whatIsAboutTheWholePictureWaitsForIt(ApiVersion version) {
        byte[] expected;
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(
                        gpu.context, CONFIG.toBuilder().subFrameWrite(false).build())) {
            expected = encoder.encode(gpu.frame(WIDTH, HEIGHT)).only().toByteArray();
        }
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(
                        gpu.context,
                        CONFIG.toBuilder().rateControlStatistics(true).build())) {
            DeviceFrame frame = gpu.frame(WIDTH, HEIGHT);
            EncodedPicture picture = encoder.encode(frame).only();
            assertThat(picture.isComplete()).isFalse();
            assertThat(picture.type()).isEqualTo(PictureType.IDR);
            assertThat(picture.number()).isZero();
            assertThat(picture.toString()).contains("bytes so far");
            assertThat(picture.isComplete()).isFalse();
            assertThat(picture.intraBlocks()).isEqualTo(12 * 7);
            assertThat(picture.isComplete()).isTrue();
            assertThat(encoder.holds(frame)).isFalse();
            assertThat(picture.size()).isEqualTo(expected.length);
            assertThat(picture.toByteArray()).isEqualTo(expected);
        }
    }

    @EachAbi
    void aPictureThatIsLeftIsFinishedBeforeTheNext(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(gpu.context, CONFIG)) {
            DeviceFrame frame = gpu.frame(WIDTH, HEIGHT);
            encoder.encode(frame);
            encoder.encode(frame).only().slices().iterator().next();
            encoder.encode(frame).only().close();
            assertThat(encoder.encode(frame).only().number()).isEqualTo(3);
            assertThat(encoder.flush()).isEmpty();
            assertThat(encoder.holds(frame)).isFalse();
            encoder.encode(frame).only();
        }
    }

    @EachAbi
    void aFrameThatIsClosedIsWaitedFor(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(gpu.context, CONFIG)) {
            DeviceFrame frame = gpu.frame(WIDTH, HEIGHT);
            EncodedPicture picture = encoder.encode(frame).only();
            frame.close();
            assertThat(picture.isComplete()).isTrue();
            assertThat(picture.slices()).hasSize(SLICES);

            DeviceFrame other = gpu.frame(WIDTH, HEIGHT);
            encoder.encode(other).only().close();
            other.close();
        }
    }

    /** A picture that the driver does not go on with is passed over, and no frame or buffer stays taken for it. */
    @EachAbi
    void aPictureThatDoesNotGoOnIsPassedOver(ApiVersion version) {
        for (String function : List.of("nvEncLockBitstream", "nvEncUnlockBitstream", "nvEncUnmapInputResource")) {
            for (boolean walked : List.of(false, true)) {
                try (var gpu = SimulatedGpu.of(version);
                        var encoder = NvEncoder.open(gpu.context, CONFIG)) {
                    DeviceFrame frame = gpu.frame(WIDTH, HEIGHT);
                    EncodedPicture picture = encoder.encode(frame).only();
                    gpu.simulator.fail(function, 1, NvencStatus.GENERIC.code());
                    assertThatExceptionOfType(NvencException.class)
                            .isThrownBy(() -> {
                                if (walked) {
                                    picture.slices().forEach(slice -> {});
                                } else {
                                    encoder.encode(frame);
                                }
                            })
                            .satisfies(e -> assertThat(e.function()).isEqualTo(function));
                    assertThat(picture.isOpen()).isFalse();

                    assertThat(encoder.encode(frame).only().slices()).hasSize(SLICES);
                    assertThat(encoder.holds(frame)).isFalse();
                    assertThat(encoder.encode(frame).only().number()).isEqualTo(2);
                }
            }
        }
    }

    @EachAbi
    void aFrameCanBeClosedThoughItsPictureDidNotGoOn(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(gpu.context, CONFIG)) {
            DeviceFrame frame = gpu.frame(WIDTH, HEIGHT);
            EncodedPicture picture = encoder.encode(frame).only();
            gpu.simulator.fail("nvEncLockBitstream", 1, NvencStatus.GENERIC.code());
            assertThatExceptionOfType(NvencException.class).isThrownBy(picture::size);
            frame.close();
            assertThat(encoder.encode(gpu.frame(WIDTH, HEIGHT)).only().number()).isEqualTo(1);
        }
    }

    @EachAbi
    void withBFramesEachPictureGrows(ApiVersion version) {
        EncoderConfig config = CONFIG.toBuilder()
                .tuning(Tuning.HIGH_QUALITY)
                .gopLength(60)
                .bFrames(2)
                .build();
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(gpu.context, config)) {
            List<Long> numbers = new ArrayList<>();
            for (DeviceFrame frame : gpu.frames(7, BufferFormat.NV12, WIDTH, HEIGHT)) {
                for (EncodedPicture picture : encoder.encode(frame)) {
                    assertThat(picture.isComplete()).isFalse();
                    assertThat(picture.slices()).hasSize(SLICES);
                    numbers.add(picture.number());
                }
            }
            encoder.flush().forEach(picture -> numbers.add(picture.number()));
            assertThat(numbers).containsExactly(0L, 3L, 1L, 2L, 6L, 4L, 5L);
        }
    }

    @EachAbi
    void withoutOffsetsOrSubFramesThereIsWhatThereIs(ApiVersion version) {
        for (boolean early : List.of(false, true)) {
            for (boolean offsets : List.of(false, true)) {
                EncoderConfig config = CONFIG.toBuilder()
                        .subFrameWrite(early)
                        .sliceOffsets(offsets)
                        .build();
                try (var gpu = SimulatedGpu.of(version);
                        var encoder = NvEncoder.open(gpu.context, config)) {
                    EncodedPicture picture =
                            encoder.encode(gpu.frame(WIDTH, HEIGHT)).only();
                    assertThat(picture.isComplete()).isNotEqualTo(early);
                    assertThat(picture.slices())
                            .as("early %s, offsets %s", early, offsets)
                            .hasSize(early || offsets ? SLICES : 1);
                }
            }
        }
    }

    @EachAbi
    void av1HasItToo(ApiVersion version) {
        EncoderConfig config =
                EncoderConfig.av1(320, 192).tiles(2, 1).subFrameWrite(true).build();
        try (var gpu = SimulatedGpu.of(
                        Simulator.builder().maxApiVersion(version).coder(new StubCoder()));
                var encoder = NvEncoder.open(gpu.context, config)) {
            EncodedPicture picture = encoder.encode(gpu.frame(320, 192)).only();
            long bytes = 0;
            for (MemorySegment part : picture.slices()) {
                bytes += part.byteSize();
            }
            assertThat(bytes).isPositive().isEqualTo(picture.size());
        }
    }
}
