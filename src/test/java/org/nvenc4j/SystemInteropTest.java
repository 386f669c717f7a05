package org.nvenc4j;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.nvenc4j.cuda.BufferFormat;
import org.nvenc4j.cuda.CudaArray;
import org.nvenc4j.cuda.CudaContext;
import org.nvenc4j.cuda.CudaDevice;
import org.nvenc4j.cuda.DeviceFrame;
import org.nvenc4j.cuda.IpcMemory;
import org.nvenc4j.simulator.Coders;
import org.nvenc4j.simulator.Simulator;

/** Memory of a real GPU, encoded in place by the simulated encoder: another process's, arrays, and that of several GPUs. */
@Tag("gpu")
class SystemInteropTest {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 360;
    private static final EncoderConfig CONFIG =
            EncoderConfig.h264(WIDTH, HEIGHT).build();

    @TempDir
    Path folder;

    private Simulator simulator;

    @BeforeEach
    void open() {
        simulator = SystemGpu.mixed(Simulator.builder().coders(Coders.LOSSLESS));
    }

    @AfterEach
    void close() {
        if (simulator != null) {
            assertThat(simulator.violations()).isEmpty();
            simulator.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> encodesWhatAPythonProcessMade() throws IOException {
        Path script = folder.resolve("ipc_producer.py");
        try (InputStream source =
                Objects.requireNonNull(SystemInteropTest.class.getResourceAsStream("ipc_producer.py"))) {
            Files.copy(source, script);
        }
        Process list = python(script, "--list");
        String makers = new String(list.getInputStream().readAllBytes(), UTF_8).strip();
        assertThat(makers).startsWith("driver");
        return Stream.of(makers.split(" "))
                .map(maker -> DynamicTest.dynamicTest(maker, () -> encodesTheFrameOf(script, maker)));
    }

    private void encodesTheFrameOf(Path script, String maker) throws IOException {
        Process producer = python(script, maker, Integer.toString(WIDTH), Integer.toString(HEIGHT));
        try (BufferedReader said = producer.inputReader(UTF_8);
                CudaContext context = CudaContext.primary(simulator.driver())) {
            String[] export =
                    Objects.requireNonNull(said.readLine(), "the producer died").split(" ");
            IpcMemory memory = IpcMemory.open(context, HexFormat.of().parseHex(export[0]));
            DeviceFrame theirs = memory.frame(
                    Long.parseLong(export[1]), Long.parseLong(export[2]), BufferFormat.NV12, WIDTH, HEIGHT);

            assertThat(theirs.download()).isEqualTo(SystemGpu.pattern(WIDTH, HEIGHT));
            try (NvEncoder encoder = NvEncoder.open(context, CONFIG)) {
                SystemGpu.assertEncodes(encoder, theirs);
            }
        } finally {
            producer.outputWriter(UTF_8).close();
            producer.destroy();
        }
    }

    /** Standard error is the test's own, so that a producer's complaint is seen. */
    private static Process python(Path script, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("python3", script.toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    @Test
    void encodesACudaArray() {
        try (CudaContext context = CudaContext.primary(simulator.driver());
                NvEncoder encoder = NvEncoder.open(context, CONFIG)) {
            CudaArray array = CudaArray.allocate(context, BufferFormat.NV12, WIDTH, HEIGHT);
            array.upload(SystemGpu.pattern(WIDTH, HEIGHT));
            SystemGpu.assertEncodes(encoder, array);
        }
    }

    @Test
    void encodesOnEveryGpuAtOnce() {
        List<CudaDevice> devices = CudaDevice.all(simulator.driver());
        assumeTrue(devices.size() > 1, "no second device here");
        List<CudaContext> contexts = new ArrayList<>();
        List<NvEncoder> encoders = new ArrayList<>();
        List<DeviceFrame> frames = new ArrayList<>();
        for (CudaDevice device : devices) {
            String selector = device.ordinal() % 2 == 0 ? device.uuid() : device.pciBusId();
            CudaContext context = CudaContext.primary(CudaDevice.of(simulator.driver(), selector));
            assertThat(context.device().uuid()).isEqualTo(device.uuid());
            contexts.add(context);
            encoders.add(NvEncoder.open(context, CONFIG));
            DeviceFrame frame = DeviceFrame.allocate(context, BufferFormat.NV12, WIDTH, HEIGHT);
            frame.upload(SystemGpu.pattern(WIDTH, HEIGHT));
            frames.add(frame);
        }
        List<byte[]> units = new ArrayList<>();
        for (int i = 0; i < encoders.size(); i++) {
            units.add(encoders.get(i).encode(frames.get(i)).only().toByteArray());
        }
        assertThat(units).allSatisfy(unit -> assertThat(unit).isEqualTo(units.getFirst()));
        contexts.forEach(CudaContext::close);
    }
}
