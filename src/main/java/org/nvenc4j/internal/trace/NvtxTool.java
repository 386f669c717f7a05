package org.nvenc4j.internal.trace;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * A profiler's library in this process, and the tables through which NVTX 3 hands it the slots for its functions.
 *
 * <p>The tool's library is named by {@code NVTX_INJECTION64_PATH}. Its {@code InitializeInjectionNvtx2} gets a function of
 * ours that gives out tables; the tool writes its own functions into the slots that the tables point to. All of it lives as
 * long as the process. A tool that cannot be loaded, or refuses, is passed over: the program is not to fail for it.
 */
final class NvtxTool {
    /** Numbers of the functions of the module CORE2. */
    static final int DOMAIN_RANGE_PUSH_EX = 4;

    static final int DOMAIN_RANGE_POP = 5;
    static final int DOMAIN_CREATE_A = 12;

    private static final String LIBRARY = "NVTX_INJECTION64_PATH";
    private static final int NVTX_VERSION = 3;
    private static final int CALLBACKS = 1;
    private static final int VERSION_INFO = 3;
    private static final int CORE2 = 5;

    /** How many entries each module's table has, by the module's number, from 1: CORE, CUDA, OPENCL, CUDART, CORE2, SYNC. */
    private static final int[] ENTRIES = {0, 16, 9, 15, 7, 16, 7};

    private final MemorySegment[] slots = new MemorySegment[ENTRIES.length];
    private final MemorySegment[] tables = new MemorySegment[ENTRIES.length];
    private final MemorySegment callbacks;
    private final MemorySegment versionInfo;

    private NvtxTool() throws ReflectiveOperationException {
        Arena arena = Arena.global();
        for (int module = 1; module < ENTRIES.length; module++) {
            int entries = ENTRIES[module];
            slots[module] = arena.allocate(ValueLayout.ADDRESS, entries);
            // Entry 0 is empty, and so is the one after the last.
            tables[module] = arena.allocate(ValueLayout.ADDRESS, entries + 1L);
            for (int i = 1; i < entries; i++) {
                tables[module].setAtIndex(
                        ValueLayout.ADDRESS, i, slots[module].asSlice(i * ValueLayout.ADDRESS.byteSize()));
            }
        }
        callbacks = arena.allocate(16, Long.BYTES);
        callbacks.set(ValueLayout.JAVA_LONG, 0, callbacks.byteSize());
        callbacks.set(
                ValueLayout.ADDRESS,
                8,
                stub(
                        "moduleTable",
                        MethodType.methodType(int.class, int.class, MemorySegment.class, MemorySegment.class),
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_INT,
                                ValueLayout.ADDRESS.withTargetLayout(ValueLayout.ADDRESS),
                                ValueLayout.ADDRESS.withTargetLayout(ValueLayout.JAVA_INT))));
        versionInfo = arena.allocate(24, Long.BYTES);
        versionInfo.set(ValueLayout.JAVA_LONG, 0, versionInfo.byteSize());
        versionInfo.set(ValueLayout.JAVA_INT, 8, NVTX_VERSION);
        versionInfo.set(
                ValueLayout.ADDRESS,
                16,
                stub(
                        "toolVersion",
                        MethodType.methodType(void.class, int.class),
                        FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT)));
    }

    /** The tool that the environment names, with its functions in the slots; null if there is none. */
    static @Nullable NvtxTool attach() {
        String library = System.getenv(LIBRARY);
        if (library == null || library.isEmpty()) {
            return null;
        }
        try {
            NvtxTool tool = new NvtxTool();
            return tool.initialize(library) ? tool : null;
        } catch (Throwable e) {
            return null;
        }
    }

    @SuppressWarnings("restricted")
    private boolean initialize(String library) throws Throwable {
        MemorySegment entry = SymbolLookup.libraryLookup(library, Arena.global())
                .find("InitializeInjectionNvtx2")
                .orElse(MemorySegment.NULL);
        if (entry.address() == 0) {
            return false;
        }
        MemorySegment exportTable = stub(
                "exportTable",
                MethodType.methodType(MemorySegment.class, int.class),
                FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
        MethodHandle initialize = Linker.nativeLinker()
                .downcallHandle(entry, FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
        return (int) initialize.invokeExact(exportTable) != 0;
    }

    /** The tool's function of the module CORE2; 0 where it has none. */
    long function(int number) {
        return slots[CORE2].getAtIndex(ValueLayout.ADDRESS, number).address();
    }

    // What the tool calls, through its stubs.

    MemorySegment exportTable(int id) {
        return switch (id) {
            case CALLBACKS -> callbacks;
            case VERSION_INFO -> versionInfo;
            default -> MemorySegment.NULL;
        };
    }

    int moduleTable(int module, MemorySegment table, MemorySegment size) {
        if (module < 1 || module >= ENTRIES.length) {
            return 0;
        }
        if (table.address() != 0) {
            table.set(ValueLayout.ADDRESS, 0, tables[module]);
        }
        if (size.address() != 0) {
            size.set(ValueLayout.JAVA_INT, 0, ENTRIES[module]);
        }
        return 1;
    }

    void toolVersion(int version) {
        // Every tool since NVTX 2 has the functions that are used here.
    }

    @SuppressWarnings("restricted")
    private MemorySegment stub(String method, MethodType type, FunctionDescriptor descriptor)
            throws ReflectiveOperationException {
        MethodHandle target =
                MethodHandles.lookup().findVirtual(NvtxTool.class, method, type).bindTo(this);
        return Linker.nativeLinker().upcallStub(target, descriptor, Arena.global());
    }
}
