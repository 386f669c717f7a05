package org.nvenc4j;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;
import org.nvenc4j.NvencUnavailableException.Cause;
import org.nvenc4j.cuda.CudaContext;
import org.nvenc4j.cuda.CudaDevice;
import org.nvenc4j.cuda.DeviceFrame;

/**
 * Answers the first question: does encoding work here, and if not, why?
 *
 * <p>All methods may be called by any thread. The current CUDA context stays what it was, and nothing is left allocated.
 */
public final class Nvenc {
    private static final int FRAMES = 2;
    /** Above the smallest size of every codec on every GPU so far, and a multiple of every block size. */
    private static final int SIDE = 256;

    private static final Map<NvencDriver, ProbeResult> RESULTS = new WeakHashMap<>();
    private static @Nullable ProbeResult withoutSystemDriver;

    private Nvenc() {}

    /**
     * The machine's own driver, if it can encode.
     *
     * @return {@link NvencDriver#system()}
     * @throws NvencUnavailableException if {@link #probe()} says that nothing encodes, with its cause and remedy
     */
    public static NvencDriver driver() {
        if (probe() instanceof ProbeResult.Unavailable no) {
            throw new NvencUnavailableException(no.cause(), no.problem(), no.remedy(), null);
        }
        return NvencDriver.system();
    }

    /**
     * Tries the machine's own driver: {@link #probe(NvencDriver)} of {@link NvencDriver#system()}.
     *
     * @return the result; a driver that can't be opened is one too
     */
    public static ProbeResult probe() {
        synchronized (RESULTS) {
            if (withoutSystemDriver != null) {
                return withoutSystemDriver;
            }
            NvencDriver driver;
            try {
                driver = NvencDriver.system();
            } catch (NvencUnavailableException e) {
                return withoutSystemDriver = unavailable(e);
            }
            return probe(driver);
        }
    }

    /**
     * Encodes two small frames in each codec, on each GPU in turn until one encodes. Only trying tells: a machine can
     * have CUDA and no encoder, or an encoder and a driver that fails.
     *
     * <p>The result is kept for as long as the driver is in use, so that asking again costs nothing. {@link
     * Cause#SESSION_LIMIT} is not kept, because it passes.
     *
     * @param driver the driver to try, with the API version that it speaks
     * @return what works, or why nothing does
     */
    public static ProbeResult probe(NvencDriver driver) {
        synchronized (RESULTS) {
            ProbeResult known = RESULTS.get(driver);
            if (known != null) {
                return known;
            }
            ProbeResult result = attempt(driver);
            if (!(result instanceof ProbeResult.Unavailable no && no.cause() == Cause.SESSION_LIMIT)) {
                RESULTS.put(driver, result);
            }
            return result;
        }
    }

    /**
     * What the encoder of a GPU can do, codec by codec. A session is opened for that and closed again.
     *
     * @param context a context of the GPU
     * @return the capabilities of each codec that the GPU has, as its driver tells them in the API version spoken
     * @throws NvencException if the driver refuses the session: no encoder on this GPU, too many sessions
     * @throws IllegalStateException if the context is closed
     */
    public static Map<Codec, EncoderCapabilities> capabilities(CudaContext context) {
        try (var _ = context.push()) {
            return capabilities(EncodeSession.open(context));
        }
    }

    private static Map<Codec, EncoderCapabilities> capabilities(EncodeSession session) {
        try {
            Map<Codec, EncoderCapabilities> capabilities = new EnumMap<>(Codec.class);
            for (Codec codec : session.codecs()) {
                capabilities.put(codec, session.capabilities(codec));
            }
            return capabilities;
        } finally {
            session.destroy();
        }
    }

    private static ProbeResult attempt(NvencDriver driver) {
        try {
            List<ProbeResult.Unavailable> refusals = new ArrayList<>();
            for (CudaDevice device : CudaDevice.all(driver)) {
                switch (attempt(device)) {
                    case ProbeResult.Available yes -> {
                        return yes;
                    }
                    case ProbeResult.Unavailable no -> refusals.add(no);
                }
            }
            return refusals.isEmpty()
                    ? unavailable(new NvencUnavailableException(
                            Cause.NO_DEVICE,
                            "The driver shows no GPU",
                            "Give the process or its container a GPU (CUDA_VISIBLE_DEVICES, --gpus)",
                            null))
                    : refusals.getFirst();
        } catch (RuntimeException e) {
            return unavailable(e);
        }
    }

    private static ProbeResult attempt(CudaDevice device) {
        Set<Codec> codecs = EnumSet.noneOf(Codec.class);
        Map<Codec, String> refusals = new EnumMap<>(Codec.class);
        RuntimeException first = null;
        try (CudaContext context = CudaContext.primary(device)) {
            for (Codec codec : Codec.values()) {
                try {
                    encode(context, codec);
                    codecs.add(codec);
                } catch (RuntimeException e) {
                    refusals.put(codec, String.valueOf(e.getMessage()));
                    first = first == null ? e : first;
                }
            }
        }
        if (first != null && codecs.isEmpty()) {
            return unavailable(first);
        }
        NvencDriver driver = device.driver();
        return new ProbeResult.Available(
                driver.name(),
                device.name(),
                device.ordinal(),
                driver.cudaDriverVersion(),
                driver.maxApiVersion(),
                driver.apiVersion(),
                codecs,
                refusals);
    }

    private static void encode(CudaContext context, Codec codec) {
        EncoderConfig config = EncoderConfig.builder(codec, SIDE, SIDE).build();
        try (DeviceFrame frame = DeviceFrame.allocate(context, config.bufferFormat(), SIDE, SIDE);
                NvEncoder encoder = NvEncoder.open(context, config)) {
            for (int i = 0; i < FRAMES; i++) {
                if (encoder.encode(frame).only().size() == 0) {
                    throw new IllegalStateException(codec + " encoded a frame to nothing");
                }
            }
        }
    }

    private static ProbeResult.Unavailable unavailable(RuntimeException failure) {
        return switch (failure) {
            case NvencUnavailableException e -> new ProbeResult.Unavailable(e.cause(), e.problem(), e.remedy());
            case NvencException e ->
                new ProbeResult.Unavailable(
                        cause(e.status()),
                        e.function() + " answers " + e.status(),
                        sentence(e.status().advice()));
            default ->
                new ProbeResult.Unavailable(
                        Cause.FAILED,
                        String.valueOf(failure.getMessage()).replaceFirst("\\.$", ""),
                        "Look into the driver's state with nvidia-smi");
        };
    }

    private static Cause cause(NvencStatus status) {
        return switch (status) {
            case NO_ENCODE_DEVICE, UNSUPPORTED_DEVICE -> Cause.NO_ENCODER;
            case INVALID_VERSION -> Cause.DRIVER_TOO_OLD;
            // older drivers say OUT_OF_MEMORY for one session too many; this probe's frames hardly exhaust the memory
            case INCOMPATIBLE_CLIENT_KEY, OUT_OF_MEMORY -> Cause.SESSION_LIMIT;
            default -> Cause.FAILED;
        };
    }

    private static String sentence(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }
}
