package org.nvenc4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.nvenc4j.simulator.GpuModel;
import org.nvenc4j.simulator.Simulator;
import org.nvenc4j.simulator.StubCoder;

/** Capabilities are those of the header, and their values those of the GPU. */
class CapabilityTest {
    @EachAbi
    void thereIsOneForEachThatTheVersionHas(ApiVersion version) {
        Map<String, Integer> header = FactTables.of(version).constants().stream()
                .filter(constant -> constant.enumeration().equals("NV_ENC_CAPS"))
                .filter(constant -> !constant.name().equals("NV_ENC_CAPS_EXPOSED_COUNT"))
                .collect(Collectors.toMap(FactTables.Constant::name, FactTables.Constant::value));
        Map<String, Integer> ours =
                Stream.of(Capability.values()).collect(Collectors.toMap(Capability::nvencName, Capability::id));
        assertThat(ours).containsAllEntriesOf(header);
        if (version.equals(ApiVersion.V13_1)) {
            assertThat(ours).hasSameSizeAs(header);
        }
    }

    /** A capability that the version does not know is 0, whatever the GPU has. */
    @EachAbi
    void theValuesAreTheGpusAsFarAsTheVersionKnowsThem(ApiVersion version) {
        int known = FactTables.of(version).constants().stream()
                .filter(constant -> constant.name().equals("NV_ENC_CAPS_EXPOSED_COUNT"))
                .findAny()
                .orElseThrow()
                .value();
        try (var gpu = SimulatedGpu.of(Simulator.builder()
                .maxApiVersion(version)
                .gpu(GpuModel.BLACKWELL)
                .coder(new StubCoder()))) {
            Map<Codec, EncoderCapabilities> all = Nvenc.capabilities(gpu.context);
            assertThat(all).containsOnlyKeys(Codec.values());
            all.forEach((codec, capabilities) -> {
                for (Capability capability : Capability.values()) {
                    int expected = capability.id() < known ? GpuModel.BLACKWELL.cap(codec, capability.id()) : 0;
                    assertThat(capabilities.value(capability))
                            .as("%s of %s", capability, codec)
                            .isEqualTo(expected);
                }
            });
        }
    }

    @EachAbi
    void masksAndBoundsAreTyped(ApiVersion version) {
        GpuModel model = GpuModel.TURING
                .withCap(Codec.H264, 1, 2)
                .withCap(Codec.H264, 13, 11)
                .withCap(Codec.HEVC, 14, 183);
        try (var gpu = SimulatedGpu.of(
                Simulator.builder().maxApiVersion(version).gpu(model).coder(new StubCoder()))) {
            EncoderCapabilities h264 = Nvenc.capabilities(gpu.context).get(Codec.H264);
            EncoderCapabilities hevc = Nvenc.capabilities(gpu.context).get(Codec.HEVC);
            assertThat(h264.rateControlModes()).containsExactly(RateControlMode.CONSTANT_QP, RateControlMode.CBR);
            assertThat(hevc.rateControlModes()).containsExactly(RateControlMode.values());
            assertThat(h264.bReferences()).containsExactly(BReference.DISABLED, BReference.MIDDLE);
            assertThat(hevc.bReferences()).containsExactly(BReference.DISABLED, BReference.EACH, BReference.MIDDLE);
            assertThat(h264.levels()).isEqualTo(List.of(new Level(1, 0), new Level(1, 1)));
            assertThat(hevc.levels()).isEqualTo(List.of(new Level(6, 1), new Level(6, 2)));
        }
    }
}
