package org.nvenc4j.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.nvenc4j.NvencDriver;
import org.nvenc4j.NvencUnavailableException;
import org.nvenc4j.NvencUnavailableException.Cause;
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

        @Test
        void popsNothingThatItCouldNotPush() {
            withForeignContext(foreign -> {
                simulator.fail("cuCtxPushCurrent", 1, 201);

                assertThatExceptionOfType(CudaException.class)
                        .isThrownBy(context::synchronize)
                        .withMessageStartingWith("cuCtxPushCurrent: CUDA_ERROR_INVALID_CONTEXT (201)");
            });
            context.close();
            assertThat(context.isOpen()).isFalse();
        }

        @Test
        void closesTheContextThoughFreeingFails() {
            DeviceBuffer.allocate(context, 16);
            DeviceFrame.allocate(context, BufferFormat.NV12, 64, 64);
            CudaStream.create(context);
            CudaEvent.create(context);
            simulator.fail("cuMemFree", 1, 700);
            simulator.fail("cuStreamDestroy", 1, 700);

            assertThatExceptionOfType(CudaException.class)
                    .isThrownBy(context::close)
                    .satisfies(e -> assertThat(e.function()).isEqualTo("cuStreamDestroy"))
                    .satisfies(e -> assertThat(e.isContextDead()).isTrue())
                    .satisfies(e -> assertThat(e.getSuppressed())
                            .singleElement()
                            .extracting(failure -> ((CudaException) failure).function())
                            .isEqualTo("cuMemFree"));
            assertThat(context.isOpen()).isFalse();
        }

        @Test
        void saysThatThereIsNoDevice() {
            simulator.fail("cuInit", 1, 100);
            assertThat(CudaDevice.all(driver)).isEmpty();

            simulator.fail("cuInit", 1, 100);
            assertThatExceptionOfType(NvencUnavailableException.class)
                    .isThrownBy(() -> CudaDevice.of(driver, 0))
                    .satisfies(e -> assertThat(e.cause()).isEqualTo(Cause.NO_DEVICE))
                    .withMessageContaining("CUDA_VISIBLE_DEVICES");
        }

        @Test
        void saysThatTheDriverCannotBeInitialised() {
            simulator.fail("cuInit", 1, 803);

            assertThatExceptionOfType(NvencUnavailableException.class)
                    .isThrownBy(() -> CudaDevice.of(driver, 0))
                    .satisfies(e -> assertThat(e.cause()).isEqualTo(Cause.FAILED))
                    .withCauseInstanceOf(CudaException.class)
                    .withMessageContainingAll("cuInit", "803", "restart the machine");
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
