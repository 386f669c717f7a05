package org.nvenc4j.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.nvenc4j.FaultTable;
import org.nvenc4j.NvencDriver;
import org.nvenc4j.NvencUnavailableException;
import org.nvenc4j.internal.driver.BoundDriver;
import org.nvenc4j.internal.driver.CudaFunctions;
import org.nvenc4j.internal.driver.InteropFunctions;
import org.nvenc4j.internal.driver.RawCuda;
import org.nvenc4j.simulator.Leftovers;
import org.nvenc4j.simulator.RecordedCall;
import org.nvenc4j.simulator.SimulatedLibraries;
import org.nvenc4j.simulator.Simulator;

/**
 * All that this package does on a GPU, again and again, and each call of the driver's in it fails once, with each status
 * that it may answer: the exception says what and why, and nothing is left, be it the driver's, a file descriptor or
 * another library's tensor. That the driver is well afterwards shows the next run, which comes to its own fault.
 */
@EnabledOnOs(OS.LINUX) // where memory and semaphores of other APIs are file descriptors
class CudaFaultSweepTest {
    private static final int WIDTH = 64;
    private static final int HEIGHT = 16;
    private static final int GL_TEXTURE_2D = 0x0DE1;
    private static final int PITCH = 256;
    private static final int BYTES = PITCH * HEIGHT * 3 / 2;

    /** That call of the run fails with that status; then the run ends, or goes on as far as it can. */
    private record Fault(String function, int nth, int status, boolean goesOn) {}

    @TempDir
    Path folder;

    @Test
    void whateverFailsOnceNothingIsLeft() throws IOException {
        List<AssertionError> errors = new ArrayList<>();
        int cases = 0;
        try (Sweep sweep = new Sweep()) {
            for (Fault fault : faults()) {
                cases++;
                try {
                    sweep.inject(fault);
                } catch (AssertionError e) {
                    errors.add(e);
                }
            }
            sweep.requireWhole();
        }
        System.out.println("fault sweep of CUDA: " + cases + " cases");
        assertThat(errors).as("the faults that go wrong").isEmpty();
    }

    private List<Fault> faults() throws IOException {
        List<Fault> faults = new ArrayList<>();
        Map<String, Integer> made = new HashMap<>();
        try (Simulator simulator = simulator().record().build();
                Sweep sweep = new Sweep(simulator)) {
            simulator.forget();
            Set<String> functions = new TreeSet<>();
            for (RecordedCall call : sweep.requireWhole()) {
                String function = call.function();
                if (!function.startsWith("cu")) {
                    continue;
                }
                functions.add(function);
                int nth = made.merge(function, 1, Integer::sum);
                for (int status : FaultTable.of(function)) {
                    faults.add(new Fault(function, nth, status, faults.size() % 2 == 0));
                }
            }
            assertThat(functions).as("all that is called of CUDA anywhere").containsAll(boundFunctions());
        }
        return faults;
    }

    private static List<String> boundFunctions() {
        return Stream.of(CudaFunctions.class, InteropFunctions.class)
                .flatMap(type -> Stream.of(type.getMethods()))
                .map(Method::getName)
                .filter(name -> name.startsWith("cu"))
                .toList();
    }

    private static Simulator.Builder simulator() {
        return CudaModuleContract.withAffine(Simulator.builder());
    }

    /** One driver that meets fault after fault, while somebody else holds a context of its GPU as well. */
    private final class Sweep implements AutoCloseable {
        private final Simulator simulator;
        private final Simulator elsewhere = Simulator.builder().build();
        private final CudaContext theirs = CudaContext.primary(elsewhere.driver());
        private final DeviceFrame exported = DeviceFrame.allocate(theirs, BufferFormat.NV12, WIDTH, HEIGHT);
        private final byte[] memoryHandle = IpcMemory.export(exported).handle();
        private final byte[] eventHandle = CudaEvent.createInterprocess(theirs).ipcHandle();
        private final MemoryFile memoryFile = MemoryFile.of(folder, new byte[BYTES]);
        private final MemoryFile semaphoreFile = MemoryFile.of(folder, new byte[Long.BYTES]);
        private final DlpackProducer producer = new DlpackProducer();
        private final int texture;
        private int tensors;
        private final RawCuda others;
        private final CudaFunctions cuda;
        private final CudaContext primary;
        private final long current;
        private final Leftovers kept;

        Sweep() throws IOException {
            this(simulator().build());
        }

        Sweep(Simulator simulator) throws IOException {
            this.simulator = simulator;
            others = new RawCuda(simulator.driver());
            cuda = BoundDriver.of(simulator.driver()).cuda();
            primary = CudaContext.primary(simulator.driver());
            current = others.createContext(0);
            kept = simulator.leftovers();
            texture = simulator.gl().texture(WIDTH, HEIGHT, 4);
        }

        /** The calls of a run without a fault, where they are recorded. */
        List<RecordedCall> requireWhole() {
            Script script = new Script(this, true);
            script.run();
            script.close();
            assertThat(script.failures).isEmpty();
            List<RecordedCall> calls = simulator.calls();
            checkNothingIsLeft("no fault");
            return calls;
        }

        void inject(Fault fault) {
            simulator.fail(fault.function, fault.nth, fault.status);
            Script script = new Script(this, fault.goesOn);
            script.run();
            script.close();
            if (script.failures.isEmpty()) {
                assertThat(FaultTable.mayGoUnnoticed(fault.function, fault.status))
                        .as("%s went unnoticed", fault)
                        .isTrue();
            } else {
                checkFirst(fault, script.failures.getFirst());
                script.failures.forEach(failure -> checkMessage(fault, failure));
            }
            assertThat(producer.deleted)
                    .as("tensors given back after %s", fault)
                    .hasSize(tensors);
            checkNothingIsLeft(fault);
        }

        /** What an earlier run may not have come to. */
        void unsignal() {
            try {
                Files.write(semaphoreFile.path(), new byte[Long.BYTES], StandardOpenOption.WRITE);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void checkNothingIsLeft(Object fault) {
            assertThat(simulator.leftovers()).as("left after %s", fault).isEqualTo(kept);
            assertThat(simulator.violations()).as("violations after %s", fault).isEmpty();
            assertThat(others.currentContext()).as("current after %s", fault).isEqualTo(current);
            cuda.cuCtxPopCurrent(0);
            assertThat(others.currentContext())
                    .as("below the current context after %s", fault)
                    .isZero();
            cuda.cuCtxPushCurrent(current);
        }

        @Override
        public void close() {
            others.destroyContext(current);
            primary.close();
            theirs.close();
            elsewhere.close();
            simulator.close();
            producer.close();
        }
    }

    private static void checkFirst(Fault fault, Throwable failure) {
        switch (failure) {
            case CudaException e -> {
                assertThat(e.function()).as("%s: %s", fault, e).isEqualTo(fault.function);
                assertThat(e.result()).as("%s: %s", fault, e).isEqualTo(fault.status);
            }
            case NvencUnavailableException e when e.getCause() != null -> checkFirst(fault, e.getCause());
            case NvencUnavailableException e ->
                assertThat(fault.function + fault.status).as("%s: %s", fault, e).isIn("cuInit100");
            case UnusableMemoryException e ->
                assertThat(fault.function + fault.status).as("%s: %s", fault, e).isEqualTo("cuPointerGetAttribute1");
            default -> throw new AssertionError(fault + " ends in " + failure, failure);
        }
    }

    private static void checkMessage(Fault fault, Throwable failure) {
        switch (failure) {
            case CudaException e -> assertThat(e).as("%s", fault).hasMessageMatching(FaultTable.cudaMessage(e));
            case NvencUnavailableException e -> assertThat(e).hasMessageContainingAll(e.problem(), e.remedy());
            case UnusableMemoryException e -> assertThat(e).as("%s", fault).hasMessageContaining("The memory at 0x");
            default -> throw new AssertionError(fault + " ends in " + failure, failure);
        }
    }

    /** All there is to do, from the first look for a GPU to the release of its context. */
    private static final class Script {
        private final Sweep at;
        private final boolean goesOn;
        private final List<Throwable> failures = new ArrayList<>();
        private final List<CudaResource> made = new ArrayList<>();

        Script(Sweep at, boolean goesOn) {
            this.at = at;
            this.goesOn = goesOn;
        }

        void run() {
            NvencDriver driver = SimulatedLibraries.open(at.simulator);
            use(driver, NvencDriver::cudaDriverVersion);
            CudaDevice device = make(() -> CudaDevice.of(driver, 0));
            CudaContext context = keep(device, it -> CudaContext.primary(it));
            keep(context, it -> CudaContext.ofHandle(device, it.handle()));
            CudaStream stream = keep(context, CudaStream::create);
            useMemory(context);
            useFrames(context, stream);
            useKernels(context, stream);
            useEvents(context, stream);
            useIpc(context, stream);
            useExternal(context, stream);
            useTensors(context, stream);
            useTexture(context, stream);
            use(stream, CudaStream::synchronize);
            use(context, CudaContext::synchronize);
        }

        private void useMemory(CudaContext context) {
            DeviceBuffer buffer = keep(context, it -> DeviceBuffer.allocate(it, BYTES));
            keep(context, it -> DeviceBuffer.allocatePitched(it, WIDTH, HEIGHT));
            DeviceBuffer wrapped = keep(buffer, it -> DeviceBuffer.wrap(context, it.address(), BYTES));
            use(wrapped, it -> it.fill((byte) 7));
            use(buffer, it -> it.copyFrom(new byte[BYTES]));
            use(buffer, it -> it.copyTo(new byte[BYTES]));
        }

        private void useFrames(CudaContext context, CudaStream stream) {
            DeviceFrame frame = keep(context, it -> DeviceFrame.allocate(it, BufferFormat.NV12, WIDTH, HEIGHT));
            DeviceFrame wrapped = keep(frame, it -> DeviceFrame.wrap(context, it.picture()));
            use(frame, it -> it.upload(new byte[(int) it.packedBytes()]));
            use(wrapped, DeviceFrame::download);
            DeviceFrame copy = keep(context, it -> DeviceFrame.allocate(it, BufferFormat.NV12, WIDTH, HEIGHT));
            if (frame != null) {
                use(copy, it -> it.copyFrom(frame.picture()));
                if (stream != null) {
                    use(copy, it -> it.copyFrom(frame.picture(), stream));
                }
            }
            CudaArray array = keep(context, it -> CudaArray.allocate(it, BufferFormat.NV12, WIDTH, HEIGHT));
            use(array, it -> it.upload(new byte[(int) it.packedBytes()]));
            CudaArray borrowed =
                    keep(array, it -> CudaArray.wrap(context, it.handle(), BufferFormat.NV12, WIDTH, HEIGHT));
            use(borrowed, CudaArray::download);
            if (frame != null) {
                use(borrowed, it -> it.copyFrom(frame));
            }
        }

        private void useKernels(CudaContext context, CudaStream stream) {
            DeviceImage image = keep(context, it -> DeviceImage.allocate(it, PixelFormat.BGRA, WIDTH, HEIGHT));
            use(image, it -> it.upload(new byte[4 * WIDTH * HEIGHT]));
            DeviceImage wrapped = keep(
                    image, it -> DeviceImage.wrap(context, it.address(), it.pitch(), PixelFormat.BGRA, WIDTH, HEIGHT));
            DeviceFrame frame = keep(context, it -> DeviceFrame.allocate(it, BufferFormat.NV12, WIDTH, HEIGHT));
            ColourConverter converter = keep(
                    context,
                    it -> ColourConverter.builder(PixelFormat.BGRA, BufferFormat.NV12)
                            .build(it));
            if (wrapped != null && frame != null) {
                use(converter, it -> it.convert(wrapped, frame, stream));
            }
            DeviceBuffer numbers = keep(context, it -> DeviceBuffer.allocate(it, 4));
            CudaModule module = keep(context, it -> CudaModule.load(it, CudaModuleContract.AFFINE));
            if (numbers != null && module != null) {
                use(make(() -> module.kernel("affine")), it -> {
                    try (Arena arena = Arena.ofConfined()) {
                        it.set(0, numbers.address())
                                .set(1, numbers.address())
                                .set(2, 2f)
                                .set(3, arena.allocateFrom(ValueLayout.JAVA_DOUBLE, 0.5))
                                .set(4, 1)
                                .launch(null);
                    }
                });
            }
        }

        private void useEvents(CudaContext context, CudaStream stream) {
            CudaEvent start = keep(context, CudaEvent::createTimed);
            CudaEvent end = keep(context, CudaEvent::createTimed);
            if (stream != null && start != null) {
                use(start, it -> it.record(stream));
                use(end, it -> it.record(stream));
                use(start, stream::waitFor);
                use(end, it -> it.millisSince(start));
            }
            use(end, CudaEvent::query);
            use(end, CudaEvent::synchronize);
        }

        private void useIpc(CudaContext context, CudaStream stream) {
            IpcMemory memory = keep(context, it -> IpcMemory.open(it, at.memoryHandle));
            keep(memory, it -> it.frame(0, at.exported.pitch(), BufferFormat.NV12, WIDTH, HEIGHT));
            CudaEvent event = keep(context, it -> CudaEvent.openIpc(it, at.eventHandle));
            if (stream != null) {
                use(event, stream::waitFor);
            }
            use(keep(context, CudaEvent::createInterprocess), CudaEvent::ipcHandle);
            use(keep(context, it -> DeviceBuffer.allocate(it, BYTES)), IpcMemory::export);
        }

        private void useExternal(CudaContext context, CudaStream stream) {
            ExternalMemory memory =
                    importFd(context, at.memoryFile, fd -> ExternalMemory.ofFd(context, fd, BYTES, true));
            keep(memory, it -> it.buffer(0, 16));
            keep(memory, it -> it.frame(0, PITCH, BufferFormat.NV12, WIDTH, HEIGHT));
            ExternalSemaphore semaphore = importFd(
                    context,
                    at.semaphoreFile,
                    fd -> ExternalSemaphore.ofFd(context, fd, ExternalSemaphore.Kind.BINARY));
            if (stream != null) {
                int before = failures.size();
                at.unsignal();
                use(semaphore, it -> it.signal(stream));
                // Nobody else signals it.
                if (failures.size() == before) {
                    use(semaphore, it -> it.waitOn(stream));
                }
            }
        }

        /** A descriptor that the driver has not taken is still there to be closed. */
        private <R extends CudaResource> R importFd(CudaContext context, MemoryFile file, IntFunction<R> maker) {
            if (context == null) {
                return null;
            }
            int fd = file.open();
            int before = failures.size();
            R imported = keep(context, it -> maker.apply(fd));
            boolean taken = imported != null
                    || failures.size() > before
                            && failures.getLast() instanceof CudaException e
                            && e.function().equals("cuCtxPopCurrent");
            if (MemoryFile.isOpen(fd) == taken) {
                failures.add(new AssertionError("descriptor " + fd + " is " + (taken ? "open" : "closed")));
            }
            if (!taken) {
                MemoryFile.close(fd);
            }
            return imported;
        }

        private void useTensors(CudaContext context, CudaStream stream) {
            DeviceBuffer buffer = keep(context, it -> DeviceBuffer.allocate(it, BYTES));
            DlpackTensor tensor = keep(buffer, it -> {
                at.tensors++;
                return DlpackTensor.versioned(
                        context,
                        at.producer
                                .tensor(it.address(), HEIGHT * 3 / 2, WIDTH)
                                .strides(PITCH, 1)
                                .versioned(1));
            });
            keep(tensor, it -> it.frame(BufferFormat.NV12));
            CudaArrayInterface array = buffer == null
                    ? null
                    : new CudaArrayInterface(
                            buffer.address(),
                            List.of(HEIGHT * 3L / 2, (long) WIDTH),
                            "|u1",
                            List.of((long) PITCH, 1L),
                            stream == null ? null : stream.handle());
            keep(array, it -> it.frame(context, BufferFormat.NV12));
            if (stream != null) {
                use(array, it -> it.orderBefore(stream));
            }
        }

        private void useTexture(CudaContext context, CudaStream stream) {
            at.simulator.gl().makeCurrent();
            GlTexture texture = keep(context, it -> GlTexture.register(it, at.texture, GL_TEXTURE_2D));
            CudaArray array = keep(texture, it -> it.map(BufferFormat.ABGR, WIDTH, HEIGHT, stream));
            use(array, CudaArray::download);
        }

        /** Makes something; null where that fails, or something has failed and the script does not go on. */
        private <T> T make(Supplier<T> maker) {
            if (!failures.isEmpty() && !goesOn) {
                return null;
            }
            try {
                return maker.get();
            } catch (RuntimeException | Error e) {
                failures.add(e);
                return null;
            }
        }

        private <O, R extends CudaResource> R keep(O of, Function<O, R> maker) {
            R resource = of == null ? null : make(() -> maker.apply(of));
            if (resource != null) {
                made.add(resource);
            }
            return resource;
        }

        private <T> void use(T of, Consumer<T> use) {
            if (of != null) {
                make(() -> {
                    use.accept(of);
                    return of;
                });
            }
        }

        /** Some in the order in which they were made, the rest with what they belong to. */
        void close() {
            for (int i = 0; i < made.size(); i++) {
                if (i > 1 && i % 2 == 0) {
                    close(made.get(i));
                }
            }
            made.reversed().forEach(this::close);
        }

        private void close(CudaResource resource) {
            for (int i = 0; i < 2; i++) {
                try {
                    resource.close();
                } catch (RuntimeException | Error e) {
                    failures.add(i == 0 ? e : new AssertionError("closing " + resource + " again", e));
                }
                if (resource.isOpen()) {
                    failures.add(new AssertionError(resource + " is open after it was closed"));
                }
            }
        }
    }
}
