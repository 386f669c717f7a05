package org.nvenc4j.simulator;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.nvenc4j.ApiVersion;
import org.nvenc4j.Codec;
import org.nvenc4j.internal.raw.nvenc.nvenc_calls;

/** Calls the simulated libraries by hand, through the generated bindings, in any ABI. */
@SuppressWarnings("restricted") // It takes addresses for what they are said to be.
final class RawClient implements AutoCloseable {
    private static final String RAW = "org.nvenc4j.internal.raw.";
    private static final Map<String, Method> INVOKERS = new ConcurrentHashMap<>();

    final Simulator simulator;
    final AbiTable abi;
    final Arena arena = Arena.ofShared();
    final long out = arena.allocate(64, 8).address();
    final StructView functions;
    long context;
    long encoder;
    Codec codec = Codec.H264;

    RawClient(Simulator simulator, ApiVersion version) {
        this.simulator = simulator;
        this.abi = AbiTable.of(version);
        this.functions = struct("NV_ENCODE_API_FUNCTION_LIST");
    }

    /** A client that has a context and a function list. */
    static RawClient bound(Simulator simulator, ApiVersion version) {
        RawClient client = new RawClient(simulator, version);
        client.cuda("cuInit", 0);
        client.context = client.primaryContext(0);
        client.createInstance();
        return client;
    }

    /** A client with an open session. */
    static RawClient open(Simulator simulator, ApiVersion version) {
        RawClient client = bound(simulator, version);
        client.must(client.openSession());
        return client;
    }

    /** A client with an initialised session. */
    static RawClient initialized(Simulator simulator, ApiVersion version, int width, int height) {
        RawClient client = open(simulator, version);
        client.must(client.initialize(width, height, init -> {}, config -> {}));
        return client;
    }

    @Override
    public void close() {
        arena.close();
    }

    int cuda(String symbol, Object... arguments) {
        MemorySegment address = simulator.cudaLibrary().find(symbol).orElseThrow();
        return invoke("cuda.cuda_calls", "PFN_" + symbol, address, arguments);
    }

    int exported(String symbol, Object... arguments) {
        MemorySegment address = simulator.nvencLibrary().find(symbol).orElseThrow();
        return invoke("nvenc.nvenc_calls", "PFN_" + symbol, address, arguments);
    }

    int nvenc(String function, Object... arguments) {
        MemorySegment address = MemorySegment.ofAddress(functions.get(function));
        return invoke("nvenc.nvenc_calls", abi.functionTypes().get(function), address, arguments);
    }

    private static int invoke(String calls, String type, MemorySegment function, Object[] arguments) {
        Object[] all = new Object[arguments.length + 1];
        all[0] = function;
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        try {
            return (int)
                    INVOKERS.computeIfAbsent(type, _ -> invoker(calls, type)).invoke(null, all);
        } catch (InvocationTargetException e) {
            throw new AssertionError(e.getCause());
        } catch (IllegalAccessException e) {
            throw new AssertionError(type, e);
        }
    }

    private static Method invoker(String calls, String type) {
        try {
            return Arrays.stream(Class.forName(RAW + calls).getMethods())
                    .filter(method -> method.getName().equals(type))
                    .findFirst()
                    .orElseThrow();
        } catch (ClassNotFoundException e) {
            throw new AssertionError(type, e);
        }
    }

    void must(int status) {
        if (status != 0) {
            throw new AssertionError("status " + status + (encoder == 0 ? "" : ": " + lastError()));
        }
    }

    StructView struct(String name) {
        return struct(name, null);
    }

    StructView struct(String name, Codec arm) {
        StructLayout layout = abi.layout(name, arm);
        StructView view = new StructView(abi, layout, arena.allocate(layout.size(), 8));
        view.set("version", layout.versionWord());
        return view;
    }

    static long address(StructView view) {
        return view.memory().address();
    }

    MemorySegment guid(String name) {
        MemorySegment segment = arena.allocate(16, 4);
        Guid guid = abi.guid(name);
        if (guid == null) {
            throw new AssertionError(name);
        }
        guid.write(segment, 0);
        return segment;
    }

    long outLong() {
        return MemorySegment.ofAddress(out).reinterpret(8).get(ValueLayout.JAVA_LONG, 0);
    }

    int outInt() {
        return MemorySegment.ofAddress(out).reinterpret(4).get(ValueLayout.JAVA_INT, 0);
    }

    void setOut(long value) {
        MemorySegment.ofAddress(out).reinterpret(8).set(ValueLayout.JAVA_LONG, 0, value);
    }

    long primaryContext(int device) {
        must(cuda("cuDevicePrimaryCtxRetain", out, device));
        long handle = outLong();
        must(cuda("cuCtxPushCurrent_v2", handle));
        return handle;
    }

    int createInstance() {
        return exported("NvEncodeAPICreateInstance", address(functions));
    }

    int openSession() {
        int status = nvenc("nvEncOpenEncodeSessionEx", address(openParams()), out);
        encoder = status == 0 ? outLong() : 0;
        return status;
    }

    StructView openParams() {
        StructView params = struct("NV_ENC_OPEN_ENCODE_SESSION_EX_PARAMS");
        params.set("deviceType", 1);
        params.set("device", context);
        params.set("apiVersion", abi.version().word());
        return params;
    }

    String arm() {
        return "encodeCodecConfig." + codec.name().toLowerCase(Locale.ROOT) + "Config.";
    }

    /** Initialises with P4, ultra-low latency. */
    int initialize(int width, int height, Consumer<StructView> editInit, Consumer<StructView> editConfig) {
        StructView init = initParams(width, height, 4, 3, editConfig);
        editInit.accept(init);
        return nvenc("nvEncInitializeEncoder", encoder, address(init));
    }

    /** Initialises with P4, high quality: B-frames. */
    int initializeHighQuality(int width, int height, Consumer<StructView> editConfig) {
        return nvenc("nvEncInitializeEncoder", encoder, address(initParams(width, height, 4, 1, editConfig)));
    }

    StructView initParams(int width, int height, int preset, int tuning, Consumer<StructView> editConfig) {
        StructView config = presetConfig(preset, tuning);
        editConfig.accept(config);
        StructView init = struct("NV_ENC_INITIALIZE_PARAMS");
        init.put("encodeGUID", "NV_ENC_CODEC_" + codec + "_GUID");
        init.put("presetGUID", "NV_ENC_PRESET_P" + preset + "_GUID");
        init.set("tuningInfo", tuning);
        init.set("encodeWidth", width);
        init.set("encodeHeight", height);
        init.set("darWidth", width);
        init.set("darHeight", height);
        init.set("frameRateNum", 30);
        init.set("frameRateDen", 1);
        init.set("enablePTD", 1);
        init.set("encodeConfig", address(config));
        return init;
    }

    StructView presetConfig(int preset, int tuning) {
        StructView answer = struct("NV_ENC_PRESET_CONFIG", codec);
        answer.set("presetCfg.version", abi.constant("NV_ENC_CONFIG_VER"));
        must(nvenc(
                "nvEncGetEncodePresetConfigEx",
                encoder,
                guid("NV_ENC_CODEC_" + codec + "_GUID"),
                guid("NV_ENC_PRESET_P" + preset + "_GUID"),
                tuning,
                address(answer)));
        StructLayout layout = abi.layout("NV_ENC_CONFIG", codec);
        long offset = answer.layout().field("presetCfg.version").offset();
        return new StructView(abi, layout, answer.memory().asSlice(offset, layout.size()));
    }

    long allocate(long bytes) {
        must(cuda("cuMemAlloc_v2", out, bytes));
        return outLong();
    }

    void upload(long address, byte[] bytes) {
        MemorySegment source = arena.allocate(bytes.length);
        MemorySegment.copy(bytes, 0, source, ValueLayout.JAVA_BYTE, 0, bytes.length);
        must(cuda("cuMemcpyHtoD_v2", address, source.address(), (long) bytes.length));
    }

    StructView registerParams(long address, int width, int height, int pitch) {
        StructView params = struct("NV_ENC_REGISTER_RESOURCE");
        params.set("resourceType", 1);
        params.set("resourceToRegister", address);
        params.set("width", width);
        params.set("height", height);
        params.set("pitch", pitch);
        params.set("bufferFormat", 1);
        return params;
    }

    long register(long address, int width, int height, int pitch) {
        StructView params = registerParams(address, width, height, pitch);
        must(nvenc("nvEncRegisterResource", encoder, address(params)));
        return params.get("registeredResource");
    }

    long map(long registered) {
        StructView params = struct("NV_ENC_MAP_INPUT_RESOURCE");
        params.set("registeredResource", registered);
        must(nvenc("nvEncMapInputResource", encoder, address(params)));
        return params.get("mappedResource");
    }

    long bitstreamBuffer() {
        StructView params = struct("NV_ENC_CREATE_BITSTREAM_BUFFER");
        must(nvenc("nvEncCreateBitstreamBuffer", encoder, address(params)));
        return params.get("bitstreamBuffer");
    }

    StructView picture(long mapped, long bitstream, int index, int width, int height) {
        StructView params = struct("NV_ENC_PIC_PARAMS", codec);
        params.set("inputBuffer", mapped);
        params.set("outputBitstream", bitstream);
        params.set("bufferFmt", 1);
        params.set("pictureStruct", 1);
        params.set("inputWidth", width);
        params.set("inputHeight", height);
        params.set("frameIdx", index);
        params.set("inputTimeStamp", 1000 + index);
        params.set("inputDuration", 1);
        return params;
    }

    int encode(StructView picture) {
        return nvenc("nvEncEncodePicture", encoder, address(picture));
    }

    int endOfStream() {
        StructView params = struct("NV_ENC_PIC_PARAMS", codec);
        params.set("encodePicFlags", 8);
        return encode(params);
    }

    StructView lockParams(long bitstream) {
        StructView params = struct("NV_ENC_LOCK_BITSTREAM");
        params.set("outputBitstream", bitstream);
        return params;
    }

    int lock(StructView params) {
        return nvenc("nvEncLockBitstream", encoder, address(params));
    }

    /** Locks, copies out and unlocks; what was locked is in the view afterwards. */
    byte[] read(StructView lock) {
        must(lock(lock));
        byte[] bytes = MemorySegment.ofAddress(lock.get("bitstreamBufferPtr"))
                .reinterpret(lock.get("bitstreamSizeInBytes"))
                .toArray(ValueLayout.JAVA_BYTE);
        must(nvenc("nvEncUnlockBitstream", encoder, lock.get("outputBitstream")));
        return bytes;
    }

    String lastError() {
        MemorySegment address = MemorySegment.ofAddress(functions.get("nvEncGetLastErrorString"));
        long text = nvenc_calls.PNVENCGETLASTERROR(address, encoder);
        return MemorySegment.ofAddress(text).reinterpret(1024).getString(0);
    }
}
