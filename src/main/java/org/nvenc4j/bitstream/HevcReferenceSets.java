package org.nvenc4j.bitstream;

import java.util.stream.IntStream;

/**
 * The short-term reference picture sets of an HEVC SPS (7.3.7). Nobody asks for them, but what follows lies behind them,
 * and how long one is depends on the one before it.
 */
final class HevcReferenceSets {

    private static final int MOST_SETS = 64;
    private static final int MOST_PICTURES = 16;

    private HevcReferenceSets() {}

    static void skip(BitReader reader) {
        int count = reader.ue("num_short_term_ref_pic_sets", MOST_SETS);
        int[] before = {};
        for (int i = 0; i < count; i++) {
            before = i > 0 && reader.flag() ? predicted(reader, before) : explicit(reader);
        }
    }

    /** Distances in output order: past pictures from the nearest on, then future ones. */
    private static int[] explicit(BitReader reader) {
        int past = reader.ue("num_negative_pics", MOST_PICTURES);
        int future = reader.ue("num_positive_pics", MOST_PICTURES - past);
        int[] set = new int[past + future];
        int distance = 0;
        for (int i = 0; i < set.length; i++) {
            if (i == past) {
                distance = 0;
            }
            int step = reader.ue("delta_poc_s0_minus1 or delta_poc_s1_minus1", 0x7FFF) + 1;
            distance += i < past ? -step : step;
            set[i] = distance;
            reader.bits(1); // used_by_curr_pic_s0_flag, used_by_curr_pic_s1_flag
        }
        return set;
    }

    /** A set that is another one, moved by a distance, with that distance itself, and less those marked. */
    private static int[] predicted(BitReader reader, int[] other) {
        boolean negative = reader.flag();
        int distance = reader.ue("abs_delta_rps_minus1", 0x7FFF) + 1;
        int shift = negative ? -distance : distance;
        int[] moved = new int[other.length + 1];
        int kept = 0;
        for (int i = 0; i <= other.length; i++) {
            int candidate = i < other.length ? other[i] + shift : shift;
            boolean used = reader.flag();
            // The picture itself, at distance 0, is no reference of its own.
            if ((used || reader.flag()) && candidate != 0) {
                moved[kept++] = candidate;
            }
        }
        if (kept > MOST_PICTURES) {
            throw reader.malformed("expected at most " + MOST_PICTURES + " reference pictures, found " + kept);
        }
        return IntStream.of(moved)
                .limit(kept)
                .boxed()
                .sorted((a, b) -> a < 0 == b < 0 ? Math.abs(a) - Math.abs(b) : Integer.compare(a, b))
                .mapToInt(Integer::intValue)
                .toArray();
    }
}
