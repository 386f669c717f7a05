package org.nvenc4j.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.nvenc4j.cuda.DeviceBuffer.Allocation;
import org.nvenc4j.cuda.UnusableMemoryException.Reason;
import org.nvenc4j.internal.raw.cuda.CUDA_MEMCPY2D;
import org.nvenc4j.internal.raw.cuda.cuda_h;

/**
 * Pixels in device memory, which a {@link ColourConverter} reads in place. Either {@linkplain #allocate allocated here} or
 * {@linkplain #wrap memory of somebody else's}: a renderer's, a tensor's. NVENC does not see it, so memory of every kind will
 * do that kernels can read: of pools, mapped, managed and pinned memory too.
 */
public final class DeviceImage extends CudaResource {
    private final CudaContext context;
    private final PixelFormat format;
    private final int width;
    private final int height;
    private final long address;
    private final long pitch;
    private final long planePitch;
    private final boolean owned;

    private DeviceImage(
            CudaContext context,
            PixelFormat format,
            int width,
            int height,
            long address,
            long pitch,
            long planePitch,
            boolean owned) {
        super(context);
        this.context = context;
        this.format = format;
        this.width = width;
        this.height = height;
        this.address = address;
        this.pitch = pitch;
        this.planePitch = planePitch;
        this.owned = owned;
    }

    /**
     * Allocates an image, with the pitch that suits the device: {@code cuMemAllocPitch}.
     *
     * @param context
     *            the context to allocate in
     * @param format
     *            how the pixels lie in memory
     * @param width
     *            pixels, 1 to 65536
     * @param height
     *            rows, 1 to 65536
     * @return the image, its content undefined, to be closed by the caller or with the context
     * @throws IllegalArgumentException
     *             if the size is out of range
     * @throws CudaException
     *             if there is not enough memory
     */
    public static DeviceImage allocate(CudaContext context, PixelFormat format, int width, int height) {
        DevicePicture.requireSize(width, height);
        return context.create(() -> {
            long rows = (long) format.planeCount() * height;
            Allocation memory = DeviceBuffer.pitched(context, format.rowBytes(width), rows);
            long pitch = memory.pitch();
            return new DeviceImage(context, format, width, height, memory.address(), pitch, pitch * height, true);
        });
    }

    /**
     * Makes an image of memory that someone else allocated, without copying it. Closing frees nothing; the owner must keep
     * the memory until the image is closed and what was queued to read it has run. Planes follow one another without a gap.
     *
     * @param context
     *            the context that the memory was allocated in, or whose device has it
     * @param address
     *            the {@code CUdeviceptr} of the first pixel
     * @param pitch
     *            the distance of two rows in bytes, at least a row; for a picture that is stored from the bottom up, let the
     *            converter {@linkplain ColourConverter.Builder#flip flip} it. Conversions are fastest where address and
     *            pitch are multiples of 16
     * @param format
     *            how the pixels lie in memory
     * @param width
     *            pixels, 1 to 65536
     * @param height
     *            rows, 1 to 65536
     * @return the image
     * @throws UnusableMemoryException
     *             if the image does not lie in live memory of the device, or the pitch is not possible; the exception names
     *             the reason and what to do instead
     * @throws IllegalArgumentException
     *             if the size is out of range
     */
    public static DeviceImage wrap(
            CudaContext context, long address, long pitch, PixelFormat format, int width, int height) {
        return wrap(
                context,
                address,
                pitch,
                Math.multiplyHigh(pitch, height) == 0 ? pitch * height : -1,
                format,
                width,
                height);
    }

    /**
     * Makes an image of memory that someone else allocated, whose planes are apart.
     *
     * @param context
     *            the context that the memory was allocated in, or whose device has it
     * @param address
     *            the {@code CUdeviceptr} of the first pixel
     * @param pitch
     *            the distance of two rows in bytes, at least a row
     * @param planePitch
     *            the distance of two planes in bytes, at least {@code pitch * height}; not used where there is only one
     * @param format
     *            how the pixels lie in memory
     * @param width
     *            pixels, 1 to 65536
     * @param height
     *            rows, 1 to 65536
     * @return the image
     * @throws UnusableMemoryException
     *             if the image does not lie in live memory of the device, or a pitch is not possible; the exception names the
     *             reason and what to do instead
     * @throws IllegalArgumentException
     *             if the size is out of range
     * @see #wrap(CudaContext, long, long, PixelFormat, int, int)
     */
    public static DeviceImage wrap(
            CudaContext context, long address, long pitch, long planePitch, PixelFormat format, int width, int height) {
        DevicePicture.requireSize(width, height);
        requirePitch("pitch", pitch, format.rowBytes(width), format);
        if (format.planeCount() > 1) {
            requirePitch("distance of two planes", planePitch, pitch * height, format);
        }
        if (address % format.alignment() != 0) {
            throw new UnusableMemoryException(
                    Reason.PITCH, String.format("The address 0x%x is no multiple of %d", address, format.alignment()));
        }
        return context.create(() -> {
            long bytes = (format.planeCount() - 1) * planePitch + (height - 1) * pitch + format.rowBytes(width);
            new DevicePointer(context, address).checkForKernels(bytes);
            return new DeviceImage(context, format, width, height, address, pitch, planePitch, false);
        });
    }

    private static void requirePitch(String what, long pitch, long smallest, PixelFormat format) {
        if (pitch < smallest || pitch > LARGEST_PITCH || pitch % format.alignment() != 0) {
            throw new UnusableMemoryException(
                    Reason.PITCH,
                    "The " + what + " is " + pitch + " bytes; for this image of " + format
                            + " it must be a multiple of " + format.alignment() + " from " + smallest + " to "
                            + LARGEST_PITCH);
        }
    }

    /** More than any GPU's memory, and little enough that no sum of them overflows. */
    private static final long LARGEST_PITCH = 1L << 44;

    /**
     * Copies pixels to the device ({@code cuMemcpy2D}), without padding: rows from the top to the bottom, plane after plane.
     * When this returns, the host's memory may be changed or freed. The copy runs on the default stream, after the work that
     * other streams of the context were given before, but for non-blocking ones.
     *
     * @param source
     *            exactly as many bytes as {@link PixelFormat#packedBytes} says
     * @throws IllegalArgumentException
     *             if the source has another size
     * @throws IllegalStateException
     *             if the image or the segment's arena is closed
     * @throws CudaException
     *             if the copy, or work given to the device before, failed
     */
    public void upload(MemorySegment source) {
        long bytes = format.packedBytes(width, height);
        if (source.byteSize() != bytes) {
            throw new IllegalArgumentException("The host's memory has " + source.byteSize() + " bytes; a " + width + "x"
                    + height + " " + format + " image without padding has " + bytes);
        }
        use(() -> HostMemory.read(source, this::copyPlanes));
    }

    /**
     * Copies pixels to the device from a buffer's remaining bytes; its position stays.
     *
     * @param source
     *            exactly as many bytes as {@link PixelFormat#packedBytes} says
     * @see #upload(MemorySegment)
     */
    public void upload(ByteBuffer source) {
        upload(MemorySegment.ofBuffer(source));
    }

    /**
     * Copies pixels to the device.
     *
     * @param source
     *            exactly as many bytes as {@link PixelFormat#packedBytes} says
     * @see #upload(MemorySegment)
     */
    public void upload(byte[] source) {
        upload(MemorySegment.ofArray(source));
    }

    private void copyPlanes(long host) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment copy = arena.allocate(CUDA_MEMCPY2D.layout());
            long rowBytes = format.rowBytes(width);
            CUDA_MEMCPY2D.srcMemoryType(copy, cuda_h.CU_MEMORYTYPE_HOST());
            CUDA_MEMCPY2D.srcPitch(copy, rowBytes);
            CUDA_MEMCPY2D.dstMemoryType(copy, cuda_h.CU_MEMORYTYPE_UNIFIED());
            CUDA_MEMCPY2D.dstPitch(copy, pitch);
            CUDA_MEMCPY2D.WidthInBytes(copy, rowBytes);
            CUDA_MEMCPY2D.Height(copy, height);
            for (int plane = 0; plane < format.planeCount(); plane++) {
                CUDA_MEMCPY2D.srcHost(copy, host + plane * rowBytes * height);
                CUDA_MEMCPY2D.dstDevice(copy, address + plane * planePitch);
                context.cuda().cuMemcpy2D(copy.address());
            }
        }
    }

    /**
     * Where the image begins.
     *
     * @return the {@code CUdeviceptr} of the first pixel
     */
    public long address() {
        return address;
    }

    /**
     * The distance of two rows.
     *
     * @return bytes
     */
    public long pitch() {
        return pitch;
    }

    /**
     * The distance of two planes.
     *
     * @return bytes
     */
    public long planePitch() {
        return planePitch;
    }

    /**
     * How the pixels lie in memory.
     *
     * @return the format
     */
    public PixelFormat format() {
        return format;
    }

    /**
     * The image's width.
     *
     * @return pixels
     */
    public int width() {
        return width;
    }

    /**
     * The image's height.
     *
     * @return rows
     */
    public int height() {
        return height;
    }

    /**
     * The context that the memory belongs to.
     *
     * @return the context
     */
    public CudaContext context() {
        return context;
    }

    @Override
    void free() {
        if (owned) {
            context.release(() -> context.cuda().cuMemFree(address));
        }
    }

    @Override
    public String toString() {
        return String.format("%dx%d %s image at 0x%x", width, height, format, address);
    }
}
