package org.nvenc4j.internal.struct;

import java.lang.foreign.MemorySegment;
import org.nvenc4j.internal.abi.Abi;
import org.nvenc4j.internal.raw.nvenc.NV_ENC_CONFIG_AV1;
import org.nvenc4j.internal.raw.nvenc.nvenc_h;

/** {@code NV_ENC_CONFIG_AV1}. */
public final class ConfigAv1 extends View implements CodecConfig {
    private final Abi abi;

    ConfigAv1(MemorySegment memory, Abi abi) {
        super(memory);
        this.abi = abi;
    }

    @Override
    public void idrPeriod(int frames) {
        NV_ENC_CONFIG_AV1.idrPeriod(memory, frames);
    }

    @Override
    public void level(int level) {
        NV_ENC_CONFIG_AV1.level(memory, level);
    }

    /** 0 is the main tier, 1 the high tier. */
    public void tier(int tier) {
        NV_ENC_CONFIG_AV1.tier(memory, tier);
    }

    @Override
    public void repeatParameterSets(boolean repeat) {
        NV_ENC_CONFIG_AV1.bitFields(
                memory,
                with(NV_ENC_CONFIG_AV1.bitFields(memory), nvenc_h.NV_ENC_CONFIG_AV1_repeatSeqHdr_MASK(), repeat));
    }

    @Override
    public void accessUnitDelimiters(boolean delimiters) {
        // A temporal unit begins with its delimiter whatever is asked for.
    }

    @Override
    public void chromaFormat(int idc) {
        int mask = nvenc_h.NV_ENC_CONFIG_AV1_chromaFormatIDC_MASK();
        int bits = idc << nvenc_h.NV_ENC_CONFIG_AV1_chromaFormatIDC_SHIFT() & mask;
        NV_ENC_CONFIG_AV1.bitFields(memory, NV_ENC_CONFIG_AV1.bitFields(memory) & ~mask | bits);
    }

    /** 12.1 has both depths in the flag word, where 13.0 has flags. */
    @Override
    public void bitDepth(int input, int output) {
        if (abi.has(Abi.Feature.BIT_DEPTH_FIELDS)) {
            NV_ENC_CONFIG_AV1.inputBitDepth(memory, input);
            NV_ENC_CONFIG_AV1.outputBitDepth(memory, output);
        } else {
            int word = NV_ENC_CONFIG_AV1.bitFields(memory);
            word = Abi.AV1_INPUT_PIXEL_BIT_DEPTH_MINUS_8_IN_12_1.in(word, input - 8);
            word = Abi.AV1_PIXEL_BIT_DEPTH_MINUS_8_IN_12_1.in(word, output - 8);
            NV_ENC_CONFIG_AV1.bitFields(memory, word);
        }
    }

    /** AV1 has no flag that leaves the colours out, and 0 is no value for them: a 0 as matrix means RGB. */
    public void unspecifiedColours() {
        NV_ENC_CONFIG_AV1.colorPrimaries(memory, nvenc_h.NV_ENC_VUI_COLOR_PRIMARIES_UNSPECIFIED());
        NV_ENC_CONFIG_AV1.transferCharacteristics(memory, nvenc_h.NV_ENC_VUI_TRANSFER_CHARACTERISTIC_UNSPECIFIED());
        NV_ENC_CONFIG_AV1.matrixCoefficients(memory, nvenc_h.NV_ENC_VUI_MATRIX_COEFFS_UNSPECIFIED());
    }
}
