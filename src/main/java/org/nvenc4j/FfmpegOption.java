package org.nvenc4j;

import static org.nvenc4j.Codec.AV1;
import static org.nvenc4j.Codec.H264;
import static org.nvenc4j.Codec.HEVC;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The options that FFmpeg's NVENC encoders read: names, values and the defaults that these encoders have, which for the
 * options of all encoders are not the general ones.
 */
enum FfmpegOption {
    PRESET(
            "preset",
            15,
            FfmpegValue.words("default=0 slow=1 medium=2 fast=3 hp=4 hq=5 bd=6 ll=7 llhq=8 llhp=9 lossless=10"
                    + " losslesshp=11 p1=12 p2=13 p3=14 p4=15 p5=16 p6=17 p7=18")),
    TUNE("tune", 1, codec -> FfmpegValue.words("hq=1 ll=2 ull=3 lossless=4" + (codec == H264 ? "" : " uhq=5"))),
    PROFILE("profile", -1, FfmpegOption::profiles),
    LEVEL("level", -1, FfmpegOption::levels),
    TIER("tier", 0, codec -> FfmpegValue.words(codec == HEVC ? "main=0 high=1" : "0=0 1=1"), HEVC, AV1),

    RC(
            "rc",
            -1,
            FfmpegValue.words("constqp=0 vbr=1 cbr=2 vbr_minqp=1 ll_2pass_quality=1 ll_2pass_size=2 vbr_2pass=1"
                    + " cbr_ld_hq=2 cbr_hq=2 vbr_hq=1 -1=-1")),
    CBR("cbr", 0, FfmpegValue.yesNo()),
    TWO_PASS("2pass", -1, FfmpegValue.yesNoAuto()),
    MULTIPASS("multipass", 0, FfmpegValue.words("disabled=0 qres=1 fullres=2")),
    BIT_RATE("b", 2_000_000, FfmpegValue.whole(0, Integer.MAX_VALUE)),
    MAX_RATE("maxrate", 0, FfmpegValue.whole(0, Integer.MAX_VALUE)),
    BUFFER_SIZE("bufsize", 0, FfmpegValue.whole(0, Integer.MAX_VALUE)),
    CQ("cq", 0, codec -> FfmpegValue.number(0, codec == AV1 ? 63 : 51)),
    QP("qp", -1, FfmpegOption::quantisers),
    Q_MIN("qmin", -1, FfmpegOption::quantisers),
    Q_MAX("qmax", -1, FfmpegOption::quantisers),
    INITIAL_QP_I("init_qpI", -1, FfmpegOption::quantisers),
    INITIAL_QP_P("init_qpP", -1, FfmpegOption::quantisers),
    INITIAL_QP_B("init_qpB", -1, FfmpegOption::quantisers),
    I_FACTOR("i_qfactor", -0.8, FfmpegValue.number(-Float.MAX_VALUE, Float.MAX_VALUE)),
    I_OFFSET("i_qoffset", 0, FfmpegValue.number(-Float.MAX_VALUE, Float.MAX_VALUE)),
    B_FACTOR("b_qfactor", 1.25, FfmpegValue.number(-Float.MAX_VALUE, Float.MAX_VALUE)),
    B_OFFSET("b_qoffset", 1.25, FfmpegValue.number(-Float.MAX_VALUE, Float.MAX_VALUE)),
    CB_OFFSET("qp_cb_offset", 0, FfmpegValue.whole(-12, 12)),
    CR_OFFSET("qp_cr_offset", 0, FfmpegValue.whole(-12, 12)),
    SPATIAL_AQ("spatial-aq|spatial_aq", 0, FfmpegValue.yesNo()),
    AQ_STRENGTH("aq-strength", 8, FfmpegValue.whole(1, 15)),
    TEMPORAL_AQ("temporal-aq|temporal_aq", 0, FfmpegValue.yesNo()),
    KEY_FRAME_SCALE("ldkfs", 0, FfmpegValue.whole(0, 255)),
    CBR_PADDING("cbr_padding", 0, FfmpegValue.yesNo()),

    GOP("g", -1, FfmpegValue.whole(-1, Integer.MAX_VALUE)),
    STRICT_GOP("strict_gop", 0, FfmpegValue.yesNo()),
    FORCED_IDR("forced-idr", 0, FfmpegValue.yesNo()),
    B_FRAMES("bf", -1, FfmpegValue.whole(-1, Integer.MAX_VALUE)),
    B_REFERENCE("b_ref_mode", -1, FfmpegValue.words("disabled=0 each=1 middle=2 -1=-1")),
    LOOKAHEAD("rc-lookahead", 0, FfmpegValue.whole(0, Integer.MAX_VALUE)),
    LOOKAHEAD_LEVEL("lookahead_level", -1, FfmpegValue.words("auto=15 0=0 1=1 2=2 3=3 -1=-1")),
    NO_SCENE_CUT("no-scenecut", 0, FfmpegValue.yesNo()),
    ADAPTIVE_B("b_adapt", 1, FfmpegValue.yesNo()),
    ZERO_LATENCY("zerolatency", 0, FfmpegValue.yesNo()),
    NON_REFERENCE_P("nonref_p", 0, FfmpegValue.yesNo()),
    WEIGHTED_PREDICTION("weighted_pred", 0, FfmpegValue.yesNo()),
    UNIDIRECTIONAL_B("unidir_b", 0, FfmpegValue.yesNo(), HEVC),
    TEMPORAL_FILTER("tf_level", -1, FfmpegValue.words("0=0 4=4 -1=-1")),
    DPB_SIZE("dpb_size", 0, FfmpegValue.whole(0, Integer.MAX_VALUE)),
    REFERENCES("refs", 0, FfmpegValue.whole(0, Integer.MAX_VALUE)),
    INTRA_REFRESH("intra-refresh", 0, FfmpegValue.yesNo()),
    SINGLE_SLICE_INTRA_REFRESH("single-slice-intra-refresh", 0, FfmpegValue.yesNo(), H264, HEVC),

    SLICES("slices", 0, FfmpegValue.whole(0, Integer.MAX_VALUE)),
    MAX_SLICE_SIZE("max_slice_size", 0, FfmpegValue.whole(0, Integer.MAX_VALUE), H264, HEVC),
    TILE_COLUMNS("tile-columns", -1, FfmpegValue.whole(-1, 64), AV1),
    TILE_ROWS("tile-rows", -1, FfmpegValue.whole(-1, 64), AV1),
    SPLIT_ENCODE("split_encode_mode", 0, FfmpegValue.words("disabled=15 auto=0 forced=1 2=2 3=3"), HEVC, AV1),

    CODER("coder", -1, FfmpegValue.words("default=-1 auto=0 cabac=1 cavlc=2 ac=1 vlc=2"), H264),
    CONSTRAINED_ENCODING("constrained-encoding", 0, FfmpegValue.yesNo(), H264, HEVC),
    HIGH_BIT_DEPTH("highbitdepth", 0, FfmpegValue.yesNo()),
    ACCESS_UNIT_DELIMITERS("aud", 0, FfmpegValue.yesNo(), H264, HEVC),
    TIMING_INFO("timing-info", 0, FfmpegValue.yesNo(), AV1),
    FLAGS("flags", 0, FfmpegValue.flags("global_header=1 ildct=2")),
    PRIMARIES(
            "color_primaries",
            2,
            FfmpegValue.words("bt709=1 unknown=2 unspecified=2 bt470m=4 bt470bg=5 smpte170m=6 smpte240m=7 film=8"
                    + " bt2020=9 smpte428=10 smpte428_1=10 smpte431=11 smpte432=12 jedec-p22=22 ebu3213=22")),
    TRANSFER(
            "color_trc",
            2,
            FfmpegValue.words("bt709=1 unknown=2 unspecified=2 gamma22=4 gamma28=5 smpte170m=6 smpte240m=7 linear=8"
                    + " log100=9 log=9 log316=10 log_sqrt=10 iec61966-2-4=11 iec61966_2_4=11 bt1361e=12 bt1361=12"
                    + " iec61966-2-1=13 iec61966_2_1=13 bt2020-10=14 bt2020_10bit=14 bt2020-12=15 bt2020_12bit=15"
                    + " smpte2084=16 smpte428=17 smpte428_1=17 arib-std-b67=18")),
    MATRIX(
            "colorspace",
            2,
            FfmpegValue.words("rgb=0 bt709=1 unknown=2 unspecified=2 fcc=4 bt470bg=5 smpte170m=6 smpte240m=7 ycgco=8"
                    + " ycocg=8 bt2020nc=9 bt2020_ncl=9 bt2020c=10 bt2020_cl=10 smpte2085=11 chroma-derived-nc=12"
                    + " chroma-derived-c=13 ictcp=14 ipt-c2=15 ycgco-re=16 ycgco-ro=17")),
    RANGE("color_range", 0, FfmpegValue.words("unknown=0 unspecified=0 tv=1 mpeg=1 limited=1 pc=2 jpeg=2 full=2")),
    CHROMA_LOCATION(
            "chroma_sample_location",
            0,
            FfmpegValue.words("unknown=0 unspecified=0 left=1 center=2 topleft=3 top=4 bottomleft=5 bottom=6")),

    // Without effect here: buffers are counted and output is given as the session needs it.
    DELAY("delay", Integer.MAX_VALUE, FfmpegValue.whole(0, Integer.MAX_VALUE)),
    SURFACES("surfaces", 0, FfmpegValue.whole(0, 64)),
    // Without effect here: they say which side data of FFmpeg's frames is written, and these frames have none.
    CLOSED_CAPTIONS("a53cc", 1, FfmpegValue.yesNo()),
    EXTRA_SEI("extra_sei", 1, FfmpegValue.yesNo()),
    USER_DATA("udu_sei", 0, FfmpegValue.yesNo()),
    TIME_CODE("s12m_tc", 1, FfmpegValue.yesNo()),

    // Refused with a reason, unless they say what holds anyway.
    GPU(
            "gpu",
            -1,
            FfmpegValue.words("any=-1 -1=-1"),
            "the GPU is that of the CUDA context; open the context on the device that is wanted"),
    RGB_MODE(
            "rgb_mode",
            1,
            FfmpegValue.words("yuv420=1 yuv444=2 disabled=0"),
            "RGB frames become 4:2:0 here; convert them to YUV444 before"),
    BLURAY(
            "bluray-compat",
            0,
            FfmpegValue.yesNo(),
            "say what it stands for: -aud 1, -dpb_size 6, at most -bf 3, and for HEVC -level 5.1 -tier high",
            H264,
            HEVC),
    GLOBAL_QUALITY(
            "global_quality|q|qscale",
            0,
            FfmpegValue.whole(0, Integer.MAX_VALUE),
            "FFmpeg has given it up for these encoders; take -qp or -cq"),
    PIXEL_FORMAT("pix_fmt", 0, FfmpegValue.words("-=0"), Constants.FRAMES),
    SIZE("s", 0, FfmpegValue.words("-=0"), Constants.FRAMES),
    FRAME_RATE("r", 0, FfmpegValue.words("-=0"), Constants.FRAMES);

    private static final int LEVEL_1B = 9;
    static final int AUTOMATIC_AV1 = 24;
    private static final Map<String, FfmpegOption> BY_NAME = new LinkedHashMap<>();

    static {
        for (FfmpegOption option : values()) {
            for (String name : option.names) {
                BY_NAME.put(name, option);
            }
        }
    }

    /** What the constants above need and a field of the enum could not yet give them. */
    private static final class Constants {
        static final String FRAMES =
                "size, rate and format belong to the frames and are given with them; leave the option out";
    }

    private final List<String> names;
    private final double defaultValue;
    private final Function<Codec, FfmpegValue> value;
    private final @Nullable String refusal;
    private final Set<Codec> codecs;

    FfmpegOption(String names, double defaultValue, FfmpegValue value, Codec... codecs) {
        this(names, defaultValue, codec -> value, null, codecs);
    }

    FfmpegOption(String names, double defaultValue, Function<Codec, FfmpegValue> value, Codec... codecs) {
        this(names, defaultValue, value, null, codecs);
    }

    FfmpegOption(String names, double defaultValue, FfmpegValue value, String refusal, Codec... codecs) {
        this(names, defaultValue, codec -> value, refusal, codecs);
    }

    FfmpegOption(
            String names,
            double defaultValue,
            Function<Codec, FfmpegValue> value,
            @Nullable String refusal,
            Codec... codecs) {
        this.names = List.of(names.split("\\|"));
        this.defaultValue = defaultValue;
        this.value = value;
        this.refusal = refusal;
        this.codecs = codecs.length == 0 ? EnumSet.allOf(Codec.class) : EnumSet.copyOf(List.of(codecs));
    }

    /** The option of a name. */
    static FfmpegOption of(Codec codec, String name) {
        FfmpegOption option = BY_NAME.get(name);
        if (option == null) {
            throw new InvalidConfigException(
                    name,
                    "-" + name + " is no option that is known for " + codec + "; known are "
                            + BY_NAME.entrySet().stream()
                                    .filter(entry -> entry.getValue().codecs.contains(codec))
                                    .map(Map.Entry::getKey)
                                    .sorted()
                                    .toList());
        }
        if (!option.codecs.contains(codec)) {
            throw new InvalidConfigException(
                    name, "-" + name + " is an option of " + option.codecs + ", not of " + codec + "; leave it out");
        }
        return option;
    }

    double defaultValue() {
        return defaultValue;
    }

    /** The number that a text gives this option, which was called by the given one of its names. */
    double read(Codec codec, String name, String text) {
        FfmpegValue values = value.apply(codec);
        OptionalDouble number = values.find(text);
        if (refusal != null && (number.isEmpty() || number.getAsDouble() != defaultValue)) {
            throw new InvalidConfigException(name, "-" + name + " is \"" + text + "\"; " + refusal);
        }
        return number.orElseThrow(() -> new InvalidConfigException(
                name, "-" + name + " is \"" + text + "\"; with " + codec + " it takes " + values));
    }

    private static FfmpegValue quantisers(Codec codec) {
        return FfmpegValue.whole(-1, codec == AV1 ? 255 : 51);
    }

    private static FfmpegValue profiles(Codec codec) {
        return FfmpegValue.words(
                switch (codec) {
                    case H264 -> "baseline=0 main=1 high=2 high10=3 high422=4 high444p=5";
                    case HEVC -> "main=0 main10=1 rext=2 mv=3";
                    case AV1 -> "main=0";
                });
    }

    private static FfmpegValue levels(Codec codec) {
        Map<String, Integer> words = new LinkedHashMap<>();
        words.put("auto", codec == AV1 ? AUTOMATIC_AV1 : 0);
        for (Level level : Level.of(codec)) {
            words.put(level.toString(), level.value(codec));
            if (level.minor() == 0) {
                words.put(Integer.toString(level.major()), level.value(codec));
            }
        }
        if (codec == H264) {
            words.put("1b", LEVEL_1B);
            words.put("1.0b", LEVEL_1B);
        }
        return FfmpegValue.words(words);
    }
}
