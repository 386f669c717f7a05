package org.nvenc4j;

import java.util.Locale;

/**
 * How a picture is cut into slices; H.264 and HEVC ({@code sliceMode}, {@code sliceModeData}).
 *
 * @param mode what {@code data} counts
 * @param data 1 or more
 */
public record Slicing(Mode mode, int data) {
    /** What the number of a {@link Slicing} counts. */
    public enum Mode {
        /** Macroblocks (HEVC: coding tree blocks) in a slice. */
        MACROBLOCKS,
        /** Bytes in a slice, at most; H.264, and gone from API 13.1's driver. */
        BYTES,
        /** Rows of macroblocks (HEVC: coding tree blocks) in a slice. */
        ROWS,
        /** Slices in a picture. */
        COUNT
    }

    @Override
    public String toString() {
        String unit = mode.name().toLowerCase(Locale.ROOT);
        return mode == Mode.COUNT ? data + " slices" : "slices of " + data + " " + unit;
    }

    /**
     * Slices of so many macroblocks.
     *
     * @param macroblocks 1 or more
     * @return the slicing
     */
    public static Slicing macroblocks(int macroblocks) {
        return new Slicing(Mode.MACROBLOCKS, macroblocks);
    }

    /**
     * Slices of at most so many bytes.
     *
     * @param bytes 1 or more
     * @return the slicing
     */
    public static Slicing bytes(int bytes) {
        return new Slicing(Mode.BYTES, bytes);
    }

    /**
     * Slices of so many rows of macroblocks.
     *
     * @param rows 1 or more
     * @return the slicing
     */
    public static Slicing rows(int rows) {
        return new Slicing(Mode.ROWS, rows);
    }

    /**
     * So many slices in a picture.
     *
     * @param slices 1 or more
     * @return the slicing
     */
    public static Slicing count(int slices) {
        return new Slicing(Mode.COUNT, slices);
    }
}
