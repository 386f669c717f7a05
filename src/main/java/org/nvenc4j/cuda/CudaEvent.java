package org.nvenc4j.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.nvenc4j.internal.raw.cuda.CUipcEventHandle;
import org.nvenc4j.internal.raw.cuda.cuda_h;

/** A mark in a stream's work that others can wait for, and that can tell the time: {@code CUevent}. */
public final class CudaEvent extends CudaResource {
    private final CudaContext context;
    private final long handle;
    private final boolean timed;

    private CudaEvent(CudaContext context, long handle, boolean timed) {
        super(context);
        this.context = context;
        this.handle = handle;
        this.timed = timed;
    }

    /**
     * Creates an event that only orders work: {@code cuEventCreate} with {@code CU_EVENT_DISABLE_TIMING}.
     *
     * @param context
     *            the context of the event
     * @return the event, to be closed by the caller or with the context
     * @throws CudaException
     *             if the driver refuses
     */
    public static CudaEvent create(CudaContext context) {
        return create(context, cuda_h.CU_EVENT_DISABLE_TIMING());
    }

    /**
     * Creates an event that also takes the time when its work is done, which costs the device a little:
     * {@code cuEventCreate}.
     *
     * @param context
     *            the context of the event
     * @return the event, to be closed by the caller or with the context
     * @throws CudaException
     *             if the driver refuses
     */
    public static CudaEvent createTimed(CudaContext context) {
        return create(context, cuda_h.CU_EVENT_DEFAULT());
    }

    /**
     * Creates an event that other processes on this machine can open, to order their work with this one's
     * ({@code CU_EVENT_INTERPROCESS}).
     *
     * @param context
     *            the context of the event
     * @return the event, to be closed by the caller or with the context, after the other processes have closed it
     * @throws CudaException
     *             if the driver refuses
     */
    public static CudaEvent createInterprocess(CudaContext context) {
        return create(context, cuda_h.CU_EVENT_DISABLE_TIMING() | cuda_h.CU_EVENT_INTERPROCESS());
    }

    private static CudaEvent create(CudaContext context, int flags) {
        return context.create(() -> {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment out = arena.allocate(ValueLayout.JAVA_LONG);
                context.cuda().cuEventCreate(out.address(), flags);
                boolean timed = (flags & cuda_h.CU_EVENT_DISABLE_TIMING()) == 0;
                return new CudaEvent(context, out.get(ValueLayout.JAVA_LONG, 0), timed);
            }
        });
    }

    /**
     * Opens an event of another process ({@code cuIpcOpenEventHandle}), such as PyTorch's
     * {@code Event(interprocess=True)}.
     *
     * @param context
     *            the context to open it in
     * @param handle
     *            the 64 bytes of its {@code CUipcEventHandle}
     * @return the event, to be closed by the caller or with the context
     * @throws IllegalArgumentException
     *             if there are not 64 bytes
     * @throws CudaException
     *             if the handle is of this process or of no event, or the system has no CUDA IPC
     */
    public static CudaEvent openIpc(CudaContext context, byte[] handle) {
        return context.create(() -> {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment out = arena.allocate(ValueLayout.JAVA_LONG);
                MemorySegment handleIn = IpcMemory.handleIn(arena, handle, CUipcEventHandle.sizeof());
                context.cuda().interop().cuIpcOpenEventHandle(out.address(), handleIn);
                return new CudaEvent(context, out.get(ValueLayout.JAVA_LONG, 0), false);
            }
        });
    }

    /**
     * What another process needs to open this event: {@code cuIpcGetEventHandle}.
     *
     * @return the 64 bytes of {@code CUipcEventHandle}
     * @throws IllegalStateException
     *             if the event is closed
     * @throws CudaException
     *             if the event was not {@linkplain #createInterprocess created for that}, or the system has no CUDA IPC
     */
    public byte[] ipcHandle() {
        byte[] handle = new byte[(int) CUipcEventHandle.sizeof()];
        use(() -> {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment out = arena.allocate(CUipcEventHandle.layout());
                context.cuda().interop().cuIpcGetEventHandle(out.address(), this.handle);
                MemorySegment.copy(out, ValueLayout.JAVA_BYTE, 0, handle, 0, handle.length);
            }
        });
        return handle;
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

    /**
     * The time that passed on the device between an earlier event and this one: {@code cuEventElapsedTime}. Both must have
     * been recorded, and be done.
     *
     * @param start
     *            the earlier event
     * @return milliseconds, with a resolution of about half a microsecond
     * @throws IllegalArgumentException
     *             if one of the two was not made by {@link #createTimed}
     * @throws IllegalStateException
     *             if one of the two is closed
     * @throws CudaException
     *             if one of the two was not recorded or is not done yet ({@code CUDA_ERROR_NOT_READY}), or their work failed
     */
    public float millisSince(CudaEvent start) {
        if (!timed || !start.timed) {
            throw new IllegalArgumentException(
                    "The " + (timed ? start : this) + " takes no time; make it by CudaEvent.createTimed");
        }
        float[] millis = new float[1];
        use(() -> start.use(() -> {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment out = arena.allocate(ValueLayout.JAVA_FLOAT);
                context.cuda().cuEventElapsedTime(out.address(), start.handle, handle);
                millis[0] = out.get(ValueLayout.JAVA_FLOAT, 0);
            }
        }));
        return millis[0];
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
        context.release(() -> context.cuda().cuEventDestroy(handle));
    }

    @Override
    public String toString() {
        return String.format("CUDA event 0x%x", handle);
    }
}
