package org.nvenc4j.bitstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.nvenc4j.Codec;

class HevcSequenceHeaderTest {

    private static final int SEEDS = 400;

    /** FFmpeg's HEVC decoder reads the same parameter sets, with every optional part in some of them. */
    @Test
    void readsWhatFfmpegReads() {
        for (int seed = 0; seed < SEEDS; seed++) {
            byte[] sets = new HevcStream(seed).parameterSets();
            Ffmpeg.Facts facts = Ffmpeg.ofParameterSets(Codec.HEVC, sets);
            AccessUnit unit = AccessUnit.parse(Codec.HEVC, sets);
            HevcSequenceHeader header =
                    (HevcSequenceHeader) unit.sequenceHeader().orElseThrow();
            HevcVideoParameters video =
                    HevcVideoParameters.read((HevcNal) unit.units().getFirst());
            Optional<FrameRate> rate = video.frameRate().or(header::frameRate);
            assertThat(new Ffmpeg.Facts(
                            header.profile(),
                            header.level(),
                            header.width(),
                            header.height(),
                            header.chromaFormatIdc(),
                            header.bitDepth(),
                            header.maxReorderPics(),
                            header.fullRange() ? 2 : 1,
                            header.colour().primaries(),
                            header.colour().transfer(),
                            header.colour().matrix(),
                            // FFmpeg takes the left for what is unspecified.
                            header.chromaFormatIdc() == 1
                                    ? header.chromaLocation().orElse(0) + 1
                                    : 0,
                            rate.map(FrameRate::framesPerSecond).orElse(0.0),
                            header.sampleAspectRatio()
                                    .map(ratio -> (double) ratio.width() / ratio.height())
                                    .orElse(0.0)))
                    .as("seed %d", seed)
                    .isEqualTo(facts);
        }
    }
}
