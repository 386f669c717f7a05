package org.nvenc4j.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.LongConsumer;
import org.nvenc4j.internal.raw.cuda.CUDA_MEMCPY2D;
import org.nvenc4j.internal.raw.cuda.cuda_h;

/** A picture's way from one place to another, plane by plane: a {@code CUDA_MEMCPY2D} each. */
record PictureCopy(BufferFormat format, int width, int height) {
    /** Where planes are copied from. */
    interface Source {
        void from(MemorySegment copy, int plane);
    }

    /** Where planes are copied to. */
    interface Destination {
        void into(MemorySegment copy, int plane);
    }

    /** Has a function of the driver's copy each plane; it is given the struct's address. */
    void run(Source source, Destination destination, LongConsumer function) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment copy = arena.allocate(CUDA_MEMCPY2D.layout());
            for (int plane = 0; plane < format.planeCount(); plane++) {
                source.from(copy, plane);
                destination.into(copy, plane);
                CUDA_MEMCPY2D.WidthInBytes(copy, format.planeWidthBytes(plane, width));
                CUDA_MEMCPY2D.Height(copy, format.planeRows(plane, height));
                function.accept(copy.address());
            }
        }
    }

    /** From the host's memory, where the picture has no padding. */
    Source fromHost(long address) {
        return (copy, plane) -> {
            CUDA_MEMCPY2D.srcMemoryType(copy, cuda_h.CU_MEMORYTYPE_HOST());
            CUDA_MEMCPY2D.srcHost(copy, address + packedOffset(plane));
            CUDA_MEMCPY2D.srcPitch(copy, format.planeWidthBytes(plane, width));
        };
    }

    /** To the host's memory, where the picture has no padding. */
    Destination intoHost(long address) {
        return (copy, plane) -> {
            CUDA_MEMCPY2D.dstMemoryType(copy, cuda_h.CU_MEMORYTYPE_HOST());
            CUDA_MEMCPY2D.dstHost(copy, address + packedOffset(plane));
            CUDA_MEMCPY2D.dstPitch(copy, format.planeWidthBytes(plane, width));
        };
    }

    private long packedOffset(int plane) {
        long offset = 0;
        for (int before = 0; before < plane; before++) {
            offset += format.planeWidthBytes(before, width) * format.planeRows(before, height);
        }
        return offset;
    }
}
