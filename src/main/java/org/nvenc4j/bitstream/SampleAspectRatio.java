package org.nvenc4j.bitstream;

import java.util.Optional;

/**
 * The shape of a sample: its width to its height.
 *
 * @param width in any unit, 1 to 65535
 * @param height in the same unit, 1 to 65535
 */
public record SampleAspectRatio(int width, int height) {

    /** By {@code aspect_ratio_idc}, which H.264 and HEVC share (table E-1). */
    private static final int[][] RATIOS = {
        {0, 0}, {1, 1}, {12, 11}, {10, 11}, {16, 11}, {40, 33}, {24, 11}, {20, 11}, {32, 11}, {80, 33}, {18, 11},
        {15, 11}, {64, 33}, {160, 99}, {4, 3}, {3, 2}, {2, 1}
    };

    private static final int EXTENDED = 255;

    /** Reads the shape, which is unspecified as a reserved number and as one of its terms zero. */
    static Optional<SampleAspectRatio> read(BitReader reader) {
        int number = reader.number(8);
        int[] ratio = RATIOS[number < RATIOS.length ? number : 0];
        int width = number == EXTENDED ? reader.number(16) : ratio[0];
        int height = number == EXTENDED ? reader.number(16) : ratio[1];
        return width == 0 || height == 0 ? Optional.empty() : Optional.of(new SampleAspectRatio(width, height));
    }
}
