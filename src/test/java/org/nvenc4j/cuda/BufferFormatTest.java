package org.nvenc4j.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nvenc4j.ApiVersion;
import org.nvenc4j.internal.raw.nvenc.nvenc_h;

class BufferFormatTest {
    @Test
    void hasTheNumbersOfTheApi() {
        assertThat(BufferFormat.NV12.value()).isEqualTo(nvenc_h.NV_ENC_BUFFER_FORMAT_NV12());
        assertThat(BufferFormat.YV12.value()).isEqualTo(nvenc_h.NV_ENC_BUFFER_FORMAT_YV12());
        assertThat(BufferFormat.IYUV.value()).isEqualTo(nvenc_h.NV_ENC_BUFFER_FORMAT_IYUV());
        assertThat(BufferFormat.YUV444.value()).isEqualTo(nvenc_h.NV_ENC_BUFFER_FORMAT_YUV444());
        assertThat(BufferFormat.P010.value()).isEqualTo(nvenc_h.NV_ENC_BUFFER_FORMAT_YUV420_10BIT());
        assertThat(BufferFormat.YUV444_10BIT.value()).isEqualTo(nvenc_h.NV_ENC_BUFFER_FORMAT_YUV444_10BIT());
        assertThat(BufferFormat.ARGB.value()).isEqualTo(nvenc_h.NV_ENC_BUFFER_FORMAT_ARGB());
        assertThat(BufferFormat.ARGB10.value()).isEqualTo(nvenc_h.NV_ENC_BUFFER_FORMAT_ARGB10());
        assertThat(BufferFormat.AYUV.value()).isEqualTo(nvenc_h.NV_ENC_BUFFER_FORMAT_AYUV());
        assertThat(BufferFormat.ABGR.value()).isEqualTo(nvenc_h.NV_ENC_BUFFER_FORMAT_ABGR());
        assertThat(BufferFormat.ABGR10.value()).isEqualTo(nvenc_h.NV_ENC_BUFFER_FORMAT_ABGR10());
        assertThat(BufferFormat.NV16.value()).isEqualTo(nvenc_h.NV_ENC_BUFFER_FORMAT_NV16());
        assertThat(BufferFormat.P210.value()).isEqualTo(nvenc_h.NV_ENC_BUFFER_FORMAT_P210());
    }

    /** A frame of 178x101 pixels with a pitch of 512: where each plane begins, its pitch, row bytes and rows. */
    @ParameterizedTest
    @CsvSource({
        "NV12,         0,      0, 512, 178, 101",
        "NV12,         1,  51712, 512, 178,  51",
        "P010,         0,      0, 512, 356, 101",
        "P010,         1,  51712, 512, 356,  51",
        "IYUV,         0,      0, 512, 178, 101",
        "IYUV,         1,  51712, 256,  89,  51",
        "IYUV,         2,  64768, 256,  89,  51",
        "YV12,         1,  51712, 256,  89,  51",
        "YV12,         2,  64768, 256,  89,  51",
        "YUV444,       1,  51712, 512, 178, 101",
        "YUV444,       2, 103424, 512, 178, 101",
        "YUV444_10BIT, 1,  51712, 512, 356, 101",
        "YUV444_10BIT, 2, 103424, 512, 356, 101",
        "NV16,         1,  51712, 512, 178, 101",
        "P210,         1,  51712, 512, 356, 101",
        "ARGB,         0,      0, 512, 712, 101",
    })
    void laysPlanesOneAfterAnother(BufferFormat format, int plane, long offset, long pitch, long rowBytes, int rows) {
        assertThat(format.planeOffset(plane, 512, 101)).isEqualTo(offset);
        assertThat(format.planePitch(plane, 512)).isEqualTo(pitch);
        assertThat(format.planeWidthBytes(plane, 178)).isEqualTo(rowBytes);
        assertThat(format.planeRows(plane, 101)).isEqualTo(rows);
    }

    @ParameterizedTest
    @CsvSource({
        "NV12, 1, 180",
        "P010, 1, 360",
        "NV16, 1, 180",
        "P210, 1, 360",
        "IYUV, 1, 90",
        "YV12, 2, 90",
        "YUV444, 1, 179",
        "YUV444_10BIT, 2, 358"
    })
    void roundsChromaOfAnOddWidthUp(BufferFormat format, int plane, long rowBytes) {
        assertThat(format.planeWidthBytes(plane, 179)).isEqualTo(rowBytes);
    }

    @ParameterizedTest
    @CsvSource({
        "NV12, 3110400", "YV12, 3110400", "IYUV, 3110400", "P010, 6220800", "YUV444, 6220800",
        "YUV444_10BIT, 12441600", "NV16, 4147200", "P210, 8294400", "ARGB, 8294400", "ARGB10, 8294400",
        "AYUV, 8294400", "ABGR, 8294400", "ABGR10, 8294400"
    })
    void knowsTheSizeOfAFrameInAFile(BufferFormat format, long bytes) {
        assertThat(format.packedBytes(1920, 1080)).isEqualTo(bytes);
        assertThat(format.bytes(format.planeWidthBytes(0, 1920), 1080)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @EnumSource
    void fitsEveryPlaneIntoTheSmallestPitch(BufferFormat format) {
        for (int width : new int[] {1, 2, 177, 178, 179, 180}) {
            long pitch = format.smallestPitch(width);
            boolean lessFits = true;
            for (int plane = 0; plane < format.planeCount(); plane++) {
                assertThat(format.planePitch(plane, pitch))
                        .isGreaterThanOrEqualTo(format.planeWidthBytes(plane, width));
                lessFits &= format.planePitch(plane, pitch - 2) >= format.planeWidthBytes(plane, width);
            }
            assertThat(lessFits).as("width %d", width).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void belongsToTheApiThatBroughtIt(BufferFormat format) {
        boolean is422 = EnumSet.of(BufferFormat.NV16, BufferFormat.P210).contains(format);

        assertThat(format.sinceApi()).isEqualTo(is422 ? ApiVersion.V13_0 : ApiVersion.V12_1);
    }
}
