package org.nvenc4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nvenc4j.simulator.GpuModel;
import org.nvenc4j.simulator.RecordedCall;
import org.nvenc4j.simulator.Simulator;
import org.nvenc4j.simulator.StubCoder;

/** Each setting, alone: it reaches the driver where NVENC has it, and is refused where something lacks it. */
class SettingsTest {
    /** Has everything that a row needs; four engines, which no GPU known here has. */
    private static final GpuModel COMPLETE =
            GpuModel.BLACKWELL.withCap(Codec.HEVC, 49, 4).withCap(Codec.AV1, 49, 4);

    /** How Java writes a record, which no message should. */
    private static final Pattern RECORD = Pattern.compile("\\w\\[\\w+=");

    @Test
    void everySettingHasARow() {
        assertThat(SettingRows.all().stream().map(SettingRow::setting).distinct())
                .containsExactlyElementsOf(
                        Settings.all().stream().map(Setting::name).toList());
    }

    static Stream<Arguments> rowsInEachAbi() {
        return SettingRows.all().stream()
                .flatMap(row -> ApiVersion.supported().stream().map(version -> Arguments.of(row, version)));
    }

    static List<SettingRow> rows() {
        return SettingRows.all();
    }

    @ParameterizedTest(name = "{0}, NVENC API {1}")
    @MethodSource("rowsInEachAbi")
    void itIsInTheFieldsOfEachCodecAndInNoOther(SettingRow row, ApiVersion version) {
        try (var gpu = gpu(version, COMPLETE)) {
            for (Codec codec : Codec.values()) {
                if (row.isOf(codec) && row.isIn(version, codec)) {
                    assertThat(difference(
                                    initialized(gpu, row.without(codec)),
                                    initialized(gpu, row.with(codec).build())))
                            .as(codec.toString())
                            .containsExactlyInAnyOrderEntriesOf(row.fields(version, codec));
                }
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void codecsWithoutItRefuseItWhenTheConfigurationIsMade(SettingRow row) {
        for (Codec codec : Codec.values()) {
            if (!row.isOf(codec)) {
                refusesToBuild(row, row.with(codec)).hasMessageContaining(codec.toString());
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void valuesJustOutsideAreRefusedWhenTheConfigurationIsMade(SettingRow row) {
        for (Codec codec : Codec.values()) {
            if (row.isOf(codec)) {
                row.wrong(codec).forEach(mistake -> refusesToBuild(row, mistake));
            }
        }
    }

    private static AbstractThrowableAssert<?, ?> refusesToBuild(SettingRow row, EncoderConfig.Builder mistake) {
        var thrown = assertThatThrownBy(mistake::build)
                .isInstanceOfSatisfying(
                        InvalidConfigException.class,
                        e -> assertThat(e.setting()).isEqualTo(row.setting()))
                .hasMessageStartingWith(row.setting() + " is ");
        thrown.message().doesNotContainPattern(RECORD);
        return thrown;
    }

    @EachAbi
    void versionsWithoutItRefuseItAndNameTheVersion(ApiVersion version) {
        try (var gpu = gpu(version, COMPLETE)) {
            for (SettingRow row : rows()) {
                for (Codec codec : Codec.values()) {
                    if (row.isOf(codec) && !row.isIn(version, codec)) {
                        ApiVersion named = version.isAtLeast(row.since(codec)) ? version : row.since(codec);
                        refusesToOpen(gpu, row, row.with(codec).build()).hasMessageContaining("NVENC API " + named);
                    }
                }
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void aGpuWithoutOneCapabilityRefusesItAndNamesTheCapability(SettingRow row) {
        for (Codec codec : Codec.values()) {
            for (SettingRow.Need need : row.isOf(codec) ? row.needs() : List.<SettingRow.Need>of()) {
                try (var gpu = gpu(ApiVersion.V13_1, COMPLETE.withCap(codec, need.cap(), 0))) {
                    if (row.isIn(ApiVersion.V13_1, codec)) {
                        refusesToOpen(gpu, row, row.with(codec).build()).hasMessageContaining(capability(need.cap()));
                    }
                }
            }
        }
    }

    @EachAbi
    void olderGpusHaveItOrRefuseIt(ApiVersion version) {
        for (GpuModel model : List.of(GpuModel.TURING, GpuModel.ADA)) {
            try (var gpu = gpu(version, model)) {
                for (SettingRow row : rows()) {
                    model.caps().keySet().stream()
                            .filter(codec -> row.isOf(codec) && row.isIn(version, codec))
                            .forEach(codec -> takesOrRefuses(gpu, model, row, codec));
                }
            }
        }
    }

    private static void takesOrRefuses(SimulatedGpu gpu, GpuModel model, SettingRow row, Codec codec) {
        EncoderConfig config = row.with(codec).build();
        if (row.isOn(model, codec)) {
            assertThat(initialized(gpu, config)).as("%s of %s", row, codec).isNotEmpty();
        } else {
            refusesToOpen(gpu, row, config).hasMessageContaining("NV_ENC_CAPS_");
        }
    }

    private static AbstractThrowableAssert<?, ?> refusesToOpen(SimulatedGpu gpu, SettingRow row, EncoderConfig config) {
        gpu.simulator.forget();
        var thrown = assertThatThrownBy(() -> NvEncoder.open(gpu.context, config))
                .isInstanceOfSatisfying(
                        UnsupportedFeatureException.class,
                        e -> assertThat(e.setting()).isEqualTo(row.setting()))
                .hasMessageStartingWith(row.setting() + " is ");
        assertThat(gpu.simulator.calls("nvEncInitializeEncoder")).isEmpty();
        return thrown;
    }

    private static SimulatedGpu gpu(ApiVersion version, GpuModel model) {
        return SimulatedGpu.of(
                Simulator.builder().maxApiVersion(version).gpu(model).coder(new StubCoder()));
    }

    /** The fields that nvEncInitializeEncoder was called with. */
    private static Map<String, Object> initialized(SimulatedGpu gpu, EncoderConfig config) {
        gpu.simulator.forget();
        NvEncoder.open(gpu.context, config).close();
        RecordedCall call = gpu.simulator.calls("nvEncInitializeEncoder").getFirst();
        return call.in();
    }

    /** The fields that differ, with what they are in the second; a field that is not listed is 0. */
    private static Map<String, Object> difference(Map<String, Object> first, Map<String, Object> second) {
        var names = new TreeSet<>(first.keySet());
        names.addAll(second.keySet());
        Map<String, Object> difference = new HashMap<>();
        for (String name : names) {
            if (!Objects.equals(first.get(name), second.get(name))) {
                difference.put(name, second.getOrDefault(name, 0L));
            }
        }
        return difference;
    }

    private static String capability(int number) {
        return FactTables.of(ApiVersion.V13_1).constants().stream()
                .filter(constant -> constant.enumeration().equals("NV_ENC_CAPS") && constant.value() == number)
                .findAny()
                .orElseThrow()
                .name();
    }
}
