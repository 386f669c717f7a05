package org.nvenc4j.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Path;
import org.nvenc4j.EncoderConfig;
import org.nvenc4j.NvEncoder;
import org.nvenc4j.Nvenc;
import org.nvenc4j.NvencDriver;
import org.nvenc4j.ProbeResult;
import org.nvenc4j.cuda.BufferFormat;
import org.nvenc4j.cuda.CudaContext;
import org.nvenc4j.cuda.DeviceFrame;

/** The programs that {@link StartBench} times. Each is given the stand-in driver's file. */
final class ColdStart {
    private ColdStart() {}

    /** What a JVM takes that does nothing. */
    static final class Nothing {
        public static void main(String[] args) {}
    }

    /** One frame, encoded; closing is not on the way to it. */
    static final class FirstAccessUnit {
        public static void main(String[] args) {
            CudaContext context = CudaContext.primary(driver(args[0]));
            NvEncoder encoder =
                    NvEncoder.open(context, EncoderConfig.h264(1280, 720).build());
            DeviceFrame frame = DeviceFrame.allocate(context, BufferFormat.NV12, 1280, 720);
            if (encoder.encode(frame).only().size() == 0) {
                throw new AssertionError("an empty access unit");
            }
        }
    }

    /** The answer of {@code probe}, which tries each codec. */
    static final class Probe {
        public static void main(String[] args) {
            if (!(Nvenc.probe(driver(args[0])) instanceof ProbeResult.Available)) {
                throw new AssertionError("the stand-in driver encodes");
            }
        }
    }

    @SuppressWarnings("restricted")
    private static NvencDriver driver(String file) {
        SymbolLookup library = SymbolLookup.libraryLookup(Path.of(file), Arena.global());
        return NvencDriver.of("stand-in", library, library);
    }
}
