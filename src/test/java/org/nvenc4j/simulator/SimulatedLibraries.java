package org.nvenc4j.simulator;

import org.nvenc4j.NvencDriver;

/** The two libraries of a simulator, for tests that open a driver anew or put something between. */
public final class SimulatedLibraries {
    private SimulatedLibraries() {}

    /** Opens the driver as {@link NvencDriver#system} opens the machine's: its version is asked for again. */
    public static NvencDriver open(Simulator simulator) {
        return NvencDriver.of("simulator", simulator.cudaLibrary(), simulator.nvencLibrary());
    }
}
