package org.nvenc4j;

import org.jspecify.annotations.Nullable;

/**
 * Whose picture is whose: timestamp, duration and token of the frames that the encoder holds, by the frame's number.
 * With B-frames pictures come out in another order than frames went in, and the number is what the driver carries.
 */
final class PictureIdentities {
    private final int mask;
    private final long[] timestamps;
    private final long[] durations;
    private final @Nullable Object[] tokens;

    /** Makes room for as many frames as the encoder may hold. */
    PictureIdentities(int frames) {
        int room = Integer.highestOneBit(frames) << 1;
        mask = room - 1;
        timestamps = new long[room];
        durations = new long[room];
        tokens = new @Nullable Object[room];
    }

    void put(long number, PictureOptions options) {
        int place = (int) number & mask;
        timestamps[place] = options.timestampOr(number);
        durations[place] = options.duration();
        tokens[place] = options.token();
    }

    long timestamp(long number) {
        return timestamps[(int) number & mask];
    }

    long duration(long number) {
        return durations[(int) number & mask];
    }

    @Nullable
    Object takeToken(long number) {
        int place = (int) number & mask;
        Object token = tokens[place];
        tokens[place] = null;
        return token;
    }
}
