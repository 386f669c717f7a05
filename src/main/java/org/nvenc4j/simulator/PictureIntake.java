package org.nvenc4j.simulator;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nvenc4j.Codec;

/** Reads NV_ENC_PIC_PARAMS, and the picture behind it. */
final class PictureIntake {
    private static final int FORCE_INTRA = 0x1;
    private static final int FORCE_IDR = 0x2;
    private static final int OUTPUT_SPS_PPS = 0x4;
    private static final int EOS = 0x8;
    private static final int DISABLE_STATE_ADVANCE = 0x10;
    private static final int OUTPUT_RECON = 0x20;
    private static final int FRAME = 1;

    /** The value of pictureStruct. */
    static final int BOTTOM_FIELD_FIRST = 3;

    private final CudaSide cuda;
    private final long context;
    private final ClientStructs structs;
    private final AbiTable abi;
    private final SessionResources resources;
    private final PictureFields fields;
    private final PictureControlCheck controls;
    private final MotionHintCheck hints;
    private final Arena arena;
    private final int knownFlags;
    private final Deque<Samples> idleSamples = new ArrayDeque<>();
    private MemorySegment staging = MemorySegment.NULL;
    private long nextFrameIdx;
    private int lastOrder;
    private CoderSettings.@Nullable Slicing slicing;

    PictureIntake(
            CudaSide cuda,
            long context,
            ClientStructs structs,
            SessionResources resources,
            PictureFields fields,
            PictureControlCheck controls,
            Arena arena) {
        this.cuda = cuda;
        this.context = context;
        this.structs = structs;
        this.abi = structs.abi();
        this.resources = resources;
        this.fields = fields;
        this.controls = controls;
        this.hints = new MotionHintCheck(fields.picture);
        this.arena = arena;
        this.knownFlags = knownFlags(abi);
    }

    /** The struct, after the checks that the end of a stream has to pass as well. */
    MemorySegment check(long params) {
        MemorySegment struct = structs.checked(fields.picture, params).memory();
        int flags = fields.flags.getInt(struct);
        if ((flags & ~knownFlags) != 0) {
            throw Refusal.invalid("encodePicFlags 0x" + Integer.toHexString(flags));
        }
        if (fields.completionEvent.isSet(struct)) {
            throw new Refusal(NvencStatusCode.INVALID_EVENT, "completionEvent in synchronous mode");
        }
        if (isEndOfStream(struct) && (fields.inputBuffer.isSet(struct) || fields.outputBitstream.isSet(struct))) {
            throw Refusal.invalid("the end of stream has neither input nor output buffer");
        }
        return struct;
    }

    boolean isEndOfStream(MemorySegment struct) {
        return (fields.flags.getInt(struct) & EOS) != 0;
    }

    /** Takes a picture in, or refuses it and changes nothing. */
    PendingPicture take(MemorySegment struct, SessionConfig config, boolean forceIdr, boolean forceIntra) {
        int structures = config.coder().fieldCoding() ? BOTTOM_FIELD_FIRST : FRAME;
        long structure = fields.pictureStruct.get(struct);
        if (structure < FRAME || structure > structures) {
            throw Refusal.invalid("pictureStruct " + structure + ", allowed are 1 to " + structures);
        }
        Registered input = input(config, struct);
        int view = view(config, struct);
        checkFrameIdx(config, struct);
        checkMap(config, struct);
        hints.check(struct, config);
        CoderSettings.Slicing change =
                controls.check(struct, config, slicing == null ? config.coder().slicing() : slicing);
        PendingPicture.Submission submission = submission(config, struct, forceIdr, forceIntra);
        SourcePicture.Plane alpha = alpha(config, struct, input);
        PendingPicture picture = new PendingPicture(capture(config, input), submission);
        picture.alpha(alpha);
        picture.view(view);
        nextFrameIdx++;
        lastOrder = submission.own() == null ? 0 : submission.own().displayOrder();
        if (change != null) {
            slicing = change;
        }
        picture.slicing(slicing);
        return picture;
    }

    /** Samples that are coded, for a later picture. */
    void giveBack(Samples samples) {
        idleSamples.push(samples);
    }

    /** The bits that encodePicFlags may have. */
    int knownFlags() {
        return knownFlags;
    }

    private static int knownFlags(AbiTable abi) {
        return abi.findConstant("NV_ENC_PIC_FLAG_PREQPDELTAMINQP") == null ? 0x3F : 0xFF;
    }

    private Registered input(SessionConfig config, MemorySegment struct) {
        CoderSettings settings = config.coder();
        long handle = fields.inputBuffer.get(struct);
        if (handle == 0) {
            throw Refusal.nullPointer("inputBuffer");
        }
        Registered input = resources.mapped(handle, Registered.INPUT);
        if (input == null) {
            throw Refusal.invalid("inputBuffer 0x" + Long.toHexString(handle) + " is no input mapped in this session");
        }
        if (fields.bufferFormat.get(struct) != input.format().value()) {
            throw Refusal.invalid("bufferFmt is not that of the registered resource, " + input.format());
        }
        // FFmpeg passes 0 for the size of CUDA frames, and drivers take it.
        long width = fields.inputWidth.get(struct);
        long height = fields.inputHeight.get(struct);
        if (width != 0 && width != settings.width() || height != 0 && height != settings.height()) {
            throw Refusal.invalid("the input is " + width + "x" + height + ", the encoder " + settings.width() + "x"
                    + settings.height());
        }
        if (input.width() < settings.width() || input.height() < settings.height()) {
            throw Refusal.invalid("the registered resource of " + input.width() + "x" + input.height()
                    + " is smaller than the encoder's " + settings.width() + "x" + settings.height());
        }
        long pitch = fields.inputPitch.get(struct);
        if (pitch != 0 && pitch != input.pitch() && pitch != input.width()) {
            throw Refusal.invalid("inputPitch " + pitch + " is not that of the registered resource, " + input.pitch());
        }
        if (settings.fieldCoding() && input.format().isPacked()) {
            throw Refusal.invalid("fields of " + input.format());
        }
        boolean chroma = input.format().isPacked()
                || settings.chromaFormat() == 0
                || input.format().chromaFormat() == settings.chromaFormat();
        int depth = config.inputBitDepth();
        boolean bits =
                depth != 0 ? input.format().bitDepth() == depth : input.format().bitDepth() <= settings.bitDepth();
        if (!chroma || !bits) {
            throw Refusal.invalid("format " + input.format() + " with chroma format " + settings.chromaFormat()
                    + " and an input of " + (depth == 0 ? settings.bitDepth() : depth) + " bits");
        }
        return input;
    }

    /** Where the encoder's state is saved that it does not go on from, or -1 where it does. */
    int stateBuffer(MemorySegment struct, SessionConfig config) {
        if ((fields.flags.getInt(struct) & DISABLE_STATE_ADVANCE) == 0) {
            return -1;
        }
        long buffer = fields.stateBuffer.get(struct);
        long buffers = config.initialize().get("numStateBuffers");
        if (buffer >= buffers) {
            throw Refusal.invalid("stateBufferIdx " + buffer + ", the session has " + buffers + " state buffers");
        }
        return (int) buffer;
    }

    /** Remembers which picture is expected. What it gives expects it again. */
    Runnable bookmark() {
        long here = nextFrameIdx;
        int orderHere = lastOrder;
        return () -> {
            nextFrameIdx = here;
            lastOrder = orderHere;
        };
    }

    /** The mapped handle of where the reconstruction goes, or 0 for nowhere. */
    long reconstruction(MemorySegment struct, SessionConfig config) {
        long handle = fields.outputReconBuffer.get(struct);
        if ((fields.flags.getInt(struct) & OUTPUT_RECON) != 0 != (handle != 0)) {
            throw Refusal.invalid("outputReconBuffer goes with NV_ENC_PIC_FLAG_OUTPUT_RECON_FRAME");
        }
        if (handle == 0) {
            return 0;
        }
        Registered into = resources.mapped(handle, Registered.RECONSTRUCTION);
        if (into == null) {
            throw Refusal.invalid(
                    "outputReconBuffer 0x" + Long.toHexString(handle) + " is not mapped for reconstructed pictures");
        }
        CoderSettings settings = config.coder();
        if (into.width() < settings.width()
                || into.height() < settings.height()
                || into.format().chromaFormat() != settings.chromaFormat()
                || into.format().bitDepth() != settings.bitDepth()) {
            throw Refusal.invalid("outputReconBuffer of " + into.width() + "x" + into.height() + " " + into.format()
                    + " for pictures of " + settings.width() + "x" + settings.height() + ", chroma format "
                    + settings.chromaFormat() + " and " + settings.bitDepth() + " bits");
        }
        return handle;
    }

    /** Views come in turn. */
    private int view(SessionConfig config, MemorySegment struct) {
        int view = fields.viewId.getInt(struct);
        long next = nextFrameIdx % config.views();
        if (view != next) {
            throw Refusal.invalid("viewId is " + view + ", the next in turn is " + next);
        }
        if (fields.referenceDisplays.isSet(struct)) {
            if (!config.config().isSet("encodeCodecConfig.hevcConfig.outputHevc3DReferenceDisplayInfo")) {
                throw Refusal.invalid("p3DReferenceDisplayInfo without outputHevc3DReferenceDisplayInfo");
            }
            StructView info = StructView.at(
                    abi, abi.layout("HEVC_3D_REFERENCE_DISPLAY_INFO"), fields.referenceDisplays.get(struct));
            ClientStructs.checkReserved(info);
            if (info.get("numRefDisplaysMinus1") < 0 || info.get("numRefDisplaysMinus1") > 31) {
                throw Refusal.invalid("numRefDisplaysMinus1 is " + info.get("numRefDisplaysMinus1"));
            }
        }
        return view;
    }

    /** The transparency of a picture: the luma of a second NV12 frame, or in the pixels. Null without an alpha layer. */
    private SourcePicture.@Nullable Plane alpha(SessionConfig config, MemorySegment struct, Registered input) {
        long handle = fields.alphaBuffer.get(struct);
        boolean packed = input.format().isPacked();
        if (!config.hasAlpha() || packed) {
            if (handle != 0) {
                throw Refusal.invalid("alphaBuffer without an alpha layer, or with " + input.format());
            }
            return config.hasAlpha() ? AlphaPlane.ofPixels(bytes(input), input, config.coder()) : null;
        }
        Registered alpha = handle == 0 ? null : resources.mapped(handle, Registered.INPUT);
        if (alpha == null || alpha.format() != InputFormat.NV12 || alpha.equals(input)) {
            throw Refusal.invalid("alphaBuffer 0x" + Long.toHexString(handle) + " is no NV12 frame mapped for it");
        }
        if (alpha.width() < config.coder().width()
                || alpha.height() < config.coder().height()) {
            throw Refusal.invalid("alphaBuffer is smaller than the encoder's pictures");
        }
        return AlphaPlane.ofLuma(bytes(alpha), alpha, config.coder());
    }

    private void checkFrameIdx(SessionConfig config, MemorySegment struct) {
        long frameIdx = fields.frameIdx.get(struct);
        if (config.countsFrames() && frameIdx != (nextFrameIdx & 0xFFFF_FFFFL)) {
            throw Refusal.invalid("frameIdx is " + frameIdx + " and has to be " + nextFrameIdx
                    + ": it rises by one with ultra-high quality, look-ahead levels and state buffers");
        }
    }

    private void checkMap(SessionConfig config, MemorySegment struct) {
        boolean given = fields.qpDeltaMap.isSet(struct);
        if (!given) {
            return;
        }
        if (config.qpMapMode() == 0) {
            throw Refusal.invalid("qpDeltaMap is set, and qpMapMode is 0");
        }
        CoderSettings settings = config.coder();
        int block = settings.codec().blockSize();
        long needed = (long) ((settings.width() + block - 1) / block) * ((settings.height() + block - 1) / block);
        if (fields.qpDeltaMapSize.get(struct) != needed) {
            throw Refusal.invalid(
                    "qpDeltaMapSize is " + fields.qpDeltaMapSize.get(struct) + " and has to be " + needed);
        }
    }

    private PendingPicture.Submission submission(
            SessionConfig config, MemorySegment struct, boolean forceIdr, boolean forceIntra) {
        int flags = fields.flags.getInt(struct);
        PendingPicture.Own own = config.decidesTypes() ? null : own(config, struct, forceIdr);
        int longTermIndex = -1;
        if (fields.markLongTerm.isSet(struct)) {
            longTermIndex = fields.markLongTermIndex.getInt(struct);
            if (longTermIndex < 0 || longTermIndex >= config.longTermReferences()) {
                throw Refusal.invalid(
                        "ltrMarkFrameIdx " + longTermIndex + ", the session has " + config.longTermReferences());
            }
        }
        long used = 0;
        if (fields.useLongTerm.isSet(struct)) {
            used = fields.useLongTermBitmap.get(struct);
            if (used >>> config.longTermReferences() != 0) {
                throw Refusal.invalid("ltrUseFrameBitmap 0x" + Long.toHexString(used) + ", the session has "
                        + config.longTermReferences() + " long-term references");
            }
        }
        return new PendingPicture.Submission(
                fields.frameIdx.get(struct),
                fields.timestamp.get(struct),
                fields.duration.get(struct),
                fields.pictureStruct.getInt(struct),
                (flags & FORCE_IDR) != 0 || forceIdr,
                (flags & FORCE_INTRA) != 0 || forceIntra,
                (flags & OUTPUT_SPS_PPS) != 0,
                own,
                messages(fields.messages.get(struct), fields.messageCount.get(struct)),
                longTermIndex,
                used);
    }

    /** What a client says that decides on picture types. */
    private PendingPicture.Own own(SessionConfig config, MemorySegment struct, boolean idrIsDue) {
        long value = fields.pictureType.get(struct);
        SourcePicture.Type type = switch ((int) value) {
            case 0 -> SourcePicture.Type.P;
            case 1 -> SourcePicture.Type.B;
            case 2 -> SourcePicture.Type.I;
            case 3 -> SourcePicture.Type.IDR;
            default -> throw Refusal.unsupported("pictureType " + value + " is not simulated");
        };
        boolean idr = type == SourcePicture.Type.IDR;
        if (!idr && (idrIsDue || nextFrameIdx == 0)) {
            throw Refusal.invalid("pictureType " + value + " where an IDR picture is due");
        }
        if ((fields.flags.getInt(struct) & FORCE_IDR) != 0) {
            throw Refusal.invalid("NV_ENC_PIC_FLAG_FORCEIDR without picture type decision");
        }
        if (type == SourcePicture.Type.B && config.frameIntervalP() < 2) {
            throw Refusal.invalid("a B picture with frameIntervalP " + config.frameIntervalP());
        }
        int fieldsCounted = config.coder().codec() == Codec.H264 ? 2 : 1;
        long order = fields.displayOrder.get(struct);
        if (order % fieldsCounted != 0) {
            throw Refusal.unsupported(
                    "displayPOCSyntax " + order + " is not simulated: it counts the fields of frames");
        }
        order /= fieldsCounted;
        if (idr != (order == 0) || idr && !fields.reference.isSet(struct)) {
            throw Refusal.invalid("displayPOCSyntax " + fields.displayOrder.get(struct) + " and refPicFlag "
                    + fields.reference.get(struct) + " with pictureType " + value);
        }
        if (fields.hiddenAlternate.isSet(struct)
                || fields.hiddenAlternate2.isSet(struct)
                || fields.overlay.isSet(struct)
                || config.coder().codec() == Codec.AV1 && !idr && order <= lastOrder) {
            throw Refusal.unsupported("frames of AV1 that are not shown when they are coded are not simulated");
        }
        long layers = Math.max(1, config.temporalLayers());
        if (fields.temporalLayer.get(struct) >= layers) {
            throw Refusal.invalid("temporalId " + fields.temporalLayer.get(struct) + " of " + layers + " layers");
        }
        return new PendingPicture.Own(type, (int) order, fields.reference.isSet(struct));
    }

    /** The SEI messages or metadata OBUs of a picture, read at once since the client may free them after the call. */
    private List<SourcePicture.Metadata> messages(long address, long count) {
        if (count == 0) {
            return List.of();
        }
        if (address == 0) {
            throw Refusal.nullPointer("the payload array");
        }
        StructLayout layout = abi.layout("NV_ENC_SEI_PAYLOAD");
        List<SourcePicture.Metadata> messages = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            StructView payload = StructView.at(abi, layout, address + i * layout.size());
            int size = payload.getInt("payloadSize");
            if (size < 0 || size > 0 && !payload.isSet("payload")) {
                throw new Refusal(NvencStatusCode.INVALID_PTR, "payload of " + size + " bytes");
            }
            byte[] bytes = new byte[size];
            MemorySegment.copy(
                    MemorySegment.ofAddress(payload.get("payload")).reinterpret(size),
                    ValueLayout.JAVA_BYTE,
                    0,
                    bytes,
                    0,
                    size);
            messages.add(new SourcePicture.Metadata(payload.getInt("payloadType"), bytes));
        }
        return messages;
    }

    /** Reads the picture as it is now: the client may overwrite it once the call returns. */
    private Samples capture(SessionConfig config, Registered input) {
        CoderSettings settings = config.coder();
        MemorySegment picture = bytes(input);
        Samples samples = idleSamples.poll();
        if (samples == null
                || !samples.fits(settings.width(), settings.height(), settings.chromaFormat(), settings.bitDepth())) {
            samples = new Samples(settings.width(), settings.height(), settings.chromaFormat(), settings.bitDepth());
        }
        samples.read(picture, input.format(), input.planes());
        return samples;
    }

    /** What lies in a frame now, until the next frame is read. */
    private MemorySegment bytes(Registered input) {
        resources.checkAlive(input);
        long bytes = input.bytes();
        if (staging.byteSize() < bytes) {
            staging = arena.allocate(bytes, 64);
        }
        MemorySegment picture = staging.asSlice(0, bytes);
        try {
            if (input.isArray()) {
                cuda.readArray(context, input.address(), input.pitch(), bytes / input.pitch(), picture);
            } else {
                cuda.read(context, input.address(), picture);
            }
        } catch (Refusal refusal) {
            throw new Refusal(NvencStatusCode.MAP_FAILED, "reading the input: " + refusal.getMessage());
        }
        return picture;
    }
}
