package org.nvenc4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.nvenc4j.bitstream.H264SequenceHeader;
import org.nvenc4j.bitstream.SequenceHeader;
import org.nvenc4j.cuda.BufferFormat;
import org.nvenc4j.cuda.ColourConverter;
import org.nvenc4j.cuda.ColourMatrix;
import org.nvenc4j.cuda.CudaException;
import org.nvenc4j.cuda.CudaStream;
import org.nvenc4j.cuda.DeviceFrame;
import org.nvenc4j.cuda.DeviceImage;
import org.nvenc4j.cuda.PixelFormat;
import org.nvenc4j.simulator.Coders;
import org.nvenc4j.simulator.Simulator;
import org.nvenc4j.stream.StreamEncoder;
import org.nvenc4j.stream.StreamPicture;

/** Live streams of RGB images, each compared with what a converter of its own makes of it. */
class ImageStreamTest {
    private static final int WIDTH = 160;
    private static final int HEIGHT = 90;
    private static final int OUT_OF_MEMORY = 2;
    private static final int ILLEGAL_ADDRESS = 700;

    private static EncoderConfig.Builder config() {
        return Recipes.browserStreaming(Codec.H264, WIDTH, HEIGHT, 60, 1, 2_400_000)
                .maxSize(320, 180);
    }

    private static ColourConverter converter(SimulatedGpu gpu) {
        return ColourConverter.builder(PixelFormat.RGBA, BufferFormat.NV12).build(gpu.context);
    }

    private static StreamEncoder open(SimulatedGpu gpu) {
        return StreamEncoder.open(gpu.context, config().build(), converter(gpu));
    }

    private static byte[] noise(int width, int height, int seed) {
        byte[] pixels = new byte[4 * width * height];
        new Random(seed).nextBytes(pixels);
        return pixels;
    }

    private static DeviceImage image(SimulatedGpu gpu, int width, int height, int seed) {
        DeviceImage image = DeviceImage.allocate(gpu.context, PixelFormat.RGBA, width, height);
        image.upload(noise(width, height, seed));
        return image;
    }

    /** The samples that are to come out: those of the image's even part. */
    private static ByteBuffer expected(SimulatedGpu gpu, int width, int height, int seed) {
        byte[] pixels = noise(width, height, seed);
        int evenWidth = width & ~1;
        int evenHeight = height & ~1;
        byte[] even = new byte[4 * evenWidth * evenHeight];
        for (int y = 0; y < evenHeight; y++) {
            System.arraycopy(pixels, 4 * y * width, even, 4 * y * evenWidth, 4 * evenWidth);
        }
        try (DeviceImage image = DeviceImage.allocate(gpu.context, PixelFormat.RGBA, evenWidth, evenHeight);
                DeviceFrame frame = DeviceFrame.allocate(gpu.context, BufferFormat.NV12, evenWidth, evenHeight);
                ColourConverter converter = converter(gpu)) {
            image.upload(even);
            converter.convert(image, frame, null);
            return Planes.of(frame);
        }
    }

    private static StreamPicture encode(StreamEncoder stream, DeviceImage image) {
        return Objects.requireNonNull(stream.encode(image, 0), "the image was dropped");
    }

    @EachAbi
    void imagesOfEverySizeComeOutConverted(ApiVersion version) {
        int[][] sizes = {{WIDTH, HEIGHT}, {320, 180}, {201, 101}, {200, 101}, {161, 90}, {402, 101}, {WIDTH, HEIGHT}};
        try (var gpu = SimulatedGpu.of(version);
                var stream = open(gpu)) {
            for (int i = 0; i < sizes.length; i++) {
                int width = sizes[i][0];
                int height = sizes[i][1];
                DeviceImage first = image(gpu, width, height, 2 * i);
                DeviceImage second = image(gpu, width, height, 2 * i + 1);
                List<byte[]> units = new ArrayList<>();
                StreamPicture picture = encode(stream, first);
                assertThat(picture.isKeyFrame()).isEqualTo(i != 3);
                assertThat(picture.width()).isEqualTo(width & ~1);
                assertThat(picture.height()).isEqualTo(height & ~1);
                stream.requestKeyFrame();
                units.add(encode(stream, first).data().toByteArray());
                units.add(encode(stream, second).data().toByteArray());
                List<Decoder.Picture> decoded = Decoder.decode(Codec.H264, units);
                assertThat(Planes.of(decoded.getFirst())).isEqualTo(expected(gpu, width, height, 2 * i));
                assertThat(Planes.of(decoded.getLast())).isEqualTo(expected(gpu, width, height, 2 * i + 1));
                first.close();
                second.close();
            }
            assertThat(stream.sessions()).as("one for what the maximum holds").isEqualTo(2);
        }
    }

    @EachAbi
    void aSizeForEveryImageLeavesNothingBehind(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version);
                var stream = open(gpu)) {
            for (int i = 0; i < 60; i++) {
                try (DeviceImage image = image(gpu, 160 + i % 41, 90 + i % 7, i)) {
                    assertThat(encode(stream, image).sequence()).isEqualTo(i);
                }
                assertThat(gpu.simulator.leftovers().registeredResources()).isEqualTo(1);
                assertThat(gpu.simulator.leftovers().allocations()).isEqualTo(1);
            }
            assertThat(stream.sessions()).isEqualTo(1);
        }
    }

    @EachAbi
    void theStreamSaysHowToConvertBack(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version)) {
            ColourConverter converter = ColourConverter.builder(PixelFormat.RGBA, BufferFormat.NV12)
                    .matrix(ColourMatrix.BT2020)
                    .fullRange(true)
                    .build(gpu.context);
            for (ColourDescription said : List.of(ColourDescription.BT709, ColourDescription.BT2100_PQ)) {
                EncoderConfig config = config().colour(said).build();
                try (var stream = StreamEncoder.open(gpu.context, config, converter)) {
                    byte[] unit =
                            encode(stream, image(gpu, WIDTH, HEIGHT, 1)).data().toByteArray();
                    var usability = ((H264SequenceHeader) SequenceHeader.parse(Codec.H264, unit)).usability();
                    assertThat(usability.fullRange()).isTrue();
                    assertThat(usability.colour())
                            .as("another matrix is wrong, another transfer function is not")
                            .isEqualTo(said.equals(ColourDescription.BT709) ? ColourDescription.BT2020 : said);
                }
            }
        }
    }

    @EachAbi
    void conversionAndEncodingWaitForTheCallersStream(ApiVersion version) {
        var late = Simulator.builder()
                .maxApiVersion(version)
                .coders(Coders.LOSSLESS)
                .lateStreams();
        try (var gpu = SimulatedGpu.of(late)) {
            StreamEncoder stream = open(gpu);
            CudaStream made = CudaStream.createNonBlocking(gpu.context);
            stream.readyOn(made);
            DeviceImage image = image(gpu, WIDTH, HEIGHT, 1);
            byte[] unit = encode(stream, image).data().toByteArray();
            assertThat(Planes.of(Decoder.decode(Codec.H264, unit).getFirst()))
                    .isEqualTo(expected(gpu, WIDTH, HEIGHT, 1));
            assertThat(gpu.simulator.calls("cuLaunchKernel").getFirst().in().values())
                    .contains(made.handle());

            // A session that is rebuilt waits for it as well.
            gpu.simulator.fail("nvEncEncodePicture", 1, NvencStatus.GENERIC.code());
            image.upload(noise(WIDTH, HEIGHT, 2));
            unit = encode(stream, image).data().toByteArray();
            assertThat(stream.sessions()).isEqualTo(2);
            assertThat(Planes.of(Decoder.decode(Codec.H264, unit).getFirst()))
                    .isEqualTo(expected(gpu, WIDTH, HEIGHT, 2));

            made.close();
            image.upload(noise(WIDTH, HEIGHT, 3));
            stream.requestKeyFrame();
            unit = encode(stream, image).data().toByteArray();
            assertThat(Planes.of(Decoder.decode(Codec.H264, unit).getFirst()))
                    .isEqualTo(expected(gpu, WIDTH, HEIGHT, 3));
            stream.close();
        }
    }

    @EachAbi
    void whatCannotBeConvertedIsRefusedAndTheStreamGoesOn(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version);
                var other = SimulatedGpu.of(version);
                var stream = open(gpu)) {
            DeviceImage image = image(gpu, WIDTH, HEIGHT, 1);
            encode(stream, image);
            assertRefused(stream, DeviceImage.allocate(gpu.context, PixelFormat.RGBA, 8192, 64), "8192x64", "scale");
            assertRefused(stream, DeviceImage.allocate(gpu.context, PixelFormat.RGBA, 1, 1), "0x0", "145x49");
            assertRefused(stream, DeviceImage.allocate(gpu.context, PixelFormat.RGBA, 160, 49), "160x48", "145x49");
            assertThatIllegalArgumentException()
                    .isThrownBy(
                            () -> stream.encode(DeviceImage.allocate(gpu.context, PixelFormat.BGRA, WIDTH, HEIGHT), 0))
                    .withMessageContaining("RGBA");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> stream.encode(image(other, WIDTH, HEIGHT, 1), 0))
                    .withMessageContaining("context");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> StreamEncoder.open(gpu.context, config().build(), converter(other)))
                    .withMessageContaining("context");
            DeviceImage closed = image(gpu, WIDTH, HEIGHT, 1);
            closed.close();
            assertThatIllegalStateException().isThrownBy(() -> stream.encode(closed, 0));
            try (var frames = StreamEncoder.open(gpu.context, config().build())) {
                assertThatIllegalStateException()
                        .isThrownBy(() -> frames.encode(image, 0))
                        .withMessageContaining("ColourConverter");
            }
            StreamPicture next = encode(stream, image);
            assertThat(next.sequence()).isEqualTo(1);
            assertThat(next.isKeyFrame()).isFalse();
            assertThat(stream.sessions()).isEqualTo(1);

            stream.limitUnderWay(1);
            int conversions = gpu.simulator.calls("cuLaunchKernel").size();
            assertThat(stream.encode(image, 0)).isNull();
            assertThat(gpu.simulator.calls("cuLaunchKernel"))
                    .as("what is dropped is not converted")
                    .hasSize(conversions);
        }
    }

    private static void assertRefused(StreamEncoder stream, DeviceImage image, String... words) {
        assertThatExceptionOfType(UnsupportedFeatureException.class)
                .isThrownBy(() -> stream.encode(image, 0))
                .withMessageContainingAll(words);
    }

    @EachAbi
    void aLostDeviceIsReportedAtOnceAndAFaultRebuildsOnce(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version);
                var stream = open(gpu)) {
            DeviceImage image = image(gpu, WIDTH, HEIGHT, 1);
            encode(stream, image);
            gpu.simulator.fail("nvEncEncodePicture", 1, NvencStatus.DEVICE_NOT_EXIST.code());
            StreamPicture rebuilt = encode(stream, image);
            assertThat(rebuilt.isKeyFrame()).isTrue();
            assertThat(rebuilt.sequence()).isEqualTo(1);
            assertThat(gpu.simulator.calls("cuLaunchKernel"))
                    .as("it is converted already")
                    .hasSize(2);

            gpu.simulator.fail("cuMemAllocPitch", 1, OUT_OF_MEMORY);
            assertThatExceptionOfType(CudaException.class)
                    .isThrownBy(() -> stream.encode(image(gpu, 320, 180, 1), 0))
                    .withMessageContaining("cuMemAllocPitch");
            assertThat(encode(stream, image).isKeyFrame()).isFalse();

            gpu.simulator.fail("cuLaunchKernel", 1, ILLEGAL_ADDRESS);
            assertThatExceptionOfType(CudaException.class)
                    .isThrownBy(() -> stream.encode(image, 0))
                    .satisfies(e -> assertThat(e.isContextDead()).isTrue());
            assertThat(gpu.simulator.leftovers().sessions()).isZero();
            assertThat(stream.sessions()).isEqualTo(2);
        }
    }
}
