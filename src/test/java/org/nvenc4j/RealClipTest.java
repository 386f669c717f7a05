package org.nvenc4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nvenc4j.cuda.BufferFormat;
import org.nvenc4j.cuda.DeviceFrame;
import org.nvenc4j.simulator.Coders;
import org.nvenc4j.simulator.Simulator;

/** A clip of photographs through each coder of the simulator and FFmpeg's decoders. */
class RealClipTest {
    /** Two photographs at once: one fades into the other. */
    private static final int SHOWN = 105;

    static Stream<Arguments> eachAbiAndSize() {
        return ApiVersion.supported().stream()
                .flatMap(version -> Stream.of(
                        Arguments.of(version, 1920, 1080),
                        Arguments.of(version, 1366, 768),
                        Arguments.of(version, 178, 100)));
    }

    @ParameterizedTest(name = "NVENC API {0}, {1}x{2}")
    @MethodSource("eachAbiAndSize")
    void theLosslessCoderKeepsEverySample(ApiVersion version, int width, int height) {
        EncoderConfig config = EncoderConfig.h264(width, height).build();
        try (var gpu = SimulatedGpu.of(version)) {
            play(gpu, config, (planes, picture) -> {
                assertThat(Planes.of(picture)).as("frame %d", picture.unit()).isEqualTo(ByteBuffer.wrap(planes));
                if (picture.unit() == SHOWN) {
                    show(picture);
                }
            });
        }
    }

    @ParameterizedTest
    @CsvSource({"H264", "AV1"})
    void ffmpegsCodersKeepThePictureAndTheBitRate(Codec codec) {
        int bitRate = 4_000_000;
        EncoderConfig config = EncoderConfig.builder(codec, 1366, 768)
                .rateControlMode(RateControlMode.CBR)
                .bitRate(bitRate)
                .build();
        DoubleSummaryStatistics psnr = new DoubleSummaryStatistics();
        try (var gpu = SimulatedGpu.of(Simulator.builder().coders(Coders.FFMPEG))) {
            long bytes = play(
                    gpu,
                    config,
                    (planes, picture) ->
                            psnr.accept(psnr(planes, picture.planes().getFirst())));
            double seconds = (double) RealClip.FRAMES * config.frameRateDenominator() / config.frameRateNumerator();
            assertThat(bytes * 8 / seconds).isBetween(0.8 * bitRate, 1.1 * bitRate);
        }
        // Measured: H.264 from 36.6 dB, 46.1 dB in the mean; AV1 from 37.8 dB, 47.8 dB in the mean.
        assertThat(psnr.getMin()).isGreaterThan(34);
        assertThat(psnr.getAverage()).isGreaterThan(43);
    }

    /** Encodes the clip, decodes each access unit as it comes, hands over what went in and what came out; gives the bytes. */
    private static long play(SimulatedGpu gpu, EncoderConfig config, BiConsumer<byte[], Decoder.Picture> check) {
        RealClip clip = new RealClip(config.width(), config.height());
        long bytes = 0;
        int decoded = 0;
        try (var encoder = NvEncoder.open(gpu.context, config);
                var decoder = new Decoder(config.codec())) {
            DeviceFrame frame = DeviceFrame.allocate(gpu.context, BufferFormat.NV12, config.width(), config.height());
            for (int i = 0; i < RealClip.FRAMES; i++) {
                byte[] planes = clip.planes(i);
                frame.upload(clip.nv12(planes));
                byte[] unit = encoder.encode(frame).only().toByteArray();
                bytes += unit.length;

                List<Decoder.Picture> pictures = decoder.feed(unit);
                assertThat(pictures).as("pictures of access unit %d", i).hasSize(1);
                Decoder.Picture picture = pictures.getFirst();
                assertThat(picture.unit()).isEqualTo(i);
                assertThat(picture.width()).isEqualTo(config.width());
                assertThat(picture.height()).isEqualTo(config.height());
                check.accept(planes, picture);
                decoded++;
            }
            assertThat(decoder.finish()).isEmpty();
        }
        assertThat(decoded).isEqualTo(300);
        return bytes;
    }

    private static double psnr(byte[] expected, byte[] luma) {
        long error = 0;
        for (int i = 0; i < luma.length; i++) {
            int difference = (expected[i] & 0xFF) - (luma[i] & 0xFF);
            error += difference * difference;
        }
        return 10 * Math.log10(255.0 * 255.0 * luma.length / error);
    }

    private static void show(Decoder.Picture picture) {
        Path file = Path.of("target", "real-clip", picture.width() + "x" + picture.height() + ".png");
        try {
            Files.createDirectories(file.getParent());
            ImageIO.write(RealClip.image(picture), "png", file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
