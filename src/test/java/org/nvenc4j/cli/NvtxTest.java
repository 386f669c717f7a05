package org.nvenc4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.nvenc4j.EncoderConfig;
import org.nvenc4j.StandIn;
import org.nvenc4j.cuda.BufferFormat;
import org.nvenc4j.cuda.ColourConverter;
import org.nvenc4j.cuda.CudaContext;
import org.nvenc4j.cuda.DeviceImage;
import org.nvenc4j.cuda.PixelFormat;
import org.nvenc4j.simulator.Coders;
import org.nvenc4j.simulator.Simulator;
import org.nvenc4j.stream.StreamEncoder;

/** The ranges that a profiler sees, by one of our own that writes them down. It needs a C compiler. */
@Timeout(120)
class NvtxTest {
    private static final Path TOOL = Path.of("src/test/c/nvtx-tool.c");

    @TempDir
    Path folder;

    private List<String> encoding(Path tool) throws IOException, InterruptedException {
        return seen(
                tool,
                CommandLineRun.process(
                        List.of(CommandLineRun.NATIVE_ACCESS),
                        "encode",
                        "testsrc:178x100@25",
                        folder.resolve("out.h264").toString(),
                        "--frames",
                        "3",
                        "--driver",
                        "simulator",
                        "--coder",
                        "lossless",
                        "--bitrate",
                        "2M",
                        "--reconfigure",
                        "2:bitrate=1M"));
    }

    private List<String> seen(Path tool, ProcessBuilder builder) throws IOException, InterruptedException {
        Path log = folder.resolve("log");
        builder.environment().put("NVTX_INJECTION64_PATH", tool.toString());
        builder.environment().put("NVTX_TOOL_LOG", log.toString());
        Process process = builder.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return Files.exists(log) ? Files.readAllLines(log) : List.of();
    }

    @Test
    void eachCallIsARangeInOurDomain() throws IOException, InterruptedException {
        Path tool = folder.resolve("nvtx-tool.so");
        assumeTrue(StandIn.compile(tool, TOOL), "no C compiler (gcc, clang, cc) on the path to build the tool with");
        List<String> frame = List.of("0 encode", "1 map", "1 submit", "1 lock");
        assertThat(encoding(tool))
                .containsSubsequence("attached", "domain nvenc4j")
                .containsSubsequence(frame)
                .containsSubsequence("0 encode", "0 encode", "0 reconfigure", "0 encode")
                .noneMatch(line -> line.startsWith("wrong"))
                .hasSize(2 + 3 * frame.size() + 1);
    }

    @Test
    void aConversionIsARangeBeforeItsFrame() throws IOException, InterruptedException {
        Path tool = folder.resolve("nvtx-tool.so");
        assumeTrue(StandIn.compile(tool, TOOL), "no C compiler (gcc, clang, cc) on the path to build the tool with");
        assertThat(seen(tool, CommandLineRun.process(NvtxTest.class, List.of(CommandLineRun.NATIVE_ACCESS))))
                .endsWith("0 convert", "0 encode", "1 map", "1 submit", "1 lock");
    }

    /** The process that converts a picture and encodes it. */
    public static void main(String[] args) {
        try (Simulator simulator = Simulator.builder().coders(Coders.LOSSLESS).build();
                CudaContext context = CudaContext.primary(simulator.driver());
                ColourConverter converter = ColourConverter.builder(PixelFormat.RGBA, BufferFormat.NV12)
                        .build(context);
                DeviceImage image = DeviceImage.allocate(context, PixelFormat.RGBA, 178, 100);
                StreamEncoder stream =
                        StreamEncoder.open(context, EncoderConfig.h264(178, 100).build(), converter)) {
            stream.encode(image, 0);
        }
    }

    @Test
    void aToolThatCannotBeLoadedIsPassedOver() throws IOException, InterruptedException {
        assertThat(encoding(folder.resolve("no-such-tool.so"))).isEmpty();
        assertThat(folder.resolve("out.h264")).isNotEmptyFile();
    }
}
