package org.nvenc4j.simulator.coder;

import org.nvenc4j.simulator.CoderSettings;
import org.nvenc4j.simulator.Vui;

/** The video usability information at the end of a sequence parameter set of H.264 (annex E). */
final class H264Vui {

    private H264Vui() {}

    /**
     * Writes the flag that says whether there is any, and what there is.
     *
     * @param buffered pictures that the decoder holds, reference pictures included
     */
    static void write(CoderSettings settings, int buffered, BitWriter bits) {
        Vui vui = settings.vui();
        int reorder = settings.gop().reorder();
        boolean present = !vui.equals(Vui.NONE) || reorder > 0;
        bits.flag(present);
        if (!present) {
            return;
        }
        aspect(settings, bits);
        bits.flag(vui.overscan().isPresent());
        vui.overscan().ifPresent(bits::flag);
        bits.flag(vui.videoSignal().isPresent());
        vui.videoSignal().ifPresent(signal -> {
            bits.bits(signal.videoFormat(), 3).flag(signal.fullRange());
            bits.flag(signal.colour().isPresent());
            signal.colour()
                    .ifPresent(colour -> bits.bits(colour.primaries(), 8)
                            .bits(colour.transfer(), 8)
                            .bits(colour.matrix(), 8));
        });
        bits.flag(vui.chromaLocation().isPresent());
        vui.chromaLocation().ifPresent(location -> bits.ue(location.top()).ue(location.bottom()));
        bits.flag(vui.timing());
        if (vui.timing()) {
            // A tick is a field's time.
            bits.bits(settings.frameRateDen(), 32).bits(2L * settings.frameRateNum(), 32);
            bits.flag(false); // fixed_frame_rate_flag
        }
        bits.flag(false).flag(false); // no HRD
        bits.flag(false); // pic_struct_present_flag
        // Without it a decoder has to guess how far pictures are reordered, and first pictures may get lost.
        boolean restriction = vui.bitstreamRestriction() || reorder > 0;
        bits.flag(restriction);
        if (restriction) {
            bits.flag(true); // motion_vectors_over_pic_boundaries_flag
            bits.ue(0).ue(0); // no limit on bytes in a picture, nor on bits in a macroblock
            bits.ue(15).ue(15); // log2_max_mv_length_*
            bits.ue(reorder);
            bits.ue(buffered);
        }
    }

    private static void aspect(CoderSettings settings, BitWriter bits) {
        Vui vui = settings.vui();
        long width = (long) vui.displayAspectWidth() * settings.height();
        long height = (long) vui.displayAspectHeight() * settings.width();
        boolean known = width > 0 && height > 0;
        bits.flag(known);
        if (!known) {
            return;
        }
        if (width == height) {
            bits.bits(1, 8); // square
            return;
        }
        long divisor = divisor(width, height);
        width /= divisor;
        height /= divisor;
        while (Math.max(width, height) > 0xFFFF) {
            width = Math.max(1, width / 2);
            height = Math.max(1, height / 2);
        }
        bits.bits(255, 8).bits(width, 16).bits(height, 16);
    }

    private static long divisor(long a, long b) {
        return b == 0 ? a : divisor(b, a % b);
    }
}
