package org.nvenc4j.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A library that hands out tensors by DLPack, and notes which it gets back. */
@SuppressWarnings("restricted")
public final class DlpackProducer implements AutoCloseable {
    private final Arena arena = Arena.ofShared();
    private final MemorySegment deleter;

    /** The managed tensors that came back, in order. */
    public final List<Long> deleted = new ArrayList<>();

    public DlpackProducer() {
        try {
            MethodHandle note = MethodHandles.lookup()
                    .bind(deleted, "add", MethodType.methodType(boolean.class, Object.class))
                    .asType(MethodType.methodType(void.class, long.class));
            deleter = Linker.nativeLinker().upcallStub(note, FunctionDescriptor.ofVoid(ValueLayout.JAVA_LONG), arena);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    /** A tensor to hand out; what differs from a compact one of bytes on CUDA's device 0 is set by the test. */
    public final class Tensor {
        private final long data;
        private final long[] shape;
        long @Nullable [] strides;
        long byteOffset;
        int deviceType = 2;
        int deviceId;
        int typeCode = 1;
        int typeBits = 8;
        int typeLanes = 1;
        boolean deletable = true;

        private Tensor(long data, long[] shape) {
            this.data = data;
            this.shape = shape;
        }

        int dimensions() {
            return shape.length;
        }

        /** In elements. */
        public Tensor strides(long... elements) {
            strides = elements;
            return this;
        }

        /** A {@code DLManagedTensor}. */
        public long legacy() {
            MemorySegment managed = arena.allocate(64, 8);
            put(managed, 0);
            managed.set(ValueLayout.JAVA_LONG, 48, 0xC0FFEE);
            managed.set(ValueLayout.JAVA_LONG, 56, deletable ? deleter.address() : 0);
            return managed.address();
        }

        /** A {@code DLManagedTensorVersioned}. */
        public long versioned(int major) {
            MemorySegment managed = arena.allocate(80, 8);
            managed.set(ValueLayout.JAVA_INT, 0, major);
            managed.set(ValueLayout.JAVA_INT, 4, 7);
            managed.set(ValueLayout.JAVA_LONG, 8, 0xC0FFEE);
            managed.set(ValueLayout.JAVA_LONG, 16, deletable ? deleter.address() : 0);
            managed.set(ValueLayout.JAVA_LONG, 24, 1);
            put(managed, 32);
            return managed.address();
        }

        private void put(MemorySegment managed, long at) {
            managed.set(ValueLayout.JAVA_LONG, at, data);
            managed.set(ValueLayout.JAVA_INT, at + 8, deviceType);
            managed.set(ValueLayout.JAVA_INT, at + 12, deviceId);
            managed.set(ValueLayout.JAVA_INT, at + 16, shape.length);
            managed.set(ValueLayout.JAVA_BYTE, at + 20, (byte) typeCode);
            managed.set(ValueLayout.JAVA_BYTE, at + 21, (byte) typeBits);
            managed.set(ValueLayout.JAVA_SHORT, at + 22, (short) typeLanes);
            managed.set(
                    ValueLayout.JAVA_LONG,
                    at + 24,
                    arena.allocateFrom(ValueLayout.JAVA_LONG, shape).address());
            managed.set(
                    ValueLayout.JAVA_LONG,
                    at + 32,
                    strides == null
                            ? 0
                            : arena.allocateFrom(ValueLayout.JAVA_LONG, strides).address());
            managed.set(ValueLayout.JAVA_LONG, at + 40, byteOffset);
        }
    }

    public Tensor tensor(long data, long... shape) {
        return new Tensor(data, shape);
    }

    @Override
    public void close() {
        arena.close();
    }
}
