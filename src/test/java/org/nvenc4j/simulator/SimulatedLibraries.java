package org.nvenc4j.simulator;

import java.util.Set;
import org.nvenc4j.NvencDriver;

/** The two libraries of a simulator, for tests that open a driver anew, put something between or lose the device. */
public final class SimulatedLibraries {
    private SimulatedLibraries() {}

    /** Opens the driver as {@link NvencDriver#system} opens the machine's: its version is asked for again. */
    public static NvencDriver open(Simulator simulator) {
        return NvencDriver.of("simulator", simulator.cudaLibrary(), simulator.nvencLibrary());
    }

    /** Has all calls but those of some functions fail once so many more were made. */
    public static void loseDevice(Simulator simulator, int calls, int cudaResult, int nvencStatus, Set<String> spared) {
        simulator.loseDevice(calls, cudaResult, nvencStatus, spared);
    }

    /** Ends that. */
    public static void findDevice(Simulator simulator) {
        simulator.findDevice();
    }
}
