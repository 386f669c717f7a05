package org.nvenc4j.internal.struct;

import java.lang.foreign.MemorySegment;
import org.nvenc4j.internal.abi.Abi;
import org.nvenc4j.internal.raw.nvenc.NV_ENC_CLOCK_TIMESTAMP_SET;
import org.nvenc4j.internal.raw.nvenc.NV_ENC_TIME_CODE;
import org.nvenc4j.internal.raw.nvenc.nvenc_h;

/** {@code NV_ENC_TIME_CODE} of a whole frame, which has one clock timestamp of the three. */
public final class PicTimeCode {
    private final MemorySegment memory;
    private final MemorySegment clock;
    private final boolean canSkip;

    /** The struct is shorter in 12.1 than the canonical layout says; what is past its end is never touched there. */
    PicTimeCode(MemorySegment memory, Abi abi) {
        this.memory = memory;
        clock = memory.asSlice(NV_ENC_TIME_CODE.clockTimestamp$offset(), NV_ENC_CLOCK_TIMESTAMP_SET.sizeof());
        canSkip = abi.has(Abi.Feature.TIME_CODE_SKIP);
    }

    public void set(int hours, int minutes, int seconds, int frames, boolean dropped) {
        int bits = hours << nvenc_h.NV_ENC_CLOCK_TIMESTAMP_SET_hoursValue_SHIFT()
                | minutes << nvenc_h.NV_ENC_CLOCK_TIMESTAMP_SET_minutesValue_SHIFT()
                | seconds << nvenc_h.NV_ENC_CLOCK_TIMESTAMP_SET_secondsValue_SHIFT()
                | frames << nvenc_h.NV_ENC_CLOCK_TIMESTAMP_SET_nFrames_SHIFT()
                | (dropped ? nvenc_h.NV_ENC_CLOCK_TIMESTAMP_SET_cntDroppedFrames_MASK() : 0);
        NV_ENC_CLOCK_TIMESTAMP_SET.bitFields(clock, bits);
        skip(false);
    }

    /** The picture has none: the driver is told to write none, where the ABI has a word for that. */
    public void clear() {
        NV_ENC_CLOCK_TIMESTAMP_SET.bitFields(clock, 0);
        skip(true);
    }

    private void skip(boolean skip) {
        if (canSkip) {
            NV_ENC_TIME_CODE.skipClockTimestampInsertion(memory, skip ? 1 : 0);
        }
    }
}
