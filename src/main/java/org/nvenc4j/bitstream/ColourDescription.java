package org.nvenc4j.bitstream;

/**
 * What the numbers in a stream mean as colours, in the code points of ITU-T H.273.
 *
 * @param primaries {@code colour_primaries}, such as 1 for BT.709 and 9 for BT.2020; 2 where the stream does not say
 * @param transfer {@code transfer_characteristics}, such as 1 for BT.709, 13 for sRGB and 16 for PQ; 2 where the stream
 *     does not say
 * @param matrix {@code matrix_coefficients}, such as 0 for RGB, 1 for BT.709 and 5 or 6 for BT.601; 2 where the stream does
 *     not say
 * @param fullRange {@code video_full_range_flag}: whether samples use the whole range of numbers; false where the stream
 *     does not say
 */
public record ColourDescription(int primaries, int transfer, int matrix, boolean fullRange) {

    /** The code point for what is not said. */
    public static final int UNSPECIFIED = 2;

    /** What a stream means that says nothing. */
    static final ColourDescription NONE = new ColourDescription(UNSPECIFIED, UNSPECIFIED, UNSPECIFIED, false);
}
