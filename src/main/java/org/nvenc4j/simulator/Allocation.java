package org.nvenc4j.simulator;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * One piece of simulated memory.
 *
 * @param address what the client sees
 * @param size what the client asked for, in bytes
 * @param kind where it is said to lie
 * @param device the device that it lies on, or whose context asked for it
 * @param context the context that it belongs to; null for memory of a pool and for mapped memory
 * @param bufferId unique for each allocation of the process
 * @param arena owns the bytes; null where somebody else does
 * @param bytes what really holds its content
 */
record Allocation(
        long address,
        long size,
        Kind kind,
        int device,
        @Nullable Context context,
        long bufferId,
        @Nullable Arena arena,
        MemorySegment bytes) {

    enum Kind {
        /** Of cuMemAlloc and cuMemAllocPitch. */
        DEVICE,
        /** Of cuMemAllocAsync. */
        POOL,
        /** Of cuMemAllocManaged: host code may touch it. */
        MANAGED,
        /** Of cuMemHostAlloc: host code may touch it. */
        HOST,
        /** Memory of cuMemCreate: its address is its handle, and nothing can be read there. */
        PHYSICAL,
        /** That memory, mapped at an address: cuMemMap. */
        VIRTUAL,
        /** Another process's, opened here: cuIpcOpenMemHandle. */
        IPC,
        /** Another API's, mapped here: cuExternalMemoryGetMappedBuffer. */
        EXTERNAL,
        /** The storage of a CUDA array: its address is the array's handle. */
        ARRAY;

        /** Whether the address is that of the bytes themselves. */
        boolean isHostAccessible() {
            return this == MANAGED || this == HOST;
        }

        /** Whether the address is only a handle. */
        boolean isHandle() {
            return this == ARRAY || this == PHYSICAL;
        }

        /** Whether cuMemFree frees it. */
        boolean isFreeable() {
            return this == DEVICE || this == POOL || this == MANAGED || this == EXTERNAL;
        }

        /** Whether it is memory that NVENC registers; of what others share that is assumed, it is stated nowhere. */
        boolean isRegistrable() {
            return this == DEVICE || this == IPC || this == EXTERNAL;
        }
    }
}
