package org.nvenc4j.simulator;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.nvenc4j.ApiVersion;
import org.nvenc4j.Codec;

/**
 * The simulated libnvidia-encode: its two exported functions, the function list, and the sessions. Which API a session
 * speaks follows the real driver: the last CreateInstance of the process binds it, and opening compares.
 */
final class SimulatedNvenc implements SessionHost {
    private static final long SESSIONS = 0x00E0_0000_0000_0000L;
    private static final long OBJECTS = 0x00E1_0000_0000_0000L;
    private static final int SIGNATURE = 7;

    /** A binding that no version word matches. */
    private static final int UNBOUND = 0;

    private static final int DEVICE_DIRECTX = 0;
    private static final int DEVICE_CUDA = 1;
    private static final int DEVICE_OPENGL = 2;

    private final List<GpuModel> gpus;
    private final ApiVersion maxVersion;
    private final int sessionLimit;
    private final CudaSide cuda;
    private final CoderChoice coders;
    private final Presets presets;
    private final Journal journal;
    private final EntryPoints entries;
    private final AbiTable newest;
    private final Arena texts = Arena.ofAuto();
    private final MemorySegment noSession = texts.allocateFrom("EncodeAPI Internal Error.");
    private final AtomicLong handles = new AtomicLong(OBJECTS);
    private final AtomicLong sessionHandles = new AtomicLong(SESSIONS);
    private final Map<Long, EncodeSession> sessions = new ConcurrentHashMap<>();
    private final Map<Codec, Boolean> codable = new ConcurrentHashMap<>();
    private volatile int binding = UNBOUND;
    private Leftovers leftAtDestroy = Leftovers.NONE;

    /** How the simulator finds the coder for a stream. */
    @FunctionalInterface
    interface CoderChoice {
        Coders.Choice choose(CoderSettings settings);
    }

    SimulatedNvenc(
            List<GpuModel> gpus,
            ApiVersion maxVersion,
            int sessionLimit,
            CudaSide cuda,
            CoderChoice coders,
            Presets presets,
            Journal journal,
            Gate gate) {
        this.gpus = List.copyOf(gpus);
        this.maxVersion = maxVersion;
        this.sessionLimit = sessionLimit;
        this.cuda = cuda;
        this.coders = coders;
        this.presets = presets;
        this.journal = journal;
        this.entries = new EntryPoints(gate);
        this.newest = AbiTable.of(ApiVersion.supported().getLast());
        exported();
        openAndClose();
        queries();
        configuration();
        resources();
        pictures();
        for (Map.Entry<String, String> function : newest.functionTypes().entrySet()) {
            if (!entries.has(function.getKey())) {
                add(function.getKey(), args -> NvencStatusCode.UNIMPLEMENTED.ordinal());
            }
        }
    }

    SymbolLookup lookup() {
        return symbol -> symbol.startsWith("NvEncodeAPI") ? entries.find(symbol) : java.util.Optional.empty();
    }

    /** Adds a function of the function list, with the signature of its table. */
    private void add(String name, EntryPoints.Body body) {
        String type = newest.functionTypes().get(name);
        if (type == null) {
            throw new IllegalStateException("The function list has no " + name);
        }
        entries.add(name, name, newest.signature(type), body);
    }

    @FunctionalInterface
    private interface InSession {
        long call(EncodeSession session, EntryPoints.Args args);
    }

    /** Adds a function whose first argument is an encoder. */
    private void addInSession(String name, InSession body) {
        add(name, args -> {
            EncodeSession session = session(args.address(0));
            return session.alone(name, () -> {
                if (!cuda.isAlive(session.context())) {
                    throw refusal(NvencStatusCode.DEVICE_NOT_EXIST, "the session's CUDA context was destroyed");
                }
                if (cuda.isFaulty(session.context())) {
                    throw refusal(NvencStatusCode.GENERIC, "a kernel failed in the session's CUDA context");
                }
                return body.call(session, args);
            });
        });
    }

    private EncodeSession session(long handle) {
        EncodeSession session = sessions.get(handle);
        if (session == null) {
            throw new Refusal(NvencStatusCode.INVALID_ENCODERDEVICE, "no encoder 0x" + Long.toHexString(handle));
        }
        return session;
    }

    private static Refusal refusal(NvencStatusCode status, String reason) {
        return new Refusal(status, reason);
    }

    private static MemorySegment at(long address, long size) {
        if (address == 0) {
            throw refusal(NvencStatusCode.INVALID_PTR, "an argument is NULL");
        }
        return MemorySegment.ofAddress(address).reinterpret(size);
    }

    private static long putInt(long address, int value) {
        at(address, 4).set(ValueLayout.JAVA_INT_UNALIGNED, 0, value);
        return 0;
    }

    private void exported() {
        entries.add(
                "NvEncodeAPIGetMaxSupportedVersion",
                "NvEncodeAPIGetMaxSupportedVersion",
                "NVENCSTATUS (*)(uint32_t *)",
                args -> putInt(args.address(0), maxVersion.packedForDriver()));
        entries.add(
                "NvEncodeAPICreateInstance",
                "NvEncodeAPICreateInstance",
                "NVENCSTATUS (*)(NV_ENCODE_API_FUNCTION_LIST *)",
                args -> createInstance(args.address(0)));
    }

    private long createInstance(long address) {
        StructLayout layout = newest.layout("NV_ENCODE_API_FUNCTION_LIST");
        MemorySegment list = at(address, layout.size());
        int word = list.get(ValueLayout.JAVA_INT_UNALIGNED, 0);
        if (signature(word) != SIGNATURE) {
            binding = UNBOUND;
            throw refusal(NvencStatusCode.INVALID_VERSION, "version word 0x" + Integer.toHexString(word));
        }
        for (String name : newest.functionTypes().keySet()) {
            long entry = entries.find(name).map(MemorySegment::address).orElse(0L);
            layout.field(name).set(list, entry);
        }
        binding = api(word);
        return 0;
    }

    private static int signature(int word) {
        return word >>> 28 & 7;
    }

    private static int api(int word) {
        return word & 0x0F00_00FF;
    }

    private static int structNumber(int word) {
        return word >>> 16 & 0xFF;
    }

    private void openAndClose() {
        add("nvEncOpenEncodeSessionEx", args -> open(args.address(0), args.address(1)));
        add("nvEncDestroyEncoder", args -> {
            EncodeSession session = session(args.address(0));
            session.alone("nvEncDestroyEncoder", () -> {
                if (!cuda.isAlive(session.context())) {
                    journal.violation("a session outlived its CUDA context");
                }
                left(session.leftovers());
                session.destroy();
                sessions.remove(args.address(0));
                return 0;
            });
            session.free();
            return 0;
        });
        add("nvEncGetLastErrorString", args -> {
            EncodeSession session = sessions.get(args.address(0));
            return session == null ? noSession.address() : session.lastErrorAddress();
        });
    }

    private synchronized void left(Leftovers leftovers) {
        leftAtDestroy = leftAtDestroy.plus(leftovers);
    }

    synchronized Leftovers leftAtDestroy() {
        return leftAtDestroy;
    }

    /** In the order in which driver 580 was seen to look at things. */
    private synchronized long open(long params, long handleOut) {
        if (handleOut == 0 || params == 0) {
            throw refusal(NvencStatusCode.INVALID_PTR, "an argument is NULL");
        }
        int word = at(params, 4).get(ValueLayout.JAVA_INT_UNALIGNED, 0);
        int number = structNumber(word);
        ApiVersion bound = new ApiVersion(binding & 0xFF, binding >>> 24 & 0xF);
        boolean matches = signature(word) == SIGNATURE && binding != UNBOUND && api(word) == binding;
        boolean known = ApiVersion.supported().contains(bound);
        if (!matches || number > 1 || !maxVersion.isAtLeast(bound) || !known) {
            throw refusal(NvencStatusCode.INVALID_VERSION, "version word 0x" + Integer.toHexString(word));
        }
        MemorySegment out = at(handleOut, 8);
        out.set(ValueLayout.JAVA_LONG_UNALIGNED, 0, 0);
        if (number == 0 || word < 0) {
            throw refusal(NvencStatusCode.INVALID_PTR, "version word 0x" + Integer.toHexString(word));
        }
        AbiTable abi = AbiTable.of(bound);
        StructView view = StructView.at(abi, abi.layout("NV_ENC_OPEN_ENCODE_SESSION_EX_PARAMS"), params);
        GpuModel gpu = gpu(view.getInt("deviceType"), view.get("device"));
        String dirty = view.layout().dirtyReservedSpace(view.memory());
        if (dirty != null) {
            throw refusal(NvencStatusCode.INVALID_PARAM, "reserved space is not zero: " + dirty);
        }
        if (view.getInt("apiVersion") != bound.word()) {
            throw refusal(NvencStatusCode.INVALID_VERSION, "apiVersion 0x" + Long.toHexString(view.get("apiVersion")));
        }
        if (sessions.size() >= sessionLimit) {
            throw refusal(NvencStatusCode.INCOMPATIBLE_CLIENT_KEY, sessions.size() + " sessions are open");
        }
        EncodeSession session = new EncodeSession(this, view.get("device"), abi, gpu);
        long handle = sessionHandles.addAndGet(16);
        sessions.put(handle, session);
        out.set(ValueLayout.JAVA_LONG_UNALIGNED, 0, handle);
        return 0;
    }

    private GpuModel gpu(int deviceType, long device) {
        if (deviceType == DEVICE_OPENGL) {
            throw refusal(NvencStatusCode.INVALID_DEVICE, "no OpenGL context");
        }
        if (deviceType == DEVICE_DIRECTX || deviceType != DEVICE_CUDA) {
            throw refusal(NvencStatusCode.UNSUPPORTED_DEVICE, "device type " + deviceType);
        }
        if (device == 0) {
            throw refusal(NvencStatusCode.INVALID_PTR, "device is NULL");
        }
        OptionalInt ordinal = cuda.deviceOf(device);
        if (ordinal.isEmpty()) {
            journal.violation("a session was opened with 0x" + Long.toHexString(device)
                    + ", which is no live context: a real driver crashes");
            throw refusal(NvencStatusCode.INVALID_DEVICE, "device is no live CUDA context");
        }
        GpuModel gpu = gpus.get(Math.min(ordinal.getAsInt(), gpus.size() - 1));
        if (gpu.caps().isEmpty()) {
            throw refusal(NvencStatusCode.UNSUPPORTED_DEVICE, gpu.name() + " has no encoder");
        }
        return gpu;
    }

    private void queries() {
        addInSession(
                "nvEncGetEncodeGUIDCount",
                (session, args) ->
                        putInt(args.address(1), session.offer().codecs().size()));
        addInSession(
                "nvEncGetEncodeGUIDs",
                (session, args) -> putGuids(session.offer().codecs(), args, 1));
        addInSession(
                "nvEncGetEncodeProfileGUIDCount",
                (session, args) -> putInt(
                        args.address(2),
                        session.offer()
                                .profiles(session.offer().requireCodec(args.guid(1)))
                                .size()));
        addInSession(
                "nvEncGetEncodeProfileGUIDs",
                (session, args) ->
                        putGuids(session.offer().profiles(session.offer().requireCodec(args.guid(1))), args, 2));
        addInSession(
                "nvEncGetInputFormatCount",
                (session, args) -> putInt(
                        args.address(2),
                        session.offer()
                                .inputFormats(session.offer().requireCodec(args.guid(1)))
                                .size()));
        addInSession(
                "nvEncGetInputFormats",
                (session, args) -> putAll(
                        session.offer().inputFormats(session.offer().requireCodec(args.guid(1))),
                        InputFormat::value,
                        args,
                        2));
        addInSession(
                "nvEncGetEncodeCaps",
                (session, args) -> putInt(
                        args.address(3),
                        session.offer().cap(session.offer().requireCodec(args.guid(1)), args.address(2))));
        addInSession("nvEncGetEncodePresetCount", (session, args) -> {
            session.offer().requireCodec(args.guid(1));
            return putInt(args.address(2), session.offer().presets().size());
        });
        addInSession("nvEncGetEncodePresetGUIDs", (session, args) -> {
            session.offer().requireCodec(args.guid(1));
            return putGuids(session.offer().presets(), args, 2);
        });
        addInSession("nvEncGetEncodePresetConfigEx", (session, args) -> {
            session.offer()
                    .presetConfig(
                            session.offer().requireCodec(args.guid(1)), args.guid(2), args.integer(3), args.address(4));
            return 0;
        });
        addInSession("nvEncGetEncodePresetConfig", (session, args) -> {
            if (maxVersion.isAtLeast(ApiVersion.V13_1)) {
                throw refusal(NvencStatusCode.UNSUPPORTED_PARAM, "this driver needs nvEncGetEncodePresetConfigEx");
            }
            session.offer()
                    .presetConfig(
                            session.offer().requireCodec(args.guid(1)),
                            args.guid(2),
                            Presets.HIGH_QUALITY,
                            args.address(3));
            return 0;
        });
    }

    private static long putGuids(List<Guid> guids, EntryPoints.Args args, int index) {
        int count = Math.min(guids.size(), args.integer(index + 1));
        MemorySegment out = at(args.address(index), count * 16L);
        for (int i = 0; i < count; i++) {
            guids.get(i).write(out, i * 16L);
        }
        return putInt(args.address(index + 2), count);
    }

    private static <T> long putAll(List<T> values, ToLongFunction<T> value, EntryPoints.Args args, int index) {
        int count = Math.min(values.size(), args.integer(index + 1));
        MemorySegment out = at(args.address(index), count * 4L);
        for (int i = 0; i < count; i++) {
            out.setAtIndex(ValueLayout.JAVA_INT_UNALIGNED, i, (int) value.applyAsLong(values.get(i)));
        }
        return putInt(args.address(index + 2), count);
    }

    private void configuration() {
        addInSession("nvEncInitializeEncoder", (session, args) -> {
            session.initialize(args.address(1));
            return 0;
        });
        addInSession("nvEncReconfigureEncoder", (session, args) -> {
            session.reconfigure(args.address(1));
            return 0;
        });
        addInSession("nvEncGetSequenceParams", (session, args) -> {
            session.sequenceParameters(args.address(1));
            return 0;
        });
        addInSession("nvEncGetSequenceParamEx", (session, args) -> {
            session.sequenceParameters(args.address(1), args.address(2));
            return 0;
        });
        addInSession("nvEncSetIOCudaStreams", (session, args) -> {
            session.setStreams(args.address(1), args.address(2));
            return 0;
        });
    }

    private void resources() {
        addInSession("nvEncCreateBitstreamBuffer", (session, args) -> {
            session.buffers().create(args.address(1));
            return 0;
        });
        addInSession("nvEncDestroyBitstreamBuffer", (session, args) -> {
            session.buffers().destroy(args.address(1));
            return 0;
        });
        addInSession("nvEncRegisterResource", (session, args) -> {
            session.register(args.address(1));
            return 0;
        });
        addInSession("nvEncUnregisterResource", (session, args) -> {
            session.resources().unregister(args.address(1));
            return 0;
        });
        addInSession("nvEncMapInputResource", (session, args) -> {
            session.resources().map(args.address(1));
            return 0;
        });
        addInSession("nvEncUnmapInputResource", (session, args) -> {
            session.unmap(args.address(1));
            return 0;
        });
    }

    private void pictures() {
        addInSession(
                "nvEncEncodePicture",
                (session, args) -> session.encode(args.address(1)).ordinal());
        addInSession("nvEncLockBitstream", (session, args) -> {
            session.lockBitstream(args.address(1));
            return 0;
        });
        addInSession("nvEncUnlockBitstream", (session, args) -> {
            session.unlockBitstream(args.address(1));
            return 0;
        });
        addInSession("nvEncLookaheadPicture", (session, args) -> {
            session.lookAhead(args.address(1));
            return 0;
        });
        addInSession("nvEncCreateMVBuffer", (session, args) -> {
            session.motion().create(args.address(1));
            return 0;
        });
        addInSession("nvEncDestroyMVBuffer", (session, args) -> {
            session.motion().destroy(args.address(1));
            return 0;
        });
        addInSession("nvEncRunMotionEstimationOnly", (session, args) -> {
            session.motion().run(args.address(1));
            return 0;
        });
        addInSession("nvEncRestoreEncoderState", (session, args) -> {
            session.restoreState(args.address(1));
            return 0;
        });
        addInSession("nvEncInvalidateRefFrames", (session, args) -> {
            session.invalidateReference(args.address(1));
            return 0;
        });
    }

    @Override
    public CudaSide cuda() {
        return cuda;
    }

    @Override
    public Presets presets() {
        return presets;
    }

    @Override
    public Journal journal() {
        return journal;
    }

    @Override
    public AtomicLong handles() {
        return handles;
    }

    @Override
    public boolean offers(GpuModel gpu, Codec codec) {
        return gpu.caps().containsKey(codec)
                && codable.computeIfAbsent(
                        codec,
                        any -> coders.choose(CoderSettings.builder(any, 640, 360, 30, 1)
                                        .build())
                                .factory()
                                .isPresent());
    }

    @Override
    public Coders.Choice chooseCoder(CoderSettings settings) {
        return coders.choose(settings);
    }

    /** What all open sessions have not given back. */
    Leftovers leftovers() {
        Leftovers sum = new Leftovers(sessions.size(), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        for (EncodeSession session : sessions.values()) {
            sum = sum.plus(session.leftoversNow());
        }
        return sum;
    }

    /** The session of a handle, or null. */
    @Nullable
    EncodeSession find(long handle) {
        return sessions.get(handle);
    }

    /** The table of the API that is bound now, or that of the newest version. */
    AbiTable boundTable() {
        ApiVersion bound = new ApiVersion(binding & 0xFF, binding >>> 24 & 0xF);
        return ApiVersion.supported().contains(bound) ? AbiTable.of(bound) : newest;
    }

    void close() {
        for (Map.Entry<Long, EncodeSession> open : sessions.entrySet()) {
            EncodeSession session = open.getValue();
            try {
                session.alone("close", () -> {
                    session.destroy();
                    return 0;
                });
                session.free();
            } catch (Refusal destroyedMeanwhile) {
                // Its client was faster.
            }
            sessions.remove(open.getKey());
        }
        entries.close();
    }
}
