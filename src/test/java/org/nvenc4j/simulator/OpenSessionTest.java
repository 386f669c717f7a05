package org.nvenc4j.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nvenc4j.ApiVersion;

/** Opening a session answers what driver 580 was seen to answer. */
class OpenSessionTest {
    private static final long UNTOUCHED = 0x1234_5678L;

    static List<ApiVersion> versions() {
        return ApiVersion.supported();
    }

    private static Simulator simulator() {
        return Simulator.builder().coders(Coders.LOSSLESS).build();
    }

    @ParameterizedTest
    @MethodSource("versions")
    void everyVersionUpToTheDriversOwnOpens(ApiVersion driver) {
        for (ApiVersion client : ApiVersion.supported()) {
            try (Simulator simulator = Simulator.builder()
                            .coders(Coders.LOSSLESS)
                            .maxApiVersion(driver)
                            .build();
                    RawClient raw = RawClient.bound(simulator, client)) {
                assertThat(raw.exported("NvEncodeAPIGetMaxSupportedVersion", raw.out))
                        .isZero();
                assertThat(raw.outInt()).isEqualTo(driver.major() << 4 | driver.minor());
                raw.setOut(UNTOUCHED);
                int status = raw.openSession();
                if (driver.isAtLeast(client)) {
                    assertThat(status).isZero();
                } else {
                    assertThat(status).isEqualTo(15);
                    assertThat(raw.outLong()).isEqualTo(UNTOUCHED);
                }
            }
        }
    }

    @Test
    void theLastCreateInstanceOfTheProcessDecides() {
        try (Simulator simulator = simulator();
                RawClient newer = RawClient.bound(simulator, ApiVersion.V13_0);
                RawClient older = RawClient.bound(simulator, ApiVersion.V12_1)) {
            assertThat(newer.openSession()).isEqualTo(15);
            assertThat(older.openSession()).isZero();
            newer.must(newer.createInstance());
            assertThat(newer.openSession()).isZero();
            assertThat(older.openSession()).isEqualTo(15);
        }
    }

    @Test
    void aFailedCreateInstanceBreaksTheBinding() {
        try (Simulator simulator = simulator();
                RawClient client = RawClient.bound(simulator, ApiVersion.V13_0)) {
            client.functions.set("version", 0);
            assertThat(client.createInstance()).isEqualTo(15);
            assertThat(client.openSession()).isEqualTo(15);
            assertThat(client.exported("NvEncodeAPICreateInstance", 0L)).isEqualTo(6);
            client.functions.set("version", 0x7002_000DL);
            assertThat(client.createInstance()).isZero();
            assertThat(client.openSession()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"0x7001000D", "0x7003000D", "0x70020009", "0x70020063", "0x7102000D"})
    void createInstanceTakesAnySignedWord(String word) {
        try (Simulator simulator = simulator();
                RawClient client = new RawClient(simulator, ApiVersion.V13_0)) {
            client.functions.set("version", Long.decode(word));
            assertThat(client.createInstance()).isZero();
            assertThat(client.functions.layout().fields().values().stream()
                            .filter(field -> field.name().startsWith("nvEnc"))
                            .filter(field -> field.get(client.functions.memory()) == 0))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0x7102000D, 15", // another struct number
        "0x7001000C, 15", // another API
        "0x0001000D, 15", // no signature
        "0x7000000D, 6", // struct number 0
        "0xF001000D, 6", // bit 31
        "0x7001000D, 0"
    })
    void theStructWordIsComparedWithTheBinding(String word, int status) {
        try (Simulator simulator = simulator();
                RawClient client = RawClient.bound(simulator, ApiVersion.V13_0)) {
            StructView params = client.openParams();
            params.set("version", Long.decode(word));
            client.setOut(UNTOUCHED);
            assertThat(client.nvenc("nvEncOpenEncodeSessionEx", RawClient.address(params), client.out))
                    .isEqualTo(status);
            switch (status) {
                case 15 -> assertThat(client.outLong()).isEqualTo(UNTOUCHED);
                case 6 -> assertThat(client.outLong()).isZero();
                default -> assertThat(client.outLong()).isNotZero();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 2", "2, 4", "9, 2", "1, 6"})
    void aWrongDeviceIsAnsweredByItsType(int deviceType, int status) {
        try (Simulator simulator = simulator();
                RawClient client = RawClient.bound(simulator, ApiVersion.V13_1)) {
            StructView params = client.openParams();
            params.set("deviceType", deviceType);
            params.set("device", 0);
            client.setOut(UNTOUCHED);
            assertThat(client.nvenc("nvEncOpenEncodeSessionEx", RawClient.address(params), client.out))
                    .isEqualTo(status);
            assertThat(client.outLong()).isZero();
        }
    }

    @Test
    void aContextThatIsNoneIsAViolation() {
        try (Simulator simulator = simulator();
                RawClient client = RawClient.bound(simulator, ApiVersion.V13_1)) {
            client.context = 42;
            assertThat(client.openSession()).isEqualTo(4);
            assertThat(simulator.violations()).singleElement().asString().contains("real driver crashes");
        }
    }

    @Test
    void aGpuWithoutAnEngineIsUnsupported() {
        try (Simulator simulator = Simulator.builder()
                        .gpu(GpuModel.H200)
                        .gpu(GpuModel.ADA)
                        .coders(Coders.LOSSLESS)
                        .build();
                RawClient client = RawClient.bound(simulator, ApiVersion.V13_1)) {
            assertThat(client.openSession()).isEqualTo(2);
            client.context = client.primaryContext(1);
            assertThat(client.openSession()).isZero();
        }
    }

    @Test
    void theSessionLimitIsAnsweredAsCurrentDriversDo() {
        try (Simulator simulator = Simulator.builder()
                        .coders(Coders.LOSSLESS)
                        .sessionLimit(2)
                        .build();
                RawClient client = RawClient.open(simulator, ApiVersion.V13_1)) {
            long first = client.encoder;
            assertThat(client.openSession()).isZero();
            assertThat(client.openSession()).isEqualTo(21);
            client.must(client.nvenc("nvEncDestroyEncoder", first));
            assertThat(client.openSession()).isZero();
        }
    }

    @Test
    void oldSymbolNamesAreNotThere() {
        try (Simulator simulator = simulator()) {
            assertThat(simulator.cudaLibrary().find("cuMemAlloc")).isEmpty();
            assertThat(simulator.cudaLibrary().find("cuCtxPushCurrent")).isEmpty();
            assertThat(simulator.cudaLibrary().find("cuMemAlloc_v2")).isPresent();
            assertThat(simulator.nvencLibrary().find("nvEncEncodePicture")).isEmpty();
        }
    }

    @Test
    void afterCloseEveryEntryAnswersAnError() {
        Simulator simulator = simulator();
        try (RawClient client = RawClient.open(simulator, ApiVersion.V13_1)) {
            simulator.close();
            simulator.close();
            assertThat(client.openSession()).isNotZero();
            assertThat(client.nvenc("nvEncDestroyEncoder", 1L)).isNotZero();
            assertThat(client.cuda("cuInit", 0)).isEqualTo(4);
            assertThat(simulator.leftovers().sessions()).isZero();
        }
    }
}
