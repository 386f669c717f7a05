package org.nvenc4j.simulator;

/** Makes handles: never the same twice, and no address that host code could read. */
final class Handles {
    private long made;

    /** A new handle in the range that starts there. */
    synchronized long next(long range) {
        made++;
        return range + made * 16;
    }
}
