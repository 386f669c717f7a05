package org.nvenc4j;

import java.util.ArrayList;
import java.util.List;

/** The NAL units of an H.264 byte stream. */
final class AnnexB {
    private AnnexB() {}

    /** The {@code nal_unit_type} of each NAL unit, in order. */
    static List<Integer> nalTypes(byte[] stream) {
        List<Integer> types = new ArrayList<>();
        for (int i = 0; i + 3 < stream.length; i++) {
            if (stream[i] == 0 && stream[i + 1] == 0 && stream[i + 2] == 1) {
                types.add(stream[i + 3] & 0x1F);
            }
        }
        return types;
    }
}
