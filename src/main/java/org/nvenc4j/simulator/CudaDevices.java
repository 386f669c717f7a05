package org.nvenc4j.simulator;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** The devices of the simulated driver, its version, and the texts of its results. */
final class CudaDevices {
    private final List<GpuModel> gpus;
    private final int driverVersion;
    private final CudaEntries entries;
    private final Arena texts = Arena.ofAuto();
    private final Map<Integer, MemorySegment> errorTexts = new ConcurrentHashMap<>();

    CudaDevices(List<GpuModel> gpus, int driverVersion, CudaEntries entries) {
        this.gpus = List.copyOf(gpus);
        this.driverVersion = driverVersion;
        this.entries = entries;
        general();
        devices();
    }

    private void general() {
        entries.add("cuInit", "int", args -> {
            if (args.integer(0) != 0) {
                throw CudaResult.INVALID_VALUE.refusal("flags");
            }
            if (gpus.isEmpty()) {
                throw CudaResult.NO_DEVICE.refusal("no GPU");
            }
            entries.initialize();
            return 0;
        });
        entries.add("cuDriverGetVersion", "void *", args -> {
            ClientMemory.putInt(args.address(0), driverVersion);
            return 0;
        });
        entries.add("cuGetErrorName", "int, void *", args -> errorText(args, true));
        entries.add("cuGetErrorString", "int, void *", args -> errorText(args, false));
    }

    private long errorText(EntryPoints.Args args, boolean name) {
        for (CudaResult result : CudaResult.values()) {
            if (result.code() == args.integer(0)) {
                int key = name ? result.code() : -1 - result.code();
                String text = name
                        ? result == CudaResult.SUCCESS ? "CUDA_SUCCESS" : "CUDA_ERROR_" + result.name()
                        : result.text();
                MemorySegment segment = errorTexts.computeIfAbsent(key, ignored -> texts.allocateFrom(text));
                ClientMemory.putLong(args.address(1), segment.address());
                return 0;
            }
        }
        ClientMemory.putLong(args.address(1), 0);
        return CudaResult.INVALID_VALUE.code();
    }

    private void devices() {
        entries.addInitialized("cuDeviceGetCount", "void *", args -> {
            ClientMemory.putInt(args.address(0), gpus.size());
            return 0;
        });
        entries.addInitialized("cuDeviceGet", "void *, int", args -> {
            gpu(args.integer(1));
            ClientMemory.putInt(args.address(0), args.integer(1));
            return 0;
        });
        entries.addInitialized("cuDeviceGetName", "void *, int, int", args -> {
            ClientMemory.putText(
                    args.address(0), args.integer(1), gpu(args.integer(2)).name());
            return 0;
        });
        entries.addInitialized("cuDeviceGetUuid_v2", "void *, int", args -> {
            UUID uuid = gpu(args.integer(1)).uuid();
            MemorySegment out = ClientMemory.at(args.address(0), 16);
            out.set(ValueLayout.JAVA_LONG_UNALIGNED, 0, Long.reverseBytes(uuid.getMostSignificantBits()));
            out.set(ValueLayout.JAVA_LONG_UNALIGNED, 8, Long.reverseBytes(uuid.getLeastSignificantBits()));
            return 0;
        });
        entries.addInitialized("cuDeviceGetPCIBusId", "void *, int, int", args -> {
            ClientMemory.putText(
                    args.address(0), args.integer(1), gpu(args.integer(2)).pciBusId());
            return 0;
        });
        entries.addInitialized("cuDeviceGetByPCIBusId", "void *, void *", args -> {
            String wanted =
                    MemorySegment.ofAddress(args.address(1)).reinterpret(64).getString(0);
            for (int i = 0; i < gpus.size(); i++) {
                if (gpus.get(i).pciBusId().equalsIgnoreCase(wanted)) {
                    ClientMemory.putInt(args.address(0), i);
                    return 0;
                }
            }
            throw CudaResult.INVALID_DEVICE.refusal("no device " + wanted);
        });
        entries.addInitialized("cuDeviceTotalMem_v2", "void *, int", args -> {
            ClientMemory.putLong(args.address(0), gpu(args.integer(1)).memory());
            return 0;
        });
        entries.addInitialized("cuDeviceGetAttribute", "void *, int, int", args -> {
            ClientMemory.putInt(args.address(0), attribute(gpu(args.integer(2)), args.integer(1)));
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

    /** The model of a device; refuses an ordinal that is none. */
    GpuModel gpu(int ordinal) {
        if (ordinal < 0 || ordinal >= gpus.size()) {
            throw CudaResult.INVALID_DEVICE.refusal("no device " + ordinal);
        }
        return gpus.get(ordinal);
    }
}
