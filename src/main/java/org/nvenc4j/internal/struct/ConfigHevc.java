package org.nvenc4j.internal.struct;

import java.lang.foreign.MemorySegment;
import org.nvenc4j.internal.abi.Abi;
import org.nvenc4j.internal.raw.nvenc.NV_ENC_CONFIG_HEVC;
import org.nvenc4j.internal.raw.nvenc.nvenc_h;

/** {@code NV_ENC_CONFIG_HEVC}. */
public final class ConfigHevc extends View implements CodecConfig {
    private final Abi abi;

    ConfigHevc(MemorySegment memory, Abi abi) {
        super(memory);
        this.abi = abi;
    }

    @Override
    public void idrPeriod(int frames) {
        NV_ENC_CONFIG_HEVC.idrPeriod(memory, frames);
    }

    @Override
    public void level(int level) {
        NV_ENC_CONFIG_HEVC.level(memory, level);
    }

    /** 0 is the main tier, 1 the high tier. */
    public void tier(int tier) {
        NV_ENC_CONFIG_HEVC.tier(memory, tier);
    }

    @Override
    public void repeatParameterSets(boolean repeat) {
        set(nvenc_h.NV_ENC_CONFIG_HEVC_repeatSPSPPS_MASK(), repeat);
    }

    @Override
    public void accessUnitDelimiters(boolean delimiters) {
        set(nvenc_h.NV_ENC_CONFIG_HEVC_outputAUD_MASK(), delimiters);
    }

    @Override
    public void chromaFormat(int idc) {
        int mask = nvenc_h.NV_ENC_CONFIG_HEVC_chromaFormatIDC_MASK();
        int bits = idc << nvenc_h.NV_ENC_CONFIG_HEVC_chromaFormatIDC_SHIFT() & mask;
        NV_ENC_CONFIG_HEVC.bitFields(memory, NV_ENC_CONFIG_HEVC.bitFields(memory) & ~mask | bits);
    }

    /** 12.1 knows one depth, in the flag word. */
    @Override
    public void bitDepth(int input, int output) {
        if (abi.has(Abi.Feature.BIT_DEPTH_FIELDS)) {
            NV_ENC_CONFIG_HEVC.inputBitDepth(memory, input);
            NV_ENC_CONFIG_HEVC.outputBitDepth(memory, output);
        } else {
            NV_ENC_CONFIG_HEVC.bitFields(
                    memory,
                    Abi.HEVC_PIXEL_BIT_DEPTH_MINUS_8_IN_12_1.in(NV_ENC_CONFIG_HEVC.bitFields(memory), output - 8));
        }
    }

    private void set(int mask, boolean on) {
        NV_ENC_CONFIG_HEVC.bitFields(memory, with(NV_ENC_CONFIG_HEVC.bitFields(memory), mask, on));
    }
}
