package org.nvenc4j.cuda;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nvenc4j.cuda.DevicePicture.Plane;
import org.nvenc4j.cuda.UnusableMemoryException.Reason;

/**
 * An array in device memory, as both tensor protocols describe one, and the picture that it is in a given format: a row
 * of samples is one dimension, and the planes follow one another, either as rows of the same dimension or as one more.
 */
final class TensorView {
    private static final int PACKED_BYTES = 4;

    private final long address;
    private final String element;
    private final int elementBytes;
    private final long[] shape;

    /** In bytes. */
    private final long[] strides;

    /**
     * @param element
     *            kind and bytes as NumPy writes them: {@code u1}, {@code u2}, {@code f4}
     * @param strides
     *            in bytes; null if the array is compact
     */
    TensorView(long address, String element, int elementBytes, long[] shape, long @Nullable [] strides) {
        if (strides != null && strides.length != shape.length) {
            throw new IllegalArgumentException("A tensor of " + shape.length + " dimensions cannot have "
                    + strides.length + " strides: " + Arrays.toString(shape) + ", " + Arrays.toString(strides));
        }
        this.address = address;
        this.element = element;
        this.elementBytes = elementBytes;
        this.shape = shape;
        this.strides = strides == null ? compact(shape, elementBytes) : strides;
    }

    private static long[] compact(long[] shape, int elementBytes) {
        long[] strides = new long[shape.length];
        long stride = elementBytes;
        for (int i = shape.length - 1; i >= 0; i--) {
            strides[i] = stride;
            stride *= shape[i];
        }
        return strides;
    }

    /** The picture that lies there, wherever that is. */
    DevicePicture picture(BufferFormat format) {
        boolean packed = format.planeCount() == 1;
        boolean bytes = packed && element.equals("u1") && format.bitDepth() == 8;
        String wanted = packed ? bytes ? "u1" : "u4" : format.bitDepth() == 8 ? "u1" : "u2";
        if (!element.equals(wanted)) {
            throw refusal(Reason.ELEMENT_TYPE, format);
        }
        if (bytes) {
            return packedBytes(format);
        }
        int plane = firstDimension(3);
        if (isStackable(format) && shape.length - plane == 3 && shape[plane] == format.planeCount()) {
            return stacked(format, plane);
        }
        int first = firstDimension(2);
        if (shape.length - first != 2) {
            throw refusal(Reason.SHAPE, format);
        }
        int width = side(shape[first + 1], format);
        return rows(format, first, width, elementBytes);
    }

    /** Whether all planes have the same rows, so that they may be a dimension. */
    private static boolean isStackable(BufferFormat format) {
        return format.planeCount() > 1 && format.chromaFormatIdc() != 1;
    }

    /** Leading dimensions of one element, such as that of a batch, say nothing. */
    private int firstDimension(int wanted) {
        int first = 0;
        while (shape.length - first > wanted && shape[first] == 1) {
            first++;
        }
        return first;
    }

    private DevicePicture packedBytes(BufferFormat format) {
        int first = firstDimension(3);
        if (shape.length - first != 3 || shape[first + 2] != PACKED_BYTES) {
            throw refusal(Reason.SHAPE, format);
        }
        if (strides[first + 2] != 1) {
            throw refusal(Reason.STRIDES, format);
        }
        int width = side(shape[first + 1], format);
        return rows(format, first, width, PACKED_BYTES);
    }

    private DevicePicture stacked(BufferFormat format, int first) {
        int height = side(shape[first + 1], format);
        int width = side(shape[first + 2], format);
        long pitch = pitch(format, first + 1, width, elementBytes);
        long planeStride = strides[first];
        if (planeStride < pitch * height) {
            throw refusal(Reason.STRIDES, format);
        }
        List<Plane> planes = new ArrayList<>();
        for (int plane = 0; plane < format.planeCount(); plane++) {
            planes.add(new Plane(address + plane * planeStride, pitch));
        }
        return new DevicePicture(format, width, height, planes);
    }

    private DevicePicture rows(BufferFormat format, int first, int width, int pixelBytes) {
        long pitch = pitch(format, first, width, pixelBytes);
        int height = height(format, shape[first]);
        boolean halved = format.planePitch(format.planeCount() - 1, 4) != 4;
        if (halved && pitch != width) {
            throw refusal(Reason.STRIDES, format);
        }
        return DevicePicture.of(address, pitch, format, width, height);
    }

    private long pitch(BufferFormat format, int rowDimension, int width, int pixelBytes) {
        long pitch = strides[rowDimension];
        if (strides[rowDimension + 1] != pixelBytes || pitch < (long) width * pixelBytes) {
            throw refusal(Reason.STRIDES, format);
        }
        return pitch;
    }

    /** The height of a picture whose planes have that many rows together. */
    private int height(BufferFormat format, long rows) {
        long perTwo = format.bytes(2, 2) / 2;
        int height = side(rows * 2 / perTwo, format);
        if (format.bytes(2, height) / 2 != rows) {
            throw refusal(Reason.SHAPE, format);
        }
        return height;
    }

    private int side(long value, BufferFormat format) {
        if (value < 1 || value > DevicePicture.LARGEST_SIDE) {
            throw refusal(Reason.SHAPE, format);
        }
        return (int) value;
    }

    private UnusableMemoryException refusal(Reason reason, BufferFormat format) {
        return new UnusableMemoryException(
                reason, "The tensor " + this + " is no " + format + " frame as it lies; one is " + fitting(format));
    }

    private static String fitting(BufferFormat format) {
        String rows = format.bitDepth() == 8 ? "u1" : "u2";
        return switch (format) {
            case NV12, P010 ->
                rows + " [height * 3 / 2, width], its rows any positive distance apart, its columns without a gap";
            case IYUV, YV12 -> rows + " [height * 3 / 2, width] without any gap";
            case YUV444, YUV444_10BIT -> rows + " [3, height, width] or [3 * height, width], its columns without a gap";
            case NV16, P210 -> rows + " [2, height, width] or [2 * height, width], its columns without a gap";
            case ARGB, ABGR, AYUV ->
                "u1 [height, width, 4] or u4 [height, width], its rows any positive distance apart, its columns without"
                        + " a gap";
            case ARGB10, ABGR10 ->
                "u4 [height, width], its rows any positive distance apart, its columns without a gap";
        };
    }

    @Override
    public String toString() {
        return element + " " + Arrays.toString(shape) + " with strides of " + Arrays.toString(strides) + " bytes";
    }
}
