package org.nvenc4j.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.nvenc4j.cuda.ExternalSemaphore.Kind;
import org.nvenc4j.cuda.UnusableMemoryException.Reason;
import org.nvenc4j.simulator.GpuModel;
import org.nvenc4j.simulator.Leftovers;
import org.nvenc4j.simulator.Simulator;

/** Memory of other processes, for which a second simulator stands, and of other APIs, for which files stand. */
class SharedMemoryTest {
    private static final int WIDTH = 178;
    private static final int HEIGHT = 100;
    private static final int PITCH = 256;
    private static final int BYTES = PITCH * HEIGHT * 3 / 2;

    @TempDir
    Path folder;

    private Simulator simulator;
    private Simulator elsewhere;
    private CudaContext context;
    private CudaContext theirs;

    @BeforeEach
    void begin() {
        simulator = Simulator.builder().gpu(GpuModel.ADA).gpu(GpuModel.ADA).build();
        elsewhere = Simulator.builder().gpu(GpuModel.ADA).gpu(GpuModel.ADA).build();
        context = CudaContext.primary(simulator.driver());
        theirs = CudaContext.primary(elsewhere.driver());
    }

    @AfterEach
    void end() {
        context.close();
        theirs.close();
        assertThat(simulator.leftovers()).isEqualTo(Leftovers.NONE);
        assertThat(elsewhere.leftovers()).isEqualTo(Leftovers.NONE);
        assertThat(simulator.violations()).isEmpty();
        simulator.close();
        elsewhere.close();
    }

    private static byte[] noise(int bytes) {
        byte[] noise = new byte[bytes];
        new Random(bytes).nextBytes(noise);
        return noise;
    }

    @Test
    void opensAnotherProcesssFrame() {
        DeviceFrame exported = DeviceFrame.allocate(theirs, BufferFormat.NV12, WIDTH, HEIGHT);
        IpcMemory.Export export = IpcMemory.export(exported);
        assertThat(export.offset()).isZero();

        IpcMemory memory = IpcMemory.open(context, export.handle());
        assertThat(memory.size()).isEqualTo(exported.pitch() * HEIGHT * 3 / 2);
        assertThat(memory.context()).isSameAs(context);
        DeviceFrame frame = memory.frame(0, exported.pitch(), BufferFormat.NV12, WIDTH, HEIGHT);
        byte[] content = noise((int) exported.packedBytes());
        exported.upload(content);
        assertThat(frame.download()).isEqualTo(content);
        frame.upload(noise(content.length));
        assertThat(exported.download()).isEqualTo(noise(content.length));

        memory.close();
        assertThat(frame.isOpen()).isFalse();
        assertThatIllegalStateException()
                .isThrownBy(() -> memory.frame(0, exported.pitch(), BufferFormat.NV12, WIDTH, HEIGHT))
                .withMessageContaining("memory of another process");
        exported.download();
    }

    @Test
    void exportsWhereABufferIsInItsAllocation() {
        DeviceBuffer pool = DeviceBuffer.allocate(theirs, 4096 + BYTES);
        byte[] content = noise((int) pool.size());
        pool.copyFrom(content);
        IpcMemory.Export export = IpcMemory.export(DeviceBuffer.wrap(theirs, pool.address() + 4096, BYTES));
        assertThat(export.offset()).isEqualTo(4096);

        IpcMemory memory = IpcMemory.open(context, export.handle());
        byte[] copy = new byte[BYTES];
        DeviceBuffer.wrap(context, memory.address() + export.offset(), BYTES).copyTo(copy);
        assertThat(copy).isEqualTo(Arrays.copyOfRange(content, 4096, content.length));

        assertThatExceptionOfType(UnusableMemoryException.class)
                .isThrownBy(() -> memory.frame(4100, PITCH, BufferFormat.NV12, WIDTH, HEIGHT))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.TOO_SMALL));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> memory.frame(-4, PITCH, BufferFormat.NV12, WIDTH, HEIGHT))
                .withMessageContaining("-4");
    }

    /** As the driver: the second opening is the first one's address, and both have to be closed. */
    @Test
    void opensAnAllocationTwice() {
        IpcMemory.Export export = IpcMemory.export(DeviceBuffer.allocate(theirs, BYTES));
        IpcMemory first = IpcMemory.open(context, export.handle());
        IpcMemory second = IpcMemory.open(context, export.handle());
        assertThat(second.address()).isEqualTo(first.address());
        first.close();
        DeviceFrame frame = second.frame(0, PITCH, BufferFormat.NV12, WIDTH, HEIGHT);
        frame.checkEncodable();
    }

    @Test
    void refusesAHandleThatCannotBeOpened() {
        DeviceBuffer own = DeviceBuffer.allocate(context, BYTES);
        assertThatExceptionOfType(CudaException.class)
                .isThrownBy(() -> IpcMemory.open(context, IpcMemory.export(own).handle()))
                .withMessageStartingWith("cuIpcOpenMemHandle: CUDA_ERROR_INVALID_CONTEXT (201)")
                .withMessageContaining("another process");
        assertThatExceptionOfType(CudaException.class)
                .isThrownBy(() -> IpcMemory.open(context, new byte[64]))
                .withMessageContaining("another process");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IpcMemory.open(context, new byte[66]))
                .withMessageContainingAll("66", "64");

        DeviceBuffer theirBuffer = DeviceBuffer.allocate(theirs, BYTES);
        byte[] handle = IpcMemory.export(theirBuffer).handle();
        theirBuffer.close();
        assertThatExceptionOfType(CudaException.class).isThrownBy(() -> IpcMemory.open(context, handle));
        assertThatIllegalStateException().isThrownBy(() -> IpcMemory.export(theirBuffer));

        simulator.fail("cuIpcOpenMemHandle", 1, 2);
        assertThatExceptionOfType(CudaException.class)
                .isThrownBy(() -> IpcMemory.open(context, handle))
                .withMessageContaining("Free device memory");
    }

    @Test
    void opensMemoryOfAnotherDeviceForACopyAlone() {
        try (CudaContext second = CudaContext.primary(CudaDevice.of(elsewhere.driver(), 1))) {
            DeviceFrame exported = DeviceFrame.allocate(second, BufferFormat.NV12, WIDTH, HEIGHT);
            byte[] content = noise((int) exported.packedBytes());
            exported.upload(content);

            IpcMemory memory =
                    IpcMemory.open(context, IpcMemory.export(exported).handle());
            assertThatExceptionOfType(UnusableMemoryException.class)
                    .isThrownBy(() -> memory.frame(0, exported.pitch(), BufferFormat.NV12, WIDTH, HEIGHT))
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.OTHER_DEVICE))
                    .withMessageContaining("is on device 1, not on device 0");
            DeviceFrame copy = DeviceFrame.allocate(context, BufferFormat.NV12, WIDTH, HEIGHT);
            copy.copyFrom(DevicePicture.of(memory.address(), exported.pitch(), BufferFormat.NV12, WIDTH, HEIGHT));
            assertThat(copy.download()).isEqualTo(content);
            memory.close();
        }
    }

    @Test
    void ordersByEventsOfAnotherProcess() {
        CudaEvent written = CudaEvent.createInterprocess(theirs);
        CudaEvent opened = CudaEvent.openIpc(context, written.ipcHandle());
        written.record(CudaStream.create(theirs));
        CudaStream.create(context).waitFor(opened);
        opened.synchronize();

        assertThatExceptionOfType(CudaException.class)
                .isThrownBy(() -> CudaEvent.create(theirs).ipcHandle())
                .withMessageStartingWith("cuIpcGetEventHandle");
        assertThatExceptionOfType(CudaException.class)
                .isThrownBy(() -> CudaEvent.openIpc(theirs, written.ipcHandle()))
                .withMessageContaining("another process");
        assertThatIllegalArgumentException().isThrownBy(() -> CudaEvent.openIpc(context, new byte[8]));
        written.close();
        assertThatIllegalStateException().isThrownBy(written::ipcHandle);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void mapsAnotherApisMemory() throws Exception {
        byte[] content = noise(2 * BYTES);
        MemoryFile file = MemoryFile.of(folder, content);
        int fd = file.open();

        ExternalMemory memory = ExternalMemory.ofFd(context, fd, content.length, false);
        assertThat(memory.size()).isEqualTo(content.length);
        assertThat(MemoryFile.isOpen(fd)).as("the driver's now").isFalse();
        DeviceFrame frame = memory.frame(BYTES, PITCH, BufferFormat.NV12, WIDTH, HEIGHT);
        DeviceBuffer buffer = memory.buffer(BYTES, BYTES);
        byte[] copy = new byte[BYTES];
        buffer.copyTo(copy);
        assertThat(copy).isEqualTo(Arrays.copyOfRange(content, BYTES, content.length));
        byte[] black = new byte[(int) frame.packedBytes()];
        frame.upload(black);
        byte[] written = Files.readAllBytes(file.path());
        assertThat(Arrays.copyOfRange(written, BYTES, BYTES + WIDTH)).containsOnly(0);
        assertThat(Arrays.copyOf(written, BYTES)).isEqualTo(Arrays.copyOf(content, BYTES));

        buffer.close();
        memory.close();
        assertThat(frame.isOpen()).isFalse();
        assertThatIllegalStateException()
                .isThrownBy(() -> memory.buffer(0, 1))
                .withMessageContaining("external memory of");
        assertThatIllegalStateException().isThrownBy(frame::download);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void mapsDedicatedMemoryFromItsBeginningOnly() throws Exception {
        int fd = MemoryFile.of(folder, noise(BYTES)).open();
        ExternalMemory memory = ExternalMemory.ofFd(context, fd, BYTES, true);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> memory.frame(64, PITCH, BufferFormat.NV12, WIDTH, HEIGHT / 2))
                .withMessageContainingAll("64", "dedicated", "0");
        assertThat(memory.frame(0, PITCH, BufferFormat.NV12, WIDTH, HEIGHT / 2).isOpen())
                .isTrue();
    }

    /** One of memory is the driver's once the driver was asked. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void leavesOnlyASemaphoresDescriptorWhereItCannotBeImported() throws Exception {
        MemoryFile file = MemoryFile.of(folder, noise(BYTES));
        int forMemory = file.open();
        assertThatIllegalArgumentException().isThrownBy(() -> ExternalMemory.ofFd(context, forMemory, 0, false));
        assertThat(MemoryFile.isOpen(forMemory)).isTrue();
        assertThatExceptionOfType(CudaException.class)
                .isThrownBy(() -> ExternalMemory.ofFd(context, forMemory, BYTES + 1, false))
                .withMessageStartingWith("cuImportExternalMemory: CUDA_ERROR_UNKNOWN (999)")
                .withMessageContaining("exported");
        assertThat(MemoryFile.isOpen(forMemory)).isFalse();
        int forSemaphore = MemoryFile.of(folder, new byte[1]).open();
        assertThatExceptionOfType(CudaException.class)
                .isThrownBy(() -> ExternalSemaphore.ofFd(context, forSemaphore, Kind.BINARY))
                .withMessageStartingWith("cuImportExternalSemaphore: CUDA_ERROR_UNKNOWN (999)");
        assertThat(MemoryFile.isOpen(forSemaphore)).isTrue();
        MemoryFile.close(forSemaphore);

        simulator.fail("cuImportExternalMemory", 1, 2);
        assertThatExceptionOfType(CudaException.class)
                .isThrownBy(() -> ExternalMemory.ofFd(context, file.open(), BYTES, false))
                .withMessageContaining("Free device memory");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ExternalMemory.ofFd(context, -1, BYTES, false))
                .withMessageContaining("-1");
        assertThatIllegalArgumentException().isThrownBy(() -> ExternalSemaphore.ofFd(context, -1, Kind.TIMELINE));
    }

    /** A failure that comes when all is done, or while it is being found out what was opened. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void givesBackWhatCannotBeHandedOut() throws Exception {
        DeviceFrame exported = DeviceFrame.allocate(theirs, BufferFormat.NV12, WIDTH, HEIGHT);
        byte[] handle = IpcMemory.export(exported).handle();
        MemoryFile file = MemoryFile.of(folder, noise(BYTES));
        ExternalMemory memory = ExternalMemory.ofFd(context, file.open(), BYTES, false);
        Leftovers before = simulator.leftovers();

        for (String function : List.of("cuCtxPopCurrent", "cuPointerGetAttribute")) {
            for (Callable<?> opening : List.<Callable<?>>of(
                    () -> IpcMemory.open(context, handle),
                    () -> ExternalMemory.ofFd(context, file.open(), BYTES, false),
                    () -> ExternalSemaphore.ofFd(context, file.open(), Kind.BINARY),
                    () -> memory.frame(0, PITCH, BufferFormat.NV12, WIDTH, HEIGHT),
                    () -> memory.buffer(0, BYTES))) {
                simulator.fail(function, 1, 719);
                try {
                    ((CudaResource) opening.call()).close();
                } catch (CudaException e) {
                    assertThat(e.function()).isEqualTo(function);
                }
                assertThat(simulator.leftovers()).isEqualTo(before);
            }
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void mapsNothingThatItCannotUse() throws Exception {
        int fd = MemoryFile.of(folder, noise(BYTES)).open();
        ExternalMemory memory = ExternalMemory.ofFd(context, fd, BYTES, false);

        for (long[] part : new long[][] {{-1, 1}, {0, 0}, {0, BYTES + 1}, {1, BYTES}, {Long.MAX_VALUE, 2}}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> memory.buffer(part[0], part[1]))
                    .withMessageContainingAll(String.valueOf(part[1]), String.valueOf(BYTES));
        }
        assertThatExceptionOfType(UnusableMemoryException.class)
                .isThrownBy(() -> memory.frame(0, WIDTH, BufferFormat.NV12, WIDTH, HEIGHT))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.PITCH));
        simulator.fail("cuExternalMemoryGetMappedBuffer", 1, 2);
        assertThatExceptionOfType(CudaException.class).isThrownBy(() -> memory.buffer(0, 1));
        assertThat(simulator.leftovers().allocations()).isEqualTo(1);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void waitsForAndSignalsABinarySemaphore() throws Exception {
        MemoryFile file = MemoryFile.of(folder, new byte[8]);
        ExternalSemaphore semaphore = ExternalSemaphore.ofFd(context, file.open(), Kind.BINARY);
        CudaStream stream = CudaStream.create(context);

        semaphore.signal(stream);
        assertThat(value(file)).isEqualTo(1);
        semaphore.waitOn(stream);
        assertThat(value(file)).isZero();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> semaphore.waitOn(stream, 1))
                .withMessageContaining("binary");
        assertThatIllegalArgumentException().isThrownBy(() -> semaphore.signal(stream, 1));
        semaphore.close();
        assertThatIllegalStateException()
                .isThrownBy(() -> semaphore.signal(stream))
                .withMessageContaining("external binary semaphore");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void waitsForAndSignalsATimeline() throws Exception {
        MemoryFile file = MemoryFile.of(folder, new byte[8]);
        ExternalSemaphore semaphore = ExternalSemaphore.ofFd(context, file.open(), Kind.TIMELINE);
        ExternalSemaphore theirEnd = ExternalSemaphore.ofFd(theirs, file.open(), Kind.TIMELINE);
        assertThat(semaphore.context()).isSameAs(context);

        CompletableFuture<Void> signal =
                CompletableFuture.runAsync(() -> theirEnd.signal(CudaStream.ofHandle(theirs, 0), 7));
        CudaStream stream = CudaStream.ofHandle(context, 0);
        semaphore.waitOn(stream, 5);
        signal.join();
        assertThat(value(file)).isEqualTo(7);
        semaphore.signal(stream, 8);
        assertThat(value(file)).isEqualTo(8);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> semaphore.signal(stream))
                .withMessageContaining("timeline");
        assertThatIllegalArgumentException().isThrownBy(() -> semaphore.waitOn(stream));
    }

    private static long value(MemoryFile file) throws Exception {
        return ByteBuffer.wrap(Files.readAllBytes(file.path()))
                .order(ByteOrder.LITTLE_ENDIAN)
                .getLong();
    }
}
