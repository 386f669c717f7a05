package org.nvenc4j;

import java.util.Set;
import org.nvenc4j.cuda.BufferFormat;
import org.nvenc4j.internal.abi.Abi;

/** Holds a configuration against what the GPU, the driver and the session's API version have. */
final class Requirements {
    private static final int MACROBLOCK = 16;

    private final EncoderConfig config;
    private final EncoderCapabilities capabilities;
    private final EncodeSession session;

    private Requirements(EncoderConfig config, EncoderCapabilities capabilities, EncodeSession session) {
        this.config = config;
        this.capabilities = capabilities;
        this.session = session;
    }

    static void checkCodec(Codec codec, Set<Codec> codecs, EncodeSession session) {
        if (!codecs.contains(codec)) {
            throw new UnsupportedFeatureException(
                    "codec",
                    codec + " cannot be encoded on " + session.where()
                            + ", which has " + codecs + "; choose one of these"
                            + (codec == Codec.AV1 ? " or a GPU of the Ada generation or newer" : ""));
        }
    }

    static void check(EncoderConfig config, EncoderCapabilities capabilities, EncodeSession session) {
        new Requirements(config, capabilities, session).check();
    }

    private void check() {
        checkSize();
        checkFormat();
        checkTuning();
        if (config.profile().isPresent()) {
            Profile profile = config.profile().get();
            require(
                    capabilities.profiles().contains(profile),
                    "profile",
                    profile,
                    "the encoder has " + capabilities.profiles());
        }
        config.level().ifPresent(level -> {
            int value = level.value(config.codec());
            int lowest = capabilities.value(Capability.LEVEL_MIN);
            int highest = capabilities.value(Capability.LEVEL_MAX);
            require(
                    value >= lowest && value <= highest,
                    "level",
                    level,
                    "NV_ENC_CAPS_LEVEL_MIN and _MAX are " + lowest + " and " + highest + ", this level is " + value);
        });
        config.rateControlMode().ifPresent(mode -> {
            int modes = capabilities.value(Capability.SUPPORTED_RATECONTROL_MODES);
            require(
                    mode == RateControlMode.CONSTANT_QP || (modes & mode.value()) != 0,
                    "rateControlMode",
                    mode,
                    "NV_ENC_CAPS_SUPPORTED_RATECONTROL_MODES is " + modes);
        });
        config.bFrames().ifPresent(count -> {
            int most = capabilities.value(Capability.NUM_MAX_BFRAMES);
            require(count <= most, "bFrames", count, "NV_ENC_CAPS_NUM_MAX_BFRAMES allows 0 to " + most);
        });
        config.lookahead()
                .ifPresent(frames -> require(
                        frames == 0 || capabilities.has(Capability.LOOKAHEAD),
                        "lookahead",
                        frames,
                        "NV_ENC_CAPS_SUPPORT_LOOKAHEAD is 0; take 0"));
        config.vbvBufferSize()
                .ifPresent(bits -> require(
                        capabilities.has(Capability.CUSTOM_VBV_BUF_SIZE),
                        "vbvBufferSize",
                        bits,
                        "NV_ENC_CAPS_SUPPORT_CUSTOM_VBV_BUF_SIZE is 0; leave it unset"));
    }

    private void checkSize() {
        within("width", config.width(), Capability.WIDTH_MIN, Capability.WIDTH_MAX);
        within("height", config.height(), Capability.HEIGHT_MIN, Capability.HEIGHT_MAX);
        long macroblocks = (long) blocks(config.width()) * blocks(config.height());
        int most = capabilities.value(Capability.MB_NUM_MAX);
        require(
                most == 0 || macroblocks <= most,
                "size",
                config.width() + "x" + config.height(),
                "NV_ENC_CAPS_MB_NUM_MAX allows " + most + " macroblocks, and these are " + macroblocks);
    }

    private void within(String setting, int pixels, Capability lowest, Capability highest) {
        int low = capabilities.value(lowest);
        int high = capabilities.value(highest);
        require(
                pixels >= low && pixels <= high,
                setting,
                pixels,
                config.codec() + " takes " + low + " to " + high + " pixels; scale, crop or pad the frames");
    }

    private void checkFormat() {
        BufferFormat format = config.bufferFormat();
        if (format.chromaFormatIdc() == 2) {
            requireApi("bufferFormat", format, Abi.Feature.YUV422);
            require(
                    capabilities.has(Capability.YUV422_ENCODE),
                    "bufferFormat",
                    format,
                    "NV_ENC_CAPS_SUPPORT_YUV422_ENCODE is 0; 4:2:2 needs a GPU of the Blackwell generation");
        }
        if (format.chromaFormatIdc() == 3) {
            require(
                    capabilities.has(Capability.YUV444_ENCODE),
                    "bufferFormat",
                    format,
                    "NV_ENC_CAPS_SUPPORT_YUV444_ENCODE is 0; take a 4:2:0 format");
        }
        if (format.bitDepth() == 10) {
            if (config.codec() == Codec.H264) {
                requireApi("bufferFormat", format, Abi.Feature.H264_10_BIT);
            }
            require(
                    capabilities.has(Capability.TEN_BIT_ENCODE),
                    "bufferFormat",
                    format,
                    "NV_ENC_CAPS_SUPPORT_10BIT_ENCODE is 0 for " + config.codec() + "; take an 8-bit format"
                            + (config.codec() == Codec.H264 ? ", HEVC or AV1" : ""));
        }
        require(
                capabilities.formats().contains(format),
                "bufferFormat",
                format,
                config.codec() + " takes " + capabilities.formats());
    }

    private void checkTuning() {
        switch (config.tuning()) {
            case ULTRA_HIGH_QUALITY ->
                requireApi(
                        "tuning",
                        config.tuning(),
                        config.codec() == Codec.AV1
                                ? Abi.Feature.TEMPORAL_FILTER_H264_AV1
                                : Abi.Feature.ULTRA_HIGH_QUALITY);
            case LOSSLESS ->
                require(
                        capabilities.has(Capability.LOSSLESS_ENCODE),
                        "tuning",
                        config.tuning(),
                        "NV_ENC_CAPS_SUPPORT_LOSSLESS_ENCODE is 0");
            case HIGH_QUALITY, LOW_LATENCY, ULTRA_LOW_LATENCY -> {
                // Every encoder has these.
            }
        }
    }

    private void requireApi(String setting, Object value, Abi.Feature feature) {
        if (!session.abi.has(feature)) {
            throw new UnsupportedFeatureException(
                    setting,
                    setting + " is " + value + ", which needs NVENC API "
                            + feature.since() + " or newer; this session speaks " + session.abi.apiVersion()
                            + ", so update the driver or take another value");
        }
    }

    private void require(boolean supported, String setting, Object value, String reason) {
        if (!supported) {
            throw new UnsupportedFeatureException(
                    setting, setting + " is " + value + ", which " + session.where() + " has not: " + reason);
        }
    }

    private static int blocks(int pixels) {
        return (pixels + MACROBLOCK - 1) / MACROBLOCK;
    }
}
