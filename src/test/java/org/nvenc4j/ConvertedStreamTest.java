package org.nvenc4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.nvenc4j.bitstream.H264SequenceHeader;
import org.nvenc4j.bitstream.SequenceHeader;
import org.nvenc4j.bitstream.VideoUsability;
import org.nvenc4j.cuda.BufferFormat;
import org.nvenc4j.cuda.ColourConverter;
import org.nvenc4j.cuda.ColourMatrix;
import org.nvenc4j.cuda.CudaStream;
import org.nvenc4j.cuda.DeviceFrame;
import org.nvenc4j.cuda.DeviceImage;
import org.nvenc4j.cuda.PixelFormat;

/** RGB in, a stream out that says how to make RGB of it again. */
class ConvertedStreamTest {
    private static final int WIDTH = 178;
    private static final int HEIGHT = 100;

    @EachAbi
    void encodesWhatWasConvertedAndSaysHow(ApiVersion version) {
        for (ColourMatrix matrix : ColourMatrix.values()) {
            for (boolean fullRange : new boolean[] {false, true}) {
                encode(version, matrix, fullRange);
            }
        }
    }

    private static void encode(ApiVersion version, ColourMatrix matrix, boolean fullRange) {
        try (var gpu = SimulatedGpu.of(version)) {
            ColourConverter converter = ColourConverter.builder(PixelFormat.BGRA, BufferFormat.NV12)
                    .matrix(matrix)
                    .fullRange(fullRange)
                    .build(gpu.context);
            EncoderConfig config =
                    EncoderConfig.h264(WIDTH, HEIGHT).convertedBy(converter).build();
            NvEncoder encoder = NvEncoder.open(gpu.context, config);
            CudaStream stream = CudaStream.create(gpu.context);
            encoder.streams(stream, stream);
            DeviceImage image = DeviceImage.allocate(gpu.context, PixelFormat.BGRA, WIDTH, HEIGHT);
            byte[] pixels = new byte[4 * WIDTH * HEIGHT];
            new Random(3).nextBytes(pixels);
            image.upload(pixels);
            DeviceFrame frame = DeviceFrame.allocate(gpu.context, config.bufferFormat(), WIDTH, HEIGHT);

            converter.convert(image, frame, stream);
            byte[] unit = encoder.encode(frame).only().toByteArray();

            assertThat(Planes.of(Decoder.decode(Codec.H264, unit).getFirst())).isEqualTo(Planes.of(frame));
            VideoUsability usability = ((H264SequenceHeader) SequenceHeader.parse(Codec.H264, unit)).usability();
            assertThat(usability.colour()).isEqualTo(matrix.description());
            assertThat(usability.fullRange()).isEqualTo(fullRange);
            assertThat(usability.chromaLocation()).hasValue(ColourConverter.CHROMA_SAMPLE_LOCATION);
        }
    }

    /** AV1 has no value for the middle of four samples, and only 4:2:0 has a place to tell. */
    @Test
    void tellsThePlaceOfChromaWhereThereIsAWord() {
        try (var gpu = SimulatedGpu.of(ApiVersion.V13_1)) {
            ColourConverter nv12 =
                    ColourConverter.builder(PixelFormat.RGBA, BufferFormat.NV12).build(gpu.context);
            ColourConverter yuv444 = ColourConverter.builder(PixelFormat.RGBA, BufferFormat.YUV444_10BIT)
                    .build(gpu.context);
            EncoderConfig av1 =
                    EncoderConfig.av1(WIDTH, HEIGHT).convertedBy(nv12).build();
            EncoderConfig hevc =
                    EncoderConfig.hevc(WIDTH, HEIGHT).convertedBy(nv12).build();
            EncoderConfig full =
                    EncoderConfig.hevc(WIDTH, HEIGHT).convertedBy(yuv444).build();

            assertThat(av1.get(Settings.CHROMA_SAMPLE_LOCATION)).isNull();
            assertThat(hevc.get(Settings.CHROMA_SAMPLE_LOCATION)).isEqualTo(1);
            assertThat(full.get(Settings.CHROMA_SAMPLE_LOCATION)).isNull();
            assertThat(full.bufferFormat()).isEqualTo(BufferFormat.YUV444_10BIT);
            assertThat(av1.get(Settings.COLOUR)).isEqualTo(ColourDescription.BT709);
            assertThat(av1.get(Settings.FULL_RANGE)).isFalse();
        }
    }
}
