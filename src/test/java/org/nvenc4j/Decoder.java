package org.nvenc4j;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecParserContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVFrameSideData;
import org.bytedeco.ffmpeg.avutil.AVPixFmtDescriptor;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.PointerPointer;

/** Decodes with FFmpeg, strictly: any fault in the stream is an {@link AssertionError}. */
public final class Decoder implements AutoCloseable {

    /**
     * A decoded picture.
     *
     * @param width in luma samples
     * @param height in luma samples
     * @param format FFmpeg's name of the pixel format, such as {@code yuv420p10le}
     * @param planes tightly packed; two little-endian bytes a sample above 8 bits
     * @param keyFrame whether decoding can start here
     * @param type I, P or B
     * @param unit the place of its access unit in what was fed, from 0
     * @param structure whether it was coded as fields, and which of them is shown first
     * @param userData payloads of SEI type 5, UUID included
     */
    public record Picture(
            int width,
            int height,
            String format,
            List<byte[]> planes,
            boolean keyFrame,
            char type,
            long unit,
            PictureStructure structure,
            List<byte[]> userData) {}

    /**
     * What the stream says about itself, in FFmpeg's numbers.
     *
     * @param profile {@code profile_idc}, constraint flags included
     * @param reorder pictures that the decoder holds back ({@code has_b_frames})
     * @param range 1 limited, 2 full
     */
    public record Stream(
            int profile,
            int level,
            int reorder,
            int range,
            int primaries,
            int transfer,
            int matrix,
            int chromaLocation,
            int frameRateNum,
            int frameRateDen,
            int sampleAspectNum,
            int sampleAspectDen) {}

    private final AVCodecContext context;
    private final AVPacket packet = avcodec.av_packet_alloc();
    private final AVFrame frame = avutil.av_frame_alloc();
    private long units;

    /** Opens a decoder. */
    public Decoder(Codec codec) {
        avutil.av_log_set_level(avutil.AV_LOG_QUIET);
        context = avcodec.avcodec_alloc_context3(decoder(codec));
        context.thread_count(1);
        context.err_recognition(avcodec.AV_EF_EXPLODE);
        check("avcodec_open2", avcodec.avcodec_open2(context, decoder(codec), (PointerPointer<?>) null));
    }

    /** Decodes a whole stream, split into access units by FFmpeg or, for AV1, at its temporal delimiters. */
    public static List<Picture> decode(Codec codec, byte[] stream) {
        return decode(codec, split(codec, stream));
    }

    /** Decodes access units. */
    public static List<Picture> decode(Codec codec, List<byte[]> units) {
        List<Picture> pictures = new ArrayList<>();
        try (Decoder decoder = new Decoder(codec)) {
            units.forEach(unit -> pictures.addAll(decoder.feed(unit)));
            pictures.addAll(decoder.finish());
        }
        return pictures;
    }

    private static AVCodec decoder(Codec codec) {
        String name = switch (codec) {
            case H264 -> "h264";
            case HEVC -> "hevc";
            case AV1 -> "libaom-av1";
        };
        AVCodec found = avcodec.avcodec_find_decoder_by_name(name);
        if (found == null) {
            throw new AssertionError("FFmpeg has no decoder " + name);
        }
        return found;
    }

    /** Decodes one access unit; the answer is what came out of it, which may be an earlier picture or none. */
    public List<Picture> feed(byte[] unit) {
        check("av_new_packet", avcodec.av_new_packet(packet, unit.length));
        packet.data().put(unit);
        packet.pts(units++);
        try {
            check("avcodec_send_packet", avcodec.avcodec_send_packet(context, packet));
        } finally {
            avcodec.av_packet_unref(packet);
        }
        return receive();
    }

    /** Ends the stream and gives the pictures that were held back, in output order. */
    public List<Picture> finish() {
        check("avcodec_send_packet", avcodec.avcodec_send_packet(context, null));
        return receive();
    }

    /** What the stream says, once a picture came out. */
    public Stream stream() {
        return new Stream(
                context.profile(),
                context.level(),
                context.has_b_frames(),
                context.color_range(),
                context.color_primaries(),
                context.color_trc(),
                context.colorspace(),
                context.chroma_sample_location(),
                context.framerate().num(),
                context.framerate().den(),
                context.sample_aspect_ratio().num(),
                context.sample_aspect_ratio().den());
    }

    private List<Picture> receive() {
        List<Picture> pictures = new ArrayList<>();
        while (true) {
            int status = avcodec.avcodec_receive_frame(context, frame);
            if (status == avutil.AVERROR_EAGAIN() || status == avutil.AVERROR_EOF()) {
                return pictures;
            }
            check("avcodec_receive_frame", status);
            if (frame.decode_error_flags() != 0 || (frame.flags() & AVFrame.AV_FRAME_FLAG_CORRUPT) != 0) {
                throw new AssertionError("The picture of access unit " + frame.pts() + " is damaged");
            }
            pictures.add(picture());
            avutil.av_frame_unref(frame);
        }
    }

    private Picture picture() {
        AVPixFmtDescriptor format = avutil.av_pix_fmt_desc_get(frame.format());
        int sampleBytes = format.comp(0).depth() > 8 ? 2 : 1;
        List<byte[]> planes = new ArrayList<>();
        for (int plane = 0; plane < format.nb_components(); plane++) {
            int shiftX = plane == 0 ? 0 : format.log2_chroma_w();
            int shiftY = plane == 0 ? 0 : format.log2_chroma_h();
            int row = (-(-frame.width() >> shiftX)) * sampleBytes;
            int rows = -(-frame.height() >> shiftY);
            byte[] samples = new byte[row * rows];
            for (int y = 0; y < rows; y++) {
                new BytePointer(frame.data(plane))
                        .position((long) y * frame.linesize(plane))
                        .get(samples, y * row, row);
            }
            planes.add(samples);
        }
        List<byte[]> userData = new ArrayList<>();
        for (int i = 0; i < frame.nb_side_data(); i++) {
            AVFrameSideData data = frame.side_data(i);
            if (data.type() == avutil.AV_FRAME_DATA_SEI_UNREGISTERED) {
                byte[] payload = new byte[(int) data.size()];
                data.data().get(payload);
                userData.add(payload);
            }
        }
        return new Picture(
                frame.width(),
                frame.height(),
                format.name().getString(),
                planes,
                (frame.flags() & AVFrame.AV_FRAME_FLAG_KEY) != 0,
                (char) avutil.av_get_picture_type_char(frame.pict_type()),
                frame.pts(),
                structure(),
                userData);
    }

    private PictureStructure structure() {
        if ((frame.flags() & AVFrame.AV_FRAME_FLAG_INTERLACED) == 0) {
            return PictureStructure.FRAME;
        }
        return (frame.flags() & AVFrame.AV_FRAME_FLAG_TOP_FIELD_FIRST) != 0
                ? PictureStructure.TOP_FIELD_FIRST
                : PictureStructure.BOTTOM_FIELD_FIRST;
    }

    /** Cuts a stream into access units or temporal units. */
    public static List<byte[]> split(Codec codec, byte[] stream) {
        return codec == Codec.AV1 ? splitAtDelimiters(stream) : splitWithParser(codec, stream);
    }

    private static List<byte[]> splitWithParser(Codec codec, byte[] stream) {
        List<byte[]> units = new ArrayList<>();
        AVCodec decoder = decoder(codec);
        AVCodecContext context = avcodec.avcodec_alloc_context3(decoder);
        AVCodecParserContext parser = avcodec.av_parser_init(decoder.id());
        try (BytePointer input = new BytePointer(stream.length + (long) avcodec.AV_INPUT_BUFFER_PADDING_SIZE);
                BytePointer output = new BytePointer();
                IntPointer size = new IntPointer(1L)) {
            input.put(stream);
            int at = 0;
            boolean flushed = false;
            while (!flushed) {
                flushed = at == stream.length;
                at += avcodec.av_parser_parse2(
                        parser,
                        context,
                        output,
                        size,
                        input.getPointer(at),
                        stream.length - at,
                        avutil.AV_NOPTS_VALUE,
                        avutil.AV_NOPTS_VALUE,
                        0);
                if (size.get() > 0) {
                    byte[] unit = new byte[size.get()];
                    output.get(unit);
                    units.add(unit);
                }
            }
        } finally {
            avcodec.av_parser_close(parser);
            avcodec.avcodec_free_context(context);
        }
        return units;
    }

    private static List<byte[]> splitAtDelimiters(byte[] stream) {
        List<byte[]> units = new ArrayList<>();
        int start = 0;
        int at = 0;
        while (at < stream.length) {
            int header = stream[at];
            if ((header >> 3 & 0xF) == 2 && at > start) {
                units.add(Arrays.copyOfRange(stream, start, at));
                start = at;
            }
            at += 1 + (header >> 2 & 1);
            int size = 0;
            for (int shift = 0; ; shift += 7) {
                int next = stream[at++];
                size |= (next & 0x7F) << shift;
                if (next >= 0) {
                    break;
                }
            }
            at += size;
        }
        units.add(Arrays.copyOfRange(stream, start, stream.length));
        return units;
    }

    private static void check(String function, int status) {
        if (status < 0) {
            byte[] text = new byte[256];
            avutil.av_strerror(status, text, text.length);
            throw new AssertionError(function + ": " + new String(text, StandardCharsets.UTF_8).trim());
        }
    }

    @Override
    public void close() {
        avutil.av_frame_free(frame);
        avcodec.av_packet_free(packet);
        avcodec.avcodec_free_context(context);
    }
}
