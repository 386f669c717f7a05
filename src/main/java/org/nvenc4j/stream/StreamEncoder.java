package org.nvenc4j.stream;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.nvenc4j.Capability;
import org.nvenc4j.Codec;
import org.nvenc4j.EncodedPicture;
import org.nvenc4j.EncoderCapabilities;
import org.nvenc4j.EncoderConfig;
import org.nvenc4j.InvalidConfigException;
import org.nvenc4j.NvEncoder;
import org.nvenc4j.Nvenc;
import org.nvenc4j.NvencException;
import org.nvenc4j.PictureOptions;
import org.nvenc4j.UnsupportedFeatureException;
import org.nvenc4j.cuda.BufferFormat;
import org.nvenc4j.cuda.ColourConverter;
import org.nvenc4j.cuda.CudaContext;
import org.nvenc4j.cuda.CudaException;
import org.nvenc4j.cuda.CudaStream;
import org.nvenc4j.cuda.DeviceFrame;
import org.nvenc4j.cuda.DeviceImage;
import org.nvenc4j.cuda.InputFrame;

/**
 * A live stream: frames of any size in, one access unit for each out of the same call, which a receiver can show at once.
 * Frames are YUV, or with a {@link ColourConverter} RGB images, which are converted on the GPU on their way.
 *
 * <p>Whatever the configuration says, the stream has no B-frames, no look-ahead, no reorder delay, parameter sets before
 * every key frame, and for H.264 and HEVC the bitstream restriction without which many decoders hold pictures back. {@link
 * org.nvenc4j.Recipes#browserStreaming} and {@link org.nvenc4j.Recipes#cloudGaming} are good configurations to start from.
 *
 * <p>A frame of another size than the last one changes the running session where {@link EncoderConfig.Builder#maxSize}
 * allows it; a larger one, or one of another format, has the session rebuilt, with a maximum that holds it where one was
 * declared. Either way its picture is a key frame with new parameter sets.
 *
 * <p>After a {@linkplain #reportLost loss} the stream goes on from what the receiver has, by reference invalidation or a
 * long-term reference, and with a key frame where the GPU has neither or the loss is too old.
 *
 * <p>When the receiver falls behind, frames are dropped before they are encoded, never after: {@link #encode} returns null,
 * and takes the newest frame again once there is room ({@link #awaitRoom}).
 *
 * <p>An {@link AdaptiveBitRate} that is {@linkplain #adaptTo given} says which rates the way to the receiver bears.
 *
 * <p>When the driver fails, the session is rebuilt once and the frame encoded again, as a key frame. If that fails too, the
 * exception is thrown; the next call tries anew.
 *
 * <p>One thread at a time may call {@link #encode} and {@link #close} and use the pictures. The other methods may be called
 * from any thread. Nothing is allocated for a frame, except where the session is changed for it.
 *
 * {@snippet :
 * var converter = ColourConverter.builder(PixelFormat.RGBA, BufferFormat.NV12).build(gpu);
 * try (var stream = StreamEncoder.open(gpu, Recipes.cloudGaming(Codec.H264, 1280, 720, 60, 1, 8_000_000)
 *         .maxSize(1920, 1080).build(), converter)) {
 *     while (render(image)) {
 *         StreamPicture picture = stream.encode(image, System.nanoTime());
 *         if (picture != null) {
 *             send(picture.sequence(), picture.timestamp(), picture.isKeyFrame(), picture.data());
 *         }
 *     }
 * }
 * }
 */
public final class StreamEncoder implements AutoCloseable {
    private static final int MACROBLOCK = 16;

    /** Smaller changes of the bit rate are not worth a call of the driver. */
    private static final double LITTLE_CHANGE = 0.02;

    /** The denominator of frame rates that need not be whole. */
    private static final int FRAME_RATE_UNIT = 1000;

    private final CudaContext context;
    private final EncoderCapabilities capabilities;
    private final LossRepair repair;
    private final @Nullable ImageConversion conversion;
    private final Requests requests = new Requests();
    private final PictureOptions options = new PictureOptions();
    private final StreamPicture picture = new StreamPicture();
    private volatile int mostUnderWay = Integer.MAX_VALUE;
    private volatile @Nullable AdaptiveBitRate rates;
    private int bitRateAsked;
    private double frameRateAsked;

    /** What the session has, or is to have when it is opened again. */
    private volatile EncoderConfig config;

    private @Nullable NvEncoder session;
    private @Nullable CudaStream readyOn;
    private boolean open = true;
    private final AtomicLong next = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicInteger sessions = new AtomicInteger();

    /** The number in the stream of the session's first picture. */
    private long base;

    /** A receiver that has this picture has what later ones refer to: the last key frame. */
    private long lastKeyFrame;

    /** The last repair: which loss it was for, and the picture that came without what was lost. */
    private long repairedFrom;

    private long repairedBy = -1;

    /** Whether the present picture repairs a loss. */
    private boolean repairs;

    private StreamEncoder(
            CudaContext context,
            EncoderCapabilities capabilities,
            LossRepair repair,
            EncoderConfig config,
            @Nullable ImageConversion conversion) {
        this.context = context;
        this.capabilities = capabilities;
        this.repair = repair;
        this.config = config;
        this.conversion = conversion;
    }

    /**
     * Opens a stream of YUV frames, and a session for frames as the configuration says.
     *
     * @param context the context of the GPU that is to encode, and of every frame; the stream encoder is closed before it
     * @param config codec, rates and quality, and the size and format of the first frames
     * @return the stream encoder, to be closed by the caller
     * @throws InvalidConfigException
     *             if the configuration excludes what a live stream has to have
     * @throws UnsupportedFeatureException
     *             if the GPU or the API version lacks what the configuration needs
     * @throws NvencException
     *             if the driver refuses: no encoder on this GPU, too many sessions, not enough memory
     * @throws IllegalStateException
     *             if the context is closed
     */
    public static StreamEncoder open(CudaContext context, EncoderConfig config) {
        Objects.requireNonNull(config, "config");
        return open(context, config, (ImageConversion) null);
    }

    /**
     * Opens a stream of RGB images, which are converted into a frame of the stream's own. The stream says how to convert
     * back: what the configuration lacks of {@link EncoderConfig.Builder#convertedBy} is added.
     *
     * @param context as {@link #open(CudaContext, EncoderConfig)} takes it
     * @param config codec, rates and quality, and the size of the first images; the format is what the converter makes
     * @param converter makes the frames of images; stays the caller's, and must stay open as long as the stream
     * @return as {@link #open(CudaContext, EncoderConfig)} returns it
     * @throws IllegalArgumentException
     *             if the converter is of another context; build it in the stream's
     */
    public static StreamEncoder open(CudaContext context, EncoderConfig config, ColourConverter converter) {
        if (converter.context() != context) {
            throw new IllegalArgumentException("the " + converter + " is of another context (" + converter.context()
                    + ") than the stream (" + context + "); build it in the stream's");
        }
        return open(
                context, config.toBuilder().convertedBy(converter).build(), new ImageConversion(context, converter));
    }

    private static StreamEncoder open(CudaContext context, EncoderConfig config, @Nullable ImageConversion conversion) {
        EncoderCapabilities capabilities = Nvenc.capabilities(context).get(config.codec());
        if (capabilities == null) {
            throw new UnsupportedFeatureException(
                    "codec",
                    config.codec() + " cannot be encoded on " + context.device().name() + "; choose another codec, such"
                            + " as H264, or another GPU");
        }
        LossRepair repair = LossRepair.of(capabilities, context.driver().apiVersion());
        StreamEncoder stream = new StreamEncoder(context, capabilities, repair, live(config, repair), conversion);
        stream.openSession();
        return stream;
    }

    private static EncoderConfig live(EncoderConfig config, LossRepair repair) {
        EncoderConfig.Builder live = config.toBuilder()
                .pictureTypeDecision(true)
                .bFrames(0)
                .lookahead(0)
                .zeroReorderDelay(true)
                .parameterSetsInStream(true)
                .repeatParameterSets(true);
        if (config.codec() != Codec.AV1) {
            live.bitstreamRestriction(true);
        }
        repair.configure(live);
        return live.build();
    }

    /**
     * Encodes a frame, unless the receiver is {@linkplain #limitUnderWay behind}. What this stream encoder gave before is
     * gone with this call.
     *
     * @param frame a frame in the stream's context, of any size and format that the GPU encodes, with its contents
     *     written, or their writing queued on the {@linkplain #readyOn CUDA stream}; it may be written again when the call
     *     returns
     * @param timestamp what comes back with the picture, of the caller's clock; need not rise
     * @return this frame's picture, always the same object, valid until the next call; or null where the frame was
     *     dropped because the receiver is behind
     * @throws UnsupportedFeatureException
     *             if the GPU does not encode frames of this size or format; the stream goes on
     * @throws InvalidConfigException
     *             if frames of this format cannot have this size; the stream goes on
     * @throws IllegalArgumentException
     *             if the frame is of another context; the stream goes on
     * @throws IllegalStateException
     *             if the frame, the stream encoder or the context is closed, or another thread is encoding
     * @throws NvencException
     *             if the driver failed, and failed again in a new session, with the first failure suppressed in it; the
     *             next call tries anew
     * @throws CudaException
     *             likewise; if {@linkplain CudaException#isContextDead the context is dead}, at once
     */
    public @Nullable StreamPicture encode(InputFrame frame, long timestamp) {
        Objects.requireNonNull(frame, "frame");
        return isWanted() ? encode(frame, timestamp, System.nanoTime()) : null;
    }

    /**
     * Converts an image into a frame of the stream's own and encodes that, unless the receiver is {@linkplain
     * #limitUnderWay behind}: then it is not even converted. What this stream encoder gave before is gone with this call.
     *
     * @param image an image in the stream's context, of the converter's format and any size that the GPU encodes, with
     *     its contents written, or their writing queued on the {@linkplain #readyOn CUDA stream}; where chroma is
     *     subsampled, the last column or row of an odd number is left out. It may be written again when the call returns
     * @param timestamp as {@link #encode(InputFrame, long)} takes it
     * @return as {@link #encode(InputFrame, long)} returns it
     * @throws UnsupportedFeatureException
     *             if the GPU does not encode frames of this size; the stream goes on
     * @throws IllegalArgumentException
     *             if the image has another format than the converter takes, or is of another context; the stream goes on
     * @throws IllegalStateException
     *             if the stream was opened without a converter, if the image, the converter, the stream encoder or the
     *             context is closed, or another thread is encoding
     * @throws NvencException
     *             as {@link #encode(InputFrame, long)} throws it
     * @throws CudaException
     *             as {@link #encode(InputFrame, long)} throws it, and if the image cannot be converted; the next call
     *             tries anew
     */
    public @Nullable StreamPicture encode(DeviceImage image, long timestamp) {
        Objects.requireNonNull(image, "image");
        if (!isWanted()) {
            return null;
        }
        long begin = System.nanoTime();
        return encode(convert(image), timestamp, begin);
    }

    /** Takes the picture before back; false if the frame is to be dropped. */
    private boolean isWanted() {
        requireOpen();
        picture.close();
        AdaptiveBitRate controller = rates;
        boolean wanted = requests.hasRoom(next.get(), mostUnderWay) && (controller == null || controller.mayEncode());
        if (!wanted) {
            dropped.incrementAndGet();
        }
        return wanted;
    }

    private DeviceFrame convert(DeviceImage image) {
        if (conversion == null) {
            throw new IllegalStateException(
                    "the stream takes frames, not the " + image + "; open it with a ColourConverter");
        }
        try {
            if (!conversion.fits(image)) {
                checkEncodable(conversion.format(), conversion.width(image), conversion.height(image));
            }
            return conversion.convert(image, openStream());
        } catch (CudaException e) {
            if (e.isContextDead()) {
                closeSession(e);
            }
            throw e;
        }
    }

    private StreamPicture encode(InputFrame frame, long timestamp, long begin) {
        AdaptiveBitRate controller = rates;
        if (controller != null) {
            follow(controller);
        }
        boolean keyFrame = requests.takeKeyFrame();
        long lostFrom = requests.takeLostFrom();
        boolean done = false;
        try {
            EncodedPicture encoded = encodeOrRebuild(frame, timestamp, keyFrame, lostFrom);
            picture.open(encoded, next.get(), repairs, frame.width(), frame.height(), System.nanoTime() - begin);
            done = true;
        } finally {
            if (!done) {
                askAgain(keyFrame, lostFrom);
            }
        }
        if (picture.isKeyFrame()) {
            lastKeyFrame = next.get();
        }
        if (controller != null) {
            controller.sent(next.get(), picture.size());
        }
        next.incrementAndGet();
        return picture;
    }

    /** Asks for the controller's rates where they differ enough to be worth a change. */
    private void follow(AdaptiveBitRate controller) {
        int bitRate = controller.bitRate();
        if (Math.abs(bitRate - bitRateAsked) > LITTLE_CHANGE * bitRateAsked) {
            bitRateAsked = bitRate;
            requests.bitRate(bitRate);
        }
        double frameRate = controller.frameRate();
        if (frameRate != frameRateAsked) {
            frameRateAsked = frameRate;
            requests.frameRate((int) Math.round(frameRate * FRAME_RATE_UNIT), FRAME_RATE_UNIT);
        }
    }

    /** What was asked for and not done is done with the next frame. */
    private void askAgain(boolean keyFrame, long lostFrom) {
        if (keyFrame) {
            requests.keyFrame();
        }
        requests.lost(lostFrom);
    }

    private EncodedPicture encodeOrRebuild(InputFrame frame, long timestamp, boolean keyFrame, long lostFrom) {
        RuntimeException fault;
        try {
            return encode(frame, timestamp, keyFrame, lostFrom);
        } catch (NvencException e) {
            fault = e;
        } catch (CudaException e) {
            if (e.isContextDead()) {
                closeSession(e);
                throw e;
            }
            fault = e;
        }
        closeSession(fault);
        try {
            return encode(frame, timestamp, keyFrame, lostFrom);
        } catch (NvencException | CudaException e) {
            e.addSuppressed(fault);
            closeSession(e);
            throw e;
        }
    }

    private EncodedPicture encode(InputFrame frame, long timestamp, boolean keyFrame, long lostFrom) {
        adapt(frame);
        NvEncoder encoder = session == null ? openSession() : session;
        long sequence = next.get();
        long number = sequence - base;
        options.timestamp(timestamp)
                .forceIdr(keyFrame)
                .markLongTermReference(PictureOptions.NONE)
                .useLongTermReferences(0);
        repair.prepare(number, options);
        repairs = matters(lostFrom);
        if (repairs && !keyFrame) {
            if (lostFrom < base || !repair.repair(encoder, lostFrom - base, number, options)) {
                options.forceIdr(true).markLongTermReference(PictureOptions.NONE);
            }
            repairedFrom = lostFrom;
            repairedBy = sequence;
        }
        EncodedPicture encoded = encoder.encode(frame, options).only();
        repair.encoded(encoded);
        return encoded;
    }

    /** Whether there are pictures that refer to a lost one still: neither a key frame nor a repair has come since. */
    private boolean matters(long lostFrom) {
        boolean repaired = repairedBy > lostFrom && repairedFrom <= lostFrom;
        return lostFrom < next.get() && lostFrom >= lastKeyFrame && !repaired;
    }

    /** Has the session take frames like this one, at the rates that were asked for. */
    private void adapt(InputFrame frame) {
        if (requests.wantsRates()) {
            EncoderConfig.Builder rates = config.toBuilder();
            requests.takeRates(rates);
            change(rates.build());
        }
        EncoderConfig now = config;
        boolean reformats = frame.format() != now.bufferFormat();
        if (reformats || frame.width() != now.width() || frame.height() != now.height()) {
            takeFramesLike(frame, reformats);
        }
    }

    private void takeFramesLike(InputFrame frame, boolean reformats) {
        frame.checkEncodable();
        checkEncodable(frame.format(), frame.width(), frame.height());
        EncoderConfig now = config;
        EncoderConfig.Builder wanted =
                now.toBuilder().bufferFormat(frame.format()).size(frame.width(), frame.height());
        boolean outgrows = frame.width() > now.maxWidth() || frame.height() > now.maxHeight();
        if (outgrows && now.maxWidth() > 0) {
            wanted.maxSize(Math.max(now.maxWidth(), frame.width()), Math.max(now.maxHeight(), frame.height()));
        }
        EncoderConfig then = wanted.build();
        if (reformats || outgrows) {
            closeSession(null);
        }
        change(then);
    }

    /** Changes the session; where there is none, or the driver fails now, a new one is opened like this. */
    private void change(EncoderConfig then) {
        EncoderConfig now = config;
        config = then;
        NvEncoder encoder = session;
        if (encoder != null) {
            try {
                encoder.reconfigure(then);
                config = encoder.config();
            } catch (InvalidConfigException e) {
                config = now;
                throw e;
            }
        }
    }

    private void checkEncodable(BufferFormat format, int width, int height) {
        if (!capabilities.formats().contains(format)) {
            throw new UnsupportedFeatureException(
                    "bufferFormat",
                    "the frame's format is " + format + "; " + config.codec() + " on "
                            + context.device().name() + " takes " + capabilities.formats());
        }
        int blocks = Math.ceilDiv(width, MACROBLOCK) * Math.ceilDiv(height, MACROBLOCK);
        boolean fits = width >= capabilities.value(Capability.WIDTH_MIN)
                && height >= capabilities.value(Capability.HEIGHT_MIN)
                && width <= capabilities.value(Capability.WIDTH_MAX)
                && height <= capabilities.value(Capability.HEIGHT_MAX)
                && blocks <= capabilities.value(Capability.MB_NUM_MAX);
        if (!fits) {
            throw new UnsupportedFeatureException(
                    "size",
                    "the frame's size is " + width + "x" + height + "; " + config.codec() + " on "
                            + context.device().name() + " takes " + capabilities.value(Capability.WIDTH_MIN) + "x"
                            + capabilities.value(Capability.HEIGHT_MIN) + " to "
                            + capabilities.value(Capability.WIDTH_MAX) + "x"
                            + capabilities.value(Capability.HEIGHT_MAX) + " pixels and "
                            + capabilities.value(Capability.MB_NUM_MAX) + " blocks of 16x16; scale the frames");
        }
    }

    private NvEncoder openSession() {
        NvEncoder opened = NvEncoder.open(context, config);
        session = opened;
        CudaStream stream = openStream();
        if (stream != null) {
            opened.streams(stream, stream);
        }
        sessions.incrementAndGet();
        base = next.get();
        return opened;
    }

    /** The stream that frames are made on, if it is still there: one that is closed gives way to the default stream. */
    private @Nullable CudaStream openStream() {
        if (readyOn != null && !readyOn.isOpen()) {
            readyOn = null;
        }
        return readyOn;
    }

    /**
     * Says on which CUDA stream frames and images are made ready, from the next one on. Images are converted on it, and
     * encoding waits for it on the GPU. At first that is the default stream. Called by the thread that encodes.
     *
     * @param stream a stream in the stream encoder's context, which stays the caller's; null for the default stream. One
     *     that is closed gives way to the default stream
     * @throws IllegalArgumentException
     *             if it is of another context
     * @throws IllegalStateException
     *             if it, or the stream encoder, is closed
     * @throws NvencException
     *             if the driver refuses; the stream stays as it was
     */
    public void readyOn(@Nullable CudaStream stream) {
        requireOpen();
        NvEncoder encoder = session == null ? openSession() : session;
        encoder.streams(stream, stream);
        readyOn = stream;
    }

    private void requireOpen() {
        if (!open) {
            throw new IllegalStateException("the stream encoder is closed; open another one");
        }
    }

    /** Ends the session, and keeps what goes wrong with that to the failure that made it necessary. */
    private void closeSession(@Nullable Throwable because) {
        NvEncoder closing = session;
        session = null;
        if (closing == null) {
            return;
        }
        try {
            closing.close();
        } catch (NvencException | CudaException e) {
            if (because != null) {
                because.addSuppressed(e);
            }
        }
    }

    /** Has the next picture be a key frame with parameter sets, as for a receiver that joins. */
    public void requestKeyFrame() {
        requests.keyFrame();
    }

    /**
     * Reports that a picture was lost on its way, so that the receiver cannot decode it and those after it. The next
     * picture refers to none of them. A loss that a key frame or an earlier report has taken care of changes nothing.
     *
     * @param sequence the {@link StreamPicture#sequence} of the first picture that was lost; a number that no picture has
     *     had yet is passed over
     */
    public void reportLost(long sequence) {
        if (sequence >= 0 && sequence < next.get()) {
            requests.lost(sequence);
        }
    }

    /**
     * Changes the bit rate from the next frame on, without a key frame. The VBV buffer follows it.
     *
     * @param bitsPerSecond 1 or more ({@code averageBitRate})
     * @throws IllegalArgumentException
     *             if it is not
     */
    public void bitRate(int bitsPerSecond) {
        if (bitsPerSecond < 1) {
            throw new IllegalArgumentException("the bit rate is " + bitsPerSecond + "; it must be 1 or more");
        }
        requests.bitRate(bitsPerSecond);
    }

    /**
     * Changes the frame rate, which rate control counts with, from the next frame on, without a key frame.
     *
     * @param numerator 1 or more ({@code frameRateNum})
     * @param denominator 1 or more ({@code frameRateDen})
     * @throws IllegalArgumentException
     *             if one of them is not
     */
    public void frameRate(int numerator, int denominator) {
        if (numerator < 1 || denominator < 1) {
            throw new IllegalArgumentException(
                    "the frame rate is " + numerator + "/" + denominator + "; both must be 1 or more");
        }
        requests.frameRate(numerator, denominator);
    }

    /**
     * Has the stream follow a controller from the next frame on: it is encoded at the controller's bit rate and frame rate,
     * changed without key frames, and frames that the link has no room for are dropped. That the frames have the
     * controller's {@link AdaptiveBitRate#width} and {@link AdaptiveBitRate#height} is up to the caller, as are the reports.
     * The configuration must have a bit rate that may be changed so: {@link org.nvenc4j.RateControlMode#CBR} is made for it.
     *
     * @param controller a controller that has served no other stream, or null for none
     */
    public void adaptTo(@Nullable AdaptiveBitRate controller) {
        rates = controller;
    }

    /**
     * Limits how many pictures may be under way: given out by {@link #encode} and not yet {@link #delivered}. While there
     * are as many, frames are dropped. At first there is no limit.
     *
     * @param pictures 1 or more; 2 or 3 keep a connection busy without a queue
     * @throws IllegalArgumentException
     *             if it is less than 1
     */
    public void limitUnderWay(int pictures) {
        if (pictures < 1) {
            throw new IllegalArgumentException("the limit is " + pictures + " pictures; it must be 1 or more");
        }
        mostUnderWay = pictures;
    }

    /**
     * Says that pictures have reached the receiver, or have been given up.
     *
     * @param sequence the {@link StreamPicture#sequence} of the last of them; those before it count as well
     */
    public void delivered(long sequence) {
        requests.delivered(Math.min(sequence, next.get() - 1));
    }

    /**
     * Waits until the next frame will be encoded and not dropped, so that it can be rendered then: the newest wins.
     *
     * @param most how long to wait at most
     * @return false if there is still no room
     * @throws InterruptedException
     *             if the thread is interrupted
     */
    public boolean awaitRoom(Duration most) throws InterruptedException {
        return requests.awaitRoom(next.get(), mostUnderWay, most.toNanos());
    }

    /**
     * What the stream is encoded as: the configuration that it was opened with, with what a live stream has to have, and
     * with the size, format and rates that it has come to.
     *
     * @return the configuration
     */
    public EncoderConfig config() {
        return config;
    }

    /**
     * What the GPU can do for the stream's codec.
     *
     * @return the capabilities
     */
    public EncoderCapabilities capabilities() {
        return capabilities;
    }

    /**
     * How many pictures there have been, which is the next one's {@link StreamPicture#sequence}.
     *
     * @return the number, 0 or more
     */
    public long pictures() {
        return next.get();
    }

    /**
     * How many frames were dropped because the receiver was behind.
     *
     * @return the number, 0 or more
     */
    public long dropped() {
        return dropped.get();
    }

    /**
     * How many sessions there have been: one, and one more each time that it was rebuilt.
     *
     * @return the number, 1 or more
     */
    public int sessions() {
        return sessions.get();
    }

    /**
     * Ends the stream and its session. Closing twice does nothing.
     *
     * @throws NvencException
     *             if the driver failed on the way; the stream encoder is closed all the same
     */
    @Override
    public void close() {
        open = false;
        picture.close();
        NvEncoder closing = session;
        session = null;
        try (conversion) {
            if (closing != null) {
                closing.close();
            }
        }
    }

    @Override
    public String toString() {
        return (open ? "live stream of " : "closed live stream of ") + config;
    }
}
