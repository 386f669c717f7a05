package org.nvenc4j.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.nvenc4j.internal.raw.cuda.cuda_h;

/** A mark in a stream's work that others can wait for: {@code CUevent}. It takes no time stamps. */
public final class CudaEvent extends CudaResource {
    private final CudaContext context;
    private final long handle;

    private CudaEvent(CudaContext context, long handle) {
        super(context);
        this.context = context;
        this.handle = handle;
    }

    /**
     * Creates an event: {@code cuEventCreate}.
     *
     * @param context
     *            the context of the event
     * @return the event, to be closed by the caller or with the context
     * @throws CudaException
     *             if the driver refuses
     */
    public static CudaEvent create(CudaContext context) {
        try (var _ = context.push();
                Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(ValueLayout.JAVA_LONG);
            context.cuda().cuEventCreate(out.address(), cuda_h.CU_EVENT_DISABLE_TIMING());
            CudaEvent event = new CudaEvent(context, out.get(ValueLayout.JAVA_LONG, 0));
            context.closeFirst(event);
            return event;
        }
    }

    /**
     * Marks all work that a stream was given so far: {@code cuEventRecord}. Recording again moves the mark.
     *
     * @param stream
     *            a stream of the same context
     * @throws IllegalStateException
     *             if the event or the stream is closed
     * @throws CudaException
     *             if the driver refuses
     */
    public void record(CudaStream stream) {
        use(() -> stream.use(() -> context.cuda().cuEventRecord(handle, stream.handle())));
    }

    /**
     * Says whether the marked work is done: {@code cuEventQuery}. Does not wait.
     *
     * @return true if it is done, or if nothing was recorded
     * @throws IllegalStateException
     *             if the event is closed
     * @throws CudaException
     *             if that work failed; {@link CudaException#isContextDead} says whether the context can be used further
     */
    public boolean query() {
        boolean[] done = {false};
        use(() -> {
            int result = context.cuda().cuEventQuery(handle);
            done[0] = result != cuda_h.CUDA_ERROR_NOT_READY();
            if (done[0]) {
                context.cuda().check("cuEventQuery", result);
            }
        });
        return done[0];
    }

    /**
     * Waits until the marked work is done: {@code cuEventSynchronize}.
     *
     * @throws IllegalStateException
     *             if the event is closed
     * @throws CudaException
     *             if that work failed; {@link CudaException#isContextDead} says whether the context can be used further
     */
    public void synchronize() {
        use(() -> context.cuda().cuEventSynchronize(handle));
    }

    long handle() {
        return handle;
    }

    /**
     * The context that the event belongs to.
     *
     * @return the context
     */
    public CudaContext context() {
        return context;
    }

    @Override
    void free() {
        context.run(() -> context.cuda().cuEventDestroy(handle));
    }

    @Override
    public String toString() {
        return String.format("CUDA event 0x%x", handle);
    }
}
