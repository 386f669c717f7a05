package org.nvenc4j.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.nvenc4j.internal.raw.cuda.CUDA_EXTERNAL_SEMAPHORE_HANDLE_DESC;
import org.nvenc4j.internal.raw.cuda.CUDA_EXTERNAL_SEMAPHORE_SIGNAL_PARAMS;
import org.nvenc4j.internal.raw.cuda.CUDA_EXTERNAL_SEMAPHORE_WAIT_PARAMS;
import org.nvenc4j.internal.raw.cuda.cuda_h;

/**
 * A semaphore that another API made and exported, such as Vulkan: it orders that API's work with a CUDA stream's, without
 * the host waiting ({@code CUexternalSemaphore}).
 */
public final class ExternalSemaphore extends CudaResource {
    private static final long NO_VALUE = 0;

    private final CudaContext context;
    private final long handle;
    private final Kind kind;

    /** What a semaphore holds. */
    public enum Kind {
        /** Signalled or not; a wait takes the signal back ({@code VK_SEMAPHORE_TYPE_BINARY}). */
        BINARY(cuda_h.CU_EXTERNAL_SEMAPHORE_HANDLE_TYPE_OPAQUE_FD()),
        /** A number that only grows; a wait is for a value or more ({@code VK_SEMAPHORE_TYPE_TIMELINE}). */
        TIMELINE(cuda_h.CU_EXTERNAL_SEMAPHORE_HANDLE_TYPE_TIMELINE_SEMAPHORE_FD());

        private final int fdType;

        Kind(int fdType) {
            this.fdType = fdType;
        }
    }

    private ExternalSemaphore(CudaContext context, long handle, Kind kind) {
        super(context);
        this.context = context;
        this.handle = handle;
        this.kind = kind;
    }

    /**
     * Imports what {@code vkGetSemaphoreFdKHR} exported as {@code VK_EXTERNAL_SEMAPHORE_HANDLE_TYPE_OPAQUE_FD_BIT}. Linux
     * only.
     *
     * @param context
     *            the context to import it into
     * @param fd
     *            the file descriptor; the driver's once it is imported. So if this throws it is still the caller's to close,
     *            but for a failure of {@code cuCtxPopCurrent}, which comes after the import
     * @param kind
     *            what the semaphore was made as, which the driver does not check
     * @return the semaphore, to be closed by the caller or with the context
     * @throws IllegalArgumentException
     *             if the descriptor is negative
     * @throws CudaException
     *             if the descriptor is nothing exported. One of memory is not told from a semaphore's
     */
    public static ExternalSemaphore ofFd(CudaContext context, int fd, Kind kind) {
        ExternalMemory.requireFd(fd);
        return context.create(() -> {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment desc = arena.allocate(CUDA_EXTERNAL_SEMAPHORE_HANDLE_DESC.layout());
                CUDA_EXTERNAL_SEMAPHORE_HANDLE_DESC.type(desc, kind.fdType);
                CUDA_EXTERNAL_SEMAPHORE_HANDLE_DESC.fd(desc, fd);
                MemorySegment out = arena.allocate(ValueLayout.JAVA_LONG);
                context.cuda().interop().cuImportExternalSemaphore(out.address(), desc.address());
                return new ExternalSemaphore(context, out.get(ValueLayout.JAVA_LONG, 0), kind);
            }
        });
    }

    /**
     * Signals a binary semaphore once the stream has done what it was given so far
     * ({@code cuSignalExternalSemaphoresAsync}).
     *
     * @param stream
     *            a stream of the same context
     * @throws IllegalArgumentException
     *             if this is a timeline, which wants a value
     * @throws IllegalStateException
     *             if the semaphore or the stream is closed
     * @throws CudaException
     *             if the driver refuses
     */
    public void signal(CudaStream stream) {
        require(Kind.BINARY);
        enqueueSignal(stream, NO_VALUE);
    }

    /**
     * Sets a timeline to a value once the stream has done what it was given so far
     * ({@code cuSignalExternalSemaphoresAsync}).
     *
     * @param stream
     *            a stream of the same context
     * @param value
     *            larger than any before
     * @throws IllegalArgumentException
     *             if this is a binary semaphore, which has no value
     * @throws IllegalStateException
     *             if the semaphore or the stream is closed
     * @throws CudaException
     *             if the driver refuses
     */
    public void signal(CudaStream stream, long value) {
        require(Kind.TIMELINE);
        enqueueSignal(stream, value);
    }

    private void enqueueSignal(CudaStream stream, long value) {
        use(() -> stream.use(() -> {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment params = arena.allocate(CUDA_EXTERNAL_SEMAPHORE_SIGNAL_PARAMS.layout());
                CUDA_EXTERNAL_SEMAPHORE_SIGNAL_PARAMS.fenceValue(params, value);
                context.cuda()
                        .interop()
                        .cuSignalExternalSemaphoresAsync(handleIn(arena), params.address(), 1, stream.handle());
            }
        }));
    }

    /**
     * Orders what the stream is given from now on after a signal of a binary semaphore, which the wait takes back
     * ({@code cuWaitExternalSemaphoresAsync}). The signal must have been given to its queue before.
     *
     * @param stream
     *            a stream of the same context
     * @throws IllegalArgumentException
     *             if this is a timeline, which wants a value
     * @throws IllegalStateException
     *             if the semaphore or the stream is closed
     * @throws CudaException
     *             if the driver refuses
     */
    public void waitOn(CudaStream stream) {
        require(Kind.BINARY);
        enqueueWait(stream, NO_VALUE);
    }

    /**
     * Orders what the stream is given from now on after a timeline reached a value
     * ({@code cuWaitExternalSemaphoresAsync}).
     *
     * @param stream
     *            a stream of the same context
     * @param value
     *            what to wait for
     * @throws IllegalArgumentException
     *             if this is a binary semaphore, which has no value
     * @throws IllegalStateException
     *             if the semaphore or the stream is closed
     * @throws CudaException
     *             if the driver refuses
     */
    public void waitOn(CudaStream stream, long value) {
        require(Kind.TIMELINE);
        enqueueWait(stream, value);
    }

    private void enqueueWait(CudaStream stream, long value) {
        use(() -> stream.use(() -> {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment params = arena.allocate(CUDA_EXTERNAL_SEMAPHORE_WAIT_PARAMS.layout());
                CUDA_EXTERNAL_SEMAPHORE_WAIT_PARAMS.fenceValue(params, value);
                context.cuda()
                        .interop()
                        .cuWaitExternalSemaphoresAsync(handleIn(arena), params.address(), 1, stream.handle());
            }
        }));
    }

    private long handleIn(Arena arena) {
        return arena.allocateFrom(ValueLayout.JAVA_LONG, handle).address();
    }

    private void require(Kind wanted) {
        if (kind != wanted) {
            throw new IllegalArgumentException(
                    kind == Kind.TIMELINE
                            ? "The semaphore is a timeline; pass the value"
                            : "The semaphore is binary and has no value; call without one");
        }
    }

    /**
     * The context that the semaphore was imported into.
     *
     * @return the context
     */
    public CudaContext context() {
        return context;
    }

    @Override
    void free() {
        context.release(() -> context.cuda().interop().cuDestroyExternalSemaphore(handle));
    }

    @Override
    public String toString() {
        return "external " + (kind == Kind.TIMELINE ? "timeline" : "binary") + " semaphore";
    }
}
