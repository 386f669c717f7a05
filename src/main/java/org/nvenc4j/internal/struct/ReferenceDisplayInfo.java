package org.nvenc4j.internal.struct;

import java.lang.foreign.Arena;
import org.nvenc4j.internal.raw.nvenc.HEVC_3D_REFERENCE_DISPLAY_INFO;
import org.nvenc4j.internal.raw.nvenc.nvenc_h;

/** {@code HEVC_3D_REFERENCE_DISPLAY_INFO}: the displays that a stereo stream was made for. It has no version word. */
public final class ReferenceDisplayInfo extends View {
    private static final int SHIFT_OF_0 = 512;

    public ReferenceDisplayInfo(Arena arena) {
        super(HEVC_3D_REFERENCE_DISPLAY_INFO.allocate(arena));
    }

    public void clear(int count, int widthPrecision) {
        memory.fill((byte) 0);
        HEVC_3D_REFERENCE_DISPLAY_INFO.numRefDisplaysMinus1(memory, count - 1);
        HEVC_3D_REFERENCE_DISPLAY_INFO.precRefDisplayWidth(memory, widthPrecision);
    }

    /** Says that each display has a viewing distance. */
    public void distances(int precision) {
        set(nvenc_h.HEVC_3D_REFERENCE_DISPLAY_INFO_refViewingDistanceFlag_MASK());
        HEVC_3D_REFERENCE_DISPLAY_INFO.precRefViewingDist(memory, precision);
    }

    public void display(int index, int leftView, int rightView, int widthExponent, int widthMantissa) {
        HEVC_3D_REFERENCE_DISPLAY_INFO.leftViewId(memory, index, leftView);
        HEVC_3D_REFERENCE_DISPLAY_INFO.rightViewId(memory, index, rightView);
        HEVC_3D_REFERENCE_DISPLAY_INFO.exponentRefDisplayWidth(memory, index, widthExponent);
        HEVC_3D_REFERENCE_DISPLAY_INFO.mantissaRefDisplayWidth(memory, index, widthMantissa);
    }

    public void distance(int index, int exponent, int mantissa) {
        HEVC_3D_REFERENCE_DISPLAY_INFO.exponentRefViewingDistance(memory, index, exponent);
        HEVC_3D_REFERENCE_DISPLAY_INFO.mantissaRefViewingDistance(memory, index, mantissa);
    }

    public void shift(int index, int samples) {
        HEVC_3D_REFERENCE_DISPLAY_INFO.additionalShiftPresentFlag(memory, index, (byte) 1);
        HEVC_3D_REFERENCE_DISPLAY_INFO.numSampleShiftPlus512(memory, index, samples + SHIFT_OF_0);
    }

    private void set(int mask) {
        HEVC_3D_REFERENCE_DISPLAY_INFO.bitFields(
                memory, with(HEVC_3D_REFERENCE_DISPLAY_INFO.bitFields(memory), mask, true));
    }
}
