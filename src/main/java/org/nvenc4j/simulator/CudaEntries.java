package org.nvenc4j.simulator;

import java.lang.foreign.SymbolLookup;

/** The functions of the simulated libcuda, and what most of them ask for first: initialisation and a current context. */
final class CudaEntries {
    private final EntryPoints functions;
    private final ContextStacks stacks;
    private volatile boolean initialized;

    CudaEntries(Gate gate, ContextStacks stacks) {
        this.functions = new EntryPoints(gate);
        this.stacks = stacks;
    }

    SymbolLookup lookup() {
        return functions;
    }

    void close() {
        functions.close();
    }

    /** What cuInit does. */
    void initialize() {
        initialized = true;
    }

    /** Adds a function; records call it by its name without a version suffix. */
    void add(String symbol, String parameters, EntryPoints.Body body) {
        String name = symbol.replaceFirst("_v\\d$", "");
        functions.add(symbol, name, "int (*)(" + parameters + ")", body);
    }

    /** Adds a function that needs cuInit to have been called. */
    void addInitialized(String symbol, String parameters, EntryPoints.Body body) {
        add(symbol, parameters, args -> {
            if (!initialized) {
                throw CudaResult.NOT_INITIALIZED.refusal("cuInit was not called");
            }
            return body.call(args);
        });
    }

    @FunctionalInterface
    interface InContext {
        void run(Context current, EntryPoints.Args args);
    }

    /** Adds a function that works in the current context. */
    void addCurrent(String symbol, String parameters, InContext body) {
        addInitialized(symbol, parameters, args -> {
            body.run(requireCurrent(), args);
            return 0;
        });
    }

    Context requireCurrent() {
        Context current = stacks.current();
        if (current == null) {
            throw CudaResult.INVALID_CONTEXT.refusal("no context is current");
        }
        if (current.isDestroyed()) {
            throw CudaResult.CONTEXT_IS_DESTROYED.refusal("the current context was destroyed");
        }
        current.requireHealthy();
        return current;
    }
}
