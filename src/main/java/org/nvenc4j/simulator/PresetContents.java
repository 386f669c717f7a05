package org.nvenc4j.simulator;

import java.util.Map;

/**
 * What {@code NvEncGetEncodePresetConfigEx} answers for one question, in place of the simulator's own stand-in.
 *
 * @param encodeGuid the codec asked for: {@code NV_ENC_CODEC_H264_GUID}
 * @param presetGuid the preset asked for: {@code NV_ENC_PRESET_P4_GUID}
 * @param tuningInfo the value of {@code NV_ENC_TUNING_INFO} asked for
 * @param config every member of the {@code NV_ENC_CONFIG} answered that is not zero, by its dotted path: a number, or
 *     the name of a GUID. Version words may be left out
 */
public record PresetContents(String encodeGuid, String presetGuid, int tuningInfo, Map<String, ?> config) {

    /** Copies the map. */
    public PresetContents {
        config = Map.copyOf(config);
    }
}
