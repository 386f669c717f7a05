package org.nvenc4j.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A function that runs on the GPU: {@code CUfunction}. Block, grid and arguments are set once, and afterwards only what
 * changes; a launch allocates nothing.
 *
 * {@snippet :
 * CudaKernel brighten = module.kernel("brighten");
 * brighten.block(32, 8).set(0, frame.address()).set(1, frame.pitch()).set(2, 1.5f);
 * brighten.gridFor(frame.width(), frame.height()).launch(stream);
 * }
 *
 * <p>The driver is handed addresses without a check, and so is the kernel: one that touches memory which is not there kills
 * the context, which the next call reports ({@link CudaException#isContextDead}). Memory that a kernel was given must stay
 * open until the kernel has run.
 *
 * <p>Not for several threads at once: each takes a kernel of its own from {@link CudaModule#kernel}.
 */
public final class CudaKernel {
    private static final int MOST_THREADS = 1024;
    private static final int MOST_THREADS_Z = 64;
    private static final int MOST_BLOCKS_YZ = 65535;
    private static final long ARGUMENT_ALIGNMENT = 16;
    private static final long DEFAULT_STREAM = 0;
    private static final long NO_EXTRA = 0;
    private static final long NOT_WANTED = 0;

    private final CudaModule module;
    private final CudaContext context;
    private final String name;
    private final long function;
    private final List<PtxParameter> parameters;
    private final MemorySegment[] arguments;
    private final MemorySegment pointers;
    private final BitSet unset = new BitSet();
    private int gridX = 1;
    private int gridY = 1;
    private int gridZ = 1;
    private int blockX = 1;
    private int blockY = 1;
    private int blockZ = 1;
    private int sharedBytes;

    CudaKernel(CudaModule module, String name, long function, List<PtxParameter> parameters, Arena arena) {
        this.module = module;
        this.context = module.context();
        this.name = name;
        this.function = function;
        this.parameters = parameters;
        arguments = new MemorySegment[parameters.size()];
        pointers = arena.allocate(ValueLayout.JAVA_LONG, Math.max(1, arguments.length));
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = arena.allocate(parameters.get(i).bytes(), ARGUMENT_ALIGNMENT);
            pointers.setAtIndex(ValueLayout.JAVA_LONG, i, arguments[i].address());
        }
        unset.set(0, arguments.length);
    }

    /**
     * Sets how many threads a block has: at first 1.
     *
     * @param x
     *            1 to 1024
     * @param y
     *            1 to 1024
     * @param z
     *            1 to 64
     * @return this kernel
     * @throws IllegalArgumentException
     *             if a number is out of range, or their product above 1024
     */
    public CudaKernel block(int x, int y, int z) {
        if (x < 1 || y < 1 || z < 1 || z > MOST_THREADS_Z || (long) x * y * z > MOST_THREADS) {
            throw new IllegalArgumentException("A block cannot have " + x + "x" + y + "x" + z + " threads; it has 1 to "
                    + MOST_THREADS + " in all, and up to " + MOST_THREADS_Z + " in z");
        }
        blockX = x;
        blockY = y;
        blockZ = z;
        return this;
    }

    /**
     * Sets how many threads a block has, 1 in z.
     *
     * @param x
     *            1 to 1024
     * @param y
     *            1 to 1024
     * @return this kernel
     * @see #block(int, int, int)
     */
    public CudaKernel block(int x, int y) {
        return block(x, y, 1);
    }

    /**
     * Sets how many blocks are launched: at first 1.
     *
     * @param x
     *            1 or more
     * @param y
     *            1 to 65535
     * @param z
     *            1 to 65535
     * @return this kernel
     * @throws IllegalArgumentException
     *             if a number is out of range
     */
    public CudaKernel grid(int x, int y, int z) {
        if (x < 1 || y < 1 || z < 1 || y > MOST_BLOCKS_YZ || z > MOST_BLOCKS_YZ) {
            throw new IllegalArgumentException("A grid cannot have " + x + "x" + y + "x" + z
                    + " blocks; it has at least one, and up to " + MOST_BLOCKS_YZ + " in y and in z");
        }
        gridX = x;
        gridY = y;
        gridZ = z;
        return this;
    }

    /**
     * Sets how many blocks are launched so that there is a thread for every element of a rectangle, and with the block as
     * it is set now. Threads beyond the rectangle are for the kernel to ignore.
     *
     * @param width
     *            elements in x, 1 or more
     * @param height
     *            elements in y, 1 or more
     * @return this kernel
     * @throws IllegalArgumentException
     *             if a number is out of range
     */
    public CudaKernel gridFor(int width, int height) {
        return grid(Math.ceilDiv(width, blockX), Math.ceilDiv(height, blockY), 1);
    }

    /**
     * Sets how much dynamic shared memory a block has: at first none.
     *
     * @param bytes
     *            0 or more; above 48 KB the driver refuses the launch
     * @return this kernel
     * @throws IllegalArgumentException
     *             if the number is negative
     */
    public CudaKernel sharedMemory(int bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("The shared memory is " + bytes + " bytes; it must be at least 0");
        }
        sharedBytes = bytes;
        return this;
    }

    /**
     * Sets an argument that is an integer of at most 32 bits, or of 64, to which it is extended with its sign.
     *
     * @param index
     *            the parameter's index, from 0
     * @param value
     *            the value
     * @return this kernel
     * @throws IndexOutOfBoundsException
     *             if the kernel has no such parameter
     * @throws IllegalArgumentException
     *             if the parameter is of another type
     */
    public CudaKernel set(int index, int value) {
        PtxParameter parameter = parameters.get(index);
        MemorySegment argument = arguments[index];
        if (parameter.isInteger(Integer.BYTES)) {
            argument.set(ValueLayout.JAVA_INT, 0, value);
        } else if (parameter.isInteger(Long.BYTES)) {
            argument.set(ValueLayout.JAVA_LONG, 0, value);
        } else if (parameter.isInteger(Short.BYTES)) {
            argument.set(ValueLayout.JAVA_SHORT, 0, (short) value);
        } else if (parameter.isInteger(Byte.BYTES)) {
            argument.set(ValueLayout.JAVA_BYTE, 0, (byte) value);
        } else {
            throw mismatch(index, "an int");
        }
        unset.clear(index);
        return this;
    }

    /**
     * Sets an argument that is an integer of 64 bits or a pointer, such as a {@code CUdeviceptr}.
     *
     * @param index
     *            the parameter's index, from 0
     * @param value
     *            the value
     * @return this kernel
     * @throws IndexOutOfBoundsException
     *             if the kernel has no such parameter
     * @throws IllegalArgumentException
     *             if the parameter is of another type
     */
    public CudaKernel set(int index, long value) {
        if (!parameters.get(index).isInteger(Long.BYTES)) {
            throw mismatch(index, "a long");
        }
        arguments[index].set(ValueLayout.JAVA_LONG, 0, value);
        unset.clear(index);
        return this;
    }

    /**
     * Sets an argument that is a {@code float}, or a {@code double}.
     *
     * @param index
     *            the parameter's index, from 0
     * @param value
     *            the value
     * @return this kernel
     * @throws IndexOutOfBoundsException
     *             if the kernel has no such parameter
     * @throws IllegalArgumentException
     *             if the parameter is of another type
     */
    public CudaKernel set(int index, float value) {
        if (!parameters.get(index).isFloat(Float.BYTES)) {
            return set(index, (double) value);
        }
        arguments[index].set(ValueLayout.JAVA_FLOAT, 0, value);
        unset.clear(index);
        return this;
    }

    /**
     * Sets an argument that is a {@code double}.
     *
     * @param index
     *            the parameter's index, from 0
     * @param value
     *            the value
     * @return this kernel
     * @throws IndexOutOfBoundsException
     *             if the kernel has no such parameter
     * @throws IllegalArgumentException
     *             if the parameter is of another type
     */
    public CudaKernel set(int index, double value) {
        if (!parameters.get(index).isFloat(Double.BYTES)) {
            throw mismatch(index, "a float or double");
        }
        arguments[index].set(ValueLayout.JAVA_DOUBLE, 0, value);
        unset.clear(index);
        return this;
    }

    /**
     * Sets an argument that is a struct passed by value.
     *
     * @param index
     *            the parameter's index, from 0
     * @param value
     *            exactly as many bytes as the struct has; they are copied
     * @return this kernel
     * @throws IndexOutOfBoundsException
     *             if the kernel has no such parameter
     * @throws IllegalArgumentException
     *             if the parameter is of another type or size
     */
    public CudaKernel set(int index, MemorySegment value) {
        PtxParameter parameter = parameters.get(index);
        if (!parameter.struct() || parameter.bytes() != value.byteSize()) {
            throw mismatch(index, "a segment of " + value.byteSize() + " bytes");
        }
        arguments[index].copyFrom(value);
        unset.clear(index);
        return this;
    }

    private IllegalArgumentException mismatch(int index, String value) {
        return new IllegalArgumentException("Parameter " + index + " of " + this + " is " + parameters.get(index)
                + "; it cannot be set to " + value);
    }

    /**
     * Queues the kernel: {@code cuLaunchKernel}. It runs after what the stream was given before; this call does not wait
     * for it. The arguments are read before the call returns.
     *
     * @param stream
     *            a stream of the module's context; null for the default stream
     * @throws IllegalStateException
     *             if an argument was not set, or the module or the stream is closed
     * @throws IllegalArgumentException
     *             if the stream is of another context
     * @throws CudaException
     *             if the driver refuses, or an earlier kernel failed: {@link CudaException#isContextDead} says whether the
     *             context can be used further
     */
    public void launch(@Nullable CudaStream stream) {
        if (!unset.isEmpty()) {
            throw new IllegalStateException(
                    "Arguments " + unset + " of " + this + " were not set; set all before launching");
        }
        module.enter();
        try {
            if (stream == null) {
                launchOn(DEFAULT_STREAM);
            } else {
                requireSameContext(stream);
                stream.enter();
                try {
                    launchOn(stream.handle());
                } finally {
                    stream.exit();
                }
            }
        } finally {
            module.exit();
        }
    }

    @SuppressWarnings("ReferenceEquality")
    private void requireSameContext(CudaStream stream) {
        if (stream.context() != context) {
            throw new IllegalArgumentException("The " + stream + " belongs to another context (" + stream.context()
                    + ") than " + this + " (" + context + "); create it in the kernel's context");
        }
    }

    /** The module in use keeps the context open, so that nothing else has to. */
    private void launchOn(long stream) {
        context.cuda().cuCtxPushCurrent(context.handle());
        try {
            context.cuda()
                    .cuLaunchKernel(
                            function,
                            gridX,
                            gridY,
                            gridZ,
                            blockX,
                            blockY,
                            blockZ,
                            sharedBytes,
                            stream,
                            pointers.address(),
                            NO_EXTRA);
        } finally {
            context.cuda().cuCtxPopCurrent(NOT_WANTED);
        }
    }

    /**
     * The kernel's name.
     *
     * @return the name, as the PTX has it
     */
    public String name() {
        return name;
    }

    @Override
    public String toString() {
        return "the kernel \"" + name + "\"";
    }
}
