package org.nvenc4j;

import java.util.Objects;

/**
 * The display that the pictures were graded on ({@code MASTERING_DISPLAY_INFO}, SMPTE ST 2086). Values are those that
 * people say; each codec's own fixed-point units are made of them.
 *
 * @param red where the red primary lies ({@code r})
 * @param green where the green primary lies ({@code g})
 * @param blue where the blue primary lies ({@code b})
 * @param whitePoint where white lies ({@code whitePoint})
 * @param maxLuminance the brightest white in cd/m², more than {@code minLuminance} and at most 10000 ({@code maxLuma})
 * @param minLuminance the darkest black in cd/m², 0 or more ({@code minLuma})
 */
public record MasteringDisplay(
        Chromaticity red,
        Chromaticity green,
        Chromaticity blue,
        Chromaticity whitePoint,
        double maxLuminance,
        double minLuminance) {
    private static final double MOST_LUMINANCE = 10_000;
    private static final Chromaticity D65 = new Chromaticity(0.3127, 0.3290);

    /**
     * Checks the luminances.
     *
     * @throws InvalidConfigException
     *             if they are out of their range
     */
    public MasteringDisplay {
        Objects.requireNonNull(red, "red");
        Objects.requireNonNull(green, "green");
        Objects.requireNonNull(blue, "blue");
        Objects.requireNonNull(whitePoint, "whitePoint");
        if (!(minLuminance >= 0 && maxLuminance > minLuminance && maxLuminance <= MOST_LUMINANCE)) {
            throw new InvalidConfigException(
                    "masteringDisplay",
                    "masteringDisplay has luminances from " + minLuminance + " to " + maxLuminance
                            + " cd/m²; they must rise, from 0 or more to 10000 or less");
        }
    }

    /**
     * A display with the primaries of Display P3, as most HDR content is graded on.
     *
     * @param maxLuminance the brightest white in cd/m²
     * @param minLuminance the darkest black in cd/m²
     * @return the display
     * @throws InvalidConfigException
     *             if the luminances are out of their range
     */
    public static MasteringDisplay displayP3(double maxLuminance, double minLuminance) {
        return new MasteringDisplay(
                new Chromaticity(0.680, 0.320),
                new Chromaticity(0.265, 0.690),
                new Chromaticity(0.150, 0.060),
                D65,
                maxLuminance,
                minLuminance);
    }

    /**
     * A display with the primaries of BT.2020.
     *
     * @param maxLuminance the brightest white in cd/m²
     * @param minLuminance the darkest black in cd/m²
     * @return the display
     * @throws InvalidConfigException
     *             if the luminances are out of their range
     */
    public static MasteringDisplay bt2020(double maxLuminance, double minLuminance) {
        return new MasteringDisplay(
                new Chromaticity(0.708, 0.292),
                new Chromaticity(0.170, 0.797),
                new Chromaticity(0.131, 0.046),
                D65,
                maxLuminance,
                minLuminance);
    }

    @Override
    public String toString() {
        return minLuminance + " to " + maxLuminance + " cd/m²";
    }

    /**
     * A colour as CIE 1931 places it.
     *
     * @param x 0 to 1
     * @param y 0 to 1
     */
    public record Chromaticity(double x, double y) {
        /**
         * Checks the numbers.
         *
         * @throws InvalidConfigException
         *             if one is out of its range
         */
        public Chromaticity {
            if (!(x >= 0 && x <= 1 && y >= 0 && y <= 1)) {
                throw new InvalidConfigException(
                        "masteringDisplay",
                        "masteringDisplay has a colour at " + x + ", " + y + "; each must be 0 to 1");
            }
        }
    }
}
