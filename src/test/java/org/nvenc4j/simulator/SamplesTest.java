package org.nvenc4j.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SamplesTest {
    private static final int WIDTH = 6;
    private static final int HEIGHT = 4;
    private static final int PITCH = 40;

    /** The value of a sample of one component, as the planes of an unpacked format are filled in these tests. */
    private static int value(int component, int x, int y, int bits) {
        return (component * 61 + x * 7 + y * 13) * (bits == 8 ? 1 : 4) & (1 << bits) - 1;
    }

    @ParameterizedTest
    @EnumSource(names = {"NV12", "YV12", "IYUV", "YUV444", "YUV420_10BIT", "YUV444_10BIT", "NV16", "P210"})
    void takesEachComponentFromItsPlace(InputFormat format) {
        int bits = format.bitDepth();
        MemorySegment picture = MemorySegment.ofArray(new byte[PITCH * HEIGHT * 3]);
        List<InputFormat.Plane> layout = format.planes(WIDTH, HEIGHT, PITCH, 0, 0);
        int chromaWidth = format.chromaFormat() == 3 ? WIDTH : WIDTH / 2;
        int chromaHeight = format.chromaFormat() == 1 ? HEIGHT / 2 : HEIGHT;
        boolean interleaved = format.packing() == InputFormat.Packing.SEMI_PLANAR;
        for (int component = 0; component < 3; component++) {
            int plane = component == 0 ? 0 : interleaved ? 1 : format == InputFormat.YV12 ? 3 - component : component;
            for (int y = 0; y < (component == 0 ? HEIGHT : chromaHeight); y++) {
                for (int x = 0; x < (component == 0 ? WIDTH : chromaWidth); x++) {
                    int index = component > 0 && interleaved ? 2 * x + component - 1 : x;
                    long at = layout.get(plane).offset() + y * layout.get(plane).pitch();
                    int value = value(component, x, y, bits);
                    if (bits == 8) {
                        picture.set(ValueLayout.JAVA_BYTE, at + index, (byte) value);
                    } else {
                        // Ten-bit samples sit in the high bits; what is below them is nobody's.
                        picture.set(ValueLayout.JAVA_SHORT_UNALIGNED, at + 2L * index, (short) (value << 6 | 0x15));
                    }
                }
            }
        }
        for (int depth = bits; depth <= 10; depth += 2) {
            Samples samples = new Samples(WIDTH, HEIGHT, format.chromaFormat(), depth);
            samples.read(picture, format, layout);
            for (int component = 0; component < 3; component++) {
                for (int y = 0; y < (component == 0 ? HEIGHT : chromaHeight); y++) {
                    for (int x = 0; x < (component == 0 ? WIDTH : chromaWidth); x++) {
                        assertThat(sample(samples, component, x, y, depth))
                                .as("component %s at %s,%s, %s bits", component, x, y, depth)
                                .isEqualTo(value(component, x, y, bits) << depth - bits);
                    }
                }
            }
        }
    }

    private static int sample(Samples samples, int component, int x, int y, int depth) {
        SourcePicture.Plane plane = samples.planes().get(component);
        int at = plane.offset() + y * plane.stride() + x * (depth > 8 ? 2 : 1);
        int low = plane.samples()[at] & 0xFF;
        return depth > 8 ? low | (plane.samples()[at + 1] & 0xFF) << 8 : low;
    }

    @ParameterizedTest
    @CsvSource({
        // BT.601, limited range: black, white, red, green, blue
        "0, 0, 0, 16, 128, 128",
        "255, 255, 255, 235, 128, 128",
        "255, 0, 0, 81, 90, 240",
        "0, 255, 0, 145, 54, 34",
        "0, 0, 255, 41, 240, 110"
    })
    void convertsRgbAsTheDriverDoes(int r, int g, int b, int luma, int cb, int cr) {
        MemorySegment picture = MemorySegment.ofArray(new byte[PITCH * HEIGHT]);
        for (InputFormat format : List.of(InputFormat.ARGB, InputFormat.ABGR)) {
            int word = format == InputFormat.ARGB ? r << 16 | g << 8 | b : b << 16 | g << 8 | r;
            for (int y = 0; y < HEIGHT; y++) {
                for (int x = 0; x < WIDTH; x++) {
                    picture.set(ValueLayout.JAVA_INT_UNALIGNED, y * PITCH + 4L * x, word | 0xFF000000);
                }
            }
            for (int chroma : new int[] {1, 2, 3}) {
                Samples samples = new Samples(WIDTH, HEIGHT, chroma, 8);
                samples.read(picture, format, format.planes(WIDTH, HEIGHT, PITCH, 0, 0));
                assertThat(sample(samples, 0, WIDTH - 1, HEIGHT - 1, 8)).isEqualTo(luma);
                assertThat(sample(samples, 1, 1, 1, 8)).isEqualTo(cb);
                assertThat(sample(samples, 2, 1, 1, 8)).isEqualTo(cr);
            }
        }
    }

    @Test
    void averagesPackedChromaWhereItIsCoarser() {
        byte[] bytes = new byte[PITCH * HEIGHT];
        new Random(3).nextBytes(bytes);
        MemorySegment picture = MemorySegment.ofArray(bytes);
        InputFormat format = InputFormat.AYUV;
        Samples fine = new Samples(WIDTH, HEIGHT, 3, 8);
        Samples coarse = new Samples(WIDTH, HEIGHT, 1, 8);
        fine.read(picture, format, format.planes(WIDTH, HEIGHT, PITCH, 0, 0));
        coarse.read(picture, format, format.planes(WIDTH, HEIGHT, PITCH, 0, 0));
        assertThat(sample(fine, 0, 1, 2, 8)).isEqualTo(bytes[2 * PITCH + 4 + 2] & 0xFF);
        assertThat(sample(fine, 1, 1, 2, 8)).isEqualTo(bytes[2 * PITCH + 4 + 1] & 0xFF);
        assertThat(sample(fine, 2, 1, 2, 8)).isEqualTo(bytes[2 * PITCH + 4] & 0xFF);
        for (int component = 1; component < 3; component++) {
            int sum = sample(fine, component, 2, 2, 8)
                    + sample(fine, component, 3, 2, 8)
                    + sample(fine, component, 2, 3, 8)
                    + sample(fine, component, 3, 3, 8);
            assertThat(sample(coarse, component, 1, 1, 8)).isEqualTo((sum + 2) / 4);
        }
    }

    @Test
    void putsChromaAfterTheRegisteredHeightOrWhereItIsSaidToBe() {
        assertThat(InputFormat.NV12.planes(1920, 1080, 2048, 0, 0).get(1).offset())
                .isEqualTo(2048 * 1080);
        assertThat(InputFormat.NV12
                        .planes(1920, 1080, 2048, 2048 * 1088, 0)
                        .get(1)
                        .offset())
                .isEqualTo(2048 * 1088);
        assertThat(InputFormat.IYUV.planes(178, 100, 255, 0, 0))
                .extracting(InputFormat.Plane::offset)
                .containsExactly(0L, 25500L, 25500L + 128 * 50);
    }
}
