package org.nvenc4j.internal.struct;

import java.lang.foreign.Arena;
import org.nvenc4j.internal.abi.Abi;
import org.nvenc4j.internal.raw.nvenc.NV_ENC_PRESET_CONFIG;

/** {@code NV_ENC_PRESET_CONFIG}: the configuration that the driver has for a preset and a tuning. */
public final class PresetConfig extends View {
    private final EncodeConfig config;

    public PresetConfig(Arena arena, Abi abi) {
        super(arena, abi, Abi.Struct.PRESET_CONFIG, "NV_ENC_PRESET_CONFIG", NV_ENC_PRESET_CONFIG.sizeof());
        config = new EncodeConfig(arena, NV_ENC_PRESET_CONFIG.presetCfg(memory), abi);
    }

    /** The configuration inside, which has a version word of its own. */
    public EncodeConfig config() {
        return config;
    }
}
