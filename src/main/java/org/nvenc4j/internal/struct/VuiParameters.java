package org.nvenc4j.internal.struct;

import java.lang.foreign.MemorySegment;
import org.nvenc4j.internal.raw.nvenc.NV_ENC_CONFIG_H264_VUI_PARAMETERS;
import org.nvenc4j.internal.raw.nvenc.nvenc_h;

/** {@code NV_ENC_CONFIG_H264_VUI_PARAMETERS}, which is HEVC's as well: what the stream says about showing it. */
final class VuiParameters extends View {
    VuiParameters(MemorySegment memory) {
        super(memory);
    }

    void colour(int primaries, int transfer, int matrix) {
        signalType();
        NV_ENC_CONFIG_H264_VUI_PARAMETERS.colourDescriptionPresentFlag(memory, 1);
        NV_ENC_CONFIG_H264_VUI_PARAMETERS.colourPrimaries(memory, primaries);
        NV_ENC_CONFIG_H264_VUI_PARAMETERS.transferCharacteristics(memory, transfer);
        NV_ENC_CONFIG_H264_VUI_PARAMETERS.colourMatrix(memory, matrix);
    }

    void fullRange(boolean full) {
        signalType();
        NV_ENC_CONFIG_H264_VUI_PARAMETERS.videoFullRangeFlag(memory, full ? 1 : 0);
    }

    void chromaSampleLocation(int location) {
        NV_ENC_CONFIG_H264_VUI_PARAMETERS.chromaSampleLocationFlag(memory, 1);
        NV_ENC_CONFIG_H264_VUI_PARAMETERS.chromaSampleLocationTop(memory, location);
        NV_ENC_CONFIG_H264_VUI_PARAMETERS.chromaSampleLocationBot(memory, location);
    }

    void bitstreamRestriction(boolean restriction) {
        NV_ENC_CONFIG_H264_VUI_PARAMETERS.bitstreamRestrictionFlag(memory, restriction ? 1 : 0);
    }

    /** The driver fills the numbers in from the frame rate. */
    void timingInfo(boolean timing) {
        NV_ENC_CONFIG_H264_VUI_PARAMETERS.timingInfoPresentFlag(memory, timing ? 1 : 0);
    }

    /** The kind of video that was coded. */
    void videoFormat(int format) {
        NV_ENC_CONFIG_H264_VUI_PARAMETERS.videoSignalTypePresentFlag(memory, 1);
        NV_ENC_CONFIG_H264_VUI_PARAMETERS.videoFormat(memory, format);
    }

    void overscan(boolean appropriate) {
        NV_ENC_CONFIG_H264_VUI_PARAMETERS.overscanInfoPresentFlag(memory, 1);
        NV_ENC_CONFIG_H264_VUI_PARAMETERS.overscanInfo(memory, appropriate ? 1 : 0);
    }

    void timingTicks(int unitsInTick, int timeScale) {
        timingInfo(true);
        NV_ENC_CONFIG_H264_VUI_PARAMETERS.numUnitInTicks(memory, unitsInTick);
        NV_ENC_CONFIG_H264_VUI_PARAMETERS.timeScale(memory, timeScale);
    }

    private void signalType() {
        NV_ENC_CONFIG_H264_VUI_PARAMETERS.videoSignalTypePresentFlag(memory, 1);
        NV_ENC_CONFIG_H264_VUI_PARAMETERS.videoFormat(memory, nvenc_h.NV_ENC_VUI_VIDEO_FORMAT_UNSPECIFIED());
    }
}
