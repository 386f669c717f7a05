package org.nvenc4j.cli;

import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import org.nvenc4j.ApiVersion;
import org.nvenc4j.Nvenc;
import org.nvenc4j.ProbeResult;
import org.nvenc4j.cuda.CudaDevice;
import org.nvenc4j.internal.driver.SystemLibraries;
import org.nvenc4j.simulator.Coders;
import org.nvenc4j.simulator.GpuModel;
import org.nvenc4j.simulator.Simulator;
import picocli.CommandLine.Option;

/** Which driver, GPU and API version. */
final class DriverOptions {
    /** What {@code --driver} can say. */
    enum Choice {
        AUTO,
        SYSTEM,
        SIMULATOR,
        MIXED
    }

    @Option(
            names = "--driver",
            paramLabel = "DRIVER",
            description = "system: this machine's own; simulator: both libraries simulated, encoding on the CPU;"
                    + " mixed: the system's CUDA with the simulated encoder; auto (default): system, and where that"
                    + " can't encode, encode takes the simulator and says so on standard error.")
    private Choice choice = Choice.AUTO;

    @Option(
            names = "--abi",
            paramLabel = "VERSION",
            description = "NVENC API version to speak: 12.1, 12.2, 13.0, 13.1 or auto (default), the newest that the"
                    + " driver knows.")
    private String apiVersion = "auto";

    @Option(names = "--gpu", paramLabel = "GPU", description = "The GPU, by number, UUID or PCI id; default 0.")
    private String gpu = "0";

    @Option(
            names = "--simulated-gpu",
            paramLabel = "MODEL",
            converter = Words.OfGpuModel.class,
            description = "What the simulator plays: ada (default), turing (no AV1), blackwell (4:2:2) or h200 (no"
                    + " encoder).")
    private @Nullable GpuModel model;

    @Option(
            names = "--coder",
            paramLabel = "CODER",
            description = "What codes in the simulator: lossless (built in, h264), ffmpeg (h264 and av1, at the bit"
                    + " rate) or auto (default), ffmpeg where it can, else lossless. None of them codes hevc.")
    private @Nullable Coders coder;

    /**
     * Opens the driver; where the choice is left open and the system's can't encode, the simulator.
     *
     * @param err where that is told
     * @throws org.nvenc4j.NvencUnavailableException if there is no such driver
     */
    OpenDriver openOrSimulate(PrintWriter err) {
        if (choice == Choice.AUTO && Nvenc.probe() instanceof ProbeResult.Unavailable no) {
            err.println("nvenc: no hardware encoder here, so the simulator encodes on the CPU. " + no.message());
            err.flush();
            return pinned(simulated(simulator()));
        }
        return open();
    }

    /**
     * Opens the driver; the system's where the choice is left open.
     *
     * @throws org.nvenc4j.NvencUnavailableException if there is no such driver
     */
    OpenDriver open() {
        return pinned(
                switch (choice) {
                    case AUTO, SYSTEM -> system();
                    case SIMULATOR -> simulated(simulator());
                    case MIXED -> simulated(simulator().cuda(SystemLibraries.cuda()));
                });
    }

    private OpenDriver pinned(OpenDriver driver) {
        return apiVersion.equalsIgnoreCase("auto")
                ? driver
                : driver.with(system -> system.withApiVersion(ApiVersion.parse(apiVersion)));
    }

    CudaDevice device(OpenDriver driver) {
        return CudaDevice.of(driver.driver(), gpu);
    }

    private OpenDriver system() {
        if (model != null || coder != null) {
            throw new IllegalArgumentException(
                    "--simulated-gpu and --coder: they belong to the simulator; give --driver simulator or mixed");
        }
        return OpenDriver.system();
    }

    private Simulator.Builder simulator() {
        return Simulator.builder().gpu(model == null ? GpuModel.ADA : model).kernel(Plasma.KERNEL, new PlasmaStandIn());
    }

    private OpenDriver simulated(Simulator.Builder builder) {
        return OpenDriver.simulated(builder, coder == null ? Coders.AUTO : coder);
    }
}
