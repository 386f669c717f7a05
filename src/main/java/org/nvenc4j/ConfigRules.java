package org.nvenc4j;

import org.jspecify.annotations.Nullable;
import org.nvenc4j.cuda.BufferFormat;

/** What has to hold within a configuration, whatever the GPU: the range of each setting, and between settings. */
final class ConfigRules {
    private static final int MAX_LOOKAHEAD = 32;
    private static final int LEAST_B_FRAMES_OF_TEMPORAL_FILTER = 4;

    private final EncoderConfig config;

    private ConfigRules(EncoderConfig config) {
        this.config = config;
    }

    /** Throws InvalidConfigException for the first rule that is broken. */
    static void check(EncoderConfig config) {
        ConfigRules rules = new ConfigRules(config);
        rules.checkSize();
        Settings.all().forEach(rules::checkRange);
        rules.checkRates();
        rules.checkStructure();
        rules.checkTuning();
    }

    private <T> void checkRange(Setting<T> setting) {
        T value = config.get(setting);
        String violation = value == null ? null : setting.violation(config.codec(), value);
        if (violation != null) {
            throw broken(setting.name(), value, violation);
        }
    }

    private void checkSize() {
        BufferFormat format = config.bufferFormat();
        boolean halfWidth = format.chromaFormatIdc() == 1 || format.chromaFormatIdc() == 2;
        boolean halfHeight = format.chromaFormatIdc() == 1;
        require(config.width() > 0, "width", config.width(), "1 or more pixels");
        require(config.height() > 0, "height", config.height(), "1 or more pixels");
        require(
                !halfWidth || config.width() % 2 == 0,
                "width",
                config.width(),
                "an even number for " + format + ", whose chroma has half the width; crop or pad the frames");
        require(
                !halfHeight || config.height() % 2 == 0,
                "height",
                config.height(),
                "an even number for " + format + ", whose chroma has half the height; crop or pad the frames");
        require(
                config.frameRateNumerator() > 0 && config.frameRateDenominator() > 0,
                "frameRate",
                config.frameRateNumerator() + "/" + config.frameRateDenominator(),
                "two numbers of 1 or more");
        Settings.Size most = config.get(Settings.MAX_SIZE);
        require(
                most == null || most.width() >= config.width() && most.height() >= config.height(),
                "maxSize",
                most,
                "at least the size of " + config.width() + "x" + config.height());
        Integer depth = config.get(Settings.OUTPUT_BIT_DEPTH);
        require(
                depth == null || depth >= format.bitDepth(),
                "outputBitDepth",
                depth,
                "not less than the " + format.bitDepth() + " bits of " + format);
    }

    private void checkRates() {
        Integer bitRate = config.get(Settings.BIT_RATE);
        Integer maxBitRate = config.get(Settings.MAX_BIT_RATE);
        if (bitRate != null && maxBitRate != null) {
            require(
                    maxBitRate >= bitRate,
                    "maxBitRate",
                    maxBitRate,
                    "at least the average bit rate of " + bitRate + "; raise it or lower bitRate");
        }
        Integer vbvBufferSize = config.get(Settings.VBV_BUFFER_SIZE);
        Integer vbvInitialDelay = config.get(Settings.VBV_INITIAL_DELAY);
        if (vbvBufferSize != null && vbvInitialDelay != null) {
            require(
                    vbvInitialDelay <= vbvBufferSize,
                    "vbvInitialDelay",
                    vbvInitialDelay,
                    "at most the VBV buffer's size of " + vbvBufferSize);
        }
        Qp minQp = config.get(Settings.MIN_QP);
        Qp maxQp = config.get(Settings.MAX_QP_LIMIT);
        if (minQp != null && maxQp != null) {
            require(
                    minQp.interP() <= maxQp.interP()
                            && minQp.interB() <= maxQp.interB()
                            && minQp.intra() <= maxQp.intra(),
                    "maxQp",
                    maxQp,
                    "at least minQp, which is " + minQp);
        }
        RateControlMode mode = config.get(Settings.RATE_CONTROL_MODE);
        require(
                config.get(Settings.CONSTANT_QP) == null || mode == RateControlMode.CONSTANT_QP,
                "constantQp",
                config.get(Settings.CONSTANT_QP),
                "set only with " + RateControlMode.CONSTANT_QP + ", not with " + mode);
        if (mode == RateControlMode.CONSTANT_QP) {
            require(
                    bitRate == null && maxBitRate == null,
                    "bitRate",
                    bitRate == null ? maxBitRate : bitRate,
                    "left unset with " + RateControlMode.CONSTANT_QP
                            + ", which keeps quantisers and not rates; choose VBR or CBR to keep a rate");
        }
        require(
                config.get(Settings.TARGET_QUALITY) == null || mode == null || mode == RateControlMode.VBR,
                "targetQuality",
                config.get(Settings.TARGET_QUALITY),
                "left unset with " + mode + "; only VBR aims at a quality");
        require(
                !is(Settings.SPATIAL_AQ) || config.get(Settings.QP_MAP) != QpMapMode.EMPHASIS,
                "spatialAq",
                true,
                "false with an emphasis map, which takes its place");
    }

    private void checkStructure() {
        Integer bFrames = config.get(Settings.B_FRAMES);
        Integer gopLength = config.get(Settings.GOP_LENGTH);
        if (bFrames != null && bFrames > 0) {
            forbidBFrames(
                    bFrames,
                    config.tuning().isLowLatency(),
                    config.tuning() + ", which delays nothing; take tuning HIGH_QUALITY for B-frames");
            forbidBFrames(
                    bFrames,
                    gopLength != null && gopLength == EncoderConfig.INFINITE_GOP,
                    "an infinite GOP; set a GOP length");
            forbidBFrames(
                    bFrames,
                    config.get(Settings.PROFILE) == Profile.H264_BASELINE,
                    Profile.H264_BASELINE + ", which has no B-frames; take H264_MAIN or H264_HIGH");
            forbidBFrames(bFrames, is(Settings.WEIGHTED_PREDICTION), "weighted prediction");
            forbidBFrames(bFrames, config.get(Settings.LONG_TERM_REFERENCES, 0) > 0, "long-term references");
            forbidBFrames(bFrames, config.get(Settings.TEMPORAL_LAYERS, 1) > 1, "temporal layers");
            forbidBFrames(bFrames, config.get(Settings.INTRA_REFRESH) != null, "intra refresh");
        }
        if (bFrames != null && gopLength != null) {
            require(
                    gopLength == EncoderConfig.INFINITE_GOP || gopLength > bFrames,
                    "gopLength",
                    gopLength,
                    "more than the " + bFrames + " B-frames");
        }
        Integer lookahead = config.get(Settings.LOOKAHEAD);
        if (lookahead != null && lookahead > 0) {
            int most = MAX_LOOKAHEAD - (bFrames == null ? 0 : bFrames);
            require(lookahead <= most, "lookahead", lookahead, "0 to " + most + " frames (32 less the B-frames)");
            require(
                    !config.tuning().isLowLatency(),
                    "lookahead",
                    lookahead,
                    "0 with " + config.tuning() + ", which delays nothing; take tuning HIGH_QUALITY for look-ahead");
        }
        require(
                config.get(Settings.INTRA_REFRESH) == null
                        || gopLength == null
                        || gopLength == EncoderConfig.INFINITE_GOP,
                "gopLength",
                gopLength,
                "INFINITE_GOP with intra refresh, which takes the place of key frames");
        require(
                !is(Settings.ZERO_REORDER_DELAY) || !is(Settings.TEMPORAL_FILTER),
                "temporalFilter",
                true,
                "false with zeroReorderDelay, since it holds frames back");
        require(
                !is(Settings.TEMPORAL_FILTER) || bFrames != null && bFrames >= LEAST_B_FRAMES_OF_TEMPORAL_FILTER,
                "temporalFilter",
                true,
                "false with fewer than 4 B-frames; set bFrames");
        require(
                config.get(Settings.ENTROPY_CODING) != EntropyCoding.CABAC
                        || config.get(Settings.PROFILE) != Profile.H264_BASELINE,
                "entropyCoding",
                EntropyCoding.CABAC,
                "CAVLC with H264_BASELINE");
    }

    private void checkTuning() {
        require(
                config.tuning() != Tuning.LOSSLESS || config.codec() != Codec.AV1,
                "tuning",
                config.tuning(),
                "another tuning for AV1, which NVENC cannot code losslessly; take H.264 or HEVC");
        require(
                config.tuning() != Tuning.ULTRA_HIGH_QUALITY || config.codec() != Codec.H264,
                "tuning",
                config.tuning(),
                "another tuning for H264; NVENC has it for HEVC and AV1");
    }

    private void forbidBFrames(int bFrames, boolean forbidden, String by) {
        require(!forbidden, "bFrames", bFrames, "0 with " + by);
    }

    private boolean is(Setting<Boolean> setting) {
        return config.get(setting, false);
    }

    private static void require(boolean allowed, String setting, @Nullable Object value, String rule) {
        if (!allowed) {
            throw broken(setting, value, rule);
        }
    }

    private static InvalidConfigException broken(String setting, @Nullable Object value, String rule) {
        return new InvalidConfigException(setting, setting + " is " + value + "; it must be " + rule);
    }
}
