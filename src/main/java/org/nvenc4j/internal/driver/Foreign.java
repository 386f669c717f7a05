package org.nvenc4j.internal.driver;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Views of memory that a driver owns. The only place that trusts an address and a size from outside. */
public final class Foreign {
    /** All of memory, for those who know what lies where. */
    @SuppressWarnings("restricted")
    public static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private Foreign() {}

    /** Memory that lives for as long as the caller knows by itself. */
    @SuppressWarnings("restricted")
    public static MemorySegment segment(long address, long bytes) {
        return MemorySegment.ofAddress(address).reinterpret(bytes);
    }

    /** Memory that is out of reach once the arena is closed. */
    @SuppressWarnings("restricted")
    public static MemorySegment segment(long address, long bytes, Arena arena) {
        return MemorySegment.ofAddress(address).reinterpret(bytes, arena, null);
    }
}
