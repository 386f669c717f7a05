package org.nvenc4j.simulator.coder;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.nvenc4j.simulator.CoderSettings;
import org.nvenc4j.simulator.SourcePicture.Plane;

/** One of FFmpeg's encoders, open: a 4:2:0 picture in, its own packet out. */
final class FfmpegEncoder implements AutoCloseable {

    /** Ticks of a second in which times are given. */
    static final int CLOCK = 1_000_000;

    private final String name;
    private final CoderSettings settings;
    private final AVCodecContext context;
    private final AVFrame frame = avutil.av_frame_alloc();
    private final AVPacket packet = avcodec.av_packet_alloc();
    private long time;
    private boolean closed;

    /**
     * A packet.
     *
     * @param bytes as the encoder wrote it
     * @param key whether decoding can start here
     */
    record Packet(byte[] bytes, boolean key) {}

    /**
     * Opens the encoder.
     *
     * @param name FFmpeg's name for it
     * @param options of FFmpeg and of the encoder, beyond size, format, frame rate and colour
     * @throws IllegalStateException if it does not open
     */
    FfmpegEncoder(String name, CoderSettings settings, Map<String, String> options) {
        this.name = name;
        this.settings = settings;
        AVCodec codec = avcodec.avcodec_find_encoder_by_name(name);
        context = avcodec.avcodec_alloc_context3(codec);
        try {
            describe();
            AVDictionary dictionary = new AVDictionary(null);
            try {
                options.forEach((key, value) -> avutil.av_dict_set(dictionary, key, value, 0));
                check("avcodec_open2", avcodec.avcodec_open2(context, codec, dictionary));
                if (avutil.av_dict_count(dictionary) > 0) {
                    throw new IllegalStateException(name + " does not know all of " + options.keySet());
                }
            } finally {
                avutil.av_dict_free(dictionary);
            }
            frame.format(context.pix_fmt());
            frame.width(settings.width());
            frame.height(settings.height());
            frame.color_range(context.color_range());
            check("av_frame_get_buffer", avutil.av_frame_get_buffer(frame, 0));
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private void describe() {
        // The log is the whole process's; this quiets this encoder alone.
        context.log_level_offset(100);
        context.width(settings.width());
        context.height(settings.height());
        context.pix_fmt(settings.bitDepth() > 8 ? avutil.AV_PIX_FMT_YUV420P10LE : avutil.AV_PIX_FMT_YUV420P);
        try (AVRational rate = new AVRational()) {
            context.framerate(rate.num(settings.frameRateNum()).den(settings.frameRateDen()));
            context.time_base(rate.num(1).den(CLOCK));
        }
        context.flags(context.flags() | avcodec.AV_CODEC_FLAG_GLOBAL_HEADER);
        settings.vui().videoSignal().ifPresent(signal -> {
            context.color_range(signal.fullRange() ? avutil.AVCOL_RANGE_JPEG : avutil.AVCOL_RANGE_MPEG);
            signal.colour().ifPresent(colour -> {
                context.color_primaries(colour.primaries());
                context.color_trc(colour.transfer());
                context.colorspace(colour.matrix());
            });
        });
    }

    AVCodecContext context() {
        return context;
    }

    /** What the encoder put aside as parameter sets when it opened; empty if it has none before the first picture. */
    byte[] extradata() {
        byte[] bytes = new byte[context.extradata_size()];
        if (bytes.length > 0) {
            context.extradata().get(bytes);
        }
        return bytes;
    }

    /**
     * Encodes a picture.
     *
     * @param key whether decoding has to be able to start here
     * @param duration how long it is shown, in ticks of {@link #CLOCK}
     */
    Packet encode(List<Plane> planes, boolean key, long duration) {
        check("av_frame_make_writable", avutil.av_frame_make_writable(frame));
        for (int i = 0; i < planes.size(); i++) {
            copy(planes.get(i), i);
        }
        frame.pts(time);
        frame.duration(duration);
        time += duration;
        frame.pict_type(key ? avutil.AV_PICTURE_TYPE_I : avutil.AV_PICTURE_TYPE_NONE);
        check("avcodec_send_frame", avcodec.avcodec_send_frame(context, frame));
        check("avcodec_receive_packet", avcodec.avcodec_receive_packet(context, packet));
        try {
            byte[] bytes = new byte[packet.size()];
            packet.data().get(bytes);
            return new Packet(bytes, (packet.flags() & avcodec.AV_PKT_FLAG_KEY) != 0);
        } finally {
            avcodec.av_packet_unref(packet);
        }
    }

    private void copy(Plane plane, int index) {
        int step = index == 0 ? 1 : 2;
        int row = settings.width() / step * (settings.bitDepth() > 8 ? 2 : 1);
        int rows = settings.height() / step;
        BytePointer target = frame.data(index);
        for (int y = 0; y < rows; y++) {
            target.position((long) y * frame.linesize(index))
                    .put(plane.samples(), plane.offset() + y * plane.stride(), row);
        }
    }

    private void check(String function, int status) {
        if (status < 0) {
            byte[] text = new byte[256];
            avutil.av_strerror(status, text, text.length);
            throw new IllegalStateException(
                    name + ": " + function + " failed: " + new String(text, StandardCharsets.UTF_8).trim());
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            avcodec.av_packet_free(packet);
            avutil.av_frame_free(frame);
            avcodec.avcodec_free_context(context);
        }
    }
}
