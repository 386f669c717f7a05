package org.nvenc4j.cli;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.nvenc4j.cuda.BufferFormat;

/** Where frames come from: all of one format, in display order. */
sealed interface FrameSource extends AutoCloseable permits Y4mSource, RawSource, TestPattern {

    FrameSize size();

    BufferFormat format();

    FrameRate frameRate();

    /** Whether samples use the full range, or null where the input does not say. */
    default @Nullable Boolean fullRange() {
        return null;
    }

    /** Whether the frames can have another size from now on. */
    default boolean isResizable() {
        return false;
    }

    /** Gives the next frames another size; only where that is possible. */
    default void resize(FrameSize size) {
        throw new UnsupportedOperationException(getClass() + " to " + size);
    }

    /**
     * Writes the next frame: its planes one after the other without padding, the layout of a raw video file.
     *
     * @param target at least {@link #frameBytes()} bytes
     * @return false, and nothing written, at the end of the input
     * @throws MalformedInputException if the input is not what it claims to be
     */
    boolean next(MemorySegment target) throws IOException;

    @Override
    void close() throws IOException;

    /** The bytes of one frame; the largest {@link FrameSize} fits an int in every format. */
    default int frameBytes() {
        return Math.toIntExact(format().packedBytes(size().width(), size().height()));
    }
}
