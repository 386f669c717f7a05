package org.nvenc4j.simulator;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Modules and kernels of the simulated driver. Kernels run in Java: see {@link KernelStandIn}. */
final class CudaModules {
    private static final long MODULES = 0x00C4_0000_0000_0000L;
    private static final long FUNCTIONS = 0x00C5_0000_0000_0000L;

    private static final long LONGEST_TEXT = 64 << 20;
    private static final int ELF = 0x464C457F;
    private static final int FAT_BINARY = 0xBA55ED50;

    private static final int INFO_LOG_SIZE = 4;
    private static final int ERROR_LOG = 5;
    private static final int ERROR_LOG_SIZE = 6;
    private static final int LAST_OPTION = 40;

    private static final int MOST_THREADS = 1024;
    private static final int MOST_THREADS_Z = 64;
    private static final int MOST_BLOCKS_YZ = 65535;
    private static final int MOST_SHARED = 48 << 10;

    private static final long EXTRA_END = 0;
    private static final long EXTRA_BUFFER = 1;
    private static final long EXTRA_SIZE = 2;

    /** A loaded text: the sizes of the parameters of each kernel. */
    private record Module(long handle, Context context, Map<String, List<Integer>> kernels) {}

    private record Function(Module module, String name) {
        List<Integer> sizes() {
            return module.kernels.getOrDefault(name, List.of());
        }
    }

    private final CudaEntries entries;
    private final CudaDevices devices;
    private final CudaStreams streams;
    private final DeviceMemory memory;
    private final Handles handles;
    private final Journal journal;
    private final int cudaVersion;
    private final Map<String, KernelStandIn> standIns;
    private final Map<Long, Module> modules = new ConcurrentHashMap<>();
    private final Map<Long, Function> functions = new ConcurrentHashMap<>();

    CudaModules(
            CudaEntries entries,
            CudaDevices devices,
            CudaStreams streams,
            DeviceMemory memory,
            Handles handles,
            Journal journal,
            int cudaVersion,
            Map<String, KernelStandIn> standIns) {
        this.entries = entries;
        this.devices = devices;
        this.streams = streams;
        this.memory = memory;
        this.handles = handles;
        this.journal = journal;
        this.cudaVersion = cudaVersion;
        this.standIns = Map.copyOf(standIns);
        functions();
    }

    private void functions() {
        entries.addCurrent(
                "cuModuleLoadData",
                "void *, void *",
                (current, args) -> load(current, args.address(0), args.address(1), new Options(0, 0, 0)));
        entries.addCurrent(
                "cuModuleLoadDataEx",
                "void *, void *, int, void *, void *",
                (current, args) -> load(
                        current,
                        args.address(0),
                        args.address(1),
                        new Options(args.integer(2), args.address(3), args.address(4))));
        entries.addCurrent("cuModuleUnload", "CUmodule", (current, args) -> {
            Module module = modules.remove(args.address(0));
            if (module == null) {
                throw CudaResult.INVALID_HANDLE.refusal("no module");
            }
            streams.finishAll(current);
            functions.values().removeIf(function -> function.module.handle == module.handle);
        });
        entries.addCurrent("cuModuleGetFunction", "void *, CUmodule, void *", (current, args) -> {
            Module module = modules.get(args.address(1));
            if (module == null) {
                throw CudaResult.INVALID_HANDLE.refusal("no module");
            }
            String name = text(args.address(2));
            if (!module.kernels.containsKey(name)) {
                throw CudaResult.NOT_FOUND.refusal("no kernel " + name);
            }
            long handle = handles.next(FUNCTIONS);
            ClientMemory.putLong(args.address(0), handle);
            functions.put(handle, new Function(module, name));
        });
        entries.addCurrent(
                "cuLaunchKernel",
                "CUfunction, int, int, int, int, int, int, int, CUstream, void *, void *",
                this::launch);
    }

    private void load(Context current, long out, long image, Options options) {
        ClientMemory.at(out, Long.BYTES);
        int magic = ClientMemory.at(image, Integer.BYTES).get(ValueLayout.JAVA_INT_UNALIGNED, 0);
        if (magic == ELF || magic == FAT_BINARY) {
            throw CudaResult.NO_BINARY_FOR_GPU.refusal("the simulator runs no binaries");
        }
        try {
            Map<String, List<Integer>> kernels =
                    PtxText.compile(text(image), devices.gpu(current.device()), cudaVersion);
            options.putLog("");
            long handle = handles.next(MODULES);
            modules.put(handle, new Module(handle, current, kernels));
            ClientMemory.putLong(out, handle);
        } catch (Refusal refusal) {
            options.putLog(refusal.getMessage());
            throw refusal;
        }
    }

    /** The options of a load: an array of numbers, and one of values that are pointers or sizes. */
    private static final class Options {
        private long log;
        private int room;
        private long sizeCell;

        Options(int count, long options, long values) {
            if (count < 0) {
                throw CudaResult.INVALID_VALUE.refusal(count + " options");
            }
            for (int i = 0; i < count; i++) {
                int option = ClientMemory.at(options + 4L * i, 4).get(ValueLayout.JAVA_INT_UNALIGNED, 0);
                long cell = values + 8L * i;
                if (option < 0 || option > LAST_OPTION) {
                    throw CudaResult.INVALID_VALUE.refusal("no option " + option);
                }
                if (option == ERROR_LOG) {
                    log = ClientMemory.getLong(cell);
                } else if (option == ERROR_LOG_SIZE) {
                    room = (int) ClientMemory.getLong(cell);
                    sizeCell = cell;
                } else if (option == INFO_LOG_SIZE) {
                    ClientMemory.putLong(cell, 0);
                }
            }
        }

        void putLog(@Nullable String text) {
            if (log != 0 && room > 0 && text != null) {
                ClientMemory.putText(log, room, text);
                ClientMemory.putLong(sizeCell, Math.min(text.length(), room - 1));
            }
        }
    }

    private static String text(long address) {
        return ClientMemory.at(address, LONGEST_TEXT).getString(0);
    }

    private void launch(Context current, EntryPoints.Args args) {
        Function function = functions.get(args.address(0));
        if (function == null || function.module.context != current) {
            throw CudaResult.INVALID_HANDLE.refusal("no kernel of the current context");
        }
        KernelLaunch.Extent grid = new KernelLaunch.Extent(args.integer(1), args.integer(2), args.integer(3));
        KernelLaunch.Extent block = new KernelLaunch.Extent(args.integer(4), args.integer(5), args.integer(6));
        check(grid, block, args.integer(7));
        streams.check(args.address(8));
        List<MemorySegment> arguments = arguments(function.sizes(), args.address(9), args.address(10));
        KernelStandIn standIn = standIns.get(function.name);
        if (standIn == null) {
            throw CudaResult.NOT_SUPPORTED.refusal("no stand-in for the kernel " + function.name);
        }
        KernelLaunch launch = new KernelLaunch(grid, block, arguments, memory);
        streams.submit(current, args.address(8), () -> run(current, function.name, standIn, launch));
    }

    private static void check(KernelLaunch.Extent grid, KernelLaunch.Extent block, int shared) {
        boolean blocks = grid.x() > 0 && isIn(grid.y(), MOST_BLOCKS_YZ) && isIn(grid.z(), MOST_BLOCKS_YZ);
        boolean threads = isIn(block.x(), MOST_THREADS)
                && isIn(block.y(), MOST_THREADS)
                && isIn(block.z(), MOST_THREADS_Z)
                && block.x() * block.y() * block.z() <= MOST_THREADS;
        if (!blocks || !threads || shared < 0 || shared > MOST_SHARED) {
            throw CudaResult.INVALID_VALUE.refusal("grid " + grid + ", block " + block + ", shared " + shared);
        }
    }

    private static boolean isIn(int value, int most) {
        return value > 0 && value <= most;
    }

    /** The arguments as they are now: their memory may be freed once the launch returns. */
    private static List<MemorySegment> arguments(List<Integer> sizes, long pointers, long extra) {
        if (pointers != 0 && extra != 0 || pointers == 0 && extra == 0 && !sizes.isEmpty()) {
            throw CudaResult.INVALID_VALUE.refusal("arguments are passed either as pointers or in a buffer");
        }
        List<MemorySegment> arguments = new ArrayList<>();
        long buffer = extra == 0 ? 0 : buffer(extra, sizes);
        for (int i = 0; i < sizes.size(); i++) {
            int size = sizes.get(i);
            long address;
            if (extra == 0) {
                address = ClientMemory.getLong(pointers + 8L * i);
            } else {
                long alignment = Math.min(8, Integer.highestOneBit(size));
                address = (buffer + alignment - 1) / alignment * alignment;
                buffer = address + size;
            }
            arguments.add(Arena.ofAuto().allocate(size, 8).copyFrom(ClientMemory.at(address, size)));
        }
        return arguments;
    }

    private static long buffer(long extra, List<Integer> sizes) {
        long buffer = 0;
        long size = -1;
        long cell = extra;
        for (long key = ClientMemory.getLong(cell); key != EXTRA_END; key = ClientMemory.getLong(cell)) {
            long value = ClientMemory.getLong(cell + 8);
            if (key == EXTRA_BUFFER) {
                buffer = value;
            } else if (key == EXTRA_SIZE) {
                size = ClientMemory.getLong(value);
            } else {
                throw CudaResult.INVALID_VALUE.refusal("no extra " + key);
            }
            cell += 16;
        }
        if (buffer == 0 || size < sizes.stream().mapToInt(Integer::intValue).sum()) {
            throw CudaResult.INVALID_VALUE.refusal("a buffer of " + size + " bytes of arguments");
        }
        return buffer;
    }

    /** What a kernel does wrong kills its context, which the calls after the launch report. */
    private void run(Context context, String name, KernelStandIn standIn, KernelLaunch launch) {
        if (context.isFaulty()) {
            return;
        }
        try {
            standIn.run(launch);
        } catch (Refusal outside) {
            context.fail(CudaResult.ILLEGAL_ADDRESS);
        } catch (RuntimeException e) {
            journal.failure("the kernel " + name, e);
            context.fail(CudaResult.LAUNCH_FAILED);
        }
    }

    int modules() {
        return modules.size();
    }

    /** Unloads those of a context, and says how many they were. */
    int freeAllOf(Context context) {
        int before = modules.size();
        modules.values().removeIf(module -> module.context == context);
        functions.values().removeIf(function -> function.module.context == context);
        return before - modules.size();
    }
}
