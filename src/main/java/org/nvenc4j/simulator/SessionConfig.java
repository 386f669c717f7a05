package org.nvenc4j.simulator;

import java.util.Locale;

/**
 * How a session was initialised, after every check.
 *
 * @param initialize NV_ENC_INITIALIZE_PARAMS as it was passed
 * @param config NV_ENC_CONFIG as it was passed, or the preset's
 * @param coder what the coder is told
 * @param maxWidth the largest width of a later change; that of the coder where the client named none
 * @param maxHeight likewise
 * @param resizable whether the client named a largest size, without which the size is fixed
 * @param decidesTypes whether the encoder decides on picture types ({@code enablePTD})
 * @param frameIntervalP pictures from one P picture to the next
 * @param bReference the value of NV_ENC_BFRAME_REF_MODE
 * @param lookaheadDepth how many pictures are seen in advance; 0 for none
 * @param looksAheadOutside whether they come by a call of their own, so that nothing is held back for them
 * @param countsFrames whether {@code frameIdx} has to rise by one
 * @param inputBitDepth 8 or 10; 0 where this ABI does not say
 * @param repeatHeaders whether each IDR picture has parameter sets
 * @param disableHeaders whether none has
 * @param qpMapMode the value of NV_ENC_QP_MAP_MODE
 * @param longTermReferences how many long-term references may be marked; 0 for none
 * @param views how many views the stream has
 * @param hasAlpha whether it has an alpha layer
 * @param maxReferences how many reference pictures are kept
 */
record SessionConfig(
        StructView initialize,
        StructView config,
        CoderSettings coder,
        int maxWidth,
        int maxHeight,
        boolean resizable,
        boolean decidesTypes,
        int frameIntervalP,
        int bReference,
        int lookaheadDepth,
        boolean looksAheadOutside,
        boolean countsFrames,
        int inputBitDepth,
        boolean repeatHeaders,
        boolean disableHeaders,
        int qpMapMode,
        int longTermReferences,
        int views,
        boolean hasAlpha,
        int maxReferences) {

    /** How many temporal layers the stream has; 0 where nothing is said of them. */
    long temporalLayers() {
        String layers =
                "encodeCodecConfig." + coder.codec().name().toLowerCase(Locale.ROOT) + "Config.numTemporalLayers";
        return config.has(layers) ? config.get(layers) : 0;
    }

    /** How many pictures the encoder holds back to look at those after them. */
    int lookahead() {
        return looksAheadOutside ? 0 : lookaheadDepth;
    }
}
