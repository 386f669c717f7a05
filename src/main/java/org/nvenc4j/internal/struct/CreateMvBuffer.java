package org.nvenc4j.internal.struct;

import java.lang.foreign.Arena;
import org.nvenc4j.internal.abi.Abi;
import org.nvenc4j.internal.raw.nvenc.NV_ENC_CREATE_MV_BUFFER;

/** {@code NV_ENC_CREATE_MV_BUFFER}: a buffer for motion vectors comes out. */
public final class CreateMvBuffer extends View {
    public CreateMvBuffer(Arena arena, Abi abi) {
        super(arena, abi, Abi.Struct.CREATE_MV_BUFFER, "NV_ENC_CREATE_MV_BUFFER", NV_ENC_CREATE_MV_BUFFER.sizeof());
    }

    public long mvBuffer() {
        return NV_ENC_CREATE_MV_BUFFER.mvBuffer(memory);
    }
}
