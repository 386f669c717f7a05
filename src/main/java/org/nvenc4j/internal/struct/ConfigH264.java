package org.nvenc4j.internal.struct;

import java.lang.foreign.MemorySegment;
import org.nvenc4j.internal.abi.Abi;
import org.nvenc4j.internal.raw.nvenc.NV_ENC_CONFIG_H264;
import org.nvenc4j.internal.raw.nvenc.nvenc_h;

/** {@code NV_ENC_CONFIG_H264}. */
public final class ConfigH264 extends View implements CodecConfig {
    private final Abi abi;

    ConfigH264(MemorySegment memory, Abi abi) {
        super(memory);
        this.abi = abi;
    }

    @Override
    public void idrPeriod(int frames) {
        NV_ENC_CONFIG_H264.idrPeriod(memory, frames);
    }

    @Override
    public void level(int level) {
        NV_ENC_CONFIG_H264.level(memory, level);
    }

    @Override
    public void repeatParameterSets(boolean repeat) {
        set(nvenc_h.NV_ENC_CONFIG_H264_repeatSPSPPS_MASK(), repeat);
    }

    @Override
    public void accessUnitDelimiters(boolean delimiters) {
        set(nvenc_h.NV_ENC_CONFIG_H264_outputAUD_MASK(), delimiters);
    }

    @Override
    public void chromaFormat(int idc) {
        NV_ENC_CONFIG_H264.chromaFormatIDC(memory, idc);
    }

    /** 12.1 has no depth for H.264: there it is always 8 bits. */
    @Override
    public void bitDepth(int input, int output) {
        if (abi.has(Abi.Feature.BIT_DEPTH_FIELDS)) {
            NV_ENC_CONFIG_H264.inputBitDepth(memory, input);
            NV_ENC_CONFIG_H264.outputBitDepth(memory, output);
        }
    }

    /** Lossless coding: the transform is bypassed where the quantiser is 0. */
    public void losslessTransformBypass(boolean bypass) {
        set(nvenc_h.NV_ENC_CONFIG_H264_qpPrimeYZeroTransformBypassFlag_MASK(), bypass);
    }

    private void set(int mask, boolean on) {
        NV_ENC_CONFIG_H264.bitFields(memory, with(NV_ENC_CONFIG_H264.bitFields(memory), mask, on));
    }
}
