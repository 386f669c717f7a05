package org.nvenc4j.internal.struct;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import org.nvenc4j.internal.abi.Abi;
import org.nvenc4j.internal.raw.nvenc.NV_ENC_MEONLY_PARAMS;

/** {@code NV_ENC_MEONLY_PARAMS}: two pictures whose motion is to be found. 12.1 has the format in another place. */
public final class MeOnlyParams extends View {
    public MeOnlyParams(Arena arena, Abi abi, long mvBuffer, int width, int height, int bufferFormat) {
        super(arena, abi, Abi.Struct.MEONLY_PARAMS, "NV_ENC_MEONLY_PARAMS", NV_ENC_MEONLY_PARAMS.sizeof());
        NV_ENC_MEONLY_PARAMS.mvBuffer(memory, mvBuffer);
        NV_ENC_MEONLY_PARAMS.inputWidth(memory, width);
        NV_ENC_MEONLY_PARAMS.inputHeight(memory, height);
        long offset = abi.motionOnlyFormatOffset(NV_ENC_MEONLY_PARAMS.bufferFmt$offset());
        memory.set(ValueLayout.JAVA_INT, offset, bufferFormat);
    }

    public MeOnlyParams pictures(long mappedInput, long mappedReference) {
        NV_ENC_MEONLY_PARAMS.inputBuffer(memory, mappedInput);
        NV_ENC_MEONLY_PARAMS.referenceFrame(memory, mappedReference);
        return this;
    }
}
