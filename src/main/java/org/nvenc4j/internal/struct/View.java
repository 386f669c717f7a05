package org.nvenc4j.internal.struct;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.nvenc4j.internal.abi.Abi;
import org.nvenc4j.internal.driver.Foreign;

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

    /*
     * What is read or written with every picture, and only while the session cannot be closed, goes through all of memory:
     * of a segment that is a constant the compiler knows the bounds and the scope. It checks those of the struct's own again
     * at each access, some twenty instructions a dozen times a frame.
     */

    final int getInt(long offset) {
        return Foreign.MEMORY.get(ValueLayout.JAVA_INT, address + offset);
    }

    final long getLong(long offset) {
        return Foreign.MEMORY.get(ValueLayout.JAVA_LONG, address + offset);
    }

    final void setInt(long offset, int value) {
        Foreign.MEMORY.set(ValueLayout.JAVA_INT, address + offset, value);
    }

    final void setLong(long offset, long value) {
        Foreign.MEMORY.set(ValueLayout.JAVA_LONG, address + offset, value);
    }

    /** The struct's address, as calls take it. */
    public final long address() {
        return address;
    }

    static int with(int word, int mask, boolean set) {
        return set ? word | mask : word & ~mask;
    }
}
