package org.nvenc4j.internal.struct;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.nvenc4j.internal.abi.Abi;
import org.nvenc4j.internal.abi.Guid;
import org.nvenc4j.internal.raw.nvenc.NVENC_EXTERNAL_ME_HINT_COUNTS_PER_BLOCKTYPE;
import org.nvenc4j.internal.raw.nvenc.NV_ENC_INITIALIZE_PARAMS;
import org.nvenc4j.internal.raw.nvenc.nvenc_h;

/** {@code NV_ENC_INITIALIZE_PARAMS}: what to encode. */
public final class InitializeParams extends View {
    public InitializeParams(Arena arena, Abi abi) {
        super(arena, abi, Abi.Struct.INITIALIZE_PARAMS, "NV_ENC_INITIALIZE_PARAMS", NV_ENC_INITIALIZE_PARAMS.sizeof());
    }

    InitializeParams(MemorySegment memory, Abi abi) {
        super(memory);
        NV_ENC_INITIALIZE_PARAMS.version(memory, abi.word(Abi.Struct.INITIALIZE_PARAMS));
    }

    /** Sets codec, preset and tuning: the same that the preset configuration was asked for with. */
    public InitializeParams preset(Guid codec, Guid preset, int tuning) {
        codec.write(memory, NV_ENC_INITIALIZE_PARAMS.encodeGUID$offset());
        preset.write(memory, NV_ENC_INITIALIZE_PARAMS.presetGUID$offset());
        NV_ENC_INITIALIZE_PARAMS.tuningInfo(memory, tuning);
        return this;
    }

    public InitializeParams size(int width, int height) {
        NV_ENC_INITIALIZE_PARAMS.encodeWidth(memory, width);
        NV_ENC_INITIALIZE_PARAMS.encodeHeight(memory, height);
        return this;
    }

    /** The display aspect ratio; for AV1 the size to show in pixels. */
    public InitializeParams displayAspect(int width, int height) {
        NV_ENC_INITIALIZE_PARAMS.darWidth(memory, width);
        NV_ENC_INITIALIZE_PARAMS.darHeight(memory, height);
        return this;
    }

    public InitializeParams frameRate(int numerator, int denominator) {
        NV_ENC_INITIALIZE_PARAMS.frameRateNum(memory, numerator);
        NV_ENC_INITIALIZE_PARAMS.frameRateDen(memory, denominator);
        return this;
    }

    /** Whether the encoder decides on picture types. */
    public InitializeParams pictureTypeDecision(boolean on) {
        NV_ENC_INITIALIZE_PARAMS.enablePTD(memory, on ? 1 : 0);
        return this;
    }

    /** How many hints at motion a block may have, at earlier and at later pictures. */
    public InitializeParams motionHints(int earlierCounts, int laterCounts) {
        MemorySegment counts = NV_ENC_INITIALIZE_PARAMS.maxMEHintCountsPerBlock(memory);
        NVENC_EXTERNAL_ME_HINT_COUNTS_PER_BLOCKTYPE.bitFields(counts, earlierCounts);
        NVENC_EXTERNAL_ME_HINT_COUNTS_PER_BLOCKTYPE.bitFields(
                NVENC_EXTERNAL_ME_HINT_COUNTS_PER_BLOCKTYPE.asSlice(counts, 1), laterCounts);
        return set(nvenc_h.NV_ENC_INITIALIZE_PARAMS_enableExternalMEHints_MASK(), true);
    }

    public InitializeParams config(EncodeConfig config) {
        NV_ENC_INITIALIZE_PARAMS.encodeConfig(memory, config.address());
        return this;
    }

    /** The largest size that a later change may ask for; 0 forbids such changes. */
    public InitializeParams maxSize(int width, int height) {
        NV_ENC_INITIALIZE_PARAMS.maxEncodeWidth(memory, width);
        NV_ENC_INITIALIZE_PARAMS.maxEncodeHeight(memory, height);
        return this;
    }

    public InitializeParams sliceOffsets(boolean on) {
        return set(nvenc_h.NV_ENC_INITIALIZE_PARAMS_reportSliceOffsets_MASK(), on);
    }

    public InitializeParams subFrameWrite(boolean on) {
        return set(nvenc_h.NV_ENC_INITIALIZE_PARAMS_enableSubFrameWrite_MASK(), on);
    }

    /** How many states of the encoder the driver can keep; 0 for none. */
    public InitializeParams stateBuffers(int count) {
        NV_ENC_INITIALIZE_PARAMS.numStateBuffers(memory, count);
        return this;
    }

    public InitializeParams outputInVideoMemory(boolean on) {
        return set(nvenc_h.NV_ENC_INITIALIZE_PARAMS_enableOutputInVidmem_MASK(), on);
    }

    public InitializeParams reconstructedFrames(boolean on) {
        return set(nvenc_h.NV_ENC_INITIALIZE_PARAMS_enableReconFrameOutput_MASK(), on);
    }

    public InitializeParams outputStats(int level) {
        NV_ENC_INITIALIZE_PARAMS.outputStatsLevel(memory, level);
        return set(nvenc_h.NV_ENC_INITIALIZE_PARAMS_enableOutputStats_MASK(), true);
    }

    /** Looks for motion and encodes nothing. */
    public InitializeParams motionEstimationOnly() {
        return set(nvenc_h.NV_ENC_INITIALIZE_PARAMS_enableMEOnlyMode_MASK(), true);
    }

    public InitializeParams weightedPrediction(boolean on) {
        return set(nvenc_h.NV_ENC_INITIALIZE_PARAMS_enableWeightedPrediction_MASK(), on);
    }

    public InitializeParams unidirectionalB(boolean on) {
        return set(nvenc_h.NV_ENC_INITIALIZE_PARAMS_enableUniDirectionalB_MASK(), on);
    }

    public InitializeParams splitEncode(int mode) {
        int mask = nvenc_h.NV_ENC_INITIALIZE_PARAMS_splitEncodeMode_MASK();
        int bits = mode << nvenc_h.NV_ENC_INITIALIZE_PARAMS_splitEncodeMode_SHIFT() & mask;
        NV_ENC_INITIALIZE_PARAMS.bitFields(memory, NV_ENC_INITIALIZE_PARAMS.bitFields(memory) & ~mask | bits);
        return this;
    }

    private InitializeParams set(int mask, boolean on) {
        NV_ENC_INITIALIZE_PARAMS.bitFields(memory, with(NV_ENC_INITIALIZE_PARAMS.bitFields(memory), mask, on));
        return this;
    }
}
