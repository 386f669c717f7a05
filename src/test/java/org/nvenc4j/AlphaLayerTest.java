package org.nvenc4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.nvenc4j.cuda.BufferFormat;
import org.nvenc4j.cuda.CudaArray;
import org.nvenc4j.cuda.DeviceFrame;
import org.nvenc4j.simulator.CodedPicture;
import org.nvenc4j.simulator.CoderFactory;
import org.nvenc4j.simulator.CoderSettings;
import org.nvenc4j.simulator.PictureCoder;
import org.nvenc4j.simulator.Simulator;
import org.nvenc4j.simulator.SourcePicture;

/** HEVC with transparency: it arrives at the coder with its picture, byte by byte. */
class AlphaLayerTest {
    private static final int WIDTH = 192;
    private static final int HEIGHT = 136;
    private static final int PIXELS = WIDTH * HEIGHT;

    @EachAbi
    void theLumaOfASecondFrameIsTheTransparency(ApiVersion version) {
        var coder = new Keeper();
        try (var gpu = gpu(version, coder);
                var encoder = NvEncoder.open(
                        gpu.context,
                        EncoderConfig.hevc(WIDTH, HEIGHT).alphaLayer(true).build())) {
            List<byte[]> given = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                byte[] alpha = transparency(i);
                given.add(Arrays.copyOf(alpha, PIXELS));
                DeviceFrame frame = gpu.frame(WIDTH, HEIGHT);
                DeviceFrame linear = frame(gpu, BufferFormat.NV12, alpha);
                CudaArray array = CudaArray.allocate(gpu.context, BufferFormat.NV12, WIDTH, HEIGHT);
                array.copyFrom(linear);
                encoder.encode(frame, new PictureOptions().alpha(i == 1 ? array : linear));
            }
            assertThat(coder.alphas).usingElementComparator(Arrays::compare).containsExactlyElementsOf(given);
        }
    }

    @EachAbi
    void pixelsOfRgbHaveItInThem(ApiVersion version) {
        for (BufferFormat format : List.of(BufferFormat.ARGB, BufferFormat.ABGR)) {
            var coder = new Keeper();
            try (var gpu = gpu(version, coder);
                    var encoder = NvEncoder.open(
                            gpu.context,
                            EncoderConfig.hevc(WIDTH, HEIGHT)
                                    .bufferFormat(format)
                                    .alphaLayer(true)
                                    .build())) {
                byte[] pixels = new byte[4 * PIXELS];
                new Random(5).nextBytes(pixels);
                byte[] alpha = new byte[PIXELS];
                for (int i = 0; i < PIXELS; i++) {
                    alpha[i] = pixels[4 * i + 3];
                }
                DeviceFrame frame = frame(gpu, format, pixels);
                encoder.encode(frame);
                assertThat(coder.alphas).usingElementComparator(Arrays::compare).containsExactly(alpha);
                DeviceFrame extra = frame(gpu, BufferFormat.NV12, transparency(0));
                assertThatThrownBy(() -> encoder.encode(frame, new PictureOptions().alpha(extra)))
                        .hasMessageStartingWith("alpha is set")
                        .hasMessageContaining("in their pixels");
            }
        }
    }

    /** With B-frames the transparency is held as long as its frame, and comes with it. */
    @EachAbi
    void withBFramesItStaysWithItsPicture(ApiVersion version) {
        var coder = new Keeper();
        var config = EncoderConfig.hevc(WIDTH, HEIGHT)
                .tuning(Tuning.HIGH_QUALITY)
                .gopLength(30)
                .bFrames(2)
                .lookahead(0)
                .alphaLayer(true)
                .build();
        try (var gpu = gpu(version, coder);
                var encoder = NvEncoder.open(gpu.context, config)) {
            List<DeviceFrame> frames = gpu.frames(6, BufferFormat.NV12, WIDTH, HEIGHT);
            List<DeviceFrame> alphas = new ArrayList<>();
            for (int i = 0; i < frames.size(); i++) {
                DeviceFrame alpha = frame(gpu, BufferFormat.NV12, transparency(i));
                alphas.add(alpha);
                encoder.encode(frames.get(i), new PictureOptions().alpha(alpha)).forEach(picture -> {});
            }
            assertThat(encoder.holds(alphas.get(5))).isTrue();
            assertThatThrownBy(alphas.get(5)::close).hasMessageContaining("still holds this frame");
            encoder.flush().forEach(picture -> {});
            assertThat(encoder.holds(alphas.get(5))).isFalse();
            for (int i = 0; i < coder.pictures.size(); i++) {
                int number = coder.pictures.get(i).displayOrder();
                assertThat(coder.alphas.get(i)).isEqualTo(Arrays.copyOf(transparency(number), PIXELS));
            }
            alphas.get(5).close();
        }
    }

    @EachAbi
    void whatIsNotRightIsRefusedAndTheSessionGoesOn(ApiVersion version) {
        var coder = new Keeper();
        try (var gpu = gpu(version, coder);
                var plain = NvEncoder.open(
                        gpu.context, EncoderConfig.hevc(WIDTH, HEIGHT).build());
                var encoder = NvEncoder.open(
                        gpu.context,
                        EncoderConfig.hevc(WIDTH, HEIGHT).alphaLayer(true).build())) {
            DeviceFrame frame = gpu.frame(WIDTH, HEIGHT);
            DeviceFrame alpha = frame(gpu, BufferFormat.NV12, transparency(1));
            DeviceFrame colourful =
                    gpu.frames(2, BufferFormat.NV12, WIDTH, HEIGHT).get(1);
            DeviceFrame small = gpu.frame(WIDTH - 2, HEIGHT);
            DeviceFrame planar = gpu.frames(1, BufferFormat.IYUV, WIDTH, HEIGHT).getFirst();
            refuses(plain, frame, alpha, "alphaLayer(true)");
            refuses(encoder, frame, null, "alpha is none");
            refuses(encoder, frame, small, "190x136");
            refuses(encoder, frame, planar, "NV12");
            refuses(encoder, frame, frame, "cannot be its own alpha");
            assertThat(gpu.simulator.calls("nvEncEncodePicture")).isEmpty();
            refuses(encoder, frame, colourful, "has to be 128");
            encoder.encode(frame, new PictureOptions().alpha(alpha));
            assertThat(coder.alphas).hasSize(1);
        }
    }

    private static void refuses(NvEncoder encoder, DeviceFrame frame, DeviceFrame alpha, String reason) {
        assertThatThrownBy(() -> encoder.encode(frame, new PictureOptions().alpha(alpha)))
                .isInstanceOf(RuntimeException.class)
                .hasMessageContaining(reason);
    }

    /** Luma at random and chroma that says nothing. */
    private static byte[] transparency(int seed) {
        byte[] samples = new byte[PIXELS * 3 / 2];
        new Random(seed).nextBytes(samples);
        Arrays.fill(samples, PIXELS, samples.length, (byte) 128);
        return samples;
    }

    private static DeviceFrame frame(SimulatedGpu gpu, BufferFormat format, byte[] samples) {
        DeviceFrame frame = DeviceFrame.allocate(gpu.context, format, WIDTH, HEIGHT);
        frame.upload(samples);
        return frame;
    }

    private static SimulatedGpu gpu(ApiVersion version, CoderFactory coder) {
        return SimulatedGpu.of(Simulator.builder().maxApiVersion(version).coder(coder));
    }

    /** Takes every codec, codes nothing, and keeps the pictures as they came. */
    private static final class Keeper implements CoderFactory, PictureCoder {
        final List<SourcePicture> pictures = new ArrayList<>();
        final List<byte[]> alphas = new ArrayList<>();

        @Override
        public String name() {
            return "keeper";
        }

        @Override
        public Optional<String> refusal(CoderSettings settings) {
            return Optional.empty();
        }

        @Override
        public PictureCoder open(CoderSettings settings) {
            return this;
        }

        @Override
        public byte[] sequenceHeader() {
            return new byte[0];
        }

        @Override
        public CodedPicture code(SourcePicture picture) {
            pictures.add(picture);
            picture.alpha().ifPresent(plane -> alphas.add(plane.samples().clone()));
            return new CodedPicture(new byte[] {1, (byte) picture.view()}, 20, picture.type());
        }

        @Override
        public void reconfigure(CoderSettings settings) {}

        @Override
        public void close() {}
    }
}
