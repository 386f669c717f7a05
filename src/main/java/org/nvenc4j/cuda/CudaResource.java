package org.nvenc4j.cuda;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something on the GPU that is closed explicitly: a context, memory, a frame, a stream, an event, a module, or
 * what another program or API shares.
 *
 * <p>May be used from any thread. Closing excludes use: a resource that another thread is using at that moment refuses to
 * close, with {@link IllegalStateException}, and stays open. After it was closed every use throws
 * {@link IllegalStateException}.
 *
 * <p>Closing goes to the end whatever fails on the way. What depends on the resource is closed first, the newest before
 * the older; failures are collected, the first is thrown and the later ones are {@linkplain Throwable#getSuppressed()
 * suppressed} in it. Only a refusal stops it. Closing again does nothing.
 *
 * <p>Nothing is freed by the garbage collector.
 */
public abstract sealed class CudaResource implements AutoCloseable
        permits CudaContext,
                DeviceBuffer,
                InputFrame,
                CudaStream,
                CudaEvent,
                DeviceImage,
                ColourConverter,
                CudaModule,
                DlpackTensor,
                IpcMemory,
                ExternalMemory,
                ExternalSemaphore,
                GlTexture {
    /** The context that this resource belongs to; null for a context itself. */
    private final @Nullable CudaContext context;

    /** What closes this resource before itself: the context, or an import that it lies in. */
    private final @Nullable CudaResource owner;

    private final List<AutoCloseable> children = new ArrayList<>();
    private int uses;
    private @Nullable Thread closer;
    private boolean closed;

    CudaResource(@Nullable CudaContext context) {
        this(context, context);
    }

    CudaResource(@Nullable CudaContext context, @Nullable CudaResource owner) {
        this.context = context;
        this.owner = owner;
    }

    /**
     * Says whether the resource can be used.
     *
     * @return false once it was closed
     */
    public final synchronized boolean isOpen() {
        return !closed;
    }

    /**
     * Makes a dependent of this resource close before it. Another library's hold on the resource, such as an encoding
     * session's registration of a frame, is announced here and withdrawn by {@link #forget}.
     *
     * <p>If the dependent's {@code close} throws {@link IllegalStateException}, this resource stays open: that is how a
     * dependent which is in use by another thread refuses. Any other failure does not keep the resource from closing.
     *
     * @param child
     *            what to close first; its {@code close} must be idempotent
     * @throws IllegalStateException
     *             if this resource is closed or being closed
     */
    public final synchronized void closeFirst(AutoCloseable child) {
        requireUsable();
        children.add(child);
    }

    /**
     * Takes back {@link #closeFirst}. Does nothing for what was not announced.
     *
     * @param child
     *            what was announced
     */
    @SuppressWarnings("ReferenceEquality")
    public final synchronized void forget(AutoCloseable child) {
        for (int i = children.size() - 1; i >= 0; i--) {
            if (children.get(i) == child) {
                children.remove(i);
                return;
            }
        }
    }

    /**
     * Closes this resource, after all that depends on it.
     *
     * @throws IllegalStateException
     *             if the resource or something that depends on it is in use; close it when that call has returned
     * @throws CudaException
     *             if the driver failed to free it; it counts as closed nevertheless
     */
    @Override
    public final void close() {
        if (!beginClose()) {
            return;
        }
        boolean done = false;
        Failures failures = new Failures();
        try {
            closeChildren(failures);
            failures.collect(this::free);
            done = true;
        } finally {
            endClose(done);
        }
        if (owner != null) {
            owner.forget(this);
        }
        failures.throwFirst();
    }

    /** Gives back what the resource holds; its dependents are closed. */
    abstract void free();

    /** Runs something on the GPU with the context current, and nobody closes this resource meanwhile. */
    final void use(Runnable calls) {
        enter();
        try {
            if (context == null) {
                calls.run();
            } else {
                context.run(calls);
            }
        } finally {
            exit();
        }
    }

    final synchronized void enter() {
        requireUsable();
        uses++;
    }

    final synchronized void exit() {
        uses--;
    }

    final synchronized boolean isInUse() {
        return uses > 0;
    }

    /** The thread that closes a resource still uses it, to free what depends on it. */
    private void requireUsable() {
        if (closed) {
            throw new IllegalStateException("The " + this + " is closed");
        }
        if (closer != null && closer != Thread.currentThread()) {
            throw new IllegalStateException("The " + this + " is being closed by thread " + closer.getName());
        }
    }

    /** False if there is nothing to do: closed already, or this is the same thread's close, further up the stack. */
    private synchronized boolean beginClose() {
        if (closed || closer == Thread.currentThread()) {
            return false;
        }
        requireUsable();
        if (uses > 0) {
            throw new IllegalStateException("The " + this + " is in use; close it when that call has returned");
        }
        closer = Thread.currentThread();
        return true;
    }

    private synchronized void endClose(boolean done) {
        closed = done;
        closer = null;
    }

    private void closeChildren(Failures failures) {
        for (AutoCloseable child = newestChild(); child != null; child = newestChild()) {
            failures.collect(child);
            forget(child);
        }
    }

    private synchronized @Nullable AutoCloseable newestChild() {
        return children.isEmpty() ? null : children.getLast();
    }

    /** The failures of one close. A refusal is not collected: it ends the close. */
    private static final class Failures {
        private @Nullable Throwable first;

        void collect(AutoCloseable step) {
            try {
                step.close();
            } catch (IllegalStateException refusal) {
                if (first != null) {
                    refusal.addSuppressed(first);
                }
                throw refusal;
            } catch (Throwable failure) {
                add(failure);
            }
        }

        private void add(Throwable failure) {
            if (first == null) {
                first = failure;
            } else {
                first.addSuppressed(failure);
            }
        }

        void throwFirst() {
            if (first instanceof RuntimeException e) {
                throw e;
            }
            if (first instanceof Error e) {
                throw e;
            }
            if (first != null) {
                throw new RuntimeException(first);
            }
        }
    }
}
