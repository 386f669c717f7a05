package org.nvenc4j.internal.struct;

/** What the three codecs' arms of {@code NV_ENC_CODEC_PIC_PARAMS} have in common, under one name where NVENC has several. */
public sealed interface CodecPicParams permits H26xPicParams, HdrPicParams {
    /** The picture's place in display order since the last key frame, and whether later ones refer to it; 0 and false where the encoder decides. */
    void order(int display, boolean reference);

    /** SEI messages or metadata OBUs, an array of {@code NV_ENC_SEI_PAYLOAD}; 0 and 0 for none. */
    void payloads(long address, int count);

    /** Starts a wave of intra blocks over so many pictures; 0 starts none. */
    void startIntraRefresh(int frames);

    /** Makes the picture the long-term reference of this index. */
    void markLongTerm(int index);

    /** The picture becomes no long-term reference. */
    void markNoLongTerm();

    /** Has the picture refer only to the long-term references of these bits; 0 leaves the choice to the encoder. */
    void useLongTerm(int bitmap);
}
