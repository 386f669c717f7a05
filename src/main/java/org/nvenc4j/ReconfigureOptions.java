package org.nvenc4j;

/**
 * How a running session is changed, beside what it is changed to. An object of this type may be kept and changed from
 * call to call. Not for use by several threads at once.
 */
public final class ReconfigureOptions {
    private boolean forceIdr;
    private boolean resetEncoder;
    private boolean scaleVbv = true;

    /** Starts with the defaults: no key frame, no reset, and a VBV buffer that follows the bit rate. */
    public ReconfigureOptions() {
        // The fields say it.
    }

    /**
     * Says whether the next picture has to be a key frame ({@code forceIDR}). Default false: it costs many bits, which is
     * seldom wanted at the moment when the bit rate goes down. A change of size brings one in any case.
     *
     * @param value true for a key frame
     * @return this object
     */
    public ReconfigureOptions forceIdr(boolean value) {
        forceIdr = value;
        return this;
    }

    /**
     * Says whether rate control and the encoder's state start anew ({@code resetEncoder}), for which the next picture has
     * to be a key frame. Default false: rate control goes on from where it is.
     *
     * @param value true to start anew
     * @return this object
     */
    public ReconfigureOptions resetEncoder(boolean value) {
        resetEncoder = value;
        return this;
    }

    /**
     * Says whether a VBV buffer that the new configuration leaves as it was follows the average bit rate: with half the
     * bit rate, its size and initial delay are halved, so that it holds as much of the stream as before. One that holds a
     * single frame follows the frame rate as well, and still holds one. Default true. It has no effect where either of the
     * two is changed, which are then taken as they are, or where neither was ever set.
     *
     * @param value false to keep the buffer's size in bits ({@code vbvBufferSize}, {@code vbvInitialDelay})
     * @return this object
     */
    public ReconfigureOptions scaleVbv(boolean value) {
        scaleVbv = value;
        return this;
    }

    boolean forceIdr() {
        return forceIdr;
    }

    boolean resetEncoder() {
        return resetEncoder;
    }

    boolean scaleVbv() {
        return scaleVbv;
    }
}
