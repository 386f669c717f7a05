package org.nvenc4j;

import org.jspecify.annotations.Nullable;

/**
 * What is special about one picture. An object of this type may be kept and changed from frame to frame, so that a
 * loop allocates nothing; the encoder reads it during {@link NvEncoder#encode(org.nvenc4j.cuda.DeviceFrame,
 * PictureOptions)} and keeps only the token. Not for use by several threads at once.
 */
public final class PictureOptions {
    private long timestamp;
    private boolean timestampSet;
    private long duration = 1;
    private @Nullable Object token;
    private boolean forceIdr;
    private boolean forceIntra;
    private boolean parameterSets;

    /** Starts with nothing special: the picture's number as timestamp, a duration of 1, no token, no flags. */
    public PictureOptions() {
        // The fields say it.
    }

    /**
     * Sets the timestamp that comes back with the picture, in any unit of the caller's. Default: the picture's number,
     * counted from 0.
     *
     * @param value any number; it need not rise, and is not what the driver is told
     * @return this object
     */
    public PictureOptions timestamp(long value) {
        timestamp = value;
        timestampSet = true;
        return this;
    }

    /**
     * Sets the duration that comes back with the picture, in the timestamp's unit. Default 1.
     *
     * @param value any number ({@code inputDuration})
     * @return this object
     */
    public PictureOptions duration(long value) {
        duration = value;
        return this;
    }

    /**
     * Sets an object that comes back with the picture. Default none.
     *
     * @param value any object, or null for none
     * @return this object
     */
    public PictureOptions token(@Nullable Object value) {
        token = value;
        return this;
    }

    /**
     * Says whether the picture has to be a key frame ({@code NV_ENC_PIC_FLAG_FORCEIDR}). Default false.
     *
     * @param value true for a key frame
     * @return this object
     */
    public PictureOptions forceIdr(boolean value) {
        forceIdr = value;
        return this;
    }

    /**
     * Says whether the picture has to be coded by itself without being an entry point
     * ({@code NV_ENC_PIC_FLAG_FORCEINTRA}). Default false.
     *
     * @param value true for an intra picture
     * @return this object
     */
    public PictureOptions forceIntra(boolean value) {
        forceIntra = value;
        return this;
    }

    /**
     * Says whether parameter sets stand before this picture, key frame or not
     * ({@code NV_ENC_PIC_FLAG_OUTPUT_SPSPPS}). Default false.
     *
     * @param value true for parameter sets
     * @return this object
     */
    public PictureOptions parameterSets(boolean value) {
        parameterSets = value;
        return this;
    }

    long timestampOr(long number) {
        return timestampSet ? timestamp : number;
    }

    long duration() {
        return duration;
    }

    @Nullable
    Object token() {
        return token;
    }

    boolean forceIdr() {
        return forceIdr;
    }

    boolean forceIntra() {
        return forceIntra;
    }

    boolean parameterSets() {
        return parameterSets;
    }
}
