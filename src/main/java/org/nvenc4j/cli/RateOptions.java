package org.nvenc4j.cli;

import org.jspecify.annotations.Nullable;
import org.nvenc4j.EncoderConfig;
import org.nvenc4j.MultiPass;
import org.nvenc4j.Qp;
import org.nvenc4j.RateControlMode;
import picocli.CommandLine.Option;

/** How many bits go where. */
final class RateOptions {
    @Option(
            names = "--rc",
            paramLabel = "MODE",
            converter = Words.OfRateControl.class,
            description = "constqp, vbr or cbr; default: the preset's.")
    private @Nullable RateControlMode rateControl;

    @Option(
            names = "--bitrate",
            paramLabel = "RATE",
            converter = Words.OfBits.class,
            description = "Average bits a second, such as 4M or 500k; default: the preset's.")
    private @Nullable Integer bitRate;

    @Option(
            names = "--maxrate",
            paramLabel = "RATE",
            converter = Words.OfBits.class,
            description = "Highest bits a second, for vbr; default: the preset's.")
    private @Nullable Integer maxRate;

    @Option(
            names = "--bufsize",
            paramLabel = "BITS",
            converter = Words.OfBits.class,
            description = "Size of the VBV buffer; default: the preset's.")
    private @Nullable Integer bufferSize;

    @Option(
            names = "--vbv-init",
            paramLabel = "BITS",
            converter = Words.OfBits.class,
            description = "How full the VBV buffer is at first; default: the preset's.")
    private @Nullable Integer vbvInitialDelay;

    @Option(
            names = "--qp",
            paramLabel = "QP",
            description = "Quantiser for constqp: 0 (finest) to 51, for av1 to 255; implies --rc constqp.")
    private @Nullable Integer qp;

    @Option(
            names = "--cq",
            paramLabel = "QUALITY",
            description = "Quality that vbr aims at, in the manner of a quantiser: 0 (automatic), or up to 51, for av1"
                    + " to 63, with fractions; implies --rc vbr. Default: none, the bit rate rules.")
    private @Nullable Double quality;

    @Option(
            names = "--qmin",
            paramLabel = "QP",
            description = "Finest quantiser that vbr and cbr may take, 0 to 51, for av1 to 255; default: the preset's.")
    private @Nullable Integer minQp;

    @Option(
            names = "--qmax",
            paramLabel = "QP",
            description =
                    "Coarsest quantiser that vbr and cbr may take, 0 to 51, for av1 to 255; default: the preset's.")
    private @Nullable Integer maxQp;

    @Option(
            names = "--multipass",
            paramLabel = "PASSES",
            converter = Words.OfMultiPass.class,
            description = "disabled, qres or fullres; default: the preset's.")
    private @Nullable MultiPass multiPass;

    @Option(
            names = "--ldkfs",
            paramLabel = "N",
            description = "How many times a P-frame's bits a key frame may have with ll and ull, 0 (automatic) to 255;"
                    + " default: the preset's.")
    private @Nullable Integer lowDelayKeyFrameScale;

    @Option(
            names = "--spatial-aq",
            negatable = true,
            description = "Spend more bits where flat areas would show faults; default: the preset's.")
    private @Nullable Boolean spatialAq;

    @Option(
            names = "--aq-strength",
            paramLabel = "N",
            description =
                    "How strong that is, 1 to 15, or 0 for automatic; implies --spatial-aq. Default: the preset's.")
    private @Nullable Integer aqStrength;

    @Option(
            names = "--temporal-aq",
            negatable = true,
            description = "Spend more bits on what stays for long; default: the preset's.")
    private @Nullable Boolean temporalAq;

    void addTo(EncoderConfig.Builder builder) {
        if (rateControl != null) {
            builder.rateControlMode(rateControl);
        } else if (quality != null) {
            builder.rateControlMode(RateControlMode.VBR);
        }
        if (bitRate != null) {
            builder.bitRate(bitRate);
        }
        if (maxRate != null) {
            builder.maxBitRate(maxRate);
        }
        if (bufferSize != null) {
            builder.vbvBufferSize(bufferSize);
        }
        if (vbvInitialDelay != null) {
            builder.vbvInitialDelay(vbvInitialDelay);
        }
        if (qp != null) {
            builder.constantQp(Qp.of(qp));
        }
        if (quality != null) {
            builder.targetQuality(quality);
        }
        if (minQp != null) {
            builder.minQp(Qp.of(minQp));
        }
        if (maxQp != null) {
            builder.maxQp(Qp.of(maxQp));
        }
        if (multiPass != null) {
            builder.multiPass(multiPass);
        }
        if (lowDelayKeyFrameScale != null) {
            builder.lowDelayKeyFrameScale(lowDelayKeyFrameScale);
        }
        if (spatialAq != null) {
            builder.spatialAq(spatialAq);
        } else if (aqStrength != null) {
            builder.spatialAq(true);
        }
        if (aqStrength != null) {
            builder.aqStrength(aqStrength);
        }
        if (temporalAq != null) {
            builder.temporalAq(temporalAq);
        }
    }
}
