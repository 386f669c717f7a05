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

    /** The mapped handle of where its picture's reconstruction goes, or 0. */
    private long reconstruction;

    private int looks;
    private boolean complete;

    OutputBuffer(long handle) {
        this.handle = handle;
    }

    long handle() {
        return handle;
    }

    State state() {
        return state;
    }

    void queue(long reconstructInto) {
        state = State.QUEUED;
        reconstruction = reconstructInto;
    }

    long reconstruction() {
        return reconstruction;
    }

    void free() {
        state = State.FREE;
    }

    void fill(PendingPicture picture, CodedPicture coded) {
        this.picture = picture;
        this.coded = coded;
        looks = 0;
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

    /** How often a client has looked without waiting for the whole. */
    int looks() {
        return looks;
    }

    void look() {
        looks++;
    }

    /** Puts the first bytes of the access unit where the client may read them. */
    MemorySegment lock(Arena arena, int size) {
        byte[] bytes = coded().bytes();
        if (memory.byteSize() < bytes.length) {
            // What it had stays alive with the session, so that a stale pointer reads poison and does not fault.
            memory = arena.allocate(Math.max(4096, bytes.length * 3L / 2), 64);
        }
        MemorySegment.copy(bytes, 0, memory, java.lang.foreign.ValueLayout.JAVA_BYTE, 0, size);
        state = State.LOCKED;
        complete = size == bytes.length;
        return memory;
    }

    /** A buffer that was locked before its picture was complete keeps the picture. */
    void unlock() {
        memory.asSlice(0, coded().bytes().length).fill(POISON);
        if (complete) {
            picture = null;
            coded = null;
            state = State.FREE;
        } else {
            state = State.READY;
        }
    }
}
