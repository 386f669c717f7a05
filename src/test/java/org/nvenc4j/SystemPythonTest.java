package org.nvenc4j;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nvenc4j.cuda.BufferFormat;
import org.nvenc4j.cuda.CudaArrayInterface;
import org.nvenc4j.cuda.CudaContext;
import org.nvenc4j.cuda.CudaStream;
import org.nvenc4j.cuda.DeviceFrame;
import org.nvenc4j.cuda.DlpackTensor;
import org.nvenc4j.cuda.UnusableMemoryException;
import org.nvenc4j.cuda.UnusableMemoryException.Reason;
import org.nvenc4j.simulator.Coders;
import org.nvenc4j.simulator.Simulator;

/**
 * Live tensors of CuPy and PyTorch on a real GPU, made in this process and encoded where they lie by the simulated encoder.
 * Both keep the primary context to the end of the process, so that tests of its end go before.
 */
@Order(Integer.MAX_VALUE)
@Tag("gpu")
class SystemPythonTest {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 360;
    private static final int BYTES = WIDTH * HEIGHT * 3 / 2;

    private Simulator simulator;
    private EmbeddedPython python;
    private CudaContext context;
    private NvEncoder encoder;

    @BeforeEach
    void open() throws IOException {
        simulator = SystemGpu.mixed(Simulator.builder().coders(Coders.LOSSLESS));
        python = EmbeddedPython.get();
        try (InputStream source =
                Objects.requireNonNull(SystemPythonTest.class.getResourceAsStream("live_tensors.py"))) {
            python.run(new String(source.readAllBytes(), UTF_8));
        }
        context = CudaContext.primary(simulator.driver());
        encoder = NvEncoder.open(context, EncoderConfig.h264(WIDTH, HEIGHT).build());
    }

    @AfterEach
    void close() {
        if (context != null) {
            context.close();
            assertThat(simulator.violations()).isEmpty();
            simulator.close();
        }
    }

    private void use(String maker) {
        assumeTrue(python.evaluate("here").contains(maker), "No library " + maker + " here");
        python.run("use('" + maker + "')");
    }

    private void make() {
        python.run("make(" + HEIGHT * 3 / 2 + ", " + WIDTH + ")");
    }

    private long usedBytes() {
        return Long.parseLong(python.evaluate("maker.used_bytes() - used_before"));
    }

    /** Notes each call of a tensor's deleter before it is done. */
    @SuppressWarnings("restricted")
    private static List<Long> noteDeletions(long managed, boolean versioned) {
        List<Long> calls = new ArrayList<>();
        MemorySegment field =
                MemorySegment.ofAddress(managed + (versioned ? 16 : 56)).reinterpret(Long.BYTES);
        FunctionDescriptor type = FunctionDescriptor.ofVoid(ValueLayout.JAVA_LONG);
        try {
            MethodHandle note = MethodHandles.lookup()
                    .bind(calls, "add", MethodType.methodType(boolean.class, Object.class))
                    .asType(MethodType.methodType(void.class, long.class));
            MethodHandle delete = Linker.nativeLinker()
                    .downcallHandle(MemorySegment.ofAddress(field.get(ValueLayout.JAVA_LONG, 0)), type);
            MemorySegment noted =
                    Linker.nativeLinker().upcallStub(MethodHandles.foldArguments(delete, note), type, Arena.global());
            field.set(ValueLayout.JAVA_LONG, 0, noted.address());
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
        return calls;
    }

    @ParameterizedTest
    @CsvSource({"cupy, None", "cupy, '(1, 0)'", "torch, None", "torch, '(1, 0)'"})
    void encodesADlpackTensor(String maker, String maxVersion) {
        use(maker);
        CudaStream stream = CudaStream.createNonBlocking(context);
        encoder.streams(stream, stream);
        make();
        python.run("hand_over(" + DlpackTensor.streamArgument(stream) + ", " + maxVersion + ")");
        boolean versioned = python.capsuleName("capsule").equals("dltensor_versioned");
        assertThat(versioned).isEqualTo(!maxVersion.equals("None"));
        long managed = python.take("capsule", versioned ? "dltensor_versioned" : "dltensor");
        List<Long> deletions = noteDeletions(managed, versioned);
        python.run("del frame");

        DlpackTensor tensor =
                versioned ? DlpackTensor.versioned(context, managed) : DlpackTensor.legacy(context, managed);
        DeviceFrame frame = tensor.frame(BufferFormat.NV12);
        SystemGpu.assertEncodes(encoder, frame);
        assertThat(frame.download()).isEqualTo(SystemGpu.pattern(WIDTH, HEIGHT));
        assertThat(usedBytes()).isGreaterThanOrEqualTo(BYTES);
        assertThat(deletions).isEmpty();

        tensor.close();
        assertThat(frame.isOpen()).isFalse();
        assertThat(encoder.isOpen()).isTrue();
        assertThat(deletions).containsExactly(managed);
        python.run("del capsule");
        assertThat(deletions).hasSize(1);
        assertThat(usedBytes()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cupy", "torch"})
    void encodesACudaArrayInterface(String maker) {
        use(maker);
        make();
        if (maker.equals("torch")) {
            // PyTorch's version of the protocol names no stream.
            python.run("maker.stream.synchronize()");
        }
        CudaArrayInterface array = arrayInterface();
        DeviceFrame frame = array.frame(context, BufferFormat.NV12);
        SystemGpu.assertEncodes(encoder, frame);
        assertThat(frame.download()).isEqualTo(SystemGpu.pattern(WIDTH, HEIGHT));
        frame.close();
        assertThat(usedBytes()).isGreaterThanOrEqualTo(BYTES);
    }

    @SuppressWarnings("unchecked")
    private CudaArrayInterface arrayInterface() {
        return CudaArrayInterface.of((Map<String, ?>) JsonReader.read(python.evaluate("interface()")));
    }

    /** CuPy's pool is a stream-ordered one then, and PyTorch maps virtual memory. */
    @ParameterizedTest
    @CsvSource({"cupy, POOL", "torch, VIRTUAL"})
    void copiesATensorInMemoryThatNvencCannotRegister(String maker, Reason reason) {
        use(maker);
        python.run("maker.use_unusable_memory()");
        try {
            make();
            python.run("hand_over(1, None)");
            long managed = python.take("capsule", "dltensor");
            List<Long> deletions = noteDeletions(managed, false);
            DeviceFrame copy = DeviceFrame.allocate(context, BufferFormat.NV12, WIDTH, HEIGHT);
            try (DlpackTensor tensor = DlpackTensor.legacy(context, managed)) {
                assertThatExceptionOfType(UnusableMemoryException.class)
                        .isThrownBy(() -> tensor.frame(BufferFormat.NV12))
                        .satisfies(e -> assertThat(e.reason()).isEqualTo(reason))
                        .withMessageContaining("DeviceFrame.copyFrom");
                copy.copyFrom(tensor.picture(BufferFormat.NV12));
            }
            assertThat(deletions).containsExactly(managed);
            SystemGpu.assertEncodes(encoder, copy);
            assertThat(copy.download()).isEqualTo(SystemGpu.pattern(WIDTH, HEIGHT));
        } finally {
            python.run("del frame; maker.use_usable_memory()");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "cupy, 'frame[:, ::2]', STRIDES",
        "cupy, 'frame[0]', SHAPE",
        "torch, 'frame[:, ::2]', STRIDES",
        "torch, 'frame.float()', ELEMENT_TYPE",
        "torch, 'frame.cpu()', HOST"
    })
    void saysWhyATensorIsNoFrame(String maker, String expression, Reason reason) {
        use(maker);
        make();
        python.run("frame = " + expression);
        python.run("capsule = frame.__dlpack__()");
        long managed = python.take("capsule", "dltensor");
        List<Long> deletions = noteDeletions(managed, false);
        try (DlpackTensor tensor = DlpackTensor.legacy(context, managed)) {
            assertThatExceptionOfType(UnusableMemoryException.class)
                    .isThrownBy(() -> tensor.frame(BufferFormat.NV12))
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(reason));
        }
        assertThat(deletions).containsExactly(managed);
    }
}
