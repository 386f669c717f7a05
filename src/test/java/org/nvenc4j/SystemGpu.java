package org.nvenc4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.nvenc4j.NvencUnavailableException.Cause;
import org.nvenc4j.cuda.CudaDevice;
import org.nvenc4j.cuda.InputFrame;
import org.nvenc4j.internal.driver.SystemLibraries;
import org.nvenc4j.simulator.Simulator;

/** The machine's own GPU. A test is skipped for want of a library or a device, with the words why, and for nothing else. */
public final class SystemGpu {
    private static final Set<Cause> NOTHING_HERE = Set.of(Cause.NO_DRIVER, Cause.NO_ENCODE_LIBRARY, Cause.NO_DEVICE);

    private SystemGpu() {}

    /** The machine's own driver. */
    public static NvencDriver driver() {
        return ifPresent(() -> {
            NvencDriver driver = NvencDriver.system();
            CudaDevice.of(driver, 0);
            return driver;
        });
    }

    /** A simulated encoder over the machine's own CUDA. */
    public static Simulator mixed(Simulator.Builder builder) {
        return ifPresent(() -> {
            Simulator mixed = builder.cuda(SystemLibraries.cuda()).build();
            CudaDevice.of(mixed.driver(), 0);
            return mixed;
        });
    }

    private static <T> T ifPresent(Supplier<T> opened) {
        try {
            return opened.get();
        } catch (NvencUnavailableException e) {
            if (NOTHING_HERE.contains(e.cause())) {
                return abort(e.getMessage());
            }
            throw e;
        }
    }

    /** Opens a library that is none of NVIDIA's, for the rest of the process. */
    @SuppressWarnings("restricted")
    public static SymbolLookup library(String file) {
        try {
            return SymbolLookup.libraryLookup(file, Arena.global());
        } catch (IllegalArgumentException e) {
            return abort("No " + file + " here: " + e.getMessage());
        }
    }

    /** Encodes a frame where it lies; the decoder must give back its samples. */
    public static void assertEncodes(NvEncoder encoder, InputFrame frame) {
        List<byte[]> units = List.of(
                encoder.encode(frame).only().toByteArray(),
                encoder.encode(frame).only().toByteArray());
        assertThat(Decoder.decode(Codec.H264, units))
                .hasSize(2)
                .allSatisfy(picture -> assertThat(Planes.of(picture)).isEqualTo(Planes.of(frame)));
    }

    /** NV12 samples of a pattern: byte x of row y is 7 x + 13 y + 5. */
    public static byte[] pattern(int width, int height) {
        byte[] frame = new byte[width * height * 3 / 2];
        for (int i = 0; i < frame.length; i++) {
            frame[i] = (byte) (7 * (i % width) + 13 * (i / width) + 5);
        }
        return frame;
    }
}
