package org.nvenc4j.cuda;

/**
 * How the pixels of a picture to be converted lie in memory: red, green and blue, before a {@link ColourConverter} makes an
 * encoder's {@link BufferFormat} of them. The formats of bytes are named by the order of their bytes in memory.
 */
public enum PixelFormat {
    /** Bytes R, G, B, A; A is ignored. */
    RGBA("rgb32", 4, 1, 0, 1, 2),
    /** Bytes B, G, R, A; A is ignored. What NVENC calls {@link BufferFormat#ARGB}. */
    BGRA("rgb32", 4, 1, 2, 1, 0),
    /** Bytes A, R, G, B; A is ignored. */
    ARGB("rgb32", 4, 1, 1, 2, 3),
    /** Bytes A, B, G, R; A is ignored. */
    ABGR("rgb32", 4, 1, 3, 2, 1),
    /** Bytes R, G, B, without padding. */
    RGB24("rgb24", 3, 1, 0, 1, 2),
    /**
     * A plane of {@code float} for each of R, G, B, one after the other, as tensors of channels, height, width are (CHW, or
     * NCHW for a batch). 0 is black and 1 is full; what is outside counts as the nearer of the two, NaN as 0.
     */
    RGB_FLOAT_PLANAR("planes", 4, 3, 0, 1, 2),
    /**
     * Three {@code float} R, G, B for each pixel, as tensors of height, width, channels are (HWC, NHWC). 0 is black and 1 is
     * full; what is outside counts as the nearer of the two, NaN as 0.
     */
    RGB_FLOAT("triples", 12, 1, 0, 1, 2);

    private final String kernels;
    private final int pixelBytes;
    private final int planes;
    private final int red;
    private final int green;
    private final int blue;

    PixelFormat(String kernels, int pixelBytes, int planes, int red, int green, int blue) {
        this.kernels = kernels;
        this.pixelBytes = pixelBytes;
        this.planes = planes;
        this.red = red;
        this.green = green;
        this.blue = blue;
    }

    /**
     * The number of planes.
     *
     * @return 3 for {@link #RGB_FLOAT_PLANAR}, else 1
     */
    public int planeCount() {
        return planes;
    }

    /**
     * The bytes that a row of a plane takes without padding.
     *
     * @param width
     *            pixels
     * @return bytes
     */
    public long rowBytes(int width) {
        return (long) pixelBytes * width;
    }

    /**
     * The bytes of a picture without any padding.
     *
     * @param width
     *            pixels
     * @param height
     *            rows
     * @return bytes
     */
    public long packedBytes(int width, int height) {
        return rowBytes(width) * height * planes;
    }

    /** What its kernels' names begin with. */
    String kernels() {
        return kernels;
    }

    boolean isFloat() {
        return pixelBytes == 12 || planes == 3;
    }

    /** What rows have to be aligned to at least: the GPU faults where a float is not. */
    int alignment() {
        return isFloat() ? Float.BYTES : 1;
    }

    /** Puts what belongs to red, green and blue to the bytes that hold them. */
    long[] inMemoryOrder(long ofRed, long ofGreen, long ofBlue) {
        long[] channels = new long[4];
        channels[red] = ofRed;
        channels[green] = ofGreen;
        channels[blue] = ofBlue;
        return channels;
    }
}
