package org.nvenc4j.bitstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nvenc4j.Codec;

class CodecStringTest {

    private static final int SEEDS = 40;

    @TempDir
    private Path folder;

    /** An SPS that begins with the bytes given and goes on as plainly as can be. */
    private static byte[] h264(int profile, int constraints, int level) {
        BitWriter out = new BitWriter()
                .bits(0x67, 8)
                .bits(profile, 8)
                .bits(constraints, 8)
                .bits(level, 8)
                .ue(0);
        if (profile >= 100) {
            out.ue(1).ue(0).ue(0).flag(false).flag(false);
        }
        out.ue(0)
                .ue(2)
                .ue(1)
                .flag(false)
                .ue(79)
                .ue(44)
                .flag(true)
                .flag(true)
                .flag(false)
                .flag(false);
        return out.nal();
    }

    private static byte[] hevc(int space, boolean high, int profile, long compatibility, long constraints, int level) {
        BitWriter out = new BitWriter()
                .bits(33, 7)
                .bits(0, 6)
                .bits(1, 3)
                .bits(0, 4)
                .bits(0, 3)
                .flag(true);
        out.bits(space, 2)
                .flag(high)
                .bits(profile, 5)
                .bits(compatibility, 32)
                .bits(constraints, 48)
                .bits(level, 8);
        out.ue(0)
                .ue(1)
                .ue(1280)
                .ue(720)
                .flag(false)
                .ue(0)
                .ue(0)
                .ue(4)
                .flag(true)
                .ue(1)
                .ue(0)
                .ue(0);
        out.ue(0)
                .ue(3)
                .ue(0)
                .ue(3)
                .ue(1)
                .ue(1)
                .flag(false)
                .flag(false)
                .flag(false)
                .flag(false)
                .ue(0);
        return out.flag(false).flag(false).flag(false).flag(false).flag(false).nal();
    }

    @ParameterizedTest
    @CsvSource({
        "0x42, 0xE0, 0x1E, avc1.42E01E",
        "0x42, 0xC0, 0x1F, avc1.42C01F",
        "0x4D, 0x40, 0x28, avc1.4D4028",
        "0x64, 0x00, 0x0A, avc1.64000A",
        "0x64, 0x00, 0x33, avc1.640033"
    })
    void namesH264(int profile, int constraints, int level, String expected) {
        SequenceHeader header = SequenceHeader.parse(Codec.H264, h264(profile, constraints, level));
        assertThat(CodecString.of(header)).isEqualTo(expected);
        assertThat(CodecString.inBand(header)).isEqualTo(expected.replace("avc1", "avc3"));
    }

    /** The second is ISO/IEC 14496-15's own example, the others are what phones and tools write. */
    @ParameterizedTest
    @CsvSource({
        "0, false, 1, 0x60000000, 0xB00000000000, 93, hvc1.1.6.L93.B0",
        "1, true, 4, 0x82000000, 0xB02300000000, 120, hvc1.A4.41.H120.B0.23",
        "0, false, 2, 0x20000000, 0x900000000000, 153, hvc1.2.4.L153.90",
        "0, true, 4, 0x08000000, 0x900800000000, 186, hvc1.4.10.H186.90.8",
        "0, false, 1, 0x60000000, 0, 30, hvc1.1.6.L30",
        "3, false, 31, 0x00000001, 0x000000000001, 255, hvc1.C31.80000000.L255.0.0.0.0.0.1"
    })
    void namesHevc(int space, boolean high, int profile, long compatibility, long constraints, int level, String name) {
        SequenceHeader header =
                SequenceHeader.parse(Codec.HEVC, hevc(space, high, profile, compatibility, constraints, level));
        assertThat(CodecString.of(header)).isEqualTo(name);
        assertThat(CodecString.inBand(header)).isEqualTo(name.replace("hvc1", "hev1"));
    }

    /** A header of a whole stream in one operating point: level, tier and everything about colour. */
    private static byte[] av1(int level, boolean high, int depth, int[] colours, boolean fullRange, int position) {
        BitWriter out =
                new BitWriter().bits(0, 3).flag(false).flag(false).flag(false).flag(false);
        out.bits(0, 5).bits(0, 12).bits(level, 5);
        if (level > 7) {
            out.flag(high);
        }
        out.bits(10, 4)
                .bits(9, 4)
                .bits(1279, 11)
                .bits(719, 10)
                .flag(false)
                .bits(0, 3)
                .bits(0, 4)
                .flag(false);
        out.flag(true).flag(true).bits(0, 3);
        out.flag(depth == 10).flag(false).flag(colours.length > 0);
        for (int colour : colours) {
            out.bits(colour, 8);
        }
        return out.flag(fullRange).bits(position, 2).flag(false).flag(false).obu(1);
    }

    /** The long one is the example of the AV1 Codec ISO Media File Format Binding. */
    @Test
    void namesAv1() {
        int[] none = {};
        int[] bt709 = {1, 1, 1};
        int[] pq = {9, 16, 9};
        assertThat(av1Name(av1(4, false, 10, pq, false, 2))).isEqualTo("av01.0.04M.10.0.112.09.16.09.0");
        assertThat(av1Name(av1(1, false, 8, none, false, 0))).isEqualTo("av01.0.01M.08");
        assertThat(av1Name(av1(13, true, 10, bt709, false, 0))).isEqualTo("av01.0.13H.10");
        assertThat(av1Name(av1(13, false, 8, bt709, true, 0))).isEqualTo("av01.0.13M.08.0.110.01.01.01.1");
        assertThat(av1Name(av1(31, false, 8, none, false, 1))).isEqualTo("av01.0.31M.08.0.111.02.02.02.0");
    }

    private static String av1Name(byte[] obu) {
        return CodecString.of(SequenceHeader.parse(Codec.AV1, obu));
    }

    /** FFmpeg names the same streams in its DASH manifests, where it has no more than {@code hev1} for HEVC. */
    @Test
    void saysWhatFfmpegSays() throws IOException {
        for (int seed = 0; seed < SEEDS; seed++) {
            same(Codec.H264, new H264Stream(seed).accessUnit(), seed);
            byte[] av1 = new Av1Stream(seed).sequenceHeader();
            Av1SequenceHeader header = (Av1SequenceHeader) SequenceHeader.parse(Codec.AV1, av1);
            // FFmpeg's long form depends on nothing but the description, and takes sRGB for limited range, which it is
            // not.
            if (header.colourDescribed() && header.colour().matrix() != 0) {
                same(Codec.AV1, av1, seed);
            }
        }
    }

    private void same(Codec codec, byte[] stream, int seed) throws IOException {
        String name = CodecString.of(SequenceHeader.parse(codec, stream));
        assertThat(name.toLowerCase(Locale.ROOT))
                .as("%s, seed %d", codec, seed)
                .isEqualTo(Ffmpeg.codecString(codec, stream, folder).toLowerCase(Locale.ROOT));
    }
}
