package org.nvenc4j;

import java.lang.foreign.Arena;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nvenc4j.internal.struct.CodecConfig;
import org.nvenc4j.internal.struct.ConfigAv1;
import org.nvenc4j.internal.struct.ConfigH264;
import org.nvenc4j.internal.struct.ConfigHevc;
import org.nvenc4j.internal.struct.EncodeConfig;
import org.nvenc4j.internal.struct.FilmGrainParams;
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

    /** More than B-frames and look-ahead can come to. */
    private static final int MOST_FRAMES = 64;

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
                .pictureTypeDecision(true)
                .config(encode);
        writeDefaults();
        for (Setting<?> setting : Settings.all()) {
            write(setting);
        }
        settle();
    }

    private static EncodeConfig askPreset(Arena arena, EncodeSession session, EncoderConfig config) {
        PresetConfig preset = new PresetConfig(arena, session.abi);
        try {
            session.nvenc.nvEncGetEncodePresetConfigEx(
                    session.encoder,
                    Guids.of(config.codec()).value(),
                    Guids.of(config.preset()).value(),
                    config.tuning().value(),
                    preset.address());
        } catch (NvencException e) {
            throw config.tuning() == Tuning.ULTRA_HIGH_QUALITY ? lacksUltraHighQuality(config, e) : e;
        }
        return preset.config();
    }

    /** No capability says which codecs have this tuning: the driver tells by refusing its presets. */
    private static RuntimeException lacksUltraHighQuality(EncoderConfig config, NvencException refused) {
        if (refused.status() != NvencStatus.UNSUPPORTED_PARAM && refused.status() != NvencStatus.INVALID_PARAM) {
            return refused;
        }
        var lacking = new UnsupportedFeatureException(
                "tuning",
                "tuning is " + config.tuning() + ", which this driver and GPU have not for " + config.codec()
                        + ": nvEncGetEncodePresetConfigEx refuses it; take HIGH_QUALITY");
        lacking.initCause(refused);
        return lacking;
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

    ConfigHevc hevc() {
        return (ConfigHevc) codec;
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

    /** Every picture by itself; the GOP's length still says which of them are key frames. */
    void intraOnly(boolean on) {
        if (on) {
            encode.frameIntervalP(0);
        }
    }

    /** The sides of blocks, in the numbers that each codec has for them. */
    void blockSizes(Settings.BlockSizes sizes) {
        int smallest = Integer.numberOfTrailingZeros(sizes.smallest());
        int largest = Integer.numberOfTrailingZeros(sizes.largest());
        switch (codec) {
            case ConfigHevc hevc -> hevc.codingUnits(smallest - 2, largest - 2);
            case ConfigAv1 av1 -> av1.partitions(smallest - 1, largest - 1);
            case ConfigH264 h264 -> throw new AssertionError("H.264 has macroblocks");
        }
    }

    void temporalLayerQp(List<Integer> quantisers) {
        for (int layer = 0; layer < quantisers.size(); layer++) {
            rc().temporalLayerQp(layer, quantisers.get(layer));
        }
    }

    void customTiles(Settings.CustomTiles tiles) {
        encode.tiles(av1(), tiles.widths(), tiles.heights());
    }

    void filmGrain(FilmGrain grain) {
        FilmGrainParams params = encode.filmGrain();
        grain.write(params);
        av1().filmGrain(params);
    }

    /** A quality to aim at takes the place of the preset's rates; only those that the caller gives still bound it. */
    void targetQuality(double quality) {
        rc().targetQuality((int) Math.round(quality * QUALITY_STEPS));
        if (quality > 0) {
            if (config.get(Settings.RATE_CONTROL_MODE) == null) {
                rc().mode(RateControlMode.VBR.value());
            }
            rc().averageBitRate(config.get(Settings.BIT_RATE, 0))
                    .maxBitRate(config.get(Settings.MAX_BIT_RATE, 0))
                    .vbvBufferSize(config.get(Settings.VBV_BUFFER_SIZE, 0));
        }
    }

    /** Headers that do not stand in the stream are not repeated in it either. */
    void parameterSetsInStream(boolean inStream) {
        codec.parameterSetsInStream(inStream);
        if (!inStream) {
            codec.repeatParameterSets(false);
        }
    }

    /** How many frames the encoder may hold at once, this one included: at least 1, also for intra-only streams. */
    int framesInFlight() {
        int reordered = decidesTypes() ? Math.max(1, encode.frameIntervalP()) : 1;
        long frames = reordered + Integer.toUnsignedLong(lookahead());
        if (frames > MOST_FRAMES) {
            throw Nonsense.of("nvEncGetEncodePresetConfigEx", "a preset that holds " + frames + " frames");
        }
        return (int) frames * views();
    }

    /** How many pictures in turn make up a frame. */
    int views() {
        return config.get(Settings.VIEWS, 1);
    }

    private boolean decidesTypes() {
        return config.get(Settings.PICTURE_TYPE_DECISION, true);
    }

    boolean hasBFrames() {
        return encode.frameIntervalP() > 1;
    }

    /** How many finished pictures a driver with look-ahead does not let go of before the end of the stream. */
    int lookahead() {
        return externalLookahead() > 0 ? 0 : rc().lookahead();
    }

    /** How many frames ahead of the one to encode the program shows; 0 where the encoder looks ahead by itself, or not. */
    int externalLookahead() {
        return config.get(Settings.EXTERNAL_LOOKAHEAD, false) ? rc().lookahead() : 0;
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
            setting.definition().write(this, value);
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

    /**
     * Where the preset's own values go ill with what the caller asked for, the preset's give way; where only the
     * caller can say what is meant, throws.
     */
    private void settle() {
        settleRates();
        settleGop();
        settleHierarchy();
        settleTemporalFilter();
        settleLayers();
        settleLookahead();
    }

    /** Two views have neither look-ahead, two passes nor the temporal filter, an alpha layer has not the last. */
    private void settleLayers() {
        boolean views = views() > 1;
        if (views) {
            rc().lookahead(0).multiPass(MultiPass.DISABLED.value());
        }
        if ((views || config.get(Settings.ALPHA_LAYER, false)) && codec.temporalFilter() != 0) {
            codec.temporalFilter(0);
        }
    }

    private void settleRates() {
        RcParams rc = rc();
        boolean noRate = config.get(Settings.BIT_RATE) == null;
        boolean noMaximum = config.get(Settings.MAX_BIT_RATE) == null;
        if (noMaximum && rc.maxBitRate() != 0 && isMore(rc.averageBitRate(), rc.maxBitRate())) {
            rc.maxBitRate(rc.averageBitRate());
        }
        if (noRate && isMore(rc.averageBitRate(), rc.maxBitRate()) && rc.maxBitRate() != 0) {
            rc.averageBitRate(rc.maxBitRate());
        }
        if (rc.vbvBufferSize() != 0 && isMore(rc.vbvInitialDelay(), rc.vbvBufferSize())) {
            if (config.get(Settings.VBV_INITIAL_DELAY) == null) {
                rc.vbvInitialDelay(rc.vbvBufferSize());
            } else {
                rc.vbvBufferSize(rc.vbvInitialDelay());
            }
        }
        if (config.get(Settings.QP_MAP) == QpMapMode.EMPHASIS) {
            rc.spatialAq(false);
        }
    }

    private void settleGop() {
        if (config.get(Settings.INTRA_REFRESH) != null) {
            encode.gopLength(EncoderConfig.INFINITE_GOP);
        }
        codec.idrPeriod(encode.gopLength());
        boolean infinite = encode.gopLength() == EncoderConfig.INFINITE_GOP;
        if (config.get(Settings.B_FRAMES) == null && (infinite || ConfigRules.exclusionOfBFrames(config) != null)) {
            encode.frameIntervalP(Math.min(encode.frameIntervalP(), 1));
        }
        if (encode.frameIntervalP() > 1 && infinite) {
            throw new InvalidConfigException(
                    "bFrames",
                    "bFrames is " + bFrames() + ", but the GOP of " + config.preset() + " " + config.tuning()
                            + " is infinite, which excludes B-frames; set a GOP length");
        }
        if (Integer.compareUnsigned(encode.frameIntervalP(), encode.gopLength()) > 0) {
            if (config.get(Settings.B_FRAMES, 0) > 0) {
                throw new InvalidConfigException(
                        "bFrames",
                        "bFrames is " + bFrames() + ", but the GOP of " + config.preset() + " " + config.tuning()
                                + " has " + encode.gopLength() + " frames; set a longer GOP");
            }
            encode.frameIntervalP(encode.gopLength());
        }
    }

    private void settleHierarchy() {
        if (config.get(Settings.B_REFERENCE) == BReference.HIERARCHICAL) {
            encode.frameIntervalP(Integer.highestOneBit(encode.frameIntervalP()));
            rc().multiPass(MultiPass.DISABLED.value())
                    .lookaheadLevel(0)
                    .adaptiveIFrames(false)
                    .adaptiveBFrames(false);
        }
    }

    private void settleTemporalFilter() {
        boolean reorders = decidesTypes()
                && bFrames() >= ConfigRules.LEAST_B_FRAMES_OF_TEMPORAL_FILTER
                && !config.get(Settings.ZERO_REORDER_DELAY, false);
        if (!reorders && codec.temporalFilter() != 0) {
            codec.temporalFilter(0);
        }
    }

    private void settleLookahead() {
        boolean nothingWaits = config.get(Settings.STATE_BUFFERS, 0) > 0 || !decidesTypes();
        if (nothingWaits && !config.get(Settings.EXTERNAL_LOOKAHEAD, false)) {
            rc().lookahead(0);
        }
        int most = ConfigRules.MAX_LOOKAHEAD - bFrames();
        if (rc().lookahead() > most) {
            Settings.Lookahead asked = config.get(Settings.LOOKAHEAD);
            if (asked != null && !asked.orFewer()) {
                throw new InvalidConfigException(
                        "lookahead",
                        "lookahead is " + rc().lookahead() + "; it must be 0 to " + most + " frames with the "
                                + bFrames() + " B-frames of " + config.preset() + " " + config.tuning()
                                + "; set bFrames");
            }
            rc().lookahead(most);
        }
    }

    private int bFrames() {
        return Math.max(0, encode.frameIntervalP() - 1);
    }

    private static boolean isMore(int unsigned, int than) {
        return Integer.compareUnsigned(unsigned, than) > 0;
    }
}
