package org.nvenc4j.stream;

/** How many bits a second have arrived lately, from the totals of the last reports. */
final class ReceivedRate {
    private static final int ROOM = 64;

    private final long[] times = new long[ROOM];
    private final long[] totals = new long[ROOM];
    private int count;

    void add(long now, long totalBytes) {
        int place = count++ % ROOM;
        times[place] = now;
        totals[place] = totalBytes;
    }

    /** The mean over at least so long, or over as long as is known; 0 where nothing is. */
    double bitsPerSecond(long now, long nanos) {
        if (count < 2) {
            return 0;
        }
        int newest = (count - 1) % ROOM;
        int from = newest;
        for (int i = 1; i < Math.min(count, ROOM); i++) {
            from = (count - 1 - i) % ROOM;
            if (now - times[from] >= nanos) {
                break;
            }
        }
        long elapsed = times[newest] - times[from];
        return elapsed <= 0 ? 0 : Math.max(0, totals[newest] - totals[from]) * 8e9 / elapsed;
    }
}
