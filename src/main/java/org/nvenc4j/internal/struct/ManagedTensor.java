package org.nvenc4j.internal.struct;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;
import org.nvenc4j.internal.driver.Foreign;

/**
 * A tensor that a producer hands over by DLPack, in memory of the producer's: {@code DLManagedTensor}, or
 * {@code DLManagedTensorVersioned} since DLPack 1.0. The two begin differently; nothing in them says which one it is.
 */
public final class ManagedTensor {
    /** The major version whose layout is known. In one of another, only the deleter is where it was. */
    public static final int MAJOR = 1;

    private static final long LEGACY_BYTES = 64;
    private static final long LEGACY_DELETER = 56;
    private static final long VERSIONED_BYTES = 80;
    private static final long VERSIONED_DELETER = 16;
    private static final long VERSIONED_TENSOR = 32;

    private final MemorySegment memory;
    private final long tensor;
    private final long deleter;
    private final int majorVersion;

    private ManagedTensor(MemorySegment memory, long tensor, long deleterOffset, int majorVersion) {
        this.memory = memory;
        this.tensor = tensor;
        this.deleter = memory.get(ValueLayout.JAVA_LONG, deleterOffset);
        this.majorVersion = majorVersion;
    }

    public static ManagedTensor legacy(long address) {
        return new ManagedTensor(Foreign.segment(address, LEGACY_BYTES), 0, LEGACY_DELETER, MAJOR);
    }

    public static ManagedTensor versioned(long address) {
        MemorySegment memory = Foreign.segment(address, VERSIONED_BYTES);
        return new ManagedTensor(memory, VERSIONED_TENSOR, VERSIONED_DELETER, memory.get(ValueLayout.JAVA_INT, 0));
    }

    public int majorVersion() {
        return majorVersion;
    }

    /** Where the first element is. */
    public long data() {
        long byteOffset = 40;
        return memory.get(ValueLayout.JAVA_LONG, tensor) + memory.get(ValueLayout.JAVA_LONG, tensor + byteOffset);
    }

    public int deviceType() {
        return memory.get(ValueLayout.JAVA_INT, tensor + 8);
    }

    public int deviceId() {
        return memory.get(ValueLayout.JAVA_INT, tensor + 12);
    }

    public int dimensions() {
        return memory.get(ValueLayout.JAVA_INT, tensor + 16);
    }

    public int typeCode() {
        return Byte.toUnsignedInt(memory.get(ValueLayout.JAVA_BYTE, tensor + 20));
    }

    public int typeBits() {
        return Byte.toUnsignedInt(memory.get(ValueLayout.JAVA_BYTE, tensor + 21));
    }

    public int typeLanes() {
        return Short.toUnsignedInt(memory.get(ValueLayout.JAVA_SHORT, tensor + 22));
    }

    public long[] shape() {
        long[] shape = numbers(24);
        return shape == null ? new long[0] : shape;
    }

    /** In elements; null where the tensor is compact. */
    public long @Nullable [] strides() {
        return numbers(32);
    }

    private long @Nullable [] numbers(long pointer) {
        long address = memory.get(ValueLayout.JAVA_LONG, tensor + pointer);
        int count = dimensions();
        return address == 0
                ? null
                : Foreign.segment(address, (long) count * Long.BYTES).toArray(ValueLayout.JAVA_LONG);
    }

    /** Gives the tensor back to its producer, once: from then on nothing of it may be read. */
    public void delete() {
        if (deleter != 0) {
            try {
                Deleter.CALL.invokeExact(MemorySegment.ofAddress(deleter), memory.address());
            } catch (Error | RuntimeException e) {
                throw e;
            } catch (Throwable t) {
                throw new AssertionError("a native call throws nothing", t);
            }
        }
    }

    /** Linked for the first tensor. */
    private static final class Deleter {
        @SuppressWarnings("restricted")
        static final MethodHandle CALL =
                Linker.nativeLinker().downcallHandle(FunctionDescriptor.ofVoid(ValueLayout.JAVA_LONG));
    }
}
