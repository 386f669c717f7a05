package org.nvenc4j.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.nvenc4j.simulator.KernelLaunch;
import org.nvenc4j.simulator.Simulator;

/** Modules and kernels: what a caller's own PTX can do, and what becomes of one that is wrong. */
abstract class CudaModuleContract extends CudaContract {
    private static final String HEAD = ".version 6.3\n.target sm_50\n.address_size 64\n";

    /** out[i] = a * x[i] + b for i below count, where a is a float and b a struct of one double. */
    static final String AFFINE = HEAD + """
        // .entry commented(.param .u32 out)
        .visible .entry affine(
            .param .u64 .ptr .global .align 4 affine_out,
            .param .u64 affine_x,
            .param .f32 affine_a,
            .param .align 8 .b8 affine_b[8],
            .param .u32 affine_count
        )
        {
            .reg .pred %p<2>;
            .reg .f32 %f<5>;
            .reg .f64 %d<2>;
            .reg .b32 %r<6>;
            .reg .b64 %rd<8>;
            ld.param.u64 %rd1, [affine_out];
            ld.param.u64 %rd2, [affine_x];
            ld.param.f32 %f1, [affine_a];
            ld.param.f64 %d1, [affine_b];
            ld.param.u32 %r1, [affine_count];
            mov.u32 %r2, %ctaid.x;
            mov.u32 %r3, %ntid.x;
            mov.u32 %r4, %tid.x;
            mad.lo.s32 %r5, %r2, %r3, %r4;
            setp.ge.u32 %p1, %r5, %r1;
            @%p1 bra done;
            mul.wide.u32 %rd3, %r5, 4;
            cvta.to.global.u64 %rd4, %rd1;
            cvta.to.global.u64 %rd5, %rd2;
            add.s64 %rd6, %rd4, %rd3;
            add.s64 %rd7, %rd5, %rd3;
            ld.global.f32 %f2, [%rd7];
            cvt.rn.f32.f64 %f3, %d1;
            fma.rn.f32 %f4, %f1, %f2, %f3;
            st.global.f32 [%rd6], %f4;
        done:
            ret;
        }
        """;

    static Simulator.Builder withAffine(Simulator.Builder simulator) {
        return simulator.kernel("affine", CudaModuleContract::affine);
    }

    private static void affine(KernelLaunch launch) {
        int threads = launch.grid().x() * launch.block().x();
        int count = Math.min(threads, launch.intArgument(4));
        MemorySegment out = launch.memory(launch.longArgument(0), 4L * count);
        MemorySegment x = launch.memory(launch.longArgument(1), 4L * count);
        double b = launch.argument(3).get(ValueLayout.JAVA_DOUBLE_UNALIGNED, 0);
        for (int i = 0; i < count; i++) {
            float value = x.getAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, i);
            out.setAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, i, Math.fma(launch.floatArgument(2), value, (float) b));
        }
    }

    private CudaKernel affine(DeviceBuffer out, DeviceBuffer x, int count) {
        CudaKernel kernel = CudaModule.load(context, AFFINE).kernel("affine");
        try (Arena arena = Arena.ofConfined()) {
            kernel.set(3, arena.allocateFrom(ValueLayout.JAVA_DOUBLE, 0.5));
        }
        return kernel.set(0, out.address())
                .set(1, x.address())
                .set(2, 2f)
                .set(4, count)
                .block(32, 1)
                .gridFor(count, 1);
    }

    @Test
    void runsAKernelOnEachKindOfStream() {
        int count = 1000;
        DeviceBuffer x = DeviceBuffer.allocate(context, 4 * count);
        ByteBuffer values = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            values.putFloat(4 * i, i);
        }
        x.copyFrom(values);
        for (CudaStream stream :
                new CudaStream[] {null, CudaStream.create(context), CudaStream.createNonBlocking(context)}) {
            DeviceBuffer out = DeviceBuffer.allocate(context, 4 * count + 4);
            out.fill((byte) 0);
            affine(out, x, count).launch(stream);
            if (stream != null) {
                stream.synchronize();
            }
            ByteBuffer result = ByteBuffer.allocate(4 * count + 4).order(ByteOrder.LITTLE_ENDIAN);
            out.copyTo(result);
            for (int i = 0; i < count; i++) {
                assertThat(result.getFloat(4 * i)).isEqualTo(2f * i + 0.5f);
            }
            assertThat(result.getFloat(4 * count)).isZero();
        }
    }

    @Test
    void keepsArgumentsFromLaunchToLaunch() {
        DeviceBuffer x = DeviceBuffer.allocate(context, 4);
        x.copyFrom(new byte[] {0, 0, (byte) 0x80, 0x3F});
        DeviceBuffer out = DeviceBuffer.allocate(context, 4);
        CudaKernel kernel = affine(out, x, 1);
        for (int a = 0; a < 3; a++) {
            kernel.set(2, (float) a).launch(null);
            ByteBuffer result = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
            out.copyTo(result);
            assertThat(result.getFloat(0)).isEqualTo(a + 0.5f);
        }
    }

    @Test
    void namesItsKernelsAndRefusesOthers() {
        CudaModule module = CudaModule.load(context, AFFINE);

        assertThat(module.kernels()).containsExactly("affine");
        assertThat(module.kernel("affine").name()).isEqualTo("affine");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> module.kernel("Affine"))
                .withMessage("The module has no kernel \"Affine\"; it has [affine]");
    }

    @Test
    void saysWhatTheCompilerSaysOfBrokenPtx() {
        String broken = AFFINE.replace("fma.rn.f32", "fudge.rn.f32");

        assertThatExceptionOfType(CudaException.class)
                .isThrownBy(() -> CudaModule.load(context, broken))
                .satisfies(e -> assertThat(e.result()).isEqualTo(218))
                .satisfies(e -> assertThat(e.isContextDead()).isFalse())
                .withMessageStartingWith("cuModuleLoadDataEx: CUDA_ERROR_INVALID_PTX (218): ")
                .withMessageContaining(
                        "line " + (1 + broken.lines().toList().indexOf("    fudge.rn.f32 %f4, %f1, %f2, %f3;")))
                .withMessageEndingWith("Correct the PTX, or make it anew with nvcc --ptx.");
        CudaModule.load(context, AFFINE);
    }

    @Test
    void refusesWhatIsNoPtx() {
        for (String text : new String[] {"no PTX at all", "#include <stdio.h>\n", HEAD.replace(".version 6.3", "")}) {
            assertThatExceptionOfType(CudaException.class)
                    .isThrownBy(() -> CudaModule.load(context, text))
                    .satisfies(e -> assertThat(e.result()).isIn(200, 218))
                    .satisfies(e -> assertThat(e.isContextDead()).isFalse())
                    .withMessageMatching("cuModuleLoadDataEx: CUDA_ERROR_\\w+ \\(\\d+\\): [^:]+: .+");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CudaModule.load(context, "\177ELF\2\1\1\0"))
                .withMessageContaining("not a cubin");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CudaModule.load(context, CudaModule.class, "none.ptx"))
                .withMessageContaining("none.ptx");
    }

    @Test
    void refusesPtxThatIsTooNew() {
        assertThatExceptionOfType(CudaException.class)
                .isThrownBy(() -> CudaModule.load(context, AFFINE.replace(".version 6.3", ".version 99.0")))
                .satisfies(e -> assertThat(e.result()).isIn(218, 222))
                .withMessageContaining("99.0");
    }

    @Test
    void refusesArgumentsOfAnotherType() {
        CudaKernel kernel = CudaModule.load(context, AFFINE).kernel("affine");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> kernel.set(2, 1))
                .withMessage("Parameter 2 of the kernel \"affine\" is .f32; it cannot be set to an int");
        assertThatIllegalArgumentException().isThrownBy(() -> kernel.set(0, 1f)).withMessageContaining(".u64");
        assertThatIllegalArgumentException().isThrownBy(() -> kernel.set(4, 1L)).withMessageContaining(".u32");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> kernel.set(3, MemorySegment.ofArray(new byte[4])))
                .withMessageContainingAll("a struct of 8 bytes", "a segment of 4 bytes");
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> kernel.set(5, 1));
        kernel.set(0, 1);
        assertThatIllegalStateException()
                .isThrownBy(() -> kernel.launch(null))
                .withMessageContaining("Arguments {1, 2, 3, 4} of the kernel \"affine\" were not set");
    }

    @Test
    void refusesBlocksAndGridsThatNoGpuHas() {
        CudaKernel kernel = CudaModule.load(context, AFFINE).kernel("affine");

        for (int[] block :
                new int[][] {{0, 1, 1}, {1025, 1, 1}, {32, 33, 1}, {1, 1, 65}, {1 << 30, 4, 1}, {-1, -1, 1}}) {
            assertThatIllegalArgumentException().isThrownBy(() -> kernel.block(block[0], block[1], block[2]));
        }
        for (int[] grid : new int[][] {{0, 1, 1}, {1, 65536, 1}, {1, 1, 65536}, {1, -1, 1}}) {
            assertThatIllegalArgumentException().isThrownBy(() -> kernel.grid(grid[0], grid[1], grid[2]));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> kernel.sharedMemory(-1));
    }

    @Test
    void saysThatABlockHasNotThatMuchSharedMemory() {
        DeviceBuffer x = DeviceBuffer.allocate(context, 4);
        CudaKernel kernel = affine(x, x, 1).sharedMemory(64 << 10);

        assertThatExceptionOfType(CudaException.class)
                .isThrownBy(() -> kernel.launch(null))
                .satisfies(e -> assertThat(e.function()).isEqualTo("cuLaunchKernel"))
                .satisfies(e -> assertThat(e.isContextDead()).isFalse());
        kernel.sharedMemory(0).launch(null);
        context.synchronize();
    }

    @Test
    void refusesUseAfterClose() {
        DeviceBuffer x = DeviceBuffer.allocate(context, 4);
        CudaModule module = CudaModule.load(context, AFFINE);
        CudaKernel kernel = affine(x, x, 1);
        CudaStream stream = CudaStream.create(context);
        stream.close();
        assertThatIllegalStateException()
                .isThrownBy(() -> kernel.launch(stream))
                .withMessageContaining("CUDA stream");
        module.close();
        module.close();
        assertThatIllegalStateException()
                .isThrownBy(() -> module.kernel("affine"))
                .withMessageContaining("CUDA module");
        context.close();
        assertThatIllegalStateException().isThrownBy(() -> kernel.launch(null));
        assertThatIllegalStateException().isThrownBy(() -> kernel.set(2, 1f));
    }

    @Test
    void refusesAStreamOfAnotherContext() {
        DeviceBuffer x = DeviceBuffer.allocate(context, 4);
        CudaKernel kernel = affine(x, x, 1);
        withForeignContext(foreign -> {
            try (CudaContext other = CudaContext.ofHandle(device, foreign)) {
                CudaStream stream = CudaStream.create(other);
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> kernel.launch(stream))
                        .withMessageContaining("belongs to another context");
            }
        });
    }

    @Test
    void measuresTimeBetweenTimedEvents() {
        DeviceBuffer x = DeviceBuffer.allocate(context, 4);
        CudaKernel kernel = affine(x, x, 1);
        CudaEvent before = CudaEvent.createTimed(context);
        CudaEvent after = CudaEvent.createTimed(context);
        CudaStream stream = CudaStream.create(context);
        before.record(stream);
        kernel.launch(stream);
        after.record(stream);
        after.synchronize();

        assertThat(after.millisSince(before)).isPositive();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> after.millisSince(CudaEvent.create(context)))
                .withMessageContaining("createTimed");
    }
}
