package org.nvenc4j.internal.struct;

import java.lang.foreign.Arena;
import org.nvenc4j.internal.abi.Abi;
import org.nvenc4j.internal.raw.nvenc.NV_ENC_LOCK_BITSTREAM;

/** {@code NV_ENC_LOCK_BITSTREAM}: an output buffer in; its access unit and what the encoder says of it out. */
public final class LockBitstream extends View {
    public LockBitstream(Arena arena, Abi abi) {
        super(arena, abi, Abi.Struct.LOCK_BITSTREAM, "NV_ENC_LOCK_BITSTREAM", NV_ENC_LOCK_BITSTREAM.sizeof());
    }

    public LockBitstream outputBitstream(long handle) {
        NV_ENC_LOCK_BITSTREAM.outputBitstream(memory, handle);
        return this;
    }

    public long bitstreamBufferPtr() {
        return NV_ENC_LOCK_BITSTREAM.bitstreamBufferPtr(memory);
    }

    public int bitstreamSizeInBytes() {
        return NV_ENC_LOCK_BITSTREAM.bitstreamSizeInBytes(memory);
    }

    public long outputTimeStamp() {
        return NV_ENC_LOCK_BITSTREAM.outputTimeStamp(memory);
    }

    public int pictureType() {
        return NV_ENC_LOCK_BITSTREAM.pictureType(memory);
    }

    public int frameAvgQP() {
        return NV_ENC_LOCK_BITSTREAM.frameAvgQP(memory);
    }
}
