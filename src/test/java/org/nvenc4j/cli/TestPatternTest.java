package org.nvenc4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nvenc4j.cuda.BufferFormat;

class TestPatternTest {
    @ParameterizedTest
    @EnumSource(BufferFormat.class)
    void movesAndIsTheSameInEveryRun(BufferFormat format) {
        TestPattern one = TestPattern.parse("testsrc:178x100@30", format);
        TestPattern other = TestPattern.parse("testsrc:178x100@30", format);

        byte[] first = next(one);
        byte[] second = next(one);

        assertThat(second).isNotEqualTo(first);
        assertThat(next(other)).isEqualTo(first);
        assertThat(next(other)).isEqualTo(second);
    }

    @Test
    void fillsTheWholeFrame() {
        TestPattern pattern = TestPattern.parse("testsrc:64x48@30", BufferFormat.NV12);
        byte[] frame = new byte[pattern.frameBytes()];
        pattern.next(MemorySegment.ofArray(frame));

        assertThat(frame).doesNotContain((byte) 0);
    }

    @Test
    void showsTheSamePictureInEveryLayout() {
        byte[] planar = next(TestPattern.parse("testsrc:64x48@30", BufferFormat.IYUV));
        byte[] interleaved = next(TestPattern.parse("testsrc:64x48@30", BufferFormat.NV12));
        byte[] swapped = next(TestPattern.parse("testsrc:64x48@30", BufferFormat.YV12));

        int luma = 64 * 48;
        for (int i = 0; i < luma; i++) {
            assertThat(interleaved[i]).isEqualTo(planar[i]).isEqualTo(swapped[i]);
        }
        for (int i = 0; i < luma / 4; i++) {
            byte cb = planar[luma + i];
            byte cr = planar[luma + luma / 4 + i];
            assertThat(interleaved[luma + 2 * i]).isEqualTo(cb).isEqualTo(swapped[luma + luma / 4 + i]);
            assertThat(interleaved[luma + 2 * i + 1]).isEqualTo(cr).isEqualTo(swapped[luma + i]);
        }
    }

    @Test
    void givesRgbInWordOrder() {
        // The bars begin with white and yellow: yellow has red and green, and no blue.
        byte[] argb = next(TestPattern.parse("testsrc:64x48@30", BufferFormat.ARGB));
        byte[] abgr = next(TestPattern.parse("testsrc:64x48@30", BufferFormat.ABGR));

        int yellow = 4 * (47 * 64 + 12);
        assertThat(new int[] {
                    argb[yellow] & 0xFF, argb[yellow + 1] & 0xFF, argb[yellow + 2] & 0xFF, argb[yellow + 3] & 0xFF
                })
                .containsExactly(0, 191, 191, 255);
        assertThat(new int[] {
                    abgr[yellow] & 0xFF, abgr[yellow + 1] & 0xFF, abgr[yellow + 2] & 0xFF, abgr[yellow + 3] & 0xFF
                })
                .containsExactly(191, 191, 0, 255);
    }

    @ParameterizedTest
    @CsvSource({"1,1", "2,2", "3,5", "16,4096"})
    void drawsAnySize(int width, int height) {
        byte[] frame = next(TestPattern.parse("testsrc:" + width + "x" + height + "@30", BufferFormat.YUV444));

        assertThat(frame).hasSize(3 * width * height);
    }

    @Test
    void takesAFractionAsFrameRate() {
        assertThat(TestPattern.parse("testsrc:64x64@30000/1001", BufferFormat.NV12)
                        .frameRate())
                .isEqualTo(new FrameRate(30000, 1001));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        testsrc:              | write testsrc:WIDTHxHEIGHT@FPS, such as testsrc:1920x1080@60
        testsrc:64x64         | write testsrc:WIDTHxHEIGHT@FPS
        testsrc:64@30         | frame size "64": write WIDTHxHEIGHT
        testsrc:0x64@30       | frame size 0x64: width and height are 1 to 16384
        testsrc:64x16385@30   | frame size 64x16385: width and height are 1 to 16384
        testsrc:64x64@0       | frame rate "0": write a number above 0
        testsrc:64x64@30/0    | frame rate "30/0"
        testsrc:64x64@29.97   | or a fraction such as 30000/1001
        """)
    void saysWhatIsWrong(String text, String problem) {
        assertThatThrownBy(() -> TestPattern.parse(text, BufferFormat.NV12))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(problem);
    }

    private static byte[] next(TestPattern pattern) {
        byte[] frame = new byte[pattern.frameBytes()];
        assertThat(pattern.next(MemorySegment.ofArray(frame))).isTrue();
        return frame;
    }
}
