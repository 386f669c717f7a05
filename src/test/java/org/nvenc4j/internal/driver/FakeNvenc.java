package org.nvenc4j.internal.driver;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.nvenc4j.ApiVersion;
import org.nvenc4j.NvencDriver;
import org.nvenc4j.internal.raw.nvenc.NV_ENCODE_API_FUNCTION_LIST;
import org.nvenc4j.internal.raw.nvenc.NV_ENC_OPEN_ENCODE_SESSION_EX_PARAMS;

/**
 * The two exports of an NVENC library and the few functions that the binding layer treats in a special way. Like the real
 * one it binds the API version to the process: the last {@code CreateInstance} decides what the next open accepts.
 */
final class FakeNvenc implements AutoCloseable {
    static final int INVALID_VERSION = 15;
    static final long ENCODER = 0xE0C0DE;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment lastError = arena.allocate(256);
    private final ApiVersion maximum;
    private volatile int boundApi;

    /** What the next open answers, what it leaves as handle, and what encode and lock answer. */
    int openStatus;

    long openHandle = ENCODER;
    int callStatus;
    final List<Long> destroyed = Collections.synchronizedList(new ArrayList<>());

    FakeNvenc(ApiVersion maximum) {
        this.maximum = maximum;
    }

    NvencDriver driver() {
        MemorySegment getVersion = function("getVersion", int.class, 1);
        MemorySegment createInstance = function("createInstance", int.class, 1);
        SymbolLookup nvenc = name -> switch (name) {
            case "NvEncodeAPIGetMaxSupportedVersion" -> Optional.of(getVersion);
            case "NvEncodeAPICreateInstance" -> Optional.of(createInstance);
            default -> Optional.empty();
        };
        return NvencDriver.of("fake", name -> Optional.empty(), nvenc);
    }

    void lastError(String text) {
        lastError.setString(0, text);
    }

    /** A method of this class that takes so many words, as a function of C. */
    @SuppressWarnings("restricted")
    private MemorySegment function(String method, Class<?> result, int words) {
        MethodType type = MethodType.methodType(result, Collections.nCopies(words, long.class));
        FunctionDescriptor descriptor = FunctionDescriptor.of(
                result == int.class ? ValueLayout.JAVA_INT : ValueLayout.JAVA_LONG,
                Collections.nCopies(words, ValueLayout.JAVA_LONG).toArray(MemoryLayout[]::new));
        try {
            return Linker.nativeLinker().upcallStub(MethodHandles.lookup().bind(this, method, type), descriptor, arena);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    int getVersion(long out) {
        cell(out, Integer.BYTES).set(ValueLayout.JAVA_INT, 0, maximum.packedForDriver());
        return 0;
    }

    int createInstance(long address) {
        MemorySegment table = cell(address, NV_ENCODE_API_FUNCTION_LIST.sizeof());
        boundApi = api(NV_ENCODE_API_FUNCTION_LIST.version(table));
        NV_ENCODE_API_FUNCTION_LIST.nvEncOpenEncodeSessionEx(
                table, function("open", int.class, 2).address());
        NV_ENCODE_API_FUNCTION_LIST.nvEncDestroyEncoder(
                table, function("destroy", int.class, 1).address());
        NV_ENCODE_API_FUNCTION_LIST.nvEncEncodePicture(
                table, function("call", int.class, 2).address());
        NV_ENCODE_API_FUNCTION_LIST.nvEncLockBitstream(
                table, function("call", int.class, 2).address());
        NV_ENCODE_API_FUNCTION_LIST.nvEncGetLastErrorString(
                table, function("text", long.class, 1).address());
        return 0;
    }

    int open(long params, long encoderOut) {
        MemorySegment open = cell(params, NV_ENC_OPEN_ENCODE_SESSION_EX_PARAMS.sizeof());
        cell(encoderOut, Long.BYTES).set(ValueLayout.JAVA_LONG, 0, openHandle);
        boolean bound = api(NV_ENC_OPEN_ENCODE_SESSION_EX_PARAMS.version(open)) == boundApi;
        return bound ? openStatus : INVALID_VERSION;
    }

    int destroy(long encoder) {
        destroyed.add(encoder);
        return 0;
    }

    int call(long encoder, long params) {
        return callStatus;
    }

    long text(long encoder) {
        return lastError.address();
    }

    private static int api(int word) {
        return word & 0x0F00_00FF;
    }

    @SuppressWarnings("restricted")
    private static MemorySegment cell(long address, long bytes) {
        return MemorySegment.ofAddress(address).reinterpret(bytes);
    }

    @Override
    public void close() {
        arena.close();
    }
}
