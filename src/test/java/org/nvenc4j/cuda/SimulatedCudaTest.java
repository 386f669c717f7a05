package org.nvenc4j.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.nvenc4j.NvencDriver;
import org.nvenc4j.simulator.GpuModel;
import org.nvenc4j.simulator.Simulator;

class SimulatedCudaTest {
    @Nested
    class Contexts extends CudaContextContract {
        private Simulator simulator;

        @Override
        NvencDriver open() {
            simulator =
                    Simulator.builder().gpu(GpuModel.ADA).gpu(GpuModel.TURING).build();
            return simulator.driver();
        }

        @Override
        void release() {
            assertThat(simulator.leftovers().isEmpty())
                    .as("%s", simulator.leftovers())
                    .isTrue();
            simulator.close();
        }

        @Test
        void refusesAContextOfAnotherDevice() {
            long second = raw.createContext(1);

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> CudaContext.ofHandle(device, second))
                    .withMessageContaining("belongs to device 1, not to device 0");
            raw.destroyContext(second);
        }
    }

    @Nested
    class Frames extends DeviceFrameContract {
        private Simulator simulator;

        @Override
        NvencDriver open() {
            simulator = Simulator.builder().gpu(GpuModel.ADA).build();
            return simulator.driver();
        }

        @Override
        void release() {
            assertThat(simulator.leftovers().isEmpty())
                    .as("%s", simulator.leftovers())
                    .isTrue();
            simulator.close();
        }
    }
}
