package org.nvenc4j.simulator;

/** Judges NV_ENC_FILM_GRAIN_PARAMS_AV1 by the bounds of the AV1 specification. The grain itself is left to decoders. */
final class FilmGrainCheck {
    private FilmGrainCheck() {}

    static void check(AbiTable abi, long address) {
        if (address == 0) {
            throw Refusal.nullPointer("filmGrainParams");
        }
        StructView grain = StructView.at(abi, abi.layout("NV_ENC_FILM_GRAIN_PARAMS_AV1"), address);
        ClientStructs.checkReserved(grain);
        points(grain, "Y", 14);
        points(grain, "Cb", 10);
        points(grain, "Cr", 10);
        boolean chroma = grain.isSet("numCbPoints") || grain.isSet("numCrPoints");
        if (chroma && (grain.isSet("chromaScalingFromLuma") || !grain.isSet("numYPoints"))
                || grain.isSet("numCbPoints") != grain.isSet("numCrPoints")) {
            throw Refusal.invalid("points for chroma that 4:2:0 can't have");
        }
        for (String offset : new String[] {"cbOffset", "crOffset"}) {
            if (grain.get(offset) > 511) {
                throw Refusal.invalid(offset + " is " + grain.get(offset) + ", allowed are 0 to 511");
            }
        }
    }

    private static void points(StructView grain, String plane, int most) {
        long count = grain.get("num" + plane + "Points");
        if (count > most) {
            throw Refusal.invalid("num" + plane + "Points is " + count + ", allowed are 0 to " + most);
        }
        for (int i = 1; i < count; i++) {
            String value = "point" + plane + "Value[";
            if (grain.get(value + i + "]") <= grain.get(value + (i - 1) + "]")) {
                throw Refusal.invalid("the values of point" + plane + "Value do not rise");
            }
        }
    }
}
