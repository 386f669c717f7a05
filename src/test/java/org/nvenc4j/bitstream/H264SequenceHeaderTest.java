package org.nvenc4j.bitstream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.nvenc4j.Codec;

class H264SequenceHeaderTest {

    private static final int SEEDS = 400;

    /** FFmpeg's flags of Constrained Baseline and of intra profiles. */
    private static final int FFMPEG_FLAGS = 0xA00;

    /** FFmpeg's H.264 decoder reads the same parameter sets, with every optional part in some of them. */
    @Test
    void readsWhatFfmpegReads() {
        for (int seed = 0; seed < SEEDS; seed++) {
            byte[] unit = new H264Stream(seed).accessUnit();
            Ffmpeg.Facts facts = Ffmpeg.ofAccessUnit(Codec.H264, unit);
            H264SequenceHeader header = (H264SequenceHeader) SequenceHeader.parse(Codec.H264, unit);
            VideoUsability usability = header.usability();
            assertThat(new Ffmpeg.Facts(
                            header.profile(),
                            header.level(),
                            header.width(),
                            header.height(),
                            header.chromaFormatIdc(),
                            header.bitDepth(),
                            usability.maxReorderFrames().orElse(facts.reorder()),
                            header.fullRange() ? 2 : Math.min(facts.range(), 1),
                            header.colour().primaries(),
                            header.colour().transfer(),
                            header.colour().matrix(),
                            // FFmpeg takes the left for what is unspecified, where there is anything about usability.
                            header.chromaLocation().orElse(Math.min(facts.chromaLocation(), 1) - 1) + 1,
                            header.frameRate().map(FrameRate::framesPerSecond).orElse(0.0),
                            header.sampleAspectRatio()
                                    .map(ratio -> (double) ratio.width() / ratio.height())
                                    .orElse(0.0)))
                    .as("seed %d", seed)
                    .isEqualTo(facts.withProfile(facts.profile() & ~FFMPEG_FLAGS));
        }
    }
}
