package org.nvenc4j.cli;

import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.nvenc4j.Codec;
import org.nvenc4j.EncoderConfig;
import org.nvenc4j.InvalidConfigException;
import org.nvenc4j.Level;
import org.nvenc4j.MultiPass;
import org.nvenc4j.Preset;
import org.nvenc4j.Profile;
import org.nvenc4j.Qp;
import org.nvenc4j.RateControlMode;
import org.nvenc4j.Tuning;
import picocli.CommandLine.Option;

/** The options that become an {@link EncoderConfig}. */
final class EncoderOptions {
    /** The option behind each setting that {@link InvalidConfigException} may name. */
    private static final Map<String, String> OPTIONS = Map.ofEntries(
            Map.entry("codec", "--codec"),
            Map.entry("profile", "--profile"),
            Map.entry("level", "--level"),
            Map.entry("preset", "--preset"),
            Map.entry("tuning", "--tune"),
            Map.entry("rateControlMode", "--rc"),
            Map.entry("bitRate", "--bitrate"),
            Map.entry("maxBitRate", "--maxrate"),
            Map.entry("vbvBufferSize", "--bufsize"),
            Map.entry("vbvInitialDelay", "--vbv-init"),
            Map.entry("constantQp", "--qp"),
            Map.entry("multiPass", "--multipass"),
            Map.entry("gopLength", "--gop"),
            Map.entry("bFrames", "--bframes"),
            Map.entry("lookahead", "--rc-lookahead"),
            Map.entry("bufferFormat", "--format"),
            Map.entry("accessUnitDelimiters", "--aud"),
            Map.entry("repeatParameterSets", "--repeat-headers"));

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
            names = "--preset",
            paramLabel = "PRESET",
            converter = Words.OfPreset.class,
            description = "p1 (fastest) to p7 (best); default p4.")
    private @Nullable Preset preset;

    @Option(
            names = "--tune",
            paramLabel = "TUNING",
            converter = Words.OfTuning.class,
            description = "hq, uhq, ll, ull or lossless; default ull, which delays nothing.")
    private @Nullable Tuning tuning;

    @Option(
            names = "--rc",
            paramLabel = "MODE",
            converter = Words.OfRateControl.class,
            description = "constqp, vbr or cbr; default: the preset's.")
    private @Nullable RateControlMode rateControl;

    @Option(
            names = "--bitrate",
            paramLabel = "RATE",
            converter = Words.OfBits.class,
            description = "Average bits a second, such as 4M or 500k; default: the preset's.")
    private @Nullable Integer bitRate;

    @Option(
            names = "--maxrate",
            paramLabel = "RATE",
            converter = Words.OfBits.class,
            description = "Highest bits a second, for vbr; default: the preset's.")
    private @Nullable Integer maxRate;

    @Option(
            names = "--bufsize",
            paramLabel = "BITS",
            converter = Words.OfBits.class,
            description = "Size of the VBV buffer; default: the preset's.")
    private @Nullable Integer bufferSize;

    @Option(
            names = "--vbv-init",
            paramLabel = "BITS",
            converter = Words.OfBits.class,
            description = "How full the VBV buffer is at first; default: the preset's.")
    private @Nullable Integer vbvInitialDelay;

    @Option(
            names = "--qp",
            paramLabel = "QP",
            description = "Quantiser for constqp: 0 (finest) to 51, for av1 to 255; implies --rc constqp.")
    private @Nullable Integer qp;

    @Option(
            names = "--multipass",
            paramLabel = "PASSES",
            converter = Words.OfMultiPass.class,
            description = "disabled, qres or fullres; default: the preset's.")
    private @Nullable MultiPass multiPass;

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
            names = "--rc-lookahead",
            paramLabel = "N",
            description = "Frames to look ahead, 0 to 32 less the B-frames; 0 with ll and ull, which is the default.")
    private @Nullable Integer lookahead;

    @Option(names = "--aud", description = "Begin each h264 or hevc access unit with a delimiter; default: no.")
    private boolean accessUnitDelimiters;

    @Option(
            names = "--repeat-headers",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Put the parameter sets before every key frame, not only the first; default: yes.")
    private boolean repeatHeaders;

    /**
     * The configuration for an input.
     *
     * @throws IllegalArgumentException if the options do not suit each other
     */
    EncoderConfig config(Codec codec, FrameSource source) {
        EncoderConfig.Builder builder = EncoderConfig.builder(
                        codec, source.size().width(), source.size().height())
                .bufferFormat(source.format())
                .frameRate(source.frameRate().numerator(), source.frameRate().denominator())
                .accessUnitDelimiters(accessUnitDelimiters)
                .repeatParameterSets(repeatHeaders);
        set(profile, text -> builder.profile(profile(codec, text)));
        set(level, builder::level);
        set(preset, builder::preset);
        set(tuning, builder::tuning);
        set(rateControl, builder::rateControlMode);
        set(bitRate, builder::bitRate);
        set(maxRate, builder::maxBitRate);
        set(bufferSize, builder::vbvBufferSize);
        set(vbvInitialDelay, builder::vbvInitialDelay);
        set(qp, value -> builder.constantQp(Qp.of(value)));
        set(multiPass, builder::multiPass);
        set(gop, builder::gopLength);
        set(bFrames, builder::bFrames);
        set(lookahead, builder::lookahead);
        return builder.build();
    }

    /** What is wrong with a configuration, with the option that said so in front. */
    static String text(InvalidConfigException exception) {
        String option = OPTIONS.get(exception.setting());
        return (option == null ? "" : option + ": ") + Errors.text(exception);
    }

    private static <T> void set(@Nullable T value, Consumer<T> setter) {
        if (value != null) {
            setter.accept(value);
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
                    + new TreeSet<>(words.keySet()).stream().collect(Collectors.joining(", ")) + " for " + codec);
        }
        return profile;
    }
}
