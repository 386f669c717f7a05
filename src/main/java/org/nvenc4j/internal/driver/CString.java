package org.nvenc4j.internal.driver;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads the C strings that drivers write or own. */
public final class CString {
    /** More than any driver's text, and an end for one that is not terminated. */
    private static final int LONGEST = 8192;

    private CString() {}

    /** The string at an address of the driver's; null if the address is. */
    @SuppressWarnings("restricted")
    static @Nullable String at(long address) {
        return address == 0 ? null : in(MemorySegment.ofAddress(address).reinterpret(LONGEST));
    }

    /** The string that begins in a buffer and ends there, terminated or not. */
    public static String in(MemorySegment buffer) {
        int length = 0;
        while (length < buffer.byteSize() && buffer.get(ValueLayout.JAVA_BYTE, length) != 0) {
            length++;
        }
        return new String(buffer.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }
}
