package org.nvenc4j.simulator.coder;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.nvenc4j.simulator.CodedPicture;
import org.nvenc4j.simulator.CoderSettings;
import org.nvenc4j.simulator.CoderSettings.RateControl;
import org.nvenc4j.simulator.SourcePicture;

/** Codes H.264 with OpenH264 in FFmpeg, one thread, so that the same pictures always give the same bytes. */
final class OpenH264Coder extends FfmpegCoder {

    static final String NAME = "libopenh264";

    /** That of its highest level. */
    private static final int MAX_BIT_RATE = 288_000_000;

    private final BitWriter bits = new BitWriter();
    private final NalWriter out = new NalWriter();

    OpenH264Coder(OpenH264Factory factory, CoderSettings settings) {
        super(factory, settings);
    }

    @Override
    FfmpegEncoder open(CoderSettings wanted) {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("threads", "1");
        options.put("g", Integer.toString(OpenH264Controls.NO_PERIOD));
        options.put(
                "profile",
                switch (wanted.profile()) {
                    case H264Parameters.BASELINE -> "constrained_baseline";
                    case H264Parameters.MAIN -> "main";
                    default -> "high";
                });
        if (wanted.entropyCoding() != CoderSettings.EntropyCoding.AUTO) {
            options.put("coder", wanted.entropyCoding().name().toLowerCase(Locale.ROOT));
        }
        options.put("qmin", "1");
        options.put("qmax", "51");
        slices(wanted, options);
        if (isConstantQuality(wanted)) {
            options.put("rc_mode", "off");
        } else {
            options.put("rc_mode", "bitrate");
            options.put("b", Integer.toString(scaled(wanted, bitRate(wanted))));
            options.put("maxrate", Integer.toString(scaled(wanted, maxBitRate(wanted))));
        }
        FfmpegEncoder encoder = new FfmpegEncoder(NAME, wanted, options);
        OpenH264Controls.tune(encoder, isConstantQuality(wanted) ? Math.clamp(constantQuality(wanted), 0, 51) : -1);
        return encoder;
    }

    private static void slices(CoderSettings wanted, Map<String, String> options) {
        MacroblockLayout layout = MacroblockLayout.of(wanted);
        int value = Math.max(1, wanted.slicing().value());
        int slices = switch (wanted.slicing().mode()) {
            case COUNT -> value;
            case ROWS -> Math.ceilDiv(layout.rows(), value);
            case MACROBLOCKS -> Math.ceilDiv(layout.count(), value);
            case BYTES -> {
                // OpenH264 needs room for its largest macroblock.
                options.put("max_nal_size", Integer.toString(Math.max(1000, value)));
                yield 1;
            }
        };
        if (slices > 1) {
            options.put("slices", Integer.toString(Math.min(Math.min(slices, layout.rows()), 35)));
        }
    }

    private static long maxBitRate(CoderSettings wanted) {
        RateControl rates = wanted.rateControl();
        return rates.mode() == RateControl.Mode.VBR
                ? Math.clamp(rates.maxBitRate(), bitRate(wanted), Integer.MAX_VALUE)
                : bitRate(wanted);
    }

    /** The frame rate that OpenH264 goes by: it knows none beyond 60. */
    private static float knownFrameRate(CoderSettings of) {
        return Math.clamp((float) of.frameRateNum() / of.frameRateDen(), 1, 60);
    }

    /** A bit rate for that frame rate, so that a picture gets as many bits as it should. */
    private static int scaled(CoderSettings of, long bitRate) {
        double scale = (double) knownFrameRate(of) * of.frameRateDen() / of.frameRateNum();
        return (int) Math.clamp(bitRate * scale, 1000.0, MAX_BIT_RATE);
    }

    @Override
    void setRates(FfmpegEncoder running, CoderSettings from, CoderSettings to) {
        if (!isConstantQuality(to)) {
            OpenH264Controls.setRates(running, scaled(to, bitRate(to)), scaled(to, maxBitRate(to)), knownFrameRate(to));
        }
    }

    @Override
    long duration(CoderSettings openedFor, CoderSettings present) {
        return (long) FfmpegEncoder.CLOCK * present.frameRateDen() / present.frameRateNum();
    }

    @Override
    byte[] parameters(FfmpegEncoder of, CoderSettings present) {
        out.clear();
        writeParameters(of, present);
        return out.toByteArray();
    }

    private void writeParameters(FfmpegEncoder of, CoderSettings present) {
        byte[] extradata = of.extradata();
        for (int[] unit : units(extradata)) {
            int type = extradata[unit[0]] & 0x1F;
            byte[] whole = Arrays.copyOfRange(extradata, unit[0], unit[1]);
            if (type == H264Nal.SPS) {
                H264SequenceRewriter.rewrite(whole, present, bits);
                out.unit(whole[0], bits);
            } else {
                out.raw(whole);
            }
        }
    }

    @Override
    CodedPicture assemble(SourcePicture picture, FfmpegEncoder.Packet packet, FfmpegEncoder of, CoderSettings present) {
        SourcePicture.Type type = packet.key() ? SourcePicture.Type.IDR : picture.type();
        out.clear();
        if (present.accessUnitDelimiter()) {
            H264Nal.delimiter(type, bits, out);
        }
        if (picture.emitSequenceHeader()) {
            writeParameters(of, present);
        }
        H264Nal.sei(picture.metadata(), bits, out);
        byte[] bytes = packet.bytes();
        for (int[] unit : units(bytes)) {
            out.raw(Arrays.copyOfRange(bytes, unit[0], unit[1]));
        }
        return new CodedPicture(out.toByteArray(), OpenH264Controls.averageQp(of), type);
    }

    /** Where the units lie between their start codes: from header to end. */
    private static List<int[]> units(byte[] stream) {
        List<int[]> units = new ArrayList<>();
        int start = -1;
        for (int i = 2; i < stream.length; i++) {
            if (stream[i] == 1 && stream[i - 1] == 0 && stream[i - 2] == 0) {
                if (start >= 0) {
                    units.add(new int[] {start, stream[i - 3] == 0 ? i - 3 : i - 2});
                }
                start = i + 1;
            }
        }
        units.add(new int[] {start, stream.length});
        return units;
    }
}
