package org.nvenc4j;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.nvenc4j.internal.driver.Foreign;

/**
 * The memory of one output buffer, as the driver shows it while it is locked. A driver shows a buffer at the same place
 * again and again, so the views of it are kept and made anew only when it moves or grows: nothing is allocated for a
 * picture.
 */
final class LockedBitstream {
    private MemorySegment memory = MemorySegment.NULL;
    private ByteBuffer bytes = ByteBuffer.allocateDirect(0);
    private long address;
    private int room;
    private int size;

    void showAt(long place, int length) {
        size = length;
        if (place != address || length > room) {
            view(place, length);
        }
    }

    private void view(long place, int length) {
        address = place;
        room = length;
        memory = Foreign.segment(place, length).asReadOnly();
        bytes = memory.asByteBuffer();
    }

    /** How long the access unit is. */
    int size() {
        return size;
    }

    /** The memory from the beginning of the access unit; it may be longer than this picture's. */
    MemorySegment memory() {
        return memory;
    }

    /** The access unit, for channels. */
    ByteBuffer bytes() {
        return bytes.limit(size).position(0);
    }
}
