package org.nvenc4j;

/** What a preset is tuned for ({@code NV_ENC_TUNING_INFO}). */
public enum Tuning {
    /** Quality where delay does not matter; brings B-frames from P3 (H.264) or P2 (HEVC) on. */
    HIGH_QUALITY(1),
    /** Streaming with little delay: no B-frames, no look-ahead. */
    LOW_LATENCY(2),
    /** Interactive streaming: as {@link #LOW_LATENCY}, with strictly bounded picture sizes. What is taken by default. */
    ULTRA_LOW_LATENCY(3),
    /** Lossless coding; H.264 and HEVC only, where the GPU has {@code NV_ENC_CAPS_SUPPORT_LOSSLESS_ENCODE}. */
    LOSSLESS(4),
    /** The best quality, with look-ahead and temporal filter; HEVC from API 12.2, AV1 from 13.0. */
    ULTRA_HIGH_QUALITY(5);

    private final int value;

    Tuning(int value) {
        this.value = value;
    }

    /**
     * The number that NVENC gives this tuning.
     *
     * @return the value of {@code NV_ENC_TUNING_INFO}
     */
    public int value() {
        return value;
    }

    /** Whether this tuning forbids B-frames and look-ahead. */
    boolean isLowLatency() {
        return this == LOW_LATENCY || this == ULTRA_LOW_LATENCY;
    }
}
