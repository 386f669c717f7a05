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
        return qp(NV_ENC_RC_PARAMS.constQP(memory), interP, interB, intra);
    }

    public RcParams averageBitRate(int bitsPerSecond) {
        NV_ENC_RC_PARAMS.averageBitRate(memory, bitsPerSecond);
        return this;
    }

    /** Unsigned. */
    public int averageBitRate() {
        return NV_ENC_RC_PARAMS.averageBitRate(memory);
    }

    public RcParams maxBitRate(int bitsPerSecond) {
        NV_ENC_RC_PARAMS.maxBitRate(memory, bitsPerSecond);
        return this;
    }

    /** Unsigned; 0 where there is none. */
    public int maxBitRate() {
        return NV_ENC_RC_PARAMS.maxBitRate(memory);
    }

    public RcParams vbvBufferSize(int bits) {
        NV_ENC_RC_PARAMS.vbvBufferSize(memory, bits);
        return this;
    }

    /** Unsigned; 0 where the driver chooses. */
    public int vbvBufferSize() {
        return NV_ENC_RC_PARAMS.vbvBufferSize(memory);
    }

    public RcParams vbvInitialDelay(int bits) {
        NV_ENC_RC_PARAMS.vbvInitialDelay(memory, bits);
        return this;
    }

    /** Unsigned; 0 where the driver chooses. */
    public int vbvInitialDelay() {
        return NV_ENC_RC_PARAMS.vbvInitialDelay(memory);
    }

    public RcParams multiPass(int passes) {
        NV_ENC_RC_PARAMS.multiPass(memory, passes);
        return this;
    }

    /** Look-ahead of so many frames; 0 turns it off. */
    public RcParams lookahead(int frames) {
        set(nvenc_h.NV_ENC_RC_PARAMS_enableLookahead_MASK(), frames > 0);
        NV_ENC_RC_PARAMS.lookaheadDepth(memory, (short) frames);
        return this;
    }

    /** The frames of look-ahead; 0 where it is off. */
    public int lookahead() {
        boolean on = (NV_ENC_RC_PARAMS.bitFields(memory) & nvenc_h.NV_ENC_RC_PARAMS_enableLookahead_MASK()) != 0;
        return on ? Short.toUnsignedInt(NV_ENC_RC_PARAMS.lookaheadDepth(memory)) : 0;
    }

    public RcParams minQp(int interP, int interB, int intra) {
        set(nvenc_h.NV_ENC_RC_PARAMS_enableMinQP_MASK(), true);
        return qp(NV_ENC_RC_PARAMS.minQP(memory), interP, interB, intra);
    }

    public RcParams maxQp(int interP, int interB, int intra) {
        set(nvenc_h.NV_ENC_RC_PARAMS_enableMaxQP_MASK(), true);
        return qp(NV_ENC_RC_PARAMS.maxQP(memory), interP, interB, intra);
    }

    public RcParams initialQp(int interP, int interB, int intra) {
        set(nvenc_h.NV_ENC_RC_PARAMS_enableInitialRCQP_MASK(), true);
        return qp(NV_ENC_RC_PARAMS.initialRCQP(memory), interP, interB, intra);
    }

    /** The quality in steps of 1/256. */
    public RcParams targetQuality(int in256ths) {
        NV_ENC_RC_PARAMS.targetQuality(memory, (byte) (in256ths >> 8));
        NV_ENC_RC_PARAMS.targetQualityLSB(memory, (byte) in256ths);
        return this;
    }

    public RcParams lowDelayKeyFrameScale(int scale) {
        NV_ENC_RC_PARAMS.lowDelayKeyFrameScale(memory, (byte) scale);
        return this;
    }

    public RcParams chromaQpOffset(int cb, int cr) {
        NV_ENC_RC_PARAMS.cbQPIndexOffset(memory, (byte) cb);
        NV_ENC_RC_PARAMS.crQPIndexOffset(memory, (byte) cr);
        return this;
    }

    public RcParams spatialAq(boolean on) {
        return set(nvenc_h.NV_ENC_RC_PARAMS_enableAQ_MASK(), on);
    }

    public RcParams aqStrength(int strength) {
        int mask = nvenc_h.NV_ENC_RC_PARAMS_aqStrength_MASK();
        int bits = strength << nvenc_h.NV_ENC_RC_PARAMS_aqStrength_SHIFT() & mask;
        NV_ENC_RC_PARAMS.bitFields(memory, NV_ENC_RC_PARAMS.bitFields(memory) & ~mask | bits);
        return this;
    }

    public RcParams temporalAq(boolean on) {
        return set(nvenc_h.NV_ENC_RC_PARAMS_enableTemporalAQ_MASK(), on);
    }

    public RcParams lookaheadLevel(int level) {
        NV_ENC_RC_PARAMS.lookaheadLevel(memory, level);
        return this;
    }

    public RcParams adaptiveIFrames(boolean on) {
        return set(nvenc_h.NV_ENC_RC_PARAMS_disableIadapt_MASK(), !on);
    }

    public RcParams adaptiveBFrames(boolean on) {
        return set(nvenc_h.NV_ENC_RC_PARAMS_disableBadapt_MASK(), !on);
    }

    public RcParams strictGop(boolean on) {
        return set(nvenc_h.NV_ENC_RC_PARAMS_strictGOPTarget_MASK(), on);
    }

    public RcParams nonReferenceP(boolean on) {
        return set(nvenc_h.NV_ENC_RC_PARAMS_enableNonRefP_MASK(), on);
    }

    public RcParams zeroReorderDelay(boolean on) {
        return set(nvenc_h.NV_ENC_RC_PARAMS_zeroReorderDelay_MASK(), on);
    }

    /** Offsets of AV1's DC quantisers. */
    public RcParams dcQpOffset(int y, int u, int v) {
        NV_ENC_RC_PARAMS.yDcQPIndexOffset(memory, (byte) y);
        NV_ENC_RC_PARAMS.uDcQPIndexOffset(memory, (byte) u);
        NV_ENC_RC_PARAMS.vDcQPIndexOffset(memory, (byte) v);
        return this;
    }

    /** The constant quantiser of one temporal layer. */
    public RcParams temporalLayerQp(int layer, int qp) {
        NV_ENC_RC_PARAMS.temporallayerIdxMask(memory, NV_ENC_RC_PARAMS.temporallayerIdxMask(memory) | 1 << layer);
        NV_ENC_RC_PARAMS.temporalLayerQP(memory, layer, (byte) qp);
        return this;
    }

    /** The base layer gets so many times the bits of the alpha layer. */
    public RcParams alphaLayerBitrateRatio(int ratio) {
        NV_ENC_RC_PARAMS.alphaLayerBitrateRatio(memory, ratio);
        return this;
    }

    /** The second view's part of the bits, in per cent. */
    public RcParams viewBitrateRatio(int percent) {
        NV_ENC_RC_PARAMS.viewBitrateRatios(memory, 0, (byte) percent);
        return this;
    }

    /** The pictures to look at come by a call of their own. */
    public RcParams externalLookahead(boolean on) {
        return set(nvenc_h.NV_ENC_RC_PARAMS_enableExtLookahead_MASK(), on);
    }

    public RcParams qpMapMode(int mode) {
        NV_ENC_RC_PARAMS.qpMapMode(memory, mode);
        return this;
    }

    private RcParams qp(MemorySegment qp, int interP, int interB, int intra) {
        NV_ENC_QP.qpInterP(qp, interP);
        NV_ENC_QP.qpInterB(qp, interB);
        NV_ENC_QP.qpIntra(qp, intra);
        return this;
    }

    private RcParams set(int mask, boolean on) {
        NV_ENC_RC_PARAMS.bitFields(memory, with(NV_ENC_RC_PARAMS.bitFields(memory), mask, on));
        return this;
    }
}
