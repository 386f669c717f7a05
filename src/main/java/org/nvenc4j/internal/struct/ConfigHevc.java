package org.nvenc4j.internal.struct;

import java.lang.foreign.MemorySegment;
import org.nvenc4j.internal.abi.Abi;
import org.nvenc4j.internal.raw.nvenc.NV_ENC_CONFIG_HEVC;
import org.nvenc4j.internal.raw.nvenc.nvenc_h;

/** {@code NV_ENC_CONFIG_HEVC}. */
public final class ConfigHevc extends View implements H26xConfig, HdrConfig {
    private final Abi abi;
    private final VuiParameters vui;

    ConfigHevc(MemorySegment memory, Abi abi) {
        super(memory);
        this.abi = abi;
        vui = new VuiParameters(NV_ENC_CONFIG_HEVC.hevcVUIParameters(memory));
    }

    @Override
    public void idrPeriod(int frames) {
        NV_ENC_CONFIG_HEVC.idrPeriod(memory, frames);
    }

    @Override
    public void level(int level) {
        NV_ENC_CONFIG_HEVC.level(memory, level);
    }

    @Override
    public void repeatParameterSets(boolean repeat) {
        set(nvenc_h.NV_ENC_CONFIG_HEVC_repeatSPSPPS_MASK(), repeat);
    }

    @Override
    public void parameterSetsInStream(boolean inStream) {
        set(nvenc_h.NV_ENC_CONFIG_HEVC_disableSPSPPS_MASK(), !inStream);
    }

    @Override
    public void accessUnitDelimiters(boolean delimiters) {
        set(nvenc_h.NV_ENC_CONFIG_HEVC_outputAUD_MASK(), delimiters);
    }

    @Override
    public void chromaFormat(int idc) {
        int mask = nvenc_h.NV_ENC_CONFIG_HEVC_chromaFormatIDC_MASK();
        int bits = idc << nvenc_h.NV_ENC_CONFIG_HEVC_chromaFormatIDC_SHIFT() & mask;
        NV_ENC_CONFIG_HEVC.bitFields(memory, NV_ENC_CONFIG_HEVC.bitFields(memory) & ~mask | bits);
    }

    /** 12.1 knows one depth, in the flag word. */
    @Override
    public void bitDepth(int input, int output) {
        if (abi.has(Abi.Feature.BIT_DEPTH_FIELDS)) {
            NV_ENC_CONFIG_HEVC.inputBitDepth(memory, input);
            NV_ENC_CONFIG_HEVC.outputBitDepth(memory, output);
        } else {
            NV_ENC_CONFIG_HEVC.bitFields(
                    memory,
                    Abi.HEVC_PIXEL_BIT_DEPTH_MINUS_8_IN_12_1.in(NV_ENC_CONFIG_HEVC.bitFields(memory), output - 8));
        }
    }

    @Override
    public void fillerData(boolean filler) {
        set(nvenc_h.NV_ENC_CONFIG_HEVC_enableFillerDataInsertion_MASK(), filler);
    }

    @Override
    public void intraRefresh(int period, int count) {
        set(nvenc_h.NV_ENC_CONFIG_HEVC_enableIntraRefresh_MASK(), true);
        NV_ENC_CONFIG_HEVC.intraRefreshPeriod(memory, period);
        NV_ENC_CONFIG_HEVC.intraRefreshCnt(memory, count);
    }

    @Override
    public void singleSliceIntraRefresh(boolean single) {
        set(nvenc_h.NV_ENC_CONFIG_HEVC_singleSliceIntraRefresh_MASK(), single);
    }

    @Override
    public void maxReferenceFrames(int frames) {
        NV_ENC_CONFIG_HEVC.maxNumRefFramesInDPB(memory, frames);
    }

    @Override
    public void referencesL0(int frames) {
        NV_ENC_CONFIG_HEVC.numRefL0(memory, frames);
    }

    @Override
    public void referencesL1(int frames) {
        NV_ENC_CONFIG_HEVC.numRefL1(memory, frames);
    }

    @Override
    public void bReference(int mode) {
        NV_ENC_CONFIG_HEVC.useBFramesAsRef(memory, mode);
    }

    @Override
    public void longTermReferences(int frames) {
        set(nvenc_h.NV_ENC_CONFIG_HEVC_enableLTR_MASK(), frames > 0);
        NV_ENC_CONFIG_HEVC.ltrNumFrames(memory, frames);
    }

    /** Reserved before 13.0, where there is one layer and nothing to turn off. */
    @Override
    public void temporalLayers(int layers) {
        if (abi.has(Abi.Feature.TEMPORAL_SVC_HEVC_AV1)) {
            set(nvenc_h.NV_ENC_CONFIG_HEVC_enableTemporalSVC_MASK(), layers > 1);
            NV_ENC_CONFIG_HEVC.numTemporalLayers(memory, layers);
            NV_ENC_CONFIG_HEVC.maxTemporalLayersMinus1(memory, layers - 1);
        }
    }

    @Override
    public void temporalFilter(int level) {
        NV_ENC_CONFIG_HEVC.tfLevel(memory, level);
    }

    @Override
    public int temporalFilter() {
        return NV_ENC_CONFIG_HEVC.tfLevel(memory);
    }

    @Override
    public void slicing(int mode, int data) {
        NV_ENC_CONFIG_HEVC.sliceMode(memory, mode);
        NV_ENC_CONFIG_HEVC.sliceModeData(memory, data);
    }

    @Override
    public void colour(int primaries, int transfer, int matrix) {
        vui.colour(primaries, transfer, matrix);
    }

    @Override
    public void fullRange(boolean full) {
        vui.fullRange(full);
    }

    @Override
    public void chromaSampleLocation(int location) {
        vui.chromaSampleLocation(location);
    }

    @Override
    public void bitstreamRestriction(boolean restriction) {
        vui.bitstreamRestriction(restriction);
    }

    @Override
    public void timingInfo(boolean timing) {
        vui.timingInfo(timing);
    }

    @Override
    public void bufferingPeriodSei(boolean sei) {
        set(nvenc_h.NV_ENC_CONFIG_HEVC_outputBufferingPeriodSEI_MASK(), sei);
    }

    @Override
    public void pictureTimingSei(boolean sei) {
        set(nvenc_h.NV_ENC_CONFIG_HEVC_outputPictureTimingSEI_MASK(), sei);
    }

    @Override
    public void recoveryPointSei(boolean sei) {
        set(nvenc_h.NV_ENC_CONFIG_HEVC_outputRecoveryPointSEI_MASK(), sei);
    }

    @Override
    public void timeCodes(boolean timeCodes) {
        set(nvenc_h.NV_ENC_CONFIG_HEVC_outputTimeCodeSEI_MASK(), timeCodes);
    }

    @Override
    public void videoFormat(int format) {
        vui.videoFormat(format);
    }

    @Override
    public void overscan(boolean appropriate) {
        vui.overscan(appropriate);
    }

    @Override
    public void timingTicks(int unitsInTick, int timeScale) {
        vui.timingTicks(unitsInTick, timeScale);
    }

    @Override
    public void parameterSetIds(int vps, int sps, int pps) {
        NV_ENC_CONFIG_HEVC.vpsId(memory, vps);
        NV_ENC_CONFIG_HEVC.spsId(memory, sps);
        NV_ENC_CONFIG_HEVC.ppsId(memory, pps);
    }

    @Override
    public void constrainedIntraPrediction(boolean on) {
        set(nvenc_h.NV_ENC_CONFIG_HEVC_useConstrainedIntraPred_MASK(), on);
    }

    @Override
    public void constrainedEncoding(boolean on) {
        set(nvenc_h.NV_ENC_CONFIG_HEVC_enableConstrainedEncoding_MASK(), on);
    }

    /** The filter itself can be turned off from 12.2 on. */
    @Override
    public void deblocking(boolean on, boolean acrossSlices) {
        set(nvenc_h.NV_ENC_CONFIG_HEVC_disableDeblockAcrossSliceBoundary_MASK(), on && !acrossSlices);
        if (abi.has(Abi.Feature.DEBLOCKING_CONTROL_HEVC)) {
            NV_ENC_CONFIG_HEVC.disableDeblockingFilterIDC(memory, on ? 0 : 1);
        }
    }

    /** 0 is the main tier, 1 the high tier. */
    public void tier(int tier) {
        NV_ENC_CONFIG_HEVC.tier(memory, tier);
    }

    @Override
    public void masteringDisplay(boolean carry) {
        if (abi.has(Abi.Feature.HDR_METADATA)) {
            set(nvenc_h.NV_ENC_CONFIG_HEVC_outputMasteringDisplay_MASK(), carry);
        }
    }

    @Override
    public void contentLightLevel(boolean carry) {
        if (abi.has(Abi.Feature.HDR_METADATA)) {
            set(nvenc_h.NV_ENC_CONFIG_HEVC_outputMaxCll_MASK(), carry);
        }
    }

    /** The least and the largest coding unit, each 1 for 8x8, 2 for 16x16, 3 for 32x32. */
    public void codingUnits(int smallest, int largest) {
        NV_ENC_CONFIG_HEVC.minCUSize(memory, smallest);
        NV_ENC_CONFIG_HEVC.maxCUSize(memory, largest);
    }

    public void alphaLayer(boolean on) {
        set(nvenc_h.NV_ENC_CONFIG_HEVC_enableAlphaLayerEncoding_MASK(), on);
    }

    /** Reserved before 13.0, where there is one view. */
    public void views(int count) {
        if (abi.has(Abi.Feature.MV_HEVC)) {
            set(nvenc_h.NV_ENC_CONFIG_HEVC_enableMVHEVC_MASK(), count > 1);
            NV_ENC_CONFIG_HEVC.numViews(memory, count);
        }
    }

    /** Reserved before 13.0. */
    public void referenceDisplays(boolean carry) {
        if (abi.has(Abi.Feature.MV_HEVC)) {
            set(nvenc_h.NV_ENC_CONFIG_HEVC_outputHevc3DReferenceDisplayInfo_MASK(), carry);
        }
    }

    /** Reserved before 13.1. */
    public void referenceListModification(boolean on) {
        if (abi.has(Abi.Feature.REFERENCE_LIST_MODIFICATION)) {
            set(nvenc_h.NV_ENC_CONFIG_HEVC_enableRefPicListModification_MASK(), on);
        }
    }

    private void set(int mask, boolean on) {
        NV_ENC_CONFIG_HEVC.bitFields(memory, with(NV_ENC_CONFIG_HEVC.bitFields(memory), mask, on));
    }
}
