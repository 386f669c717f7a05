package org.nvenc4j.simulator;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The simulated libcuda: devices, contexts, memory, streams and events. All work is done before the call returns.
 * Old symbol names that differ in meaning from the {@code _v2} ones are not there, so that using one shows.
 */
final class SimulatedCuda implements CudaSide {
    private static final long CONTEXTS = 0x00C0_0000_0000_0000L;
    private static final long STREAMS = 0x00C1_0000_0000_0000L;
    private static final long EVENTS = 0x00C2_0000_0000_0000L;

    /** The pitch of cuMemAllocPitch is a multiple of this. */
    private static final long PITCH = 512;

    private static final List<String> UNSUPPORTED = List.of(
            "cuModuleLoadData|void *, void *",
            "cuModuleLoadDataEx|void *, void *, int, void *, void *",
            "cuModuleUnload|CUmodule",
            "cuModuleGetFunction|void *, CUmodule, void *",
            "cuLaunchKernel|CUfunction, int, int, int, int, int, int, int, CUstream, void *, void *",
            "cuMemHostRegister_v2|void *, size_t, int",
            "cuMemHostUnregister|void *",
            "cuMemGetAllocationGranularity|void *, void *, int",
            "cuMemCreate|void *, size_t, void *, uint64_t",
            "cuMemRelease|uint64_t",
            "cuMemRetainAllocationHandle|void *, void *",
            "cuMemAddressReserve|void *, size_t, size_t, CUdeviceptr, uint64_t",
            "cuMemAddressFree|CUdeviceptr, size_t",
            "cuMemMap|CUdeviceptr, size_t, size_t, uint64_t, uint64_t",
            "cuMemUnmap|CUdeviceptr, size_t",
            "cuMemSetAccess|CUdeviceptr, size_t, void *, size_t",
            "cuMipmappedArrayGetLevel|void *, uint64_t, int",
            "cuMipmappedArrayDestroy|uint64_t",
            "cuImportExternalMemory|void *, void *",
            "cuExternalMemoryGetMappedBuffer|void *, uint64_t, void *",
            "cuExternalMemoryGetMappedMipmappedArray|void *, uint64_t, void *",
            "cuDestroyExternalMemory|uint64_t",
            "cuImportExternalSemaphore|void *, void *",
            "cuSignalExternalSemaphoresAsync|void *, void *, int, CUstream",
            "cuWaitExternalSemaphoresAsync|void *, void *, int, CUstream",
            "cuDestroyExternalSemaphore|uint64_t",
            "cuGLGetDevices_v2|void *, void *, int, int",
            "cuGraphicsGLRegisterImage|void *, int, int, int",
            "cuGraphicsUnregisterResource|uint64_t",
            "cuGraphicsMapResources|int, void *, CUstream",
            "cuGraphicsUnmapResources|int, void *, CUstream",
            "cuGraphicsSubResourceGetMappedArray|void *, uint64_t, int, int",
            "cuIpcGetMemHandle|void *, CUdeviceptr",
            "cuIpcCloseMemHandle|CUdeviceptr",
            "cuIpcGetEventHandle|void *, CUevent");

    /** What a CUDA array was made with. */
    private record ArrayShape(long width, long height, int format, int channels, int flags) {
        long rowBytes() {
            return width * channels * elementBytes();
        }

        private int elementBytes() {
            return switch (format) {
                case 0x01, 0x08 -> 1;
                case 0x02, 0x09, 0x10 -> 2;
                case 0x03, 0x0a, 0x20 -> 4;
                default -> 0;
            };
        }
    }

    private final List<GpuModel> gpus;
    private final int driverVersion;
    private final Journal journal;
    private final EntryPoints entries;
    private final Arena texts = Arena.ofAuto();
    private final Map<Integer, MemorySegment> errorTexts = new ConcurrentHashMap<>();
    private final DeviceMemory memory;
    private final ContextStacks stacks = new ContextStacks();
    private final Map<Long, Context> contexts = new ConcurrentHashMap<>();
    private final @Nullable Context[] primary;
    private final int[] retained;
    private final Map<Long, Context> streams = new ConcurrentHashMap<>();
    private final Map<Long, Context> events = new ConcurrentHashMap<>();
    private final Map<Long, ArrayShape> arrays = new ConcurrentHashMap<>();
    private volatile boolean initialized;
    private long handles;

    SimulatedCuda(List<GpuModel> gpus, int driverVersion, Journal journal, Gate gate) {
        this.gpus = List.copyOf(gpus);
        this.driverVersion = driverVersion;
        this.journal = journal;
        this.entries = new EntryPoints(gate);
        this.memory = new DeviceMemory(gpus.stream().mapToLong(GpuModel::memory).toArray());
        this.primary = new Context[gpus.size()];
        this.retained = new int[gpus.size()];
        general();
        devices();
        contexts();
        allocation();
        copies();
        fills();
        streamsAndEvents();
        arrays();
        for (String unsupported : UNSUPPORTED) {
            String[] parts = unsupported.split("\\|");
            add(parts[0], parts[1], args -> CudaResult.NOT_SUPPORTED.code());
        }
    }

    SymbolLookup lookup() {
        return entries;
    }

    private void add(String symbol, String parameters, EntryPoints.Body body) {
        String name = symbol.replaceFirst("_v\\d$", "");
        entries.add(symbol, name, "int (*)(" + parameters + ")", body);
    }

    /** Adds a function that needs cuInit to have been called. */
    private void addInitialized(String symbol, String parameters, EntryPoints.Body body) {
        add(symbol, parameters, args -> {
            if (!initialized) {
                throw CudaResult.NOT_INITIALIZED.refusal("cuInit was not called");
            }
            return body.call(args);
        });
    }

    private interface InContext {
        void run(Context current, EntryPoints.Args args);
    }

    /** Adds a function that works in the current context. */
    private void addCurrent(String symbol, String parameters, InContext body) {
        addInitialized(symbol, parameters, args -> {
            body.run(requireCurrent(), args);
            return 0;
        });
    }

    private Context requireCurrent() {
        Context current = stacks.current();
        if (current == null) {
            throw CudaResult.INVALID_CONTEXT.refusal("no context is current");
        }
        if (current.isDestroyed()) {
            throw CudaResult.CONTEXT_IS_DESTROYED.refusal("the current context was destroyed");
        }
        return current;
    }

    private void general() {
        add("cuInit", "int", args -> {
            if (args.integer(0) != 0) {
                throw CudaResult.INVALID_VALUE.refusal("flags");
            }
            if (gpus.isEmpty()) {
                throw CudaResult.NO_DEVICE.refusal("no GPU");
            }
            initialized = true;
            return 0;
        });
        add("cuDriverGetVersion", "void *", args -> {
            putInt(args.address(0), driverVersion);
            return 0;
        });
        add("cuGetErrorName", "int, void *", args -> errorText(args, true));
        add("cuGetErrorString", "int, void *", args -> errorText(args, false));
    }

    private long errorText(EntryPoints.Args args, boolean name) {
        for (CudaResult result : CudaResult.values()) {
            if (result.code() == args.integer(0)) {
                int key = name ? result.code() : -1 - result.code();
                String text = name
                        ? result == CudaResult.SUCCESS ? "CUDA_SUCCESS" : "CUDA_ERROR_" + result.name()
                        : result.text();
                MemorySegment segment = errorTexts.computeIfAbsent(key, ignored -> texts.allocateFrom(text));
                putLong(args.address(1), segment.address());
                return 0;
            }
        }
        putLong(args.address(1), 0);
        return CudaResult.INVALID_VALUE.code();
    }

    private void devices() {
        addInitialized("cuDeviceGetCount", "void *", args -> {
            putInt(args.address(0), gpus.size());
            return 0;
        });
        addInitialized("cuDeviceGet", "void *, int", args -> {
            gpu(args.integer(1));
            putInt(args.address(0), args.integer(1));
            return 0;
        });
        addInitialized("cuDeviceGetName", "void *, int, int", args -> {
            putText(args.address(0), args.integer(1), gpu(args.integer(2)).name());
            return 0;
        });
        addInitialized("cuDeviceGetUuid_v2", "void *, int", args -> {
            java.util.UUID uuid = gpu(args.integer(1)).uuid();
            MemorySegment out = out(args.address(0), 16);
            out.set(ValueLayout.JAVA_LONG_UNALIGNED, 0, Long.reverseBytes(uuid.getMostSignificantBits()));
            out.set(ValueLayout.JAVA_LONG_UNALIGNED, 8, Long.reverseBytes(uuid.getLeastSignificantBits()));
            return 0;
        });
        addInitialized("cuDeviceGetPCIBusId", "void *, int, int", args -> {
            putText(args.address(0), args.integer(1), gpu(args.integer(2)).pciBusId());
            return 0;
        });
        addInitialized("cuDeviceGetByPCIBusId", "void *, void *", args -> {
            String wanted =
                    MemorySegment.ofAddress(args.address(1)).reinterpret(64).getString(0);
            for (int i = 0; i < gpus.size(); i++) {
                if (gpus.get(i).pciBusId().equalsIgnoreCase(wanted)) {
                    putInt(args.address(0), i);
                    return 0;
                }
            }
            throw CudaResult.INVALID_DEVICE.refusal("no device " + wanted);
        });
        addInitialized("cuDeviceTotalMem_v2", "void *, int", args -> {
            putLong(args.address(0), gpu(args.integer(1)).memory());
            return 0;
        });
        addInitialized("cuDeviceGetAttribute", "void *, int, int", args -> {
            putInt(args.address(0), attribute(gpu(args.integer(2)), args.integer(1)));
            return 0;
        });
    }

    private static int attribute(GpuModel gpu, int attribute) {
        return switch (attribute) {
            case 1 -> 1024; // MAX_THREADS_PER_BLOCK
            case 10 -> 32; // WARP_SIZE
            case 16 -> 24; // MULTIPROCESSOR_COUNT
            case 33 -> Integer.parseInt(gpu.pciBusId().substring(5, 7), 16);
            case 34 -> Integer.parseInt(gpu.pciBusId().substring(8, 10), 16);
            case 50 -> Integer.parseInt(gpu.pciBusId().substring(0, 4), 16);
            case 41, 83, 115 -> 1; // UNIFIED_ADDRESSING, MANAGED_MEMORY, MEMORY_POOLS_SUPPORTED
            case 75 -> gpu.computeMajor();
            case 76 -> gpu.computeMinor();
            default -> {
                if (attribute < 1 || attribute > 160) {
                    throw CudaResult.INVALID_VALUE.refusal("no attribute " + attribute);
                }
                yield 0;
            }
        };
    }

    private GpuModel gpu(int ordinal) {
        if (ordinal < 0 || ordinal >= gpus.size()) {
            throw CudaResult.INVALID_DEVICE.refusal("no device " + ordinal);
        }
        return gpus.get(ordinal);
    }

    private void contexts() {
        addInitialized("cuDevicePrimaryCtxRetain", "void *, int", args -> {
            gpu(args.integer(1));
            putLong(args.address(0), retain(args.integer(1)).handle());
            return 0;
        });
        addInitialized("cuDevicePrimaryCtxRelease_v2", "int", args -> {
            gpu(args.integer(0));
            release(args.integer(0));
            return 0;
        });
        addInitialized("cuDevicePrimaryCtxGetState", "int, void *, void *", args -> {
            gpu(args.integer(0));
            putInt(args.address(1), 0);
            putInt(args.address(2), primary[args.integer(0)] == null ? 0 : 1);
            return 0;
        });
        addInitialized("cuDevicePrimaryCtxSetFlags_v2", "int, int", args -> {
            gpu(args.integer(0));
            return 0;
        });
        addInitialized("cuCtxCreate_v2", "void *, int, int", args -> {
            gpu(args.integer(2));
            Context context = newContext(args.integer(2), false);
            stacks.push(context);
            putLong(args.address(0), context.handle());
            return 0;
        });
        addInitialized("cuCtxDestroy_v2", "CUcontext", args -> {
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
        addInitialized("cuCtxPushCurrent_v2", "CUcontext", args -> {
            stacks.push(context(args.address(0)));
            return 0;
        });
        addInitialized("cuCtxPopCurrent_v2", "void *", args -> {
            Context popped = stacks.pop();
            if (popped == null) {
                throw CudaResult.INVALID_CONTEXT.refusal("nothing was pushed");
            }
            if (args.address(0) != 0) {
                putLong(args.address(0), popped.handle());
            }
            return 0;
        });
        addInitialized("cuCtxGetCurrent", "void *", args -> {
            Context current = stacks.current();
            putLong(args.address(0), current == null ? 0 : current.handle());
            return 0;
        });
        addInitialized("cuCtxSetCurrent", "CUcontext", args -> {
            stacks.set(args.address(0) == 0 ? null : context(args.address(0)));
            return 0;
        });
        addCurrent("cuCtxGetDevice", "void *", (current, args) -> putInt(args.address(0), current.device()));
        addInitialized("cuCtxGetApiVersion", "CUcontext, void *", args -> {
            if (args.address(0) != 0) {
                context(args.address(0));
            } else {
                requireCurrent();
            }
            putInt(args.address(1), 3020);
            return 0;
        });
        addCurrent("cuCtxGetStreamPriorityRange", "void *, void *", (current, args) -> {
            putInt(args.address(0), 0);
            putInt(args.address(1), -5);
        });
        addCurrent("cuCtxSynchronize", "void", (current, args) -> {});
    }

    private synchronized long newHandle(long kind) {
        handles++;
        return kind + handles * 16;
    }

    private Context newContext(int device, boolean isPrimary) {
        Context context = new Context(newHandle(CONTEXTS), device, isPrimary);
        contexts.put(context.handle(), context);
        return context;
    }

    private Context context(long handle) {
        Context context = contexts.get(handle);
        if (context != null) {
            return context;
        }
        if (handle > CONTEXTS && handle < STREAMS) {
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
        contexts.remove(context.handle());
        int lost = 0;
        for (Allocation allocation : memory.alive()) {
            if (allocation.context() == context) {
                memory.free(allocation.address(), context.device());
                arrays.remove(allocation.address());
                lost++;
            }
        }
        lost += count(streams, context) + count(events, context);
        streams.values().removeIf(owner -> owner == context);
        events.values().removeIf(owner -> owner == context);
        if (lost > 0) {
            journal.violation("A context of device " + context.device() + " was destroyed with " + lost
                    + " allocations, streams or events in it");
        }
    }

    private static int count(Map<Long, Context> owners, Context context) {
        return (int) owners.values().stream().filter(owner -> owner == context).count();
    }

    private void allocation() {
        addCurrent("cuMemGetInfo_v2", "void *, void *", (current, args) -> {
            long total = gpus.get(current.device()).memory();
            putLong(args.address(0), total - memory.used(current.device()));
            putLong(args.address(1), total);
        });
        addCurrent(
                "cuMemAlloc_v2",
                "void *, size_t",
                (current, args) -> allocate(args, args.address(1), Allocation.Kind.DEVICE, current));
        addCurrent("cuMemAllocPitch_v2", "void *, void *, size_t, size_t, int", (current, args) -> {
            long width = args.address(2);
            long rows = args.address(3);
            int element = args.integer(4);
            if (width <= 0 || rows <= 0 || (element != 4 && element != 8 && element != 16)) {
                throw CudaResult.INVALID_VALUE.refusal("width " + width + ", rows " + rows + ", element " + element);
            }
            long pitch = (width + PITCH - 1) / PITCH * PITCH;
            putLong(args.address(1), pitch);
            allocate(args, pitch * rows, Allocation.Kind.DEVICE, current);
        });
        addCurrent("cuMemFree_v2", "CUdeviceptr", (current, args) -> {
            Allocation allocation = memory.startingAt(args.address(0));
            if (allocation != null
                    && (allocation.kind() == Allocation.Kind.HOST || allocation.kind() == Allocation.Kind.ARRAY)) {
                throw CudaResult.INVALID_VALUE.refusal("memory of another kind");
            }
            if (args.address(0) != 0) {
                memory.free(args.address(0), current.device());
            }
        });
        addCurrent("cuMemGetAddressRange_v2", "void *, void *, CUdeviceptr", (current, args) -> {
            Allocation allocation = memory.find(args.address(2));
            if (allocation == null) {
                throw CudaResult.NOT_FOUND.refusal("nothing at 0x" + Long.toHexString(args.address(2)));
            }
            if (args.address(0) != 0) {
                putLong(args.address(0), allocation.address());
            }
            if (args.address(1) != 0) {
                putLong(args.address(1), allocation.size());
            }
        });
        addCurrent(
                "cuMemAllocManaged",
                "void *, size_t, int",
                (current, args) -> allocate(args, args.address(1), Allocation.Kind.MANAGED, current));
        addCurrent("cuMemAllocAsync", "void *, size_t, CUstream", (current, args) -> {
            stream(args.address(2));
            allocate(args, args.address(1), Allocation.Kind.POOL, current);
        });
        addCurrent("cuMemFreeAsync", "CUdeviceptr, CUstream", (current, args) -> {
            stream(args.address(1));
            memory.free(args.address(0), current.device());
        });
        addCurrent(
                "cuMemHostAlloc",
                "void *, size_t, int",
                (current, args) -> allocate(args, args.address(1), Allocation.Kind.HOST, current));
        addCurrent(
                "cuMemAllocHost_v2",
                "void *, size_t",
                (current, args) -> allocate(args, args.address(1), Allocation.Kind.HOST, current));
        addCurrent("cuMemFreeHost", "void *", (current, args) -> {
            Allocation allocation = memory.startingAt(args.address(0));
            if (allocation == null || allocation.kind() != Allocation.Kind.HOST) {
                throw CudaResult.INVALID_VALUE.refusal("no host allocation");
            }
            memory.free(args.address(0), current.device());
        });
        addCurrent("cuMemHostGetDevicePointer_v2", "void *, void *, int", (current, args) -> {
            Allocation allocation = memory.find(args.address(1));
            if (allocation == null || allocation.kind() != Allocation.Kind.HOST) {
                throw CudaResult.INVALID_VALUE.refusal("no host allocation");
            }
            putLong(args.address(0), args.address(1));
        });
        addInitialized("cuPointerGetAttribute", "void *, int, CUdeviceptr", args -> {
            Allocation allocation = memory.find(args.address(2));
            if (allocation == null) {
                throw CudaResult.INVALID_VALUE.refusal("nothing at 0x" + Long.toHexString(args.address(2)));
            }
            putAttribute(args.integer(1), allocation, args.address(2), args.address(0));
            return 0;
        });
        addInitialized("cuPointerGetAttributes", "int, void *, void *, CUdeviceptr", args -> {
            int count = args.integer(0);
            MemorySegment attributes = out(args.address(1), count * 4L);
            MemorySegment targets = out(args.address(2), count * 8L);
            Allocation allocation = memory.find(args.address(3));
            for (int i = 0; i < count; i++) {
                int attribute = attributes.getAtIndex(ValueLayout.JAVA_INT_UNALIGNED, i);
                long target = targets.getAtIndex(ValueLayout.JAVA_LONG_UNALIGNED, i);
                if (allocation != null) {
                    putAttribute(attribute, allocation, args.address(3), target);
                } else if (attribute == 9) {
                    putInt(target, -2);
                } else {
                    out(target, attributeBytes(attribute)).fill((byte) 0);
                }
            }
            return 0;
        });
    }

    private void allocate(EntryPoints.Args args, long size, Allocation.Kind kind, Context current) {
        Context owner = kind == Allocation.Kind.POOL ? null : current;
        long out = args.address(0);
        out(out, 8);
        putLong(out, memory.allocate(size, kind, current.device(), owner).address());
    }

    private static int attributeBytes(int attribute) {
        return switch (attribute) {
            case 2, 6, 9, 16 -> 4;
            case 8, 10, 13 -> 1;
            default -> 8;
        };
    }

    private void putAttribute(int attribute, Allocation allocation, long address, long target) {
        Context owner = allocation.context();
        Allocation.Kind kind = allocation.kind();
        long value = switch (attribute) {
            case 1 -> owner == null ? 0 : owner.handle();
            case 2 -> kind == Allocation.Kind.HOST ? 1 : kind == Allocation.Kind.ARRAY ? 3 : 2;
            case 3 -> address;
            case 4 -> {
                if (!kind.isHostAccessible()) {
                    throw CudaResult.INVALID_VALUE.refusal("not host memory");
                }
                yield address;
            }
            case 6 -> 0;
            case 7 -> allocation.bufferId();
            case 8 -> kind == Allocation.Kind.MANAGED ? 1 : 0;
            case 9 -> owner == null ? 0 : owner.device();
            case 10 -> kind == Allocation.Kind.DEVICE ? 1 : 0;
            case 11 -> allocation.address();
            case 12 -> allocation.size();
            case 13 -> 1;
            case 17 -> kind == Allocation.Kind.POOL ? CONTEXTS - 16 : 0;
            default -> throw CudaResult.INVALID_VALUE.refusal("no attribute " + attribute);
        };
        MemorySegment out = out(target, attributeBytes(attribute));
        switch (attributeBytes(attribute)) {
            case 1 -> out.set(ValueLayout.JAVA_BYTE, 0, (byte) value);
            case 4 -> out.set(ValueLayout.JAVA_INT_UNALIGNED, 0, (int) value);
            default -> out.set(ValueLayout.JAVA_LONG_UNALIGNED, 0, value);
        }
    }

    private void copies() {
        for (String async : List.of("", "Async")) {
            String stream = async.isEmpty() ? "" : ", CUstream";
            boolean streamed = !async.isEmpty();
            addCurrent("cuMemcpyHtoD" + async + "_v2", "CUdeviceptr, void *, size_t" + stream, (current, args) -> {
                checkStream(streamed, args, 3);
                long size = args.address(2);
                memory.device(args.address(0), size).copyFrom(memory.host(args.address(1), size));
            });
            addCurrent("cuMemcpyDtoH" + async + "_v2", "void *, CUdeviceptr, size_t" + stream, (current, args) -> {
                checkStream(streamed, args, 3);
                long size = args.address(2);
                memory.host(args.address(0), size).copyFrom(memory.device(args.address(1), size));
            });
            addCurrent("cuMemcpyDtoD" + async + "_v2", "CUdeviceptr, CUdeviceptr, size_t" + stream, (current, args) -> {
                checkStream(streamed, args, 3);
                long size = args.address(2);
                memory.device(args.address(0), size).copyFrom(memory.device(args.address(1), size));
            });
            addCurrent("cuMemcpy2D" + async + "_v2", "void *" + stream, (current, args) -> {
                checkStream(streamed, args, 1);
                copy2d(out(args.address(0), 128));
            });
        }
        addCurrent("cuMemcpy2DUnaligned_v2", "void *", (current, args) -> copy2d(out(args.address(0), 128)));
    }

    private void checkStream(boolean streamed, EntryPoints.Args args, int index) {
        if (streamed) {
            stream(args.address(index));
        }
    }

    /** One side of a CUDA_MEMCPY2D: its rows start at base, pitch bytes apart. */
    private record Rows(MemorySegment bytes, long pitch) {}

    private void copy2d(MemorySegment copy) {
        long width = copy.get(ValueLayout.JAVA_LONG_UNALIGNED, 112);
        long height = copy.get(ValueLayout.JAVA_LONG_UNALIGNED, 120);
        if (width == 0 || height == 0) {
            return;
        }
        Rows source = rows(copy.asSlice(0, 56), width, height);
        Rows target = rows(copy.asSlice(56, 56), width, height);
        for (long y = 0; y < height; y++) {
            MemorySegment.copy(source.bytes(), y * source.pitch(), target.bytes(), y * target.pitch(), width);
        }
    }

    private Rows rows(MemorySegment side, long width, long height) {
        long x = side.get(ValueLayout.JAVA_LONG_UNALIGNED, 0);
        long y = side.get(ValueLayout.JAVA_LONG_UNALIGNED, 8);
        int type = side.get(ValueLayout.JAVA_INT_UNALIGNED, 16);
        long host = side.get(ValueLayout.JAVA_LONG_UNALIGNED, 24);
        long device = side.get(ValueLayout.JAVA_LONG_UNALIGNED, 32);
        long array = side.get(ValueLayout.JAVA_LONG_UNALIGNED, 40);
        long pitch = side.get(ValueLayout.JAVA_LONG_UNALIGNED, 48);
        if (type == 3) {
            ArrayShape shape = array(array);
            if (x + width > shape.rowBytes() || y + height > shape.height()) {
                throw CudaResult.INVALID_VALUE.refusal("rectangle outside the array");
            }
            Allocation storage = memory.startingAt(array);
            if (storage == null) {
                throw CudaResult.INVALID_HANDLE.refusal("array");
            }
            return new Rows(storage.bytes().asSlice(y * shape.rowBytes() + x), shape.rowBytes());
        }
        if (pitch == 0) {
            pitch = x + width;
        }
        if (pitch < x + width) {
            throw CudaResult.INVALID_VALUE.refusal("pitch " + pitch + " below x + width " + (x + width));
        }
        long start = y * pitch + x;
        long bytes = (height - 1) * pitch + width;
        return switch (type) {
            case 1 -> new Rows(memory.host(host + start, bytes), pitch);
            case 2 -> new Rows(memory.device(device + start, bytes), pitch);
            case 4 -> new Rows(memory.host(device + start, bytes), pitch);
            default -> throw CudaResult.INVALID_VALUE.refusal("memory type " + type);
        };
    }

    private void fills() {
        for (int bits : new int[] {8, 16, 32}) {
            int bytes = bits / 8;
            addCurrent(
                    "cuMemsetD" + bits + "_v2",
                    "CUdeviceptr, int, size_t",
                    (current, args) -> fill(args.address(0), args.integer(1), bytes, args.address(2)));
            addCurrent("cuMemsetD2D" + bits + "_v2", "CUdeviceptr, size_t, int, size_t, size_t", (current, args) -> {
                for (long y = 0; y < args.address(4); y++) {
                    fill(args.address(0) + y * args.address(1), args.integer(2), bytes, args.address(3));
                }
            });
            addCurrent("cuMemsetD" + bits + "Async", "CUdeviceptr, int, size_t, CUstream", (current, args) -> {
                stream(args.address(3));
                fill(args.address(0), args.integer(1), bytes, args.address(2));
            });
        }
    }

    private void fill(long address, int value, int bytes, long count) {
        MemorySegment target = memory.device(address, count * bytes);
        switch (bytes) {
            case 1 -> target.fill((byte) value);
            case 2 -> {
                for (long i = 0; i < count; i++) {
                    target.setAtIndex(ValueLayout.JAVA_SHORT_UNALIGNED, i, (short) value);
                }
            }
            default -> {
                for (long i = 0; i < count; i++) {
                    target.setAtIndex(ValueLayout.JAVA_INT_UNALIGNED, i, value);
                }
            }
        }
    }

    private void streamsAndEvents() {
        addCurrent("cuStreamCreate", "void *, int", (current, args) -> newStream(current, args));
        addCurrent("cuStreamCreateWithPriority", "void *, int, int", (current, args) -> newStream(current, args));
        addInitialized("cuStreamDestroy_v2", "CUstream", args -> {
            if (streams.remove(args.address(0)) == null) {
                throw CudaResult.INVALID_HANDLE.refusal("no stream");
            }
            return 0;
        });
        addCurrent("cuStreamGetCtx", "CUstream, void *", (current, args) -> {
            Context owner = streams.getOrDefault(args.address(0), current);
            stream(args.address(0));
            putLong(args.address(1), owner.handle());
        });
        addCurrent("cuStreamQuery", "CUstream", (current, args) -> stream(args.address(0)));
        addCurrent("cuStreamSynchronize", "CUstream", (current, args) -> stream(args.address(0)));
        addCurrent("cuStreamWaitEvent", "CUstream, CUevent, int", (current, args) -> {
            stream(args.address(0));
            event(args.address(1));
        });
        addCurrent("cuEventCreate", "void *, int", (current, args) -> {
            long handle = newHandle(EVENTS);
            putLong(args.address(0), handle);
            events.put(handle, current);
        });
        addInitialized("cuEventDestroy_v2", "CUevent", args -> {
            if (events.remove(args.address(0)) == null) {
                throw CudaResult.INVALID_HANDLE.refusal("no event");
            }
            return 0;
        });
        addCurrent("cuEventRecord", "CUevent, CUstream", (current, args) -> {
            event(args.address(0));
            stream(args.address(1));
        });
        addInitialized("cuEventQuery", "CUevent", args -> {
            event(args.address(0));
            return 0;
        });
        addInitialized("cuEventSynchronize", "CUevent", args -> {
            event(args.address(0));
            return 0;
        });
        addInitialized("cuEventElapsedTime", "void *, CUevent, CUevent", args -> {
            event(args.address(1));
            event(args.address(2));
            out(args.address(0), 4).set(ValueLayout.JAVA_FLOAT_UNALIGNED, 0, 0.001f);
            return 0;
        });
    }

    private void newStream(Context current, EntryPoints.Args args) {
        long handle = newHandle(STREAMS);
        putLong(args.address(0), handle);
        streams.put(handle, current);
    }

    /** Checks a stream: 0, 1 and 2 are the default ones. */
    private void stream(long handle) {
        if (handle < 0 || handle > 2 && !streams.containsKey(handle)) {
            throw CudaResult.INVALID_HANDLE.refusal("no stream 0x" + Long.toHexString(handle));
        }
    }

    private void event(long handle) {
        if (!events.containsKey(handle)) {
            throw CudaResult.INVALID_HANDLE.refusal("no event 0x" + Long.toHexString(handle));
        }
    }

    private void arrays() {
        addCurrent("cuArray3DCreate_v2", "void *, void *", (current, args) -> {
            MemorySegment descriptor = out(args.address(1), 40);
            ArrayShape shape = new ArrayShape(
                    descriptor.get(ValueLayout.JAVA_LONG_UNALIGNED, 0),
                    descriptor.get(ValueLayout.JAVA_LONG_UNALIGNED, 8),
                    descriptor.get(ValueLayout.JAVA_INT_UNALIGNED, 24),
                    descriptor.get(ValueLayout.JAVA_INT_UNALIGNED, 28),
                    descriptor.get(ValueLayout.JAVA_INT_UNALIGNED, 32));
            long depth = descriptor.get(ValueLayout.JAVA_LONG_UNALIGNED, 16);
            boolean channels = shape.channels() == 1 || shape.channels() == 2 || shape.channels() == 4;
            if (depth != 0 || shape.height() <= 0 || shape.rowBytes() <= 0 || !channels) {
                throw CudaResult.INVALID_VALUE.refusal("array " + shape + ", depth " + depth);
            }
            Allocation storage = memory.allocate(
                    shape.rowBytes() * shape.height(), Allocation.Kind.ARRAY, current.device(), current);
            arrays.put(storage.address(), shape);
            putLong(args.address(0), storage.address());
        });
        addCurrent("cuArray3DGetDescriptor_v2", "void *, CUarray", (current, args) -> {
            ArrayShape shape = array(args.address(1));
            MemorySegment descriptor = out(args.address(0), 40);
            descriptor.fill((byte) 0);
            descriptor.set(ValueLayout.JAVA_LONG_UNALIGNED, 0, shape.width());
            descriptor.set(ValueLayout.JAVA_LONG_UNALIGNED, 8, shape.height());
            descriptor.set(ValueLayout.JAVA_INT_UNALIGNED, 24, shape.format());
            descriptor.set(ValueLayout.JAVA_INT_UNALIGNED, 28, shape.channels());
            descriptor.set(ValueLayout.JAVA_INT_UNALIGNED, 32, shape.flags());
        });
        addCurrent("cuArrayDestroy", "CUarray", (current, args) -> {
            array(args.address(0));
            arrays.remove(args.address(0));
            memory.free(args.address(0), current.device());
        });
    }

    private ArrayShape array(long handle) {
        ArrayShape shape = arrays.get(handle);
        if (shape == null) {
            throw CudaResult.INVALID_HANDLE.refusal("no array 0x" + Long.toHexString(handle));
        }
        return shape;
    }

    private static MemorySegment out(long address, long size) {
        if (address == 0 || DeviceMemory.isDeviceAddress(address)) {
            throw CudaResult.INVALID_VALUE.refusal("no host pointer: 0x" + Long.toHexString(address));
        }
        return MemorySegment.ofAddress(address).reinterpret(size);
    }

    private static void putInt(long address, int value) {
        out(address, 4).set(ValueLayout.JAVA_INT_UNALIGNED, 0, value);
    }

    private static void putLong(long address, long value) {
        out(address, 8).set(ValueLayout.JAVA_LONG_UNALIGNED, 0, value);
    }

    private static void putText(long address, int room, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (room <= 0) {
            throw CudaResult.INVALID_VALUE.refusal("no room");
        }
        MemorySegment out = out(address, room);
        int length = Math.min(bytes.length, room - 1);
        MemorySegment.copy(bytes, 0, out, ValueLayout.JAVA_BYTE, 0, length);
        out.set(ValueLayout.JAVA_BYTE, length, (byte) 0);
    }

    @Override
    public OptionalInt deviceOf(long handle) {
        Context context = contexts.get(handle);
        return context == null ? OptionalInt.empty() : OptionalInt.of(context.device());
    }

    @Override
    public boolean isAlive(long context) {
        return contexts.containsKey(context);
    }

    @Override
    public Optional<Memory> memoryAt(long context, long address) {
        Allocation allocation = memory.find(address);
        if (allocation == null) {
            return Optional.empty();
        }
        Context owner = allocation.context();
        return Optional.of(new Memory(
                allocation.address(),
                allocation.size(),
                allocation.kind() == Allocation.Kind.DEVICE,
                allocation.kind().name(),
                allocation.bufferId(),
                owner == null ? 0 : owner.handle()));
    }

    @Override
    public void read(long context, long address, MemorySegment into) {
        into.copyFrom(memory.device(address, into.byteSize()));
    }

    @Override
    public void readArray(long context, long array, long widthBytes, long rows, MemorySegment into) {
        ArrayShape shape = array(array);
        Allocation storage = memory.startingAt(array);
        if (storage == null || widthBytes > shape.rowBytes() || rows > shape.height()) {
            throw CudaResult.INVALID_VALUE.refusal("rectangle outside the array");
        }
        for (long y = 0; y < rows; y++) {
            MemorySegment.copy(storage.bytes(), y * shape.rowBytes(), into, y * widthBytes, widthBytes);
        }
    }

    /** What is alive, by kind. */
    Map<String, Integer> alive() {
        Map<String, Integer> alive = new HashMap<>();
        alive.put("allocations", memory.alive().size());
        alive.put("streams", streams.size());
        alive.put("events", events.size());
        synchronized (this) {
            alive.put("retained", java.util.Arrays.stream(retained).sum());
        }
        alive.put("contexts", (int) contexts.values().stream()
                .filter(context -> !context.isPrimary())
                .count());
        return alive;
    }

    void close() {
        memory.freeAll();
    }
}
