package org.nvenc4j.internal.driver;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.nvenc4j.NvencUnavailableException;
import org.nvenc4j.NvencUnavailableException.Cause;

/**
 * The machine's own two libraries. Each can be had alone: a mixture of the real CUDA driver with a simulated encoder
 * must work where {@code libnvidia-encode} is missing.
 */
public final class SystemLibraries {
    private static final boolean WINDOWS =
            System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");

    private SystemLibraries() {}

    /** The CUDA driver, opened for the rest of the process. */
    public static SymbolLookup cuda() {
        return open(
                Cause.NO_DRIVER,
                "CUDA driver",
                WINDOWS ? "nvcuda.dll" : "libcuda.so.1",
                "nvenc4j.cuda.library",
                "NVENC4J_CUDA_LIBRARY",
                "Install NVIDIA driver 530.41.03 or newer (531.61 on Windows); "
                        + "in a container, start it with the NVIDIA runtime and a GPU (docker run --gpus all)");
    }

    /** The NVENC library, opened for the rest of the process. */
    public static SymbolLookup nvenc() {
        return open(
                Cause.NO_ENCODE_LIBRARY,
                "NVENC",
                WINDOWS ? "nvEncodeAPI64.dll" : "libnvidia-encode.so.1",
                "nvenc4j.nvenc.library",
                "NVENC4J_NVENC_LIBRARY",
                "In a container, give it the video capability (NVIDIA_DRIVER_CAPABILITIES=compute,video,utility); "
                        + "elsewhere, install the driver's package with the encode library");
    }

    private static SymbolLookup open(
            Cause cause, String what, String usualName, String property, String variable, String nextStep) {
        NativeAccess.require();
        String override = System.getProperty(property, System.getenv(variable));
        String file = override == null ? usualName : override;
        try {
            return libraryLookup(file);
        } catch (IllegalArgumentException e) {
            String origin = override == null ? "" : " (set by " + property + " or " + variable + ")";
            String remedy = override == null
                    ? nextStep + ", or name the file with -D" + property + " or " + variable
                    : "Correct the path, or remove it so that " + usualName + " is opened";
            throw new NvencUnavailableException(
                    cause,
                    "The " + what + " library cannot be opened. Tried " + file + origin + "; the loader says: "
                            + reason(file, e),
                    remedy,
                    e);
        }
    }

    @SuppressWarnings("restricted")
    private static SymbolLookup libraryLookup(String file) {
        return SymbolLookup.libraryLookup(file, Arena.global());
    }

    /**
     * The loader's own words, which {@link SymbolLookup#libraryLookup(String, Arena)} keeps to itself: the failed call is
     * repeated and the loader asked. On Windows the loader has none to ask for here.
     */
    private static String reason(String file, IllegalArgumentException fallback) {
        String words = WINDOWS ? null : dlerror(file);
        return words == null ? String.valueOf(fallback.getMessage()) : words;
    }

    @SuppressWarnings("restricted")
    private static @Nullable String dlerror(String file) {
        Linker linker = Linker.nativeLinker();
        SymbolLookup libc = linker.defaultLookup();
        try (Arena arena = Arena.ofConfined()) {
            MethodHandle dlopen = linker.downcallHandle(
                    libc.find("dlopen").orElseThrow(),
                    FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
            MethodHandle dlerror = linker.downcallHandle(
                    libc.find("dlerror").orElseThrow(), FunctionDescriptor.of(ValueLayout.JAVA_LONG));
            int rtldLazy = 1;
            MemorySegment path = arena.allocateFrom(file);
            long handle = (long) dlopen.invokeExact(path, rtldLazy);
            return handle == 0 ? CString.at((long) dlerror.invokeExact()) : null;
        } catch (Throwable e) {
            // Only the words are lost: the failure itself is told anyway.
            return null;
        }
    }
}
