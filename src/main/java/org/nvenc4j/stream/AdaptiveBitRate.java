package org.nvenc4j.stream;

import java.util.Objects;
import java.util.function.LongSupplier;
import org.nvenc4j.Codec;

/**
 * Finds the bit rate that the way to a receiver bears, from what the receiver reports, and what can be shown at that rate.
 *
 * <p>The rule follows Google's congestion control for real-time media (draft-ietf-rmcat-gcc-02, sections 5 and 6): one
 * estimate from delay, one from loss, and the lower of the two counts.
 *
 * <ul>
 *   <li><b>Delay.</b> The excess is the round trip of the last picture, plus what waits at the receiver, less the shortest
 *       round trip of the last 20 seconds and less the time that a frame is shown, which a picture takes by itself where it
 *       uses the whole link; of three reports the least, which takes jitter away. Above 15 ms, or above 100 ms in one
 *       report, the link is overused: the rate becomes 0.93 times what has been received lately, at most once in a round
 *       trip and 300 ms. Below 5 ms it rises: by 3 % a second near the rate at which the link was last overused, by 50 % a
 *       second elsewhere, and never far above what arrives. In between it stays. Where pictures come to take less than
 *       7.5 ms longer than the shortest did, and less than half the time that they are shown, the link is mostly idle: it
 *       has become faster, and that rate is forgotten. Where the link has not been overused for 7 s, the 3 % double every
 *       second.
 *   <li><b>Loss.</b> Above 10 % the rate falls by half the share that is lost, between 2 and 10 % it stays.
 *   <li><b>Window.</b> As in SCReAM (RFC 8298), what is under way is bounded, here by what the rate carries in the shortest
 *       round trip, the time since the last report, of which 50 ms count, and 20 ms more where no queue drains: when a link
 *       breaks down to a tenth, frames are left out until its queue is gone.
 * </ul>
 *
 * <p>The numbers differ from the draft's, which rises by 8 % a second and falls to 0.85: so a link that has ten times as
 * much again is used within seconds and without probing, and the rate swings by less than a fifth.
 *
 * <p>Where the rate is too low for pictures of that size and frame rate, the frame rate is halved at most twice and the size
 * reduced in steps, and both are raised again when the rate has borne it for three seconds.
 *
 * <p>Its methods may be called from any thread. Time is taken from a clock that may be given, so that it can be tested; one
 * that jumps back is taken to stand still.
 */
public final class AdaptiveBitRate {
    private static final long MILLI = 1_000_000;
    private static final double SECOND = 1e9;

    private static final long OVERUSED = 15 * MILLI;
    private static final long FREE = 5 * MILLI;
    private static final long DRAINED = 30 * MILLI;

    /** A queue that no jitter explains. */
    private static final long SURELY_OVERUSED = 100 * MILLI;

    private static final long WINDOW_DELAY = 20 * MILLI;
    private static final long WINDOW_AGE = 50 * MILLI;
    private static final long RESPONSE = 300 * MILLI;

    /** What is received varies with the pictures' sizes; over this time that evens out. */
    private static final long STEADY = 1_000 * MILLI;

    private static final long LONGEST_GAP = 1_000 * MILLI;

    /** After so long without a word one more picture goes out: all that were under way may be lost. */
    private static final long SILENCE = 500 * MILLI;

    private static final double BACK_OFF = 0.93;
    private static final double NEAR_GROWTH = 0.03;
    private static final double FAR_GROWTH = 0.5;
    private static final double NEAR_FROM = 0.5;
    private static final double NEAR_TO = 1.5;
    private static final double NEAR_ABOVE_RECEIVED = 1.05;
    private static final double MOST_ABOVE_RECEIVED = 1.5;

    /** How much longer than the shortest pictures take on a link that is mostly idle, in time and in frames. */
    private static final double IDLE = 7.5 * MILLI;

    private static final double IDLE_FRAMES = 0.5;

    /** Reports, over which that is averaged. */
    private static final int TRIP_MEMORY = 12;

    /** Near its limit a link is overused more often than this. */
    private static final long STALE = 7_000 * MILLI;

    private static final double MUCH_LOSS = 0.10;
    private static final double LITTLE_LOSS = 0.02;

    /** Reports, over which loss is averaged: single packets lost by chance are to be no sign. */
    private static final int LOSS_MEMORY = 32;

    private final LongSupplier clock;
    private final int lowest;
    private final int highest;
    private final SentPictures sent = new SentPictures();
    private final ShortestRoundTrip shortest = new ShortestRoundTrip();
    private final ReceivedRate received = new ReceivedRate();
    private final PictureLadder ladder;

    private long lastClock;
    /** Nanoseconds since the beginning, never falling. */
    private long now;

    private double rate;
    private long lastOveruse;

    /** How much longer than the shortest pictures have taken lately, in nanoseconds. */
    private double usualExtra;

    private boolean draining;
    private double overusedAt;
    private long lastSent;
    private long lastReport;
    private long lastProgress;
    private long lastDelay;
    private long lastSequence = -1;
    private long lastDecrease = -RESPONSE;
    private long lastLossDecrease = -RESPONSE;
    private final long[] delays = {0, 0, 0};
    private int reports;
    private double loss;

    private AdaptiveBitRate(Builder builder) {
        clock = builder.clock;
        lowest = builder.lowest;
        highest = builder.highest;
        rate = builder.start;
        ladder = new PictureLadder(builder.codec, builder.width, builder.height, builder.frameRate);
        ladder.begin((int) rate);
        lastClock = clock.getAsLong();
    }

    /**
     * Starts with the defaults: 300 kbit/s to 50 Mbit/s, 2 Mbit/s at the beginning, {@link System#nanoTime} as clock.
     *
     * @param codec the codec, which says how many bits a picture needs
     * @param width width of the pictures in pixels where the rate is high enough
     * @param height height of the pictures in pixels where the rate is high enough
     * @param frameRate frames a second where the rate is high enough
     * @return a builder
     * @throws IllegalArgumentException
     *             if a number is less than 1
     */
    public static Builder builder(Codec codec, int width, int height, double frameRate) {
        return new Builder(codec, width, height, frameRate);
    }

    /**
     * Takes note of a picture that is sent.
     *
     * @param sequence its {@link StreamPicture#sequence}
     * @param bytes its size
     */
    public synchronized void sent(long sequence, int bytes) {
        tick();
        sent.add(sequence, bytes);
        lastSent = now;
        ladder.sent(now);
    }

    /**
     * Takes a report. One that is older than another before it, or that speaks of pictures that were not sent, changes
     * nothing.
     *
     * @param report the report
     */
    public synchronized void report(ReceiverReport report) {
        tick();
        if (!sent.acknowledge(report.sequence())) {
            return;
        }
        lastReport = now;
        received.add(now, report.receivedBytes());
        loss += (report.loss() - loss) / LOSS_MEMORY;
        if (report.sequence() > lastSequence) {
            lastSequence = report.sequence();
            lastProgress = now;
            if (report.roundTripNanos() > 0) {
                follow(report);
            }
        }
        if (loss > MUCH_LOSS && now - lastLossDecrease >= response()) {
            rate *= 1 - 0.5 * loss;
            lastLossDecrease = now;
        }
        rate = Math.clamp(rate, lowest, highest);
        ladder.choose(now, (int) rate);
    }

    /** The delay's part of the rule. */
    private void follow(ReceiverReport report) {
        shortest.add(now, report.roundTripNanos());
        delays[reports++ % delays.length] = report.roundTripNanos() + report.queueNanos();
        long trip = Math.min(Math.min(delays[0], delays[1]), delays[2]);
        // A picture that takes as long as its frame is shown has used the whole link.
        double interval = SECOND / ladder.frameRate();
        double extra = report.roundTripNanos() + report.queueNanos() - shortest.nanos();
        draining = extra > interval + DRAINED;
        usualExtra += (extra - usualExtra) / TRIP_MEMORY;
        double excess = trip - shortest.nanos() - interval;
        double seconds = Math.min(now - lastDelay, LONGEST_GAP) / SECOND;
        lastDelay = now;
        if (excess > OVERUSED || extra > interval + SURELY_OVERUSED) {
            lastOveruse = now;
            decrease();
        } else if (excess < FREE) {
            if (usualExtra < Math.min(IDLE, IDLE_FRAMES * interval)) {
                overusedAt = 0;
            }
            increase(seconds);
        }
    }

    private long response() {
        return shortest.nanos() + RESPONSE;
    }

    private void decrease() {
        if (now - lastDecrease >= response()) {
            lastDecrease = now;
            // An overused link is never idle: what arrives is what it bears.
            overusedAt = received.bitsPerSecond(now, RESPONSE);
            if (!draining) {
                overusedAt = Math.max(overusedAt, received.bitsPerSecond(now, STEADY));
            }
            rate = Math.min(rate, BACK_OFF * overusedAt);
        }
    }

    private void increase(double seconds) {
        if (loss < LITTLE_LOSS) {
            boolean near = rate > NEAR_FROM * overusedAt && rate < NEAR_TO * overusedAt;
            double quiet = Math.max(0, now - lastOveruse - STALE) / SECOND;
            double growth = near ? Math.min(FAR_GROWTH, NEAR_GROWTH * Math.pow(2, quiet)) : FAR_GROWTH;
            double most = growth < FAR_GROWTH / 2
                    ? Math.max(NEAR_ABOVE_RECEIVED, 1 + growth) * received.bitsPerSecond(now, STEADY)
                    : MOST_ABOVE_RECEIVED * received.bitsPerSecond(now, RESPONSE);
            rate = Math.max(rate, Math.min(rate * Math.pow(1 + growth, seconds), most));
        }
    }

    private void tick() {
        long then = clock.getAsLong();
        now += Math.max(0, then - lastClock);
        lastClock = then;
    }

    /**
     * Says whether the next frame is to be encoded: whether the link has room for it, and whether it is time for it at the
     * present frame rate.
     *
     * @return false if the frame is to be left out
     */
    public synchronized boolean mayEncode() {
        tick();
        long sinceReport = Math.min(now - lastReport, WINDOW_AGE);
        double window = rate / 8 * (shortest.nanos() + sinceReport + (draining ? 0 : WINDOW_DELAY)) / SECOND;
        boolean silent = now - Math.max(lastProgress, lastSent) >= SILENCE + shortest.nanos();
        return (sent.bytesUnderWay() < window || silent) && ladder.isDue(now);
    }

    /**
     * The bit rate to encode at.
     *
     * @return bits a second
     */
    public synchronized int bitRate() {
        return (int) rate;
    }

    /**
     * How many frames a second are to be encoded; {@link #mayEncode} sees to it.
     *
     * @return the frame rate, or a half or a quarter of it
     */
    public synchronized double frameRate() {
        return ladder.frameRate();
    }

    /**
     * How wide the pictures are to be.
     *
     * @return pixels, an even number
     */
    public synchronized int width() {
        return ladder.width();
    }

    /**
     * How high the pictures are to be.
     *
     * @return pixels, an even number
     */
    public synchronized int height() {
        return ladder.height();
    }

    /** Says what is to be encoded. */
    @Override
    public synchronized String toString() {
        return ladder.width() + "x" + ladder.height() + " at " + ladder.frameRate() + " fps and " + (int) rate
                + " bit/s";
    }

    /** Collects the settings of an {@link AdaptiveBitRate}. Not for use by several threads at once. */
    public static final class Builder {
        private final Codec codec;
        private final int width;
        private final int height;
        private final double frameRate;
        private int lowest = 300_000;
        private int start = 2_000_000;
        private int highest = 50_000_000;
        private LongSupplier clock = System::nanoTime;

        private Builder(Codec codec, int width, int height, double frameRate) {
            if (width < 1 || height < 1 || !(frameRate >= 1)) {
                throw new IllegalArgumentException("pictures of " + width + "x" + height + " at " + frameRate
                        + " frames a second; each must be 1 or more");
            }
            this.codec = Objects.requireNonNull(codec, "codec");
            this.width = width;
            this.height = height;
            this.frameRate = frameRate;
        }

        /**
         * Sets the range of bit rates, and the one to begin with.
         *
         * @param lowestRate bits a second, 1 or more
         * @param startRate bits a second, not less
         * @param highestRate bits a second, not less
         * @return this builder
         * @throws IllegalArgumentException
         *             if they do not rise
         */
        public Builder bitRates(int lowestRate, int startRate, int highestRate) {
            if (lowestRate < 1 || startRate < lowestRate || highestRate < startRate) {
                throw new IllegalArgumentException("bit rates of " + lowestRate + " to " + highestRate
                        + " beginning with " + startRate + "; the lowest must be 1 or more, and the one to begin with"
                        + " between the two others");
            }
            lowest = lowestRate;
            start = startRate;
            highest = highestRate;
            return this;
        }

        /**
         * Sets the clock.
         *
         * @param nanoseconds a clock in nanoseconds, whose zero may be anywhere
         * @return this builder
         */
        public Builder clock(LongSupplier nanoseconds) {
            clock = Objects.requireNonNull(nanoseconds, "clock");
            return this;
        }

        /**
         * Makes the controller.
         *
         * @return the controller
         */
        public AdaptiveBitRate build() {
            return new AdaptiveBitRate(this);
        }
    }
}
