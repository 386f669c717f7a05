package org.nvenc4j.internal.struct;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Native memory that is asked for again and again, and grows only when more is asked for than ever before. It doubles
 * at least, so that what it grew out of, and keeps until the arena closes, is never more than what it has.
 */
public final class GrowingMemory {
    private static final long ALIGNMENT = 16;
    private static final long LEAST = 256;

    private final Arena arena;
    private MemorySegment memory = MemorySegment.NULL;

    public GrowingMemory(Arena arena) {
        this.arena = arena;
    }

    /** The memory, of so many bytes or more; what was in it before may be gone. */
    public MemorySegment atLeast(long bytes) {
        if (bytes > memory.byteSize()) {
            memory = arena.allocate(Math.max(LEAST, Math.max(bytes, 2 * memory.byteSize())), ALIGNMENT);
        }
        return memory;
    }
}
