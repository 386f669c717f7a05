package org.nvenc4j.simulator;

import java.util.List;
import java.util.Locale;
import org.nvenc4j.Codec;

/**
 * What the presets contain. Nobody publishes a driver's own values; these have the shape that the documentation and
 * applications describe, so that what a client reads back from a preset is plausible.
 */
final class Presets {
    static final int HIGH_QUALITY = 1;
    static final int LOW_LATENCY = 2;
    static final int ULTRA_LOW_LATENCY = 3;
    static final int LOSSLESS = 4;
    static final int ULTRA_HIGH_QUALITY = 5;

    private static final long INFINITE = 0xFFFF_FFFFL;

    private final List<PresetContents> given;

    /** @param given answers that take precedence over the built-in ones */
    Presets(List<PresetContents> given) {
        this.given = List.copyOf(given);
    }

    /**
     * Fills an NV_ENC_CONFIG of zeros.
     *
     * @param preset 1 to 7
     * @param tuning a value of NV_ENC_TUNING_INFO
     */
    void fill(StructView config, Codec codec, int preset, int tuning) {
        config.set("version", config.layout().versionWord());
        config.set("rcParams.version", config.abi().constant("NV_ENC_RC_PARAMS_VER"));
        String presetGuid = "NV_ENC_PRESET_P" + preset + "_GUID";
        for (PresetContents contents : given) {
            if (contents.encodeGuid().equals("NV_ENC_CODEC_" + codec + "_GUID")
                    && contents.presetGuid().equals(presetGuid)
                    && contents.tuningInfo() == tuning) {
                contents.config().forEach(config::put);
                return;
            }
        }
        standIn(config, codec, preset, tuning);
    }

    private static void standIn(StructView config, Codec codec, int preset, int tuning) {
        String arm = "encodeCodecConfig." + codec.name().toLowerCase(Locale.ROOT) + "Config.";
        boolean lowLatency = tuning == LOW_LATENCY || tuning == ULTRA_LOW_LATENCY;
        boolean quality = tuning == HIGH_QUALITY || tuning == ULTRA_HIGH_QUALITY;
        long gop = lowLatency ? INFINITE : 250;
        config.put("profileGUID", "NV_ENC_CODEC_PROFILE_AUTOSELECT_GUID");
        config.set("gopLength", gop);
        config.set("frameIntervalP", frameIntervalP(codec, preset, tuning));
        config.set("frameFieldMode", 1);
        config.set(arm + "idrPeriod", gop);
        config.set(arm + "chromaFormatIDC", 1);
        config.set(arm + "inputBitDepth", 8);
        config.set(arm + "outputBitDepth", 8);
        if (codec == Codec.AV1) {
            config.set(arm + "level", 24);
            config.set(arm + "numTileColumns", 1);
            config.set(arm + "numTileRows", 1);
        } else {
            config.set(arm + "sliceMode", 3);
            config.set(arm + "sliceModeData", 1);
        }
        if (codec == Codec.H264) {
            config.set(arm + "entropyCodingMode", tuning == LOSSLESS ? 2 : 1);
            config.set(arm + "qpPrimeYZeroTransformBypassFlag", tuning == LOSSLESS ? 1 : 0);
            config.set(arm + "useBFramesAsRef", config.get("frameIntervalP") > 1 ? 2 : 0);
        }
        if (tuning == ULTRA_HIGH_QUALITY) {
            config.set(arm + "tfLevel", 4);
        }
        if (tuning == LOSSLESS) {
            return;
        }
        config.set("rcParams.constQP.qpInterP", 28);
        config.set("rcParams.constQP.qpInterB", 31);
        config.set("rcParams.constQP.qpIntra", 25);
        config.set("rcParams.averageBitRate", 4_000_000);
        config.set("rcParams.multiPass", preset >= 6 ? 2 : preset >= 4 ? 1 : 0);
        if (lowLatency) {
            config.set("rcParams.rateControlMode", 2);
            config.set("rcParams.lowDelayKeyFrameScale", tuning == LOW_LATENCY ? 2 : 1);
        } else {
            config.set("rcParams.rateControlMode", 1);
            config.set("rcParams.maxBitRate", 6_000_000);
        }
        if (quality && preset >= 5) {
            config.set("rcParams.enableAQ", 1);
        }
        if (tuning == HIGH_QUALITY && preset >= 6) {
            config.set("rcParams.enableLookahead", 1);
            config.set("rcParams.lookaheadDepth", 8);
        }
    }

    /** HQ has B-frames from P3 on with H.264 and AV1, from P2 on with HEVC. */
    private static int frameIntervalP(Codec codec, int preset, int tuning) {
        return switch (tuning) {
            case HIGH_QUALITY -> preset >= (codec == Codec.HEVC ? 2 : 3) ? 4 : 1;
            case ULTRA_HIGH_QUALITY -> 5;
            case LOSSLESS -> preset >= (codec == Codec.HEVC ? 2 : 3) ? 4 : 1;
            default -> 1;
        };
    }
}
