package org.nvenc4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nvenc4j.NvencUnavailableException.Cause;
import org.nvenc4j.cuda.CudaContext;
import org.nvenc4j.cuda.CudaDevice;
import org.nvenc4j.internal.driver.RawCuda;
import org.nvenc4j.simulator.Coders;
import org.nvenc4j.simulator.GpuModel;
import org.nvenc4j.simulator.Leftovers;
import org.nvenc4j.simulator.Simulator;

class NvencTest {
    @EachAbi
    void findsTheCodecsThatEncode(ApiVersion version) {
        try (Simulator simulator = simulator(GpuModel.TURING)) {
            NvencDriver driver = simulator.driver().withApiVersion(version);

            assertThat(Nvenc.probe(driver)).isInstanceOfSatisfying(ProbeResult.Available.class, yes -> {
                assertThat(yes.isAvailable()).isTrue();
                assertThat(yes.driver()).isEqualTo("simulator");
                assertThat(yes.gpu()).isEqualTo(CudaDevice.of(driver, 0).name());
                assertThat(yes.apiVersion()).isEqualTo(version);
                assertThat(yes.maxApiVersion()).isEqualTo(ApiVersion.V13_1);
                assertThat(yes.cudaDriverVersion()).isEqualTo(driver.cudaDriverVersion());
                assertThat(yes.codecs()).containsExactly(Codec.H264);
                assertThat(yes.refusals()).containsOnlyKeys(Codec.HEVC, Codec.AV1);
                assertThat(yes.refusals().get(Codec.AV1)).contains("AV1").contains(yes.gpu());
            });
            assertLeftNothing(simulator);
        }
    }

    @Test
    void namesAGpuWithoutAnEncoder() {
        try (Simulator simulator = simulator(GpuModel.H200)) {
            ProbeResult result = Nvenc.probe(simulator.driver());

            assertThat(result.isAvailable()).isFalse();
            assertThat(result).isInstanceOfSatisfying(ProbeResult.Unavailable.class, no -> {
                assertThat(no.cause()).isEqualTo(Cause.NO_ENCODER);
                assertThat(no.problem()).isEqualTo("nvEncOpenEncodeSessionEx answers UNSUPPORTED_DEVICE");
                assertThat(no.remedy()).contains("has no NVENC engine");
                assertThat(no.message()).isEqualTo(no.problem() + ". " + no.remedy() + ".");
            });
            assertLeftNothing(simulator);
        }
    }

    @Test
    void takesTheFirstGpuThatEncodes() {
        try (Simulator simulator = simulator(GpuModel.H200, GpuModel.ADA)) {
            assertThat(Nvenc.probe(simulator.driver()))
                    .isInstanceOfSatisfying(
                            ProbeResult.Available.class,
                            yes -> assertThat(yes.gpuOrdinal()).isEqualTo(1));
            assertLeftNothing(simulator);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "cuDeviceGetCount, 999, FAILED",
        "cuDevicePrimaryCtxRetain, 2, FAILED",
        "cuInit, 100, NO_DEVICE",
        "cuInit, 999, FAILED",
        "nvEncOpenEncodeSessionEx, 15, DRIVER_TOO_OLD",
        "nvEncOpenEncodeSessionEx, 10, SESSION_LIMIT",
        "nvEncOpenEncodeSessionEx, 21, SESSION_LIMIT",
        "nvEncInitializeEncoder, 8, FAILED",
        "nvEncEncodePicture, 20, FAILED"
    })
    void namesTheCause(String function, int status, Cause cause) {
        // A GPU of one codec: the failure of one session is that of all.
        try (Simulator simulator = simulator(GpuModel.TURING)) {
            for (int nth = 1; nth <= Codec.values().length; nth++) {
                simulator.fail(function, nth, status);
            }

            assertThat(Nvenc.probe(simulator.driver())).isInstanceOfSatisfying(ProbeResult.Unavailable.class, no -> {
                assertThat(no.cause()).isEqualTo(cause);
                assertThat(no.problem()).isNotBlank();
                assertThat(no.remedy()).isNotBlank();
                assertThat(no.message()).endsWith(".").doesNotContain("..");
            });
            assertLeftNothing(simulator);
        }
    }

    @Test
    void asksADriverOnce() {
        try (Simulator simulator =
                Simulator.builder().coders(Coders.LOSSLESS).record().build()) {
            ProbeResult first = Nvenc.probe(simulator.driver());
            simulator.forget();

            assertThat(Nvenc.probe(simulator.driver())).isSameAs(first);
            assertThat(simulator.calls()).isEmpty();
        }
    }

    @Test
    void asksAgainAfterASessionLimit() {
        try (Simulator simulator =
                Simulator.builder().coders(Coders.LOSSLESS).sessionLimit(1).build()) {
            try (CudaContext context = CudaContext.primary(simulator.driver());
                    NvEncoder other =
                            NvEncoder.open(context, EncoderConfig.h264(256, 256).build())) {
                assertThat(other.isOpen()).isTrue();
                assertThat(Nvenc.probe(simulator.driver()))
                        .isInstanceOfSatisfying(
                                ProbeResult.Unavailable.class,
                                no -> assertThat(no.cause()).isEqualTo(Cause.SESSION_LIMIT));
            }

            assertThat(Nvenc.probe(simulator.driver()).isAvailable()).isTrue();
        }
    }

    @Test
    void leavesTheCurrentContextAsItWas() {
        try (Simulator simulator = simulator(GpuModel.ADA)) {
            RawCuda cuda = new RawCuda(simulator.driver());
            CudaDevice.all(simulator.driver());
            long mine = cuda.createContext(0);

            assertThat(Nvenc.probe(simulator.driver()).isAvailable()).isTrue();

            assertThat(cuda.currentContext()).isEqualTo(mine);
            cuda.destroyContext(mine);
        }
    }

    @Test
    void listsTheCapabilitiesOfEachCodec() {
        try (Simulator simulator = Simulator.builder().coders(Coders.LOSSLESS).build();
                CudaContext context = CudaContext.primary(simulator.driver())) {
            assertThat(Nvenc.capabilities(context).get(Codec.H264)).satisfies(h264 -> {
                assertThat(h264.value(Capability.WIDTH_MAX)).isEqualTo(4096);
                assertThat(h264.profiles()).contains(Profile.H264_HIGH);
            });
            assertThat(simulator.leftovers().sessions()).isZero();
        }
    }

    @Test
    void doesNotListTheCapabilitiesOfAGpuWithoutAnEncoder() {
        try (Simulator simulator = simulator(GpuModel.H200);
                CudaContext context = CudaContext.primary(simulator.driver())) {
            assertThatThrownBy(() -> Nvenc.capabilities(context))
                    .isInstanceOfSatisfying(
                            NvencException.class,
                            e -> assertThat(e.status()).isEqualTo(NvencStatus.UNSUPPORTED_DEVICE));
        }
    }

    private static Simulator simulator(GpuModel... gpus) {
        Simulator.Builder builder = Simulator.builder().coders(Coders.LOSSLESS);
        for (GpuModel gpu : gpus) {
            builder.gpu(gpu);
        }
        return builder.build();
    }

    private static void assertLeftNothing(Simulator simulator) {
        assertThat(simulator.leftovers()).isEqualTo(Leftovers.NONE);
        assertThat(simulator.leftAtDestroy()).isEqualTo(Leftovers.NONE);
        assertThat(simulator.violations()).isEmpty();
    }
}
