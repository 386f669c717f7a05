package org.nvenc4j.internal.struct;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.nvenc4j.internal.abi.Abi;

/** A struct in native memory, and its address. */
abstract class View {
    private static final long ALIGNMENT = 8;

    final MemorySegment memory;
    private final long address;

    /** Views a struct that lies inside another. */
    View(MemorySegment memory) {
        this.memory = memory;
        this.address = memory.address();
    }

    /** Views a new struct: zeroed, which is what reserved words have to be, with its version word set. */
    View(Arena arena, Abi abi, Abi.Struct struct, String name, long canonicalSize) {
        this(arena.allocate(abi.size(name, canonicalSize), ALIGNMENT));
        memory.set(ValueLayout.JAVA_INT, 0, abi.word(struct));
    }

    /** The struct's address, as calls take it. */
    public final long address() {
        return address;
    }

    static int with(int word, int mask, boolean set) {
        return set ? word | mask : word & ~mask;
    }
}
