package org.nvenc4j.bitstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nvenc4j.Codec;
import org.nvenc4j.ColourDescription;
import org.nvenc4j.Decoder;
import org.nvenc4j.simulator.CoderSettings;
import org.nvenc4j.simulator.CoderSettings.Gop;
import org.nvenc4j.simulator.Coders;
import org.nvenc4j.simulator.Vui;

/** Headers of real encoders' streams, against what a decoder finds that shows every picture of them. */
class CodedStreamTest {

    private static final Vui VUI = new Vui(
            4,
            3,
            Optional.of(true),
            Optional.of(new Vui.VideoSignal(5, true, Optional.of(new Vui.Colour(9, 16, 9)))),
            Optional.of(new Vui.ChromaLocation(2, 2)),
            true,
            true);

    @ParameterizedTest
    @CsvSource({
        "H264, LOSSLESS, 1, 8, 66, 178x90",
        "H264, LOSSLESS, 1, 8, 0, 64x64",
        "H264, LOSSLESS, 2, 10, 0, 98x34",
        "H264, LOSSLESS, 3, 8, 0, 33x47",
        "H264, LOSSLESS, 0, 8, 0, 32x40",
        "H264, FFMPEG, 1, 8, 77, 320x180",
        "AV1, FFMPEG, 1, 8, 0, 320x180",
        "AV1, FFMPEG, 1, 10, 0, 178x90"
    })
    void headerSaysWhatTheDecoderFinds(
            Codec codec, Coders coders, int chromaFormat, int bitDepth, int profile, String size) {
        String[] sides = size.split("x");
        int width = Integer.parseInt(sides[0]);
        int height = Integer.parseInt(sides[1]);
        CoderSettings settings = CoderSettings.builder(codec, width, height, 30000, 1001)
                .chromaFormat(chromaFormat)
                .bitDepth(bitDepth)
                .profile(profile)
                .vui(VUI)
                .build();
        List<byte[]> units = CodedStream.of(coders, settings, 2, List.of());
        SequenceHeader header = SequenceHeader.parse(codec, units.getFirst());
        try (Decoder decoder = new Decoder(codec)) {
            List<Decoder.Picture> pictures = new ArrayList<>();
            units.forEach(unit -> pictures.addAll(decoder.feed(unit)));
            pictures.addAll(decoder.finish());
            Decoder.Picture picture = pictures.getFirst();
            Decoder.Stream stream = decoder.stream();
            assertThat(header.codec()).isEqualTo(codec);
            assertThat(header.width()).isEqualTo(picture.width()).isEqualTo(width);
            assertThat(header.height()).isEqualTo(picture.height()).isEqualTo(height);
            assertThat(header.chromaFormatIdc()).isEqualTo(chromaFormat);
            assertThat(header.bitDepth()).isEqualTo(bitDepth);
            assertThat(header.maxReorderFrames()).hasValue(0);
            assertThat(header.colour())
                    .isEqualTo(new ColourDescription(stream.primaries(), stream.transfer(), stream.matrix()))
                    .isEqualTo(ColourDescription.BT2100_PQ);
            assertThat(header.fullRange()).isEqualTo(stream.range() == 2).isTrue();
            if (codec == Codec.AV1) {
                // libaom's decoder keeps profile and level to itself.
                Ffmpeg.Facts facts = Ffmpeg.ofSequenceHeader(sequenceHeader(units.getFirst()));
                assertThat(header.profile()).isEqualTo(facts.profile());
                assertThat(header.level()).isEqualTo(facts.level());
            } else {
                assertThat(header.profile()).isEqualTo(stream.profile() & 0xFF);
                assertThat(header.level()).isEqualTo(stream.level());
                assertThat(header.chromaLocation()).hasValue(stream.chromaLocation() - 1);
                assertThat(header.frameRate().orElseThrow().framesPerSecond())
                        .isEqualTo((double) stream.frameRateNum() / stream.frameRateDen());
                assertThat(header.sampleAspectRatio())
                        .contains(new SampleAspectRatio(stream.sampleAspectNum(), stream.sampleAspectDen()));
            }
        }
    }

    private static byte[] sequenceHeader(byte[] unit) {
        return AccessUnit.parse(Codec.AV1, unit).units().get(1).bytes().toArray(ValueLayout.JAVA_BYTE);
    }

    @Test
    void reorderingIsThatOfTheStream() {
        CoderSettings settings = CoderSettings.builder(Codec.H264, 64, 64, 30, 1)
                .gop(new Gop(Gop.INFINITE, Gop.INFINITE, 3, 1, 2))
                .build();
        byte[] unit = CodedStream.of(Coders.LOSSLESS, settings, 1, List.of()).getFirst();
        H264SequenceHeader header = (H264SequenceHeader) SequenceHeader.parse(Codec.H264, unit);
        assertThat(header.maxReorderFrames()).hasValue(1);
        assertThat(header.usability().maxDecFrameBuffering()).hasValue(2);

        CoderSettings silent = CoderSettings.builder(Codec.H264, 64, 64, 30, 1).build();
        assertThat(SequenceHeader.parse(
                                Codec.H264,
                                CodedStream.of(Coders.LOSSLESS, silent, 1, List.of())
                                        .getFirst())
                        .maxReorderFrames())
                .isEmpty();
    }
}
