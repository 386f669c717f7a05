package org.nvenc4j.simulator;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * The memory of all simulated GPUs. Device addresses are not canonical on any 64-bit machine, so host code that takes
 * one for a pointer faults at once instead of reading something.
 */
final class DeviceMemory {
    static final long FIRST_ADDRESS = 0x00D0_0000_0000_0000L;
    private static final long LAST_ADDRESS = 0x00E0_0000_0000_0000L;
    private static final long ALIGNMENT = 512;

    /** Nobody's addresses between two allocations, so that running over the end shows. */
    private static final long GUARD = 64 << 10;

    /** What fresh memory holds; a real device leaves there what it had. */
    private static final byte FRESH = (byte) 0xCD;

    private final ConcurrentSkipListMap<Long, Allocation> allocations = new ConcurrentSkipListMap<>();
    private final long[] capacity;
    private final long[] used;

    /** Freed addresses by rounded size: a driver gives them out again soon, and so does this one. */
    private final Map<Long, Deque<Long>> free = new HashMap<>();

    private long next = FIRST_ADDRESS;
    private long nextBufferId = 0x38b;

    /** @param capacity bytes of memory of each device */
    DeviceMemory(long[] capacity) {
        this.capacity = capacity.clone();
        this.used = new long[capacity.length];
    }

    static boolean isDeviceAddress(long address) {
        return address >= FIRST_ADDRESS && address < LAST_ADDRESS;
    }

    @SuppressWarnings("MustBeClosedChecker") // The allocation owns the arena, and free() closes it.
    synchronized Allocation allocate(long size, Allocation.Kind kind, int device, @Nullable Context context) {
        if (size <= 0) {
            throw CudaResult.INVALID_VALUE.refusal("size " + size);
        }
        boolean onDevice = kind != Allocation.Kind.HOST;
        if (onDevice && size > capacity[device] - used[device]) {
            throw CudaResult.OUT_OF_MEMORY.refusal(size + " bytes of " + (capacity[device] - used[device]) + " free");
        }
        Arena arena = Arena.ofShared();
        MemorySegment bytes;
        try {
            bytes = arena.allocate(size, ALIGNMENT);
        } catch (OutOfMemoryError e) {
            arena.close();
            throw CudaResult.OUT_OF_MEMORY.refusal("host memory behind " + size + " bytes");
        }
        bytes.fill(FRESH);
        long address = kind.isHostAccessible() ? bytes.address() : address(size);
        Allocation allocation = new Allocation(address, size, kind, device, context, nextBufferId++, arena, bytes);
        allocations.put(address, allocation);
        if (onDevice) {
            used[device] += size;
        }
        return allocation;
    }

    /** Addresses for that many bytes, where nothing is yet. */
    synchronized long reserve(long size) {
        return address(size);
    }

    /** Gives back reserved addresses. */
    synchronized void release(long address, long size) {
        free.computeIfAbsent(rounded(size), ignored -> new ArrayDeque<>()).push(address);
    }

    /** Shows bytes of somebody else's at a reserved address. */
    synchronized Allocation show(
            long address, MemorySegment bytes, Allocation.Kind kind, int device, @Nullable Context context) {
        Allocation allocation =
                new Allocation(address, bytes.byteSize(), kind, device, context, nextBufferId++, null, bytes);
        allocations.put(address, allocation);
        return allocation;
    }

    private static long rounded(long size) {
        return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    private long address(long size) {
        long rounded = rounded(size);
        Deque<Long> reusable = free.get(rounded);
        if (reusable != null && !reusable.isEmpty()) {
            return reusable.pop();
        }
        long address = next;
        next += rounded + GUARD;
        return address;
    }

    /** Frees what starts at that address. */
    synchronized void free(long address) {
        Allocation allocation = allocations.remove(address);
        if (allocation == null) {
            throw CudaResult.INVALID_VALUE.refusal("no allocation starts at 0x" + Long.toHexString(address));
        }
        if (!allocation.kind().isHostAccessible() && allocation.kind() != Allocation.Kind.VIRTUAL) {
            release(address, allocation.size());
        }
        Arena arena = allocation.arena();
        if (arena == null) {
            return;
        }
        if (allocation.kind() != Allocation.Kind.HOST) {
            used[allocation.device()] -= allocation.size();
        }
        arena.close();
    }

    /** The allocation that holds an address, or null. */
    @Nullable
    Allocation find(long address) {
        Map.Entry<Long, Allocation> below = allocations.floorEntry(address);
        return below != null && address - below.getKey() < below.getValue().size() ? below.getValue() : null;
    }

    /** The allocation that starts at an address, or null. */
    @Nullable
    Allocation startingAt(long address) {
        return allocations.get(address);
    }

    /** The bytes at an address that device code may touch. */
    MemorySegment device(long address, long size) {
        Allocation allocation = find(address);
        if (allocation == null || allocation.kind().isHandle()) {
            throw CudaResult.INVALID_VALUE.refusal("0x" + Long.toHexString(address) + " is no device address");
        }
        long offset = address - allocation.address();
        if (size < 0 || size > allocation.size() - offset) {
            throw CudaResult.INVALID_VALUE.refusal(size + " bytes at 0x" + Long.toHexString(address)
                    + " end outside the allocation of " + allocation.size() + " bytes");
        }
        return allocation.bytes().asSlice(offset, size);
    }

    /** The bytes at a host address; simulated memory is recognised there too, as a unified address is. */
    MemorySegment host(long address, long size) {
        if (address == 0 || size < 0) {
            throw CudaResult.INVALID_VALUE.refusal(size + " bytes at a host address of " + address);
        }
        return find(address) != null || isDeviceAddress(address)
                ? device(address, size)
                : MemorySegment.ofAddress(address).reinterpret(size);
    }

    synchronized long used(int device) {
        return used[device];
    }

    List<Allocation> alive() {
        return List.copyOf(allocations.values());
    }

    synchronized void freeAll() {
        for (Allocation allocation : allocations.values()) {
            if (allocation.arena() != null) {
                allocation.arena().close();
            }
        }
        allocations.clear();
    }
}
