package org.nvenc4j.cli;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** How long each call of the encoder took: one number a frame, its upload and the file not counted. */
final class EncodeTimes {
    private long[] nanos = new long[1024];
    private int count;

    void add(long time) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = time;
    }

    /** The times by rank, in milliseconds; 0 without frames. */
    Ranks ranks() {
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        return new Ranks(
                percentile(sorted, 0), percentile(sorted, 0.5), percentile(sorted, 0.99), percentile(sorted, 1));
    }

    /** The time that a share of the frames needed at most. */
    private static double percentile(long[] sorted, double share) {
        int rank = (int) Math.ceil(share * sorted.length);
        return sorted.length == 0 ? 0 : sorted[Math.max(rank, 1) - 1] / 1e6;
    }

    record Ranks(double min, double median, double p99, double max) {

        Map<String, Object> toMap() {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("min", min);
            map.put("median", median);
            map.put("p99", p99);
            map.put("max", max);
            return map;
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT, "min %.3f ms, median %.3f ms, p99 %.3f ms, max %.3f ms", min, median, p99, max);
        }
    }
}
