package org.nvenc4j.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.nvenc4j.NvencDriver;
import org.nvenc4j.NvencUnavailableException;
import org.nvenc4j.NvencUnavailableException.Cause;
import org.nvenc4j.internal.driver.BoundDriver;
import org.nvenc4j.internal.driver.CString;
import org.nvenc4j.internal.driver.CudaFunctions;
import org.nvenc4j.internal.raw.cuda.cuda_h;

/**
 * A GPU that a driver shows to this process.
 *
 * <p>Immutable and safe to use from any thread. A device holds nothing on the GPU; {@link CudaContext} does.
 */
public final class CudaDevice {
    private static final int UUID_BYTES = 16;
    private static final int TEXT_BYTES = 256;

    private final NvencDriver driver;
    private final int ordinal;
    private final int handle;
    private final String name;
    private final String uuid;
    private final String pciBusId;
    private final long totalMemory;
    private final int computeCapability;

    private CudaDevice(NvencDriver driver, int ordinal) {
        this.driver = driver;
        this.ordinal = ordinal;
        CudaFunctions cuda = BoundDriver.of(driver).cuda();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(TEXT_BYTES, Long.BYTES);
            cuda.cuDeviceGet(out.address(), ordinal);
            handle = out.get(ValueLayout.JAVA_INT, 0);
            cuda.cuDeviceGetName(out.address(), TEXT_BYTES, handle);
            name = CString.in(out);
            cuda.cuDeviceGetPCIBusId(out.address(), TEXT_BYTES, handle);
            pciBusId = CString.in(out).toLowerCase(Locale.ROOT);
            cuda.cuDeviceGetUuid(out.address(), handle);
            uuid = uuid(out.asSlice(0, UUID_BYTES).toArray(ValueLayout.JAVA_BYTE));
            cuda.cuDeviceTotalMem(out.address(), handle);
            totalMemory = out.get(ValueLayout.JAVA_LONG, 0);
            cuda.cuDeviceGetAttribute(out.address(), cuda_h.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR(), handle);
            int major = out.get(ValueLayout.JAVA_INT, 0);
            cuda.cuDeviceGetAttribute(out.address(), cuda_h.CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR(), handle);
            computeCapability = 10 * major + out.get(ValueLayout.JAVA_INT, 0);
        }
    }

    private static String uuid(byte[] bytes) {
        String hex = HexFormat.of().formatHex(bytes);
        return "GPU-" + hex.substring(0, 8) + "-" + hex.substring(8, 12) + "-" + hex.substring(12, 16) + "-"
                + hex.substring(16, 20) + "-" + hex.substring(20);
    }

    /**
     * All GPUs that a driver shows, by ordinal. {@code CUDA_VISIBLE_DEVICES} decides which and in what order.
     *
     * @param driver
     *            the driver to ask
     * @return the devices; empty if there is none
     * @throws NvencUnavailableException
     *             if the CUDA driver cannot be initialised ({@code cuInit})
     */
    public static List<CudaDevice> all(NvencDriver driver) {
        CudaFunctions cuda = BoundDriver.of(driver).cuda();
        int result = cuda.cuInit(0);
        if (result == cuda_h.CUDA_ERROR_NO_DEVICE()) {
            return List.of();
        }
        try {
            cuda.check("cuInit", result);
        } catch (CudaException e) {
            throw new NvencUnavailableException(
                    Cause.FAILED,
                    "The CUDA driver cannot be initialised: "
                            + String.valueOf(e.getMessage()).replaceFirst("\\.$", ""),
                    "See whether nvidia-smi works on this machine",
                    e);
        }
        List<CudaDevice> devices = new ArrayList<>();
        int count = count(cuda);
        for (int ordinal = 0; ordinal < count; ordinal++) {
            devices.add(new CudaDevice(driver, ordinal));
        }
        return List.copyOf(devices);
    }

    private static int count(CudaFunctions cuda) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment count = arena.allocate(ValueLayout.JAVA_INT);
            cuda.cuDeviceGetCount(count.address());
            return count.get(ValueLayout.JAVA_INT, 0);
        }
    }

    /**
     * Finds a GPU by its ordinal.
     *
     * @param driver
     *            the driver to ask
     * @param ordinal
     *            from 0 on, in the order of {@link #all}
     * @return the device
     * @throws IllegalArgumentException
     *             if there is no such GPU; the message lists those that exist
     * @throws NvencUnavailableException
     *             if there is no GPU at all, or the CUDA driver cannot be initialised
     */
    public static CudaDevice of(NvencDriver driver, int ordinal) {
        List<CudaDevice> devices = present(driver);
        if (ordinal < 0 || ordinal >= devices.size()) {
            throw noSuchDevice(String.valueOf(ordinal), devices);
        }
        return devices.get(ordinal);
    }

    /**
     * Finds a GPU by its ordinal, UUID or PCI bus id.
     *
     * @param driver
     *            the driver to ask
     * @param selector
     *            an ordinal such as {@code "0"}, a UUID as nvidia-smi prints it, {@code "GPU-"} and 32 hexadecimal digits,
     *            or a PCI bus id such as {@code "0000:01:00.0"} or {@code "01:00.0"}
     * @return the device
     * @throws IllegalArgumentException
     *             if there is no such GPU; the message lists those that exist
     * @throws NvencUnavailableException
     *             if there is no GPU at all, or the CUDA driver cannot be initialised
     */
    public static CudaDevice of(NvencDriver driver, String selector) {
        List<CudaDevice> devices = present(driver);
        String wanted = PciBusId.canonical(selector.strip().toLowerCase(Locale.ROOT));
        for (CudaDevice device : devices) {
            if (wanted.equals(String.valueOf(device.ordinal))
                    || wanted.equals(device.uuid.toLowerCase(Locale.ROOT))
                    || wanted.equals(PciBusId.canonical(device.pciBusId))) {
                return device;
            }
        }
        throw noSuchDevice(selector, devices);
    }

    private static List<CudaDevice> present(NvencDriver driver) {
        List<CudaDevice> devices = all(driver);
        if (devices.isEmpty()) {
            throw new NvencUnavailableException(
                    Cause.NO_DEVICE,
                    "The CUDA driver shows no GPU",
                    "See whether nvidia-smi lists one, whether CUDA_VISIBLE_DEVICES hides it, "
                            + "and whether the container was started with a GPU (docker run --gpus all)",
                    null);
        }
        return devices;
    }

    private static IllegalArgumentException noSuchDevice(String selector, List<CudaDevice> devices) {
        return new IllegalArgumentException(
                "There is no GPU \"" + selector + "\". Choose by ordinal, UUID or PCI bus id from: "
                        + devices.stream().map(CudaDevice::toString).collect(Collectors.joining("; ")));
    }

    /** A place on the PCI bus. Made when somebody selects by one. */
    private static final class PciBusId {
        static final Pattern PATTERN = Pattern.compile("(?:([0-9a-f]{4,8}):)?([0-9a-f]{2}):([0-9a-f]{2})(?:\\.0)?");

        /** Domains have four digits in CUDA and eight in nvidia-smi, and may be left out. Other text comes back unchanged. */
        static String canonical(String text) {
            Matcher matcher = PATTERN.matcher(text);
            if (!matcher.matches()) {
                return text;
            }
            int domain = matcher.group(1) == null ? 0 : Integer.parseUnsignedInt(matcher.group(1), 16);
            return Integer.toHexString(domain) + ":" + matcher.group(2) + ":" + matcher.group(3);
        }
    }

    /**
     * The driver that showed this device.
     *
     * @return the driver
     */
    public NvencDriver driver() {
        return driver;
    }

    /**
     * The number of this device in the process.
     *
     * @return from 0 on
     */
    public int ordinal() {
        return ordinal;
    }

    /**
     * The product's name: {@code cuDeviceGetName}.
     *
     * @return such as {@code "NVIDIA H200"}
     */
    public String name() {
        return name;
    }

    /**
     * The device's UUID as nvidia-smi prints it: {@code cuDeviceGetUuid}.
     *
     * @return such as {@code "GPU-6c6e5d3c-0b57-4f3c-9a53-0f7a9d1f2b10"}
     */
    public String uuid() {
        return uuid;
    }

    /**
     * The device's place on the PCI bus: {@code cuDeviceGetPCIBusId}.
     *
     * @return such as {@code "0000:01:00.0"}
     */
    public String pciBusId() {
        return pciBusId;
    }

    /**
     * The device's memory: {@code cuDeviceTotalMem}.
     *
     * @return bytes
     */
    public long totalMemory() {
        return totalMemory;
    }

    /**
     * The device's compute capability, as in the names of compile targets.
     *
     * @return 10 * major + minor, so 90 for {@code sm_90}
     */
    public int computeCapability() {
        return computeCapability;
    }

    /** The {@code CUdevice}. */
    int handle() {
        return handle;
    }

    @Override
    public String toString() {
        return ordinal + ": " + name + ", " + uuid + ", " + pciBusId;
    }
}
