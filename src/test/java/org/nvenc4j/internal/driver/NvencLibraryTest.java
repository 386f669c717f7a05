package org.nvenc4j.internal.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nvenc4j.ApiVersion;
import org.nvenc4j.NvencDriver;
import org.nvenc4j.NvencException;
import org.nvenc4j.NvencStatus;
import org.nvenc4j.NvencUnavailableException;
import org.nvenc4j.NvencUnavailableException.Cause;
import org.nvenc4j.internal.abi.Abi;
import org.nvenc4j.internal.driver.NvencLibrary.OpenSession;

class NvencLibraryTest {
    private static final long ANY_CONTEXT = 0xC0;

    private final FakeNvenc fake = new FakeNvenc(ApiVersion.V13_1);

    @AfterEach
    void close() {
        fake.close();
    }

    @ParameterizedTest
    @CsvSource({"12.1, 12.1", "12.2, 12.2", "13.0, 13.0", "13.1, 13.1", "12.15, 12.2", "13.2, 13.1", "14.0, 13.1"})
    void speaksTheNewestApiThatBothKnow(String driverMaximum, String expected) {
        try (FakeNvenc library = new FakeNvenc(ApiVersion.parse(driverMaximum))) {
            NvencDriver driver = library.driver();

            assertThat(driver.maxApiVersion()).hasToString(driverMaximum);
            assertThat(driver.apiVersion()).hasToString(expected);
        }
    }

    @Test
    void refusesAnOlderDriverAndNamesTheReleaseNeeded() {
        try (FakeNvenc library = new FakeNvenc(new ApiVersion(12, 0))) {
            assertThatExceptionOfType(NvencUnavailableException.class)
                    .isThrownBy(library::driver)
                    .satisfies(e -> assertThat(e.cause()).isEqualTo(Cause.DRIVER_TOO_OLD))
                    .withMessageContainingAll("12.0", "12.1", "530.41.03", "531.61");
        }
    }

    @Test
    void pinsAnyApiThatItSpeaks() {
        NvencDriver driver = fake.driver();

        for (ApiVersion version : ApiVersion.supported()) {
            assertThat(driver.withApiVersion(version).apiVersion()).isEqualTo(version);
        }
        assertThatThrownBy(() -> driver.withApiVersion(new ApiVersion(11, 0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("11.0", "12.1", "13.1");
    }

    @Test
    void saysThatALibraryIsNoNvencLibrary() {
        assertThatExceptionOfType(NvencUnavailableException.class)
                .isThrownBy(() -> NvencDriver.of("empty", name -> Optional.empty(), name -> Optional.empty()))
                .satisfies(e -> assertThat(e.cause()).isEqualTo(Cause.NO_ENCODE_LIBRARY))
                .withMessageContainingAll("NvEncodeAPIGetMaxSupportedVersion", "libnvidia-encode.so.1");
    }

    /** The fake refuses an open whose version is not the last instance's, as the real driver does. */
    @Test
    void opensSessionsOfDifferentApisAtTheSameTime() throws Exception {
        NvencDriver driver = fake.driver();
        List<Future<OpenSession>> opened = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (int i = 0; i < 400; i++) {
                Abi abi = Abi.values()[i % Abi.values().length];
                opened.add(threads.submit(() -> BoundDriver.of(driver).nvenc().openSession(abi, ANY_CONTEXT)));
            }
        }
        for (Future<OpenSession> session : opened) {
            assertThat(session.get().encoder()).isEqualTo(FakeNvenc.ENCODER);
        }
    }

    @Test
    void destroysWhatAFailedOpenLeft() {
        fake.openStatus = 2;

        assertThatExceptionOfType(NvencException.class)
                .isThrownBy(this::open)
                .satisfies(e -> assertThat(e.status()).isEqualTo(NvencStatus.UNSUPPORTED_DEVICE))
                .satisfies(e -> assertThat(e.function()).isEqualTo("nvEncOpenEncodeSessionEx"))
                .withMessageContaining("NVIDIA_DRIVER_CAPABILITIES");
        assertThat(fake.destroyed).containsExactly(FakeNvenc.ENCODER);
    }

    @Test
    void destroysNothingWhereAFailedOpenLeftNothing() {
        fake.openStatus = 2;
        fake.openHandle = 0;

        assertThatThrownBy(this::open).isInstanceOf(NvencException.class);
        assertThat(fake.destroyed).isEmpty();
    }

    @Test
    void returnsWhatIsNoFailureAndThrowsTheRest() {
        OpenSession session = open();
        fake.lastError(": the driver's words ");

        fake.callStatus = 0;
        assertThat(session.functions().nvEncEncodePicture(session.encoder(), 0)).isZero();
        assertThat(session.functions().nvEncLockBitstream(session.encoder(), 0)).isZero();
        fake.callStatus = 17;
        assertThat(session.functions().nvEncEncodePicture(session.encoder(), 0)).isEqualTo(17);
        assertThatThrownBy(() -> session.functions().nvEncLockBitstream(session.encoder(), 0))
                .isInstanceOf(NvencException.class);
        fake.callStatus = 13;
        assertThat(session.functions().nvEncLockBitstream(session.encoder(), 0)).isEqualTo(13);
        assertThatThrownBy(() -> session.functions().nvEncEncodePicture(session.encoder(), 0))
                .isInstanceOf(NvencException.class);
    }

    @Test
    void putsTheDriversWordsLast() {
        OpenSession session = open();
        fake.lastError(": the driver's words ");
        fake.callStatus = 8;

        assertThatThrownBy(() -> session.functions().nvEncEncodePicture(session.encoder(), 0))
                .hasMessageStartingWith("nvEncEncodePicture: INVALID_PARAM (8): ")
                .hasMessageEndingWith(". Driver: the driver's words");
    }

    @Test
    void leavesOutWordsThatTheDriverDoesNotHave() {
        OpenSession session = open();
        fake.callStatus = 99;

        assertThatExceptionOfType(NvencException.class)
                .isThrownBy(() -> session.functions().nvEncEncodePicture(session.encoder(), 0))
                .satisfies(e -> assertThat(e.status()).isEqualTo(NvencStatus.UNKNOWN))
                .satisfies(e -> assertThat(e.code()).isEqualTo(99))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("Driver:"));
    }

    @Test
    void namesAFunctionThatTheTableLacks() {
        OpenSession session = open();

        assertThatExceptionOfType(NvencException.class)
                .isThrownBy(() -> session.functions().nvEncInvalidateRefFrames(session.encoder(), 1))
                .satisfies(e -> assertThat(e.status()).isEqualTo(NvencStatus.UNIMPLEMENTED))
                .withMessageStartingWith("nvEncInvalidateRefFrames: ");
    }

    private OpenSession open() {
        BoundDriver driver = BoundDriver.of(fake.driver());
        return driver.nvenc().openSession(driver.abi(), ANY_CONTEXT);
    }
}
