package org.nvenc4j;

/** How much work the encoder puts into each picture, from fastest to best ({@code NV_ENC_PRESET_P*_GUID}). */
public enum Preset {
    /** Fastest, lowest quality. */
    P1,
    /** Faster than P3, better than P1. */
    P2,
    /** Fast. */
    P3,
    /** The middle: what is taken when nothing is said. */
    P4,
    /** Slow, good quality. */
    P5,
    /** Slower, better quality; may turn look-ahead on with {@link Tuning#HIGH_QUALITY}. */
    P6,
    /** Slowest, best quality; may turn look-ahead on with {@link Tuning#HIGH_QUALITY}. */
    P7
}
