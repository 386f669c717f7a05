package org.nvenc4j.internal.struct;

import java.lang.foreign.Arena;
import org.nvenc4j.internal.abi.Abi;
import org.nvenc4j.internal.raw.nvenc.NV_ENC_LOOKAHEAD_PIC_PARAMS;

/** {@code NV_ENC_LOOKAHEAD_PIC_PARAMS}: a picture to look at before it is encoded. */
public final class LookaheadPicParams extends View {
    private final boolean namesFormat;

    public LookaheadPicParams(Arena arena, Abi abi, int bufferFormat) {
        super(
                arena,
                abi,
                Abi.Struct.LOOKAHEAD_PIC_PARAMS,
                "NV_ENC_LOOKAHEAD_PIC_PARAMS",
                NV_ENC_LOOKAHEAD_PIC_PARAMS.sizeof());
        namesFormat = abi.has(Abi.Feature.LOOKAHEAD_FORMAT);
        if (namesFormat) {
            NV_ENC_LOOKAHEAD_PIC_PARAMS.bufferFmt(memory, bufferFormat);
        }
    }

    public LookaheadPicParams input(long mappedResource) {
        NV_ENC_LOOKAHEAD_PIC_PARAMS.inputBuffer(memory, mappedResource);
        return this;
    }

    /** The type that the picture will be encoded with; read only where the program decides. */
    public LookaheadPicParams type(int type) {
        NV_ENC_LOOKAHEAD_PIC_PARAMS.pictureType(memory, type);
        return this;
    }

    /** The flags that the picture will be encoded with; reserved before 13.1, which was not told of them. */
    public LookaheadPicParams flags(int flags) {
        if (namesFormat) {
            NV_ENC_LOOKAHEAD_PIC_PARAMS.encodePicFlags(memory, flags);
        }
        return this;
    }
}
