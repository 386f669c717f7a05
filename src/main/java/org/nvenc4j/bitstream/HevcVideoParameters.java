package org.nvenc4j.bitstream;

import java.util.Optional;

/**
 * The video parameter set of an HEVC stream (7.3.2.1), without its extension.
 *
 * @param id {@code vps_video_parameter_set_id}, 0 to 15
 * @param maxLayers layers at most, 1 to 64: more than one with an alpha layer or a further view
 * @param maxSubLayers temporal layers at most, 1 to 7
 * @param profileTierLevel what a decoder of the base layer has to be able to do
 * @param frameRate from {@code vps_num_units_in_tick} and {@code vps_time_scale}; empty where the stream does not say
 */
public record HevcVideoParameters(
        int id, int maxLayers, int maxSubLayers, HevcProfile profileTierLevel, Optional<FrameRate> frameRate) {

    /**
     * Reads a set.
     *
     * @param nal a unit of type {@link HevcNal.Type#VPS}, as {@link AccessUnit#units} gives it
     * @return the set; it needs the unit's bytes no more
     * @throws IllegalArgumentException
     *             if the unit is of another type
     * @throws MalformedBitstreamException
     *             if it can't be read
     */
    public static HevcVideoParameters read(HevcNal nal) {
        if (nal.type() != HevcNal.Type.VPS) {
            throw new IllegalArgumentException("The unit is of type " + nal.type() + "; hand in one of type VPS");
        }
        BitReader reader = BitReader.ofNal("HEVC VPS", nal);
        reader.skip(16); // the NAL unit's header
        int id = reader.number(4);
        reader.skip(2); // vps_base_layer_internal_flag, vps_base_layer_available_flag
        int layers = reader.number(6) + 1;
        int subLayers = HevcProfile.readSubLayers(reader, "vps_max_sub_layers_minus1");
        reader.skip(1 + 16); // vps_temporal_id_nesting_flag, vps_reserved_0xffff_16bits
        HevcProfile profile = HevcProfile.read(reader, subLayers);
        int described = reader.flag() ? subLayers : 1; // vps_sub_layer_ordering_info_present_flag
        for (int i = 0; i < described; i++) {
            reader.ue("vps_max_dec_pic_buffering_minus1");
            reader.ue("vps_max_num_reorder_pics");
            reader.ue("vps_max_latency_increase_plus1");
        }
        int layerFlags = reader.number(6) + 1; // vps_max_layer_id
        int layerSets = reader.ue("vps_num_layer_sets_minus1", 1023);
        reader.skip(layerSets * layerFlags);
        Optional<FrameRate> frameRate = Optional.empty();
        if (reader.flag()) { // vps_timing_info_present_flag
            long unitsInTick = reader.bits(32);
            long timeScale = reader.bits(32);
            frameRate = FrameRate.of(timeScale, unitsInTick);
        }
        return new HevcVideoParameters(id, layers, subLayers, profile, frameRate);
    }
}
