package org.nvenc4j.simulator.coder;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.nvenc4j.Codec;
import org.nvenc4j.simulator.CoderFactory;
import org.nvenc4j.simulator.CoderSettings;
import org.nvenc4j.simulator.PictureCoder;

/** What the factories of FFmpeg's encoders share: none of them reorders pictures, all of them lose something. */
abstract class FfmpegFactory implements CoderFactory {

    private final String encoder;
    private final Codec codec;
    private final int maxBitDepth;

    FfmpegFactory(String encoder, Codec codec, int maxBitDepth) {
        this.encoder = encoder;
        this.codec = codec;
        this.maxBitDepth = maxBitDepth;
    }

    @Override
    public final String name() {
        return encoder;
    }

    @Override
    public final Optional<String> refusal(CoderSettings settings) {
        return Optional.ofNullable(reason(settings));
    }

    private @Nullable String reason(CoderSettings settings) {
        if (settings.codec() != codec) {
            return "does not code " + settings.codec();
        }
        if (!FfmpegLibrary.has(encoder)) {
            return "is not in this build of FFmpeg";
        }
        if (settings.chromaFormat() != 1) {
            return "codes 4:2:0 alone, not chroma_format_idc " + settings.chromaFormat();
        }
        if (settings.bitDepth() > maxBitDepth) {
            return "codes up to " + maxBitDepth + " bits, not " + settings.bitDepth();
        }
        if (settings.width() % 2 != 0 || settings.height() % 2 != 0) {
            return "needs an even size, not " + settings.width() + "x" + settings.height();
        }
        if (settings.gop().frameIntervalP() > 1) {
            return "has no B pictures, and frameIntervalP is " + settings.gop().frameIntervalP();
        }
        if (settings.fieldCoding()) {
            return "codes frames, not fields";
        }
        if (settings.lossless()) {
            return "can't code without loss";
        }
        return furtherReason(settings);
    }

    /** Why this encoder in particular can't code it, or null. */
    abstract @Nullable String furtherReason(CoderSettings settings);

    @Override
    public final PictureCoder open(CoderSettings settings) {
        require(settings);
        return openCoder(settings);
    }

    abstract PictureCoder openCoder(CoderSettings settings);

    final void require(CoderSettings settings) {
        String reason = reason(settings);
        if (reason != null) {
            throw new IllegalArgumentException(encoder + " " + reason);
        }
    }
}
