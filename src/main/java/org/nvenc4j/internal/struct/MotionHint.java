package org.nvenc4j.internal.struct;

import org.nvenc4j.internal.raw.nvenc.nvenc_h;

/** {@code NVENC_EXTERNAL_ME_HINT} and {@code NVENC_EXTERNAL_ME_HINT_COUNTS_PER_BLOCKTYPE}, each a word of 32 bits. */
public final class MotionHint {
    private static final int REFERENCE = nvenc_h.NVENC_EXTERNAL_ME_HINT_refidx_MASK();
    private static final int X = nvenc_h.NVENC_EXTERNAL_ME_HINT_mvx_MASK();
    private static final int Y = nvenc_h.NVENC_EXTERNAL_ME_HINT_mvy_MASK();
    private static final int Y_SHIFT = nvenc_h.NVENC_EXTERNAL_ME_HINT_mvy_SHIFT();

    private MotionHint() {}

    /** A place for a hint, of a direction and a way of dividing the block, that says nothing yet. */
    public static int none(boolean later, int partition, boolean lastOfPart, boolean lastOfBlock) {
        return REFERENCE
                | (later ? nvenc_h.NVENC_EXTERNAL_ME_HINT_dir_MASK() : 0)
                | partition << nvenc_h.NVENC_EXTERNAL_ME_HINT_partType_SHIFT()
                | (lastOfPart ? nvenc_h.NVENC_EXTERNAL_ME_HINT_lastofPart_MASK() : 0)
                | (lastOfBlock ? nvenc_h.NVENC_EXTERNAL_ME_HINT_lastOfMB_MASK() : 0);
    }

    /** The same place with a motion in whole pixels. */
    public static int with(int hint, int x, int y) {
        return hint & ~(REFERENCE | X | Y) | x & X | y << Y_SHIFT & Y;
    }

    /** The same place without. */
    public static int without(int hint) {
        return hint & ~(X | Y) | REFERENCE;
    }

    public static int counts(int whole, int rows, int columns, int quarters, int superblock) {
        return whole
                | rows << nvenc_h.NVENC_EXTERNAL_ME_HINT_COUNTS_PER_BLOCKTYPE_numCandsPerBlk16x8_SHIFT()
                | columns << nvenc_h.NVENC_EXTERNAL_ME_HINT_COUNTS_PER_BLOCKTYPE_numCandsPerBlk8x16_SHIFT()
                | quarters << nvenc_h.NVENC_EXTERNAL_ME_HINT_COUNTS_PER_BLOCKTYPE_numCandsPerBlk8x8_SHIFT()
                | superblock << nvenc_h.NVENC_EXTERNAL_ME_HINT_COUNTS_PER_BLOCKTYPE_numCandsPerSb_SHIFT();
    }
}
