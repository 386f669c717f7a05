package org.nvenc4j.simulator;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.nvenc4j.Codec;

/**
 * One encode session from open to destroy, and the way of a picture through it. Every method but those about locking is
 * called with the session's lock held, and throws {@link Refusal} to answer an error status.
 */
final class EncodeSession {
    /** How many invalidatable pictures are remembered. */
    private static final int REMEMBERED_TIMESTAMPS = 16;

    private final SessionHost host;
    private final long context;
    private final GpuModel gpu;
    private final AbiTable abi;
    private final ClientStructs structs;
    private final EngineOffer offer;
    private final SessionResources resources;
    private final ReentrantLock lock = new ReentrantLock();
    private final Arena arena = Arena.ofShared();
    private final MemorySegment lastError = arena.allocate(1024);
    private final Deque<Long> referenceTimestamps = new ArrayDeque<>();
    private boolean destroyed;
    private volatile @Nullable Running running;
    private volatile @Nullable MotionSession motion;
    private long codingOrder;
    private boolean forceNextIdr;
    private boolean forceNextIntra;
    private volatile boolean reconfiguring;

    /** What exists from a successful initialisation on. */
    private final class Running {
        private SessionConfig config;
        private final PictureCoder coder;
        private final ViewQueues queue;
        private final LookaheadPictures ahead;
        private final PictureFields fields;
        private final PictureIntake intake;
        private final BitstreamBuffers buffers;
        private final StateBuffers states;
        private CoderSettings.@Nullable Slicing slicing;
        private long inputStream;
        private long outputStream;

        Running(SessionConfig config, PictureCoder coder, Codec codec) {
            this.config = config;
            this.coder = coder;
            this.queue = new ViewQueues(config);
            this.ahead = new LookaheadPictures(structs, resources);
            this.fields = new PictureFields(abi, codec);
            this.intake = new PictureIntake(
                    host.cuda(), context, structs, resources, fields, new PictureControlCheck(abi, gpu, codec), arena);
            this.buffers = new BitstreamBuffers(host, structs, resources, fields, arena);
            this.states = new StateBuffers();
        }
    }

    EncodeSession(SessionHost host, long context, AbiTable abi, GpuModel gpu) {
        this.host = host;
        this.context = context;
        this.abi = abi;
        this.gpu = gpu;
        this.structs = new ClientStructs(abi);
        this.offer = new EngineOffer(host, gpu, structs);
        this.resources = new SessionResources(host, structs, context);
    }

    AbiTable abi() {
        return abi;
    }

    long context() {
        return context;
    }

    EngineOffer offer() {
        return offer;
    }

    /** The codec of an initialised session, or null. */
    @Nullable
    Codec codec() {
        Running now = running;
        MotionSession search = motion;
        return now != null ? now.config.coder().codec() : search == null ? null : search.codec();
    }

    /** The search of a session that encodes nothing. */
    MotionSession motion() {
        MotionSession search = motion;
        if (search == null) {
            running();
            throw new Refusal(NvencStatusCode.INVALID_CALL, "the session was not initialised with enableMEOnlyMode");
        }
        return search;
    }

    private Running running() {
        if (motion != null) {
            throw new Refusal(NvencStatusCode.INVALID_CALL, "the session looks for motion and encodes nothing");
        }
        if (running == null) {
            throw new Refusal(NvencStatusCode.ENCODER_NOT_INITIALIZED, "nvEncInitializeEncoder has not succeeded");
        }
        return running;
    }

    /** Runs one call of the client's, alone. */
    long alone(String function, LongSupplier body) {
        boolean reconfigures = function.equals("nvEncReconfigureEncoder");
        if (!lock.tryLock()) {
            if (reconfigures || reconfiguring) {
                host.journal().violation(function + " overlapped another call around a reconfiguration");
            }
            lock.lock();
        }
        try {
            if (destroyed) {
                throw new Refusal(NvencStatusCode.INVALID_ENCODERDEVICE, "the session was destroyed");
            }
            reconfiguring = reconfigures;
            return body.getAsLong();
        } catch (Refusal refusal) {
            remember(refusal.getMessage());
            throw refusal;
        } finally {
            reconfiguring = false;
            lock.unlock();
        }
    }

    private void remember(@Nullable String reason) {
        if (destroyed) {
            return;
        }
        byte[] text = String.valueOf(reason).getBytes(StandardCharsets.UTF_8);
        int length = (int) Math.min(text.length, lastError.byteSize() - 1);
        MemorySegment.copy(text, 0, lastError, ValueLayout.JAVA_BYTE, 0, length);
        lastError.set(ValueLayout.JAVA_BYTE, length, (byte) 0);
    }

    long lastErrorAddress() {
        return lastError.address();
    }

    void initialize(long params) {
        if (running != null || motion != null) {
            throw new Refusal(NvencStatusCode.INVALID_CALL, "the encoder is initialised already");
        }
        StructView init = structs.checked("NV_ENC_INITIALIZE_PARAMS", params);
        if (init.isSet("enableMEOnlyMode")) {
            Codec codec = offer.requireCodec(init.guid("encodeGUID"));
            offer.preset(init.guid("presetGUID"));
            motion = MotionSession.open(host, structs, resources, context, gpu, codec, init, arena);
            return;
        }
        SessionConfig config = readConfig(init, null);
        Codec codec = config.coder().codec();
        PictureCoder coder = openCoder(config.coder());
        if (init.isSet("enableReconFrameOutput") && !coder.isLossless()) {
            coder.close();
            throw Refusal.unsupported("reconstructed pictures are only simulated with a lossless coder");
        }
        if (init.isSet("numStateBuffers") && coder.bookmark().isEmpty()) {
            coder.close();
            throw Refusal.unsupported("state buffers are only simulated with a coder that can go back");
        }
        running = new Running(config, coder, codec);
    }

    /**
     * Reads initialisation parameters.
     *
     * @param present the configuration that an encodeConfig of NULL leaves as it is; null for the preset's
     */
    private SessionConfig readConfig(StructView given, @Nullable SessionConfig present) {
        StructView init = ClientStructs.copy(given);
        Codec codec = offer.requireCodec(init.guid("encodeGUID"));
        int preset = offer.preset(init.guid("presetGUID"));
        long tuning = init.get("tuningInfo");
        offer.checkTuning(codec, tuning);
        offer.checkAskedFor(codec, preset, tuning);
        StructLayout layout = abi.layout("NV_ENC_CONFIG", codec);
        StructView config;
        if (init.isSet("encodeConfig")) {
            config = structs.checked("NV_ENC_CONFIG", init.get("encodeConfig"), codec);
            if (config.isSet("rcParams.version")) {
                ClientStructs.checkWord(config, "rcParams.version", abi.constant("NV_ENC_RC_PARAMS_VER"));
            }
            config = ClientStructs.copy(config);
        } else if (present != null) {
            config = present.config();
        } else {
            config = new StructView(abi, layout, MemorySegment.ofArray(new byte[layout.size()]));
            host.presets().fill(config, codec, preset, (int) tuning);
        }
        return new ConfigReader(gpu, codec, init, config).read();
    }

    private PictureCoder openCoder(CoderSettings settings) {
        Coders.Choice choice = host.chooseCoder(settings);
        CoderFactory factory = choice.factory()
                .orElseThrow(() -> Refusal.unsupported("no coder of the simulator codes this: " + choice.refusals()));
        try {
            return factory.open(settings);
        } catch (IllegalArgumentException e) {
            throw Refusal.unsupported(factory.name() + ": " + e.getMessage());
        } catch (IllegalStateException e) {
            throw new Refusal(NvencStatusCode.GENERIC, factory.name() + ": " + e.getMessage());
        }
    }

    void reconfigure(long params) {
        Running now = running();
        Codec codec = now.config.coder().codec();
        StructView view = structs.checked("NV_ENC_RECONFIGURE_PARAMS", params);
        StructLayout layout = abi.layout("NV_ENC_INITIALIZE_PARAMS");
        StructView init = new StructView(
                abi,
                layout,
                view.memory()
                        .asSlice(
                                view.layout()
                                        .field("reInitEncodeParams.version")
                                        .offset(),
                                layout.size()));
        ClientStructs.checkWord(init, "version");
        SessionConfig next = readConfig(init, now.config);
        new ReconfigurationCheck(gpu).check(codec, now.config, next);
        CoderSettings before = now.config.coder();
        boolean resized = next.coder().width() != before.width() || next.coder().height() != before.height();
        if (resized) {
            // Pictures that wait were taken in at the old size and are coded at it.
            code(now, now.queue.flush());
        }
        try {
            now.slicing = null;
            now.coder.reconfigure(next.coder());
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid(String.valueOf(e.getMessage()));
        }
        now.config = next;
        if (resized || view.isSet("forceIDR") || view.isSet("resetEncoder")) {
            forceNextIdr = true;
        }
    }

    void sequenceParameters(long payload) {
        putSequenceParameters(running().coder, payload);
    }

    /** The same for parameters that the session is not, or not yet, initialised with. */
    void sequenceParameters(long params, long payload) {
        SessionConfig config = readConfig(structs.checked("NV_ENC_INITIALIZE_PARAMS", params), null);
        try (PictureCoder coder = openCoder(config.coder())) {
            putSequenceParameters(coder, payload);
        }
    }

    private void putSequenceParameters(PictureCoder coder, long payload) {
        StructView view = structs.checked("NV_ENC_SEQUENCE_PARAM_PAYLOAD", payload);
        if (!view.isSet("spsppsBuffer") || !view.isSet("outSPSPPSPayloadSize")) {
            throw new Refusal(NvencStatusCode.INVALID_PTR, "spsppsBuffer or outSPSPPSPayloadSize is NULL");
        }
        byte[] header = coder.sequenceHeader();
        if (view.get("inBufferSize") < header.length) {
            throw new Refusal(
                    NvencStatusCode.NOT_ENOUGH_BUFFER,
                    "inBufferSize is " + view.get("inBufferSize") + ", the header has " + header.length + " bytes");
        }
        MemorySegment.copy(
                header,
                0,
                MemorySegment.ofAddress(view.get("spsppsBuffer")).reinterpret(header.length),
                ValueLayout.JAVA_BYTE,
                0,
                header.length);
        MemorySegment.ofAddress(view.get("outSPSPPSPayloadSize"))
                .reinterpret(4)
                .set(ValueLayout.JAVA_INT_UNALIGNED, 0, header.length);
    }

    void setStreams(long input, long output) {
        Running now = running();
        if (!ClientMemory.isHostPointer(input) || !ClientMemory.isHostPointer(output)) {
            throw new Refusal(NvencStatusCode.INVALID_PTR, "a stream is passed as a pointer to its handle");
        }
        long inputStream = ClientMemory.getLong(input);
        long outputStream = ClientMemory.getLong(output);
        checkStream(inputStream);
        checkStream(outputStream);
        now.inputStream = inputStream;
        now.outputStream = outputStream;
    }

    private void checkStream(long stream) {
        if (!host.cuda().isStream(context, stream)) {
            host.journal()
                    .violation("0x" + Long.toHexString(stream)
                            + " is no live stream of the session's context: a real driver may crash");
            throw Refusal.invalid("no stream of the session's context");
        }
    }

    /** The registered and mapped resources of an initialised session. */
    SessionResources resources() {
        if (motion == null) {
            running();
        }
        return resources;
    }

    void register(long params) {
        MotionSession search = motion;
        if (search != null) {
            resources.register(params, offer.inputFormats(search.codec()), null);
            return;
        }
        SessionConfig config = running().config;
        resources.register(params, offer.inputFormats(config.coder().codec()), config);
    }

    void unmap(long handle) {
        resources().unmap(handle);
        Running now = running;
        if (now != null) {
            now.buffers.unmapped(handle);
        }
    }

    /** The bitstream buffers of an initialised session. */
    BitstreamBuffers buffers() {
        return running().buffers;
    }

    void lockBitstream(long params) {
        if (motion != null) {
            motion().lock(params);
            return;
        }
        Running now = running();
        now.buffers.lock(params, now.config);
    }

    /** NvEncEncodePicture. */
    NvencStatusCode encode(long params) {
        Running now = running();
        MemorySegment struct = now.intake.check(params);
        if (now.intake.isEndOfStream(struct)) {
            now.ahead.clear();
            code(now, now.queue.flush());
            return NvencStatusCode.SUCCESS;
        }
        checkStream(now.inputStream);
        checkStream(now.outputStream);
        int stateBuffer = now.intake.stateBuffer(struct, now.config);
        if (stateBuffer < 0) {
            NvencStatusCode status = encode(now, struct);
            now.states.clear();
            return status;
        }
        Runnable before = bookmark(now);
        try {
            NvencStatusCode status = encode(now, struct);
            now.states.save(stateBuffer, bookmark(now));
            return status;
        } finally {
            before.run();
        }
    }

    /** Remembers all that a picture moves on. What it gives goes back there. */
    private Runnable bookmark(Running now) {
        Runnable coder = now.coder
                .bookmark()
                .orElseThrow(() -> new IllegalStateException("the coder could go back when the session was opened"));
        Runnable queue = now.queue.bookmark();
        Runnable intake = now.intake.bookmark();
        Runnable ahead = now.ahead.bookmark();
        long codingOrderHere = codingOrder;
        boolean idrHere = forceNextIdr;
        boolean intraHere = forceNextIntra;
        List<Long> referencesHere = List.copyOf(referenceTimestamps);
        return () -> {
            coder.run();
            queue.run();
            intake.run();
            ahead.run();
            codingOrder = codingOrderHere;
            forceNextIdr = idrHere;
            forceNextIntra = intraHere;
            referenceTimestamps.clear();
            referenceTimestamps.addAll(referencesHere);
        };
    }

    /** NvEncLookaheadPicture. */
    void lookAhead(long params) {
        Running now = running();
        now.ahead.show(params, now.config, now.intake.knownFlags());
    }

    /** NvEncRestoreEncoderState. */
    void restoreState(long params) {
        Running now = running();
        now.states.restore(structs.checked("NV_ENC_RESTORE_ENCODER_STATE_PARAMS", params));
    }

    private NvencStatusCode encode(Running now, MemorySegment struct) {
        now.states.requireWhole();
        OutputBuffer output = now.buffers.free(now.fields.outputBitstream.get(struct), now.config);
        long reconstructInto = now.intake.reconstruction(struct, now.config);
        now.ahead.requireNext(now.config, resources.mapped(now.fields.inputBuffer.get(struct), Registered.INPUT));
        host.cuda().waitFor(context, now.inputStream);
        PendingPicture picture = now.intake.take(struct, now.config, forceNextIdr, forceNextIntra);
        forceNextIdr = false;
        forceNextIntra = false;
        now.ahead.advance();
        now.buffers.queue(output, reconstructInto);
        List<PendingPicture> coded = now.queue.add(picture);
        code(now, coded);
        return coded.isEmpty() ? NvencStatusCode.NEED_MORE_INPUT : NvencStatusCode.SUCCESS;
    }

    /** Codes pictures into the buffers that wait, in the order in which those were handed in. */
    private void code(Running now, List<PendingPicture> pictures) {
        for (PendingPicture picture : pictures) {
            SourcePicture source = source(now, picture);
            CodedPicture coded;
            try {
                cutSlices(now, picture.slicing());
                coded = now.coder.code(source);
                if (now.config.config().isSet("encodeCodecConfig.av1Config.outputAnnexBFormat")) {
                    coded = LengthDelimited.of(coded);
                }
            } catch (RuntimeException e) {
                host.journal().failure("the coder", e);
                throw new Refusal(NvencStatusCode.GENERIC, "the coder failed: " + e);
            }
            if (picture.isReference()) {
                referenceTimestamps.addLast(picture.submission().timestamp());
                if (referenceTimestamps.size() > REMEMBERED_TIMESTAMPS) {
                    referenceTimestamps.removeFirst();
                }
            }
            now.buffers.fill(picture, coded);
            now.intake.giveBack(picture.samples());
        }
    }

    private static void cutSlices(Running now, CoderSettings.@Nullable Slicing slicing) {
        if (slicing != null && !slicing.equals(now.slicing)) {
            now.slicing = slicing;
            now.coder.reconfigure(
                    now.config.coder().toBuilder().slicing(slicing).build());
        }
    }

    private SourcePicture source(Running now, PendingPicture picture) {
        SessionConfig config = now.config;
        SourcePicture.Type type = picture.type();
        boolean hidesOrder = config.coder().codec() == Codec.AV1 && type == SourcePicture.Type.B;
        boolean first = codingOrder == 0;
        boolean headers =
                !config.disableHeaders() && type == SourcePicture.Type.IDR && (first || config.repeatHeaders())
                        || picture.submission().headers();
        CoderSettings.RateControl rate = config.coder().rateControl();
        int qp = rate.mode() != CoderSettings.RateControl.Mode.CONSTANT_QP
                ? SourcePicture.QP_FROM_RATE_CONTROL
                : switch (type) {
                    case IDR, I -> rate.qpI();
                    case P -> rate.qpP();
                    case B -> rate.qpB();
                };
        return new SourcePicture(
                picture.samples().planes(),
                hidesOrder ? SourcePicture.Type.P : type,
                hidesOrder || picture.isReference(),
                picture.displayOrder(),
                codingOrder++,
                picture.submission().timestamp(),
                headers,
                picture.submission().metadata(),
                qp,
                Optional.ofNullable(picture.alpha()),
                picture.view(),
                picture.submission().structure() == PictureIntake.BOTTOM_FIELD_FIRST);
    }

    void invalidateReference(long timestamp) {
        Running now = running();
        if (gpu.cap(now.config.coder().codec(), Caps.REFERENCE_INVALIDATION) == 0) {
            throw Refusal.unsupported("reference invalidation is not supported on this GPU (cap 28)");
        }
        if (!referenceTimestamps.remove(timestamp)) {
            throw Refusal.invalid("no reference picture has the timestamp " + timestamp);
        }
        // What is left to refer to may be older than the coder keeps: the next picture does without.
        forceNextIntra = true;
    }

    /** What the client has not given back. */
    Leftovers leftovers() {
        Running now = running;
        MotionSession search = motion;
        return new Leftovers(
                0,
                resources.registeredCount(),
                resources.mappedCount(),
                now != null ? now.buffers.count() : search != null ? search.count() : 0,
                now != null ? now.buffers.lockedCount() : search != null ? search.lockedCount() : 0,
                0,
                0,
                0,
                0,
                0,
                0);
    }

    /** NvEncUnlockBitstream. */
    void unlockBitstream(long handle) {
        if (motion != null) {
            motion().unlock(handle);
        } else {
            buffers().unlock(handle);
        }
    }

    void destroy() {
        destroyed = true;
        motion = null;
        if (running != null) {
            running.coder.close();
            running = null;
        }
    }

    /** Frees the session's memory; nobody may be inside any more. */
    void free() {
        lock.lock();
        try {
            if (arena.scope().isAlive()) {
                arena.close();
            }
        } finally {
            lock.unlock();
        }
    }

    Leftovers leftoversNow() {
        lock.lock();
        try {
            return leftovers();
        } finally {
            lock.unlock();
        }
    }
}
