package org.nvenc4j.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.nvenc4j.cuda.UnusableMemoryException.Reason;

/** CUDA arrays: how a picture lies in them, which of somebody else's can be one, and copies from and to linear memory. */
abstract class CudaArrayContract extends CudaContract {
    private static final int WIDTH = 178;
    private static final int HEIGHT = 100;
    private static final int BYTES = 0x01;
    private static final int WORDS = 0x02;
    private static final int SURFACE = 0x02;

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"YV12", "IYUV"})
    void bringsBackWhatWasUploaded(BufferFormat format) {
        for (int[] size : new int[][] {{WIDTH, HEIGHT}, {179, 101}, {1, 1}}) {
            CudaArray array = CudaArray.allocate(context, format, size[0], size[1]);
            byte[] picture = noise((int) array.packedBytes());

            array.upload(picture);

            assertThat(array.download()).isEqualTo(picture);
            array.checkEncodable();
            array.close();
        }
    }

    /** With even sides, the rows of a picture without padding are the rows of its array, one plane after the other. */
    @ParameterizedTest
    @CsvSource({
        "NV12, 1, 1, 150",
        "P010, 2, 1, 150",
        "YUV444, 1, 1, 300",
        "YUV444_10BIT, 2, 1, 300",
        "NV16, 1, 1, 200",
        "P210, 2, 1, 200",
        "ARGB, 1, 4, 100",
        "ARGB10, 1, 4, 100",
        "AYUV, 1, 4, 100",
        "ABGR, 1, 4, 100",
        "ABGR10, 1, 4, 100"
    })
    void holdsThePlanesRowByRow(BufferFormat format, int sampleBytes, int channels, int rows) {
        int rowBytes = WIDTH * channels * sampleBytes;
        byte[] picture = noise(rowBytes * rows);
        CudaArray made = CudaArray.allocate(context, format, WIDTH, HEIGHT);
        made.upload(picture);
        assertThat(made.rowSamples()).isEqualTo(WIDTH * channels);
        context.run(() ->
                assertThat(raw.downloadArray(made.handle(), rowBytes, rows)).isEqualTo(picture));

        context.run(() -> {
            long theirs = raw.createArray(WIDTH, rows, sampleBytes == 1 ? BYTES : WORDS, channels, SURFACE);
            try {
                CudaArray wrapped = CudaArray.wrap(context, theirs, format, WIDTH, HEIGHT);
                wrapped.checkEncodable();
                wrapped.copyFrom(made);
                assertThat(wrapped.handle()).isEqualTo(theirs);
                wrapped.close();
                assertThat(raw.downloadArray(theirs, rowBytes, rows)).isEqualTo(picture);
            } finally {
                raw.destroyArray(theirs);
            }
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"YV12", "IYUV"})
    void refusesAFormatWhoseRowsDiffer(BufferFormat format) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CudaArray.allocate(context, format, WIDTH, HEIGHT))
                .withMessageContainingAll(format.name(), "half as long", "NV12");
        assertThatIllegalArgumentException().isThrownBy(() -> CudaArray.wrap(context, 1, format, WIDTH, HEIGHT));
    }

    @ParameterizedTest
    @CsvSource({"0, 100", "178, 0", "-2, 100", "65537, 100", "178, 2147483647"})
    void refusesASizeThatCannotBe(int width, int height) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CudaArray.allocate(context, BufferFormat.NV12, width, height))
                .withMessageContainingAll(width + "x" + height, "1 to 65536");
    }

    @Test
    void refusesTheHandle0() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CudaArray.wrap(context, 0, BufferFormat.NV12, WIDTH, HEIGHT))
                .withMessageContaining("CUarray is 0");
    }

    /** Where an array has other elements than the picture, the copy would be of something else. */
    @ParameterizedTest
    @CsvSource({
        "178, 100, 1, 1, 178x100 elements of 1 channels",
        "178, 151, 1, 1, 178x151",
        "180, 150, 1, 1, 180x150",
        "178, 150, 2, 1, 0x02",
        "178, 150, 1, 2, elements of 2 channels"
    })
    void refusesAnArrayOfSomethingElse(long width, long height, int format, int channels, String found) {
        context.run(() -> {
            long array = raw.createArray(width, height, format, channels, SURFACE);
            try {
                assertThatExceptionOfType(UnusableMemoryException.class)
                        .isThrownBy(() -> CudaArray.wrap(context, array, BufferFormat.NV12, WIDTH, HEIGHT))
                        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.ARRAY))
                        .withMessageContainingAll(found, "178x100 NV12 picture", "178x150 elements of 1 channels");
            } finally {
                raw.destroyArray(array);
            }
        });
    }

    @Test
    void copiesFromAnArrayThatCannotBeEncoded() {
        context.run(() -> {
            long texture = raw.createArray(WIDTH, HEIGHT, BYTES, 4, 0);
            try {
                CudaArray array = CudaArray.wrap(context, texture, BufferFormat.ABGR, WIDTH, HEIGHT);
                assertThatExceptionOfType(UnusableMemoryException.class)
                        .isThrownBy(array::checkEncodable)
                        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.SURFACE))
                        .withMessageContainingAll("CUDA_ARRAY3D_SURFACE_LDST", "DeviceFrame.copyFrom");

                byte[] picture = noise(WIDTH * HEIGHT * 4);
                array.upload(picture);
                DeviceFrame frame = DeviceFrame.allocate(context, BufferFormat.ABGR, WIDTH, HEIGHT);
                frame.copyFrom(array);
                assertThat(frame.download()).isEqualTo(picture);
                array.close();
            } finally {
                raw.destroyArray(texture);
            }
        });
    }

    /** There and back, with the pitches of either side, and in the order of a stream that nothing else waits for. */
    @ParameterizedTest
    @EnumSource(names = {"NV12", "P010", "YUV444", "ABGR"})
    void copiesInTheOrderOfAStream(BufferFormat format) {
        CudaStream stream = CudaStream.createNonBlocking(context);
        DeviceFrame linear = DeviceFrame.allocate(context, format, WIDTH, HEIGHT);
        CudaArray array = CudaArray.allocate(context, format, WIDTH, HEIGHT);
        CudaArray second = CudaArray.allocate(context, format, WIDTH, HEIGHT);
        DeviceFrame back = DeviceFrame.allocate(context, format, WIDTH, HEIGHT);
        byte[] picture = noise((int) linear.packedBytes());
        linear.upload(picture);
        context.synchronize();

        array.copyFrom(linear.picture(), stream);
        second.copyFrom(array, stream);
        back.copyFrom(second, stream);
        stream.synchronize();

        assertThat(array.download()).isEqualTo(picture);
        assertThat(back.download()).isEqualTo(picture);

        second.upload(new byte[picture.length]);
        second.copyFrom(linear);
        assertThat(second.download()).isEqualTo(picture);
        second.upload(new byte[picture.length]);
        second.copyFrom(linear.picture());
        assertThat(second.download()).isEqualTo(picture);
    }

    @Test
    void refusesToCopyWhatDiffers() {
        CudaArray array = CudaArray.allocate(context, BufferFormat.NV12, WIDTH, HEIGHT);
        DeviceFrame larger = DeviceFrame.allocate(context, BufferFormat.NV12, WIDTH + 2, HEIGHT);
        DeviceFrame deeper = DeviceFrame.allocate(context, BufferFormat.P010, WIDTH, HEIGHT);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> larger.copyFrom(array))
                .withMessageContainingAll("178x100 NV12 array", "180x100 NV12 frame");
        assertThatIllegalArgumentException().isThrownBy(() -> array.copyFrom(deeper));
        assertThatIllegalArgumentException().isThrownBy(() -> array.copyFrom(deeper.picture()));
    }

    @Test
    void refusesToCopyAnArrayOfAnotherContext() {
        withForeignContext(handle -> {
            try (CudaContext foreign = CudaContext.ofHandle(device, handle)) {
                CudaArray theirs = CudaArray.allocate(foreign, BufferFormat.NV12, WIDTH, HEIGHT);
                DeviceFrame ours = DeviceFrame.allocate(context, BufferFormat.NV12, WIDTH, HEIGHT);

                assertThatIllegalArgumentException()
                        .isThrownBy(() -> ours.copyFrom(theirs))
                        .withMessageContainingAll("another CUDA context", "DeviceFrame");
                assertThatIllegalArgumentException().isThrownBy(() -> theirs.copyFrom(ours));
            }
        });
    }

    @Test
    void isGoneWhenItIsClosed() {
        CudaArray array = CudaArray.allocate(context, BufferFormat.NV12, WIDTH, HEIGHT);
        DeviceFrame frame = DeviceFrame.allocate(context, BufferFormat.NV12, WIDTH, HEIGHT);
        array.close();
        array.close();

        assertThat(array.isOpen()).isFalse();
        assertThatIllegalStateException().isThrownBy(array::download).withMessageContaining("178x100 NV12 array");
        assertThatIllegalStateException().isThrownBy(array::checkEncodable);
        assertThatIllegalStateException()
                .isThrownBy(() -> frame.copyFrom(array))
                .withMessageContaining("array");
        assertThat(frame.isOpen()).isTrue();
    }

    @Test
    void closesWithItsContext() {
        CudaArray array = CudaArray.allocate(context, BufferFormat.NV12, WIDTH, HEIGHT);
        context.close();

        assertThat(array.isOpen()).isFalse();
    }

    private static byte[] noise(int bytes) {
        byte[] noise = new byte[bytes];
        new Random(bytes).nextBytes(noise);
        return noise;
    }
}
