package org.nvenc4j.bitstream;

import java.util.Optional;

/**
 * How many frames a second the stream says that it has, as the fraction in which it says so.
 *
 * @param numerator 1 to 4294967295
 * @param denominator 1 or more
 */
public record FrameRate(long numerator, long denominator) {

    /** The rate of two clock values that may be 0 against the standards, where nothing can be said. */
    static Optional<FrameRate> of(long ticksPerSecond, long ticksPerFrame) {
        return ticksPerSecond == 0 || ticksPerFrame == 0
                ? Optional.empty()
                : Optional.of(new FrameRate(ticksPerSecond, ticksPerFrame));
    }

    /**
     * The rate as one number.
     *
     * @return frames a second
     */
    public double framesPerSecond() {
        return (double) numerator / denominator;
    }
}
