package org.nvenc4j;

import org.jspecify.annotations.Nullable;

/**
 * Whose picture is whose: what the frames that the encoder holds were given, by the frame's number. With B-frames
 * pictures come out in another order than frames went in, and the number is what the driver carries.
 */
final class PictureIdentities {
    private final Identity[] identities;

    /** Makes room for as many frames as the encoder may hold. */
    PictureIdentities(int frames) {
        identities = new Identity[Integer.highestOneBit(frames) << 1];
        for (int i = 0; i < identities.length; i++) {
            identities[i] = new Identity();
        }
    }

    void put(long number, PictureOptions options) {
        Identity identity = of(number);
        identity.timestamp = options.timestampOr(number);
        identity.duration = options.duration();
        identity.token = options.token();
    }

    /** What a frame was given; good until as many others have come. */
    Identity of(long number) {
        return identities[(int) number & identities.length - 1];
    }

    /** A frame's timestamp, duration and token. */
    static final class Identity {
        long timestamp;
        long duration;

        @Nullable
        Object token;
    }
}
