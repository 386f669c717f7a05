package org.nvenc4j.simulator.coder;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.nvenc4j.Codec;
import org.nvenc4j.simulator.CoderFactory;
import org.nvenc4j.simulator.CoderSettings;
import org.nvenc4j.simulator.PictureCoder;

/** Opens {@link LosslessH264Coder}: every chroma format, 8 and 10 bits, B-frames or fields, slices. */
public final class LosslessH264Factory implements CoderFactory {

    private static final String NAME = "lossless H.264";

    /** The factory has no state. */
    public LosslessH264Factory() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<String> refusal(CoderSettings settings) {
        return Optional.ofNullable(reason(settings));
    }

    private static @Nullable String reason(CoderSettings settings) {
        if (settings.codec() != Codec.H264) {
            return "does not code " + settings.codec();
        }
        if (settings.bitDepth() != 8 && settings.bitDepth() != 10) {
            return "codes 8 or 10 bits, not " + settings.bitDepth();
        }
        MacroblockLayout layout = MacroblockLayout.of(settings);
        if (settings.width() % layout.chromaStepX() != 0 || settings.height() % layout.chromaStepY() != 0) {
            return "needs a size that its chroma samples cover, so even where they are halved, not " + settings.width()
                    + "x" + settings.height();
        }
        if (settings.fieldCoding() && settings.height() % (2 * layout.chromaStepY()) != 0) {
            return "needs fields of whole lines, not a height of " + settings.height();
        }
        if (settings.fieldCoding() && settings.gop().frameIntervalP() > 1) {
            return "has no B pictures of fields, and frameIntervalP is "
                    + settings.gop().frameIntervalP();
        }
        int lowest = H264Parameters.lowestProfile(settings);
        if (settings.profile() != 0 && settings.profile() < lowest) {
            return "needs profile_idc " + lowest + " for this format, not " + settings.profile();
        }
        return null;
    }

    static void require(CoderSettings settings) {
        String reason = reason(settings);
        if (reason != null) {
            throw new IllegalArgumentException("The " + NAME + " coder " + reason);
        }
    }

    @Override
    public PictureCoder open(CoderSettings settings) {
        require(settings);
        return new LosslessH264Coder(settings);
    }
}
