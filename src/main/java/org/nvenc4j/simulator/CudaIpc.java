package org.nvenc4j.simulator;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Sharing with other processes. Another simulator stands for another process: what one exports the others open, and it
 * cannot open its own.
 */
final class CudaIpc {
    static final int HANDLE_BYTES = 64;
    private static final long MEMORY = 0x6d656d6f72790001L;
    private static final long EVENT = 0x6576656e74730001L;
    private static final int INTERPROCESS = 4;

    private static final AtomicLong PROCESSES = new AtomicLong();
    private static final Map<Long, CudaIpc> ALIVE = new ConcurrentHashMap<>();

    private final long process = PROCESSES.incrementAndGet();
    private final CudaEntries entries;
    private final CudaStreams streams;
    private final DeviceMemory memory;
    private final Map<Long, Opened> opened = new HashMap<>();

    /** Another process's memory, shown here; by its address here. */
    private static final class Opened {
        private final Allocation exported;
        private final Context context;
        private int count;

        Opened(Allocation exported, Context context) {
            this.exported = exported;
            this.context = context;
        }
    }

    CudaIpc(CudaEntries entries, CudaStreams streams, DeviceMemory memory) {
        this.entries = entries;
        this.streams = streams;
        this.memory = memory;
        ALIVE.put(process, this);
        functions();
    }

    void close() {
        ALIVE.remove(process);
    }

    private void functions() {
        entries.addCurrent("cuIpcGetMemHandle", "void *, CUdeviceptr", (current, args) -> {
            Allocation allocation = memory.find(args.address(1));
            if (allocation == null || allocation.kind() != Allocation.Kind.DEVICE) {
                throw CudaResult.INVALID_VALUE.refusal("no memory of cuMemAlloc");
            }
            putHandle(args.address(0), MEMORY, allocation.bufferId());
        });
        entries.addCurrent("cuIpcOpenMemHandle_v2", "void *, CUipcMemHandle, int", (current, args) -> {
            long id = id(args.struct(1), MEMORY);
            Allocation exported = exporter(args.struct(1)).exported(id);
            ClientMemory.putLong(args.address(0), open(exported, current));
        });
        entries.addCurrent("cuIpcCloseMemHandle", "CUdeviceptr", (current, args) -> close(args.address(0)));
        entries.addCurrent("cuIpcGetEventHandle", "void *, CUevent", (current, args) -> {
            if ((streams.eventFlags(args.address(1)) & INTERPROCESS) == 0) {
                throw CudaResult.INVALID_HANDLE.refusal("the event was not created to be shared");
            }
            putHandle(args.address(0), EVENT, args.address(1));
        });
        entries.addCurrent("cuIpcOpenEventHandle", "void *, CUipcEventHandle", (current, args) -> {
            long event = id(args.struct(1), EVENT);
            exporter(args.struct(1)).streams.eventFlags(event);
            ClientMemory.putLong(args.address(0), streams.newEvent(current, 0));
        });
    }

    private void putHandle(long out, long kind, long id) {
        MemorySegment handle = ClientMemory.at(out, HANDLE_BYTES).fill((byte) 0);
        handle.set(ValueLayout.JAVA_LONG_UNALIGNED, 0, kind);
        handle.set(ValueLayout.JAVA_LONG_UNALIGNED, 8, process);
        handle.set(ValueLayout.JAVA_LONG_UNALIGNED, 16, id);
    }

    private static long id(MemorySegment handle, long kind) {
        if (handle.get(ValueLayout.JAVA_LONG_UNALIGNED, 0) != kind) {
            throw CudaResult.INVALID_VALUE.refusal("no handle of that kind");
        }
        return handle.get(ValueLayout.JAVA_LONG_UNALIGNED, 16);
    }

    private CudaIpc exporter(MemorySegment handle) {
        CudaIpc exporter = ALIVE.get(handle.get(ValueLayout.JAVA_LONG_UNALIGNED, 8));
        if (exporter == this) {
            throw CudaResult.INVALID_CONTEXT.refusal("the handle is of this process");
        }
        if (exporter == null) {
            throw CudaResult.INVALID_VALUE.refusal("the exporting process has ended");
        }
        return exporter;
    }

    private Allocation exported(long bufferId) {
        for (Allocation allocation : memory.alive()) {
            if (allocation.bufferId() == bufferId && allocation.kind() == Allocation.Kind.DEVICE) {
                return allocation;
            }
        }
        throw CudaResult.INVALID_VALUE.refusal("the exported memory was freed");
    }

    private synchronized long open(Allocation exported, Context context) {
        for (Map.Entry<Long, Opened> entry : opened.entrySet()) {
            if (entry.getValue().exported.bytes().equals(exported.bytes()) && isShown(entry.getKey())) {
                if (entry.getValue().context != context) {
                    throw CudaResult.ALREADY_MAPPED.refusal("open in another context");
                }
                entry.getValue().count++;
                return entry.getKey();
            }
        }
        long address = memory.reserve(exported.size());
        memory.show(address, exported.bytes(), Allocation.Kind.IPC, exported.device(), context);
        Opened first = new Opened(exported, context);
        first.count = 1;
        opened.put(address, first);
        return address;
    }

    /** Not where its context has ended. */
    private boolean isShown(long address) {
        Allocation shown = memory.startingAt(address);
        return shown != null && shown.kind() == Allocation.Kind.IPC;
    }

    private synchronized void close(long address) {
        @Nullable Opened known = opened.get(address);
        if (known == null || !isShown(address)) {
            throw CudaResult.INVALID_VALUE.refusal("no opened memory starts at 0x" + Long.toHexString(address));
        }
        known.count--;
        if (known.count == 0) {
            opened.remove(address);
            memory.free(address);
        }
    }
}
