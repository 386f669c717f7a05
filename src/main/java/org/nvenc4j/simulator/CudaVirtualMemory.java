package org.nvenc4j.simulator;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Virtual memory management: memory without an address, and addresses where it is mapped. */
final class CudaVirtualMemory {
    private static final long GRANULARITY = 2 << 20;
    private static final int PINNED = 1;
    private static final int DEVICE = 1;
    private static final int READ_WRITE = 3;

    private final int gpus;
    private final CudaEntries entries;
    private final DeviceMemory memory;
    private final Map<Long, Physical> physical = new ConcurrentHashMap<>();
    private final Map<Long, Reservation> reservations = new ConcurrentHashMap<>();

    /** Memory of cuMemCreate, which lives until it is both released and unmapped. */
    private static final class Physical {
        private final Allocation storage;
        private boolean released;
        private int mappings;

        Physical(Allocation storage) {
            this.storage = storage;
        }
    }

    /** Addresses, and what is mapped at them. */
    private static final class Reservation {
        private final long size;
        private @Nullable Physical mapped;

        Reservation(long size) {
            this.size = size;
        }
    }

    CudaVirtualMemory(int gpus, CudaEntries entries, DeviceMemory memory) {
        this.gpus = gpus;
        this.entries = entries;
        this.memory = memory;
        functions();
    }

    private void functions() {
        entries.addInitialized("cuMemGetAllocationGranularity", "void *, void *, int", args -> {
            device(args.address(1));
            ClientMemory.putLong(args.address(0), GRANULARITY);
            return 0;
        });
        entries.addInitialized("cuMemCreate", "void *, size_t, void *, uint64_t", args -> {
            checkSize(args.address(1));
            Allocation storage =
                    memory.allocate(args.address(1), Allocation.Kind.PHYSICAL, device(args.address(2)), null);
            physical.put(storage.address(), new Physical(storage));
            ClientMemory.putLong(args.address(0), storage.address());
            return 0;
        });
        entries.addInitialized("cuMemRelease", "uint64_t", args -> {
            Physical released = physical(args.address(0));
            released.released = true;
            freeUnused(released);
            return 0;
        });
        entries.addInitialized("cuMemAddressReserve", "void *, size_t, size_t, CUdeviceptr, uint64_t", args -> {
            checkSize(args.address(1));
            long address = memory.reserve(args.address(1));
            reservations.put(address, new Reservation(args.address(1)));
            ClientMemory.putLong(args.address(0), address);
            return 0;
        });
        entries.addInitialized("cuMemAddressFree", "CUdeviceptr, size_t", args -> {
            Reservation reservation = reservation(args.address(0), args.address(1));
            if (reservation.mapped != null) {
                throw CudaResult.INVALID_VALUE.refusal("still mapped");
            }
            reservations.remove(args.address(0));
            memory.release(args.address(0), args.address(1));
            return 0;
        });
        entries.addInitialized("cuMemMap", "CUdeviceptr, size_t, size_t, uint64_t, uint64_t", args -> {
            Reservation reservation = reservation(args.address(0), args.address(1));
            Physical mapped = physical(args.address(3));
            if (reservation.mapped != null || args.address(2) != 0 || mapped.storage.size() != reservation.size) {
                throw CudaResult.INVALID_VALUE.refusal("only all of an allocation is mapped, once at an address");
            }
            reservation.mapped = mapped;
            mapped.mappings++;
            return 0;
        });
        entries.addInitialized("cuMemSetAccess", "CUdeviceptr, size_t, void *, size_t", args -> {
            Reservation reservation = reservation(args.address(0), args.address(1));
            MemorySegment access = ClientMemory.at(args.address(2), 12);
            if (reservation.mapped == null
                    || args.address(3) != 1
                    || access.get(ValueLayout.JAVA_INT_UNALIGNED, 8) != READ_WRITE) {
                throw CudaResult.INVALID_VALUE.refusal("access to what is not mapped, or not for reading and writing");
            }
            Allocation storage = reservation.mapped.storage;
            memory.show(args.address(0), storage.bytes(), Allocation.Kind.VIRTUAL, storage.device(), null);
            return 0;
        });
        entries.addInitialized("cuMemUnmap", "CUdeviceptr, size_t", args -> {
            Reservation reservation = reservation(args.address(0), args.address(1));
            Physical unmapped = reservation.mapped;
            if (unmapped == null) {
                throw CudaResult.INVALID_VALUE.refusal("not mapped");
            }
            reservation.mapped = null;
            if (memory.startingAt(args.address(0)) != null) {
                memory.free(args.address(0));
            }
            unmapped.mappings--;
            freeUnused(unmapped);
            return 0;
        });
    }

    /** The device of a CUmemAllocationProp. */
    private int device(long prop) {
        MemorySegment fields = ClientMemory.at(prop, 32);
        int device = fields.get(ValueLayout.JAVA_INT_UNALIGNED, 12);
        if (fields.get(ValueLayout.JAVA_INT_UNALIGNED, 0) != PINNED
                || fields.get(ValueLayout.JAVA_INT_UNALIGNED, 8) != DEVICE
                || device < 0
                || device >= gpus) {
            throw CudaResult.INVALID_VALUE.refusal("not pinned memory of one of the devices");
        }
        return device;
    }

    private static void checkSize(long size) {
        if (size <= 0 || size % GRANULARITY != 0) {
            throw CudaResult.INVALID_VALUE.refusal("size " + size + ", not a multiple of " + GRANULARITY);
        }
    }

    private Physical physical(long handle) {
        Physical found = physical.get(handle);
        if (found == null || found.released) {
            throw CudaResult.INVALID_VALUE.refusal("no memory 0x" + Long.toHexString(handle));
        }
        return found;
    }

    private Reservation reservation(long address, long size) {
        Reservation reservation = reservations.get(address);
        if (reservation == null || reservation.size != size) {
            throw CudaResult.INVALID_VALUE.refusal("no reservation of " + size + " at 0x" + Long.toHexString(address));
        }
        return reservation;
    }

    private void freeUnused(Physical memoryOf) {
        if (memoryOf.released && memoryOf.mappings == 0) {
            physical.remove(memoryOf.storage.address());
            memory.free(memoryOf.storage.address());
        }
    }
}
