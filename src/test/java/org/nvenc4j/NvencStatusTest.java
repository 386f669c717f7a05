package org.nvenc4j;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.nvenc4j.internal.raw.nvenc.nvenc_h;

class NvencStatusTest {
    @Test
    void hasEveryStatusOfTheApi() {
        for (int code = 0; code < 27; code++) {
            assertThat(NvencStatus.of(code).code()).isEqualTo(code);
        }
        assertThat(NvencStatus.values()).hasSize(28);
    }

    @Test
    void hasTheNamesOfTheApi() throws ReflectiveOperationException {
        for (NvencStatus status : NvencStatus.values()) {
            if (status != NvencStatus.UNKNOWN) {
                String name = status == NvencStatus.SUCCESS ? "NV_ENC_SUCCESS" : "NV_ENC_ERR_" + status;
                Object code = nvenc_h.class.getMethod(name).invoke(null);
                assertThat(code).as(name).isEqualTo(status.code());
            }
        }
    }

    @Test
    void knowsThatItDoesNotKnowANumber() {
        assertThat(NvencStatus.of(27)).isSameAs(NvencStatus.UNKNOWN);
        assertThat(NvencStatus.of(-1)).isSameAs(NvencStatus.UNKNOWN);
        assertThat(NvencStatus.of(Integer.MIN_VALUE)).isSameAs(NvencStatus.UNKNOWN);
    }

    @Test
    void advisesInOneSentence() {
        assertThat(NvencStatus.values())
                .allSatisfy(status -> assertThat(status.advice()).isNotBlank().doesNotEndWith("."));
    }
}
