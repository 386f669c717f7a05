package org.nvenc4j.cli;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.nvenc4j.cuda.BufferFormat;

/**
 * One picture as three planes of samples in the low bits, and the way from there to each of NVENC's input formats. No
 * sample is changed on that way, but for the RGB formats, whose colours are computed.
 */
final class PlanarPicture {
    private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt WORD = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    final int width;
    final int height;
    final int chromaWidth;
    final int chromaHeight;
    final int bitDepth;
    final short[] luma;
    final short[] cb;
    final short[] cr;

    /** A picture with the sampling and depth of a format; 4:4:4 for the packed ones. */
    PlanarPicture(FrameSize size, BufferFormat format) {
        width = size.width();
        height = size.height();
        bitDepth = format.bitDepth();
        int chromaFormat = format.planeCount() == 1 ? 3 : format.chromaFormatIdc();
        chromaWidth = chromaFormat == 3 ? width : (width + 1) / 2;
        chromaHeight = chromaFormat == 1 ? (height + 1) / 2 : height;
        luma = new short[width * height];
        cb = new short[chromaWidth * chromaHeight];
        cr = new short[chromaWidth * chromaHeight];
    }

    /** Writes the picture without padding, in a format of the same sampling and depth. */
    void writeTo(MemorySegment target, BufferFormat format) {
        switch (format) {
            case IYUV, YUV444, YUV444_10BIT -> planar(target, luma, cb, cr);
            case YV12 -> planar(target, luma, cr, cb);
            case NV12, NV16, P010, P210 -> semiPlanar(target);
            case AYUV -> packed(target, (y, u, v) -> 0xFF << 24 | y << 16 | u << 8 | v);
            case ARGB -> packed(target, new Rgb(bitDepth, true));
            case ABGR -> packed(target, new Rgb(bitDepth, false));
            case ARGB10 -> packed(target, new Rgb(bitDepth, true));
            case ABGR10 -> packed(target, new Rgb(bitDepth, false));
        }
    }

    private void planar(MemorySegment target, short[]... planes) {
        long at = 0;
        for (short[] plane : planes) {
            at = copy(plane, target, at);
        }
    }

    private void semiPlanar(MemorySegment target) {
        long at = copy(luma, target, 0);
        if (bitDepth == 8) {
            for (int i = 0; i < cb.length; i++) {
                target.set(BYTE, at + 2L * i, (byte) cb[i]);
                target.set(BYTE, at + 2L * i + 1, (byte) cr[i]);
            }
        } else {
            for (int i = 0; i < cb.length; i++) {
                target.set(SHORT, at + 4L * i, inHighBits(cb[i]));
                target.set(SHORT, at + 4L * i + 2, inHighBits(cr[i]));
            }
        }
    }

    private long copy(short[] plane, MemorySegment target, long at) {
        if (bitDepth == 8) {
            for (int i = 0; i < plane.length; i++) {
                target.set(BYTE, at + i, (byte) plane[i]);
            }
            return at + plane.length;
        }
        for (int i = 0; i < plane.length; i++) {
            target.set(SHORT, at + 2L * i, inHighBits(plane[i]));
        }
        return at + 2L * plane.length;
    }

    private void packed(MemorySegment target, Packing packing) {
        for (int i = 0; i < luma.length; i++) {
            target.set(WORD, 4L * i, packing.word(luma[i], cb[i], cr[i]));
        }
    }

    /** NVENC's 10-bit formats hold a sample in the ten high bits of 16. */
    private static short inHighBits(short sample) {
        return (short) (sample << 6);
    }

    /** One pixel as NVENC's little-endian 32-bit word. */
    private interface Packing {
        int word(int y, int u, int v);
    }

    /** Full-range RGB from limited-range BT.709, opaque. */
    private record Rgb(int depth, boolean redAboveBlue) implements Packing {
        @Override
        public int word(int y, int u, int v) {
            int scale = 1 << (depth - 8);
            double max = (1 << depth) - 1;
            double luma = (y - 16 * scale) / (219.0 * scale);
            double cb = (u - 128 * scale) / (224.0 * scale);
            double cr = (v - 128 * scale) / (224.0 * scale);
            int red = level(luma + 1.5748 * cr, max);
            int green = level(luma - 0.1873 * cb - 0.4681 * cr, max);
            int blue = level(luma + 1.8556 * cb, max);
            int high = redAboveBlue ? red : blue;
            int low = redAboveBlue ? blue : red;
            int alpha = depth == 8 ? 0xFF : 0x3;
            return alpha << (3 * depth) | high << (2 * depth) | green << depth | low;
        }

        private static int level(double value, double max) {
            return (int) Math.round(Math.clamp(value, 0, 1) * max);
        }
    }
}
