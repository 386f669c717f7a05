package org.nvenc4j.cuda;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What a converter has to make of a picture, in doubles and by the standards' own formulas: E'Y from the luma coefficients of
 * red and blue, E'Cb = (E'B - E'Y) / (2 (1 - KB)), E'Cr = (E'R - E'Y) / (2 (1 - KR)), then the quantisation of each range.
 */
final class ColourReference {
    private final double kr;
    private final double kb;
    private final boolean fullRange;
    private final BufferFormat format;

    ColourReference(double kr, double kb, boolean fullRange, BufferFormat format) {
        this.kr = kr;
        this.kb = kb;
        this.fullRange = fullRange;
        this.format = format;
    }

    /** A picture of red, green and blue from 0 to 1: [y][x][channel]. */
    static double[][][] picture(PixelFormat format, byte[] packed, int width, int height) {
        ByteBuffer bytes = ByteBuffer.wrap(packed).order(ByteOrder.LITTLE_ENDIAN);
        double[][][] picture = new double[height][width][3];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                for (int c = 0; c < 3; c++) {
                    int pixel = y * width + x;
                    picture[y][x][c] = switch (format) {
                        case RGBA -> bytes.get(4 * pixel + c) & 0xFF;
                        case BGRA -> bytes.get(4 * pixel + 2 - c) & 0xFF;
                        case ARGB -> bytes.get(4 * pixel + 1 + c) & 0xFF;
                        case ABGR -> bytes.get(4 * pixel + 3 - c) & 0xFF;
                        case RGB24 -> bytes.get(3 * pixel + c) & 0xFF;
                        case RGB_FLOAT -> clamped(bytes.getFloat(4 * (3 * pixel + c)));
                        case RGB_FLOAT_PLANAR -> clamped(bytes.getFloat(4 * (c * width * height + pixel)));
                    };
                }
            }
        }
        return picture;
    }

    /** In 255ths, as bytes are. */
    private static double clamped(float value) {
        return value > 0 ? 255 * Math.min(value, 1.0) : 0;
    }

    /** The frame's samples as numbers, in the order in which a download gives them. */
    int[] convert(double[][][] picture) {
        int height = picture.length;
        int width = picture[0].length;
        boolean halfWidth = format.chromaFormatIdc() != 3;
        int across = halfWidth ? 2 : 1;
        int down = format.chromaFormatIdc() == 1 ? 2 : 1;
        int chromaWidth = (width + across - 1) / across;
        int chromaHeight = (height + down - 1) / down;
        int[] samples = new int[width * height + 2 * chromaWidth * chromaHeight];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                samples[y * width + x] = luma(luma(picture[y][x]));
            }
        }
        int chroma = width * height;
        for (int y = 0; y < chromaHeight; y++) {
            for (int x = 0; x < chromaWidth; x++) {
                double cb = 0;
                double cr = 0;
                for (int r = 0; r < down; r++) {
                    for (int k = 0; k < across; k++) {
                        double[] pixel =
                                picture[Math.min(y * down + r, height - 1)][Math.min(x * across + k, width - 1)];
                        cb += (pixel[2] / 255 - luma(pixel)) / (2 * (1 - kb)) / (across * down);
                        cr += (pixel[0] / 255 - luma(pixel)) / (2 * (1 - kr)) / (across * down);
                    }
                }
                int at = y * chromaWidth + x;
                samples[chroma + (halfWidth ? 2 * at : at)] = chroma(cb);
                samples[chroma + (halfWidth ? 2 * at + 1 : chromaWidth * chromaHeight + at)] = chroma(cr);
            }
        }
        return samples;
    }

    private double luma(double[] pixel) {
        return (kr * pixel[0] + (1 - kr - kb) * pixel[1] + kb * pixel[2]) / 255;
    }

    private int luma(double value) {
        return code(fullRange ? value * last() : (219 * value + 16) * (last() + 1) / 256);
    }

    private int chroma(double value) {
        double middle = (last() + 1) / 2;
        return code(fullRange ? value * last() + middle : 224 * value * (last() + 1) / 256 + middle);
    }

    private int code(double value) {
        return (int) Math.clamp(Math.round(value), 0, (long) last());
    }

    private double last() {
        return format.bitDepth() == 8 ? 255 : 1023;
    }
}
