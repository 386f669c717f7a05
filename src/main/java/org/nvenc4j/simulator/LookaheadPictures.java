package org.nvenc4j.simulator;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The pictures that a client has shown ahead and not encoded yet ({@code enableExtLookahead}). */
final class LookaheadPictures {
    private final ClientStructs structs;
    private final SessionResources resources;

    /** By number; the one before the next as well, which a trial may have gone past. */
    private final Map<Long, Registered> pictures = new HashMap<>();

    private long shown;
    private long encoded;
    private boolean started;

    LookaheadPictures(ClientStructs structs, SessionResources resources) {
        this.structs = structs;
        this.resources = resources;
    }

    /** NvEncLookaheadPicture. */
    void show(long params, SessionConfig config, int knownFlags) {
        StructView view = structs.checked("NV_ENC_LOOKAHEAD_PIC_PARAMS", params);
        if (!config.looksAheadOutside()) {
            throw new Refusal(NvencStatusCode.INVALID_CALL, "the session was initialised without enableExtLookahead");
        }
        long handle = view.get("inputBuffer");
        if (handle == 0) {
            throw Refusal.nullPointer("inputBuffer");
        }
        Registered input = resources.mapped(handle, Registered.INPUT);
        if (input == null) {
            throw Refusal.invalid("inputBuffer 0x" + Long.toHexString(handle) + " is no input mapped in this session");
        }
        if (view.has("bufferFmt") && view.get("bufferFmt") != input.format().value()) {
            throw Refusal.invalid("bufferFmt is not that of the registered resource, " + input.format());
        }
        if ((view.get("encodePicFlags") & ~knownFlags) != 0) {
            throw Refusal.invalid("encodePicFlags 0x" + Long.toHexString(view.get("encodePicFlags")));
        }
        resources.checkAlive(input);
        pictures.put(shown++, input);
        pictures.remove(encoded - 2);
    }

    /** Refuses a picture that was not shown as the next one, and a first one before which too few were shown. */
    void requireNext(SessionConfig config, @Nullable Registered input) {
        if (!config.looksAheadOutside()) {
            return;
        }
        if (!started && shown - encoded <= config.lookaheadDepth()) {
            throw new Refusal(
                    NvencStatusCode.INVALID_CALL,
                    shown - encoded + " pictures were shown before the first is encoded, it takes "
                            + (config.lookaheadDepth() + 1));
        }
        if (input == null || !input.equals(pictures.get(encoded))) {
            throw Refusal.invalid("the picture was not shown to nvEncLookaheadPicture as the next");
        }
    }

    /** The next picture was taken in. */
    void advance() {
        started = true;
        encoded++;
    }

    /** The stream has ended: what was shown and not encoded never will be. */
    void clear() {
        started = false;
        encoded = shown;
        pictures.clear();
    }

    /** Remembers which picture is the next to be encoded. What it gives goes back there. */
    Runnable bookmark() {
        long here = encoded;
        boolean startedHere = started;
        return () -> {
            encoded = here;
            started = startedHere;
        };
    }
}
