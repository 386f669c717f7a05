package org.nvenc4j.simulator;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** CUDA arrays of two dimensions. */
final class CudaArrays {
    /** What a CUDA array was made with. */
    record Shape(long width, long height, int format, int channels, int flags) {
        private static final int SURFACE_LDST = 0x2;

        /** Reads a {@code CUDA_ARRAY3D_DESCRIPTOR}, all but its depth. */
        static Shape read(MemorySegment descriptor) {
            return new Shape(
                    descriptor.get(ValueLayout.JAVA_LONG_UNALIGNED, 0),
                    descriptor.get(ValueLayout.JAVA_LONG_UNALIGNED, 8),
                    descriptor.get(ValueLayout.JAVA_INT_UNALIGNED, 24),
                    descriptor.get(ValueLayout.JAVA_INT_UNALIGNED, 28),
                    descriptor.get(ValueLayout.JAVA_INT_UNALIGNED, 32));
        }

        static long depth(MemorySegment descriptor) {
            return descriptor.get(ValueLayout.JAVA_LONG_UNALIGNED, 16);
        }

        boolean isSurface() {
            return (flags & SURFACE_LDST) != 0;
        }

        long rowBytes() {
            return width * channels * channelBytes();
        }

        int channelBytes() {
            return switch (format) {
                case 0x01, 0x08 -> 1;
                case 0x02, 0x09, 0x10 -> 2;
                case 0x03, 0x0a, 0x20 -> 4;
                default -> 0;
            };
        }
    }

    private final CudaEntries entries;
    private final DeviceMemory memory;
    private final Map<Long, Shape> arrays = new ConcurrentHashMap<>();

    CudaArrays(CudaEntries entries, DeviceMemory memory) {
        this.entries = entries;
        this.memory = memory;
        functions();
    }

    private void functions() {
        entries.addCurrent("cuArray3DCreate_v2", "void *, void *", (current, args) -> {
            MemorySegment descriptor = ClientMemory.at(args.address(1), 40);
            Shape shape = Shape.read(descriptor);
            long depth = Shape.depth(descriptor);
            boolean channels = shape.channels() == 1 || shape.channels() == 2 || shape.channels() == 4;
            if (depth != 0 || shape.height() <= 0 || shape.rowBytes() <= 0 || !channels) {
                throw CudaResult.INVALID_VALUE.refusal("array " + shape + ", depth " + depth);
            }
            Allocation storage = memory.allocate(
                    shape.rowBytes() * shape.height(), Allocation.Kind.ARRAY, current.device(), current);
            arrays.put(storage.address(), shape);
            ClientMemory.putLong(args.address(0), storage.address());
        });
        entries.addCurrent("cuArray3DGetDescriptor_v2", "void *, CUarray", (current, args) -> {
            Shape shape = shape(args.address(1));
            MemorySegment descriptor = ClientMemory.at(args.address(0), 40);
            descriptor.fill((byte) 0);
            descriptor.set(ValueLayout.JAVA_LONG_UNALIGNED, 0, shape.width());
            descriptor.set(ValueLayout.JAVA_LONG_UNALIGNED, 8, shape.height());
            descriptor.set(ValueLayout.JAVA_INT_UNALIGNED, 24, shape.format());
            descriptor.set(ValueLayout.JAVA_INT_UNALIGNED, 28, shape.channels());
            descriptor.set(ValueLayout.JAVA_INT_UNALIGNED, 32, shape.flags());
        });
        entries.addCurrent("cuArrayDestroy", "CUarray", (current, args) -> {
            shape(args.address(0));
            arrays.remove(args.address(0));
            memory.free(args.address(0));
        });
    }

    /** Makes an array of bytes of somebody else's. */
    long show(Shape shape, MemorySegment bytes, Context owner) {
        long address = memory.reserve(bytes.byteSize());
        memory.show(address, bytes, Allocation.Kind.ARRAY, owner.device(), owner);
        arrays.put(address, shape);
        return address;
    }

    /** Takes back {@link #show}. */
    void hide(long handle) {
        arrays.remove(handle);
        memory.free(handle);
    }

    Shape shape(long handle) {
        Shape shape = arrays.get(handle);
        if (shape == null) {
            throw CudaResult.INVALID_HANDLE.refusal("no array 0x" + Long.toHexString(handle));
        }
        return shape;
    }

    /** The bytes of a rectangle's first row on, rows being {@link #pitch} bytes apart. */
    MemorySegment bytes(long handle, long x, long y, long width, long height) {
        Shape shape = shape(handle);
        Allocation storage = memory.startingAt(handle);
        if (storage == null || x + width > shape.rowBytes() || y + height > shape.height()) {
            throw CudaResult.INVALID_VALUE.refusal("rectangle outside the array");
        }
        return storage.bytes().asSlice(y * shape.rowBytes() + x);
    }

    /** Bytes from one row of an array to the next. */
    long pitch(long handle) {
        return shape(handle).rowBytes();
    }

    /** Its storage is gone. */
    void forget(long handle) {
        arrays.remove(handle);
    }
}
