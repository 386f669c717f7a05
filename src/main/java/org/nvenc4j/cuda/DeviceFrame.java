package org.nvenc4j.cuda;

import java.lang.foreign.MemorySegment;
import org.nvenc4j.cuda.DeviceBuffer.Allocation;
import org.nvenc4j.cuda.UnusableMemoryException.Reason;
import org.nvenc4j.internal.raw.cuda.CUDA_MEMCPY2D;
import org.nvenc4j.internal.raw.cuda.cuda_h;

/**
 * A picture in linear device memory, which an encoding session reads in place.
 *
 * <p>Either {@linkplain #allocate allocated here} or {@linkplain #wrap(CudaContext, DevicePicture) memory of somebody
 * else's}, which is then checked: NVENC itself says little about memory that it cannot use. {@link BufferFormat} says how the planes lie in it.
 */
public final class DeviceFrame extends InputFrame {
    private final Allocation memory;
    private final boolean owned;
    private final long bufferId;

    private DeviceFrame(
            CudaContext context,
            CudaResource owner,
            BufferFormat format,
            int width,
            int height,
            Allocation memory,
            boolean owned,
            long bufferId) {
        super(context, owner, format, width, height);
        this.memory = memory;
        this.owned = owned;
        this.bufferId = bufferId;
    }

    /**
     * Allocates a frame, with the pitch that suits the device: {@code cuMemAllocPitch}.
     *
     * @param context
     *            the context to allocate in, also the encoding session's
     * @param format
     *            how the samples lie in memory
     * @param width
     *            pixels, 1 to 65536; odd widths are possible here, but a session may not take them
     * @param height
     *            rows, 1 to 65536; odd heights are possible here, but a session may not take them
     * @return the frame, its content undefined, to be closed by the caller or with the context
     * @throws IllegalArgumentException
     *             if the size is out of range
     * @throws CudaException
     *             if there is not enough memory
     */
    public static DeviceFrame allocate(CudaContext context, BufferFormat format, int width, int height) {
        DevicePicture.requireSize(width, height);
        return context.create(() -> {
            long rows = format.bytes(2, height) / 2;
            Allocation memory = DeviceBuffer.pitched(context, format.smallestPitch(width), rows);
            return new DeviceFrame(context, context, format, width, height, memory, true, idOf(context, memory));
        });
    }

    /** The id of memory that was allocated just now, and is freed if it cannot be had. */
    private static long idOf(CudaContext context, Allocation memory) {
        try {
            return new DevicePointer(context, memory.address()).bufferId();
        } catch (RuntimeException | Error e) {
            CudaContext.undo(e, () -> context.cuda().cuMemFree(memory.address()));
            throw e;
        }
    }

    /**
     * Makes a frame of memory that someone else allocated, without copying it. Closing frees nothing. The owner must keep
     * the memory until this frame, and all sessions that it was given to, are closed; a session checks again that it is
     * still the same memory when it sees the frame for the first time.
     *
     * @param context
     *            the context that the memory was allocated in, also the encoding session's
     * @param address
     *            the {@code CUdeviceptr} of the first sample
     * @param pitch
     *            the distance of two luma rows in bytes: at least a row, and a multiple of 4
     * @param format
     *            how the samples lie in memory; chroma follows luma without a gap, {@code pitch * height} bytes after it
     * @param width
     *            pixels, 1 to 65536
     * @param height
     *            rows, 1 to 65536
     * @return the frame
     * @throws UnusableMemoryException
     *             if the frame does not lie in one live allocation of {@code cuMemAlloc}'s family in this context, or the
     *             pitch is not possible; the exception names the reason and what to do instead
     * @throws IllegalArgumentException
     *             if the size is out of range
     */
    public static DeviceFrame wrap(
            CudaContext context, long address, long pitch, BufferFormat format, int width, int height) {
        DevicePicture.requireSize(width, height);
        requirePitch(pitch, format, width);
        return wrap(context, DevicePicture.of(address, pitch, format, width, height));
    }

    /**
     * Makes a frame of a picture that someone else allocated, without copying it: as
     * {@link #wrap(CudaContext, long, long, BufferFormat, int, int)}.
     *
     * @param context
     *            the context that the memory was allocated in, also the encoding session's
     * @param picture
     *            where the picture lies; its planes must follow one another without a gap
     * @return the frame
     * @throws UnusableMemoryException
     *             if NVENC cannot read it there, for a reason that the exception names; {@link #copyFrom(DevicePicture)} may
     */
    public static DeviceFrame wrap(CudaContext context, DevicePicture picture) {
        return context.create(() -> checked(context, context, picture, false));
    }

    /** For {@link CudaContext#create}, which announces the frame to its owner. A mapped frame's memory is freed with it. */
    static DeviceFrame checked(CudaContext context, CudaResource owner, DevicePicture picture, boolean mapped) {
        requirePitch(picture.pitch(), picture.format(), picture.width());
        picture.requireContiguous();
        Allocation memory = new Allocation(picture.address(), picture.pitch(), picture.bytes());
        long bufferId = new DevicePointer(context, memory.address()).check(memory.bytes());
        return new DeviceFrame(
                context, owner, picture.format(), picture.width(), picture.height(), memory, mapped, bufferId);
    }

    private static void requirePitch(long pitch, BufferFormat format, int width) {
        long smallest = format.smallestPitch(width);
        if (pitch < smallest || pitch > Integer.MAX_VALUE || pitch % 4 != 0) {
            throw new UnusableMemoryException(
                    Reason.PITCH,
                    "The pitch is " + pitch + " bytes; for " + format + " of " + width
                            + " pixels it must be a multiple of 4" + " from " + smallest + " to " + Integer.MAX_VALUE);
        }
    }

    /**
     * Where the frame lies, for another frame to {@linkplain #copyFrom(DevicePicture) copy} it.
     *
     * @return the description
     */
    public DevicePicture picture() {
        return DevicePicture.of(address(), pitch(), format(), width(), height());
    }

    /**
     * Where the frame begins.
     *
     * @return the {@code CUdeviceptr}
     */
    public long address() {
        return memory.address();
    }

    /**
     * The distance of two luma rows.
     *
     * @return bytes
     */
    public long pitch() {
        return memory.pitch();
    }

    /**
     * The id of the allocation that the frame lies in, which no other allocation of this process has had or will have:
     * {@code CU_POINTER_ATTRIBUTE_BUFFER_ID}. An address may come back after it was freed, its id does not.
     *
     * @return the id
     */
    public long bufferId() {
        return bufferId;
    }

    @Override
    void requireEncodable() {
        DevicePointer pointer = new DevicePointer(context(), memory.address());
        if (!owned && pointer.bufferId() != bufferId) {
            throw pointer.unusable(Reason.NOT_ALLOCATED, "was freed after it had been wrapped as a frame");
        }
    }

    @Override
    void from(MemorySegment copy, int plane) {
        picture().from(copy, plane);
    }

    @Override
    void into(MemorySegment copy, int plane) {
        CUDA_MEMCPY2D.dstMemoryType(copy, cuda_h.CU_MEMORYTYPE_DEVICE());
        CUDA_MEMCPY2D.dstDevice(copy, address() + format().planeOffset(plane, pitch(), height()));
        CUDA_MEMCPY2D.dstPitch(copy, format().planePitch(plane, pitch()));
    }

    @Override
    void free() {
        if (owned) {
            context().release(() -> context().cuda().cuMemFree(memory.address()));
        }
    }

    @Override
    public String toString() {
        return String.format("%dx%d %s frame at 0x%x", width(), height(), format(), memory.address());
    }
}
