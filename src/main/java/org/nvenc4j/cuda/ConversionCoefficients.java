package org.nvenc4j.cuda;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * What the kernels of {@code src/main/cuda} multiply pixels by. Their sums are fixed-point numbers, of which a sample is
 * everything from bit 16 on, or from bit 14 on if it has ten bits; so all sums have 24 bits.
 */
final class ConversionCoefficients {
    private static final int SUM_BITS = 24;

    /** What a float sum of 24 bits may lack through rounding. */
    private static final int FLOAT_MARGIN = 8;

    private final PixelFormat from;
    private final ColourMatrix matrix;

    /** One code value, as a sum. */
    private final double one;

    /** The largest code value. */
    private final double lastCode;

    private final double lumaRange;
    private final double lumaBlack;
    private final double chromaRange;

    /** How many pixels are summed up for a chroma sample. */
    private final int covered;

    private ConversionCoefficients(PixelFormat from, BufferFormat to, ColourMatrix matrix, boolean fullRange) {
        this.from = from;
        this.matrix = matrix;
        int bits = to.bitDepth();
        int scale = 1 << bits - 8;
        one = 1 << SUM_BITS - bits;
        lastCode = (1 << bits) - 1;
        lumaRange = fullRange ? lastCode : 219 * scale;
        lumaBlack = fullRange ? 0 : 16 * scale;
        chromaRange = fullRange ? lastCode : 224 * scale;
        covered = to.chromaFormatIdc() == 1 ? 4 : to.chromaFormatIdc() == 2 ? 2 : 1;
    }

    /** The kernel's last argument. */
    static MemorySegment of(PixelFormat from, BufferFormat to, ColourMatrix matrix, boolean fullRange) {
        ConversionCoefficients coefficients = new ConversionCoefficients(from, to, matrix, fullRange);
        return from.isFloat() ? coefficients.floats() : coefficients.bytes();
    }

    /** How much red, green and blue count for luma, Cb and Cr; the weights of chroma go from -1/2 to 1/2. */
    private double[][] weights() {
        double r = matrix.red();
        double g = matrix.green();
        double b = matrix.blue();
        double cb = 2 * (1 - b);
        double cr = 2 * (1 - r);
        return new double[][] {{r, g, b}, {-r / cb, -g / cb, 0.5}, {0.5, -g / cr, -b / cr}};
    }

    /** Nine floats for pixels from 0 to 1, and two offsets. */
    private MemorySegment floats() {
        MemorySegment floats = MemorySegment.ofArray(new float[11]);
        double[][] weights = weights();
        for (int row = 0; row < 3; row++) {
            double scale = row == 0 ? lumaRange * one : chromaRange * one / covered;
            for (int i = 0; i < 3; i++) {
                floats.setAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, 3L * row + i, (float) (weights[row][i] * scale));
            }
        }
        double most = (1 << SUM_BITS) - FLOAT_MARGIN - chromaRange * one / 2;
        floats.setAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, 9, (float) (lumaBlack * one + one / 2));
        floats.setAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, 10, (float) Math.min(chromaOffset(), most));
        return floats;
    }

    /** Four 16-bit coefficients for the bytes of a pixel, for each of luma, Cb and Cr, and two offsets. */
    private MemorySegment bytes() {
        MemorySegment words = MemorySegment.ofArray(new int[8]);
        double[][] weights = weights();
        // Of a single pixel the kernel doubles the sum, for a half times 2^16 has 17 bits.
        double halves = covered == 1 ? 2 : 1;
        long positive = 0;
        for (int row = 0; row < 3; row++) {
            double scale = (row == 0 ? lumaRange * one : chromaRange * one / covered / halves) / 255;
            long[] channels = from.inMemoryOrder(
                    Math.round(weights[row][0] * scale),
                    Math.round(weights[row][1] * scale),
                    Math.round(weights[row][2] * scale));
            words.setAtIndex(ValueLayout.JAVA_INT_UNALIGNED, 2L * row, pair(channels[0], channels[1]));
            words.setAtIndex(ValueLayout.JAVA_INT_UNALIGNED, 2L * row + 1, pair(channels[2], channels[3]));
            positive = Math.round(weights[1][2] * scale);
        }
        double most = (1 << SUM_BITS) / halves - 1 - positive * 255.0 * covered;
        words.setAtIndex(ValueLayout.JAVA_INT_UNALIGNED, 6, (int) Math.round(lumaBlack * one + one / 2));
        words.setAtIndex(ValueLayout.JAVA_INT_UNALIGNED, 7, (int) Math.min(Math.round(chromaOffset() / halves), most));
        return words;
    }

    private static int pair(long low, long high) {
        return (int) (low & 0xFFFF | high << 16);
    }

    /** The middle. In full range it is lowered a little, for the largest sum would not fit: 255.5 rounds to 256. */
    private double chromaOffset() {
        return (lastCode + 1) / 2 * one + one / 2;
    }
}
