package org.nvenc4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EncodeTimesTest {
    @Test
    void ranksTheTimes() {
        EncodeTimes times = new EncodeTimes();
        for (int i = 5000; i >= 1; i--) {
            times.add(i * 1000L);
        }

        assertThat(times.ranks()).isEqualTo(new EncodeTimes.Ranks(0.001, 2.5, 4.95, 5.0));
        assertThat(times.ranks()).hasToString("min 0.001 ms, median 2.500 ms, p99 4.950 ms, max 5.000 ms");
    }

    @Test
    void hasNoTimesWithoutFrames() {
        assertThat(new EncodeTimes().ranks()).hasToString("min 0.000 ms, median 0.000 ms, p99 0.000 ms, max 0.000 ms");
    }
}
