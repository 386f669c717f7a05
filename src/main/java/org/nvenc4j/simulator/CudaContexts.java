package org.nvenc4j.simulator;

import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The contexts of the simulated driver: primary ones, which are counted, and those of clients. */
final class CudaContexts {
    static final long CONTEXTS = 0x00C0_0000_0000_0000L;
    private static final long AFTER_CONTEXTS = 0x00C1_0000_0000_0000L;

    /** Frees what lies in a context that ends. */
    @FunctionalInterface
    interface Owner {
        /** Frees it, and says how many objects that were. */
        int freeAllOf(Context context);
    }

    private final CudaEntries entries;
    private final CudaDevices devices;
    private final ContextStacks stacks;
    private final Handles handles;
    private final Journal journal;
    private final Owner owner;
    private final Map<Long, Context> contexts = new ConcurrentHashMap<>();
    private final @Nullable Context[] primary;

    /** A context that a kernel killed: there is none for the process after it. */
    private volatile @Nullable Context faulty;

    private final int[] retained;

    CudaContexts(
            int count,
            CudaEntries entries,
            CudaDevices devices,
            ContextStacks stacks,
            Handles handles,
            Journal journal,
            Owner owner) {
        this.entries = entries;
        this.devices = devices;
        this.stacks = stacks;
        this.handles = handles;
        this.journal = journal;
        this.owner = owner;
        this.primary = new Context[count];
        this.retained = new int[count];
        functions();
    }

    private void functions() {
        entries.addInitialized("cuDevicePrimaryCtxRetain", "void *, int", args -> {
            devices.gpu(args.integer(1));
            ClientMemory.putLong(args.address(0), retain(args.integer(1)).handle());
            return 0;
        });
        entries.addInitialized("cuDevicePrimaryCtxRelease_v2", "int", args -> {
            devices.gpu(args.integer(0));
            release(args.integer(0));
            return 0;
        });
        entries.addInitialized("cuDevicePrimaryCtxGetState", "int, void *, void *", args -> {
            devices.gpu(args.integer(0));
            ClientMemory.putInt(args.address(1), 0);
            ClientMemory.putInt(args.address(2), primary[args.integer(0)] == null ? 0 : 1);
            return 0;
        });
        entries.addInitialized("cuDevicePrimaryCtxSetFlags_v2", "int, int", args -> {
            devices.gpu(args.integer(0));
            return 0;
        });
        entries.addInitialized("cuCtxCreate_v2", "void *, int, int", args -> {
            devices.gpu(args.integer(2));
            Context context = newContext(args.integer(2), false);
            stacks.push(context);
            ClientMemory.putLong(args.address(0), context.handle());
            return 0;
        });
        entries.addInitialized("cuCtxDestroy_v2", "CUcontext", args -> {
            Context context = context(args.address(0));
            if (context.isPrimary()) {
                throw CudaResult.INVALID_CONTEXT.refusal("a primary context is released, not destroyed");
            }
            destroy(context);
            if (stacks.current() == context) {
                stacks.pop();
            }
            return 0;
        });
        entries.addInitialized("cuCtxPushCurrent_v2", "CUcontext", args -> {
            stacks.push(context(args.address(0)));
            return 0;
        });
        entries.addInitialized("cuCtxPopCurrent_v2", "void *", args -> {
            Context popped = stacks.pop();
            if (popped == null) {
                throw CudaResult.INVALID_CONTEXT.refusal("nothing was pushed");
            }
            if (args.address(0) != 0) {
                ClientMemory.putLong(args.address(0), popped.handle());
            }
            return 0;
        });
        entries.addInitialized("cuCtxGetCurrent", "void *", args -> {
            Context current = stacks.current();
            ClientMemory.putLong(args.address(0), current == null ? 0 : current.handle());
            return 0;
        });
        entries.addInitialized("cuCtxSetCurrent", "CUcontext", args -> {
            stacks.set(args.address(0) == 0 ? null : context(args.address(0)));
            return 0;
        });
        entries.addCurrent(
                "cuCtxGetDevice", "void *", (current, args) -> ClientMemory.putInt(args.address(0), current.device()));
        entries.addInitialized("cuCtxGetApiVersion", "CUcontext, void *", args -> {
            if (args.address(0) != 0) {
                context(args.address(0));
            } else {
                entries.requireCurrent();
            }
            ClientMemory.putInt(args.address(1), 3020);
            return 0;
        });
        entries.addCurrent("cuCtxGetStreamPriorityRange", "void *, void *", (current, args) -> {
            ClientMemory.putInt(args.address(0), 0);
            ClientMemory.putInt(args.address(1), -5);
        });
    }

    private Context newContext(int device, boolean isPrimary) {
        Context killed = faulty;
        if (killed != null) {
            killed.requireHealthy();
        }
        Context context = new Context(handles.next(CONTEXTS), device, isPrimary);
        contexts.put(context.handle(), context);
        return context;
    }

    private Context context(long handle) {
        Context context = contexts.get(handle);
        if (context != null) {
            return context;
        }
        if (handle > CONTEXTS && handle < AFTER_CONTEXTS) {
            throw CudaResult.CONTEXT_IS_DESTROYED.refusal("the context was destroyed");
        }
        throw CudaResult.INVALID_CONTEXT.refusal("0x" + Long.toHexString(handle) + " is no context");
    }

    private synchronized Context retain(int device) {
        Context context = primary[device];
        if (context == null) {
            context = newContext(device, true);
            primary[device] = context;
        }
        context.requireHealthy();
        retained[device]++;
        return context;
    }

    private synchronized void release(int device) {
        Context context = primary[device];
        if (context == null) {
            throw CudaResult.INVALID_CONTEXT.refusal("the primary context of device " + device + " is not retained");
        }
        retained[device]--;
        if (retained[device] == 0) {
            primary[device] = null;
            destroy(context);
        }
    }

    private void destroy(Context context) {
        context.destroy();
        if (context.isFaulty()) {
            faulty = context;
        }
        contexts.remove(context.handle());
        int lost = owner.freeAllOf(context);
        if (lost > 0 && !context.isFaulty()) {
            journal.violation("A context of device " + context.device() + " was destroyed with " + lost
                    + " allocations, streams, events or modules in it");
        }
    }

    /** The device of a context; empty for a handle that is no live context. */
    OptionalInt deviceOf(long handle) {
        Context context = contexts.get(handle);
        return context == null ? OptionalInt.empty() : OptionalInt.of(context.device());
    }

    boolean isAlive(long handle) {
        return contexts.containsKey(handle);
    }

    boolean isFaulty(long handle) {
        Context context = contexts.get(handle);
        return context != null && context.isFaulty();
    }

    /** How many contexts of cuCtxCreate are alive. */
    int created() {
        return (int) contexts.values().stream()
                .filter(context -> !context.isPrimary())
                .count();
    }

    /** How many retains of primary contexts were not released. */
    synchronized int retains() {
        int sum = 0;
        for (int count : retained) {
            sum += count;
        }
        return sum;
    }
}
