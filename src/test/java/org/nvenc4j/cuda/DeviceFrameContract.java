package org.nvenc4j.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nvenc4j.cuda.UnusableMemoryException.Reason;

/** Frames: how they lie in device memory, and which memory can be one. */
abstract class DeviceFrameContract extends CudaContract {
    private static final int WIDTH = 178;
    private static final int HEIGHT = 100;

    @ParameterizedTest
    @EnumSource
    void bringsBackWhatWasUploaded(BufferFormat format) {
        for (int[] size : new int[][] {{178, 100}, {179, 101}, {1, 1}}) {
            DeviceFrame frame = DeviceFrame.allocate(context, format, size[0], size[1]);
            byte[] picture = noise((int) frame.packedBytes());

            frame.upload(picture);

            assertThat(frame.download()).isEqualTo(picture);
            frame.close();
        }
    }

    @Test
    void takesEveryKindOfHostMemory() {
        DeviceFrame frame = DeviceFrame.allocate(context, BufferFormat.NV12, WIDTH, HEIGHT);
        byte[] picture = noise((int) frame.packedBytes());
        byte[] copy = new byte[picture.length];

        try (Arena arena = Arena.ofConfined()) {
            MemorySegment segment = arena.allocate(picture.length).copyFrom(MemorySegment.ofArray(picture));
            frame.upload(segment);
            segment.fill((byte) 0);
            frame.download(segment);
            assertThat(segment.mismatch(MemorySegment.ofArray(picture))).isEqualTo(-1);
        }
        for (ByteBuffer buffer :
                new ByteBuffer[] {ByteBuffer.allocateDirect(picture.length + 8), ByteBuffer.allocate(picture.length + 8)
                }) {
            buffer.position(3).limit(3 + picture.length);
            buffer.duplicate().put(picture);
            frame.upload(buffer);
            buffer.duplicate().put(new byte[picture.length]);
            frame.download(buffer);
            assertThat(buffer.position()).isEqualTo(3);
            buffer.duplicate().get(copy);
            assertThat(copy).isEqualTo(picture);
        }
    }

    /** Row by row, at the addresses that the format's definition gives. */
    @ParameterizedTest
    @CsvSource({
        "NV12,         1, 178, 50, 100, 1",
        "YV12,         2,  89, 50, 100, 2",
        "IYUV,         2,  89, 50, 100, 2",
        "P010,         1, 356, 50, 100, 1",
        "YUV444,       2, 178, 100, 100, 1",
        "YUV444_10BIT, 2, 356, 100, 100, 1",
        "NV16,         1, 178, 100, 100, 1",
        "P210,         1, 356, 100, 100, 1",
        "ABGR,         0,   0,   0, 100, 1"
    })
    void laysRowsAtThePitch(
            BufferFormat format, int chromaPlanes, int chromaBytes, int chromaRows, int lumaRows, int pitchDivisor) {
        DeviceFrame frame = DeviceFrame.allocate(context, format, WIDTH, HEIGHT);
        byte[] picture = noise((int) frame.packedBytes());
        frame.upload(picture);
        long pitch = frame.pitch();
        byte[] memory = new byte[(int) format.bytes(pitch, HEIGHT)];
        DeviceBuffer.wrap(context, frame.address(), memory.length).copyTo(memory);

        int lumaBytes = (picture.length - chromaPlanes * chromaBytes * chromaRows) / lumaRows;
        int from = 0;
        for (int row = 0; row < lumaRows; row++) {
            from = assertRow(memory, row * pitch, picture, from, lumaBytes);
        }
        for (int plane = 0; plane < chromaPlanes; plane++) {
            long chromaPitch = pitch / pitchDivisor;
            long start = pitch * lumaRows + plane * chromaPitch * chromaRows;
            for (int row = 0; row < chromaRows; row++) {
                from = assertRow(memory, start + row * chromaPitch, picture, from, chromaBytes);
            }
        }
        assertThat(from).isEqualTo(picture.length);
    }

    private static int assertRow(byte[] memory, long at, byte[] picture, int from, int bytes) {
        assertThat(Arrays.copyOfRange(memory, (int) at, (int) at + bytes))
                .as("row at %d", at)
                .isEqualTo(Arrays.copyOfRange(picture, from, from + bytes));
        return from + bytes;
    }

    @Test
    void readsAWrappedPointerWithItsOwnPitch() {
        int pitch = 180;
        DeviceBuffer memory = DeviceBuffer.allocate(context, 1000 + pitch * 150);
        byte[] bytes = noise((int) memory.size());
        memory.copyFrom(bytes);

        DeviceFrame frame = DeviceFrame.wrap(context, memory.address() + 1000, pitch, BufferFormat.NV12, WIDTH, HEIGHT);
        byte[] picture = frame.download();
        for (int row = 0; row < 150; row++) {
            assertRow(bytes, 1000 + (long) row * pitch, picture, row * WIDTH, WIDTH);
        }
        assertThat(frame.pitch()).isEqualTo(pitch);
        assertThat(frame.address()).isEqualTo(memory.address() + 1000);

        frame.close();
        memory.copyTo(new byte[1]);
    }

    @Test
    void refusesMemoryThatIsTooSmallByAByte() {
        DeviceBuffer memory = DeviceBuffer.allocate(context, 180 * 150);
        DeviceFrame.wrap(context, memory.address(), 180, BufferFormat.NV12, WIDTH, HEIGHT)
                .close();

        assertThatExceptionOfType(UnusableMemoryException.class)
                .isThrownBy(() -> wrap(memory.address() + 1))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.TOO_SMALL))
                .withMessageContainingAll("27000", "26999");
    }

    @Test
    void refusesFreedMemory() {
        DeviceBuffer memory = DeviceBuffer.allocate(context, 180 * 150);
        memory.close();

        assertRefused(memory.address(), Reason.NOT_ALLOCATED);
        assertRefused(0, Reason.NOT_ALLOCATED);
        assertRefused(-1, Reason.NOT_ALLOCATED);
    }

    @Test
    void refusesHostMemory() {
        context.run(() -> {
            long host = raw.allocateHost(180 * 150);
            try {
                assertRefused(host, Reason.HOST);
            } finally {
                raw.freeHost(host);
            }
        });
    }

    @Test
    void refusesManagedMemory() {
        context.run(() -> {
            long managed = raw.allocateManaged(180 * 150);
            try {
                assertRefused(managed, Reason.MANAGED);
            } finally {
                raw.free(managed);
            }
        });
    }

    @Test
    void refusesPoolMemory() {
        context.run(() -> {
            long pooled = raw.allocateFromPool(180 * 150);
            try {
                assertRefused(pooled, Reason.POOL);
            } finally {
                raw.free(pooled);
            }
        });
    }

    @Test
    void refusesAnotherContextsMemory() {
        withForeignContext(foreign -> {
            long memory = raw.allocate(180 * 150);
            assertRefused(memory, Reason.OTHER_CONTEXT);
            raw.free(memory);
        });
    }

    @ParameterizedTest
    @CsvSource({"176", "178", "181", "0", "-180", "4294967296"})
    void refusesAPitchThatCannotBe(long pitch) {
        DeviceBuffer memory = DeviceBuffer.allocate(context, 1 << 20);

        assertThatExceptionOfType(UnusableMemoryException.class)
                .isThrownBy(() -> DeviceFrame.wrap(context, memory.address(), pitch, BufferFormat.NV12, WIDTH, HEIGHT))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.PITCH))
                .withMessageContainingAll(" " + pitch + " ", "178", "multiple of 4");
    }

    @ParameterizedTest
    @CsvSource({"0, 100", "178, 0", "-2, 100", "65537, 100", "178, 2147483647"})
    void refusesASizeThatCannotBe(int width, int height) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DeviceFrame.allocate(context, BufferFormat.NV12, width, height))
                .withMessageContainingAll(width + "x" + height, "1 to 65536");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DeviceFrame.wrap(context, 1, 1 << 20, BufferFormat.NV12, width, height));
    }

    private void assertRefused(long address, Reason reason) {
        assertThatExceptionOfType(UnusableMemoryException.class)
                .isThrownBy(() -> wrap(address))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(reason))
                .withMessageContaining("0x" + Long.toHexString(address));
    }

    private DeviceFrame wrap(long address) {
        return DeviceFrame.wrap(context, address, 180, BufferFormat.NV12, WIDTH, HEIGHT);
    }

    @Test
    void noticesThatWrappedMemoryWasFreed() {
        DeviceBuffer memory = DeviceBuffer.allocate(context, 180 * 150);
        DeviceFrame frame = wrap(memory.address());
        frame.checkEncodable();
        memory.close();
        assertDead(frame);

        // Drivers give a freed address out again soon; then only the id tells.
        DeviceBuffer successor = DeviceBuffer.allocate(context, 180 * 150);
        assertDead(frame);
        DeviceFrame newer = DeviceFrame.wrap(context, successor.address(), 180, BufferFormat.NV12, WIDTH, HEIGHT);
        assertThat(newer.bufferId()).isNotEqualTo(frame.bufferId());
    }

    private static void assertDead(DeviceFrame frame) {
        assertThatExceptionOfType(UnusableMemoryException.class)
                .isThrownBy(frame::checkEncodable)
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.NOT_ALLOCATED));
    }

    @Test
    void freesItsMemoryAndRefusesUseAfterwards() {
        DeviceFrame frame = DeviceFrame.allocate(context, BufferFormat.NV12, WIDTH, HEIGHT);
        frame.checkEncodable();
        frame.close();
        frame.close();

        assertThat(frame.isOpen()).isFalse();
        assertThatIllegalStateException().isThrownBy(frame::download).withMessageContaining("178x100 NV12 frame");
        assertThatIllegalStateException().isThrownBy(frame::checkEncodable);
        assertThatExceptionOfType(UnusableMemoryException.class)
                .isThrownBy(() -> DeviceBuffer.wrap(context, frame.address(), 1));
    }

    @Test
    void refusesHostMemoryThatDoesNotFitOrCannotBeTouched() throws Exception {
        DeviceFrame frame = DeviceFrame.allocate(context, BufferFormat.NV12, WIDTH, HEIGHT);
        int bytes = (int) frame.packedBytes();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> frame.upload(new byte[bytes - 1]))
                .withMessageContainingAll(String.valueOf(bytes - 1), "178x100 NV12", String.valueOf(bytes));
        assertThatIllegalArgumentException().isThrownBy(() -> frame.download(new byte[bytes + 1]));
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> frame.download(ByteBuffer.allocateDirect(bytes).asReadOnlyBuffer()))
                .withMessageContaining("read-only");

        MemorySegment dead;
        try (Arena closed = Arena.ofConfined()) {
            dead = closed.allocate(bytes);
        }
        assertThatIllegalStateException().isThrownBy(() -> frame.upload(dead));

        try (Arena arena = Arena.ofConfined();
                ExecutorService other = Executors.newSingleThreadExecutor()) {
            MemorySegment confined = arena.allocate(bytes);
            Future<?> upload = other.submit(() -> frame.upload(confined));
            assertThat(upload)
                    .failsWithin(Duration.ofMinutes(1))
                    .withThrowableThat()
                    .withCauseInstanceOf(WrongThreadException.class);
        }
        frame.upload(ByteBuffer.allocate(bytes).asReadOnlyBuffer());
    }

    private static byte[] noise(int bytes) {
        byte[] noise = new byte[bytes];
        new Random(bytes).nextBytes(noise);
        return noise;
    }
}
