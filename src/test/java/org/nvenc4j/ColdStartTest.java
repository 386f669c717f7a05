package org.nvenc4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a Java process loads and makes until its first access unit. Each of these costs a start milliseconds. */
class ColdStartTest {
    private static final String PROGRAM = """
        import java.lang.foreign.*;
        import java.nio.file.Path;
        import org.nvenc4j.*;
        import org.nvenc4j.cuda.*;

        class Program {
            public static void main(String[] args) {
                SymbolLookup library = SymbolLookup.libraryLookup(Path.of(args[0]), Arena.global());
                NvencDriver driver = NvencDriver.of("stand-in", library, library);
                try (CudaContext context = CudaContext.primary(driver);
                        NvEncoder encoder = NvEncoder.open(context, EncoderConfig.h264(1280, 720).build());
                        DeviceFrame frame = DeviceFrame.allocate(context, BufferFormat.NV12, 1280, 720)) {
                    System.out.println("an access unit of " + encoder.encode(frame).only().size());
                }
            }
        }
        """;

    @TempDir
    Path folder;

    @Test
    void firstAccessUnitTakesTwoSignaturesAndNoLayoutAndFewLambdas() throws Exception {
        Path driver = folder.resolve("driver.so");
        assumeTrue(StandIn.compile(driver, Path.of("src/jmh/c/driver.c")), "no C compiler");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Xlog:class+load",
                        "--class-path",
                        Path.of(NvencDriver.class
                                        .getProtectionDomain()
                                        .getCodeSource()
                                        .getLocation()
                                        .toURI())
                                .toString(),
                        Files.writeString(folder.resolve("Program.java"), PROGRAM)
                                .toString(),
                        driver.toString())
                .redirectErrorStream(true)
                .start();
        List<String> loaded = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertThat(process.waitFor()).as(String.join("\n", loaded)).isZero();
        assertThat(loaded).anyMatch(line -> line.startsWith("an access unit of "));
        assertThat(loaded).filteredOn(line -> line.contains("DowncallStub")).hasSize(2);
        assertThat(loaded)
                .filteredOn(line -> line.contains("org.nvenc4j.internal.raw") && line.contains("$Lazy"))
                .isEmpty();
        assertThat(loaded)
                .filteredOn(line -> line.contains("org.nvenc4j") && line.contains("$$Lambda"))
                .hasSizeLessThan(30);
        assertThat(loaded).noneMatch(line -> line.contains("jdk.jfr.internal"));
    }
}
