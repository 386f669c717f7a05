package org.nvenc4j.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The size of a frame in pixels. Only what fits in memory is checked here: what the GPU takes, the GPU knows. */
record FrameSize(int width, int height) {
    static final int MAX = 16384;

    private static final Pattern SYNTAX = Pattern.compile("(\\d{1,9})x(\\d{1,9})");

    FrameSize {
        if (width < 1 || width > MAX || height < 1 || height > MAX) {
            throw new IllegalArgumentException(
                    "frame size " + width + "x" + height + ": width and height are 1 to " + MAX);
        }
    }

    /** Reads {@code 1920x1080}. */
    static FrameSize parse(String text) {
        Matcher matcher = SYNTAX.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("frame size \"" + text + "\": write WIDTHxHEIGHT, such as 1920x1080");
        }
        return new FrameSize(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    @Override
    public String toString() {
        return width + "x" + height;
    }
}
