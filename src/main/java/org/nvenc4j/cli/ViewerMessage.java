package org.nvenc4j.cli;

import java.util.Locale;

/**
 * What a page may say: a word and numbers, with a blank between them. Everything else is refused, whoever sent it.
 *
 * @param kind the word
 * @param numbers as many as belong to it, each within its range
 */
record ViewerMessage(Kind kind, double[] numbers) {
    /** The longest message in bytes. */
    static final int LONGEST = 200;

    /** The words, and for each number its range. */
    enum Kind {
        /** The last picture that arrived, all bytes received, the share lost, what waits and what passed since, in ms. */
        REPORT(0, 1e15, 0, 1e15, 0, 1, 0, 1e6, 0, 1e6),
        /** The number of the first picture that was lost. */
        LOST(0, 1e15),
        /** A key frame. */
        KEYFRAME(),
        /** Bits a second. */
        BITRATE(100e3, 100e6),
        /** Width and height in pixels. */
        SIZE(160, 4096, 96, 4096),
        /** Whether rate and size follow the link. */
        ADAPT(0, 1),
        /** The share of pictures that is to be lost on purpose. */
        LOSS(0, 0.5),
        /** Where the pointer is, as shares of width and height. */
        POINTER(0, 1, 0, 1),
        /** The code of a key that was pressed. */
        KEY(0, 0x10FFFF);

        private final double[] ranges;

        Kind(double... ranges) {
            this.ranges = ranges;
        }
    }

    /**
     * Reads a message.
     *
     * @throws IllegalArgumentException if it is none of these; the text says why, and repeats nothing of the message
     */
    static ViewerMessage parse(String text) {
        String[] words = text.split(" ", -1);
        Kind kind;
        try {
            kind = Kind.valueOf(words[0].toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("unknown message", e);
        }
        if (words.length - 1 != kind.ranges.length / 2) {
            throw new IllegalArgumentException(kind + " has " + kind.ranges.length / 2 + " numbers");
        }
        double[] numbers = new double[words.length - 1];
        for (int i = 0; i < numbers.length; i++) {
            double lowest = kind.ranges[2 * i];
            double highest = kind.ranges[2 * i + 1];
            try {
                numbers[i] = Double.parseDouble(words[i + 1]);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(kind + " has something else than a number", e);
            }
            if (!(numbers[i] >= lowest && numbers[i] <= highest)) {
                throw new IllegalArgumentException(kind + " must be " + lowest + " to " + highest);
            }
        }
        return new ViewerMessage(kind, numbers);
    }
}
