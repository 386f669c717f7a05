package org.nvenc4j.cli;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nvenc4j.Codec;
import org.nvenc4j.EncoderConfig;
import org.nvenc4j.FfmpegOptions;
import org.nvenc4j.InvalidConfigException;
import org.nvenc4j.PictureOptions;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The options that become an {@link EncoderConfig}. */
final class EncoderOptions {
    /** The option behind each setting that {@link InvalidConfigException} may name. */
    private static final Map<String, String> OPTIONS = Map.ofEntries(
            Map.entry("codec", "--codec"),
            Map.entry("profile", "--profile"),
            Map.entry("level", "--level"),
            Map.entry("tier", "--tier"),
            Map.entry("preset", "--preset"),
            Map.entry("tuning", "--tune"),
            Map.entry("bufferFormat", "--format"),
            Map.entry("outputBitDepth", "--highbitdepth"),
            Map.entry("colour", "--colorspace"),
            Map.entry("fullRange", "--range"),
            Map.entry("accessUnitDelimiters", "--aud"),
            Map.entry("repeatParameterSets", "--repeat-headers"),
            Map.entry("rateControlMode", "--rc"),
            Map.entry("bitRate", "--bitrate"),
            Map.entry("maxBitRate", "--maxrate"),
            Map.entry("vbvBufferSize", "--bufsize"),
            Map.entry("vbvInitialDelay", "--vbv-init"),
            Map.entry("constantQp", "--qp"),
            Map.entry("targetQuality", "--cq"),
            Map.entry("minQp", "--qmin"),
            Map.entry("maxQp", "--qmax"),
            Map.entry("multiPass", "--multipass"),
            Map.entry("lowDelayKeyFrameScale", "--ldkfs"),
            Map.entry("spatialAq", "--spatial-aq"),
            Map.entry("aqStrength", "--aq-strength"),
            Map.entry("temporalAq", "--temporal-aq"),
            Map.entry("gopLength", "--gop"),
            Map.entry("bFrames", "--bframes"),
            Map.entry("bReference", "--b-ref-mode"),
            Map.entry("lookahead", "--rc-lookahead"),
            Map.entry("lookaheadLevel", "--lookahead-level"),
            Map.entry("temporalFilter", "--tf-level"),
            Map.entry("weightedPrediction", "--weighted-pred"),
            Map.entry("strictGop", "--strict-gop"),
            Map.entry("nonReferenceP", "--nonref-p"),
            Map.entry("zeroReorderDelay", "--zerolatency"),
            Map.entry("maxReferenceFrames", "--dpb-size"),
            Map.entry("intraRefresh", "--intra-refresh"),
            Map.entry("slicing", "--slices"),
            Map.entry("splitEncode", "--split-encode"),
            Map.entry("maxSize", "--reconfigure"));

    @Option(
            names = "--ffmpeg-options",
            paramLabel = "OPTIONS",
            converter = Words.OfFfmpegOptions.class,
            description = "What an ffmpeg command line says for its encoder, in one argument, such as"
                    + " \"-c:v h264_nvenc -preset p4 -tune ull -b:v 4M\". Options given beside it take precedence.")
    private @Nullable FfmpegOptions ffmpeg;

    @ArgGroup(validate = false, heading = "%nStream:%n", order = 3)
    private StreamOptions stream = new StreamOptions();

    @ArgGroup(validate = false, heading = "%nRate control:%n", order = 4)
    private RateOptions rate = new RateOptions();

    @ArgGroup(validate = false, heading = "%nStructure:%n", order = 5)
    private StructureOptions structure = new StructureOptions();

    /**
     * The configuration for an input.
     *
     * @throws IllegalArgumentException if the options do not suit each other
     */
    EncoderConfig config(Codec codec, FrameSource source) {
        EncoderConfig.Builder builder = builder(codec, source);
        stream.addTo(builder, codec, source);
        rate.addTo(builder);
        structure.addTo(builder);
        return builder.build();
    }

    private EncoderConfig.Builder builder(Codec codec, FrameSource source) {
        int width = source.size().width();
        int height = source.size().height();
        FrameRate rate = source.frameRate();
        return ffmpeg != null
                ? ffmpeg.builder(width, height, source.format(), rate.numerator(), rate.denominator())
                : EncoderConfig.builder(codec, width, height)
                        .bufferFormat(source.format())
                        .frameRate(rate.numerator(), rate.denominator());
    }

    /**
     * The codec that was asked for, or the other one.
     *
     * @throws IllegalArgumentException if two were asked for
     */
    Codec codecOr(Codec otherwise) {
        if (ffmpeg == null) {
            return stream.codec == null ? otherwise : stream.codec;
        }
        if (stream.codec != null && stream.codec != ffmpeg.codec()) {
            throw new IllegalArgumentException("--codec: " + stream.codec + " is not the codec of --ffmpeg-options, "
                    + ffmpeg.codec() + "; leave --codec out");
        }
        return ffmpeg.codec();
    }

    /** Forces a frame to be a key frame where FFmpeg's options ask for it, and leaves it free where they do not. */
    void force(PictureOptions picture, long frame, FrameRate rate) {
        if (ffmpeg == null) {
            picture.forceIdr(false);
        } else {
            ffmpeg.force(picture, frame, rate.framesPerSecond());
        }
    }

    /** What is wrong with a configuration, with the option that said so in front. */
    static String text(InvalidConfigException exception) {
        String option = OPTIONS.get(exception.setting());
        return (option == null ? "" : option + ": ") + Errors.text(exception);
    }
}
