package org.nvenc4j.simulator.coder;

import org.nvenc4j.simulator.CoderSettings;

/**
 * The sequence and picture parameter sets of the lossless coder's streams.
 *
 * @param settings what the stream is to be
 * @param blocks its macroblocks
 */
record H264Parameters(CoderSettings settings, MacroblockLayout blocks) {

    static final int BASELINE = 66;
    static final int MAIN = 77;
    static final int HIGH = 100;
    static final int HIGH_10 = 110;
    static final int HIGH_422 = 122;
    static final int HIGH_444 = 244;

    static final int FRAME_NUM_BITS = 8;
    private static final int LEAST_LEVEL_OF_FIELDS = 21;

    /** Wide, because a run of pictures that are not references may only span half of the range. */
    static final int ORDER_COUNT_BITS = 16;

    /**
     * Reference pictures that a decoder keeps: two at least where B pictures look both ways, and where the first field of a
     * frame takes a place while the second one still looks at the frame before.
     */
    int references() {
        boolean two = settings.gop().frameIntervalP() > 1 || settings.fieldCoding();
        return Math.max(settings.gop().maxReferences(), two ? 2 : 1);
    }

    /** The lowest profile that has what the stream needs. */
    static int lowestProfile(CoderSettings settings) {
        int byChroma = switch (settings.chromaFormat()) {
            case 0 -> HIGH;
            case 1 -> BASELINE;
            case 2 -> HIGH_422;
            default -> HIGH_444;
        };
        int byDepth = settings.bitDepth() > 8 ? HIGH_10 : BASELINE;
        int byOrder = settings.gop().frameIntervalP() > 1 || settings.fieldCoding() ? MAIN : BASELINE;
        return Math.max(Math.max(byChroma, byDepth), byOrder);
    }

    private int profile() {
        return settings.profile() != 0 ? settings.profile() : Math.max(HIGH, lowestProfile(settings));
    }

    private int buffered() {
        return Math.max(references(), settings.gop().reorder());
    }

    private int level() {
        if (settings.level() != 0) {
            return settings.level();
        }
        double rate = (double) settings.frameRateNum() / settings.frameRateDen();
        int rows = settings.fieldCoding() ? 2 * blocks.rows() : blocks.rows();
        int level = H264Level.of(blocks.columns(), rows, rate, buffered()).idc();
        return settings.fieldCoding() ? Math.max(level, LEAST_LEVEL_OF_FIELDS) : level;
    }

    /** Appends SPS and PPS. */
    void write(BitWriter bits, NalWriter out) {
        bits.clear();
        sequence(bits);
        out.unit(H264Nal.header(H264Nal.SPS, 3), bits);
        bits.clear();
        picture(bits);
        out.unit(H264Nal.header(H264Nal.PPS, 3), bits);
    }

    private void sequence(BitWriter bits) {
        int profile = profile();
        bits.bits(profile, 8);
        // What Baseline adds to Main is not used, so a Baseline stream is one of Main too.
        bits.bits(profile == BASELINE ? 0b1100_0000 : profile == MAIN ? 0b0100_0000 : 0, 8);
        bits.bits(level(), 8);
        bits.ue(0); // seq_parameter_set_id
        if (profile >= HIGH) {
            bits.ue(settings.chromaFormat());
            if (settings.chromaFormat() == 3) {
                bits.flag(false); // separate_colour_plane_flag
            }
            bits.ue(settings.bitDepth() - 8).ue(settings.bitDepth() - 8);
            bits.flag(settings.lossless() && profile == HIGH_444); // qpprime_y_zero_transform_bypass_flag
            bits.flag(false); // seq_scaling_matrix_present_flag
        }
        bits.ue(FRAME_NUM_BITS - 4);
        bits.ue(0); // pic_order_cnt_type
        bits.ue(ORDER_COUNT_BITS - 4);
        bits.ue(references());
        bits.flag(false); // gaps_in_frame_num_value_allowed_flag
        bits.ue(blocks.columns() - 1).ue(blocks.rows() - 1);
        bits.flag(!settings.fieldCoding()); // frame_mbs_only_flag
        if (settings.fieldCoding()) {
            bits.flag(false); // mb_adaptive_frame_field_flag
        }
        bits.flag(true); // direct_8x8_inference_flag
        cropping(bits);
        H264Vui.write(settings, buffered(), bits);
        bits.trailing();
    }

    /** With fields the unit is as much larger as the frame. */
    private void cropping(BitWriter bits) {
        int right = (blocks.columns() * 16 - blocks.width()) / blocks.chromaStepX();
        int bottom = (blocks.rows() * 16 - blocks.height()) / blocks.chromaStepY();
        boolean cropped = right > 0 || bottom > 0;
        bits.flag(cropped);
        if (cropped) {
            bits.ue(0).ue(right).ue(0).ue(bottom);
        }
    }

    private static void picture(BitWriter bits) {
        bits.ue(0).ue(0); // pic_parameter_set_id, seq_parameter_set_id
        bits.flag(false); // entropy_coding_mode_flag: CAVLC
        bits.flag(false); // bottom_field_pic_order_in_frame_present_flag
        bits.ue(0); // num_slice_groups_minus1
        bits.ue(0).ue(0); // one reference in each list
        bits.flag(false).bits(0, 2); // no weighted prediction
        bits.se(0).se(0).se(0); // pic_init_qp, pic_init_qs, chroma_qp_index_offset
        bits.flag(true); // deblocking_filter_control_present_flag
        bits.flag(false); // constrained_intra_pred_flag
        bits.flag(false); // redundant_pic_cnt_present_flag
        bits.trailing();
    }
}
