package org.nvenc4j.cli;

import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.nvenc4j.Codec;
import org.nvenc4j.ColourDescription;
import org.nvenc4j.EncoderConfig;
import org.nvenc4j.Level;
import org.nvenc4j.Preset;
import org.nvenc4j.Profile;
import org.nvenc4j.Tier;
import org.nvenc4j.Tuning;
import picocli.CommandLine.Option;

/** What stream comes out. */
final class StreamOptions {
    private static final int HIGH_BIT_DEPTH = 10;

    /** The samples that stand for black and white. */
    enum Range {
        LIMITED,
        FULL
    }

    @Option(
            names = "--codec",
            paramLabel = "CODEC",
            converter = Words.OfCodec.class,
            description = "h264, hevc or av1; default: what the output's name says, h264 for standard output.")
    @Nullable
    Codec codec;

    @Option(
            names = "--profile",
            paramLabel = "PROFILE",
            description = "h264: baseline, main, high, high10, high422, high444p; hevc: main, main10, rext; av1: main."
                    + " Default: the lowest that holds the rest.")
    private @Nullable String profile;

    @Option(
            names = "--level",
            paramLabel = "LEVEL",
            converter = Words.OfLevel.class,
            description = "Level such as 5.1; default: the lowest that holds size and rate.")
    private @Nullable Level level;

    @Option(
            names = "--tier",
            paramLabel = "TIER",
            converter = Words.OfTier.class,
            description = "main (default) or high, which allows higher rates at a level; hevc and av1.")
    private @Nullable Tier tier;

    @Option(
            names = "--preset",
            paramLabel = "PRESET",
            converter = Words.OfPreset.class,
            description = "p1 (fastest) to p7 (best); default p4.")
    private @Nullable Preset preset;

    @Option(
            names = "--tune",
            paramLabel = "TUNING",
            converter = Words.OfTuning.class,
            description = "hq, uhq (hevc, av1), ll, ull or lossless (h264, hevc); default ull, which delays nothing.")
    private @Nullable Tuning tuning;

    @Option(
            names = "--highbitdepth",
            description = "Code 8-bit frames with 10 bits, which avoids banding; h264 needs API 13.0, the others 12.2."
                    + " Default: the frames' own depth.")
    private boolean highBitDepth;

    @Option(
            names = "--colorspace",
            paramLabel = "COLOURS",
            converter = Words.OfColours.class,
            description = "What the stream says of its colours; no sample is changed: bt709, smpte170m (NTSC), bt470bg"
                    + " (PAL), bt2020nc, bt2100-pq (HDR10), bt2100-hlg, or PRIMARIES:TRANSFER:MATRIX in the numbers"
                    + " of H.273. Default: nothing.")
    private @Nullable ColourDescription colours;

    @Option(
            names = "--range",
            paramLabel = "RANGE",
            converter = Words.OfRange.class,
            description = "What the stream says of its range; no sample is changed: tv (limited) or pc (full)."
                    + " Default: what a .y4m file says of itself, else nothing, which means tv.")
    private @Nullable Range range;

    @Option(names = "--aud", description = "Begin each h264 or hevc access unit with a delimiter; default: no.")
    private boolean accessUnitDelimiters;

    @Option(
            names = "--repeat-headers",
            negatable = true,
            fallbackValue = "true",
            description = "Put the parameter sets before every key frame, not only the first; default: yes.")
    private @Nullable Boolean repeatHeaders;

    void addTo(EncoderConfig.Builder builder, Codec codec, FrameSource source) {
        if (accessUnitDelimiters) {
            builder.accessUnitDelimiters(true);
        }
        if (repeatHeaders != null) {
            builder.repeatParameterSets(repeatHeaders);
        }
        if (profile != null) {
            builder.profile(profile(codec, profile));
        }
        if (level != null) {
            builder.level(level);
        }
        if (tier != null) {
            builder.tier(tier);
        }
        if (preset != null) {
            builder.preset(preset);
        }
        if (tuning != null) {
            builder.tuning(tuning);
        }
        if (highBitDepth) {
            builder.outputBitDepth(HIGH_BIT_DEPTH);
        }
        if (colours != null) {
            builder.colour(colours);
        }
        if (range != null) {
            builder.fullRange(range == Range.FULL);
        } else if (source.fullRange() != null) {
            builder.fullRange(source.fullRange());
        }
    }

    private static Profile profile(Codec codec, String text) {
        Map<String, Profile> words = switch (codec) {
            case H264 ->
                Map.of(
                        "baseline", Profile.H264_BASELINE,
                        "main", Profile.H264_MAIN,
                        "high", Profile.H264_HIGH,
                        "high10", Profile.H264_HIGH_10,
                        "high422", Profile.H264_HIGH_422,
                        "high444p", Profile.H264_HIGH_444);
            case HEVC ->
                Map.of(
                        "main", Profile.HEVC_MAIN,
                        "main10", Profile.HEVC_MAIN_10,
                        "rext", Profile.HEVC_FREXT);
            case AV1 -> Map.of("main", Profile.AV1_MAIN);
        };
        Profile profile = words.get(text.toLowerCase(Locale.ROOT));
        if (profile == null) {
            throw new IllegalArgumentException("--profile: \"" + text + "\"; choose one of "
                    + String.join(", ", new TreeSet<>(words.keySet())) + " for " + codec);
        }
        return profile;
    }
}
