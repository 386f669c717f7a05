package org.nvenc4j.internal.struct;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.nvenc4j.internal.abi.Abi;
import org.nvenc4j.internal.raw.nvenc.NV_ENC_SEQUENCE_PARAM_PAYLOAD;

/** {@code NV_ENC_SEQUENCE_PARAM_PAYLOAD}: where the driver puts the parameter sets, and how many bytes came. */
public final class SequenceParamPayload extends View {
    public SequenceParamPayload(Arena arena, Abi abi) {
        super(
                arena,
                abi,
                Abi.Struct.SEQUENCE_PARAM_PAYLOAD,
                "NV_ENC_SEQUENCE_PARAM_PAYLOAD",
                NV_ENC_SEQUENCE_PARAM_PAYLOAD.sizeof());
    }

    public SequenceParamPayload buffer(MemorySegment buffer, MemorySegment writtenSize) {
        NV_ENC_SEQUENCE_PARAM_PAYLOAD.inBufferSize(memory, (int) buffer.byteSize());
        NV_ENC_SEQUENCE_PARAM_PAYLOAD.spsppsBuffer(memory, buffer.address());
        NV_ENC_SEQUENCE_PARAM_PAYLOAD.outSPSPPSPayloadSize(memory, writtenSize.address());
        return this;
    }
}
