package org.nvenc4j;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.nvenc4j.cuda.BufferFormat;

/**
 * The options of FFmpeg's encoders {@code h264_nvenc}, {@code hevc_nvenc} and {@code av1_nvenc}, as people have them
 * for the {@code ffmpeg} program, JavaCV or PyAV, read into an {@link EncoderConfig}.
 *
 * <p>
 * Names, values and defaults are those of FFmpeg 8, and so is what follows from them: the rate control is VBR unless
 * {@code -rc}, {@code -cbr} or {@code -qp} says otherwise; the bit rate is 2 Mbit/s and the VBV buffer holds two seconds
 * of it; {@code -cq} sets the rates aside, but for {@code -maxrate}; with VBR the first quantisers follow from {@code
 * -qmin}, {@code -qmax} and the I and B factors, and with CBR all of these count for nothing; the profile is Main unless
 * the samples need another; {@code -intra-refresh} makes a wave of the GOP's length and the GOP infinite; a {@code -qmax} counts only beside a {@code
 * -qmin}; {@code -flags +global_header} takes the parameter sets out of H.264 and HEVC streams, not out of AV1's, and {@code
 * +ildct} codes fields. A 0 as
 * {@code -b:v} without {@code -cq} leaves the rates to the preset.
 *
 * <p>
 * Some options have no effect: {@code -delay} and {@code -surfaces}, since a session gives each picture as soon as it is
 * there and has the buffers that this takes, and those that say which side data of FFmpeg's frames is written ({@code
 * -a53cc}, {@code -extra_sei}, {@code -udu_sei}, {@code -s12m_tc}). {@code -rc-lookahead} is cut to what NVENC
 * documents, 31 less the B-frames, those of the preset too. Whatever else cannot be had is refused with the reason.
 *
 * <p>
 * Values of this type do not change and may be shared by any threads.
 */
public final class FfmpegOptions {
    private static final Map<String, Codec> ENCODERS = Map.of(
            "h264_nvenc", Codec.H264,
            "hevc_nvenc", Codec.HEVC,
            "av1_nvenc", Codec.AV1);
    private static final String ENCODER_CHOICE = "-c:v h264_nvenc, -c:v hevc_nvenc or -c:v av1_nvenc";
    private static final List<String> ENCODER_OPTIONS = List.of("c", "codec", "vcodec");
    private static final Pattern TOKEN = Pattern.compile("\"([^\"]*)\"|'([^']*)'|([^\\s\"']\\S*)");
    private static final Pattern STREAM = Pattern.compile(":v(:0)?$");

    private final Codec codec;
    private final Map<FfmpegOption, Double> given = new EnumMap<>(FfmpegOption.class);
    private final ForcedKeyFrames keyFrames;

    private FfmpegOptions(String encoder, Map<String, String> options) {
        codec = codecOf(encoder);
        ForcedKeyFrames forced = ForcedKeyFrames.NONE;
        for (Map.Entry<String, String> entry : options.entrySet()) {
            String name = plain(entry.getKey());
            if (name.equals(ForcedKeyFrames.OPTION)) {
                forced = ForcedKeyFrames.parse(entry.getValue());
            } else {
                FfmpegOption option = FfmpegOption.of(codec, name);
                given.put(option, option.read(codec, name, entry.getValue()));
            }
        }
        keyFrames = forced;
    }

    /**
     * Reads options as they stand on the command line of {@code ffmpeg}.
     *
     * @param options the encoder and its options, such as {@code "-c:v h264_nvenc -preset p4 -tune ull -b:v 4M"}; a
     *            later option takes the place of an earlier one
     * @return the options
     * @throws InvalidConfigException
     *             if an option or value is not known, or cannot be had here; the message names both, what is known, and
     *             why
     */
    public static FfmpegOptions parse(String options) {
        List<String> tokens = new ArrayList<>();
        Matcher token = TOKEN.matcher(options);
        while (token.find()) {
            tokens.add(
                    token.group(1) != null ? token.group(1) : token.group(2) != null ? token.group(2) : token.group(3));
        }
        Map<String, String> values = new LinkedHashMap<>();
        String encoder = null;
        for (int i = 0; i < tokens.size(); i += 2) {
            String name = tokens.get(i);
            if (!name.matches("-\\D.*")) {
                throw new InvalidConfigException(
                        name, "\"" + name + "\" is no option; each begins with a hyphen and has one value");
            }
            if (i + 1 == tokens.size()) {
                throw new InvalidConfigException(
                        name.substring(1), name + " has no value; each option has one, switches 0 or 1");
            }
            if (ENCODER_OPTIONS.contains(plain(name.substring(1)))) {
                encoder = tokens.get(i + 1);
            } else {
                values.put(plain(name.substring(1)), tokens.get(i + 1));
            }
        }
        if (encoder == null) {
            throw new InvalidConfigException("c:v", "the encoder is not named; begin with " + ENCODER_CHOICE);
        }
        return of(encoder, values);
    }

    /**
     * Takes options as libraries over FFmpeg have them.
     *
     * @param encoder {@code h264_nvenc}, {@code hevc_nvenc} or {@code av1_nvenc}
     * @param options the options by name, such as {@code preset} and {@code b} or {@code b:v}
     * @return the options
     * @throws InvalidConfigException
     *             as {@link #parse} throws it
     */
    public static FfmpegOptions of(String encoder, Map<String, String> options) {
        return new FfmpegOptions(encoder, options);
    }

    /**
     * The codec of the encoder that was named.
     *
     * @return the codec
     */
    public Codec codec() {
        return codec;
    }

    /**
     * The configuration that these options come to, for frames whose properties FFmpeg takes from elsewhere. More may be
     * set before it is built.
     *
     * @param width width of the pictures in pixels
     * @param height height of the pictures in pixels
     * @param format the layout of the frames
     * @param frameRateNumerator frames
     * @param frameRateDenominator seconds in which these are shown
     * @return a builder with all that the options say
     * @throws InvalidConfigException
     *             if the options do not suit each other or the frames
     */
    public EncoderConfig.Builder builder(
            int width, int height, BufferFormat format, int frameRateNumerator, int frameRateDenominator) {
        EncoderConfig.Builder builder = EncoderConfig.builder(codec, width, height)
                .bufferFormat(format)
                .frameRate(frameRateNumerator, frameRateDenominator);
        new FfmpegConfig(this, format, builder).apply();
        return builder;
    }

    /**
     * Sets what {@code -force_key_frames} asks of one frame: a key frame with {@code -forced-idr 1}, else a picture
     * coded by itself. What it does not ask for is turned off.
     *
     * @param picture the options of the frame, which are changed
     * @param number the frame's number, counted from 0
     * @param frameRate frames a second
     */
    public void force(PictureOptions picture, long number, double frameRate) {
        boolean forced = keyFrames.at(number, frameRate);
        boolean idr = is(FfmpegOption.FORCED_IDR);
        picture.forceIdr(forced && idr).forceIntra(forced && !idr);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FfmpegOptions options
                && codec == options.codec
                && given.equals(options.given)
                && keyFrames.equals(options.keyFrames);
    }

    @Override
    public int hashCode() {
        return given.hashCode() * 31 + codec.hashCode();
    }

    @Override
    public String toString() {
        return "FFmpeg's options for " + codec + ": " + given;
    }

    /** The number that an option has, given or FFmpeg's default. */
    double value(FfmpegOption option) {
        return given.getOrDefault(option, option.defaultValue());
    }

    int number(FfmpegOption option) {
        return (int) value(option);
    }

    boolean is(FfmpegOption option) {
        return value(option) > 0;
    }

    private static Codec codecOf(String encoder) {
        Codec codec = ENCODERS.get(encoder);
        if (codec == null) {
            throw new InvalidConfigException("c:v", "-c:v is \"" + encoder + "\"; choose " + ENCODER_CHOICE);
        }
        return codec;
    }

    /** An option's name without the stream that it is for. */
    private static String plain(String name) {
        return STREAM.matcher(name).replaceFirst("");
    }
}
