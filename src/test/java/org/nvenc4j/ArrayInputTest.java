package org.nvenc4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nvenc4j.cuda.BufferFormat;
import org.nvenc4j.cuda.CudaArray;
import org.nvenc4j.cuda.CudaContext;
import org.nvenc4j.cuda.CudaDevice;
import org.nvenc4j.cuda.DeviceFrame;
import org.nvenc4j.cuda.InputFrame;
import org.nvenc4j.cuda.UnusableMemoryException;
import org.nvenc4j.cuda.UnusableMemoryException.Reason;
import org.nvenc4j.internal.driver.RawCuda;
import org.nvenc4j.simulator.GpuModel;
import org.nvenc4j.simulator.RecordedCall;
import org.nvenc4j.simulator.Simulator;
import org.nvenc4j.stream.StreamEncoder;

/** CUDA arrays as input: encoded where they lie, into the same access units as linear memory, and let go of in time. */
class ArrayInputTest {
    private static final int WIDTH = 178;
    private static final int HEIGHT = 100;
    private static final EncoderConfig CONFIG =
            EncoderConfig.h264(WIDTH, HEIGHT).build();

    private static CudaArray arrayOf(DeviceFrame frame) {
        CudaArray array = CudaArray.allocate(frame.context(), frame.format(), frame.width(), frame.height());
        array.copyFrom(frame);
        return array;
    }

    private static List<byte[]> encoded(CudaContext context, EncoderConfig config, List<? extends InputFrame> frames) {
        List<byte[]> units = new ArrayList<>();
        try (NvEncoder encoder = NvEncoder.open(context, config)) {
            for (InputFrame frame : frames) {
                encoder.encode(frame).forEach(picture -> units.add(picture.toByteArray()));
            }
            encoder.flush().forEach(picture -> units.add(picture.toByteArray()));
        }
        return units;
    }

    @EachAbi
    void isEncodedInPlaceWithoutLoss(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version)) {
            List<DeviceFrame> frames = gpu.frames(3, BufferFormat.NV12, WIDTH, HEIGHT);
            List<CudaArray> arrays =
                    frames.stream().map(ArrayInputTest::arrayOf).toList();
            gpu.simulator.forget();

            List<byte[]> units = encoded(gpu.context, CONFIG, arrays);

            assertThat(gpu.simulator.calls())
                    .extracting(RecordedCall::function)
                    .noneMatch(function -> function.startsWith("cuMemcpy") || function.startsWith("cuMemAlloc"));
            assertThat(Decoder.decode(Codec.H264, units))
                    .map(Planes::of)
                    .containsExactlyElementsOf(frames.stream().map(Planes::of).toList());
            assertThat(gpu.simulator.calls("nvEncRegisterResource"))
                    .hasSize(3)
                    .allSatisfy(call -> assertThat(call.in())
                            .containsEntry("resourceType", 2L)
                            .containsEntry("width", (long) WIDTH)
                            .containsEntry("height", (long) HEIGHT)
                            .containsEntry("pitch", (long) WIDTH));
        }
    }

    /** Every format that has an array. */
    @EachAbi
    void givesTheAccessUnitsOfLinearMemory(ApiVersion version) {
        Simulator.Builder blackwell = Simulator.builder()
                .maxApiVersion(version)
                .gpu(GpuModel.BLACKWELL)
                .coder(new DigestCoder());
        List<BufferFormat> encoded = new ArrayList<>();
        try (var gpu = SimulatedGpu.of(blackwell)) {
            for (BufferFormat format :
                    Nvenc.capabilities(gpu.context).get(Codec.HEVC).formats()) {
                if (format == BufferFormat.YV12 || format == BufferFormat.IYUV) {
                    continue;
                }
                EncoderConfig config =
                        EncoderConfig.hevc(320, 240).bufferFormat(format).build();
                List<DeviceFrame> frames = gpu.frames(2, format, 320, 240);
                List<CudaArray> arrays =
                        frames.stream().map(ArrayInputTest::arrayOf).toList();
                assertThat(encoded(gpu.context, config, arrays))
                        .as("%s", format)
                        .usingElementComparator(Arrays::compare)
                        .containsExactlyElementsOf(encoded(gpu.context, config, frames));
                encoded.add(format);
            }
        }
        assertThat(encoded).contains(BufferFormat.NV12, BufferFormat.P010, BufferFormat.YUV444, BufferFormat.ABGR10);
        assertThat(encoded.contains(BufferFormat.NV16)).isEqualTo(version.isAtLeast(ApiVersion.V13_0));
    }

    @EachAbi
    void isLetGoOfWhenItIsClosed(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(gpu.context, CONFIG)) {
            CudaArray array = arrayOf(gpu.frame(WIDTH, HEIGHT));
            encoder.encode(array);
            encoder.encode(array);
            assertThat(gpu.simulator.leftovers().registeredResources()).isEqualTo(1);

            array.close();

            assertThat(gpu.simulator.leftovers().registeredResources()).isZero();
            assertThatIllegalStateException()
                    .isThrownBy(() -> encoder.encode(array))
                    .withMessageContaining("array");
            assertThat(encoder.encode(arrayOf(gpu.frame(WIDTH, HEIGHT))).only().number())
                    .isEqualTo(2);
        }
    }

    @EachAbi
    void isKeptWhileItsPictureIsToCome(ApiVersion version) {
        EncoderConfig config = EncoderConfig.h264(WIDTH, HEIGHT)
                .tuning(Tuning.HIGH_QUALITY)
                .gopLength(30)
                .bFrames(2)
                .lookahead(0)
                .build();
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(gpu.context, config)) {
            List<DeviceFrame> frames = gpu.frames(2, BufferFormat.NV12, WIDTH, HEIGHT);
            encoder.encode(frames.get(0));
            CudaArray array = arrayOf(frames.get(1));
            assertThat(encoder.encode(array)).isEmpty();

            assertThat(encoder.holds(array)).isTrue();
            assertThatIllegalStateException().isThrownBy(() -> encoder.encode(array));
            assertThatIllegalStateException().isThrownBy(array::close).withMessageContaining("flush()");
            assertThat(array.isOpen()).isTrue();

            encoder.flush();
            assertThat(encoder.holds(array)).isFalse();
            array.close();
        }
    }

    @EachAbi
    void isRefusedWhereItCannotBeEncodedAndTheSessionGoesOn(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(gpu.context, CONFIG);
                var second = SimulatedGpu.of(version)) {
            RawCuda raw = new RawCuda(gpu.simulator.driver());
            gpu.context.run(() -> {
                long handle = raw.createArray(WIDTH, HEIGHT * 3 / 2, 1, 1, 0);
                CudaArray noSurface = CudaArray.wrap(gpu.context, handle, BufferFormat.NV12, WIDTH, HEIGHT);
                assertThatExceptionOfType(UnusableMemoryException.class)
                        .isThrownBy(() -> encoder.encode(noSurface))
                        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.SURFACE));
                raw.destroyArray(handle);
            });
            CudaArray elsewhere = CudaArray.allocate(second.context, BufferFormat.NV12, WIDTH, HEIGHT);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> encoder.encode(elsewhere))
                    .withMessageContaining("another CUDA context");
            CudaArray packed = CudaArray.allocate(gpu.context, BufferFormat.ABGR, WIDTH, HEIGHT);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> encoder.encode(packed))
                    .withMessageContainingAll("ABGR", "NV12");
            CudaArray larger = CudaArray.allocate(gpu.context, BufferFormat.NV12, WIDTH + 2, HEIGHT);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> encoder.encode(larger))
                    .withMessageContaining("180x100");

            assertThat(encoder.encode(arrayOf(gpu.frame(WIDTH, HEIGHT)))).hasSize(1);
        }
    }

    /** What the driver refuses or fails at leaves nothing behind. */
    @EachAbi
    void isNotHeldWhereTheDriverFails(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(gpu.context, CONFIG)) {
            CudaArray array = arrayOf(gpu.frame(WIDTH, HEIGHT));
            for (String function : List.of("nvEncRegisterResource", "nvEncMapInputResource", "nvEncEncodePicture")) {
                gpu.simulator.fail(function, 1, NvencStatus.GENERIC.code());
                assertThatExceptionOfType(NvencException.class).isThrownBy(() -> encoder.encode(array));
                assertThat(encoder.holds(array)).isFalse();
            }
            assertThat(encoder.encode(array)).hasSize(1);
        }
    }

    @EachAbi
    void isReconstructedIntoLinearMemory(ApiVersion version) {
        EncoderConfig config = CONFIG.toBuilder().reconstructedFrames(true).build();
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(gpu.context, config)) {
            DeviceFrame frame = gpu.frame(WIDTH, HEIGHT);
            DeviceFrame reconstruction = DeviceFrame.allocate(gpu.context, BufferFormat.NV12, WIDTH, HEIGHT);
            EncodedPicture picture = encoder.encode(arrayOf(frame), new PictureOptions().reconstruction(reconstruction))
                    .only();
            assertThat(picture.reconstruction()).isSameAs(reconstruction);
            assertThat(reconstruction.download()).isEqualTo(frame.download());
        }
    }

    @EachAbi
    void isTakenWhereverFramesAre(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version)) {
            List<DeviceFrame> frames = gpu.frames(2, BufferFormat.NV12, WIDTH, HEIGHT);
            List<CudaArray> arrays =
                    frames.stream().map(ArrayInputTest::arrayOf).toList();

            try (StreamEncoder stream = StreamEncoder.open(gpu.context, CONFIG)) {
                assertThat(stream.encode(arrays.get(0), 0)).isNotNull();
            }
            EncoderConfig shown = EncoderConfig.h264(WIDTH, HEIGHT)
                    .tuning(Tuning.HIGH_QUALITY)
                    .bFrames(0)
                    .lookahead(1)
                    .externalLookahead(true)
                    .build();
            try (NvEncoder encoder = NvEncoder.open(gpu.context, shown)) {
                arrays.forEach(encoder::lookAhead);
                assertThat(encoder.holds(arrays.get(1))).isTrue();
                assertThat(encoder.encode(arrays.get(0))).hasSize(1);
            }
            try (MotionEstimator estimator =
                    MotionEstimator.builder(Codec.H264, WIDTH, HEIGHT).open(gpu.context)) {
                List<String> expected = vectors(estimator.estimate(frames.get(0), frames.get(1)));
                assertThat(vectors(estimator.estimate(arrays.get(0), arrays.get(1))))
                        .isEqualTo(expected);
            }
        }
    }

    private static List<String> vectors(MotionVectors vectors) {
        List<String> blocks = new ArrayList<>();
        while (vectors.next()) {
            blocks.add(vectors.left() + "," + vectors.top() + ": " + vectors.vectorX(0) + "," + vectors.vectorY(0));
        }
        return blocks;
    }

    @EachAbi
    void belongsToOneDevice(ApiVersion version) {
        Simulator.Builder two =
                Simulator.builder().maxApiVersion(version).gpu(GpuModel.TURING).gpu(GpuModel.ADA);
        try (var gpu = SimulatedGpu.of(two);
                CudaContext second = CudaContext.primary(CudaDevice.of(gpu.simulator.driver(), 1));
                NvEncoder encoder = NvEncoder.open(second, CONFIG)) {
            CudaArray array = CudaArray.allocate(gpu.context, BufferFormat.NV12, WIDTH, HEIGHT);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> encoder.encode(array))
                    .withMessageContainingAll("device 0", "device 1");
        }
    }
}
