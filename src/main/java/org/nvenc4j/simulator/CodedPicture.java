package org.nvenc4j.simulator;

/**
 * One access unit.
 *
 * @param bytes the access unit; a new array that belongs to the receiver
 * @param averageQp the mean quantiser of the picture in the codec's own scale; 0 for a lossless picture, or where
 *     the coder does not know
 * @param type the type that the picture was coded with; a coder may answer a request for an I picture with an IDR picture
 * @param intraBlocks how many macroblocks (coding tree blocks, superblocks) are coded by themselves; {@link #UNKNOWN}
 *     where the coder does not know
 */
public record CodedPicture(byte[] bytes, int averageQp, SourcePicture.Type type, int intraBlocks) {
    /** A coder does not know. */
    public static final int UNKNOWN = -1;

    /**
     * An access unit of which the coder knows no more.
     *
     * @param bytes the access unit
     * @param averageQp the mean quantiser
     * @param type the type that the picture was coded with
     */
    public CodedPicture(byte[] bytes, int averageQp, SourcePicture.Type type) {
        this(bytes, averageQp, type, UNKNOWN);
    }
}
