package org.nvenc4j.internal.struct;

import java.lang.foreign.MemorySegment;
import org.nvenc4j.internal.abi.Abi;
import org.nvenc4j.internal.raw.nvenc.NV_ENC_CONFIG_H264;
import org.nvenc4j.internal.raw.nvenc.nvenc_h;

/** {@code NV_ENC_CONFIG_H264}. */
public final class ConfigH264 extends View implements H26xConfig {
    private final Abi abi;
    private final VuiParameters vui;

    ConfigH264(MemorySegment memory, Abi abi) {
        super(memory);
        this.abi = abi;
        vui = new VuiParameters(NV_ENC_CONFIG_H264.h264VUIParameters(memory));
    }

    @Override
    public void idrPeriod(int frames) {
        NV_ENC_CONFIG_H264.idrPeriod(memory, frames);
    }

    @Override
    public void level(int level) {
        NV_ENC_CONFIG_H264.level(memory, level);
    }

    @Override
    public void repeatParameterSets(boolean repeat) {
        set(nvenc_h.NV_ENC_CONFIG_H264_repeatSPSPPS_MASK(), repeat);
    }

    @Override
    public void parameterSetsInStream(boolean inStream) {
        set(nvenc_h.NV_ENC_CONFIG_H264_disableSPSPPS_MASK(), !inStream);
    }

    @Override
    public void accessUnitDelimiters(boolean delimiters) {
        set(nvenc_h.NV_ENC_CONFIG_H264_outputAUD_MASK(), delimiters);
    }

    @Override
    public void chromaFormat(int idc) {
        NV_ENC_CONFIG_H264.chromaFormatIDC(memory, idc);
    }

    /** 12.1 has no depth for H.264: there it is always 8 bits. */
    @Override
    public void bitDepth(int input, int output) {
        if (abi.has(Abi.Feature.BIT_DEPTH_FIELDS)) {
            NV_ENC_CONFIG_H264.inputBitDepth(memory, input);
            NV_ENC_CONFIG_H264.outputBitDepth(memory, output);
        }
    }

    @Override
    public void fillerData(boolean filler) {
        set(nvenc_h.NV_ENC_CONFIG_H264_enableFillerDataInsertion_MASK(), filler);
    }

    @Override
    public void intraRefresh(int period, int count) {
        set(nvenc_h.NV_ENC_CONFIG_H264_enableIntraRefresh_MASK(), true);
        NV_ENC_CONFIG_H264.intraRefreshPeriod(memory, period);
        NV_ENC_CONFIG_H264.intraRefreshCnt(memory, count);
    }

    @Override
    public void singleSliceIntraRefresh(boolean single) {
        set(nvenc_h.NV_ENC_CONFIG_H264_singleSliceIntraRefresh_MASK(), single);
    }

    @Override
    public void maxReferenceFrames(int frames) {
        NV_ENC_CONFIG_H264.maxNumRefFrames(memory, frames);
    }

    @Override
    public void referencesL0(int frames) {
        NV_ENC_CONFIG_H264.numRefL0(memory, frames);
    }

    @Override
    public void referencesL1(int frames) {
        NV_ENC_CONFIG_H264.numRefL1(memory, frames);
    }

    @Override
    public void bReference(int mode) {
        NV_ENC_CONFIG_H264.useBFramesAsRef(memory, mode);
    }

    @Override
    public void longTermReferences(int frames) {
        set(nvenc_h.NV_ENC_CONFIG_H264_enableLTR_MASK(), frames > 0);
        NV_ENC_CONFIG_H264.ltrNumFrames(memory, frames);
    }

    @Override
    public void temporalLayers(int layers) {
        set(nvenc_h.NV_ENC_CONFIG_H264_enableTemporalSVC_MASK(), layers > 1);
        NV_ENC_CONFIG_H264.numTemporalLayers(memory, layers);
        NV_ENC_CONFIG_H264.maxTemporalLayers(memory, layers);
    }

    @Override
    public void temporalFilter(int level) {
        NV_ENC_CONFIG_H264.tfLevel(memory, level);
    }

    @Override
    public int temporalFilter() {
        return NV_ENC_CONFIG_H264.tfLevel(memory);
    }

    @Override
    public void slicing(int mode, int data) {
        NV_ENC_CONFIG_H264.sliceMode(memory, mode);
        NV_ENC_CONFIG_H264.sliceModeData(memory, data);
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
        set(nvenc_h.NV_ENC_CONFIG_H264_outputBufferingPeriodSEI_MASK(), sei);
    }

    @Override
    public void pictureTimingSei(boolean sei) {
        set(nvenc_h.NV_ENC_CONFIG_H264_outputPictureTimingSEI_MASK(), sei);
    }

    @Override
    public void recoveryPointSei(boolean sei) {
        set(nvenc_h.NV_ENC_CONFIG_H264_outputRecoveryPointSEI_MASK(), sei);
    }

    @Override
    public void timeCodes(boolean timeCodes) {
        set(nvenc_h.NV_ENC_CONFIG_H264_enableTimeCode_MASK(), timeCodes);
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

    /** H.264 has no VPS. */
    @Override
    public void parameterSetIds(int vps, int sps, int pps) {
        NV_ENC_CONFIG_H264.spsId(memory, sps);
        NV_ENC_CONFIG_H264.ppsId(memory, pps);
    }

    @Override
    public void constrainedIntraPrediction(boolean on) {
        set(nvenc_h.NV_ENC_CONFIG_H264_useConstrainedIntraPred_MASK(), on);
    }

    @Override
    public void constrainedEncoding(boolean on) {
        set(nvenc_h.NV_ENC_CONFIG_H264_enableConstrainedEncoding_MASK(), on);
    }

    @Override
    public void deblocking(boolean on, boolean acrossSlices) {
        NV_ENC_CONFIG_H264.disableDeblockingFilterIDC(memory, on ? acrossSlices ? 0 : 2 : 1);
    }

    public void entropyCoding(int mode) {
        NV_ENC_CONFIG_H264.entropyCodingMode(memory, mode);
    }

    /** Lossless coding: the transform is bypassed where the quantiser is 0. */
    public void losslessTransformBypass(boolean bypass) {
        set(nvenc_h.NV_ENC_CONFIG_H264_qpPrimeYZeroTransformBypassFlag_MASK(), bypass);
    }

    /** Signals two views packed into one picture. */
    public void framePacking(int mode) {
        set(nvenc_h.NV_ENC_CONFIG_H264_outputFramePackingSEI_MASK(), true);
        NV_ENC_CONFIG_H264.stereoMode(memory, mode);
    }

    public void variableFrameRate(boolean on) {
        set(nvenc_h.NV_ENC_CONFIG_H264_enableVFR_MASK(), on);
    }

    public void svcPrefixNalUnits(boolean on) {
        set(nvenc_h.NV_ENC_CONFIG_H264_disableSVCPrefixNalu_MASK(), !on);
    }

    public void scalabilityInfoSei(boolean on) {
        set(nvenc_h.NV_ENC_CONFIG_H264_enableScalabilityInfoSEI_MASK(), on);
    }

    public void hierarchicalPFrames(boolean on) {
        set(nvenc_h.NV_ENC_CONFIG_H264_hierarchicalPFrames_MASK(), on);
    }

    public void hierarchicalBFrames(boolean on) {
        set(nvenc_h.NV_ENC_CONFIG_H264_hierarchicalBFrames_MASK(), on);
    }

    public void adaptiveTransform(boolean on) {
        NV_ENC_CONFIG_H264.adaptiveTransformMode(
                memory,
                on
                        ? nvenc_h.NV_ENC_H264_ADAPTIVE_TRANSFORM_ENABLE()
                        : nvenc_h.NV_ENC_H264_ADAPTIVE_TRANSFORM_DISABLE());
    }

    public void directMode(int mode) {
        NV_ENC_CONFIG_H264.bdirectMode(memory, mode);
    }

    private void set(int mask, boolean on) {
        NV_ENC_CONFIG_H264.bitFields(memory, with(NV_ENC_CONFIG_H264.bitFields(memory), mask, on));
    }
}
