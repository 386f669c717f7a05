package org.nvenc4j;

/**
 * One quantiser for each type of picture ({@code NV_ENC_QP}): 0 is finest. H.264 and HEVC count to 51, AV1 to 255.
 *
 * @param interP for P pictures
 * @param interB for B pictures
 * @param intra for I and IDR pictures
 */
public record Qp(int interP, int interB, int intra) {
    /**
     * The same quantiser for every picture.
     *
     * @param qp the quantiser
     * @return the three
     */
    public static Qp of(int qp) {
        return new Qp(qp, qp, qp);
    }

    @Override
    public String toString() {
        boolean same = interP == interB && interB == intra;
        return same ? Integer.toString(interP) : "P " + interP + ", B " + interB + ", I " + intra;
    }
}
