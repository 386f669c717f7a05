package org.nvenc4j.bitstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVCodecParserContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVPixFmtDescriptor;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerPointer;
import org.nvenc4j.Codec;

/** What FFmpeg reads out of a stream's headers: somebody else's parser of the same bytes. */
final class Ffmpeg {

    /**
     * FFmpeg's reading, in its numbers.
     *
     * @param range 1 limited, 2 full
     * @param chromaLocation one more than H.273 has it, 0 for unspecified
     */
    record Facts(
            int profile,
            int level,
            int width,
            int height,
            int chromaFormatIdc,
            int bitDepth,
            int reorder,
            int range,
            int primaries,
            int transfer,
            int matrix,
            int chromaLocation,
            double frameRate,
            double sampleAspect) {

        Facts withProfile(int other) {
            return new Facts(
                    other,
                    level,
                    width,
                    height,
                    chromaFormatIdc,
                    bitDepth,
                    reorder,
                    range,
                    primaries,
                    transfer,
                    matrix,
                    chromaLocation,
                    frameRate,
                    sampleAspect);
        }
    }

    private Ffmpeg() {}

    /** Lets a decoder read parameter sets; HEVC's says what it read even without a picture. */
    static Facts ofParameterSets(Codec codec, byte[] sets) {
        AVCodecContext context = context(codec);
        setExtradata(context, sets);
        context.err_recognition(avcodec.AV_EF_EXPLODE);
        try {
            assertThat(avcodec.avcodec_open2(context, context.codec(), (PointerPointer<?>) null))
                    .as("avcodec_open2")
                    .isZero();
            return facts(context, context.pix_fmt());
        } finally {
            avcodec.avcodec_free_context(context);
        }
    }

    /** Lets a decoder have an access unit whose picture need not be sound. */
    static Facts ofAccessUnit(Codec codec, byte[] unit) {
        AVCodecContext context = context(codec);
        AVPacket packet = avcodec.av_packet_alloc();
        try {
            assertThat(avcodec.avcodec_open2(context, context.codec(), (PointerPointer<?>) null))
                    .isZero();
            assertThat(avcodec.av_new_packet(packet, unit.length)).isZero();
            packet.data().put(unit);
            avcodec.avcodec_send_packet(context, packet);
            return facts(context, context.pix_fmt());
        } finally {
            avcodec.av_packet_free(packet);
            avcodec.avcodec_free_context(context);
        }
    }

    /** Lets the AV1 decoder that only drives hardware read a sequence header, and the parser for the pixel format. */
    static Facts ofSequenceHeader(byte[] obus) {
        AVCodecContext context = context(Codec.AV1);
        AVCodecParserContext parser = avcodec.av_parser_init(id(Codec.AV1));
        parser.flags(parser.flags() | AVCodecParserContext.PARSER_FLAG_COMPLETE_FRAMES);
        setExtradata(context, obus);
        try (BytePointer input = new BytePointer(obus.length + (long) avcodec.AV_INPUT_BUFFER_PADDING_SIZE);
                BytePointer output = new BytePointer();
                IntPointer size = new IntPointer(1L)) {
            input.put(obus);
            avcodec.av_parser_parse2(parser, context, output, size, input, obus.length, 0, 0, 0);
            assertThat(avcodec.avcodec_open2(context, context.codec(), (PointerPointer<?>) null))
                    .isZero();
            return facts(context, parser.format());
        } finally {
            avcodec.av_parser_close(parser);
            avcodec.avcodec_free_context(context);
        }
    }

    /** The codec string that FFmpeg writes into a DASH manifest. */
    static String codecString(Codec codec, byte[] parameterSets, Path folder) throws IOException {
        avutil.av_log_set_level(avutil.AV_LOG_QUIET);
        Path manifest = folder.resolve("manifest.mpd");
        AVPacket packet = avcodec.av_packet_alloc();
        AVFormatContext muxer = new AVFormatContext(null);
        assertThat(avformat.avformat_alloc_output_context2(muxer, null, "dash", manifest.toString()))
                .isNotNegative();
        try {
            AVStream stream = avformat.avformat_new_stream(muxer, null);
            AVCodecParameters parameters = stream.codecpar();
            SequenceHeader header = SequenceHeader.parse(codec, parameterSets);
            parameters.codec_type(avutil.AVMEDIA_TYPE_VIDEO).codec_id(id(codec));
            parameters.width(header.width()).height(header.height());
            parameters.extradata(padded(parameterSets)).extradata_size(parameterSets.length);
            stream.time_base().num(1).den(60);
            stream.avg_frame_rate().num(60).den(1);
            assertThat(avformat.avformat_write_header(muxer, (PointerPointer<?>) null))
                    .isNotNegative();
            // A manifest of nothing makes it divide by zero.
            assertThat(avcodec.av_new_packet(packet, parameterSets.length)).isZero();
            packet.data().put(parameterSets);
            packet.pts(0).dts(0).duration(stream.time_base().den()).flags(avcodec.AV_PKT_FLAG_KEY);
            avformat.av_write_frame(muxer, packet);
            avformat.av_write_trailer(muxer);
        } finally {
            avcodec.av_packet_free(packet);
            avformat.avformat_free_context(muxer);
        }
        Matcher found = Pattern.compile("codecs=\"([^\"]*)\"").matcher(Files.readString(manifest));
        assertThat(found.find()).as("codecs in FFmpeg's manifest").isTrue();
        return found.group(1);
    }

    private static void setExtradata(AVCodecContext context, byte[] bytes) {
        context.extradata(padded(bytes)).extradata_size(bytes.length);
    }

    /** Memory that FFmpeg frees. */
    private static BytePointer padded(byte[] bytes) {
        BytePointer memory =
                new BytePointer(avutil.av_mallocz(bytes.length + (long) avcodec.AV_INPUT_BUFFER_PADDING_SIZE));
        return memory.capacity(bytes.length).put(bytes);
    }

    private static int id(Codec codec) {
        return switch (codec) {
            case H264 -> avcodec.AV_CODEC_ID_H264;
            case HEVC -> avcodec.AV_CODEC_ID_HEVC;
            case AV1 -> avcodec.AV_CODEC_ID_AV1;
        };
    }

    private static AVCodecContext context(Codec codec) {
        avutil.av_log_set_level(avutil.AV_LOG_QUIET);
        AVCodec decoder = avcodec.avcodec_find_decoder_by_name(
                switch (codec) {
                    case H264 -> "h264";
                    case HEVC -> "hevc";
                    case AV1 -> "av1";
                });
        AVCodecContext context = avcodec.avcodec_alloc_context3(decoder);
        context.thread_count(1);
        return context;
    }

    private static Facts facts(AVCodecContext context, int format) {
        AVPixFmtDescriptor pixels = avutil.av_pix_fmt_desc_get(format);
        assertThat(pixels).as("FFmpeg's pixel format").isNotNull();
        int chromaFormat =
                pixels.nb_components() == 1 ? 0 : pixels.log2_chroma_w() == 0 ? 3 : pixels.log2_chroma_h() == 0 ? 2 : 1;
        return new Facts(
                context.profile(),
                context.level(),
                context.width(),
                context.height(),
                chromaFormat,
                pixels.comp(0).depth(),
                context.has_b_frames(),
                context.color_range(),
                context.color_primaries(),
                context.color_trc(),
                context.colorspace(),
                context.chroma_sample_location(),
                (double) context.framerate().num() / context.framerate().den(),
                (double) context.sample_aspect_ratio().num()
                        / context.sample_aspect_ratio().den());
    }
}
