package org.nvenc4j.internal.struct;

import java.lang.foreign.MemorySegment;
import org.nvenc4j.internal.raw.nvenc.NV_ENC_PIC_PARAMS_AV1;
import org.nvenc4j.internal.raw.nvenc.nvenc_h;

/** {@code NV_ENC_PIC_PARAMS_AV1}. */
public final class PicParamsAv1 extends View implements HdrPicParams {
    private static final int[] ROLES = {
        nvenc_h.NV_ENC_PIC_PARAMS_AV1_goldenFrameFlag_MASK(),
        nvenc_h.NV_ENC_PIC_PARAMS_AV1_arfFrameFlag_MASK(),
        nvenc_h.NV_ENC_PIC_PARAMS_AV1_arf2FrameFlag_MASK(),
        nvenc_h.NV_ENC_PIC_PARAMS_AV1_bwdFrameFlag_MASK(),
        nvenc_h.NV_ENC_PIC_PARAMS_AV1_overlayFrameFlag_MASK()
    };

    PicParamsAv1(MemorySegment memory) {
        super(memory);
    }

    @Override
    public void order(int display, boolean reference) {
        NV_ENC_PIC_PARAMS_AV1.displayPOCSyntax(memory, display);
        NV_ENC_PIC_PARAMS_AV1.refPicFlag(memory, reference ? 1 : 0);
    }

    @Override
    public void payloads(long address, int count) {
        NV_ENC_PIC_PARAMS_AV1.obuPayloadArray(memory, address);
        NV_ENC_PIC_PARAMS_AV1.obuPayloadArrayCnt(memory, count);
    }

    @Override
    public void startIntraRefresh(int frames) {
        NV_ENC_PIC_PARAMS_AV1.forceIntraRefreshWithFrameCnt(memory, frames);
    }

    @Override
    public void markLongTerm(int index) {
        set(nvenc_h.NV_ENC_PIC_PARAMS_AV1_ltrMarkFrame_MASK(), true);
        NV_ENC_PIC_PARAMS_AV1.ltrMarkFrameIdx(memory, index);
    }

    @Override
    public void markNoLongTerm() {
        set(nvenc_h.NV_ENC_PIC_PARAMS_AV1_ltrMarkFrame_MASK(), false);
        NV_ENC_PIC_PARAMS_AV1.ltrMarkFrameIdx(memory, 0);
    }

    @Override
    public void useLongTerm(int bitmap) {
        set(nvenc_h.NV_ENC_PIC_PARAMS_AV1_ltrUseFrames_MASK(), bitmap != 0);
        NV_ENC_PIC_PARAMS_AV1.ltrUseFrameBitmap(memory, bitmap);
    }

    @Override
    public void masteringDisplay(long address) {
        NV_ENC_PIC_PARAMS_AV1.pMasteringDisplay(memory, address);
    }

    @Override
    public void contentLightLevel(long address) {
        NV_ENC_PIC_PARAMS_AV1.pMaxCll(memory, address);
    }

    @Override
    public void temporalLayer(int layer) {
        NV_ENC_PIC_PARAMS_AV1.temporalId(memory, layer);
    }

    @Override
    public void temporalLayers(int layers) {
        set(nvenc_h.NV_ENC_PIC_PARAMS_AV1_temporalConfigUpdate_MASK(), layers > 0);
        NV_ENC_PIC_PARAMS_AV1.numTemporalLayers(memory, layers);
    }

    /** Gives the picture one of AV1's parts, counted from 0 in the order of their flags; -1 for none. */
    public void role(int role) {
        for (int flag = 0; flag < ROLES.length; flag++) {
            set(ROLES[flag], flag == role);
        }
    }

    public void errorResilient(boolean on) {
        set(nvenc_h.NV_ENC_PIC_PARAMS_AV1_errorResilientModeFlag_MASK(), on);
    }

    /** Tiles of equal size from this picture on; 0 and 0 leave them as they are. */
    public void tiles(int columns, int rows) {
        set(nvenc_h.NV_ENC_PIC_PARAMS_AV1_tileConfigUpdate_MASK(), columns > 0);
        NV_ENC_PIC_PARAMS_AV1.numTileColumns(memory, columns);
        NV_ENC_PIC_PARAMS_AV1.numTileRows(memory, rows);
    }

    /** Tiles of these widths and heights in superblocks from this picture on; 0 and 0 of them leave them as they are. */
    public void customTiles(long widths, int columns, long heights, int rows) {
        set(nvenc_h.NV_ENC_PIC_PARAMS_AV1_enableCustomTileConfig_MASK(), columns > 0);
        NV_ENC_PIC_PARAMS_AV1.tileWidths(memory, widths);
        NV_ENC_PIC_PARAMS_AV1.tileHeights(memory, heights);
        tiles(columns, rows);
    }

    /** Other grain from this picture on. */
    public void filmGrain(FilmGrainParams grain) {
        set(nvenc_h.NV_ENC_PIC_PARAMS_AV1_filmGrainParamsUpdate_MASK(), true);
        NV_ENC_PIC_PARAMS_AV1.filmGrainParams(memory, grain.address());
    }

    public void keepFilmGrain() {
        set(nvenc_h.NV_ENC_PIC_PARAMS_AV1_filmGrainParamsUpdate_MASK(), false);
        NV_ENC_PIC_PARAMS_AV1.filmGrainParams(memory, 0);
    }

    private void set(int mask, boolean on) {
        NV_ENC_PIC_PARAMS_AV1.bitFields(memory, with(NV_ENC_PIC_PARAMS_AV1.bitFields(memory), mask, on));
    }
}
