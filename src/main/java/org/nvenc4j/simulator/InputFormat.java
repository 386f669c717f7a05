package org.nvenc4j.simulator;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** {@code NV_ENC_BUFFER_FORMAT}: how an input picture lies in memory. */
enum InputFormat {
    NV12(0x1, 8, 1, Packing.SEMI_PLANAR),
    YV12(0x10, 8, 1, Packing.PLANAR_VU),
    IYUV(0x100, 8, 1, Packing.PLANAR),
    YUV444(0x1000, 8, 3, Packing.PLANAR),
    YUV420_10BIT(0x10000, 10, 1, Packing.SEMI_PLANAR),
    YUV444_10BIT(0x100000, 10, 3, Packing.PLANAR),
    ARGB(0x1000000, 8, 3, Packing.PACKED),
    ARGB10(0x2000000, 10, 3, Packing.PACKED),
    AYUV(0x4000000, 8, 3, Packing.PACKED),
    ABGR(0x10000000, 8, 3, Packing.PACKED),
    ABGR10(0x20000000, 10, 3, Packing.PACKED),
    NV16(0x40000001, 8, 2, Packing.SEMI_PLANAR),
    P210(0x40000002, 10, 2, Packing.SEMI_PLANAR);

    enum Packing {
        /** Luma, then pairs of Cb and Cr. */
        SEMI_PLANAR,
        /** Luma, Cb, Cr. */
        PLANAR,
        /** Luma, Cr, Cb. */
        PLANAR_VU,
        /** One word of four bytes for each pixel. */
        PACKED
    }

    /**
     * One plane as it lies in memory.
     *
     * @param offset from the first byte of the picture
     * @param pitch bytes from one row to the next
     * @param rows how many
     * @param rowBytes bytes of a row that are samples
     */
    record Plane(long offset, long pitch, int rows, int rowBytes) {
        long end() {
            return rows == 0 ? offset : offset + pitch * (rows - 1) + rowBytes;
        }
    }

    private final int value;
    private final int bitDepth;
    private final int chromaFormat;
    private final Packing packing;

    InputFormat(int value, int bitDepth, int chromaFormat, Packing packing) {
        this.value = value;
        this.bitDepth = bitDepth;
        this.chromaFormat = chromaFormat;
        this.packing = packing;
    }

    static Optional<InputFormat> of(long value) {
        for (InputFormat format : values()) {
            if (format.value == value) {
                return Optional.of(format);
            }
        }
        return Optional.empty();
    }

    int value() {
        return value;
    }

    int bitDepth() {
        return bitDepth;
    }

    int chromaFormat() {
        return chromaFormat;
    }

    Packing packing() {
        return packing;
    }

    boolean isPacked() {
        return packing == Packing.PACKED;
    }

    /** Whether chroma rows are half as long as those of luma, so that the planes are no rows of one array. */
    boolean hasShortRows() {
        return packing != Packing.PACKED && packing != Packing.SEMI_PLANAR && chromaFormat == 1;
    }

    /** The constant's name in the tables. */
    String constant() {
        return "NV_ENC_BUFFER_FORMAT_" + name().toUpperCase(Locale.ROOT);
    }

    /** Whether an encoder writes reconstructed pictures like this. */
    boolean isReconstructed() {
        return packing == Packing.SEMI_PLANAR || chromaFormat == 3 && packing == Packing.PLANAR;
    }

    int bytesPerSample() {
        return bitDepth > 8 ? 2 : 1;
    }

    /** The least pitch of a picture that wide. */
    int rowBytes(int width) {
        return isPacked() ? width * 4 : width * bytesPerSample();
    }

    /**
     * Where the planes lie: chroma follows luma at {@code pitch * height} unless offsets say otherwise.
     *
     * @param chromaOffset1 where the second plane starts, 0 for right after the first
     * @param chromaOffset2 where the third plane starts, 0 for right after the second
     */
    List<Plane> planes(int width, int height, long pitch, long chromaOffset1, long chromaOffset2) {
        Plane luma = new Plane(0, pitch, height, rowBytes(width));
        int chromaRows = chromaFormat == 1 ? (height + 1) / 2 : height;
        int chromaWidth = chromaFormat == 3 ? width : (width + 1) / 2;
        long second = chromaOffset1 != 0 ? chromaOffset1 : pitch * height;
        return switch (packing) {
            case PACKED -> List.of(luma);
            case SEMI_PLANAR -> List.of(luma, new Plane(second, pitch, chromaRows, 2 * chromaWidth * bytesPerSample()));
            case PLANAR, PLANAR_VU -> {
                long chromaPitch = chromaFormat == 3 ? pitch : (pitch + 1) / 2;
                long third = chromaOffset2 != 0 ? chromaOffset2 : second + chromaPitch * chromaRows;
                int rowBytes = chromaWidth * bytesPerSample();
                yield List.of(
                        luma,
                        new Plane(second, chromaPitch, chromaRows, rowBytes),
                        new Plane(third, chromaPitch, chromaRows, rowBytes));
            }
        };
    }
}
