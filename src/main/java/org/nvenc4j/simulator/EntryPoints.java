package org.nvenc4j.simulator;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The functions of one simulated library. A symbol's upcall stub is made when somebody first looks it up, and lives as
 * long as this object can be reached.
 */
final class EntryPoints implements SymbolLookup {

    /** What a function does; its result is a status, or an address for the few that return one. */
    @FunctionalInterface
    interface Body {
        long call(Args args);
    }

    /** The arguments of one call. */
    record Args(Object[] values) {
        long address(int index) {
            return (long) values[index];
        }

        int integer(int index) {
            return (int) values[index];
        }

        /** A struct that was passed by value. */
        MemorySegment struct(int index) {
            return (MemorySegment) values[index];
        }

        Guid guid(int index) {
            return Guid.read((MemorySegment) values[index], 0);
        }
    }

    /**
     * One function.
     *
     * @param name for messages, records and injected faults
     * @param result the C type of its result
     * @param parameters the C types of its parameters
     * @param body what it does; nothing any more once the library is closed
     */
    record Function(String name, String result, List<String> parameters, AtomicReference<@Nullable Body> body) {}

    private static final MemoryLayout GUID = MemoryLayout.structLayout(
            ValueLayout.JAVA_INT,
            ValueLayout.JAVA_SHORT,
            ValueLayout.JAVA_SHORT,
            MemoryLayout.sequenceLayout(8, ValueLayout.JAVA_BYTE));
    private static final MemoryLayout IPC_HANDLE =
            MemoryLayout.structLayout(MemoryLayout.sequenceLayout(CudaIpc.HANDLE_BYTES, ValueLayout.JAVA_BYTE));
    private static final Set<String> EIGHT_BYTES = Set.of(
            "size_t",
            "uint64_t",
            "CUdeviceptr",
            "CUcontext",
            "CUstream",
            "CUevent",
            "CUarray",
            "CUmodule",
            "CUfunction",
            "CUmemoryPool",
            "NV_ENC_INPUT_PTR",
            "NV_ENC_OUTPUT_PTR",
            "NV_ENC_REGISTERED_PTR",
            "NV_ENC_CUSTREAM_PTR");
    private static final MethodHandle ENTER;

    static {
        try {
            ENTER = MethodHandles.lookup()
                    .findVirtual(
                            Gate.class, "enter", MethodType.methodType(long.class, Function.class, Object[].class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Gate gate;
    private final Arena arena = Arena.ofAuto();
    private final Map<String, Function> functions = new HashMap<>();
    private final Map<String, MemorySegment> stubs = new ConcurrentHashMap<>();

    EntryPoints(Gate gate) {
        this.gate = gate;
    }

    /**
     * Adds a function.
     *
     * @param symbol what it is looked up as
     * @param name what records call it
     * @param signature its C type, such as {@code int (*)(size_t, void *)}; only the types, no parameter names
     */
    void add(String symbol, String name, String signature, Body body) {
        int open = signature.indexOf("(*)(");
        String list = signature.substring(open + 4, signature.length() - 1).trim();
        List<String> parameters = new ArrayList<>();
        if (!list.isEmpty() && !list.equals("void")) {
            for (String parameter : list.split(",")) {
                parameters.add(parameter.trim());
            }
        }
        String result = signature.substring(0, open).trim();
        functions.put(symbol, new Function(name, result, List.copyOf(parameters), new AtomicReference<>(body)));
    }

    boolean has(String symbol) {
        return functions.containsKey(symbol);
    }

    /**
     * Lets go of what the functions do. The stubs stay, for a client may still call them; the virtual machine holds them,
     * and with them whatever they can reach.
     */
    void close() {
        functions.values().forEach(function -> function.body().set(null));
    }

    @Override
    public Optional<MemorySegment> find(String symbol) {
        Function function = functions.get(symbol);
        return function == null
                ? Optional.empty()
                : Optional.of(stubs.computeIfAbsent(symbol, ignored -> stub(function)));
    }

    private MemorySegment stub(Function function) {
        MemoryLayout[] parameters =
                function.parameters().stream().map(EntryPoints::layout).toArray(MemoryLayout[]::new);
        FunctionDescriptor descriptor = FunctionDescriptor.of(layout(function.result()), parameters);
        MethodHandle target = ENTER.bindTo(gate).bindTo(function).asCollector(Object[].class, parameters.length);
        return Linker.nativeLinker()
                .upcallStub(MethodHandles.explicitCastArguments(target, descriptor.toMethodType()), descriptor, arena);
    }

    private static MemoryLayout layout(String type) {
        if (type.equals("GUID")) {
            return GUID;
        }
        if (type.startsWith("CUipc")) {
            return IPC_HANDLE;
        }
        return type.endsWith("*") || EIGHT_BYTES.contains(type) ? ValueLayout.JAVA_LONG : ValueLayout.JAVA_INT;
    }
}
