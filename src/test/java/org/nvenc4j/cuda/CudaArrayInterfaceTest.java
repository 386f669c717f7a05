package org.nvenc4j.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nvenc4j.cuda.UnusableMemoryException.Reason;

/** Which arrays are pictures as they lie. */
class CudaArrayInterfaceTest {
    private static final long ADDRESS = 0x7f00_0000_0000L;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        NV12         | u1  | 150 178       |               | 178x100 | 178
        NV12         | u1  | 150 178       | 256 1         | 178x100 | 256
        NV12         | u1  | 1 1 150 178   |               | 178x100 | 178
        NV12         | u1  | 152 178       | 180 1         | 178x101 | 180
        P010         | u2  | 150 178       | 512 2         | 178x100 | 512
        IYUV         | u1  | 150 180       |               | 180x100 | 180
        YV12         | u1  | 150 180       | 180 1         | 180x100 | 180
        YUV444       | u1  | 300 178       | 192 1         | 178x100 | 192
        YUV444       | u1  | 3 100 178     |               | 178x100 | 178
        YUV444       | u1  | 1 3 100 178   | 9 19200 192 1 | 178x100 | 192
        YUV444_10BIT | u2  | 3 100 178     |               | 178x100 | 356
        NV16         | u1  | 200 178       |               | 178x100 | 178
        NV16         | u1  | 2 100 178     | 17800 178 1   | 178x100 | 178
        P210         | u2  | 200 178       |               | 178x100 | 356
        ARGB         | u1  | 100 178 4     |               | 178x100 | 712
        ARGB         | u1  | 1 100 178 4   | 0 1024 4 1    | 178x100 | 1024
        ABGR         | u4  | 100 178       | 768 4         | 178x100 | 768
        AYUV         | u1  | 100 178 4     |               | 178x100 | 712
        ARGB10       | u4  | 100 178       |               | 178x100 | 712
        ABGR10       | u4  | 100 178       |               | 178x100 | 712
        """)
    void isAPictureInPlace(
            BufferFormat format, String element, String shape, @Nullable String strides, String size, long pitch) {
        DevicePicture picture = array(element, shape, strides).picture(format);

        assertThat(picture.width() + "x" + picture.height()).isEqualTo(size);
        assertThat(picture).isEqualTo(DevicePicture.of(ADDRESS, pitch, format, picture.width(), picture.height()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        NV12   | u2  | 150 178     |             | ELEMENT_TYPE | u1 [height * 3 / 2, width]
        NV12   | i1  | 150 178     |             | ELEMENT_TYPE | u1 [height * 3 / 2, width]
        NV12   | f4  | 150 178     |             | ELEMENT_TYPE | u1 [height * 3 / 2, width]
        P010   | u1  | 150 178     |             | ELEMENT_TYPE | u2 [height * 3 / 2, width]
        P010   | >u2 | 150 178     |             | ELEMENT_TYPE | u2 [height * 3 / 2, width]
        ARGB   | f4  | 100 178     |             | ELEMENT_TYPE | u1 [height, width, 4] or u4 [height, width]
        ARGB10 | u1  | 100 178 4   |             | ELEMENT_TYPE | u4 [height, width]
        NV12   | u1  | 151 178     |             | SHAPE        | u1 [height * 3 / 2, width]
        NV12   | u1  | 2 100 178   |             | SHAPE        | u1 [height * 3 / 2, width]
        NV12   | u1  | 26700       |             | SHAPE        | u1 [height * 3 / 2, width]
        NV12   | u1  | 0 178       |             | SHAPE        | u1 [height * 3 / 2, width]
        NV12   | u1  | 150 0       |             | SHAPE        | u1 [height * 3 / 2, width]
        NV12   | u1  | 150 65540   |             | SHAPE        | u1 [height * 3 / 2, width]
        NV12   | u1  | -150 178    |             | SHAPE        | u1 [height * 3 / 2, width]
        NV12   | u1  | 9223372036854775807 178 | 180 1 | SHAPE  | u1 [height * 3 / 2, width]
        ARGB   | u1  | 100 178 3   |             | SHAPE        | u1 [height, width, 4]
        ARGB   | u1  | 4 100 178   |             | SHAPE        | u1 [height, width, 4]
        YUV444 | u1  | 100 178 3   |             | SHAPE        | u1 [3, height, width]
        YUV444 | u1  | 4 100 178   |             | SHAPE        | u1 [3, height, width]
        NV12   | u1  | 150 178     | -178 1      | STRIDES      | u1 [height * 3 / 2, width]
        NV12   | u1  | 150 178     | 178 -1      | STRIDES      | u1 [height * 3 / 2, width]
        NV12   | u1  | 150 178     | 0 1         | STRIDES      | u1 [height * 3 / 2, width]
        NV12   | u1  | 150 178     | 178 0       | STRIDES      | u1 [height * 3 / 2, width]
        NV12   | u1  | 150 178     | 177 1       | STRIDES      | u1 [height * 3 / 2, width]
        NV12   | u1  | 150 178     | 512 2       | STRIDES      | u1 [height * 3 / 2, width]
        NV12   | u1  | 150 178     | 1 150       | STRIDES      | u1 [height * 3 / 2, width]
        P010   | u2  | 150 178     | 178 2       | STRIDES      | u2 [height * 3 / 2, width]
        IYUV   | u1  | 150 180     | 256 1       | STRIDES      | u1 [height * 3 / 2, width] without any gap
        ARGB   | u1  | 100 178 4   | 712 4 -1    | STRIDES      | u1 [height, width, 4]
        ARGB   | u1  | 100 178 4   | 178 1 17800 | STRIDES      | u1 [height, width, 4]
        ABGR   | u4  | 100 178     | 1424 8      | STRIDES      | u1 [height, width, 4]
        NV16   | u1  | 2 100 178   | -17800 178 1| STRIDES      | u1 [2, height, width]
        NV16   | u1  | 2 100 178   | 0 178 1     | STRIDES      | u1 [2, height, width]
        """)
    void saysWhyItIsNone(
            BufferFormat format,
            String element,
            String shape,
            @Nullable String strides,
            Reason reason,
            String fitting) {
        assertThatExceptionOfType(UnusableMemoryException.class)
                .isThrownBy(() -> array(element, shape, strides).picture(format))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(reason))
                .withMessageContainingAll(
                        element + " [" + shape.replace(" ", ", ") + "]", format.name(), "one is " + fitting);
    }

    private static CudaArrayInterface array(String element, String shape, @Nullable String strides) {
        String typestr = element.startsWith(">") ? element : element.endsWith("1") ? "|" + element : "<" + element;
        return new CudaArrayInterface(
                ADDRESS, numbers(shape), typestr, strides == null ? null : numbers(strides), null);
    }

    private static List<Long> numbers(String text) {
        return Stream.of(text.split(" ")).map(Long::valueOf).toList();
    }

    /** Planes that are apart can be copied, and are found before NVENC reads what lies between them. */
    @Test
    void findsPlanesThatAreApart() {
        CudaArrayInterface array = array("u1", "2 100 178", "32768 192 1");

        assertThat(array.picture(BufferFormat.NV16).planes())
                .containsExactly(new DevicePicture.Plane(ADDRESS, 192), new DevicePicture.Plane(ADDRESS + 32768, 192));
    }

    @Test
    void readsTheDictionary() {
        Map<String, Object> dictionary = new HashMap<>();
        dictionary.put("data", Arrays.asList(ADDRESS, Boolean.FALSE));
        dictionary.put("shape", new int[] {150, 178});
        dictionary.put("typestr", "|u1");
        dictionary.put("version", 3);
        CudaArrayInterface expected = new CudaArrayInterface(ADDRESS, List.of(150L, 178L), "|u1", null, null);
        assertThat(CudaArrayInterface.of(dictionary)).isEqualTo(expected);

        dictionary.put("data", new Object[] {ADDRESS, true});
        dictionary.put("shape", List.of(150, 178L));
        dictionary.put("strides", new long[] {256, 1});
        dictionary.put("stream", 1);
        assertThat(CudaArrayInterface.of(dictionary))
                .isEqualTo(new CudaArrayInterface(ADDRESS, List.of(150L, 178L), "|u1", List.of(256L, 1L), 1L));
    }

    @Test
    void refusesADictionaryThatIsNone() {
        Map<String, Object> dictionary = new HashMap<>(Map.of("data", List.of(ADDRESS), "shape", List.of(150, 178)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CudaArrayInterface.of(dictionary))
                .withMessageContaining("no \"typestr\"");

        dictionary.put("typestr", "|u1");
        dictionary.put("strides", "256");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CudaArrayInterface.of(dictionary))
                .withMessageContainingAll("\"strides\"", "256", "list");

        dictionary.put("strides", List.of("x", "y"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CudaArrayInterface.of(dictionary))
                .withMessageContainingAll("\"strides\"", "x", "number");

        dictionary.put("strides", List.of(1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CudaArrayInterface.of(dictionary))
                .withMessageContainingAll("[150, 178]", "[1]");

        dictionary.remove("strides");
        dictionary.put("stream", 0);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CudaArrayInterface.of(dictionary))
                .withMessageContainingAll("stream is 0", "pass 1");

        dictionary.remove("stream");
        dictionary.put("mask", new Object());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CudaArrayInterface.of(dictionary))
                .withMessageContaining("mask");
    }
}
