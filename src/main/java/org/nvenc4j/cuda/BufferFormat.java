package org.nvenc4j.cuda;

import org.nvenc4j.ApiVersion;

/**
 * How a frame's samples lie in memory: {@code NV_ENC_BUFFER_FORMAT}.
 *
 * <p>A frame is one piece of memory. Its planes follow one another without a gap: a plane begins {@code pitch * rows}
 * bytes after the one before it, the pitch being the distance of two rows in bytes. Chroma planes of odd sizes are rounded
 * up. Samples of 10 bits stand in the high bits of 16. All numbers are in bytes unless they say pixels or rows.
 */
public enum BufferFormat {
    /** 4:2:0, 8 bits: luma, then U and V in turn. */
    NV12(0x1, 8, 1, Layout.SEMI_PLANAR),
    /** 4:2:0, 8 bits: luma, V, U, each a plane; chroma rows are half as long and their pitch is half the luma's. */
    YV12(0x10, 8, 1, Layout.PLANAR),
    /** 4:2:0, 8 bits: luma, U, V, each a plane; chroma rows are half as long and their pitch is half the luma's. */
    IYUV(0x100, 8, 1, Layout.PLANAR),
    /** 4:4:4, 8 bits: luma, U, V, each a plane. */
    YUV444(0x1000, 8, 3, Layout.PLANAR),
    /** 4:2:0, 10 bits: {@code NV_ENC_BUFFER_FORMAT_YUV420_10BIT}, as NV12 with 16-bit samples. */
    P010(0x10000, 10, 1, Layout.SEMI_PLANAR),
    /** 4:4:4, 10 bits: as YUV444 with 16-bit samples. */
    YUV444_10BIT(0x100000, 10, 3, Layout.PLANAR),
    /** RGB, 8 bits: the bytes B, G, R, A. */
    ARGB(0x1000000, 8, 1, Layout.PACKED),
    /** RGB, 10 bits: words of A in the two highest bits, then R, G, B. */
    ARGB10(0x2000000, 10, 1, Layout.PACKED),
    /** 4:4:4, 8 bits: the bytes V, U, Y, A. */
    AYUV(0x4000000, 8, 3, Layout.PACKED),
    /** RGB, 8 bits: the bytes R, G, B, A. */
    ABGR(0x10000000, 8, 1, Layout.PACKED),
    /** RGB, 10 bits: words of A in the two highest bits, then B, G, R. */
    ABGR10(0x20000000, 10, 1, Layout.PACKED),
    /** 4:2:2, 8 bits: luma, then U and V in turn, as many rows. Since API 13.0. */
    NV16(0x40000001, 8, 2, Layout.SEMI_PLANAR),
    /** 4:2:2, 10 bits: as NV16 with 16-bit samples. Since API 13.0. */
    P210(0x40000002, 10, 2, Layout.SEMI_PLANAR);

    private enum Layout {
        /** A luma plane and a plane of both chroma components. */
        SEMI_PLANAR(2),
        /** Three planes. */
        PLANAR(3),
        /** One plane of four bytes for each pixel. */
        PACKED(1);

        private final int planes;

        Layout(int planes) {
            this.planes = planes;
        }
    }

    private final int value;
    private final int bitDepth;
    private final int chromaFormatIdc;
    private final Layout layout;

    BufferFormat(int value, int bitDepth, int chromaFormatIdc, Layout layout) {
        this.value = value;
        this.bitDepth = bitDepth;
        this.chromaFormatIdc = chromaFormatIdc;
        this.layout = layout;
    }

    /**
     * The number of this format in {@code NV_ENC_BUFFER_FORMAT}.
     *
     * @return the number
     */
    public int value() {
        return value;
    }

    /**
     * The bits of a sample.
     *
     * @return 8 or 10
     */
    public int bitDepth() {
        return bitDepth;
    }

    /**
     * The chroma format that frames of this format are coded in, unless the configuration says otherwise.
     *
     * @return 1 for 4:2:0 (RGB is converted to it by the driver), 2 for 4:2:2, 3 for 4:4:4
     */
    public int chromaFormatIdc() {
        return chromaFormatIdc;
    }

    /**
     * Says whether the samples are red, green and blue, which the driver converts before it codes them.
     *
     * @return true for the RGB formats
     */
    public boolean isRgb() {
        return layout == Layout.PACKED && this != AYUV;
    }

    /**
     * The oldest NVENC API that has this format.
     *
     * @return 13.0 for NV16 and P210, 12.1 for the others
     */
    public ApiVersion sinceApi() {
        return chromaFormatIdc == 2 ? ApiVersion.V13_0 : ApiVersion.V12_1;
    }

    /**
     * The number of planes.
     *
     * @return 1 to 3
     */
    public int planeCount() {
        return layout.planes;
    }

    /**
     * Where a plane begins.
     *
     * @param plane
     *            0 to {@link #planeCount()} - 1
     * @param pitch
     *            the pitch of plane 0
     * @param height
     *            the frame's height in rows
     * @return bytes from the frame's beginning
     */
    public long planeOffset(int plane, long pitch, int height) {
        return planesBytes(plane, pitch, height);
    }

    /**
     * The distance of two rows of a plane.
     *
     * @param plane
     *            0 to {@link #planeCount()} - 1
     * @param pitch
     *            the pitch of plane 0
     * @return the same pitch, or half of it for the chroma planes of YV12 and IYUV
     */
    public long planePitch(int plane, long pitch) {
        return plane > 0 && layout == Layout.PLANAR && chromaFormatIdc == 1 ? (pitch + 1) / 2 : pitch;
    }

    /**
     * The number of rows of a plane.
     *
     * @param plane
     *            0 to {@link #planeCount()} - 1
     * @param height
     *            the frame's height in rows
     * @return the same height, or half of it, rounded up, for chroma planes of 4:2:0
     */
    public int planeRows(int plane, int height) {
        return plane > 0 && chromaFormatIdc == 1 ? (height + 1) / 2 : height;
    }

    /**
     * The bytes that a row of a plane takes without padding.
     *
     * @param plane
     *            0 to {@link #planeCount()} - 1
     * @param width
     *            the frame's width in pixels
     * @return bytes
     */
    public long planeWidthBytes(int plane, int width) {
        if (layout == Layout.PACKED) {
            return 4L * width;
        }
        long sampleBytes = bitDepth > 8 ? 2 : 1;
        if (plane == 0) {
            return sampleBytes * width;
        }
        long chromaWidth = chromaFormatIdc == 3 ? width : (width + 1L) / 2;
        return sampleBytes * chromaWidth * (layout == Layout.SEMI_PLANAR ? 2 : 1);
    }

    /**
     * The bytes of device memory that a frame takes, padding included.
     *
     * @param pitch
     *            the pitch of plane 0
     * @param height
     *            the frame's height in rows
     * @return bytes
     */
    public long bytes(long pitch, int height) {
        return planesBytes(layout.planes, pitch, height);
    }

    private long planesBytes(int planes, long pitch, int height) {
        long bytes = 0;
        for (int plane = 0; plane < planes; plane++) {
            bytes += planePitch(plane, pitch) * planeRows(plane, height);
        }
        return bytes;
    }

    /**
     * The bytes of a frame without any padding, as in a file of raw frames.
     *
     * @param width
     *            the frame's width in pixels
     * @param height
     *            the frame's height in rows
     * @return bytes
     */
    public long packedBytes(int width, int height) {
        long bytes = 0;
        for (int plane = 0; plane < layout.planes; plane++) {
            bytes += planeWidthBytes(plane, width) * planeRows(plane, height);
        }
        return bytes;
    }

    /** The smallest pitch that the rows of every plane fit into: subsampled chroma of an odd width is rounded up. */
    long smallestPitch(int width) {
        boolean subsampled = layout != Layout.PACKED && chromaFormatIdc != 3;
        return planeWidthBytes(0, subsampled ? width + (width & 1) : width);
    }
}
