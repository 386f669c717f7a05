package org.nvenc4j;

import java.util.Map;
import java.util.Set;

/**
 * Whether a driver can encode here: what {@link Nvenc#probe()} found out by trying.
 *
 * <p>Results are immutable, hold no resources, and may be shared by any threads.
 */
public sealed interface ProbeResult {

    /**
     * Whether at least one codec works.
     *
     * @return true for {@link Available}
     */
    default boolean isAvailable() {
        return this instanceof Available;
    }

    /**
     * At least one codec encodes: two frames of it went through a session of their own.
     *
     * @param driver which driver, as {@link NvencDriver#name()} says: {@code "system"}, {@code "simulator"}, ...
     * @param gpu the name of the first GPU that encodes ({@code cuDeviceGetName})
     * @param gpuOrdinal its CUDA ordinal, for {@link org.nvenc4j.cuda.CudaDevice#of(NvencDriver, int)}
     * @param cudaDriverVersion what the CUDA driver supports: 1000 * major + 10 * minor ({@code cuDriverGetVersion})
     * @param maxApiVersion the newest NVENC API that the driver knows ({@code NvEncodeAPIGetMaxSupportedVersion})
     * @param apiVersion the NVENC API that was spoken
     * @param codecs the codecs that encoded
     * @param refusals the codecs that did not, and why: a GPU without the codec, or a failure that has to be looked into
     */
    record Available(
            String driver,
            String gpu,
            int gpuOrdinal,
            int cudaDriverVersion,
            ApiVersion maxApiVersion,
            ApiVersion apiVersion,
            Set<Codec> codecs,
            Map<Codec, String> refusals)
            implements ProbeResult {

        /** Copies the collections. */
        public Available {
            codecs = Set.copyOf(codecs);
            refusals = Map.copyOf(refusals);
        }
    }

    /**
     * Nothing encodes.
     *
     * @param cause the kind of obstacle
     * @param problem what was found, as a sentence without its full stop
     * @param remedy the next step, as a sentence without its full stop
     */
    record Unavailable(NvencUnavailableException.Cause cause, String problem, String remedy) implements ProbeResult {

        /**
         * What to tell a user or a log.
         *
         * @return problem and remedy in one line
         */
        public String message() {
            return problem + ". " + remedy + ".";
        }
    }
}
