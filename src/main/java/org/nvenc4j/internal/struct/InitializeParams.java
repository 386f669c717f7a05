package org.nvenc4j.internal.struct;

import java.lang.foreign.Arena;
import org.nvenc4j.internal.abi.Abi;
import org.nvenc4j.internal.abi.Guid;
import org.nvenc4j.internal.raw.nvenc.NV_ENC_INITIALIZE_PARAMS;

/** {@code NV_ENC_INITIALIZE_PARAMS}: what to encode. */
public final class InitializeParams extends View {
    public InitializeParams(Arena arena, Abi abi) {
        super(arena, abi, Abi.Struct.INITIALIZE_PARAMS, "NV_ENC_INITIALIZE_PARAMS", NV_ENC_INITIALIZE_PARAMS.sizeof());
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

    /** Lets the encoder decide on picture types, as every session here does. */
    public InitializeParams pictureTypeDecision() {
        NV_ENC_INITIALIZE_PARAMS.enablePTD(memory, 1);
        return this;
    }

    public InitializeParams config(EncodeConfig config) {
        NV_ENC_INITIALIZE_PARAMS.encodeConfig(memory, config.address());
        return this;
    }
}
