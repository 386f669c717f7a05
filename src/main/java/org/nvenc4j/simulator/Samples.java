package org.nvenc4j.simulator;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * The samples of one picture on their way into the coder: planar, in the stream's chroma format and bit depth. Kept and
 * filled again by the session that made it.
 */
final class Samples {
    private final int width;
    private final int height;
    private final int chromaFormat;
    private final int bitDepth;
    private final byte[][] planes;
    private byte[] row = new byte[0];

    Samples(int width, int height, int chromaFormat, int bitDepth) {
        this.width = width;
        this.height = height;
        this.chromaFormat = chromaFormat;
        this.bitDepth = bitDepth;
        int bytes = bytes();
        planes = chromaFormat == 0
                ? new byte[][] {new byte[width * height * bytes]}
                : new byte[][] {
                    new byte[width * height * bytes],
                    new byte[chromaWidth() * chromaHeight() * bytes],
                    new byte[chromaWidth() * chromaHeight() * bytes]
                };
    }

    boolean fits(int width, int height, int chromaFormat, int bitDepth) {
        return this.width == width
                && this.height == height
                && this.chromaFormat == chromaFormat
                && this.bitDepth == bitDepth;
    }

    private int bytes() {
        return bitDepth > 8 ? 2 : 1;
    }

    private int chromaWidth() {
        return chromaFormat == 3 ? width : (width + 1) / 2;
    }

    private int chromaHeight() {
        return chromaFormat == 1 ? (height + 1) / 2 : height;
    }

    List<SourcePicture.Plane> planes() {
        List<SourcePicture.Plane> list = new ArrayList<>();
        for (int i = 0; i < planes.length; i++) {
            list.add(new SourcePicture.Plane(planes[i], 0, (i == 0 ? width : chromaWidth()) * bytes()));
        }
        return list;
    }

    /**
     * Takes in a picture.
     *
     * @param picture its bytes as they lie in device memory
     * @param format how they lie; of this chroma format, or packed
     * @param layout its planes, for the registered size
     */
    void read(MemorySegment picture, InputFormat format, List<InputFormat.Plane> layout) {
        if (format.isPacked()) {
            readPacked(picture, format, layout.get(0));
            return;
        }
        plane(picture, layout.get(0), format, planes[0], width, height);
        if (chromaFormat == 0) {
            return;
        }
        switch (format.packing()) {
            case SEMI_PLANAR -> interleaved(picture, layout.get(1), format);
            case PLANAR -> {
                plane(picture, layout.get(1), format, planes[1], chromaWidth(), chromaHeight());
                plane(picture, layout.get(2), format, planes[2], chromaWidth(), chromaHeight());
            }
            case PLANAR_VU -> {
                plane(picture, layout.get(1), format, planes[2], chromaWidth(), chromaHeight());
                plane(picture, layout.get(2), format, planes[1], chromaWidth(), chromaHeight());
            }
            case PACKED -> throw new AssertionError(format);
        }
    }

    private void plane(
            MemorySegment picture, InputFormat.Plane from, InputFormat format, byte[] to, int columns, int rows) {
        int sampleBytes = format.bytesPerSample();
        if (format.bitDepth() == 8 && bitDepth == 8) {
            for (int y = 0; y < rows; y++) {
                MemorySegment.copy(
                        picture, ValueLayout.JAVA_BYTE, from.offset() + y * from.pitch(), to, y * columns, columns);
            }
            return;
        }
        byte[] line = line(columns * sampleBytes);
        for (int y = 0; y < rows; y++) {
            MemorySegment.copy(
                    picture, ValueLayout.JAVA_BYTE, from.offset() + y * from.pitch(), line, 0, columns * sampleBytes);
            for (int x = 0; x < columns; x++) {
                put(to, y * columns + x, sample(line, x, format));
            }
        }
    }

    private void interleaved(MemorySegment picture, InputFormat.Plane from, InputFormat format) {
        int columns = chromaWidth();
        int length = 2 * columns * format.bytesPerSample();
        byte[] line = line(length);
        for (int y = 0; y < chromaHeight(); y++) {
            MemorySegment.copy(picture, ValueLayout.JAVA_BYTE, from.offset() + y * from.pitch(), line, 0, length);
            if (format.bitDepth() == 8 && bitDepth == 8) {
                for (int x = 0; x < columns; x++) {
                    planes[1][y * columns + x] = line[2 * x];
                    planes[2][y * columns + x] = line[2 * x + 1];
                }
            } else {
                for (int x = 0; x < columns; x++) {
                    put(planes[1], y * columns + x, sample(line, 2 * x, format));
                    put(planes[2], y * columns + x, sample(line, 2 * x + 1, format));
                }
            }
        }
    }

    /**
     * Gives the picture out.
     *
     * @param picture where it goes; what is not samples stays as it is
     * @param format how it is to lie there; planar in this chroma format and bit depth
     * @param layout the planes there
     */
    void write(MemorySegment picture, InputFormat format, List<InputFormat.Plane> layout) {
        int shift = bitDepth > 8 ? 16 - bitDepth : 0;
        for (int i = 0; i < planes.length; i++) {
            boolean paired = i > 0 && format.packing() == InputFormat.Packing.SEMI_PLANAR;
            InputFormat.Plane to = layout.get(paired ? 1 : i);
            int columns = i == 0 ? width : chromaWidth();
            int rows = i == 0 ? height : chromaHeight();
            for (int y = 0; y < rows; y++) {
                for (int x = 0; x < columns; x++) {
                    long sample = paired ? 2L * x + i - 1 : x;
                    long offset = to.offset() + y * to.pitch() + sample * bytes();
                    if (bitDepth == 8) {
                        picture.set(ValueLayout.JAVA_BYTE, offset, planes[i][y * columns + x]);
                    } else {
                        int index = 2 * (y * columns + x);
                        int value = planes[i][index] & 0xFF | (planes[i][index + 1] & 0xFF) << 8;
                        picture.set(ValueLayout.JAVA_SHORT_UNALIGNED, offset, (short) (value << shift));
                    }
                }
            }
        }
    }

    private byte[] line(int length) {
        if (row.length < length) {
            row = new byte[length];
        }
        return row;
    }

    /** One sample in this picture's bit depth. Ten-bit input has its value in the high bits of sixteen. */
    private int sample(byte[] line, int index, InputFormat format) {
        int value = format.bitDepth() == 8
                ? line[index] & 0xFF
                : (line[2 * index] & 0xFF | (line[2 * index + 1] & 0xFF) << 8) >>> 6;
        return format.bitDepth() < bitDepth ? value << bitDepth - format.bitDepth() : value;
    }

    private void put(byte[] plane, int index, int value) {
        if (bitDepth == 8) {
            plane[index] = (byte) value;
        } else {
            plane[2 * index] = (byte) value;
            plane[2 * index + 1] = (byte) (value >> 8);
        }
    }

    /** Four-byte pixels: converted with BT.601 limited range, as the driver does, and averaged where chroma is coarser. */
    private void readPacked(MemorySegment picture, InputFormat format, InputFormat.Plane from) {
        int stepX = chromaFormat == 3 ? 1 : 2;
        int stepY = chromaFormat == 1 ? 2 : 1;
        int[] pixel = new int[3];
        for (int top = 0; top < height; top += stepY) {
            for (int left = 0; left < width; left += stepX) {
                int cb = 0;
                int cr = 0;
                int count = 0;
                for (int y = top; y < Math.min(height, top + stepY); y++) {
                    for (int x = left; x < Math.min(width, left + stepX); x++) {
                        unpack(
                                picture.get(ValueLayout.JAVA_INT_UNALIGNED, from.offset() + y * from.pitch() + 4L * x),
                                format,
                                pixel);
                        put(planes[0], y * width + x, pixel[0]);
                        cb += pixel[1];
                        cr += pixel[2];
                        count++;
                    }
                }
                if (chromaFormat != 0) {
                    int index = top / stepY * chromaWidth() + left / stepX;
                    put(planes[1], index, (cb + count / 2) / count);
                    put(planes[2], index, (cr + count / 2) / count);
                }
            }
        }
    }

    private void unpack(int word, InputFormat format, int[] yuv) {
        switch (format) {
            case AYUV -> {
                int up = bitDepth - 8;
                yuv[0] = (word >>> 16 & 0xFF) << up;
                yuv[1] = (word >>> 8 & 0xFF) << up;
                yuv[2] = (word & 0xFF) << up;
            }
            case ARGB -> convert(word >>> 16 & 0xFF, word >>> 8 & 0xFF, word & 0xFF, 255, yuv);
            case ABGR -> convert(word & 0xFF, word >>> 8 & 0xFF, word >>> 16 & 0xFF, 255, yuv);
            case ARGB10 -> convert(word >>> 20 & 0x3FF, word >>> 10 & 0x3FF, word & 0x3FF, 1023, yuv);
            case ABGR10 -> convert(word & 0x3FF, word >>> 10 & 0x3FF, word >>> 20 & 0x3FF, 1023, yuv);
            default -> throw new AssertionError(format);
        }
    }

    private void convert(int r, int g, int b, int white, int[] yuv) {
        double red = (double) r / white;
        double green = (double) g / white;
        double blue = (double) b / white;
        double luma = 0.299 * red + 0.587 * green + 0.114 * blue;
        int scale = 1 << bitDepth - 8;
        yuv[0] = (int) Math.round((16 + 219 * luma) * scale);
        yuv[1] = (int) Math.round((128 + 224 * (blue - luma) / 1.772) * scale);
        yuv[2] = (int) Math.round((128 + 224 * (red - luma) / 1.402) * scale);
    }
}
