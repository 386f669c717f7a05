package org.nvenc4j.simulator;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.nvenc4j.Codec;

/**
 * Judges a picture's hints at its motion by what the header says of their order and marks. The simulator's coders do not
 * search, so that a hint changes no picture.
 */
final class MotionHintCheck {
    private static final String[] TYPES = {"16x16", "16x8", "8x16", "8x8"};
    private static final int[] PARTS = {1, 2, 2, 4};
    private static final int NO_REFERENCE = 31;
    private static final int BYTES_OF_SUPERBLOCK_HINT = 6;

    private final Field[][] counts = new Field[2][TYPES.length];
    private final Field[] superblockCounts = new Field[2];
    private final Field hints;
    private final Field superblockHints;
    private final Field superblockHintCount;

    MotionHintCheck(StructLayout picture) {
        for (int direction = 0; direction < 2; direction++) {
            String struct = "meHintCountsPerBlock[" + direction + "].numCandsPer";
            for (int type = 0; type < TYPES.length; type++) {
                counts[direction][type] = picture.field(struct + "Blk" + TYPES[type]);
            }
            superblockCounts[direction] = picture.field(struct + "Sb");
        }
        hints = picture.field("meExternalHints");
        superblockHints = picture.field("meExternalSbHints");
        superblockHintCount = picture.field("meSbHintsCount");
    }

    void check(MemorySegment struct, SessionConfig config) {
        int perBlock = 0;
        for (int direction = 0; direction < 2; direction++) {
            String most = "maxMEHintCountsPerBlock[" + direction + "].numCandsPerBlk";
            for (int type = 0; type < TYPES.length; type++) {
                long count = counts[direction][type].get(struct);
                if (count > config.initialize().get(most + TYPES[type])) {
                    throw Refusal.invalid("numCandsPerBlk" + TYPES[type] + " is " + count + ", the session has "
                            + config.initialize().get(most + TYPES[type]));
                }
                perBlock += (int) count * PARTS[type];
            }
            if (superblockCounts[direction].isSet(struct)) {
                throw Refusal.invalid("a picture says how many hints its superblocks have by meSbHintsCount");
            }
        }
        if (perBlock > 0 != hints.isSet(struct)) {
            throw Refusal.invalid("meExternalHints with " + perBlock + " hints a block");
        }
        CoderSettings size = config.coder();
        int blocks = Math.ceilDiv(size.width(), 16) * Math.ceilDiv(size.height(), 16);
        for (int block = 0; block < blocks && perBlock > 0; block++) {
            checkBlock(struct, hints.get(struct) + 4L * block * perBlock, perBlock);
        }
        checkSuperblocks(struct, config);
    }

    /** A block has as many hints of each kind as was said, kind by kind, each kind part by part. */
    private void checkBlock(MemorySegment struct, long address, int perBlock) {
        int at = 0;
        while (at < perBlock) {
            int first = ClientMemory.getInt(address + 4L * at);
            int direction = first >>> 27 & 1;
            int type = first >>> 28 & 3;
            int perPart = counts[direction][type].getInt(struct);
            if (perPart == 0 || at + PARTS[type] * perPart > perBlock) {
                throw Refusal.invalid("a hint for " + TYPES[type] + " where none is announced");
            }
            for (int hint = 1; hint <= PARTS[type] * perPart; hint++, at++) {
                int word = ClientMemory.getInt(address + 4L * at);
                int reference = word >>> 22 & 31;
                boolean kind = (word >>> 27 & 1) == direction && (word >>> 28 & 3) == type;
                boolean lastOfPart = (word >>> 30 & 1) != 0;
                boolean lastOfBlock = word < 0;
                if (!kind
                        || reference != 0 && reference != NO_REFERENCE
                        || lastOfPart != (hint % perPart == 0)
                        || lastOfBlock != (at + 1 == perBlock)) {
                    throw Refusal.invalid("hint " + at + " of a block is 0x" + Integer.toHexString(word));
                }
            }
        }
    }

    private void checkSuperblocks(MemorySegment struct, SessionConfig config) {
        long count = superblockHintCount.get(struct);
        if (count == 0 && !superblockHints.isSet(struct)) {
            return;
        }
        if (config.coder().codec() != Codec.AV1 || count == 0 || !superblockHints.isSet(struct)) {
            throw Refusal.invalid("meExternalSbHints with meSbHintsCount " + count + " for "
                    + config.coder().codec());
        }
        int superblocks = Math.ceilDiv(config.coder().width(), 64)
                * Math.ceilDiv(config.coder().height(), 64);
        StructView init = config.initialize();
        long most = init.get("maxMEHintCountsPerBlock[0].numCandsPerSb")
                + init.get("maxMEHintCountsPerBlock[1].numCandsPerSb");
        if (count > superblocks * most) {
            throw Refusal.invalid("meSbHintsCount is " + count + ", the session has " + most + " a superblock");
        }
        MemorySegment all =
                MemorySegment.ofAddress(superblockHints.get(struct)).reinterpret(count * BYTES_OF_SUPERBLOCK_HINT);
        int ended = 0;
        boolean last = false;
        for (long i = 0; i < count; i++) {
            int first = word(all, 3 * i);
            int third = word(all, 3 * i + 2);
            last = (first & 0x4000) != 0;
            int reference = first & 31;
            if ((first & 0x8000) != 0
                    || (third & 0x8000) != 0
                    || (first >>> 7 & 7) > 2
                    || reference > 6 && reference != NO_REFERENCE
                    || last && (first & 0x2000) == 0) {
                throw Refusal.invalid("hint " + i + " of the superblocks");
            }
            ended += last ? 1 : 0;
        }
        if (ended != superblocks || !last) {
            throw Refusal.invalid("hints for " + ended + " superblocks of " + superblocks);
        }
    }

    private static int word(MemorySegment all, long index) {
        return all.get(ValueLayout.JAVA_SHORT_UNALIGNED, 2 * index) & 0xFFFF;
    }
}
