package org.nvenc4j.simulator.coder;

import org.jspecify.annotations.Nullable;
import org.nvenc4j.Codec;
import org.nvenc4j.simulator.CoderSettings;
import org.nvenc4j.simulator.PictureCoder;

/** Opens {@link LibaomCoder}: AV1 at 8 and 10 bits, 4:2:0. */
final class LibaomFactory extends FfmpegFactory {

    LibaomFactory() {
        super(LibaomCoder.NAME, Codec.AV1, 10);
    }

    @Override
    @Nullable
    String furtherReason(CoderSettings settings) {
        return settings.profile() > 1 ? "codes the main profile alone" : null;
    }

    @Override
    PictureCoder openCoder(CoderSettings settings) {
        return new LibaomCoder(this, settings);
    }
}
