package org.nvenc4j.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nvenc4j.ApiVersion;
import org.nvenc4j.SystemGpu;
import org.nvenc4j.cuda.CudaContext;
import org.nvenc4j.cuda.CudaEvent;
import org.nvenc4j.cuda.CudaStream;
import org.nvenc4j.cuda.DeviceBuffer;

/** The order of encoding after the work of streams, on simulated streams that are as late as can be and on real ones. */
class StreamOrderTest {
    @Nested
    class Late extends StreamOrderContract {
        @Override
        Simulator open(ApiVersion version) {
            return withSlowFill(Simulator.builder()
                            .maxApiVersion(version)
                            .coder(coder)
                            .lateStreams())
                    .build();
        }

        @AfterEach
        void nothingIsLeft() {
            assertThat(simulator.violations()).isEmpty();
        }
    }

    /** Simulated NVENC over the machine's own CUDA. */
    @Nested
    @Tag("gpu")
    class Mixed extends StreamOrderContract {
        @Override
        Simulator open(ApiVersion version) {
            return SystemGpu.mixed(Simulator.builder().maxApiVersion(version).coder(coder));
        }
    }

    /** A simulator lives long, and streams come and go. */
    @ParameterizedTest(name = "late: {0}")
    @ValueSource(booleans = {false, true})
    void aStreamThatIsDestroyedIsForgotten(boolean late) {
        StreamQueues queues = new StreamQueues(late);
        for (long stream = 16; stream < 20; stream++) {
            queues.created(1, stream, false);
            queues.submit(1, stream, () -> {});
            queues.finish(1, stream);
            queues.destroyed(1, stream);
        }
        queues.finish(1, 0);
        queues.finish(2, 0);
        assertThat(queues.known()).isEqualTo(2);
        queues.destroyed(2);
        assertThat(queues.known()).isEqualTo(1);
    }

    @Test
    void lateStreamsDoTheirWorkInOrderAndNotBefore() {
        try (Simulator simulator = StreamOrderContract.withSlowFill(
                                Simulator.builder().lateStreams())
                        .build();
                CudaContext context = CudaContext.primary(simulator.driver())) {
            DeviceBuffer first = DeviceBuffer.allocate(context, 16);
            DeviceBuffer second = DeviceBuffer.allocate(context, 16);
            CudaStream blocking = CudaStream.create(context);
            CudaStream free = CudaStream.createNonBlocking(context);
            CudaEvent event = CudaEvent.create(context);
            StreamOrderContract.fill(context, first, blocking, 5);
            StreamOrderContract.fill(context, second, free, 6);
            event.record(free);
            byte[] content = new byte[16];

            second.copyTo(content);
            assertThat(content[15]).isNotEqualTo((byte) 6);
            assertThat(event.query()).isFalse();
            first.copyTo(content);
            assertThat(content[15]).isEqualTo((byte) 5);
            for (int polls = 0; !event.query(); polls++) {
                assertThat(polls).isLessThan(10);
            }
            second.copyTo(content);
            assertThat(content[15]).isEqualTo((byte) 6);
        }
    }
}
