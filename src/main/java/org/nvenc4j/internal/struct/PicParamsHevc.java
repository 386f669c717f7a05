package org.nvenc4j.internal.struct;

import java.lang.foreign.MemorySegment;
import org.nvenc4j.internal.abi.Abi;
import org.nvenc4j.internal.raw.nvenc.NV_ENC_PIC_PARAMS_HEVC;
import org.nvenc4j.internal.raw.nvenc.nvenc_h;

/** {@code NV_ENC_PIC_PARAMS_HEVC}. */
public final class PicParamsHevc extends View implements H26xPicParams, HdrPicParams {
    private final PicTimeCode timeCode;

    PicParamsHevc(MemorySegment memory, Abi abi) {
        super(memory);
        timeCode = new PicTimeCode(NV_ENC_PIC_PARAMS_HEVC.timeCode(memory), abi);
    }

    @Override
    public void order(int display, boolean reference) {
        NV_ENC_PIC_PARAMS_HEVC.displayPOCSyntax(memory, display);
        NV_ENC_PIC_PARAMS_HEVC.refPicFlag(memory, reference ? 1 : 0);
    }

    @Override
    public void payloads(long address, int count) {
        NV_ENC_PIC_PARAMS_HEVC.seiPayloadArray(memory, address);
        NV_ENC_PIC_PARAMS_HEVC.seiPayloadArrayCnt(memory, count);
    }

    @Override
    public void startIntraRefresh(int frames) {
        NV_ENC_PIC_PARAMS_HEVC.forceIntraRefreshWithFrameCnt(memory, frames);
    }

    @Override
    public void markLongTerm(int index) {
        set(nvenc_h.NV_ENC_PIC_PARAMS_HEVC_ltrMarkFrame_MASK(), true);
        NV_ENC_PIC_PARAMS_HEVC.ltrMarkFrameIdx(memory, index);
    }

    @Override
    public void markNoLongTerm() {
        set(nvenc_h.NV_ENC_PIC_PARAMS_HEVC_ltrMarkFrame_MASK(), false);
        NV_ENC_PIC_PARAMS_HEVC.ltrMarkFrameIdx(memory, 0);
    }

    @Override
    public void useLongTerm(int bitmap) {
        set(nvenc_h.NV_ENC_PIC_PARAMS_HEVC_ltrUseFrames_MASK(), bitmap != 0);
        NV_ENC_PIC_PARAMS_HEVC.ltrUseFrameBitmap(memory, bitmap);
    }

    @Override
    public PicTimeCode timeCode() {
        return timeCode;
    }

    @Override
    public void masteringDisplay(long address) {
        NV_ENC_PIC_PARAMS_HEVC.pMasteringDisplay(memory, address);
    }

    @Override
    public void contentLightLevel(long address) {
        NV_ENC_PIC_PARAMS_HEVC.pMaxCll(memory, address);
    }

    @Override
    public void constrained(boolean on) {
        set(nvenc_h.NV_ENC_PIC_PARAMS_HEVC_constrainedFrame_MASK(), on);
    }

    @Override
    public void slicing(int mode, int data) {
        set(nvenc_h.NV_ENC_PIC_PARAMS_HEVC_sliceModeDataUpdate_MASK(), true);
        NV_ENC_PIC_PARAMS_HEVC.sliceMode(memory, mode);
        NV_ENC_PIC_PARAMS_HEVC.sliceModeData(memory, data);
    }

    @Override
    public void keepSlicing() {
        set(nvenc_h.NV_ENC_PIC_PARAMS_HEVC_sliceModeDataUpdate_MASK(), false);
        NV_ENC_PIC_PARAMS_HEVC.sliceMode(memory, 0);
        NV_ENC_PIC_PARAMS_HEVC.sliceModeData(memory, 0);
    }

    @Override
    public void temporalLayer(int layer) {
        NV_ENC_PIC_PARAMS_HEVC.temporalId(memory, layer);
    }

    @Override
    public void temporalLayers(int layers) {
        set(nvenc_h.NV_ENC_PIC_PARAMS_HEVC_temporalConfigUpdate_MASK(), layers > 0);
        NV_ENC_PIC_PARAMS_HEVC.numTemporalLayers(memory, layers);
    }

    /** Which view the picture is of; reserved before 13.0. */
    public void view(int id) {
        NV_ENC_PIC_PARAMS_HEVC.viewId(memory, id);
    }

    /** The address of a {@code HEVC_3D_REFERENCE_DISPLAY_INFO}, or 0; reserved before 13.0. */
    public void referenceDisplays(long address) {
        NV_ENC_PIC_PARAMS_HEVC.p3DReferenceDisplayInfo(memory, address);
    }

    private void set(int mask, boolean on) {
        NV_ENC_PIC_PARAMS_HEVC.bitFields(memory, with(NV_ENC_PIC_PARAMS_HEVC.bitFields(memory), mask, on));
    }
}
