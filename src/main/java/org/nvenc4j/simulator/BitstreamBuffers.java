package org.nvenc4j.simulator;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** The bitstream buffers of a session: handed in with a picture, filled in that order, locked and unlocked. */
final class BitstreamBuffers {
    /** What {@code hwEncodeStatus} says. */
    private static final int IN_PROGRESS = 1;

    private static final int COMPLETED = 2;

    private final Journal journal;
    private final AtomicLong handles;
    private final ClientStructs structs;
    private final PictureFields fields;
    private final OutputStatsWriter statistics;
    private final Arena arena;
    private final SessionResources resources;
    private final VideoMemoryOutput video;
    private final Map<Long, OutputBuffer> buffers = new HashMap<>();
    private final Deque<OutputBuffer> waiting = new ArrayDeque<>();

    BitstreamBuffers(
            SessionHost host, ClientStructs structs, SessionResources resources, PictureFields fields, Arena arena) {
        this.resources = resources;
        this.video = new VideoMemoryOutput(host, structs.abi(), resources);
        this.journal = host.journal();
        this.handles = host.handles();
        this.structs = structs;
        this.fields = fields;
        this.statistics = new OutputStatsWriter(structs.abi(), fields);
        this.arena = arena;
    }

    void create(long params) {
        StructView view = structs.checked("NV_ENC_CREATE_BITSTREAM_BUFFER", params);
        OutputBuffer buffer = new OutputBuffer(handles.addAndGet(16));
        buffers.put(buffer.handle(), buffer);
        view.set("bitstreamBuffer", buffer.handle());
    }

    void destroy(long handle) {
        OutputBuffer buffer = buffer(handle);
        if (buffer.state() == OutputBuffer.State.LOCKED) {
            throw new Refusal(NvencStatusCode.INVALID_CALL, "the bitstream buffer is locked");
        }
        waiting.remove(buffer);
        buffers.remove(handle);
    }

    /** The buffer of a handle; refuses a handle that is none. */
    private OutputBuffer buffer(long handle) {
        if (handle == 0) {
            throw Refusal.nullPointer("the bitstream buffer");
        }
        OutputBuffer buffer = buffers.get(handle);
        if (buffer == null) {
            throw Refusal.invalid("0x" + Long.toHexString(handle) + " is no bitstream buffer of this session");
        }
        return buffer;
    }

    void lock(long params, SessionConfig config) {
        StructView view = structs.checked(fields.lock, params);
        MemorySegment struct = view.memory();
        OutputBuffer buffer = buffer(fields.lockedBuffer.get(struct));
        if (config.initialize().isSet("enableOutputInVidmem")) {
            throw new Refusal(NvencStatusCode.INVALID_CALL, "the output is in video memory, and not to be locked");
        }
        switch (buffer.state()) {
            case LOCKED -> throw new Refusal(NvencStatusCode.INVALID_CALL, "the bitstream buffer is locked already");
            case FREE ->
                throw Refusal.invalid("the bitstream buffer was not handed in with a picture since it was last read");
            case QUEUED -> {
                if (fields.doNotWait.isSet(struct)) {
                    throw new Refusal(NvencStatusCode.LOCK_BUSY, "the picture is not coded yet");
                }
                throw Refusal.invalid("the bitstream buffer is not filled yet: the encoder needs more input");
            }
            case READY -> {}
        }
        PendingPicture picture = buffer.picture();
        PendingPicture.Submission submission = picture.submission();
        CodedPicture coded = buffer.coded();
        List<Integer> slices = Slices.offsets(config.coder(), coded.bytes());
        int size = coded.bytes().length;
        if (config.initialize().isSet("enableSubFrameWrite") && fields.doNotWait.isSet(struct)) {
            int finished = finishedSlices(buffer, slices.size());
            size = finished < slices.size() ? slices.get(finished) : size;
            slices = slices.subList(0, finished);
        }
        boolean complete = size == coded.bytes().length;
        if (complete && config.initialize().isSet("enableOutputStats")) {
            statistics.write(struct, config, coded);
        }
        MemorySegment data = buffer.lock(arena, size);
        fields.outFrameIdx.set(struct, submission.frameIdx());
        fields.hwEncodeStatus.set(struct, complete ? COMPLETED : IN_PROGRESS);
        boolean reportsSlices = config.initialize().isSet("reportSliceOffsets");
        fields.numSlices.set(struct, reportsSlices ? slices.size() : 0);
        fields.size.set(struct, size);
        fields.outTimestamp.set(struct, submission.timestamp());
        fields.outDuration.set(struct, submission.duration());
        fields.data.set(struct, data.address());
        fields.outPictureType.set(struct, pictureType(picture.type()));
        fields.outPictureStruct.set(struct, submission.structure());
        fields.averageQp.set(struct, complete ? coded.averageQp() : 0);
        fields.satd.set(struct, complete ? coded.bytes().length : 0);
        fields.longTerm.set(struct, submission.longTermIndex() >= 0 ? 1 : 0);
        fields.longTermIndex.set(struct, Math.max(0, submission.longTermIndex()));
        fields.longTermBitmap.set(struct, submission.longTermUsed());
        fields.temporalId.set(struct, 0);
        fields.frameIdxDisplay.set(struct, picture.displayOrder());
        if (fields.rateControlStatistics.isSet(struct)) {
            int intra = intraBlocks(picture, coded, config.coder());
            fields.intraBlocks.set(struct, complete ? intra : 0);
            fields.interBlocks.set(struct, complete ? blocks(config.coder()) - intra : 0);
        }
        if (reportsSlices && fields.sliceOffsets.isSet(struct)) {
            MemorySegment offsets =
                    MemorySegment.ofAddress(fields.sliceOffsets.get(struct)).reinterpret(slices.size() * 4L);
            for (int i = 0; i < slices.size(); i++) {
                offsets.setAtIndex(ValueLayout.JAVA_INT_UNALIGNED, i, slices.get(i));
            }
        }
    }

    /** One slice more is finished each time that the client looks; the first time none is. */
    private static int finishedSlices(OutputBuffer buffer, int slices) {
        int finished = Math.min(buffer.looks(), slices);
        buffer.look();
        if (finished == 0) {
            throw new Refusal(NvencStatusCode.LOCK_BUSY, "no slice is finished yet");
        }
        return finished;
    }

    private static int intraBlocks(PendingPicture picture, CodedPicture coded, CoderSettings settings) {
        if (coded.intraBlocks() != CodedPicture.UNKNOWN) {
            return coded.intraBlocks();
        }
        return picture.type() == SourcePicture.Type.P || picture.type() == SourcePicture.Type.B ? 0 : blocks(settings);
    }

    /** How many blocks of the kind that statistics count make up a picture. */
    private static int blocks(CoderSettings settings) {
        int size = settings.codec().blockSize();
        return Math.ceilDiv(settings.width(), size) * Math.ceilDiv(settings.height(), size);
    }

    private static int pictureType(SourcePicture.Type type) {
        return switch (type) {
            case P -> 0;
            case B -> 1;
            case I -> 2;
            case IDR -> 3;
        };
    }

    void unlock(long handle) {
        OutputBuffer buffer = buffer(handle);
        if (buffer.state() != OutputBuffer.State.LOCKED) {
            throw new Refusal(NvencStatusCode.INVALID_CALL, "the bitstream buffer is not locked");
        }
        buffer.unlock();
    }

    /** The buffer that a picture names, which has to be free: in a session with output in video memory a mapped resource. */
    OutputBuffer free(long handle, SessionConfig config) {
        if (config.initialize().isSet("enableOutputInVidmem")) {
            if (resources.mapped(handle, Registered.BITSTREAM) == null) {
                throw Refusal.invalid("outputBitstream 0x" + Long.toHexString(handle)
                        + " is no resource that is mapped for a bitstream, which enableOutputInVidmem calls for");
            }
            buffers.computeIfAbsent(handle, OutputBuffer::new);
        }
        OutputBuffer buffer = buffer(handle);
        if (buffer.state() != OutputBuffer.State.FREE) {
            throw Refusal.invalid("the output buffer is in use: " + buffer.state());
        }
        return buffer;
    }

    /** A picture was taken in with this buffer. */
    void queue(OutputBuffer buffer, long reconstructInto) {
        buffer.queue(reconstructInto);
        waiting.add(buffer);
    }

    /** Puts what was coded into the buffer that has waited longest. */
    void fill(PendingPicture picture, CodedPicture coded) {
        OutputBuffer buffer = waiting.poll();
        if (buffer == null) {
            journal.violation("an output buffer was destroyed before its picture was coded");
            return;
        }
        buffer.fill(picture, coded);
        video.put(buffer.handle(), coded.bytes());
        if (buffer.reconstruction() != 0) {
            video.reconstruct(buffer.reconstruction(), picture.samples());
        }
    }

    /** A resource was unmapped; what was written into it is the client's now. */
    void unmapped(long handle) {
        OutputBuffer buffer = buffers.remove(handle);
        if (buffer != null && buffer.state() == OutputBuffer.State.QUEUED) {
            waiting.remove(buffer);
            journal.violation("an output buffer in video memory was unmapped before its picture was coded");
        }
    }

    int count() {
        return buffers.size();
    }

    int lockedCount() {
        return (int) buffers.values().stream()
                .filter(buffer -> buffer.state() == OutputBuffer.State.LOCKED)
                .count();
    }
}
