package org.nvenc4j.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nvenc4j.ApiVersion;
import org.nvenc4j.NvencDriver;
import org.nvenc4j.SystemGpu;

/** The same on the machine's own driver. */
@Tag("gpu")
class SystemCudaTest {
    @Test
    void saysWhichVersionsTheDriverHas() {
        NvencDriver driver = SystemGpu.driver();

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
            return SystemGpu.driver();
        }
    }

    @Nested
    class Modules extends CudaModuleContract {
        @Override
        NvencDriver open() {
            return SystemGpu.driver();
        }
    }

    @Nested
    class Conversions extends ColourConverterContract {
        @Override
        NvencDriver open() {
            return SystemGpu.driver();
        }
    }

    @Nested
    class Frames extends DeviceFrameContract {
        @Override
        NvencDriver open() {
            return SystemGpu.driver();
        }
    }

    @Nested
    class Arrays extends CudaArrayContract {
        @Override
        NvencDriver open() {
            return SystemGpu.driver();
        }
    }

    @Nested
    class Textures extends GlTextureContract {
        @Override
        NvencDriver open() {
            return SystemGpu.driver();
        }

        @Override
        OpenGl openGl() {
            return new OpenGlContext(device);
        }
    }

    @Nested
    class Imports extends ImportContract {
        @Override
        NvencDriver open() {
            return SystemGpu.driver();
        }
    }
}
