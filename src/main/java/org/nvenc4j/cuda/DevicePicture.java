package org.nvenc4j.cuda;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.nvenc4j.cuda.UnusableMemoryException.Reason;
import org.nvenc4j.internal.raw.cuda.CUDA_MEMCPY2D;
import org.nvenc4j.internal.raw.cuda.cuda_h;

/**
 * Where a picture lies in device memory of somebody else's, plane by plane. It says nothing about what memory that is:
 * {@link DeviceFrame#wrap(CudaContext, DevicePicture)} encodes it in place if NVENC can, and
 * {@link DeviceFrame#copyFrom(DevicePicture)} copies it from memory of any kind.
 *
 * <p>A description only: it holds nothing, and is as good as the memory that it describes.
 *
 * @param format
 *            how the samples of each plane lie in memory
 * @param width
 *            pixels, 1 to 65536
 * @param height
 *            rows, 1 to 65536
 * @param planes
 *            the planes in the format's order, as many as {@link BufferFormat#planeCount()}
 */
public record DevicePicture(BufferFormat format, int width, int height, List<Plane> planes) {
    static final int LARGEST_SIDE = 65536;

    /**
     * One plane.
     *
     * @param address
     *            the {@code CUdeviceptr} of its first sample
     * @param pitch
     *            the distance of two rows in bytes, at least a row
     */
    public record Plane(long address, long pitch) {}

    /**
     * Checks the numbers, not the memory.
     *
     * @throws UnusableMemoryException
     *             if a plane's pitch is shorter than its rows, or negative
     * @throws IllegalArgumentException
     *             if the size is out of range or the number of planes is not the format's
     */
    public DevicePicture {
        requireSize(width, height);
        planes = List.copyOf(planes);
        if (planes.size() != format.planeCount()) {
            throw new IllegalArgumentException(
                    format + " has " + format.planeCount() + " planes; these are " + planes.size());
        }
        for (int i = 0; i < planes.size(); i++) {
            long rowBytes = format.planeWidthBytes(i, width);
            long pitch = planes.get(i).pitch;
            if (pitch < rowBytes || pitch > Integer.MAX_VALUE) {
                throw new UnusableMemoryException(
                        Reason.PITCH,
                        "The pitch of plane " + i + " is " + pitch + " bytes; a row of " + width + " pixels in "
                                + format + " takes " + rowBytes + ", and " + Integer.MAX_VALUE + " is the largest");
            }
        }
    }

    /**
     * Describes a picture whose planes follow one another without a gap, as {@link BufferFormat} says.
     *
     * @param address
     *            the {@code CUdeviceptr} of the first sample
     * @param pitch
     *            the distance of two luma rows in bytes
     * @param format
     *            how the samples lie in memory
     * @param width
     *            pixels, 1 to 65536
     * @param height
     *            rows, 1 to 65536
     * @return the description
     * @throws UnusableMemoryException
     *             if the pitch is shorter than a row, or negative
     * @throws IllegalArgumentException
     *             if the size is out of range
     */
    public static DevicePicture of(long address, long pitch, BufferFormat format, int width, int height) {
        requireSize(width, height);
        List<Plane> planes = new ArrayList<>();
        for (int plane = 0; plane < format.planeCount(); plane++) {
            planes.add(new Plane(address + format.planeOffset(plane, pitch, height), format.planePitch(plane, pitch)));
        }
        return new DevicePicture(format, width, height, planes);
    }

    static void requireSize(int width, int height) {
        if (width < 1 || width > LARGEST_SIDE || height < 1 || height > LARGEST_SIDE) {
            throw new IllegalArgumentException("A frame cannot be " + width + "x" + height
                    + "; width and height are 1 to " + LARGEST_SIDE + " pixels");
        }
    }

    /** The address of the first sample. */
    long address() {
        return planes.getFirst().address;
    }

    /** The distance of two luma rows. */
    long pitch() {
        return planes.getFirst().pitch;
    }

    /** Checks that the planes lie as those of a frame, which NVENC finds by its address and pitch alone. */
    void requireContiguous() {
        DevicePicture contiguous = of(address(), pitch(), format, width, height);
        for (int i = 1; i < planes.size(); i++) {
            Plane plane = planes.get(i);
            Plane expected = contiguous.planes.get(i);
            if (!plane.equals(expected)) {
                throw new UnusableMemoryException(
                        Reason.PLANES,
                        String.format(
                                "Plane %d is at 0x%x with a pitch of %d bytes; NVENC looks for it at 0x%x, with %d",
                                i, plane.address, plane.pitch, expected.address, expected.pitch));
            }
        }
    }

    /** The bytes that a frame of this pitch takes, padding included. */
    long bytes() {
        return format.bytes(pitch(), height);
    }

    /** Checks that each plane lies in one live allocation that the driver can copy from, with the context current. */
    void requireReadable(CudaContext context) {
        for (int i = 0; i < planes.size(); i++) {
            Plane plane = planes.get(i);
            long bytes = plane.pitch * (format.planeRows(i, height) - 1) + format.planeWidthBytes(i, width);
            new DevicePointer(context, plane.address).checkReadable(bytes);
        }
    }

    /** Names a plane as the source of a {@code CUDA_MEMCPY2D}. */
    void from(MemorySegment copy, int plane) {
        CUDA_MEMCPY2D.srcMemoryType(copy, cuda_h.CU_MEMORYTYPE_UNIFIED());
        CUDA_MEMCPY2D.srcDevice(copy, planes.get(plane).address);
        CUDA_MEMCPY2D.srcPitch(copy, planes.get(plane).pitch);
    }

    @Override
    public String toString() {
        return String.format("%dx%d %s picture at 0x%x", width, height, format, address());
    }
}
