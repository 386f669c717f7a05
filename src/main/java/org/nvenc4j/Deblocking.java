package org.nvenc4j;

/** Where the loop filter that hides the edges of blocks works; H.264 and HEVC ({@code disableDeblockingFilterIDC}). */
public enum Deblocking {
    /** Everywhere. */
    ENABLED,
    /** Nowhere. */
    DISABLED,
    /** Within each slice, not over their edges ({@code disableDeblockAcrossSliceBoundary}). */
    WITHIN_SLICES
}
