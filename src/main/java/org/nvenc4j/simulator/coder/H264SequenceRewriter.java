package org.nvenc4j.simulator.coder;

import java.util.Arrays;
import org.nvenc4j.simulator.CoderSettings;

/** Gives a sequence parameter set that another encoder wrote the usability information and level that are asked for. */
final class H264SequenceRewriter {

    private H264SequenceRewriter() {}

    /**
     * Rewrites a set.
     *
     * @param unit the NAL unit, its header first and emulation prevention in it; progressive, without scaling lists
     * @param settings what is asked for
     * @param bits receives the new payload, without header and emulation prevention
     */
    static void rewrite(byte[] unit, CoderSettings settings, BitWriter bits) {
        byte[] payload = withoutEscapes(unit);
        BitReader reader = new BitReader(payload);
        int profile = reader.bits(8);
        reader.bits(16);
        reader.ue();
        if (profile >= H264Parameters.HIGH) {
            reader.ue(); // chroma_format_idc, never 4:4:4 here
            reader.ue();
            reader.ue();
            reader.bits(2);
        }
        reader.ue();
        if (reader.ue() == 0) { // pic_order_cnt_type
            reader.ue();
        }
        int references = reader.ue();
        reader.bits(1);
        reader.ue();
        reader.ue();
        reader.bits(2);
        if (reader.flag()) { // frame_cropping_flag
            reader.ue();
            reader.ue();
            reader.ue();
            reader.ue();
        }

        int kept = reader.position();
        BitReader copied = new BitReader(payload);
        bits.clear();
        for (int i = 0; i < kept; i += 8) {
            int count = Math.min(8, kept - i);
            int value = copied.bits(count);
            boolean isLevel = i == 16;
            bits.bits(isLevel && settings.level() != 0 ? settings.level() : value, count);
        }
        H264Vui.write(settings, references, bits);
        bits.trailing();
    }

    private static byte[] withoutEscapes(byte[] unit) {
        byte[] payload = new byte[unit.length];
        int length = 0;
        int zeros = 0;
        for (int i = 1; i < unit.length; i++) {
            if (zeros >= 2 && unit[i] == 3) {
                zeros = 0;
                continue;
            }
            zeros = unit[i] == 0 ? zeros + 1 : 0;
            payload[length++] = unit[i];
        }
        return Arrays.copyOf(payload, length);
    }
}
