package org.nvenc4j.internal.driver;

import java.lang.foreign.SymbolLookup;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.nvenc4j.ApiVersion;
import org.nvenc4j.NvencDriver;
import org.nvenc4j.NvencUnavailableException;
import org.nvenc4j.NvencUnavailableException.Cause;
import org.nvenc4j.internal.abi.Abi;

/** The one implementation of {@link NvencDriver}: what the rest of the library sees of it. */
public final class BoundDriver implements NvencDriver {
    private static @Nullable NvencDriver system;

    private final String name;
    private final CudaFunctions cuda;
    private final NvencLibrary nvenc;
    private final ApiVersion maxApiVersion;
    private final Abi abi;

    private BoundDriver(String name, CudaFunctions cuda, NvencLibrary nvenc, ApiVersion maxApiVersion, Abi abi) {
        this.name = name;
        this.cuda = cuda;
        this.nvenc = nvenc;
        this.maxApiVersion = maxApiVersion;
        this.abi = abi;
    }

    /** The system driver. What failed is tried again by the next call, for then the caller may have set a path. */
    public static synchronized NvencDriver system() {
        NvencDriver opened = system;
        if (opened == null) {
            opened = of("system", SystemLibraries.cuda(), SystemLibraries.nvenc());
            system = opened;
        }
        return opened;
    }

    public static NvencDriver of(String name, SymbolLookup cuda, SymbolLookup nvenc) {
        NativeAccess.require();
        NvencLibrary library = new NvencLibrary(nvenc);
        ApiVersion maximum = library.maxSupportedVersion();
        Optional<Abi> abi = Abi.newestFor(maximum);
        if (abi.isEmpty()) {
            throw new NvencUnavailableException(
                    Cause.DRIVER_TOO_OLD,
                    "The driver's newest NVENC API is " + maximum + "; nvenc4j speaks " + ApiVersion.V12_1
                            + " and newer",
                    "Install NVIDIA driver 530.41.03 or newer (531.61 on Windows)",
                    null);
        }
        return new BoundDriver(name, new CudaFunctions(cuda), library, maximum, abi.get());
    }

    /** The inside of a driver: the one cast, which the sealed interface makes safe. */
    public static BoundDriver of(NvencDriver driver) {
        return (BoundDriver) driver;
    }

    public CudaFunctions cuda() {
        return cuda;
    }

    public NvencLibrary nvenc() {
        return nvenc;
    }

    public Abi abi() {
        return abi;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int cudaDriverVersion() {
        return cuda.driverVersion();
    }

    @Override
    public ApiVersion maxApiVersion() {
        return maxApiVersion;
    }

    @Override
    public ApiVersion apiVersion() {
        return abi.apiVersion();
    }

    @Override
    public NvencDriver withApiVersion(ApiVersion version) {
        Abi pinned = Abi.of(version)
                .orElseThrow(() -> new IllegalArgumentException("NVENC API " + version
                        + " is not one that nvenc4j speaks; choose one of " + ApiVersion.supported()));
        return new BoundDriver(name, cuda, nvenc, maxApiVersion, pinned);
    }

    @Override
    public String toString() {
        return name + " driver, NVENC API " + apiVersion();
    }
}
