package org.nvenc4j.internal.struct;

import java.lang.foreign.Arena;
import org.nvenc4j.internal.abi.Abi;
import org.nvenc4j.internal.raw.nvenc.NV_ENC_RESTORE_ENCODER_STATE_PARAMS;
import org.nvenc4j.internal.raw.nvenc.nvenc_h;

/** {@code NV_ENC_RESTORE_ENCODER_STATE_PARAMS}: which saved state the encoder goes on from, and what of it. */
public final class RestoreEncoderStateParams extends View {
    public static final int FULL = nvenc_h.NV_ENC_STATE_RESTORE_FULL();
    public static final int RATE_CONTROL = nvenc_h.NV_ENC_STATE_RESTORE_RATE_CONTROL();
    public static final int ENCODE = nvenc_h.NV_ENC_STATE_RESTORE_ENCODE();

    public RestoreEncoderStateParams(Arena arena, Abi abi) {
        super(
                arena,
                abi,
                Abi.Struct.RESTORE_ENCODER_STATE_PARAMS,
                "NV_ENC_RESTORE_ENCODER_STATE_PARAMS",
                NV_ENC_RESTORE_ENCODER_STATE_PARAMS.sizeof());
    }

    public RestoreEncoderStateParams state(int buffer, int part) {
        NV_ENC_RESTORE_ENCODER_STATE_PARAMS.bufferIdx(memory, buffer);
        NV_ENC_RESTORE_ENCODER_STATE_PARAMS.state(memory, part);
        return this;
    }
}
