package org.nvenc4j.internal.struct;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import org.nvenc4j.internal.raw.nvenc.NV_ENC_FILM_GRAIN_PARAMS_AV1;
import org.nvenc4j.internal.raw.nvenc.nvenc_h;

/** {@code NV_ENC_FILM_GRAIN_PARAMS_AV1}: the grain that a decoder adds. It has no version word. */
public final class FilmGrainParams extends View {
    private static final int SIGNED_BYTE = 128;

    public FilmGrainParams(Arena arena) {
        super(NV_ENC_FILM_GRAIN_PARAMS_AV1.allocate(arena));
    }

    /** Starts anew, with grain that is applied. */
    public void clear() {
        memory.fill((byte) 0);
        put(nvenc_h.NV_ENC_FILM_GRAIN_PARAMS_AV1_applyGrain_MASK(), 0, 1);
    }

    public void flags(boolean chromaScalingFromLuma, boolean overlap, boolean clipToRestrictedRange) {
        put(nvenc_h.NV_ENC_FILM_GRAIN_PARAMS_AV1_chromaScalingFromLuma_MASK(), chromaScalingFromLuma);
        put(nvenc_h.NV_ENC_FILM_GRAIN_PARAMS_AV1_overlapFlag_MASK(), overlap);
        put(nvenc_h.NV_ENC_FILM_GRAIN_PARAMS_AV1_clipToRestrictedRange_MASK(), clipToRestrictedRange);
    }

    public void scaling(int grainScalingMinus8, int grainScaleShift) {
        put(
                nvenc_h.NV_ENC_FILM_GRAIN_PARAMS_AV1_grainScalingMinus8_MASK(),
                nvenc_h.NV_ENC_FILM_GRAIN_PARAMS_AV1_grainScalingMinus8_SHIFT(),
                grainScalingMinus8);
        put(
                nvenc_h.NV_ENC_FILM_GRAIN_PARAMS_AV1_grainScaleShift_MASK(),
                nvenc_h.NV_ENC_FILM_GRAIN_PARAMS_AV1_grainScaleShift_SHIFT(),
                grainScaleShift);
    }

    public void autoRegression(int lag, int shiftMinus6) {
        put(
                nvenc_h.NV_ENC_FILM_GRAIN_PARAMS_AV1_arCoeffLag_MASK(),
                nvenc_h.NV_ENC_FILM_GRAIN_PARAMS_AV1_arCoeffLag_SHIFT(),
                lag);
        put(
                nvenc_h.NV_ENC_FILM_GRAIN_PARAMS_AV1_arCoeffShiftMinus6_MASK(),
                nvenc_h.NV_ENC_FILM_GRAIN_PARAMS_AV1_arCoeffShiftMinus6_SHIFT(),
                shiftMinus6);
    }

    /** How many points each curve has. */
    public void points(int luma, int cb, int cr) {
        put(
                nvenc_h.NV_ENC_FILM_GRAIN_PARAMS_AV1_numYPoints_MASK(),
                nvenc_h.NV_ENC_FILM_GRAIN_PARAMS_AV1_numYPoints_SHIFT(),
                luma);
        put(
                nvenc_h.NV_ENC_FILM_GRAIN_PARAMS_AV1_numCbPoints_MASK(),
                nvenc_h.NV_ENC_FILM_GRAIN_PARAMS_AV1_numCbPoints_SHIFT(),
                cb);
        put(
                nvenc_h.NV_ENC_FILM_GRAIN_PARAMS_AV1_numCrPoints_MASK(),
                nvenc_h.NV_ENC_FILM_GRAIN_PARAMS_AV1_numCrPoints_SHIFT(),
                cr);
    }

    public void lumaPoint(int index, int value, int scaling) {
        NV_ENC_FILM_GRAIN_PARAMS_AV1.pointYValue(memory, index, (byte) value);
        NV_ENC_FILM_GRAIN_PARAMS_AV1.pointYScaling(memory, index, (byte) scaling);
    }

    public void cbPoint(int index, int value, int scaling) {
        NV_ENC_FILM_GRAIN_PARAMS_AV1.pointCbValue(memory, index, (byte) value);
        NV_ENC_FILM_GRAIN_PARAMS_AV1.pointCbScaling(memory, index, (byte) scaling);
    }

    public void crPoint(int index, int value, int scaling) {
        NV_ENC_FILM_GRAIN_PARAMS_AV1.pointCrValue(memory, index, (byte) value);
        NV_ENC_FILM_GRAIN_PARAMS_AV1.pointCrScaling(memory, index, (byte) scaling);
    }

    public void lumaCoefficient(int index, int coefficient) {
        NV_ENC_FILM_GRAIN_PARAMS_AV1.arCoeffsYPlus128(memory, index, (byte) (coefficient + SIGNED_BYTE));
    }

    public void cbCoefficient(int index, int coefficient) {
        NV_ENC_FILM_GRAIN_PARAMS_AV1.arCoeffsCbPlus128(memory, index, (byte) (coefficient + SIGNED_BYTE));
    }

    public void crCoefficient(int index, int coefficient) {
        NV_ENC_FILM_GRAIN_PARAMS_AV1.arCoeffsCrPlus128(memory, index, (byte) (coefficient + SIGNED_BYTE));
    }

    public void cbMix(int multiplier, int lumaMultiplier, int offset) {
        NV_ENC_FILM_GRAIN_PARAMS_AV1.cbMult(memory, (byte) multiplier);
        NV_ENC_FILM_GRAIN_PARAMS_AV1.cbLumaMult(memory, (byte) lumaMultiplier);
        NV_ENC_FILM_GRAIN_PARAMS_AV1.cbOffset(memory, (short) offset);
    }

    public void crMix(int multiplier, int lumaMultiplier, int offset) {
        NV_ENC_FILM_GRAIN_PARAMS_AV1.crMult(memory, (byte) multiplier);
        NV_ENC_FILM_GRAIN_PARAMS_AV1.crLumaMult(memory, (byte) lumaMultiplier);
        NV_ENC_FILM_GRAIN_PARAMS_AV1.crOffset(memory, (short) offset);
    }

    private void put(int mask, boolean on) {
        memory.set(ValueLayout.JAVA_INT, 0, with(memory.get(ValueLayout.JAVA_INT, 0), mask, on));
    }

    private void put(int mask, int shift, int value) {
        int word = memory.get(ValueLayout.JAVA_INT, 0);
        memory.set(ValueLayout.JAVA_INT, 0, word & ~mask | value << shift & mask);
    }
}
