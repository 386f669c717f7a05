package org.nvenc4j.internal.struct;

/** What HEVC's and AV1's arms have in common, and H.264's has not; from API 13.0 on. */
public sealed interface HdrPicParams extends CodecPicParams permits PicParamsHevc, PicParamsAv1 {
    /** The address of a {@code MASTERING_DISPLAY_INFO}, or 0. */
    void masteringDisplay(long address);

    /** The address of a {@code CONTENT_LIGHT_LEVEL}, or 0. */
    void contentLightLevel(long address);

    /** The layer of a picture; read only where the program decides on types. */
    void temporalLayer(int layer);

    /** From this picture on so many temporal layers; 0 leaves them as they are. */
    void temporalLayers(int layers);
}
