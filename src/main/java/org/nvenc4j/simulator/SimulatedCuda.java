package org.nvenc4j.simulator;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The simulated libcuda: devices, contexts, memory, streams, events, modules, and what others share. All work is done
 * before the call returns.
 * Old symbol names that differ in meaning from the {@code _v2} ones are not there, so that using one shows.
 */
final class SimulatedCuda implements CudaSide {
    /** What exists, and is not simulated. */
    private static final List<String> UNSUPPORTED = List.of(
            "cuMemHostRegister_v2|void *, size_t, int",
            "cuMemHostUnregister|void *",
            "cuMemRetainAllocationHandle|void *, void *",
            "cuMipmappedArrayGetLevel|void *, uint64_t, int",
            "cuMipmappedArrayDestroy|uint64_t",
            "cuExternalMemoryGetMappedMipmappedArray|void *, uint64_t, void *",
            "cuGLGetDevices_v2|void *, void *, int, int");

    private final CudaEntries entries;
    private final DeviceMemory memory;
    private final CudaStreams streams;
    private final CudaArrays arrays;
    private final CudaExternal external;
    private final CudaGraphics graphics;
    private final CudaIpc ipc;
    private final CudaContexts contexts;
    private final CudaModules modules;
    private final StreamQueues queues;

    SimulatedCuda(
            List<GpuModel> gpus,
            int driverVersion,
            Map<String, KernelStandIn> standIns,
            boolean lateStreams,
            Journal journal,
            SimulatedGl gl,
            Gate gate) {
        ContextStacks stacks = new ContextStacks();
        Handles handles = new Handles();
        entries = new CudaEntries(gate, stacks);
        memory = new DeviceMemory(gpus.stream().mapToLong(GpuModel::memory).toArray());
        CudaDevices devices = new CudaDevices(gpus, driverVersion, entries);
        queues = new StreamQueues(lateStreams);
        streams = new CudaStreams(entries, handles, queues);
        arrays = new CudaArrays(entries, memory);
        contexts = new CudaContexts(gpus.size(), entries, devices, stacks, handles, journal, this::freeAllOf);
        new CudaMemory(entries, devices, streams, memory);
        new CudaVirtualMemory(gpus.size(), entries, memory);
        external = new CudaExternal(entries, handles, streams, memory, journal);
        graphics = new CudaGraphics(entries, handles, streams, arrays, journal, gl);
        ipc = new CudaIpc(entries, streams, memory);
        new CudaCopies(entries, streams, arrays, memory);
        modules = new CudaModules(entries, devices, streams, memory, handles, journal, driverVersion, standIns);
        for (String unsupported : UNSUPPORTED) {
            String[] parts = unsupported.split("\\|", -1);
            entries.add(parts[0], parts[1], args -> CudaResult.NOT_SUPPORTED.code());
        }
    }

    SymbolLookup lookup() {
        return entries.lookup();
    }

    private int freeAllOf(Context context) {
        queues.finishAll(context.handle());
        int freed = streams.freeAllOf(context)
                + modules.freeAllOf(context)
                + external.freeAllOf(context)
                + graphics.freeAllOf(context);
        for (Allocation allocation : memory.alive()) {
            if (allocation.context() == context) {
                memory.free(allocation.address());
                arrays.forget(allocation.address());
                freed++;
            }
        }
        return freed;
    }

    @Override
    public OptionalInt deviceOf(long context) {
        return contexts.deviceOf(context);
    }

    @Override
    public boolean isAlive(long context) {
        return contexts.isAlive(context);
    }

    @Override
    public void waitFor(long context, long stream) {
        queues.finish(context, stream);
    }

    @Override
    public boolean isFaulty(long context) {
        return contexts.isFaulty(context);
    }

    @Override
    public Optional<Memory> memoryAt(long context, long address) {
        return Optional.ofNullable(memory.find(address)).map(SimulatedCuda::describe);
    }

    @Override
    public Optional<Array> arrayAt(long context, long array) {
        return storage(array)
                .map(allocation -> new Array(arrays.shape(array), allocation.bufferId(), owner(allocation)));
    }

    @Override
    public boolean isArray(long array, long bufferId) {
        return storage(array)
                .filter(allocation -> allocation.bufferId() == bufferId)
                .isPresent();
    }

    private Optional<Allocation> storage(long array) {
        return Optional.ofNullable(memory.startingAt(array))
                .filter(allocation -> allocation.kind() == Allocation.Kind.ARRAY);
    }

    @Override
    public boolean isStream(long context, long stream) {
        return streams.isStreamOf(context, stream);
    }

    private static Memory describe(Allocation allocation) {
        return new Memory(
                allocation.address(),
                allocation.size(),
                allocation.kind().isRegistrable(),
                allocation.kind().name(),
                allocation.bufferId(),
                owner(allocation));
    }

    private static long owner(Allocation allocation) {
        Context owner = allocation.context();
        return owner == null ? 0 : owner.handle();
    }

    @Override
    public void read(long context, long address, MemorySegment into) {
        into.copyFrom(memory.device(address, into.byteSize()));
    }

    @Override
    public void write(long context, long address, MemorySegment from) {
        memory.device(address, from.byteSize()).copyFrom(from);
    }

    @Override
    public void readArray(long context, long array, long widthBytes, long rows, MemorySegment into) {
        MemorySegment bytes = arrays.bytes(array, 0, 0, widthBytes, rows);
        for (long y = 0; y < rows; y++) {
            MemorySegment.copy(bytes, y * arrays.pitch(array), into, y * widthBytes, widthBytes);
        }
    }

    /** What is alive. */
    Leftovers leftovers() {
        return new Leftovers(
                0,
                0,
                0,
                0,
                0,
                memory.alive().size() + external.memories() + graphics.resources(),
                contexts.created(),
                contexts.retains(),
                streams.streams(),
                streams.events() + external.semaphores(),
                modules.modules());
    }

    void close() {
        ipc.close();
        memory.freeAll();
        entries.close();
        external.close();
    }
}
