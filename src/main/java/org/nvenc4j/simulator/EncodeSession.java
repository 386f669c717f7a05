package org.nvenc4j.simulator;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.nvenc4j.Codec;

/**
 * One encode session from open to destroy: its objects, and the way of a picture through it. Every method but the
 * locking ones is called with the session's lock held, and throws {@link Refusal} to answer an error status.
 */
final class EncodeSession {
    private static final int FORCE_INTRA = 0x1;
    private static final int FORCE_IDR = 0x2;
    private static final int OUTPUT_SPS_PPS = 0x4;
    private static final int EOS = 0x8;
    private static final int DISABLE_STATE_ADVANCE = 0x10;
    private static final int OUTPUT_RECON = 0x20;

    private static final int RESOURCE_CUDA_POINTER = 1;
    private static final int RESOURCE_CUDA_ARRAY = 2;

    /** How many invalidatable pictures are remembered. */
    private static final int REMEMBERED_TIMESTAMPS = 16;

    private final SessionHost host;
    private final long context;
    private final AbiTable abi;
    private final GpuModel gpu;
    private final ReentrantLock lock = new ReentrantLock();
    private final Arena arena = Arena.ofShared();
    private final MemorySegment lastError = arena.allocate(1024);
    private final Map<Long, Registered> registered = new HashMap<>();
    private final Map<Long, Registered> mapped = new HashMap<>();
    private final Map<Long, OutputBuffer> buffers = new HashMap<>();
    private final Deque<OutputBuffer> waiting = new ArrayDeque<>();
    private final Deque<Samples> idleSamples = new ArrayDeque<>();
    private final Deque<Long> referenceTimestamps = new ArrayDeque<>();
    private final Set<PresetQuestion> presetQuestions = new HashSet<>();
    private MemorySegment staging = MemorySegment.NULL;
    private boolean destroyed;
    private volatile @Nullable Running running;
    private long nextFrameIdx;
    private long codingOrder;
    private boolean forceNextIdr;
    private boolean forceNextIntra;
    private volatile boolean reconfiguring;

    /** What a session needs from the simulator. */
    interface SessionHost {
        CudaSide cuda();

        Presets presets();

        Journal journal();

        AtomicLong handles();

        /** Whether the GPU has the codec and the simulator can code it. */
        boolean offers(GpuModel gpu, Codec codec);

        Coders.Choice chooseCoder(CoderSettings settings);
    }

    private record PresetQuestion(Codec codec, int preset, long tuning) {}

    /** What exists from a successful initialisation on. */
    private static final class Running {
        private SessionConfig config;
        private final PictureCoder coder;
        private final PictureQueue queue;
        private final PictureFields fields;

        Running(SessionConfig config, PictureCoder coder, PictureFields fields) {
            this.config = config;
            this.coder = coder;
            this.queue = new PictureQueue(config);
            this.fields = fields;
        }
    }

    EncodeSession(SessionHost host, long context, AbiTable abi, GpuModel gpu) {
        this.host = host;
        this.context = context;
        this.abi = abi;
        this.gpu = gpu;
    }

    AbiTable abi() {
        return abi;
    }

    long context() {
        return context;
    }

    GpuModel gpu() {
        return gpu;
    }

    /** The codec of an initialised session, or null. */
    @Nullable
    Codec codec() {
        Running now = running;
        return now == null ? null : now.config.coder().codec();
    }

    private static Refusal refusal(NvencStatusCode status, String reason) {
        return new Refusal(status, reason);
    }

    private static Refusal invalid(String reason) {
        return new Refusal(NvencStatusCode.INVALID_PARAM, reason);
    }

    // Locking and last error

    /** Runs one call of the client's, alone. */
    long alone(String function, java.util.function.LongSupplier body) {
        boolean reconfigures = function.equals("nvEncReconfigureEncoder");
        if (!lock.tryLock()) {
            if (reconfigures || reconfiguring) {
                host.journal().violation(function + " overlapped another call around a reconfiguration");
            }
            lock.lock();
        }
        try {
            if (destroyed) {
                throw refusal(NvencStatusCode.INVALID_ENCODERDEVICE, "the session was destroyed");
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
        byte[] text = String.valueOf(reason).getBytes(java.nio.charset.StandardCharsets.UTF_8);
        int length = (int) Math.min(text.length, lastError.byteSize() - 1);
        MemorySegment.copy(text, 0, lastError, ValueLayout.JAVA_BYTE, 0, length);
        lastError.set(ValueLayout.JAVA_BYTE, length, (byte) 0);
    }

    long lastErrorAddress() {
        return lastError.address();
    }

    // Structs

    private StructView checked(String struct, long address, @Nullable Codec codec) {
        return checked(abi.layout(struct, codec), address);
    }

    private StructView checked(StructLayout layout, long address) {
        if (address == 0) {
            throw refusal(NvencStatusCode.INVALID_PTR, layout.name() + " is NULL");
        }
        StructView view = StructView.at(abi, layout, address);
        checkWord(view, "version");
        checkReserved(view);
        return view;
    }

    private StructView checked(String struct, long address) {
        return checked(struct, address, null);
    }

    private static void checkWord(StructView view, String member) {
        long expected = view.layout().versionWord();
        checkWord(view, member, expected);
    }

    private static void checkWord(StructView view, String member, long expected) {
        int word = view.getInt(member);
        if (word != (int) expected) {
            throw refusal(
                    NvencStatusCode.INVALID_VERSION,
                    "%s.%s is 0x%08x, API %s has 0x%08x"
                            .formatted(
                                    view.layout().name(),
                                    member,
                                    word,
                                    view.abi().version(),
                                    (int) expected));
        }
    }

    private static void checkReserved(StructView view) {
        String dirty = view.layout().dirtyReservedSpace(view.memory());
        if (dirty != null) {
            throw invalid("reserved space is not zero: " + dirty);
        }
    }

    private StructView copy(StructView view) {
        MemorySegment copy = MemorySegment.ofArray(new byte[view.layout().size()]);
        copy.copyFrom(view.memory());
        return new StructView(view.abi(), view.layout(), copy);
    }

    private Running running() {
        if (running == null) {
            throw refusal(NvencStatusCode.ENCODER_NOT_INITIALIZED, "nvEncInitializeEncoder has not succeeded");
        }
        return running;
    }

    // Queries

    Codec requireCodec(Guid guid) {
        Codec codec = codecOf(abi, guid);
        if (codec == null) {
            throw invalid("encodeGUID is no codec");
        }
        if (!host.offers(gpu, codec)) {
            throw refusal(NvencStatusCode.UNSUPPORTED_PARAM, "this GPU does not encode " + codec);
        }
        return codec;
    }

    static @Nullable Codec codecOf(AbiTable abi, Guid guid) {
        for (Codec codec : Codec.values()) {
            if (guid.equals(abi.guid("NV_ENC_CODEC_" + codec + "_GUID"))) {
                return codec;
            }
        }
        return null;
    }

    List<Guid> codecs() {
        List<Guid> guids = new ArrayList<>();
        for (Codec codec : Codec.values()) {
            Guid guid = abi.guid("NV_ENC_CODEC_" + codec + "_GUID");
            if (guid != null && host.offers(gpu, codec)) {
                guids.add(guid);
            }
        }
        return guids;
    }

    List<Guid> profiles(Codec codec) {
        List<Guid> guids = new ArrayList<>();
        List<String> names = new ArrayList<>(abi.guidNames("NV_ENC_" + codec + "_PROFILE_"));
        names.addFirst("NV_ENC_CODEC_PROFILE_AUTOSELECT_GUID");
        for (String name : names) {
            boolean lacks = name.contains("HIGH_10_") && gpu.cap(codec, Caps.TEN_BIT) == 0
                    || name.contains("HIGH_422_") && gpu.cap(codec, Caps.YUV422) == 0;
            Guid guid = abi.guid(name);
            if (!lacks && guid != null) {
                guids.add(guid);
            }
        }
        return guids;
    }

    List<Guid> presets() {
        List<Guid> guids = new ArrayList<>();
        for (String name : abi.guidNames("NV_ENC_PRESET_P")) {
            Guid guid = abi.guid(name);
            if (guid != null) {
                guids.add(guid);
            }
        }
        return guids;
    }

    List<InputFormat> inputFormats(Codec codec) {
        List<InputFormat> formats = new ArrayList<>();
        for (InputFormat format : InputFormat.values()) {
            boolean exists = abi.findConstant(format.constant()) != null;
            boolean depth = format.bitDepth() == 8 || gpu.cap(codec, Caps.TEN_BIT) != 0;
            boolean chroma = format.isPacked()
                    || format.chromaFormat() == 1
                    || gpu.cap(codec, format.chromaFormat() == 2 ? Caps.YUV422 : Caps.YUV444) != 0;
            if (exists && depth && chroma) {
                formats.add(format);
            }
        }
        return formats;
    }

    int cap(Codec codec, long params) {
        StructView view = checked("NV_ENC_CAPS_PARAM", params);
        long number = view.get("capsToQuery");
        if (number < 0 || number >= abi.constant("NV_ENC_CAPS_EXPOSED_COUNT")) {
            throw invalid("capsToQuery " + number + " is unknown to this driver");
        }
        return gpu.cap(codec, (int) number);
    }

    void presetConfig(Codec codec, Guid presetGuid, long tuning, long params) {
        if (params == 0) {
            throw refusal(NvencStatusCode.INVALID_PTR, "NV_ENC_PRESET_CONFIG is NULL");
        }
        StructView view = StructView.at(abi, abi.layout("NV_ENC_PRESET_CONFIG", codec), params);
        checkWord(view, "version");
        checkWord(view, "presetCfg.version", abi.constant("NV_ENC_CONFIG_VER"));
        checkReserved(view);
        int preset = preset(presetGuid);
        checkTuning(codec, tuning);
        presetQuestions.add(new PresetQuestion(codec, preset, tuning));
        StructLayout config = abi.layout("NV_ENC_CONFIG", codec);
        MemorySegment inner =
                view.memory().asSlice(view.layout().field("presetCfg.version").offset(), config.size());
        inner.fill((byte) 0);
        host.presets().fill(new StructView(abi, config, inner), codec, preset, (int) tuning);
    }

    private int preset(Guid guid) {
        String name = abi.guidName(guid);
        if (name == null || !name.startsWith("NV_ENC_PRESET_P")) {
            throw invalid("presetGUID is none of P1 to P7");
        }
        return name.charAt("NV_ENC_PRESET_P".length()) - '0';
    }

    private void checkTuning(Codec codec, long tuning) {
        long count = abi.constant("NV_ENC_TUNING_INFO_COUNT");
        if (tuning < 1 || tuning >= count) {
            throw invalid("tuningInfo " + tuning + ", API " + abi.version() + " has 1 to " + (count - 1));
        }
        boolean uhq = tuning == Presets.ULTRA_HIGH_QUALITY;
        if (uhq
                && (codec == Codec.H264
                        || codec == Codec.AV1 && !abi.version().isAtLeast(org.nvenc4j.ApiVersion.V13_0))) {
            throw refusal(
                    NvencStatusCode.UNSUPPORTED_PARAM,
                    "ultra-high quality tuning with " + codec + " in API " + abi.version());
        }
        if (tuning == Presets.LOSSLESS && gpu.cap(codec, Caps.LOSSLESS) == 0) {
            throw refusal(NvencStatusCode.UNSUPPORTED_PARAM, "lossless tuning with " + codec);
        }
    }

    // Initialisation

    void initialize(long params) {
        if (running != null) {
            throw refusal(NvencStatusCode.INVALID_CALL, "the encoder is initialised already");
        }
        SessionConfig config = readConfig(checked("NV_ENC_INITIALIZE_PARAMS", params), null);
        Codec codec = config.coder().codec();
        running = new Running(config, openCoder(config.coder()), new PictureFields(abi, codec));
    }

    /**
     * Reads initialisation parameters.
     *
     * @param present the configuration that an encodeConfig of NULL leaves as it is; null for the preset's
     */
    private SessionConfig readConfig(StructView given, @Nullable SessionConfig present) {
        StructView init = copy(given);
        Codec codec = requireCodec(init.guid("encodeGUID"));
        int preset = preset(init.guid("presetGUID"));
        long tuning = init.get("tuningInfo");
        checkTuning(codec, tuning);
        if (!presetQuestions.isEmpty() && !presetQuestions.contains(new PresetQuestion(codec, preset, tuning))) {
            throw invalid("presetGUID P" + preset + " and tuningInfo " + tuning
                    + " are not those that nvEncGetEncodePresetConfigEx was asked for");
        }
        StructLayout layout = abi.layout("NV_ENC_CONFIG", codec);
        StructView config;
        if (init.isSet("encodeConfig")) {
            config = checked("NV_ENC_CONFIG", init.get("encodeConfig"), codec);
            if (config.isSet("rcParams.version")) {
                checkWord(config, "rcParams.version", abi.constant("NV_ENC_RC_PARAMS_VER"));
            }
            config = copy(config);
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
                .orElseThrow(() -> refusal(
                        NvencStatusCode.UNSUPPORTED_PARAM,
                        "no coder of the simulator codes this: " + choice.refusals()));
        try {
            return factory.open(settings);
        } catch (IllegalArgumentException e) {
            throw refusal(NvencStatusCode.UNSUPPORTED_PARAM, factory.name() + ": " + e.getMessage());
        } catch (IllegalStateException e) {
            throw refusal(NvencStatusCode.GENERIC, factory.name() + ": " + e.getMessage());
        }
    }

    void reconfigure(long params) {
        Running now = running();
        Codec codec = now.config.coder().codec();
        StructView view = checked("NV_ENC_RECONFIGURE_PARAMS", params);
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
        checkWord(init, "version");
        SessionConfig next = readConfig(init, now.config);
        checkChange(codec, now.config, next);
        CoderSettings before = now.config.coder();
        boolean resized = next.coder().width() != before.width() || next.coder().height() != before.height();
        if (resized) {
            // Pictures that wait were taken in at the old size and are coded at it.
            code(now, now.queue.flush());
        }
        try {
            now.coder.reconfigure(next.coder());
        } catch (IllegalArgumentException e) {
            throw invalid(String.valueOf(e.getMessage()));
        }
        now.config = next;
        if (resized || view.isSet("forceIDR") || view.isSet("resetEncoder")) {
            forceNextIdr = true;
        }
    }

    private void checkChange(Codec codec, SessionConfig now, SessionConfig next) {
        for (String fixed : List.of(
                "tuningInfo",
                "enablePTD",
                "enableEncodeAsync",
                "enableWeightedPrediction",
                "splitEncodeMode",
                "maxEncodeWidth",
                "maxEncodeHeight",
                "reportSliceOffsets",
                "enableSubFrameWrite")) {
            same(fixed, now.initialize().get(fixed), next.initialize().get(fixed));
        }
        if (!now.initialize().guid("encodeGUID").equals(next.initialize().guid("encodeGUID"))
                || !now.initialize().guid("presetGUID").equals(next.initialize().guid("presetGUID"))) {
            throw invalid("encodeGUID and presetGUID can't be changed");
        }
        for (String fixed : List.of("gopLength", "frameIntervalP", "frameFieldMode", "monoChromeEncoding")) {
            same(fixed, now.config().get(fixed), next.config().get(fixed));
        }
        same("idrPeriod", now.coder().gop().idrPeriod(), next.coder().gop().idrPeriod());
        same("chromaFormatIDC", now.coder().chromaFormat(), next.coder().chromaFormat());
        same("output bit depth", now.coder().bitDepth(), next.coder().bitDepth());
        same("input bit depth", now.inputBitDepth(), next.inputBitDepth());
        same("look-ahead depth", now.lookahead(), next.lookahead());
        same("useBFramesAsRef", now.bReference(), next.bReference());
        same("number of references", now.maxReferences(), next.maxReferences());
        if (codec == Codec.HEVC) {
            String size = "encodeCodecConfig.hevcConfig.maxCUSize";
            same("maxCUSize", now.config().get(size), next.config().get(size));
        }
        CoderSettings.RateControl before = now.coder().rateControl();
        CoderSettings.RateControl after = next.coder().rateControl();
        if (before.mode() != after.mode()) {
            need(codec, "changing the rate control mode", Caps.DYNAMIC_RATE_CONTROL_MODE);
        }
        if (before.averageBitRate() != after.averageBitRate() || before.maxBitRate() != after.maxBitRate()) {
            need(codec, "changing the bit rate", Caps.DYNAMIC_BIT_RATE);
        }
        if (now.coder().width() != next.coder().width()
                || now.coder().height() != next.coder().height()) {
            need(codec, "changing the size", Caps.DYNAMIC_RESOLUTION);
            if (!now.resizable()) {
                throw invalid("the size can't be changed: maxEncodeWidth and maxEncodeHeight were 0 at initialisation");
            }
        }
    }

    private static void same(String what, long before, long after) {
        if (before != after) {
            throw invalid(what + " can't be changed, here from " + before + " to " + after);
        }
    }

    private void need(Codec codec, String what, int cap) {
        if (gpu.cap(codec, cap) == 0) {
            throw refusal(NvencStatusCode.UNSUPPORTED_PARAM, what + " is not supported on this GPU (cap " + cap + ")");
        }
    }

    void sequenceParameters(long payload) {
        putSequenceParameters(running().coder, payload);
    }

    /** The same for parameters that the session is not, or not yet, initialised with. */
    void sequenceParameters(long params, long payload) {
        SessionConfig config = readConfig(checked("NV_ENC_INITIALIZE_PARAMS", params), null);
        try (PictureCoder coder = openCoder(config.coder())) {
            putSequenceParameters(coder, payload);
        }
    }

    private void putSequenceParameters(PictureCoder coder, long payload) {
        StructView view = checked("NV_ENC_SEQUENCE_PARAM_PAYLOAD", payload);
        if (!view.isSet("spsppsBuffer") || !view.isSet("outSPSPPSPayloadSize")) {
            throw refusal(NvencStatusCode.INVALID_PTR, "spsppsBuffer or outSPSPPSPayloadSize is NULL");
        }
        byte[] header = coder.sequenceHeader();
        if (view.get("inBufferSize") < header.length) {
            throw refusal(
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
        running();
        if (input == 0 || output == 0) {
            throw refusal(NvencStatusCode.INVALID_PTR, "a stream is passed as a pointer to its handle");
        }
    }

    // Resources

    private long newHandle() {
        return host.handles().addAndGet(16);
    }

    void createBitstreamBuffer(long params) {
        running();
        StructView view = checked("NV_ENC_CREATE_BITSTREAM_BUFFER", params);
        OutputBuffer buffer = new OutputBuffer(newHandle());
        buffers.put(buffer.handle(), buffer);
        view.set("bitstreamBuffer", buffer.handle());
    }

    void destroyBitstreamBuffer(long handle) {
        OutputBuffer buffer = buffer(handle);
        if (buffer.state() == OutputBuffer.State.LOCKED) {
            throw refusal(NvencStatusCode.INVALID_CALL, "the bitstream buffer is locked");
        }
        waiting.remove(buffer);
        buffers.remove(handle);
    }

    private OutputBuffer buffer(long handle) {
        if (handle == 0) {
            throw refusal(NvencStatusCode.INVALID_PTR, "the bitstream buffer is NULL");
        }
        OutputBuffer buffer = buffers.get(handle);
        if (buffer == null) {
            throw invalid("0x" + Long.toHexString(handle) + " is no bitstream buffer of this session");
        }
        return buffer;
    }

    void register(long params) {
        Running now = running();
        StructView view = checked("NV_ENC_REGISTER_RESOURCE", params);
        long type = view.get("resourceType");
        if (type != RESOURCE_CUDA_POINTER && type != RESOURCE_CUDA_ARRAY) {
            throw refusal(NvencStatusCode.UNSUPPORTED_PARAM, "resourceType " + type + " in a CUDA session");
        }
        if (view.get("bufferUsage") != 0) {
            throw refusal(NvencStatusCode.UNSUPPORTED_PARAM, "bufferUsage " + view.get("bufferUsage"));
        }
        InputFormat format = InputFormat.of(view.get("bufferFormat"))
                .filter(inputFormats(now.config.coder().codec())::contains)
                .orElseThrow(() -> invalid("bufferFormat 0x" + Long.toHexString(view.get("bufferFormat"))));
        long address = view.get("resourceToRegister");
        if (address == 0) {
            throw refusal(NvencStatusCode.INVALID_PTR, "resourceToRegister is NULL");
        }
        int width = view.getInt("width");
        int height = view.getInt("height");
        int pitch = view.getInt("pitch");
        if (width <= 0 || height <= 0 || width > 1 << 15 || height > 1 << 15) {
            throw invalid("size " + width + "x" + height);
        }
        if (view.isSet("subResourceIndex") || view.isSet("pInputFencePoint")) {
            throw invalid("subResourceIndex and pInputFencePoint are for Direct3D");
        }
        boolean isArray = type == RESOURCE_CUDA_ARRAY;
        if (!isArray && (pitch % 4 != 0 || pitch < format.rowBytes(width))) {
            throw refusal(
                    NvencStatusCode.RESOURCE_REGISTER_FAILED,
                    "pitch " + pitch + " has to be a multiple of 4, and at least " + format.rowBytes(width));
        }
        int rowPitch = isArray ? format.rowBytes(width) : pitch;
        List<InputFormat.Plane> planes =
                format.planes(width, height, rowPitch, view.get("chromaOffsetIn[0]"), view.get("chromaOffsetIn[1]"));
        CudaSide.Memory memory = memory(address, isArray)
                .orElseThrow(() ->
                        refusal(NvencStatusCode.RESOURCE_REGISTER_FAILED, "no allocation at the address to register"));
        Registered resource = new Registered(
                newHandle(), address, isArray, width, height, rowPitch, format, planes, memory.bufferId());
        checkMemory(resource, memory);
        registered.put(resource.handle(), resource);
        view.set("registeredResource", resource.handle());
    }

    private Optional<CudaSide.Memory> memory(long address, boolean isArray) {
        return isArray ? host.cuda().arrayAt(context, address) : host.cuda().memoryAt(context, address);
    }

    private void checkMemory(Registered resource, CudaSide.Memory memory) {
        if (resource.isArray()) {
            return;
        }
        if (!memory.linear()) {
            throw refusal(
                    NvencStatusCode.RESOURCE_REGISTER_FAILED,
                    memory.kind() + " memory can't be registered, only that of cuMemAlloc and cuMemAllocPitch");
        }
        if (memory.context() != context) {
            throw refusal(NvencStatusCode.RESOURCE_REGISTER_FAILED, "the memory belongs to another context");
        }
        long end = memory.base() + memory.size();
        if (resource.address() + resource.bytes() > end) {
            throw refusal(
                    NvencStatusCode.RESOURCE_REGISTER_FAILED,
                    "the picture has " + resource.bytes() + " bytes, its allocation ends after "
                            + (end - resource.address()));
        }
    }

    void unregister(long handle) {
        running();
        Registered resource = registered(handle);
        if (mapped.containsValue(resource)) {
            throw refusal(NvencStatusCode.INVALID_CALL, "the resource is still mapped");
        }
        if (!isAlive(resource)) {
            host.journal().violation("memory was freed while it was registered");
        }
        registered.remove(handle);
    }

    private Registered registered(long handle) {
        if (handle == 0) {
            throw refusal(NvencStatusCode.INVALID_PTR, "the registered resource is NULL");
        }
        Registered resource = registered.get(handle);
        if (resource == null) {
            throw refusal(
                    NvencStatusCode.RESOURCE_NOT_REGISTERED,
                    "0x" + Long.toHexString(handle) + " is no registered resource of this session");
        }
        return resource;
    }

    void map(long params) {
        running();
        StructView view = checked("NV_ENC_MAP_INPUT_RESOURCE", params);
        Registered resource = registered(view.get("registeredResource"));
        if (mapped.containsValue(resource)) {
            throw refusal(NvencStatusCode.MAP_FAILED, "the resource is mapped already");
        }
        checkAlive(resource);
        long handle = newHandle();
        mapped.put(handle, resource);
        view.set("mappedResource", handle);
        view.set("mappedBufferFmt", resource.format().value());
    }

    private boolean isAlive(Registered resource) {
        return memory(resource.address(), resource.isArray())
                .filter(memory -> memory.bufferId() == resource.bufferId())
                .isPresent();
    }

    private void checkAlive(Registered resource) {
        if (!isAlive(resource)) {
            throw refusal(NvencStatusCode.MAP_FAILED, "the registered memory was freed");
        }
    }

    void unmap(long handle) {
        running();
        if (handle == 0) {
            throw refusal(NvencStatusCode.INVALID_PTR, "the mapped resource is NULL");
        }
        if (mapped.remove(handle) == null) {
            throw refusal(
                    NvencStatusCode.RESOURCE_NOT_MAPPED,
                    "0x" + Long.toHexString(handle) + " is no mapped resource of this session");
        }
    }

    // Pictures

    /** NvEncEncodePicture. */
    NvencStatusCode encode(long params) {
        Running now = running();
        PictureFields fields = now.fields;
        StructView view =
                checked("NV_ENC_PIC_PARAMS", params, now.config.coder().codec());
        MemorySegment struct = view.memory();
        int flags = fields.flags.getInt(struct);
        if ((flags & ~(int) knownFlags()) != 0) {
            throw invalid("encodePicFlags 0x" + Integer.toHexString(flags));
        }
        if (fields.completionEvent.isSet(struct)) {
            throw refusal(NvencStatusCode.INVALID_EVENT, "completionEvent in synchronous mode");
        }
        if ((flags & EOS) != 0) {
            if (fields.inputBuffer.isSet(struct) || fields.outputBitstream.isSet(struct)) {
                throw invalid("the end of stream has neither input nor output buffer");
            }
            code(now, now.queue.flush());
            return NvencStatusCode.SUCCESS;
        }
        if (fields.alphaBuffer.isSet(struct)) {
            throw invalid("alphaBuffer without alpha layer encoding");
        }
        if ((flags & (DISABLE_STATE_ADVANCE | OUTPUT_RECON)) != 0 || fields.outputReconBuffer.isSet(struct)) {
            throw refusal(NvencStatusCode.UNSUPPORTED_PARAM, "state advance and reconstruction are not simulated");
        }
        if (fields.pictureStruct.get(struct) != 1) {
            throw invalid("pictureStruct " + fields.pictureStruct.get(struct) + ", allowed is 1");
        }
        Registered input = input(now, struct);
        OutputBuffer output = buffer(fields.outputBitstream.get(struct));
        if (output.state() != OutputBuffer.State.FREE) {
            throw invalid("the output buffer is in use: " + output.state());
        }
        checkFrameIdx(now, struct);
        checkMap(now, struct);
        PendingPicture.Submission submission = submission(now, struct, flags);
        Samples samples = capture(now, input);
        forceNextIdr = false;
        forceNextIntra = false;
        nextFrameIdx++;
        output.queue();
        waiting.add(output);
        List<PendingPicture> coded = now.queue.add(new PendingPicture(samples, submission));
        code(now, coded);
        return coded.isEmpty() ? NvencStatusCode.NEED_MORE_INPUT : NvencStatusCode.SUCCESS;
    }

    private long knownFlags() {
        long newIn13_1 = abi.findConstant("NV_ENC_PIC_FLAG_PREQPDELTAMINQP") == null ? 0 : 0xC0;
        return 0x3F | newIn13_1;
    }

    private Registered input(Running now, MemorySegment struct) {
        PictureFields fields = now.fields;
        CoderSettings settings = now.config.coder();
        long handle = fields.inputBuffer.get(struct);
        if (handle == 0) {
            throw refusal(NvencStatusCode.INVALID_PTR, "inputBuffer is NULL");
        }
        Registered input = mapped.get(handle);
        if (input == null) {
            throw invalid("inputBuffer 0x" + Long.toHexString(handle) + " is not mapped in this session");
        }
        if (fields.bufferFormat.get(struct) != input.format().value()) {
            throw invalid("bufferFmt is not that of the registered resource, " + input.format());
        }
        // FFmpeg passes 0 for the size of CUDA frames, and drivers take it.
        long width = fields.inputWidth.get(struct);
        long height = fields.inputHeight.get(struct);
        if (width != 0 && width != settings.width() || height != 0 && height != settings.height()) {
            throw invalid("the input is " + width + "x" + height + ", the encoder " + settings.width() + "x"
                    + settings.height());
        }
        if (input.width() < settings.width() || input.height() < settings.height()) {
            throw invalid("the registered resource of " + input.width() + "x" + input.height()
                    + " is smaller than the encoder's " + settings.width() + "x" + settings.height());
        }
        long pitch = fields.inputPitch.get(struct);
        if (pitch != 0 && pitch != input.pitch() && pitch != input.width()) {
            throw invalid("inputPitch " + pitch + " is not that of the registered resource, " + input.pitch());
        }
        boolean chroma = input.format().isPacked()
                || settings.chromaFormat() == 0
                || input.format().chromaFormat() == settings.chromaFormat();
        int depth = now.config.inputBitDepth();
        boolean bits =
                depth != 0 ? input.format().bitDepth() == depth : input.format().bitDepth() <= settings.bitDepth();
        if (!chroma || !bits) {
            throw invalid("format " + input.format() + " with chroma format " + settings.chromaFormat()
                    + " and an input of " + (depth == 0 ? settings.bitDepth() : depth) + " bits");
        }
        return input;
    }

    private void checkFrameIdx(Running now, MemorySegment struct) {
        long frameIdx = now.fields.frameIdx.get(struct);
        if (now.config.countsFrames() && frameIdx != (nextFrameIdx & 0xFFFF_FFFFL)) {
            throw invalid("frameIdx is " + frameIdx + " and has to be " + nextFrameIdx
                    + ": it rises by one with ultra-high quality and look-ahead levels");
        }
    }

    private void checkMap(Running now, MemorySegment struct) {
        boolean given = now.fields.qpDeltaMap.isSet(struct);
        if (!given) {
            return;
        }
        if (now.config.qpMapMode() == 0) {
            throw invalid("qpDeltaMap is set, and qpMapMode is 0");
        }
        CoderSettings settings = now.config.coder();
        int block = switch (settings.codec()) {
            case H264 -> 16;
            case HEVC -> 32;
            case AV1 -> 64;
        };
        long needed = (long) ((settings.width() + block - 1) / block) * ((settings.height() + block - 1) / block);
        if (now.fields.qpDeltaMapSize.get(struct) != needed) {
            throw invalid("qpDeltaMapSize is " + now.fields.qpDeltaMapSize.get(struct) + " and has to be " + needed);
        }
    }

    private PendingPicture.Submission submission(Running now, MemorySegment struct, int flags) {
        PictureFields fields = now.fields;
        boolean decidesTypes = now.config.decidesTypes();
        int ownType = fields.pictureType.getInt(struct);
        if (!decidesTypes && ownType != 0 && ownType != 2 && ownType != 3) {
            throw refusal(NvencStatusCode.UNSUPPORTED_PARAM, "pictureType " + ownType + " is not simulated");
        }
        int longTermIndex = -1;
        if (fields.markLongTerm.isSet(struct)) {
            longTermIndex = fields.markLongTermIndex.getInt(struct);
            if (longTermIndex < 0 || longTermIndex >= now.config.longTermReferences()) {
                throw invalid(
                        "ltrMarkFrameIdx " + longTermIndex + ", the session has " + now.config.longTermReferences());
            }
        }
        long used = 0;
        if (fields.useLongTerm.isSet(struct)) {
            used = fields.useLongTermBitmap.get(struct);
            if (used >>> now.config.longTermReferences() != 0) {
                throw invalid("ltrUseFrameBitmap 0x" + Long.toHexString(used) + ", the session has "
                        + now.config.longTermReferences() + " long-term references");
            }
        }
        return new PendingPicture.Submission(
                fields.frameIdx.get(struct),
                fields.timestamp.get(struct),
                fields.duration.get(struct),
                (flags & FORCE_IDR) != 0 || forceNextIdr,
                (flags & FORCE_INTRA) != 0 || forceNextIntra,
                (flags & OUTPUT_SPS_PPS) != 0,
                ownType,
                messages(fields.messages.get(struct), fields.messageCount.get(struct)),
                longTermIndex,
                used);
    }

    /** The SEI messages or metadata OBUs of a picture, read at once since the client may free them after the call. */
    private List<SourcePicture.Metadata> messages(long address, long count) {
        if (count == 0) {
            return List.of();
        }
        if (address == 0) {
            throw refusal(NvencStatusCode.INVALID_PTR, "the payload array is NULL");
        }
        StructLayout layout = abi.layout("NV_ENC_SEI_PAYLOAD");
        List<SourcePicture.Metadata> messages = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            StructView payload = StructView.at(abi, layout, address + i * layout.size());
            int size = payload.getInt("payloadSize");
            if (size < 0 || size > 0 && !payload.isSet("payload")) {
                throw refusal(NvencStatusCode.INVALID_PTR, "payload of " + size + " bytes");
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
    private Samples capture(Running now, Registered input) {
        checkAlive(input);
        CoderSettings settings = now.config.coder();
        long bytes = input.bytes();
        if (staging.byteSize() < bytes) {
            staging = arena.allocate(bytes, 64);
        }
        MemorySegment picture = staging.asSlice(0, bytes);
        try {
            if (input.isArray()) {
                host.cuda().readArray(context, input.address(), input.pitch(), bytes / input.pitch(), picture);
            } else {
                host.cuda().read(context, input.address(), picture);
            }
        } catch (Refusal refusal) {
            throw refusal(NvencStatusCode.MAP_FAILED, "reading the input: " + refusal.getMessage());
        }
        Samples samples = idleSamples.poll();
        if (samples == null
                || !samples.fits(settings.width(), settings.height(), settings.chromaFormat(), settings.bitDepth())) {
            samples = new Samples(settings.width(), settings.height(), settings.chromaFormat(), settings.bitDepth());
        }
        samples.read(picture, input.format(), input.planes());
        return samples;
    }

    /** Codes pictures into the buffers that wait, in the order in which those were handed in. */
    private void code(Running now, List<PendingPicture> pictures) {
        for (PendingPicture picture : pictures) {
            SourcePicture source = source(now, picture);
            CodedPicture coded;
            try {
                coded = now.coder.code(source);
            } catch (RuntimeException e) {
                host.journal().failure("the coder", e);
                throw refusal(NvencStatusCode.GENERIC, "the coder failed: " + e);
            }
            idleSamples.push(picture.samples());
            if (picture.isReference()) {
                referenceTimestamps.addLast(picture.submission().timestamp());
                if (referenceTimestamps.size() > REMEMBERED_TIMESTAMPS) {
                    referenceTimestamps.removeFirst();
                }
            }
            OutputBuffer buffer = waiting.poll();
            if (buffer == null) {
                host.journal().violation("an output buffer was destroyed before its picture was coded");
            } else {
                buffer.fill(picture, coded);
            }
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
                qp);
    }

    void lockBitstream(long params) {
        Running now = running();
        PictureFields fields = now.fields;
        StructView view = checked(fields.lock, params);
        MemorySegment struct = view.memory();
        OutputBuffer buffer = buffer(fields.lockedBuffer.get(struct));
        switch (buffer.state()) {
            case LOCKED -> throw refusal(NvencStatusCode.INVALID_CALL, "the bitstream buffer is locked already");
            case FREE -> throw invalid("the bitstream buffer was not handed in with a picture since it was last read");
            case QUEUED -> {
                if (fields.doNotWait.isSet(struct)) {
                    throw refusal(NvencStatusCode.LOCK_BUSY, "the picture is not coded yet");
                }
                throw invalid("the bitstream buffer is not filled yet: the encoder needs more input");
            }
            case READY -> {}
        }
        PendingPicture picture = buffer.picture();
        PendingPicture.Submission submission = picture.submission();
        CodedPicture coded = buffer.coded();
        MemorySegment data = buffer.lock(arena);
        List<Integer> slices = Slices.offsets(now.config.coder(), coded.bytes());
        fields.outFrameIdx.set(struct, submission.frameIdx());
        fields.hwEncodeStatus.set(struct, 2);
        fields.numSlices.set(struct, slices.size());
        fields.size.set(struct, coded.bytes().length);
        fields.outTimestamp.set(struct, submission.timestamp());
        fields.outDuration.set(struct, submission.duration());
        fields.data.set(struct, data.address());
        fields.outPictureType.set(struct, pictureType(picture.type()));
        fields.outPictureStruct.set(struct, 1);
        fields.averageQp.set(struct, coded.averageQp());
        fields.satd.set(struct, coded.bytes().length);
        fields.longTerm.set(struct, submission.longTermIndex() >= 0 ? 1 : 0);
        fields.longTermIndex.set(struct, Math.max(0, submission.longTermIndex()));
        fields.longTermBitmap.set(struct, submission.longTermUsed());
        fields.temporalId.set(struct, 0);
        fields.frameIdxDisplay.set(struct, picture.displayOrder());
        boolean isIntra = picture.type() == SourcePicture.Type.IDR || picture.type() == SourcePicture.Type.I;
        int blocks =
                (now.config.coder().width() + 15) / 16 * ((now.config.coder().height() + 15) / 16);
        fields.intraBlocks.set(struct, isIntra ? blocks : 0);
        fields.interBlocks.set(struct, isIntra ? 0 : blocks);
        if (now.config.initialize().isSet("reportSliceOffsets") && fields.sliceOffsets.isSet(struct)) {
            MemorySegment offsets =
                    MemorySegment.ofAddress(fields.sliceOffsets.get(struct)).reinterpret(slices.size() * 4L);
            for (int i = 0; i < slices.size(); i++) {
                offsets.setAtIndex(ValueLayout.JAVA_INT_UNALIGNED, i, slices.get(i));
            }
        }
    }

    private static int pictureType(SourcePicture.Type type) {
        return switch (type) {
            case P -> 0;
            case B -> 1;
            case I -> 2;
            case IDR -> 3;
        };
    }

    void unlockBitstream(long handle) {
        running();
        OutputBuffer buffer = buffer(handle);
        if (buffer.state() != OutputBuffer.State.LOCKED) {
            throw refusal(NvencStatusCode.INVALID_CALL, "the bitstream buffer is not locked");
        }
        buffer.unlock();
    }

    void invalidateReference(long timestamp) {
        Running now = running();
        need(now.config.coder().codec(), "reference invalidation", Caps.REFERENCE_INVALIDATION);
        if (!referenceTimestamps.remove(timestamp)) {
            throw invalid("no reference picture has the timestamp " + timestamp);
        }
        // What is left to refer to may be older than the coder keeps: the next picture does without.
        forceNextIntra = true;
    }

    // The end

    /** What the client has not given back. */
    Leftovers leftovers() {
        int locked = (int) buffers.values().stream()
                .filter(buffer -> buffer.state() == OutputBuffer.State.LOCKED)
                .count();
        return new Leftovers(0, registered.size(), mapped.size(), buffers.size(), locked, 0, 0, 0, 0, 0);
    }

    void destroy() {
        destroyed = true;
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
