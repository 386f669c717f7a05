package org.nvenc4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nvenc4j.Codec;
import org.nvenc4j.Decoder;

/** Containers that the command line writes, read by FFmpeg. */
class IvfFileTest {
    @TempDir
    Path folder;

    @Test
    void holdsH264() {
        Path file = encode("lossless", "h264", "30000/1001");

        Content content = read(file);

        assertThat(content.codec).isEqualTo(avcodec.AV_CODEC_ID_H264);
        assertThat(content.width).isEqualTo(256);
        assertThat(content.height).isEqualTo(192);
        assertThat(content.timeBase).isEqualTo("1001/30000");
        assertThat(content.timestamps).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
        assertThat(Decoder.decode(Codec.H264, content.units)).hasSize(6);
    }

    @Test
    void holdsAv1() {
        Path file = encode("ffmpeg", "av1", "25");

        Content content = read(file);

        assertThat(content.codec).isEqualTo(avcodec.AV_CODEC_ID_AV1);
        assertThat(content.timeBase).isEqualTo("1/25");
        assertThat(content.timestamps).containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
        assertThat(Decoder.decode(Codec.AV1, content.units)).hasSize(6);
    }

    private Path encode(String coder, String codec, String frameRate) {
        Path file = folder.resolve("out.ivf");
        CommandLineRun run = CommandLineRun.of(
                "encode",
                "testsrc:256x192@" + frameRate,
                file.toString(),
                "--codec",
                codec,
                "--frames",
                "6",
                "--driver",
                "simulator",
                "--coder",
                coder);
        assertThat(run.err()).isEmpty();
        return file;
    }

    private record Content(
            int codec, int width, int height, String timeBase, List<Long> timestamps, List<byte[]> units) {}

    private static Content read(Path file) {
        AVFormatContext format = new AVFormatContext(null);
        assertThat(avformat.avformat_open_input(format, file.toString(), null, null))
                .isZero();
        try (AVPacket packet = avcodec.av_packet_alloc()) {
            AVStream stream = format.streams(0);
            AVCodecParameters parameters = stream.codecpar();
            List<Long> timestamps = new ArrayList<>();
            List<byte[]> units = new ArrayList<>();
            while (avformat.av_read_frame(format, packet) >= 0) {
                timestamps.add(packet.pts());
                byte[] unit = new byte[packet.size()];
                packet.data().get(unit);
                units.add(unit);
                avcodec.av_packet_unref(packet);
            }
            return new Content(
                    parameters.codec_id(),
                    parameters.width(),
                    parameters.height(),
                    stream.time_base().num() + "/" + stream.time_base().den(),
                    timestamps,
                    units);
        } finally {
            avformat.avformat_close_input(format);
        }
    }
}
