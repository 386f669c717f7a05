package org.nvenc4j.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nvenc4j.ApiVersion;
import org.nvenc4j.NvencDriver;
import org.nvenc4j.NvencUnavailableException;
import org.nvenc4j.NvencUnavailableException.Cause;

/** The same on the machine's own driver. Skipped only where there is no driver library or no GPU. */
@Tag("gpu")
class SystemCudaTest {
    private static final Set<Cause> NOTHING_HERE = Set.of(Cause.NO_DRIVER, Cause.NO_ENCODE_LIBRARY, Cause.NO_DEVICE);

    private static NvencDriver system() {
        try {
            NvencDriver driver = NvencDriver.system();
            CudaDevice.of(driver, 0);
            return driver;
        } catch (NvencUnavailableException e) {
            return NOTHING_HERE.contains(e.cause()) ? abort(e.getMessage()) : rethrow(e);
        }
    }

    private static NvencDriver rethrow(NvencUnavailableException e) {
        throw e;
    }

    @Test
    void saysWhichVersionsTheDriverHas() {
        NvencDriver driver = system();

        assertThat(driver.name()).isEqualTo("system");
        assertThat(driver).isSameAs(NvencDriver.system());
        assertThat(driver.cudaDriverVersion()).isGreaterThanOrEqualTo(12000);
        assertThat(driver.maxApiVersion()).isGreaterThanOrEqualTo(ApiVersion.V12_1);
        assertThat(driver.apiVersion()).isLessThanOrEqualTo(driver.maxApiVersion());
    }

    @Nested
    class Contexts extends CudaContextContract {
        @Override
        NvencDriver open() {
            return system();
        }
    }

    @Nested
    class Modules extends CudaModuleContract {
        @Override
        NvencDriver open() {
            return system();
        }
    }

    @Nested
    class Conversions extends ColourConverterContract {
        @Override
        NvencDriver open() {
            return system();
        }
    }

    @Nested
    class Frames extends DeviceFrameContract {
        @Override
        NvencDriver open() {
            return system();
        }
    }

    @Nested
    class Arrays extends CudaArrayContract {
        @Override
        NvencDriver open() {
            return system();
        }
    }

    @Nested
    class Imports extends ImportContract {
        @Override
        NvencDriver open() {
            return system();
        }
    }
}
