package org.nvenc4j.simulator;

import org.nvenc4j.Codec;

/**
 * What a coder is asked to produce: a session's configuration after the simulator has checked it and filled in what the
 * preset leaves open. Made by {@link #builder}; {@link #toBuilder} gives an altered copy.
 *
 * @param codec the codec
 * @param width the size to code, in luma samples
 * @param height the size to code, in luma samples
 * @param maxWidth the largest size that a later change may ask for
 * @param maxHeight the largest size that a later change may ask for
 * @param chromaFormat {@code chroma_format_idc}: 0 is 4:0:0, 1 is 4:2:0, 2 is 4:2:2, 3 is 4:4:4
 * @param bitDepth bits a sample, 8 or 10
 * @param fieldCoding whether the two fields of each frame are coded one after the other
 * @param frameRateNum numerator of the frame rate, in frames a second
 * @param frameRateDen denominator of the frame rate
 * @param rateControl bit rates, buffer and quantisers
 * @param gop distances between pictures and the room they need
 * @param profile {@code profile_idc} of H.264 or HEVC, {@code seq_profile + 1} of AV1; 0 lets the coder choose
 * @param level the level as the codec writes it ({@code level_idc}, {@code seq_level_idx + 1}); 0 lets the coder choose
 * @param entropyCoding the entropy coder of H.264
 * @param slicing how pictures are cut into slices
 * @param lossless whether the decoder has to give back exactly the samples that went in
 * @param accessUnitDelimiter whether each access unit starts with a delimiter ({@code outputAUD}); AV1 always has one
 * @param vui what the stream says about showing and timing it
 */
public record CoderSettings(
        Codec codec,
        int width,
        int height,
        int maxWidth,
        int maxHeight,
        int chromaFormat,
        int bitDepth,
        boolean fieldCoding,
        int frameRateNum,
        int frameRateDen,
        RateControl rateControl,
        Gop gop,
        int profile,
        int level,
        EntropyCoding entropyCoding,
        Slicing slicing,
        boolean lossless,
        boolean accessUnitDelimiter,
        Vui vui) {

    /**
     * Starts from defaults: 4:2:0, 8 bits, no B-frames, one slice, everything else left to the coder.
     *
     * @param codec the codec
     * @param width the size to code, and the largest size of a later change
     * @param height the size to code, and the largest size of a later change
     * @param frameRateNum numerator of the frame rate
     * @param frameRateDen denominator of the frame rate
     * @return a builder
     */
    public static Builder builder(Codec codec, int width, int height, int frameRateNum, int frameRateDen) {
        return new Builder(codec, width, height, frameRateNum, frameRateDen);
    }

    /**
     * Starts from these settings.
     *
     * @return a builder that holds them
     */
    public Builder toBuilder() {
        Builder builder = new Builder(codec, width, height, frameRateNum, frameRateDen);
        builder.maxWidth = maxWidth;
        builder.maxHeight = maxHeight;
        builder.chromaFormat = chromaFormat;
        builder.bitDepth = bitDepth;
        builder.fieldCoding = fieldCoding;
        builder.rateControl = rateControl;
        builder.gop = gop;
        builder.profile = profile;
        builder.level = level;
        builder.entropyCoding = entropyCoding;
        builder.slicing = slicing;
        builder.lossless = lossless;
        builder.accessUnitDelimiter = accessUnitDelimiter;
        builder.vui = vui;
        return builder;
    }

    /** The entropy coder of H.264 ({@code NV_ENC_H264_ENTROPY_CODING_MODE}). */
    public enum EntropyCoding {
        /** The coder chooses. */
        AUTO,
        /** Arithmetic coding. */
        CABAC,
        /** Variable-length coding. */
        CAVLC
    }

    /**
     * Bit rates, buffer and quantisers ({@code NV_ENC_RC_PARAMS}).
     *
     * @param mode what is held constant
     * @param averageBitRate in bits a second; 0 leaves it to the coder
     * @param maxBitRate in bits a second, for {@link Mode#VBR}; 0 leaves it to the coder
     * @param vbvBufferSize in bits; 0 leaves it to the coder
     * @param qpP quantiser of P pictures, for {@link Mode#CONSTANT_QP}
     * @param qpB quantiser of B pictures, likewise
     * @param qpI quantiser of I and IDR pictures, likewise
     * @param targetQuality constant quality of {@link Mode#VBR}, in the quantiser's scale; 0 for none
     */
    public record RateControl(
            Mode mode,
            long averageBitRate,
            long maxBitRate,
            long vbvBufferSize,
            int qpP,
            int qpB,
            int qpI,
            int targetQuality) {

        /** What is held constant ({@code NV_ENC_PARAMS_RC_MODE}). */
        public enum Mode {
            /** The quantiser. */
            CONSTANT_QP,
            /** The average bit rate, over a while. */
            VBR,
            /** The bit rate. */
            CBR
        }
    }

    /**
     * Distances between pictures, and the room that they need.
     *
     * @param length pictures from one intra picture to the next ({@code gopLength}), or {@link #INFINITE}
     * @param idrPeriod pictures from one IDR picture to the next, or {@link #INFINITE}
     * @param frameIntervalP pictures from one P picture to the next: 0 for intra only, 1 for no B-frames
     * @param reorder how many pictures at most precede a picture in coding order and follow it in output order
     * @param maxReferences how many reference pictures the decoder keeps, at least 1
     */
    public record Gop(int length, int idrPeriod, int frameIntervalP, int reorder, int maxReferences) {

        /** No further intra or IDR picture unless one is asked for ({@code NVENC_INFINITE_GOPLENGTH}). */
        public static final int INFINITE = Integer.MAX_VALUE;
    }

    /**
     * How pictures are cut into slices ({@code sliceMode} and {@code sliceModeData}).
     *
     * @param mode what the value counts
     * @param value macroblocks, bytes or rows of macroblocks in a slice, or slices in a picture
     */
    public record Slicing(Mode mode, int value) {

        /** One slice a picture. */
        public static final Slicing ONE = new Slicing(Mode.COUNT, 1);

        /** What the value counts, in the order of {@code sliceMode}. */
        public enum Mode {
            /** Macroblocks in a slice. */
            MACROBLOCKS,
            /** Bytes that a slice should not exceed. */
            BYTES,
            /** Rows of macroblocks in a slice. */
            ROWS,
            /** Slices in a picture. */
            COUNT
        }
    }

    /** Collects settings; not for several threads. */
    public static final class Builder {
        private final Codec codec;
        private int width;
        private int height;
        private int maxWidth;
        private int maxHeight;
        private int chromaFormat = 1;
        private int bitDepth = 8;
        private boolean fieldCoding = false;
        private int frameRateNum;
        private int frameRateDen;
        private RateControl rateControl = new RateControl(RateControl.Mode.VBR, 0, 0, 0, 0, 0, 0, 0);
        private Gop gop = new Gop(Gop.INFINITE, Gop.INFINITE, 1, 0, 1);
        private int profile = 0;
        private int level = 0;
        private EntropyCoding entropyCoding = EntropyCoding.AUTO;
        private Slicing slicing = Slicing.ONE;
        private boolean lossless = false;
        private boolean accessUnitDelimiter = false;
        private Vui vui = Vui.NONE;

        private Builder(Codec codec, int width, int height, int frameRateNum, int frameRateDen) {
            this.codec = codec;
            this.width = width;
            this.height = height;
            this.maxWidth = width;
            this.maxHeight = height;
            this.frameRateNum = frameRateNum;
            this.frameRateDen = frameRateDen;
        }

        /**
         * Sets the size to code.
         *
         * @param width in luma samples
         * @param height in luma samples
         * @return this builder
         */
        public Builder size(int width, int height) {
            this.width = width;
            this.height = height;
            return this;
        }

        /**
         * Sets the largest size that a later change may ask for.
         *
         * @param maxWidth in luma samples
         * @param maxHeight in luma samples
         * @return this builder
         */
        public Builder maxSize(int maxWidth, int maxHeight) {
            this.maxWidth = maxWidth;
            this.maxHeight = maxHeight;
            return this;
        }

        /**
         * Sets the frame rate.
         *
         * @param num numerator
         * @param den denominator
         * @return this builder
         */
        public Builder frameRate(int num, int den) {
            frameRateNum = num;
            frameRateDen = den;
            return this;
        }

        /**
         * Sets {@link CoderSettings#chromaFormat}.
         *
         * @param value {@code chroma_format_idc}: 0 is 4:0:0, 1 is 4:2:0, 2 is 4:2:2, 3 is 4:4:4
         * @return this builder
         */
        public Builder chromaFormat(int value) {
            chromaFormat = value;
            return this;
        }

        /**
         * Sets {@link CoderSettings#bitDepth}.
         *
         * @param value bits a sample, 8 or 10
         * @return this builder
         */
        public Builder bitDepth(int value) {
            bitDepth = value;
            return this;
        }

        /**
         * Sets {@link CoderSettings#fieldCoding}.
         *
         * @param value whether the two fields of each frame are coded one after the other
         * @return this builder
         */
        public Builder fieldCoding(boolean value) {
            fieldCoding = value;
            return this;
        }

        /**
         * Sets {@link CoderSettings#rateControl}.
         *
         * @param value bit rates, buffer and quantisers
         * @return this builder
         */
        public Builder rateControl(RateControl value) {
            rateControl = value;
            return this;
        }

        /**
         * Sets {@link CoderSettings#gop}.
         *
         * @param value distances between pictures and the room they need
         * @return this builder
         */
        public Builder gop(Gop value) {
            gop = value;
            return this;
        }

        /**
         * Sets {@link CoderSettings#profile}.
         *
         * @param value {@code profile_idc} of H.264 or HEVC, {@code seq_profile + 1} of AV1; 0 lets the coder choose
         * @return this builder
         */
        public Builder profile(int value) {
            profile = value;
            return this;
        }

        /**
         * Sets {@link CoderSettings#level}.
         *
         * @param value the level as the codec writes it ({@code level_idc}, {@code seq_level_idx + 1}); 0 lets the coder choose
         * @return this builder
         */
        public Builder level(int value) {
            level = value;
            return this;
        }

        /**
         * Sets {@link CoderSettings#entropyCoding}.
         *
         * @param value the entropy coder of H.264
         * @return this builder
         */
        public Builder entropyCoding(EntropyCoding value) {
            entropyCoding = value;
            return this;
        }

        /**
         * Sets {@link CoderSettings#slicing}.
         *
         * @param value how pictures are cut into slices
         * @return this builder
         */
        public Builder slicing(Slicing value) {
            slicing = value;
            return this;
        }

        /**
         * Sets {@link CoderSettings#lossless}.
         *
         * @param value whether the decoder has to give back exactly the samples that went in
         * @return this builder
         */
        public Builder lossless(boolean value) {
            lossless = value;
            return this;
        }

        /**
         * Sets {@link CoderSettings#accessUnitDelimiter}.
         *
         * @param value whether each access unit starts with a delimiter ({@code outputAUD}); AV1 always has one
         * @return this builder
         */
        public Builder accessUnitDelimiter(boolean value) {
            accessUnitDelimiter = value;
            return this;
        }

        /**
         * Sets {@link CoderSettings#vui}.
         *
         * @param value what the stream says about showing and timing it
         * @return this builder
         */
        public Builder vui(Vui value) {
            vui = value;
            return this;
        }

        /**
         * Makes the settings.
         *
         * @return what this builder holds now
         */
        public CoderSettings build() {
            return new CoderSettings(
                    codec,
                    width,
                    height,
                    maxWidth,
                    maxHeight,
                    chromaFormat,
                    bitDepth,
                    fieldCoding,
                    frameRateNum,
                    frameRateDen,
                    rateControl,
                    gop,
                    profile,
                    level,
                    entropyCoding,
                    slicing,
                    lossless,
                    accessUnitDelimiter,
                    vui);
        }
    }
}
