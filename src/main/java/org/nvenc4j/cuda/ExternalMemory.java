package org.nvenc4j.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.nvenc4j.internal.raw.cuda.CUDA_EXTERNAL_MEMORY_BUFFER_DESC;
import org.nvenc4j.internal.raw.cuda.CUDA_EXTERNAL_MEMORY_HANDLE_DESC;
import org.nvenc4j.internal.raw.cuda.cuda_h;

/**
 * Device memory that another API allocated and exported, such as Vulkan: imported without a copy
 * ({@code CUexternalMemory}). Buffers and frames are mapped out of it, and are unmapped before it is closed.
 *
 * <p>The exporting API must have allocated it on the context's GPU: compare {@link CudaDevice#uuid()} with
 * {@code VkPhysicalDeviceIDProperties::deviceUUID}. Its work is ordered with CUDA's by an {@link ExternalSemaphore}.
 */
public final class ExternalMemory extends CudaResource {
    private final CudaContext context;
    private final long handle;
    private final long size;
    private final boolean dedicated;

    private ExternalMemory(CudaContext context, long handle, long size, boolean dedicated) {
        super(context);
        this.context = context;
        this.handle = handle;
        this.size = size;
        this.dedicated = dedicated;
    }

    /**
     * Imports what {@code vkGetMemoryFdKHR} exported as {@code VK_EXTERNAL_MEMORY_HANDLE_TYPE_OPAQUE_FD_BIT}. Linux only.
     *
     * @param context
     *            the context to import it into, also the encoding session's
     * @param fd
     *            the file descriptor: the driver's from here on, which closes it also where it refuses with
     *            {@link CudaException}; the caller's to close if another exception is thrown
     * @param size
     *            the size that was allocated, in bytes; the driver does not check it before something is mapped
     * @param dedicated
     *            whether it was allocated for one buffer or image alone ({@code VkMemoryDedicatedAllocateInfo})
     * @return the memory, to be closed by the caller or with the context
     * @throws IllegalArgumentException
     *             if the descriptor is negative or the size is not positive
     * @throws CudaException
     *             if the descriptor is nothing exported, is of another GPU, or there is not enough memory. A semaphore's
     *             descriptor is not told from one of memory
     */
    public static ExternalMemory ofFd(CudaContext context, int fd, long size, boolean dedicated) {
        requireFd(fd);
        if (size < 1) {
            throw new IllegalArgumentException("The size is " + size + "; pass the allocated one, in bytes");
        }
        return context.create(() -> {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment desc = arena.allocate(CUDA_EXTERNAL_MEMORY_HANDLE_DESC.layout());
                CUDA_EXTERNAL_MEMORY_HANDLE_DESC.type(desc, cuda_h.CU_EXTERNAL_MEMORY_HANDLE_TYPE_OPAQUE_FD());
                CUDA_EXTERNAL_MEMORY_HANDLE_DESC.fd(desc, fd);
                CUDA_EXTERNAL_MEMORY_HANDLE_DESC.size(desc, size);
                CUDA_EXTERNAL_MEMORY_HANDLE_DESC.flags(desc, dedicated ? cuda_h.CUDA_EXTERNAL_MEMORY_DEDICATED() : 0);
                MemorySegment out = arena.allocate(ValueLayout.JAVA_LONG);
                context.cuda().interop().cuImportExternalMemory(out.address(), desc.address());
                return new ExternalMemory(context, out.get(ValueLayout.JAVA_LONG, 0), size, dedicated);
            }
        });
    }

    static void requireFd(int fd) {
        if (fd < 0) {
            throw new IllegalArgumentException("The file descriptor is " + fd + "; an open one is 0 or more");
        }
    }

    /**
     * Maps a part of the memory as a frame ({@code cuExternalMemoryGetMappedBuffer}). Closing the frame unmaps it.
     *
     * @param offset
     *            where the frame begins, in bytes; 0 in dedicated memory
     * @param pitch
     *            the distance of two luma rows in bytes: at least a row, and a multiple of 4
     * @param format
     *            how the samples lie in memory; linear, as in a {@code VkBuffer} or an image of linear tiling
     * @param width
     *            pixels, 1 to 65536
     * @param height
     *            rows, 1 to 65536
     * @return the frame, to be closed by the caller or with the memory
     * @throws UnusableMemoryException
     *             if the pitch is not possible, or NVENC cannot register memory of that kind; then map a
     *             {@linkplain #buffer buffer} and copy from it
     * @throws IllegalArgumentException
     *             if the size is out of range, the frame does not fit into the memory, or the offset is not possible
     * @throws IllegalStateException
     *             if the memory is closed
     * @throws CudaException
     *             if the driver cannot map it
     */
    public DeviceFrame frame(long offset, long pitch, BufferFormat format, int width, int height) {
        long bytes = DevicePicture.of(0, pitch, format, width, height).bytes();
        return context.create(this, () -> {
            long address = map(offset, bytes);
            try {
                DevicePicture picture = DevicePicture.of(address, pitch, format, width, height);
                return DeviceFrame.checked(context, this, picture, true);
            } catch (RuntimeException | Error e) {
                CudaContext.undo(e, () -> context.cuda().cuMemFree(address));
                throw e;
            }
        });
    }

    /**
     * Maps a part of the memory ({@code cuExternalMemoryGetMappedBuffer}). Closing the buffer unmaps it.
     *
     * @param offset
     *            where it begins, in bytes; 0 in dedicated memory
     * @param bytes
     *            its size, at least 1
     * @return the buffer, to be closed by the caller or with the memory
     * @throws IllegalArgumentException
     *             if the part does not lie in the memory, or the offset is not possible
     * @throws IllegalStateException
     *             if the memory is closed
     * @throws CudaException
     *             if the driver cannot map it
     */
    public DeviceBuffer buffer(long offset, long bytes) {
        return context.create(this, () -> DeviceBuffer.mapped(context, this, map(offset, bytes), bytes));
    }

    private long map(long offset, long bytes) {
        if (offset < 0 || bytes < 1 || bytes > size - offset) {
            throw new IllegalArgumentException(
                    bytes + " bytes from " + offset + " on do not lie in the " + size + " bytes of the " + this);
        }
        if (dedicated && offset != 0) {
            throw new IllegalArgumentException("The offset is " + offset + "; of dedicated memory only what begins at 0"
                    + " can be mapped. Map a buffer of it all, and wrap the frame from its address on");
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment desc = arena.allocate(CUDA_EXTERNAL_MEMORY_BUFFER_DESC.layout());
            CUDA_EXTERNAL_MEMORY_BUFFER_DESC.offset(desc, offset);
            CUDA_EXTERNAL_MEMORY_BUFFER_DESC.size(desc, bytes);
            MemorySegment out = arena.allocate(ValueLayout.JAVA_LONG);
            context.cuda().interop().cuExternalMemoryGetMappedBuffer(out.address(), handle, desc.address());
            return out.get(ValueLayout.JAVA_LONG, 0);
        }
    }

    /**
     * The size that was imported.
     *
     * @return bytes
     */
    public long size() {
        return size;
    }

    /**
     * The context that the memory was imported into.
     *
     * @return the context
     */
    public CudaContext context() {
        return context;
    }

    @Override
    void free() {
        context.release(() -> context.cuda().interop().cuDestroyExternalMemory(handle));
    }

    @Override
    public String toString() {
        return "external memory of " + size + " bytes";
    }
}
