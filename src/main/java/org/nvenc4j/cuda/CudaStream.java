package org.nvenc4j.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.nvenc4j.internal.raw.cuda.cuda_h;

/**
 * A queue of work on the device: {@code CUstream}. Work given to one stream runs in order; work of different streams may
 * overlap, unless an {@link CudaEvent} orders it.
 */
public final class CudaStream extends CudaResource {
    private final CudaContext context;
    private final long handle;
    private final boolean owned;

    private CudaStream(CudaContext context, long handle, boolean owned) {
        super(context);
        this.context = context;
        this.handle = handle;
        this.owned = owned;
    }

    /**
     * Creates a stream: {@code cuStreamCreate}. Its work is ordered with the default stream's, where this library's copies
     * run.
     *
     * @param context
     *            the context of the stream
     * @return the stream, to be closed by the caller or with the context; closing does not wait for its work
     * @throws CudaException
     *             if the driver refuses
     */
    public static CudaStream create(CudaContext context) {
        return create(context, cuda_h.CU_STREAM_DEFAULT());
    }

    /**
     * Creates a stream that is not ordered with the default stream: {@code cuStreamCreate} with
     * {@code CU_STREAM_NON_BLOCKING}. Nothing waits for its work unless it is told to: neither this library's copies, nor an
     * encoder that was not given the stream.
     *
     * @param context
     *            the context of the stream
     * @return the stream, to be closed by the caller or with the context; closing does not wait for its work
     * @throws CudaException
     *             if the driver refuses
     */
    public static CudaStream createNonBlocking(CudaContext context) {
        return create(context, cuda_h.CU_STREAM_NON_BLOCKING());
    }

    private static CudaStream create(CudaContext context, int flags) {
        return context.create(() -> {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment stream = arena.allocate(ValueLayout.JAVA_LONG);
                context.cuda().cuStreamCreate(stream.address(), flags);
                return new CudaStream(context, stream.get(ValueLayout.JAVA_LONG, 0), true);
            }
        });
    }

    /**
     * Borrows a stream that someone else created. Closing leaves the stream itself alone; its owner must not destroy it
     * before.
     *
     * <p>The driver has no way to ask whether a number is a stream, and may crash the process on one that is not.
     *
     * @param context
     *            the context that the stream belongs to
     * @param cuStream
     *            the {@code CUstream}; 0 and 1 are the legacy default stream, 2 is the calling thread's default stream
     * @return the stream
     * @throws IllegalStateException
     *             if the context is closed
     */
    public static CudaStream ofHandle(CudaContext context, long cuStream) {
        CudaStream stream = new CudaStream(context, cuStream, false);
        context.closeFirst(stream);
        return stream;
    }

    /**
     * Waits until the device has done all work of this stream: {@code cuStreamSynchronize}.
     *
     * @throws IllegalStateException
     *             if the stream is closed
     * @throws CudaException
     *             if that work failed; {@link CudaException#isContextDead} says whether the context can be used further
     */
    public void synchronize() {
        use(() -> context.cuda().cuStreamSynchronize(handle));
    }

    /**
     * Orders what this stream is given from now on after an event: {@code cuStreamWaitEvent}. The host does not wait.
     *
     * @param event
     *            an event that was recorded; one that was not delays nothing
     * @throws IllegalStateException
     *             if the stream or the event is closed
     * @throws CudaException
     *             if the driver refuses
     */
    public void waitFor(CudaEvent event) {
        int noFlags = 0;
        use(() -> event.use(() -> context.cuda().cuStreamWaitEvent(handle, event.handle(), noFlags)));
    }

    /**
     * The stream's handle, for other libraries that call the CUDA driver. It is not to be destroyed.
     *
     * @return the {@code CUstream}
     */
    public long handle() {
        return handle;
    }

    /**
     * The context that the stream belongs to.
     *
     * @return the context
     */
    public CudaContext context() {
        return context;
    }

    @Override
    void free() {
        if (owned) {
            context.release(() -> context.cuda().cuStreamDestroy(handle));
        }
    }

    @Override
    public String toString() {
        return String.format("CUDA stream 0x%x", handle);
    }
}
