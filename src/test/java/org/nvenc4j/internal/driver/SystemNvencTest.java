package org.nvenc4j.internal.driver;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nvenc4j.NvencException;
import org.nvenc4j.NvencStatus;
import org.nvenc4j.SystemGpu;
import org.nvenc4j.cuda.CudaContext;
import org.nvenc4j.internal.abi.Abi;
import org.nvenc4j.internal.driver.NvencLibrary.OpenSession;

/** Opening on the machine's own NVENC library, which checks the API version before it looks for an engine. */
@Tag("gpu")
class SystemNvencTest {
    private BoundDriver driver;
    private CudaContext context;

    @BeforeEach
    void open() {
        driver = BoundDriver.of(SystemGpu.driver());
        context = CudaContext.primary(driver);
    }

    @AfterEach
    void close() {
        if (context != null) {
            context.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void agreesOnTheVersionOfEveryApiThatTheDriverHas(Abi abi) {
        boolean known = driver.maxApiVersion().isAtLeast(abi.apiVersion());
        try {
            OpenSession session = driver.nvenc().openSession(abi, context.handle());
            session.functions().nvEncDestroyEncoder(session.encoder());
            assertThat(known).isTrue();
        } catch (NvencException e) {
            assertThat(e.status()).isEqualTo(known ? NvencStatus.UNSUPPORTED_DEVICE : NvencStatus.INVALID_VERSION);
        }
    }
}
