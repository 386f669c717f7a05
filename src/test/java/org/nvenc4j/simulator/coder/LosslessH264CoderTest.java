package org.nvenc4j.simulator.coder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.nvenc4j.simulator.coder.Pictures.moving;
import static org.nvenc4j.simulator.coder.Pictures.noise;
import static org.nvenc4j.simulator.coder.Pictures.packed;
import static org.nvenc4j.simulator.coder.Pictures.picture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nvenc4j.Codec;
import org.nvenc4j.Decoder;
import org.nvenc4j.simulator.CodedPicture;
import org.nvenc4j.simulator.CoderSettings;
import org.nvenc4j.simulator.CoderSettings.Gop;
import org.nvenc4j.simulator.CoderSettings.Slicing;
import org.nvenc4j.simulator.PictureCoder;
import org.nvenc4j.simulator.SourcePicture.Metadata;
import org.nvenc4j.simulator.SourcePicture.Plane;
import org.nvenc4j.simulator.SourcePicture.Type;
import org.nvenc4j.simulator.Vui;

class LosslessH264CoderTest {

    private static CoderSettings.Builder settings(int width, int height) {
        return CoderSettings.builder(Codec.H264, width, height, 60, 1);
    }

    /** One coded picture of a test: what to code, in coding order. */
    private record Step(List<Plane> planes, Type type, boolean reference, int order, List<Metadata> metadata) {

        Step(List<Plane> planes, Type type, boolean reference, int order) {
            this(planes, type, reference, order, List.of());
        }
    }

    private static List<byte[]> code(CoderSettings settings, List<Step> steps) {
        try (PictureCoder coder = new LosslessH264Factory().open(settings)) {
            return steps.stream()
                    .map(step -> coder.code(picture(step.planes, step.type, step.reference, step.order, step.metadata))
                            .bytes())
                    .toList();
        }
    }

    /** Codes, decodes and requires each picture to be what it was, and its type to be what was asked for. */
    private static List<Decoder.Picture> requireExact(CoderSettings settings, List<Step> steps) {
        List<byte[]> units = code(settings, steps);
        List<Decoder.Picture> pictures = Decoder.decode(Codec.H264, units);
        assertThat(pictures).hasSameSizeAs(steps);
        for (Decoder.Picture decoded : pictures) {
            Step step = steps.get((int) decoded.unit());
            assertThat(decoded.width()).isEqualTo(settings.width());
            assertThat(decoded.height()).isEqualTo(settings.height());
            assertThat(decoded.keyFrame()).isEqualTo(step.type == Type.IDR);
            List<byte[]> expected = packed(settings, step.planes);
            for (int plane = 0; plane < expected.size(); plane++) {
                assertThat(Arrays.equals(decoded.planes().get(plane), expected.get(plane)))
                        .as("plane %d of unit %d", plane, decoded.unit())
                        .isTrue();
            }
        }
        assertThat(Decoder.split(Codec.H264, concatenated(units)))
                .as("FFmpeg's parser sees the same access units")
                .containsExactlyElementsOf(units);
        return pictures;
    }

    private static byte[] concatenated(List<byte[]> units) {
        byte[] all = new byte[units.stream().mapToInt(unit -> unit.length).sum()];
        int at = 0;
        for (byte[] unit : units) {
            System.arraycopy(unit, 0, all, at, unit.length);
            at += unit.length;
        }
        return all;
    }

    /** An IDR and P pictures: still, moving, noise. */
    private static List<Step> intraAndPredicted(CoderSettings settings) {
        List<Plane> first = moving(settings, 0);
        return List.of(
                new Step(first, Type.IDR, true, 0),
                new Step(first, Type.P, true, 1),
                new Step(moving(settings, 1), Type.P, true, 2),
                new Step(noise(settings, 1), Type.P, true, 3),
                new Step(noise(settings, 2), Type.I, true, 4),
                new Step(moving(settings, 1), Type.P, true, 5));
    }

    @ParameterizedTest
    @CsvSource({
        "1920, 1080, 1, 8",
        "1366, 768, 1, 8",
        "178, 100, 1, 8",
        "16, 16, 1, 8",
        "130, 98, 1, 10",
        "178, 100, 2, 8",
        "178, 101, 2, 10",
        "177, 99, 3, 8",
        "179, 97, 3, 10",
        "178, 100, 0, 8",
        "1920, 1080, 3, 10"
    })
    void decoderGivesBackTheSamples(int width, int height, int chromaFormat, int bitDepth) {
        CoderSettings settings = settings(width, height)
                .chromaFormat(chromaFormat)
                .bitDepth(bitDepth)
                .build();
        List<Decoder.Picture> pictures = requireExact(settings, intraAndPredicted(settings));
        assertThat(pictures).extracting(Decoder.Picture::type).containsExactly('I', 'P', 'P', 'P', 'I', 'P');
        // FFmpeg shows luma alone as 4:2:0 with grey chroma.
        String format = List.of("yuv420p", "yuv420p", "yuv422p", "yuv444p").get(chromaFormat);
        assertThat(pictures.getFirst().format()).isEqualTo(bitDepth == 8 ? format : format + "10le");
    }

    @Test
    void unchangedPictureCostsNextToNothing() {
        CoderSettings settings = settings(1920, 1080).build();
        List<Plane> still = noise(settings, 3);
        List<byte[]> units =
                code(settings, List.of(new Step(still, Type.IDR, true, 0), new Step(still, Type.P, true, 1)));
        assertThat(units.get(0)).hasSizeGreaterThan(1920 * 1080 * 3 / 2);
        assertThat(units.get(1)).hasSizeLessThan(32);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void reorderedPicturesComeOutInOrder(boolean bitstreamRestriction) {
        CoderSettings settings = settings(178, 100)
                .gop(new Gop(Gop.INFINITE, Gop.INFINITE, 3, 1, 3))
                .vui(new Vui(0, 0, Optional.empty(), Optional.empty(), Optional.empty(), bitstreamRestriction, false))
                .build();
        List<Step> steps = new ArrayList<>();
        for (int idr = 0; idr < 2; idr++) {
            steps.add(new Step(moving(settings, 0), Type.IDR, true, 0));
            for (int p = 3; p <= 12; p += 3) {
                steps.add(new Step(moving(settings, p), Type.P, true, p));
                // One like the picture before, one like the picture after, one like neither.
                steps.add(new Step(moving(settings, p - 3), Type.B, false, p - 2));
                steps.add(new Step(p == 6 ? noise(settings, p) : moving(settings, p), Type.B, false, p - 1));
            }
        }
        List<Decoder.Picture> pictures = requireExact(settings, steps);
        List<Integer> orders = pictures.stream()
                .map(decoded -> steps.get((int) decoded.unit()).order)
                .toList();
        assertThat(orders)
                .containsExactlyElementsOf(Stream.of(0, 1)
                        .flatMap(idr -> IntStream.rangeClosed(0, 12).boxed())
                        .toList());
        assertThat(pictures).extracting(Decoder.Picture::type).startsWith('I', 'B', 'B', 'P', 'B', 'B', 'P');
    }

    @Test
    void bPicturesMayBeReferences() {
        CoderSettings settings = settings(178, 100)
                .gop(new Gop(Gop.INFINITE, Gop.INFINITE, 4, 2, 4))
                .build();
        List<Step> steps = new ArrayList<>(List.of(new Step(moving(settings, 0), Type.IDR, true, 0)));
        for (int p = 4; p <= 16; p += 4) {
            steps.add(new Step(moving(settings, p), Type.P, true, p));
            steps.add(new Step(moving(settings, p - 1), Type.B, true, p - 2));
            steps.add(new Step(moving(settings, p - 4), Type.B, false, p - 3));
            steps.add(new Step(moving(settings, p), Type.B, false, p - 1));
        }
        List<Decoder.Picture> pictures = requireExact(settings, steps);
        assertThat(pictures)
                .extracting(decoded -> steps.get((int) decoded.unit()).order)
                .isSorted();
    }

    @Test
    void bPicturesAtTheEndHaveOnlyThePast() {
        CoderSettings settings = settings(178, 100)
                .gop(new Gop(Gop.INFINITE, Gop.INFINITE, 2, 1, 3))
                .build();
        requireExact(
                settings,
                List.of(
                        new Step(moving(settings, 0), Type.IDR, true, 0),
                        new Step(moving(settings, 1), Type.B, false, 1),
                        new Step(moving(settings, 2), Type.P, true, 2),
                        new Step(moving(settings, 3), Type.P, true, 3),
                        new Step(moving(settings, 2), Type.B, false, 4),
                        new Step(moving(settings, 3), Type.B, false, 5)));
    }

    @Test
    void pPicturesMayBeNoReferences() {
        CoderSettings settings = settings(178, 100).build();
        List<Step> steps = new ArrayList<>(List.of(new Step(moving(settings, 0), Type.IDR, true, 0)));
        for (int i = 1; i < 20; i++) {
            steps.add(new Step(moving(settings, i / 2), Type.P, i % 4 == 0, i));
        }
        requireExact(settings, steps);
    }

    @Test
    void longRunsOverflowNoCounter() {
        CoderSettings settings = settings(16, 16).build();
        List<Step> steps = new ArrayList<>(List.of(new Step(noise(settings, 0), Type.IDR, true, 0)));
        for (int i = 1; i < 70_000; i++) {
            steps.add(new Step(i % 1000 == 0 ? noise(settings, i) : steps.getLast().planes, Type.P, true, i));
        }
        List<Decoder.Picture> pictures = Decoder.decode(Codec.H264, code(settings, steps));
        assertThat(pictures).hasSameSizeAs(steps);
        assertThat(pictures.getLast().planes().getFirst())
                .isEqualTo(packed(settings, steps.getLast().planes).getFirst());
        assertThat(pictures).extracting(Decoder.Picture::unit).isSorted();
    }

    @ParameterizedTest
    @CsvSource({
        "COUNT, 4, 4",
        "COUNT, 1000, 7",
        "ROWS, 2, 4",
        "MACROBLOCKS, 10, 9",
        "MACROBLOCKS, 1, 84",
        "BYTES, 1, 84",
        "BYTES, 4000, 9"
    })
    void pictureIsCutIntoSlices(Slicing.Mode mode, int value, int intraSlices) {
        CoderSettings settings =
                settings(178, 100).slicing(new Slicing(mode, value)).build();
        List<Step> steps = intraAndPredicted(settings);
        requireExact(settings, steps);
        assertThat(nalTypes(code(settings, steps).getFirst()))
                .filteredOn(type -> type == H264Nal.IDR_SLICE)
                .hasSize(intraSlices);
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
    void messagesArriveWhatTheirBytes() {
        CoderSettings settings = settings(178, 100).accessUnitDelimiter(true).build();
        byte[] small = new byte[16 + 5];
        byte[] large = new byte[16 + 700];
        for (int i = 0; i < large.length; i++) {
            large[i] = (byte) (i % 3 == 0 ? 1 : 0);
        }
        byte[] itu = {(byte) 0xB5, 0, 0, 0, 0, 0, 3, 0, 0, 2};
        List<Decoder.Picture> pictures = requireExact(
                settings,
                List.of(
                        new Step(
                                noise(settings, 1),
                                Type.IDR,
                                true,
                                0,
                                List.of(new Metadata(5, small), new Metadata(4, itu), new Metadata(5, large))),
                        new Step(noise(settings, 2), Type.P, true, 1, List.of(new Metadata(300, small))),
                        new Step(noise(settings, 2), Type.P, true, 2, List.of(new Metadata(5, small)))));
        assertThat(pictures.get(0).userData()).containsExactly(small, large);
        assertThat(pictures.get(1).userData()).isEmpty();
        assertThat(pictures.get(2).userData()).containsExactly(small);
    }

    @Test
    void unitsOfAnAccessUnitAreInOrder() {
        CoderSettings settings = settings(178, 100).accessUnitDelimiter(true).build();
        List<byte[]> units = code(
                settings,
                List.of(
                        new Step(moving(settings, 0), Type.IDR, true, 0, List.of(new Metadata(5, new byte[16]))),
                        new Step(moving(settings, 1), Type.P, true, 1)));
        assertThat(nalTypes(units.get(0))).containsExactly(9, 7, 8, 6, 5);
        assertThat(nalTypes(units.get(1))).containsExactly(9, 1);
        try (PictureCoder coder = new LosslessH264Factory().open(settings)) {
            assertThat(nalTypes(coder.sequenceHeader())).containsExactly(7, 8);
        }
    }

    @Test
    void streamDescribesItself() {
        Vui vui = new Vui(
                4,
                3,
                Optional.of(true),
                Optional.of(new Vui.VideoSignal(5, true, Optional.of(new Vui.Colour(9, 16, 9)))),
                Optional.of(new Vui.ChromaLocation(2, 2)),
                true,
                true);
        CoderSettings settings = settings(1440, 1080)
                .frameRate(30000, 1001)
                .vui(vui)
                .gop(new Gop(Gop.INFINITE, Gop.INFINITE, 1, 0, 4))
                .build();
        Decoder.Stream stream = stream(settings);
        assertThat(stream).isEqualTo(new Decoder.Stream(H264Parameters.HIGH, 40, 0, 2, 9, 16, 9, 3, 30000, 1001, 1, 1));

        Decoder.Stream wide = stream(settings(720, 576)
                .vui(new Vui(16, 9, Optional.empty(), Optional.empty(), Optional.empty(), false, false))
                .gop(new Gop(Gop.INFINITE, Gop.INFINITE, 3, 1, 2))
                .profile(H264Parameters.MAIN)
                .level(51)
                .build());
        assertThat(wide.sampleAspectNum()).isEqualTo(64);
        assertThat(wide.sampleAspectDen()).isEqualTo(45);
        assertThat(wide.reorder()).isEqualTo(1);
        assertThat(wide.profile()).isEqualTo(H264Parameters.MAIN);
        assertThat(wide.level()).isEqualTo(51);
        assertThat(wide.range()).isZero();
    }

    private static Decoder.Stream stream(CoderSettings settings) {
        try (Decoder decoder = new Decoder(Codec.H264)) {
            code(settings, List.of(new Step(moving(settings, 0), Type.IDR, true, 0)))
                    .forEach(decoder::feed);
            decoder.finish();
            return decoder.stream();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "176, 144, 15, 10",
        "640, 480, 30, 30",
        "1280, 720, 30, 31",
        "1920, 1080, 30, 40",
        "1920, 1080, 60, 42",
        "3840, 2160, 30, 51",
        "3840, 2160, 60, 52",
        "8192, 4096, 60, 61"
    })
    void levelFollowsSizeAndRate(int width, int height, int rate, int level) {
        byte[] header = new LosslessH264Factory()
                .open(settings(width, height).frameRate(rate, 1).build())
                .sequenceHeader();
        assertThat(header[7]).isEqualTo((byte) level);
    }

    @Test
    void sizeChangesAtAnIdrPicture() {
        CoderSettings large = settings(178, 100).build();
        CoderSettings small = large.toBuilder().size(98, 66).build();
        List<byte[]> units = new ArrayList<>();
        try (PictureCoder coder = new LosslessH264Factory().open(large)) {
            units.add(coder.code(picture(noise(large, 1), Type.IDR, true, 0)).bytes());
            coder.reconfigure(small);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> coder.code(picture(noise(small, 2), Type.P, true, 1)))
                    .withMessageContaining("IDR");
            units.add(coder.code(picture(noise(small, 2), Type.IDR, true, 0)).bytes());
            units.add(coder.code(picture(noise(small, 3), Type.P, true, 1)).bytes());
            assertThatIllegalArgumentException()
                    .isThrownBy(() ->
                            coder.reconfigure(small.toBuilder().bitDepth(10).build()));
        }
        List<Decoder.Picture> pictures = Decoder.decode(Codec.H264, units);
        assertThat(pictures).extracting(Decoder.Picture::width).containsExactly(178, 98, 98);
        assertThat(pictures.get(2).planes().getFirst())
                .isEqualTo(packed(small, noise(small, 3)).getFirst());
    }

    @Test
    void bitRateChangesWithoutNewParameters() {
        CoderSettings settings = settings(178, 100).build();
        try (PictureCoder coder = new LosslessH264Factory().open(settings)) {
            byte[] before = coder.sequenceHeader();
            coder.code(picture(noise(settings, 1), Type.IDR, true, 0));
            coder.reconfigure(settings.toBuilder()
                    .rateControl(new CoderSettings.RateControl(
                            CoderSettings.RateControl.Mode.CBR, 1_000_000, 0, 0, 0, 0, 0, 0))
                    .build());
            CodedPicture next = coder.code(picture(noise(settings, 1), Type.P, true, 1));
            assertThat(next.type()).isEqualTo(Type.P);
            assertThat(nalTypes(next.bytes())).containsExactly(H264Nal.SLICE);
            assertThat(coder.sequenceHeader()).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "HEVC, 1, 8, 0, HEVC",
        "H264, 1, 12, 0, 12",
        "H264, 2, 8, 100, 122",
        "H264, 3, 10, 122, 244",
        "H264, 1, 10, 66, 110"
    })
    void refusalNamesTheReason(Codec codec, int chromaFormat, int bitDepth, int profile, String named) {
        CoderSettings settings = CoderSettings.builder(codec, 178, 100, 60, 1)
                .chromaFormat(chromaFormat)
                .bitDepth(bitDepth)
                .profile(profile)
                .build();
        assertThat(new LosslessH264Factory().refusal(settings)).get().asString().contains(named);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LosslessH264Factory().open(settings))
                .withMessageContaining(named);
    }

    @ParameterizedTest
    @CsvSource({"177, 100, 1", "178, 99, 1", "177, 100, 2"})
    void sizeThatChromaCannotCoverIsRefused(int width, int height, int chromaFormat) {
        assertThat(new LosslessH264Factory()
                        .refusal(settings(width, height)
                                .chromaFormat(chromaFormat)
                                .build()))
                .get()
                .asString()
                .contains(width + "x" + height);
    }

    @ParameterizedTest
    @EnumSource(names = {"P", "B"})
    void predictionNeedsAReference(Type type) {
        CoderSettings settings = settings(178, 100).build();
        try (PictureCoder coder = new LosslessH264Factory().open(settings)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> coder.code(picture(noise(settings, 1), type, true, 0)))
                    .withMessageContaining(type.name());
        }
    }

    @Test
    void closedCoderRefuses() {
        CoderSettings settings = settings(178, 100).build();
        PictureCoder coder = new LosslessH264Factory().open(settings);
        coder.close();
        coder.close();
        assertThatIllegalStateException().isThrownBy(() -> coder.code(picture(noise(settings, 1), Type.IDR, true, 0)));
        assertThatIllegalStateException().isThrownBy(coder::sequenceHeader);
    }
}
