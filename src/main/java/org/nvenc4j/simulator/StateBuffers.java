package org.nvenc4j.simulator;

import java.util.HashMap;
import java.util.Map;

/** The states that a session has saved and not gone on from, and the way on from one of them. */
final class StateBuffers {
    private static final int FULL = 1;
    private static final int RATE_CONTROL = 2;
    private static final int ENCODE = 3;

    private final Map<Integer, Runnable> saved = new HashMap<>();

    /** The part of a state that was restored without the other one, or 0. */
    private int half;

    void save(int buffer, Runnable state) {
        saved.put(buffer, state);
    }

    /** The encoder went on by itself, and what was saved before is of no more use. */
    void clear() {
        saved.clear();
    }

    /** Refuses to go on while one part of the state is restored and the other is not. */
    void requireWhole() {
        if (half != 0) {
            throw new Refusal(
                    NvencStatusCode.INVALID_CALL,
                    "a state was restored in part (" + half + "), and its other part has to follow");
        }
    }

    /** Goes on from a saved state; there is no rate control, so that a state's other part is all of it. */
    void restore(StructView params) {
        int buffer = params.getInt("bufferIdx");
        int part = params.getInt("state");
        Runnable state = saved.get(buffer);
        if (state == null) {
            throw Refusal.invalid("bufferIdx " + buffer + " has no state of the picture that is next");
        }
        if (part < FULL || part > ENCODE || part == half || half != 0 && part == FULL) {
            throw Refusal.invalid("state " + part + (half != 0 ? " after " + half : ""));
        }
        if (params.isSet("outputBitstream") || params.isSet("completionEvent")) {
            throw Refusal.invalid("outputBitstream is for pictures that wait, completionEvent for asynchronous mode");
        }
        if (part != RATE_CONTROL) {
            state.run();
        }
        boolean whole = part == FULL || half != 0;
        half = whole ? 0 : part;
        if (whole) {
            saved.clear();
        }
    }
}
