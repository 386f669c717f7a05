package org.nvenc4j.simulator.coder;

import java.util.List;

/**
 * A level of H.264 with its limits on pictures (table A-1).
 *
 * @param idc {@code level_idc}
 * @param maxRate macroblocks a second
 * @param maxSize macroblocks in a picture
 * @param maxDpb macroblocks in the decoded picture buffer
 */
record H264Level(int idc, int maxRate, int maxSize, int maxDpb) {

    private static final List<H264Level> ALL = List.of(
            new H264Level(10, 1_485, 99, 396),
            new H264Level(11, 3_000, 396, 900),
            new H264Level(12, 6_000, 396, 2_376),
            new H264Level(13, 11_880, 396, 2_376),
            new H264Level(20, 11_880, 396, 2_376),
            new H264Level(21, 19_800, 792, 4_752),
            new H264Level(22, 20_250, 1_620, 8_100),
            new H264Level(30, 40_500, 1_620, 8_100),
            new H264Level(31, 108_000, 3_600, 18_000),
            new H264Level(32, 216_000, 5_120, 20_480),
            new H264Level(40, 245_760, 8_192, 32_768),
            new H264Level(42, 522_240, 8_704, 34_816),
            new H264Level(50, 589_824, 22_080, 110_400),
            new H264Level(51, 983_040, 36_864, 184_320),
            new H264Level(52, 2_073_600, 36_864, 184_320),
            new H264Level(60, 4_177_920, 139_264, 696_320),
            new H264Level(61, 8_355_840, 139_264, 696_320),
            new H264Level(62, 16_711_680, 139_264, 696_320));

    /**
     * The lowest level for such pictures, the highest there is if none will do.
     *
     * @param columns width in macroblocks
     * @param rows height in macroblocks
     * @param rate pictures a second
     * @param buffered pictures that the decoder holds
     */
    static H264Level of(int columns, int rows, double rate, int buffered) {
        for (H264Level level : ALL) {
            // No side may be longer than the root of eight times the picture size.
            int longer = Math.max(columns, rows);
            if (columns * rows <= level.maxSize
                    && (long) longer * longer <= 8L * level.maxSize
                    && columns * rows * rate <= level.maxRate
                    && columns * rows * buffered <= level.maxDpb) {
                return level;
            }
        }
        return ALL.getLast();
    }
}
