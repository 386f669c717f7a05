package org.nvenc4j.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nvenc4j.Codec;
import org.nvenc4j.Decoder;
import org.nvenc4j.cuda.BufferFormat;

/** What only a process of its own shows: signals, standard input and output, a missing driver. */
@Timeout(120)
class ProcessTest {
    private static final List<String> NATIVE_ACCESS = List.of(CommandLineRun.NATIVE_ACCESS);
    private static final List<String> NO_DRIVER =
            List.of(CommandLineRun.NATIVE_ACCESS, "-Dnvenc4j.cuda.library=/no/libcuda.so");

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143"})
    @DisabledOnOs(OS.WINDOWS)
    void endsOnAWholeAccessUnitWhenInterrupted(String signal, int status) throws Exception {
        Process process = encodeForever("-");
        try (InputStream out = process.getInputStream()) {
            ByteArrayOutputStream stream = new ByteArrayOutputStream();
            stream.writeBytes(out.readNBytes(100_000));
            signal(process, signal);
            stream.writeBytes(out.readAllBytes());
            String err = new String(process.getErrorStream().readAllBytes(), UTF_8);

            assertThat(process.waitFor()).isEqualTo(status);
            assertThat(Decoder.decode(Codec.H264, stream.toByteArray())).hasSize(framesOf(err));
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void completesTheContainerWhenInterrupted() throws Exception {
        Path file = folder.resolve("out.ivf");
        Process process;
        try (WatchService watch = FileSystems.getDefault().newWatchService()) {
            folder.register(watch, StandardWatchEventKinds.ENTRY_MODIFY);
            process = encodeForever(file.toString(), "--codec", "h264");
            while (!Files.exists(file) || Files.size(file) < 100_000) {
                WatchKey key = watch.take();
                key.pollEvents();
                key.reset();
            }
        }
        signal(process, "INT");
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);

        assertThat(process.waitFor()).isEqualTo(130);
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(bytes.getInt(24)).isEqualTo(framesOf(out));
        int frames = 0;
        bytes.position(32);
        while (bytes.hasRemaining()) {
            int size = bytes.getInt();
            assertThat(bytes.getLong()).isEqualTo(frames++);
            bytes.position(bytes.position() + size);
        }
        assertThat(frames).isEqualTo(framesOf(out));
    }

    @Test
    void encodesFromStandardInputToStandardOutput() throws Exception {
        TestPattern pattern = TestPattern.parse("testsrc:178x100@25", BufferFormat.IYUV);
        byte[] frame = new byte[pattern.frameBytes()];
        pattern.next(MemorySegment.ofArray(frame));
        ByteArrayOutputStream y4m = new ByteArrayOutputStream();
        y4m.writeBytes("YUV4MPEG2 W178 H100 F25:1\nFRAME\n".getBytes(UTF_8));
        y4m.writeBytes(frame);
        Path input = Files.write(folder.resolve("in"), y4m.toByteArray());
        Path output = folder.resolve("out");

        CommandLineRun run = CommandLineRun.ofProcess(
                NATIVE_ACCESS, input, output, "encode", "-", "-", "--driver", "simulator", "--coder", "lossless");

        assertThat(run.err()).startsWith("encoded 1 frames of 178x100 IYUV at 25 fps as H264 into standard output\n");
        assertThat(run.status()).isZero();
        ByteArrayOutputStream decoded = new ByteArrayOutputStream();
        Decoder.decode(Codec.H264, Files.readAllBytes(output))
                .getFirst()
                .planes()
                .forEach(decoded::writeBytes);
        assertThat(decoded.toByteArray()).isEqualTo(frame);
    }

    @Test
    void probesAMachineWithoutADriver() throws Exception {
        Path output = folder.resolve("out");

        CommandLineRun run = withoutDriver(output, "probe", "--json");

        assertThat(run.status()).isEqualTo(3);
        assertThat(output)
                .content()
                .contains("\"available\": false", "\"cause\": \"NO_DRIVER\"", "/no/libcuda.so", "\"remedy\": \"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"system", "simulator"})
    void saysHowToAllowNativeAccess(String driver) throws Exception {
        // Before JDK 24, to grant it to somebody else is what denies it to us.
        String denial = Runtime.version().feature() < 24
                ? "--enable-native-access=java.logging"
                : "--illegal-native-access=deny";
        Path input = Files.write(folder.resolve("empty"), new byte[0]);
        Path file = folder.resolve("out.h264");

        CommandLineRun run = CommandLineRun.ofProcess(
                List.of(denial),
                input,
                folder.resolve("out"),
                "encode",
                "testsrc:178x100@25",
                file.toString(),
                "--driver",
                driver);

        assertThat(run.err())
                .isEqualTo("nvenc: The Java runtime denies native access to nvenc4j."
                        + " Start Java with --enable-native-access=ALL-UNNAMED.\n");
        assertThat(run.status()).isEqualTo(3);
    }

    @Test
    void saysThatTheSimulatorStandsIn() throws Exception {
        Path output = folder.resolve("out");
        Path file = folder.resolve("out.h264");

        CommandLineRun run = withoutDriver(output, "encode", "testsrc:178x100@25", file.toString(), "--frames", "1");

        assertThat(run.status()).isZero();
        assertThat(run.err())
                .startsWith("nvenc: no hardware encoder here, so the simulator encodes on the CPU. ")
                .contains("/no/libcuda.so");
        assertThat(output).content().contains("driver simulator (not a hardware encode: coded on the CPU by ");
    }

    @Test
    void refusesTheSystemDriverWhereThereIsNone() throws Exception {
        Path file = folder.resolve("out.h264");

        CommandLineRun run = withoutDriver(
                folder.resolve("out"), "encode", "testsrc:178x100@25", file.toString(), "--driver", "system");

        assertThat(run.status()).isEqualTo(3);
        assertThat(run.err()).contains("/no/libcuda.so");
        assertThat(file).doesNotExist();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void takesBackAnAccessUnitThatDoesNotFit() throws Exception {
        Path file = folder.resolve("out.h264");
        ProcessBuilder encode = CommandLineRun.process(
                NATIVE_ACCESS,
                "encode",
                "testsrc:178x100@25",
                file.toString(),
                "--driver",
                "simulator",
                "--coder",
                "lossless");
        // The limit counts in units of 1024 bytes, and each frame has some 27 KB.
        encode.command().addAll(0, List.of("bash", "-c", "ulimit -f 100; exec \"$@\"", "bash"));
        Process process = encode.start();
        String err = new String(process.getErrorStream().readAllBytes(), UTF_8);

        assertThat(process.waitFor()).as(err).isEqualTo(1);
        assertThat(err).startsWith("nvenc: ").contains("File too large").doesNotContain("\tat ");
        assertThat(Decoder.decode(Codec.H264, Files.readAllBytes(file))).hasSize(3);
    }

    private CommandLineRun withoutDriver(Path output, String... arguments) throws IOException, InterruptedException {
        Path input = Files.write(folder.resolve("empty"), new byte[0]);
        return CommandLineRun.ofProcess(NO_DRIVER, input, output, arguments);
    }

    private static Process encodeForever(String output, String... options) throws IOException {
        ProcessBuilder encode = CommandLineRun.process(
                NATIVE_ACCESS, "encode", "testsrc:178x100@25", output, "--driver", "simulator", "--coder", "lossless");
        encode.command().addAll(List.of(options));
        return encode.start();
    }

    private static void signal(Process process, String name) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    private static int framesOf(String summary) {
        Matcher matcher = Pattern.compile("interrupted after (\\d+) frames").matcher(summary);
        assertThat(matcher.find()).as(summary).isTrue();
        return Integer.parseInt(matcher.group(1));
    }
}
