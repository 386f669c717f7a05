package org.nvenc4j.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.nvenc4j.internal.raw.cuda.CUipcMemHandle;
import org.nvenc4j.internal.raw.cuda.cuda_h;

/**
 * Device memory that another process on this machine exported, such as a renderer in Python: opened here without a copy
 * ({@code cuIpcOpenMemHandle}). What is written there is seen here.
 *
 * <p>The exporting process must not free the memory before it is closed here: then what lies there is undefined. A process
 * cannot open what it exported itself. Events order the two processes' work: {@link CudaEvent#ipcHandle}.
 */
public final class IpcMemory extends CudaResource {
    private final CudaContext context;
    private final long address;
    private final long size;

    private IpcMemory(CudaContext context, long address, long size) {
        super(context);
        this.context = context;
        this.address = address;
        this.size = size;
    }

    /**
     * What another process needs to know to open memory of this one.
     *
     * @param handle
     *            the 64 bytes of {@code CUipcMemHandle}, which stand for a whole allocation
     * @param offset
     *            where in the allocation the exported address is, in bytes
     */
    public record Export(byte[] handle, long offset) {}

    /**
     * Lets other processes open the allocation that a frame lies in ({@code cuIpcGetMemHandle}). The memory must be kept
     * until they have closed it.
     *
     * @param frame
     *            the frame
     * @return its allocation's handle, and where the frame begins in it
     * @throws IllegalStateException
     *             if the frame is closed
     * @throws CudaException
     *             if the system has no CUDA IPC
     */
    public static Export export(DeviceFrame frame) {
        return export(frame.context(), frame, frame.address());
    }

    /**
     * Lets other processes open the allocation that a buffer lies in, as {@link #export(DeviceFrame)} does.
     *
     * @param buffer
     *            the buffer
     * @return its allocation's handle, and where the buffer begins in it
     * @throws IllegalStateException
     *             if the buffer is closed
     * @throws CudaException
     *             if the system has no CUDA IPC
     */
    public static Export export(DeviceBuffer buffer) {
        return export(buffer.context(), buffer, buffer.address());
    }

    private static Export export(CudaContext context, CudaResource resource, long address) {
        byte[] handle = new byte[(int) CUipcMemHandle.sizeof()];
        long[] offset = new long[1];
        resource.use(() -> {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment out = arena.allocate(CUipcMemHandle.layout());
                context.cuda().interop().cuIpcGetMemHandle(out.address(), address);
                MemorySegment.copy(out, ValueLayout.JAVA_BYTE, 0, handle, 0, handle.length);
            }
            offset[0] = new DevicePointer(context, address).offset();
        });
        return new Export(handle, offset[0]);
    }

    /**
     * Opens what another process exported ({@code cuIpcOpenMemHandle}, with peer access where it is on another device).
     *
     * @param context
     *            the context to open it in, also the encoding session's; a process may open an allocation in one context
     * @param handle
     *            the 64 bytes of its {@code CUipcMemHandle} ({@code cudaIpcMemHandle_t})
     * @return the memory, to be closed by the caller or with the context
     * @throws IllegalArgumentException
     *             if there are not 64 bytes
     * @throws CudaException
     *             if the handle is of this process, is of no live allocation, or the system has no CUDA IPC
     */
    public static IpcMemory open(CudaContext context, byte[] handle) {
        return context.create(() -> {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment out = arena.allocate(ValueLayout.JAVA_LONG);
                context.cuda()
                        .interop()
                        .cuIpcOpenMemHandle(
                                out.address(),
                                handleIn(arena, handle, CUipcMemHandle.sizeof()),
                                cuda_h.CU_IPC_MEM_LAZY_ENABLE_PEER_ACCESS());
                long address = out.get(ValueLayout.JAVA_LONG, 0);
                try {
                    return new IpcMemory(context, address, new DevicePointer(context, address).bytesLeft());
                } catch (RuntimeException | Error e) {
                    CudaContext.undo(e, () -> context.cuda().interop().cuIpcCloseMemHandle(address));
                    throw e;
                }
            }
        });
    }

    /** Copies a handle, which goes to the driver by value. */
    static MemorySegment handleIn(Arena arena, byte[] handle, long bytes) {
        if (handle.length != bytes) {
            throw new IllegalArgumentException(
                    "The handle has " + handle.length + " bytes; one of CUDA IPC has " + bytes);
        }
        return arena.allocateFrom(ValueLayout.JAVA_BYTE, handle);
    }

    /**
     * Makes a frame of a part of the memory without copying it. Closing the memory closes the frame first.
     *
     * @param offset
     *            where the frame begins, in bytes
     * @param pitch
     *            the distance of two luma rows in bytes: at least a row, and a multiple of 4
     * @param format
     *            how the samples lie in memory
     * @param width
     *            pixels, 1 to 65536
     * @param height
     *            rows, 1 to 65536
     * @return the frame, to be closed by the caller or with the memory
     * @throws UnusableMemoryException
     *             if the frame does not fit into the memory, or NVENC cannot register it in this context: then copy it from
     *             {@link #address()} on
     * @throws IllegalArgumentException
     *             if the size is out of range or the offset is negative
     * @throws IllegalStateException
     *             if the memory is closed
     */
    public DeviceFrame frame(long offset, long pitch, BufferFormat format, int width, int height) {
        if (offset < 0) {
            throw new IllegalArgumentException("The offset is " + offset + "; it must be at least 0");
        }
        DevicePicture picture = DevicePicture.of(address + offset, pitch, format, width, height);
        return context.create(this, () -> DeviceFrame.checked(context, this, picture, false));
    }

    /**
     * Where the memory is in this process.
     *
     * @return the {@code CUdeviceptr}
     */
    public long address() {
        return address;
    }

    /**
     * The size of the exported allocation.
     *
     * @return bytes
     */
    public long size() {
        return size;
    }

    /**
     * The context that the memory was opened in.
     *
     * @return the context
     */
    public CudaContext context() {
        return context;
    }

    @Override
    void free() {
        context.release(() -> context.cuda().interop().cuIpcCloseMemHandle(address));
    }

    @Override
    public String toString() {
        return String.format("memory of another process at 0x%x", address);
    }
}
