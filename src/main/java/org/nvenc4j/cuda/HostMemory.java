package org.nvenc4j.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.function.LongConsumer;

/** Memory of the host that the driver copies from or to. Native memory serves as it is; a heap array is staged. */
final class HostMemory {
    private HostMemory() {}

    /** Hands out an address from which the content can be read until {@code copy} returns. */
    static void read(MemorySegment source, LongConsumer copy) {
        requireAccess(source);
        if (source.isNative()) {
            copy.accept(source.address());
            Reference.reachabilityFence(source);
        } else {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment staging = arena.allocate(source.byteSize(), Long.BYTES);
                copy.accept(staging.copyFrom(source).address());
            }
        }
    }

    /** Hands out an address to which the content can be written until {@code copy} returns. */
    static void write(MemorySegment destination, LongConsumer copy) {
        requireAccess(destination);
        if (destination.isReadOnly()) {
            throw new IllegalArgumentException("The destination is read-only; pass a writable one");
        }
        if (destination.isNative()) {
            copy.accept(destination.address());
            Reference.reachabilityFence(destination);
        } else {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment staging = arena.allocate(destination.byteSize(), Long.BYTES);
                copy.accept(staging.address());
                destination.copyFrom(staging);
            }
        }
    }

    /** The driver gets a bare address, so what a segment checks at each access is checked here. */
    private static void requireAccess(MemorySegment segment) {
        if (!segment.scope().isAlive()) {
            throw new IllegalStateException("The memory segment's arena is closed; copy before closing it");
        }
        if (!segment.isAccessibleBy(Thread.currentThread())) {
            throw new WrongThreadException(
                    "The memory segment is confined to another thread; copy there, or use a shared arena");
        }
    }
}
