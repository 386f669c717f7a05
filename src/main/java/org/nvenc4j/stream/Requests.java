package org.nvenc4j.stream;

import org.nvenc4j.EncoderConfig;

/** What other threads want of the next picture. Its methods may be called from any thread, and allocate nothing. */
final class Requests {
    static final long NOTHING_LOST = Long.MAX_VALUE;

    private boolean keyFrame;
    private long lostFrom = NOTHING_LOST;
    private int bitRate;
    private int frameRateNumerator;
    private int frameRateDenominator;
    private long delivered = -1;

    synchronized void keyFrame() {
        keyFrame = true;
    }

    synchronized void lost(long sequence) {
        lostFrom = Math.min(lostFrom, sequence);
    }

    synchronized void bitRate(int bitsPerSecond) {
        bitRate = bitsPerSecond;
    }

    synchronized void frameRate(int numerator, int denominator) {
        frameRateNumerator = numerator;
        frameRateDenominator = denominator;
    }

    synchronized void delivered(long sequence) {
        delivered = Math.max(delivered, sequence);
        notifyAll();
    }

    synchronized boolean takeKeyFrame() {
        boolean wanted = keyFrame;
        keyFrame = false;
        return wanted;
    }

    synchronized long takeLostFrom() {
        long first = lostFrom;
        lostFrom = NOTHING_LOST;
        return first;
    }

    /** Whether the rates are to change. */
    synchronized boolean wantsRates() {
        return bitRate > 0 || frameRateNumerator > 0;
    }

    /** Hands the rates over that are to change. */
    synchronized void takeRates(EncoderConfig.Builder config) {
        if (bitRate > 0) {
            config.bitRate(bitRate);
        }
        if (frameRateNumerator > 0) {
            config.frameRate(frameRateNumerator, frameRateDenominator);
        }
        bitRate = 0;
        frameRateNumerator = 0;
    }

    /** Whether fewer than so many of the pictures before this one are on their way. */
    synchronized boolean hasRoom(long next, int most) {
        return next - 1 - delivered < most;
    }

    /** Waits for that; false if the time ran out. */
    synchronized boolean awaitRoom(long next, int most, long nanos) throws InterruptedException {
        long end = System.nanoTime() + nanos;
        while (!hasRoom(next, most)) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            // One millisecond too many rather than a busy loop.
            wait(left / 1_000_000 + 1);
        }
        return true;
    }
}
