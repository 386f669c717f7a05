package org.nvenc4j.internal.driver;

import static org.nvenc4j.internal.raw.nvenc.nvenc_calls.*;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import org.nvenc4j.ApiVersion;
import org.nvenc4j.NvencException;
import org.nvenc4j.NvencUnavailableException;
import org.nvenc4j.NvencUnavailableException.Cause;
import org.nvenc4j.internal.abi.Abi;
import org.nvenc4j.internal.abi.Abi.Struct;
import org.nvenc4j.internal.raw.nvenc.NV_ENCODE_API_FUNCTION_LIST;
import org.nvenc4j.internal.raw.nvenc.NV_ENC_OPEN_ENCODE_SESSION_EX_PARAMS;
import org.nvenc4j.internal.raw.nvenc.nvenc_h;

/** The two functions that an NVENC library exports, and what has to happen in one go: opening a session. */
public final class NvencLibrary {
    /**
     * The driver binds the API version to the process, not to the function table: the last {@code CreateInstance} on any
     * thread decides what the next open accepts. So each open creates its instance first, and nobody comes between.
     */
    private static final Object API_BINDING = new Object();

    private final MemorySegment getMaxSupportedVersion;
    private final MemorySegment createInstance;

    /** Kept because the addresses live as long as it does. */
    private final SymbolLookup library;

    NvencLibrary(SymbolLookup library) {
        this.library = library;
        getMaxSupportedVersion = find("NvEncodeAPIGetMaxSupportedVersion");
        createInstance = find("NvEncodeAPICreateInstance");
    }

    private MemorySegment find(String symbol) {
        Optional<MemorySegment> function = library.find(symbol);
        if (function.isEmpty()) {
            throw new NvencUnavailableException(
                    Cause.NO_ENCODE_LIBRARY,
                    "The NVENC library does not export " + symbol,
                    "Name the driver's own library, libnvidia-encode.so.1 or nvEncodeAPI64.dll",
                    null);
        }
        return MemorySegment.ofAddress(function.get().address());
    }

    /** What {@code NvEncodeAPIGetMaxSupportedVersion} says. */
    ApiVersion maxSupportedVersion() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment version = arena.allocate(ValueLayout.JAVA_INT);
            int status = PFN_NvEncodeAPIGetMaxSupportedVersion(getMaxSupportedVersion, version.address());
            check(status, "NvEncodeAPIGetMaxSupportedVersion");
            return ApiVersion.ofDriver(version.get(ValueLayout.JAVA_INT, 0));
        } catch (NvencException e) {
            throw new NvencUnavailableException(
                    Cause.FAILED,
                    "The NVENC library does not tell its version: "
                            + String.valueOf(e.getMessage()).replaceFirst("\\.$", ""),
                    "See whether nvidia-smi works on this machine",
                    e);
        }
    }

    /**
     * Opens a session on a CUDA context, which must be a live one: the real driver reads whatever memory the handle points
     * to. On failure nothing is left open.
     */
    public OpenSession openSession(Abi abi, long cuContext) {
        synchronized (API_BINDING) {
            NvencFunctions functions = createInstance(abi);
            return new OpenSession(functions, open(functions, abi, cuContext));
        }
    }

    /** A session that was opened and not yet initialised: its functions and its handle. */
    public record OpenSession(NvencFunctions functions, long encoder) {}

    private NvencFunctions createInstance(Abi abi) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment table = arena.allocate(NV_ENCODE_API_FUNCTION_LIST.sizeof(), Long.BYTES);
            NV_ENCODE_API_FUNCTION_LIST.version(table, abi.word(Struct.FUNCTION_LIST));
            check(PFN_NvEncodeAPICreateInstance(createInstance, table.address()), "NvEncodeAPICreateInstance");
            return new NvencFunctions(table);
        }
    }

    private static long open(NvencFunctions functions, Abi abi, long cuContext) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment params = arena.allocate(NV_ENC_OPEN_ENCODE_SESSION_EX_PARAMS.sizeof(), Long.BYTES);
            NV_ENC_OPEN_ENCODE_SESSION_EX_PARAMS.version(params, abi.word(Struct.OPEN_ENCODE_SESSION_EX_PARAMS));
            NV_ENC_OPEN_ENCODE_SESSION_EX_PARAMS.deviceType(params, nvenc_h.NV_ENC_DEVICE_TYPE_CUDA());
            NV_ENC_OPEN_ENCODE_SESSION_EX_PARAMS.device(params, cuContext);
            NV_ENC_OPEN_ENCODE_SESSION_EX_PARAMS.apiVersion(
                    params, abi.apiVersion().word());
            MemorySegment encoderOut = arena.allocate(ValueLayout.JAVA_LONG);
            int status = functions.nvEncOpenEncodeSessionEx(params.address(), encoderOut.address());
            long encoder = encoderOut.get(ValueLayout.JAVA_LONG, 0);
            if (status != 0) {
                throw failedOpen(functions, status, encoder);
            }
            return encoder;
        }
    }

    /** An open that failed may leave a handle, which wants to be destroyed nevertheless. */
    private static NvencException failedOpen(NvencFunctions functions, int status, long encoder) {
        NvencException failure = new NvencException(status, "nvEncOpenEncodeSessionEx", null);
        if (encoder != 0) {
            try {
                functions.nvEncDestroyEncoder(encoder);
            } catch (NvencException e) {
                failure.addSuppressed(e);
            }
        }
        return failure;
    }

    private static void check(int status, String function) {
        if (status != 0) {
            throw new NvencException(status, function, null);
        }
    }
}
