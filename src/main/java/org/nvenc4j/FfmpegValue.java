package org.nvenc4j;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one of FFmpeg's options may be set to: a number of a range, or a word that stands for a number. FFmpeg takes
 * either everywhere, and so does this.
 *
 * @param least the smallest number
 * @param most the largest number
 * @param whole whether the number has no fraction
 * @param words the words, each with its number
 * @param flags whether several words may be joined, as in {@code +a-b}
 */
record FfmpegValue(double least, double most, boolean whole, Map<String, Integer> words, boolean flags) {
    private static final Pattern NUMBER =
            Pattern.compile("([-+]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?)(?:([kKMGT])(i?))?(B?)");
    private static final Pattern FLAG = Pattern.compile("([-+])?([a-z0-9_]+)");
    private static final String PREFIXES = "KMGT";
    private static final int BITS_IN_BYTE = 8;
    private static final String SWITCH =
            "false=0 true=1 n=0 y=1 no=0 yes=1 disable=0 enable=1 disabled=0 enabled=1 off=0 on=1";

    static FfmpegValue whole(long least, long most) {
        return new FfmpegValue(least, most, true, Map.of(), false);
    }

    static FfmpegValue number(double least, double most) {
        return new FfmpegValue(least, most, false, Map.of(), false);
    }

    /** True or false, in one of FFmpeg's many words. */
    static FfmpegValue yesNo() {
        return words(SWITCH);
    }

    /** True, false or neither. */
    static FfmpegValue yesNoAuto() {
        return words(SWITCH + " auto=-1");
    }

    /** Words such as {@code "hq=1 ll=2"}; the numbers between the smallest and the largest may be given as well. */
    static FfmpegValue words(String table) {
        Map<String, Integer> words = new LinkedHashMap<>();
        for (String entry : table.split(" ")) {
            words.put(entry.substring(0, entry.indexOf('=')), Integer.valueOf(entry.substring(entry.indexOf('=') + 1)));
        }
        return words(words);
    }

    static FfmpegValue words(Map<String, Integer> words) {
        int least = words.values().stream().mapToInt(number -> number).min().orElseThrow();
        int most = words.values().stream().mapToInt(number -> number).max().orElseThrow();
        return new FfmpegValue(least, most, true, words, false);
    }

    /** Flags, each a bit of the number, which {@code +} sets and {@code -} clears. */
    static FfmpegValue flags(String table) {
        Map<String, Integer> flags = words(table).words;
        int all = flags.values().stream().mapToInt(bit -> bit).sum();
        return new FfmpegValue(0, all, true, flags, true);
    }

    /** The number that a text stands for, if it is one of these. */
    OptionalDouble find(String text) {
        Integer word = words.get(text.toLowerCase(Locale.ROOT));
        if (word != null) {
            return OptionalDouble.of(word);
        }
        if (flags) {
            return findFlags(text);
        }
        Matcher number = NUMBER.matcher(text);
        if (!number.matches()) {
            return OptionalDouble.empty();
        }
        double value = Double.parseDouble(number.group(1)) * scale(number);
        boolean known = words.isEmpty() || words.containsValue((int) value);
        boolean allowed = known && value >= least && value <= most && (!whole || value == Math.rint(value));
        return allowed ? OptionalDouble.of(value) : OptionalDouble.empty();
    }

    private OptionalDouble findFlags(String text) {
        int value = 0;
        int end = 0;
        Matcher flag = FLAG.matcher(text);
        while (flag.find() && flag.start() == end) {
            Integer number = words.get(flag.group(2));
            if (number == null) {
                return OptionalDouble.empty();
            }
            value = "-".equals(flag.group(1)) ? value & ~number : value | number;
            end = flag.end();
        }
        return end == text.length() ? OptionalDouble.of(value) : OptionalDouble.empty();
    }

    private static double scale(Matcher number) {
        double scale = number.group(4).isEmpty() ? 1 : BITS_IN_BYTE;
        if (number.group(2) != null) {
            int power = 1 + PREFIXES.indexOf(number.group(2).toUpperCase(Locale.ROOT));
            scale *= Math.pow(number.group(3).isEmpty() ? 1000 : 1024, power);
        }
        return scale;
    }

    /** What may be given, for messages. */
    @Override
    public String toString() {
        if (words.isEmpty()) {
            return (whole ? "a whole number" : "a number") + " from " + text(least) + " to " + text(most);
        }
        return (flags ? "+ or - and one of " : "one of ") + String.join(", ", words.keySet());
    }

    private static String text(double number) {
        return number == Math.rint(number) ? String.valueOf((long) number) : String.valueOf(number);
    }
}
