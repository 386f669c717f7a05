package org.nvenc4j;

import java.util.List;

/**
 * A level: the bound on size and rate that a stream declares, such as 5.1. NVENC counts levels differently for each
 * codec ({@code NV_ENC_LEVEL}); this type holds the two numbers that people say.
 *
 * @param major the number before the point
 * @param minor the number after it
 */
public record Level(int major, int minor) {
    private static final List<Level> H264 =
            levels("1.0 1.1 1.2 1.3 2.0 2.1 2.2 3.0 3.1 3.2 4.0 4.1 4.2 5.0 5.1 5.2 6.0 6.1 6.2");
    private static final List<Level> HEVC = levels("1.0 2.0 2.1 3.0 3.1 4.0 4.1 5.0 5.1 5.2 6.0 6.1 6.2");
    private static final List<Level> AV1 =
            levels("2.0 2.1 2.2 2.3 3.0 3.1 3.2 3.3 4.0 4.1 4.2 4.3 5.0 5.1 5.2 5.3 6.0 6.1 6.2 6.3 7.0 7.1 7.2 7.3");

    /**
     * Reads a level as people write it.
     *
     * @param text such as {@code "5.1"} or {@code "4"}
     * @return the level
     * @throws IllegalArgumentException
     *             if the text is no level of any codec
     */
    public static Level parse(String text) {
        for (List<Level> known : List.of(H264, HEVC, AV1)) {
            for (Level level : known) {
                if (text.equals(level.toString()) || level.minor == 0 && text.equals(Integer.toString(level.major))) {
                    return level;
                }
            }
        }
        throw new IllegalArgumentException(
                "\"" + text + "\" is no level; H.264 has " + H264 + ", HEVC " + HEVC + ", AV1 " + AV1);
    }

    /**
     * The levels that a codec has, lowest first.
     *
     * @param codec the codec
     * @return its levels
     */
    public static List<Level> of(Codec codec) {
        return switch (codec) {
            case H264 -> H264;
            case HEVC -> HEVC;
            case AV1 -> AV1;
        };
    }

    /** The number that NVENC gives this level: 51, 153 and 13 for level 5.1 of H.264, HEVC and AV1. */
    int value(Codec codec) {
        return switch (codec) {
            case H264 -> major * 10 + minor;
            case HEVC -> major * 30 + minor * 3;
            case AV1 -> (major - 2) * 4 + minor;
        };
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }

    private static List<Level> levels(String text) {
        return List.of(text.split(" ")).stream()
                .map(level -> new Level(level.charAt(0) - '0', level.charAt(2) - '0'))
                .toList();
    }
}
