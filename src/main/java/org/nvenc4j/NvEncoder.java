package org.nvenc4j;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.nvenc4j.cuda.CudaContext;
import org.nvenc4j.cuda.CudaException;
import org.nvenc4j.cuda.CudaStream;
import org.nvenc4j.cuda.DeviceFrame;
import org.nvenc4j.cuda.InputFrame;
import org.nvenc4j.internal.struct.SequenceParamPayload;
import org.nvenc4j.internal.trace.FlightRecorder;
import org.nvenc4j.internal.trace.Nvtx;
import org.nvenc4j.internal.trace.Nvtx.Range;

/**
 * An encoding session: frames on the GPU in, access units out.
 *
 * <p>
 * The encoder reads a frame where it lies: its memory is registered with NVENC when it is first seen and mapped for
 * each picture, and nothing is copied. Without B-frames and look-ahead, {@link #encode encode} returns when the frame's
 * own picture is done, and the frame may be written again. With them the encoder holds frames back; a frame that it
 * still holds must not be written, and {@link #encode encode} refuses to take it again, so give it
 * {@link #framesInFlight} frames in turn.
 *
 * <p>
 * One thread at a time may use an encoder, together with the pictures it gives; a second thread gets an
 * {@link IllegalStateException}. Different encoders are independent. The calling thread's current CUDA context is left
 * as it was found.
 *
 * <p>
 * Closing the encoder, or its context, ends the session and frees what it holds of the driver's. The frames stay the
 * caller's; closing one makes the encoder let go of its memory first. An exception of the driver's leaves the session
 * open: a frame that the driver did not take is not held, and a picture that it did not give is passed over by the next
 * call. {@link NvencStatus#advice} says whether to go on or to close the encoder.
 */
public final class NvEncoder implements AutoCloseable {
    private static final PictureOptions NOTHING_SPECIAL = new PictureOptions();
    private static final ReconfigureOptions SEAMLESS = new ReconfigureOptions();
    private static final int FIRST_HEADER_ROOM = 4096;
    private static final int MOST_HEADER_ROOM = 1 << 20;

    private final CudaContext context;
    private final EncodeSession session;
    private final EncoderCapabilities capabilities;
    private final Arena arena;
    private final SessionGuard guard = new SessionGuard();
    private final Registrations inputs;
    private final Registrations alphas;
    private final Registrations reconstructions;
    private final PictureSlots slots;
    private final Reconfigurer reconfigurer;
    private final PictureCheck pictureCheck;
    private final EncodedPictures pictures = new EncodedPictures(this);
    private final EncodedPicture picture;
    private final IoStreams streams;

    /** Whether the locked picture has yet to be handed to the caller. */
    private boolean fresh;

    private EncoderConfig config;
    private boolean open = true;

    private NvEncoder(CudaContext context, EncodeSession session, Arena arena, EncoderConfig config) {
        this.context = context;
        this.arena = arena;
        this.config = config;
        this.session = session;
        Requirements.checkCodec(config.codec(), session.codecs(), session);
        capabilities = session.capabilities(config.codec());
        Requirements.check(config, capabilities, session);
        Consumer<Registration> onClose = this::frameCloses;
        inputs = new Registrations(onClose, session, context, arena, FrameUse.INPUT, config);
        alphas = new Registrations(onClose, session, context, arena, FrameUse.ALPHA, config);
        reconstructions = new Registrations(onClose, session, context, arena, FrameUse.RECONSTRUCTION, config);
        SessionSetup setup = new SessionSetup(arena, session, config);
        session.nvenc.nvEncInitializeEncoder(session.encoder, setup.initialize().address());
        reconfigurer = new Reconfigurer(arena, session, setup);
        pictureCheck = new PictureCheck(session, capabilities, config, setup.hasBFrames());
        slots = new PictureSlots(session, context, arena, config, setup);
        picture = new EncodedPicture(this, slots.identities(), slots.statistics());
        streams = new IoStreams(this, session, context, arena);
    }

    /**
     * Opens a session.
     *
     * @param context the context of the GPU that is to encode, and of every frame that will be encoded; the encoder is
     *            closed before it
     * @param config what to encode and how
     * @return the open encoder, to be closed by the caller
     * @throws UnsupportedFeatureException
     *             if the GPU or the API version lacks what the configuration needs; the message names it
     * @throws NvencException
     *             if the driver refuses: no encoder on this GPU, too many sessions, not enough memory
     * @throws IllegalStateException
     *             if the context is closed
     */
    public static NvEncoder open(CudaContext context, EncoderConfig config) {
        Objects.requireNonNull(config, "config");
        NvEncoder encoder = null;
        try (var _ = context.push()) {
            encoder = open(context, EncodeSession.open(context), config);
            return encoder;
        } catch (CudaException e) {
            if (encoder != null) {
                Cleanup.of(e).run(encoder::close);
            }
            throw e;
        }
    }

    @SuppressWarnings("MustBeClosedChecker") // the encoder closes the arena
    private static NvEncoder open(CudaContext context, EncodeSession session, EncoderConfig config) {
        Arena arena = Arena.ofShared();
        try {
            NvEncoder encoder = new NvEncoder(context, session, arena, config);
            encoder.attach();
            FlightRecorder.sessionOpened(config.codec(), config.width(), config.height(), config, session.where());
            return encoder;
        } catch (RuntimeException | Error e) {
            Cleanup cleanup = Cleanup.of(e);
            cleanup.run(session::destroy);
            cleanup.run(arena::close);
            throw e;
        }
    }

    /**
     * Encodes a frame, with nothing special about it.
     *
     * @param frame as {@link #encode(InputFrame, PictureOptions)} takes it
     * @return as {@link #encode(InputFrame, PictureOptions)} returns it
     */
    public EncodedPictures encode(InputFrame frame) {
        return encode(frame, NOTHING_SPECIAL);
    }

    /**
     * Encodes a frame ({@code nvEncEncodePicture}). What this encoder gave before, a picture or a segment of one, is
     * gone with this call.
     *
     * @param frame a frame of the configuration's format and size in the encoder's context, with its contents written:
     *            linear memory ({@code NV_ENC_INPUT_RESOURCE_TYPE_CUDADEVICEPTR}) or a CUDA array
     *            ({@code NV_ENC_INPUT_RESOURCE_TYPE_CUDAARRAY})
     * @param options what is special about this picture; may be changed again after the call
     * @return the pictures that are ready: this frame's own where nothing is held back, else none or several, in output
     *         order; always the same object, valid until the next call
     * @throws InvalidConfigException
     *             if the options say what cannot be, or what this configuration, GPU or API version cannot do; the
     *             message says what to change, and the session goes on
     * @throws IllegalArgumentException
     *             if the frame, or one for alpha or the reconstruction, has another format, size or context, or {@linkplain
     *             InputFrame#checkEncodable cannot be read in place}; the session goes on
     * @throws IllegalStateException
     *             if the frame or the encoder is closed, if the encoder still holds the frame, or if another thread is
     *             using the encoder; the session goes on
     * @throws NvencException
     *             if the driver refuses the frame or fails
     */
    public EncodedPictures encode(InputFrame frame, PictureOptions options) {
        Objects.requireNonNull(options, "options");
        guard.enter();
        Nvtx.push(Range.ENCODE);
        try {
            begin();
            pictureCheck.check(options, config, slots.number());
            session.enter();
            try {
                finishPictures();
                Registration input = inputs.of(frame, config);
                InputFrame alpha = options.alpha();
                DeviceFrame reconstruction = options.reconstruction();
                streams.order();
                slots.submit(
                        input,
                        alpha == null ? null : alphas.of(alpha, config),
                        reconstruction == null ? null : reconstructions.of(reconstruction, config),
                        options);
                takeIfReady();
            } finally {
                session.leave();
            }
            return pictures;
        } finally {
            Nvtx.pop();
            guard.exit();
        }
    }

    /**
     * Shows the encoder a frame that will be encoded later, with nothing special about it.
     *
     * @param frame as {@link #lookAhead(InputFrame, PictureOptions)} takes it
     */
    public void lookAhead(InputFrame frame) {
        lookAhead(frame, NOTHING_SPECIAL);
    }

    /**
     * Shows the encoder a frame that will be encoded later ({@code nvEncLookaheadPicture}); for sessions with {@link
     * EncoderConfig.Builder#externalLookahead}. With a look-ahead of N frames, N + 1 are shown before the first is
     * encoded, and from then on one for each that is encoded, until no more follow. Frames are encoded in the order in
     * which they were shown. A frame is held from here on until its picture is there. What this encoder gave before, a
     * picture or a segment of one, is gone with this call.
     *
     * @param frame as {@link #encode(InputFrame, PictureOptions)} takes it
     * @param options what will be special about the picture: its {@link PictureOptions#type} where the program decides;
     *            API 13.1 is told whether it will be a key frame or coded by itself
     * @throws InvalidConfigException
     *             if there is no type and the program decides, or if there is one and the encoder does
     * @throws IllegalArgumentException
     *             if the frame has another format, size or context; the session goes on
     * @throws IllegalStateException
     *             if the session has no external look-ahead, if N + 1 frames are shown and not encoded, if the frame or the
     *             encoder is closed, if the encoder still holds the frame, or if another thread is using the encoder; the
     *             session goes on
     * @throws NvencException
     *             if the driver refuses the frame or fails
     */
    public void lookAhead(InputFrame frame, PictureOptions options) {
        Objects.requireNonNull(options, "options");
        guard.enter();
        try {
            begin();
            pictureCheck.checkLookahead(options);
            session.enter();
            try {
                finishPictures();
                Registration input = inputs.of(frame, config);
                streams.order();
                slots.lookAhead(input, options);
            } finally {
                session.leave();
            }
        } finally {
            guard.exit();
        }
    }

    /**
     * Ends the stream for now ({@code NV_ENC_PIC_FLAG_EOS}) and gives all pictures that were held back. Encoding may go
     * on afterwards; the next picture is then as the encoder decides.
     *
     * @return the remaining pictures, none where nothing was held back; valid until the next call
     * @throws IllegalStateException
     *             if the second of two views is missing, if the encoder is closed, or if another thread is using it
     * @throws NvencException
     *             if the driver fails
     */
    public EncodedPictures flush() {
        guard.enter();
        try {
            begin();
            slots.requireAllViews();
            session.enter();
            try {
                finishPictures();
                slots.endStream();
                takeIfReady();
            } finally {
                session.leave();
            }
            return pictures;
        } finally {
            guard.exit();
        }
    }

    /**
     * Changes the running session ({@code nvEncReconfigureEncoder}) with no key frame and no reset, and with a VBV buffer
     * that follows the bit rate.
     *
     * @param next as {@link #reconfigure(EncoderConfig, ReconfigureOptions)} takes it
     * @return as {@link #reconfigure(EncoderConfig, ReconfigureOptions)} returns it
     */
    public boolean reconfigure(EncoderConfig next) {
        return reconfigure(next, SEAMLESS);
    }

    /**
     * Changes the running session ({@code nvEncReconfigureEncoder}). The next frame is the first that is encoded as the
     * new configuration says. What this encoder gave before, a picture or a segment of one, is gone with this call.
     *
     * <p>These may change: the bit rates, the VBV buffer, the frame rate and the display aspect ratio; the quantisers, the
     * target quality, adaptive quantisation, {@link EncoderConfig.Builder#multiPass}, {@link
     * EncoderConfig.Builder#strictGop} and {@link EncoderConfig.Builder#lowDelayKeyFrameScale}; the rate-control mode where
     * the GPU has {@code NV_ENC_CAPS_SUPPORT_DYN_RCMODE_CHANGE}; and the size, up to {@link
     * EncoderConfig.Builder#maxSize}. All else is the session's structure, and stays.
     *
     * <p>A change of size brings a key frame with new parameter sets, ends an intra-refresh wave, and wants frames of the
     * new size from then on; those of another size stay registered until they are closed, for a later change. Frames that
     * the encoder holds have the old size, so their pictures have to be taken with {@link #flush} first. All other changes
     * may be made with frames held; pictures of these may follow the old configuration or the new.
     *
     * <p>A change that is refused leaves the session, and {@link #config}, as it was.
     *
     * @param next the whole configuration, made from {@link #config}{@code ().toBuilder()}
     * @param options whether to bring a key frame, to reset, and to scale the VBV buffer
     * @return true if the next picture is a key frame: where the size changes, or where the options ask for a key frame
     *         or a reset. A program that decides on picture types has to make it one
     * @throws InvalidConfigException
     *             if a setting changes that has to stay; the message names it with both values
     * @throws UnsupportedFeatureException
     *             if the GPU cannot change a setting while the session runs, or lacks what its new value needs; the
     *             message names it
     * @throws IllegalStateException
     *             if the size changes while frames are held or a picture is being tried, if the encoder is closed, or if another thread is using it
     * @throws NvencException
     *             if the driver refuses the change
     */
    public boolean reconfigure(EncoderConfig next, ReconfigureOptions options) {
        Objects.requireNonNull(next, "next");
        Objects.requireNonNull(options, "options");
        guard.enter();
        try {
            checkOpen();
            ConfigChange change = new ConfigChange(config, next);
            change.check(capabilities, session);
            if (change.resizes() && slots.held() > 0) {
                throw new IllegalStateException("the encoder holds " + slots.held()
                        + " frames of the old size; take their pictures with flush() before the size changes");
            }
            if (change.resizes() && slots.isTrying()) {
                throw new IllegalStateException(
                        "picture " + slots.number() + " is being tried; restoreState() before the size changes");
            }
            EncoderConfig settled = options.scaleVbv() ? reconfigurer.scaleVbv(change) : next;
            Requirements.check(settled, capabilities, session);
            boolean keyFrame = change.resizes() || options.forceIdr() || options.resetEncoder();
            begin();
            session.enter();
            try {
                finishPictures();
                reconfigurer.apply(settled, options.resetEncoder(), keyFrame);
                config = settled;
                slots.resize(settled);
                if (keyFrame) {
                    pictureCheck.keyFrameIsDue(slots.number());
                }
            } finally {
                session.leave();
            }
            FlightRecorder.reconfigured(settled.width(), settled.height(), keyFrame, settled);
            return keyFrame;
        } finally {
            guard.exit();
        }
    }

    /**
     * Orders the session's work with CUDA streams ({@code nvEncSetIOCudaStreams}), from the next frame on and in place
     * of the streams set before. At first both are the default stream: work that was queued on another stream, such as
     * another library's, has to be waited for before its frame is given to {@link #encode encode}, unless that stream is
     * set here.
     *
     * <p>
     * A driver without that function is made to wait by an event, recorded on the input stream before each frame; the
     * output stream is then not used. Frames that several streams make are ordered with one by events: {@link
     * CudaStream#waitFor}.
     *
     * <p>
     * The streams stay the caller's. Closing one makes the encoder go back to the default stream in its place.
     *
     * @param input the stream whose work, as queued when a frame is given, is done before the frame is read; null for
     *            the default stream
     * @param output the stream that carries the driver's own work on the result; null for the default stream. May be the
     *            same as the input stream
     * @throws IllegalArgumentException
     *             if a stream is of another context; create it in the encoder's
     * @throws IllegalStateException
     *             if a stream or the encoder is closed, or another thread is using the encoder; the streams stay as they
     *             were
     * @throws NvencException
     *             if the driver refuses; the streams stay as they were
     */
    public void streams(@Nullable CudaStream input, @Nullable CudaStream output) {
        if (input != null) {
            IoStreams.check(input, context);
        }
        if (output != null) {
            IoStreams.check(output, context);
        }
        guard.enter();
        try {
            checkOpen();
            session.enter();
            try {
                streams.set(input, output);
            } finally {
                session.leave();
            }
        } finally {
            guard.exit();
        }
    }

    /**
     * The stream's parameter sets ({@code nvEncGetSequenceParams}): SPS and PPS with start codes (HEVC: and VPS), or
     * AV1's sequence header OBU.
     *
     * @return a new array
     * @throws IllegalStateException
     *             if the encoder is closed or another thread is using it
     * @throws NvencException
     *             if the driver fails
     */
    public byte[] sequenceParameters() {
        guard.enter();
        try {
            checkOpen();
            session.enter();
            try {
                return readSequenceParameters();
            } finally {
                session.leave();
            }
        } finally {
            guard.exit();
        }
    }

    /**
     * Has no later picture refer to a picture that was lost on its way ({@code nvEncInvalidateRefFrames}).
     *
     * @param pictureNumber the {@link EncodedPicture#number} of the lost picture
     * @throws UnsupportedFeatureException
     *             if the GPU lacks {@code NV_ENC_CAPS_SUPPORT_REF_PIC_INVALIDATION}
     * @throws InvalidConfigException
     *             if no such picture was encoded, or so long ago that no picture refers to it
     * @throws IllegalStateException
     *             if the encoder is closed or another thread is using it
     * @throws NvencException
     *             if the driver refuses, as when the picture is no reference; a forced key frame helps then
     */
    public void invalidateReferences(long pictureNumber) {
        invalidateReferences(pictureNumber, pictureNumber);
    }

    /**
     * Has no later picture refer to any of several pictures: as a rule those from the one that was lost on its way to
     * the last one encoded, since each was predicted from those before it.
     *
     * @param firstNumber the {@link EncodedPicture#number} of the first
     * @param lastNumber the number of the last, at most 15 more
     * @throws UnsupportedFeatureException
     *             as {@link #invalidateReferences(long)} throws it
     * @throws InvalidConfigException
     *             if not all of these pictures were encoded, or the first so long ago that no picture refers to it;
     *             force a key frame then
     * @throws IllegalStateException
     *             as {@link #invalidateReferences(long)} throws it
     * @throws NvencException
     *             as {@link #invalidateReferences(long)} throws it; pictures before the one that was refused are
     *             invalidated
     */
    public void invalidateReferences(long firstNumber, long lastNumber) {
        guard.enter();
        try {
            checkOpen();
            pictureCheck.checkInvalidation(firstNumber, lastNumber, slots.number());
            session.enter();
            try {
                for (long number = firstNumber; number <= lastNumber; number++) {
                    session.nvenc.nvEncInvalidateRefFrames(session.encoder, number);
                }
            } finally {
                session.leave();
            }
        } finally {
            guard.exit();
        }
    }

    /**
     * Goes on from a trial of the next picture, one that was encoded with {@link PictureOptions#saveState}: that trial's
     * access unit is the one to send, and the picture after it is next.
     *
     * @param stateBuffer the trial's state buffer
     * @throws InvalidConfigException
     *             as {@link #restoreState(int, int)} throws it
     * @throws IllegalStateException
     *             as {@link #restoreState(int, int)} throws it
     */
    public void restoreState(int stateBuffer) {
        restoreState(stateBuffer, stateBuffer);
    }

    /**
     * Goes on from one trial of the next picture, with the rate control of another ({@code nvEncRestoreEncoderState}). What
     * this encoder gave before, a picture or a segment of one, is gone with this call.
     *
     * @param encodeState the state buffer of the trial whose access unit is sent: the next pictures refer to it
     * @param rateControlState the state buffer of the trial that rate control goes on from
     * @throws InvalidConfigException
     *             if there is no such state buffer
     * @throws IllegalStateException
     *             if a state buffer has no trial of the next picture, if the encoder is closed, or if another thread is
     *             using it
     * @throws NvencException
     *             if the driver refuses
     */
    public void restoreState(int encodeState, int rateControlState) {
        guard.enter();
        try {
            checkOpen();
            slots.requireStates(encodeState, rateControlState);
            begin();
            session.enter();
            try {
                finishPictures();
                slots.restoreState(encodeState, rateControlState);
            } finally {
                session.leave();
            }
        } finally {
            guard.exit();
        }
    }

    /**
     * How many frames the encoder may hold at once, the one just given included.
     *
     * @return 1 where nothing is held back, more with B-frames and look-ahead
     */
    public int framesInFlight() {
        return slots.count();
    }

    /**
     * Says whether the encoder still holds a frame: whether a picture of it, or a reconstruction in it, is still to come.
     *
     * @param frame any frame
     * @return true if it must not be written yet
     */
    public boolean holds(InputFrame frame) {
        return isHeld(inputs.find(frame)) || isHeld(alphas.find(frame)) || isHeld(reconstructions.find(frame));
    }

    private static boolean isHeld(@Nullable Registration registration) {
        return registration != null && registration.mappings > 0;
    }

    /**
     * The configuration that the session has: the one that it was opened with, or that it was last changed to, with the
     * VBV buffer as it was scaled.
     *
     * @return the configuration
     */
    public EncoderConfig config() {
        return config;
    }

    /**
     * The context that the session encodes in.
     *
     * @return the context
     */
    public CudaContext context() {
        return context;
    }

    /**
     * What the GPU can do for the session's codec.
     *
     * @return the capabilities
     */
    public EncoderCapabilities capabilities() {
        return capabilities;
    }

    /**
     * The NVENC API that the session speaks.
     *
     * @return the version
     */
    public ApiVersion apiVersion() {
        return session.abi.apiVersion();
    }

    /**
     * Says whether the encoder can be used.
     *
     * @return false once it is closed
     */
    public boolean isOpen() {
        return open;
    }

    /**
     * Ends the session. Pictures that were held back are lost; {@link #flush} gives them before. Everything of the
     * driver's is released, in the order that it asks for and to the end, whatever fails on the way. Closing twice does
     * nothing.
     *
     * @throws IllegalStateException
     *             if another thread is using the encoder or closing the context; it stays open
     * @throws NvencException
     *             if the driver failed on the way; the encoder is closed all the same
     */
    @Override
    public void close() {
        guard.enter();
        try {
            if (open) {
                picture.close();
                letGo(this::end);
            }
        } finally {
            guard.exit();
        }
    }

    private void end(Cleanup cleanup) {
        open = false;
        context.forget(this);
        release(cleanup);
        cleanup.run(session::destroy);
        cleanup.run(streams::end);
        cleanup.run(arena::close);
    }

    /** Takes something back from the driver, to the end, whatever fails on the way. */
    private void letGo(Consumer<Cleanup> steps) {
        Cleanup cleanup = new Cleanup();
        CudaContext.Pushed pushed = push(cleanup);
        try {
            steps.accept(cleanup);
        } finally {
            if (pushed != null) {
                cleanup.run(pushed::close);
            }
        }
        cleanup.finish();
    }

    /**
     * Keeps the context open and makes it current for a release; null if the driver fails, which does not keep the
     * release from coming. While another thread closes the context this throws, and what was to be released stays: that
     * thread releases it, and the context must not go before.
     */
    private CudaContext.@Nullable Pushed push(Cleanup cleanup) {
        try {
            return context.push();
        } catch (CudaException e) {
            cleanup.run(() -> {
                throw e;
            });
            return null;
        }
    }

    @Override
    public String toString() {
        return (open ? "encoder of " : "closed encoder of ") + config + " on " + session.where();
    }

    int picturesLeft() {
        return open ? slots.ready() + (fresh ? 1 : 0) : 0;
    }

    String describePictures() {
        int left = picturesLeft();
        return left == 0
                ? "no picture"
                : fresh ? picture + (left > 1 ? " and " + (left - 1) + " more" : "") : left + " more";
    }

    EncodedPicture nextPicture() {
        if (!fresh) {
            takeNext();
        }
        guard.requireFree();
        fresh = false;
        return picture;
    }

    private void takeNext() {
        guard.enter();
        try {
            checkOpen();
            picture.close();
            session.enter();
            try {
                slots.unlock();
                slots.take(picture);
            } finally {
                session.leave();
            }
        } finally {
            guard.exit();
        }
    }

    /** Waits for more of the picture in hand, or for all of it. */
    void grow(boolean whole) {
        guard.enter();
        try {
            checkOpen();
            session.enter();
            try {
                slots.grow(picture, whole);
            } finally {
                session.leave();
            }
        } finally {
            guard.exit();
        }
    }

    /** Copies a picture's access unit from video memory. */
    void download(VideoMemoryBuffer from, LockedBitstream into, int size) {
        guard.enter();
        try {
            checkOpen();
            session.enter();
            try {
                from.download(into, size);
            } finally {
                session.leave();
            }
        } finally {
            guard.exit();
        }
    }

    /** Makes the driver let go of a frame that is being closed. */
    void frameCloses(Registration registration) {
        guard.enter();
        try {
            if (open) {
                letGo(cleanup -> {
                    if (slots.isGrowing(registration)) {
                        cleanup.run(() -> slots.grow(picture, true));
                    }
                    if (registration.mappings > 0) {
                        throw new IllegalStateException("the encoder still holds this frame: take its pictures with "
                                + "flush(), or close the encoder, before the frame is closed");
                    }
                    cleanup.run(() -> registration.owner.remove(registration));
                });
            }
        } finally {
            guard.exit();
        }
    }

    /** Makes the driver let go of a stream that is being closed; a session that it does not let go of ends before. */
    void leaveStream(CudaStream stream) {
        guard.enter();
        try {
            if (open) {
                letGo(cleanup -> {
                    try {
                        streams.leave(stream);
                    } catch (NvencException e) {
                        cleanup.run(() -> {
                            throw e;
                        });
                        cleanup.run(picture::close);
                        end(cleanup);
                    }
                });
            }
        } finally {
            guard.exit();
        }
    }

    private void checkOpen() {
        if (!open) {
            throw new IllegalStateException("the encoder is closed; open another one");
        }
    }

    private void begin() {
        checkOpen();
        picture.close();
    }

    /** Unlocks what is locked, and passes over the pictures of the call before that nobody asked for. */
    private void finishPictures() {
        fresh = false;
        slots.unlock();
        while (slots.ready() > 0) {
            slots.take(picture);
            picture.close();
            slots.unlock();
        }
    }

    private void takeIfReady() {
        if (slots.ready() > 0) {
            slots.take(picture);
            fresh = true;
        }
    }

    private byte[] readSequenceParameters() {
        for (int room = FIRST_HEADER_ROOM; ; room *= 4) {
            try (Arena temporary = Arena.ofConfined()) {
                MemorySegment buffer = temporary.allocate(room);
                MemorySegment size = temporary.allocate(ValueLayout.JAVA_INT);
                SequenceParamPayload payload = new SequenceParamPayload(temporary, session.abi).buffer(buffer, size);
                session.nvenc.nvEncGetSequenceParams(session.encoder, payload.address());
                int bytes = size.get(ValueLayout.JAVA_INT, 0);
                if (bytes < 0 || bytes > room) {
                    throw Nonsense.of("nvEncGetSequenceParams", bytes + " bytes in a buffer of " + room);
                }
                return buffer.asSlice(0, bytes).toArray(ValueLayout.JAVA_BYTE);
            } catch (NvencException e) {
                if (e.status() != NvencStatus.NOT_ENOUGH_BUFFER || room >= MOST_HEADER_ROOM) {
                    throw e;
                }
            }
        }
    }

    /** Has the context close this encoder before it. */
    private void attach() {
        try {
            context.closeFirst(this);
        } catch (RuntimeException | Error e) {
            slots.destroy(Cleanup.of(e));
            throw e;
        }
    }

    /** Gives back all that stands between the session and its end, in the order that the driver asks for. */
    private void release(Cleanup cleanup) {
        slots.release(cleanup);
        inputs.release(cleanup);
        alphas.release(cleanup);
        reconstructions.release(cleanup);
        slots.destroy(cleanup);
    }
}
