package org.nvenc4j.internal.struct;

import java.lang.foreign.MemorySegment;
import org.nvenc4j.internal.abi.Abi;
import org.nvenc4j.internal.raw.nvenc.NV_ENC_CONFIG_AV1;
import org.nvenc4j.internal.raw.nvenc.nvenc_h;

/**
 * {@code NV_ENC_CONFIG_AV1}. In 12.1 the bits of the features that 13.0 brought hold the bit depths, so that they may not
 * even be cleared there.
 */
public final class ConfigAv1 extends View implements HdrConfig {
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
        set(nvenc_h.NV_ENC_CONFIG_AV1_repeatSeqHdr_MASK(), repeat);
    }

    @Override
    public void parameterSetsInStream(boolean inStream) {
        set(nvenc_h.NV_ENC_CONFIG_AV1_disableSeqHdr_MASK(), !inStream);
    }

    /** OBUs with their lengths before them, instead of the low-overhead format. */
    public void annexBObus(boolean annexB) {
        set(nvenc_h.NV_ENC_CONFIG_AV1_outputAnnexBFormat_MASK(), annexB);
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

    @Override
    public void fillerData(boolean filler) {
        set(nvenc_h.NV_ENC_CONFIG_AV1_enableBitstreamPadding_MASK(), filler);
    }

    @Override
    public void intraRefresh(int period, int count) {
        set(nvenc_h.NV_ENC_CONFIG_AV1_enableIntraRefresh_MASK(), true);
        NV_ENC_CONFIG_AV1.intraRefreshPeriod(memory, period);
        NV_ENC_CONFIG_AV1.intraRefreshCnt(memory, count);
    }

    @Override
    public void maxReferenceFrames(int frames) {
        NV_ENC_CONFIG_AV1.maxNumRefFramesInDPB(memory, frames);
    }

    @Override
    public void referencesL0(int frames) {
        NV_ENC_CONFIG_AV1.numFwdRefs(memory, frames);
    }

    @Override
    public void referencesL1(int frames) {
        NV_ENC_CONFIG_AV1.numBwdRefs(memory, frames);
    }

    @Override
    public void bReference(int mode) {
        NV_ENC_CONFIG_AV1.useBFramesAsRef(memory, mode);
    }

    /** Where the flag stands, 12.1 has a bit of the input's depth: there is nothing to turn off before 13.0. */
    @Override
    public void longTermReferences(int frames) {
        if (abi.has(Abi.Feature.AV1_LTR)) {
            set(nvenc_h.NV_ENC_CONFIG_AV1_enableLTR_MASK(), frames > 0);
            NV_ENC_CONFIG_AV1.ltrNumFrames(memory, frames);
        }
    }

    /** As with long-term references, 12.1 has a bit of the input's depth in the flag's place. */
    @Override
    public void temporalLayers(int layers) {
        if (abi.has(Abi.Feature.TEMPORAL_SVC_HEVC_AV1)) {
            set(nvenc_h.NV_ENC_CONFIG_AV1_enableTemporalSVC_MASK(), layers > 1);
            NV_ENC_CONFIG_AV1.numTemporalLayers(memory, layers);
            NV_ENC_CONFIG_AV1.maxTemporalLayersMinus1(memory, layers - 1);
        }
    }

    @Override
    public void temporalFilter(int level) {
        NV_ENC_CONFIG_AV1.tfLevel(memory, level);
    }

    @Override
    public int temporalFilter() {
        return NV_ENC_CONFIG_AV1.tfLevel(memory);
    }

    /** Tiles of equal size, powers of two in each direction. */
    public void tiles(int columns, int rows) {
        NV_ENC_CONFIG_AV1.numTileColumns(memory, columns);
        NV_ENC_CONFIG_AV1.numTileRows(memory, rows);
    }

    /** AV1 has no flag that leaves the colours out, and 0 is no value for "not said": a 0 as matrix means RGB. */
    @Override
    public void colour(int primaries, int transfer, int matrix) {
        NV_ENC_CONFIG_AV1.colorPrimaries(memory, primaries);
        NV_ENC_CONFIG_AV1.transferCharacteristics(memory, transfer);
        NV_ENC_CONFIG_AV1.matrixCoefficients(memory, matrix);
    }

    @Override
    public void fullRange(boolean full) {
        NV_ENC_CONFIG_AV1.colorRange(memory, full ? 1 : 0);
    }

    @Override
    public void chromaSampleLocation(int location) {
        NV_ENC_CONFIG_AV1.chromaSamplePosition(memory, location);
    }

    @Override
    public void timingInfo(boolean timing) {
        set(nvenc_h.NV_ENC_CONFIG_AV1_enableTimingInfo_MASK(), timing);
    }

    @Override
    public void masteringDisplay(boolean carry) {
        if (abi.has(Abi.Feature.HDR_METADATA)) {
            set(nvenc_h.NV_ENC_CONFIG_AV1_outputMasteringDisplay_MASK(), carry);
        }
    }

    @Override
    public void contentLightLevel(boolean carry) {
        if (abi.has(Abi.Feature.HDR_METADATA)) {
            set(nvenc_h.NV_ENC_CONFIG_AV1_outputMaxCll_MASK(), carry);
        }
    }

    /** Tiles of sizes of their own, in superblocks of 64x64 pixels. The arrays are read when the session is set up. */
    public void tiles(MemorySegment widths, MemorySegment heights) {
        set(nvenc_h.NV_ENC_CONFIG_AV1_enableCustomTileConfig_MASK(), true);
        tiles((int) (widths.byteSize() / Integer.BYTES), (int) (heights.byteSize() / Integer.BYTES));
        NV_ENC_CONFIG_AV1.tileWidths(memory, widths.address());
        NV_ENC_CONFIG_AV1.tileHeights(memory, heights.address());
    }

    public void filmGrain(FilmGrainParams grain) {
        set(nvenc_h.NV_ENC_CONFIG_AV1_enableFilmGrainParams_MASK(), true);
        NV_ENC_CONFIG_AV1.filmGrainParams(memory, grain.address());
    }

    /** The least and the largest partition: 1 for 4x4 to 5 for 64x64. */
    public void partitions(int smallest, int largest) {
        NV_ENC_CONFIG_AV1.minPartSize(memory, smallest);
        NV_ENC_CONFIG_AV1.maxPartSize(memory, largest);
    }

    public void decoderModelInfo(boolean on) {
        set(nvenc_h.NV_ENC_CONFIG_AV1_enableDecoderModelInfo_MASK(), on);
    }

    public void frameIdNumbers(boolean on) {
        set(nvenc_h.NV_ENC_CONFIG_AV1_enableFrameIdNumbers_MASK(), on);
    }

    private void set(int mask, boolean on) {
        NV_ENC_CONFIG_AV1.bitFields(memory, with(NV_ENC_CONFIG_AV1.bitFields(memory), mask, on));
    }
}
