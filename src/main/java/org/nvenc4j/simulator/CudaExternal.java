package org.nvenc4j.simulator;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongPredicate;

/**
 * Memory and semaphores of another API, by file descriptor. Any file that can be mapped stands for exported memory, such
 * as one of {@code memfd_create}; one of eight bytes stands for a semaphore, whose value it holds.
 */
final class CudaExternal {
    private static final long MEMORIES = 0x00C4_0000_0000_0000L;
    private static final long SEMAPHORES = 0x00C5_0000_0000_0000L;
    private static final int OPAQUE_FD = 1;
    private static final int TIMELINE_FD = 9;
    private static final int DEDICATED = 1;

    private static final VarHandle VALUE = ValueLayout.JAVA_LONG.varHandle();

    /** A signal that does not come stops a device for ever; this one gives up. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final CudaEntries entries;
    private final Handles handles;
    private final CudaStreams streams;
    private final DeviceMemory memory;
    private final Journal journal;
    private final Map<Long, Memory> memories = new ConcurrentHashMap<>();
    private final Map<Long, Semaphore> semaphores = new ConcurrentHashMap<>();

    private record Memory(Context context, MemorySegment bytes, boolean dedicated, List<Long> mapped) {}

    private record Semaphore(Context context, MemorySegment value, boolean timeline) {}

    CudaExternal(CudaEntries entries, Handles handles, CudaStreams streams, DeviceMemory memory, Journal journal) {
        this.entries = entries;
        this.handles = handles;
        this.streams = streams;
        this.memory = memory;
        this.journal = journal;
        memoryFunctions();
        semaphoreFunctions();
    }

    private void memoryFunctions() {
        entries.addCurrent("cuImportExternalMemory", "void *, void *", (current, args) -> {
            MemorySegment desc = ClientMemory.at(args.address(1), 104);
            requireZero(desc, 12, 12);
            requireZero(desc, 36, 68);
            long size = desc.get(ValueLayout.JAVA_LONG_UNALIGNED, 24);
            int flags = desc.get(ValueLayout.JAVA_INT_UNALIGNED, 32);
            if (desc.get(ValueLayout.JAVA_INT_UNALIGNED, 0) != OPAQUE_FD || (flags & ~DEDICATED) != 0 || size <= 0) {
                throw CudaResult.INVALID_VALUE.refusal("type, flags or size of external memory");
            }
            MemorySegment bytes = takeMemory(desc.get(ValueLayout.JAVA_INT_UNALIGNED, 8), size);
            long handle = handles.next(MEMORIES);
            memories.put(handle, new Memory(current, bytes, flags == DEDICATED, new ArrayList<>()));
            ClientMemory.putLong(args.address(0), handle);
        });
        entries.addCurrent("cuExternalMemoryGetMappedBuffer", "void *, uint64_t, void *", (current, args) -> {
            Memory external = memory(args.address(1));
            MemorySegment desc = ClientMemory.at(args.address(2), 88);
            requireZero(desc, 16, 72);
            long offset = desc.get(ValueLayout.JAVA_LONG_UNALIGNED, 0);
            long size = desc.get(ValueLayout.JAVA_LONG_UNALIGNED, 8);
            boolean inside = offset >= 0 && size > 0 && size <= external.bytes().byteSize() - offset;
            if (!inside || external.dedicated() && offset != 0) {
                throw CudaResult.INVALID_VALUE.refusal(size + " bytes from " + offset + " on");
            }
            long address = memory.reserve(size);
            memory.show(
                    address,
                    external.bytes().asSlice(offset, size),
                    Allocation.Kind.EXTERNAL,
                    current.device(),
                    external.context());
            external.mapped().add(address);
            ClientMemory.putLong(args.address(0), address);
        });
        entries.addCurrent("cuDestroyExternalMemory", "uint64_t", (current, args) -> {
            Memory external = memory(args.address(0));
            memories.remove(args.address(0));
            destroy(external);
        });
    }

    /** A descriptor of memory is the driver's also where it refuses; one of a semaphore is not. */
    private static MemorySegment takeMemory(int fd, long size) {
        try {
            return FileMapping.map(fd, size);
        } finally {
            FileMapping.close(fd);
        }
    }

    private static void requireZero(MemorySegment struct, long from, long bytes) {
        for (long i = from; i < from + bytes; i++) {
            if (struct.get(ValueLayout.JAVA_BYTE, i) != 0) {
                throw CudaResult.INVALID_VALUE.refusal("byte " + i + " of a descriptor is not zero");
            }
        }
    }

    private Memory memory(long handle) {
        Memory external = memories.get(handle);
        if (external == null) {
            throw CudaResult.INVALID_HANDLE.refusal("no external memory 0x" + Long.toHexString(handle));
        }
        return external;
    }

    private void destroy(Memory external) {
        for (long address : external.mapped()) {
            Allocation mapped = memory.startingAt(address);
            if (mapped != null && mapped.kind() == Allocation.Kind.EXTERNAL && isOf(mapped, external)) {
                journal.violation("External memory was destroyed before what was mapped of it");
                memory.free(address);
            }
        }
        FileMapping.unmap(external.bytes());
    }

    private static boolean isOf(Allocation mapped, Memory external) {
        long start = mapped.bytes().address() - external.bytes().address();
        return start >= 0 && start < external.bytes().byteSize();
    }

    private void semaphoreFunctions() {
        entries.addCurrent("cuImportExternalSemaphore", "void *, void *", (current, args) -> {
            MemorySegment desc = ClientMemory.at(args.address(1), 96);
            requireZero(desc, 12, 84);
            int type = desc.get(ValueLayout.JAVA_INT_UNALIGNED, 0);
            if (type != OPAQUE_FD && type != TIMELINE_FD) {
                throw CudaResult.INVALID_VALUE.refusal("type " + type + " of a semaphore");
            }
            int fd = desc.get(ValueLayout.JAVA_INT_UNALIGNED, 8);
            MemorySegment value = FileMapping.map(fd, Long.BYTES);
            FileMapping.close(fd);
            long handle = handles.next(SEMAPHORES);
            semaphores.put(handle, new Semaphore(current, value, type == TIMELINE_FD));
            ClientMemory.putLong(args.address(0), handle);
        });
        entries.addCurrent("cuSignalExternalSemaphoresAsync", "void *, void *, int, CUstream", (current, args) -> {
            streams.check(args.address(3));
            streams.finish(current, args.address(3));
            for (int i = 0; i < args.integer(2); i++) {
                signal(semaphore(args, i), fence(args, i));
            }
        });
        entries.addCurrent("cuWaitExternalSemaphoresAsync", "void *, void *, int, CUstream", (current, args) -> {
            streams.check(args.address(3));
            streams.finish(current, args.address(3));
            for (int i = 0; i < args.integer(2); i++) {
                await(semaphore(args, i), fence(args, i));
            }
        });
        entries.addCurrent("cuDestroyExternalSemaphore", "uint64_t", (current, args) -> {
            Semaphore destroyed = semaphore(args.address(0));
            semaphores.remove(args.address(0));
            FileMapping.unmap(destroyed.value());
        });
    }

    private Semaphore semaphore(EntryPoints.Args args, int index) {
        return semaphore(ClientMemory.getLong(args.address(0) + 8L * index));
    }

    private Semaphore semaphore(long handle) {
        Semaphore semaphore = semaphores.get(handle);
        if (semaphore == null) {
            throw CudaResult.INVALID_HANDLE.refusal("no external semaphore 0x" + Long.toHexString(handle));
        }
        return semaphore;
    }

    /** The value in one of the parameter structs; nothing else in them is for semaphores of file descriptors. */
    private static long fence(EntryPoints.Args args, int index) {
        MemorySegment params = ClientMemory.at(args.address(1) + 144L * index, 144);
        requireZero(params, 8, 136);
        return params.get(ValueLayout.JAVA_LONG_UNALIGNED, 0);
    }

    private void signal(Semaphore semaphore, long value) {
        long before = (long) VALUE.getVolatile(semaphore.value(), 0L);
        if (semaphore.timeline() ? value <= before : before != 0) {
            journal.violation("A semaphore was signalled with " + value + " while it was at " + before);
        }
        VALUE.setVolatile(semaphore.value(), 0L, semaphore.timeline() ? value : 1L);
    }

    private static void await(Semaphore semaphore, long value) {
        if (semaphore.timeline()) {
            await(semaphore, (LongPredicate) now -> now >= value);
        } else {
            await(semaphore, (LongPredicate) now -> now != 0);
            VALUE.setVolatile(semaphore.value(), 0L, 0L);
        }
    }

    private static void await(Semaphore semaphore, LongPredicate reached) {
        long start = System.nanoTime();
        while (!reached.test((long) VALUE.getVolatile(semaphore.value(), 0L))) {
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                throw CudaResult.LAUNCH_TIMEOUT.refusal("the semaphore was never signalled");
            }
            Thread.yield();
        }
    }

    int memories() {
        return memories.size();
    }

    int semaphores() {
        return semaphores.size();
    }

    /** Destroys those of a context, and says how many they were. Called before its allocations are freed. */
    int freeAllOf(Context context) {
        int freed = 0;
        for (Map.Entry<Long, Memory> entry : memories.entrySet()) {
            if (entry.getValue().context() == context && memories.remove(entry.getKey(), entry.getValue())) {
                destroy(entry.getValue());
                freed++;
            }
        }
        for (Map.Entry<Long, Semaphore> entry : semaphores.entrySet()) {
            if (entry.getValue().context() == context && semaphores.remove(entry.getKey(), entry.getValue())) {
                FileMapping.unmap(entry.getValue().value());
                freed++;
            }
        }
        return freed;
    }

    void close() {
        memories.values().forEach(external -> FileMapping.unmap(external.bytes()));
        semaphores.values().forEach(semaphore -> FileMapping.unmap(semaphore.value()));
        memories.clear();
        semaphores.clear();
    }
}
