package org.nvenc4j.internal.struct;

import java.lang.foreign.Arena;
import org.nvenc4j.internal.abi.Abi;
import org.nvenc4j.internal.raw.nvenc.NV_ENC_ENCODE_OUT_PARAMS;

/** {@code NV_ENC_ENCODE_OUT_PARAMS}: what stands before an access unit in video memory. */
public final class EncodeOutParams extends View {
    public static final long BYTES = NV_ENC_ENCODE_OUT_PARAMS.sizeof();

    public EncodeOutParams(Arena arena, Abi abi) {
        super(arena, abi, Abi.Struct.ENCODE_OUT_PARAMS, "NV_ENC_ENCODE_OUT_PARAMS", BYTES);
    }

    public int bitstreamSizeInBytes() {
        return NV_ENC_ENCODE_OUT_PARAMS.bitstreamSizeInBytes(memory);
    }
}
