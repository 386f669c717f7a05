package org.nvenc4j.simulator;

import java.util.Optional;

/**
 * Turns pictures into a bitstream for one simulated session: what the engine itself does on a GPU.
 *
 * <p>The simulator has already checked every parameter, decided on picture types and reordered the pictures, so a coder
 * is given them in coding order and answers each one with that picture's own access unit: it holds nothing back.
 *
 * <p>A coder is used by one thread at a time. Any method but {@link #close()} throws {@link IllegalStateException} once
 * it is closed.
 */
public interface PictureCoder extends AutoCloseable {

    /**
     * The parameter sets of the stream under the present settings, as {@code NvEncGetSequenceParams} returns them:
     * SPS and PPS with start codes for H.264 (VPS too for HEVC), the sequence header OBU for AV1.
     *
     * @return a new array
     */
    byte[] sequenceHeader();

    /**
     * Codes the next picture in coding order. The first one is an IDR picture.
     *
     * @param picture its samples, in the size and format of the present settings; the coder keeps no reference to them
     *     after the call
     * @return the whole access unit: Annex B with start codes for H.264 and HEVC, a temporal unit of low-overhead OBUs
     *     for AV1
     * @throws IllegalArgumentException if the picture does not fit the settings
     */
    CodedPicture code(SourcePicture picture);

    /**
     * Changes the settings from the next picture on. A change of size needs that picture to be an IDR picture with
     * {@link SourcePicture#emitSequenceHeader()} set. A change that the coder can only make at an IDR picture, as its
     * factory documents, waits for the next one.
     *
     * @param settings the new settings, of the same codec, chroma format and bit depth
     * @throws IllegalArgumentException if the coder can't go on with them; the old settings stay in force
     */
    void reconfigure(CoderSettings settings);

    /**
     * Says whether a decoder gives back the very samples that went in. Only then does the simulator know what reconstructed
     * pictures look like, and has sessions that put them out.
     *
     * @return false, unless the coder says otherwise
     */
    default boolean isLossless() {
        return false;
    }

    /**
     * Remembers where the coder is between two pictures. Settings are no part of it: they stay as they were changed last.
     *
     * @return what takes the coder back to this point each time that it is run; empty, unless the coder says otherwise,
     *     where it cannot go back, and then the simulator has no sessions with state buffers
     */
    default Optional<Runnable> bookmark() {
        return Optional.empty();
    }

    /** Frees what the coder holds, native memory included. Closing twice does nothing. */
    @Override
    void close();
}
