package org.nvenc4j;

import java.util.List;

/**
 * A version of the NVENC API, such as 13.0.
 *
 * <p>
 * The API packs its version in two ways that are easily confused: a driver answers
 * {@code NvEncodeAPIGetMaxSupportedVersion} with {@code major << 4 | minor}, while {@code NVENCAPI_VERSION} and the
 * version word of every struct use {@code major | minor << 24}. Each has a method of its own here, so that no caller
 * has to remember which is which.
 *
 * <p>
 * Values of this type are immutable and safe to use from any thread.
 *
 * @param major the major version, 0 to 255
 * @param minor the minor version, 0 to 15
 */
public record ApiVersion(int major, int minor) implements Comparable<ApiVersion> {
    /** NVENC API 12.1: Linux driver 530.41.03, Windows driver 531.61 or newer. The oldest that nvenc4j speaks. */
    public static final ApiVersion V12_1 = new ApiVersion(12, 1);
    /** NVENC API 12.2: Linux driver 550.54.14, Windows driver 551.76 or newer. */
    public static final ApiVersion V12_2 = new ApiVersion(12, 2);
    /** NVENC API 13.0: driver 570.0 or newer. */
    public static final ApiVersion V13_0 = new ApiVersion(13, 0);
    /** NVENC API 13.1: driver 610.0 or newer. The newest that nvenc4j speaks. */
    public static final ApiVersion V13_1 = new ApiVersion(13, 1);

    private static final List<ApiVersion> SUPPORTED = List.of(V12_1, V12_2, V13_0, V13_1);

    /**
     * Checks the two numbers.
     *
     * @throws IllegalArgumentException
     *             if a number does not fit the API's own encodings
     */
    public ApiVersion {
        if (major < 0 || major > 255 || minor < 0 || minor > 15) {
            throw new IllegalArgumentException(
                    "NVENC API version " + major + "." + minor + " cannot exist: major is 0 to 255, minor 0 to 15");
        }
    }

    /**
     * The versions that nvenc4j speaks, oldest first.
     *
     * @return 12.1, 12.2, 13.0 and 13.1
     */
    public static List<ApiVersion> supported() {
        return SUPPORTED;
    }

    /**
     * Reads what {@code NvEncodeAPIGetMaxSupportedVersion} answers.
     *
     * @param packed the driver's answer, {@code major << 4 | minor}
     * @return the version
     */
    public static ApiVersion ofDriver(int packed) {
        return new ApiVersion(packed >>> 4, packed & 0xF);
    }

    /**
     * Reads a version as people write it.
     *
     * @param text two numbers with a point between them, such as {@code "13.0"}
     * @return the version
     * @throws IllegalArgumentException
     *             if the text is anything else
     */
    public static ApiVersion parse(String text) {
        int point = text.indexOf('.');
        try {
            return new ApiVersion(
                    Integer.parseInt(text.substring(0, Math.max(point, 0))),
                    Integer.parseInt(text.substring(point + 1)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is no NVENC API version; write one of " + SUPPORTED, e);
        }
    }

    /**
     * The version as a driver packs its maximum.
     *
     * @return {@code major << 4 | minor}
     */
    public int packedForDriver() {
        return major << 4 | minor;
    }

    /**
     * The version as clients pass it: {@code NVENCAPI_VERSION}.
     *
     * @return {@code major | minor << 24}
     */
    public int word() {
        return major | minor << 24;
    }

    /**
     * Says whether this version is at least another.
     *
     * @param other the version to compare with
     * @return true if this one is the same or newer
     */
    public boolean isAtLeast(ApiVersion other) {
        return compareTo(other) >= 0;
    }

    @Override
    public int compareTo(ApiVersion other) {
        return Integer.compare(packedForDriver(), other.packedForDriver());
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
