package org.nvenc4j.internal.struct;

/** What the three codecs' configurations have in common, under one name where NVENC has several. */
public sealed interface CodecConfig permits H26xConfig, HdrConfig {
    /** Distance between key frames; each codec has its own beside {@code gopLength}, and the preset has filled it. */
    void idrPeriod(int frames);

    void level(int level);

    /** Parameter sets before every key frame. */
    void repeatParameterSets(boolean repeat);

    /** Parameter sets in the stream at all. */
    void parameterSetsInStream(boolean inStream);

    /** 1 is 4:2:0, 2 is 4:2:2, 3 is 4:4:4. */
    void chromaFormat(int idc);

    /** Bits a sample of the input and of the stream. */
    void bitDepth(int input, int output);

    /** Bytes without meaning that hold a constant rate. */
    void fillerData(boolean filler);

    /** A wave of intra blocks in so many pictures of every period. */
    void intraRefresh(int period, int count);

    void maxReferenceFrames(int frames);

    /** Reference frames of the first list, AV1's forward references; 0 lets the driver choose. */
    void referencesL0(int frames);

    /** Reference frames of the second list, AV1's backward references; 0 lets the driver choose. */
    void referencesL1(int frames);

    void bReference(int mode);

    void longTermReferences(int frames);

    void temporalLayers(int layers);

    void temporalFilter(int level);

    /** The level of the temporal filter; 0 where it is off. */
    int temporalFilter();

    /** Numbers of ITU-T H.273. */
    void colour(int primaries, int transfer, int matrix);

    void fullRange(boolean full);

    void chromaSampleLocation(int location);

    void timingInfo(boolean timing);
}
