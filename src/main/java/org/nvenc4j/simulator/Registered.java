package org.nvenc4j.simulator;

import java.util.List;

/**
 * A registered resource.
 *
 * @param handle what the client knows it by
 * @param address a device pointer, or a CUDA array's handle
 * @param isArray which of the two
 * @param width of the picture that it holds, in pixels
 * @param height likewise
 * @param pitch bytes from row to row
 * @param format how the picture lies in it
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
        InputFormat format,
        List<InputFormat.Plane> planes,
        long bufferId) {

    /** How many bytes of memory belong to the picture. */
    long bytes() {
        return planes.stream().mapToLong(InputFormat.Plane::end).max().orElse(0);
    }
}
