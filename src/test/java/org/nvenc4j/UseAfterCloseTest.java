package org.nvenc4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nvenc4j.cuda.BufferFormat;
import org.nvenc4j.cuda.ColourConverter;
import org.nvenc4j.cuda.CudaArray;
import org.nvenc4j.cuda.CudaContext;
import org.nvenc4j.cuda.CudaEvent;
import org.nvenc4j.cuda.CudaModule;
import org.nvenc4j.cuda.CudaStream;
import org.nvenc4j.cuda.DeviceBuffer;
import org.nvenc4j.cuda.DeviceFrame;
import org.nvenc4j.cuda.DeviceImage;
import org.nvenc4j.cuda.DevicePicture;
import org.nvenc4j.cuda.DlpackProducer;
import org.nvenc4j.cuda.DlpackTensor;
import org.nvenc4j.cuda.ExternalMemory;
import org.nvenc4j.cuda.ExternalSemaphore;
import org.nvenc4j.cuda.GlTexture;
import org.nvenc4j.cuda.InputFrame;
import org.nvenc4j.cuda.IpcMemory;
import org.nvenc4j.cuda.MemoryFile;
import org.nvenc4j.cuda.PixelFormat;
import org.nvenc4j.simulator.PictureCoder;
import org.nvenc4j.simulator.Simulator;
import org.nvenc4j.stream.AdaptiveBitRate;
import org.nvenc4j.stream.StreamEncoder;

/**
 * Everything public that can be closed, closed and then used: each use is refused in words, or asks nothing of the driver.
 * The types are found by looking, so that a new one wants its case here.
 */
@EnabledOnOs(OS.LINUX) // where memory and semaphores of other APIs are file descriptors
class UseAfterCloseTest {
    private static final int WIDTH = 192;
    private static final int HEIGHT = 128;
    private static final int GL_TEXTURE_2D = 0x0DE1;
    private static final EncoderConfig CONFIG =
            EncoderConfig.h264(WIDTH, HEIGHT).build();
    private static final String PTX = """
        .version 7.0
        .target sm_52
        .address_size 64
        .visible .entry nothing()
        {
            ret;
        }
        """;

    /** Open things of every kind, on one GPU, with another for what comes from elsewhere. */
    private static final class Workshop implements AutoCloseable {
        final SimulatedGpu gpu = SimulatedGpu.of(ApiVersion.V13_1);
        final SimulatedGpu elsewhere = SimulatedGpu.of(ApiVersion.V13_1);
        final DlpackProducer producer = new DlpackProducer();
        final DeviceFrame frame = gpu.frame(WIDTH, HEIGHT);
        final DeviceFrame foreign = elsewhere.frame(WIDTH, HEIGHT);
        final DeviceImage image = DeviceImage.allocate(gpu.context, PixelFormat.BGRA, WIDTH, HEIGHT);
        final CudaStream stream = CudaStream.create(gpu.context);
        final CudaEvent event = CudaEvent.create(gpu.context);
        private final Path folder;

        Workshop(Path folder) {
            this.folder = folder;
        }

        int texture() {
            gpu.simulator.gl().makeCurrent();
            return gpu.simulator.gl().texture(WIDTH, HEIGHT, 4);
        }

        MemoryFile file() {
            try {
                return MemoryFile.of(folder, new byte[1 << 16]);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void close() {
            gpu.close();
            producer.close();
            elsewhere.close();
        }
    }

    @FunctionalInterface
    private interface Maker {
        AutoCloseable make(Workshop workshop);
    }

    private static final Map<Class<?>, Maker> MAKERS = Map.ofEntries(
            Map.entry(
                    ColourConverter.class,
                    at -> ColourConverter.builder(PixelFormat.BGRA, BufferFormat.NV12)
                            .build(at.gpu.context)),
            Map.entry(DeviceImage.class, at -> DeviceImage.allocate(at.gpu.context, PixelFormat.BGRA, WIDTH, HEIGHT)),
            Map.entry(CudaArray.class, at -> CudaArray.allocate(at.gpu.context, BufferFormat.NV12, WIDTH, HEIGHT)),
            Map.entry(CudaContext.class, at -> CudaContext.primary(at.gpu.simulator.driver())),
            Map.entry(CudaContext.Pushed.class, at -> at.gpu.context.push()),
            Map.entry(CudaEvent.class, at -> CudaEvent.createInterprocess(at.gpu.context)),
            Map.entry(CudaModule.class, at -> CudaModule.load(at.gpu.context, PTX)),
            Map.entry(CudaStream.class, at -> CudaStream.create(at.gpu.context)),
            Map.entry(DeviceBuffer.class, at -> DeviceBuffer.allocate(at.gpu.context, 1 << 16)),
            Map.entry(DeviceFrame.class, at -> at.gpu.frame(WIDTH, HEIGHT)),
            Map.entry(
                    DlpackTensor.class,
                    at -> DlpackTensor.legacy(
                            at.gpu.context,
                            at.producer
                                    .tensor(at.frame.address(), HEIGHT * 3 / 2, WIDTH)
                                    .strides(at.frame.pitch(), 1)
                                    .legacy())),
            Map.entry(
                    ExternalMemory.class,
                    at -> ExternalMemory.ofFd(at.gpu.context, at.file().open(), 1 << 16, false)),
            Map.entry(
                    ExternalSemaphore.class,
                    at -> ExternalSemaphore.ofFd(at.gpu.context, at.file().open(), ExternalSemaphore.Kind.BINARY)),
            Map.entry(GlTexture.class, at -> GlTexture.register(at.gpu.context, at.texture(), GL_TEXTURE_2D)),
            Map.entry(
                    IpcMemory.class,
                    at -> IpcMemory.open(
                            at.gpu.context, IpcMemory.export(at.foreign).handle())),
            Map.entry(NvEncoder.class, at -> NvEncoder.open(at.gpu.context, CONFIG)),
            Map.entry(
                    EncodedPicture.class,
                    at -> NvEncoder.open(at.gpu.context, CONFIG)
                            .encode(at.frame)
                            .only()),
            Map.entry(
                    MotionEstimator.class,
                    at -> MotionEstimator.builder(Codec.H264, WIDTH, HEIGHT).open(at.gpu.context)),
            Map.entry(StreamEncoder.class, at -> StreamEncoder.open(at.gpu.context, CONFIG)),
            Map.entry(Simulator.class, at -> Simulator.builder().build()));

    /** What coders of the caller's own implement. */
    private static final Set<Class<?>> OF_OTHERS = Set.of(PictureCoder.class);

    @TempDir
    Path folder;

    @Test
    void everyTypeThatCanBeClosedHasItsCase() throws Exception {
        Set<Class<?>> cases = new TreeSet<>(Comparator.comparing(Class::getName));
        cases.addAll(MAKERS.keySet());
        cases.addAll(OF_OTHERS);
        assertThat(cases).containsExactlyElementsOf(closeableTypes());
    }

    /** The public types of exported packages that can be closed, but for abstract classes. */
    private static Set<Class<?>> closeableTypes() throws Exception {
        Module module = NvEncoder.class.getModule();
        URI location = ModuleLayer.boot()
                .configuration()
                .findModule(module.getName())
                .orElseThrow()
                .reference()
                .location()
                .orElseThrow();
        Set<Class<?>> types = new TreeSet<>(Comparator.comparing(Class::getName));
        Path root = Path.of(location);
        if (Files.isRegularFile(root)) {
            try (FileSystem jar = FileSystems.newFileSystem(root)) {
                addTypes(jar.getPath("/"), module, types);
            }
        } else {
            addTypes(root, module, types);
        }
        return types;
    }

    private static void addTypes(Path root, Module module, Set<Class<?>> types) throws Exception {
        List<String> names;
        try (Stream<Path> files = Files.walk(root)) {
            names = files.map(file -> root.relativize(file).toString())
                    .filter(file -> file.endsWith(".class") && !file.endsWith("-info.class"))
                    .map(file ->
                            file.substring(0, file.length() - ".class".length()).replace('/', '.'))
                    .toList();
        }
        for (String name : names) {
            Class<?> type = Class.forName(name, false, UseAfterCloseTest.class.getClassLoader());
            boolean isAbstract = Modifier.isAbstract(type.getModifiers()) && !type.isInterface();
            if (isPublic(type)
                    && !isAbstract
                    && AutoCloseable.class.isAssignableFrom(type)
                    && module.isExported(type.getPackageName())) {
                types.add(type);
            }
        }
    }

    private static boolean isPublic(Class<?> type) {
        Class<?> outer = type.getDeclaringClass();
        return Modifier.isPublic(type.getModifiers()) && (outer == null || isPublic(outer));
    }

    static Stream<Class<?>> types() {
        return MAKERS.keySet().stream().sorted(Comparator.comparing(Class::getName));
    }

    @ParameterizedTest
    @MethodSource("types")
    void whatIsClosedIsNotUsed(Class<?> type) throws Exception {
        try (Workshop workshop = new Workshop(folder)) {
            AutoCloseable closed = MAKERS.get(type).make(workshop);
            closed.close();
            List<Method> methods = Arrays.stream(type.getMethods())
                    .filter(method -> method.getDeclaringClass() != Object.class)
                    .filter(method -> !Modifier.isStatic(method.getModifiers()))
                    .sorted(Comparator.comparing(Method::toString))
                    .toList();
            for (Method method : methods) {
                use(workshop, closed, method);
            }
        }
    }

    private static void use(Workshop workshop, AutoCloseable closed, Method method) throws Exception {
        try (Arena arena = Arena.ofConfined()) {
            Object[] arguments = Arrays.stream(method.getParameterTypes())
                    .map(parameter -> sample(workshop, arena, parameter))
                    .toArray();
            int calls = workshop.gpu.simulator.calls().size();
            try {
                method.invoke(closed, arguments);
            } catch (InvocationTargetException e) {
                assertThat(e.getCause())
                        .as("%s", method)
                        .isInstanceOfAny(IllegalStateException.class, IllegalArgumentException.class);
                assertThat(e.getCause().getMessage()).as("%s", method).isNotBlank();
            }
            assertThat(workshop.gpu.simulator.calls().size())
                    .as("calls of the driver's that %s made after the close", method)
                    .isEqualTo(calls);
        }
    }

    private static Object sample(Workshop at, Arena arena, Class<?> type) {
        Map<Class<?>, Object> samples = Map.ofEntries(
                Map.entry(int.class, 1),
                Map.entry(long.class, 1L),
                Map.entry(boolean.class, true),
                Map.entry(byte.class, (byte) 1),
                Map.entry(byte[].class, new byte[(int) at.frame.packedBytes()]),
                Map.entry(String.class, "nothing"),
                Map.entry(MemorySegment.class, arena.allocate(at.frame.packedBytes())),
                Map.entry(ByteBuffer.class, ByteBuffer.allocate((int) at.frame.packedBytes())),
                Map.entry(WritableByteChannel.class, Channels.newChannel(new ByteArrayOutputStream())),
                Map.entry(Duration.class, Duration.ofMillis(1)),
                Map.entry(Runnable.class, (Runnable) () -> {}),
                Map.entry(AutoCloseable.class, (AutoCloseable) () -> {}),
                Map.entry(DeviceFrame.class, at.frame),
                Map.entry(InputFrame.class, at.frame),
                Map.entry(DeviceImage.class, at.image),
                Map.entry(DevicePicture.class, at.frame.picture()),
                Map.entry(BufferFormat.class, BufferFormat.NV12),
                Map.entry(CudaStream.class, at.stream),
                Map.entry(CudaEvent.class, at.event),
                Map.entry(EncoderConfig.class, CONFIG),
                Map.entry(
                        AdaptiveBitRate.class,
                        AdaptiveBitRate.builder(Codec.H264, WIDTH, HEIGHT, 30).build()),
                Map.entry(PictureOptions.class, new PictureOptions()),
                Map.entry(ReconfigureOptions.class, new ReconfigureOptions()));
        Object sample = samples.get(type);
        assertThat(sample).as("a %s to call with", type.getName()).isNotNull();
        return sample;
    }

    /** What a picture and its parts were is gone with the next call. */
    @EachAbi
    void partsOfAPictureGoWithIt(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version)) {
            NvEncoder encoder = NvEncoder.open(
                    gpu.context,
                    CONFIG.toBuilder()
                            .outputStatistics(OutputStatistics.ROWS)
                            .sliceOffsets(true)
                            .build());
            DeviceFrame frame = gpu.frame(WIDTH, HEIGHT);
            EncodedPictures pictures = encoder.encode(frame);
            EncodedPicture picture = pictures.only();
            MemorySegment data = picture.data();
            PictureStatistics statistics = picture.statistics();
            encoder.encode(frame);
            assertRefused(() -> data.get(ValueLayout.JAVA_BYTE, 0), "losed");
            picture.close();
            assertRefused(() -> statistics.qp(0), "closed");
            assertRefused(picture::size, "closed");
            encoder.close();
            assertRefused(pictures::only, "gives 0 pictures");
        }
    }

    private static void assertRefused(ThrowingCallable use, String word) {
        assertThatIllegalStateException().isThrownBy(use).withMessageContaining(word);
    }
}
