package org.nvenc4j.simulator;

/**
 * What the simulator runs where a GPU would run a kernel: Java that does the same to the same memory. A stand-in is known by
 * the kernel's name, and given to {@link Simulator.Builder#kernel}. That its PTX does what the stand-in does, only a GPU can
 * show.
 */
@FunctionalInterface
public interface KernelStandIn {
    /**
     * Does what all threads of all blocks do.
     *
     * @param launch the arguments and the memory; not to be kept
     */
    void run(KernelLaunch launch);
}
