package org.nvenc4j.cli;

/** What the process answers to the shell. */
final class ExitStatus {
    static final int DONE = 0;
    static final int FAILED = 1;
    static final int BAD_ARGUMENTS = 2;
    static final int NO_ENCODER = 3;
    /** What the JVM itself answers after SIGINT: 128 and the signal's number. */
    static final int INTERRUPTED = 130;

    private ExitStatus() {}
}
