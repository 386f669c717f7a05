package org.nvenc4j.simulator;

import java.util.List;
import java.util.Optional;

/**
 * One picture to code, with the decisions that the simulator took for it.
 *
 * <p>Nothing is copied: the planes are the simulator's buffers, lent to the coder for the length of one call.
 *
 * @param planes luma, then Cb and Cr; luma alone for 4:0:0
 * @param type how to code it
 * @param reference whether a later picture may refer to it
 * @param displayOrder its place in output order, counted from the last IDR picture, which has 0
 * @param codingOrder its place in coding order, counted from the opening of the session
 * @param timestamp the caller's {@code inputTimeStamp}, for coders that use time
 * @param emitSequenceHeader whether parameter sets go in front of it
 * @param metadata SEI messages or metadata OBUs that belong to it, in order
 * @param qp the quantiser asked for, or {@link #QP_FROM_RATE_CONTROL}
 * @param alpha how opaque each pixel is, for a stream with an alpha layer
 * @param view which view it is of, 0 or 1; 0 in a stream of one view
 * @param bottomFieldFirst whether the lower lines were taken before the upper ones; false where fields are not coded
 */
public record SourcePicture(
        List<Plane> planes,
        Type type,
        boolean reference,
        int displayOrder,
        long codingOrder,
        long timestamp,
        boolean emitSequenceHeader,
        List<Metadata> metadata,
        int qp,
        Optional<Plane> alpha,
        int view,
        boolean bottomFieldFirst) {

    /** The value of {@link #qp} that leaves the choice to the coder and its settings. */
    public static final int QP_FROM_RATE_CONTROL = -1;

    /**
     * A picture of a stream with one view, without an alpha layer and fields.
     *
     * @param planes as in the record
     * @param type as in the record
     * @param reference as in the record
     * @param displayOrder as in the record
     * @param codingOrder as in the record
     * @param timestamp as in the record
     * @param emitSequenceHeader as in the record
     * @param metadata as in the record
     * @param qp as in the record
     */
    public SourcePicture(
            List<Plane> planes,
            Type type,
            boolean reference,
            int displayOrder,
            long codingOrder,
            long timestamp,
            boolean emitSequenceHeader,
            List<Metadata> metadata,
            int qp) {
        this(
                planes,
                type,
                reference,
                displayOrder,
                codingOrder,
                timestamp,
                emitSequenceHeader,
                metadata,
                qp,
                Optional.empty(),
                0,
                false);
    }

    /** Copies the two lists, not what they hold. */
    public SourcePicture {
        planes = List.copyOf(planes);
        metadata = List.copyOf(metadata);
    }

    /** How a picture is coded ({@code NV_ENC_PIC_TYPE}). */
    public enum Type {
        /** Intra coded; no later picture refers to one before it. */
        IDR,
        /** Intra coded, and no random access point by itself. */
        I,
        /** Predicted from earlier pictures. */
        P,
        /** Predicted from pictures before and after it in output order. */
        B
    }

    /**
     * The samples of one colour component.
     *
     * @param samples at 8 bits one byte a sample; above, two bytes in little-endian order with the value in the low bits
     * @param offset where the first row starts, in bytes
     * @param stride the distance from one row to the next, in bytes
     */
    public record Plane(byte[] samples, int offset, int stride) {}

    /**
     * A message that travels with a picture ({@code NV_ENC_SEI_PAYLOAD}).
     *
     * @param type the SEI payload type, or the AV1 metadata type
     * @param payload the body alone: no NAL or OBU header, no size, no emulation prevention
     */
    public record Metadata(int type, byte[] payload) {}
}
