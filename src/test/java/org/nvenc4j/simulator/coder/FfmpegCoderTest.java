package org.nvenc4j.simulator.coder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.nvenc4j.simulator.coder.Pictures.moving;
import static org.nvenc4j.simulator.coder.Pictures.packed;
import static org.nvenc4j.simulator.coder.Pictures.picture;

import java.io.ByteArrayOutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nvenc4j.Codec;
import org.nvenc4j.Decoder;
import org.nvenc4j.simulator.CodedPicture;
import org.nvenc4j.simulator.CoderSettings;
import org.nvenc4j.simulator.CoderSettings.Gop;
import org.nvenc4j.simulator.CoderSettings.RateControl;
import org.nvenc4j.simulator.CoderSettings.Slicing;
import org.nvenc4j.simulator.Coders;
import org.nvenc4j.simulator.PictureCoder;
import org.nvenc4j.simulator.SourcePicture.Metadata;
import org.nvenc4j.simulator.SourcePicture.Plane;
import org.nvenc4j.simulator.SourcePicture.Type;
import org.nvenc4j.simulator.Vui;

class FfmpegCoderTest {

    private static final int WIDTH = 320;
    private static final int HEIGHT = 180;

    private static CoderSettings.Builder settings(Codec codec) {
        return CoderSettings.builder(codec, WIDTH, HEIGHT, 60, 1).rateControl(cbr(500_000));
    }

    private static RateControl cbr(long bitRate) {
        return new RateControl(RateControl.Mode.CBR, bitRate, 0, bitRate / 4, 0, 0, 0, 0);
    }

    private static RateControl constantQp(int qp) {
        return new RateControl(RateControl.Mode.CONSTANT_QP, 0, 0, 0, qp, qp, qp, 0);
    }

    private static PictureCoder open(CoderSettings settings) {
        return Coders.FFMPEG.choose(settings).factory().orElseThrow().open(settings);
    }

    /** A moving texture with grain that no prediction finds, so that the bit rate decides on the sizes. */
    private static List<Plane> textured(CoderSettings settings, int step) {
        return Pictures.planes(settings, (plane, x, y) -> {
            int u = x + 2 * step;
            int v = y + step;
            int grain = (u * 7919 ^ v * 104729 ^ step * 15485863) * 0x9E3779B1 >>> 28;
            int value = plane == 0 ? 60 + (u * 3 + v * 2) % 100 + grain : 128;
            return value << settings.bitDepth() - 8;
        });
    }

    private static List<CodedPicture> code(PictureCoder coder, CoderSettings settings, int from, int to) {
        List<CodedPicture> coded = new ArrayList<>();
        for (int i = from; i < to; i++) {
            coded.add(coder.code(picture(textured(settings, i), i == 0 ? Type.IDR : Type.P, true, i)));
        }
        return coded;
    }

    private static List<byte[]> bytes(List<CodedPicture> coded) {
        return coded.stream().map(CodedPicture::bytes).toList();
    }

    private static long size(List<CodedPicture> coded) {
        return coded.stream().mapToLong(one -> one.bytes().length).sum();
    }

    private static double psnr(byte[] one, byte[] other, int sampleBytes) {
        double error = 0;
        int samples = one.length / sampleBytes;
        for (int i = 0; i < one.length; i += sampleBytes) {
            int difference = sampleBytes == 1
                    ? (one[i] & 0xFF) - (other[i] & 0xFF)
                    : ((one[i] & 0xFF | one[i + 1] << 8) - (other[i] & 0xFF | other[i + 1] << 8)) / 4;
            error += difference * difference;
        }
        return 10 * Math.log10(255 * 255 / (error / samples + 1e-9));
    }

    @ParameterizedTest
    @CsvSource({"H264, 8", "AV1, 8", "AV1, 10"})
    void eachPictureIsOneAccessUnit(Codec codec, int bitDepth) {
        CoderSettings settings =
                settings(codec).bitDepth(bitDepth).rateControl(cbr(4_000_000)).build();
        try (PictureCoder coder = open(settings)) {
            List<CodedPicture> coded = code(coder, settings, 0, 30);
            List<Decoder.Picture> pictures = new ArrayList<>();
            try (Decoder decoder = new Decoder(codec)) {
                for (CodedPicture one : coded) {
                    List<Decoder.Picture> out = decoder.feed(one.bytes());
                    assertThat(out).hasSize(1);
                    pictures.addAll(out);
                }
            }
            assertThat(coded)
                    .extracting(CodedPicture::type)
                    .startsWith(Type.IDR)
                    .filteredOn(Type.IDR::equals)
                    .hasSize(1);
            for (Decoder.Picture decoded : pictures) {
                assertThat(decoded.keyFrame()).isEqualTo(decoded.unit() == 0);
                byte[] expected = packed(settings, textured(settings, (int) decoded.unit()))
                        .getFirst();
                assertThat(psnr(decoded.planes().getFirst(), expected, bitDepth > 8 ? 2 : 1))
                        .isBetween(25.0, 70.0);
            }
            assertThat(pictures.getFirst().format()).isEqualTo(bitDepth == 8 ? "yuv420p" : "yuv420p10le");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"H264", "AV1"})
    void sizesFollowTheBitRate(Codec codec) {
        CoderSettings low = settings(codec).rateControl(cbr(400_000)).build();
        CoderSettings high = low.toBuilder().rateControl(cbr(1_600_000)).build();
        long[] sizes = new long[2];
        for (int i = 0; i < 2; i++) {
            CoderSettings settings = i == 0 ? low : high;
            try (PictureCoder coder = open(settings)) {
                sizes[i] = size(code(coder, settings, 0, 120));
            }
        }
        assertThat((double) sizes[1] / sizes[0]).isBetween(3.0, 5.0);
        assertThat(sizes[1] * 8 / 2).isBetween(1_200_000L, 2_000_000L);
    }

    @ParameterizedTest
    @EnumSource(names = {"H264", "AV1"})
    void bitRateChangesWithoutAKeyPicture(Codec codec) {
        CoderSettings settings = settings(codec).rateControl(cbr(1_600_000)).build();
        try (PictureCoder coder = open(settings)) {
            code(coder, settings, 0, 60);
            long before = size(code(coder, settings, 60, 120));
            coder.reconfigure(settings.toBuilder().rateControl(cbr(800_000)).build());
            List<CodedPicture> next = code(coder, settings, 120, 180);
            assertThat(next).extracting(CodedPicture::type).containsOnly(Type.P);
            assertThat((double) size(next) / before).isBetween(0.4, 0.65);
            coder.reconfigure(settings);
            List<CodedPicture> last = code(coder, settings, 180, 300);
            assertThat(last).extracting(CodedPicture::type).containsOnly(Type.P);
            assertThat((double) size(last.subList(60, 120)) / before).isBetween(0.8, 1.2);
        }
    }

    @ParameterizedTest
    @CsvSource({"H264, 120", "AV1, 120", "H264, 30", "AV1, 30"})
    void frameRateSharesTheBitsOut(Codec codec, int rate) {
        CoderSettings settings =
                settings(codec).frameRate(rate, 1).rateControl(cbr(1_000_000)).build();
        try (PictureCoder coder = open(settings)) {
            code(coder, settings, 0, 60);
            assertThat(size(code(coder, settings, 60, 120)) * 8 * rate / 60).isBetween(700_000L, 1_300_000L);
            coder.reconfigure(settings.toBuilder().frameRate(60, 1).build());
            code(coder, settings, 120, 150);
            assertThat(size(code(coder, settings, 150, 210)) * 8).isBetween(700_000L, 1_300_000L);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"H264", "AV1"})
    void bitRateMayGrowBeyondTheFirstLevel(Codec codec) {
        CoderSettings settings = settings(codec).rateControl(cbr(200_000)).build();
        try (PictureCoder coder = open(settings)) {
            code(coder, settings, 0, 30);
            coder.reconfigure(settings.toBuilder().rateControl(cbr(6_000_000)).build());
            code(coder, settings, 30, 90);
            assertThat(size(code(coder, settings, 90, 150)) * 8).isGreaterThan(4_000_000);
        }
    }

    @ParameterizedTest
    @CsvSource({"H264, 178, 100", "H264, 1366, 768", "AV1, 178, 100", "AV1, 1366, 768"})
    void anyEvenSizeComesBack(Codec codec, int width, int height) {
        CoderSettings settings = CoderSettings.builder(codec, width, height, 30, 1)
                .rateControl(cbr(8_000_000))
                .build();
        try (PictureCoder coder = open(settings)) {
            ByteArrayOutputStream stream = new ByteArrayOutputStream();
            bytes(code(coder, settings, 0, 3)).forEach(stream::writeBytes);
            List<Decoder.Picture> pictures = Decoder.decode(codec, stream.toByteArray());
            assertThat(pictures).hasSize(3).allSatisfy(decoded -> {
                assertThat(decoded.width()).isEqualTo(width);
                assertThat(decoded.height()).isEqualTo(height);
            });
            byte[] expected = packed(settings, textured(settings, 2)).getFirst();
            assertThat(psnr(pictures.get(2).planes().getFirst(), expected, 1)).isGreaterThan(25);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"H264", "AV1"})
    void samePicturesGiveTheSameBytes(Codec codec) {
        CoderSettings settings = settings(codec).build();
        try (PictureCoder one = open(settings);
                PictureCoder other = open(settings)) {
            assertThat(bytes(code(one, settings, 0, 20)))
                    .containsExactlyElementsOf(bytes(code(other, settings, 0, 20)));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"H264", "AV1"})
    void newSceneBringsNoKeyPicture(Codec codec) {
        CoderSettings settings = settings(codec).build();
        try (PictureCoder coder = open(settings)) {
            List<CodedPicture> coded = new ArrayList<>(code(coder, settings, 0, 40));
            coded.add(coder.code(picture(Pictures.noise(settings, 1), Type.P, true, 40)));
            coded.add(coder.code(picture(moving(settings, 1), Type.P, true, 41)));
            assertThat(coded.subList(1, coded.size()))
                    .extracting(CodedPicture::type)
                    .containsOnly(Type.P);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"H264", "AV1"})
    void keyPictureComesWhenAskedFor(Codec codec) {
        CoderSettings settings = settings(codec).build();
        try (PictureCoder coder = open(settings)) {
            code(coder, settings, 0, 7);
            CodedPicture second = coder.code(picture(textured(settings, 7), Type.IDR, true, 0));
            assertThat(second.type()).isEqualTo(Type.IDR);
            List<byte[]> units = new ArrayList<>(List.of(second.bytes()));
            units.addAll(bytes(code(coder, settings, 8, 12)));
            assertThat(Decoder.decode(codec, units)).hasSize(5);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"H264", "AV1"})
    void sizeChangesAtAnIdrPicture(Codec codec) {
        CoderSettings large = settings(codec).build();
        CoderSettings small = large.toBuilder().size(160, 90).build();
        try (PictureCoder coder = open(large)) {
            List<byte[]> units = new ArrayList<>(bytes(code(coder, large, 0, 3)));
            coder.reconfigure(small);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> coder.code(picture(textured(small, 3), Type.P, true, 3)))
                    .withMessageContaining("IDR");
            units.addAll(bytes(code(coder, small, 0, 3)));
            assertThat(Decoder.decode(codec, units))
                    .extracting(Decoder.Picture::width)
                    .containsExactly(320, 320, 320, 160, 160, 160);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"H264", "AV1"})
    void quantiserDecidesOnTheQuality(Codec codec) {
        int scale = codec == Codec.AV1 ? 4 : 1;
        double[] quality = new double[2];
        for (int i = 0; i < 2; i++) {
            CoderSettings settings = settings(codec)
                    .rateControl(constantQp((20 + 20 * i) * scale))
                    .build();
            try (PictureCoder coder = open(settings)) {
                List<CodedPicture> coded = code(coder, settings, 0, 10);
                if (codec == Codec.H264) {
                    assertThat(coded).extracting(CodedPicture::averageQp).containsOnly(20 + 20 * i);
                }
                quality[i] = psnr(
                        Decoder.decode(codec, bytes(coded)).getLast().planes().getFirst(),
                        packed(settings, textured(settings, 9)).getFirst(),
                        1);
            }
        }
        assertThat(quality[0] - quality[1]).isGreaterThan(4);
    }

    @Test
    void averageQpFollowsTheBitRate() {
        int[] qp = new int[2];
        for (int i = 0; i < 2; i++) {
            CoderSettings settings =
                    settings(Codec.H264).rateControl(cbr(300_000L << 3 * i)).build();
            try (PictureCoder coder = open(settings)) {
                qp[i] = code(coder, settings, 0, 30).getLast().averageQp();
            }
        }
        assertThat(qp[0]).isBetween(qp[1] + 4, 51);
    }

    private static List<Integer> nalTypes(byte[] unit) {
        List<Integer> types = new ArrayList<>();
        for (int i = 3; i < unit.length; i++) {
            if (unit[i - 3] == 0 && unit[i - 2] == 0 && unit[i - 1] == 1) {
                types.add(unit[i] & 0x1F);
            }
        }
        return types;
    }

    @Test
    void h264UnitsAreThoseAskedFor() {
        CoderSettings settings = settings(Codec.H264)
                .accessUnitDelimiter(true)
                .slicing(new Slicing(Slicing.Mode.COUNT, 3))
                .build();
        byte[] payload = new byte[40];
        try (PictureCoder coder = open(settings)) {
            assertThat(nalTypes(coder.sequenceHeader())).containsExactly(7, 8);
            List<Metadata> metadata = List.of(new Metadata(5, payload));
            byte[] first = coder.code(picture(textured(settings, 0), Type.IDR, true, 0, metadata))
                    .bytes();
            byte[] second = coder.code(picture(textured(settings, 1), Type.P, true, 1, metadata))
                    .bytes();
            assertThat(nalTypes(first)).containsExactly(9, 7, 8, 6, 5, 5, 5);
            assertThat(nalTypes(second)).containsExactly(9, 6, 1, 1, 1);
            assertThat(Decoder.decode(Codec.H264, List.of(first, second)))
                    .allSatisfy(decoded -> assertThat(decoded.userData()).containsExactly(payload));
        }
    }

    @Test
    void av1UnitsAreThoseAskedFor() {
        CoderSettings settings = settings(Codec.AV1).build();
        byte[] payload = HexFormat.of().parseHex("b5003c000104000000");
        try (PictureCoder coder = open(settings)) {
            byte[] header = coder.sequenceHeader();
            assertThat(Obus.of(header)).extracting(Obus.Obu::type).containsExactly(Obus.SEQUENCE_HEADER);
            byte[] first = coder.code(
                            picture(textured(settings, 0), Type.IDR, true, 0, List.of(new Metadata(4, payload))))
                    .bytes();
            byte[] second =
                    coder.code(picture(textured(settings, 1), Type.P, true, 1)).bytes();
            assertThat(Obus.of(first))
                    .extracting(Obus.Obu::type)
                    .containsExactly(Obus.TEMPORAL_DELIMITER, Obus.SEQUENCE_HEADER, Obus.METADATA, 6);
            assertThat(Arrays.copyOfRange(first, 2, 2 + header.length)).isEqualTo(header);
            assertThat(HexFormat.of().formatHex(first)).contains("2a0b04b5003c00010400000080");
            assertThat(Obus.of(second)).extracting(Obus.Obu::type).containsExactly(Obus.TEMPORAL_DELIMITER, 6);
            assertThat(Decoder.decode(Codec.AV1, List.of(first, second))).hasSize(2);
        }
    }

    @ParameterizedTest
    @CsvSource({"66, 578", "77, 77", "100, 100", "0, 100"})
    void h264StreamDescribesItself(int profile, int decodedProfile) {
        CoderSettings settings = settings(Codec.H264)
                .profile(profile)
                .level(51)
                .vui(new Vui(
                        4,
                        3,
                        Optional.empty(),
                        Optional.of(new Vui.VideoSignal(5, true, Optional.of(new Vui.Colour(1, 13, 6)))),
                        Optional.of(new Vui.ChromaLocation(0, 0)),
                        true,
                        true))
                .build();
        try (PictureCoder coder = open(settings);
                Decoder decoder = new Decoder(Codec.H264)) {
            assertThat(bytes(code(coder, settings, 0, 3)))
                    .flatExtracting(decoder::feed)
                    .hasSize(3);
            assertThat(decoder.stream())
                    .isEqualTo(new Decoder.Stream(decodedProfile, 51, 0, 2, 1, 13, 6, 1, 60, 1, 3, 4));
        }
    }

    @Test
    void av1StreamDescribesItself() {
        CoderSettings settings = settings(Codec.AV1)
                .vui(new Vui(
                        0,
                        0,
                        Optional.empty(),
                        Optional.of(new Vui.VideoSignal(5, true, Optional.of(new Vui.Colour(9, 16, 9)))),
                        Optional.empty(),
                        false,
                        false))
                .build();
        try (PictureCoder coder = open(settings);
                Decoder decoder = new Decoder(Codec.AV1)) {
            assertThat(bytes(code(coder, settings, 0, 2)))
                    .flatExtracting(decoder::feed)
                    .hasSize(2);
            assertThat(decoder.stream()).satisfies(stream -> {
                assertThat(stream.range()).isEqualTo(2);
                assertThat(stream.primaries()).isEqualTo(9);
                assertThat(stream.transfer()).isEqualTo(16);
                assertThat(stream.matrix()).isEqualTo(9);
            });
        }
    }

    @Test
    void autoFallsBackToTheLosslessCoder() {
        CoderSettings plain = settings(Codec.H264).build();
        assertThat(Coders.AUTO.choose(plain).factory().orElseThrow().name()).isEqualTo("libopenh264");
        assertThat(Coders.LOSSLESS.choose(plain).factory().orElseThrow().name()).isEqualTo("lossless H.264");
        for (CoderSettings beyond : List.of(
                plain.toBuilder().chromaFormat(3).build(),
                plain.toBuilder().bitDepth(10).build(),
                plain.toBuilder().lossless(true).build(),
                plain.toBuilder().gop(new Gop(60, 60, 3, 1, 2)).build())) {
            Coders.Choice choice = Coders.AUTO.choose(beyond);
            assertThat(choice.factory().orElseThrow().name()).isEqualTo("lossless H.264");
            assertThat(choice.refusals())
                    .anySatisfy(refusal -> assertThat(refusal).startsWith("libopenh264 "));
            assertThat(Coders.FFMPEG.choose(beyond).factory()).isEmpty();
        }
    }

    @Test
    void withoutFfmpegTheLosslessCoderIsLeft() throws Exception {
        URL classes = Coders.class.getProtectionDomain().getCodeSource().getLocation();
        try (URLClassLoader alone = new URLClassLoader(new URL[] {classes}, null)) {
            Class<?> probe = alone.loadClass(FfmpegLibrary.class.getName());
            Object reason = probe.getMethod("unavailable").invoke(null);
            assertThat((Optional<?>) reason).get().asString().contains("org.bytedeco:ffmpeg");
            Class<?> coders = alone.loadClass(Coders.class.getName());
            Object auto = coders.getField("AUTO").get(null);
            assertThat((List<?>) coders.getMethod("available").invoke(auto))
                    .singleElement()
                    .asString()
                    .contains("LosslessH264Factory");
        }
    }

    @Test
    void hevcHasNoCoder() {
        Coders.Choice choice = Coders.AUTO.choose(settings(Codec.HEVC).build());
        assertThat(choice.factory()).isEmpty();
        assertThat(choice.refusals())
                .hasSize(3)
                .allSatisfy(refusal -> assertThat(refusal).contains("HEVC"));
    }

    @ParameterizedTest
    @EnumSource(names = {"H264", "AV1"})
    void closedCoderRefuses(Codec codec) {
        CoderSettings settings = settings(codec).build();
        PictureCoder coder = open(settings);
        coder.close();
        coder.close();
        assertThatIllegalStateException()
                .isThrownBy(() -> coder.code(picture(textured(settings, 0), Type.IDR, true, 0)));
        assertThatIllegalStateException().isThrownBy(() -> coder.reconfigure(settings));
        assertThatIllegalStateException().isThrownBy(coder::sequenceHeader);
    }
}
