package org.nvenc4j.bitstream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.nvenc4j.Codec;

class Av1SequenceHeaderTest {

    private static final int SEEDS = 400;

    /** FFmpeg reads the same sequence headers, with every optional part in some of them. */
    @Test
    void readsWhatFfmpegReads() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Av1Stream stream = new Av1Stream(seed);
            byte[] obu = stream.sequenceHeader();
            Ffmpeg.Facts facts = Ffmpeg.ofSequenceHeader(obu);
            SequenceHeader header = SequenceHeader.parse(Codec.AV1, obu);
            assertThat(header.frameRate().isPresent()).as("seed %d", seed).isEqualTo(stream.evenlySpaced());
            assertThat(new Ffmpeg.Facts(
                            header.profile(),
                            header.level(),
                            header.width(),
                            header.height(),
                            header.chromaFormatIdc(),
                            header.bitDepth(),
                            0,
                            header.fullRange() ? 2 : 1,
                            header.colour().primaries(),
                            header.colour().transfer(),
                            header.colour().matrix(),
                            header.chromaLocation().orElse(-1) + 1,
                            // FFmpeg takes a clock tick for a picture's time where the stream does not say that it is.
                            header.frameRate().map(FrameRate::framesPerSecond).orElse(facts.frameRate()),
                            0))
                    .as("seed %d", seed)
                    .isEqualTo(facts);
        }
    }
}
