package org.nvenc4j.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nvenc4j.Codec;
import org.nvenc4j.Decoder;
import org.nvenc4j.bitstream.AccessUnit;
import org.nvenc4j.bitstream.SequenceHeader;
import org.nvenc4j.cuda.BufferFormat;

/** Whole encodes on the simulator; where its lossless coder codes, what is decoded has to be what went in. */
class EncodeCommandTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"12.1", "12.2", "13.0", "13.1"})
    void givesBackThePatternInEveryAbi(String abi) throws IOException {
        Path output = folder.resolve("out.h264");

        CommandLineRun run = encode("testsrc:178x100@30", output, "--frames", "5", "--abi", abi);

        assertThat(run).isEqualTo(new CommandLineRun(0, run.out(), ""));
        assertThat(run.out())
                .contains("encoded 5 frames of 178x100 NV12 at 30 fps as H264 into " + output)
                .contains("driver simulator (not a hardware encode: coded on the CPU by lossless H.264), ABI " + abi);
        assertThat(decode(output)).containsExactlyElementsOf(pattern("testsrc:178x100@30", 5));
    }

    @Test
    void blamesTheSimulatorsCodersForHevcAndNotTheGpu() {
        CommandLineRun run = encode("testsrc:178x100@30", folder.resolve("out.hevc"), "--frames", "5");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err())
                .startsWith("nvenc: HEVC: the simulator has no coder for it [")
                .contains("lossless H.264 ", "--driver system")
                .doesNotContain("GPU (Ada)");
    }

    @Test
    void takesFfmpegsOptions() throws IOException {
        Path output = folder.resolve("out.h264");
        String options =
                "-c:v h264_nvenc -preset p4 -tune ull -rc cbr -b:v 4M -g 4 -force_key_frames 0.05 -forced-idr 1";

        assertThat(encode("testsrc:178x100@30", output, "--frames", "6", "--ffmpeg-options", options)
                        .status())
                .isZero();
        assertThat(Decoder.decode(Codec.H264, Files.readAllBytes(output)))
                .extracting(Decoder.Picture::keyFrame)
                .containsExactly(true, false, true, false, false, false);
        assertThat(encode(
                                "testsrc:178x100@30",
                                output,
                                "--frames",
                                "6",
                                "--gop",
                                "3",
                                "--ffmpeg-options",
                                "-c:v h264_nvenc -tune ll -g 2")
                        .status())
                .isZero();
        assertThat(Decoder.decode(Codec.H264, Files.readAllBytes(output)))
                .extracting(Decoder.Picture::keyFrame)
                .containsExactly(true, false, false, true, false, false);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        -c:v h264_nvenc -preset p9 | h264 | option '--ffmpeg-options': -preset is "p9"; with H264 it takes one of
        -c:v h264_nvenc            | hevc | --codec: HEVC is not the codec of --ffmpeg-options, H264\
        """)
    void refusesFfmpegsOptionsThatCannotBe(String options, String codec, String message) {
        CommandLineRun run =
                encode("testsrc:178x100@30", folder.resolve("out.h264"), "--codec", codec, "--ffmpeg-options", options);

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains(message);
    }

    @Test
    void encodesAy4mFile() throws IOException {
        Path input = folder.resolve("clip.y4m");
        List<byte[]> frames = pattern("testsrc:178x100@25", 4);
        Files.write(input, y4m("YUV4MPEG2 W178 H100 F25:1 Ip C420jpeg\n", frames));
        Path output = folder.resolve("out.h264");

        assertThat(encode(input.toString(), output).status()).isZero();
        assertThat(decode(output)).containsExactlyElementsOf(frames);
    }

    @ParameterizedTest
    @CsvSource({
        "'', '', false",
        "XCOLORRANGE=FULL, '', true",
        "XCOLORRANGE=LIMITED XYSCSS=420JPEG, '', false",
        "XCOLORRANGE=FULL, tv, false",
        "XCOLORRANGE=LIMITED, pc, true"
    })
    void saysTheRangeOfAY4mFileUnlessToldOtherwise(String parameters, String range, boolean full) throws IOException {
        Path input = folder.resolve("clip.y4m");
        List<byte[]> frames = pattern("testsrc:178x100@25", 1);
        Files.write(input, y4m("YUV4MPEG2 W178 H100 F25:1 Ip C420jpeg " + parameters + "\n", frames));
        Path output = folder.resolve("out.h264");
        String[] options = range.isEmpty() ? new String[0] : new String[] {"--range", range};

        assertThat(encode(input.toString(), output, options).status()).isZero();

        assertThat(SequenceHeader.parse(Codec.H264, Files.readAllBytes(output)).fullRange())
                .isEqualTo(full);
        assertThat(decode(output)).containsExactlyElementsOf(frames);
    }

    @Test
    void encodesRawFramesUpToTheLimit() throws IOException {
        Path input = folder.resolve("clip.yuv");
        List<byte[]> frames = pattern("testsrc:178x100@25", 4);
        ByteArrayOutputStream raw = new ByteArrayOutputStream();
        frames.forEach(raw::writeBytes);
        Files.write(input, raw.toByteArray());
        Path output = folder.resolve("out.h264");

        CommandLineRun run = encode(
                input.toString(),
                output,
                "--size",
                "178x100",
                "--format",
                "iyuv",
                "--fps",
                "30000/1001",
                "--frames",
                "3");

        assertThat(run.status()).isZero();
        assertThat(run.out()).contains("encoded 3 frames of 178x100 IYUV at 30000/1001 fps");
        assertThat(decode(output)).containsExactlyElementsOf(frames.subList(0, 3));
    }

    @ParameterizedTest
    @CsvSource({
        "p010, yuv420p10le",
        "nv16, yuv422p",
        "p210, yuv422p10le",
        "yuv444, yuv444p",
        "yuv444_10bit, yuv444p10le"
    })
    void codesEverySamplingAndDepth(String format, String decoded) throws IOException {
        Path output = folder.resolve("out.h264");

        CommandLineRun run = encode(
                "testsrc:178x100@30", output, "--frames", "2", "--format", format, "--simulated-gpu", "blackwell");

        assertThat(run.err()).isEmpty();
        assertThat(Decoder.decode(Codec.H264, Files.readAllBytes(output)))
                .hasSize(2)
                .allSatisfy(picture -> assertThat(picture.format()).isEqualTo(decoded));
    }

    @Test
    void writesEveryFrameOfAnEncodeThatHoldsFramesBack() throws IOException {
        Path output = folder.resolve("out.h264");

        CommandLineRun run =
                encode("testsrc:178x100@30", output, "--frames", "20", "--tune", "hq", "--bframes", "2", "--gop", "12");

        assertThat(run.status()).isZero();
        assertThat(decode(output)).containsExactlyElementsOf(pattern("testsrc:178x100@30", 20));
    }

    @Test
    void forcesKeyFrames() throws IOException {
        Path output = folder.resolve("out.h264");

        assertThat(encode("testsrc:178x100@30", output, "--frames", "10", "--gop", "inf", "--force-idr", "3,7")
                        .status())
                .isZero();
        assertThat(Decoder.decode(Codec.H264, Files.readAllBytes(output)))
                .extracting(Decoder.Picture::keyFrame)
                .containsExactly(true, false, false, true, false, false, false, true, false, false);
    }

    @Test
    void changesTheSizeOfTheRunningEncoder() throws IOException {
        Path output = folder.resolve("out.h264");

        CommandLineRun run = encode(
                "testsrc:178x100@30",
                output,
                "--frames",
                "12",
                "--tune",
                "hq",
                "--gop",
                "30",
                "--bframes",
                "2",
                "--reconfigure",
                "4:size=320x240",
                "--reconfigure",
                "8:fps=15,size=160x90");

        assertThat(run).isEqualTo(new CommandLineRun(0, run.out(), ""));
        assertThat(run.out()).contains("encoded 12 frames of 178x100 NV12 at 30 fps");
        assertThat(Decoder.decode(Codec.H264, Files.readAllBytes(output)))
                .extracting(picture -> picture.width() + "x" + picture.height() + " " + picture.keyFrame())
                .containsExactly(
                        "178x100 true",
                        "178x100 false",
                        "178x100 false",
                        "178x100 false",
                        "320x240 true",
                        "320x240 false",
                        "320x240 false",
                        "320x240 false",
                        "160x90 true",
                        "160x90 false",
                        "160x90 false",
                        "160x90 false");
    }

    @Test
    void bringsAKeyFrameWithAChangeOnlyWhenAsked() throws IOException {
        Path output = folder.resolve("out.h264");

        CommandLineRun run = encode(
                "testsrc:178x100@30",
                output,
                "--frames",
                "6",
                "--bitrate",
                "4M",
                "--reconfigure",
                "2:bitrate=2M",
                "--reconfigure",
                "4:bitrate=1M,idr");

        assertThat(run).isEqualTo(new CommandLineRun(0, run.out(), ""));
        assertThat(Decoder.decode(Codec.H264, Files.readAllBytes(output)))
                .extracting(Decoder.Picture::keyFrame)
                .containsExactly(true, false, false, false, true, false);
    }

    @Test
    void spendsFewerBitsAfterTheBitRateWentDown() throws IOException {
        Path output = folder.resolve("out.h264");
        List<String> arguments = new ArrayList<>(List.of(
                "encode", "testsrc:320x240@30", output.toString(), "--driver", "simulator", "--coder", "ffmpeg"));
        arguments.addAll(List.of("--rc", "cbr", "--bitrate", "200k", "--frames", "60"));

        assertThat(CommandLineRun.of(arguments.toArray(String[]::new)).status()).isZero();
        long steady = Files.size(output);
        arguments.addAll(List.of("--reconfigure", "30:bitrate=40k"));
        assertThat(CommandLineRun.of(arguments.toArray(String[]::new)).status()).isZero();

        assertThat(Files.size(output)).isLessThan(steady * 3 / 4);
    }

    @Test
    void putsUserDataIntoEachAccessUnit() throws IOException {
        Path output = folder.resolve("out.h264");
        UUID mine = UUID.fromString("8a4f0c52-6f1d-4c3b-9c61-0d2b7d1e5a90");

        CommandLineRun run = encode(
                "testsrc:178x100@30", output, "--frames", "3", "--sei-user-data", mine + ":größer: als", "--aud");

        assertThat(run.status()).isZero();
        assertThat(AccessUnit.parse(Codec.H264, Files.readAllBytes(output)).metadata().stream()
                        .filter(message -> message.uuid().equals(Optional.of(mine))))
                .extracting(message -> new String(message.userData(), UTF_8))
                .containsExactly("größer: als", "größer: als", "größer: als");
    }

    @Test
    void refusesUserDataForAv1() {
        Path output = folder.resolve("out.obu");

        CommandLineRun run = CommandLineRun.of(
                "encode",
                "testsrc:256x256@30",
                output.toString(),
                "--driver",
                "simulator",
                "--sei-user-data",
                UUID.randomUUID() + ":x");

        assertThat(run.err()).startsWith("nvenc: --sei-user-data: AV1 has no such messages; take h264 or hevc");
        assertThat(run.status()).isEqualTo(2);
        assertThat(output).doesNotExist();
    }

    @Test
    void refusesASizeThatTheInputCannotHave() throws IOException {
        Path input = folder.resolve("clip.y4m");
        Files.write(input, y4m("YUV4MPEG2 W178 H100 F25:1 Ip C420jpeg\n", pattern("testsrc:178x100@25", 1)));
        Path output = folder.resolve("out.h264");

        CommandLineRun run = encode(input.toString(), output, "--reconfigure", "1:size=160x90");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err())
                .startsWith("nvenc: --reconfigure 1: the input's frames all have one size; only testsrc can change it");
        assertThat(output).doesNotExist();
    }

    @Test
    void writesTheSummaryAsJson() throws IOException {
        Path json = folder.resolve("summary.json");
        Path output = folder.resolve("out.h264");

        encode("testsrc:178x100@30", output, "--frames", "3", "--json", json.toString());

        assertThat(json)
                .content()
                .contains(
                        "\"driver\": \"simulator\"",
                        "\"hardware\": false",
                        "\"coder\": \"lossless H.264\"",
                        "\"codec\": \"H264\"",
                        "\"width\": 178",
                        "\"frames\": 3",
                        "\"bytes\": " + Files.size(output) + ",",
                        "\"median\": ");
    }

    @Test
    void keepsTheWholeFramesOfATruncatedFile() throws IOException {
        Path input = folder.resolve("clip.y4m");
        List<byte[]> frames = pattern("testsrc:178x100@25", 3);
        byte[] whole = y4m("YUV4MPEG2 W178 H100 F25:1 Ip C420jpeg\n", frames);
        Files.write(input, Arrays.copyOf(whole, whole.length - 10));
        Path output = folder.resolve("out.h264");

        CommandLineRun run = encode(input.toString(), output);

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err())
                .isEqualTo("nvenc: " + input + ", byte " + (whole.length - 10)
                        + ": the input ends inside frame 2: expected 26700 bytes of samples, found 26690\n");
        assertThat(decode(output)).containsExactlyElementsOf(frames.subList(0, 2));
    }

    @Test
    void saysThatThisGpuHasNoEncoder() {
        CommandLineRun run =
                encode("testsrc:178x100@30", folder.resolve("out.h264"), "--frames", "1", "--simulated-gpu", "h200");

        assertThat(run.status()).isEqualTo(3);
        assertThat(run.err()).contains("UNSUPPORTED_DEVICE").contains("has no NVENC engine");
    }

    @Test
    void saysThatThisGpuLacksTheCodec() {
        String output = folder.resolve("out.obu").toString();
        CommandLineRun run = CommandLineRun.of(
                "encode", "testsrc:178x100@30", output, "--driver", "simulator", "--simulated-gpu", "turing");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).startsWith("nvenc: --codec: AV1 cannot be encoded on ");
    }

    private static CommandLineRun encode(String input, Path output, String... options) {
        return CommandLineRun.of(Stream.concat(
                        Stream.of("encode", input, output.toString(), "--driver", "simulator", "--coder", "lossless"),
                        Stream.of(options))
                .toArray(String[]::new));
    }

    /** The frames of a test pattern as IYUV, the layout that a decoder gives. */
    private static List<byte[]> pattern(String text, int count) {
        TestPattern pattern = TestPattern.parse(text, BufferFormat.IYUV);
        List<byte[]> frames = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] frame = new byte[pattern.frameBytes()];
            pattern.next(MemorySegment.ofArray(frame));
            frames.add(frame);
        }
        return frames;
    }

    private static byte[] y4m(String header, List<byte[]> frames) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(header.getBytes(US_ASCII));
        for (byte[] frame : frames) {
            file.writeBytes("FRAME\n".getBytes(US_ASCII));
            file.writeBytes(frame);
        }
        return file.toByteArray();
    }

    private static List<byte[]> decode(Path stream) throws IOException {
        List<byte[]> frames = new ArrayList<>();
        for (Decoder.Picture picture : Decoder.decode(Codec.H264, Files.readAllBytes(stream))) {
            ByteArrayOutputStream frame = new ByteArrayOutputStream();
            picture.planes().forEach(frame::writeBytes);
            frames.add(frame.toByteArray());
        }
        return frames;
    }
}
