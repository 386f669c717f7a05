package org.nvenc4j;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.nvenc4j.cuda.CudaContext;
import org.nvenc4j.internal.driver.NvencFunctions;
import org.nvenc4j.internal.struct.PicParams;
import org.nvenc4j.internal.trace.FlightRecorder;

/**
 * The pictures between submission and retrieval, in a ring of slots: the heart of the session.
 *
 * <p>The driver fills output buffers in the order in which they were submitted, each with whatever picture is next in
 * coding order; with B-frames that is not the picture submitted with the buffer. A submission that ends in success
 * finishes all buffers up to its own, one that needs more input finishes none. When a buffer has been locked, the input
 * that was submitted with it is free as well, for a driver that reorders keeps a copy of its own. All calls are made
 * with the session's context current.
 */
final class PictureSlots {
    private static final int NEED_MORE_INPUT = NvencStatus.NEED_MORE_INPUT.code();
    private static final int UNKNOWN_QP = -1;
    private static final int MACROBLOCK = 16;

    /** Beyond these an access unit's size is no size: eight bytes a pixel, and as much for messages as nobody sends. */
    private static final long MOST_PER_MACROBLOCK = 8 * MACROBLOCK * MACROBLOCK;

    private static final long MOST_BESIDE_SAMPLES = 64 << 20;
    private static final int BUSY_RETRIES = 100;
    private static final long BUSY_PAUSE_NANOS = 1_000_000;
    private static final int LOCK_BUSY = NvencStatus.LOCK_BUSY.code();
    private static final long SLICE_PAUSE_NANOS = 50_000;

    /** So often a picture that does not grow is looked at; then the driver is asked to wait for the whole. */
    private static final int SLICE_LOOKS = 400;

    private final NvencFunctions nvenc;
    private final long encoder;
    private final Slot[] slots;
    private final PictureIdentities identities;
    private final PicParams endOfStream;
    private final int heldBack;
    private final int mostBytes;
    private final @Nullable ExternalLookahead ahead;
    private final int views;
    private final boolean showsSlices;
    private final @Nullable PictureStatistics statistics;

    private final SavedStates states;

    /** The number of the next picture, which several trials of it may have. */
    private long number;

    /** Pictures handed to the driver, and pictures taken from it, trials too. */
    private long sent;

    private long got;

    /** The slots that come next for each: the counts modulo the slots, kept, since two divisions a frame cost 2 ns. */
    private int in;

    private int out;

    /** Pictures below this number may be taken. */
    private long available;

    /** The slot whose output buffer is locked, or null. */
    private @Nullable Slot locked;

    /** The slot whose picture was taken last, until its buffer was read to the end; or null. */
    private @Nullable Slot last;

    PictureSlots(EncodeSession session, CudaContext context, Arena arena, EncoderConfig config, SessionSetup setup) {
        nvenc = session.nvenc;
        encoder = session.encoder;
        heldBack = setup.lookahead();
        mostBytes = (int) Math.min(Integer.MAX_VALUE, MOST_BESIDE_SAMPLES + MOST_PER_MACROBLOCK * mostSlices(config));
        int depth = setup.externalLookahead();
        ahead = depth == 0
                ? null
                : new ExternalLookahead(
                        arena, session, depth, config.bufferFormat().value());
        views = setup.views();
        showsSlices = config.get(Settings.SUB_FRAME_WRITE, false);
        states = new SavedStates(arena, session, config.get(Settings.STATE_BUFFERS, 0));
        slots = new Slot[setup.framesInFlight()];
        identities = new PictureIdentities(slots.length);
        endOfStream = new PicParams(arena, session.abi).endOfStream();
        // One for all slots: a picture is gone before the next buffer is locked.
        MemorySegment sliceOffsets = config.get(Settings.SLICE_OFFSETS, false)
                ? arena.allocate(ValueLayout.JAVA_INT, mostSlices(config))
                : MemorySegment.NULL;
        OutputStatistics level = config.get(Settings.OUTPUT_STATISTICS);
        statistics = level == null ? null : new PictureStatistics(arena, session.abi, config, level);
        try {
            for (int i = 0; i < slots.length; i++) {
                slots[i] = new Slot(arena, session, context, config, sliceOffsets, ahead);
                if (statistics != null) {
                    slots[i].lock.outputStats(statistics.entries());
                }
            }
        } catch (RuntimeException | Error e) {
            destroy(Cleanup.of(e));
            throw e;
        }
    }

    /**
     * The slices of a picture where each is a macroblock: the driver makes more of them than was asked for, as in a wave
     * of intra refresh, and is not told how many it may report.
     */
    private static long mostSlices(EncoderConfig config) {
        Settings.Size largest = config.get(Settings.MAX_SIZE, new Settings.Size(config.width(), config.height()));
        return (long) Math.ceilDiv(largest.width(), MACROBLOCK) * Math.ceilDiv(largest.height(), MACROBLOCK);
    }

    PictureIdentities identities() {
        return identities;
    }

    /** Where the driver writes its account of a picture, or null in a session without. */
    @Nullable
    PictureStatistics statistics() {
        return statistics;
    }

    int count() {
        return slots.length;
    }

    /** How many pictures may be taken. */
    int ready() {
        return (int) (available - got);
    }

    /** How many pictures the driver has not finished. */
    int held() {
        return (int) (sent - available);
    }

    /** Takes frames of another size from now on. */
    void resize(EncoderConfig config) {
        for (Slot slot : slots) {
            slot.frame(config);
        }
        if (statistics != null) {
            statistics.resize(config.width(), config.height());
        }
    }

    void submit(
            Registration input,
            @Nullable Registration alpha,
            @Nullable Registration reconstruction,
            PictureOptions options) {
        if (ahead != null) {
            ahead.requireNext(input);
        } else {
            requireFree(input);
        }
        if (alpha != null) {
            requireFree(alpha);
            if (alpha.frame == input.frame) {
                throw new IllegalArgumentException(
                        "the frame cannot be its own alpha; give the transparency a frame of its own");
            }
        }
        if (reconstruction != null) {
            requireFree(reconstruction);
            if (reconstruction.frame == input.frame) {
                throw new IllegalArgumentException(
                        "the reconstruction would overwrite the frame that is encoded; give it a frame of its own");
            }
        }
        if (sent - got >= slots.length) {
            throw new IllegalStateException("the driver holds " + slots.length
                    + " frames and has finished none, more than the configuration calls for; flush() the encoder");
        }
        Slot slot = slots[in];
        boolean trial = options.stateBuffer() != PictureOptions.NONE;
        int status;
        try {
            slot.map(input, alpha, reconstruction, trial);
            slot.recording = FlightRecorder.pictureBegins();
            slot.controls.write(options);
            if (views > 1) {
                slot.controls.view((int) (number % views));
            }
            slot.picture.number(number).duration(options.duration()).flags(flags(options));
            status = encode(slot.picture);
        } catch (RuntimeException | Error e) {
            if (ahead != null) {
                ahead.takeBack(slot.input);
            }
            Cleanup.of(e).run(slot::unmap);
            throw e;
        }
        identities.put(number, options);
        slot.number = number;
        sent++;
        in = after(in);
        if (trial) {
            states.saved(options.stateBuffer(), number);
        } else {
            advance();
        }
        if (status != NEED_MORE_INPUT) {
            // A driver with look-ahead lets go of a picture only when as many frames follow it.
            available = Math.max(available, sent - heldBack);
        }
    }

    private void requireFree(Registration frame) {
        if (frame.mappings > 0) {
            throw new IllegalStateException("the encoder still holds this frame, whose picture is yet to come; with "
                    + "this configuration give it " + slots.length + " frames in turn (framesInFlight)");
        }
    }

    /** The number of the next picture. */
    long number() {
        return number;
    }

    /** Whether the next picture was tried, and the trial is neither chosen nor passed over. */
    boolean isTrying() {
        return states.hasTrialOf(number);
    }

    /** Throws unless the next picture was tried with these state buffers. */
    void requireStates(int encodeState, int rateControlState) {
        states.require(encodeState, number);
        states.require(rateControlState, number);
    }

    /** Goes on from trials of the next picture. */
    void restoreState(int encodeState, int rateControlState) {
        states.restore(encodeState, rateControlState);
        advance();
    }

    private void advance() {
        number++;
        if (ahead != null) {
            ahead.advance();
        }
    }

    /** Shows the encoder a frame that will be encoded later. */
    void lookAhead(Registration frame, PictureOptions options) {
        if (ahead == null) {
            throw new IllegalStateException(
                    "the encoder is not shown frames ahead; set externalLookahead(true) in its configuration");
        }
        requireFree(frame);
        PictureType type = options.type();
        ahead.show(frame, type == null ? 0 : type.ordinal(), flags(options));
    }

    /** Throws unless all views of the last frame were handed over. */
    void requireAllViews() {
        if (number % views != 0) {
            throw new IllegalStateException("the second view of the last frame is missing; encode it first");
        }
    }

    /** Tells the driver that no more frames come for now, after which all pictures may be taken. */
    void endStream() {
        if (sent > got || ahead != null) {
            encode(endOfStream);
            available = sent;
        }
        if (ahead != null) {
            Cleanup cleanup = new Cleanup();
            ahead.clear(cleanup);
            cleanup.finish();
        }
    }

    /**
     * Locks the next output buffer, or takes it back, and shows its picture. A buffer that the driver did not lock is
     * locked next time.
     */
    void take(EncodedPicture picture) {
        Slot slot = slots[out];
        if (slot.video != null) {
            taken();
            slot.unmap();
            picture.open(slot, slot.number, slot.video.readSize(), true);
        } else {
            boolean isWhole = lockNext(slot);
            picture.open(slot, slot.lock.outputTimeStamp(), slot.data.size(), isWhole);
        }
        if (slot.recording != null) {
            record(slot, picture);
        }
    }

    /** Locks a buffer for the first time; says whether its picture is complete. */
    private boolean lockNext(Slot slot) {
        try {
            return showsSlices ? lockSlices(slot, 0) : lockWhole(slot);
        } finally {
            if (locked == slot) {
                taken();
                last = slot;
            }
        }
    }

    private void taken() {
        got++;
        out = after(out);
    }

    private int after(int slot) {
        return slot + 1 == slots.length ? 0 : slot + 1;
    }

    private static void record(Slot slot, EncodedPicture picture) {
        int averageQp = slot.video == null ? slot.lock.frameAvgQP() : UNKNOWN_QP;
        Objects.requireNonNull(slot.recording)
                .end(picture.number(), picture.type().name(), picture.sizeSoFar(), averageQp);
        slot.recording = null;
    }

    /** Locks the buffer whose picture was taken last again, when there is more of the picture or all of it. */
    void grow(EncodedPicture picture, boolean toTheEnd) {
        Slot slot = Objects.requireNonNull(last);
        try {
            if (locked == slot) {
                unlock(slot);
            }
            boolean isWhole = toTheEnd ? lockWhole(slot) : lockSlices(slot, picture.sizeSoFar());
            picture.grow(slot.data.size(), isWhole);
        } catch (RuntimeException | Error e) {
            Cleanup.of(e).run(picture::close);
            throw e;
        }
    }

    /** Whether the picture taken last is of this frame, and not complete. */
    boolean isGrowing(Registration frame) {
        return last != null && last.holds(frame);
    }

    /** Waits for the picture. */
    private boolean lockWhole(Slot slot) {
        for (int attempt = 1; !lock(slot, false); attempt++) {
            if (attempt == BUSY_RETRIES) {
                throw new NvencException(LOCK_BUSY, "nvEncLockBitstream", null);
            }
            pause(BUSY_PAUSE_NANOS);
        }
        slot.unmap();
        show(slot);
        return true;
    }

    /** Waits for more than so many bytes of the picture; says whether it is the whole. */
    private boolean lockSlices(Slot slot, int seen) {
        for (int look = 0; look < SLICE_LOOKS; look++) {
            if (lock(slot, true)) {
                show(slot);
                if (slot.lock.isComplete()) {
                    slot.unmap();
                    return true;
                }
                if (slot.data.size() > seen) {
                    return false;
                }
                unlock(slot);
            }
            pause(SLICE_PAUSE_NANOS);
        }
        return lockWhole(slot);
    }

    /** Locks a buffer; false where the driver is not ready to. */
    private boolean lock(Slot slot, boolean doNotWait) {
        if (nvenc.nvEncLockBitstream(encoder, slot.lock.ask(doNotWait).address()) == LOCK_BUSY) {
            return false;
        }
        locked = slot;
        return true;
    }

    private void show(Slot slot) {
        long address = slot.lock.bitstreamBufferPtr();
        int bytes = slot.lock.bitstreamSizeInBytes();
        if (bytes < 0 || bytes > mostBytes || address == 0 && bytes > 0) {
            throw Nonsense.of(
                    "nvEncLockBitstream",
                    Integer.toUnsignedString(bytes) + " bytes at the address " + Long.toUnsignedString(address));
        }
        slot.data.showAt(address, bytes);
    }

    private void unlock(Slot slot) {
        locked = null;
        nvenc.nvEncUnlockBitstream(encoder, slot.bitstream);
    }

    /**
     * Unlocks the buffer whose picture was taken last. A picture that is not complete is waited for, also where that failed
     * before: the driver does not take a buffer again that was not read to the end.
     */
    void unlock() {
        if (locked != null) {
            unlock(locked);
        }
        if (last != null && !last.complete) {
            lockWhole(last);
            unlock(last);
        }
        last = null;
    }

    /** Has the driver finish what it holds, then takes its buffers and inputs back. */
    void release(Cleanup cleanup) {
        cleanup.run(this::endStream);
        cleanup.run(this::unlock);
        if (ahead != null) {
            ahead.clear(cleanup);
        }
        for (Slot slot : slots) {
            cleanup.run(slot::unmap);
        }
    }

    void destroy(Cleanup cleanup) {
        for (int i = 0; i < slots.length && slots[i] != null; i++) {
            slots[i].destroy(cleanup);
        }
    }

    private int encode(PicParams picture) {
        for (int attempt = 1; ; attempt++) {
            try {
                return nvenc.nvEncEncodePicture(encoder, picture.address());
            } catch (NvencException e) {
                if (e.status() != NvencStatus.ENCODER_BUSY || attempt == BUSY_RETRIES) {
                    throw e;
                }
                pause(BUSY_PAUSE_NANOS);
            }
        }
    }

    /** Waits on the carrier thread itself, on which the context is current. */
    private static void pause(long nanos) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < nanos) {
            Thread.onSpinWait();
        }
    }

    private static int flags(PictureOptions options) {
        return (options.stateBuffer() != PictureOptions.NONE ? PicParams.DISABLE_ENC_STATE_ADVANCE : 0)
                | (options.forceIdr() ? PicParams.FORCE_IDR : 0)
                | (options.forceIntra() ? PicParams.FORCE_INTRA : 0)
                | (options.reconstruction() != null ? PicParams.OUTPUT_RECON_FRAME : 0)
                | (options.parameterSets() ? PicParams.OUTPUT_SPSPPS : 0)
                | (options.minQpBeforeMap() ? PicParams.MIN_QP_BEFORE_DELTA : 0)
                | (options.maxQpBeforeMap() ? PicParams.MAX_QP_BEFORE_DELTA : 0);
    }
}
