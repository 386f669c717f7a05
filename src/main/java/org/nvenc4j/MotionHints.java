package org.nvenc4j;

import java.util.Arrays;
import org.nvenc4j.internal.struct.MotionHint;

/**
 * Where the blocks of a picture have moved from, for a program that knows, as a renderer does: the search begins there
 * ({@code NVENC_EXTERNAL_ME_HINT}). For H.264 and HEVC; AV1 has {@link SuperblockHints}. A picture is covered by blocks of
 * 16 by 16 pixels in raster order, and each block has as many places for hints as the {@link MotionHintCounts} say, which
 * are empty at first. An object of this type may be filled anew for each picture. Not for use by several threads at once.
 */
public final class MotionHints {
    private static final int BLOCK = 16;
    private static final int MOST_X = 2047;
    private static final int MOST_Y = 511;
    private static final int MOST_DISTANCE = 0xFFFF;

    /** In the order of the driver's numbers for them. */
    private static final MotionPartition[] PARTITIONS = {
        MotionPartition.WHOLE, MotionPartition.TWO_ROWS, MotionPartition.TWO_COLUMNS, MotionPartition.QUARTERS
    };

    private final int columns;
    private final int rows;
    private final MotionHintCounts earlier;
    private final MotionHintCounts later;
    private final int[] hints;
    private int earlierDistance;
    private int laterDistance;

    /**
     * Makes room for the hints of one picture.
     *
     * @param width width of the pictures in pixels
     * @param height height of the pictures in pixels
     * @param earlier how many hints at earlier pictures a block has, at most as many as the configuration allows
     * @param later how many hints at later pictures, which only B-frames use
     */
    public MotionHints(int width, int height, MotionHintCounts earlier, MotionHintCounts later) {
        columns = Math.ceilDiv(width, BLOCK);
        rows = Math.ceilDiv(height, BLOCK);
        this.earlier = earlier;
        this.later = later;
        hints = new int[columns * rows * perBlock()];
        int at = 0;
        for (int block = 0; block < columns * rows; block++) {
            int end = at + perBlock();
            at = place(earlier, false, at, end);
            at = place(later, true, at, end);
        }
    }

    private int perBlock() {
        return earlier.ofBlock() + later.ofBlock();
    }

    private int place(MotionHintCounts counts, boolean isLater, int from, int end) {
        int at = from;
        for (int number = 0; number < PARTITIONS.length; number++) {
            int perPart = counts.of(PARTITIONS[number]);
            for (int hint = 1; hint <= PARTITIONS[number].parts() * perPart; hint++) {
                hints[at] = MotionHint.none(isLater, number, hint % perPart == 0, at + 1 == end);
                at++;
            }
        }
        return at;
    }

    /**
     * Says where a part of a block has moved from.
     *
     * @param column the block's column, from 0
     * @param row the block's row, from 0
     * @param partition how the block is divided: {@link MotionPartition#WHOLE}, {@link MotionPartition#TWO_ROWS}, {@link
     *     MotionPartition#TWO_COLUMNS} or {@link MotionPartition#QUARTERS}
     * @param part which part, from 0 in raster order
     * @param hint which of the part's hints, from 0
     * @param isLater whether it lies in a later picture
     * @param x how many pixels to the right of its own place, -2047 to 2047 ({@code mvx})
     * @param y how many pixels below it, -511 to 511 ({@code mvy})
     * @return this object
     * @throws InvalidConfigException
     *             if there is no such place, or the motion is out of range
     */
    public MotionHints set(
            int column, int row, MotionPartition partition, int part, int hint, boolean isLater, int x, int y) {
        if (x != Math.clamp(x, -MOST_X, MOST_X) || y != Math.clamp(y, -MOST_Y, MOST_Y)) {
            throw new InvalidConfigException(
                    "motionHints",
                    "motionHints is set to (" + x + ", " + y + "); it must be within (" + MOST_X + ", " + MOST_Y
                            + ") pixels of the block's place");
        }
        int at = index(column, row, partition, part, hint, isLater);
        hints[at] = MotionHint.with(hints[at], x, y);
        return this;
    }

    /**
     * Says where an undivided block has moved from in earlier pictures: the first hint of {@link #set(int, int,
     * MotionPartition, int, int, boolean, int, int)}.
     *
     * @param column the block's column, from 0
     * @param row the block's row, from 0
     * @param x how many pixels to the right of its own place
     * @param y how many pixels below it
     * @return this object
     */
    public MotionHints set(int column, int row, int x, int y) {
        return set(column, row, MotionPartition.WHOLE, 0, 0, false, x, y);
    }

    private int index(int column, int row, MotionPartition partition, int part, int hint, boolean isLater) {
        MotionHintCounts counts = isLater ? later : earlier;
        int perPart = counts.of(partition);
        if (column < 0
                || column >= columns
                || row < 0
                || row >= rows
                || part < 0
                || part >= partition.parts()
                || hint < 0
                || hint >= perPart) {
            throw new InvalidConfigException(
                    "motionHints",
                    "motionHints is set at block (" + column + ", " + row + "), " + partition + ", part " + part
                            + ", hint " + hint + "; it must be one of " + columns + "x" + rows + " blocks with "
                            + counts);
        }
        int at = (row * columns + column) * perBlock() + (isLater ? earlier.ofBlock() : 0);
        for (MotionPartition before : PARTITIONS) {
            if (before == partition) {
                break;
            }
            at += before.parts() * counts.of(before);
        }
        return at + part * perPart + hint;
    }

    /**
     * Says how far from the picture the pictures lie that the hints point at, where the encoder decides on picture types.
     *
     * @param toEarlier pictures back, 0 to 65535; 0 for the one before ({@code meHintRefPicDist[0]})
     * @param toLater pictures ahead, 0 to 65535; 0 for the one after ({@code meHintRefPicDist[1]})
     * @return this object
     * @throws InvalidConfigException
     *             if a distance is out of range
     */
    public MotionHints distances(int toEarlier, int toLater) {
        if (toEarlier < 0 || toEarlier > MOST_DISTANCE || toLater < 0 || toLater > MOST_DISTANCE) {
            throw new InvalidConfigException(
                    "motionHints",
                    "motionHints is set for " + toEarlier + " pictures back and " + toLater
                            + " ahead; it must be 0 to 65535 each");
        }
        earlierDistance = toEarlier;
        laterDistance = toLater;
        return this;
    }

    /**
     * Takes all hints away. Their room is kept.
     *
     * @return this object
     */
    public MotionHints clear() {
        Arrays.setAll(hints, i -> MotionHint.without(hints[i]));
        return this;
    }

    boolean isFor(EncoderConfig config) {
        return columns == Math.ceilDiv(config.width(), BLOCK) && rows == Math.ceilDiv(config.height(), BLOCK);
    }

    MotionHintCounts earlier() {
        return earlier;
    }

    MotionHintCounts later() {
        return later;
    }

    int[] words() {
        return hints;
    }

    int earlierDistance() {
        return earlierDistance;
    }

    int laterDistance() {
        return laterDistance;
    }

    @Override
    public String toString() {
        return "hints for " + columns + "x" + rows + " blocks";
    }
}
