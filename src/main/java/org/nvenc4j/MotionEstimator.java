package org.nvenc4j;

import java.lang.foreign.Arena;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.nvenc4j.cuda.BufferFormat;
import org.nvenc4j.cuda.CudaContext;
import org.nvenc4j.cuda.CudaException;
import org.nvenc4j.cuda.InputFrame;
import org.nvenc4j.internal.struct.ConfigMeOnly;
import org.nvenc4j.internal.struct.CreateMvBuffer;
import org.nvenc4j.internal.struct.EncodeConfig;
import org.nvenc4j.internal.struct.InitializeParams;
import org.nvenc4j.internal.struct.LockBitstream;
import org.nvenc4j.internal.struct.MeOnlyParams;

/**
 * A session that encodes nothing and finds out how one picture has moved into another ({@code enableMEOnlyMode}), with
 * the engine's search of H.264 or HEVC. It is for stabilisation, frame interpolation, scene analysis and the like.
 *
 * <p>
 * Frames are read where they lie, as with {@link NvEncoder}, and may be written again when {@link #estimate} returns. One
 * thread at a time may use an estimator, together with its vectors. Closing it, or its context, ends the session; the
 * frames stay the caller's.
 */
public final class MotionEstimator implements AutoCloseable {
    private static final int P_MOTION = 1;
    private static final int INTRA_QP = 25;
    private static final int P_QP = 28;
    private static final int B_QP = 31;

    private final CudaContext context;
    private final EncodeSession session;
    private final Arena arena;
    private final EncoderConfig config;
    private final SessionGuard guard = new SessionGuard();
    private final Registrations frames;
    private final Mapping input;
    private final Mapping reference;
    private final long buffer;
    private final MeOnlyParams params;
    private final LockBitstream lock;
    private final LockedBitstream data = new LockedBitstream();
    private final MotionVectors vectors;
    private boolean locked;
    private boolean open = true;

    private MotionEstimator(CudaContext context, EncodeSession session, Arena arena, Builder builder) {
        this.context = context;
        this.session = session;
        this.arena = arena;
        config = builder.config;
        Requirements.checkCodec(config.codec(), session.codecs(), session);
        EncoderCapabilities capabilities = session.capabilities(config.codec());
        Requirements.check(config, capabilities, session);
        requireMotionOnly(capabilities);
        frames = new Registrations(this::frameCloses, session, context, arena, FrameUse.INPUT, config);
        input = new Mapping(arena, session);
        reference = new Mapping(arena, session);
        session.nvenc.nvEncInitializeEncoder(
                session.encoder, initialize(builder).address());
        CreateMvBuffer create = new CreateMvBuffer(arena, session.abi);
        session.nvenc.nvEncCreateMVBuffer(session.encoder, create.address());
        buffer = create.mvBuffer();
        params = new MeOnlyParams(
                arena,
                session.abi,
                buffer,
                config.width(),
                config.height(),
                config.bufferFormat().value());
        lock = new LockBitstream(arena, session.abi).outputBitstream(buffer);
        vectors = new MotionVectors(config.codec(), config.width(), config.height());
    }

    private void requireMotionOnly(EncoderCapabilities capabilities) {
        if ((capabilities.value(Capability.MEONLY_MODE) & P_MOTION) == 0) {
            throw new UnsupportedFeatureException(
                    "motionEstimation",
                    "motionEstimation is asked for with " + config.codec() + ", which " + session.where()
                            + " has not: " + Capability.MEONLY_MODE.nvencName() + " is "
                            + capabilities.value(Capability.MEONLY_MODE));
        }
    }

    private InitializeParams initialize(Builder builder) {
        EncodeConfig encode = new EncodeConfig(arena, session.abi);
        encode.gopLength(EncoderConfig.INFINITE_GOP).frameIntervalP(1);
        encode.rc().mode(RateControlMode.CONSTANT_QP.value()).constantQp(P_QP, B_QP, INTRA_QP);
        if (config.codec() == Codec.H264) {
            ConfigMeOnly motion = encode.motionOnly();
            motion.partitions(
                    builder.partitions.contains(MotionPartition.WHOLE),
                    builder.partitions.contains(MotionPartition.TWO_COLUMNS),
                    builder.partitions.contains(MotionPartition.TWO_ROWS),
                    builder.partitions.contains(MotionPartition.QUARTERS));
            motion.intraSearch(builder.intraSearch);
        }
        return new InitializeParams(arena, session.abi)
                .preset(
                        Guids.of(config.codec()),
                        Guids.of(config.preset()),
                        config.tuning().value())
                .size(config.width(), config.height())
                .displayAspect(config.width(), config.height())
                .frameRate(config.frameRateNumerator(), config.frameRateDenominator())
                .pictureTypeDecision(true)
                .motionEstimationOnly()
                .config(encode);
    }

    /**
     * Starts a session for NV12 frames.
     *
     * @param codec whose search: {@link Codec#H264} or {@link Codec#HEVC}
     * @param width width of the frames in pixels, even for 4:2:0
     * @param height height of the frames in pixels
     * @return a builder
     */
    public static Builder builder(Codec codec, int width, int height) {
        return new Builder(codec, width, height);
    }

    /**
     * Finds the motion of a picture ({@code nvEncRunMotionEstimationOnly}), and waits for it. The vectors of the call
     * before are gone.
     *
     * @param picture a frame of the session's format and size in its context, with its contents written
     * @param from the frame that it is looked for in; may be the same
     * @return the vectors, always the same object, valid until the next call
     * @throws IllegalArgumentException
     *             if a frame has another format, size or context; the session goes on
     * @throws IllegalStateException
     *             if a frame or the estimator is closed, or if another thread is using the estimator
     * @throws NvencException
     *             if the driver refuses or fails
     */
    public MotionVectors estimate(InputFrame picture, InputFrame from) {
        guard.enter();
        try {
            checkOpen();
            session.enter();
            try {
                unlock();
                run(frames.of(picture, config), frames.of(from, config));
            } finally {
                session.leave();
            }
            return vectors;
        } finally {
            guard.exit();
        }
    }

    private void run(Registration picture, Registration from) {
        try {
            input.map(picture);
            boolean same = picture == from;
            if (!same) {
                reference.map(from);
            }
            session.nvenc.nvEncRunMotionEstimationOnly(
                    session.encoder,
                    params.pictures(input.handle(), same ? input.handle() : reference.handle())
                            .address());
            session.nvenc.nvEncLockBitstream(session.encoder, lock.address());
            locked = true;
        } catch (RuntimeException | Error e) {
            unmap(Cleanup.of(e));
            throw e;
        }
        Cleanup cleanup = new Cleanup();
        unmap(cleanup);
        cleanup.finish();
        show();
    }

    private void show() {
        long address = lock.bitstreamBufferPtr();
        int bytes = lock.bitstreamSizeInBytes();
        if (bytes < 0 || bytes > vectors.mostBytes() || address == 0 && bytes > 0) {
            throw Nonsense.of(
                    "nvEncLockBitstream",
                    Integer.toUnsignedString(bytes) + " bytes of vectors at the address "
                            + Long.toUnsignedString(address));
        }
        data.showAt(address, bytes);
        vectors.open(data.memory(), bytes);
    }

    private void unmap(Cleanup cleanup) {
        cleanup.run(input::unmap);
        cleanup.run(reference::unmap);
    }

    private void unlock() {
        vectors.close();
        if (locked) {
            locked = false;
            session.nvenc.nvEncUnlockBitstream(session.encoder, buffer);
        }
    }

    /**
     * The context that the session works in.
     *
     * @return the context
     */
    public CudaContext context() {
        return context;
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
     * Says whether the estimator can be used.
     *
     * @return false once it is closed
     */
    public boolean isOpen() {
        return open;
    }

    /**
     * Ends the session. Everything of the driver's is released, to the end, whatever fails on the way. Closing twice does
     * nothing.
     *
     * @throws IllegalStateException
     *             if another thread is using the estimator or closing the context; it stays open
     * @throws NvencException
     *             if the driver failed on the way; the estimator is closed all the same
     */
    @Override
    public void close() {
        guard.enter();
        try {
            if (!open) {
                return;
            }
            Cleanup cleanup = new Cleanup();
            CudaContext.Pushed pushed = push(cleanup);
            open = false;
            context.forget(this);
            cleanup.run(this::unlock);
            frames.release(cleanup);
            cleanup.run(() -> session.nvenc.nvEncDestroyMVBuffer(session.encoder, buffer));
            cleanup.run(session::destroy);
            if (pushed != null) {
                cleanup.run(pushed::close);
            }
            cleanup.run(arena::close);
            cleanup.finish();
        } finally {
            guard.exit();
        }
    }

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

    private void frameCloses(Registration registration) {
        guard.enter();
        try {
            if (open && frames.find(registration.frame) == registration) {
                Cleanup cleanup = new Cleanup();
                CudaContext.Pushed pushed = push(cleanup);
                cleanup.run(() -> frames.remove(registration));
                if (pushed != null) {
                    cleanup.run(pushed::close);
                }
                cleanup.finish();
            }
        } finally {
            guard.exit();
        }
    }

    private void checkOpen() {
        if (!open) {
            throw new IllegalStateException("the estimator is closed; open another one");
        }
    }

    @Override
    public String toString() {
        return (open ? "motion estimator of " : "closed motion estimator of ") + config.codec() + " " + config.width()
                + "x" + config.height() + " " + config.bufferFormat() + " on " + session.where();
    }

    /** Collects what a {@link MotionEstimator} is opened with. Not for use by several threads at once. */
    public static final class Builder {
        private final EncoderConfig.Builder encoder;
        private final Codec codec;
        private final Set<MotionPartition> partitions = EnumSet.of(
                MotionPartition.WHOLE, MotionPartition.TWO_ROWS, MotionPartition.TWO_COLUMNS, MotionPartition.QUARTERS);
        private boolean intraSearch = true;
        private EncoderConfig config;

        private Builder(Codec codec, int width, int height) {
            this.codec = codec;
            encoder = EncoderConfig.builder(codec, width, height).tuning(Tuning.HIGH_QUALITY);
            config = encoder.build();
        }

        /**
         * Sets the layout of the frames. Default {@link BufferFormat#NV12}.
         *
         * @param format the format ({@code NV_ENC_BUFFER_FORMAT})
         * @return this builder
         */
        public Builder bufferFormat(BufferFormat format) {
            encoder.bufferFormat(format);
            return this;
        }

        /**
         * Sets how thoroughly motion is looked for. Default {@link Preset#P4}.
         *
         * @param preset the preset ({@code presetGUID})
         * @return this builder
         */
        public Builder preset(Preset preset) {
            encoder.preset(preset);
            return this;
        }

        /**
         * Leaves ways out in which macroblocks of H.264 may be divided. Default: none is left out.
         *
         * @param left of {@link MotionPartition#WHOLE}, {@link MotionPartition#TWO_ROWS}, {@link
         *            MotionPartition#TWO_COLUMNS} and {@link MotionPartition#QUARTERS}, of which one has to stay ({@code
         *            disablePartition16x16} and its like)
         * @return this builder
         */
        public Builder without(MotionPartition... left) {
            for (MotionPartition partition : left) {
                partitions.remove(partition);
            }
            return this;
        }

        /**
         * Says whether blocks of H.264 are found that are better coded by themselves. Default true.
         *
         * @param on false to have vectors for all ({@code disableIntraSearch})
         * @return this builder
         */
        public Builder intraSearch(boolean on) {
            intraSearch = on;
            return this;
        }

        /**
         * Opens the session.
         *
         * @param context the context of the GPU, and of every frame; the estimator is closed before it
         * @return the open estimator, to be closed by the caller
         * @throws InvalidConfigException
         *             if the codec is AV1, if HEVC is to leave something out, if no partition is left, or if the size is
         *             none for the format
         * @throws UnsupportedFeatureException
         *             if the GPU lacks {@code NV_ENC_CAPS_SUPPORT_MEONLY_MODE}, the codec, the format or the size
         * @throws NvencException
         *             if the driver refuses: no encoder on this GPU, too many sessions, not enough memory
         */
        public MotionEstimator open(CudaContext context) {
            Objects.requireNonNull(context, "context");
            check();
            config = encoder.build();
            MotionEstimator estimator = null;
            try (var _ = context.push()) {
                estimator = open(context, EncodeSession.open(context));
                return estimator;
            } catch (CudaException e) {
                if (estimator != null) {
                    Cleanup.of(e).run(estimator::close);
                }
                throw e;
            }
        }

        @SuppressWarnings("MustBeClosedChecker") // the estimator closes the arena
        private MotionEstimator open(CudaContext context, EncodeSession session) {
            Arena arena = Arena.ofShared();
            try {
                MotionEstimator estimator = new MotionEstimator(context, session, arena, this);
                context.closeFirst(estimator);
                return estimator;
            } catch (RuntimeException | Error e) {
                Cleanup cleanup = Cleanup.of(e);
                cleanup.run(session::destroy);
                cleanup.run(arena::close);
                throw e;
            }
        }

        private void check() {
            if (codec == Codec.AV1) {
                throw new InvalidConfigException(
                        "codec", "codec is AV1, whose motion NVENC does not give away; it must be H264 or HEVC");
            }
            boolean restricted = partitions.size() < 4 || !intraSearch;
            if (codec == Codec.HEVC && restricted) {
                throw new InvalidConfigException(
                        "partitions", "partitions is " + partitions + " with HEVC; it must be left as it is");
            }
            if (partitions.isEmpty()) {
                throw new InvalidConfigException("partitions", "partitions is empty; it must have one at least");
            }
        }
    }
}
