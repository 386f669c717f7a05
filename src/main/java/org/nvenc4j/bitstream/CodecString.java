package org.nvenc4j.bitstream;

import java.util.Locale;
import org.nvenc4j.ColourDescription;

/**
 * The name that browsers and manifests give to what a decoder needs: the {@code codecs} parameter of RFC 6381, such as
 * {@code avc1.42C01F}, {@code hvc1.1.6.L93.B0} or {@code av01.0.05M.08}.
 *
 * <p>
 * It is made from the header that is in the stream, not from what was asked of the encoder: the driver chooses levels,
 * constraint flags and sometimes profiles, and a browser that is told a wrong one decodes in software, or not at all.
 *
 * <p>
 * The forms are those of ISO/IEC 14496-15, annex E, for H.264 and HEVC, and of the AV1 Codec ISO Media File Format
 * Binding, 5.
 */
public final class CodecString {

    private CodecString() {}

    /**
     * The name of a stream whose parameter sets are all known beforehand, or which the receiver does not ask about. This
     * is what WebCodecs wants, for streams with parameter sets in their key frames as well.
     *
     * @param header the stream's header
     * @return {@code avc1.}, {@code hvc1.} or {@code av01.} and what the header says. AV1's optional part is there where the
     *     stream describes its colours or is otherwise none that a short name stands for: 4:2:0, limited range, BT.709 or
     *     unspecified colours
     */
    public static String of(SequenceHeader header) {
        return switch (header) {
            case H264SequenceHeader h264 -> "avc1." + parameters(h264);
            case HevcSequenceHeader hevc -> "hvc1." + parameters(hevc.profileTierLevel());
            case Av1SequenceHeader av1 -> "av01." + parameters(av1);
        };
    }

    /**
     * The name of a stream that carries its parameter sets with it, in a file or segment that says so.
     *
     * @param header the stream's header
     * @return as {@link #of}, with {@code avc3.} and {@code hev1.} in front
     */
    public static String inBand(SequenceHeader header) {
        return switch (header) {
            case H264SequenceHeader h264 -> "avc3." + parameters(h264);
            case HevcSequenceHeader hevc -> "hev1." + parameters(hevc.profileTierLevel());
            case Av1SequenceHeader av1 -> "av01." + parameters(av1);
        };
    }

    private static String parameters(H264SequenceHeader header) {
        return format("%02X%02X%02X", header.profile(), header.constraintFlags(), header.level());
    }

    private static String parameters(HevcProfile profile) {
        StringBuilder text = new StringBuilder();
        if (profile.profileSpace() > 0) {
            text.append((char) ('A' + profile.profileSpace() - 1));
        }
        // The flag of profile 0, which comes first in the stream, is the lowest bit here.
        text.append(format("%d.%X", profile.profile(), Integer.reverse(profile.compatibilityFlags())));
        text.append('.').append(profile.highTier() ? 'H' : 'L').append(profile.level());
        for (long rest = profile.constraintFlags() << 16; rest != 0; rest <<= Byte.SIZE) {
            text.append(format(".%X", rest >>> 56));
        }
        return text.toString();
    }

    private static String parameters(Av1SequenceHeader header) {
        String required = format(
                "%d.%02d%c.%02d", header.profile(), header.level(), header.highTier() ? 'H' : 'M', header.bitDepth());
        boolean monochrome = header.chromaFormatIdc() == 0;
        boolean halfWidth = header.chromaFormatIdc() < 3;
        boolean halfHeight = header.chromaFormatIdc() < 2;
        ColourDescription colour = header.colour();
        String optional = format(
                ".%d.%d%d%d.%02d.%02d.%02d.%d",
                monochrome ? 1 : 0,
                halfWidth ? 1 : 0,
                halfHeight ? 1 : 0,
                header.chromaSamplePosition(),
                colour.primaries(),
                colour.transfer(),
                colour.matrix(),
                header.fullRange() ? 1 : 0);
        boolean needless = optional.equals(".0.110.01.01.01.0") || optional.equals(".0.110.02.02.02.0");
        return needless ? required : required + optional;
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
