package org.nvenc4j.internal.struct;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.nvenc4j.internal.abi.Abi;
import org.nvenc4j.internal.raw.nvenc.NV_ENC_LOCK_BITSTREAM;
import org.nvenc4j.internal.raw.nvenc.nvenc_h;

/** {@code NV_ENC_LOCK_BITSTREAM}: an output buffer in; its access unit and what the encoder says of it out. */
public final class LockBitstream extends View {
    private static final int LTR_FRAME = nvenc_h.NV_ENC_LOCK_BITSTREAM_ltrFrame_MASK();
    private static final int DO_NOT_WAIT = nvenc_h.NV_ENC_LOCK_BITSTREAM_doNotWait_MASK();
    private static final int COMPLETED = 2;
    private static final int RC_STATS = nvenc_h.NV_ENC_LOCK_BITSTREAM_getRCStats_MASK();

    private MemorySegment sliceOffsets = MemorySegment.NULL;

    /** Our own bits of a word that the driver answers in as well. */
    private int request;

    public LockBitstream(Arena arena, Abi abi) {
        super(arena, abi, Abi.Struct.LOCK_BITSTREAM, "NV_ENC_LOCK_BITSTREAM", NV_ENC_LOCK_BITSTREAM.sizeof());
    }

    public LockBitstream outputBitstream(long handle) {
        NV_ENC_LOCK_BITSTREAM.outputBitstream(memory, handle);
        return this;
    }

    /** Where the driver writes an offset of 32 bits for each slice. */
    public LockBitstream sliceOffsets(MemorySegment room) {
        sliceOffsets = room;
        NV_ENC_LOCK_BITSTREAM.sliceOffsets(memory, room.address());
        return this;
    }

    /** Asks for the counts of blocks and the average motion as well. */
    public LockBitstream rateControlStatistics(boolean on) {
        request = with(request, RC_STATS, on);
        return this;
    }

    /** Where the driver writes its account of the picture. */
    public LockBitstream outputStats(OutputStats stats) {
        NV_ENC_LOCK_BITSTREAM.outputStatsPtr(memory, stats.memory().address());
        NV_ENC_LOCK_BITSTREAM.outputStatsPtrSize(memory, (int) stats.memory().byteSize());
        return this;
    }

    /**
     * Makes the struct ready to be passed, again too.
     *
     * @param doNotWait whether to ask for what there is of a picture that is being encoded, in place of waiting for its end
     */
    public LockBitstream ask(boolean doNotWait) {
        setInt(NV_ENC_LOCK_BITSTREAM.bitFields$offset(), with(request, DO_NOT_WAIT, doNotWait));
        return this;
    }

    /** Whether the picture was encoded to its end, where the call did not wait for it. */
    public boolean isComplete() {
        return NV_ENC_LOCK_BITSTREAM.hwEncodeStatus(memory) == COMPLETED;
    }

    public long bitstreamBufferPtr() {
        return getLong(NV_ENC_LOCK_BITSTREAM.bitstreamBufferPtr$offset());
    }

    public int bitstreamSizeInBytes() {
        return getInt(NV_ENC_LOCK_BITSTREAM.bitstreamSizeInBytes$offset());
    }

    public boolean reportsSlices() {
        return sliceOffsets.byteSize() > 0;
    }

    /** The number of slices; no more than there are offsets. */
    public int numSlices() {
        return Math.clamp(NV_ENC_LOCK_BITSTREAM.numSlices(memory), 0, (int) (sliceOffsets.byteSize() / Integer.BYTES));
    }

    public int sliceOffset(int index) {
        return sliceOffsets.getAtIndex(ValueLayout.JAVA_INT, index);
    }

    public long outputTimeStamp() {
        return getLong(NV_ENC_LOCK_BITSTREAM.outputTimeStamp$offset());
    }

    public int pictureStruct() {
        return NV_ENC_LOCK_BITSTREAM.pictureStruct(memory);
    }

    public int pictureType() {
        return NV_ENC_LOCK_BITSTREAM.pictureType(memory);
    }

    public int frameAvgQP() {
        return NV_ENC_LOCK_BITSTREAM.frameAvgQP(memory);
    }

    public int frameSatd() {
        return NV_ENC_LOCK_BITSTREAM.frameSatd(memory);
    }

    public boolean ltrFrame() {
        return (NV_ENC_LOCK_BITSTREAM.bitFields(memory) & LTR_FRAME) != 0;
    }

    public int ltrFrameIdx() {
        return NV_ENC_LOCK_BITSTREAM.ltrFrameIdx(memory);
    }

    public int ltrFrameBitmap() {
        return NV_ENC_LOCK_BITSTREAM.ltrFrameBitmap(memory);
    }

    public int temporalId() {
        return NV_ENC_LOCK_BITSTREAM.temporalId(memory);
    }

    public boolean hasRateControlStatistics() {
        return (request & RC_STATS) != 0;
    }

    public int intraMBCount() {
        return NV_ENC_LOCK_BITSTREAM.intraMBCount(memory);
    }

    public int interMBCount() {
        return NV_ENC_LOCK_BITSTREAM.interMBCount(memory);
    }

    public int averageMVX() {
        return NV_ENC_LOCK_BITSTREAM.averageMVX(memory);
    }

    public int averageMVY() {
        return NV_ENC_LOCK_BITSTREAM.averageMVY(memory);
    }
}
