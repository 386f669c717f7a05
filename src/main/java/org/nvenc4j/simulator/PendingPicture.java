package org.nvenc4j.simulator;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A picture that a session has taken in and not coded yet. */
final class PendingPicture {
    private final Samples samples;
    private final Submission submission;
    private SourcePicture.Type type = SourcePicture.Type.P;
    private boolean reference = true;
    private int displayOrder;
    private int view;
    private SourcePicture.@Nullable Plane alpha;
    private CoderSettings.@Nullable Slicing slicing;

    /**
     * What EncodePicture said about it.
     *
     * @param frameIdx {@code frameIdx}
     * @param timestamp {@code inputTimeStamp}
     * @param duration {@code inputDuration}
     * @param structure {@code pictureStruct}
     * @param forceIdr whether it has to be an IDR picture
     * @param forceIntra whether it has to be intra coded
     * @param headers whether parameter sets go with it, whatever its type
     * @param own what the client decided; null where the encoder does
     * @param metadata its messages
     * @param longTermIndex the long-term reference that it becomes, -1 for none
     * @param longTermUsed {@code ltrUseFrameBitmap}
     */
    record Submission(
            long frameIdx,
            long timestamp,
            long duration,
            int structure,
            boolean forceIdr,
            boolean forceIntra,
            boolean headers,
            @Nullable Own own,
            List<SourcePicture.Metadata> metadata,
            int longTermIndex,
            long longTermUsed) {}

    /**
     * What a client says that decides on picture types.
     *
     * @param type how it is coded
     * @param displayOrder its place in display order since the last IDR picture
     * @param reference whether others may refer to it
     */
    record Own(SourcePicture.Type type, int displayOrder, boolean reference) {}

    PendingPicture(Samples samples, Submission submission) {
        this.samples = samples;
        this.submission = submission;
    }

    Samples samples() {
        return samples;
    }

    Submission submission() {
        return submission;
    }

    SourcePicture.Type type() {
        return type;
    }

    boolean isReference() {
        return reference;
    }

    int displayOrder() {
        return displayOrder;
    }

    void place(int displayOrder) {
        this.displayOrder = displayOrder;
    }

    /** How the slices of this picture are cut, or null for as the session's configuration says. */
    CoderSettings.@Nullable Slicing slicing() {
        return slicing;
    }

    void slicing(CoderSettings.@Nullable Slicing cut) {
        slicing = cut;
    }

    /** How opaque each pixel is, or null in a stream without an alpha layer. */
    SourcePicture.@Nullable Plane alpha() {
        return alpha;
    }

    void alpha(SourcePicture.@Nullable Plane plane) {
        alpha = plane;
    }

    int view() {
        return view;
    }

    void view(int id) {
        view = id;
    }

    PendingPicture as(SourcePicture.Type type, boolean reference) {
        this.type = type;
        this.reference = reference;
        return this;
    }
}
