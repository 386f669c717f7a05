package org.nvenc4j.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A frame rate in frames a second, as a fraction. */
record FrameRate(int numerator, int denominator) {
    private static final Pattern SYNTAX = Pattern.compile("(\\d{1,9})(?:[/:](\\d{1,9}))?");

    /** Reads {@code 60}, {@code 30000/1001} or, as .y4m writes it, {@code 30000:1001}. */
    static FrameRate parse(String text) {
        Matcher matcher = SYNTAX.matcher(text);
        if (matcher.matches()) {
            String second = matcher.group(2);
            int numerator = Integer.parseInt(matcher.group(1));
            int denominator = second == null ? 1 : Integer.parseInt(second);
            if (numerator > 0 && denominator > 0) {
                return new FrameRate(numerator, denominator);
            }
        }
        throw new IllegalArgumentException(
                "frame rate \"" + text + "\": write a number above 0 such as 60, or a fraction such as 30000/1001");
    }

    double framesPerSecond() {
        return (double) numerator / denominator;
    }

    @Override
    public String toString() {
        return denominator == 1 ? Integer.toString(numerator) : numerator + "/" + denominator;
    }
}
