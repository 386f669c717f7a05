package org.nvenc4j.simulator;

import java.util.ArrayList;
import java.util.List;
import org.nvenc4j.Codec;

/** Finds the slices of an access unit. */
final class Slices {
    private Slices() {}

    /** Where each slice's NAL unit starts, its start code included; AV1 has one entry. */
    static List<Integer> offsets(CoderSettings settings, byte[] unit) {
        if (settings.codec() == Codec.AV1) {
            return List.of(0);
        }
        List<Integer> offsets = new ArrayList<>();
        for (int i = 0; i + 3 < unit.length; i++) {
            if (unit[i] == 0 && unit[i + 1] == 0 && unit[i + 2] == 1) {
                if (isSlice(settings.codec(), unit[i + 3])) {
                    offsets.add(i > 0 && unit[i - 1] == 0 ? i - 1 : i);
                    if (settings.slicing().equals(CoderSettings.Slicing.ONE)) {
                        break;
                    }
                }
                i += 2;
            }
        }
        return offsets;
    }

    private static boolean isSlice(Codec codec, byte header) {
        int type = codec == Codec.H264 ? header & 0x1F : header >> 1 & 0x3F;
        return codec == Codec.H264 ? type == 1 || type == 5 : type < 32;
    }
}
