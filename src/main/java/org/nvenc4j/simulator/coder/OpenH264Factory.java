package org.nvenc4j.simulator.coder;

import org.jspecify.annotations.Nullable;
import org.nvenc4j.Codec;
import org.nvenc4j.simulator.CoderSettings;
import org.nvenc4j.simulator.PictureCoder;

/** Opens {@link OpenH264Coder}: H.264 at 8 bits, 4:2:0, Baseline to High. */
final class OpenH264Factory extends FfmpegFactory {

    /** Level 5.2 is its highest. */
    private static final int MAX_MACROBLOCKS = 36_864;

    OpenH264Factory() {
        super(OpenH264Coder.NAME, Codec.H264, 8);
    }

    @Override
    @Nullable
    String furtherReason(CoderSettings settings) {
        if (MacroblockLayout.of(settings).count() > MAX_MACROBLOCKS) {
            return "codes up to " + MAX_MACROBLOCKS + " macroblocks, fewer than " + settings.width() + "x"
                    + settings.height() + " has";
        }
        if (settings.profile() > H264Parameters.HIGH) {
            return "codes up to profile_idc " + H264Parameters.HIGH + ", not " + settings.profile();
        }
        return OpenH264Controls.refusal();
    }

    @Override
    PictureCoder openCoder(CoderSettings settings) {
        return new OpenH264Coder(this, settings);
    }
}
