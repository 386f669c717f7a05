package org.nvenc4j.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nvenc4j.cuda.UnusableMemoryException.Reason;

/** Conversions from RGB to YUV, sample by sample against {@link ColourReference}. */
abstract class ColourConverterContract extends CudaContract {
    private static final List<BufferFormat> TARGETS = List.of(
            BufferFormat.NV12,
            BufferFormat.P010,
            BufferFormat.NV16,
            BufferFormat.P210,
            BufferFormat.YUV444,
            BufferFormat.YUV444_10BIT);

    static Stream<Arguments> pairs() {
        return Arrays.stream(PixelFormat.values())
                .flatMap(from -> TARGETS.stream().map(to -> Arguments.of(from, to)));
    }

    private static double red(ColourMatrix matrix) {
        return switch (matrix) {
            case BT601 -> 0.299;
            case BT709 -> 0.2126;
            case BT2020 -> 0.2627;
        };
    }

    private static double blue(ColourMatrix matrix) {
        return switch (matrix) {
            case BT601 -> 0.114;
            case BT709 -> 0.0722;
            case BT2020 -> 0.0593;
        };
    }

    /** Pixels of a format from those of bytes; three bytes R, G, B for each. */
    private static byte[] packed(PixelFormat format, byte[] rgb) {
        int pixels = rgb.length / 3;
        ByteBuffer packed =
                ByteBuffer.allocate((int) format.packedBytes(pixels, 1)).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < pixels; i++) {
            byte r = rgb[3 * i];
            byte g = rgb[3 * i + 1];
            byte b = rgb[3 * i + 2];
            byte a = (byte) (7 * i + 3);
            switch (format) {
                case RGBA -> packed.put(r).put(g).put(b).put(a);
                case BGRA -> packed.put(b).put(g).put(r).put(a);
                case ARGB -> packed.put(a).put(r).put(g).put(b);
                case ABGR -> packed.put(a).put(b).put(g).put(r);
                case RGB24 -> packed.put(r).put(g).put(b);
                case RGB_FLOAT ->
                    packed.putFloat((r & 0xFF) / 255f)
                            .putFloat((g & 0xFF) / 255f)
                            .putFloat((b & 0xFF) / 255f);
                case RGB_FLOAT_PLANAR -> {
                    for (int c = 0; c < 3; c++) {
                        packed.putFloat(4 * (c * pixels + i), (rgb[3 * i + c] & 0xFF) / 255f);
                    }
                }
            }
        }
        return packed.array();
    }

    private static byte[] noise(int bytes) {
        byte[] noise = new byte[bytes];
        new Random(bytes).nextBytes(noise);
        return noise;
    }

    /** The corners of the cube of 8-bit colours, all greys, and the edges' ends, in blocks that no chroma sample mixes. */
    private static byte[] cube() {
        List<byte[]> colours = new ArrayList<>();
        for (int i = 0; i < 256; i++) {
            colours.add(new byte[] {(byte) i, (byte) i, (byte) i});
        }
        int[] ends = {0, 1, 127, 128, 254, 255};
        for (int r : ends) {
            for (int g : ends) {
                for (int b : ends) {
                    colours.add(new byte[] {(byte) r, (byte) g, (byte) b});
                }
            }
        }
        byte[] rgb = new byte[3 * 4 * CUBE_WIDTH / 2];
        for (int row = 0; row < 2; row++) {
            for (int x = 0; x < CUBE_WIDTH; x++) {
                byte[] colour = colours.get(x / 2 % colours.size());
                System.arraycopy(colour, 0, rgb, 3 * (row * CUBE_WIDTH + x), 3);
            }
        }
        return rgb;
    }

    private static final int CUBE_WIDTH = 2 * (256 + 6 * 6 * 6);

    private DeviceImage image(PixelFormat format, byte[] rgb, int width, int height) {
        DeviceImage image = DeviceImage.allocate(context, format, width, height);
        image.upload(packed(format, rgb));
        return image;
    }

    private static int[] samples(DeviceFrame frame) {
        byte[] bytes = frame.download();
        if (frame.format().bitDepth() == 8) {
            int[] samples = new int[bytes.length];
            for (int i = 0; i < samples.length; i++) {
                samples[i] = bytes[i] & 0xFF;
            }
            return samples;
        }
        ByteBuffer words = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int[] samples = new int[bytes.length / 2];
        for (int i = 0; i < samples.length; i++) {
            assertThat(words.getShort(2 * i) & 0x3F).isZero();
            samples[i] = (words.getShort(2 * i) & 0xFFFF) >> 6;
        }
        return samples;
    }

    private static void assertWithinOne(int[] actual, int[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        int different = 0;
        for (int i = 0; i < actual.length; i++) {
            assertThat(actual[i]).as("sample %d", i).isBetween(expected[i] - 1, expected[i] + 1);
            different += actual[i] == expected[i] ? 0 : 1;
        }
        // One off is rounding, and rare; everything one off is an error.
        assertThat(different).isLessThanOrEqualTo(Math.max(3, actual.length / 8));
    }

    private void assertConverts(
            PixelFormat from,
            BufferFormat to,
            ColourMatrix matrix,
            boolean fullRange,
            byte[] rgb,
            int width,
            int height) {
        try (ColourConverter converter = ColourConverter.builder(from, to)
                        .matrix(matrix)
                        .fullRange(fullRange)
                        .build(context);
                DeviceImage image = image(from, rgb, width, height);
                DeviceFrame frame = DeviceFrame.allocate(context, to, width, height)) {
            converter.convert(image, frame, null);
            double[][][] picture = ColourReference.picture(from, packed(from, rgb), width, height);
            assertWithinOne(
                    samples(frame), new ColourReference(red(matrix), blue(matrix), fullRange, to).convert(picture));
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void convertsRandomPicturesAndTheCubeInEveryMatrixAndRange(PixelFormat from, BufferFormat to) {
        for (ColourMatrix matrix : ColourMatrix.values()) {
            for (boolean fullRange : new boolean[] {false, true}) {
                assertConverts(from, to, matrix, fullRange, noise(3 * 256 * 64), 256, 64);
                assertConverts(from, to, matrix, fullRange, cube(), CUBE_WIDTH, 2);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void convertsEverySizeWithItsEdges(PixelFormat from, BufferFormat to) {
        for (int[] size :
                new int[][] {{1, 1}, {2, 1}, {1, 2}, {3, 3}, {5, 2}, {7, 5}, {178, 101}, {257, 9}, {262, 8}}) {
            byte[] rgb = noise(3 * size[0] * size[1]);
            assertConverts(from, to, ColourMatrix.BT709, false, rgb, size[0], size[1]);
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void writesNothingButTheFrame(PixelFormat from, BufferFormat to) {
        int width = 181;
        int height = 37;
        long pitch = to.smallestPitch(width) + 8 & -8;
        int bytes = (int) to.bytes(pitch, height);
        DeviceBuffer memory = DeviceBuffer.allocate(context, bytes + 64);
        memory.fill((byte) 0xA5);
        DeviceFrame frame = DeviceFrame.wrap(context, memory.address() + 32, pitch, to, width, height);
        ColourConverter converter = ColourConverter.builder(from, to).build(context);

        converter.convert(image(from, noise(3 * width * height), width, height), frame, null);

        byte[] all = new byte[bytes + 64];
        memory.copyTo(all);
        boolean[] isFrame = new boolean[all.length];
        for (int plane = 0; plane < to.planeCount(); plane++) {
            for (int row = 0; row < to.planeRows(plane, height); row++) {
                int start = (int) (32 + to.planeOffset(plane, pitch, height) + row * pitch);
                Arrays.fill(isFrame, start, start + (int) to.planeWidthBytes(plane, width), true);
            }
        }
        for (int i = 0; i < all.length; i++) {
            if (!isFrame[i]) {
                assertThat(all[i]).as("byte %d", i).isEqualTo((byte) 0xA5);
            }
        }
    }

    /** Pitches and addresses that nothing wider than a sample can be read or written at. */
    @ParameterizedTest
    @MethodSource("pairs")
    void takesAnyPitchAndAddress(PixelFormat from, BufferFormat to) {
        int width = 66;
        int height = 6;
        byte[] rgb = noise(3 * width * height);
        byte[] packed = packed(from, rgb);
        int step = from.alignment();
        long rowBytes = from.rowBytes(width);
        long pitch = rowBytes + step;
        long planePitch = pitch * height + step;
        byte[] spread = new byte[(int) (planePitch * from.planeCount() + step)];
        for (int row = 0; row < height * from.planeCount(); row++) {
            int at = (int) (step + row / height * planePitch + row % height * pitch);
            System.arraycopy(packed, (int) (row * rowBytes), spread, at, (int) rowBytes);
        }
        DeviceBuffer memory = DeviceBuffer.allocate(context, spread.length);
        memory.copyFrom(spread);
        DeviceImage image = DeviceImage.wrap(context, memory.address() + step, pitch, planePitch, from, width, height);
        long framePitch = to.smallestPitch(width) + 3 & -4;
        DeviceBuffer target = DeviceBuffer.allocate(context, to.bytes(framePitch, height) + 2);
        DeviceFrame frame = DeviceFrame.wrap(context, target.address() + 2, framePitch, to, width, height);

        ColourConverter.builder(from, to).build(context).convert(image, frame, null);

        assertWithinOne(
                samples(frame),
                new ColourReference(0.2126, 0.0722, false, to)
                        .convert(ColourReference.picture(from, packed, width, height)));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void turnsPicturesUpsideDown(PixelFormat from, BufferFormat to) {
        int width = 70;
        int height = 9;
        byte[] rgb = noise(3 * width * height);
        double[][][] picture = ColourReference.picture(from, packed(from, rgb), width, height);
        for (int y = 0; y < height / 2; y++) {
            double[][] row = picture[y];
            picture[y] = picture[height - 1 - y];
            picture[height - 1 - y] = row;
        }
        DeviceFrame frame = DeviceFrame.allocate(context, to, width, height);

        ColourConverter.builder(from, to)
                .flip(true)
                .build(context)
                .convert(image(from, rgb, width, height), frame, null);

        assertWithinOne(samples(frame), new ColourReference(0.2126, 0.0722, false, to).convert(picture));
    }

    @ParameterizedTest
    @EnumSource(names = {"RGB_FLOAT", "RGB_FLOAT_PLANAR"})
    void clampsFloats(PixelFormat from) {
        int width = 8;
        float[] values = {
            Float.NaN, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY, -1e30f, 1e30f, -0f, 1.5f, Float.MIN_VALUE
        };
        ByteBuffer packed =
                ByteBuffer.allocate((int) from.packedBytes(width, 1)).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 3 * width; i++) {
            packed.putFloat(4 * i, values[i % 7]);
        }
        DeviceImage image = DeviceImage.allocate(context, from, width, 1);
        image.upload(packed);
        DeviceFrame frame = DeviceFrame.allocate(context, BufferFormat.YUV444_10BIT, width, 1);

        ColourConverter.builder(from, BufferFormat.YUV444_10BIT)
                .fullRange(true)
                .build(context)
                .convert(image, frame, null);

        assertWithinOne(
                samples(frame),
                new ColourReference(0.2126, 0.0722, true, BufferFormat.YUV444_10BIT)
                        .convert(ColourReference.picture(from, packed.array(), width, 1)));
    }

    @Test
    void convertsOnTheCallersStream() {
        ColourConverter converter =
                ColourConverter.builder(PixelFormat.RGBA, BufferFormat.NV12).build(context);
        byte[] rgb = noise(3 * 64 * 64);
        DeviceFrame frame = DeviceFrame.allocate(context, BufferFormat.NV12, 64, 64);
        CudaStream stream = CudaStream.createNonBlocking(context);

        converter.convert(image(PixelFormat.RGBA, rgb, 64, 64), frame, stream);
        stream.synchronize();

        assertWithinOne(
                samples(frame),
                new ColourReference(0.2126, 0.0722, false, BufferFormat.NV12)
                        .convert(ColourReference.picture(PixelFormat.RGBA, packed(PixelFormat.RGBA, rgb), 64, 64)));
    }

    /** What NVENC could not register. */
    @Test
    void readsMemoryOfAPoolAndOfTheHost() {
        byte[] rgb = noise(3 * 64 * 2);
        byte[] packed = packed(PixelFormat.RGBA, rgb);
        DeviceFrame frame = DeviceFrame.allocate(context, BufferFormat.NV12, 64, 2);
        int[] expected = new ColourReference(0.2126, 0.0722, false, BufferFormat.NV12)
                .convert(ColourReference.picture(PixelFormat.RGBA, packed, 64, 2));
        ColourConverter converter =
                ColourConverter.builder(PixelFormat.RGBA, BufferFormat.NV12).build(context);
        context.run(() -> {
            long pool = raw.allocateFromPool(packed.length);
            long host = raw.allocateHost(packed.length);
            long managed = raw.allocateManaged(packed.length);
            for (long memory : new long[] {pool, host, managed}) {
                DeviceImage image = DeviceImage.wrap(context, memory, 256, PixelFormat.RGBA, 64, 2);
                image.upload(packed);
                converter.convert(image, frame, null);
                assertWithinOne(samples(frame), expected);
                image.close();
                frame.upload(new byte[(int) frame.packedBytes()]);
            }
            raw.free(pool);
            raw.freeHost(host);
            raw.free(managed);
        });
    }

    @Test
    void refusesMemoryThatIsNoImage() {
        DeviceBuffer memory = DeviceBuffer.allocate(context, 256 * 4);
        long address = memory.address();
        assertReason(Reason.TOO_SMALL, address, 256, PixelFormat.RGBA, 64, 5);
        assertReason(Reason.TOO_SMALL, address + 4, 256, PixelFormat.RGBA, 64, 4);
        assertReason(Reason.PITCH, address, 255, PixelFormat.RGBA, 64, 4);
        assertReason(Reason.PITCH, address, 0, PixelFormat.RGBA, 64, 4);
        assertReason(Reason.PITCH, address, -256, PixelFormat.RGBA, 64, 4);
        assertReason(Reason.PITCH, address, Long.MAX_VALUE, PixelFormat.RGB_FLOAT_PLANAR, 4, 4);
        assertReason(Reason.PITCH, address, 50, PixelFormat.RGB_FLOAT, 4, 4);
        assertReason(Reason.PITCH, address + 2, 48, PixelFormat.RGB_FLOAT, 4, 4);
        assertReason(Reason.NOT_ALLOCATED, 4096, 256, PixelFormat.RGBA, 64, 4);
        DeviceImage.wrap(context, address, 256, PixelFormat.RGBA, 64, 4).close();
        memory.close();
        assertReason(Reason.NOT_ALLOCATED, address, 256, PixelFormat.RGBA, 64, 4);
        for (int[] size : new int[][] {{0, 1}, {1, 0}, {65537, 1}, {1, -1}}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> DeviceImage.allocate(context, PixelFormat.RGB24, size[0], size[1]));
        }
        withForeignContext(foreign -> {
            long theirs = raw.allocate(1024);
            assertReason(Reason.OTHER_CONTEXT, theirs, 256, PixelFormat.RGBA, 64, 4);
            raw.free(theirs);
        });
    }

    private void assertReason(Reason reason, long address, long pitch, PixelFormat format, int width, int height) {
        assertThatExceptionOfType(UnusableMemoryException.class)
                .isThrownBy(() -> DeviceImage.wrap(context, address, pitch, format, width, height))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(reason));
    }

    @Test
    void refusesWhatDoesNotFit() {
        for (BufferFormat format : BufferFormat.values()) {
            if (!TARGETS.contains(format)) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> ColourConverter.builder(PixelFormat.RGBA, format))
                        .withMessageContainingAll("no conversion to " + format, "NV12");
            }
        }
        ColourConverter converter =
                ColourConverter.builder(PixelFormat.RGBA, BufferFormat.NV12).build(context);
        DeviceImage image = DeviceImage.allocate(context, PixelFormat.RGBA, 64, 64);
        DeviceFrame frame = DeviceFrame.allocate(context, BufferFormat.NV12, 64, 64);
        DeviceImage bgra = DeviceImage.allocate(context, PixelFormat.BGRA, 64, 64);
        DeviceFrame p010 = DeviceFrame.allocate(context, BufferFormat.P010, 64, 64);
        DeviceFrame smaller = DeviceFrame.allocate(context, BufferFormat.NV12, 64, 62);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> converter.convert(bgra, frame, null))
                .withMessageContaining("This converts RGBA to NV12");
        assertThatIllegalArgumentException().isThrownBy(() -> converter.convert(image, p010, null));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> converter.convert(image, smaller, null))
                .withMessageContaining("does not scale");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> image.upload(new byte[7]))
                .withMessageContainingAll("7 bytes", "16384");

        frame.close();
        assertThatIllegalStateException()
                .isThrownBy(() -> converter.convert(image, frame, null))
                .withMessageContaining("is closed");
        DeviceFrame open = DeviceFrame.allocate(context, BufferFormat.NV12, 64, 64);
        image.close();
        assertThatIllegalStateException().isThrownBy(() -> converter.convert(image, open, null));
        converter.close();
        converter.close();
        DeviceImage other = DeviceImage.allocate(context, PixelFormat.RGBA, 64, 64);
        assertThatIllegalStateException().isThrownBy(() -> converter.convert(other, open, null));
    }
}
