package org.nvenc4j;

import static org.nvenc4j.FfmpegOption.*;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.ToIntFunction;
import org.nvenc4j.cuda.BufferFormat;

/** What FFmpeg's wrapper makes of its options, in the settings of this library. */
final class FfmpegConfig {
    private static final int GLOBAL_HEADER = 1;
    private static final int INTERLACED = 2;
    private static final int UNSPECIFIED = 2;
    private static final int BT601_MATRIX = 5;
    private static final int FULL_RANGE = 2;
    private static final int LEFT = 1;
    private static final int TOP_LEFT = 3;
    private static final int EIGHT_BITS = 8;
    private static final int TEN_BITS = 10;
    private static final int MAX_QP = 51;
    private static final int MAX_QP_AV1 = 255;
    private static final int FIRST_QP = 26;
    private static final int QUALITY_STEPS = 256;
    private static final List<Profile> H264_PROFILES = List.of(
            Profile.H264_BASELINE,
            Profile.H264_MAIN,
            Profile.H264_HIGH,
            Profile.H264_HIGH_10,
            Profile.H264_HIGH_422,
            Profile.H264_HIGH_444);
    private static final List<Profile> HEVC_PROFILES =
            List.of(Profile.HEVC_MAIN, Profile.HEVC_MAIN_10, Profile.HEVC_FREXT);

    /** By the number of {@code -preset}: the old names, then P1 to P7. */
    private static final List<Preset> PRESETS = List.of(
            Preset.P4, Preset.P7, Preset.P4, Preset.P1, Preset.P1, Preset.P7, Preset.P5, Preset.P4, Preset.P7,
            Preset.P1, Preset.P4, Preset.P1, Preset.P1, Preset.P2, Preset.P3, Preset.P4, Preset.P5, Preset.P6,
            Preset.P7);

    private static final int PRESET_SLOW = 1;
    private static final int PRESET_FAST = 3;
    private static final int PRESET_LL = 7;
    private static final int PRESET_LLHP = 9;
    private static final int PRESET_LOSSLESS = 10;
    private static final int PRESET_LOSSLESS_HP = 11;

    private final FfmpegOptions options;
    private final Codec codec;
    private final BufferFormat format;
    private final EncoderConfig.Builder builder;
    private final Tuning tuning;
    private final RateControlMode mode;

    FfmpegConfig(FfmpegOptions options, BufferFormat format, EncoderConfig.Builder builder) {
        this.options = options;
        this.codec = options.codec();
        this.format = format;
        this.builder = builder;
        tuning = tuning();
        mode = mode();
    }

    void apply() {
        builder.preset(PRESETS.get(options.number(PRESET))).tuning(tuning).multiPass(multiPass());
        applyProfile();
        applyRateControl();
        applyQuality();
        applyStructure();
        applyReferences();
        applyPartition();
        applyStream();
        applyColours();
    }

    private Tuning tuning() {
        int preset = options.number(PRESET);
        if (preset == PRESET_LOSSLESS || preset == PRESET_LOSSLESS_HP) {
            return Tuning.LOSSLESS;
        }
        if (preset >= PRESET_LL && preset <= PRESET_LLHP && options.number(TUNE) != Tuning.LOSSLESS.value()) {
            return Tuning.LOW_LATENCY;
        }
        return ofNumber(Tuning.values(), Tuning::value, options.number(TUNE));
    }

    private MultiPass multiPass() {
        int preset = options.number(PRESET);
        if (preset == PRESET_SLOW || options.is(TWO_PASS)) {
            return MultiPass.FULL_RESOLUTION;
        }
        return preset > PRESET_SLOW && preset <= PRESET_FAST
                ? MultiPass.DISABLED
                : ofNumber(MultiPass.values(), MultiPass::value, options.number(MULTIPASS));
    }

    private RateControlMode mode() {
        if (options.number(RC) >= 0) {
            return ofNumber(RateControlMode.values(), RateControlMode::value, options.number(RC));
        }
        if (options.is(CBR)) {
            return RateControlMode.CBR;
        }
        return options.number(QP) >= 0 ? RateControlMode.CONSTANT_QP : RateControlMode.VBR;
    }

    /** Main, unless the samples need another one; a lossless H.264 stream leaves it to the driver. */
    private void applyProfile() {
        int level = options.number(LEVEL);
        if (level >= 0 && level != automaticLevel()) {
            builder.level(Level.of(codec).stream()
                    .filter(known -> known.value(codec) == level)
                    .findFirst()
                    .orElseThrow(() -> refusal("level", "1b", "level 1b is not offered; take 1.1")));
        }
        if (options.number(TIER) > 0) {
            builder.tier(Tier.HIGH);
        }
        int depth = format.bitDepth() == TEN_BITS || options.is(HIGH_BIT_DEPTH) ? TEN_BITS : EIGHT_BITS;
        if (depth != format.bitDepth()) {
            builder.outputBitDepth(depth);
        }
        int chroma = format.chromaFormatIdc();
        int asked = options.number(PROFILE);
        switch (codec) {
            case H264 -> {
                if (tuning != Tuning.LOSSLESS) {
                    Profile plain = H264_PROFILES.get(asked < 0 ? 1 : asked);
                    Profile deep = depth == TEN_BITS ? Profile.H264_HIGH_10 : plain;
                    builder.profile(chroma == 3 ? Profile.H264_HIGH_444 : chroma == 2 ? Profile.H264_HIGH_422 : deep);
                }
            }
            case HEVC -> {
                if (asked == HEVC_PROFILES.size()) {
                    throw refusal("profile", "mv", "MV-HEVC takes two views, which these options cannot give");
                }
                Profile plain = HEVC_PROFILES.get(Math.max(asked, 0));
                Profile deep = depth == TEN_BITS ? Profile.HEVC_MAIN_10 : plain;
                builder.profile(chroma == 1 ? deep : Profile.HEVC_FREXT);
            }
            case AV1 -> builder.profile(Profile.AV1_MAIN);
        }
    }

    private int automaticLevel() {
        return codec == Codec.AV1 ? AUTOMATIC_AV1 : 0;
    }

    private void applyRateControl() {
        if (tuning == Tuning.LOSSLESS) {
            return;
        }
        builder.rateControlMode(mode);
        switch (mode) {
            case CONSTANT_QP -> applyConstantQp();
            case VBR -> {
                applyQuantisers();
                applyRates();
            }
            case CBR -> {
                applyRates();
                builder.fillerData(options.is(CBR_PADDING));
                if (codec != Codec.AV1) {
                    builder.bufferingPeriodSei(options.is(CBR_PADDING));
                }
            }
        }
    }

    private void applyConstantQp() {
        int p = options.number(INITIAL_QP_P);
        int qp = options.number(QP);
        if (p >= 0) {
            builder.constantQp(perType(p, false));
        } else if (qp >= 0) {
            builder.constantQp(new Qp(
                    qp,
                    options.value(B_FACTOR) == 0 ? qp : scaled(qp, B_FACTOR, B_OFFSET),
                    options.value(I_FACTOR) == 0 ? qp : scaled(qp, I_FACTOR, I_OFFSET)));
        }
    }

    /** The bounds of the quantiser and its first values; a -qmax without -qmin counts for nothing with FFmpeg. */
    private void applyQuantisers() {
        int least = options.number(Q_MIN);
        int most = options.number(Q_MAX);
        int first = FIRST_QP;
        if (least >= 0) {
            builder.minQp(Qp.of(least));
            first = least;
            if (most >= 0) {
                builder.maxQp(Qp.of(most));
                first = (most + 3 * least) / 4;
            }
        }
        int p = options.number(INITIAL_QP_P);
        builder.initialQp(perType(p >= 0 ? p : first, true));
    }

    /** Quantisers by a P-frame's: those that were given, or else scaled ones. */
    private Qp perType(int p, boolean singly) {
        int b = options.number(INITIAL_QP_B);
        int i = options.number(INITIAL_QP_I);
        if (!singly && (b < 0 || i < 0)) {
            b = -1;
            i = -1;
        }
        boolean scaled = options.value(B_FACTOR) != 0 && options.value(I_FACTOR) != 0;
        return new Qp(
                p,
                b >= 0 ? b : scaled ? scaled(p, B_FACTOR, B_OFFSET) : p,
                i >= 0 ? i : scaled ? scaled(p, I_FACTOR, I_OFFSET) : p);
    }

    private int scaled(int qp, FfmpegOption factor, FfmpegOption offset) {
        int most = codec == Codec.AV1 ? MAX_QP_AV1 : MAX_QP;
        return (int) Math.clamp(qp * Math.abs(options.value(factor)) + options.value(offset) + 0.5, 0, most);
    }

    private void applyRates() {
        double quality = options.value(CQ);
        if (quality > 0) {
            builder.targetQuality(Math.floor(quality * QUALITY_STEPS) / QUALITY_STEPS);
        } else if (options.is(BIT_RATE)) {
            builder.bitRate(options.number(BIT_RATE));
            long twoSeconds = 2L * options.number(BIT_RATE);
            builder.vbvBufferSize((int) Math.min(twoSeconds, Integer.MAX_VALUE));
        }
        ifPositive(MAX_RATE, builder::maxBitRate);
        if (quality == 0) {
            ifPositive(BUFFER_SIZE, builder::vbvBufferSize);
        }
    }

    private void applyQuality() {
        if (options.is(SPATIAL_AQ)) {
            builder.spatialAq(true).aqStrength(options.number(AQ_STRENGTH));
        }
        ifTrue(TEMPORAL_AQ, builder::temporalAq);
        ifPositive(KEY_FRAME_SCALE, builder::lowDelayKeyFrameScale);
        if (options.value(CB_OFFSET) != 0 || options.value(CR_OFFSET) != 0) {
            builder.chromaQpOffset(options.number(CB_OFFSET), options.number(CR_OFFSET));
        }
        ifTrue(STRICT_GOP, builder::strictGop);
        ifTrue(NON_REFERENCE_P, builder::nonReferenceP);
        ifTrue(ZERO_LATENCY, builder::zeroReorderDelay);
        if (options.number(TEMPORAL_FILTER) >= 0) {
            builder.temporalFilter(options.is(TEMPORAL_FILTER));
        }
    }

    private void applyStructure() {
        int gop = options.number(GOP);
        int bFrames = options.number(B_FRAMES);
        if (options.is(INTRA_REFRESH) || options.is(SINGLE_SLICE_INTRA_REFRESH)) {
            if (gop < 2) {
                throw refusal("intra-refresh", "1", "it needs -g, the frames from wave to wave, of 2 or more");
            }
            builder.intraRefresh(gop, gop - 1);
            ifTrue(SINGLE_SLICE_INTRA_REFRESH, builder::singleSliceIntraRefresh);
            if (codec != Codec.AV1) {
                builder.recoveryPointSei(true);
            }
        } else if (gop == 0) {
            builder.gopLength(1).intraOnly(true);
            bFrames = -1;
        } else if (gop > 0) {
            builder.gopLength(gop);
            // With nothing but key frames there is no room for B-frames, and FFmpeg lets them be.
            bFrames = gop == 1 ? -1 : bFrames;
        }
        if (bFrames >= 0) {
            builder.bFrames(bFrames);
        }
        if (options.is(LOOKAHEAD)) {
            int most = ConfigRules.MAX_LOOKAHEAD - Math.max(bFrames, 0);
            builder.lookaheadOrLess(Math.min(options.number(LOOKAHEAD), most));
        }
        builder.adaptiveIFrames(!options.is(NO_SCENE_CUT)).adaptiveBFrames(options.is(ADAPTIVE_B));
        if (options.number(LOOKAHEAD_LEVEL) >= 0) {
            builder.lookaheadLevel(options.number(LOOKAHEAD_LEVEL));
        }
    }

    private void applyReferences() {
        if (options.number(B_REFERENCE) >= 0) {
            builder.bReference(ofNumber(BReference.values(), BReference::value, options.number(B_REFERENCE)));
        }
        ifTrue(UNIDIRECTIONAL_B, builder::unidirectionalB);
        ifTrue(CONSTRAINED_ENCODING, builder::constrainedEncoding);
        ifTrue(WEIGHTED_PREDICTION, builder::weightedPrediction);
        builder.maxReferenceFrames(options.number(DPB_SIZE))
                .referencesL0(options.number(REFERENCES))
                .referencesL1(options.number(REFERENCES));
    }

    private void applyPartition() {
        if (codec == Codec.AV1) {
            int columns = options.number(TILE_COLUMNS);
            int rows = options.number(TILE_ROWS);
            if (columns >= 0 || rows >= 0) {
                builder.tiles(Math.max(columns, 1), Math.max(rows, 1));
            }
        } else if (options.is(MAX_SLICE_SIZE)) {
            builder.slicing(Slicing.bytes(options.number(MAX_SLICE_SIZE)));
        } else {
            builder.slicing(Slicing.count(Math.max(options.number(SLICES), 1)));
        }
        if (options.is(SPLIT_ENCODE)) {
            builder.splitEncode(ofNumber(SplitEncode.values(), SplitEncode::value, options.number(SPLIT_ENCODE)));
        }
    }

    private void applyStream() {
        boolean outside = (options.number(FLAGS) & GLOBAL_HEADER) != 0 && codec != Codec.AV1;
        if ((options.number(FLAGS) & INTERLACED) != 0) {
            if (codec != Codec.H264) {
                throw refusal("flags", "+ildct", "only H.264 codes fields");
            }
            builder.fieldCoding(true);
        }
        builder.parameterSetsInStream(!outside).repeatParameterSets(!outside);
        if (codec == Codec.AV1) {
            ifTrue(TIMING_INFO, builder::timingInfo);
        } else {
            builder.pictureTimingSei(true).accessUnitDelimiters(options.is(ACCESS_UNIT_DELIMITERS));
        }
        if (codec == Codec.H264) {
            builder.bitstreamRestriction(true);
            if (options.number(CODER) >= 0) {
                builder.entropyCoding(ofNumber(EntropyCoding.values(), EntropyCoding::value, options.number(CODER)));
            }
        }
    }

    /** What was said of the colours; of RGB samples the driver makes BT.601 ones. */
    private void applyColours() {
        int primaries = options.number(PRIMARIES);
        int transfer = options.number(TRANSFER);
        int matrix = options.number(MATRIX);
        if (matrix == UNSPECIFIED && isRgb()) {
            matrix = BT601_MATRIX;
        }
        if (primaries != UNSPECIFIED || transfer != UNSPECIFIED || matrix != UNSPECIFIED) {
            builder.colour(new ColourDescription(primaries, transfer, matrix));
        }
        if (options.number(RANGE) == FULL_RANGE) {
            builder.fullRange(true);
        }
        int location = options.number(CHROMA_LOCATION);
        if (location > 0) {
            builder.chromaSampleLocation(codec == Codec.AV1 ? av1Location(location) : location - 1);
        }
    }

    private boolean isRgb() {
        return switch (format) {
            case ARGB, ARGB10, ABGR, ABGR10 -> true;
            default -> false;
        };
    }

    /** AV1 knows only samples between two of luma's in a column, and at the top left one. */
    private static int av1Location(int location) {
        return switch (location) {
            case LEFT -> 1;
            case TOP_LEFT -> 2;
            default ->
                throw refusal("chroma_sample_location", Integer.toString(location), "AV1 can only say left or topleft");
        };
    }

    private void ifPositive(FfmpegOption option, IntConsumer setter) {
        if (options.is(option)) {
            setter.accept(options.number(option));
        }
    }

    private void ifTrue(FfmpegOption option, Consumer<Boolean> setter) {
        if (options.is(option)) {
            setter.accept(true);
        }
    }

    private static <E> E ofNumber(E[] values, ToIntFunction<E> numberOf, int number) {
        return Arrays.stream(values)
                .filter(value -> numberOf.applyAsInt(value) == number)
                .findFirst()
                .orElseThrow();
    }

    private static InvalidConfigException refusal(String option, String value, String reason) {
        return new InvalidConfigException(option, "-" + option + " is \"" + value + "\"; " + reason);
    }
}
