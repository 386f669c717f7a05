package org.nvenc4j.stream;

import org.nvenc4j.Codec;

/**
 * What is shown at which bit rate. Each rung has a frame rate and a size; a rung is left downwards as soon as its pixels have
 * too few bits, and upwards when the next one's have had enough for a while.
 */
final class PictureLadder {
    private static final long PATIENCE = 3_000_000_000L;
    private static final double ENOUGH = 1.3;
    private static final double SECOND = 1e9;

    /** A frame that comes a little early is not left out for it. */
    private static final double EARLY = 0.25;

    private static final double[] SCALES = {1, 1, 3 / 4.0, 1 / 2.0, 1 / 2.0, 3 / 8.0, 1 / 4.0};
    private static final int[] DIVISORS = {1, 2, 2, 2, 4, 4, 4};

    private final double bitsPerPixel;
    private final int fullWidth;
    private final int fullHeight;
    private final double fullRate;
    private int rung;
    private long enoughSince = Long.MAX_VALUE;
    private double due;

    PictureLadder(Codec codec, int width, int height, double frameRate) {
        // Below these blocks become visible in moving pictures; the newer codecs need about a third less each.
        bitsPerPixel = switch (codec) {
            case H264 -> 0.03;
            case HEVC -> 0.02;
            case AV1 -> 0.015;
        };
        fullWidth = width;
        fullHeight = height;
        fullRate = frameRate;
    }

    void begin(int bitRate) {
        while (rung + 1 < SCALES.length && bitRate < lowestRate(rung)) {
            rung++;
        }
    }

    void choose(long now, int bitRate) {
        if (rung + 1 < SCALES.length && bitRate < lowestRate(rung)) {
            begin(bitRate);
            enoughSince = Long.MAX_VALUE;
        } else if (rung > 0 && bitRate >= ENOUGH * lowestRate(rung - 1)) {
            enoughSince = Math.min(enoughSince, now);
            if (now - enoughSince >= PATIENCE) {
                rung--;
                enoughSince = Long.MAX_VALUE;
            }
        } else {
            enoughSince = Long.MAX_VALUE;
        }
    }

    private double lowestRate(int of) {
        double scale = SCALES[of];
        return bitsPerPixel * fullWidth * scale * fullHeight * scale * fullRate / DIVISORS[of];
    }

    boolean isDue(long now) {
        return DIVISORS[rung] == 1 || now >= due - EARLY * SECOND / fullRate;
    }

    void sent(long now) {
        double interval = SECOND / frameRate();
        // The beat is kept where frames come in time; what was missed is not made up for.
        due = Math.max(due + interval, now + interval / 2);
    }

    double frameRate() {
        return fullRate / DIVISORS[rung];
    }

    int width() {
        return even(fullWidth);
    }

    int height() {
        return even(fullHeight);
    }

    private int even(int full) {
        return Math.max(2, (int) Math.round(full * SCALES[rung] / 2) * 2);
    }
}
