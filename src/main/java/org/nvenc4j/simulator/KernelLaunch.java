package org.nvenc4j.simulator;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/** One launch of a kernel, as its {@link KernelStandIn} sees it. */
public final class KernelLaunch {
    /**
     * A number of blocks or threads.
     *
     * @param x in x, 1 or more
     * @param y in y, 1 or more
     * @param z in z, 1 or more
     */
    public record Extent(int x, int y, int z) {}

    private final Extent grid;
    private final Extent block;
    private final List<MemorySegment> arguments;
    private final DeviceMemory memory;

    KernelLaunch(Extent grid, Extent block, List<MemorySegment> arguments, DeviceMemory memory) {
        this.grid = grid;
        this.block = block;
        this.arguments = arguments;
        this.memory = memory;
    }

    /**
     * How many blocks were launched.
     *
     * @return the number of blocks
     */
    public Extent grid() {
        return grid;
    }

    /**
     * How many threads each block has.
     *
     * @return the number of threads
     */
    public Extent block() {
        return block;
    }

    /**
     * An argument's bytes.
     *
     * @param index the parameter's index, from 0
     * @return as many bytes as the PTX declares
     */
    public MemorySegment argument(int index) {
        return arguments.get(index);
    }

    /**
     * An argument of 32 bits.
     *
     * @param index the parameter's index, from 0
     * @return the value
     */
    public int intArgument(int index) {
        return argument(index).get(ValueLayout.JAVA_INT_UNALIGNED, 0);
    }

    /**
     * An argument of 64 bits, such as an address.
     *
     * @param index the parameter's index, from 0
     * @return the value
     */
    public long longArgument(int index) {
        return argument(index).get(ValueLayout.JAVA_LONG_UNALIGNED, 0);
    }

    /**
     * An argument that is a {@code float}.
     *
     * @param index the parameter's index, from 0
     * @return the value
     */
    public float floatArgument(int index) {
        return argument(index).get(ValueLayout.JAVA_FLOAT_UNALIGNED, 0);
    }

    /**
     * Memory that the kernel reads or writes. Where there is none, the launch ends there, as an illegal access ends a
     * kernel: the context is dead from then on.
     *
     * @param address a device address
     * @param bytes the size, all of it in one allocation
     * @return the bytes at that address
     */
    public MemorySegment memory(long address, long bytes) {
        return memory.device(address, bytes);
    }
}
