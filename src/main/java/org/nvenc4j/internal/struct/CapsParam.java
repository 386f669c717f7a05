package org.nvenc4j.internal.struct;

import java.lang.foreign.Arena;
import org.nvenc4j.internal.abi.Abi;
import org.nvenc4j.internal.raw.nvenc.NV_ENC_CAPS_PARAM;

/** {@code NV_ENC_CAPS_PARAM}: which capability is asked for. */
public final class CapsParam extends View {
    public CapsParam(Arena arena, Abi abi) {
        super(arena, abi, Abi.Struct.CAPS_PARAM, "NV_ENC_CAPS_PARAM", NV_ENC_CAPS_PARAM.sizeof());
    }

    public CapsParam capability(int id) {
        NV_ENC_CAPS_PARAM.capsToQuery(memory, id);
        return this;
    }
}
