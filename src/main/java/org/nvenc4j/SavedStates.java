package org.nvenc4j;

import java.lang.foreign.Arena;
import java.util.Arrays;
import org.nvenc4j.internal.struct.RestoreEncoderStateParams;

/**
 * The buffers in which the driver keeps the states that an encoder would go on from after each trial of a picture. Calls
 * are made with the session's context current.
 */
final class SavedStates {
    private static final long NOTHING = -1;

    private final EncodeSession session;
    private final RestoreEncoderStateParams params;

    /** Of which picture the state in each buffer is. */
    private final long[] pictures;

    SavedStates(Arena arena, EncodeSession session, int buffers) {
        this.session = session;
        params = new RestoreEncoderStateParams(arena, session.abi);
        pictures = new long[buffers];
        Arrays.fill(pictures, NOTHING);
    }

    /** A trial of this picture left its state in a buffer. */
    void saved(int buffer, long picture) {
        pictures[buffer] = picture;
    }

    /** Whether a trial of this picture has been made. */
    boolean hasTrialOf(long picture) {
        return Arrays.stream(pictures).anyMatch(number -> number == picture);
    }

    /** Throws unless a buffer has the state after a trial of this picture. */
    void require(int buffer, long picture) {
        if (buffer < 0 || buffer >= pictures.length) {
            throw new InvalidConfigException(
                    "stateBuffer",
                    "stateBuffer is " + buffer + "; it must be "
                            + (pictures.length == 0
                                    ? "left alone unless the configuration has stateBuffers"
                                    : "0 to " + (pictures.length - 1)));
        }
        if (pictures[buffer] != picture) {
            throw new IllegalStateException("state buffer " + buffer + " has no trial of picture " + picture
                    + ", the next one; encode it with saveState(" + buffer + ") first");
        }
    }

    /** Has the encoder go on from one trial's pictures and one trial's rate control. */
    void restore(int encodeState, int rateControlState) {
        if (encodeState == rateControlState) {
            restorePart(encodeState, RestoreEncoderStateParams.FULL);
        } else {
            restorePart(encodeState, RestoreEncoderStateParams.ENCODE);
            restorePart(rateControlState, RestoreEncoderStateParams.RATE_CONTROL);
        }
    }

    private void restorePart(int buffer, int part) {
        session.nvenc.nvEncRestoreEncoderState(
                session.encoder, params.state(buffer, part).address());
    }
}
