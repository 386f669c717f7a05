package org.nvenc4j.cli;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.nvenc4j.Codec;
import org.nvenc4j.NvEncoder;
import org.nvenc4j.NvencDriver;
import org.nvenc4j.simulator.CoderSettings;
import org.nvenc4j.simulator.Coders;
import org.nvenc4j.simulator.Simulator;

/** A driver, and what is simulated of it. */
final class OpenDriver implements AutoCloseable {
    private final NvencDriver driver;
    private final @Nullable Simulator simulator;
    private final @Nullable SimulatorCoder coder;

    private OpenDriver(NvencDriver driver, @Nullable Simulator simulator, @Nullable SimulatorCoder coder) {
        this.driver = driver;
        this.simulator = simulator;
        this.coder = coder;
    }

    static OpenDriver system() {
        return new OpenDriver(NvencDriver.system(), null, null);
    }

    static OpenDriver simulated(Simulator.Builder builder, Coders coders) {
        SimulatorCoder coder = new SimulatorCoder(coders);
        Simulator simulator = builder.coder(coder).build();
        return new OpenDriver(simulator.driver(), simulator, coder);
    }

    NvencDriver driver() {
        return driver;
    }

    /** The same driver with something changed, such as its API version. */
    OpenDriver with(UnaryOperator<NvencDriver> change) {
        return new OpenDriver(change.apply(driver), simulator, coder);
    }

    /** What codes on the CPU in place of an NVENC engine, or null where an engine does. */
    @Nullable
    String coder() {
        return coder == null ? null : coder.name();
    }

    /**
     * Checks that what stands in for an engine can code at all what is wanted, which says nothing of the GPU.
     *
     * @throws IllegalArgumentException if the simulator has no coder for it
     */
    void requireCoder(Codec codec) {
        if (coder != null) {
            coder.refusal(CoderSettings.builder(codec, 640, 360, 30, 1).build()).ifPresent(reasons -> {
                throw new IllegalArgumentException(codec + ": the simulator has no coder for it " + reasons
                        + "; take another codec, or encode on a GPU with --driver system");
            });
        }
    }

    /** One line that says what encoded, and never leaves open whether that was hardware. */
    String describe(NvEncoder encoder) {
        String stand = coder() == null ? "" : " (not a hardware encode: coded on the CPU by " + coder() + ")";
        return "driver " + driver.name() + stand + ", ABI " + encoder.apiVersion() + ", GPU "
                + encoder.context().device().name();
    }

    @Override
    public void close() {
        if (simulator != null) {
            simulator.close();
        }
    }
}
