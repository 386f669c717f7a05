package org.nvenc4j.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.nvenc4j.NvencDriver;
import org.nvenc4j.internal.driver.RawCuda;

/**
 * What holds on every CUDA driver, simulated or not. Each test has the primary context retained, and afterwards the
 * thread's current context must be what it was before.
 */
abstract class CudaContract {
    NvencDriver driver;
    CudaDevice device;
    CudaContext context;
    RawCuda raw;
    private long currentBefore;

    abstract NvencDriver open();

    void release() {}

    @BeforeEach
    void begin() {
        driver = open();
        device = CudaDevice.of(driver, 0);
        raw = new RawCuda(driver);
        currentBefore = raw.currentContext();
        context = CudaContext.primary(device);
    }

    @AfterEach
    void end() {
        if (context == null) {
            return; // skipped: no driver here
        }
        try {
            assertThat(raw.currentContext()).isEqualTo(currentBefore);
            context.close();
            assertThat(raw.currentContext()).isEqualTo(currentBefore);
        } finally {
            release();
        }
    }

    /** Runs something with a context of somebody else's, which is current meanwhile. */
    void withForeignContext(ForeignContext body) {
        long foreign = raw.createContext(0);
        try {
            body.run(foreign);
            assertThat(raw.currentContext()).isEqualTo(foreign);
        } finally {
            raw.destroyContext(foreign);
        }
    }

    interface ForeignContext {
        void run(long handle);
    }
}
