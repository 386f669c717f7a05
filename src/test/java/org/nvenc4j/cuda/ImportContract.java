package org.nvenc4j.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nvenc4j.cuda.DevicePicture.Plane;
import org.nvenc4j.cuda.UnusableMemoryException.Reason;
import org.nvenc4j.internal.driver.RawCuda.Mapped;

/** Pictures in memory of somebody else's: wrapped where they lie, or copied by request. */
abstract class ImportContract extends CudaContract {
    private static final int WIDTH = 178;
    private static final int HEIGHT = 100;
    private static final int PITCH = 180;
    private static final int BYTES = PITCH * HEIGHT * 3 / 2;

    private final DlpackProducer producer = new DlpackProducer();

    @AfterEach
    void forgetTensors() {
        producer.close();
    }

    private static byte[] noise(int bytes) {
        byte[] noise = new byte[bytes];
        new Random(bytes).nextBytes(noise);
        return noise;
    }

    /** The rows of a picture that lies with a pitch. */
    private static byte[] packed(byte[] memory) {
        byte[] rows = new byte[WIDTH * HEIGHT * 3 / 2];
        for (int row = 0; row < HEIGHT * 3 / 2; row++) {
            System.arraycopy(memory, row * PITCH, rows, row * WIDTH, WIDTH);
        }
        return rows;
    }

    private static DevicePicture nv12(long address) {
        return DevicePicture.of(address, PITCH, BufferFormat.NV12, WIDTH, HEIGHT);
    }

    private DeviceFrame frame() {
        return DeviceFrame.allocate(context, BufferFormat.NV12, WIDTH, HEIGHT);
    }

    /** Refuses the memory in place, for that reason, and copies it. */
    private void assertCopiedOnly(long address, Reason reason) {
        byte[] content = noise(BYTES);
        raw.upload(address, content);

        assertThatExceptionOfType(UnusableMemoryException.class)
                .isThrownBy(() -> DeviceFrame.wrap(context, nv12(address)))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(reason))
                .withMessageContaining("DeviceFrame.copyFrom");
        DeviceFrame copy = frame();
        copy.copyFrom(nv12(address));
        assertThat(copy.download()).isEqualTo(packed(content));
        copy.close();
    }

    @Test
    void copiesMemoryOfAPool() {
        context.run(() -> {
            long pooled = raw.allocateFromPool(BYTES);
            try {
                assertCopiedOnly(pooled, Reason.POOL);
            } finally {
                raw.free(pooled);
            }
        });
    }

    @Test
    void copiesMappedVirtualMemory() {
        context.run(() -> {
            Mapped memory = raw.map(BYTES, 0);
            try {
                assertCopiedOnly(memory.address(), Reason.VIRTUAL);
            } finally {
                raw.unmap(memory);
            }
        });
    }

    @Test
    void copiesManagedMemory() {
        context.run(() -> {
            long managed = raw.allocateManaged(BYTES);
            try {
                assertCopiedOnly(managed, Reason.MANAGED);
            } finally {
                raw.free(managed);
            }
        });
    }

    @Test
    void copiesPinnedHostMemory() {
        context.run(() -> {
            long host = raw.allocateHost(BYTES);
            try {
                assertThatExceptionOfType(UnusableMemoryException.class)
                        .isThrownBy(() -> DeviceFrame.wrap(context, nv12(host)))
                        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.HOST));
                DeviceFrame copy = frame();
                copy.copyFrom(nv12(host));
                byte[] content = new byte[BYTES];
                raw.download(host, content);
                assertThat(copy.download()).isEqualTo(packed(content));
            } finally {
                raw.freeHost(host);
            }
        });
    }

    @Test
    void copiesMemoryOfAnotherContext() {
        withForeignContext(foreign -> {
            long memory = raw.allocate(BYTES);
            assertCopiedOnly(memory, Reason.OTHER_CONTEXT);
            raw.free(memory);
        });
    }

    @Test
    void copiesPlanesThatAreApart() {
        DeviceBuffer luma = DeviceBuffer.allocate(context, PITCH * HEIGHT);
        DeviceBuffer chroma = DeviceBuffer.allocate(context, PITCH * HEIGHT / 2);
        byte[] content = noise(BYTES);
        luma.copyFrom(Arrays.copyOf(content, PITCH * HEIGHT));
        chroma.copyFrom(Arrays.copyOfRange(content, PITCH * HEIGHT, BYTES));
        DevicePicture apart = new DevicePicture(
                BufferFormat.NV12,
                WIDTH,
                HEIGHT,
                List.of(new Plane(luma.address(), PITCH), new Plane(chroma.address(), PITCH)));

        assertThatExceptionOfType(UnusableMemoryException.class)
                .isThrownBy(() -> DeviceFrame.wrap(context, apart))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.PLANES))
                .withMessageContainingAll("Plane 1", Long.toHexString(chroma.address()), "copyFrom");
        DeviceFrame copy = frame();
        copy.copyFrom(apart);
        assertThat(copy.download()).isEqualTo(packed(content));
    }

    /** A pitch that NVENC does not take is none of the copy's concern. */
    @Test
    void copiesRowsAtAnyPitch() {
        int pitch = 179;
        DeviceBuffer memory = DeviceBuffer.allocate(context, (long) pitch * HEIGHT * 3 / 2 + 1);
        byte[] content = noise((int) memory.size());
        memory.copyFrom(content);
        DeviceFrame copy = frame();
        copy.copyFrom(DevicePicture.of(memory.address() + 1, pitch, BufferFormat.NV12, WIDTH, HEIGHT));

        byte[] rows = copy.download();
        for (int row = 0; row < HEIGHT * 3 / 2; row++) {
            assertThat(Arrays.copyOfRange(rows, row * WIDTH, (row + 1) * WIDTH))
                    .isEqualTo(Arrays.copyOfRange(content, 1 + row * pitch, 1 + row * pitch + WIDTH));
        }
    }

    @ParameterizedTest
    @EnumSource
    void copiesFramesOfEachFormat(BufferFormat format) {
        DeviceFrame source = DeviceFrame.allocate(context, format, 179, 101);
        DeviceFrame copy = DeviceFrame.allocate(context, format, 179, 101);
        byte[] content = noise((int) source.packedBytes());
        source.upload(content);

        CudaStream stream = CudaStream.create(context);
        copy.copyFrom(source.picture(), stream);
        stream.synchronize();

        assertThat(copy.download()).isEqualTo(content);
    }

    @Test
    void refusesToCopyWhatDoesNotFitOrIsNotThere() {
        DeviceFrame copy = frame();
        DeviceBuffer memory = DeviceBuffer.allocate(context, BYTES);
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        copy.copyFrom(DevicePicture.of(memory.address(), PITCH, BufferFormat.NV12, WIDTH, HEIGHT - 2)))
                .withMessageContainingAll("178x98 NV12", "178x100 NV12");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        copy.copyFrom(DevicePicture.of(memory.address(), 2 * PITCH, BufferFormat.P010, WIDTH, HEIGHT)));
        assertThatExceptionOfType(UnusableMemoryException.class)
                .isThrownBy(() -> copy.copyFrom(nv12(memory.address() + PITCH)))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.TOO_SMALL));
        // The last row has no padding.
        copy.copyFrom(nv12(memory.address() + PITCH - WIDTH));

        memory.close();
        assertThatExceptionOfType(UnusableMemoryException.class)
                .isThrownBy(() -> copy.copyFrom(nv12(memory.address())))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.NOT_ALLOCATED));
        for (long nowhere : new long[] {0, -1, 0xDEADBEEFL}) {
            assertThatExceptionOfType(UnusableMemoryException.class).isThrownBy(() -> copy.copyFrom(nv12(nowhere)));
        }
        DeviceFrame closed = frame();
        closed.close();
        assertThatIllegalStateException().isThrownBy(() -> closed.copyFrom(copy.picture()));
        CudaStream stream = CudaStream.create(context);
        stream.close();
        assertThatIllegalStateException().isThrownBy(() -> copy.copyFrom(copy.picture(), stream));
    }

    @Test
    void refusesAPictureThatCannotBe() {
        for (long pitch : new long[] {0, -PITCH, WIDTH - 1, 1L << 32}) {
            assertThatExceptionOfType(UnusableMemoryException.class)
                    .isThrownBy(() -> DevicePicture.of(1, pitch, BufferFormat.NV12, WIDTH, HEIGHT))
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.PITCH))
                    .withMessageContainingAll(" " + pitch + " ", "178");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DevicePicture(BufferFormat.NV12, WIDTH, HEIGHT, List.of(new Plane(1, PITCH))))
                .withMessageContaining("NV12 has 2 planes; these are 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DevicePicture.of(1, PITCH, BufferFormat.NV12, WIDTH, -HEIGHT));
    }

    @Test
    void wrapsALegacyTensorAndGivesItBackOnce() {
        DeviceBuffer memory = DeviceBuffer.allocate(context, 1000 + BYTES);
        byte[] content = noise((int) memory.size());
        memory.copyFrom(content);
        DlpackProducer.Tensor tensor = producer.tensor(memory.address(), HEIGHT * 3 / 2, WIDTH);
        tensor.strides = new long[] {PITCH, 1};
        tensor.byteOffset = 1000;
        long managed = tensor.legacy();

        DlpackTensor imported = DlpackTensor.legacy(context, managed);
        DeviceFrame frame = imported.frame(BufferFormat.NV12);
        assertThat(frame.address()).isEqualTo(memory.address() + 1000);
        assertThat(frame.pitch()).isEqualTo(PITCH);
        assertThat(frame.download()).isEqualTo(packed(Arrays.copyOfRange(content, 1000, content.length)));
        assertThat(producer.deleted).isEmpty();

        imported.close();
        imported.close();
        assertThat(frame.isOpen()).isFalse();
        assertThat(producer.deleted).containsExactly(managed);
        assertThatIllegalStateException()
                .isThrownBy(() -> imported.frame(BufferFormat.NV12))
                .withMessageContaining("DLPack tensor is closed");
        assertThatIllegalStateException().isThrownBy(() -> imported.picture(BufferFormat.NV12));
        memory.copyTo(new byte[1]);
    }

    @Test
    void wrapsAVersionedTensorUntilTheContextGoes() {
        DeviceFrame argb = DeviceFrame.allocate(context, BufferFormat.ARGB, WIDTH, HEIGHT);
        byte[] content = noise((int) argb.packedBytes());
        argb.upload(content);
        DlpackProducer.Tensor tensor = producer.tensor(argb.address(), HEIGHT, WIDTH, 4);
        tensor.strides = new long[] {argb.pitch(), 4, 1};
        long managed = tensor.versioned(1);

        DlpackTensor imported = DlpackTensor.versioned(context, managed);
        assertThat(imported.frame(BufferFormat.ABGR).download()).isEqualTo(content);
        assertThat(imported.context()).isSameAs(context);
        context.close();
        assertThat(imported.isOpen()).isFalse();
        assertThat(producer.deleted).containsExactly(managed);
    }

    @Test
    void takesAWordTensorAndOneWithoutADeleter() {
        DeviceFrame memory = DeviceFrame.allocate(context, BufferFormat.P010, WIDTH, HEIGHT);
        byte[] content = noise((int) memory.packedBytes());
        memory.upload(content);
        DlpackProducer.Tensor tensor = producer.tensor(memory.address(), HEIGHT * 3 / 2, WIDTH);
        tensor.typeBits = 16;
        tensor.strides = new long[] {memory.pitch() / 2, 1};
        tensor.deletable = false;

        try (DlpackTensor imported = DlpackTensor.versioned(context, tensor.versioned(1))) {
            assertThat(imported.frame(BufferFormat.P010).download()).isEqualTo(content);
        }
        assertThat(producer.deleted).isEmpty();
    }

    @Test
    void readsNothingOfATensorOfAnotherMajorVersion() {
        long managed = producer.tensor(-1, -1).versioned(2);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> DlpackTensor.versioned(context, managed))
                .withMessageContainingAll("DLPack 2.x", "1.x", "max_version");
        assertThat(producer.deleted).containsExactly(managed);
    }

    @Test
    void givesBackATensorThatItCannotTake() {
        long managed = producer.tensor(1, 150, 178).legacy();
        context.close();

        assertThatIllegalStateException().isThrownBy(() -> DlpackTensor.legacy(context, managed));
        assertThat(producer.deleted).containsExactly(managed);
        assertThatIllegalArgumentException().isThrownBy(() -> DlpackTensor.legacy(context, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> DlpackTensor.versioned(context, 0));
    }

    @Test
    void saysWhyATensorIsNoFrame() {
        DeviceBuffer memory = DeviceBuffer.allocate(context, BYTES);
        DlpackProducer.Tensor tensor = producer.tensor(memory.address(), HEIGHT * 3 / 2, WIDTH);

        tensor.deviceType = 1;
        assertRefused(tensor, Reason.HOST, "DLPack's type 1");
        tensor.deviceType = 7;
        assertRefused(tensor, Reason.OTHER_DEVICE, "DLPack's type 7");
        tensor.deviceType = 2;
        tensor.deviceId = 3;
        assertRefused(tensor, Reason.OTHER_DEVICE, "device 3, not on device 0");
        tensor.deviceId = 0;
        tensor.typeCode = 0;
        assertRefused(tensor, Reason.ELEMENT_TYPE, "i1 [150, 178]");
        tensor.typeCode = 2;
        tensor.typeBits = 16;
        assertRefused(tensor, Reason.ELEMENT_TYPE, "f2 [150, 178]");
        tensor.typeCode = 1;
        tensor.typeBits = 8;
        tensor.typeLanes = 4;
        assertRefused(tensor, Reason.ELEMENT_TYPE, "u1x4 [150, 178]");
        tensor.typeLanes = 1;
        tensor.strides = new long[] {-178, 1};
        assertRefused(tensor, Reason.STRIDES, "[-178, 1] bytes");
        tensor.strides = new long[] {0, 1};
        assertRefused(tensor, Reason.STRIDES, "[0, 1] bytes");
        tensor.strides = new long[] {178, 1};
        assertRefused(tensor, Reason.PITCH, "multiple of 4");
        tensor.strides = new long[] {180, 1};
        tensor.byteOffset = 4;
        assertRefused(tensor, Reason.TOO_SMALL, String.valueOf(BYTES));
        tensor.byteOffset = Long.MAX_VALUE;
        assertRefused(tensor, Reason.NOT_ALLOCATED, "not in any allocation");
        assertRefused(producer.tensor(memory.address(), new long[65]), Reason.SHAPE, "65 dimensions");
        assertRefused(producer.tensor(memory.address()), Reason.SHAPE, "u1 []");
        memory.close();
        tensor.byteOffset = 0;
        assertRefused(tensor, Reason.NOT_ALLOCATED, "was it freed?");
    }

    private void assertRefused(DlpackProducer.Tensor tensor, Reason reason, String problem) {
        producer.deleted.clear();
        long managed = tensor.legacy();
        try (DlpackTensor imported = DlpackTensor.legacy(context, managed)) {
            assertThatExceptionOfType(UnusableMemoryException.class)
                    .isThrownBy(() -> imported.frame(BufferFormat.NV12))
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(reason))
                    .withMessageContaining(problem);
        }
        assertThat(producer.deleted).containsExactly(managed);
    }

    @Test
    void copiesATensorThatCannotBeEncodedInPlace() {
        context.run(() -> {
            long pooled = raw.allocateFromPool(BYTES);
            byte[] content = noise(BYTES);
            raw.upload(pooled, content);
            DlpackProducer.Tensor tensor = producer.tensor(pooled, HEIGHT * 3 / 2, WIDTH);
            tensor.strides = new long[] {PITCH, 1};
            DeviceFrame copy = frame();
            try (DlpackTensor imported = DlpackTensor.legacy(context, tensor.legacy())) {
                assertThatExceptionOfType(UnusableMemoryException.class)
                        .isThrownBy(() -> imported.frame(BufferFormat.NV12))
                        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.POOL));
                copy.copyFrom(imported.picture(BufferFormat.NV12));
            }
            raw.free(pooled);
            assertThat(copy.download()).isEqualTo(packed(content));
        });
    }

    @Test
    void namesTheStreamForTheProducer() {
        assertThat(DlpackTensor.streamArgument(CudaStream.ofHandle(context, 0))).isEqualTo(1);
        assertThat(DlpackTensor.streamArgument(CudaStream.ofHandle(context, 2))).isEqualTo(2);
        CudaStream stream = CudaStream.create(context);
        assertThat(DlpackTensor.streamArgument(stream)).isEqualTo(stream.handle());
    }

    @Test
    void wrapsAnArrayAndWaitsForItsStream() {
        DeviceBuffer memory = DeviceBuffer.allocate(context, BYTES);
        byte[] content = noise(BYTES);
        memory.copyFrom(content);
        CudaStream stream = CudaStream.create(context);
        for (Long producerStream : Arrays.asList(null, 1L, 2L, stream.handle())) {
            CudaArrayInterface array = new CudaArrayInterface(
                    memory.address(), List.of(150L, 178L), "|u1", List.of(180L, 1L), producerStream);
            DeviceFrame frame = array.frame(context, BufferFormat.NV12);
            assertThat(frame.download()).isEqualTo(packed(content));
            frame.close();
        }
        memory.copyTo(new byte[1]);
    }
}
