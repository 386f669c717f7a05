package org.nvenc4j.cuda;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.nvenc4j.internal.driver.CudaFunctions;

/**
 * A picture on the GPU that an encoding session reads in place: a {@link DeviceFrame} in linear memory, or a
 * {@link CudaArray} in the GPU's own tiled layout.
 *
 * <p>Copies from and to the host are synchronous: when one returns, the host's memory may be changed or freed. They run on
 * the default stream, after the work that other streams of the context were given before, but for non-blocking ones. Native
 * memory is copied as it is; its arena must stay open until the copy returns. Arrays are staged.
 */
public abstract sealed class InputFrame extends CudaResource permits DeviceFrame, CudaArray {
    private final CudaContext context;
    private final BufferFormat format;
    private final int width;
    private final int height;

    InputFrame(CudaContext context, CudaResource owner, BufferFormat format, int width, int height) {
        super(context, owner);
        this.context = context;
        this.format = format;
        this.width = width;
        this.height = height;
    }

    /**
     * How the samples lie in memory.
     *
     * @return the format
     */
    public final BufferFormat format() {
        return format;
    }

    /**
     * The frame's width.
     *
     * @return pixels
     */
    public final int width() {
        return width;
    }

    /**
     * The frame's height.
     *
     * @return rows
     */
    public final int height() {
        return height;
    }

    /**
     * The context that the memory belongs to.
     *
     * @return the context
     */
    public final CudaContext context() {
        return context;
    }

    /**
     * Checks that NVENC can read the frame in place, as far as the CUDA driver knows: that wrapped memory was not freed, and
     * perhaps allocated anew, by its owner, and that an array was made for it. A frame that was allocated here passes while
     * it is open. A session checks each frame when it sees it for the first time.
     *
     * @throws UnusableMemoryException
     *             if NVENC cannot read it, for a reason that the exception names
     * @throws IllegalStateException
     *             if the frame is closed
     */
    public final void checkEncodable() {
        use(this::requireEncodable);
    }

    /** {@link #checkEncodable} with the frame in use. */
    abstract void requireEncodable();

    /**
     * The bytes of the frame without padding: what {@link #upload} takes and {@link #download} gives.
     *
     * @return bytes
     */
    public final long packedBytes() {
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
    public final void upload(MemorySegment source) {
        requireWhole(source);
        use(() -> HostMemory.read(
                source, address -> copy().run(copy().fromHost(address), this::into, cuda()::cuMemcpy2D)));
    }

    /**
     * Copies a frame to the device from a buffer's remaining bytes; its position stays.
     *
     * @param source
     *            exactly {@link #packedBytes()} bytes
     * @see #upload(MemorySegment)
     */
    public final void upload(ByteBuffer source) {
        upload(MemorySegment.ofBuffer(source));
    }

    /**
     * Copies a frame to the device.
     *
     * @param source
     *            exactly {@link #packedBytes()} bytes
     * @see #upload(MemorySegment)
     */
    public final void upload(byte[] source) {
        upload(MemorySegment.ofArray(source));
    }

    /**
     * Copies a picture that lies in memory of any kind, device or context that the driver can read: what one does where
     * the memory cannot be {@linkplain DeviceFrame#wrap(CudaContext, DevicePicture) encoded in place}. The copy runs on the
     * default stream, and encoding is ordered after it; the host may not have waited for it.
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
    public final void copyFrom(DevicePicture source) {
        requireSame(source, source.format(), source.width(), source.height());
        use(() -> {
            source.requireReadable(context);
            copy().run(source::from, this::into, cuda()::cuMemcpy2D);
        });
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
    public final void copyFrom(DevicePicture source, CudaStream stream) {
        requireSame(source, source.format(), source.width(), source.height());
        use(() -> stream.use(() -> {
            source.requireReadable(context);
            copy().run(source::from, this::into, copy -> cuda().cuMemcpy2DAsync(copy, stream.handle()));
        }));
    }

    /**
     * Copies another frame ({@code cuMemcpy2D}): from linear memory into an array, from an array into linear memory, or
     * between two of a kind. The copy runs on the default stream, and encoding is ordered after it; the host may not have
     * waited for it.
     *
     * @param source
     *            a frame of this frame's format and size
     * @throws IllegalArgumentException
     *             if it has another format or size, or an array is of another context than this frame
     * @throws IllegalStateException
     *             if a frame is closed
     * @throws CudaException
     *             if the copy, or work given to the device before, failed
     */
    public final void copyFrom(InputFrame source) {
        requireCopyable(source);
        holding(source, () -> copy().run(source::from, this::into, cuda()::cuMemcpy2D));
    }

    /**
     * Copies another frame as {@link #copyFrom(InputFrame)} does, after the work that a stream was given before. This
     * returns at once; both frames must stay open, and the source as it is, until the stream is done
     * ({@code cuMemcpy2DAsync}).
     *
     * @param source
     *            a frame of this frame's format and size
     * @param stream
     *            a stream of this frame's context
     * @throws IllegalArgumentException
     *             if it has another format or size, or an array is of another context than this frame
     * @throws IllegalStateException
     *             if a frame or the stream is closed
     * @throws CudaException
     *             if the driver refuses
     */
    public final void copyFrom(InputFrame source, CudaStream stream) {
        requireCopyable(source);
        holding(
                source,
                () -> stream.use(() ->
                        copy().run(source::from, this::into, copy -> cuda().cuMemcpy2DAsync(copy, stream.handle()))));
    }

    /** As {@link #use}, and nobody closes the source meanwhile. */
    private void holding(InputFrame source, Runnable calls) {
        source.enter();
        try {
            use(calls);
        } finally {
            source.exit();
        }
    }

    private void requireCopyable(InputFrame source) {
        requireSame(source, source.format, source.width, source.height);
        boolean linear = source instanceof DeviceFrame && this instanceof DeviceFrame;
        if (!linear && source.context.handle() != context.handle()) {
            throw new IllegalArgumentException("The " + source + " is of another CUDA context than the " + this
                    + ", and the driver copies arrays within one; copy through a DeviceFrame");
        }
    }

    private void requireSame(Object source, BufferFormat itsFormat, int itsWidth, int itsHeight) {
        if (itsFormat != format || itsWidth != width || itsHeight != height) {
            throw new IllegalArgumentException("The " + source + " cannot be copied into the " + this
                    + "; allocate a frame of its format and size");
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
    public final void download(MemorySegment destination) {
        requireWhole(destination);
        use(() -> HostMemory.write(
                destination, address -> copy().run(this::from, copy().intoHost(address), cuda()::cuMemcpy2D)));
    }

    /**
     * Copies the frame from the device into a buffer's remaining bytes; its position stays.
     *
     * @param destination
     *            exactly {@link #packedBytes()} bytes
     * @see #download(MemorySegment)
     */
    public final void download(ByteBuffer destination) {
        download(MemorySegment.ofBuffer(destination));
    }

    /**
     * Copies the frame from the device into an array.
     *
     * @param destination
     *            exactly {@link #packedBytes()} bytes
     * @see #download(MemorySegment)
     */
    public final void download(byte[] destination) {
        download(MemorySegment.ofArray(destination));
    }

    /**
     * Copies the frame from the device into a new array.
     *
     * @return {@link #packedBytes()} bytes
     * @see #download(MemorySegment)
     */
    public final byte[] download() {
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

    private PictureCopy copy() {
        return new PictureCopy(format, width, height);
    }

    /** Names a plane of this frame as the source of a {@code CUDA_MEMCPY2D}. */
    abstract void from(MemorySegment copy, int plane);

    /** Names a plane of this frame as the destination of a {@code CUDA_MEMCPY2D}. */
    abstract void into(MemorySegment copy, int plane);

    private CudaFunctions cuda() {
        return context.cuda();
    }
}
