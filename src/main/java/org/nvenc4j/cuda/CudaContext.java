package org.nvenc4j.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.Supplier;
import org.nvenc4j.NvencDriver;
import org.nvenc4j.internal.driver.BoundDriver;
import org.nvenc4j.internal.driver.CudaFunctions;

/**
 * A CUDA context: where device memory, streams and encoding sessions live.
 *
 * <p>Usually the device's {@linkplain #primary primary context}, which JCuda, PyTorch, CuPy and the CUDA runtime use in
 * the same process as well, so that frames of theirs can be encoded in place.
 *
 * <p>Every call of this library makes the context current on the calling thread and leaves that thread's current context
 * as it found it, also when the call fails.
 */
public final class CudaContext extends CudaResource {
    private final CudaDevice device;
    private final CudaFunctions cuda;
    private final long handle;
    private final boolean retained;
    private final Pushed pushed = new Pushed();

    private CudaContext(CudaDevice device, long handle, boolean retained) {
        super(null);
        this.device = device;
        this.cuda = BoundDriver.of(device.driver()).cuda();
        this.handle = handle;
        this.retained = retained;
    }

    /**
     * Retains the primary context of a driver's first device; closing releases it.
     *
     * @param driver
     *            the driver
     * @return the context, to be closed by the caller
     * @throws CudaException
     *             if the driver cannot make it, for want of memory for instance
     * @throws org.nvenc4j.NvencUnavailableException
     *             if there is no GPU, or the CUDA driver cannot be initialised
     */
    public static CudaContext primary(NvencDriver driver) {
        return primary(CudaDevice.of(driver, 0));
    }

    /**
     * Retains a device's primary context ({@code cuDevicePrimaryCtxRetain}); closing releases it. The context itself lives
     * until all who retained it have released it.
     *
     * @param device
     *            the device
     * @return the context, to be closed by the caller
     * @throws CudaException
     *             if the driver cannot make it, for want of memory for instance
     */
    public static CudaContext primary(CudaDevice device) {
        return new CudaContext(device, retain(device), true);
    }

    private static long retain(CudaDevice device) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment context = arena.allocate(ValueLayout.JAVA_LONG);
            BoundDriver.of(device.driver()).cuda().cuDevicePrimaryCtxRetain(context.address(), device.handle());
            return context.get(ValueLayout.JAVA_LONG, 0);
        }
    }

    /**
     * Borrows a context that someone else made. Closing closes what was made on it here and leaves the context itself
     * alone; its owner must not destroy it before.
     *
     * <p>The driver has no way to ask whether a number is a context, and crashes the process on one that is not. So the
     * handle must be one that can be recognised without using it: the context that is current on the calling thread
     * ({@code cuCtxGetCurrent}), or the device's primary context. That it is the device's is then checked. That its owner
     * destroys it too early cannot be noticed.
     *
     * @param device
     *            the device that the context belongs to
     * @param cuContext
     *            the {@code CUcontext}
     * @return the context, to be closed by the caller
     * @throws IllegalArgumentException
     *             if the handle is neither of the two, or belongs to another device
     */
    public static CudaContext ofHandle(CudaDevice device, long cuContext) {
        if (cuContext == 0 || cuContext != current(device) && cuContext != activePrimary(device)) {
            throw new IllegalArgumentException(String.format(
                    "0x%x is neither the calling thread's current CUDA context nor the primary context of device %d. "
                            + "Make the context current on this thread (cuCtxSetCurrent) and call again",
                    cuContext, device.ordinal()));
        }
        CudaContext context = new CudaContext(device, cuContext, false);
        int owner = context.deviceHandle();
        if (owner != device.handle()) {
            throw new IllegalArgumentException(String.format(
                    "The CUDA context 0x%x belongs to device %d, not to device %d",
                    cuContext, owner, device.ordinal()));
        }
        return context;
    }

    private static long current(CudaDevice device) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment context = arena.allocate(ValueLayout.JAVA_LONG);
            BoundDriver.of(device.driver()).cuda().cuCtxGetCurrent(context.address());
            return context.get(ValueLayout.JAVA_LONG, 0);
        }
    }

    /** The primary context if there is one, or 0: retaining an inactive one would make it. */
    private static long activePrimary(CudaDevice device) {
        CudaFunctions cuda = BoundDriver.of(device.driver()).cuda();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment flags = arena.allocate(ValueLayout.JAVA_INT);
            MemorySegment active = arena.allocate(ValueLayout.JAVA_INT);
            cuda.cuDevicePrimaryCtxGetState(device.handle(), flags.address(), active.address());
            if (active.get(ValueLayout.JAVA_INT, 0) == 0) {
                return 0;
            }
        }
        long primary = retain(device);
        cuda.cuDevicePrimaryCtxRelease(device.handle());
        return primary;
    }

    private int deviceHandle() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment owner = arena.allocate(ValueLayout.JAVA_INT);
            run(() -> cuda.cuCtxGetDevice(owner.address()));
            return owner.get(ValueLayout.JAVA_INT, 0);
        }
    }

    /**
     * Makes the context current on the calling thread ({@code cuCtxPushCurrent}) until the result is closed, on the same
     * thread, which makes current again what was before. Until then the context cannot be closed. Nothing is allocated.
     *
     * {@snippet :
     * try (var _ = context.push()) {
     *     // calls of another library that want a current context
     * }
     * }
     *
     * @return what pops the context
     * @throws IllegalStateException
     *             if the context is closed
     * @throws CudaException
     *             if the driver refuses
     */
    public Pushed push() {
        enter();
        boolean done = false;
        try {
            cuda.cuCtxPushCurrent(handle);
            done = true;
        } finally {
            if (!done) {
                exit();
            }
        }
        return pushed;
    }

    /** A context that was made current. Closing it, once and on the same thread, makes current what was before. */
    public final class Pushed implements AutoCloseable {
        private Pushed() {}

        /**
         * Pops the context from the calling thread: {@code cuCtxPopCurrent}.
         *
         * @throws IllegalStateException
         *             if the context is not pushed any more
         * @throws CudaException
         *             if the driver refuses
         */
        @Override
        public void close() {
            if (!isInUse()) {
                throw new IllegalStateException(
                        "The " + CudaContext.this + " is not pushed: close what push() gave once, on the same thread");
            }
            try {
                cuda.cuCtxPopCurrent(NOT_WANTED);
            } finally {
                exit();
            }
        }
    }

    private static final long NOT_WANTED = 0;

    /**
     * Runs something with the context current on the calling thread, which afterwards has the current context that it had
     * before.
     *
     * @param calls
     *            what to run
     * @throws IllegalStateException
     *             if the context is closed
     * @throws CudaException
     *             if the driver refuses
     */
    public void run(Runnable calls) {
        try (var _ = push()) {
            calls.run();
        }
    }

    /** Makes a resource with the context current, to be closed with it; what cannot be handed out is closed again. */
    <R extends CudaResource> R create(Supplier<R> maker) {
        return create(this, maker);
    }

    /** The same for what lies in an import, to be closed with that. */
    <R extends CudaResource> R create(CudaResource owner, Supplier<R> maker) {
        R made = null;
        owner.enter();
        try (var _ = push()) {
            made = maker.get();
            owner.closeFirst(made);
            return made;
        } catch (RuntimeException | Error e) {
            if (made != null) {
                undo(e, made::close);
            }
            throw e;
        } finally {
            owner.exit();
        }
    }

    /** Takes back what was done before a failure; what fails on the way back is added to it. */
    static void undo(Throwable failure, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error more) {
            failure.addSuppressed(more);
        }
    }

    /**
     * Gives something back to the driver, with the context current. Any call may report the failure of earlier work in
     * place of its own, and what is not freed here never is: so a push that fails is tried once more, and its failure is
     * thrown at the end.
     */
    void release(Runnable calls) {
        CudaException earlier = null;
        Pushed current;
        try {
            current = push();
        } catch (CudaException e) {
            earlier = e;
            current = push();
        }
        try {
            calls.run();
        } finally {
            current.close();
        }
        if (earlier != null) {
            throw earlier;
        }
    }

    /**
     * Waits until the device has done all work that was given to this context: {@code cuCtxSynchronize}.
     *
     * @throws CudaException
     *             if that work failed; {@link CudaException#isContextDead} says whether the context can be used further
     */
    public void synchronize() {
        run(cuda::cuCtxSynchronize);
    }

    /**
     * The context's handle, for other libraries that call the CUDA driver. It is not to be destroyed.
     *
     * @return the {@code CUcontext}
     */
    public long handle() {
        return handle;
    }

    /**
     * The device that the context belongs to.
     *
     * @return the device
     */
    public CudaDevice device() {
        return device;
    }

    /**
     * The driver that the context belongs to.
     *
     * @return the driver
     */
    public NvencDriver driver() {
        return device.driver();
    }

    CudaFunctions cuda() {
        return cuda;
    }

    @Override
    void free() {
        if (retained) {
            cuda.cuDevicePrimaryCtxRelease(device.handle());
        }
    }

    @Override
    public String toString() {
        return "CUDA context of device " + device.ordinal();
    }
}
