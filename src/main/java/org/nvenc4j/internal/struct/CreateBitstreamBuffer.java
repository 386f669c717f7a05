package org.nvenc4j.internal.struct;

import java.lang.foreign.Arena;
import org.nvenc4j.internal.abi.Abi;
import org.nvenc4j.internal.raw.nvenc.NV_ENC_CREATE_BITSTREAM_BUFFER;

/** {@code NV_ENC_CREATE_BITSTREAM_BUFFER}: its size and heap are dead fields, so only the handle that comes back is here. */
public final class CreateBitstreamBuffer extends View {
    public CreateBitstreamBuffer(Arena arena, Abi abi) {
        super(
                arena,
                abi,
                Abi.Struct.CREATE_BITSTREAM_BUFFER,
                "NV_ENC_CREATE_BITSTREAM_BUFFER",
                NV_ENC_CREATE_BITSTREAM_BUFFER.sizeof());
    }

    public long bitstreamBuffer() {
        return NV_ENC_CREATE_BITSTREAM_BUFFER.bitstreamBuffer(memory);
    }
}
