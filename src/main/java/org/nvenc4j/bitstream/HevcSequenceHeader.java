package org.nvenc4j.bitstream;

import java.util.Optional;
import java.util.OptionalInt;
import org.nvenc4j.Codec;
import org.nvenc4j.ColourDescription;

/**
 * The sequence parameter set of an HEVC stream's base layer (7.3.2.2).
 *
 * @param id {@code sps_seq_parameter_set_id}, 0 to 15
 * @param videoParameterSetId {@code sps_video_parameter_set_id}, 0 to 15
 * @param profileTierLevel what a decoder has to be able to do
 * @param maxSubLayers temporal layers at most, 1 to 7
 * @param temporalIdNesting {@code sps_temporal_id_nesting_flag}
 * @param chromaFormatIdc {@code chroma_format_idc}
 * @param bitDepth bits of a luma sample, 8 to 16
 * @param chromaBitDepth bits of a chroma sample, 8 to 16
 * @param codedWidth in luma samples, a multiple of the smallest coding block
 * @param codedHeight in luma samples, a multiple of the smallest coding block
 * @param crop what is meant to be seen: the conformance window
 * @param maxDecPicBuffering pictures that the decoder has to keep, the current one included
 *     ({@code sps_max_dec_pic_buffering_minus1 + 1} of the highest temporal layer)
 * @param maxReorderPics {@code sps_max_num_reorder_pics} of the highest temporal layer
 * @param usability how to show and time it
 */
public record HevcSequenceHeader(
        int id,
        int videoParameterSetId,
        HevcProfile profileTierLevel,
        int maxSubLayers,
        boolean temporalIdNesting,
        int chromaFormatIdc,
        int bitDepth,
        int chromaBitDepth,
        int codedWidth,
        int codedHeight,
        CropWindow crop,
        int maxDecPicBuffering,
        int maxReorderPics,
        VideoUsability usability)
        implements SequenceHeader {

    /** Twice what the highest level has room for, in luma samples. */
    private static final int MOST_SAMPLES = 32768;

    private static final int MOST_PICTURES = 16;

    static HevcSequenceHeader read(HevcNal nal) {
        BitReader reader = BitReader.ofNal("HEVC SPS", nal);
        reader.skip(16); // the NAL unit's header
        int videoParameterSet = reader.number(4);
        int subLayers = HevcProfile.readSubLayers(reader, "sps_max_sub_layers_minus1");
        boolean nesting = reader.flag();
        HevcProfile profile = HevcProfile.read(reader, subLayers);
        int id = reader.ue("sps_seq_parameter_set_id", 15);
        int chromaFormat = reader.ue("chroma_format_idc", 3);
        if (chromaFormat == 3) {
            reader.bits(1); // separate_colour_plane_flag
        }
        int width = size(reader, "pic_width_in_luma_samples");
        int height = size(reader, "pic_height_in_luma_samples");
        boolean halfWidth = chromaFormat == 1 || chromaFormat == 2;
        CropWindow crop = CropWindow.read(reader, width, height, halfWidth ? 2 : 1, chromaFormat == 1 ? 2 : 1);
        int lumaDepth = 8 + reader.ue("bit_depth_luma_minus8", 8);
        int chromaDepth = 8 + reader.ue("bit_depth_chroma_minus8", 8);
        int orderCountBits = 4 + reader.ue("log2_max_pic_order_cnt_lsb_minus4", 12);
        int described = reader.flag() ? subLayers : 1; // sps_sub_layer_ordering_info_present_flag
        int buffering = 0;
        int reorder = 0;
        for (int i = 0; i < described; i++) {
            buffering = reader.ue("sps_max_dec_pic_buffering_minus1", MOST_PICTURES - 1) + 1;
            reorder = reader.ue("sps_max_num_reorder_pics", buffering - 1);
            reader.ue("sps_max_latency_increase_plus1");
        }
        skipTools(reader, orderCountBits);
        VideoUsability usability = reader.flag() ? VideoUsability.readHevc(reader) : VideoUsability.NONE;
        return new HevcSequenceHeader(
                id,
                videoParameterSet,
                profile,
                subLayers,
                nesting,
                chromaFormat,
                lumaDepth,
                chromaDepth,
                width,
                height,
                crop,
                buffering,
                reorder,
                usability);
    }

    private static int size(BitReader reader, String element) {
        int size = reader.ue(element, MOST_SAMPLES);
        if (size == 0) {
            throw reader.malformed("expected " + element + " from 1 to " + MOST_SAMPLES + ", found 0");
        }
        return size;
    }

    private static void skipTools(BitReader reader, int orderCountBits) {
        reader.ue("log2_min_luma_coding_block_size_minus3", 3);
        reader.ue("log2_diff_max_min_luma_coding_block_size", 3);
        reader.ue("log2_min_luma_transform_block_size_minus2", 3);
        reader.ue("log2_diff_max_min_luma_transform_block_size", 3);
        reader.ue("max_transform_hierarchy_depth_inter", 4);
        reader.ue("max_transform_hierarchy_depth_intra", 4);
        boolean scalingLists = reader.flag(); // scaling_list_enabled_flag
        if (scalingLists && reader.flag()) { // sps_scaling_list_data_present_flag
            skipScalingLists(reader);
        }
        reader.skip(2); // amp_enabled_flag, sample_adaptive_offset_enabled_flag
        if (reader.flag()) { // pcm_enabled_flag
            reader.skip(4 + 4);
            reader.ue("log2_min_pcm_luma_coding_block_size_minus3", 2);
            reader.ue("log2_diff_max_min_pcm_luma_coding_block_size", 2);
            reader.bits(1); // pcm_loop_filter_disabled_flag
        }
        HevcReferenceSets.skip(reader);
        if (reader.flag()) { // long_term_ref_pics_present_flag
            int pictures = reader.ue("num_long_term_ref_pics_sps", 32);
            for (int i = 0; i < pictures; i++) {
                reader.skip(orderCountBits + 1);
            }
        }
        reader.skip(2); // sps_temporal_mvp_enabled_flag, strong_intra_smoothing_enabled_flag
    }

    private static void skipScalingLists(BitReader reader) {
        for (int sizeId = 0; sizeId < 4; sizeId++) {
            for (int matrixId = 0; matrixId < 6; matrixId += sizeId == 3 ? 3 : 1) {
                if (!reader.flag()) { // scaling_list_pred_mode_flag
                    reader.ue("scaling_list_pred_matrix_id_delta", 5);
                    continue;
                }
                int coefficients = Math.min(64, 16 << 2 * sizeId);
                if (sizeId > 1) {
                    reader.se("scaling_list_dc_coef_minus8");
                }
                for (int i = 0; i < coefficients; i++) {
                    reader.se("scaling_list_delta_coef");
                }
            }
        }
    }

    @Override
    public Codec codec() {
        return Codec.HEVC;
    }

    @Override
    public int profile() {
        return profileTierLevel.profile();
    }

    @Override
    public int level() {
        return profileTierLevel.level();
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
     * @return {@link #maxReorderPics}, never empty
     */
    @Override
    public OptionalInt maxReorderFrames() {
        return OptionalInt.of(maxReorderPics);
    }
}
