package org.nvenc4j;

import java.lang.foreign.Arena;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;
import org.nvenc4j.internal.struct.CodecConfig;
import org.nvenc4j.internal.struct.ConfigAv1;
import org.nvenc4j.internal.struct.ConfigH264;
import org.nvenc4j.internal.struct.ConfigHevc;
import org.nvenc4j.internal.struct.EncodeConfig;
import org.nvenc4j.internal.struct.H26xConfig;
import org.nvenc4j.internal.struct.HdrConfig;
import org.nvenc4j.internal.struct.InitializeParams;
import org.nvenc4j.internal.struct.PresetConfig;
import org.nvenc4j.internal.struct.RcParams;

/**
 * Turns a configuration into what the driver is initialised with: the preset's own configuration, over which each
 * {@link Setting} that the caller gave writes itself.
 */
final class SessionSetup {
    private static final int QUALITY_STEPS = 256;

    private final EncoderConfig config;
    private final EncodeConfig preset;
    private final InitializeParams initialize;
    private final EncodeConfig encode;
    private final CodecConfig codec;

    /** Prepares a session's first configuration, over what the driver has for its preset. */
    SessionSetup(Arena arena, EncodeSession session, EncoderConfig config) {
        this(
                config,
                askPreset(arena, session, config),
                new InitializeParams(arena, session.abi),
                new EncodeConfig(arena, session.abi));
        write();
    }

    private SessionSetup(EncoderConfig config, EncodeConfig preset, InitializeParams initialize, EncodeConfig encode) {
        this.config = config;
        this.preset = preset;
        this.initialize = initialize;
        this.encode = encode;
        codec = encode.codec(config.codec());
    }

    /** Writes another configuration of the session, which has the same preset, into structs that may hold an earlier one. */
    void write(EncoderConfig next, InitializeParams into, EncodeConfig encodeInto) {
        new SessionSetup(next, preset, into, encodeInto).write();
    }

    private void write() {
        encode.copyFrom(preset);
        initialize
                .preset(
                        Guids.of(config.codec()),
                        Guids.of(config.preset()),
                        config.tuning().value())
                .size(config.width(), config.height())
                .frameRate(config.frameRateNumerator(), config.frameRateDenominator())
                .pictureTypeDecision()
                .config(encode);
        writeDefaults();
        Settings.all().forEach(this::write);
        settleStructure();
    }

    private static EncodeConfig askPreset(Arena arena, EncodeSession session, EncoderConfig config) {
        PresetConfig preset = new PresetConfig(arena, session.abi);
        session.nvenc.nvEncGetEncodePresetConfigEx(
                session.encoder,
                Guids.of(config.codec()).value(),
                Guids.of(config.preset()).value(),
                config.tuning().value(),
                preset.address());
        return preset.config();
    }

    EncoderConfig config() {
        return config;
    }

    InitializeParams initialize() {
        return initialize;
    }

    EncodeConfig encode() {
        return encode;
    }

    RcParams rc() {
        return encode.rc();
    }

    CodecConfig codec() {
        return codec;
    }

    /** The arm of a codec; the settings that use it have been refused for the others. */
    ConfigH264 h264() {
        return (ConfigH264) codec;
    }

    H26xConfig h26x() {
        return (H26xConfig) codec;
    }

    HdrConfig hdr() {
        return (HdrConfig) codec;
    }

    ConfigAv1 av1() {
        return (ConfigAv1) codec;
    }

    void tier(Tier tier) {
        switch (codec) {
            case ConfigHevc hevc -> hevc.tier(tier.value());
            case ConfigAv1 av1 -> av1.tier(tier.value());
            case ConfigH264 h264 -> throw new AssertionError("H.264 has no tiers");
        }
    }

    /** A quality to aim at takes the place of the preset's rates; only those that the caller gives still bound it. */
    void targetQuality(double quality) {
        rc().targetQuality((int) Math.round(quality * QUALITY_STEPS));
        if (quality > 0) {
            rc().averageBitRate(config.get(Settings.BIT_RATE, 0))
                    .maxBitRate(config.get(Settings.MAX_BIT_RATE, 0))
                    .vbvBufferSize(config.get(Settings.VBV_BUFFER_SIZE, 0));
        }
    }

    /** How many frames the encoder may hold at once, this one included: at least 1, also for intra-only streams. */
    int framesInFlight() {
        return Math.max(1, encode.frameIntervalP()) + lookahead();
    }

    boolean hasBFrames() {
        return encode.frameIntervalP() > 1;
    }

    /** How many finished pictures a driver with look-ahead does not let go of before the end of the stream. */
    int lookahead() {
        return rc().lookahead();
    }

    /** The bit rate of a configuration that says none; 0 where the driver keeps it to itself. */
    int presetBitRate() {
        return preset.rc().averageBitRate();
    }

    /** What follows from the frames and the tuning, where the caller says nothing else. */
    private void writeDefaults() {
        int bitDepth = config.bufferFormat().bitDepth();
        codec.chromaFormat(config.bufferFormat().chromaFormatIdc());
        codec.bitDepth(bitDepth, bitDepth);
        Profile profile = neededProfile();
        if (profile != null) {
            encode.profile(Guids.of(profile));
        }
        if (config.tuning() == Tuning.LOSSLESS) {
            rc().mode(RateControlMode.CONSTANT_QP.value()).constantQp(0, 0, 0);
            if (codec instanceof ConfigH264 h264) {
                h264.losslessTransformBypass(true);
            }
        }
        if (codec instanceof ConfigAv1 av1) {
            ColourDescription unspecified = ColourDescription.UNSPECIFIED;
            av1.colour(unspecified.primaries(), unspecified.transfer(), unspecified.matrix());
            initialize.displayAspect(config.width(), config.height());
        } else {
            int divisor = BigInteger.valueOf(config.width())
                    .gcd(BigInteger.valueOf(config.height()))
                    .intValue();
            initialize.displayAspect(config.width() / divisor, config.height() / divisor);
        }
    }

    private <T> void write(Setting<T> setting) {
        T value = config.get(setting);
        if (value != null) {
            setting.write(this, value);
        }
    }

    /** The profile that the samples need, where the driver's own choice would leave them out; null where it is free. */
    private @Nullable Profile neededProfile() {
        int chroma = config.bufferFormat().chromaFormatIdc();
        boolean tenBits =
                config.get(Settings.OUTPUT_BIT_DEPTH, config.bufferFormat().bitDepth()) == 10;
        return switch (config.codec()) {
            case H264 -> {
                if (chroma == 3 || config.tuning() == Tuning.LOSSLESS) {
                    yield Profile.H264_HIGH_444;
                }
                if (chroma == 2) {
                    yield Profile.H264_HIGH_422;
                }
                yield tenBits ? Profile.H264_HIGH_10 : null;
            }
            case HEVC -> {
                if (chroma != 1) {
                    yield Profile.HEVC_FREXT;
                }
                yield tenBits ? Profile.HEVC_MAIN_10 : null;
            }
            case AV1 -> null;
        };
    }

    /** Makes GOP and B-frames fit each other, where one of them is the preset's. */
    private void settleStructure() {
        if (config.get(Settings.INTRA_REFRESH) != null) {
            encode.gopLength(EncoderConfig.INFINITE_GOP);
        }
        codec.idrPeriod(encode.gopLength());
        boolean mayReorder = encode.gopLength() != EncoderConfig.INFINITE_GOP
                && config.get(Settings.PROFILE) != Profile.H264_BASELINE
                && !config.get(Settings.WEIGHTED_PREDICTION, false)
                && config.get(Settings.LONG_TERM_REFERENCES, 0) == 0
                && config.get(Settings.TEMPORAL_LAYERS, 1) == 1;
        if (config.get(Settings.B_FRAMES) == null && !mayReorder) {
            // The preset's B-frames go with its own GOP, not with what excludes them.
            encode.frameIntervalP(Math.min(encode.frameIntervalP(), 1));
        }
        if (encode.frameIntervalP() > 1 && encode.gopLength() == EncoderConfig.INFINITE_GOP) {
            throw new InvalidConfigException(
                    "bFrames",
                    "bFrames is " + (encode.frameIntervalP() - 1) + ", but the GOP of " + config.preset() + " "
                            + config.tuning() + " is infinite, which excludes B-frames; set a GOP length");
        }
        if (Integer.compareUnsigned(encode.frameIntervalP(), encode.gopLength()) > 0) {
            encode.frameIntervalP(encode.gopLength());
        }
    }
}
