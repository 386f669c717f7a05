package org.nvenc4j.simulator;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** A bitstream buffer: handed in with a picture, filled with the next one in coding order, locked, unlocked. */
final class OutputBuffer {
    enum State {
        FREE,
        /** Handed in, waiting for its content. */
        QUEUED,
        /** Filled and not read yet. */
        READY,
        LOCKED
    }

    /** What a client finds that reads on after unlocking. */
    private static final byte POISON = (byte) 0xDB;

    private final long handle;
    private State state = State.FREE;
    private MemorySegment memory = MemorySegment.NULL;
    private @Nullable PendingPicture picture;
    private @Nullable CodedPicture coded;

    OutputBuffer(long handle) {
        this.handle = handle;
    }

    long handle() {
        return handle;
    }

    State state() {
        return state;
    }

    void queue() {
        state = State.QUEUED;
    }

    void free() {
        state = State.FREE;
    }

    void fill(PendingPicture picture, CodedPicture coded) {
        this.picture = picture;
        this.coded = coded;
        state = State.READY;
    }

    PendingPicture picture() {
        if (picture == null) {
            throw new IllegalStateException("empty");
        }
        return picture;
    }

    CodedPicture coded() {
        if (coded == null) {
            throw new IllegalStateException("empty");
        }
        return coded;
    }

    /** Puts the access unit where the client may read it. */
    MemorySegment lock(Arena arena) {
        byte[] bytes = coded().bytes();
        if (memory.byteSize() < bytes.length) {
            // What it had stays alive with the session, so that a stale pointer reads poison and does not fault.
            memory = arena.allocate(Math.max(4096, bytes.length * 3L / 2), 64);
        }
        MemorySegment.copy(bytes, 0, memory, java.lang.foreign.ValueLayout.JAVA_BYTE, 0, bytes.length);
        state = State.LOCKED;
        return memory;
    }

    void unlock() {
        memory.asSlice(0, coded().bytes().length).fill(POISON);
        picture = null;
        coded = null;
        state = State.FREE;
    }
}
