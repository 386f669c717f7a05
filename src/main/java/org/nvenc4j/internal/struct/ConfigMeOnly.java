package org.nvenc4j.internal.struct;

import java.lang.foreign.MemorySegment;
import org.nvenc4j.internal.raw.nvenc.NV_ENC_CONFIG_H264_MEONLY;
import org.nvenc4j.internal.raw.nvenc.nvenc_h;

/** {@code NV_ENC_CONFIG_H264_MEONLY}: what a search for motion leaves out. HEVC's is reserved as a whole. */
public final class ConfigMeOnly extends View {
    ConfigMeOnly(MemorySegment memory) {
        super(memory);
    }

    public void partitions(boolean whole, boolean twoColumns, boolean twoRows, boolean quarters) {
        set(nvenc_h.NV_ENC_CONFIG_H264_MEONLY_disablePartition16x16_MASK(), !whole);
        set(nvenc_h.NV_ENC_CONFIG_H264_MEONLY_disablePartition8x16_MASK(), !twoColumns);
        set(nvenc_h.NV_ENC_CONFIG_H264_MEONLY_disablePartition16x8_MASK(), !twoRows);
        set(nvenc_h.NV_ENC_CONFIG_H264_MEONLY_disablePartition8x8_MASK(), !quarters);
    }

    public void intraSearch(boolean on) {
        set(nvenc_h.NV_ENC_CONFIG_H264_MEONLY_disableIntraSearch_MASK(), !on);
    }

    private void set(int mask, boolean on) {
        NV_ENC_CONFIG_H264_MEONLY.bitFields(memory, with(NV_ENC_CONFIG_H264_MEONLY.bitFields(memory), mask, on));
    }
}
