package org.nvenc4j;

import java.lang.foreign.Arena;
import org.nvenc4j.internal.struct.LookaheadPicParams;

/**
 * The frames that the program has shown to the encoder and not encoded yet, in order. They stay mapped until their
 * pictures are there. Calls are made with the session's context current.
 */
final class ExternalLookahead {
    private final EncodeSession session;
    private final LookaheadPicParams struct;

    /** One more than the encoder looks ahead: the picture to encode is among them. */
    private final Mapping[] frames;

    private long shown;
    private long encoded;
    private boolean started;

    ExternalLookahead(Arena arena, EncodeSession session, int depth, int bufferFormat) {
        this.session = session;
        struct = new LookaheadPicParams(arena, session.abi, bufferFormat);
        frames = new Mapping[depth + 1];
        for (int i = 0; i < frames.length; i++) {
            frames[i] = new Mapping(arena, session);
        }
    }

    /** Shows a frame that is free. */
    void show(Registration frame, int type, int flags) {
        if (shown - encoded == frames.length) {
            throw new IllegalStateException("the encoder was shown " + frames.length
                    + " frames that are not encoded, as many as it looks at; encode the first of them");
        }
        Mapping mapping = at(shown);
        mapping.map(frame);
        try {
            session.nvenc.nvEncLookaheadPicture(
                    session.encoder,
                    struct.input(mapping.handle()).type(type).flags(flags).address());
        } catch (RuntimeException | Error e) {
            Cleanup.of(e).run(mapping::unmap);
            throw e;
        }
        shown++;
    }

    /** Throws unless it is this frame's turn, and enough were shown for the first one. */
    void requireNext(Registration frame) {
        if (!started && shown - encoded < frames.length) {
            throw new IllegalStateException("the encoder was shown " + (shown - encoded) + " of the " + frames.length
                    + " frames that it looks at before the first picture; call lookAhead first");
        }
        if (shown == encoded || !at(encoded).isOf(frame)) {
            throw new IllegalStateException(
                    "the encoder was not shown this frame as the next; frames are encoded in the order of lookAhead");
        }
    }

    /** What the driver calls the next frame. */
    long nextHandle() {
        return at(encoded).handle();
    }

    /** Hands the next frame over to a slot. */
    void giveNext(Mapping slot) {
        slot.takeFrom(at(encoded));
    }

    /** The frame that was handed over last was not encoded, and stays the next. */
    void takeBack(Mapping slot) {
        if (slot.isMapped()) {
            at(encoded).takeFrom(slot);
        }
    }

    /** The next frame is encoded; one that no slot took over is the caller's again. */
    void advance() {
        Mapping frame = at(encoded);
        encoded++;
        started = true;
        frame.unmap();
    }

    /** Takes back all frames that were shown and not encoded, at the end of a stream. */
    void clear(Cleanup cleanup) {
        for (; encoded < shown; encoded++) {
            cleanup.run(at(encoded)::unmap);
        }
        started = false;
    }

    private Mapping at(long number) {
        return frames[(int) (number % frames.length)];
    }
}
