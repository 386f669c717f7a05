package org.nvenc4j.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.function.LongConsumer;
import org.nvenc4j.cuda.DeviceBuffer.Allocation;
import org.nvenc4j.cuda.UnusableMemoryException.Reason;
import org.nvenc4j.internal.driver.CudaFunctions;
import org.nvenc4j.internal.raw.cuda.CUDA_MEMCPY2D;
import org.nvenc4j.internal.raw.cuda.cuda_h;

/**
 * A picture in device memory, which an encoding session reads in place.
 *
 * <p>Either {@linkplain #allocate allocated here} or {@linkplain #wrap(CudaContext, DevicePicture) memory of somebody
 * else's}, which is then checked: NVENC itself says little about memory that it cannot use. {@link BufferFormat} says how the planes lie in it.
 *
 * <p>Copies are synchronous: when one returns, the host's memory may be changed or freed. They run on the default stream,
 * after the work that other streams of the context were given before, but for non-blocking ones. Native memory is copied
 * as it is; its arena must stay open until the copy returns. Arrays are staged.
 */
public final class DeviceFrame extends CudaResource {
    private final CudaContext context;
    private final BufferFormat format;
    private final int width;
    private final int height;
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
        super(context, owner);
        this.context = context;
        this.format = format;
        this.width = width;
        this.height = height;
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
        } catch (CudaException e) {
            try {
                context.cuda().cuMemFree(memory.address());
            } catch (CudaException more) {
                e.addSuppressed(more);
            }
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
        try (var _ = context.push()) {
            return wrap(context, context, picture, false);
        }
    }

    /**
     * Called with the context pushed and the owner in use, so that neither can be closed in between. The owner closes the
     * frame before itself. A mapped frame's memory is freed with it.
     */
    static DeviceFrame wrap(CudaContext context, CudaResource owner, DevicePicture picture, boolean mapped) {
        requirePitch(picture.pitch(), picture.format(), picture.width());
        picture.requireContiguous();
        Allocation memory = new Allocation(picture.address(), picture.pitch(), picture.bytes());
        long bufferId = new DevicePointer(context, memory.address()).check(memory.bytes());
        DeviceFrame frame = new DeviceFrame(
                context, owner, picture.format(), picture.width(), picture.height(), memory, mapped, bufferId);
        owner.closeFirst(frame);
        return frame;
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
        return DevicePicture.of(address(), pitch(), format, width, height);
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
     * How the samples lie in memory.
     *
     * @return the format
     */
    public BufferFormat format() {
        return format;
    }

    /**
     * The frame's width.
     *
     * @return pixels
     */
    public int width() {
        return width;
    }

    /**
     * The frame's height.
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

    /**
     * The id of the allocation that the frame lies in, which no other allocation of this process has had or will have:
     * {@code CU_POINTER_ATTRIBUTE_BUFFER_ID}. An address may come back after it was freed, its id does not.
     *
     * @return the id
     */
    public long bufferId() {
        return bufferId;
    }

    /**
     * Checks that wrapped memory was not freed, and perhaps allocated anew, by its owner. A frame that was allocated here
     * passes while it is open.
     *
     * @throws UnusableMemoryException
     *             if the memory was freed
     * @throws IllegalStateException
     *             if the frame is closed
     */
    public void checkAlive() {
        use(() -> {
            DevicePointer pointer = new DevicePointer(context, memory.address());
            if (!owned && pointer.bufferId() != bufferId) {
                throw pointer.unusable(Reason.NOT_ALLOCATED, "was freed after it had been wrapped as a frame");
            }
        });
    }

    /**
     * The bytes of the frame without padding: what {@link #upload} takes and {@link #download} gives.
     *
     * @return bytes
     */
    public long packedBytes() {
        return format.packedBytes(width, height);
    }

    /**
     * Copies a frame to the device ({@code cuMemcpy2D}), as it stands in a file of raw frames: the rows of each plane
     * without padding, in the planes' order.
     *
     * @param source
     *            exactly {@link #packedBytes()} bytes
     * @throws IllegalArgumentException
     *             if the source has another size
     * @throws IllegalStateException
     *             if the frame or the segment's arena is closed
     * @throws CudaException
     *             if the copy, or work given to the device before, failed
     */
    public void upload(MemorySegment source) {
        requireWhole(source);
        use(() -> HostMemory.read(source, address -> copyPlanes(address, Direction.UPLOAD)));
    }

    /**
     * Copies a frame to the device from a buffer's remaining bytes; its position stays.
     *
     * @param source
     *            exactly {@link #packedBytes()} bytes
     * @see #upload(MemorySegment)
     */
    public void upload(ByteBuffer source) {
        upload(MemorySegment.ofBuffer(source));
    }

    /**
     * Copies a frame to the device.
     *
     * @param source
     *            exactly {@link #packedBytes()} bytes
     * @see #upload(MemorySegment)
     */
    public void upload(byte[] source) {
        upload(MemorySegment.ofArray(source));
    }

    /**
     * Copies a picture that lies in memory of any kind, device or context that the driver can read: what one does where
     * the memory cannot be {@linkplain #wrap(CudaContext, DevicePicture) encoded in place}. The copy runs on the default
     * stream, and encoding is ordered after it; the host may not have waited for it.
     *
     * @param source
     *            a picture of this frame's format and size
     * @throws IllegalArgumentException
     *             if it has another format or size
     * @throws UnusableMemoryException
     *             if a plane does not lie in one live allocation
     * @throws IllegalStateException
     *             if the frame is closed
     * @throws CudaException
     *             if the copy, or work given to the device before, failed
     */
    public void copyFrom(DevicePicture source) {
        requireSame(source);
        use(() -> copyPlanes(source, copy -> context.cuda().cuMemcpy2D(copy)));
    }

    /**
     * Copies a picture as {@link #copyFrom(DevicePicture)} does, after the work that a stream was given before. This
     * returns at once; the source must stay as it is until the stream is done ({@code cuMemcpy2DAsync}).
     *
     * @param source
     *            a picture of this frame's format and size
     * @param stream
     *            a stream of this frame's context
     * @throws IllegalArgumentException
     *             if the picture has another format or size
     * @throws UnusableMemoryException
     *             if a plane does not lie in one live allocation
     * @throws IllegalStateException
     *             if the frame or the stream is closed
     * @throws CudaException
     *             if the driver refuses
     */
    public void copyFrom(DevicePicture source, CudaStream stream) {
        requireSame(source);
        use(() -> stream.use(() -> copyPlanes(source, copy -> context.cuda().cuMemcpy2DAsync(copy, stream.handle()))));
    }

    private void requireSame(DevicePicture source) {
        if (source.format() != format || source.width() != width || source.height() != height) {
            throw new IllegalArgumentException("The " + source + " cannot be copied into the " + this
                    + "; allocate a frame of its format and size");
        }
    }

    private void copyPlanes(DevicePicture source, LongConsumer run) {
        for (int plane = 0; plane < format.planeCount(); plane++) {
            new DevicePointer(context, source.planes().get(plane).address()).checkReadable(source.planeBytes(plane));
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment copy = arena.allocate(CUDA_MEMCPY2D.layout());
            for (int plane = 0; plane < format.planeCount(); plane++) {
                CUDA_MEMCPY2D.srcMemoryType(copy, cuda_h.CU_MEMORYTYPE_UNIFIED());
                CUDA_MEMCPY2D.srcDevice(copy, source.planes().get(plane).address());
                CUDA_MEMCPY2D.srcPitch(copy, source.planes().get(plane).pitch());
                CUDA_MEMCPY2D.dstMemoryType(copy, cuda_h.CU_MEMORYTYPE_DEVICE());
                CUDA_MEMCPY2D.dstDevice(copy, memory.address() + format.planeOffset(plane, pitch(), height));
                CUDA_MEMCPY2D.dstPitch(copy, format.planePitch(plane, pitch()));
                CUDA_MEMCPY2D.WidthInBytes(copy, format.planeWidthBytes(plane, width));
                CUDA_MEMCPY2D.Height(copy, format.planeRows(plane, height));
                run.accept(copy.address());
            }
        }
    }

    /**
     * Copies the frame from the device ({@code cuMemcpy2D}), as it stands in a file of raw frames: the rows of each plane
     * without padding, in the planes' order.
     *
     * @param destination
     *            exactly {@link #packedBytes()} bytes
     * @throws IllegalArgumentException
     *             if the destination has another size or is read-only
     * @throws IllegalStateException
     *             if the frame or the segment's arena is closed
     * @throws CudaException
     *             if the copy, or work given to the device before, failed
     */
    public void download(MemorySegment destination) {
        requireWhole(destination);
        use(() -> HostMemory.write(destination, address -> copyPlanes(address, Direction.DOWNLOAD)));
    }

    /**
     * Copies the frame from the device into a buffer's remaining bytes; its position stays.
     *
     * @param destination
     *            exactly {@link #packedBytes()} bytes
     * @see #download(MemorySegment)
     */
    public void download(ByteBuffer destination) {
        download(MemorySegment.ofBuffer(destination));
    }

    /**
     * Copies the frame from the device into an array.
     *
     * @param destination
     *            exactly {@link #packedBytes()} bytes
     * @see #download(MemorySegment)
     */
    public void download(byte[] destination) {
        download(MemorySegment.ofArray(destination));
    }

    /**
     * Copies the frame from the device into a new array.
     *
     * @return {@link #packedBytes()} bytes
     * @see #download(MemorySegment)
     */
    public byte[] download() {
        byte[] destination = new byte[Math.toIntExact(packedBytes())];
        download(destination);
        return destination;
    }

    private void requireWhole(MemorySegment host) {
        if (host.byteSize() != packedBytes()) {
            throw new IllegalArgumentException("The host's memory has " + host.byteSize() + " bytes; a " + width + "x"
                    + height + " " + format + " frame without padding has " + packedBytes());
        }
    }

    private enum Direction {
        UPLOAD,
        DOWNLOAD
    }

    private void copyPlanes(long host, Direction direction) {
        CudaFunctions cuda = context.cuda();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment copy = arena.allocate(CUDA_MEMCPY2D.layout());
            long hostPlane = host;
            for (int plane = 0; plane < format.planeCount(); plane++) {
                long rowBytes = format.planeWidthBytes(plane, width);
                int rows = format.planeRows(plane, height);
                long devicePlane = memory.address() + format.planeOffset(plane, pitch(), height);
                long devicePitch = format.planePitch(plane, pitch());
                if (direction == Direction.UPLOAD) {
                    CUDA_MEMCPY2D.srcMemoryType(copy, cuda_h.CU_MEMORYTYPE_HOST());
                    CUDA_MEMCPY2D.srcHost(copy, hostPlane);
                    CUDA_MEMCPY2D.srcPitch(copy, rowBytes);
                    CUDA_MEMCPY2D.dstMemoryType(copy, cuda_h.CU_MEMORYTYPE_DEVICE());
                    CUDA_MEMCPY2D.dstDevice(copy, devicePlane);
                    CUDA_MEMCPY2D.dstPitch(copy, devicePitch);
                } else {
                    CUDA_MEMCPY2D.srcMemoryType(copy, cuda_h.CU_MEMORYTYPE_DEVICE());
                    CUDA_MEMCPY2D.srcDevice(copy, devicePlane);
                    CUDA_MEMCPY2D.srcPitch(copy, devicePitch);
                    CUDA_MEMCPY2D.dstMemoryType(copy, cuda_h.CU_MEMORYTYPE_HOST());
                    CUDA_MEMCPY2D.dstHost(copy, hostPlane);
                    CUDA_MEMCPY2D.dstPitch(copy, rowBytes);
                }
                CUDA_MEMCPY2D.WidthInBytes(copy, rowBytes);
                CUDA_MEMCPY2D.Height(copy, rows);
                cuda.cuMemcpy2D(copy.address());
                hostPlane += rowBytes * rows;
            }
        }
    }

    @Override
    void free() {
        if (owned) {
            context.release(() -> context.cuda().cuMemFree(memory.address()));
        }
    }

    @Override
    public String toString() {
        return String.format("%dx%d %s frame at 0x%x", width, height, format, memory.address());
    }
}
