package org.nvenc4j;

/**
 * Starting points for common uses. Each only sets public options of {@link EncoderConfig.Builder}, which may be set
 * anew before {@link EncoderConfig.Builder#build}; what is wrong with a size or a rate, {@code build} says.
 *
 * <p>Those for live use take tuning {@link Tuning#ULTRA_LOW_LATENCY} or {@link Tuning#LOW_LATENCY}: each frame's picture
 * comes out of the call that took the frame.
 */
public final class Recipes {
    private static final int ARCHIVE_VBV_SECONDS = 4;
    private static final int ARCHIVE_GOP_SECONDS = 5;

    private Recipes() {}

    /**
     * Live video to a browser's WebCodecs decoder, which must not wait: {@link Preset#P4}, {@link
     * Tuning#ULTRA_LOW_LATENCY}, {@link RateControlMode#CBR} with a VBV buffer of one frame, an infinite GOP without
     * B-frames, {@link EncoderConfig.Builder#zeroReorderDelay zeroReorderDelay}, {@link
     * EncoderConfig.Builder#bitstreamRestriction bitstreamRestriction} (H.264 and HEVC), repeated parameter sets, and
     * profile {@link Profile#H264_HIGH}, {@link Profile#HEVC_MAIN} or {@link Profile#AV1_MAIN}. For the oldest decoders
     * set {@link Profile#H264_BASELINE} and {@link EntropyCoding#CAVLC} afterwards.
     *
     * @param codec the codec
     * @param width width of the pictures in pixels
     * @param height height of the pictures in pixels
     * @param numerator of the frame rate, 1 or more
     * @param denominator of the frame rate, 1 or more
     * @param bitRate bits a second, 1 or more
     * @return a builder with these options
     */
    public static EncoderConfig.Builder browserStreaming(
            Codec codec, int width, int height, int numerator, int denominator, int bitRate) {
        return live(codec, width, height, numerator, denominator, bitRate)
                .preset(Preset.P4)
                .profile(
                        switch (codec) {
                            case H264 -> Profile.H264_HIGH;
                            case HEVC -> Profile.HEVC_MAIN;
                            case AV1 -> Profile.AV1_MAIN;
                        });
    }

    /**
     * Games and desktops played over a network: as {@link #browserStreaming}, but {@link Preset#P3} with {@link
     * MultiPass#QUARTER_RESOLUTION}, {@link EncoderConfig.Builder#lowDelayKeyFrameScale lowDelayKeyFrameScale} 1 so that
     * a key frame costs hardly more than any other, and 5 reference frames (8 with AV1) of which each picture uses one,
     * so that a lost picture can be replaced as reference without a key frame. The profile is the driver's choice. Needs
     * {@code NV_ENC_CAPS_SUPPORT_MULTIPLE_REF_FRAMES}.
     *
     * @param codec the codec
     * @param width width of the pictures in pixels
     * @param height height of the pictures in pixels
     * @param numerator of the frame rate, 1 or more
     * @param denominator of the frame rate, 1 or more
     * @param bitRate bits a second, 1 or more
     * @return a builder with these options
     */
    public static EncoderConfig.Builder cloudGaming(
            Codec codec, int width, int height, int numerator, int denominator, int bitRate) {
        return live(codec, width, height, numerator, denominator, bitRate)
                .preset(Preset.P3)
                .multiPass(MultiPass.QUARTER_RESOLUTION)
                .lowDelayKeyFrameScale(1)
                .maxReferenceFrames(codec == Codec.AV1 ? 8 : 5)
                .referencesL0(1);
    }

    /**
     * Text and user interfaces, which stand still and then change all at once: as {@link #browserStreaming}, but {@link
     * Preset#P5}, {@link Tuning#LOW_LATENCY}, {@link RateControlMode#VBR} up to twice the bit rate with a VBV buffer of
     * one second, {@link MultiPass#FULL_RESOLUTION}, and no spatial AQ, which takes bits from edges. The profile is the
     * driver's choice. Small text wants frames of {@link org.nvenc4j.cuda.BufferFormat#YUV444} as well, where the decoder
     * takes 4:4:4.
     *
     * @param codec the codec
     * @param width width of the pictures in pixels
     * @param height height of the pictures in pixels
     * @param numerator of the frame rate, 1 or more
     * @param denominator of the frame rate, 1 or more
     * @param bitRate bits a second on average, 1 or more
     * @return a builder with these options
     */
    public static EncoderConfig.Builder screenContent(
            Codec codec, int width, int height, int numerator, int denominator, int bitRate) {
        return live(codec, width, height, numerator, denominator, bitRate)
                .preset(Preset.P5)
                .tuning(Tuning.LOW_LATENCY)
                .rateControlMode(RateControlMode.VBR)
                .maxBitRate(clamp(2L * bitRate))
                .vbvBufferSize(bitRate)
                .multiPass(MultiPass.FULL_RESOLUTION)
                .spatialAq(false);
    }

    /**
     * Files to keep, made as good as the encoder can: {@link Preset#P6}, {@link Tuning#HIGH_QUALITY}, {@link
     * RateControlMode#VBR} up to twice the bit rate with a VBV buffer of four seconds, a GOP of five seconds with 3
     * B-frames of which the middle one is a reference, look-ahead of 16 frames, full two-pass, spatial and temporal AQ.
     * Needs {@code NV_ENC_CAPS_SUPPORT_BFRAME_REF_MODE}, {@code NV_ENC_CAPS_SUPPORT_LOOKAHEAD} and {@code
     * NV_ENC_CAPS_SUPPORT_TEMPORAL_AQ}; pictures come out some twenty frames late.
     *
     * @param codec the codec
     * @param width width of the pictures in pixels
     * @param height height of the pictures in pixels
     * @param numerator of the frame rate, 1 or more
     * @param denominator of the frame rate, 1 or more
     * @param bitRate bits a second on average, 1 or more
     * @return a builder with these options
     */
    public static EncoderConfig.Builder archive(
            Codec codec, int width, int height, int numerator, int denominator, int bitRate) {
        int bFrames = 3;
        return EncoderConfig.builder(codec, width, height)
                .frameRate(numerator, denominator)
                .preset(Preset.P6)
                .tuning(Tuning.HIGH_QUALITY)
                .rateControlMode(RateControlMode.VBR)
                .bitRate(bitRate)
                .maxBitRate(clamp(2L * bitRate))
                .vbvBufferSize(clamp((long) ARCHIVE_VBV_SECONDS * bitRate))
                .gopLength(Math.max(bFrames + 1, perFrame(ARCHIVE_GOP_SECONDS, denominator, numerator)))
                .bFrames(bFrames)
                .bReference(BReference.MIDDLE)
                .lookahead(16)
                .multiPass(MultiPass.FULL_RESOLUTION)
                .spatialAq(true)
                .temporalAq(true);
    }

    /**
     * Every sample as it was: {@link Preset#P5}, {@link Tuning#LOSSLESS} and with it constant quantisers of 0, no
     * B-frames, a GOP of 250 frames. H.264 and HEVC on a GPU with {@code NV_ENC_CAPS_SUPPORT_LOSSLESS_ENCODE}; AV1 is
     * refused. Frames of {@link org.nvenc4j.cuda.BufferFormat#YUV444} keep the colours of RGB best.
     *
     * @param codec the codec
     * @param width width of the pictures in pixels
     * @param height height of the pictures in pixels
     * @return a builder with these options
     */
    public static EncoderConfig.Builder lossless(Codec codec, int width, int height) {
        return EncoderConfig.builder(codec, width, height)
                .preset(Preset.P5)
                .tuning(Tuning.LOSSLESS)
                .constantQp(Qp.of(0))
                .gopLength(250)
                .bFrames(0);
    }

    private static EncoderConfig.Builder live(
            Codec codec, int width, int height, int numerator, int denominator, int bitRate) {
        EncoderConfig.Builder builder = EncoderConfig.builder(codec, width, height)
                .frameRate(numerator, denominator)
                .tuning(Tuning.ULTRA_LOW_LATENCY)
                .rateControlMode(RateControlMode.CBR)
                .bitRate(bitRate)
                .vbvBufferSize(perFrame(bitRate, numerator, denominator))
                .gopLength(EncoderConfig.INFINITE_GOP)
                .bFrames(0)
                .zeroReorderDelay(true)
                .repeatParameterSets(true);
        return codec == Codec.AV1 ? builder : builder.bitstreamRestriction(true);
    }

    /** What of an amount a second falls to a frame, 1 at least; a frame rate of 0 is left to be refused by the builder. */
    private static int perFrame(int aSecond, int numerator, int denominator) {
        return clamp((long) aSecond * denominator / Math.max(1, numerator));
    }

    private static int clamp(long value) {
        return Math.clamp(value, 1, Integer.MAX_VALUE);
    }
}
