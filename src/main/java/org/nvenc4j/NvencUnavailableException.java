package org.nvenc4j;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * Hardware encoding does not work here, for a {@linkplain #cause() named cause} and with a {@linkplain #remedy() next
 * step}. The message holds both.
 */
public class NvencUnavailableException extends RuntimeException {
    /** Why hardware encoding does not work here. */
    public enum Cause {
        /** The CUDA driver library cannot be opened: no NVIDIA driver, or one that this process cannot see. */
        NO_DRIVER,
        /** The NVENC library cannot be opened though the CUDA driver can: often a container without the video capability. */
        NO_ENCODE_LIBRARY,
        /** The driver's NVENC API is older than the oldest that nvenc4j speaks. */
        DRIVER_TOO_OLD,
        /** The driver works but shows no GPU. */
        NO_DEVICE,
        /** The GPU has no NVENC engine, or the container hides it. */
        NO_ENCODER,
        /** As many sessions are open on this system as the driver allows. */
        SESSION_LIMIT,
        /** The Java runtime denies native access to nvenc4j. */
        NATIVE_ACCESS_DENIED,
        /** Something else failed; the message and {@link Throwable#getCause()} say what. */
        FAILED
    }

    @Serial
    private static final long serialVersionUID = 1;

    private final Cause cause;
    private final String problem;
    private final String remedy;

    /**
     * Makes the exception.
     *
     * @param cause
     *            the kind of obstacle
     * @param problem
     *            what was found, as a sentence without its full stop
     * @param remedy
     *            the next step, as a sentence without its full stop
     * @param failure
     *            the failed call behind it, or null
     */
    public NvencUnavailableException(Cause cause, String problem, String remedy, @Nullable Throwable failure) {
        super(problem + ". " + remedy + ".", failure);
        this.cause = cause;
        this.problem = problem;
        this.remedy = remedy;
    }

    /**
     * Why hardware encoding does not work here.
     *
     * @return the kind of obstacle
     */
    public Cause cause() {
        return cause;
    }

    /**
     * What was found.
     *
     * @return the obstacle, as a sentence without its full stop
     */
    public String problem() {
        return problem;
    }

    /**
     * What to do about it.
     *
     * @return the next step, as a sentence without its full stop
     */
    public String remedy() {
        return remedy;
    }
}
