package org.nvenc4j.internal.struct;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import org.nvenc4j.internal.abi.Abi;
import org.nvenc4j.internal.raw.nvenc.NV_ENC_RECONFIGURE_PARAMS;
import org.nvenc4j.internal.raw.nvenc.nvenc_h;

/** {@code NV_ENC_RECONFIGURE_PARAMS}: what a running session is to be changed to. */
public final class ReconfigureParams extends View {
    private final InitializeParams initialize;
    private final long flagsOffset;

    public ReconfigureParams(Arena arena, Abi abi) {
        super(
                arena,
                abi,
                Abi.Struct.RECONFIGURE_PARAMS,
                "NV_ENC_RECONFIGURE_PARAMS",
                NV_ENC_RECONFIGURE_PARAMS.sizeof());
        initialize = new InitializeParams(NV_ENC_RECONFIGURE_PARAMS.reInitEncodeParams(memory), abi);
        flagsOffset = abi.reconfigureFlagsOffset(NV_ENC_RECONFIGURE_PARAMS.bitFields$offset());
    }

    /** The whole initialisation inside, which has a version word of its own. */
    public InitializeParams initialize() {
        return initialize;
    }

    /** Says whether rate control and the encoder's state start anew, and whether the next picture is a key frame. */
    public ReconfigureParams flags(boolean resetEncoder, boolean forceIdr) {
        int flags = with(0, nvenc_h.NV_ENC_RECONFIGURE_PARAMS_resetEncoder_MASK(), resetEncoder);
        flags = with(flags, nvenc_h.NV_ENC_RECONFIGURE_PARAMS_forceIDR_MASK(), forceIdr);
        memory.set(ValueLayout.JAVA_INT, flagsOffset, flags);
        return this;
    }
}
