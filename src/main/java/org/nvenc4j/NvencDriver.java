package org.nvenc4j;

import java.lang.foreign.SymbolLookup;
import org.nvenc4j.internal.driver.BoundDriver;

/**
 * A CUDA driver library and an NVENC library that work together, and the NVENC API version to speak with them.
 *
 * <p>
 * Usually that is {@link #system()}, the machine's own. Any two {@link SymbolLookup}s make another one, so that a
 * simulator, or a mixture of the real CUDA driver with a simulated encoder, lives beside it in the same process.
 *
 * <p>
 * Drivers are immutable and safe to use from any thread. They hold no resource that needs closing.
 */
public sealed interface NvencDriver permits BoundDriver {
    /**
     * The machine's own driver: {@code libcuda.so.1} and {@code libnvidia-encode.so.1} on Linux, {@code nvcuda.dll} and
     * {@code nvEncodeAPI64.dll} on Windows. The libraries are opened by the first call and stay open.
     *
     * <p>
     * The system property {@code nvenc4j.cuda.library} or, without it, the environment variable
     * {@code NVENC4J_CUDA_LIBRARY} names another file for the first library; {@code nvenc4j.nvenc.library} and
     * {@code NVENC4J_NVENC_LIBRARY} do so for the second. They are read when the libraries are opened.
     *
     * @return the system driver, the same at each call
     * @throws NvencUnavailableException
     *             if a library cannot be opened, native access is denied, or the driver is older than NVENC API 12.1;
     *             the message names all that was tried, the loader's reason and the next step
     */
    static NvencDriver system() {
        return BoundDriver.system();
    }

    /**
     * A driver made of two libraries. Each symbol is looked up once, on this call. The addresses must stay valid for as
     * long as the look-ups are reachable, and the driver keeps these reachable.
     *
     * @param name
     *            what {@link #name()} answers, such as {@code "simulator"}
     * @param cuda
     *            finds the CUDA driver's functions, by the names that {@code libcuda} exports
     * @param nvenc
     *            finds {@code NvEncodeAPIGetMaxSupportedVersion} and {@code NvEncodeAPICreateInstance}
     * @return the driver
     * @throws NvencUnavailableException
     *             if native access is denied, the second library is no NVENC library, or it is older than NVENC API 12.1
     */
    static NvencDriver of(String name, SymbolLookup cuda, SymbolLookup nvenc) {
        return BoundDriver.of(name, cuda, nvenc);
    }

    /**
     * Which driver this is.
     *
     * @return {@code "system"}, {@code "simulator"}, {@code "mixed"} or the name given to {@link #of}
     */
    String name();

    /**
     * The newest CUDA version that the CUDA driver supports: {@code cuDriverGetVersion}.
     *
     * @return 1000 * major + 10 * minor, so 13000 for CUDA 13.0
     * @throws org.nvenc4j.cuda.CudaException
     *             if the driver does not answer
     */
    int cudaDriverVersion();

    /**
     * The newest NVENC API version that the driver supports: {@code NvEncodeAPIGetMaxSupportedVersion}.
     *
     * @return the version, which may be newer than any that nvenc4j speaks
     */
    ApiVersion maxApiVersion();

    /**
     * The NVENC API version that sessions on this driver speak.
     *
     * @return the newest that both the driver and nvenc4j know, or the one that {@link #withApiVersion} pinned
     */
    ApiVersion apiVersion();

    /**
     * The same libraries with another NVENC API version to speak. It is not compared with {@link #maxApiVersion()}: a
     * driver that is older than the version refuses to open sessions, with {@link NvencStatus#INVALID_VERSION}.
     *
     * @param version
     *            one of {@link ApiVersion#supported()}
     * @return a driver that speaks that version
     * @throws IllegalArgumentException
     *             if nvenc4j does not speak the version
     */
    NvencDriver withApiVersion(ApiVersion version);
}
