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

    static Refusal invalid(String reason) {
        return new Refusal(NvencStatusCode.INVALID_PARAM, reason);
    }

    static Refusal unsupported(String reason) {
        return new Refusal(NvencStatusCode.UNSUPPORTED_PARAM, reason);
    }

    static Refusal nullPointer(String what) {
        return new Refusal(NvencStatusCode.INVALID_PTR, what + " is NULL");
    }

    int status() {
        return status;
    }
}
