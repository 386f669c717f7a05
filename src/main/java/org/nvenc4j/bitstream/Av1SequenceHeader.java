package org.nvenc4j.bitstream;

import java.util.Optional;
import java.util.OptionalInt;
import org.nvenc4j.Codec;
import org.nvenc4j.ColourDescription;

/**
 * The sequence header of an AV1 stream (5.5 of the specification). Level and tier are those of the first operating point,
 * which has all layers.
 *
 * @param profile {@code seq_profile}: 0 Main, 1 High, 2 Professional
 * @param stillPicture {@code still_picture}: whether there is one frame
 * @param level {@code seq_level_idx}: four times the level less 8, 5 for 3.1; 31 for no bounds
 * @param highTier {@code seq_tier}: whether the tier is High, and not Main
 * @param operatingPoints how many choices of layers there are, 1 to 32
 * @param codedWidth {@code max_frame_width_minus_1 + 1}
 * @param codedHeight {@code max_frame_height_minus_1 + 1}
 * @param chromaFormatIdc 0 for monochrome, else by {@code subsampling_x} and {@code subsampling_y}
 * @param bitDepth 8, 10 or 12
 * @param colour what the samples mean as colours
 * @param fullRange {@code color_range}: whether samples use the whole range of numbers
 * @param colourDescribed {@code color_description_present_flag}
 * @param chromaSamplePosition {@code chroma_sample_position}: 0 unknown, 1 left, 2 top left, 3 reserved
 * @param frameRate from {@code timing_info()}, where pictures are evenly spaced
 * @param filmGrain {@code film_grain_params_present}
 */
public record Av1SequenceHeader(
        int profile,
        boolean stillPicture,
        int level,
        boolean highTier,
        int operatingPoints,
        int codedWidth,
        int codedHeight,
        int chromaFormatIdc,
        int bitDepth,
        ColourDescription colour,
        boolean fullRange,
        boolean colourDescribed,
        int chromaSamplePosition,
        Optional<FrameRate> frameRate,
        boolean filmGrain)
        implements SequenceHeader {

    /** Stands for 4:4:4 in full range, of which the header then says no more. */
    private static final ColourDescription SRGB = new ColourDescription(1, 13, 0);

    static Av1SequenceHeader read(Av1Obu obu) {
        BitReader reader = BitReader.ofObu("AV1 sequence header", obu);
        int profile = reader.number(3);
        if (profile > 2) {
            throw reader.malformed("expected seq_profile from 0 to 2, found " + profile);
        }
        boolean still = reader.flag();
        boolean reduced = reader.flag();
        Optional<FrameRate> frameRate = Optional.empty();
        OperatingPoints points;
        if (reduced) {
            points = new OperatingPoints(1, reader.number(5), false);
        } else {
            int delayBits = 0;
            if (reader.flag()) { // timing_info_present_flag
                frameRate = frameRate(reader);
                if (reader.flag()) { // decoder_model_info_present_flag
                    delayBits = reader.number(5) + 1;
                    reader.skip(32 + 5 + 5);
                }
            }
            points = OperatingPoints.read(reader, delayBits);
        }
        int widthBits = reader.number(4) + 1;
        int heightBits = reader.number(4) + 1;
        int width = reader.number(widthBits) + 1;
        int height = reader.number(heightBits) + 1;
        if (!reduced && reader.flag()) { // frame_id_numbers_present_flag
            reader.skip(4 + 3);
        }
        reader.skip(3); // use_128x128_superblock, enable_filter_intra, enable_intra_edge_filter
        if (!reduced) {
            skipInterTools(reader);
        }
        reader.skip(3); // enable_superres, enable_cdef, enable_restoration
        Colour colour = Colour.read(reader, profile);
        return new Av1SequenceHeader(
                profile,
                still,
                points.level,
                points.highTier,
                points.count,
                width,
                height,
                colour.chromaFormatIdc,
                colour.bitDepth,
                colour.description,
                colour.fullRange,
                colour.described,
                colour.samplePosition,
                frameRate,
                reader.flag());
    }

    private static Optional<FrameRate> frameRate(BitReader reader) {
        long unitsInTick = reader.bits(32);
        long timeScale = reader.bits(32);
        boolean even = reader.flag(); // equal_picture_interval
        long ticks = even ? reader.uvlc() + 1 : 0; // num_ticks_per_picture_minus_1
        if (Math.multiplyHigh(unitsInTick, ticks) != 0 || unitsInTick * ticks < 0) {
            throw reader.malformed(
                    "expected a time from picture to picture, found " + unitsInTick + " x " + ticks + " clock units");
        }
        return FrameRate.of(timeScale, unitsInTick * ticks);
    }

    private record OperatingPoints(int count, int level, boolean highTier) {

        /**
         * Reads all of them and keeps the first.
         *
         * @param delayBits length of a decoder model's delays, 0 where there is no model
         */
        static OperatingPoints read(BitReader reader, int delayBits) {
            boolean delays = reader.flag(); // initial_display_delay_present_flag
            int count = reader.number(5) + 1;
            int firstLevel = 0;
            boolean firstTier = false;
            for (int i = 0; i < count; i++) {
                reader.skip(12); // operating_point_idc
                int level = reader.number(5);
                boolean tier = level > 7 && reader.flag();
                if (i == 0) {
                    firstLevel = level;
                    firstTier = tier;
                }
                if (delayBits > 0 && reader.flag()) { // decoder_model_present_for_this_op
                    reader.skip(2 * delayBits + 1);
                }
                if (delays && reader.flag()) { // initial_display_delay_present_for_this_op
                    reader.skip(4);
                }
            }
            return new OperatingPoints(count, firstLevel, firstTier);
        }
    }

    private static void skipInterTools(BitReader reader) {
        reader.skip(4); // enable_interintra_compound to enable_dual_filter
        boolean orderHint = reader.flag();
        reader.skip(orderHint ? 2 : 0); // enable_jnt_comp, enable_ref_frame_mvs
        boolean chosenByFrame = reader.flag(); // seq_choose_screen_content_tools
        boolean screenContent = chosenByFrame || reader.flag(); // seq_force_screen_content_tools
        if (screenContent && !reader.flag()) { // seq_choose_integer_mv
            reader.skip(1); // seq_force_integer_mv
        }
        reader.skip(orderHint ? 3 : 0); // order_hint_bits_minus_1
    }

    private record Colour(
            int bitDepth,
            int chromaFormatIdc,
            ColourDescription description,
            boolean fullRange,
            boolean described,
            int samplePosition) {

        static Colour read(BitReader reader, int profile) {
            boolean high = reader.flag();
            boolean twelve = profile == 2 && high && reader.flag();
            int depth = twelve ? 12 : high ? 10 : 8;
            boolean monochrome = profile != 1 && reader.flag();
            boolean described = reader.flag();
            ColourDescription description = described
                    ? new ColourDescription(reader.number(8), reader.number(8), reader.number(8))
                    : ColourDescription.UNSPECIFIED;
            if (!monochrome && description.equals(SRGB)) {
                reader.skip(1); // separate_uv_delta_q
                return new Colour(depth, 3, description, true, true, 0);
            }
            boolean fullRange = reader.flag();
            if (monochrome) {
                return new Colour(depth, 0, description, fullRange, described, 0);
            }
            int chromaFormat = switch (profile) {
                case 0 -> 1;
                case 1 -> 3;
                default -> depth < 12 ? 2 : !reader.flag() ? 3 : reader.flag() ? 1 : 2;
            };
            int position = chromaFormat == 1 ? reader.number(2) : 0;
            reader.skip(1); // separate_uv_delta_q
            return new Colour(depth, chromaFormat, description, fullRange, described, position);
        }
    }

    @Override
    public Codec codec() {
        return Codec.AV1;
    }

    @Override
    public int width() {
        return codedWidth;
    }

    @Override
    public int height() {
        return codedHeight;
    }

    /**
     * Where chroma samples lie, in the numbers of H.273.
     *
     * @return 0 for {@code CSP_VERTICAL}, 2 for {@code CSP_COLOCATED}, else empty
     */
    @Override
    public OptionalInt chromaLocation() {
        return switch (chromaSamplePosition) {
            case 1 -> OptionalInt.of(0);
            case 2 -> OptionalInt.of(2);
            default -> OptionalInt.empty();
        };
    }

    /**
     * The shape of a sample, which AV1 leaves to containers.
     *
     * @return empty
     */
    @Override
    public Optional<SampleAspectRatio> sampleAspectRatio() {
        return Optional.empty();
    }

    /**
     * How many frames a decoder has to hold back: none, for hidden frames travel with the shown one before which they are
     * needed.
     *
     * @return 0
     */
    @Override
    public OptionalInt maxReorderFrames() {
        return OptionalInt.of(0);
    }
}
