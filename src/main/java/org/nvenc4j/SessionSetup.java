package org.nvenc4j;

import java.lang.foreign.Arena;
import java.math.BigInteger;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.nvenc4j.internal.abi.Guid;
import org.nvenc4j.internal.struct.CodecConfig;
import org.nvenc4j.internal.struct.ConfigAv1;
import org.nvenc4j.internal.struct.ConfigH264;
import org.nvenc4j.internal.struct.EncodeConfig;
import org.nvenc4j.internal.struct.InitializeParams;
import org.nvenc4j.internal.struct.PresetConfig;
import org.nvenc4j.internal.struct.RcParams;

/**
 * Turns a configuration into what the driver is initialised with: the preset's own configuration, changed only where
 * the caller asked for something else.
 */
final class SessionSetup {
    private final InitializeParams initialize;
    private final EncodeConfig encode;

    SessionSetup(Arena arena, EncodeSession session, EncoderConfig config) {
        Guid codec = Guids.of(config.codec());
        Guid presetGuid = Guids.of(config.preset());
        PresetConfig preset = new PresetConfig(arena, session.abi);
        session.nvenc.nvEncGetEncodePresetConfigEx(
                session.encoder,
                codec.value(),
                presetGuid.value(),
                config.tuning().value(),
                preset.address());
        encode = new EncodeConfig(arena, session.abi).copyFrom(preset.config());
        applyStructure(config);
        applyRateControl(config, encode.rc());
        applyCodec(config, encode.codec(config.codec()));
        initialize = new InitializeParams(arena, session.abi)
                .preset(codec, presetGuid, config.tuning().value())
                .size(config.width(), config.height())
                .frameRate(config.frameRateNumerator(), config.frameRateDenominator())
                .pictureTypeDecision()
                .config(encode);
        applyAspect(config);
    }

    InitializeParams initialize() {
        return initialize;
    }

    /** How many frames the encoder may hold at once, this one included: at least 1, also for intra-only streams. */
    int framesInFlight() {
        return Math.max(1, encode.frameIntervalP()) + lookahead();
    }

    /** How many finished pictures a driver with look-ahead does not let go of before the end of the stream. */
    int lookahead() {
        return encode.rc().lookahead();
    }

    private void applyStructure(EncoderConfig config) {
        config.gopLength().ifPresent(encode::gopLength);
        config.bFrames().ifPresent(count -> encode.frameIntervalP(count + 1));
        boolean mayReorder = encode.gopLength() != EncoderConfig.INFINITE_GOP
                && config.profile().orElse(null) != Profile.H264_BASELINE;
        if (config.bFrames().isEmpty() && !mayReorder) {
            // The preset's B-frames go with its own GOP, not with one that excludes them.
            encode.frameIntervalP(Math.min(encode.frameIntervalP(), 1));
        }
        if (encode.frameIntervalP() > 1 && encode.gopLength() == EncoderConfig.INFINITE_GOP) {
            throw new InvalidConfigException(
                    "bFrames",
                    "bFrames is " + (encode.frameIntervalP() - 1)
                            + ", but the GOP of " + config.preset() + " " + config.tuning()
                            + " is infinite, which excludes B-frames; set a GOP length");
        }
        if (Integer.compareUnsigned(encode.frameIntervalP(), encode.gopLength()) > 0) {
            encode.frameIntervalP(encode.gopLength());
        }
    }

    private static void applyRateControl(EncoderConfig config, RcParams rc) {
        config.rateControlMode().ifPresent(mode -> rc.mode(mode.value()));
        config.constantQp().ifPresent(qp -> rc.constantQp(qp.interP(), qp.interB(), qp.intra()));
        config.bitRate().ifPresent(rc::averageBitRate);
        config.maxBitRate().ifPresent(rc::maxBitRate);
        config.vbvBufferSize().ifPresent(rc::vbvBufferSize);
        config.vbvInitialDelay().ifPresent(rc::vbvInitialDelay);
        config.multiPass().ifPresent(passes -> rc.multiPass(passes.value()));
        config.lookahead().ifPresent(rc::lookahead);
        if (config.tuning() == Tuning.LOSSLESS) {
            rc.mode(RateControlMode.CONSTANT_QP.value()).constantQp(0, 0, 0);
        }
    }

    private void applyCodec(EncoderConfig config, CodecConfig codec) {
        codec.idrPeriod(encode.gopLength());
        config.level().ifPresent(level -> codec.level(level.value(config.codec())));
        codec.repeatParameterSets(config.repeatParameterSets());
        codec.accessUnitDelimiters(config.accessUnitDelimiters());
        codec.chromaFormat(config.bufferFormat().chromaFormatIdc());
        codec.bitDepth(config.bufferFormat().bitDepth(), config.bufferFormat().bitDepth());
        if (config.tuning() == Tuning.LOSSLESS && codec instanceof ConfigH264 h264) {
            h264.losslessTransformBypass(true);
        }
        if (codec instanceof ConfigAv1 av1) {
            av1.unspecifiedColours();
        }
        config.profile()
                .or(() -> Optional.ofNullable(neededProfile(config)))
                .ifPresent(profile -> encode.profile(Guids.of(profile)));
    }

    /** The profile that the samples need, where the driver's own choice would leave them out; null where it is free. */
    private static @Nullable Profile neededProfile(EncoderConfig config) {
        int chroma = config.bufferFormat().chromaFormatIdc();
        boolean tenBits = config.bufferFormat().bitDepth() == 10;
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

    private void applyAspect(EncoderConfig config) {
        if (config.codec() == Codec.AV1) {
            initialize.displayAspect(config.width(), config.height());
        } else {
            int divisor = BigInteger.valueOf(config.width())
                    .gcd(BigInteger.valueOf(config.height()))
                    .intValue();
            initialize.displayAspect(config.width() / divisor, config.height() / divisor);
        }
    }
}
