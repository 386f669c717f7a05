package org.nvenc4j;

/**
 * What the samples mean as colours, in the numbers of ITU-T H.273, as the stream carries it for the decoder
 * ({@code colourPrimaries}, {@code transferCharacteristics}, {@code colourMatrix}).
 *
 * @param primaries the colour primaries, 1 to 22
 * @param transfer the transfer characteristics, 1 to 18
 * @param matrix the matrix coefficients, 0 to 14; 0 is RGB, which only 4:4:4 may carry
 */
public record ColourDescription(int primaries, int transfer, int matrix) {
    /** Not said: the decoder guesses, mostly by the size. */
    public static final ColourDescription UNSPECIFIED = new ColourDescription(2, 2, 2);
    /** BT.709: high definition. */
    public static final ColourDescription BT709 = new ColourDescription(1, 1, 1);
    /** BT.601 with 525 lines: standard definition, SMPTE 170M. */
    public static final ColourDescription BT601_525 = new ColourDescription(6, 6, 6);
    /** BT.601 with 625 lines: standard definition, BT.470 System B, G. */
    public static final ColourDescription BT601_625 = new ColourDescription(5, 6, 5);
    /** BT.2020 with the transfer function of 10-bit BT.709. */
    public static final ColourDescription BT2020 = new ColourDescription(9, 14, 9);
    /** BT.2100 with the perceptual quantiser: HDR10. */
    public static final ColourDescription BT2100_PQ = new ColourDescription(9, 16, 9);
    /** BT.2100 with hybrid log-gamma. */
    public static final ColourDescription BT2100_HLG = new ColourDescription(9, 18, 9);

    @Override
    public String toString() {
        return "primaries " + primaries + ", transfer " + transfer + ", matrix " + matrix;
    }
}
