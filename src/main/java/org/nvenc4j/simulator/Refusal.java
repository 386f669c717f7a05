package org.nvenc4j.simulator;

/** What a simulated function throws to answer an error status; caught before it could leave the upcall. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    Refusal(int status, String reason) {
        super(reason, null, false, false);
        this.status = status;
    }

    Refusal(NvencStatusCode status, String reason) {
        this(status.ordinal(), reason);
    }

    int status() {
        return status;
    }
}
