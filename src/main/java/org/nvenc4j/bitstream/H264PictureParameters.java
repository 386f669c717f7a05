package org.nvenc4j.bitstream;

/**
 * The picture parameter set of an H.264 stream (7.3.2.2), as far as it tells what tools the encoder uses.
 *
 * @param id {@code pic_parameter_set_id}, 0 to 255
 * @param sequenceHeaderId {@link H264SequenceHeader#id} of the sequence that it belongs to
 * @param cabac {@code entropy_coding_mode_flag}: CABAC, and not CAVLC
 * @param weightedPrediction {@code weighted_pred_flag}: whether P slices may weight their references
 * @param weightedBipredIdc {@code weighted_bipred_idc}, 0 to 2: how B slices weight theirs
 * @param constrainedIntraPrediction {@code constrained_intra_pred_flag}
 * @param transform8x8 {@code transform_8x8_mode_flag}
 */
public record H264PictureParameters(
        int id,
        int sequenceHeaderId,
        boolean cabac,
        boolean weightedPrediction,
        int weightedBipredIdc,
        boolean constrainedIntraPrediction,
        boolean transform8x8) {

    /**
     * Reads a set.
     *
     * @param nal a unit of type {@link H264Nal.Type#PPS}, as {@link AccessUnit#units} gives it
     * @return the set; it needs the unit's bytes no more
     * @throws IllegalArgumentException
     *             if the unit is of another type
     * @throws MalformedBitstreamException
     *             if it can't be read
     */
    public static H264PictureParameters read(H264Nal nal) {
        if (nal.type() != H264Nal.Type.PPS) {
            throw new IllegalArgumentException("The unit is of type " + nal.type() + "; hand in one of type PPS");
        }
        BitReader reader = BitReader.ofNal("H.264 PPS", nal);
        reader.skip(8); // the NAL unit's header
        int id = reader.ue("pic_parameter_set_id", 255);
        int sequenceId = reader.ue("seq_parameter_set_id", 31);
        boolean cabac = reader.flag();
        reader.bits(1); // bottom_field_pic_order_in_frame_present_flag
        int groups = reader.ue("num_slice_groups_minus1", 7) + 1;
        if (groups > 1) {
            skipSliceGroups(reader, groups);
        }
        reader.ue("num_ref_idx_l0_default_active_minus1", 31);
        reader.ue("num_ref_idx_l1_default_active_minus1", 31);
        boolean weighted = reader.flag();
        int bipred = reader.number(2);
        reader.se("pic_init_qp_minus26");
        reader.se("pic_init_qs_minus26");
        reader.se("chroma_qp_index_offset");
        reader.bits(1); // deblocking_filter_control_present_flag
        boolean constrainedIntra = reader.flag();
        reader.bits(1); // redundant_pic_cnt_present_flag
        boolean transform8x8 = reader.hasMoreData() && reader.flag();
        return new H264PictureParameters(id, sequenceId, cabac, weighted, bipred, constrainedIntra, transform8x8);
    }

    private static void skipSliceGroups(BitReader reader, int groups) {
        int type = reader.ue("slice_group_map_type", 6);
        switch (type) {
            case 0 -> {
                for (int i = 0; i < groups; i++) {
                    reader.ue("run_length_minus1");
                }
            }
            case 1 -> {
                // Needs no more said.
            }
            case 2 -> {
                for (int i = 0; i < groups - 1; i++) {
                    reader.ue("top_left");
                    reader.ue("bottom_right");
                }
            }
            case 6 -> {
                long units = reader.ue("pic_size_in_map_units_minus1") + 1;
                int bits = Integer.SIZE - Integer.numberOfLeadingZeros(groups - 1);
                for (long i = 0; i < units; i++) {
                    reader.bits(bits);
                }
            }
            default -> {
                reader.bits(1); // slice_group_change_direction_flag
                reader.ue("slice_group_change_rate_minus1");
            }
        }
    }
}
