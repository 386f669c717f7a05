package org.nvenc4j.internal.struct;

import java.lang.foreign.MemorySegment;
import org.nvenc4j.internal.abi.Abi;
import org.nvenc4j.internal.raw.nvenc.NV_ENC_QP;
import org.nvenc4j.internal.raw.nvenc.NV_ENC_RC_PARAMS;
import org.nvenc4j.internal.raw.nvenc.nvenc_h;

/** {@code NV_ENC_RC_PARAMS}: rate control. */
public final class RcParams extends View {
    RcParams(MemorySegment memory, Abi abi) {
        super(memory);
        setVersion(abi);
    }

    void setVersion(Abi abi) {
        NV_ENC_RC_PARAMS.version(memory, abi.word(Abi.Struct.RC_PARAMS));
    }

    public RcParams mode(int mode) {
        NV_ENC_RC_PARAMS.rateControlMode(memory, mode);
        return this;
    }

    public RcParams constantQp(int interP, int interB, int intra) {
        MemorySegment qp = NV_ENC_RC_PARAMS.constQP(memory);
        NV_ENC_QP.qpInterP(qp, interP);
        NV_ENC_QP.qpInterB(qp, interB);
        NV_ENC_QP.qpIntra(qp, intra);
        return this;
    }

    public RcParams averageBitRate(int bitsPerSecond) {
        NV_ENC_RC_PARAMS.averageBitRate(memory, bitsPerSecond);
        return this;
    }

    public RcParams maxBitRate(int bitsPerSecond) {
        NV_ENC_RC_PARAMS.maxBitRate(memory, bitsPerSecond);
        return this;
    }

    public RcParams vbvBufferSize(int bits) {
        NV_ENC_RC_PARAMS.vbvBufferSize(memory, bits);
        return this;
    }

    public RcParams vbvInitialDelay(int bits) {
        NV_ENC_RC_PARAMS.vbvInitialDelay(memory, bits);
        return this;
    }

    public RcParams multiPass(int passes) {
        NV_ENC_RC_PARAMS.multiPass(memory, passes);
        return this;
    }

    /** Look-ahead of so many frames; 0 turns it off. */
    public RcParams lookahead(int frames) {
        NV_ENC_RC_PARAMS.bitFields(
                memory,
                with(NV_ENC_RC_PARAMS.bitFields(memory), nvenc_h.NV_ENC_RC_PARAMS_enableLookahead_MASK(), frames > 0));
        NV_ENC_RC_PARAMS.lookaheadDepth(memory, (short) frames);
        return this;
    }

    /** The frames of look-ahead; 0 where it is off. */
    public int lookahead() {
        boolean on = (NV_ENC_RC_PARAMS.bitFields(memory) & nvenc_h.NV_ENC_RC_PARAMS_enableLookahead_MASK()) != 0;
        return on ? Short.toUnsignedInt(NV_ENC_RC_PARAMS.lookaheadDepth(memory)) : 0;
    }
}
