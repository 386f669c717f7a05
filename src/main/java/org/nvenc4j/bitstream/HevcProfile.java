package org.nvenc4j.bitstream;

/**
 * What an HEVC decoder has to be able to do: the general part of {@code profile_tier_level()} (7.3.3).
 *
 * @param profileSpace {@code general_profile_space}, 0 to 3; 0 unless another body than ITU-T defined the profile
 * @param highTier {@code general_tier_flag}: whether the tier is High, and not Main
 * @param profile {@code general_profile_idc}, 0 to 31: 1 Main, 2 Main 10, 4 format range extensions
 * @param compatibilityFlags {@code general_profile_compatibility_flag}, of profile 0 in the highest of 32 bits
 * @param constraintFlags the 48 bits from {@code general_progressive_source_flag} on, that one the highest
 * @param level {@code general_level_idc}: thirty times the level, 93 for 3.1
 */
public record HevcProfile(
        int profileSpace, boolean highTier, int profile, int compatibilityFlags, long constraintFlags, int level) {

    /** Reads how many temporal layers there are, 1 to 7. */
    static int readSubLayers(BitReader reader, String element) {
        int below = reader.number(3);
        if (below > 6) {
            throw reader.malformed("expected " + element + " from 0 to 6, found " + below);
        }
        return below + 1;
    }

    /**
     * Reads the general part, and passes over what sub-layers have of their own.
     *
     * @param subLayers temporal layers at most, 1 to 7
     */
    static HevcProfile read(BitReader reader, int subLayers) {
        HevcProfile general = new HevcProfile(
                reader.number(2),
                reader.flag(),
                reader.number(5),
                (int) reader.bits(32),
                reader.bits(16) << 32 | reader.bits(32),
                reader.number(8));
        if (subLayers > 1) {
            int present = reader.number(16); // two flags for each sub-layer but the highest, then zeros
            for (int i = 0; i < subLayers - 1; i++) {
                boolean ownProfile = (present >> 15 - 2 * i & 1) != 0;
                boolean ownLevel = (present >> 14 - 2 * i & 1) != 0;
                reader.skip((ownProfile ? 88 : 0) + (ownLevel ? 8 : 0));
            }
        }
        return general;
    }
}
