package org.nvenc4j;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.nvenc4j.cuda.DeviceFrame;
import org.nvenc4j.internal.driver.Foreign;
import org.nvenc4j.internal.struct.LockBitstream;

/**
 * One picture's access unit, readable in place in the driver's locked output buffer, and what the encoder says of it.
 *
 * <p>
 * The bytes belong to the driver and are there until the picture is closed, which also happens when the next picture is
 * asked for and at the encoder's next call. After that every method but {@link #close}, {@link #isOpen} and
 * {@link #toString} throws {@link IllegalStateException}, and a segment from {@link #data} is dead. The encoder has one
 * object of this type and fills it anew for each picture; copy what is to live longer.
 *
 * <p>
 * With {@link EncoderConfig.Builder#subFrameWrite} the encoder gives the picture when its first slices are there, and
 * {@link #slices} walks on as the others are finished. Methods that are about the whole picture wait for it then.
 *
 * <p>
 * With {@link EncoderConfig.Builder#outputInVideoMemory} the bytes are in device memory, at {@link #deviceAddress}. The
 * first method that reads them copies them to the host then.
 *
 * <p>
 * Reading and copying allocate nothing, except where a method says so. Only one thread at a time may use a picture,
 * together with its encoder.
 */
public final class EncodedPicture implements AutoCloseable {
    private final NvEncoder encoder;
    private final PictureIdentities identities;
    private final @Nullable PictureStatistics statistics;
    private final SliceWalk sliceWalk = new SliceWalk();

    /** Where the picture is; null while it is closed. */
    private @Nullable Slot slot;

    private long number;
    private int size;

    /** Whether there is more to come of the access unit. */
    private boolean growing;

    /** Whether the access unit is in video memory and was not copied from there yet. */
    private boolean remote;

    private @Nullable Arena dataArena;
    private @Nullable Thread dataThread;

    /** Made once, and filled by the encoder. */
    EncodedPicture(NvEncoder encoder, PictureIdentities identities, @Nullable PictureStatistics statistics) {
        this.encoder = encoder;
        this.identities = identities;
        this.statistics = statistics;
    }

    /** Shows what is in a locked buffer, all of the picture or its beginning, or in video memory. */
    void open(Slot place, long pictureNumber, int bytes, boolean isWhole) {
        slot = place;
        number = pictureNumber;
        remote = place.video != null;
        sliceWalk.begin();
        if (statistics != null) {
            statistics.open(true);
        }
        grow(bytes, isWhole);
    }

    /** There is more of the access unit in the locked buffer, or all of it. */
    void grow(int bytes, boolean isWhole) {
        size = bytes;
        growing = !isWhole;
    }

    /** How much of the access unit is there. */
    int sizeSoFar() {
        return size;
    }

    /**
     * The access unit in place: for H.264 and HEVC an Annex B byte stream, for AV1 a temporal unit of OBUs.
     *
     * @return a read-only segment of {@link #size} bytes, which only this thread may read and which is dead when the
     *         picture is closed; making it allocates a little, once for a picture
     * @throws IllegalStateException
     *             if the picture is closed
     */
    public MemorySegment data() {
        return inPlace(readable(), 0, size);
    }

    @SuppressWarnings("MustBeClosedChecker") // close() closes it
    private Arena dataArena() {
        Arena arena = dataArena;
        if (arena == null) {
            arena = Arena.ofConfined();
            dataArena = arena;
            dataThread = Thread.currentThread();
        }
        return arena;
    }

    /**
     * Where the access unit lies in device memory, with {@link EncoderConfig.Builder#outputInVideoMemory}: {@link #size}
     * bytes, complete when this picture is given, until it is closed. All work on them has to be on the default stream.
     *
     * @return the {@code CUdeviceptr}, in the encoder's context
     * @throws IllegalStateException
     *             if the access unit is in the host's memory, or the picture is closed
     */
    public long deviceAddress() {
        VideoMemoryBuffer memory = slot().video;
        require(memory != null, "outputInVideoMemory");
        return Objects.requireNonNull(memory).address();
    }

    private MemorySegment inPlace(LockedBitstream bitstream, int offset, int length) {
        return Foreign.segment(bitstream.memory().address() + offset, length, dataArena())
                .asReadOnly();
    }

    /**
     * Walks through the access unit slice by slice, and with {@link EncoderConfig.Builder#subFrameWrite} waits for each
     * until the encoder has finished it ({@code nvEncLockBitstream} with {@code doNotWait}, again and again): for a sender
     * that does not want to wait for the whole picture. The walk waits on a busy thread, since nothing tells when a slice
     * is finished.
     *
     * <p>With {@link EncoderConfig.Builder#sliceOffsets} each segment is one slice, the first with the parameter sets and
     * messages before it; what the encoder may add after the last slice is a segment of its own. Without, a segment is
     * what was finished since the one before: one slice, tile or more. Put together, the segments are {@link #data}.
     *
     * @return one walk, always the same object, which can be done once; a walk that was broken off goes on where it
     *         stopped. Each segment is read-only, for this thread alone, and dead when the picture is closed; making it
     *         allocates a little, and a copy of the slice while the picture is not complete
     * @throws IllegalStateException
     *             if the picture is closed
     */
    public Iterable<MemorySegment> slices() {
        slot();
        return sliceWalk;
    }

    /**
     * Says whether the whole access unit is there. Does not wait.
     *
     * @return false while slices are still being encoded, which only {@link EncoderConfig.Builder#subFrameWrite} lets be
     *         seen
     * @throws IllegalStateException
     *             if the picture is closed
     */
    public boolean isComplete() {
        slot();
        return !growing;
    }

    /**
     * The size of the access unit ({@code bitstreamSizeInBytes}).
     *
     * @return bytes
     */
    public int size() {
        whole();
        return size;
    }

    /**
     * One byte of the access unit, read in place.
     *
     * @param index 0 to {@link #size} - 1
     * @return the byte
     * @throws IndexOutOfBoundsException
     *             if the index is not in the access unit
     */
    public byte byteAt(int index) {
        return readable().memory().get(ValueLayout.JAVA_BYTE, Objects.checkIndex(index, size));
    }

    /**
     * Copies the access unit into an array.
     *
     * @param target the array
     * @param offset where to begin in it
     * @return the number of bytes, {@link #size}
     * @throws IndexOutOfBoundsException
     *             if the array has not that much room; nothing is copied
     */
    public int copyTo(byte[] target, int offset) {
        LockedBitstream bitstream = readable();
        Objects.checkFromIndexSize(offset, size, target.length);
        MemorySegment.copy(bitstream.memory(), ValueLayout.JAVA_BYTE, 0, target, offset, size);
        return size;
    }

    /**
     * Copies the access unit into a segment.
     *
     * @param target the segment
     * @param offset where to begin in it, in bytes
     * @return the number of bytes, {@link #size}
     * @throws IndexOutOfBoundsException
     *             if the segment has not that much room; nothing is copied
     */
    public int copyTo(MemorySegment target, long offset) {
        LockedBitstream bitstream = readable();
        Objects.checkFromIndexSize(offset, size, target.byteSize());
        MemorySegment.copy(bitstream.memory(), 0, target, offset, size);
        return size;
    }

    /**
     * Copies the access unit into a buffer, from its position on, and moves the position behind it.
     *
     * @param target the buffer
     * @return the number of bytes, {@link #size}
     * @throws java.nio.BufferOverflowException
     *             if the buffer has not that much room; nothing is copied
     */
    public int copyTo(ByteBuffer target) {
        target.put(readable().bytes());
        return size;
    }

    /**
     * Copies the access unit into a new array.
     *
     * @return {@link #size} bytes
     */
    public byte[] toByteArray() {
        byte[] bytes = new byte[size()];
        copyTo(bytes, 0);
        return bytes;
    }

    /**
     * Writes the whole access unit, in place, into a channel.
     *
     * @param channel a blocking channel
     * @throws IOException
     *             as the channel throws it
     */
    public void writeTo(WritableByteChannel channel) throws IOException {
        ByteBuffer bytes = readable().bytes();
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /**
     * What kind of picture this is ({@code pictureType}).
     *
     * @return the type; {@link PictureType#UNKNOWN} with {@link EncoderConfig.Builder#outputInVideoMemory}
     */
    public PictureType type() {
        Slot place = slot();
        return place.video != null ? PictureType.UNKNOWN : PictureType.ofValue(place.lock.pictureType());
    }

    /**
     * Whether the picture was coded as a frame or as two fields ({@code pictureStruct}).
     *
     * @return the structure; {@link PictureStructure#FRAME} without {@link EncoderConfig.Builder#fieldCoding}
     */
    public PictureStructure structure() {
        return PictureStructure.ofValue(struct().pictureStruct());
    }

    /**
     * Says whether decoding can start here.
     *
     * @return true for {@link PictureType#IDR}
     * @throws IllegalStateException
     *             if the driver does not tell, because the picture is in video memory; or if it is closed
     */
    public boolean isKeyFrame() {
        return PictureType.ofValue(struct().pictureType()) == PictureType.IDR;
    }

    /**
     * The average quantiser of the picture ({@code frameAvgQP}).
     *
     * @return 0 to 51, with AV1 0 to 255
     */
    public int averageQp() {
        return struct().frameAvgQP();
    }

    /**
     * The cost of the picture as the encoder estimated it ({@code frameSatd}): the sum of absolute transformed differences
     * from its prediction.
     *
     * @return 0 or more; the scale is the GPU's own
     */
    public long satd() {
        return Integer.toUnsignedLong(struct().frameSatd());
    }

    /**
     * How many slices the picture has ({@code numSlices}).
     *
     * @return 1 or more
     * @throws IllegalStateException
     *             if {@link EncoderConfig.Builder#sliceOffsets} is off, or the picture is closed
     */
    public int sliceCount() {
        LockBitstream lock = struct();
        require(lock.reportsSlices(), "sliceOffsets");
        return lock.numSlices();
    }

    /**
     * Where a slice begins in the access unit ({@code sliceOffsets}). A slice ends where the next begins, the last one at
     * the end.
     *
     * @param index 0 to {@link #sliceCount} - 1
     * @return the offset of the slice's start code in bytes; before the first slice there may be parameter sets and messages
     * @throws IndexOutOfBoundsException
     *             if the picture has no such slice
     * @throws IllegalStateException
     *             if {@link EncoderConfig.Builder#sliceOffsets} is off, or the picture is closed
     */
    public int sliceOffset(int index) {
        return struct().sliceOffset(Objects.checkIndex(index, sliceCount()));
    }

    /**
     * How many blocks are coded by themselves ({@code intraMBCount}): macroblocks of 16x16 samples, with HEVC coding tree
     * blocks, with AV1 superblocks.
     *
     * @return 0 or more
     * @throws IllegalStateException
     *             if {@link EncoderConfig.Builder#rateControlStatistics} is off, or the picture is closed
     */
    public int intraBlocks() {
        return counts().intraMBCount();
    }

    /**
     * How many blocks are predicted from other pictures ({@code interMBCount}); the same blocks as {@link #intraBlocks}.
     *
     * @return 0 or more
     * @throws IllegalStateException
     *             if {@link EncoderConfig.Builder#rateControlStatistics} is off, or the picture is closed
     */
    public int interBlocks() {
        return counts().interMBCount();
    }

    /**
     * The mean of the picture's motion vectors to the right ({@code averageMVX}).
     *
     * @return in the encoder's own unit, negative to the left
     * @throws IllegalStateException
     *             if {@link EncoderConfig.Builder#rateControlStatistics} is off, or the picture is closed
     */
    public int averageMotionX() {
        return counts().averageMVX();
    }

    /**
     * The mean of the picture's motion vectors downwards ({@code averageMVY}).
     *
     * @return in the encoder's own unit, negative upwards
     * @throws IllegalStateException
     *             if {@link EncoderConfig.Builder#rateControlStatistics} is off, or the picture is closed
     */
    public int averageMotionY() {
        return counts().averageMVY();
    }

    /**
     * The encoder's account of the picture, block by block or row by row ({@code outputStatsPtr}).
     *
     * @return always the same object, to be read while this picture is open
     * @throws IllegalStateException
     *             if {@link EncoderConfig.Builder#outputStatistics} is not set, or the picture is closed
     */
    public PictureStatistics statistics() {
        whole();
        PictureStatistics account = statistics;
        require(account != null, "outputStatistics");
        return Objects.requireNonNull(account);
    }

    /**
     * The picture as a decoder will see it ({@code outputReconBuffer}), in the frame that was given for it with {@link
     * PictureOptions#reconstruction}. With B-frames the driver hands these frames to the pictures in the order in which the
     * pictures come out, so that one may hold another picture than the one that it was given with.
     *
     * @return the caller's frame, which the encoder is done with; null where none was given
     * @throws IllegalStateException
     *             if the picture is closed
     */
    public @Nullable DeviceFrame reconstruction() {
        return whole().reconstructed();
    }

    /**
     * The temporal layer that the picture is in ({@code temporalId}).
     *
     * @return 0 for the base layer, which is all there is without {@link EncoderConfig.Builder#temporalLayers}
     */
    public int temporalId() {
        return struct().temporalId();
    }

    /**
     * Which long-term reference the picture has become ({@code ltrFrame}, {@code ltrFrameIdx}).
     *
     * @return the index, from 0; -1 where it is none
     */
    public int longTermReference() {
        LockBitstream lock = struct();
        return lock.ltrFrame() ? lock.ltrFrameIdx() : -1;
    }

    /**
     * Which long-term references the picture is predicted from ({@code ltrFrameBitmap}).
     *
     * @return bit n for index n; 0 for none
     */
    public int longTermReferencesUsed() {
        return struct().ltrFrameBitmap();
    }

    /**
     * Which frame this is the picture of.
     *
     * @return the frame's number in the order of {@link NvEncoder#encode} calls, from 0
     */
    public long number() {
        slot();
        return number;
    }

    /**
     * Which view the picture is of, in a stream of two {@link EncoderConfig.Builder#views}.
     *
     * @return 0 or 1; 0 in a stream of one
     * @throws IllegalStateException
     *             if the picture is closed
     */
    public int view() {
        return (int) (number() % encoder.config().get(Settings.VIEWS, 1));
    }

    /**
     * The timestamp that the frame was given.
     *
     * @return the caller's value, or the frame's number where none was given
     */
    public long timestamp() {
        slot();
        return identities.of(number).timestamp;
    }

    /**
     * The duration that the frame was given.
     *
     * @return the caller's value, or 1 where none was given
     */
    public long duration() {
        slot();
        return identities.of(number).duration;
    }

    /**
     * The object that the frame was given.
     *
     * @return the caller's object, or null where none was given
     */
    public @Nullable Object token() {
        slot();
        return identities.of(number).token;
    }

    /**
     * Says whether the bytes are still there.
     *
     * @return false once the picture is closed
     */
    public boolean isOpen() {
        return slot != null;
    }

    /**
     * Gives the bytes back to the driver. Closing twice does nothing. The driver's own buffer is unlocked at the
     * encoder's next call.
     *
     * @throws IllegalStateException
     *             if another thread took {@link #data}: that thread has to close the picture
     */
    @Override
    public void close() {
        if (slot != null) {
            closeData();
            slot = null;
            if (statistics != null) {
                statistics.open(false);
            }
            identities.of(number).token = null;
        }
    }

    private void closeData() {
        Arena arena = dataArena;
        if (arena != null) {
            if (dataThread != Thread.currentThread()) {
                throw new IllegalStateException("thread \"" + (dataThread == null ? "?" : dataThread.getName())
                        + "\" took data() of this picture; close the picture there before the encoder goes on");
            }
            arena.close();
            dataArena = null;
            dataThread = null;
        }
    }

    /** Says type, size, quantiser and timestamp, or that the picture is closed. */
    @Override
    public String toString() {
        Slot place = slot;
        if (place == null) {
            return "closed picture";
        }
        String amount = growing
                ? size + " bytes so far"
                : place.video != null ? size + " bytes in video memory" : size + " bytes, QP " + averageQp();
        return type() + " picture " + number + ", " + amount + ", timestamp " + timestamp();
    }

    /** What the driver says of the whole picture. */
    private LockBitstream struct() {
        Slot place = whole();
        if (place.video != null) {
            throw new IllegalStateException("the picture is in video memory (outputInVideoMemory), and the driver says "
                    + "nothing of it but its size; read its data()");
        }
        return place.lock;
    }

    private LockBitstream counts() {
        LockBitstream lock = struct();
        require(lock.hasRateControlStatistics(), "rateControlStatistics");
        return lock;
    }

    private static void require(boolean on, String setting) {
        if (!on) {
            throw new IllegalStateException(
                    setting + " is off, so the driver does not say; turn it on in the encoder's configuration");
        }
    }

    /** The whole access unit, where the host can read it. */
    private LockedBitstream readable() {
        Slot place = whole();
        if (remote) {
            encoder.download(Objects.requireNonNull(place.video), place.data, size);
            remote = false;
        }
        return place.data;
    }

    /** Waits for what is still to come. */
    private Slot whole() {
        Slot place = slot();
        if (growing) {
            encoder.grow(true);
        }
        return place;
    }

    private Slot slot() {
        Slot place = slot;
        if (place == null) {
            throw new IllegalStateException("the picture is closed: its bytes were there until the encoder's next "
                    + "call; copy what has to live longer");
        }
        return place;
    }

    private final class SliceWalk implements Iterable<MemorySegment>, Iterator<MemorySegment> {
        private int passedBytes;
        private int passedSlices;

        void begin() {
            passedBytes = 0;
            passedSlices = 0;
        }

        @Override
        public Iterator<MemorySegment> iterator() {
            return this;
        }

        @Override
        public boolean hasNext() {
            slot();
            if (passedBytes == size && growing) {
                encoder.grow(false);
            }
            if (remote) {
                readable();
            }
            return passedBytes < size;
        }

        @Override
        public MemorySegment next() {
            if (!hasNext()) {
                throw new NoSuchElementException("no slice is left of this picture");
            }
            int start = passedBytes;
            passedSlices++;
            Slot place = slot();
            passedBytes = end(place, passedSlices);
            return growing
                    ? copy(place.data, start, passedBytes - start)
                    : inPlace(place.data, start, passedBytes - start);
        }

        /** Where a slice ends of those that there are: before the next. */
        private int end(Slot place, int slice) {
            LockBitstream lock = place.lock;
            return place.video == null && lock.reportsSlices() && slice < lock.numSlices()
                    ? Math.clamp(lock.sliceOffset(slice), passedBytes, size)
                    : size;
        }

        /** The driver's memory is only there until more of the picture is asked for. */
        private MemorySegment copy(LockedBitstream bitstream, int offset, int length) {
            MemorySegment copy = dataArena().allocate(length);
            MemorySegment.copy(bitstream.memory(), offset, copy, 0, length);
            return copy.asReadOnly();
        }
    }
}
