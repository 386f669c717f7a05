package org.nvenc4j.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nvenc4j.cuda.BufferFormat;

class Y4mSourceTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"C420jpeg ", "C420mpeg2 ", "C420paldv ", "C420 ", ""})
    void passesPlanar420AsItIs(String sampling) throws IOException {
        byte[] samples = {1, 2, 3, 4, 5, 6, 7, 8, 90, 91, (byte) 200, (byte) 201};

        assertThat(frames("YUV4MPEG2 W4 H2 F25:1 Ip " + sampling + "A1:1\nFRAME\n", samples, BufferFormat.IYUV))
                .containsExactly(samples);
    }

    @Test
    void passesPlanar444AsItIs() throws IOException {
        byte[] samples = {1, 2, 3, 4, 5, 6};

        assertThat(frames("YUV4MPEG2 W2 H1 F25:1 C444\nFRAME\n", samples, BufferFormat.YUV444))
                .containsExactly(samples);
    }

    @Test
    void interleavesTheChromaOf422() throws IOException {
        assertThat(frames("YUV4MPEG2 W4 H1 F25:1 C422\nFRAME\n", bytes(1, 2, 3, 4, 20, 21, 30, 31), BufferFormat.NV16))
                .containsExactly(bytes(1, 2, 3, 4, 20, 30, 21, 31));
    }

    @Test
    void movesTenBitsToTheHighEnd() throws IOException {
        assertThat(frames("YUV4MPEG2 W2 H2 F25:1 C420p10\nFRAME\n", words(0, 1, 512, 1023, 64, 960), BufferFormat.P010))
                .containsExactly(words(0, 1 << 6, 512 << 6, 1023 << 6, 64 << 6, 960 << 6));
        assertThat(frames("YUV4MPEG2 W2 H1 F25:1 C422p10\nFRAME\n", words(5, 6, 7, 8), BufferFormat.P210))
                .containsExactly(words(5 << 6, 6 << 6, 7 << 6, 8 << 6));
        assertThat(frames("YUV4MPEG2 W1 H1 F25:1 C444p10\nFRAME\n", words(5, 6, 7), BufferFormat.YUV444_10BIT))
                .containsExactly(words(5 << 6, 6 << 6, 7 << 6));
    }

    @Test
    void givesMonoNeutralChroma() throws IOException {
        assertThat(frames("YUV4MPEG2 W2 H2 F25:1 Cmono\nFRAME\n", bytes(1, 2, 3, 4), BufferFormat.IYUV))
                .containsExactly(bytes(1, 2, 3, 4, 128, 128));
        assertThat(frames("YUV4MPEG2 W2 H2 F25:1 Cmono10\nFRAME\n", words(1, 2, 3, 4), BufferFormat.P010))
                .containsExactly(words(1 << 6, 2 << 6, 3 << 6, 4 << 6, 512 << 6, 512 << 6));
    }

    @Test
    void readsFrameAfterFrame() throws IOException {
        Path file = folder.resolve("two.y4m");
        Files.write(
                file,
                "YUV4MPEG2 W1 H1 F30000:1001 C444 XCOLORRANGE=LIMITED\nFRAME\nabcFRAME Xnote\ndef".getBytes(US_ASCII));

        try (Y4mSource source = Y4mSource.open(file.toString(), null)) {
            assertThat(source.frameRate()).isEqualTo(new FrameRate(30000, 1001));
            assertThat(read(source)).containsExactly("abc".getBytes(US_ASCII), "def".getBytes(US_ASCII));
        }
    }

    @Test
    void takesAGivenFrameRate() throws IOException {
        Path file = folder.resolve("rate.y4m");
        Files.write(file, "YUV4MPEG2 W1 H1 F0:0 C444\n".getBytes(US_ASCII));

        try (Y4mSource source = Y4mSource.open(file.toString(), new FrameRate(24, 1))) {
            assertThat(source.frameRate()).isEqualTo(new FrameRate(24, 1));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        ''                                      |  0 | expected a line that begins with YUV4MPEG2, found ""
        RIFF....AVI LIST                        |  0 | expected a line that begins with YUV4MPEG2, found "RIFF....A"
        YUV4MPEG2x W4 H2 F25:1                  |  0 | expected a line that begins with YUV4MPEG2, found "YUV4MPEG2x W4 H2 F25:1"
        YUV4MPEG2 W4 H2                         |  0 | the input ends inside the line "YUV4MPEG2 W4 H2"
        YUV4MPEG2 H2 F25:1~                     |  0 | expected the parameters W and H
        YUV4MPEG2 W4 F25:1~                     |  0 | expected the parameters W and H
        YUV4MPEG2 W4 H2~                        |  0 | no frame rate (parameter F); give one with --fps
        YUV4MPEG2 W4 H2 F0:0~                   |  0 | no frame rate (parameter F); give one with --fps
        YUV4MPEG2 W0 H2 F25:1~                  | 10 | expected a width of 1 to 16384, found "W0"
        YUV4MPEG2 W4 H16385 F25:1~              | 13 | expected a height of 1 to 16384, found "H16385"
        YUV4MPEG2 W99999999999999999999 H2~     | 10 | expected a width of 1 to 16384
        YUV4MPEG2 W-4 H2 F25:1~                 | 10 | expected a width of 1 to 16384, found "W-4"
        YUV4MPEG2 W4 H2 F25:0~                  | 16 | expected a frame rate such as F30000:1001, found "F25:0"
        YUV4MPEG2 W4 H2 F25:1 It~               | 22 | expected progressive frames (Ip)
        YUV4MPEG2 W4 H2 F25:1 Ix~               | 22 | expected an interlacing of p, t, b, m or ?, found "Ix"
        YUV4MPEG2 W4 H2 F25:1 C411~             | 22 | expected a colour space that NVENC has: 420jpeg, 420mpeg2
        YUV4MPEG2 W4 H2 F25:1 C420p12~          | 22 | found "C420p12"
        """)
    void refusesAMalformedHeader(String header, long position, String problem) throws IOException {
        Path file = folder.resolve("bad.y4m");
        Files.write(file, header.replace('~', '\n').getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> Y4mSource.open(file.toString(), null))
                .isInstanceOfSatisfying(
                        MalformedInputException.class,
                        e -> assertThat(e.position()).isEqualTo(position))
                .hasMessageStartingWith(file + ", byte " + position + ": ")
                .hasMessageContaining(problem);
    }

    @Test
    void refusesAnEndlessHeader() throws IOException {
        Path file = folder.resolve("endless.y4m");
        Files.write(file, ("YUV4MPEG2 W4 H2 F25:1 X" + "x".repeat(1_000_000)).getBytes(US_ASCII));

        assertThatThrownBy(() -> Y4mSource.open(file.toString(), null))
                .isInstanceOf(MalformedInputException.class)
                .hasMessageContaining("expected a line of at most 1024 bytes, found \"YUV4MPEG2 W4 H2");
    }

    static Stream<Arguments> brokenFrames() {
        return Stream.of(
                Arguments.of("FRAME\nab", 41L, "the input ends inside frame 1: expected 3 bytes of samples, found 2"),
                Arguments.of("FRAME\n", 39L, "the input ends inside frame 1: expected 3 bytes of samples, found 0"),
                Arguments.of("FRA", 33L, "expected a line that begins with FRAME, found \"FRA\""),
                Arguments.of("FRAME", 33L, "the input ends inside the line \"FRAME\""),
                Arguments.of("xFRAME\nabc", 33L, "expected a line that begins with FRAME, found \"xFRAM\""),
                Arguments.of("FRAMES\nabc", 33L, "expected a line that begins with FRAME"));
    }

    @ParameterizedTest
    @MethodSource("brokenFrames")
    void refusesABrokenFrameAfterTheGoodOnes(String second, long position, String problem) throws IOException {
        Path file = folder.resolve("broken.y4m");
        Files.write(file, ("YUV4MPEG2 W1 H1 C444 F1\nFRAME\nabc" + second).getBytes(US_ASCII));

        try (Y4mSource source = Y4mSource.open(file.toString(), null)) {
            byte[] frame = new byte[3];
            assertThat(source.next(MemorySegment.ofArray(frame))).isTrue();
            assertThat(frame).isEqualTo("abc".getBytes(US_ASCII));
            assertThatThrownBy(() -> source.next(MemorySegment.ofArray(frame)))
                    .isInstanceOf(MalformedInputException.class)
                    .hasMessageStartingWith(file + ", byte " + position + ": ")
                    .hasMessageContaining(problem);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void readsOrRefusesWhateverItIsGiven(long seed) throws IOException {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        byte[] good =
                "YUV4MPEG2 W4 H2 F25:1 Ip C420p10 Xnote\nFRAME\n\1\0\1\0\1\0\1\0\1\0\1\0\1\0\1\0\1\0\1\0\1\0\1\0FRAME\n"
                        .getBytes(US_ASCII);
        int refused = 0;
        for (int i = 0; i < 200; i++) {
            byte[] bad = Arrays.copyOf(good, random.nextInt(good.length) + 1);
            // Not the digits of the size: a large one is good, and slow.
            bad[random.nextInt(15, 64) % bad.length] = (byte) random.nextInt();
            Path file = Files.write(folder.resolve("bad.y4m"), bad);
            try (Y4mSource source = Y4mSource.open(file.toString(), null)) {
                read(source);
            } catch (MalformedInputException e) {
                assertThat(e.position()).isBetween(0L, (long) bad.length);
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(100);
    }

    /** For {@code scripts/fuzz}; of frames that are small. */
    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        Path file = Files.write(Fuzzed.FILE, input);
        try (Y4mSource source = Y4mSource.open(file.toString(), null)) {
            if (source.frameBytes() < 1 << 16) {
                read(source);
            }
        } catch (MalformedInputException e) {
            assertThat(e.position()).isBetween(0L, (long) input.length);
        }
    }

    private static final class Fuzzed {
        static final Path FILE = temporaryFile();

        private static Path temporaryFile() {
            try {
                return Files.createTempFile("fuzzed", ".y4m");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Test
    void refusesSamplesOfMoreThanTenBits() throws IOException {
        assertThatThrownBy(() ->
                        frames("YUV4MPEG2 W2 H2 F25:1 C420p10\nFRAME\n", words(0, 1024, 0, 0, 0, 0), BufferFormat.P010))
                .isInstanceOf(MalformedInputException.class)
                .hasMessageContaining("byte 36: expected samples of 0 to 1023 in frame 0");
    }

    private List<byte[]> frames(String header, byte[] samples, BufferFormat expected) throws IOException {
        Path file = folder.resolve("good.y4m");
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.write(header.getBytes(US_ASCII));
        content.write(samples);
        Files.write(file, content.toByteArray());
        try (Y4mSource source = Y4mSource.open(file.toString(), null)) {
            assertThat(source.format()).isEqualTo(expected);
            return read(source);
        }
    }

    private static List<byte[]> read(FrameSource source) throws IOException {
        List<byte[]> frames = new ArrayList<>();
        byte[] frame = new byte[source.frameBytes()];
        while (source.next(MemorySegment.ofArray(frame))) {
            frames.add(frame.clone());
        }
        return frames;
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private static byte[] words(int... values) {
        byte[] bytes = new byte[2 * values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[2 * i] = (byte) values[i];
            bytes[2 * i + 1] = (byte) (values[i] >> 8);
        }
        return bytes;
    }
}
