package org.nvenc4j.simulator;

import java.util.List;
import org.nvenc4j.Codec;

/** What a reconfiguration may change, and what not. */
final class ReconfigurationCheck {
    private final GpuModel gpu;

    ReconfigurationCheck(GpuModel gpu) {
        this.gpu = gpu;
    }

    void check(Codec codec, SessionConfig now, SessionConfig next) {
        for (String fixed : List.of(
                "tuningInfo",
                "enablePTD",
                "enableEncodeAsync",
                "enableWeightedPrediction",
                "splitEncodeMode",
                "maxEncodeWidth",
                "maxEncodeHeight",
                "reportSliceOffsets",
                "enableSubFrameWrite")) {
            same(fixed, now.initialize().get(fixed), next.initialize().get(fixed));
        }
        if (!now.initialize().guid("encodeGUID").equals(next.initialize().guid("encodeGUID"))
                || !now.initialize().guid("presetGUID").equals(next.initialize().guid("presetGUID"))) {
            throw Refusal.invalid("encodeGUID and presetGUID can't be changed");
        }
        for (String fixed : List.of("gopLength", "frameIntervalP", "frameFieldMode", "monoChromeEncoding")) {
            same(fixed, now.config().get(fixed), next.config().get(fixed));
        }
        same("idrPeriod", now.coder().gop().idrPeriod(), next.coder().gop().idrPeriod());
        same("chromaFormatIDC", now.coder().chromaFormat(), next.coder().chromaFormat());
        same("output bit depth", now.coder().bitDepth(), next.coder().bitDepth());
        same("input bit depth", now.inputBitDepth(), next.inputBitDepth());
        same("look-ahead depth", now.lookahead(), next.lookahead());
        same("useBFramesAsRef", now.bReference(), next.bReference());
        same("number of references", now.maxReferences(), next.maxReferences());
        if (codec == Codec.HEVC) {
            String size = "encodeCodecConfig.hevcConfig.maxCUSize";
            same("maxCUSize", now.config().get(size), next.config().get(size));
        }
        CoderSettings.RateControl before = now.coder().rateControl();
        CoderSettings.RateControl after = next.coder().rateControl();
        if (before.mode() != after.mode()) {
            need(codec, "changing the rate control mode", Caps.DYNAMIC_RATE_CONTROL_MODE);
        }
        if (before.averageBitRate() != after.averageBitRate() || before.maxBitRate() != after.maxBitRate()) {
            need(codec, "changing the bit rate", Caps.DYNAMIC_BIT_RATE);
        }
        if (now.coder().width() != next.coder().width()
                || now.coder().height() != next.coder().height()) {
            need(codec, "changing the size", Caps.DYNAMIC_RESOLUTION);
            if (!now.resizable()) {
                throw Refusal.invalid(
                        "the size can't be changed: maxEncodeWidth and maxEncodeHeight were 0 at initialisation");
            }
        }
    }

    private static void same(String what, long before, long after) {
        if (before != after) {
            throw Refusal.invalid(what + " can't be changed, here from " + before + " to " + after);
        }
    }

    /** Refuses what the GPU lacks a capability for. */
    private void need(Codec codec, String what, int cap) {
        if (gpu.cap(codec, cap) == 0) {
            throw Refusal.unsupported(what + " is not supported on this GPU (cap " + cap + ")");
        }
    }
}
