package org.nvenc4j.bitstream;

import java.util.Optional;
import java.util.OptionalInt;
import org.nvenc4j.ColourDescription;

/**
 * What an SPS of H.264 or HEVC says about showing and timing the pictures: video usability information, VUI (Annex E of
 * both). What the stream leaves out is empty or unspecified.
 *
 * @param sampleAspectRatio the shape of a sample
 * @param overscanAppropriate {@code overscan_appropriate_flag}
 * @param videoFormat {@code video_format}: 0 component, 1 PAL, 2 NTSC, 3 SECAM, 4 MAC, 5 unspecified
 * @param colour what the samples mean as colours
 * @param fullRange {@code video_full_range_flag}: whether samples use the whole range of numbers; false where the stream does
 *     not say
 * @param chromaLocation where chroma samples lie, 0 to 5 as in H.273: 0 left, 1 centre, 2 top left; of frames, or of the
 *     top field ({@code chroma_sample_loc_type_top_field})
 * @param frameRate from {@code num_units_in_tick} and {@code time_scale}
 * @param fixedFrameRate {@code fixed_frame_rate_flag} of H.264; false for HEVC, which has none
 * @param maxReorderFrames {@code max_num_reorder_frames} of H.264's bitstream restriction; empty for HEVC, whose SPS always
 *     has it
 * @param maxDecFrameBuffering {@code max_dec_frame_buffering} of H.264's bitstream restriction; empty for HEVC likewise
 */
public record VideoUsability(
        Optional<SampleAspectRatio> sampleAspectRatio,
        Optional<Boolean> overscanAppropriate,
        int videoFormat,
        ColourDescription colour,
        boolean fullRange,
        OptionalInt chromaLocation,
        Optional<FrameRate> frameRate,
        boolean fixedFrameRate,
        OptionalInt maxReorderFrames,
        OptionalInt maxDecFrameBuffering) {

    private static final int UNSPECIFIED_FORMAT = 5;

    /** Says nothing. */
    static final VideoUsability NONE = new VideoUsability(
            Optional.empty(),
            Optional.empty(),
            UNSPECIFIED_FORMAT,
            ColourDescription.UNSPECIFIED,
            false,
            OptionalInt.empty(),
            Optional.empty(),
            false,
            OptionalInt.empty(),
            OptionalInt.empty());

    private static final int MOST_SCHEDULES = 32;

    /** What both codecs begin with. */
    private record Signal(
            Optional<SampleAspectRatio> aspect,
            Optional<Boolean> overscan,
            int format,
            ColourDescription colour,
            boolean fullRange,
            OptionalInt chromaLocation) {

        static Signal read(BitReader reader) {
            Optional<SampleAspectRatio> aspect = reader.flag() ? SampleAspectRatio.read(reader) : Optional.empty();
            Optional<Boolean> overscan = reader.flag() ? Optional.of(reader.flag()) : Optional.empty();
            int format = UNSPECIFIED_FORMAT;
            ColourDescription colour = ColourDescription.UNSPECIFIED;
            boolean fullRange = false;
            if (reader.flag()) { // video_signal_type_present_flag
                format = reader.number(3);
                fullRange = reader.flag();
                if (reader.flag()) { // colour_description_present_flag
                    colour = new ColourDescription(reader.number(8), reader.number(8), reader.number(8));
                }
            }
            OptionalInt location = OptionalInt.empty();
            if (reader.flag()) { // chroma_loc_info_present_flag
                location = OptionalInt.of(reader.ue("chroma_sample_loc_type_top_field", 5));
                reader.ue("chroma_sample_loc_type_bottom_field", 5);
            }
            return new Signal(aspect, overscan, format, colour, fullRange, location);
        }
    }

    static VideoUsability readH264(BitReader reader) {
        Signal signal = Signal.read(reader);
        Optional<FrameRate> frameRate = Optional.empty();
        boolean fixed = false;
        if (reader.flag()) { // timing_info_present_flag
            long unitsInTick = reader.bits(32);
            long timeScale = reader.bits(32);
            fixed = reader.flag();
            frameRate = FrameRate.of(timeScale, 2 * unitsInTick); // a tick is a field's time
        }
        boolean nalHrd = reader.flag();
        if (nalHrd) {
            skipH264Hrd(reader);
        }
        boolean vclHrd = reader.flag();
        if (vclHrd) {
            skipH264Hrd(reader);
        }
        reader.skip(nalHrd || vclHrd ? 2 : 1); // low_delay_hrd_flag, pic_struct_present_flag
        OptionalInt reorder = OptionalInt.empty();
        OptionalInt buffering = OptionalInt.empty();
        if (reader.flag()) { // bitstream_restriction_flag
            reader.bits(1); // motion_vectors_over_pic_boundaries_flag
            reader.ue("max_bytes_per_pic_denom", 16);
            reader.ue("max_bits_per_mb_denom", 16);
            reader.ue("log2_max_mv_length_horizontal", 16);
            reader.ue("log2_max_mv_length_vertical", 16);
            reorder = OptionalInt.of(reader.ue("max_num_reorder_frames", 16));
            buffering = OptionalInt.of(reader.ue("max_dec_frame_buffering", 16));
        }
        return new VideoUsability(
                signal.aspect,
                signal.overscan,
                signal.format,
                signal.colour,
                signal.fullRange,
                signal.chromaLocation,
                frameRate,
                fixed,
                reorder,
                buffering);
    }

    private static void skipH264Hrd(BitReader reader) {
        int schedules = reader.ue("cpb_cnt_minus1", MOST_SCHEDULES - 1) + 1;
        reader.skip(4 + 4); // bit_rate_scale, cpb_size_scale
        for (int i = 0; i < schedules; i++) {
            reader.ue("bit_rate_value_minus1");
            reader.ue("cpb_size_value_minus1");
            reader.bits(1); // cbr_flag
        }
        reader.skip(5 + 5 + 5 + 5); // lengths of delays and time offsets
    }

    /** Reads as far as the frame rate: nothing that follows is asked for. */
    static VideoUsability readHevc(BitReader reader) {
        Signal signal = Signal.read(reader);
        reader.skip(3); // neutral_chroma_indication_flag, field_seq_flag, frame_field_info_present_flag
        if (reader.flag()) { // default_display_window_flag
            reader.ue("def_disp_win_left_offset");
            reader.ue("def_disp_win_right_offset");
            reader.ue("def_disp_win_top_offset");
            reader.ue("def_disp_win_bottom_offset");
        }
        Optional<FrameRate> frameRate = Optional.empty();
        if (reader.flag()) { // vui_timing_info_present_flag
            long unitsInTick = reader.bits(32);
            long timeScale = reader.bits(32);
            frameRate = FrameRate.of(timeScale, unitsInTick);
        }
        return new VideoUsability(
                signal.aspect,
                signal.overscan,
                signal.format,
                signal.colour,
                signal.fullRange,
                signal.chromaLocation,
                frameRate,
                false,
                OptionalInt.empty(),
                OptionalInt.empty());
    }
}
