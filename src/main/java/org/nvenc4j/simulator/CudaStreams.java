package org.nvenc4j.simulator;

import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Streams and events of the simulated driver; {@link StreamQueues} does their work. */
final class CudaStreams {
    private static final long STREAMS = 0x00C1_0000_0000_0000L;
    private static final long EVENTS = 0x00C2_0000_0000_0000L;

    /** The handles up to here name default streams. */
    private static final long LAST_DEFAULT = 2;

    private static final int NON_BLOCKING = 1;

    private final CudaEntries entries;
    private final Handles handles;
    private final Map<Long, Context> streams = new ConcurrentHashMap<>();
    private final Map<Long, Event> events = new ConcurrentHashMap<>();

    private final StreamQueues queues;

    private static final class Event {
        private final Context owner;
        private final int flags;
        private volatile StreamQueues.@Nullable Mark mark;

        Event(Context owner, int flags) {
            this.owner = owner;
            this.flags = flags;
        }
    }

    CudaStreams(CudaEntries entries, Handles handles, StreamQueues queues) {
        this.entries = entries;
        this.handles = handles;
        this.queues = queues;
        functions();
    }

    private void functions() {
        entries.addCurrent("cuStreamCreate", "void *, int", (current, args) -> newStream(current, args));
        entries.addCurrent(
                "cuStreamCreateWithPriority", "void *, int, int", (current, args) -> newStream(current, args));
        entries.addInitialized("cuStreamDestroy_v2", "CUstream", args -> {
            Context owner = streams.remove(args.address(0));
            if (owner == null) {
                throw CudaResult.INVALID_HANDLE.refusal("no stream");
            }
            queues.finish(owner.handle(), args.address(0));
            queues.destroyed(owner.handle(), args.address(0));
            return 0;
        });
        entries.addCurrent("cuStreamGetCtx", "CUstream, void *", (current, args) -> {
            Context owner = streams.getOrDefault(args.address(0), current);
            check(args.address(0));
            ClientMemory.putLong(args.address(1), owner.handle());
        });
        entries.addCurrent("cuStreamQuery", "CUstream", (current, args) -> {
            check(args.address(0));
            if (!queues.poll(current.handle(), args.address(0))) {
                throw CudaResult.NOT_READY.refusal("the stream has work left");
            }
            current.requireHealthy();
        });
        entries.addCurrent("cuStreamSynchronize", "CUstream", (current, args) -> {
            check(args.address(0));
            queues.finish(current.handle(), args.address(0));
            current.requireHealthy();
        });
        entries.addCurrent("cuCtxSynchronize", "void", (current, args) -> {
            queues.finishAll(current.handle());
            current.requireHealthy();
        });
        entries.addCurrent("cuStreamWaitEvent", "CUstream, CUevent, int", (current, args) -> {
            check(args.address(0));
            queues.await(current.handle(), args.address(0), event(args.address(1)).mark);
        });
        entries.addCurrent(
                "cuEventCreate",
                "void *, int",
                (current, args) -> ClientMemory.putLong(args.address(0), newEvent(current, args.integer(1))));
        entries.addInitialized("cuEventDestroy_v2", "CUevent", args -> {
            if (events.remove(args.address(0)) == null) {
                throw CudaResult.INVALID_HANDLE.refusal("no event");
            }
            return 0;
        });
        entries.addCurrent("cuEventRecord", "CUevent, CUstream", (current, args) -> {
            Event event = event(args.address(0));
            check(args.address(1));
            event.mark = queues.mark(current.handle(), args.address(1));
        });
        entries.addInitialized("cuEventQuery", "CUevent", args -> {
            Event event = event(args.address(0));
            if (!queues.poll(event.mark)) {
                throw CudaResult.NOT_READY.refusal("the event was not reached");
            }
            event.owner.requireHealthy();
            return 0;
        });
        entries.addInitialized("cuEventSynchronize", "CUevent", args -> {
            Event event = event(args.address(0));
            queues.reach(event.mark);
            event.owner.requireHealthy();
            return 0;
        });
        entries.addInitialized("cuEventElapsedTime", "void *, CUevent, CUevent", args -> {
            event(args.address(1));
            event(args.address(2));
            ClientMemory.at(args.address(0), 4).set(ValueLayout.JAVA_FLOAT_UNALIGNED, 0, 0.001f);
            return 0;
        });
    }

    long newEvent(Context owner, int flags) {
        long handle = handles.next(EVENTS);
        events.put(handle, new Event(owner, flags));
        return handle;
    }

    private void newStream(Context current, EntryPoints.Args args) {
        long handle = handles.next(STREAMS);
        ClientMemory.putLong(args.address(0), handle);
        streams.put(handle, current);
        queues.created(current.handle(), handle, (args.integer(1) & NON_BLOCKING) != 0);
    }

    /** Checks a stream. */
    void check(long handle) {
        if (handle < 0 || handle > LAST_DEFAULT && !streams.containsKey(handle)) {
            throw CudaResult.INVALID_HANDLE.refusal("no stream 0x" + Long.toHexString(handle));
        }
    }

    /** Whether a handle is that of a context's stream; the default ones are every context's. */
    boolean isStreamOf(long context, long handle) {
        Context owner = streams.get(handle);
        return owner == null ? handle >= 0 && handle <= LAST_DEFAULT : owner.handle() == context;
    }

    private Event event(long handle) {
        Event event = events.get(handle);
        if (event == null) {
            throw CudaResult.INVALID_HANDLE.refusal("no event 0x" + Long.toHexString(handle));
        }
        event.owner.requireHealthy();
        return event;
    }

    /** What an event was created with. */
    int eventFlags(long handle) {
        return event(handle).flags;
    }

    /** Takes in work that a stream does without the caller. */
    void submit(Context context, long stream, Runnable work) {
        queues.submit(context.handle(), stream, work);
    }

    /** Does a stream's work, because the caller waits for it. */
    void finish(Context context, long stream) {
        queues.finish(context.handle(), stream);
    }

    /** Does what comes before a synchronous call, which works on the default stream. */
    void finishBeforeDefault(Context context) {
        queues.finishBeforeDefault(context.handle());
    }

    /** Does all that a context has to do. */
    void finishAll(Context context) {
        queues.finishAll(context.handle());
    }

    int streams() {
        return streams.size();
    }

    int events() {
        return events.size();
    }

    /** Destroys those of a context, and says how many they were. */
    int freeAllOf(Context context) {
        int before = streams.size() + events.size();
        streams.values().removeIf(owner -> owner == context);
        events.values().removeIf(event -> event.owner == context);
        queues.destroyed(context.handle());
        return before - streams.size() - events.size();
    }
}
