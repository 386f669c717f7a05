package org.nvenc4j.simulator.coder;

import org.jspecify.annotations.Nullable;
import org.nvenc4j.simulator.CodedPicture;
import org.nvenc4j.simulator.CoderSettings;
import org.nvenc4j.simulator.CoderSettings.RateControl;
import org.nvenc4j.simulator.PictureCoder;
import org.nvenc4j.simulator.SourcePicture;
import org.nvenc4j.simulator.SourcePicture.Type;

/**
 * What the coders have in common that FFmpeg's encoders stand behind.
 *
 * <p>Bit rates and the frame rate change from one picture to the next. FFmpeg can't change anything else in an open
 * encoder, so a second one is opened then and takes over at the next IDR picture. An I picture is coded as an IDR
 * picture, and every picture as a reference: these encoders know no other.
 */
abstract class FfmpegCoder implements PictureCoder {

    private final FfmpegFactory factory;
    private FfmpegEncoder encoder;

    /** What the encoder was opened for. */
    private CoderSettings opened;

    /** The encoder that takes over at the next IDR picture. */
    private @Nullable FfmpegEncoder successor;

    private CoderSettings settings;
    private boolean closed;

    FfmpegCoder(FfmpegFactory factory, CoderSettings settings) {
        this.factory = factory;
        this.settings = settings;
        opened = settings;
        encoder = open(settings);
    }

    /** Opens an encoder for settings that the factory accepted. */
    abstract FfmpegEncoder open(CoderSettings wanted);

    /** Makes an open encoder keep to the rates of new settings that differ in nothing else. */
    abstract void setRates(FfmpegEncoder running, CoderSettings from, CoderSettings to);

    /** How long a picture lasts for the encoder, in its clock. */
    abstract long duration(CoderSettings openedFor, CoderSettings present);

    /** Encodes nothing, if need be, to say what parameter sets the encoder has. */
    abstract byte[] parameters(FfmpegEncoder of, CoderSettings present);

    /** Makes the access unit out of the packet. */
    abstract CodedPicture assemble(
            SourcePicture picture, FfmpegEncoder.Packet packet, FfmpegEncoder of, CoderSettings present);

    @Override
    public byte[] sequenceHeader() {
        requireOpen();
        return parameters(successor == null ? encoder : successor, settings);
    }

    @Override
    public CodedPicture code(SourcePicture picture) {
        requireOpen();
        boolean key = picture.type() == Type.IDR || picture.type() == Type.I;
        if (successor != null) {
            if (picture.type() == Type.IDR) {
                encoder.close();
                encoder = successor;
                opened = settings;
                successor = null;
            } else if (settings.width() != opened.width() || settings.height() != opened.height()) {
                throw new IllegalArgumentException("The first picture of another size is of type " + picture.type()
                        + ": it has to be an IDR picture");
            }
        }
        FfmpegEncoder.Packet packet = encoder.encode(picture.planes(), key, duration(opened, settings));
        return assemble(picture, packet, encoder, settings);
    }

    @Override
    public void reconfigure(CoderSettings newSettings) {
        requireOpen();
        factory.require(newSettings);
        if (newSettings.bitDepth() != settings.bitDepth()) {
            throw new IllegalArgumentException("The bit depth of a running stream can't change");
        }
        @Nullable FfmpegEncoder replacement = fixed(newSettings).equals(fixed(opened)) ? null : open(newSettings);
        if (successor != null) {
            successor.close();
        }
        successor = replacement;
        setRates(encoder, settings, newSettings);
        settings = newSettings;
    }

    /** Settings with everything taken out that an open encoder is no obstacle to. */
    private static CoderSettings fixed(CoderSettings of) {
        RateControl rates = of.rateControl();
        boolean constantQp = rates.mode() == RateControl.Mode.CONSTANT_QP;
        return of.toBuilder()
                .maxSize(0, 0)
                .frameRate(1, 1)
                .level(0)
                .accessUnitDelimiter(false)
                .gop(new CoderSettings.Gop(0, 0, 1, 0, 1))
                .rateControl(new RateControl(
                        constantQp ? RateControl.Mode.CONSTANT_QP : RateControl.Mode.CBR,
                        0,
                        0,
                        0,
                        constantQp ? rates.qpP() : 0,
                        0,
                        constantQp ? rates.qpI() : 0,
                        rates.targetQuality()))
                .build();
    }

    /** The bit rate that is asked for, or one that suits the size. */
    static long bitRate(CoderSettings of) {
        RateControl rates = of.rateControl();
        long asked = rates.averageBitRate() > 0 ? rates.averageBitRate() : rates.maxBitRate();
        // A tenth of a bit a pixel is a usual rate for video.
        long usual = (long) of.width() * of.height() * of.frameRateNum() / of.frameRateDen() / 10;
        return Math.clamp(asked > 0 ? asked : usual, 10_000L, Integer.MAX_VALUE);
    }

    /** Whether a quantiser is asked for, and no bit rate. */
    static boolean isConstantQuality(CoderSettings of) {
        RateControl rates = of.rateControl();
        return rates.mode() == RateControl.Mode.CONSTANT_QP
                || rates.targetQuality() > 0 && rates.averageBitRate() == 0 && rates.maxBitRate() == 0;
    }

    /** The quantiser that is asked for with {@link #isConstantQuality}. */
    static int constantQuality(CoderSettings of) {
        RateControl rates = of.rateControl();
        return rates.mode() == RateControl.Mode.CONSTANT_QP ? rates.qpP() : rates.targetQuality();
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("The coder is closed");
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            encoder.close();
            if (successor != null) {
                successor.close();
            }
        }
    }
}
