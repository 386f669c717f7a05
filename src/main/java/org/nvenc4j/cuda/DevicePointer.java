package org.nvenc4j.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.nvenc4j.cuda.UnusableMemoryException.Reason;
import org.nvenc4j.internal.raw.cuda.cuda_h;

/**
 * What the CUDA driver knows about an address, to be asked with the context current. Any number may be asked about: none
 * is dereferenced.
 *
 * <p>NVENC refuses memory of the wrong kind with a status that does not say why, or not at all; this says it first.
 */
final class DevicePointer {
    private final CudaContext context;
    private final long address;

    DevicePointer(CudaContext context, long address) {
        this.context = context;
        this.address = address;
    }

    /**
     * Checks that a number of bytes from the address on lie in one allocation that NVENC can register from this context.
     *
     * @return the allocation's id
     */
    long check(long bytes) {
        long memoryType = memoryType();
        if (isSet(cuda_h.CU_POINTER_ATTRIBUTE_IS_MANAGED())) {
            throw unusable(Reason.MANAGED, "is managed memory, which NVENC cannot register");
        }
        if (memoryType == cuda_h.CU_MEMORYTYPE_HOST()) {
            throw unusable(Reason.HOST, "is host memory, which NVENC cannot register");
        }
        if (isSet(cuda_h.CU_POINTER_ATTRIBUTE_MEMPOOL_HANDLE())) {
            throw unusable(Reason.POOL, "is memory of a stream-ordered pool, which NVENC cannot register");
        }
        long device = attribute(cuda_h.CU_POINTER_ATTRIBUTE_DEVICE_ORDINAL());
        if (device != context.device().ordinal()) {
            throw unusable(
                    Reason.OTHER_DEVICE,
                    "is on device " + device + ", not on device "
                            + context.device().ordinal());
        }
        long owner = attribute(cuda_h.CU_POINTER_ATTRIBUTE_CONTEXT());
        if (owner == 0 || owner == UNKNOWN) {
            throw unusable(Reason.VIRTUAL, "is mapped virtual memory, which NVENC cannot register");
        }
        if (owner != context.handle()) {
            throw unusable(
                    Reason.OTHER_CONTEXT,
                    String.format("belongs to the context 0x%x, not to 0x%x", owner, context.handle()));
        }
        checkRoom(bytes);
        return bufferId();
    }

    /** Checks that a number of bytes from the address on are memory that the driver can copy from, of whatever kind. */
    void checkReadable(long bytes) {
        memoryType();
        checkRoom(bytes);
    }

    private long memoryType() {
        long memoryType = attribute(cuda_h.CU_POINTER_ATTRIBUTE_MEMORY_TYPE());
        if (memoryType == UNKNOWN) {
            throw unusable(Reason.NOT_ALLOCATED, "is not in any allocation; was it freed?");
        }
        return memoryType;
    }

    private void checkRoom(long bytes) {
        long left = bytesLeft();
        if (bytes > left) {
            throw unusable(
                    Reason.TOO_SMALL, "needs " + bytes + " bytes from there, but its allocation ends after " + left);
        }
    }

    /** From the address to the end of its allocation. */
    long bytesLeft() {
        return attribute(cuda_h.CU_POINTER_ATTRIBUTE_RANGE_SIZE()) - offset();
    }

    /** From the beginning of its allocation to the address. */
    long offset() {
        return address - attribute(cuda_h.CU_POINTER_ATTRIBUTE_RANGE_START_ADDR());
    }

    /** Checks that a number of bytes from the address on are memory that kernels of this context can read, of whatever kind. */
    void checkForKernels(long bytes) {
        boolean onDevice = memoryType() != cuda_h.CU_MEMORYTYPE_HOST();
        long device = attribute(cuda_h.CU_POINTER_ATTRIBUTE_DEVICE_ORDINAL());
        if (onDevice && device != context.device().ordinal()) {
            throw unusable(
                    Reason.OTHER_DEVICE,
                    "is on device " + device + ", not on device "
                            + context.device().ordinal());
        }
        long owner = attribute(cuda_h.CU_POINTER_ATTRIBUTE_CONTEXT());
        boolean hasOwner = owner != 0 && owner != UNKNOWN;
        if (onDevice && hasOwner && owner != context.handle()) {
            throw unusable(
                    Reason.OTHER_CONTEXT,
                    String.format("belongs to the context 0x%x, not to 0x%x", owner, context.handle()));
        }
        // What is mapped virtually may go on in the next mapping.
        if (hasOwner || isSet(cuda_h.CU_POINTER_ATTRIBUTE_MEMPOOL_HANDLE())) {
            checkRoom(bytes);
        }
    }

    /** The id that no other allocation of this process has or will have; {@link #UNKNOWN} if the memory was freed. */
    long bufferId() {
        return attribute(cuda_h.CU_POINTER_ATTRIBUTE_BUFFER_ID());
    }

    UnusableMemoryException unusable(Reason reason, String problem) {
        return new UnusableMemoryException(reason, String.format("The memory at 0x%x %s", address, problem));
    }

    static final long UNKNOWN = -1;

    private boolean isSet(int attribute) {
        long value = attribute(attribute);
        return value != 0 && value != UNKNOWN;
    }

    /** An attribute's value, in a cell that was zeroed before because some are narrower; {@link #UNKNOWN} if there is none. */
    private long attribute(int attribute) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(ValueLayout.JAVA_LONG);
            int result = context.cuda().cuPointerGetAttribute(value.address(), attribute, address);
            if (result == cuda_h.CUDA_ERROR_INVALID_VALUE()) {
                return UNKNOWN;
            }
            context.cuda().check("cuPointerGetAttribute", result);
            return value.get(ValueLayout.JAVA_LONG, 0);
        }
    }
}
