package org.nvenc4j.simulator;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/** The functions that copy and fill memory. */
final class CudaCopies {
    private final CudaEntries entries;
    private final CudaStreams streams;
    private final CudaArrays arrays;
    private final DeviceMemory memory;

    CudaCopies(CudaEntries entries, CudaStreams streams, CudaArrays arrays, DeviceMemory memory) {
        this.entries = entries;
        this.streams = streams;
        this.arrays = arrays;
        this.memory = memory;
        copies();
        fills();
    }

    private void copies() {
        for (String async : List.of("", "Async")) {
            String stream = async.isEmpty() ? "" : ", CUstream";
            boolean streamed = !async.isEmpty();
            entries.addCurrent(
                    "cuMemcpyHtoD" + async + "_v2", "CUdeviceptr, void *, size_t" + stream, (current, args) -> {
                        finishBefore(current, streamed, args, 3);
                        long size = args.address(2);
                        memory.device(args.address(0), size).copyFrom(memory.host(args.address(1), size));
                    });
            entries.addCurrent(
                    "cuMemcpyDtoH" + async + "_v2", "void *, CUdeviceptr, size_t" + stream, (current, args) -> {
                        finishBefore(current, streamed, args, 3);
                        long size = args.address(2);
                        memory.host(args.address(0), size).copyFrom(memory.device(args.address(1), size));
                    });
            entries.addCurrent(
                    "cuMemcpyDtoD" + async + "_v2", "CUdeviceptr, CUdeviceptr, size_t" + stream, (current, args) -> {
                        check(current, streamed, args, 3);
                        long size = args.address(2);
                        MemorySegment target = memory.device(args.address(0), size);
                        MemorySegment source = memory.device(args.address(1), size);
                        streams.submit(current, streamed ? args.address(3) : 0, () -> target.copyFrom(source));
                    });
            entries.addCurrent("cuMemcpy2D" + async + "_v2", "void *" + stream, (current, args) -> {
                finishBefore(current, streamed, args, 1);
                copy2d(ClientMemory.at(args.address(0), 128));
            });
        }
        entries.addCurrent("cuMemcpy2DUnaligned_v2", "void *", (current, args) -> {
            streams.finishBeforeDefault(current);
            copy2d(ClientMemory.at(args.address(0), 128));
        });
    }

    private void check(Context current, boolean streamed, EntryPoints.Args args, int index) {
        if (streamed) {
            streams.check(args.address(index));
        } else {
            streams.finishBeforeDefault(current);
        }
    }

    /** The host's memory may be changed or freed once the call returns, so what comes before it is done in the call. */
    private void finishBefore(Context current, boolean streamed, EntryPoints.Args args, int index) {
        check(current, streamed, args, index);
        if (streamed) {
            streams.finish(current, args.address(index));
        }
    }

    /** One side of a CUDA_MEMCPY2D: its rows start at base, pitch bytes apart. */
    private record Rows(MemorySegment bytes, long pitch) {}

    private void copy2d(MemorySegment copy) {
        long width = copy.get(ValueLayout.JAVA_LONG_UNALIGNED, 112);
        long height = copy.get(ValueLayout.JAVA_LONG_UNALIGNED, 120);
        if (width == 0 || height == 0) {
            return;
        }
        Rows source = rows(copy.asSlice(0, 56), width, height);
        Rows target = rows(copy.asSlice(56, 56), width, height);
        for (long y = 0; y < height; y++) {
            MemorySegment.copy(source.bytes(), y * source.pitch(), target.bytes(), y * target.pitch(), width);
        }
    }

    private Rows rows(MemorySegment side, long width, long height) {
        long x = side.get(ValueLayout.JAVA_LONG_UNALIGNED, 0);
        long y = side.get(ValueLayout.JAVA_LONG_UNALIGNED, 8);
        int type = side.get(ValueLayout.JAVA_INT_UNALIGNED, 16);
        long host = side.get(ValueLayout.JAVA_LONG_UNALIGNED, 24);
        long device = side.get(ValueLayout.JAVA_LONG_UNALIGNED, 32);
        long array = side.get(ValueLayout.JAVA_LONG_UNALIGNED, 40);
        long pitch = side.get(ValueLayout.JAVA_LONG_UNALIGNED, 48);
        if (type == 3) {
            return new Rows(arrays.bytes(array, x, y, width, height), arrays.pitch(array));
        }
        if (pitch == 0) {
            pitch = x + width;
        }
        if (pitch < x + width) {
            throw CudaResult.INVALID_VALUE.refusal("pitch " + pitch + " below x + width " + (x + width));
        }
        long start = y * pitch + x;
        long bytes = (height - 1) * pitch + width;
        return switch (type) {
            case 1 -> new Rows(memory.host(host + start, bytes), pitch);
            case 2 -> new Rows(memory.device(device + start, bytes), pitch);
            case 4 -> new Rows(memory.host(device + start, bytes), pitch);
            default -> throw CudaResult.INVALID_VALUE.refusal("memory type " + type);
        };
    }

    private void fills() {
        for (int bits : new int[] {8, 16, 32}) {
            int bytes = bits / 8;
            entries.addCurrent("cuMemsetD" + bits + "_v2", "CUdeviceptr, int, size_t", (current, args) -> {
                streams.finishBeforeDefault(current);
                fill(args.address(0), args.integer(1), bytes, args.address(2));
            });
            entries.addCurrent(
                    "cuMemsetD2D" + bits + "_v2", "CUdeviceptr, size_t, int, size_t, size_t", (current, args) -> {
                        streams.finishBeforeDefault(current);
                        for (long y = 0; y < args.address(4); y++) {
                            fill(args.address(0) + y * args.address(1), args.integer(2), bytes, args.address(3));
                        }
                    });
            entries.addCurrent("cuMemsetD" + bits + "Async", "CUdeviceptr, int, size_t, CUstream", (current, args) -> {
                streams.check(args.address(3));
                long address = args.address(0);
                int value = args.integer(1);
                long count = args.address(2);
                memory.device(address, count * bytes);
                streams.submit(current, args.address(3), () -> fill(address, value, bytes, count));
            });
        }
    }

    private void fill(long address, int value, int bytes, long count) {
        MemorySegment target = memory.device(address, count * bytes);
        switch (bytes) {
            case 1 -> target.fill((byte) value);
            case 2 -> {
                for (long i = 0; i < count; i++) {
                    target.setAtIndex(ValueLayout.JAVA_SHORT_UNALIGNED, i, (short) value);
                }
            }
            default -> {
                for (long i = 0; i < count; i++) {
                    target.setAtIndex(ValueLayout.JAVA_INT_UNALIGNED, i, value);
                }
            }
        }
    }
}
