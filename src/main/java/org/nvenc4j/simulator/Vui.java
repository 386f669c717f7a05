package org.nvenc4j.simulator;

import java.util.Optional;

/**
 * How a stream says that it is to be shown and timed ({@code NV_ENC_CONFIG_H264_VUI_PARAMETERS} and the display aspect
 * ratio). Code points are those of ITU-T H.273.
 *
 * @param displayAspectWidth width of the display aspect ratio ({@code darWidth}), 0 for unspecified
 * @param displayAspectHeight height of the display aspect ratio ({@code darHeight}), 0 for unspecified
 * @param overscan whether overscan is appropriate; empty writes nothing
 * @param videoSignal the kind of signal; empty writes nothing
 * @param chromaLocation where chroma samples lie; empty writes nothing
 * @param bitstreamRestriction whether reordering and buffering are written out ({@code bitstreamRestrictionFlag})
 * @param timing whether the frame rate is written ({@code timingInfoPresentFlag})
 */
public record Vui(
        int displayAspectWidth,
        int displayAspectHeight,
        Optional<Boolean> overscan,
        Optional<VideoSignal> videoSignal,
        Optional<ChromaLocation> chromaLocation,
        boolean bitstreamRestriction,
        boolean timing) {

    /** Says nothing. */
    public static final Vui NONE = new Vui(0, 0, Optional.empty(), Optional.empty(), Optional.empty(), false, false);

    /**
     * The kind of signal.
     *
     * @param videoFormat {@code videoFormat}, 5 for unspecified
     * @param fullRange whether samples use the whole range
     * @param colour the colour description; empty writes none
     */
    public record VideoSignal(int videoFormat, boolean fullRange, Optional<Colour> colour) {}

    /**
     * A colour description.
     *
     * @param primaries {@code colourPrimaries}
     * @param transfer {@code transferCharacteristics}
     * @param matrix {@code colourMatrix}
     */
    public record Colour(int primaries, int transfer, int matrix) {}

    /**
     * Where chroma samples lie against luma samples, 0 to 5.
     *
     * @param top of the top field ({@code chromaSampleLocationTop})
     * @param bottom of the bottom field ({@code chromaSampleLocationBot})
     */
    public record ChromaLocation(int top, int bottom) {}
}
