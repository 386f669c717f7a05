package org.nvenc4j.cli;

import java.io.IOException;

/** The input is not what it claims to be. The message says where, and what was expected there. */
final class MalformedInputException extends IOException {
    private static final long serialVersionUID = 1;

    private final long position;

    MalformedInputException(String input, long position, String problem) {
        super(input + ", byte " + position + ": " + problem);
        this.position = position;
    }

    /** Where the offending piece starts, in bytes from the start of the input. */
    long position() {
        return position;
    }
}
