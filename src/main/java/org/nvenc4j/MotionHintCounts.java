package org.nvenc4j;

import org.nvenc4j.internal.struct.MotionHint;

/**
 * How many hints at motion there may be in one direction ({@code NVENC_EXTERNAL_ME_HINT_COUNTS_PER_BLOCKTYPE}): of each
 * block of 16 by 16 pixels, for each way of dividing it, and of each superblock of AV1.
 *
 * @param whole hints for a block that is not divided, 0 to 15, HEVC 0 or 1, AV1 0 ({@code numCandsPerBlk16x16})
 * @param twoRows for each half of a block of H.264 that is divided into an upper and a lower one, 0 to 15 ({@code
 *     numCandsPerBlk16x8})
 * @param twoColumns for each half of a block of H.264 that is divided into a left and a right one, 0 to 15 ({@code
 *     numCandsPerBlk8x16})
 * @param quarters for each quarter, 0 to 15, HEVC 0 or 1, AV1 0 ({@code numCandsPerBlk8x8})
 * @param superblock for each superblock of AV1, 0 to 255 ({@code numCandsPerSb})
 */
public record MotionHintCounts(int whole, int twoRows, int twoColumns, int quarters, int superblock) {
    /** No hints in a direction. */
    public static final MotionHintCounts NONE = new MotionHintCounts(0, 0, 0, 0, 0);

    private static final int MOST = 15;
    private static final int MOST_OF_SUPERBLOCK = 255;

    /**
     * One hint, or several, for each undivided block of H.264 or HEVC.
     *
     * @param count how many
     * @return the counts
     */
    public static MotionHintCounts whole(int count) {
        return new MotionHintCounts(count, 0, 0, 0, 0);
    }

    /**
     * Hints for the superblocks of AV1.
     *
     * @param count how many of each
     * @return the counts
     */
    public static MotionHintCounts superblock(int count) {
        return new MotionHintCounts(0, 0, 0, 0, count);
    }

    boolean fits(Codec codec) {
        int most = switch (codec) {
            case H264 -> MOST;
            case HEVC -> 1;
            case AV1 -> 0;
        };
        int mostHalves = codec == Codec.H264 ? MOST : 0;
        return within(whole, most)
                && within(quarters, most)
                && within(twoRows, mostHalves)
                && within(twoColumns, mostHalves)
                && within(superblock, codec == Codec.AV1 ? MOST_OF_SUPERBLOCK : 0);
    }

    private static boolean within(int count, int most) {
        return count >= 0 && count <= most;
    }

    /** Whether none of the numbers is higher than another's. */
    boolean isWithin(MotionHintCounts most) {
        return whole <= most.whole
                && twoRows <= most.twoRows
                && twoColumns <= most.twoColumns
                && quarters <= most.quarters
                && superblock <= most.superblock;
    }

    /** How many hints a part of a block has. */
    int of(MotionPartition partition) {
        return switch (partition) {
            case WHOLE -> whole;
            case TWO_ROWS -> twoRows;
            case TWO_COLUMNS -> twoColumns;
            case QUARTERS -> quarters;
            default -> 0;
        };
    }

    /** How many hints a block has, of whichever way of dividing it. */
    int ofBlock() {
        return whole + 2 * twoRows + 2 * twoColumns + 4 * quarters;
    }

    /** The number that the driver reads. */
    int word() {
        return MotionHint.counts(whole, twoRows, twoColumns, quarters, superblock);
    }

    @Override
    public String toString() {
        return superblock > 0
                ? superblock + " a superblock"
                : whole + " a block, " + twoRows + " and " + twoColumns + " a half, " + quarters + " a quarter";
    }
}
