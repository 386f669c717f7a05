package org.nvenc4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class CommandLineTest {
    private static final String SOURCE = "testsrc:256x256@30";

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        --codec vp9               | '--codec': "vp9"; choose one of av1, h264, hevc
        --codec av1               | its ending means H264, but the codec is AV1; change one of them
        --profile ultra           | --profile: "ultra"; choose one of baseline, high, high10, high422, high444p, main for H264
        --level 9                 | "9" is no level
        --preset p8               | '--preset': "p8"; choose one of p1, p2, p3, p4, p5, p6, p7
        --tune film               | '--tune': "film"; choose one of hq, ll, lossless, uhq, ull
        --tune uhq                | --tune: tuning is ULTRA_HIGH_QUALITY; it must be another tuning for H264
        --rc crf                  | '--rc': "crf"; choose one of cbr, constqp, vbr
        --bitrate 0               | '--bitrate': "0"; write a number of 1 to 2147483647, with k or M
        --bitrate -4M             | '--bitrate': "-4M"
        --bitrate 4G              | '--bitrate': "4G"
        --bitrate 3000M           | '--bitrate': "3000M"
        --bitrate 4M --maxrate 1M | --maxrate: maxBitRate is 1000000; it must be at least the average bit rate of 4000000
        --bufsize 1k --vbv-init 2k | --vbv-init: vbvInitialDelay is 2000; it must be at most
        --qp 52                   | --qp: constantQp is
        --qp x                    | 'x' is not an int
        --qp 20 --bitrate 1M      | --bitrate: bitRate is 1000000; it must be left unset with CONSTANT_QP
        --cq x                    | Invalid value for option '--cq': 'x' is not a double
        --cq 52                   | --cq: targetQuality is 52.0; it must be 0 (automatic) to 51 for H264
        --cq 30 --rc cbr          | --cq: targetQuality is 30.0; it must be left unset with CBR
        --qmin 52                 | --qmin: minQp is 52; it must be three quantisers of 0 to 51 for H264
        --qmin 30 --qmax 20       | --qmax: maxQp is 20; it must be at least minQp, which is 30
        --qmax -1                 | --qmax: maxQp is -1
        --ldkfs 256               | --ldkfs: lowDelayKeyFrameScale is 256; it must be 0 to 255
        --aq-strength 16          | --aq-strength: aqStrength is 16; it must be 0 to 15
        --multipass three         | '--multipass': "three"; choose one of disabled, fullres, qres
        --gop 0                   | '--gop': "0"; write a number of frames, 1 or more, or inf
        --bframes 2               | --bframes: bFrames is 2; it must be 0 with ULTRA_LOW_LATENCY
        --rc-lookahead 8          | --rc-lookahead: lookahead is 8; it must be 0 with ULTRA_LOW_LATENCY
        --tier ultra              | '--tier': "ultra"; choose one of high, main
        --tier high               | --tier: tier is HIGH; it must be left unset for H264; only [HEVC, AV1] have it
        --highbitdepth            | --highbitdepth: outputBitDepth is 10, which Simulated NVIDIA GPU (Ada)
        --colorspace bt601        | '--colorspace': "bt601"; choose one of bt2020nc, bt2100-hlg, bt2100-pq, bt470bg, bt709, smpte170m, or write PRIMARIES:TRANSFER:MATRIX
        --colorspace 1:19:1       | --colorspace: colour is
        --range 235               | '--range': "235"; choose one of full, limited, pc, tv
        --b-ref-mode all          | '--b-ref-mode': "all"; choose one of disabled, each, hierarchical, middle
        --b-ref-mode hierarchical | --b-ref-mode: bReference is HIERARCHICAL, which Simulated NVIDIA GPU (Ada)
        --lookahead-level 4       | '--lookahead-level': "4"; choose one of 0, 1, 2, 3, auto
        --abi 12.1 --lookahead-level 1 | --lookahead-level: lookaheadLevel is 1, which needs NVENC API 12.2
        --tf-level 3              | '--tf-level': "3"; choose one of 0, 4
        --tf-level 4              | --tf-level: temporalFilter is true; it must be false with fewer than 4 B-frames
        --tune hq --bframes 2 --weighted-pred | --bframes: bFrames is 2; it must be 0 with weighted prediction
        --dpb-size 17             | --dpb-size: maxReferenceFrames is 17; it must be 0 (automatic) to 16
        --intra-refresh 30        | '--intra-refresh': "30"; write PERIOD:COUNT in frames, such as 120:30
        --intra-refresh 30:30     | --intra-refresh: intraRefresh is
        --intra-refresh 60:30 --gop 60 | --gop: gopLength is 60; it must be INFINITE_GOP with intra refresh
        --slices 0                | --slices: slicing is
        --split-encode 5          | '--split-encode': "5"; choose one of 2, 3, 4, auto, disabled, forced
        --split-encode 2          | --split-encode: splitEncode is TWO; it must be left unset for H264; only [HEVC, AV1] have it
        --reconfigure 0:bitrate=1M | '--reconfigure' (N:KEY=VALUE[,KEY=VALUE]): "0:bitrate=1M"; write N:key=value[,key=value]
        --reconfigure 5           | "5"; write N:key=value[,key=value], N being the number of a frame, 1 or more
        --reconfigure 5:gop=3     | "gop"; the keys are bitrate, maxrate, bufsize, fps, size, idr and reset
        --reconfigure 5:bitrate=x | "x"; write a number of 1 to 2147483647
        --reconfigure 5:fps=0     | frame rate "0"
        --reconfigure 5:idr=yes   | "yes"; write idr and reset alone, or with =1 or =0
        --reconfigure 5:idr,      | ""; the keys are
        --reconfigure 5:size=99x100 | --reconfigure 5: width is 99; it must be an even number
        --maxrate 2M --reconfigure 5:bitrate=3M | --reconfigure 5: maxBitRate is 2000000; it must be at least the average bit rate of 3000000
        --reconfigure 5:idr --reconfigure 5:bitrate=3M | --reconfigure 5: give all that changes there at once
        --reconfigure 5:size=8000x100 | --reconfigure: maxSize is 8000, which Simulated NVIDIA GPU (Ada)
        --sei-user-data hello     | "hello"; write UUID:TEXT, such as
        --sei-user-data 8a4f0c52:x | "8a4f0c52:x"; write UUID:TEXT
        --delay 3                 | '--delay': "3"; only 0 is possible
        --strict-gop=maybe        | 'maybe'
        --frames 0                | '--frames': "0"; write a whole number, 1 or more
        --force-idr 3,-1          | "-1"; write a whole number, 0 or more
        --format rgb              | "rgb"; choose one of abgr, abgr10, argb, argb10, ayuv, iyuv, nv12
        --size 64x64              | --size 64x64: the input "testsrc:256x256@30" says that itself
        --fps 30                  | --fps 30: the input "testsrc:256x256@30" says that itself
        --driver vulkan           | '--driver': expected one of [AUTO, SYSTEM, SIMULATOR, MIXED] (case-insensitive) but was 'vulkan'
        --gpu 7                   | There is no GPU "7"
        --abi 11.0                | NVENC API 11.0 is not one that nvenc4j speaks; choose one of [12.1, 12.2, 13.0, 13.1]
        --abi new                 | "new" is no NVENC API version
        --abi 12.1 --format nv16  | --format: bufferFormat is NV16, which needs NVENC API 13.0
        --simulated-gpu voodoo    | "voodoo"; choose one of ada, blackwell, h200, turing
        --coder x264              | '--coder': expected one of [LOSSLESS, FFMPEG, AUTO]
        --json /no/such/file.json | /no/such/file.json: no such file or folder
        --colour                  | Unknown option: '--colour'
        """)
    void refusesABadOption(String options, String problem) {
        Path output = folder.resolve("out.h264");

        CommandLineRun run = CommandLineRun.of(Stream.concat(
                        Stream.of("encode", SOURCE, output.toString(), "--driver", "simulator")
                                .limit(options.contains("--driver") ? 3 : 5),
                        Arrays.stream(options.split(" ")))
                .toArray(String[]::new));

        assertThat(run.err()).contains(problem).startsWith("nvenc: ").endsWith("Try 'nvenc encode --help'.\n");
        assertThat(run.err()).doesNotContain("\tat ");
        assertThat(run.status()).isEqualTo(2);
        assertThat(output).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        encode                            | Missing required parameters: 'INPUT', 'OUTPUT'
        encode testsrc:256x256@30           | Missing required parameter: 'OUTPUT'
        encode testsrc:255x256@30 a.h264    | width is 255; it must be an even number
        encode testsrc:256x255@30 a.h264    | height is 255; it must be an even number
        encode testsrc:256x256 a.h264      | write testsrc:WIDTHxHEIGHT@FPS
        encode testsrc:256x256@30 a.mp4     | its name has to end in .h264, .hevc, .obu or .ivf
        encode testsrc:256x256@30 /no/a.ivf | /no/a.ivf: no such file or folder
        encode /no/such.y4m a.h264        | /no/such.y4m: no such file or folder
        encode / a.h264 --size 256x256    | /: is a folder, not a file
        encode clip.yuv a.h264            | raw frames need --size WxH
        encode clip.mp4 a.h264            | otherwise give a .y4m file or testsrc:WxH@FPS
        transcode                         | Unmatched argument at index 0: 'transcode'
        --verbose                         | Unknown option: '--verbose'
        """)
    void refusesBadArguments(String arguments, String problem) {
        String driver = arguments.startsWith("encode") ? " --driver simulator" : "";

        CommandLineRun run = CommandLineRun.of((arguments + driver).split(" "));

        assertThat(run.err()).contains(problem).startsWith("nvenc: ").doesNotContain("\tat ");
        assertThat(run.status()).isEqualTo(2);
    }

    @Test
    void knowsEveryOptionOfTheDesign() {
        CommandLine encode = Main.commandLine().getSubcommands().get("encode");

        assertThat(encode.getCommandSpec().optionsMap())
                .containsKeys(
                        "--driver",
                        "--abi",
                        "--gpu",
                        "--codec",
                        "--profile",
                        "--level",
                        "--tier",
                        "--preset",
                        "--tune",
                        "--rc",
                        "--bitrate",
                        "--maxrate",
                        "--bufsize",
                        "--vbv-init",
                        "--qp",
                        "--cq",
                        "--qmin",
                        "--qmax",
                        "--multipass",
                        "--gop",
                        "--bframes",
                        "--b-ref-mode",
                        "--rc-lookahead",
                        "--lookahead-level",
                        "--weighted-pred",
                        "--strict-gop",
                        "--nonref-p",
                        "--zerolatency",
                        "--spatial-aq",
                        "--temporal-aq",
                        "--aq-strength",
                        "--tf-level",
                        "--intra-refresh",
                        "--slices",
                        "--split-encode",
                        "--ldkfs",
                        "--dpb-size",
                        "--highbitdepth",
                        "--format",
                        "--colorspace",
                        "--range",
                        "--aud",
                        "--repeat-headers",
                        "--sei-user-data",
                        "--force-idr",
                        "--reconfigure",
                        "--delay",
                        "--frames",
                        "--size",
                        "--json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"encode", "probe", "caps", "bench"})
    void explainsEveryOption(String command) {
        CommandLine subcommand = Main.commandLine().getSubcommands().get(command);
        CommandLineRun help = CommandLineRun.of(command, "--help");

        assertThat(help.status()).isZero();
        for (OptionSpec option : subcommand.getCommandSpec().options()) {
            if (!option.hidden()) {
                assertThat(option.description()).as(option.longestName()).isNotEmpty();
                assertThat(help.out())
                        .contains(
                                option.negatable()
                                        ? option.longestName().replace("--", "--[no-]")
                                        : option.longestName());
            }
        }
    }

    @Test
    void showsTheStackOnlyWhenAsked() {
        String[] wrong = {"encode", SOURCE, "a.mp4", "--driver", "simulator"};

        assertThat(CommandLineRun.of(wrong).err()).doesNotContain("\tat ");
        assertThat(CommandLineRun.of(Stream.concat(Stream.of("--stacktrace"), Arrays.stream(wrong))
                                .toArray(String[]::new))
                        .err())
                .contains("\tat org.nvenc4j");
    }

    @Test
    void refusesToOverwriteItsInput() throws IOException {
        Path file = folder.resolve("clip.h264");
        Files.write(file, new byte[256 * 256 * 3 / 2]);

        CommandLineRun run = CommandLineRun.of(
                "encode", file.toString(), file.toString(), "--size", "256x256", "--driver", "simulator");

        assertThat(run.err()).contains("is the input; give it another name");
        assertThat(run.status()).isEqualTo(2);
        assertThat(file).hasSize(256 * 256 * 3 / 2);
    }
}
