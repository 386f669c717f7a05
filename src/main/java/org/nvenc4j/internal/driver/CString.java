package org.nvenc4j.internal.driver;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Reads the C strings that drivers own. */
final class CString {
    /** More than any driver's text, and an end for one that is not terminated. */
    private static final long LONGEST = 8192;

    private CString() {}

    /** The string at an address of the driver's; null if the address is. */
    @SuppressWarnings("restricted")
    static @Nullable String at(long address) {
        return address == 0
                ? null
                : MemorySegment.ofAddress(address).reinterpret(LONGEST).getString(0);
    }
}
