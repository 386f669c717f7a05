package org.nvenc4j;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.nvenc4j.internal.abi.Abi;
import org.nvenc4j.internal.struct.LockBitstream;
import org.nvenc4j.internal.struct.MapInputResource;
import org.nvenc4j.internal.struct.PicParams;

/**
 * The place of one picture between submission and retrieval: its output buffer, its mapped input, and its structs,
 * which are filled once and of which only a few fields change from picture to picture.
 */
final class Slot {
    final MapInputResource map;
    final PicParams picture;
    final PictureControls controls;
    final LockBitstream lock;
    final long bitstream;
    final LockedBitstream data = new LockedBitstream();

    /** The handle of the mapped input, 0 while nothing is mapped. */
    long mapped;

    /** Whose memory is mapped, or null. */
    @Nullable
    Registration input;

    Slot(Arena arena, Abi abi, EncoderConfig config, long bitstream, MemorySegment sliceOffsets) {
        map = new MapInputResource(arena, abi);
        picture = new PicParams(arena, abi).outputBitstream(bitstream);
        frame(config);
        controls = new PictureControls(arena, config, picture);
        lock = new LockBitstream(arena, abi)
                .outputBitstream(bitstream)
                .sliceOffsets(sliceOffsets)
                .rateControlStatistics(config.get(Settings.RATE_CONTROL_STATISTICS, false));
        this.bitstream = bitstream;
    }

    /** Says what frames the picture is made of. */
    void frame(EncoderConfig config) {
        picture.frame(config.width(), config.height(), config.bufferFormat().value());
    }
}
