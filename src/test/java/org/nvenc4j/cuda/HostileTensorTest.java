package org.nvenc4j.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nvenc4j.ApiVersion;
import org.nvenc4j.Dice;
import org.nvenc4j.SimulatedGpu;

/**
 * Tensors of any shape and any nonsense: each is refused with a reason, or is a picture that lies in the memory that it
 * names. Its producer is told once that it is done with, whatever comes of it.
 */
class HostileTensorTest {
    private static final int TENSORS = 4000;
    private static final int WIDTH = 178;
    private static final int HEIGHT = 100;
    private static final long[] NUMBERS = {
        0,
        1,
        2,
        3,
        4,
        -1,
        -4,
        150,
        178,
        200,
        356,
        512,
        1 << 20,
        1L << 31,
        1L << 32,
        1L << 61,
        1L << 62,
        Long.MAX_VALUE,
        Long.MIN_VALUE
    };

    private enum Outcome {
        REFUSED,
        TAKEN
    }

    private final Set<Outcome> outcomes = EnumSet.noneOf(Outcome.class);

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void anyDlpackTensor(long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        try (SimulatedGpu gpu = SimulatedGpu.of(ApiVersion.V13_1)) {
            DeviceFrame memory = gpu.frame(WIDTH, HEIGHT);
            for (int i = 0; i < TENSORS; i++) {
                try (DlpackProducer producer = new DlpackProducer()) {
                    tryTensor(gpu.context, memory, producer, random);
                }
                gpu.simulator.forget();
            }
        }
        assertThat(outcomes).containsExactly(Outcome.values());
    }

    /** For {@code scripts/fuzz}. */
    public static void fuzzerTestOneInput(byte[] input) {
        Dice dice = new Dice(input);
        try (DlpackProducer producer = new DlpackProducer()) {
            new HostileTensorTest().tryTensor(Fuzzed.GPU.context, Fuzzed.MEMORY, producer, dice);
        }
        Fuzzed.GPU.simulator.forget();
    }

    private static final class Fuzzed {
        static final SimulatedGpu GPU = SimulatedGpu.of(ApiVersion.V13_1);
        static final DeviceFrame MEMORY = GPU.frame(WIDTH, HEIGHT);
    }

    private void tryTensor(CudaContext context, DeviceFrame memory, DlpackProducer producer, RandomGenerator random) {
        DlpackProducer.Tensor tensor = producer.tensor(memory.address(), shape(random));
        if (random.nextBoolean()) {
            tensor.strides(strides(memory, random, tensor));
        }
        tensor.byteOffset = rarely(random) ? number(random) : 0;
        tensor.deviceType = rarely(random) ? (int) number(random) : 2;
        tensor.deviceId = rarely(random) ? (int) number(random) : 0;
        tensor.typeCode = rarely(random) ? random.nextInt(256) : 1;
        tensor.typeBits = rarely(random) ? random.nextInt(256) : 8;
        tensor.typeLanes = rarely(random) ? random.nextInt(1 << 16) : 1;
        boolean versioned = random.nextBoolean();
        long managed = versioned ? tensor.versioned(rarely(random) ? random.nextInt() : 1) : tensor.legacy();
        spoil(managed + (versioned ? 32 : 0), random);
        BufferFormat format = BufferFormat.values()[random.nextInt(BufferFormat.values().length)];
        List<DlpackTensor> taken = new ArrayList<>();
        attempt(() -> taken.add(
                versioned ? DlpackTensor.versioned(context, managed) : DlpackTensor.legacy(context, managed)));
        for (DlpackTensor one : taken) {
            attempt(() -> assertThat(one.picture(format).format()).isEqualTo(format));
            attempt(() -> assertLiesIn(memory, one.frame(format)));
            one.close();
        }
        assertThat(producer.deleted).hasSize(1);
    }

    /** The number of dimensions, and pointers that are NULL. */
    @SuppressWarnings("restricted")
    private static void spoil(long tensor, RandomGenerator random) {
        MemorySegment struct = MemorySegment.ofAddress(tensor).reinterpret(48);
        switch (random.nextInt(24)) {
            case 0 -> struct.set(ValueLayout.JAVA_LONG, 0, 0);
            case 1 -> struct.set(ValueLayout.JAVA_LONG, 24, 0);
            case 2 -> struct.set(ValueLayout.JAVA_INT, 16, -random.nextInt(1, 100));
            case 3 -> struct.set(ValueLayout.JAVA_INT, 16, random.nextInt(1000, Integer.MAX_VALUE));
            case 4 -> struct.set(ValueLayout.JAVA_INT, 16, 0);
            default -> {}
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void anyCudaArrayInterface(long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        String[] types = {"|u1", "<u2", ">u2", "<f4", "|u4", "u", "", "|u999999999999", "|V3", "<c16"};
        try (SimulatedGpu gpu = SimulatedGpu.of(ApiVersion.V13_1)) {
            DeviceFrame memory = gpu.frame(WIDTH, HEIGHT);
            for (int i = 0; i < TENSORS; i++) {
                long address = rarely(random) ? number(random) : memory.address();
                List<Long> shape = list(shape(random));
                List<Long> strides = random.nextBoolean() ? null : list(numbers(random, shape.size()));
                String type = rarely(random) ? types[random.nextInt(types.length)] : "|u1";
                BufferFormat format = BufferFormat.values()[random.nextInt(BufferFormat.values().length)];
                attempt(() -> {
                    DeviceFrame frame =
                            new CudaArrayInterface(address, shape, type, strides, null).frame(gpu.context, format);
                    assertLiesIn(memory, frame);
                    frame.close();
                });
                gpu.simulator.forget();
            }
        }
        assertThat(outcomes).containsExactly(Outcome.values());
    }

    private static void assertLiesIn(DeviceFrame memory, DeviceFrame frame) {
        long end = memory.address() + memory.format().bytes(memory.pitch(), memory.height());
        assertThat(frame.address()).isBetween(memory.address(), end);
        assertThat(frame.address() + frame.format().bytes(frame.pitch(), frame.height()))
                .isLessThanOrEqualTo(end);
    }

    private void attempt(Runnable use) {
        try {
            use.run();
            outcomes.add(Outcome.TAKEN);
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageContaining(" ");
            outcomes.add(Outcome.REFUSED);
        }
    }

    private static long[] shape(RandomGenerator random) {
        return switch (random.nextInt(4)) {
            case 0 -> new long[] {150, 178};
            case 1 -> new long[] {random.nextInt(1, 200), random.nextInt(1, 300)};
            default -> numbers(random, random.nextInt(1, 5));
        };
    }

    private static long[] strides(DeviceFrame memory, RandomGenerator random, DlpackProducer.Tensor tensor) {
        int dimensions = tensor.dimensions();
        return dimensions == 2 && random.nextInt(3) > 0 ? new long[] {memory.pitch(), 1} : numbers(random, dimensions);
    }

    private static long[] numbers(RandomGenerator random, int count) {
        long[] numbers = new long[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = number(random);
        }
        return numbers;
    }

    private static List<Long> list(long[] numbers) {
        List<Long> list = new ArrayList<>();
        for (long number : numbers) {
            list.add(number);
        }
        return list;
    }

    private static long number(RandomGenerator random) {
        return NUMBERS[random.nextInt(NUMBERS.length)] + (rarely(random) ? random.nextInt(-3, 4) : 0);
    }

    private static boolean rarely(RandomGenerator random) {
        return random.nextInt(8) == 0;
    }
}
