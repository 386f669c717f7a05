package org.nvenc4j.simulator;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import org.nvenc4j.Codec;

/** A session that looks for motion and encodes nothing ({@code enableMEOnlyMode}). */
final class MotionSession {
    private static final int MACROBLOCK = 16;
    private static final int TREE_BLOCK = 32;
    private static final int LEAST_UNIT = 8;
    private static final int QUARTERS = 4;
    private static final int P_MOTION = 1;
    private static final int INTER = 1;

    /** A buffer of motion vectors: empty, filled by a search, or locked. */
    private static final class Buffer {
        boolean filled;
        boolean locked;
        MemorySegment data = MemorySegment.NULL;
        long bytes;
    }

    private final SessionHost host;
    private final ClientStructs structs;
    private final SessionResources resources;
    private final long context;
    private final Codec codec;
    private final int width;
    private final int height;
    private final boolean findsIntra;
    private final StructLayout record;
    private final Arena arena;
    private final Map<Long, Buffer> buffers = new HashMap<>();

    private MotionSession(
            SessionHost host,
            ClientStructs structs,
            SessionResources resources,
            long context,
            Codec codec,
            StructView init,
            boolean findsIntra,
            Arena arena) {
        this.host = host;
        this.structs = structs;
        this.resources = resources;
        this.context = context;
        this.codec = codec;
        this.width = init.getInt("encodeWidth");
        this.height = init.getInt("encodeHeight");
        this.findsIntra = findsIntra;
        this.record = structs.abi().layout(codec == Codec.HEVC ? "NV_ENC_HEVC_MV_DATA" : "NV_ENC_H264_MV_DATA");
        this.arena = arena;
    }

    /** Judges what such a session is initialised with. */
    static MotionSession open(
            SessionHost host,
            ClientStructs structs,
            SessionResources resources,
            long context,
            GpuModel gpu,
            Codec codec,
            StructView init,
            Arena arena) {
        if (codec == Codec.AV1 || (gpu.cap(codec, Caps.MOTION_ONLY) & P_MOTION) == 0) {
            throw Refusal.unsupported("enableMEOnlyMode with " + codec + " (cap " + Caps.MOTION_ONLY + ")");
        }
        int width = init.getInt("encodeWidth");
        int height = init.getInt("encodeHeight");
        if (width < gpu.cap(codec, Caps.WIDTH_MIN)
                || height < gpu.cap(codec, Caps.HEIGHT_MIN)
                || width > gpu.cap(codec, Caps.WIDTH_MAX)
                || height > gpu.cap(codec, Caps.HEIGHT_MAX)) {
            throw Refusal.invalid("size " + width + "x" + height + " is out of the range of " + codec);
        }
        boolean findsIntra = true;
        if (init.isSet("encodeConfig")) {
            StructView config = structs.checked("NV_ENC_CONFIG", init.get("encodeConfig"), codec);
            AbiTable abi = structs.abi();
            StructLayout layout = abi.layout("NV_ENC_CONFIG_" + codec + "_MEONLY");
            long arm = abi.layout("NV_ENC_CONFIG")
                    .field("encodeCodecConfig.h264Config")
                    .offset();
            StructView motion = new StructView(abi, layout, config.memory().asSlice(arm, layout.size()));
            ClientStructs.checkReserved(motion);
            boolean anyPartition = !motion.isSet("disablePartition16x16")
                    || !motion.isSet("disablePartition8x16")
                    || !motion.isSet("disablePartition16x8")
                    || !motion.isSet("disablePartition8x8");
            if (!anyPartition) {
                throw Refusal.invalid("every partition is disabled");
            }
            findsIntra = !motion.isSet("disableIntraSearch");
        }
        return new MotionSession(host, structs, resources, context, codec, init, findsIntra, arena);
    }

    Codec codec() {
        return codec;
    }

    void create(long params) {
        StructView view = structs.checked("NV_ENC_CREATE_MV_BUFFER", params);
        long handle = host.handles().addAndGet(16);
        buffers.put(handle, new Buffer());
        view.set("mvBuffer", handle);
    }

    void destroy(long handle) {
        if (buffer(handle).locked) {
            throw new Refusal(NvencStatusCode.INVALID_CALL, "the motion vector buffer is locked");
        }
        buffers.remove(handle);
    }

    /** NvEncRunMotionEstimationOnly: searches at once, so that locking never waits. */
    void run(long params) {
        StructView view = structs.checked("NV_ENC_MEONLY_PARAMS", params);
        if (view.isSet("completionEvent")) {
            throw new Refusal(NvencStatusCode.INVALID_EVENT, "completionEvent in synchronous mode");
        }
        if (view.getInt("inputWidth") != width || view.getInt("inputHeight") != height) {
            throw Refusal.invalid("the input is " + view.get("inputWidth") + "x" + view.get("inputHeight")
                    + ", the session " + width + "x" + height);
        }
        Buffer buffer = buffer(view.get("mvBuffer"));
        if (buffer.locked) {
            throw new Refusal(NvencStatusCode.INVALID_CALL, "the motion vector buffer is locked");
        }
        byte[] picture = luma(view.get("inputBuffer"), "inputBuffer", view);
        byte[] reference = luma(view.get("referenceFrame"), "referenceFrame", view);
        buffer.data = arena.allocate(room(), 64);
        buffer.bytes = 0;
        MotionSearch search = new MotionSearch(picture, reference, width, height);
        if (codec == Codec.H264) {
            macroblocks(search, buffer);
        } else {
            treeBlocks(search, buffer);
        }
        buffer.filled = true;
    }

    private long room() {
        int least = codec == Codec.H264 ? MACROBLOCK : LEAST_UNIT;
        return (long) Math.ceilDiv(width, least) * Math.ceilDiv(height, least) * record.size();
    }

    private byte[] luma(long handle, String argument, StructView view) {
        if (handle == 0) {
            throw Refusal.nullPointer(argument);
        }
        Registered input = resources.mapped(handle, Registered.INPUT);
        InputFormat format = input == null ? null : input.format();
        if (input == null || format == null) {
            throw Refusal.invalid(argument + " 0x" + Long.toHexString(handle) + " is not mapped in this session");
        }
        if (view.get("bufferFmt") != format.value()) {
            throw Refusal.invalid("bufferFmt is not that of " + argument + ", " + format);
        }
        if (input.width() < width || input.height() < height) {
            throw Refusal.invalid(argument + " is smaller than the session's pictures");
        }
        resources.checkAlive(input);
        MemorySegment memory = MemorySegment.ofArray(new byte[(int) input.bytes()]);
        try (Arena staging = Arena.ofConfined()) {
            MemorySegment copy = staging.allocate(input.bytes(), 64);
            if (input.isArray()) {
                host.cuda().readArray(context, input.address(), input.pitch(), input.bytes() / input.pitch(), copy);
            } else {
                host.cuda().read(context, input.address(), copy);
            }
            memory.copyFrom(copy);
        }
        Samples samples = new Samples(width, height, format.isPacked() ? 1 : format.chromaFormat(), 8);
        samples.read(memory, format, input.planes());
        return samples.planes().getFirst().samples();
    }

    private void macroblocks(MotionSearch search, Buffer buffer) {
        for (int top = 0; top < height; top += MACROBLOCK) {
            for (int left = 0; left < width; left += MACROBLOCK) {
                search.search(left, top, MACROBLOCK);
                boolean intra = findsIntra && search.best() > search.intraCost(left, top, MACROBLOCK);
                MemorySegment entry = next(buffer);
                set(entry, "mbType", intra ? 0 : INTER);
                set(entry, "mbCost", search.best());
                if (!intra) {
                    vector(entry, search);
                }
            }
        }
    }

    private void treeBlocks(MotionSearch search, Buffer buffer) {
        for (int top = 0; top < height; top += TREE_BLOCK) {
            for (int left = 0; left < width; left += TREE_BLOCK) {
                unit(search, buffer, left, top, TREE_BLOCK);
                set(last(buffer), "lastCUInCTB", 1);
            }
        }
    }

    /** A unit that reaches beyond the picture is divided, and a large one that has not one motion. */
    private void unit(MotionSearch search, Buffer buffer, int left, int top, int size) {
        if (left >= width || top >= height) {
            return;
        }
        boolean beyond = size > LEAST_UNIT && (left + size > width || top + size > height);
        if (!beyond) {
            search.search(left, top, size);
        }
        if (beyond || size > MACROBLOCK && search.best() > 0) {
            int half = size / 2;
            unit(search, buffer, left, top, half);
            unit(search, buffer, left + half, top, half);
            unit(search, buffer, left, top + half, half);
            unit(search, buffer, left + half, top + half, half);
            return;
        }
        MemorySegment entry = next(buffer);
        set(entry, "cuType", INTER);
        set(entry, "cuSize", Integer.numberOfTrailingZeros(size / LEAST_UNIT));
        vector(entry, search);
    }

    private void vector(MemorySegment entry, MotionSearch search) {
        set(entry, "mv[0].mvx", QUARTERS * search.bestX());
        set(entry, "mv[0].mvy", QUARTERS * search.bestY());
    }

    private MemorySegment next(Buffer buffer) {
        MemorySegment entry = buffer.data.asSlice(buffer.bytes, record.size());
        buffer.bytes += record.size();
        return entry;
    }

    private MemorySegment last(Buffer buffer) {
        return buffer.data.asSlice(buffer.bytes - record.size(), record.size());
    }

    private void set(MemorySegment entry, String member, long value) {
        record.field(member).set(entry, value);
    }

    /** NvEncLockBitstream of a buffer of motion vectors. */
    void lock(long params) {
        StructView view = structs.checked("NV_ENC_LOCK_BITSTREAM", params);
        Buffer buffer = buffer(view.get("outputBitstream"));
        if (buffer.locked) {
            throw new Refusal(NvencStatusCode.INVALID_CALL, "the motion vector buffer is locked already");
        }
        if (!buffer.filled) {
            throw Refusal.invalid("nothing was searched for into the motion vector buffer since it was last read");
        }
        buffer.locked = true;
        view.set("bitstreamBufferPtr", buffer.data.address());
        view.set("bitstreamSizeInBytes", buffer.bytes);
    }

    void unlock(long handle) {
        Buffer buffer = buffer(handle);
        if (!buffer.locked) {
            throw new Refusal(NvencStatusCode.INVALID_CALL, "the motion vector buffer is not locked");
        }
        buffer.data.asSlice(0, buffer.bytes).fill((byte) 0xDB);
        buffer.locked = false;
        buffer.filled = false;
    }

    private Buffer buffer(long handle) {
        if (handle == 0) {
            throw Refusal.nullPointer("the motion vector buffer");
        }
        Buffer buffer = buffers.get(handle);
        if (buffer == null) {
            throw Refusal.invalid("0x" + Long.toHexString(handle) + " is no motion vector buffer of this session");
        }
        return buffer;
    }

    int count() {
        return buffers.size();
    }

    int lockedCount() {
        return (int) buffers.values().stream().filter(buffer -> buffer.locked).count();
    }
}
