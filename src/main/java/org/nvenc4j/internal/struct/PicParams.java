package org.nvenc4j.internal.struct;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.nvenc4j.Codec;
import org.nvenc4j.internal.abi.Abi;
import org.nvenc4j.internal.raw.nvenc.NVENC_EXTERNAL_ME_HINT_COUNTS_PER_BLOCKTYPE;
import org.nvenc4j.internal.raw.nvenc.NV_ENC_CODEC_PIC_PARAMS;
import org.nvenc4j.internal.raw.nvenc.NV_ENC_PIC_PARAMS;
import org.nvenc4j.internal.raw.nvenc.nvenc_h;

/** {@code NV_ENC_PIC_PARAMS}: one picture to encode, or the end of the stream. */
public final class PicParams extends View {
    private final Abi abi;

    public PicParams(Arena arena, Abi abi) {
        super(arena, abi, Abi.Struct.PIC_PARAMS, "NV_ENC_PIC_PARAMS", NV_ENC_PIC_PARAMS.sizeof());
        this.abi = abi;
    }

    public static final int FORCE_INTRA = nvenc_h.NV_ENC_PIC_FLAG_FORCEINTRA();
    public static final int FORCE_IDR = nvenc_h.NV_ENC_PIC_FLAG_FORCEIDR();
    public static final int OUTPUT_SPSPPS = nvenc_h.NV_ENC_PIC_FLAG_OUTPUT_SPSPPS();
    public static final int DISABLE_ENC_STATE_ADVANCE = nvenc_h.NV_ENC_PIC_FLAG_DISABLE_ENC_STATE_ADVANCE();
    public static final int OUTPUT_RECON_FRAME = nvenc_h.NV_ENC_PIC_FLAG_OUTPUT_RECON_FRAME();
    public static final int MIN_QP_BEFORE_DELTA = nvenc_h.NV_ENC_PIC_FLAG_PREQPDELTAMINQP();
    public static final int MAX_QP_BEFORE_DELTA = nvenc_h.NV_ENC_PIC_FLAG_PREQPDELTAMAXQP();
    private static final int END_OF_STREAM = nvenc_h.NV_ENC_PIC_FLAG_EOS();

    /** Sets what stays the same for every picture of a slot. */
    public PicParams frame(int width, int height, int bufferFormat) {
        NV_ENC_PIC_PARAMS.inputWidth(memory, width);
        NV_ENC_PIC_PARAMS.inputHeight(memory, height);
        NV_ENC_PIC_PARAMS.bufferFmt(memory, bufferFormat);
        return this;
    }

    /** Whether the frame is one picture or two fields, and which comes first; never 0. */
    public PicParams structure(int structure) {
        NV_ENC_PIC_PARAMS.pictureStruct(memory, structure);
        return this;
    }

    /** Makes this the end-of-stream picture, in which everything else stays zero. */
    public PicParams endOfStream() {
        NV_ENC_PIC_PARAMS.encodePicFlags(memory, END_OF_STREAM);
        return this;
    }

    public PicParams input(long mappedResource, int pitch) {
        setLong(NV_ENC_PIC_PARAMS.inputBuffer$offset(), mappedResource);
        setInt(NV_ENC_PIC_PARAMS.inputPitch$offset(), pitch);
        return this;
    }

    /** Where the picture is written as a decoder will see it; 0 for nowhere. */
    public PicParams reconstruction(long mappedResource) {
        NV_ENC_PIC_PARAMS.outputReconBuffer(memory, mappedResource);
        return this;
    }

    /** Where the state after the picture is kept, if it does not advance the encoder. */
    public PicParams stateBuffer(int index) {
        NV_ENC_PIC_PARAMS.stateBufferIdx(memory, index);
        return this;
    }

    public PicParams outputBitstream(long handle) {
        NV_ENC_PIC_PARAMS.outputBitstream(memory, handle);
        return this;
    }

    /** Counts the picture: {@code frameIdx} and {@code inputTimeStamp} rise together, the latter being the key of the decoded picture buffer. */
    public PicParams number(long index) {
        setInt(NV_ENC_PIC_PARAMS.frameIdx$offset(), (int) index);
        setLong(NV_ENC_PIC_PARAMS.inputTimeStamp$offset(), index);
        return this;
    }

    public PicParams duration(long duration) {
        setLong(NV_ENC_PIC_PARAMS.inputDuration$offset(), duration);
        return this;
    }

    public PicParams flags(int flags) {
        setInt(NV_ENC_PIC_PARAMS.encodePicFlags$offset(), flags);
        return this;
    }

    /** One byte for each block, in raster order; 0 and 0 for no map. */
    public PicParams qpMap(long address, int size) {
        NV_ENC_PIC_PARAMS.qpDeltaMap(memory, address);
        NV_ENC_PIC_PARAMS.qpDeltaMapSize(memory, size);
        return this;
    }

    /** The frame that has the picture's transparency in its luma. */
    public PicParams alpha(long mappedResource) {
        NV_ENC_PIC_PARAMS.alphaBuffer(memory, mappedResource);
        return this;
    }

    /** How many pictures before this one the likeliest reference lies, 0 where that is not known; reserved before 13.1. */
    public PicParams referenceHint(int distance) {
        NV_ENC_PIC_PARAMS.diffPicNumHint(memory, distance);
        return this;
    }

    /** Hints at motion for blocks of 16 by 16 pixels, and how many of them each has; zeros for none. */
    public PicParams motionHints(long address, int earlierCounts, int laterCounts) {
        long counts = abi.motionHintsOffset(NV_ENC_PIC_PARAMS.meHintCountsPerBlock$offset());
        memory.set(ValueLayout.JAVA_INT, counts, earlierCounts);
        memory.set(ValueLayout.JAVA_INT, counts + NVENC_EXTERNAL_ME_HINT_COUNTS_PER_BLOCKTYPE.sizeof(), laterCounts);
        memory.set(ValueLayout.JAVA_LONG, abi.motionHintsOffset(NV_ENC_PIC_PARAMS.meExternalHints$offset()), address);
        return this;
    }

    /** How far from the picture those lie that its hints point at; 0 for its neighbours. */
    public PicParams motionHintDistances(int earlier, int later) {
        NV_ENC_PIC_PARAMS.meHintRefPicDist(memory, 0, (short) earlier);
        NV_ENC_PIC_PARAMS.meHintRefPicDist(memory, 1, (short) later);
        return this;
    }

    /** Hints at motion for AV1's superblocks; 0 and 0 for none. */
    public PicParams superblockHints(long address, int count) {
        NV_ENC_PIC_PARAMS.meExternalSbHints(memory, address);
        NV_ENC_PIC_PARAMS.meSbHintsCount(memory, count);
        return this;
    }

    /** The type that the picture is to have; read only where the program decides. */
    public PicParams type(int type) {
        NV_ENC_PIC_PARAMS.pictureType(memory, type);
        return this;
    }

    /** The arm of a codec; only the session's own may be used. */
    public CodecPicParams codec(Codec codec) {
        MemorySegment arms = NV_ENC_PIC_PARAMS.codecPicParams(memory);
        return switch (codec) {
            case H264 -> new PicParamsH264(NV_ENC_CODEC_PIC_PARAMS.h264PicParams(arms), abi);
            case HEVC -> new PicParamsHevc(NV_ENC_CODEC_PIC_PARAMS.hevcPicParams(arms), abi);
            case AV1 -> new PicParamsAv1(NV_ENC_CODEC_PIC_PARAMS.av1PicParams(arms));
        };
    }
}
