package org.nvenc4j;

import java.util.List;
import org.nvenc4j.internal.struct.FilmGrainParams;

/**
 * Film grain of AV1 ({@code NV_ENC_FILM_GRAIN_PARAMS_AV1}): what a decoder adds to each picture after decoding, so that
 * grain that was taken out before encoding costs no bits. The numbers are those of the AV1 specification's film grain
 * synthesis.
 *
 * @param luma how strong luma's grain is by the brightness of the pixel: at most 14 points whose values rise; empty for
 *            none ({@code pointYValue}, {@code pointYScaling})
 * @param cb the same for Cb, at most 10 points; empty with {@code chromaFromLuma} ({@code pointCbValue})
 * @param cr the same for Cr; for 4:2:0 it has points where Cb has, and only where luma has ({@code pointCrValue})
 * @param chromaFromLuma whether chroma's grain is scaled as luma's ({@code chromaScalingFromLuma})
 * @param scalingShift how many bits the scaling is shifted by, 8 to 11 ({@code grainScalingMinus8})
 * @param noise how the grain's pixels hang together
 * @param cbMix what the points of Cb count from
 * @param crMix what the points of Cr count from
 * @param overlap whether the blocks of grain overlap ({@code overlapFlag})
 * @param clipToRestrictedRange whether the result stays within limited range ({@code clipToRestrictedRange})
 */
public record FilmGrain(
        List<Point> luma,
        List<Point> cb,
        List<Point> cr,
        boolean chromaFromLuma,
        int scalingShift,
        Noise noise,
        ChromaMix cbMix,
        ChromaMix crMix,
        boolean overlap,
        boolean clipToRestrictedRange) {
    private static final int MOST_LUMA_POINTS = 14;
    private static final int MOST_CHROMA_POINTS = 10;
    private static final int BYTE = 255;
    private static final int MIDDLE = 128;

    /**
     * Checks the numbers and copies the lists.
     *
     * @throws InvalidConfigException
     *             if one is out of its range
     */
    public FilmGrain {
        luma = points("luma", luma, MOST_LUMA_POINTS);
        cb = points("cb", cb, MOST_CHROMA_POINTS);
        cr = points("cr", cr, MOST_CHROMA_POINTS);
        inRange("scalingShift", scalingShift, 8, 11);
        if (cb.isEmpty() != cr.isEmpty()) {
            throw broken("has points for one chroma plane alone", "points for both, or for none");
        }
        if (!cb.isEmpty() && (chromaFromLuma || luma.isEmpty())) {
            throw broken(
                    "has points for chroma" + (chromaFromLuma ? " and takes them from luma" : " and none for luma"),
                    "none for chroma");
        }
        noise.checkChroma(!luma.isEmpty());
    }

    /**
     * Grain without a pattern, in luma alone and equally strong at every brightness.
     *
     * @param strength 0 to 255
     * @return the grain
     * @throws InvalidConfigException
     *             if the strength is out of its range
     */
    public static FilmGrain white(int strength) {
        return new FilmGrain(
                List.of(new Point(0, strength), new Point(BYTE, strength)),
                List.of(),
                List.of(),
                false,
                11,
                Noise.white(),
                ChromaMix.NEUTRAL,
                ChromaMix.NEUTRAL,
                true,
                false);
    }

    /**
     * A point of the curve that says how strong grain is.
     *
     * @param value the sample's value in 8 bits, 0 to 255
     * @param scaling how strong the grain is there, 0 to 255
     */
    public record Point(int value, int scaling) {
        /**
         * Checks the numbers.
         *
         * @throws InvalidConfigException
         *             if one is out of its range
         */
        public Point {
            inRange("value of a point", value, 0, BYTE);
            inRange("scaling of a point", scaling, 0, BYTE);
        }
    }

    /**
     * How the grain's pixels hang together: each is noise and a sum of those above and to the left.
     *
     * @param lag how far the sum reaches, 0 to 3 ({@code arCoeffLag})
     * @param shift how many bits the coefficients are shifted by, 6 to 9 ({@code arCoeffShiftMinus6})
     * @param noiseShift how many bits the noise is shifted down by, 0 to 3 ({@code grainScaleShift})
     * @param luma {@code 2 * lag * (lag + 1)} coefficients of -128 to 127 ({@code arCoeffsYPlus128})
     * @param cb as many, and one more for luma's grain at the place ({@code arCoeffsCbPlus128})
     * @param cr as many as Cb's ({@code arCoeffsCrPlus128})
     */
    public record Noise(int lag, int shift, int noiseShift, List<Integer> luma, List<Integer> cb, List<Integer> cr) {
        /**
         * Checks the numbers and copies the lists.
         *
         * @throws InvalidConfigException
         *             if one is out of its range
         */
        public Noise {
            inRange("noise lag", lag, 0, 3);
            inRange("noise shift", shift, 6, 9);
            inRange("noiseShift", noiseShift, 0, 3);
            luma = coefficients("luma", luma);
            cb = coefficients("cb", cb);
            cr = coefficients("cr", cr);
            int count = 2 * lag * (lag + 1);
            if (luma.size() != count) {
                throw broken("has " + luma.size() + " luma coefficients", count + " with a lag of " + lag);
            }
        }

        /**
         * Noise whose pixels are independent of each other.
         *
         * @return the noise
         */
        public static Noise white() {
            return new Noise(0, 7, 0, List.of(), List.of(0), List.of(0));
        }

        private void checkChroma(boolean hasLuma) {
            int count = luma.size() + (hasLuma ? 1 : 0);
            if (cb.size() != count || cr.size() != count) {
                throw broken(
                        "has " + cb.size() + " and " + cr.size() + " chroma coefficients",
                        count + " each with a lag of " + lag);
            }
        }

        private static List<Integer> coefficients(String plane, List<Integer> coefficients) {
            coefficients.forEach(coefficient -> inRange(plane + " coefficient", coefficient, -MIDDLE, MIDDLE - 1));
            return List.copyOf(coefficients);
        }
    }

    /**
     * What the points of a chroma plane count from: a sum of the sample and of luma's at the place.
     *
     * @param multiplier of the sample, 0 to 255; 128 is none ({@code cbMult}, {@code crMult})
     * @param lumaMultiplier of luma's, 0 to 255; 192 is all ({@code cbLumaMult}, {@code crLumaMult})
     * @param offset 0 to 511; 256 is none ({@code cbOffset}, {@code crOffset})
     */
    public record ChromaMix(int multiplier, int lumaMultiplier, int offset) {
        /** The sample does not count, luma's does. */
        public static final ChromaMix NEUTRAL = new ChromaMix(128, 192, 256);

        /**
         * Checks the numbers.
         *
         * @throws InvalidConfigException
         *             if one is out of its range
         */
        public ChromaMix {
            inRange("chroma multiplier", multiplier, 0, BYTE);
            inRange("luma multiplier", lumaMultiplier, 0, BYTE);
            inRange("chroma offset", offset, 0, 511);
        }
    }

    @Override
    public String toString() {
        return "with " + luma.size() + ", " + cb.size() + " and " + cr.size() + " points";
    }

    void write(FilmGrainParams params) {
        params.clear();
        params.flags(chromaFromLuma, overlap, clipToRestrictedRange);
        params.scaling(scalingShift - 8, noise.noiseShift);
        params.autoRegression(noise.lag, noise.shift - 6);
        params.points(luma.size(), cb.size(), cr.size());
        for (int i = 0; i < luma.size(); i++) {
            params.lumaPoint(i, luma.get(i).value, luma.get(i).scaling);
        }
        for (int i = 0; i < cb.size(); i++) {
            params.cbPoint(i, cb.get(i).value, cb.get(i).scaling);
        }
        for (int i = 0; i < cr.size(); i++) {
            params.crPoint(i, cr.get(i).value, cr.get(i).scaling);
        }
        for (int i = 0; i < noise.luma.size(); i++) {
            params.lumaCoefficient(i, noise.luma.get(i));
        }
        for (int i = 0; i < noise.cb.size(); i++) {
            params.cbCoefficient(i, noise.cb.get(i));
            params.crCoefficient(i, noise.cr.get(i));
        }
        params.cbMix(cbMix.multiplier, cbMix.lumaMultiplier, cbMix.offset);
        params.crMix(crMix.multiplier, crMix.lumaMultiplier, crMix.offset);
    }

    private static List<Point> points(String plane, List<Point> points, int most) {
        if (points.size() > most) {
            throw broken("has " + points.size() + " points for " + plane, "at most " + most);
        }
        for (int i = 1; i < points.size(); i++) {
            if (points.get(i).value <= points.get(i - 1).value) {
                throw broken("has points for " + plane + " that do not rise", "points of rising value");
            }
        }
        return List.copyOf(points);
    }

    private static void inRange(String what, int value, int lowest, int highest) {
        if (value < lowest || value > highest) {
            throw broken("has " + value + " as " + what, lowest + " to " + highest);
        }
    }

    private static InvalidConfigException broken(String has, String rule) {
        return new InvalidConfigException("filmGrain", "filmGrain " + has + "; it must be " + rule);
    }
}
