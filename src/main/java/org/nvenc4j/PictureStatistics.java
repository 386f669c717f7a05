package org.nvenc4j;

import java.lang.foreign.Arena;
import java.util.Objects;
import org.nvenc4j.internal.abi.Abi;
import org.nvenc4j.internal.struct.OutputStats;

/**
 * The encoder's account of one picture, block by block or row by row: {@code NV_ENC_OUTPUT_STATS_BLOCK} and
 * {@code NV_ENC_OUTPUT_STATS_ROW}, read in place. Entries go from left to right, then downwards.
 *
 * <p>
 * The encoder has one object of this type and fills it anew for each picture; while no picture is open its methods throw
 * {@link IllegalStateException}. Reading allocates nothing. Only the picture's thread may use it.
 */
public final class PictureStatistics {
    private final OutputStats entries;
    private final OutputStatistics level;
    private final int blockSize;
    private final boolean hasSatd;
    private int columns;
    private int rows;

    /** Whether the picture is open. */
    private boolean open;

    /** Makes room for the largest picture that the session may come to. */
    PictureStatistics(Arena arena, Abi abi, EncoderConfig config, OutputStatistics level) {
        this.level = level;
        blockSize = config.codec().blockSize();
        hasSatd = abi.has(Abi.Feature.OUTPUT_STATS_SATD);
        Settings.Size largest = config.get(Settings.MAX_SIZE, new Settings.Size(config.width(), config.height()));
        resize(largest.width(), largest.height());
        Abi.Struct struct =
                level == OutputStatistics.BLOCKS ? Abi.Struct.OUTPUT_STATS_BLOCK : Abi.Struct.OUTPUT_STATS_ROW;
        entries = new OutputStats(arena, abi.word(struct), count());
        resize(config.width(), config.height());
    }

    OutputStats entries() {
        return entries;
    }

    void resize(int width, int height) {
        columns = level == OutputStatistics.ROWS ? 1 : Math.ceilDiv(width, blockSize);
        rows = Math.ceilDiv(height, blockSize);
    }

    void open(boolean pictureOpen) {
        open = pictureOpen;
    }

    /**
     * How many entries there are.
     *
     * @return {@link #columns} times {@link #rows}
     */
    public int count() {
        return columns * rows;
    }

    /**
     * How many entries stand side by side.
     *
     * @return blocks in a row, and 1 with {@link OutputStatistics#ROWS}
     */
    public int columns() {
        return columns;
    }

    /**
     * How many rows of entries there are.
     *
     * @return rows of blocks of {@link Codec#blockSize}
     */
    public int rows() {
        return rows;
    }

    /**
     * The quantiser of a block or row ({@code QP}).
     *
     * @param index 0 to {@link #count} - 1
     * @return 0 to 51, with AV1 0 to 255
     * @throws IndexOutOfBoundsException
     *             if there is no such entry
     */
    public int qp(int index) {
        return entries.qp(check(index));
    }

    /**
     * The bits that a block or row took ({@code bitcount}).
     *
     * @param index 0 to {@link #count} - 1
     * @return bits
     * @throws IndexOutOfBoundsException
     *             if there is no such entry
     */
    public long bits(int index) {
        return entries.bitcount(check(index));
    }

    /**
     * The cost of a block or row as the encoder estimated it ({@code satdCost}), in the scale of {@link
     * EncodedPicture#satd}.
     *
     * @param index 0 to {@link #count} - 1
     * @return 0 or more
     * @throws IndexOutOfBoundsException
     *             if there is no such entry
     * @throws UnsupportedFeatureException
     *             if the session speaks an API older than 13.0, which does not tell it
     */
    public long satd(int index) {
        check(index);
        if (!hasSatd) {
            throw new UnsupportedFeatureException(
                    "outputStatistics",
                    "the cost of single blocks and rows (satdCost) needs NVENC API "
                            + Abi.Feature.OUTPUT_STATS_SATD.since() + " or newer, so update the driver");
        }
        return entries.satdCost(index);
    }

    private int check(int index) {
        if (!open) {
            throw new IllegalStateException("the picture of these statistics is closed; copy what has to live longer");
        }
        return Objects.checkIndex(index, count());
    }
}
