package org.nvenc4j;

/**
 * The time that a picture carries for editing and synchronisation ({@code NV_ENC_TIME_CODE}), as SMPTE ST 12 counts.
 *
 * @param hours 0 to 23 ({@code hoursValue})
 * @param minutes 0 to 59 ({@code minutesValue})
 * @param seconds 0 to 59 ({@code secondsValue})
 * @param frames 0 to 255, less than the frame rate ({@code nFrames})
 * @param dropFrame whether the count leaves numbers out so as to keep up with the clock ({@code cntDroppedFrames})
 */
public record TimeCode(int hours, int minutes, int seconds, int frames, boolean dropFrame) {
    private static final int MOST_FRAMES = 255;

    /**
     * Checks the numbers.
     *
     * @throws InvalidConfigException
     *             if one is out of its range
     */
    public TimeCode {
        check("hours", hours, 23);
        check("minutes", minutes, 59);
        check("seconds", seconds, 59);
        check("frames", frames, MOST_FRAMES);
    }

    /** Says it as people write it: {@code 01:02:03:04}, with a semicolon before the frames of a drop-frame count. */
    @Override
    public String toString() {
        return "%02d:%02d:%02d%s%02d".formatted(hours, minutes, seconds, dropFrame ? ";" : ":", frames);
    }

    private static void check(String part, int value, int most) {
        if (value < 0 || value > most) {
            throw new InvalidConfigException(
                    "timeCode", "timeCode has " + value + " " + part + "; it must have 0 to " + most);
        }
    }
}
