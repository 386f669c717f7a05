package org.nvenc4j.simulator;

/**
 * How many objects are alive, by kind. All zero once a client has given everything back.
 *
 * @param sessions open encode sessions
 * @param registeredResources registered and not unregistered
 * @param mappedResources mapped and not unmapped
 * @param bitstreamBuffers created and not destroyed
 * @param lockedBitstreams locked and not unlocked
 * @param allocations device, managed and host memory, arrays, and imports of others' memory and textures
 * @param contexts contexts of {@code cuCtxCreate}
 * @param retainedContexts retains of primary contexts that were not released
 * @param streams streams
 * @param events events, and imports of others' semaphores
 * @param modules modules of device code
 */
public record Leftovers(
        int sessions,
        int registeredResources,
        int mappedResources,
        int bitstreamBuffers,
        int lockedBitstreams,
        int allocations,
        int contexts,
        int retainedContexts,
        int streams,
        int events,
        int modules) {

    /** Nothing is left. */
    public static final Leftovers NONE = new Leftovers(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /**
     * Whether nothing is alive.
     *
     * @return true if every count is zero
     */
    public boolean isEmpty() {
        return equals(NONE);
    }

    Leftovers plus(Leftovers other) {
        return new Leftovers(
                sessions + other.sessions,
                registeredResources + other.registeredResources,
                mappedResources + other.mappedResources,
                bitstreamBuffers + other.bitstreamBuffers,
                lockedBitstreams + other.lockedBitstreams,
                allocations + other.allocations,
                contexts + other.contexts,
                retainedContexts + other.retainedContexts,
                streams + other.streams,
                events + other.events,
                modules + other.modules);
    }
}
