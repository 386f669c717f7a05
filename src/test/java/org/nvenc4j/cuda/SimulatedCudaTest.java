package org.nvenc4j.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.nvenc4j.NvencDriver;
import org.nvenc4j.NvencUnavailableException;
import org.nvenc4j.NvencUnavailableException.Cause;
import org.nvenc4j.simulator.GpuModel;
import org.nvenc4j.simulator.SimulatedGl;
import org.nvenc4j.simulator.Simulator;

class SimulatedCudaTest {
    private static void requireNothingLeft(Simulator simulator) {
        assertThat(simulator.leftovers().isEmpty())
                .as("%s", simulator.leftovers())
                .isTrue();
    }

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
            requireNothingLeft(simulator);
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
    class Modules extends CudaModuleContract {
        private Simulator simulator;

        @Override
        NvencDriver open() {
            simulator = withAffine(Simulator.builder().gpu(GpuModel.ADA)).build();
            return simulator.driver();
        }

        @Override
        void release() {
            requireNothingLeft(simulator);
            assertThat(simulator.violations()).isEmpty();
            simulator.close();
        }

        /** A real GPU's fault would end CUDA for the whole process. */
        @Test
        void saysThatAKernelKilledTheContext() {
            CudaKernel kernel = CudaModule.load(context, AFFINE).kernel("affine");
            kernel.set(0, 0L)
                    .set(1, 0L)
                    .set(2, 0f)
                    .set(3, MemorySegment.ofArray(new byte[8]))
                    .set(4, 1);
            DeviceBuffer memory = DeviceBuffer.allocate(context, 16);

            kernel.launch(null);

            for (Runnable call : List.<Runnable>of(
                    context::synchronize,
                    () -> kernel.launch(null),
                    () -> memory.fill((byte) 0),
                    () -> DeviceBuffer.allocate(context, 16),
                    memory::close)) {
                assertThatExceptionOfType(CudaException.class)
                        .isThrownBy(call::run)
                        .satisfies(e -> assertThat(e.isContextDead()).isTrue())
                        .withMessageContaining("the context is dead");
            }
            assertThat(memory.isOpen()).isFalse();
            assertThatExceptionOfType(CudaException.class)
                    .isThrownBy(context::close)
                    .satisfies(e -> assertThat(e.isContextDead()).isTrue());
            assertThat(context.isOpen()).isFalse();
            assertThatExceptionOfType(CudaException.class)
                    .isThrownBy(() -> CudaContext.primary(device))
                    .satisfies(e -> assertThat(e.isContextDead()).isTrue());
        }

        @Test
        void saysThatTheSimulatorHasNoStandIn() {
            CudaModule module = CudaModule.load(context, AFFINE.replace("affine", "unknown"));
            CudaKernel kernel = module.kernel("unknown");
            kernel.set(0, 0L)
                    .set(1, 0L)
                    .set(2, 0f)
                    .set(3, MemorySegment.ofArray(new byte[8]))
                    .set(4, 1);

            assertThatExceptionOfType(CudaException.class)
                    .isThrownBy(() -> kernel.launch(null))
                    .satisfies(e -> assertThat(e.result()).isEqualTo(801))
                    .withMessageContaining("stand-ins");
        }

        @Test
        void saysThatThereIsNoMemoryForAModule() {
            simulator.fail("cuModuleLoadDataEx", 1, 2);

            assertThatExceptionOfType(CudaException.class)
                    .isThrownBy(() -> CudaModule.load(context, AFFINE))
                    .withMessageContainingAll("CUDA_ERROR_OUT_OF_MEMORY", "Free device memory");
            CudaModule.load(context, AFFINE).close();
        }

        @Test
        void loadsNothingForAnOlderGpuThanThePtxIsFor() {
            assertThatExceptionOfType(CudaException.class)
                    .isThrownBy(() -> CudaModule.load(context, AFFINE.replace("sm_50", "sm_100")))
                    .satisfies(e -> assertThat(e.result()).isEqualTo(209))
                    .withMessageContainingAll("sm_100", "lower .target");
        }
    }

    @Nested
    class Conversions extends ColourConverterContract {
        private Simulator simulator;

        @Override
        NvencDriver open() {
            simulator = Simulator.builder().gpu(GpuModel.ADA).build();
            return simulator.driver();
        }

        @Override
        void release() {
            requireNothingLeft(simulator);
            assertThat(simulator.violations()).isEmpty();
            simulator.close();
        }

        @Test
        void leavesNothingBehindWhereThereIsNoMemory() {
            for (String function : List.of("cuModuleLoadDataEx", "cuModuleGetFunction")) {
                simulator.fail(function, 1, 2);
                assertThatExceptionOfType(CudaException.class)
                        .isThrownBy(() -> ColourConverter.builder(PixelFormat.RGBA, BufferFormat.NV12)
                                .build(context))
                        .withMessageContainingAll(function, "CUDA_ERROR_OUT_OF_MEMORY", "Free device memory");
                assertThat(simulator.leftovers().modules()).isZero();
            }
            simulator.fail("cuMemAllocPitch", 1, 2);
            assertThatExceptionOfType(CudaException.class)
                    .isThrownBy(() -> DeviceImage.allocate(context, PixelFormat.RGBA, 64, 64));
            assertThat(simulator.leftovers().allocations()).isZero();
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
            requireNothingLeft(simulator);
            simulator.close();
        }
    }

    @Nested
    class Arrays extends CudaArrayContract {
        private Simulator simulator;

        @Override
        NvencDriver open() {
            simulator = Simulator.builder().gpu(GpuModel.ADA).build();
            return simulator.driver();
        }

        @Override
        void release() {
            requireNothingLeft(simulator);
            assertThat(simulator.violations()).isEmpty();
            simulator.close();
        }

        /** A real driver may crash on such a handle. */
        @Test
        void refusesAHandleThatIsNoArrays() {
            CudaArray array = CudaArray.allocate(context, BufferFormat.NV12, 64, 64);
            array.close();

            assertThatExceptionOfType(CudaException.class)
                    .isThrownBy(() -> CudaArray.wrap(context, array.handle(), BufferFormat.NV12, 64, 64))
                    .withMessageContainingAll("cuArray3DGetDescriptor", "400", "destroyed");
        }

        @Test
        void leavesNothingBehindWhereThereIsNoMemory() {
            simulator.fail("cuArray3DCreate", 1, 2);

            assertThatExceptionOfType(CudaException.class)
                    .isThrownBy(() -> CudaArray.allocate(context, BufferFormat.NV12, 64, 64))
                    .withMessageContainingAll("CUDA_ERROR_OUT_OF_MEMORY", "Free device memory");
        }
    }

    @Nested
    class Textures extends GlTextureContract {
        private Simulator simulator;

        @Override
        NvencDriver open() {
            simulator = Simulator.builder().gpu(GpuModel.ADA).build();
            return simulator.driver();
        }

        @Override
        OpenGl openGl() {
            SimulatedGl gl = simulator.gl();
            gl.makeCurrent();
            return new OpenGl() {
                @Override
                public void makeCurrent() {
                    gl.makeCurrent();
                }

                @Override
                public void clearCurrent() {
                    gl.clearCurrent();
                }

                @Override
                public int texture(int width, int height, int channels) {
                    return gl.texture(width, height, channels);
                }

                @Override
                public void write(int texture, int width, int height, int channels, byte[] texels) {
                    gl.write(texture, texels);
                }

                @Override
                public byte[] read(int texture, int width, int height, int channels) {
                    return gl.read(texture);
                }

                @Override
                public void delete(int texture) {
                    gl.delete(texture);
                }

                @Override
                public void close() {
                    gl.clearCurrent();
                }
            };
        }

        /** As NVIDIA documents it; driver 580 takes GL_RGB8, which OpenGL keeps in four channels there. */
        @Test
        void refusesThreeChannels() {
            int texture = simulator.gl().texture(64, 16, 3);

            assertThatExceptionOfType(CudaException.class)
                    .isThrownBy(() -> GlTexture.register(context, texture, 0x0DE1))
                    .withMessageContainingAll("cuGraphicsGLRegisterImage", "(1)", "1, 2 or 4 channels");
        }

        @Override
        void release() {
            requireNothingLeft(simulator);
            assertThat(simulator.violations()).isEmpty();
            simulator.close();
        }

        @Test
        void saysWhenTheGpuIsAnother() {
            simulator.fail("cuGraphicsGLRegisterImage", 1, 101);
            int texture = simulator.gl().texture(16, 16, 4);
            assertThatExceptionOfType(CudaException.class)
                    .isThrownBy(() -> GlTexture.register(context, texture, 0x0DE1))
                    .withMessageContainingAll("CUDA_ERROR_INVALID_DEVICE", "EGL_CUDA_DEVICE_NV");
        }

        @Test
        void unmapsWhereTheArrayCannotBeHad() {
            GlTexture texture = GlTexture.register(context, simulator.gl().texture(16, 16, 4), 0x0DE1);
            simulator.fail("cuGraphicsSubResourceGetMappedArray", 1, 2);
            assertThatExceptionOfType(CudaException.class)
                    .isThrownBy(() -> texture.map(BufferFormat.ABGR, 16, 16, null));
            texture.map(BufferFormat.ABGR, 16, 16, null).close();
        }
    }

    @Nested
    class Imports extends ImportContract {
        private Simulator simulator;

        @Override
        NvencDriver open() {
            simulator = Simulator.builder().gpu(GpuModel.ADA).build();
            return simulator.driver();
        }

        @Override
        void release() {
            requireNothingLeft(simulator);
            simulator.close();
        }
    }
}
