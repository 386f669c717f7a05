package org.nvenc4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Phaser;
import org.junit.jupiter.api.Test;

/** A context goes after the encoders on it, whichever thread closes what. */
class ContextClosingTest {
    private static final EncoderConfig CONFIG = EncoderConfig.h264(640, 360).build();

    @Test
    void closesTheEncoderFirst() {
        try (var gpu = SimulatedGpu.of(ApiVersion.V13_1)) {
            NvEncoder encoder = NvEncoder.open(gpu.context, CONFIG);
            encoder.encode(gpu.frame(640, 360));

            gpu.context.close();

            assertThat(encoder.isOpen()).isFalse();
            encoder.close();
        }
    }

    @Test
    void leavesTheEncoderToTheThreadThatClosesTheContext() throws Exception {
        try (var gpu = SimulatedGpu.of(ApiVersion.V13_1);
                ExecutorService other = Executors.newSingleThreadExecutor()) {
            NvEncoder encoder = NvEncoder.open(gpu.context, CONFIG);
            Phaser steps = new Phaser(2);
            gpu.context.closeFirst(() -> {
                steps.arriveAndAwaitAdvance();
                steps.arriveAndAwaitAdvance();
            });
            Future<?> close = other.submit(gpu.context::close);
            steps.arriveAndAwaitAdvance();
            try {
                assertThatIllegalStateException().isThrownBy(encoder::close).withMessageContaining("being closed");
                assertThat(encoder.isOpen()).isTrue();
            } finally {
                steps.arriveAndAwaitAdvance();
            }
            close.get();
            assertThat(encoder.isOpen()).isFalse();
        }
    }

    @Test
    void refusesToOpenOnAClosedContext() {
        try (var gpu = SimulatedGpu.of(ApiVersion.V13_1)) {
            gpu.context.close();

            assertThatIllegalStateException()
                    .isThrownBy(() -> NvEncoder.open(gpu.context, CONFIG))
                    .withMessageContaining("is closed");
        }
    }
}
