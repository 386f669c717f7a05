package org.nvenc4j;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The times at which FFmpeg's {@code -force_key_frames} asks for key frames.
 *
 * @param seconds times in seconds
 * @param interval seconds between times that go on for ever, 0 for none
 */
record ForcedKeyFrames(List<Double> seconds, double interval) {
    static final String OPTION = "force_key_frames";
    static final ForcedKeyFrames NONE = new ForcedKeyFrames(List.of(), 0);

    private static final Pattern TIME = Pattern.compile("(?:(?:(\\d+):)?(\\d+):)?(\\d+(?:\\.\\d*)?)");
    private static final Pattern EVERY =
            Pattern.compile("expr:gte\\(t,(?:n_forced\\*(\\d+(?:\\.\\d+)?)|(\\d+(?:\\.\\d+)?)\\*n_forced)\\)");
    private static final int SIXTY = 60;
    private static final double ROUNDING = 1e-6;

    static ForcedKeyFrames parse(String text) {
        Matcher every = EVERY.matcher(text.replace(" ", ""));
        if (every.matches()) {
            double interval = Double.parseDouble(every.group(1) == null ? every.group(2) : every.group(1));
            if (interval > 0) {
                return new ForcedKeyFrames(List.of(), interval);
            }
        }
        List<Double> seconds = new ArrayList<>();
        for (String entry : text.split(",")) {
            Matcher time = TIME.matcher(entry.strip());
            if (!time.matches()) {
                throw new InvalidConfigException(
                        OPTION,
                        "-" + OPTION + " is \"" + text + "\"; it takes times such as 0:00:05.5,12.25 or"
                                + " expr:gte(t,n_forced*2); for anything else set PictureOptions.forceIdr");
            }
            seconds.add(
                    (part(time.group(1)) * SIXTY + part(time.group(2))) * SIXTY + Double.parseDouble(time.group(3)));
        }
        return new ForcedKeyFrames(List.copyOf(seconds), 0);
    }

    /** Says whether a frame is the first one at or after one of the times. */
    boolean at(long number, double frameRate) {
        double now = number / frameRate + ROUNDING;
        double before = (number - 1) / frameRate + ROUNDING;
        if (interval > 0 && Math.floor(now / interval) > Math.floor(before / interval)) {
            return true;
        }
        return seconds.stream().anyMatch(time -> time > before && time <= now);
    }

    private static double part(@Nullable String digits) {
        return digits == null ? 0 : Double.parseDouble(digits);
    }
}
