package org.nvenc4j.stream;

/** The shortest round trip of the last 10 to 20 seconds: what the way takes when nothing queues on it. */
final class ShortestRoundTrip {
    private static final long PERIOD = 10_000_000_000L;

    private long periodEnd = PERIOD;
    private long before = Long.MAX_VALUE;
    private long current = Long.MAX_VALUE;

    void add(long now, long nanos) {
        if (now >= periodEnd) {
            before = current;
            current = Long.MAX_VALUE;
            periodEnd = now + PERIOD;
        }
        current = Math.min(current, nanos);
    }

    /** 0 where none is known. */
    long nanos() {
        long shortest = Math.min(before, current);
        return shortest == Long.MAX_VALUE ? 0 : shortest;
    }
}
