package org.nvenc4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.nvenc4j.cuda.BufferFormat;
import org.nvenc4j.cuda.CudaContext;
import org.nvenc4j.cuda.CudaDevice;
import org.nvenc4j.cuda.CudaException;
import org.nvenc4j.cuda.CudaStream;
import org.nvenc4j.cuda.DeviceBuffer;
import org.nvenc4j.cuda.DeviceFrame;
import org.nvenc4j.internal.driver.RawCuda;
import org.nvenc4j.simulator.CodedPicture;
import org.nvenc4j.simulator.CoderFactory;
import org.nvenc4j.simulator.CoderSettings;
import org.nvenc4j.simulator.GpuModel;
import org.nvenc4j.simulator.PictureCoder;
import org.nvenc4j.simulator.Simulator;
import org.nvenc4j.simulator.SourcePicture;

/** Threads, orders and owners that are not as they should be: refused in words or of no harm, and the session goes on. */
class MisuseTest {
    private static final int WIDTH = 192;
    private static final int HEIGHT = 128;
    private static final EncoderConfig CONFIG =
            EncoderConfig.h264(WIDTH, HEIGHT).build();

    private static SimulatedGpu gpu(ApiVersion version) {
        return SimulatedGpu.of(Simulator.builder().maxApiVersion(version).coder(new DigestCoder()));
    }

    /** Whatever is closed first, the rest follows or can be closed in its turn. */
    @EachAbi
    void everyOrderOfClosingIsRight(ApiVersion version) {
        for (int seed = 0; seed < 60; seed++) {
            try (var gpu = gpu(version)) {
                NvEncoder encoder = NvEncoder.open(gpu.context, CONFIG);
                CudaStream stream = CudaStream.create(gpu.context);
                encoder.streams(stream, stream);
                DeviceFrame one = gpu.frame(WIDTH, HEIGHT);
                DeviceFrame other = gpu.frame(WIDTH, HEIGHT);
                encoder.encode(one);
                EncodedPicture picture = encoder.encode(other).only();
                picture.data();
                List<AutoCloseable> all = new ArrayList<>(List.of(encoder, stream, one, other, picture, gpu.context));
                Collections.shuffle(all, new Random(seed));
                List<AutoCloseable> order = all;
                Assertions.assertThatCode(() -> {
                            for (AutoCloseable closeable : order) {
                                closeable.close();
                                closeable.close();
                            }
                        })
                        .as("seed %d: %s", seed, order)
                        .doesNotThrowAnyException();
            }
        }
    }

    /** The driver may go before the program is done with it. */
    @EachAbi
    void aDriverThatIsGoneEndsNothingButTheSession(ApiVersion version) {
        Simulator simulator = Simulator.builder()
                .maxApiVersion(version)
                .coder(new DigestCoder())
                .build();
        CudaContext context = CudaContext.primary(simulator.driver());
        NvEncoder encoder = NvEncoder.open(context, CONFIG);
        DeviceFrame frame = DeviceFrame.allocate(context, BufferFormat.NV12, WIDTH, HEIGHT);
        encoder.encode(frame);
        simulator.close();
        for (Runnable use : List.<Runnable>of(
                () -> encoder.encode(frame),
                encoder::flush,
                encoder::sequenceParameters,
                frame::close,
                context::close)) {
            Assertions.assertThatThrownBy(use::run)
                    .isInstanceOfAny(NvencException.class, CudaException.class)
                    .hasMessageContaining("cu");
        }
        assertThat(encoder.isOpen()).isFalse();
        assertThat(frame.isOpen()).isFalse();
        assertThat(context.isOpen()).isFalse();
    }

    @EachAbi
    void framesOfAnotherDriverOrDeviceAreRefused(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(Simulator.builder()
                        .maxApiVersion(version)
                        .gpu(GpuModel.ADA)
                        .gpu(GpuModel.ADA)
                        .coder(new DigestCoder()));
                var elsewhere = gpu(version);
                var second = CudaContext.primary(CudaDevice.of(gpu.simulator.driver(), 1));
                var encoder = NvEncoder.open(gpu.context, CONFIG)) {
            for (DeviceFrame foreign : List.of(
                    elsewhere.frame(WIDTH, HEIGHT), DeviceFrame.allocate(second, BufferFormat.NV12, WIDTH, HEIGHT))) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> encoder.encode(foreign))
                        .withMessageContaining("another CUDA context");
            }
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> encoder.streams(CudaStream.create(second), null))
                    .withMessageContaining("another CUDA context");
            assertThat(encoder.encode(gpu.frame(WIDTH, HEIGHT)).only().isKeyFrame())
                    .isTrue();
        }
    }

    /** Two threads at once: each call is done or refused, and none of them is lost. */
    @EachAbi
    void twoThreadsAreDoneOrRefused(ApiVersion version) throws Exception {
        try (var gpu = gpu(version);
                var encoder = NvEncoder.open(gpu.context, CONFIG);
                ExecutorService threads = Executors.newFixedThreadPool(2)) {
            List<Future<Integer>> done = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                DeviceFrame frame = gpu.frame(WIDTH, HEIGHT);
                done.add(threads.submit(() -> {
                    int encoded = 0;
                    for (int n = 0; n < 300; n++) {
                        try {
                            encoder.encode(frame);
                            encoded++;
                        } catch (IllegalStateException e) {
                            assertThat(e).hasMessageContaining("one thread at a time");
                        }
                    }
                    return encoded;
                }));
            }
            int sum = done.get(0).get() + done.get(1).get();
            assertThat(encoder.encode(gpu.frame(WIDTH, HEIGHT)).only().number()).isEqualTo(sum);
        }
    }

    /** While a call is under way everybody else is turned away, and the call is done as if nothing had been. */
    @EachAbi
    void aCallUnderWayIsNotDisturbed(ApiVersion version) throws Exception {
        Phaser steps = new Phaser(2);
        try (var gpu = SimulatedGpu.of(
                        Simulator.builder().maxApiVersion(version).coder(new HeldUpCoder(steps)));
                var encoder = NvEncoder.open(gpu.context, CONFIG);
                ExecutorService other = Executors.newSingleThreadExecutor()) {
            DeviceFrame frame = gpu.frame(WIDTH, HEIGHT);
            Future<Long> encoding =
                    other.submit(() -> encoder.encode(frame).only().number());
            steps.arriveAndAwaitAdvance();
            try {
                for (Runnable use : List.<Runnable>of(
                        () -> encoder.encode(frame),
                        () -> encoder.reconfigure(CONFIG),
                        encoder::flush,
                        encoder::sequenceParameters,
                        encoder::close,
                        frame::close,
                        gpu.context::close)) {
                    assertThatIllegalStateException().isThrownBy(use::run).withMessageContaining("in use");
                }
            } finally {
                steps.arriveAndAwaitAdvance();
            }
            assertThat(encoding.get()).isZero();
            assertThat(encoder.isOpen() && frame.isOpen() && gpu.context.isOpen())
                    .isTrue();
        }
    }

    /** Codes each picture between two steps. */
    private static final class HeldUpCoder implements CoderFactory {
        private final CoderFactory digest = new DigestCoder();
        private final Phaser steps;

        HeldUpCoder(Phaser steps) {
            this.steps = steps;
        }

        @Override
        public String name() {
            return "held up";
        }

        @Override
        public Optional<String> refusal(CoderSettings settings) {
            return digest.refusal(settings);
        }

        @Override
        public PictureCoder open(CoderSettings settings) {
            PictureCoder coder = digest.open(settings);
            return new PictureCoder() {
                @Override
                public byte[] sequenceHeader() {
                    return coder.sequenceHeader();
                }

                @Override
                public CodedPicture code(SourcePicture picture) {
                    steps.arriveAndAwaitAdvance();
                    steps.arriveAndAwaitAdvance();
                    return coder.code(picture);
                }

                @Override
                public void reconfigure(CoderSettings next) {
                    coder.reconfigure(next);
                }

                @Override
                public void close() {
                    coder.close();
                }
            };
        }
    }

    /** Another thread closes what is in use, again and again, until it is let. */
    @EachAbi
    void closingWaitsForNobodyAndBreaksNothing(ApiVersion version) throws Exception {
        for (int round = 0; round < 20; round++) {
            int who = round % 3;
            try (var gpu = gpu(version);
                    ExecutorService other = Executors.newSingleThreadExecutor()) {
                NvEncoder encoder = NvEncoder.open(gpu.context, CONFIG);
                DeviceFrame frame = gpu.frame(WIDTH, HEIGHT);
                AutoCloseable victim = who == 0 ? encoder : who == 1 ? frame : gpu.context;
                encoder.encode(frame);
                AtomicBoolean closed = new AtomicBoolean();
                Future<?> closing = other.submit(() -> {
                    while (!closed.get()) {
                        try {
                            victim.close();
                            closed.set(true);
                        } catch (IllegalStateException e) {
                            assertThat(e.getMessage()).containsAnyOf("in use", "closed");
                        }
                    }
                    return null;
                });
                while (!closed.get()) {
                    try {
                        encoder.encode(frame);
                    } catch (IllegalStateException e) {
                        assertThat(e.getMessage()).containsAnyOf("closed", "in use");
                    }
                }
                closing.get();
                assertThatIllegalStateException().isThrownBy(() -> encoder.encode(frame));
            }
        }
    }

    /** Each virtual thread may run on another carrier, whose current context stays what it was. */
    @EachAbi
    void virtualThreadsTakeTurns(ApiVersion version) throws Exception {
        try (var gpu = gpu(version);
                var encoder = NvEncoder.open(gpu.context, CONFIG);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            RawCuda cuda = new RawCuda(gpu.simulator.driver());
            DeviceFrame frame = gpu.frame(WIDTH, HEIGHT);
            for (int i = 0; i < 200; i++) {
                long number = threads.submit(() -> {
                            Thread.yield();
                            EncodedPicture picture = encoder.encode(frame).only();
                            long got = picture.number();
                            picture.close();
                            assertThat(cuda.currentContext()).isZero();
                            return got;
                        })
                        .get();
                assertThat(number).isEqualTo(i);
            }
        }
    }

    /** An interrupt is the program's own: no call minds it, and it is still there afterwards. */
    @EachAbi
    void anInterruptIsLeftToTheProgram(ApiVersion version) {
        try (var gpu = gpu(version)) {
            Thread.currentThread().interrupt();
            try (var encoder = NvEncoder.open(gpu.context, CONFIG)) {
                DeviceFrame frame = gpu.frame(WIDTH, HEIGHT);
                assertThat(encoder.encode(frame).only().isKeyFrame()).isTrue();
                encoder.reconfigure(CONFIG.toBuilder().bitRate(1_000_000).build());
                assertThat(encoder.encode(frame).only().number()).isEqualTo(1);
                encoder.flush();
                frame.close();
            }
            assertThat(Thread.interrupted()).isTrue();
        } finally {
            Thread.interrupted();
        }
    }

    @Test
    void bytesBelongToTheThreadThatAskedForThem() throws Exception {
        try (var gpu = gpu(ApiVersion.V13_1);
                var encoder = NvEncoder.open(gpu.context, CONFIG);
                ExecutorService other = Executors.newSingleThreadExecutor()) {
            DeviceFrame frame = gpu.frame(WIDTH, HEIGHT);
            EncodedPicture picture = encoder.encode(frame).only();
            MemorySegment data = picture.data();
            other.submit(() -> Assertions.assertThatThrownBy(() -> data.get(ValueLayout.JAVA_BYTE, 0))
                            .isInstanceOf(WrongThreadException.class))
                    .get();
            other.submit(() -> assertThatIllegalStateException()
                            .isThrownBy(() -> encoder.encode(frame))
                            .withMessageContaining("close the picture there"))
                    .get();
            other.submit(() -> assertThatIllegalStateException()
                            .isThrownBy(encoder::close)
                            .withMessageContaining("close the picture there"))
                    .get();
            assertThat(encoder.isOpen()).isTrue();
            assertThat(data.get(ValueLayout.JAVA_BYTE, 3)).isEqualTo((byte) 1);
        }
    }

    @Test
    void aContextThatWasNotPushedIsNotPopped() {
        try (var gpu = gpu(ApiVersion.V13_1)) {
            CudaContext.Pushed pushed = gpu.context.push();
            pushed.close();
            assertThatIllegalStateException().isThrownBy(pushed::close).withMessageContaining("push");
            gpu.context.synchronize();
        }
    }

    /** A host that takes a device address for a pointer faults at once, for nothing is mapped there. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void deviceAddressesAreNoAddressesOfTheProcess() throws Exception {
        try (var gpu = gpu(ApiVersion.V13_1)) {
            List<long[]> device = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                DeviceFrame frame = gpu.frame(WIDTH, HEIGHT);
                device.add(new long[] {frame.address(), frame.address() + frame.pitch() * HEIGHT * 3 / 2});
                DeviceBuffer buffer = DeviceBuffer.allocate(gpu.context, 1 << (i % 20));
                device.add(new long[] {buffer.address(), buffer.address() + buffer.size()});
            }
            for (String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
                String[] range = line.substring(0, line.indexOf(' ')).split("-", 2);
                long first = Long.parseUnsignedLong(range[0], 16);
                long end = Long.parseUnsignedLong(range[1], 16);
                assertThat(device)
                        .as(line)
                        .noneMatch(memory ->
                                Long.compareUnsigned(memory[0], end) < 0 && Long.compareUnsigned(first, memory[1]) < 0);
            }
        }
    }
}
