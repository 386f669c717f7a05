package org.nvenc4j.internal.trace;

import org.jspecify.annotations.Nullable;

/** The recording of one picture, from the moment when its frame goes to the driver. */
public final class PictureRecording {
    private final PictureEncoded event = new PictureEncoded();

    private PictureRecording() {
        event.begin();
    }

    static @Nullable PictureRecording begin() {
        return PictureEncoded.isWanted() ? new PictureRecording() : null;
    }

    /** Ends it with the picture's access unit. */
    public void end(long number, String type, int bytes, int averageQp) {
        event.number = number;
        event.type = type;
        event.bytes = bytes;
        event.averageQp = averageQp;
        event.commit();
    }
}
