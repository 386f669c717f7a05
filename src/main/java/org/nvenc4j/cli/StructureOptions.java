package org.nvenc4j.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.nvenc4j.BReference;
import org.nvenc4j.EncoderConfig;
import org.nvenc4j.Slicing;
import org.nvenc4j.SplitEncode;
import picocli.CommandLine.Option;

/** Which pictures there are, what they refer to, and how each is cut. */
final class StructureOptions {
    @Option(
            names = "--gop",
            paramLabel = "N",
            converter = Words.OfGop.class,
            description = "Frames from one key frame to the next, 1 or more, or inf; default: the preset's.")
    private @Nullable Integer gop;

    @Option(
            names = "--bframes",
            paramLabel = "N",
            description =
                    "B-frames between two P-frames, 0 or more as the GPU has them; 0 with ll and ull, which is the"
                            + " default.")
    private @Nullable Integer bFrames;

    @Option(
            names = "--b-ref-mode",
            paramLabel = "MODE",
            converter = Words.OfBReference.class,
            description = "B-frames that others may refer to: disabled, each, middle or hierarchical (API 13.1);"
                    + " default: the preset's.")
    private @Nullable BReference bReference;

    @Option(
            names = "--rc-lookahead",
            paramLabel = "N",
            description = "Frames to look ahead, 0 to 31 less the B-frames; 0 with ll and ull, which is the default.")
    private @Nullable Integer lookahead;

    @Option(
            names = "--lookahead-level",
            paramLabel = "N",
            converter = Words.OfLookaheadLevel.class,
            description = "How thoroughly to look ahead, 0 to 3 or auto; API 12.2. Default: the preset's.")
    private @Nullable Integer lookaheadLevel;

    @Option(
            names = "--tf-level",
            paramLabel = "N",
            converter = Words.OfTemporalFilter.class,
            description = "Temporal filter against noise: 0 (off) or 4 (on, with 4 or more B-frames); hevc needs API"
                    + " 12.2, the others 13.0. Default: the preset's.")
    private @Nullable Integer temporalFilterLevel;

    @Option(
            names = "--weighted-pred",
            description = "Weighted prediction, for fades; h264 and hevc without B-frames. Default: no.")
    private boolean weightedPrediction;

    @Option(
            names = "--strict-gop",
            negatable = true,
            description = "Hold each GOP to its share of the bits; default: the preset's.")
    private @Nullable Boolean strictGop;

    @Option(
            names = "--nonref-p",
            negatable = true,
            description = "Allow P-frames that no other refers to, which a sender may drop; default: the preset's.")
    private @Nullable Boolean nonReferenceP;

    @Option(
            names = "--zerolatency",
            negatable = true,
            description = "Promise that nothing is reordered, so that decoders hold nothing back; default: the"
                    + " preset's.")
    private @Nullable Boolean zeroReorderDelay;

    @Option(
            names = "--dpb-size",
            paramLabel = "N",
            description =
                    "Frames that the decoder keeps as references, 1 to 16, for av1 to 8, or 0 for automatic; default:"
                            + " the preset's.")
    private @Nullable Integer dpbSize;

    @Option(
            names = "--intra-refresh",
            paramLabel = "PERIOD:COUNT",
            converter = Words.OfWave.class,
            description = "Instead of key frames, renew the picture by a wave of intra blocks over COUNT frames, one"
                    + " wave every PERIOD frames, such as 120:30; PERIOD is more than COUNT. Default: none.")
    private @Nullable Wave intraRefresh;

    @Option(
            names = "--slices",
            paramLabel = "N",
            description = "Slices of a picture, 1 or more; h264 and hevc. Default: the preset's, mostly 1.")
    private @Nullable Integer slices;

    @Option(
            names = "--split-encode",
            paramLabel = "MODE",
            converter = Words.OfSplitEncode.class,
            description = "Engines that share a picture: disabled, auto (default), forced, 2, 3 or 4 (API 13.0); hevc"
                    + " and av1.")
    private @Nullable SplitEncode splitEncode;

    void addTo(EncoderConfig.Builder builder) {
        if (gop != null) {
            builder.gopLength(gop);
        }
        if (bFrames != null) {
            builder.bFrames(bFrames);
        }
        if (bReference != null) {
            builder.bReference(bReference);
        }
        if (lookahead != null) {
            builder.lookahead(lookahead);
        }
        if (lookaheadLevel != null) {
            builder.lookaheadLevel(lookaheadLevel);
        }
        if (temporalFilterLevel != null) {
            builder.temporalFilter(temporalFilterLevel > 0);
        }
        if (weightedPrediction) {
            builder.weightedPrediction(true);
        }
        if (strictGop != null) {
            builder.strictGop(strictGop);
        }
        if (nonReferenceP != null) {
            builder.nonReferenceP(nonReferenceP);
        }
        if (zeroReorderDelay != null) {
            builder.zeroReorderDelay(zeroReorderDelay);
        }
        if (dpbSize != null) {
            builder.maxReferenceFrames(dpbSize);
        }
        if (intraRefresh != null) {
            builder.intraRefresh(intraRefresh.period(), intraRefresh.count());
        }
        if (slices != null) {
            builder.slicing(Slicing.count(slices));
        }
        if (splitEncode != null) {
            builder.splitEncode(splitEncode);
        }
    }

    /** A wave of intra blocks over {@code count} frames of every {@code period}. */
    record Wave(int period, int count) {
        private static final Pattern SYNTAX = Pattern.compile("(\\d{1,9}):(\\d{1,9})");

        static Wave parse(String text) {
            Matcher matcher = SYNTAX.matcher(text);
            if (!matcher.matches()) {
                throw new IllegalArgumentException("\"" + text
                        + "\"; write PERIOD:COUNT in frames, such as 120:30 for a wave of 30 frames every 120");
            }
            return new Wave(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
        }
    }
}
