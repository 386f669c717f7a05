package org.nvenc4j.simulator;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The functions that allocate memory, free it, and tell what lies at an address. */
final class CudaMemory {
    /** The pitch of cuMemAllocPitch is a multiple of this. */
    private static final long PITCH = 512;

    /** The handle of every device's default pool. */
    private static final long POOL = 0x00C3_0000_0000_0000L;

    private final CudaEntries entries;
    private final CudaDevices devices;
    private final CudaStreams streams;
    private final DeviceMemory memory;

    CudaMemory(CudaEntries entries, CudaDevices devices, CudaStreams streams, DeviceMemory memory) {
        this.entries = entries;
        this.devices = devices;
        this.streams = streams;
        this.memory = memory;
        functions();
    }

    private void functions() {
        entries.addCurrent("cuMemGetInfo_v2", "void *, void *", (current, args) -> {
            long total = devices.gpu(current.device()).memory();
            ClientMemory.putLong(args.address(0), total - memory.used(current.device()));
            ClientMemory.putLong(args.address(1), total);
        });
        entries.addCurrent(
                "cuMemAlloc_v2",
                "void *, size_t",
                (current, args) -> allocate(args, args.address(1), Allocation.Kind.DEVICE, current));
        entries.addCurrent("cuMemAllocPitch_v2", "void *, void *, size_t, size_t, int", (current, args) -> {
            long width = args.address(2);
            long rows = args.address(3);
            int element = args.integer(4);
            if (width <= 0 || rows <= 0 || (element != 4 && element != 8 && element != 16)) {
                throw CudaResult.INVALID_VALUE.refusal("width " + width + ", rows " + rows + ", element " + element);
            }
            long pitch = (width + PITCH - 1) / PITCH * PITCH;
            ClientMemory.putLong(args.address(1), pitch);
            allocate(args, pitch * rows, Allocation.Kind.DEVICE, current);
        });
        entries.addCurrent("cuMemFree_v2", "CUdeviceptr", (current, args) -> {
            streams.finishAll(current);
            Allocation allocation = memory.startingAt(args.address(0));
            if (allocation != null && !allocation.kind().isFreeable()) {
                throw CudaResult.INVALID_VALUE.refusal("memory of another kind");
            }
            if (args.address(0) != 0) {
                memory.free(args.address(0));
            }
        });
        entries.addCurrent("cuMemGetAddressRange_v2", "void *, void *, CUdeviceptr", (current, args) -> {
            Allocation allocation = memory.find(args.address(2));
            if (allocation == null) {
                throw CudaResult.NOT_FOUND.refusal("nothing at 0x" + Long.toHexString(args.address(2)));
            }
            if (args.address(0) != 0) {
                ClientMemory.putLong(args.address(0), allocation.address());
            }
            if (args.address(1) != 0) {
                ClientMemory.putLong(args.address(1), allocation.size());
            }
        });
        entries.addCurrent(
                "cuMemAllocManaged",
                "void *, size_t, int",
                (current, args) -> allocate(args, args.address(1), Allocation.Kind.MANAGED, current));
        entries.addCurrent("cuMemAllocAsync", "void *, size_t, CUstream", (current, args) -> {
            streams.check(args.address(2));
            allocate(args, args.address(1), Allocation.Kind.POOL, current);
        });
        entries.addCurrent("cuMemFreeAsync", "CUdeviceptr, CUstream", (current, args) -> {
            streams.check(args.address(1));
            streams.finish(current, args.address(1));
            memory.free(args.address(0));
        });
        entries.addCurrent(
                "cuMemHostAlloc",
                "void *, size_t, int",
                (current, args) -> allocate(args, args.address(1), Allocation.Kind.HOST, current));
        entries.addCurrent(
                "cuMemAllocHost_v2",
                "void *, size_t",
                (current, args) -> allocate(args, args.address(1), Allocation.Kind.HOST, current));
        entries.addCurrent("cuMemFreeHost", "void *", (current, args) -> {
            Allocation allocation = memory.startingAt(args.address(0));
            if (allocation == null || allocation.kind() != Allocation.Kind.HOST) {
                throw CudaResult.INVALID_VALUE.refusal("no host allocation");
            }
            memory.free(args.address(0));
        });
        entries.addCurrent("cuMemHostGetDevicePointer_v2", "void *, void *, int", (current, args) -> {
            Allocation allocation = memory.find(args.address(1));
            if (allocation == null || allocation.kind() != Allocation.Kind.HOST) {
                throw CudaResult.INVALID_VALUE.refusal("no host allocation");
            }
            ClientMemory.putLong(args.address(0), args.address(1));
        });
        entries.addInitialized("cuPointerGetAttribute", "void *, int, CUdeviceptr", args -> {
            Allocation allocation = memory.find(args.address(2));
            if (allocation == null) {
                throw CudaResult.INVALID_VALUE.refusal("nothing at 0x" + Long.toHexString(args.address(2)));
            }
            putAttribute(args.integer(1), allocation, args.address(2), args.address(0));
            return 0;
        });
        entries.addInitialized("cuPointerGetAttributes", "int, void *, void *, CUdeviceptr", args -> {
            int count = args.integer(0);
            MemorySegment attributes = ClientMemory.at(args.address(1), count * 4L);
            MemorySegment targets = ClientMemory.at(args.address(2), count * 8L);
            Allocation allocation = memory.find(args.address(3));
            for (int i = 0; i < count; i++) {
                int attribute = attributes.getAtIndex(ValueLayout.JAVA_INT_UNALIGNED, i);
                long target = targets.getAtIndex(ValueLayout.JAVA_LONG_UNALIGNED, i);
                if (allocation != null) {
                    putAttribute(attribute, allocation, args.address(3), target);
                } else if (attribute == 9) {
                    ClientMemory.putInt(target, -2);
                } else {
                    ClientMemory.at(target, attributeBytes(attribute)).fill((byte) 0);
                }
            }
            return 0;
        });
    }

    private void allocate(EntryPoints.Args args, long size, Allocation.Kind kind, Context current) {
        Context owner = kind == Allocation.Kind.POOL ? null : current;
        long out = args.address(0);
        ClientMemory.at(out, 8);
        ClientMemory.putLong(
                out, memory.allocate(size, kind, current.device(), owner).address());
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
            case 9 -> allocation.device();
            case 10 -> kind == Allocation.Kind.DEVICE ? 1 : 0;
            case 11 -> allocation.address();
            case 12 -> allocation.size();
            case 13 -> 1;
            case 17 -> kind == Allocation.Kind.POOL ? POOL : 0;
            default -> throw CudaResult.INVALID_VALUE.refusal("no attribute " + attribute);
        };
        MemorySegment out = ClientMemory.at(target, attributeBytes(attribute));
        switch (attributeBytes(attribute)) {
            case 1 -> out.set(ValueLayout.JAVA_BYTE, 0, (byte) value);
            case 4 -> out.set(ValueLayout.JAVA_INT_UNALIGNED, 0, (int) value);
            default -> out.set(ValueLayout.JAVA_LONG_UNALIGNED, 0, value);
        }
    }
}
