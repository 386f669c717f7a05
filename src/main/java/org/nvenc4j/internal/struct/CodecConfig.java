package org.nvenc4j.internal.struct;

/** What the three codecs' configurations have in common. */
public sealed interface CodecConfig permits ConfigH264, ConfigHevc, ConfigAv1 {
    /** Distance between key frames; each codec has its own beside {@code gopLength}, and the preset has filled it. */
    void idrPeriod(int frames);

    void level(int level);

    /** Parameter sets before every key frame. */
    void repeatParameterSets(boolean repeat);

    /** A delimiter before every access unit; AV1 always has one. */
    void accessUnitDelimiters(boolean delimiters);

    /** 1 is 4:2:0, 2 is 4:2:2, 3 is 4:4:4. */
    void chromaFormat(int idc);

    /** Bits a sample of the input and of the stream. */
    void bitDepth(int input, int output);
}
