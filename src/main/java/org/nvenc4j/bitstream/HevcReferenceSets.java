package org.nvenc4j.bitstream;

/**
 * The short-term reference picture sets of an HEVC SPS (7.3.7). Nobody asks for them, but what follows lies behind them,
 * and how long one is may depend on how many pictures the one before it has.
 */
final class HevcReferenceSets {

    private static final int MOST_SETS = 64;
    private static final int MOST_PICTURES = 16;
    private static final int MOST_DISTANCE = 0x7FFF;

    private HevcReferenceSets() {}

    static void skip(BitReader reader) {
        int sets = reader.ue("num_short_term_ref_pic_sets", MOST_SETS);
        int pictures = 0;
        for (int i = 0; i < sets; i++) {
            boolean predicted = i > 0 && reader.flag(); // inter_ref_pic_set_prediction_flag
            pictures = predicted ? skipPredicted(reader, pictures) : skipExplicit(reader);
        }
    }

    private static int skipExplicit(BitReader reader) {
        int past = reader.ue("num_negative_pics", MOST_PICTURES);
        int pictures = past + reader.ue("num_positive_pics", MOST_PICTURES - past);
        for (int i = 0; i < pictures; i++) {
            reader.ue("delta_poc_s0_minus1 or delta_poc_s1_minus1", MOST_DISTANCE);
            reader.bits(1); // used_by_curr_pic_s0_flag, used_by_curr_pic_s1_flag
        }
        return pictures;
    }

    /** A set that is another one, moved by a distance, with that distance itself, and less those marked. */
    private static int skipPredicted(BitReader reader, int others) {
        reader.bits(1); // delta_rps_sign
        reader.ue("abs_delta_rps_minus1", MOST_DISTANCE);
        int pictures = 0;
        for (int i = 0; i <= others; i++) {
            boolean used = reader.flag(); // used_by_curr_pic_flag
            // To be exact, a picture that moved onto the current one drops out as well. No encoder keeps such a one.
            if (used || reader.flag()) { // use_delta_flag
                pictures++;
            }
        }
        if (pictures > MOST_PICTURES) {
            throw reader.malformed("expected at most " + MOST_PICTURES + " reference pictures, found " + pictures);
        }
        return pictures;
    }
}
