package org.nvenc4j.bitstream;

import java.lang.foreign.MemorySegment;

/** One piece of an {@link AccessUnit}: a NAL unit of H.264 or HEVC, or an open bitstream unit of AV1. */
public sealed interface BitstreamUnit permits H264Nal, HevcNal, Av1Obu {
    /**
     * Where the unit lies.
     *
     * @return its first byte's index in what was handed to {@link AccessUnit#parse}, behind the start code
     */
    long offset();

    /**
     * The unit in place, its header first, without a start code, with emulation prevention bytes.
     *
     * @return a slice of what was handed to {@link AccessUnit#parse}, which lives as long as that does
     */
    MemorySegment bytes();
}
