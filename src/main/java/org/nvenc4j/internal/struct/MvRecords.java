package org.nvenc4j.internal.struct;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.nvenc4j.internal.raw.nvenc.NV_ENC_H264_MV_DATA;
import org.nvenc4j.internal.raw.nvenc.NV_ENC_HEVC_MV_DATA;
import org.nvenc4j.internal.raw.nvenc.NV_ENC_MVECTOR;

/**
 * The records in a buffer of motion vectors: {@code NV_ENC_H264_MV_DATA}, one a macroblock, or {@code
 * NV_ENC_HEVC_MV_DATA}, one a coding unit. Both begin with four vectors.
 */
public final class MvRecords {
    private static final long VECTOR_BYTES = NV_ENC_MVECTOR.sizeof();
    private static final long X = NV_ENC_MVECTOR.mvx$offset();
    private static final long Y = NV_ENC_MVECTOR.mvy$offset();

    private final boolean hevc;
    private final long recordBytes;

    public MvRecords(boolean hevc) {
        this.hevc = hevc;
        recordBytes = hevc ? NV_ENC_HEVC_MV_DATA.sizeof() : NV_ENC_H264_MV_DATA.sizeof();
    }

    /** The size of a record. */
    public long bytes() {
        return recordBytes;
    }

    public int count(long bytes) {
        return (int) (bytes / recordBytes);
    }

    public int vectorX(MemorySegment data, int index, int partition) {
        return data.get(ValueLayout.JAVA_SHORT, index * recordBytes + partition * VECTOR_BYTES + X);
    }

    public int vectorY(MemorySegment data, int index, int partition) {
        return data.get(ValueLayout.JAVA_SHORT, index * recordBytes + partition * VECTOR_BYTES + Y);
    }

    /** 0 is intra. */
    public int type(MemorySegment data, int index) {
        return unsigned(data, index, hevc ? NV_ENC_HEVC_MV_DATA.cuType$offset() : NV_ENC_H264_MV_DATA.mbType$offset());
    }

    public int partition(MemorySegment data, int index) {
        return unsigned(
                data,
                index,
                hevc ? NV_ENC_HEVC_MV_DATA.partitionMode$offset() : NV_ENC_H264_MV_DATA.partitionType$offset());
    }

    /** HEVC alone: 0 is 8x8, each next doubles the side. */
    public int size(MemorySegment data, int index) {
        return unsigned(data, index, NV_ENC_HEVC_MV_DATA.cuSize$offset());
    }

    /** HEVC alone. */
    public boolean isLastInTreeBlock(MemorySegment data, int index) {
        return unsigned(data, index, NV_ENC_HEVC_MV_DATA.lastCUInCTB$offset()) != 0;
    }

    /** H.264 alone. */
    public int cost(MemorySegment data, int index) {
        return data.get(ValueLayout.JAVA_INT, index * recordBytes + NV_ENC_H264_MV_DATA.mbCost$offset());
    }

    private int unsigned(MemorySegment data, int index, long offset) {
        return Byte.toUnsignedInt(data.get(ValueLayout.JAVA_BYTE, index * recordBytes + offset));
    }
}
