package org.nvenc4j.simulator;

import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Streams and events of the simulated driver. All work is done before its call returns, so they only have to exist. */
final class CudaStreams {
    private static final long STREAMS = 0x00C1_0000_0000_0000L;
    private static final long EVENTS = 0x00C2_0000_0000_0000L;

    /** The handles up to here name default streams. */
    private static final long LAST_DEFAULT = 2;

    private final CudaEntries entries;
    private final Handles handles;
    private final Map<Long, Context> streams = new ConcurrentHashMap<>();
    private final Map<Long, Event> events = new ConcurrentHashMap<>();

    private record Event(Context owner, int flags) {}

    CudaStreams(CudaEntries entries, Handles handles) {
        this.entries = entries;
        this.handles = handles;
        functions();
    }

    private void functions() {
        entries.addCurrent("cuStreamCreate", "void *, int", (current, args) -> newStream(current, args));
        entries.addCurrent(
                "cuStreamCreateWithPriority", "void *, int, int", (current, args) -> newStream(current, args));
        entries.addInitialized("cuStreamDestroy_v2", "CUstream", args -> {
            if (streams.remove(args.address(0)) == null) {
                throw CudaResult.INVALID_HANDLE.refusal("no stream");
            }
            return 0;
        });
        entries.addCurrent("cuStreamGetCtx", "CUstream, void *", (current, args) -> {
            Context owner = streams.getOrDefault(args.address(0), current);
            check(args.address(0));
            ClientMemory.putLong(args.address(1), owner.handle());
        });
        entries.addCurrent("cuStreamQuery", "CUstream", (current, args) -> check(args.address(0)));
        entries.addCurrent("cuStreamSynchronize", "CUstream", (current, args) -> check(args.address(0)));
        entries.addCurrent("cuStreamWaitEvent", "CUstream, CUevent, int", (current, args) -> {
            check(args.address(0));
            event(args.address(1));
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
            event(args.address(0));
            check(args.address(1));
        });
        entries.addInitialized("cuEventQuery", "CUevent", args -> {
            event(args.address(0));
            return 0;
        });
        entries.addInitialized("cuEventSynchronize", "CUevent", args -> {
            event(args.address(0));
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

    private void event(long handle) {
        eventFlags(handle);
    }

    /** What an event was created with. */
    int eventFlags(long handle) {
        Event event = events.get(handle);
        if (event == null) {
            throw CudaResult.INVALID_HANDLE.refusal("no event 0x" + Long.toHexString(handle));
        }
        event.owner().requireHealthy();
        return event.flags();
    }

    /** Does a stream's work: at once. */
    void submit(Context context, long stream, Runnable work) {
        work.run();
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
        events.values().removeIf(event -> event.owner() == context);
        return before - streams.size() - events.size();
    }
}
