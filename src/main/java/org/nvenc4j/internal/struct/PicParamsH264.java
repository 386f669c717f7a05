package org.nvenc4j.internal.struct;

import java.lang.foreign.MemorySegment;
import org.nvenc4j.internal.abi.Abi;
import org.nvenc4j.internal.raw.nvenc.NV_ENC_PIC_PARAMS_H264;
import org.nvenc4j.internal.raw.nvenc.nvenc_h;

/** {@code NV_ENC_PIC_PARAMS_H264}. */
public final class PicParamsH264 extends View implements H26xPicParams {
    private final PicTimeCode timeCode;

    PicParamsH264(MemorySegment memory, Abi abi) {
        super(memory);
        timeCode = new PicTimeCode(NV_ENC_PIC_PARAMS_H264.timeCode(memory), abi);
    }

    /** H.264 counts fields, of which a frame has two. */
    @Override
    public void order(int display, boolean reference) {
        NV_ENC_PIC_PARAMS_H264.displayPOCSyntax(memory, 2 * display);
        NV_ENC_PIC_PARAMS_H264.refPicFlag(memory, reference ? 1 : 0);
    }

    @Override
    public void payloads(long address, int count) {
        NV_ENC_PIC_PARAMS_H264.seiPayloadArray(memory, address);
        NV_ENC_PIC_PARAMS_H264.seiPayloadArrayCnt(memory, count);
    }

    @Override
    public void startIntraRefresh(int frames) {
        NV_ENC_PIC_PARAMS_H264.forceIntraRefreshWithFrameCnt(memory, frames);
    }

    @Override
    public void markLongTerm(int index) {
        set(nvenc_h.NV_ENC_PIC_PARAMS_H264_ltrMarkFrame_MASK(), true);
        NV_ENC_PIC_PARAMS_H264.ltrMarkFrameIdx(memory, index);
    }

    @Override
    public void markNoLongTerm() {
        set(nvenc_h.NV_ENC_PIC_PARAMS_H264_ltrMarkFrame_MASK(), false);
        NV_ENC_PIC_PARAMS_H264.ltrMarkFrameIdx(memory, 0);
    }

    @Override
    public void useLongTerm(int bitmap) {
        set(nvenc_h.NV_ENC_PIC_PARAMS_H264_ltrUseFrames_MASK(), bitmap != 0);
        NV_ENC_PIC_PARAMS_H264.ltrUseFrameBitmap(memory, bitmap);
    }

    @Override
    public PicTimeCode timeCode() {
        return timeCode;
    }

    @Override
    public void constrained(boolean on) {
        set(nvenc_h.NV_ENC_PIC_PARAMS_H264_constrainedFrame_MASK(), on);
    }

    @Override
    public void slicing(int mode, int data) {
        set(nvenc_h.NV_ENC_PIC_PARAMS_H264_sliceModeDataUpdate_MASK(), true);
        NV_ENC_PIC_PARAMS_H264.sliceMode(memory, mode);
        NV_ENC_PIC_PARAMS_H264.sliceModeData(memory, data);
    }

    @Override
    public void keepSlicing() {
        set(nvenc_h.NV_ENC_PIC_PARAMS_H264_sliceModeDataUpdate_MASK(), false);
        NV_ENC_PIC_PARAMS_H264.sliceMode(memory, 0);
        NV_ENC_PIC_PARAMS_H264.sliceModeData(memory, 0);
    }

    /** Slices that are coded by themselves: where their numbers lie, and how many they are; 0 and 0 for none. */
    public void intraSlices(long numbers, int count) {
        NV_ENC_PIC_PARAMS_H264.forceIntraSliceIdx(memory, numbers);
        NV_ENC_PIC_PARAMS_H264.forceIntraSliceCount(memory, count);
    }

    private void set(int mask, boolean on) {
        NV_ENC_PIC_PARAMS_H264.bitFields(memory, with(NV_ENC_PIC_PARAMS_H264.bitFields(memory), mask, on));
    }
}
