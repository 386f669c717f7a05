package org.nvenc4j.simulator;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.OptionalInt;

/** What the simulated NVENC asks of the CUDA driver beside it, which is the simulated one or a real one. */
interface CudaSide {

    /**
     * What lies at an address.
     *
     * @param base where its allocation starts
     * @param size the allocation's size in bytes
     * @param linear whether it is plain device memory, the kind that NVENC registers
     * @param kind what it is, for messages
     * @param bufferId tells this allocation from a later one at the same address
     * @param context the context that it belongs to, 0 for none
     */
    record Memory(long base, long size, boolean linear, String kind, long bufferId, long context) {}

    /** The ordinal of a context's device; empty for a handle that is no live context. */
    OptionalInt deviceOf(long context);

    /** Whether a context that once was live still is, as far as that can be told cheaply. */
    boolean isAlive(long context);

    /** Waits for what a stream of a context was given. */
    void waitFor(long context, long stream);

    /** Whether a kernel has killed a context, as far as that can be told cheaply. */
    boolean isFaulty(long context);

    /** What lies at an address; empty where there is nothing, or nothing any more. */
    Optional<Memory> memoryAt(long context, long address);

    /**
     * A CUDA array.
     *
     * @param shape what it was made with
     * @param bufferId tells this array from a later one of the same handle
     * @param context the context that it belongs to
     */
    record Array(CudaArrays.Shape shape, long bufferId, long context) {}

    /** A CUDA array; empty where it can be told that the handle is none of a two-dimensional one. */
    Optional<Array> arrayAt(long context, long array);

    /** Whether a handle still stands for the array of that id, as far as that can be told. */
    boolean isArray(long array, long bufferId);

    /** Whether a handle is that of a stream which work of a context can be ordered with, as far as that can be told. */
    boolean isStream(long context, long stream);

    /** Copies linear device memory, after all work that has been queued. Throws {@link Refusal} if it can't. */
    void read(long context, long address, MemorySegment into);

    /** Writes linear device memory. Throws {@link Refusal} if it can't. */
    void write(long context, long address, MemorySegment from);

    /** Copies rows of a CUDA array. Throws {@link Refusal} if it can't. */
    void readArray(long context, long array, long widthBytes, long rows, MemorySegment into);
}
