package org.nvenc4j.simulator.coder;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nvenc4j.simulator.CodedPicture;
import org.nvenc4j.simulator.CoderSettings;
import org.nvenc4j.simulator.CoderSettings.RateControl;
import org.nvenc4j.simulator.SourcePicture;
import org.nvenc4j.simulator.SourcePicture.Plane;
import org.nvenc4j.simulator.SourcePicture.Type;

/**
 * Codes AV1 with libaom in FFmpeg, in its real-time mode at its fastest. Rate control is CBR whatever is asked for, and
 * {@link CodedPicture#averageQp()} is 0: libaom does not tell.
 *
 * <p>FFmpeg can't change the bit rate of an open libaom. But what libaom spends on a picture is its bit rate times the
 * time that the picture lasts, and AV1 has no times in it: so for half the bit rate pictures last half as long.
 */
final class LibaomCoder extends FfmpegCoder {

    static final String NAME = "libaom-av1";

    /** A sequence header, and the encoder that it belongs to. */
    private byte[] sequenceHeader = {};

    private @Nullable FfmpegEncoder headerOf;

    LibaomCoder(LibaomFactory factory, CoderSettings settings) {
        super(factory, settings);
    }

    @Override
    FfmpegEncoder open(CoderSettings wanted) {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("usage", "realtime");
        options.put("cpu-used", "8");
        options.put("aom-params", "cpu-used=10"); // FFmpeg's own option ends at 8
        options.put("lag-in-frames", "0");
        options.put("g", Integer.toString(Integer.MAX_VALUE));
        options.put("threads", "2");
        options.put("row-mt", "1");
        if (isConstantQuality(wanted)) {
            // FFmpeg counts in libaom's 64 steps, NVENC in the 256 of the bitstream.
            boolean index = wanted.rateControl().mode() == RateControl.Mode.CONSTANT_QP;
            int step = Math.clamp(index ? constantQuality(wanted) / 4 : constantQuality(wanted), 0, 63);
            options.put("crf", Integer.toString(step));
            options.put("qmin", Integer.toString(step));
            options.put("qmax", Integer.toString(step));
            options.put("b", "0");
        } else {
            long rate = bitRate(wanted);
            String text = Long.toString(rate);
            options.put("b", text);
            options.put("minrate", text);
            options.put("maxrate", text);
            // With less than a quarter of a second libaom spoils key frames.
            long asked = wanted.rateControl().vbvBufferSize();
            long buffer = Math.clamp(asked > 0 ? asked : rate, rate / 4, Math.min(4 * rate, Integer.MAX_VALUE));
            options.put("bufsize", Long.toString(buffer));
            options.put("rc_init_occupancy", Long.toString(buffer / 2));
        }
        return new FfmpegEncoder(NAME, wanted, options);
    }

    @Override
    void setRates(FfmpegEncoder running, CoderSettings from, CoderSettings to) {
        // The duration of pictures says it.
    }

    @Override
    long duration(CoderSettings openedFor, CoderSettings present) {
        double scale = isConstantQuality(present) ? 1 : (double) bitRate(present) / bitRate(openedFor);
        double seconds = (double) present.frameRateDen() / present.frameRateNum();
        return Math.max(1, Math.round(FfmpegEncoder.CLOCK * seconds * scale));
    }

    @Override
    byte[] parameters(FfmpegEncoder of, CoderSettings present) {
        if (headerOf != of) {
            // libaom writes the header with its first picture, so another one codes a grey picture for it.
            try (FfmpegEncoder other = open(present)) {
                remember(other.encode(blank(present), true, duration(present, present))
                        .bytes());
            }
            headerOf = of;
        }
        return sequenceHeader.clone();
    }

    private static List<Plane> blank(CoderSettings present) {
        int stride = present.width() * 2;
        Plane plane = new Plane(new byte[stride * present.height()], 0, stride);
        return Collections.nCopies(3, plane);
    }

    private void remember(byte[] stream) {
        for (Obus.Obu unit : Obus.of(stream)) {
            if (unit.type() == Obus.SEQUENCE_HEADER) {
                sequenceHeader = Arrays.copyOfRange(stream, unit.start(), unit.end());
            }
        }
    }

    @Override
    CodedPicture assemble(SourcePicture picture, FfmpegEncoder.Packet packet, FfmpegEncoder of, CoderSettings present) {
        byte[] bytes = packet.bytes();
        if (packet.key()) {
            remember(bytes);
            headerOf = of;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + 64);
        Obus.delimiter(out);
        if (picture.emitSequenceHeader()) {
            out.writeBytes(sequenceHeader);
        }
        picture.metadata().forEach(metadata -> Obus.metadata(metadata, out));
        for (Obus.Obu unit : Obus.of(bytes)) {
            if (unit.type() != Obus.TEMPORAL_DELIMITER && unit.type() != Obus.SEQUENCE_HEADER) {
                out.write(bytes, unit.start(), unit.end() - unit.start());
            }
        }
        return new CodedPicture(out.toByteArray(), 0, packet.key() ? Type.IDR : picture.type());
    }
}
