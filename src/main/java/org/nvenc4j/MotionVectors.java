package org.nvenc4j;

import java.lang.foreign.MemorySegment;
import org.nvenc4j.internal.struct.MvRecords;

/**
 * The motion of one picture, read in place in the driver's buffer ({@code NV_ENC_H264_MV_DATA}, {@code
 * NV_ENC_HEVC_MV_DATA}): a cursor that {@link #next} moves from block to block. H.264 has a record for each macroblock
 * of 16 by 16 pixels in raster order; HEVC has one for each coding unit, tree block by tree block of 32 by 32 pixels,
 * each in coding order.
 *
 * <p>
 * A vector says where the block's samples are found in the reference, in quarters of a pixel to the right and down from
 * the block's own place. Nothing is allocated. The vectors are there until the estimator's next call or its end; then
 * every method throws {@link IllegalStateException}. One thread at a time may use them, together with their estimator.
 */
public final class MotionVectors {
    private static final int MACROBLOCK = 16;
    private static final int TREE_BLOCK = 32;
    private static final int LEAST_UNIT = 8;
    private static final int BEFORE_FIRST = -1;

    private final Codec codec;
    private final int width;
    private final int height;
    private final MvRecords records;
    private MemorySegment data = MemorySegment.NULL;
    private boolean open;
    private int count;
    private int index;
    private int treeBlock;

    /** Where the next coding unit begins in its tree block, counted in least units in coding order. */
    private int place;

    private int left;
    private int top;
    private int size;

    MotionVectors(Codec codec, int width, int height) {
        this.codec = codec;
        this.width = width;
        this.height = height;
        records = new MvRecords(codec == Codec.HEVC);
    }

    void open(MemorySegment memory, long bytes) {
        data = memory;
        count = records.count(bytes);
        open = true;
        rewind();
    }

    /** What a record for each of the least blocks takes. */
    long mostBytes() {
        int least = codec == Codec.H264 ? MACROBLOCK : LEAST_UNIT;
        int edge = codec == Codec.H264 ? MACROBLOCK : TREE_BLOCK;
        long columns = (long) Math.ceilDiv(width, edge) * edge / least;
        long rows = (long) Math.ceilDiv(height, edge) * edge / least;
        return columns * rows * records.bytes();
    }

    void close() {
        open = false;
        data = MemorySegment.NULL;
    }

    /**
     * Goes to the next block; after {@link MotionEstimator#estimate} to the first.
     *
     * @return true if there is one
     */
    public boolean next() {
        checkOpen();
        if (index + 1 >= count) {
            index = count;
            return false;
        }
        index++;
        if (codec == Codec.H264) {
            int columns = Math.ceilDiv(width, MACROBLOCK);
            size = MACROBLOCK;
            left = index % columns * MACROBLOCK;
            top = index / columns * MACROBLOCK;
        } else {
            placeUnit();
        }
        return true;
    }

    /** Coding units follow each other along a Z; those outside the picture are left out. */
    private void placeUnit() {
        int columns = Math.ceilDiv(width, TREE_BLOCK);
        size = LEAST_UNIT << records.size(data, index);
        do {
            left = treeBlock % columns * TREE_BLOCK + LEAST_UNIT * evenBits(place);
            top = treeBlock / columns * TREE_BLOCK + LEAST_UNIT * evenBits(place >> 1);
            if (left >= width || top >= height) {
                place++;
            }
        } while ((left >= width || top >= height) && place < TREE_BLOCK * TREE_BLOCK / (LEAST_UNIT * LEAST_UNIT));
        if (records.isLastInTreeBlock(data, index)) {
            treeBlock++;
            place = 0;
        } else {
            place += size / LEAST_UNIT * (size / LEAST_UNIT);
        }
    }

    private static int evenBits(int bits) {
        return bits & 1 | bits >> 1 & 2;
    }

    /** Goes back before the first block. */
    public void rewind() {
        checkOpen();
        index = BEFORE_FIRST;
        treeBlock = 0;
        place = 0;
    }

    /**
     * How many blocks there are.
     *
     * @return the number
     */
    public int count() {
        checkOpen();
        return count;
    }

    /**
     * Where the block lies.
     *
     * @return pixels from the picture's left edge
     */
    public int left() {
        checkBlock();
        return left;
    }

    /**
     * Where the block lies.
     *
     * @return pixels from the picture's top edge
     */
    public int top() {
        checkBlock();
        return top;
    }

    /**
     * How large the block is.
     *
     * @return its side in pixels: 16 with H.264, 8 to 32 with HEVC; it may reach beyond the picture
     */
    public int size() {
        checkBlock();
        return size;
    }

    /**
     * Says whether the block is better coded by itself ({@code mbType}, {@code cuType}).
     *
     * @return true if it has no vectors
     */
    public boolean isIntra() {
        checkBlock();
        return records.type(data, index) == 0;
    }

    /**
     * How the block is divided ({@code partitionType}, {@code partitionMode}).
     *
     * @return the partition
     */
    public MotionPartition partition() {
        checkBlock();
        return MotionPartition.ofValue(codec, records.partition(data, index));
    }

    /**
     * The horizontal motion of a part ({@code mvx}).
     *
     * @param part 0 to one less than {@link MotionPartition#parts}
     * @return quarters of a pixel to the right
     * @throws IndexOutOfBoundsException
     *             if the block has no such part
     */
    public int vectorX(int part) {
        checkPart(part);
        return records.vectorX(data, index, part);
    }

    /**
     * The vertical motion of a part ({@code mvy}).
     *
     * @param part 0 to one less than {@link MotionPartition#parts}
     * @return quarters of a pixel down
     * @throws IndexOutOfBoundsException
     *             if the block has no such part
     */
    public int vectorY(int part) {
        checkPart(part);
        return records.vectorY(data, index, part);
    }

    /**
     * What the block costs by the driver's measure ({@code mbCost}); H.264.
     *
     * @return the cost
     * @throws UnsupportedOperationException
     *             with HEVC, whose records have none
     */
    public int cost() {
        checkBlock();
        if (codec != Codec.H264) {
            throw new UnsupportedOperationException("HEVC's motion has no cost; estimate H.264's");
        }
        return records.cost(data, index);
    }

    @Override
    public String toString() {
        return open ? count + " blocks" : "closed motion vectors";
    }

    private void checkPart(int part) {
        int parts = partition().parts();
        if (part < 0 || part >= parts) {
            throw new IndexOutOfBoundsException("part is " + part + "; it must be 0 to " + (parts - 1));
        }
    }

    private void checkBlock() {
        checkOpen();
        if (index < 0 || index >= count) {
            throw new IllegalStateException("there is no block here; call next() until it answers false");
        }
    }

    private void checkOpen() {
        if (!open) {
            throw new IllegalStateException(
                    "these motion vectors are gone: the estimator has been used again or closed; copy what is to last");
        }
    }
}
