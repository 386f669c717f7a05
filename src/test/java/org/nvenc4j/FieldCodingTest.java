package org.nvenc4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nvenc4j.bitstream.SequenceHeader;
import org.nvenc4j.cuda.BufferFormat;
import org.nvenc4j.cuda.DeviceFrame;
import org.nvenc4j.simulator.GpuModel;

/** Interlaced material: the two fields of a frame are coded apart, and a decoder weaves them again. */
class FieldCodingTest {
    private static final int WIDTH = 178;
    private static final int HEIGHT = 100;

    static Stream<Arguments> formatsInEachAbi() {
        return ApiVersion.supported().stream()
                .flatMap(version ->
                        Stream.of(BufferFormat.NV12, BufferFormat.YUV444).map(format -> Arguments.of(version, format)));
    }

    @ParameterizedTest(name = "NVENC API {0}, {1}")
    @MethodSource("formatsInEachAbi")
    void fieldsComeBackAsTheFramesThatTheyWere(ApiVersion version, BufferFormat format) {
        var config = EncoderConfig.h264(WIDTH, HEIGHT)
                .bufferFormat(format)
                .fieldCoding(true)
                .gopLength(5)
                .slicing(Slicing.count(2))
                .accessUnitDelimiters(true)
                .build();
        List<PictureStructure> structures = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            structures.add(i % 3 == 1 ? PictureStructure.BOTTOM_FIELD_FIRST : PictureStructure.TOP_FIELD_FIRST);
        }
        try (var gpu = SimulatedGpu.of(version, GpuModel.BLACKWELL);
                var encoder = NvEncoder.open(gpu.context, config)) {
            List<DeviceFrame> frames = gpu.frames(structures.size() - 1, format, WIDTH, HEIGHT);
            frames.add(frames.getLast());
            List<byte[]> units = new ArrayList<>();
            for (int i = 0; i < frames.size(); i++) {
                // Upper lines first is the default where fields are coded.
                var options = new PictureOptions()
                        .structure(structures.get(i) == PictureStructure.TOP_FIELD_FIRST ? null : structures.get(i));
                EncodedPicture picture = encoder.encode(frames.get(i), options).only();
                assertThat(picture.structure()).isEqualTo(structures.get(i));
                assertThat(picture.isKeyFrame()).isEqualTo(i % 5 == 0);
                units.add(picture.toByteArray());
            }
            assertThat(units.getLast())
                    .as("what does not move is not coded again")
                    .hasSizeLessThan(100);
            var header = SequenceHeader.parse(Codec.H264, encoder.sequenceParameters());
            assertThat(header.width()).isEqualTo(WIDTH);
            assertThat(header.height()).isEqualTo(HEIGHT);

            List<Decoder.Picture> decoded = Decoder.decode(Codec.H264, units);
            assertThat(decoded).extracting(Decoder.Picture::structure).containsExactlyElementsOf(structures);
            for (int i = 0; i < frames.size(); i++) {
                assertThat(Planes.of(decoded.get(i))).as("frame %d", i).isEqualTo(Planes.of(frames.get(i)));
            }
            assertThat(gpu.simulator.calls("nvEncEncodePicture"))
                    .extracting(call -> call.in().get("pictureStruct"))
                    .startsWith(2L, 3L, 2L);
        }
    }

    @EachAbi
    void framesAndFieldsAreNotMixedWhereFieldsAreNotCoded(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version, GpuModel.BLACKWELL);
                var encoder = NvEncoder.open(
                        gpu.context, EncoderConfig.h264(WIDTH, HEIGHT).build())) {
            DeviceFrame frame = gpu.frame(WIDTH, HEIGHT);
            var options = new PictureOptions().structure(PictureStructure.TOP_FIELD_FIRST);
            assertThatThrownBy(() -> encoder.encode(frame, options))
                    .isInstanceOf(InvalidConfigException.class)
                    .hasMessageContaining("fieldCoding(true)");
            EncodedPicture picture = encoder.encode(frame, options.structure(PictureStructure.FRAME))
                    .only();
            assertThat(picture.structure()).isEqualTo(PictureStructure.FRAME);
            assertThat(Decoder.decode(Codec.H264, List.of(picture.toByteArray())))
                    .extracting(Decoder.Picture::structure)
                    .containsExactly(PictureStructure.FRAME);
        }
    }
}
