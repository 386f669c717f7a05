package org.nvenc4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nvenc4j.cuda.CudaContext;
import org.nvenc4j.cuda.CudaStream;
import org.nvenc4j.cuda.DeviceFrame;
import org.nvenc4j.simulator.RecordedCall;
import org.nvenc4j.simulator.Simulator;

/** The streams that a session's work is ordered with. */
class IoStreamsTest {
    private static final EncoderConfig CONFIG = EncoderConfig.h264(178, 100).build();

    @EachAbi
    void theDriverIsToldEachStreamByItsPlace(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(gpu.context, CONFIG)) {
            CudaStream first = CudaStream.create(gpu.context);
            CudaStream second = CudaStream.create(gpu.context);
            DeviceFrame frame = gpu.frame(178, 100);
            encoder.streams(first, second);
            assertThat(encoder.encode(frame).only().isKeyFrame()).isTrue();
            encoder.streams(second, second);
            encoder.streams(second, null);
            encoder.streams(null, null);
            assertThat(encoder.encode(frame).only().number()).isEqualTo(1);
            assertThat(told(gpu))
                    .containsExactly(
                            pair(first.handle(), second.handle()),
                            pair(second.handle(), second.handle()),
                            pair(second.handle(), 0),
                            pair(0, 0));
        }
    }

    @EachAbi
    void theDefaultStreamNeedsNoCall(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(gpu.context, CONFIG)) {
            encoder.encode(gpu.frame(178, 100));
            assertThat(told(gpu)).isEmpty();
        }
    }

    @EachAbi
    void aClosedStreamIsLeftBeforeItIsDestroyed(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(gpu.context, CONFIG)) {
            CudaStream input = CudaStream.create(gpu.context);
            CudaStream output = CudaStream.create(gpu.context);
            encoder.streams(input, output);
            input.close();
            assertThat(told(gpu).getLast()).isEqualTo(pair(0, output.handle()));
            List<String> functions =
                    gpu.simulator.calls().stream().map(RecordedCall::function).toList();
            assertThat(functions.lastIndexOf("nvEncSetIOCudaStreams")).isLessThan(functions.indexOf("cuStreamDestroy"));
            encoder.encode(gpu.frame(178, 100));
            output.close();
            assertThat(told(gpu).getLast()).isEqualTo(pair(0, 0));
            encoder.encode(gpu.frame(178, 100));
        }
    }

    @EachAbi
    void aStreamThatIsNoLongerSetClosesByItself(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version)) {
            NvEncoder encoder = NvEncoder.open(gpu.context, CONFIG);
            CudaStream before = CudaStream.create(gpu.context);
            CudaStream now = CudaStream.create(gpu.context);
            encoder.streams(before, before);
            encoder.streams(now, now);
            before.close();
            assertThat(told(gpu)).hasSize(2);
            encoder.close();
            now.close();
            assertThat(told(gpu)).hasSize(2);
        }
    }

    /** The context closes what is in it, newest first: the streams here before the encoder. */
    @EachAbi
    void theContextClosesStreamsAndEncoder(ApiVersion version) {
        NvEncoder encoder;
        try (var gpu = SimulatedGpu.of(version)) {
            encoder = NvEncoder.open(gpu.context, CONFIG);
            CudaStream stream = CudaStream.create(gpu.context);
            encoder.streams(stream, stream);
        }
        assertThat(encoder.isOpen()).isFalse();
    }

    @EachAbi
    void aRefusalKeepsTheStreamsAsTheyWere(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(gpu.context, CONFIG)) {
            CudaStream stream = CudaStream.create(gpu.context);
            CudaStream refused = CudaStream.create(gpu.context);
            encoder.streams(stream, stream);
            gpu.simulator.fail("nvEncSetIOCudaStreams", 1, NvencStatus.GENERIC.code());
            assertThatThrownBy(() -> encoder.streams(refused, null))
                    .isInstanceOfSatisfying(
                            NvencException.class, e -> assertThat(e.function()).isEqualTo("nvEncSetIOCudaStreams"));
            int calls = told(gpu).size();
            refused.close();
            assertThat(told(gpu)).hasSize(calls);
            encoder.encode(gpu.frame(178, 100));
            stream.close();
            assertThat(told(gpu).getLast()).isEqualTo(pair(0, 0));
        }
    }

    @EachAbi
    void aClosedStreamAndAClosedEncoderAreRefused(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version)) {
            NvEncoder encoder = NvEncoder.open(gpu.context, CONFIG);
            CudaStream open = CudaStream.create(gpu.context);
            CudaStream closed = CudaStream.create(gpu.context);
            closed.close();
            assertThatThrownBy(() -> encoder.streams(open, closed))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("is closed");
            assertThat(told(gpu)).isEmpty();
            encoder.close();
            assertThatThrownBy(() -> encoder.streams(open, open))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("the encoder is closed");
        }
    }

    @Test
    void aStreamOfAnotherContextIsRefused() {
        try (var gpu = SimulatedGpu.of(ApiVersion.V13_1);
                var other = SimulatedGpu.of(ApiVersion.V13_1);
                var encoder = NvEncoder.open(gpu.context, CONFIG);
                var stream = CudaStream.create(other.context)) {
            assertThatThrownBy(() -> encoder.streams(null, stream))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("another CUDA context")
                    .hasMessageContaining("create it in the encoder's context");
        }
    }

    /** A real driver would go on with a handle that is none. */
    @Test
    void theSimulatorNoticesAStreamThatItsOwnerDestroyed() {
        try (var simulator = Simulator.builder().build();
                var context = CudaContext.primary(simulator.driver());
                var encoder = NvEncoder.open(context, CONFIG)) {
            CudaStream owned = CudaStream.create(context);
            encoder.streams(CudaStream.ofHandle(context, owned.handle()), null);
            owned.close();
            DeviceFrame frame = DeviceFrame.allocate(context, CONFIG.bufferFormat(), 178, 100);
            assertThatThrownBy(() -> encoder.encode(frame)).isInstanceOf(NvencException.class);
            assertThat(simulator.violations()).singleElement().asString().contains("no live stream");
        }
    }

    private static List<Map<String, Object>> told(SimulatedGpu gpu) {
        return gpu.simulator.calls("nvEncSetIOCudaStreams").stream()
                .map(RecordedCall::in)
                .toList();
    }

    private static Map<String, Object> pair(long input, long output) {
        return Map.of("inputStream", input, "outputStream", output);
    }
}
