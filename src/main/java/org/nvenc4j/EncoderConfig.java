package org.nvenc4j;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.nvenc4j.cuda.BufferFormat;
import org.nvenc4j.cuda.ColourConverter;

/**
 * What a session is to encode and how: immutable, made by a {@link Builder}, checked as a whole by
 * {@link Builder#build} and against the GPU by {@link NvEncoder#open}.
 *
 * <p>A setting that is left alone keeps what the driver's preset says for the chosen {@link Preset} and {@link Tuning};
 * where that goes ill with something that was asked for, the preset's value gives way (its B-frames to an infinite GOP,
 * its spatial AQ to an emphasis map, its highest bit rate to a larger average). Without further words a configuration encodes with no delay: preset P4, tuning {@link Tuning#ULTRA_LOW_LATENCY}, one
 * access unit for each frame out of the same call, parameter sets before every key frame.
 *
 * <p>Values of this type may be shared by any threads.
 */
public final class EncoderConfig {
    /** As GOP length: no key frame but the first and those that are asked for ({@code NVENC_INFINITE_GOPLENGTH}). */
    public static final int INFINITE_GOP = -1;

    /** As look-ahead level: the driver chooses ({@code NV_ENC_LOOKAHEAD_LEVEL_AUTOSELECT}). */
    public static final int LOOKAHEAD_LEVEL_AUTO = 15;

    private final Codec codec;
    private final int width;
    private final int height;
    private final BufferFormat bufferFormat;
    private final int frameRateNumerator;
    private final int frameRateDenominator;
    private final Preset preset;
    private final Tuning tuning;
    private final Map<Setting<?>, Object> settings;

    private EncoderConfig(Builder builder) {
        codec = builder.codec;
        width = builder.width;
        height = builder.height;
        bufferFormat = builder.bufferFormat;
        frameRateNumerator = builder.frameRateNumerator;
        frameRateDenominator = builder.frameRateDenominator;
        preset = builder.preset;
        tuning = builder.tuning;
        settings = Map.copyOf(builder.settings);
    }

    /**
     * Starts a configuration.
     *
     * @param codec the codec
     * @param width width of the pictures in pixels, as {@link Builder#build} checks it
     * @param height height of the pictures in pixels
     * @return a builder with the defaults
     */
    public static Builder builder(Codec codec, int width, int height) {
        return new Builder(codec, width, height);
    }

    /**
     * Starts an H.264 configuration.
     *
     * @param width width of the pictures in pixels
     * @param height height of the pictures in pixels
     * @return a builder with the defaults
     */
    public static Builder h264(int width, int height) {
        return builder(Codec.H264, width, height);
    }

    /**
     * Starts an HEVC configuration.
     *
     * @param width width of the pictures in pixels
     * @param height height of the pictures in pixels
     * @return a builder with the defaults
     */
    public static Builder hevc(int width, int height) {
        return builder(Codec.HEVC, width, height);
    }

    /**
     * Starts an AV1 configuration.
     *
     * @param width width of the pictures in pixels
     * @param height height of the pictures in pixels
     * @return a builder with the defaults
     */
    public static Builder av1(int width, int height) {
        return builder(Codec.AV1, width, height);
    }

    /**
     * The codec ({@code encodeGUID}).
     *
     * @return the codec
     */
    public Codec codec() {
        return codec;
    }

    /**
     * The width of the pictures ({@code encodeWidth}).
     *
     * @return pixels
     */
    public int width() {
        return width;
    }

    /**
     * The height of the pictures ({@code encodeHeight}).
     *
     * @return pixels
     */
    public int height() {
        return height;
    }

    /**
     * The largest width that the running session may be changed to ({@code maxEncodeWidth}).
     *
     * @return pixels; 0 where no {@link Builder#maxSize} is declared, so that the size stays
     */
    public int maxWidth() {
        Settings.Size most = get(Settings.MAX_SIZE);
        return most == null ? 0 : most.width();
    }

    /**
     * The largest height that the running session may be changed to ({@code maxEncodeHeight}).
     *
     * @return pixels; 0 where no {@link Builder#maxSize} is declared, so that the size stays
     */
    public int maxHeight() {
        Settings.Size most = get(Settings.MAX_SIZE);
        return most == null ? 0 : most.height();
    }

    /**
     * The layout of the frames that the session takes ({@code NV_ENC_BUFFER_FORMAT}).
     *
     * @return the format
     */
    public BufferFormat bufferFormat() {
        return bufferFormat;
    }

    /**
     * The numerator of the frame rate ({@code frameRateNum}).
     *
     * @return frames
     */
    public int frameRateNumerator() {
        return frameRateNumerator;
    }

    /**
     * The denominator of the frame rate ({@code frameRateDen}).
     *
     * @return seconds
     */
    public int frameRateDenominator() {
        return frameRateDenominator;
    }

    /**
     * The preset ({@code presetGUID}).
     *
     * @return the preset
     */
    public Preset preset() {
        return preset;
    }

    /**
     * The tuning ({@code tuningInfo}).
     *
     * @return the tuning
     */
    public Tuning tuning() {
        return tuning;
    }

    /**
     * Starts a new configuration from this one.
     *
     * @return a builder with all of this configuration's settings
     */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** The value of a setting, or null where the preset's stays. */
    @SuppressWarnings("unchecked") // the builder puts nothing else under it
    <T> @Nullable T get(Setting<T> setting) {
        return (T) settings.get(setting);
    }

    <T> T get(Setting<T> setting, T otherwise) {
        T value = get(setting);
        return value == null ? otherwise : value;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(codec + " " + width + "x" + height + " " + bufferFormat + " "
                + frameRateNumerator + "/" + frameRateDenominator + " fps, " + preset + " " + tuning);
        for (Setting<?> setting : Settings.all()) {
            Object value = settings.get(setting);
            if (value != null) {
                text.append(", ").append(setting).append(' ').append(value);
            }
        }
        return text.toString();
    }

    /** Collects the settings of an {@link EncoderConfig}. Not for use by several threads at once. */
    public static final class Builder {
        private final Codec codec;
        private int width;
        private int height;
        private BufferFormat bufferFormat = BufferFormat.NV12;
        private int frameRateNumerator = 30;
        private int frameRateDenominator = 1;
        private Preset preset = Preset.P4;
        private Tuning tuning = Tuning.ULTRA_LOW_LATENCY;
        private final Map<Setting<?>, Object> settings = new LinkedHashMap<>();

        private Builder(Codec codec, int width, int height) {
            this.codec = Objects.requireNonNull(codec, "codec");
            this.width = width;
            this.height = height;
            repeatParameterSets(true);
        }

        private Builder(EncoderConfig config) {
            this(config.codec, config.width, config.height);
            bufferFormat = config.bufferFormat;
            frameRateNumerator = config.frameRateNumerator;
            frameRateDenominator = config.frameRateDenominator;
            preset = config.preset;
            tuning = config.tuning;
            settings.putAll(config.settings);
        }

        /**
         * Sets the size of the pictures anew, for {@link NvEncoder#reconfigure(EncoderConfig)}.
         *
         * @param width width in pixels, as {@link #build} checks it ({@code encodeWidth})
         * @param height height in pixels ({@code encodeHeight})
         * @return this builder
         */
        public Builder size(int width, int height) {
            this.width = width;
            this.height = height;
            return this;
        }

        /**
         * Sets the layout of the frames; chroma format and bit depth of the stream follow from it. Default {@link
         * BufferFormat#NV12}.
         *
         * @param format the format of every frame that will be encoded ({@code NV_ENC_BUFFER_FORMAT})
         * @return this builder
         */
        public Builder bufferFormat(BufferFormat format) {
            bufferFormat = Objects.requireNonNull(format, "bufferFormat");
            return this;
        }

        /**
         * Sets the frame rate, which rate control counts with. Default 30/1.
         *
         * @param numerator 1 or more ({@code frameRateNum})
         * @param denominator 1 or more ({@code frameRateDen})
         * @return this builder
         */
        public Builder frameRate(int numerator, int denominator) {
            frameRateNumerator = numerator;
            frameRateDenominator = denominator;
            return this;
        }

        /**
         * Sets the preset. Default {@link Preset#P4}.
         *
         * @param value the preset ({@code presetGUID})
         * @return this builder
         */
        public Builder preset(Preset value) {
            preset = Objects.requireNonNull(value, "preset");
            return this;
        }

        /**
         * Sets the tuning. Default {@link Tuning#ULTRA_LOW_LATENCY}. {@link Tuning#HIGH_QUALITY}, {@link
         * Tuning#LOSSLESS} and {@link Tuning#ULTRA_HIGH_QUALITY} may bring B-frames and look-ahead, and with them
         * delay.
         *
         * @param value the tuning ({@code tuningInfo}); {@link Tuning#ULTRA_HIGH_QUALITY} needs API 12.2, for AV1
         *            13.0
         * @return this builder
         */
        public Builder tuning(Tuning value) {
            tuning = Objects.requireNonNull(value, "tuning");
            return this;
        }

        /**
         * Sets the shape in which the picture is to be shown. Default: that of square pixels. AV1 has the size to
         * show in pixels here.
         *
         * @param width 1 or more ({@code darWidth})
         * @param height 1 or more ({@code darHeight})
         * @return this builder
         */
        public Builder displayAspectRatio(int width, int height) {
            return set(Settings.DISPLAY_ASPECT_RATIO, new Settings.Size(width, height));
        }

        /**
         * Declares the largest size that {@link NvEncoder#reconfigure(EncoderConfig)} may change the running session
         * to. Default: none, so that the size stays. The GPU needs {@code NV_ENC_CAPS_SUPPORT_DYN_RES_CHANGE}.
         *
         * @param width at least the width ({@code maxEncodeWidth})
         * @param height at least the height ({@code maxEncodeHeight})
         * @return this builder
         */
        public Builder maxSize(int width, int height) {
            return set(Settings.MAX_SIZE, new Settings.Size(width, height));
        }

        /**
         * Sets the profile. Default: the driver chooses the lowest that holds the other settings.
         *
         * @param value a profile of the codec ({@code profileGUID})
         * @return this builder
         */
        public Builder profile(Profile value) {
            return set(Settings.PROFILE, value);
        }

        /**
         * Sets the level. Default: the driver chooses, which also allows odd aspect ratios and sizes.
         *
         * @param value one of {@link Level#of}{@code (codec)} ({@code level})
         * @return this builder
         */
        public Builder level(Level value) {
            return set(Settings.LEVEL, value);
        }

        /**
         * Sets the tier; HEVC and AV1. Default: the main tier.
         *
         * @param value the tier ({@code tier})
         * @return this builder
         */
        public Builder tier(Tier value) {
            return set(Settings.TIER, value);
        }

        /**
         * Sets the bits of a sample in the stream. Default: the frames' own. 10 bits need {@code
         * NV_ENC_CAPS_SUPPORT_10BIT_ENCODE}, of 8-bit frames API 12.2 with HEVC and 13.0 with H.264.
         *
         * @param bits 8 or 10, not less than the frames have ({@code outputBitDepth})
         * @return this builder
         */
        public Builder outputBitDepth(int bits) {
            return set(Settings.OUTPUT_BIT_DEPTH, bits);
        }

        /**
         * Says whether parameter sets (SPS and PPS, AV1's sequence header) stand in the stream before every key
         * frame, so that a receiver can begin at any of them. Default true.
         *
         * @param repeat false to have them once only ({@code repeatSPSPPS}, {@code repeatSeqHdr})
         * @return this builder
         */
        public Builder repeatParameterSets(boolean repeat) {
            return set(Settings.REPEAT_PARAMETER_SETS, repeat);
        }

        /**
         * Says whether the stream holds parameter sets at all. Without them {@link NvEncoder#sequenceParameters}
         * has to reach the decoder another way, and {@link #repeatParameterSets} has no effect. Default true.
         *
         * @param inStream false to leave them out ({@code disableSPSPPS}, {@code disableSeqHdr})
         * @return this builder
         */
        public Builder parameterSetsInStream(boolean inStream) {
            return set(Settings.PARAMETER_SETS_IN_STREAM, inStream);
        }

        /**
         * Says whether every access unit begins with a delimiter. Default false. H.264 and HEVC; AV1 always has its
         * temporal delimiters.
         *
         * @param delimiters true for delimiters ({@code outputAUD})
         * @return this builder
         */
        public Builder accessUnitDelimiters(boolean delimiters) {
            return set(Settings.ACCESS_UNIT_DELIMITERS, delimiters);
        }

        /**
         * Sets the entropy coder of H.264. Default: the preset's. CABAC needs {@code NV_ENC_CAPS_SUPPORT_CABAC} and
         * a profile above Baseline.
         *
         * @param value the coder ({@code entropyCodingMode})
         * @return this builder
         */
        public Builder entropyCoding(EntropyCoding value) {
            return set(Settings.ENTROPY_CODING, value);
        }

        /**
         * Says whether the OBUs of AV1 come with their lengths before them. Default false: the low-overhead format,
         * as most decoders take it.
         *
         * @param annexB true for the length-delimited format ({@code outputAnnexBFormat})
         * @return this builder
         */
        public Builder annexBObus(boolean annexB) {
            return set(Settings.ANNEX_B_OBUS, annexB);
        }

        /**
         * Takes over what a converter makes: its buffer format, the description of its matrix, its range, and where chroma
         * of 4:2:0 lies, for which AV1 has no value. A {@link #colour} with the same matrix stays, so that pictures may have
         * another transfer function or other primaries than the matrix's standard.
         *
         * @param converter what makes the session's frames
         * @return this builder
         */
        public Builder convertedBy(ColourConverter converter) {
            bufferFormat(converter.to());
            ColourDescription standard = converter.matrix().description();
            if (!(settings.get(Settings.COLOUR) instanceof ColourDescription said
                    && said.matrix() == standard.matrix())) {
                colour(standard);
            }
            fullRange(converter.fullRange());
            return converter.to().chromaFormatIdc() == 1 && codec != Codec.AV1
                    ? chromaSampleLocation(ColourConverter.CHROMA_SAMPLE_LOCATION)
                    : this;
        }

        /**
         * Says what the samples mean as colours. It changes no sample. Default: not said.
         *
         * @param value the description, in the numbers of ITU-T H.273
         * @return this builder
         */
        public Builder colour(ColourDescription value) {
            return set(Settings.COLOUR, value);
        }

        /**
         * Says whether the samples use the full range. It changes no sample. Default: not said, which means
         * limited.
         *
         * @param full true where black is 0 and white the largest value ({@code videoFullRangeFlag}, {@code
         *            colorRange})
         * @return this builder
         */
        public Builder fullRange(boolean full) {
            return set(Settings.FULL_RANGE, full);
        }

        /**
         * Says where chroma samples lie between luma samples. Default: not said.
         *
         * @param location 0 to 5 as H.264 and HEVC count, for AV1 0 to 2 ({@code chromaSampleLocationTop}, {@code
         *            chromaSamplePosition})
         * @return this builder
         */
        public Builder chromaSampleLocation(int location) {
            return set(Settings.CHROMA_SAMPLE_LOCATION, location);
        }

        /**
         * Says whether the stream declares how many pictures are reordered, without which many decoders hold frames
         * back; H.264 and HEVC. Default false.
         *
         * @param restriction true to declare it ({@code bitstreamRestrictionFlag})
         * @return this builder
         */
        public Builder bitstreamRestriction(boolean restriction) {
            return set(Settings.BITSTREAM_RESTRICTION, restriction);
        }

        /**
         * Says whether the stream carries its frame rate. Default false.
         *
         * @param timing true to carry it ({@code timingInfoPresentFlag}, {@code enableTimingInfo})
         * @return this builder
         */
        public Builder timingInfo(boolean timing) {
            return set(Settings.TIMING_INFO, timing);
        }

        /**
         * Says whether buffering-period SEI messages are written; H.264 and HEVC. Default false.
         *
         * @param sei true to write them ({@code outputBufferingPeriodSEI})
         * @return this builder
         */
        public Builder bufferingPeriodSei(boolean sei) {
            return set(Settings.BUFFERING_PERIOD_SEI, sei);
        }

        /**
         * Says whether picture-timing SEI messages are written; H.264 and HEVC. Default false.
         *
         * @param sei true to write them ({@code outputPictureTimingSEI})
         * @return this builder
         */
        public Builder pictureTimingSei(boolean sei) {
            return set(Settings.PICTURE_TIMING_SEI, sei);
        }

        /**
         * Says whether recovery-point SEI messages are written, as intra refresh wants them; H.264 and HEVC.
         * Default false.
         *
         * @param sei true to write them ({@code outputRecoveryPointSEI})
         * @return this builder
         */
        public Builder recoveryPointSei(boolean sei) {
            return set(Settings.RECOVERY_POINT_SEI, sei);
        }

        /**
         * Says whether pictures carry {@link PictureOptions#timeCode}; H.264 and HEVC. Default false.
         *
         * @param timeCodes true to carry them ({@code enableTimeCode}, {@code outputTimeCodeSEI})
         * @return this builder
         */
        public Builder timeCodes(boolean timeCodes) {
            return set(Settings.TIME_CODES, timeCodes);
        }

        /**
         * Says what kind of video was coded; H.264 and HEVC. It changes no sample. Default: not said.
         *
         * @param value the kind ({@code videoFormat})
         * @return this builder
         */
        public Builder videoFormat(VideoFormat value) {
            return set(Settings.VIDEO_FORMAT, value);
        }

        /**
         * Says whether a display may cut the edges off; H.264 and HEVC. Default: not said.
         *
         * @param appropriate true if it may, false if the edges matter ({@code overscanInfo})
         * @return this builder
         */
        public Builder overscan(boolean appropriate) {
            return set(Settings.OVERSCAN, appropriate);
        }

        /**
         * Says the frame rate by a clock, in place of the one that follows from {@link #frameRate}; H.264 and HEVC. It
         * brings {@link #timingInfo}. Rate control does not count with it.
         *
         * @param unitsInTick units of the clock between two ticks, 1 or more ({@code numUnitInTicks}); H.264 has two ticks a
         *            frame
         * @param timeScale units of the clock in a second, 1 or more ({@code timeScale})
         * @return this builder
         */
        public Builder timingTicks(int unitsInTick, int timeScale) {
            return set(Settings.TIMING_TICKS, new Settings.Ticks(unitsInTick, timeScale));
        }

        /**
         * Says that each picture holds two views, by a frame-packing SEI message; H.264. It changes no sample. Default:
         * none.
         *
         * @param value how they lie ({@code outputFramePackingSEI}, {@code stereoMode})
         * @return this builder
         */
        public Builder framePacking(FramePacking value) {
            return set(Settings.FRAME_PACKING, value);
        }

        /**
         * Says whether frames may follow each other at any distance; H.264. It clears {@code fixed_frame_rate_flag} and
         * changes nothing else: rate control counts with {@link #frameRate}. Default false.
         *
         * @param variable true if they may ({@code enableVFR})
         * @return this builder
         */
        public Builder variableFrameRate(boolean variable) {
            return set(Settings.VARIABLE_FRAME_RATE, variable);
        }

        /**
         * Sets the numbers of the parameter sets, for streams that are joined; H.264 and HEVC. Default 0 each.
         *
         * @param vps 0 to 15, with H.264 0 ({@code vpsId})
         * @param sps 0 to 15, with H.264 to 31 ({@code spsId})
         * @param pps 0 to 63, with H.264 to 255 ({@code ppsId})
         * @return this builder
         */
        public Builder parameterSetIds(int vps, int sps, int pps) {
            return set(Settings.PARAMETER_SET_IDS, new Settings.ParameterSetIds(vps, sps, pps));
        }

        /**
         * Says whether H.264 with {@link #temporalLayers} has a prefix NAL unit before each slice. Default true.
         *
         * @param prefix false to leave them out ({@code disableSVCPrefixNalu})
         * @return this builder
         */
        public Builder svcPrefixNalUnits(boolean prefix) {
            return set(Settings.SVC_PREFIX_NAL_UNITS, prefix);
        }

        /**
         * Says whether H.264 with {@link #temporalLayers} has a scalability-information SEI message. Default false.
         *
         * @param sei true to write it ({@code enableScalabilityInfoSEI})
         * @return this builder
         */
        public Builder scalabilityInfoSei(boolean sei) {
            return set(Settings.SCALABILITY_INFO_SEI, sei);
        }

        /**
         * Says whether AV1's sequence header describes the decoder model. Default false.
         *
         * @param info true to describe it ({@code enableDecoderModelInfo})
         * @return this builder
         */
        public Builder decoderModelInfo(boolean info) {
            return set(Settings.DECODER_MODEL_INFO, info);
        }

        /**
         * Says whether AV1's frames carry numbers, by which a receiver notices lost ones. Default false.
         *
         * @param numbers true to number them ({@code enableFrameIdNumbers})
         * @return this builder
         */
        public Builder frameIdNumbers(boolean numbers) {
            return set(Settings.FRAME_ID_NUMBERS, numbers);
        }

        /**
         * Has the decoder add grain to each picture; AV1. The samples that are encoded are not changed. {@link
         * PictureOptions#filmGrain} changes it. Default: none.
         *
         * @param grain the grain ({@code enableFilmGrainParams}, {@code filmGrainParams})
         * @return this builder
         */
        public Builder filmGrain(FilmGrain grain) {
            return set(Settings.FILM_GRAIN, grain);
        }

        /**
         * Says whether the stream carries {@link PictureOptions#masteringDisplay}; HEVC and AV1. Needs API 13.0.
         * Default false.
         *
         * @param carry true to carry it ({@code outputMasteringDisplay})
         * @return this builder
         */
        public Builder masteringDisplay(boolean carry) {
            return set(Settings.MASTERING_DISPLAY, carry);
        }

        /**
         * Says whether the stream carries {@link PictureOptions#contentLightLevel}; HEVC and AV1. Needs API 13.0.
         * Default false.
         *
         * @param carry true to carry it ({@code outputMaxCll})
         * @return this builder
         */
        public Builder contentLightLevel(boolean carry) {
            return set(Settings.CONTENT_LIGHT_LEVEL, carry);
        }

        /**
         * Sets the rate-control mode. Default: the preset's.
         *
         * @param mode the mode ({@code rateControlMode}), one that {@code NV_ENC_CAPS_SUPPORTED_RATECONTROL_MODES}
         *            has
         * @return this builder
         */
        public Builder rateControlMode(RateControlMode mode) {
            return set(Settings.RATE_CONTROL_MODE, mode);
        }

        /**
         * Sets the quantisers and, with them, {@link RateControlMode#CONSTANT_QP}.
         *
         * @param qp each 0 to 51, with AV1 0 to 255 ({@code constQP})
         * @return this builder
         */
        public Builder constantQp(Qp qp) {
            return set(Settings.CONSTANT_QP, qp).rateControlMode(RateControlMode.CONSTANT_QP);
        }

        /**
         * Sets the finest quantisers that rate control may choose, none above those of {@link #maxQp}. Default: no
         * bound.
         *
         * @param qp each 0 to 51, with AV1 0 to 255 ({@code minQP})
         * @return this builder
         */
        public Builder minQp(Qp qp) {
            return set(Settings.MIN_QP, qp);
        }

        /**
         * Sets the coarsest quantisers that rate control may choose. Default: no bound.
         *
         * @param qp each 0 to 51, with AV1 0 to 255 ({@code maxQP})
         * @return this builder
         */
        public Builder maxQp(Qp qp) {
            return set(Settings.MAX_QP_LIMIT, qp);
        }

        /**
         * Sets the quantisers that rate control begins with. Default: its own.
         *
         * @param qp each 0 to 51, with AV1 0 to 255 ({@code initialRCQP})
         * @return this builder
         */
        public Builder initialQp(Qp qp) {
            return set(Settings.INITIAL_QP, qp);
        }

        /**
         * Sets the average bit rate; with {@link RateControlMode#CBR} it is the bit rate. Default: the preset's.
         *
         * @param bitsPerSecond 1 or more ({@code averageBitRate})
         * @return this builder
         */
        public Builder bitRate(int bitsPerSecond) {
            return set(Settings.BIT_RATE, bitsPerSecond);
        }

        /**
         * Sets the highest bit rate of {@link RateControlMode#VBR}. Default: the preset's.
         *
         * @param bitsPerSecond at least the average ({@code maxBitRate})
         * @return this builder
         */
        public Builder maxBitRate(int bitsPerSecond) {
            return set(Settings.MAX_BIT_RATE, bitsPerSecond);
        }

        /**
         * Sets the size of the VBV buffer, which bounds the size of single pictures. For the least delay take one
         * frame's share of the bit rate: {@code bitRate * denominator / numerator}. Default: the driver's.
         *
         * @param bits 1 or more ({@code vbvBufferSize}); the GPU needs {@code
         *            NV_ENC_CAPS_SUPPORT_CUSTOM_VBV_BUF_SIZE}
         * @return this builder
         */
        public Builder vbvBufferSize(int bits) {
            return set(Settings.VBV_BUFFER_SIZE, bits);
        }

        /**
         * Sets how full the VBV buffer is at the start. Default: the driver's.
         *
         * @param bits 1 or more, at most the buffer's size if that is set ({@code vbvInitialDelay})
         * @return this builder
         */
        public Builder vbvInitialDelay(int bits) {
            return set(Settings.VBV_INITIAL_DELAY, bits);
        }

        /**
         * Sets the quality that {@link RateControlMode#VBR} aims at, in the manner of a quantiser: lower is better.
         * The preset's rates and its VBV buffer are dropped then; those that are set here still bound the stream.
         * Without a {@link #rateControlMode} this means VBR. Default: none.
         *
         * @param quality 0 (automatic) to 51, with AV1 to 63, in steps of 1/256 ({@code targetQuality}, {@code
         *            targetQualityLSB})
         * @return this builder
         */
        public Builder targetQuality(double quality) {
            return set(Settings.TARGET_QUALITY, quality);
        }

        /**
         * Sets whether pictures are encoded in two passes. Default: the preset's.
         *
         * @param passes the setting ({@code multiPass})
         * @return this builder
         */
        public Builder multiPass(MultiPass passes) {
            return set(Settings.MULTI_PASS, passes);
        }

        /**
         * Sets how many times a P-frame's bits a key frame may have under low-latency tunings. Default: the
         * preset's.
         *
         * @param scale 0 (automatic) to 255 ({@code lowDelayKeyFrameScale})
         * @return this builder
         */
        public Builder lowDelayKeyFrameScale(int scale) {
            return set(Settings.LOW_DELAY_KEY_FRAME_SCALE, scale);
        }

        /**
         * Says whether {@link RateControlMode#CBR} is held up by bytes without meaning where the picture needs
         * fewer. Default false.
         *
         * @param filler true to fill ({@code enableFillerDataInsertion}, {@code enableBitstreamPadding})
         * @return this builder
         */
        public Builder fillerData(boolean filler) {
            return set(Settings.FILLER_DATA, filler);
        }

        /**
         * Sets how much the chroma quantisers differ from luma's. Default: the preset's.
         *
         * @param cb -12 to 12, with AV1 -64 to 63 ({@code cbQPIndexOffset})
         * @param cr as {@code cb}; with AV1 the driver may take the value of {@code cb} ({@code crQPIndexOffset})
         * @return this builder
         */
        public Builder chromaQpOffset(int cb, int cr) {
            return set(Settings.CHROMA_QP_OFFSET, new Settings.ChromaQpOffset(cb, cr));
        }

        /**
         * Sets how much AV1's quantisers of DC coefficients differ from the others. Default: the preset's.
         *
         * @param y -64 to 63 ({@code yDcQPIndexOffset})
         * @param u -64 to 63 ({@code uDcQPIndexOffset})
         * @param v -64 to 63 ({@code vDcQPIndexOffset})
         * @return this builder
         */
        public Builder dcQpOffset(int y, int u, int v) {
            return set(Settings.DC_QP_OFFSET, new Settings.DcQpOffset(y, u, v));
        }

        /**
         * Sets the quantisers of the temporal layers, in place of {@link #constantQp}'s. Needs {@link
         * RateControlMode#CONSTANT_QP} and as many {@link #temporalLayers} or more. Default: those of {@link #constantQp}.
         *
         * @param quantisers of the base layer and those above it, each 0 to 51, AV1 to 255 ({@code temporalLayerQP}, {@code
         *            temporallayerIdxMask})
         * @return this builder
         */
        public Builder temporalLayerQp(int... quantisers) {
            return set(
                    Settings.TEMPORAL_LAYER_QP,
                    Arrays.stream(quantisers).boxed().toList());
        }

        /**
         * Turns spatial adaptive quantisation on or off: more bits where flat areas would show faults. Excludes an
         * emphasis map. Default: the preset's.
         *
         * @param on true to turn it on ({@code enableAQ})
         * @return this builder
         */
        public Builder spatialAq(boolean on) {
            return set(Settings.SPATIAL_AQ, on);
        }

        /**
         * Sets how strong spatial adaptive quantisation is. Default: the preset's.
         *
         * @param strength 1 to 15, or 0 for automatic ({@code aqStrength})
         * @return this builder
         */
        public Builder aqStrength(int strength) {
            return set(Settings.AQ_STRENGTH, strength);
        }

        /**
         * Turns temporal adaptive quantisation on or off: more bits for what stays. Needs {@code
         * NV_ENC_CAPS_SUPPORT_TEMPORAL_AQ}. Default: the preset's.
         *
         * @param on true to turn it on ({@code enableTemporalAQ})
         * @return this builder
         */
        public Builder temporalAq(boolean on) {
            return set(Settings.TEMPORAL_AQ, on);
        }

        /**
         * Says what a map that comes with a picture means. Emphasis is H.264's and needs {@code
         * NV_ENC_CAPS_SUPPORT_EMPHASIS_LEVEL_MAP}. Default: no maps.
         *
         * @param mode the meaning ({@code qpMapMode})
         * @return this builder
         */
        public Builder qpMap(QpMapMode mode) {
            return set(Settings.QP_MAP, mode);
        }

        /**
         * Sets the distance between key frames. Default: the preset's, which is infinite for the low-latency
         * tunings.
         *
         * @param frames 1 or more, more than the B-frames; or {@link #INFINITE_GOP}, which excludes B-frames
         *            ({@code gopLength}, {@code idrPeriod})
         * @return this builder
         */
        public Builder gopLength(int frames) {
            return set(Settings.GOP_LENGTH, frames);
        }

        /**
         * Sets the number of B-frames between two P-frames. Each holds output back by one frame. Default: the
         * preset's, which is 0 for the low-latency tunings.
         *
         * @param count 0 to what {@code NV_ENC_CAPS_NUM_MAX_BFRAMES} says; only 0 with a low-latency tuning ({@code
         *            frameIntervalP - 1})
         * @return this builder
         */
        public Builder bFrames(int count) {
            return set(Settings.B_FRAMES, count);
        }

        /**
         * Says whether the encoder decides which type each picture has, and codes pictures in an order of its own. Without
         * it the program does: frames are given in coding order, each with {@link PictureOptions#type}, and none is held
         * back, B-frames neither. {@link #bFrames} then says whether there are any. Excludes look-ahead but for {@link
         * #externalLookahead}, {@link #temporalFilter}, {@link #intraOnly}, {@link #nonReferenceP} and {@link
         * BReference#HIERARCHICAL}, which are decisions of the encoder's. Default true.
         *
         * @param byEncoder false to decide in the program ({@code enablePTD})
         * @return this builder
         */
        public Builder pictureTypeDecision(boolean byEncoder) {
            return set(Settings.PICTURE_TYPE_DECISION, byEncoder);
        }

        /**
         * Codes every picture by itself; {@link #gopLength} still says which are key frames. Excludes B-frames and
         * intra refresh. Default false.
         *
         * @param on true to do so ({@code frameIntervalP} 0)
         * @return this builder
         */
        public Builder intraOnly(boolean on) {
            return set(Settings.INTRA_ONLY, on);
        }

        /**
         * Says which B-frames others may refer to. Needs {@code NV_ENC_CAPS_SUPPORT_BFRAME_REF_MODE}. Default: the
         * preset's.
         *
         * @param mode the mode ({@code useBFramesAsRef}); {@link BReference#HIERARCHICAL} needs API 13.1, one B-frame
         *            less than a power of two, and neither two passes, adaptive frames, a look-ahead level nor a forced
         *            split
         * @return this builder
         */
        public Builder bReference(BReference mode) {
            return set(Settings.B_REFERENCE, mode);
        }

        /**
         * Sets how many frames rate control looks ahead. It holds output back by as many. Needs {@code
         * NV_ENC_CAPS_SUPPORT_LOOKAHEAD}. Default: the preset's, which is 0 for the low-latency tunings.
         *
         * @param frames 0 (off) to 31 less the B-frames; only 0 with a low-latency tuning ({@code lookaheadDepth})
         * @return this builder
         */
        public Builder lookahead(int frames) {
            return set(Settings.LOOKAHEAD, new Settings.Lookahead(frames, false));
        }

        /** The same, cut to what the preset's B-frames leave room for. */
        Builder lookaheadOrLess(int frames) {
            return set(Settings.LOOKAHEAD, new Settings.Lookahead(frames, true));
        }

        /**
         * Says whether the program shows frames to the encoder ahead of encoding them, by {@link NvEncoder#lookAhead}, as when
         * it encodes them several times. The encoder then holds nothing back for look-ahead. Needs {@link #lookahead}, and
         * {@code NV_ENC_CAPS_SUPPORT_LOOKAHEAD}. Default false.
         *
         * @param on true to do so ({@code enableExtLookahead})
         * @return this builder
         */
        public Builder externalLookahead(boolean on) {
            return set(Settings.EXTERNAL_LOOKAHEAD, on);
        }

        /**
         * Sets how thoroughly it looks ahead. Needs API 12.2 and {@code NV_ENC_CAPS_SUPPORT_LOOKAHEAD_LEVEL}.
         * Default: the preset's.
         *
         * @param level 0 to 3, or {@link #LOOKAHEAD_LEVEL_AUTO} ({@code lookaheadLevel})
         * @return this builder
         */
        public Builder lookaheadLevel(int level) {
            return set(Settings.LOOKAHEAD_LEVEL, level);
        }

        /**
         * Says whether look-ahead may place I-frames at scene changes. Default: the preset's.
         *
         * @param on false to forbid it ({@code disableIadapt})
         * @return this builder
         */
        public Builder adaptiveIFrames(boolean on) {
            return set(Settings.ADAPTIVE_I_FRAMES, on);
        }

        /**
         * Says whether look-ahead may change the number of B-frames. Default: the preset's.
         *
         * @param on false to forbid it ({@code disableBadapt})
         * @return this builder
         */
        public Builder adaptiveBFrames(boolean on) {
            return set(Settings.ADAPTIVE_B_FRAMES, on);
        }

        /**
         * Says whether rate control holds each GOP to its share of the bits. Default: the preset's.
         *
         * @param strict true to hold it ({@code strictGOPTarget})
         * @return this builder
         */
        public Builder strictGop(boolean strict) {
            return set(Settings.STRICT_GOP, strict);
        }

        /**
         * Says whether P-frames may be coded that no other refers to, which a sender may drop. Default: the
         * preset's.
         *
         * @param on true to allow them ({@code enableNonRefP})
         * @return this builder
         */
        public Builder nonReferenceP(boolean on) {
            return set(Settings.NON_REFERENCE_P, on);
        }

        /**
         * Says whether the stream promises that nothing is reordered, so that decoders hold nothing back. Excludes
         * B-frames and the temporal filter. Default: the preset's.
         *
         * @param zero true to promise it ({@code zeroReorderDelay})
         * @return this builder
         */
        public Builder zeroReorderDelay(boolean zero) {
            return set(Settings.ZERO_REORDER_DELAY, zero);
        }

        /**
         * Turns P-frames into B-frames that refer backwards only; HEVC, without other B-frames. Needs API 12.2 and {@code
         * NV_ENC_CAPS_SUPPORT_UNIDIRECTIONAL_B}. Default false.
         *
         * @param on true to do so ({@code enableUniDirectionalB})
         * @return this builder
         */
        public Builder unidirectionalB(boolean on) {
            return set(Settings.UNIDIRECTIONAL_B, on);
        }

        /**
         * Says how H.264 derives the motion of B-frames. All but none need {@code NV_ENC_CAPS_SUPPORT_BDIRECT_MODE}.
         * Default: the driver chooses.
         *
         * @param value the mode ({@code bdirectMode})
         * @return this builder
         */
        public Builder directMode(DirectMode value) {
            return set(Settings.DIRECT_MODE, value);
        }

        /**
         * Arranges H.264's P-frames in layers. Needs {@code NV_ENC_CAPS_SUPPORT_HIERARCHICAL_PFRAMES}. Default false.
         *
         * @param on true to do so ({@code hierarchicalPFrames})
         * @return this builder
         */
        public Builder hierarchicalPFrames(boolean on) {
            return set(Settings.HIERARCHICAL_P_FRAMES, on);
        }

        /**
         * Arranges H.264's B-frames in layers. Needs {@code NV_ENC_CAPS_SUPPORT_HIERARCHICAL_BFRAMES}; HEVC, AV1 and API
         * 13.1 have {@link BReference#HIERARCHICAL}. Default false.
         *
         * @param on true to do so ({@code hierarchicalBFrames})
         * @return this builder
         */
        public Builder hierarchicalBFrames(boolean on) {
            return set(Settings.HIERARCHICAL_B_FRAMES, on);
        }

        /**
         * Turns weighted prediction on, which helps with fades; H.264 and HEVC without B-frames. Needs {@code
         * NV_ENC_CAPS_SUPPORT_WEIGHTED_PREDICTION}. Default false.
         *
         * @param on true to turn it on ({@code enableWeightedPrediction})
         * @return this builder
         */
        public Builder weightedPrediction(boolean on) {
            return set(Settings.WEIGHTED_PREDICTION, on);
        }

        /**
         * Sets how many frames the decoder keeps as references. Default: the preset's.
         *
         * @param frames 1 to 16, with AV1 to 8, or 0 for automatic; with temporal layers at least twice their number
         *            less 4 ({@code maxNumRefFrames}, {@code maxNumRefFramesInDPB})
         * @return this builder
         */
        public Builder maxReferenceFrames(int frames) {
            return set(Settings.MAX_REFERENCE_FRAMES, frames);
        }

        /**
         * Sets how many earlier frames a picture may refer to. Needs {@code
         * NV_ENC_CAPS_SUPPORT_MULTIPLE_REF_FRAMES}. Default: automatic.
         *
         * @param frames 1 to 7, with AV1 to 4, or 0 for automatic ({@code numRefL0}, {@code numFwdRefs})
         * @return this builder
         */
        public Builder referencesL0(int frames) {
            return set(Settings.REFERENCES_L0, frames);
        }

        /**
         * Sets how many later frames a B-frame may refer to. Needs {@code NV_ENC_CAPS_SUPPORT_MULTIPLE_REF_FRAMES}.
         * Default: automatic.
         *
         * @param frames 1 to 7, with AV1 to 3, or 0 for automatic ({@code numRefL1}, {@code numBwdRefs})
         * @return this builder
         */
        public Builder referencesL1(int frames) {
            return set(Settings.REFERENCES_L1, frames);
        }

        /**
         * Says whether HEVC's pictures may carry an order of references of their own. Needs API 13.1. Default false.
         *
         * @param on true to allow it ({@code enableRefPicListModification})
         * @return this builder
         */
        public Builder referenceListModification(boolean on) {
            return set(Settings.REFERENCE_LIST_MODIFICATION, on);
        }

        /**
         * Sets how many frames can be marked as long-term references; not with B-frames. Default 0.
         *
         * @param frames 0 to what {@code NV_ENC_CAPS_NUM_MAX_LTR_FRAMES} says ({@code enableLTR}, {@code
         *            ltrNumFrames}); AV1 needs API 13.0
         * @return this builder
         */
        public Builder longTermReferences(int frames) {
            return set(Settings.LONG_TERM_REFERENCES, frames);
        }

        /**
         * Sets the number of temporal layers, of which a sender may drop the upper ones; not with B-frames. Needs
         * {@code NV_ENC_CAPS_SUPPORT_TEMPORAL_SVC}. Default 1.
         *
         * @param layers 1 to what {@code NV_ENC_CAPS_NUM_MAX_TEMPORAL_LAYERS} says ({@code enableTemporalSVC},
         *            {@code numTemporalLayers}); HEVC and AV1 need API 13.0
         * @return this builder
         */
        public Builder temporalLayers(int layers) {
            return set(Settings.TEMPORAL_LAYERS, layers);
        }

        /**
         * Turns the temporal filter on, which needs 4 or more B-frames and excludes {@link #zeroReorderDelay}.
         * Needs {@code NV_ENC_CAPS_SUPPORT_TEMPORAL_FILTER} and API 12.2 for HEVC, 13.0 for H.264 and AV1. Default:
         * the preset's.
         *
         * @param on true to turn it on ({@code tfLevel} 4)
         * @return this builder
         */
        public Builder temporalFilter(boolean on) {
            return set(Settings.TEMPORAL_FILTER, on);
        }

        /**
         * Renews the picture by a wave of intra blocks instead of key frames. The GOP becomes infinite. Needs
         * {@code NV_ENC_CAPS_SUPPORT_INTRA_REFRESH}. Default: none.
         *
         * @param period frames from one wave to the next, more than the wave has ({@code intraRefreshPeriod})
         * @param count frames of a wave, 1 or more ({@code intraRefreshCnt})
         * @return this builder
         */
        public Builder intraRefresh(int period, int count) {
            return set(Settings.INTRA_REFRESH, new Settings.IntraRefresh(period, count));
        }

        /**
         * Says whether an intra-refresh wave leaves pictures in one slice; H.264 and HEVC. Needs {@code
         * NV_ENC_CAPS_SINGLE_SLICE_INTRA_REFRESH}. Default false.
         *
         * @param single true for one slice ({@code singleSliceIntraRefresh})
         * @return this builder
         */
        public Builder singleSliceIntraRefresh(boolean single) {
            return set(Settings.SINGLE_SLICE_INTRA_REFRESH, single);
        }

        /**
         * Codes luma alone; H.264 and HEVC of 4:2:0 frames, whose chroma is not read. Needs {@code
         * NV_ENC_CAPS_SUPPORT_MONOCHROME}. Default false.
         *
         * @param on true to leave chroma out ({@code monoChromeEncoding})
         * @return this builder
         */
        public Builder monochrome(boolean on) {
            return set(Settings.MONOCHROME, on);
        }

        /**
         * Codes the two fields of each frame one after the other, for interlaced material; H.264. A frame has both, line by
         * line, and {@link PictureOptions#structure} says which comes first; its height is a multiple of 2, with 4:2:0 of 4.
         * Excludes RGB frames and profiles without fields. Needs {@code NV_ENC_CAPS_SUPPORT_FIELD_ENCODING}. Default false.
         *
         * @param on true to code fields ({@code frameFieldMode})
         * @return this builder
         */
        public Builder fieldCoding(boolean on) {
            return set(Settings.FIELD_CODING, on);
        }

        /**
         * Lets pictures come with hints at their motion: {@link PictureOptions#motionHints}, with AV1 {@link
         * PictureOptions#superblockHints}. Default: none.
         *
         * @param earlier the most hints at earlier pictures ({@code enableExternalMEHints}, {@code
         *            maxMEHintCountsPerBlock[0]})
         * @param later the most hints at later pictures, which only B-frames use ({@code maxMEHintCountsPerBlock[1]})
         * @return this builder
         */
        public Builder motionHints(MotionHintCounts earlier, MotionHintCounts later) {
            return set(Settings.MOTION_HINTS, new Settings.MotionHintLimits(earlier, later));
        }

        /**
         * Says how fine motion is searched for. Default: the driver's.
         *
         * @param value the precision ({@code mvPrecision})
         * @return this builder
         */
        public Builder motionPrecision(MotionPrecision value) {
            return set(Settings.MOTION_PRECISION, value);
        }

        /**
         * Bounds the sides of coding units or, with AV1, of partitions. Default: the driver's.
         *
         * @param smallest in pixels, 8, 16 or 32; with AV1 4, 8, 16, 32 or 64 ({@code minCUSize}, {@code minPartSize})
         * @param largest in pixels, 32; with AV1 as the smallest and not less ({@code maxCUSize}, {@code maxPartSize})
         * @return this builder
         */
        public Builder blockSizes(int smallest, int largest) {
            return set(Settings.BLOCK_SIZES, new Settings.BlockSizes(smallest, largest));
        }

        /**
         * Says whether H.264 chooses between transforms of 4x4 and 8x8, which needs a High profile. Needs {@code
         * NV_ENC_CAPS_SUPPORT_ADAPTIVE_TRANSFORM}. Default: the driver chooses.
         *
         * @param on true to choose, false for 4x4 alone ({@code adaptiveTransformMode})
         * @return this builder
         */
        public Builder adaptiveTransform(boolean on) {
            return set(Settings.ADAPTIVE_TRANSFORM, on);
        }

        /**
         * Says whether blocks coded by themselves refer only to such, so that errors in others do not reach them; H.264 and
         * HEVC. Default false.
         *
         * @param on true to do so ({@code useConstrainedIntraPred})
         * @return this builder
         */
        public Builder constrainedIntraPrediction(boolean on) {
            return set(Settings.CONSTRAINED_INTRA_PREDICTION, on);
        }

        /**
         * Says whether pictures may be asked to have independent slices, {@link PictureOptions#constrained}; H.264 and HEVC
         * with slices of rows or macroblock rows. Needs {@code NV_ENC_CAPS_SUPPORT_CONSTRAINED_ENCODING}. Default false.
         *
         * @param on true to allow it ({@code enableConstrainedEncoding})
         * @return this builder
         */
        public Builder constrainedEncoding(boolean on) {
            return set(Settings.CONSTRAINED_ENCODING, on);
        }

        /**
         * Says where the loop filter works; H.264 and HEVC, where turning it off needs API 12.2. Default: everywhere.
         *
         * @param value where ({@code disableDeblockingFilterIDC})
         * @return this builder
         */
        public Builder deblocking(Deblocking value) {
            return set(Settings.DEBLOCKING, value);
        }

        /**
         * Codes how transparent each pixel is as a second layer of HEVC. ARGB and ABGR frames have it in them; NV12 frames
         * come with a second one, {@link PictureOptions#alpha}. Excludes 10 bits, 4:2:2 and 4:4:4, {@link #subFrameWrite},
         * {@link #outputInVideoMemory}, weighted prediction, the temporal filter, a forced split and {@link #views}. Needs
         * {@code NV_ENC_CAPS_SUPPORT_ALPHA_LAYER_ENCODING}. Default false.
         *
         * @param on true to code it ({@code enableAlphaLayerEncoding})
         * @return this builder
         */
        public Builder alphaLayer(boolean on) {
            return set(Settings.ALPHA_LAYER, on);
        }

        /**
         * Sets how many times the bits of the alpha layer the picture itself gets. Needs {@link #alphaLayer}. Default 15.
         *
         * @param ratio 1 or more ({@code alphaLayerBitrateRatio})
         * @return this builder
         */
        public Builder alphaBitRateRatio(int ratio) {
            return set(Settings.ALPHA_BIT_RATE_RATIO, ratio);
        }

        /**
         * Codes two views in one stream, for stereoscopic pictures (MV-HEVC). Frames are given in turn, the first view's and
         * the second's, whose call gives the pictures of both; {@link NvEncoder#framesInFlight} doubles. Needs {@link Tuning#HIGH_QUALITY} and excludes
         * long-term references, {@link #alphaLayer}, {@link #unidirectionalB}, look-ahead, the temporal filter, {@link
         * #stateBuffers}, two passes and a forced split. Needs API 13.0 and {@code NV_ENC_CAPS_SUPPORT_MVHEVC_ENCODE}. Default
         * 1.
         *
         * @param count 1 or 2 ({@code enableMVHEVC}, {@code numViews})
         * @return this builder
         */
        public Builder views(int count) {
            return set(Settings.VIEWS, count);
        }

        /**
         * Sets the second view's part of the bits; the first has the rest. Needs {@link #views}. Default: the driver's.
         *
         * @param percent 1 to 99 ({@code viewBitrateRatios})
         * @return this builder
         */
        public Builder secondViewBitRate(int percent) {
            return set(Settings.SECOND_VIEW_BIT_RATE, percent);
        }

        /**
         * Says whether a stream of two {@link #views} carries {@link PictureOptions#referenceDisplays}. Needs API 13.0.
         * Default false.
         *
         * @param carry true to carry it ({@code outputHevc3DReferenceDisplayInfo})
         * @return this builder
         */
        public Builder referenceDisplays(boolean carry) {
            return set(Settings.REFERENCE_DISPLAYS, carry);
        }

        /**
         * Says how pictures are cut into slices; H.264 and HEVC. Default: one slice. API 13.1 has no more slices of
         * bytes.
         *
         * @param value the slicing ({@code sliceMode}, {@code sliceModeData})
         * @return this builder
         */
        public Builder slicing(Slicing value) {
            return set(Settings.SLICING, value);
        }

        /**
         * Cuts AV1 pictures into tiles of equal size: 64 by 64 pixels at least, at most 4096 wide and 4096 x 2304
         * pixels in all. Default: the preset's.
         *
         * @param columns a power of two from 1 to 64 ({@code numTileColumns})
         * @param rows a power of two from 1 to 64 ({@code numTileRows})
         * @return this builder
         */
        public Builder tiles(int columns, int rows) {
            return set(Settings.TILES, new Settings.Tiles(columns, rows));
        }

        /**
         * Cuts AV1 pictures into tiles of sizes of their own, in place of {@link #tiles(int, int)}. The bounds are the same.
         *
         * @param widths of each column in superblocks of 64 pixels, together the width; 1 to 64 of 1 or more ({@code
         *            tileWidths})
         * @param heights of each row in superblocks, together the height ({@code tileHeights})
         * @return this builder
         */
        public Builder tiles(List<Integer> widths, List<Integer> heights) {
            return set(Settings.CUSTOM_TILES, new Settings.CustomTiles(List.copyOf(widths), List.copyOf(heights)));
        }

        /**
         * Says whether the driver reports where each slice begins, for {@link EncodedPicture#sliceOffset}; H.264 and HEVC.
         * Default false.
         *
         * @param report true to report it ({@code reportSliceOffsets})
         * @return this builder
         */
        public Builder sliceOffsets(boolean report) {
            return set(Settings.SLICE_OFFSETS, report);
        }

        /**
         * Says whether finished slices, with AV1 tiles, can be read while the rest of the picture is being encoded: {@link
         * EncodedPicture#slices}. It pays with several slices or tiles, and {@link #sliceOffsets} parts those that were
         * finished together. Needs {@code NV_ENC_CAPS_SUPPORT_SUBFRAME_READBACK}. Default false.
         *
         * @param on true to allow it ({@code enableSubFrameWrite})
         * @return this builder
         */
        public Builder subFrameWrite(boolean on) {
            return set(Settings.SUB_FRAME_WRITE, on);
        }

        /**
         * Says whether the driver counts blocks and averages motion for each picture: {@link EncodedPicture#intraBlocks},
         * {@link EncodedPicture#interBlocks}, {@link EncodedPicture#averageMotionX} and {@link
         * EncodedPicture#averageMotionY}. Default false.
         *
         * @param on true to have them ({@code getRCStats})
         * @return this builder
         */
        public Builder rateControlStatistics(boolean on) {
            return set(Settings.RATE_CONTROL_STATISTICS, on);
        }

        /**
         * Asks for the encoder's account of each picture, {@link EncodedPicture#statistics}. Needs {@code
         * NV_ENC_CAPS_OUTPUT_BLOCK_STATS} or {@code NV_ENC_CAPS_OUTPUT_ROW_STATS}. Default: none.
         *
         * @param level for blocks or rows ({@code enableOutputStats}, {@code outputStatsLevel})
         * @return this builder
         */
        public Builder outputStatistics(OutputStatistics level) {
            return set(Settings.OUTPUT_STATISTICS, level);
        }

        /**
         * Sets how many states the encoder can save, one for each trial of a picture: {@link PictureOptions#saveState}
         * encodes a picture without going on to the next, and {@link NvEncoder#restoreState} goes on from the trial that
         * was best. Look-ahead has to be {@link #externalLookahead} then, and B-frames need {@link
         * #pictureTypeDecision}{@code (false)}, since a picture that waits for others cannot be tried.
         * Needs {@code NV_ENC_CAPS_DISABLE_ENC_STATE_ADVANCE}. Default 0: none.
         *
         * @param count 0 to 16, with AV1 to 32 ({@code numStateBuffers})
         * @return this builder
         */
        public Builder stateBuffers(int count) {
            return set(Settings.STATE_BUFFERS, count);
        }

        /**
         * Says whether access units stay in video memory, for a program that goes on with them there: {@link
         * EncodedPicture#deviceAddress}. What a picture has besides its bytes is not to be had then. Excludes B-frames,
         * {@link #fillerData}, {@link #subFrameWrite}, {@link #sliceOffsets}, {@link #rateControlStatistics}, {@link
         * #outputStatistics} and a forced {@link #splitEncode}. Not on Jetson. Default false.
         *
         * @param on true to leave them there ({@code enableOutputInVidmem})
         * @return this builder
         */
        public Builder outputInVideoMemory(boolean on) {
            return set(Settings.OUTPUT_IN_VIDEO_MEMORY, on);
        }

        /**
         * Says whether pictures can be had as a decoder will see them: {@link PictureOptions#reconstruction} takes a frame
         * for each. It has to be {@link BufferFormat#NV12}, {@link BufferFormat#NV16} or {@link BufferFormat#YUV444} after
         * the chroma that is coded, and {@link BufferFormat#P010}, {@link BufferFormat#P210} or {@link
         * BufferFormat#YUV444_10BIT} where 10 bits are. Needs {@code NV_ENC_CAPS_OUTPUT_RECON_SURFACE}. Default false.
         *
         * @param on true to allow it ({@code enableReconFrameOutput})
         * @return this builder
         */
        public Builder reconstructedFrames(boolean on) {
            return set(Settings.RECONSTRUCTED_FRAMES, on);
        }

        /**
         * Says whether several engines share a picture; HEVC and AV1. More than one strip needs as many engines
         * ({@code NV_ENC_CAPS_NUM_ENCODER_ENGINES}), four need API 13.0, and none goes with weighted prediction,
         * {@link #outputInVideoMemory}, or in HEVC with {@link #subFrameWrite}. Default: automatic.
         *
         * @param mode the mode ({@code splitEncodeMode})
         * @return this builder
         */
        public Builder splitEncode(SplitEncode mode) {
            return set(Settings.SPLIT_ENCODE, mode);
        }

        /**
         * Checks the settings against each other and makes the configuration.
         *
         * @return the configuration
         * @throws InvalidConfigException
         *             if a value is out of its range or two settings exclude each other; the message names the setting,
         *             the value, the range and the remedy
         */
        public EncoderConfig build() {
            EncoderConfig config = new EncoderConfig(this);
            ConfigRules.check(config);
            return config;
        }

        private <T> Builder set(Setting<T> setting, T value) {
            settings.put(setting, Objects.requireNonNull(value, setting.name()));
            return this;
        }
    }
}
