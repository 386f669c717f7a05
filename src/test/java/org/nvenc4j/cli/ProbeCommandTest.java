package org.nvenc4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.nvenc4j.Capability;
import org.nvenc4j.JsonReader;

/** {@code probe} and {@code caps}, on simulated GPUs. */
class ProbeCommandTest {
    @Test
    void saysWhatEncodes() {
        CommandLineRun run =
                CommandLineRun.of("probe", "--driver", "simulator", "--coder", "lossless", "--abi", "13.0");

        assertThat(run.status()).isZero();
        assertThat(run.out())
                .startsWith("available: driver simulator, GPU 0 ")
                .contains("NVENC API 13.0 (the driver knows 13.1)")
                .contains("\ncodecs: H264\n")
                .contains("\nno HEVC: HEVC cannot be encoded on ")
                .contains("\nno AV1: ");
    }

    @Test
    void saysWhatEncodesAsJson() {
        CommandLineRun run = CommandLineRun.of("probe", "--driver", "simulator", "--coder", "lossless", "--json");

        assertThat(run.status()).isZero();
        assertThat(JsonReader.read(run.out()))
                .asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
                .containsEntry("available", true)
                .containsEntry("driver", "simulator")
                .containsEntry("abi", "13.1")
                .containsEntry("codecs", List.of("H264"))
                .containsKeys("gpu", "gpuOrdinal", "cuda", "maxAbi", "refusals");
    }

    @Test
    void saysWhyNothingEncodes() {
        CommandLineRun run = CommandLineRun.of("probe", "--driver", "simulator", "--simulated-gpu", "h200");

        assertThat(run.status()).isEqualTo(3);
        assertThat(run.out())
                .startsWith("not available: NO_ENCODER\nnvEncOpenEncodeSessionEx answers UNSUPPORTED_DEVICE. ")
                .contains("This GPU has no NVENC engine");
    }

    @Test
    void listsCapabilities() {
        CommandLineRun run = CommandLineRun.of("caps", "--driver", "simulator", "--coder", "lossless");

        assertThat(run.status()).isZero();
        assertThat(run.out())
                .contains("NVENC API 13.1\n")
                .containsPattern("WIDTH_MAX +4096\\b")
                .contains("H264 presets: P1, P2, P3, P4, P5, P6, P7\n")
                .contains("H264 formats: NV12, ")
                .contains("H264 levels: 1.0, 1.1, ")
                .contains("H264 rateControlModes: CONSTANT_QP, VBR, CBR\n")
                .contains("H264 bReferences: DISABLED, EACH, MIDDLE\n");
        for (Capability capability : Capability.values()) {
            assertThat(run.out()).contains("\n" + capability + " ");
        }
    }

    @Test
    void listsCapabilitiesAsJson() {
        CommandLineRun run = CommandLineRun.of("caps", "--driver", "simulator", "--coder", "lossless", "--json");

        assertThat(run.status()).isZero();
        assertThat(JsonReader.read(run.out()))
                .extracting(
                        "codecs.H264.capabilities.WIDTH_MAX",
                        "codecs.H264.presets",
                        "codecs.H264.rateControlModes",
                        "codecs.H264.bReferences")
                .containsExactly(
                        4096L,
                        List.of("P1", "P2", "P3", "P4", "P5", "P6", "P7"),
                        List.of("CONSTANT_QP", "VBR", "CBR"),
                        List.of("DISABLED", "EACH", "MIDDLE"));
        assertThat(JsonReader.read(run.out()))
                .extracting("codecs.H264.capabilities", InstanceOfAssertFactories.map(String.class, Object.class))
                .containsOnlyKeys(
                        Stream.of(Capability.values()).map(Capability::toString).toArray(String[]::new));
    }

    @Test
    void listsNothingWithoutAnEncoder() {
        CommandLineRun run = CommandLineRun.of("caps", "--driver", "simulator", "--simulated-gpu", "h200");

        assertThat(run.status()).isEqualTo(3);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("nvenc: nvEncOpenEncodeSessionEx: UNSUPPORTED_DEVICE");
    }

    @Test
    void timesTheEncodeCalls() {
        CommandLineRun run = CommandLineRun.of(
                "bench", "--driver", "simulator", "--coder", "lossless", "--size", "178x100", "--frames", "5");

        assertThat(run.status()).isZero();
        assertThat(run.out())
                .contains("H264, 5 frames of 178x100\n")
                .contains("not a hardware encode: coded on the CPU by lossless H.264")
                .containsPattern("encode calls: min \\d+\\.\\d{3} ms, median ");
    }
}
