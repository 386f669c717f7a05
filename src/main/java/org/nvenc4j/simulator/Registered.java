package org.nvenc4j.simulator;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A registered resource.
 *
 * @param handle what the client knows it by
 * @param address a device pointer, or a CUDA array's handle
 * @param isArray which of the two
 * @param width of the picture that it holds, in pixels
 * @param height likewise
 * @param pitch bytes from row to row
 * @param usage what for, one of {@code NV_ENC_BUFFER_USAGE}
 * @param pictureFormat how the picture lies in it; null for a bitstream
 * @param planes its planes
 * @param bufferId the allocation that it was registered in
 */
record Registered(
        long handle,
        long address,
        boolean isArray,
        int width,
        int height,
        int pitch,
        int usage,
        @Nullable InputFormat pictureFormat,
        List<InputFormat.Plane> planes,
        long bufferId) {
    /** A picture to encode. */
    static final int INPUT = 0;

    /** Where an access unit goes. */
    static final int BITSTREAM = 2;

    /** Where a picture goes as a decoder will see it. */
    static final int RECONSTRUCTION = 4;

    /** What a bitstream has in place of a picture's format: {@code NV_ENC_BUFFER_FORMAT_U8}. */
    static final int U8 = 0x4000_0000;

    InputFormat format() {
        if (pictureFormat == null) {
            throw new IllegalStateException("a bitstream");
        }
        return pictureFormat;
    }

    int formatValue() {
        return pictureFormat == null ? U8 : pictureFormat.value();
    }

    /** How many bytes of memory belong to the picture; an array has whole rows. */
    long bytes() {
        long end = planes.stream().mapToLong(InputFormat.Plane::end).max().orElse(0);
        return isArray ? Math.ceilDiv(end, pitch) * pitch : end;
    }
}
