package org.nvenc4j.stream;

/** How many bytes are under way: sent, and not yet reported as arrived. */
final class SentPictures {
    /** More than are ever under way; what has been overwritten counts as long arrived. */
    private static final int ROOM = 1024;

    private final long[] bytesUpTo = new long[ROOM];
    private long last = -1;
    private long acknowledged = -1;
    private long bytes;
    private long acknowledgedBytes;

    void add(long sequence, int size) {
        bytes += size;
        // A gap in the numbers has no bytes of its own.
        for (long i = Math.max(last + 1, sequence - ROOM + 1); i <= sequence; i++) {
            bytesUpTo[(int) (i % ROOM)] = bytes;
        }
        last = Math.max(last, sequence);
    }

    /** Takes note of the last picture that has arrived; false if that cannot be. */
    boolean acknowledge(long sequence) {
        if (sequence < acknowledged || sequence > last) {
            return false;
        }
        acknowledged = sequence;
        if (sequence >= 0 && sequence > last - ROOM) {
            acknowledgedBytes = bytesUpTo[(int) (sequence % ROOM)];
        }
        return true;
    }

    long bytesUnderWay() {
        return bytes - acknowledgedBytes;
    }
}
