package org.nvenc4j;

import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * What one call of an encoder gave: no picture, one, or several, in output order (which is coding order). Without
 * B-frames and look-ahead every {@link NvEncoder#encode encode} gives exactly the picture of its own frame, which
 * {@link #only} returns.
 *
 * <p>
 * The encoder has one object of this type and gives it out again at each call, so that nothing is allocated for a
 * frame. It is valid until the encoder's next call. It can be walked through once; a picture that has been passed, and
 * those that were never asked for, are gone. Only one thread at a time may use it, together with its encoder.
 */
public final class EncodedPictures implements Iterable<EncodedPicture> {
    private final NvEncoder encoder;
    private final Walk walk = new Walk();

    EncodedPictures(NvEncoder encoder) {
        this.encoder = encoder;
    }

    /**
     * Says whether the call gave no picture, because the encoder holds frames back.
     *
     * @return true if there is no picture, or none any more
     */
    public boolean isEmpty() {
        return !walk.hasNext();
    }

    /**
     * How many pictures are still to be had.
     *
     * @return the number, 0 or more
     */
    public int size() {
        return encoder.picturesLeft();
    }

    /**
     * The one picture that the call gave.
     *
     * @return the picture, valid until the encoder's next call
     * @throws IllegalStateException
     *             if there is not exactly one: the configuration has B-frames or look-ahead, so walk through the
     *             pictures instead; or it has been taken already
     */
    public EncodedPicture only() {
        if (size() != 1) {
            throw new IllegalStateException(
                    "this call gives " + size() + " pictures and not one; with B-frames or look-ahead, or when they"
                            + " have been taken already, walk through them: for (var picture :"
                            + " pictures)");
        }
        return encoder.nextPicture();
    }

    /**
     * Walks on through the pictures.
     *
     * @return the iterator, the same at each call; each picture is valid until the next is asked for
     */
    @Override
    public Iterator<EncodedPicture> iterator() {
        return walk;
    }

    /** Says how many pictures there are and what the first is; takes none. */
    @Override
    public String toString() {
        return encoder.describePictures();
    }

    private final class Walk implements Iterator<EncodedPicture> {
        @Override
        public boolean hasNext() {
            return encoder.picturesLeft() > 0;
        }

        @Override
        public EncodedPicture next() {
            if (!hasNext()) {
                throw new NoSuchElementException("no picture is left of this call");
            }
            return encoder.nextPicture();
        }
    }
}
