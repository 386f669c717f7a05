package org.nvenc4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.lwjgl.vulkan.VK12.VK_SEMAPHORE_TYPE_BINARY;
import static org.lwjgl.vulkan.VK12.VK_SEMAPHORE_TYPE_TIMELINE;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nvenc4j.VulkanGpu.Point;
import org.nvenc4j.cuda.BufferFormat;
import org.nvenc4j.cuda.CudaContext;
import org.nvenc4j.cuda.CudaEvent;
import org.nvenc4j.cuda.CudaException;
import org.nvenc4j.cuda.CudaStream;
import org.nvenc4j.cuda.DeviceBuffer;
import org.nvenc4j.cuda.DeviceFrame;
import org.nvenc4j.cuda.ExternalMemory;
import org.nvenc4j.cuda.ExternalSemaphore;
import org.nvenc4j.cuda.MemoryFile;
import org.nvenc4j.simulator.Coders;
import org.nvenc4j.simulator.Simulator;

/** Memory and semaphores that Vulkan made on a real GPU, in use there and by the simulated encoder. */
@Tag("gpu")
@EnabledOnOs(OS.LINUX)
class SystemVulkanTest {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 360;
    private static final int PITCH = 704;
    private static final int BYTES = PITCH * HEIGHT * 3 / 2;
    private static final int OFFSET = 4096;

    private Simulator simulator;
    private CudaContext context;
    private VulkanGpu vulkan;

    @BeforeEach
    void open() {
        simulator = SystemGpu.mixed(Simulator.builder().coders(Coders.LOSSLESS));
        context = CudaContext.primary(simulator.driver());
        vulkan = new VulkanGpu(context.device());
    }

    @AfterEach
    void close() {
        if (vulkan != null) {
            context.close();
            vulkan.close();
            assertThat(simulator.violations()).isEmpty();
            simulator.close();
        }
    }

    /** A picture's rows as they lie in the memory. */
    private static byte[] inMemory(byte[] picture, int offset) {
        byte[] memory = new byte[offset + BYTES];
        for (int row = 0; row < HEIGHT * 3 / 2; row++) {
            System.arraycopy(picture, row * WIDTH, memory, offset + row * PITCH, WIDTH);
        }
        return memory;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void encodesWhatVulkanWrites(boolean dedicated) {
        byte[] picture = SystemGpu.pattern(WIDTH, HEIGHT);
        int offset = dedicated ? 0 : OFFSET;
        VulkanGpu.Buffer buffer = vulkan.shared(offset + BYTES, dedicated);
        long semaphore = vulkan.semaphore(VK_SEMAPHORE_TYPE_BINARY);
        ExternalMemory memory = ExternalMemory.ofFd(context, vulkan.export(buffer), buffer.allocated(), dedicated);
        ExternalSemaphore written =
                ExternalSemaphore.ofFd(context, vulkan.export(semaphore), ExternalSemaphore.Kind.BINARY);
        CudaStream stream = CudaStream.createNonBlocking(context);
        DeviceFrame frame = memory.frame(offset, PITCH, BufferFormat.NV12, WIDTH, HEIGHT);

        try (NvEncoder encoder =
                NvEncoder.open(context, EncoderConfig.h264(WIDTH, HEIGHT).build())) {
            encoder.streams(stream, stream);
            vulkan.write(buffer, inMemory(picture, offset), null, new Point(semaphore, 0));
            written.waitOn(stream);
            SystemGpu.assertEncodes(encoder, frame);
            assertThat(frame.download()).isEqualTo(picture);
            memory.close();
            assertThat(frame.isOpen()).isFalse();
        }
        written.close();
        vulkan.destroy(semaphore);
        vulkan.destroy(buffer);
    }

    @Test
    void eachWaitsForTheOther() {
        byte[] theirs = SystemGpu.pattern(WIDTH, HEIGHT);
        byte[] ours = new byte[theirs.length];
        Arrays.fill(ours, (byte) 77);
        VulkanGpu.Buffer buffer = vulkan.shared(BYTES, true);
        long semaphore = vulkan.semaphore(VK_SEMAPHORE_TYPE_TIMELINE);
        ExternalMemory memory = ExternalMemory.ofFd(context, vulkan.export(buffer), buffer.allocated(), true);
        ExternalSemaphore timeline =
                ExternalSemaphore.ofFd(context, vulkan.export(semaphore), ExternalSemaphore.Kind.TIMELINE);
        CudaStream stream = CudaStream.createNonBlocking(context);
        CudaEvent done = CudaEvent.create(context);
        DeviceFrame frame = memory.frame(0, PITCH, BufferFormat.NV12, WIDTH, HEIGHT);
        DeviceFrame copy = DeviceFrame.allocate(context, BufferFormat.NV12, WIDTH, HEIGHT);

        vulkan.write(buffer, inMemory(theirs, 0), new Point(semaphore, 1), new Point(semaphore, 2));
        timeline.waitOn(stream, 2);
        copy.copyFrom(frame.picture(), stream);
        done.record(stream);
        assertThat(done.query()).isFalse();
        vulkan.signal(new Point(semaphore, 1));
        done.synchronize();
        assertThat(copy.download()).isEqualTo(theirs);

        copy.upload(ours);
        timeline.waitOn(stream, 3);
        frame.copyFrom(copy.picture(), stream);
        timeline.signal(stream, 4);
        VulkanGpu.Reading reading = vulkan.read(buffer, new Point(semaphore, 4));
        assertThat(reading.isDone()).isFalse();
        vulkan.signal(new Point(semaphore, 3));
        assertThat(reading.content()).isEqualTo(inMemory(ours, 0));

        memory.close();
        timeline.close();
        vulkan.destroy(semaphore);
        vulkan.destroy(buffer);
    }

    @Test
    void aBinarySignalOfOursIsWaitedForByVulkan() {
        VulkanGpu.Buffer buffer = vulkan.shared(BYTES, false);
        long semaphore = vulkan.semaphore(VK_SEMAPHORE_TYPE_BINARY);
        ExternalMemory memory = ExternalMemory.ofFd(context, vulkan.export(buffer), buffer.allocated(), false);
        ExternalSemaphore written =
                ExternalSemaphore.ofFd(context, vulkan.export(semaphore), ExternalSemaphore.Kind.BINARY);
        CudaStream stream = CudaStream.createNonBlocking(context);
        DeviceBuffer bytes = memory.buffer(0, BYTES);
        byte[] content = inMemory(SystemGpu.pattern(WIDTH, HEIGHT), 0);

        bytes.copyFrom(content);
        written.signal(stream);
        assertThat(vulkan.read(buffer, new Point(semaphore, 0)).content()).isEqualTo(content);

        memory.close();
        written.close();
        vulkan.destroy(semaphore);
        vulkan.destroy(buffer);
    }

    @Test
    void refusesADescriptorOfSomethingElse(@TempDir Path folder) throws IOException {
        MemoryFile file = MemoryFile.of(folder, new byte[BYTES]);
        int forMemory = file.open();
        assertThatExceptionOfType(CudaException.class)
                .isThrownBy(() -> ExternalMemory.ofFd(context, forMemory, BYTES, false))
                .withMessageStartingWith("cuImportExternalMemory: CUDA_ERROR_UNKNOWN (999)")
                .withMessageContaining("exported");
        assertThat(MemoryFile.isOpen(forMemory)).as("the driver's").isFalse();
        int forSemaphore = file.open();
        assertThatExceptionOfType(CudaException.class)
                .isThrownBy(() -> ExternalSemaphore.ofFd(context, forSemaphore, ExternalSemaphore.Kind.BINARY))
                .withMessageStartingWith("cuImportExternalSemaphore: CUDA_ERROR_UNKNOWN (999)");
        assertThat(MemoryFile.isOpen(forSemaphore)).as("still the caller's").isTrue();
        MemoryFile.close(forSemaphore);
    }

    @Test
    void mapsNoMoreThanThereIs() {
        VulkanGpu.Buffer buffer = vulkan.shared(BYTES, false);
        long tooMuch = 1L << 32;
        ExternalMemory memory = ExternalMemory.ofFd(context, vulkan.export(buffer), tooMuch, false);
        assertThatExceptionOfType(CudaException.class)
                .isThrownBy(() -> memory.buffer(0, tooMuch))
                .withMessageContainingAll("cuExternalMemoryGetMappedBuffer", "allocated");
        memory.close();
        vulkan.destroy(buffer);
    }
}
