package org.nvenc4j;

import java.util.List;
import java.util.OptionalInt;
import org.nvenc4j.internal.struct.ReferenceDisplayInfo;

/**
 * The displays that a stream of two views was made for, as HEVC's SEI message 176 has them ({@code
 * HEVC_3D_REFERENCE_DISPLAY_INFO}). Widths and distances are floating-point numbers of the specification's own form: an
 * exponent of 0 to 62 and a mantissa, whose length follows from exponent and precision.
 *
 * @param widthPrecision the precision of widths, 0 to 31 ({@code precRefDisplayWidth})
 * @param distancePrecision the precision of viewing distances, 0 to 31; empty if displays have none ({@code
 *            refViewingDistanceFlag}, {@code precRefViewingDist})
 * @param displays 1 to 32 displays
 */
public record ReferenceDisplays(int widthPrecision, OptionalInt distancePrecision, List<Display> displays) {
    private static final int MOST_DISPLAYS = 32;
    private static final int MOST_PRECISION = 31;
    private static final int MOST_EXPONENT = 62;
    private static final int MOST_SHIFT = 512;

    /**
     * Checks the numbers and copies the list.
     *
     * @throws InvalidConfigException
     *             if one is out of its range
     */
    public ReferenceDisplays {
        displays = List.copyOf(displays);
        inRange("displays", displays.size(), 1, MOST_DISPLAYS);
        inRange("widthPrecision", widthPrecision, 0, MOST_PRECISION);
        inRange("distancePrecision", distancePrecision.orElse(0), 0, MOST_PRECISION);
    }

    /**
     * One display.
     *
     * @param leftView the view for the left eye ({@code leftViewId})
     * @param rightView the view for the right eye ({@code rightViewId})
     * @param widthExponent of the display's width, 0 to 62 ({@code exponentRefDisplayWidth})
     * @param widthMantissa of the same, 0 or more ({@code mantissaRefDisplayWidth})
     * @param distanceExponent of the viewing distance, 0 to 62; 0 where there is none ({@code
     *            exponentRefViewingDistance})
     * @param distanceMantissa of the same, 0 or more ({@code mantissaRefViewingDistance})
     * @param shift samples by which the views are moved apart, -512 to 511; empty for none ({@code
     *            additionalShiftPresentFlag}, {@code numSampleShiftPlus512})
     */
    public record Display(
            int leftView,
            int rightView,
            int widthExponent,
            int widthMantissa,
            int distanceExponent,
            int distanceMantissa,
            OptionalInt shift) {
        /**
         * Checks the numbers.
         *
         * @throws InvalidConfigException
         *             if one is out of its range
         */
        public Display {
            inRange("leftView", leftView, 0, Integer.MAX_VALUE);
            inRange("rightView", rightView, 0, Integer.MAX_VALUE);
            inRange("widthExponent", widthExponent, 0, MOST_EXPONENT);
            inRange("widthMantissa", widthMantissa, 0, Integer.MAX_VALUE);
            inRange("distanceExponent", distanceExponent, 0, MOST_EXPONENT);
            inRange("distanceMantissa", distanceMantissa, 0, Integer.MAX_VALUE);
            inRange("shift", shift.orElse(0), -MOST_SHIFT, MOST_SHIFT - 1);
        }
    }

    void write(ReferenceDisplayInfo info) {
        info.clear(displays.size(), widthPrecision);
        distancePrecision.ifPresent(info::distances);
        for (int i = 0; i < displays.size(); i++) {
            Display display = displays.get(i);
            info.display(i, display.leftView, display.rightView, display.widthExponent, display.widthMantissa);
            if (distancePrecision.isPresent()) {
                info.distance(i, display.distanceExponent, display.distanceMantissa);
            }
            if (display.shift.isPresent()) {
                info.shift(i, display.shift.getAsInt());
            }
        }
    }

    private static void inRange(String what, int value, int lowest, int highest) {
        if (value < lowest || value > highest) {
            throw new InvalidConfigException(
                    "referenceDisplays",
                    "referenceDisplays has " + value + " as " + what + "; it must be " + lowest + " to " + highest);
        }
    }

    @Override
    public String toString() {
        return displays.size() + " displays";
    }
}
