package org.nvenc4j.internal.struct;

import org.nvenc4j.internal.raw.nvenc.nvenc_h;

/** {@code NVENC_EXTERNAL_ME_SB_HINT}: three words of 16 bits. */
public final class SuperblockHint {
    /** How many words a hint has. */
    public static final int WORDS = 3;

    private static final int LAST_OF_UNIT = nvenc_h.NVENC_EXTERNAL_ME_SB_HINT_last_of_cu_MASK();
    private static final int LAST_OF_SUPERBLOCK = nvenc_h.NVENC_EXTERNAL_ME_SB_HINT_last_of_sb_MASK();

    private SuperblockHint() {}

    /** A hint without motion, so that a superblock has one. */
    public static void none(short[] words, int at) {
        words[at] = (short) nvenc_h.NVENC_EXTERNAL_ME_SB_HINT_refidx_MASK();
        words[at + 1] = (short) (3 << nvenc_h.NVENC_EXTERNAL_ME_SB_HINT_cu_size_SHIFT());
        words[at + 2] = 0;
    }

    /** A motion in quarters of a pixel of a unit, whose place is in steps of 8 pixels and whose size is 8 shifted. */
    public static void set(
            short[] words,
            int at,
            boolean later,
            boolean compound,
            int partition,
            int left8,
            int top8,
            int size,
            int x,
            int y) {
        words[at] = (short) ((later ? nvenc_h.NVENC_EXTERNAL_ME_SB_HINT_direction_MASK() : 0)
                | (compound ? nvenc_h.NVENC_EXTERNAL_ME_SB_HINT_bi_MASK() : 0)
                | partition << nvenc_h.NVENC_EXTERNAL_ME_SB_HINT_partition_type_SHIFT()
                | left8 << nvenc_h.NVENC_EXTERNAL_ME_SB_HINT_x8_SHIFT());
        words[at + 1] = (short) (x & nvenc_h.NVENC_EXTERNAL_ME_SB_HINT_mvx_MASK()
                | size << nvenc_h.NVENC_EXTERNAL_ME_SB_HINT_cu_size_SHIFT());
        words[at + 2] = (short) (y & nvenc_h.NVENC_EXTERNAL_ME_SB_HINT_mvy_MASK()
                | top8 << nvenc_h.NVENC_EXTERNAL_ME_SB_HINT_y8_SHIFT());
    }

    public static void endUnit(short[] words, int at) {
        words[at] |= (short) LAST_OF_UNIT;
    }

    public static void endSuperblock(short[] words, int at) {
        words[at] |= (short) (LAST_OF_UNIT | LAST_OF_SUPERBLOCK);
    }
}
