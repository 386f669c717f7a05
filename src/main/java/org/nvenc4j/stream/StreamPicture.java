package org.nvenc4j.stream;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.nvenc4j.EncodedPicture;

/**
 * One access unit of a live stream. A {@link StreamEncoder} has one object of this type and fills it anew for each frame:
 * it is valid until the stream encoder's next call, and so are the bytes.
 *
 * <p>One thread at a time may use it, together with its stream encoder.
 */
public final class StreamPicture {
    private @Nullable EncodedPicture data;
    private long sequence;
    private boolean keyFrame;
    private boolean repair;
    private int width;
    private int height;
    private long encodeNanos;

    StreamPicture() {
        // Filled by the stream encoder.
    }

    void open(EncodedPicture picture, long number, boolean afterLoss, int pictureWidth, int pictureHeight, long nanos) {
        data = picture;
        sequence = number;
        keyFrame = picture.isKeyFrame();
        repair = afterLoss;
        width = pictureWidth;
        height = pictureHeight;
        encodeNanos = nanos;
    }

    void close() {
        data = null;
    }

    /**
     * The picture's place in the stream.
     *
     * @return counted from 0 without gaps, also where frames were dropped or the session was rebuilt: a receiver that
     *     finds a gap has lost pictures
     */
    public long sequence() {
        data();
        return sequence;
    }

    /**
     * The timestamp that the frame was given.
     *
     * @return the caller's value
     */
    public long timestamp() {
        return data().timestamp();
    }

    /**
     * Says whether decoding can start here. Parameter sets stand before the picture then.
     *
     * @return true for a key frame
     */
    public boolean isKeyFrame() {
        data();
        return keyFrame;
    }

    /**
     * Says whether this is the first picture that refers to none of those that were {@linkplain StreamEncoder#reportLost
     * reported lost}. A receiver that shows nothing damaged holds its display from a loss to the next such picture or key
     * frame.
     *
     * @return true for the repair of a loss, be it a key frame or not
     */
    public boolean isRepair() {
        data();
        return repair;
    }

    /**
     * The width of the picture.
     *
     * @return pixels
     */
    public int width() {
        data();
        return width;
    }

    /**
     * The height of the picture.
     *
     * @return pixels
     */
    public int height() {
        data();
        return height;
    }

    /**
     * The size of the access unit.
     *
     * @return bytes
     */
    public int size() {
        return data().size();
    }

    /**
     * How long the call took from the frame to this picture, conversion and changes of the session included.
     *
     * @return nanoseconds
     */
    public long encodeNanos() {
        data();
        return encodeNanos;
    }

    /**
     * The bytes, to be read or copied in place, and what the encoder says of the picture.
     *
     * @return the encoder's picture; its {@link EncodedPicture#number} counts from the session's beginning, unlike
     *     {@link #sequence}
     * @throws IllegalStateException
     *             if the stream encoder has been called since
     */
    public EncodedPicture data() {
        if (data == null) {
            throw new IllegalStateException(
                    "the picture was there until the stream encoder's next call; copy what has " + "to live longer");
        }
        return Objects.requireNonNull(data);
    }

    /** Says number, size and kind, or that the picture is gone. */
    @Override
    public String toString() {
        return data == null
                ? "picture that is gone"
                : "picture " + sequence + ", " + width + "x" + height + (keyFrame ? ", key frame, " : ", ")
                        + data.size() + " bytes";
    }
}
