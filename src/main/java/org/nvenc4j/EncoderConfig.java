package org.nvenc4j;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.nvenc4j.cuda.BufferFormat;

/**
 * What a session is to encode and how: immutable, made by a {@link Builder}, checked as a whole by
 * {@link Builder#build} and against the GPU by {@link NvEncoder#open}.
 *
 * <p>
 * A setting that is left alone keeps what the driver's preset says for the chosen {@link Preset} and {@link Tuning}.
 * Without further words a configuration encodes with no delay: preset P4, tuning {@link Tuning#ULTRA_LOW_LATENCY}, one
 * access unit for each frame out of the same call, parameter sets before every key frame.
 *
 * <p>
 * Values of this type may be shared by any threads.
 */
public final class EncoderConfig {
    /** As GOP length: no key frame but the first and those that are asked for ({@code NVENC_INFINITE_GOPLENGTH}). */
    public static final int INFINITE_GOP = -1;

    private final Codec codec;
    private final int width;
    private final int height;
    private final BufferFormat bufferFormat;
    private final int frameRateNumerator;
    private final int frameRateDenominator;
    private final Preset preset;
    private final Tuning tuning;
    private final boolean repeatParameterSets;
    private final boolean accessUnitDelimiters;
    private final @Nullable Profile profile;
    private final @Nullable Level level;
    private final @Nullable RateControlMode rateControlMode;
    private final @Nullable MultiPass multiPass;
    private final @Nullable Qp constantQp;
    private final @Nullable Integer bitRate;
    private final @Nullable Integer maxBitRate;
    private final @Nullable Integer vbvBufferSize;
    private final @Nullable Integer vbvInitialDelay;
    private final @Nullable Integer gopLength;
    private final @Nullable Integer bFrames;
    private final @Nullable Integer lookahead;

    private EncoderConfig(Builder builder) {
        codec = builder.codec;
        width = builder.width;
        height = builder.height;
        bufferFormat = builder.bufferFormat;
        frameRateNumerator = builder.frameRateNumerator;
        frameRateDenominator = builder.frameRateDenominator;
        preset = builder.preset;
        tuning = builder.tuning;
        repeatParameterSets = builder.repeatParameterSets;
        accessUnitDelimiters = builder.accessUnitDelimiters;
        profile = builder.profile;
        level = builder.level;
        rateControlMode = builder.rateControlMode;
        multiPass = builder.multiPass;
        constantQp = builder.constantQp;
        bitRate = builder.bitRate;
        maxBitRate = builder.maxBitRate;
        vbvBufferSize = builder.vbvBufferSize;
        vbvInitialDelay = builder.vbvInitialDelay;
        gopLength = builder.gopLength;
        bFrames = builder.bFrames;
        lookahead = builder.lookahead;
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
     * Whether parameter sets stand before every key frame ({@code repeatSPSPPS}, {@code repeatSeqHdr}).
     *
     * @return true if they do
     */
    public boolean repeatParameterSets() {
        return repeatParameterSets;
    }

    /**
     * Whether every H.264 or HEVC access unit begins with a delimiter ({@code outputAUD}).
     *
     * @return true if it does
     */
    public boolean accessUnitDelimiters() {
        return accessUnitDelimiters;
    }

    /**
     * The profile, if one is asked for ({@code profileGUID}).
     *
     * @return the profile, or empty where the driver chooses
     */
    public Optional<Profile> profile() {
        return Optional.ofNullable(profile);
    }

    /**
     * The level, if one is asked for ({@code level}).
     *
     * @return the level, or empty where the driver chooses
     */
    public Optional<Level> level() {
        return Optional.ofNullable(level);
    }

    /**
     * The rate-control mode, if one is asked for ({@code rateControlMode}).
     *
     * @return the mode, or empty where the preset's stays
     */
    public Optional<RateControlMode> rateControlMode() {
        return Optional.ofNullable(rateControlMode);
    }

    /**
     * The passes, if asked for ({@code multiPass}).
     *
     * @return the setting, or empty where the preset's stays
     */
    public Optional<MultiPass> multiPass() {
        return Optional.ofNullable(multiPass);
    }

    /**
     * The quantisers of {@link RateControlMode#CONSTANT_QP} ({@code constQP}).
     *
     * @return the quantisers, or empty where the preset's stay
     */
    public Optional<Qp> constantQp() {
        return Optional.ofNullable(constantQp);
    }

    /**
     * The average bit rate, if one is asked for ({@code averageBitRate}).
     *
     * @return bits a second, or empty where the preset's stays
     */
    public OptionalInt bitRate() {
        return optional(bitRate);
    }

    /**
     * The highest bit rate, if one is asked for ({@code maxBitRate}).
     *
     * @return bits a second, or empty where the preset's stays
     */
    public OptionalInt maxBitRate() {
        return optional(maxBitRate);
    }

    /**
     * The size of the VBV buffer, if asked for ({@code vbvBufferSize}).
     *
     * @return bits, or empty where the preset's stays
     */
    public OptionalInt vbvBufferSize() {
        return optional(vbvBufferSize);
    }

    /**
     * How full the VBV buffer is at the start, if asked for ({@code vbvInitialDelay}).
     *
     * @return bits, or empty where the preset's stays
     */
    public OptionalInt vbvInitialDelay() {
        return optional(vbvInitialDelay);
    }

    /**
     * The distance between key frames, if asked for ({@code gopLength}).
     *
     * @return frames, {@link #INFINITE_GOP}, or empty where the preset's stays
     */
    public OptionalInt gopLength() {
        return optional(gopLength);
    }

    /**
     * The number of B-frames between two P-frames, if asked for ({@code frameIntervalP - 1}).
     *
     * @return the number, or empty where the preset's stays
     */
    public OptionalInt bFrames() {
        return optional(bFrames);
    }

    /**
     * The depth of the look-ahead, if asked for ({@code lookaheadDepth}).
     *
     * @return frames, 0 for none, or empty where the preset's stays
     */
    public OptionalInt lookahead() {
        return optional(lookahead);
    }

    /**
     * Starts a new configuration from this one.
     *
     * @return a builder with all of this configuration's settings
     */
    public Builder toBuilder() {
        return new Builder(this);
    }

    @Override
    public String toString() {
        return codec + " " + width + "x" + height + " " + bufferFormat + " " + frameRateNumerator + "/"
                + frameRateDenominator + " fps, " + preset + " " + tuning;
    }

    private static OptionalInt optional(@Nullable Integer value) {
        return value == null ? OptionalInt.empty() : OptionalInt.of(value);
    }

    /** Collects the settings of an {@link EncoderConfig}. Not for use by several threads at once. */
    public static final class Builder {
        private static final int MAX_QP = 51;
        private static final int MAX_QP_AV1 = 255;
        private static final int MAX_LOOKAHEAD = 32;

        private final Codec codec;
        private final int width;
        private final int height;
        private BufferFormat bufferFormat = BufferFormat.NV12;
        private int frameRateNumerator = 30;
        private int frameRateDenominator = 1;
        private Preset preset = Preset.P4;
        private Tuning tuning = Tuning.ULTRA_LOW_LATENCY;
        private boolean repeatParameterSets = true;
        private boolean accessUnitDelimiters;
        private @Nullable Profile profile;
        private @Nullable Level level;
        private @Nullable RateControlMode rateControlMode;
        private @Nullable MultiPass multiPass;
        private @Nullable Qp constantQp;
        private @Nullable Integer bitRate;
        private @Nullable Integer maxBitRate;
        private @Nullable Integer vbvBufferSize;
        private @Nullable Integer vbvInitialDelay;
        private @Nullable Integer gopLength;
        private @Nullable Integer bFrames;
        private @Nullable Integer lookahead;

        private Builder(Codec codec, int width, int height) {
            this.codec = Objects.requireNonNull(codec, "codec");
            this.width = width;
            this.height = height;
        }

        private Builder(EncoderConfig config) {
            this(config.codec, config.width, config.height);
            bufferFormat = config.bufferFormat;
            frameRateNumerator = config.frameRateNumerator;
            frameRateDenominator = config.frameRateDenominator;
            preset = config.preset;
            tuning = config.tuning;
            repeatParameterSets = config.repeatParameterSets;
            accessUnitDelimiters = config.accessUnitDelimiters;
            profile = config.profile;
            level = config.level;
            rateControlMode = config.rateControlMode;
            multiPass = config.multiPass;
            constantQp = config.constantQp;
            bitRate = config.bitRate;
            maxBitRate = config.maxBitRate;
            vbvBufferSize = config.vbvBufferSize;
            vbvInitialDelay = config.vbvInitialDelay;
            gopLength = config.gopLength;
            bFrames = config.bFrames;
            lookahead = config.lookahead;
        }

        /**
         * Sets the layout of the frames; chroma format and bit depth of the stream follow from it. Default
         * {@link BufferFormat#NV12}.
         *
         * @param value the format of every frame that will be encoded ({@code NV_ENC_BUFFER_FORMAT})
         * @return this builder
         */
        public Builder bufferFormat(BufferFormat value) {
            bufferFormat = Objects.requireNonNull(value, "bufferFormat");
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
         * Sets the tuning. Default {@link Tuning#ULTRA_LOW_LATENCY}. {@link Tuning#HIGH_QUALITY},
         * {@link Tuning#LOSSLESS} and {@link Tuning#ULTRA_HIGH_QUALITY} may bring B-frames and look-ahead, and with them
         * delay.
         *
         * @param value the tuning ({@code tuningInfo})
         * @return this builder
         */
        public Builder tuning(Tuning value) {
            tuning = Objects.requireNonNull(value, "tuning");
            return this;
        }

        /**
         * Says whether parameter sets (SPS and PPS, AV1's sequence header) stand in the stream before every key frame,
         * so that a receiver can begin at any of them. Default true.
         *
         * @param value false to have them once only ({@code repeatSPSPPS}, {@code repeatSeqHdr})
         * @return this builder
         */
        public Builder repeatParameterSets(boolean value) {
            repeatParameterSets = value;
            return this;
        }

        /**
         * Says whether every access unit begins with a delimiter. Default false. H.264 and HEVC; AV1 always has its
         * temporal delimiters.
         *
         * @param value true for delimiters ({@code outputAUD})
         * @return this builder
         */
        public Builder accessUnitDelimiters(boolean value) {
            accessUnitDelimiters = value;
            return this;
        }

        /**
         * Sets the profile. Default: the driver chooses the lowest that holds the other settings.
         *
         * @param value a profile of the codec ({@code profileGUID})
         * @return this builder
         */
        public Builder profile(Profile value) {
            profile = Objects.requireNonNull(value, "profile");
            return this;
        }

        /**
         * Sets the level. Default: the driver chooses, which also allows odd aspect ratios and sizes.
         *
         * @param value one of {@link Level#of}{@code (codec)} ({@code level})
         * @return this builder
         */
        public Builder level(Level value) {
            level = Objects.requireNonNull(value, "level");
            return this;
        }

        /**
         * Sets the rate-control mode. Default: the preset's.
         *
         * @param value the mode ({@code rateControlMode})
         * @return this builder
         */
        public Builder rateControlMode(RateControlMode value) {
            rateControlMode = Objects.requireNonNull(value, "rateControlMode");
            return this;
        }

        /**
         * Sets whether pictures are encoded in two passes. Default: the preset's.
         *
         * @param value the setting ({@code multiPass})
         * @return this builder
         */
        public Builder multiPass(MultiPass value) {
            multiPass = Objects.requireNonNull(value, "multiPass");
            return this;
        }

        /**
         * Sets the quantisers and, with them, {@link RateControlMode#CONSTANT_QP}.
         *
         * @param value each 0 to 51, with AV1 0 to 255 ({@code constQP})
         * @return this builder
         */
        public Builder constantQp(Qp value) {
            constantQp = Objects.requireNonNull(value, "constantQp");
            rateControlMode = RateControlMode.CONSTANT_QP;
            return this;
        }

        /**
         * Sets the average bit rate; with {@link RateControlMode#CBR} it is the bit rate. Default: the preset's.
         *
         * @param bitsPerSecond 1 or more ({@code averageBitRate})
         * @return this builder
         */
        public Builder bitRate(int bitsPerSecond) {
            bitRate = bitsPerSecond;
            return this;
        }

        /**
         * Sets the highest bit rate of {@link RateControlMode#VBR}. Default: the preset's.
         *
         * @param bitsPerSecond at least the average ({@code maxBitRate})
         * @return this builder
         */
        public Builder maxBitRate(int bitsPerSecond) {
            maxBitRate = bitsPerSecond;
            return this;
        }

        /**
         * Sets the size of the VBV buffer, which bounds the size of single pictures. For the least delay take one
         * frame's share of the bit rate: {@code bitRate * denominator / numerator}. Default: the driver's.
         *
         * @param bits 1 or more ({@code vbvBufferSize}); the GPU needs {@code NV_ENC_CAPS_SUPPORT_CUSTOM_VBV_BUF_SIZE}
         * @return this builder
         */
        public Builder vbvBufferSize(int bits) {
            vbvBufferSize = bits;
            return this;
        }

        /**
         * Sets how full the VBV buffer is at the start. Default: the driver's.
         *
         * @param bits 1 or more, at most the buffer's size if that is set ({@code vbvInitialDelay})
         * @return this builder
         */
        public Builder vbvInitialDelay(int bits) {
            vbvInitialDelay = bits;
            return this;
        }

        /**
         * Sets the distance between key frames. Default: the preset's, which is infinite for the low-latency tunings.
         *
         * @param frames 1 or more, more than the B-frames; or {@link #INFINITE_GOP}, which excludes B-frames
         *            ({@code gopLength})
         * @return this builder
         */
        public Builder gopLength(int frames) {
            gopLength = frames;
            return this;
        }

        /**
         * Sets the number of B-frames between two P-frames. Each holds output back by one frame. Default: the
         * preset's, which is 0 for the low-latency tunings.
         *
         * @param count 0 to what {@code NV_ENC_CAPS_NUM_MAX_BFRAMES} says; only 0 with a low-latency tuning
         *            ({@code frameIntervalP - 1})
         * @return this builder
         */
        public Builder bFrames(int count) {
            bFrames = count;
            return this;
        }

        /**
         * Sets how many frames rate control looks ahead. It holds output back by as many. Default: the preset's, which
         * is 0 for the low-latency tunings.
         *
         * @param frames 0 (off) to 32 less the B-frames; only 0 with a low-latency tuning ({@code lookaheadDepth}); the
         *            GPU needs {@code NV_ENC_CAPS_SUPPORT_LOOKAHEAD}
         * @return this builder
         */
        public Builder lookahead(int frames) {
            lookahead = frames;
            return this;
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
            checkSize();
            checkRates();
            checkStructure();
            return new EncoderConfig(this);
        }

        private void checkSize() {
            require(width > 0, "width", width, "1 or more pixels");
            require(height > 0, "height", height, "1 or more pixels");
            boolean halfWidth = bufferFormat.chromaFormatIdc() == 1 || bufferFormat.chromaFormatIdc() == 2;
            boolean halfHeight = bufferFormat.chromaFormatIdc() == 1;
            require(
                    !halfWidth || width % 2 == 0,
                    "width",
                    width,
                    "an even number for " + bufferFormat + ", whose chroma has half the width; crop or pad the frames");
            require(
                    !halfHeight || height % 2 == 0,
                    "height",
                    height,
                    "an even number for " + bufferFormat
                            + ", whose chroma has half the height; crop or pad the frames");
            require(
                    frameRateNumerator > 0 && frameRateDenominator > 0,
                    "frameRate",
                    frameRateNumerator + "/" + frameRateDenominator,
                    "two numbers of 1 or more");
        }

        private void checkRates() {
            requirePositive("bitRate", bitRate, "bits a second");
            requirePositive("maxBitRate", maxBitRate, "bits a second");
            requirePositive("vbvBufferSize", vbvBufferSize, "bits");
            requirePositive("vbvInitialDelay", vbvInitialDelay, "bits");
            if (bitRate != null && maxBitRate != null) {
                require(
                        maxBitRate >= bitRate,
                        "maxBitRate",
                        maxBitRate,
                        "at least the average bit rate of " + bitRate + "; raise it or lower bitRate");
            }
            if (vbvBufferSize != null && vbvInitialDelay != null) {
                require(
                        vbvInitialDelay <= vbvBufferSize,
                        "vbvInitialDelay",
                        vbvInitialDelay,
                        "at most the VBV buffer's size of " + vbvBufferSize);
            }
            if (constantQp != null) {
                int max = codec == Codec.AV1 ? MAX_QP_AV1 : MAX_QP;
                for (int qp : new int[] {constantQp.interP(), constantQp.interB(), constantQp.intra()}) {
                    require(qp >= 0 && qp <= max, "constantQp", qp, "0 to " + max + " for " + codec);
                }
                require(
                        rateControlMode == RateControlMode.CONSTANT_QP,
                        "constantQp",
                        constantQp,
                        "set only with " + RateControlMode.CONSTANT_QP + ", not with " + rateControlMode);
            }
            if (rateControlMode == RateControlMode.CONSTANT_QP) {
                require(
                        bitRate == null && maxBitRate == null,
                        "bitRate",
                        bitRate == null ? maxBitRate : bitRate,
                        "left unset with " + RateControlMode.CONSTANT_QP
                                + ", which keeps quantisers and not rates; choose VBR or CBR to keep a rate");
            }
        }

        private void checkStructure() {
            if (profile != null) {
                require(profile.codec() == codec, "profile", profile, "a profile of " + codec);
            }
            if (level != null) {
                require(Level.of(codec).contains(level), "level", level, "one of " + Level.of(codec));
            }
            if (gopLength != null) {
                require(
                        gopLength > 0 || gopLength == INFINITE_GOP,
                        "gopLength",
                        gopLength,
                        "1 or more frames, or INFINITE_GOP");
            }
            if (bFrames != null) {
                require(bFrames >= 0, "bFrames", bFrames, "0 or more");
                require(
                        bFrames == 0 || !tuning.isLowLatency(),
                        "bFrames",
                        bFrames,
                        "0 with " + tuning + ", which delays nothing; take tuning HIGH_QUALITY for B-frames");
                if (gopLength != null) {
                    require(
                            bFrames == 0 || gopLength != INFINITE_GOP,
                            "bFrames",
                            bFrames,
                            "0 with an infinite GOP; set a GOP length");
                    require(
                            gopLength == INFINITE_GOP || gopLength > bFrames,
                            "gopLength",
                            gopLength,
                            "more than the " + bFrames + " B-frames");
                }
                require(
                        bFrames == 0 || profile != Profile.H264_BASELINE,
                        "bFrames",
                        bFrames,
                        "0 with " + Profile.H264_BASELINE + ", which has no B-frames; take H264_MAIN or H264_HIGH");
            }
            if (lookahead != null) {
                int most = MAX_LOOKAHEAD - (bFrames == null ? 0 : bFrames);
                require(
                        lookahead >= 0 && lookahead <= most,
                        "lookahead",
                        lookahead,
                        "0 to " + most + " frames (32 less the B-frames)");
                require(
                        lookahead == 0 || !tuning.isLowLatency(),
                        "lookahead",
                        lookahead,
                        "0 with " + tuning + ", which delays nothing; take tuning HIGH_QUALITY for look-ahead");
            }
            require(
                    tuning != Tuning.LOSSLESS || codec != Codec.AV1,
                    "tuning",
                    tuning,
                    "another tuning for AV1, which NVENC cannot code losslessly; take H.264 or HEVC");
            require(
                    tuning != Tuning.ULTRA_HIGH_QUALITY || codec != Codec.H264,
                    "tuning",
                    tuning,
                    "another tuning for H264; NVENC has it for HEVC and AV1");
        }

        private static void requirePositive(String setting, @Nullable Integer value, String unit) {
            require(value == null || value > 0, setting, value, "1 or more " + unit);
        }

        private static void require(boolean allowed, String setting, @Nullable Object value, String rule) {
            if (!allowed) {
                throw new InvalidConfigException(setting, setting + " is " + value + "; it must be " + rule);
            }
        }
    }
}
