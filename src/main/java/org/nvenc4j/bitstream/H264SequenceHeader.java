package org.nvenc4j.bitstream;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.nvenc4j.Codec;
import org.nvenc4j.ColourDescription;

/**
 * The sequence parameter set of an H.264 stream (7.3.2.1).
 *
 * @param id {@code seq_parameter_set_id}, 0 to 31
 * @param profile {@code profile_idc}
 * @param constraintFlags the byte after {@code profile_idc}: {@code constraint_set0_flag} is 0x80, set5 is 0x04
 * @param level {@code level_idc}
 * @param chromaFormatIdc {@code chroma_format_idc}
 * @param bitDepth bits of a luma sample, 8 to 14
 * @param chromaBitDepth bits of a chroma sample, 8 to 14
 * @param losslessTransformBypass {@code qpprime_y_zero_transform_bypass_flag}: whether QP 0 may mean lossless
 * @param pictureOrderCountType {@code pic_order_cnt_type}; 2 rules out reordering
 * @param maxReferenceFrames {@code max_num_ref_frames}, 0 to 16
 * @param frameMbsOnly {@code frame_mbs_only_flag}: whether there are no fields
 * @param codedWidth in luma samples, a multiple of 16
 * @param codedHeight in luma samples, a multiple of 16
 * @param crop what is meant to be seen
 * @param usability how to show and time it
 */
public record H264SequenceHeader(
        int id,
        int profile,
        int constraintFlags,
        int level,
        int chromaFormatIdc,
        int bitDepth,
        int chromaBitDepth,
        boolean losslessTransformBypass,
        int pictureOrderCountType,
        int maxReferenceFrames,
        boolean frameMbsOnly,
        int codedWidth,
        int codedHeight,
        CropWindow crop,
        VideoUsability usability)
        implements SequenceHeader {

    /** Profiles whose SPS says what the chroma format and the bit depths are. */
    private static final Set<Integer> WITH_CHROMA_FORMAT =
            Set.of(100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135);

    /** Profiles in which {@code constraint_set3_flag} stands for intra pictures alone. */
    private static final Set<Integer> WITH_INTRA_FLAG = Set.of(44, 86, 100, 110, 122, 244);

    private static final int CONSTRAINT_SET_3 = 0x10;

    /** Twice what the highest level has room for in a row or column. */
    private static final int MOST_MACROBLOCKS = 2048;

    static H264SequenceHeader read(H264Nal nal) {
        BitReader reader = BitReader.ofNal("H.264 SPS", nal);
        reader.skip(8); // the NAL unit's header
        int profile = reader.number(8);
        int constraints = reader.number(8);
        int level = reader.number(8);
        int id = reader.ue("seq_parameter_set_id", 31);
        int chromaFormat = 1;
        boolean separatePlanes = false;
        int lumaDepth = 8;
        int chromaDepth = 8;
        boolean bypass = false;
        if (WITH_CHROMA_FORMAT.contains(profile)) {
            chromaFormat = reader.ue("chroma_format_idc", 3);
            separatePlanes = chromaFormat == 3 && reader.flag();
            lumaDepth += reader.ue("bit_depth_luma_minus8", 6);
            chromaDepth += reader.ue("bit_depth_chroma_minus8", 6);
            bypass = reader.flag();
            if (reader.flag()) { // seq_scaling_matrix_present_flag
                skipScalingLists(reader, chromaFormat == 3 ? 12 : 8);
            }
        }
        reader.ue("log2_max_frame_num_minus4", 12);
        int orderCountType = reader.ue("pic_order_cnt_type", 2);
        if (orderCountType == 0) {
            reader.ue("log2_max_pic_order_cnt_lsb_minus4", 12);
        } else if (orderCountType == 1) {
            reader.bits(1); // delta_pic_order_always_zero_flag
            reader.se("offset_for_non_ref_pic");
            reader.se("offset_for_top_to_bottom_field");
            int offsets = reader.ue("num_ref_frames_in_pic_order_cnt_cycle", 255);
            for (int i = 0; i < offsets; i++) {
                reader.se("offset_for_ref_frame");
            }
        }
        int references = reader.ue("max_num_ref_frames", 16);
        reader.bits(1); // gaps_in_frame_num_value_allowed_flag
        int columns = reader.ue("pic_width_in_mbs_minus1", MOST_MACROBLOCKS - 1) + 1;
        int rows = reader.ue("pic_height_in_map_units_minus1", MOST_MACROBLOCKS - 1) + 1;
        boolean framesOnly = reader.flag();
        if (!framesOnly) {
            reader.bits(1); // mb_adaptive_frame_field_flag
        }
        reader.bits(1); // direct_8x8_inference_flag
        int fieldStep = framesOnly ? 1 : 2;
        int codedWidth = columns * 16;
        int codedHeight = rows * 16 * fieldStep;
        boolean halfWidth = !separatePlanes && (chromaFormat == 1 || chromaFormat == 2);
        boolean halfHeight = !separatePlanes && chromaFormat == 1;
        CropWindow crop =
                CropWindow.read(reader, codedWidth, codedHeight, halfWidth ? 2 : 1, (halfHeight ? 2 : 1) * fieldStep);
        VideoUsability usability = reader.flag() ? VideoUsability.readH264(reader) : VideoUsability.NONE;
        return new H264SequenceHeader(
                id,
                profile,
                constraints,
                level,
                chromaFormat,
                lumaDepth,
                chromaDepth,
                bypass,
                orderCountType,
                references,
                framesOnly,
                codedWidth,
                codedHeight,
                crop,
                usability);
    }

    /** Passes over lists of quantiser weights, of which the first six have 16 and the others 64. */
    static void skipScalingLists(BitReader reader, int count) {
        for (int i = 0; i < count; i++) {
            if (!reader.flag()) { // seq_scaling_list_present_flag, pic_scaling_list_present_flag
                continue;
            }
            int weight = 8;
            // A weight of 0 ends the list: the last one before it holds for the rest.
            for (int left = i < 6 ? 16 : 64; left > 0 && weight != 0; left--) {
                weight = (int) (weight + reader.se("delta_scale")) & 0xFF;
            }
        }
    }

    @Override
    public Codec codec() {
        return Codec.H264;
    }

    @Override
    public int width() {
        return crop.width();
    }

    @Override
    public int height() {
        return crop.height();
    }

    @Override
    public ColourDescription colour() {
        return usability.colour();
    }

    @Override
    public boolean fullRange() {
        return usability.fullRange();
    }

    @Override
    public OptionalInt chromaLocation() {
        return usability.chromaLocation();
    }

    @Override
    public Optional<SampleAspectRatio> sampleAspectRatio() {
        return usability.sampleAspectRatio();
    }

    @Override
    public Optional<FrameRate> frameRate() {
        return usability.frameRate();
    }

    /**
     * How many frames a decoder has to hold back to show them in order.
     *
     * @return {@code max_num_reorder_frames}; 0 without it where the order count or an intra profile rules reordering out;
     *     else empty
     */
    @Override
    public OptionalInt maxReorderFrames() {
        if (usability.maxReorderFrames().isPresent()) {
            return usability.maxReorderFrames();
        }
        boolean intraOnly = WITH_INTRA_FLAG.contains(profile) && (constraintFlags & CONSTRAINT_SET_3) != 0;
        return pictureOrderCountType == 2 || intraOnly ? OptionalInt.of(0) : OptionalInt.empty();
    }
}
