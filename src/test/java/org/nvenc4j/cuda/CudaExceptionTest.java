package org.nvenc4j.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CudaExceptionTest {
    @Test
    void namesFunctionErrorTextAndRemedy() {
        assertThat(new CudaException(2, "CUDA_ERROR_OUT_OF_MEMORY", "out of memory", "cuMemAlloc"))
                .hasMessage("cuMemAlloc: CUDA_ERROR_OUT_OF_MEMORY (2): out of memory. "
                        + "Free device memory, in other processes too, or take smaller or fewer frames.");
    }

    @ParameterizedTest
    @ValueSource(ints = {214, 700, 702, 710, 714, 715, 716, 717, 718, 719})
    void saysThatTheContextIsDead(int result) {
        CudaException fault = new CudaException(result, "NAME", "text", "cuCtxSynchronize");

        assertThat(fault.isContextDead()).isTrue();
        assertThat(fault).hasMessageContaining("the context is dead");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 201, 400, 600, 701, 709, 999})
    void keepsTheContextForOtherFailures(int result) {
        CudaException failure = new CudaException(result, "NAME", "text", "cuMemAlloc");

        assertThat(failure.isContextDead()).isFalse();
        assertThat(failure.getMessage()).doesNotContain("dead");
    }
}
