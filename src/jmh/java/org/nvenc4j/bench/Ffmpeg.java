package org.nvenc4j.bench;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_alloc;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_free;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_alloc_context3;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_find_encoder_by_name;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_free_context;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_open2;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_receive_packet;
import static org.bytedeco.ffmpeg.global.avcodec.avcodec_send_frame;
import static org.bytedeco.ffmpeg.global.avutil.AV_HWDEVICE_TYPE_CUDA;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_CUDA;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_NV12;
import static org.bytedeco.ffmpeg.global.avutil.av_buffer_ref;
import static org.bytedeco.ffmpeg.global.avutil.av_buffer_unref;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_hwdevice_ctx_create;
import static org.bytedeco.ffmpeg.global.avutil.av_hwframe_ctx_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_hwframe_ctx_init;
import static org.bytedeco.ffmpeg.global.avutil.av_hwframe_get_buffer;
import static org.bytedeco.ffmpeg.global.avutil.av_opt_set;

import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVBufferRef;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVHWFramesContext;
import org.bytedeco.javacpp.BytePointer;
import org.nvenc4j.bench.FrameBenchmark.Gpu;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * FFmpeg's h264_nvenc through org.bytedeco:ffmpeg, with CUDA frames and without delay: a frame in, its packet out. FFmpeg
 * copies each access unit to a packet of its own, which the caller keeps; that is the copy that counts here.
 */
@State(Scope.Thread)
public class Ffmpeg {
    /** AV_CUDA_USE_PRIMARY_CONTEXT, of a header that the binding does not have. */
    private static final int PRIMARY_CONTEXT = 1;

    private final AVBufferRef device = new AVBufferRef(null);
    private AVBufferRef frames;
    private AVCodecContext codec;
    private AVFrame frame;
    private AVPacket packet;
    private long sent;

    // What the consumer leaves behind.
    BytePointer last;
    long seen;

    @Setup
    public void open(Gpu gpu) {
        check(av_hwdevice_ctx_create(device, AV_HWDEVICE_TYPE_CUDA, (String) null, null, PRIMARY_CONTEXT));
        frames = av_hwframe_ctx_alloc(device);
        new AVHWFramesContext(frames.data())
                .format(AV_PIX_FMT_CUDA)
                .sw_format(AV_PIX_FMT_NV12)
                .width(gpu.width)
                .height(gpu.height);
        check(av_hwframe_ctx_init(frames));
        frame = av_frame_alloc();
        check(av_hwframe_get_buffer(frames, frame, 0));

        AVCodec encoder = avcodec_find_encoder_by_name("h264_nvenc");
        codec = avcodec_alloc_context3(encoder);
        codec.width(gpu.width);
        codec.height(gpu.height);
        codec.time_base().num(1).den(30);
        codec.pix_fmt(AV_PIX_FMT_CUDA);
        codec.hw_frames_ctx(av_buffer_ref(frames));
        codec.max_b_frames(0);
        check(av_opt_set(codec.priv_data(), "delay", "0", 0));
        check(av_opt_set(codec.priv_data(), "zerolatency", "1", 0));
        check(avcodec_open2(codec, encoder, (AVDictionary) null));
        packet = av_packet_alloc();
    }

    void encode() {
        frame.pts(sent++);
        check(avcodec_send_frame(codec, frame));
        check(avcodec_receive_packet(codec, packet));
        BytePointer bytes = packet.data();
        seen += packet.pts() + bytes.get(0) + bytes.get(packet.size() - 1);
        last = bytes;
    }

    @TearDown
    public void close() {
        av_packet_free(packet);
        avcodec_free_context(codec);
        av_frame_free(frame);
        av_buffer_unref(frames);
        av_buffer_unref(device);
    }

    private static void check(int result) {
        if (result < 0) {
            throw new IllegalStateException("FFmpeg failed with " + result);
        }
    }
}
