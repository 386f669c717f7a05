package org.nvenc4j.simulator;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;

/** A CUDA driver that is not the simulator's own, as the simulated NVENC sees it. */
final class ForeignCuda implements CudaSide {
    private static final int CONTEXT = 1;
    private static final int MEMORY_TYPE = 2;
    private static final int BUFFER_ID = 7;
    private static final int IS_MANAGED = 8;
    private static final int DEVICE_MEMORY = 2;

    private static final ValueLayout.OfInt I = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong J = ValueLayout.JAVA_LONG;

    private final SymbolLookup library;
    private final Map<String, MethodHandle> functions = new ConcurrentHashMap<>();

    ForeignCuda(SymbolLookup library) {
        this.library = library;
    }

    /** Calls a function; all its parameters are passed as given, Integer or Long. */
    private int call(String symbol, Object... arguments) {
        MethodHandle function = functions.computeIfAbsent(symbol, name -> {
            MemoryLayout[] parameters = new MemoryLayout[arguments.length];
            for (int i = 0; i < arguments.length; i++) {
                parameters[i] = arguments[i] instanceof Integer ? I : J;
            }
            MemorySegment address = library.find(name)
                    .orElseThrow(() -> new Refusal(NvencStatusCode.GENERIC, "libcuda has no " + name));
            return Linker.nativeLinker().downcallHandle(address, FunctionDescriptor.of(I, parameters));
        });
        try {
            return (int) function.invokeWithArguments(arguments);
        } catch (Throwable t) {
            throw new AssertionError("a native call throws nothing", t);
        }
    }

    private interface Body<T> {
        T run(Arena arena);
    }

    /** Runs something with a context current, and leaves the current context as it was. */
    private <T> T in(long context, T otherwise, Body<T> body) {
        if (call("cuCtxPushCurrent_v2", context) != 0) {
            return otherwise;
        }
        try (Arena arena = Arena.ofConfined()) {
            return body.run(arena);
        } finally {
            call("cuCtxPopCurrent_v2", 0L);
        }
    }

    @Override
    public OptionalInt deviceOf(long context) {
        return in(context, OptionalInt.empty(), arena -> {
            MemorySegment device = arena.allocate(I);
            return call("cuCtxGetDevice", device.address()) == 0
                    ? OptionalInt.of(device.get(I, 0))
                    : OptionalInt.empty();
        });
    }

    @Override
    public boolean isAlive(long context) {
        return true;
    }

    @Override
    public void waitFor(long context, long stream) {
        check(in(context, -1, arena -> call("cuStreamSynchronize", stream)), "cuStreamSynchronize");
    }

    @Override
    public boolean isFaulty(long context) {
        // The next call of this driver's says it.
        return false;
    }

    @Override
    public Optional<Memory> memoryAt(long context, long address) {
        return in(context, Optional.empty(), arena -> {
            MemorySegment base = arena.allocate(J);
            MemorySegment size = arena.allocate(J);
            if (call("cuMemGetAddressRange_v2", base.address(), size.address(), address) != 0) {
                return Optional.empty();
            }
            boolean managed = attribute(arena, IS_MANAGED, address) != 0;
            // Memory of a pool or of virtual memory management has no context; what was imported has one.
            long owner = attribute(arena, CONTEXT, address);
            boolean linear = attribute(arena, MEMORY_TYPE, address) == DEVICE_MEMORY && owner != 0 && !managed;
            return Optional.of(new Memory(
                    base.get(J, 0),
                    size.get(J, 0),
                    linear,
                    managed ? "managed" : linear ? "device" : "pool or host",
                    attribute(arena, BUFFER_ID, address),
                    owner));
        });
    }

    @Override
    public Optional<Array> arrayAt(long context, long array) {
        return in(context, Optional.empty(), arena -> {
            MemorySegment descriptor = arena.allocate(40, 8);
            boolean isFlat = call("cuArray3DGetDescriptor_v2", descriptor.address(), array) == 0
                    && CudaArrays.Shape.depth(descriptor) == 0;
            return isFlat ? Optional.of(new Array(CudaArrays.Shape.read(descriptor), 0, context)) : Optional.empty();
        });
    }

    @Override
    public boolean isArray(long array, long bufferId) {
        // A driver takes any handle for an array's, and may fault on one that is none any more.
        return true;
    }

    @Override
    public boolean isStream(long context, long stream) {
        // A driver takes any handle for a stream's, and faults on one that is none.
        return true;
    }

    private long attribute(Arena arena, int attribute, long address) {
        MemorySegment value = arena.allocate(J);
        return call("cuPointerGetAttribute", value.address(), attribute, address) == 0 ? value.get(J, 0) : 0;
    }

    @Override
    public void read(long context, long address, MemorySegment into) {
        int result = in(context, -1, arena -> call("cuMemcpyDtoH_v2", into.address(), address, into.byteSize()));
        check(result, "cuMemcpyDtoH_v2");
    }

    @Override
    public void write(long context, long address, MemorySegment from) {
        int result = in(context, -1, arena -> call("cuMemcpyHtoD_v2", address, from.address(), from.byteSize()));
        check(result, "cuMemcpyHtoD_v2");
    }

    @Override
    public void readArray(long context, long array, long widthBytes, long rows, MemorySegment into) {
        int result = in(context, -1, arena -> {
            MemorySegment copy = arena.allocate(128, 8);
            copy.set(I, 16, 3);
            copy.set(J, 40, array);
            copy.set(I, 72, 1);
            copy.set(J, 80, into.address());
            copy.set(J, 104, widthBytes);
            copy.set(J, 112, widthBytes);
            copy.set(J, 120, rows);
            return call("cuMemcpy2D_v2", copy.address());
        });
        check(result, "cuMemcpy2D_v2");
    }

    private static void check(int result, String function) {
        if (result != 0) {
            throw new Refusal(NvencStatusCode.GENERIC, function + " answered " + result);
        }
    }
}
