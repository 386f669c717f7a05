package org.nvenc4j.bitstream;

import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.OptionalInt;
import org.nvenc4j.Codec;
import org.nvenc4j.ColourDescription;

/**
 * What a stream says about itself: the SPS of H.264 or HEVC, or the sequence header of AV1.
 *
 * <p>
 * A copy that needs the bytes no more; any thread may use it.
 */
public sealed interface SequenceHeader permits H264SequenceHeader, HevcSequenceHeader, Av1SequenceHeader {

    /**
     * Reads the header out of what {@link org.nvenc4j.NvEncoder#sequenceParameters} gives, or out of an access unit that
     * begins with one. Where an access unit need not have one, ask {@link AccessUnit#sequenceHeader}.
     *
     * @param codec what the bytes are a stream of
     * @param bytes as in {@link AccessUnit#parse}
     * @return the header
     * @throws MalformedBitstreamException
     *             if there is none, or it can't be read
     */
    static SequenceHeader parse(Codec codec, byte[] bytes) {
        return parse(codec, MemorySegment.ofArray(bytes));
    }

    /**
     * Reads the header; see {@link #parse(Codec, byte[])}.
     *
     * @param codec what the bytes are a stream of
     * @param bytes as in {@link AccessUnit#parse}
     * @return the header
     * @throws MalformedBitstreamException
     *             if there is none, or it can't be read
     */
    static SequenceHeader parse(Codec codec, MemorySegment bytes) {
        AccessUnit unit = AccessUnit.parse(codec, bytes);
        String expected = codec == Codec.AV1 ? "a sequence header" : "an SPS";
        return unit.sequenceHeader()
                .orElseThrow(() -> new MalformedBitstreamException(
                        "Stream",
                        bytes.byteSize(),
                        0,
                        "expected " + expected + ", found none in "
                                + unit.units().size() + " units"));
    }

    /**
     * The codec of the stream.
     *
     * @return the codec
     */
    Codec codec();

    /**
     * The profile as the codec writes it.
     *
     * @return {@code profile_idc} of H.264 or HEVC, {@code seq_profile} of AV1
     */
    int profile();

    /**
     * The level as the codec writes it.
     *
     * @return {@code level_idc} of H.264 (31 for 3.1), {@code general_level_idc} of HEVC (93 for 3.1), {@code seq_level_idx}
     *     of AV1 (5 for 3.1)
     */
    int level();

    /**
     * The width to show, before the shape of the samples is reckoned in.
     *
     * @return luma samples, after cropping
     */
    int width();

    /**
     * The height to show.
     *
     * @return rows of luma samples, after cropping
     */
    int height();

    /**
     * The width that is coded, padding included.
     *
     * @return luma samples; for AV1 the largest frame's
     */
    int codedWidth();

    /**
     * The height that is coded, padding included.
     *
     * @return rows of luma samples; for AV1 the largest frame's
     */
    int codedHeight();

    /**
     * How often chroma is sampled.
     *
     * @return 0 for no chroma, 1 for 4:2:0, 2 for 4:2:2, 3 for 4:4:4, as {@code chroma_format_idc}
     */
    int chromaFormatIdc();

    /**
     * Bits of a luma sample.
     *
     * @return 8 or more
     */
    int bitDepth();

    /**
     * What the samples mean as colours.
     *
     * @return what the stream says, in whatever numbers; {@link ColourDescription#UNSPECIFIED} where it does not
     */
    ColourDescription colour();

    /**
     * Whether samples use the whole range of numbers ({@code video_full_range_flag}, {@code color_range}).
     *
     * @return true for full range; false for limited range, and where the stream does not say
     */
    boolean fullRange();

    /**
     * Where chroma samples lie, in the numbers of H.273.
     *
     * @return 0 left, 1 centre, 2 top left, 3 top, 4 bottom left, 5 bottom; empty where the stream does not say
     */
    OptionalInt chromaLocation();

    /**
     * The shape of a sample.
     *
     * @return the ratio; empty where the stream does not say, and always for AV1, which leaves it to containers
     */
    Optional<SampleAspectRatio> sampleAspectRatio();

    /**
     * The rate that the stream is meant to be shown at.
     *
     * @return the rate; empty where the stream does not say
     */
    Optional<FrameRate> frameRate();

    /**
     * How many frames a decoder has to hold back to show them in order: 0 lets it show each frame at once.
     *
     * @return the number that the stream says or implies. Empty where H.264 does neither: a decoder must then assume that
     *     any frame of its buffer may be late, and many wait for several; let the encoder write the bitstream restriction
     */
    OptionalInt maxReorderFrames();
}
