package org.nvenc4j;

import java.util.Arrays;
import org.nvenc4j.internal.struct.SuperblockHint;

/**
 * Where the parts of an AV1 picture have moved from, for a program that knows ({@code NVENC_EXTERNAL_ME_SB_HINT}). Hints
 * are added superblock by superblock of 64 by 64 pixels in raster order, each of which ends with {@link #endSuperblock};
 * within it coding units follow each other, each of which ends with {@link #endUnit}. An object of this type may be
 * {@linkplain #clear cleared} and filled anew for each picture. Not for use by several threads at once.
 */
public final class SuperblockHints {
    private static final int SUPERBLOCK = 64;
    private static final int STEP = 8;
    private static final int MOST_X = 4092;
    private static final int MOST_Y = 2044;
    private static final int FEW = 64;

    private short[] words = new short[FEW * SuperblockHint.WORDS];
    private int count;
    private int superblocks;
    private int ofSuperblock;
    private int mostOfSuperblock;

    /** Starts with no hints. */
    public SuperblockHints() {
        // The fields say it.
    }

    /** How a coding unit is divided. */
    public enum Partition {
        /** Not at all. */
        WHOLE,
        /** Into an upper and a lower half. */
        TWO_ROWS,
        /** Into a left and a right half. */
        TWO_COLUMNS
    }

    /**
     * Adds a hint.
     *
     * @param left where the part begins in its superblock in pixels, 0 to 56 in steps of 8 ({@code x8})
     * @param top where it begins in pixels, 0 to 56 in steps of 8 ({@code y8})
     * @param unitSize the side of its coding unit in pixels: 8, 16, 32 or 64 ({@code cu_size})
     * @param partition how the unit is divided ({@code partition_type})
     * @param isLater whether the hint points at a later picture ({@code direction})
     * @param isCompound whether it goes together with one of the other direction ({@code bi})
     * @param x quarters of a pixel to the right of its own place, -4092 to 4092 ({@code mvx})
     * @param y quarters of a pixel below it, -2044 to 2044 ({@code mvy})
     * @return this object
     * @throws InvalidConfigException
     *             if a number is out of range
     */
    public SuperblockHints add(
            int left, int top, int unitSize, Partition partition, boolean isLater, boolean isCompound, int x, int y) {
        boolean fits = isPlace(left)
                && isPlace(top)
                && unitSize >= STEP
                && unitSize <= SUPERBLOCK
                && Integer.bitCount(unitSize) == 1
                && x == Math.clamp(x, -MOST_X, MOST_X)
                && y == Math.clamp(y, -MOST_Y, MOST_Y);
        if (!fits) {
            throw new InvalidConfigException(
                    "superblockHints",
                    "superblockHints is given (" + x + ", " + y + ") at (" + left + ", " + top + ") of a unit of "
                            + unitSize
                            + " pixels; it must be within (4092, 2044) quarters of a pixel, at multiples of 8"
                            + " below 64, of units of 8, 16, 32 or 64");
        }
        SuperblockHint.set(
                words,
                next(),
                isLater,
                isCompound,
                partition.ordinal(),
                left / STEP,
                top / STEP,
                Integer.numberOfTrailingZeros(unitSize / STEP),
                x,
                y);
        return this;
    }

    private static boolean isPlace(int pixels) {
        return pixels >= 0 && pixels < SUPERBLOCK && pixels % STEP == 0;
    }

    private int next() {
        int at = count * SuperblockHint.WORDS;
        if (at == words.length) {
            words = Arrays.copyOf(words, 2 * at);
        }
        count++;
        ofSuperblock++;
        mostOfSuperblock = Math.max(mostOfSuperblock, ofSuperblock);
        return at;
    }

    /**
     * Says that the hint added last is its coding unit's last ({@code last_of_cu}).
     *
     * @return this object
     * @throws InvalidConfigException
     *             if the superblock has no hint yet
     */
    public SuperblockHints endUnit() {
        if (ofSuperblock == 0) {
            throw new InvalidConfigException(
                    "superblockHints", "superblockHints is empty where a unit ends; it must have a hint before");
        }
        SuperblockHint.endUnit(words, (count - 1) * SuperblockHint.WORDS);
        return this;
    }

    /**
     * Says that a superblock's hints are all there, none too, and that the next superblock's follow ({@code last_of_sb}).
     *
     * @return this object
     */
    public SuperblockHints endSuperblock() {
        if (ofSuperblock == 0) {
            SuperblockHint.none(words, next());
        }
        SuperblockHint.endSuperblock(words, (count - 1) * SuperblockHint.WORDS);
        superblocks++;
        ofSuperblock = 0;
        return this;
    }

    /**
     * Takes all hints away. Their room is kept.
     *
     * @return this object
     */
    public SuperblockHints clear() {
        count = 0;
        superblocks = 0;
        ofSuperblock = 0;
        mostOfSuperblock = 0;
        return this;
    }

    boolean isFor(EncoderConfig config) {
        return superblocks == Math.ceilDiv(config.width(), SUPERBLOCK) * Math.ceilDiv(config.height(), SUPERBLOCK)
                && ofSuperblock == 0;
    }

    int mostOfSuperblock() {
        return mostOfSuperblock;
    }

    int count() {
        return count;
    }

    short[] words() {
        return words;
    }

    @Override
    public String toString() {
        return count + " hints for " + superblocks + " superblocks";
    }
}
