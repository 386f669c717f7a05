package org.nvenc4j.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import org.nvenc4j.internal.driver.CudaFunctions;

/**
 * Linear memory on the device, without a meaning of its own; {@link DeviceFrame} is a picture.
 *
 * <p>Copies are synchronous: when one returns, the host's memory may be changed or freed. They run on the default stream,
 * after the work that other streams of the context were given before, but for non-blocking ones. Native memory is copied
 * as it is; its arena must stay open until the copy returns. Arrays are staged.
 */
public final class DeviceBuffer extends CudaResource {
    private final CudaContext context;
    private final Allocation allocation;
    private final boolean owned;

    private DeviceBuffer(CudaContext context, CudaResource owner, Allocation allocation, boolean owned) {
        super(context, owner);
        this.context = context;
        this.allocation = allocation;
        this.owned = owned;
    }

    /** A piece of device memory. One row where there is no pitch. */
    record Allocation(long address, long pitch, long bytes) {}

    /**
     * Allocates memory: {@code cuMemAlloc}.
     *
     * @param context
     *            the context to allocate in
     * @param bytes
     *            the size, at least 1
     * @return the memory, its content undefined, to be closed by the caller or with the context
     * @throws IllegalArgumentException
     *             if the size is not positive
     * @throws CudaException
     *             if there is not enough memory
     */
    public static DeviceBuffer allocate(CudaContext context, long bytes) {
        requirePositive("size", bytes);
        return context.create(() -> {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment address = arena.allocate(ValueLayout.JAVA_LONG);
                context.cuda().cuMemAlloc(address.address(), bytes);
                Allocation allocation = new Allocation(address.get(ValueLayout.JAVA_LONG, 0), bytes, bytes);
                return new DeviceBuffer(context, context, allocation, true);
            }
        });
    }

    /**
     * Allocates rows at a distance that suits the device: {@code cuMemAllocPitch}.
     *
     * @param context
     *            the context to allocate in
     * @param widthBytes
     *            the length of a row in bytes, at least 1
     * @param rows
     *            the number of rows, at least 1
     * @return the memory, its content undefined, to be closed by the caller or with the context
     * @throws IllegalArgumentException
     *             if a number is not positive
     * @throws CudaException
     *             if there is not enough memory
     */
    public static DeviceBuffer allocatePitched(CudaContext context, long widthBytes, long rows) {
        requirePositive("width", widthBytes);
        requirePositive("number of rows", rows);
        return context.create(() -> new DeviceBuffer(context, context, pitched(context, widthBytes, rows), true));
    }

    static Allocation pitched(CudaContext context, long widthBytes, long rows) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(ValueLayout.JAVA_LONG);
            MemorySegment pitchOut = arena.allocate(ValueLayout.JAVA_LONG);
            context.cuda()
                    .cuMemAllocPitch(address.address(), pitchOut.address(), widthBytes, rows, LARGEST_ELEMENT_BYTES);
            long pitch = pitchOut.get(ValueLayout.JAVA_LONG, 0);
            return new Allocation(address.get(ValueLayout.JAVA_LONG, 0), pitch, pitch * rows);
        }
    }

    /** Decides the alignment of rows: 4, 8 or 16. */
    private static final int LARGEST_ELEMENT_BYTES = 16;

    /**
     * Borrows memory that someone else allocated. Closing frees nothing; the owner must not free it before.
     *
     * @param context
     *            the context that the memory was allocated in
     * @param address
     *            the {@code CUdeviceptr}
     * @param bytes
     *            the size, at least 1
     * @return the memory
     * @throws UnusableMemoryException
     *             if it is not live memory of {@code cuMemAlloc}'s family in this context, or not as much
     * @throws IllegalArgumentException
     *             if the size is not positive
     */
    public static DeviceBuffer wrap(CudaContext context, long address, long bytes) {
        requirePositive("size", bytes);
        return context.create(() -> {
            new DevicePointer(context, address).check(bytes);
            return new DeviceBuffer(context, context, new Allocation(address, bytes, bytes), false);
        });
    }

    /** Memory that was mapped of an import; closing it unmaps it. */
    static DeviceBuffer mapped(CudaContext context, CudaResource owner, long address, long bytes) {
        return new DeviceBuffer(context, owner, new Allocation(address, bytes, bytes), true);
    }

    private static void requirePositive(String what, long value) {
        if (value < 1) {
            throw new IllegalArgumentException("The " + what + " is " + value + "; it must be at least 1");
        }
    }

    /**
     * Where the memory is, for other libraries that call the CUDA driver.
     *
     * @return the {@code CUdeviceptr}
     */
    public long address() {
        return allocation.address;
    }

    /**
     * The size.
     *
     * @return bytes, with the padding of all rows
     */
    public long size() {
        return allocation.bytes;
    }

    /**
     * The distance of two rows.
     *
     * @return bytes; the size if the memory was not allocated in rows
     */
    public long pitch() {
        return allocation.pitch;
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
     * Copies to the beginning of this memory: {@code cuMemcpyHtoD}.
     *
     * @param source
     *            what to copy, at most {@link #size()} bytes
     * @throws IllegalArgumentException
     *             if it is larger
     * @throws IllegalStateException
     *             if this memory or the segment's arena is closed
     * @throws CudaException
     *             if the copy, or work given to the device before, failed
     */
    public void copyFrom(MemorySegment source) {
        requireFits(source);
        use(() -> HostMemory.read(
                source, address -> cuda().cuMemcpyHtoD(allocation.address, address, source.byteSize())));
    }

    /**
     * Copies a buffer's remaining bytes to the beginning of this memory; its position stays.
     *
     * @param source
     *            what to copy, at most {@link #size()} bytes
     * @see #copyFrom(MemorySegment)
     */
    public void copyFrom(ByteBuffer source) {
        copyFrom(MemorySegment.ofBuffer(source));
    }

    /**
     * Copies an array to the beginning of this memory.
     *
     * @param source
     *            what to copy, at most {@link #size()} bytes
     * @see #copyFrom(MemorySegment)
     */
    public void copyFrom(byte[] source) {
        copyFrom(MemorySegment.ofArray(source));
    }

    /**
     * Copies from the beginning of this memory: {@code cuMemcpyDtoH}.
     *
     * @param destination
     *            is filled, at most {@link #size()} bytes
     * @throws IllegalArgumentException
     *             if it is larger, or read-only
     * @throws IllegalStateException
     *             if this memory or the segment's arena is closed
     * @throws CudaException
     *             if the copy, or work given to the device before, failed
     */
    public void copyTo(MemorySegment destination) {
        requireFits(destination);
        use(() -> HostMemory.write(
                destination, address -> cuda().cuMemcpyDtoH(address, allocation.address, destination.byteSize())));
    }

    /**
     * Copies from the beginning of this memory into a buffer's remaining bytes; its position stays.
     *
     * @param destination
     *            is filled, at most {@link #size()} bytes
     * @see #copyTo(MemorySegment)
     */
    public void copyTo(ByteBuffer destination) {
        copyTo(MemorySegment.ofBuffer(destination));
    }

    /**
     * Copies from the beginning of this memory into an array.
     *
     * @param destination
     *            is filled, at most {@link #size()} bytes
     * @see #copyTo(MemorySegment)
     */
    public void copyTo(byte[] destination) {
        copyTo(MemorySegment.ofArray(destination));
    }

    private void requireFits(MemorySegment host) {
        if (host.byteSize() > size()) {
            throw new IllegalArgumentException("The host's memory has " + host.byteSize() + " bytes, the device's "
                    + size() + "; pass a slice of at most that");
        }
    }

    /**
     * Sets every byte, padding included: {@code cuMemsetD8}.
     *
     * @param value
     *            the value
     * @throws IllegalStateException
     *             if this memory is closed
     * @throws CudaException
     *             if the driver refuses, or work given to the device before failed
     */
    public void fill(byte value) {
        use(() -> cuda().cuMemsetD8(allocation.address, value, allocation.bytes));
    }

    private CudaFunctions cuda() {
        return context.cuda();
    }

    @Override
    void free() {
        if (owned) {
            context.release(() -> cuda().cuMemFree(allocation.address));
        }
    }

    @Override
    public String toString() {
        return String.format("device memory of %d bytes at 0x%x", allocation.bytes, allocation.address);
    }
}
