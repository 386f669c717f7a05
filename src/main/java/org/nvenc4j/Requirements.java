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
                    codec + " cannot be encoded on " + session.where() + ", which has " + codecs
                            + "; choose one of these"
                            + (codec == Codec.AV1 ? " or a GPU of the Ada generation or newer" : ""));
        }
    }

    /** Throws UnsupportedFeatureException for the first thing that is lacking. */
    static void check(EncoderConfig config, EncoderCapabilities capabilities, EncodeSession session) {
        Requirements requirements = new Requirements(config, capabilities, session);
        requirements.checkSize();
        requirements.checkFormat();
        requirements.checkTuning();
        for (Setting<?> setting : Settings.all()) {
            requirements.checkSetting(setting);
        }
    }

    Codec codec() {
        return config.codec();
    }

    void requireCapability(String setting, Object value, Capability capability) {
        require(capabilities.has(capability), setting, value, capability.nvencName() + " is 0 for " + config.codec());
    }

    void requireAtMost(String setting, int value, Capability capability) {
        int most = capabilities.value(capability);
        require(value <= most, setting, value, capability.nvencName() + " allows 0 to " + most);
    }

    void requireApi(String setting, Object value, Abi.Feature feature) {
        if (!session.abi.has(feature)) {
            throw new UnsupportedFeatureException(
                    setting,
                    setting + " is " + value + ", which needs NVENC API " + feature.since()
                            + " or newer; this session speaks " + session.abi.apiVersion()
                            + ", so update the driver or take another value");
        }
    }

    void requireProfile(String setting, Profile profile) {
        switch (profile) {
            case H264_HIGH_10 -> requireTenBits(setting, profile);
            case H264_HIGH_422 -> {
                requireApi(setting, profile, Abi.Feature.YUV422);
                requireCapability(setting, profile, Capability.YUV422_ENCODE);
            }
            case H264_STEREO -> requireCapability(setting, profile, Capability.STEREO_MVC);
            case HEVC_MAIN_10 -> requireCapability(setting, profile, Capability.TEN_BIT_ENCODE);
            case H264_BASELINE,
                    H264_MAIN,
                    H264_HIGH,
                    H264_HIGH_444,
                    H264_PROGRESSIVE_HIGH,
                    H264_CONSTRAINED_HIGH,
                    HEVC_MAIN,
                    HEVC_FREXT,
                    AV1_MAIN -> {
                // What these need, the format of the frames says.
            }
        }
        require(
                capabilities.profiles().contains(profile),
                setting,
                profile,
                "the encoder has " + capabilities.profiles());
    }

    void requireLevel(String setting, Level level) {
        int value = level.value(config.codec());
        int lowest = capabilities.value(Capability.LEVEL_MIN);
        int highest = capabilities.value(Capability.LEVEL_MAX);
        require(
                value >= lowest && value <= highest,
                setting,
                level,
                Capability.LEVEL_MIN.nvencName() + " is " + lowest + " and " + Capability.LEVEL_MAX.nvencName() + " "
                        + highest + ", this level is " + value);
    }

    void requireRateControl(String setting, RateControlMode mode) {
        int modes = capabilities.value(Capability.SUPPORTED_RATECONTROL_MODES);
        require(
                mode == RateControlMode.CONSTANT_QP || (modes & mode.value()) != 0,
                setting,
                mode,
                "NV_ENC_CAPS_SUPPORTED_RATECONTROL_MODES is " + modes);
    }

    void requireOutputBitDepth(String setting, int bits) {
        if (bits > 8) {
            requireTenBits(setting, bits);
        }
        // The flag word of 12.1 has two depths for AV1 and one for HEVC.
        if (bits > config.bufferFormat().bitDepth() && config.codec() != Codec.AV1) {
            requireApi(setting, bits, Abi.Feature.BIT_DEPTH_FIELDS);
        }
    }

    void requireBFrames(String setting, int count) {
        requireAtMost(setting, count, Capability.NUM_MAX_BFRAMES);
    }

    void requireBReference(String setting, BReference mode) {
        if (mode == BReference.HIERARCHICAL) {
            requireApi(setting, mode, Abi.Feature.HIERARCHICAL_B);
        }
        int modes = capabilities.value(Capability.BFRAME_REF_MODE);
        require(
                (modes & mode.value()) == mode.value(),
                setting,
                mode,
                "NV_ENC_CAPS_SUPPORT_BFRAME_REF_MODE is " + modes);
    }

    void requireTemporalLayers(String setting, int layers) {
        if (layers > 1) {
            if (config.codec() != Codec.H264) {
                requireApi(setting, layers, Abi.Feature.TEMPORAL_SVC_HEVC_AV1);
            }
            requireCapability(setting, layers, Capability.TEMPORAL_SVC);
            requireAtMost(setting, layers, Capability.NUM_MAX_TEMPORAL_LAYERS);
        }
    }

    void requireSlicing(String setting, Slicing slicing) {
        checkSlicing(session, setting, slicing);
    }

    static void checkSlicing(EncodeSession session, String setting, Slicing slicing) {
        if (slicing.mode() == Slicing.Mode.BYTES && session.abi.apiVersion().isAtLeast(ApiVersion.V13_1)) {
            throw new UnsupportedFeatureException(
                    setting,
                    setting + " is " + slicing + ", which NVENC API " + session.abi.apiVersion()
                            + " has no more; cut by macroblocks, rows or count, or pin an older API version");
        }
    }

    void requireSplitEncode(String setting, SplitEncode mode) {
        int strips = switch (mode) {
            case AUTO, DISABLED -> 1;
            case AUTO_FORCED, TWO -> 2;
            case THREE -> 3;
            case FOUR -> {
                requireApi(setting, mode, Abi.Feature.SPLIT_FOUR);
                yield 4;
            }
        };
        int engines = capabilities.value(Capability.NUM_ENCODER_ENGINES);
        require(strips <= Math.max(engines, 1), setting, mode, "NV_ENC_CAPS_NUM_ENCODER_ENGINES is " + engines);
    }

    private <T> void checkSetting(Setting<T> setting) {
        T value = config.get(setting);
        if (value != null) {
            setting.definition().require(this, value);
        }
    }

    private void checkSize() {
        within("width", config.width(), Capability.WIDTH_MIN, Capability.WIDTH_MAX);
        within("height", config.height(), Capability.HEIGHT_MIN, Capability.HEIGHT_MAX);
        checkMacroblocks("size", config.width(), config.height());
        Settings.Size largest = config.get(Settings.MAX_SIZE);
        if (largest != null) {
            within("maxSize", largest.width(), Capability.WIDTH_MIN, Capability.WIDTH_MAX);
            within("maxSize", largest.height(), Capability.HEIGHT_MIN, Capability.HEIGHT_MAX);
            checkMacroblocks("maxSize", largest.width(), largest.height());
        }
    }

    private void checkMacroblocks(String setting, int width, int height) {
        long macroblocks = (long) blocks(width) * blocks(height);
        int most = capabilities.value(Capability.MB_NUM_MAX);
        require(
                most == 0 || macroblocks <= most,
                setting,
                width + "x" + height,
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
            requireCapability("bufferFormat", format, Capability.YUV444_ENCODE);
        }
        if (format.bitDepth() == 10) {
            requireTenBits("bufferFormat", format);
        }
        require(
                capabilities.formats().contains(format),
                "bufferFormat",
                format,
                config.codec() + " takes " + capabilities.formats());
    }

    private void requireTenBits(String setting, Object value) {
        if (config.codec() == Codec.H264) {
            requireApi(setting, value, Abi.Feature.H264_10_BIT);
        }
        requireCapability(setting, value, Capability.TEN_BIT_ENCODE);
    }

    private void checkTuning() {
        switch (config.tuning()) {
            case ULTRA_HIGH_QUALITY -> {
                requireApi(
                        "tuning",
                        config.tuning(),
                        config.codec() == Codec.AV1
                                ? Abi.Feature.TEMPORAL_FILTER_H264_AV1
                                : Abi.Feature.ULTRA_HIGH_QUALITY);
                requireCapability("tuning", config.tuning(), Capability.TEMPORAL_FILTER);
            }
            case LOSSLESS -> requireCapability("tuning", config.tuning(), Capability.LOSSLESS_ENCODE);
            case HIGH_QUALITY, LOW_LATENCY, ULTRA_LOW_LATENCY -> {
                // Every encoder has these.
            }
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
