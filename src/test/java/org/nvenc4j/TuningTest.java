package org.nvenc4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.nvenc4j.simulator.GpuModel;
import org.nvenc4j.simulator.Simulator;
import org.nvenc4j.simulator.StubCoder;

/** Tunings: what each is to the driver, and which versions and GPUs have it for which codec. */
class TuningTest {
    @EachAbi
    void everyTuningThatThereIsReachesTheDriver(ApiVersion version) {
        try (var gpu = gpu(version, GpuModel.BLACKWELL)) {
            for (Codec codec : Codec.values()) {
                for (Tuning tuning : Tuning.values()) {
                    if (isThere(tuning, codec, version)) {
                        gpu.simulator.forget();
                        NvEncoder.open(gpu.context, config(codec, tuning)).close();
                        assertThat(gpu.simulator
                                        .calls("nvEncInitializeEncoder")
                                        .getFirst()
                                        .in())
                                .containsEntry("tuningInfo", number(tuning));
                    }
                }
            }
        }
    }

    private static boolean isThere(Tuning tuning, Codec codec, ApiVersion version) {
        return switch (tuning) {
            case HIGH_QUALITY, LOW_LATENCY, ULTRA_LOW_LATENCY -> true;
            case LOSSLESS -> codec != Codec.AV1;
            case ULTRA_HIGH_QUALITY ->
                switch (codec) {
                    case H264 -> false;
                    case HEVC -> version.isAtLeast(ApiVersion.V12_2);
                    case AV1 -> version.isAtLeast(ApiVersion.V13_0);
                };
        };
    }

    /** By the fact tables: NV_ENC_TUNING_INFO. */
    private static long number(Tuning tuning) {
        return FactTables.of(ApiVersion.V13_1).constants().stream()
                .filter(constant -> constant.name().equals("NV_ENC_TUNING_INFO_" + tuning))
                .findAny()
                .orElseThrow()
                .value();
    }

    @EachAbi
    void ultraHighQualityIsRefusedWhereTheVersionHasItNot(ApiVersion version) {
        try (var gpu = gpu(version, GpuModel.BLACKWELL)) {
            for (Codec codec : new Codec[] {Codec.HEVC, Codec.AV1}) {
                if (!isThere(Tuning.ULTRA_HIGH_QUALITY, codec, version)) {
                    ApiVersion needed = codec == Codec.HEVC ? ApiVersion.V12_2 : ApiVersion.V13_0;
                    assertThatThrownBy(() -> NvEncoder.open(gpu.context, config(codec, Tuning.ULTRA_HIGH_QUALITY)))
                            .isInstanceOf(UnsupportedFeatureException.class)
                            .hasMessageStartingWith("tuning is ULTRA_HIGH_QUALITY")
                            .hasMessageContaining("NVENC API " + needed);
                }
            }
            assertThat(gpu.simulator.calls("nvEncInitializeEncoder")).isEmpty();
        }
    }

    @EachAbi
    void gpusThatHaveItNotRefuseItAndNameTheCapability(ApiVersion version) {
        GpuModel old = GpuModel.TURING.withCap(Codec.HEVC, 34, 0);
        try (var gpu = gpu(version, old)) {
            if (version.isAtLeast(ApiVersion.V12_2)) {
                assertThatThrownBy(() -> NvEncoder.open(gpu.context, config(Codec.HEVC, Tuning.ULTRA_HIGH_QUALITY)))
                        .isInstanceOf(UnsupportedFeatureException.class)
                        .hasMessageContaining("NV_ENC_CAPS_SUPPORT_TEMPORAL_FILTER");
            }
            assertThatThrownBy(() -> NvEncoder.open(gpu.context, config(Codec.HEVC, Tuning.LOSSLESS)))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContaining("NV_ENC_CAPS_SUPPORT_LOSSLESS_ENCODE");
        }
    }

    private static EncoderConfig config(Codec codec, Tuning tuning) {
        return EncoderConfig.builder(codec, 640, 360).tuning(tuning).build();
    }

    private static SimulatedGpu gpu(ApiVersion version, GpuModel model) {
        return SimulatedGpu.of(
                Simulator.builder().maxApiVersion(version).gpu(model).coder(new StubCoder()));
    }
}
