package org.nvenc4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.ffmpeg.avutil.AVClass;
import org.bytedeco.ffmpeg.avutil.AVOption;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.PointerPointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nvenc4j.cuda.BufferFormat;
import org.nvenc4j.simulator.Simulator;
import org.nvenc4j.simulator.StubCoder;

/** FFmpeg's options against FFmpeg's own tables, the two forms, and what is refused. */
class FfmpegOptionsTest {
    /** An option of FFmpeg's tables, with the names of its constants. */
    record Known(String name, int type, double least, double most, double defaultValue, List<String> constants) {}

    /** The options that an encoder alone has, as the FFmpeg on the class path lists them. */
    private static List<Known> optionsOf(String encoder) {
        Loader.load(avcodec.class);
        return read(avcodec.avcodec_find_encoder_by_name(encoder).priv_class());
    }

    private static List<Known> optionsOfAllEncoders() {
        Loader.load(avcodec.class);
        return read(avcodec.avcodec_get_class());
    }

    private static List<Known> read(AVClass table) {
        List<AVOption> all = new ArrayList<>();
        try (PointerPointer<AVClass> object = new PointerPointer<AVClass>(1).put(0, table)) {
            for (AVOption option = avutil.av_opt_next(object, null);
                    option != null;
                    option = avutil.av_opt_next(object, option)) {
                all.add(option);
            }
        }
        return all.stream()
                .filter(option -> option.type() != avutil.AV_OPT_TYPE_CONST)
                .map(option -> new Known(
                        option.name().getString(),
                        option.type(),
                        option.min(),
                        option.max(),
                        option.type() == avutil.AV_OPT_TYPE_FLOAT ? option.default_val_dbl() : option.default_val_i64(),
                        all.stream()
                                .filter(constant -> constant.type() == avutil.AV_OPT_TYPE_CONST
                                        && option.unit() != null
                                        && option.unit()
                                                .getString()
                                                .equals(constant.unit().getString()))
                                .map(constant -> constant.name().getString())
                                .toList()))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"h264_nvenc", "hevc_nvenc", "av1_nvenc"})
    void everyDefaultOfFfmpegIsTheDefaultHere(String encoder) {
        assertThat(optionsOf(encoder))
                .hasSizeGreaterThan(30)
                .allSatisfy(option -> assertThat(config(encoder, Map.of(option.name, text(option.defaultValue))))
                        .as(option.name)
                        .isEqualTo(config(encoder, Map.of())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"h264_nvenc", "hevc_nvenc", "av1_nvenc"})
    void everyWordOfFfmpegIsUnderstoodOrRefusedWithAReason(String encoder) {
        List<Known> options = new ArrayList<>(optionsOf(encoder));
        optionsOfAllEncoders().stream()
                .filter(option -> option.name.startsWith("color") || option.name.equals("chroma_sample_location"))
                .forEach(options::add);
        assertThat(options).anyMatch(option -> !option.constants.isEmpty()).allSatisfy(option -> {
            for (String word : option.constants) {
                try {
                    FfmpegOptions.of(encoder, Map.of(option.name, word));
                } catch (InvalidConfigException e) {
                    assertThat(e)
                            .hasMessageStartingWith("-" + option.name + " is \"" + word + "\"; ")
                            .hasMessageNotContaining("it takes");
                }
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"h264_nvenc", "hevc_nvenc", "av1_nvenc"})
    void numbersEndWhereFfmpegsEnd(String encoder) {
        assertThat(optionsOf(encoder))
                .filteredOn(option -> option.constants.isEmpty() && option.most < Integer.MAX_VALUE)
                .hasSizeGreaterThan(20)
                .allSatisfy(option -> {
                    for (double beyond : new double[] {option.least - 1, option.most + 1}) {
                        assertThatThrownBy(() -> FfmpegOptions.of(encoder, Map.of(option.name, text(beyond))))
                                .isInstanceOf(InvalidConfigException.class)
                                .hasMessageContaining(option.name);
                    }
                });
        assertThat(optionsOf(encoder))
                .filteredOn(option -> option.constants.isEmpty()
                        && option.type != avutil.AV_OPT_TYPE_BOOL
                        && option.most < Integer.MAX_VALUE)
                .allSatisfy(option -> {
                    FfmpegOptions.of(encoder, Map.of(option.name, text(option.least)));
                    FfmpegOptions.of(encoder, Map.of(option.name, text(option.most)));
                });
    }

    @Test
    void bothFormsSayTheSame() {
        FfmpegOptions line = FfmpegOptions.parse("-c:v hevc_nvenc -preset p6 -profile:v main10 -b:v 4.5M -spatial_aq on"
                + " -force_key_frames '0:00:01, 2.5' -level \"5.1\"");
        assertThat(line)
                .isEqualTo(FfmpegOptions.of(
                        "hevc_nvenc",
                        Map.of(
                                "preset", "17",
                                "profile", "1",
                                "b", "4500k",
                                "spatial-aq", "1",
                                "force_key_frames", "1,2.5",
                                "level", "153")))
                .isNotEqualTo(FfmpegOptions.parse("-c:v hevc_nvenc -preset p6"));
        assertThat(line.codec()).isEqualTo(Codec.HEVC);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        -c:v h264_nvenc -an 1                 | an           | -an is no option that is known for H264; known are [2pass,
        -c:v h264_nvenc -tier high            | tier         | -tier is an option of [HEVC, AV1], not of H264
        -c:v h264_nvenc -preset p9            | preset       | -preset is "p9"; with H264 it takes one of default, slow,
        -c:v h264_nvenc -qp 52                | qp           | -qp is "52"; with H264 it takes a whole number from -1 to 51
        -c:v h264_nvenc -bf 1.5               | bf           | -bf is "1.5"; with H264 it takes a whole number
        -c:v h264_nvenc -flags +cgop          | flags        | -flags is "+cgop"; with H264 it takes + or - and one of
        -c:v h264_nvenc -gpu 1                | gpu          | -gpu is "1"; the GPU is that of the CUDA context
        -c:v h264_nvenc -pix_fmt yuv420p      | pix_fmt      | -pix_fmt is "yuv420p"; size, rate and format belong to
        -c:v h264_nvenc -force_key_frames x   | force_key_frames | -force_key_frames is "x"; it takes times such as
        -c:v h264_nvenc -zerolatency          | zerolatency  | -zerolatency has no value
        -c:v h264_nvenc preset p4             | preset       | "preset" is no option; each begins with a hyphen
        -c:v libx264 -preset p4               | c:v          | -c:v is "libx264"; choose -c:v h264_nvenc
        -preset p4                            | c:v          | the encoder is not named\
        """)
    void refusesWhatItDoesNotKnow(String options, String setting, String message) {
        assertThatThrownBy(() -> FfmpegOptions.parse(options))
                .isInstanceOfSatisfying(
                        InvalidConfigException.class,
                        e -> assertThat(e.setting()).isEqualTo(setting))
                .hasMessageStartingWith(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        -c:v h264_nvenc -level 1b             | level         | -level is "1b"; level 1b is not offered
        -c:v hevc_nvenc -profile mv           | profile       | -profile is "mv"; MV-HEVC takes two views
        -c:v h264_nvenc -intra-refresh 1      | intra-refresh | -intra-refresh is "1"; it needs -g
        -c:v av1_nvenc -chroma_sample_location top | chroma_sample_location | -chroma_sample_location is "4"; AV1
        -c:v h264_nvenc -rc cbr -cq 20        | targetQuality | targetQuality is 20.0; it must be left unset with CBR\
        """)
    void refusesWhatDoesNotSuitTheRest(String options, String setting, String message) {
        assertThatThrownBy(() -> FfmpegOptions.parse(options)
                        .builder(640, 360, BufferFormat.NV12, 30, 1)
                        .build())
                .isInstanceOfSatisfying(
                        InvalidConfigException.class,
                        e -> assertThat(e.setting()).isEqualTo(setting))
                .hasMessageStartingWith(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        -c:v h264_nvenc                        | VBR         | 2000000 | 4000000 |          | P 26, B 34, I 21 |
        -c:v h264_nvenc -b:v 3M -bufsize 1M    | VBR         | 3000000 | 1000000 |          | P 26, B 34, I 21 |
        -c:v h264_nvenc -b 0                   | VBR         |         |         |          | P 26, B 34, I 21 |
        -c:v h264_nvenc -qmin 10 -qmax 30      | VBR         | 2000000 | 4000000 |          | P 15, B 20, I 12 |
        -c:v h264_nvenc -qmin 20               | VBR         | 2000000 | 4000000 |          | P 20, B 26, I 16 |
        -c:v h264_nvenc -i_qfactor 0           | VBR         | 2000000 | 4000000 |          | 26               |
        -c:v h264_nvenc -init_qpP 30           | VBR         | 2000000 | 4000000 |          | P 30, B 39, I 24 |
        -c:v h264_nvenc -cq 23.999 -b:v 9M     | VBR         |         |         | 23.99609375 | P 26, B 34, I 21 |
        -c:v h264_nvenc -cbr 1 -qmin 10        | CBR         | 2000000 | 4000000 |          |                  |
        -c:v h264_nvenc -rc vbr_hq             | VBR         | 2000000 | 4000000 |          | P 26, B 34, I 21 |
        -c:v h264_nvenc -qp 50                 | CONSTANT_QP |         |         |          |                  | P 50, B 51, I 40
        -c:v av1_nvenc -qp 200                 | CONSTANT_QP |         |         |          |                  | P 200, B 251, I 160
        -c:v h264_nvenc -rc constqp            | CONSTANT_QP |         |         |          |                  |
        -c:v h264_nvenc -rc 0 -init_qpP 20     | CONSTANT_QP |         |         |          |                  | P 20, B 26, I 16
        -c:v h264_nvenc -tune lossless -qp 9   |             |         |         |          |                  |\
        """)
    void controlsTheRateAsFfmpegDoes(
            String options,
            RateControlMode mode,
            Integer bitRate,
            Integer buffer,
            Double quality,
            String initialQp,
            String constantQp) {
        EncoderConfig config = FfmpegOptions.parse(options)
                .builder(640, 360, BufferFormat.NV12, 30, 1)
                .build();
        assertThat(config.get(Settings.RATE_CONTROL_MODE)).isEqualTo(mode);
        assertThat(config.get(Settings.BIT_RATE)).isEqualTo(bitRate);
        assertThat(config.get(Settings.VBV_BUFFER_SIZE)).isEqualTo(buffer);
        assertThat(config.get(Settings.TARGET_QUALITY)).isEqualTo(quality);
        assertThat(Objects.toString(config.get(Settings.INITIAL_QP), null)).isEqualTo(initialQp);
        assertThat(Objects.toString(config.get(Settings.CONSTANT_QP), null)).isEqualTo(constantQp);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        p4       | ull      | P4 | ULTRA_LOW_LATENCY | DISABLED
        slow     | hq       | P7 | HIGH_QUALITY      | FULL_RESOLUTION
        medium   | hq       | P4 | HIGH_QUALITY      | DISABLED
        fast     | ll       | P1 | LOW_LATENCY       | DISABLED
        bd       | hq       | P5 | HIGH_QUALITY      | DISABLED
        llhq     | hq       | P7 | LOW_LATENCY       | DISABLED
        llhp     | lossless | P1 | LOSSLESS          | DISABLED
        lossless | hq       | P4 | LOSSLESS          | DISABLED
        12       | 2        | P1 | LOW_LATENCY       | DISABLED\
        """)
    void presetsOfOldMeanWhatFfmpegMadeOfThem(
            String preset, String tune, Preset expected, Tuning tuning, MultiPass passes) {
        EncoderConfig config = FfmpegOptions.of("h264_nvenc", Map.of("preset", preset, "tune", tune))
                .builder(640, 360, BufferFormat.NV12, 30, 1)
                .build();
        assertThat(config.preset()).isEqualTo(expected);
        assertThat(config.tuning()).isEqualTo(tuning);
        assertThat(config.get(Settings.MULTI_PASS)).isEqualTo(passes);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        h264_nvenc | NV12   | 0 | H264_MAIN
        h264_nvenc | P010   | 0 | H264_HIGH_10
        h264_nvenc | NV12   | 1 | H264_HIGH_10
        h264_nvenc | NV16   | 0 | H264_HIGH_422
        h264_nvenc | YUV444 | 0 | H264_HIGH_444
        hevc_nvenc | NV12   | 0 | HEVC_MAIN
        hevc_nvenc | P010   | 0 | HEVC_MAIN_10
        hevc_nvenc | P210   | 0 | HEVC_FREXT
        av1_nvenc  | P010   | 0 | AV1_MAIN\
        """)
    void theProfileIsMainUnlessTheSamplesNeedAnother(
            String encoder, BufferFormat format, String highBitDepth, Profile profile) {
        assertThat(FfmpegOptions.of(encoder, Map.of("highbitdepth", highBitDepth))
                        .builder(640, 360, format, 30, 1)
                        .build()
                        .get(Settings.PROFILE))
                .isEqualTo(profile);
    }

    @ParameterizedTest
    @CsvSource({
        "h264_nvenc, +global_header, false",
        "h264_nvenc, -global_header, true",
        "h264_nvenc, +global_header+ildct, false",
        "h264_nvenc, +global_header+ildct-global_header, true",
        "av1_nvenc, global_header, true"
    })
    void parameterSetsStayOutOfTheStreamWhereTheContainerHasThem(String encoder, String flags, boolean inStream) {
        EncoderConfig config = FfmpegOptions.of(encoder, Map.of("flags", flags))
                .builder(640, 360, BufferFormat.NV12, 30, 1)
                .build();
        assertThat(config.get(Settings.PARAMETER_SETS_IN_STREAM)).isEqualTo(inStream);
        assertThat(config.get(Settings.REPEAT_PARAMETER_SETS)).isEqualTo(inStream);
        assertThat(config.get(Settings.FIELD_CODING)).isEqualTo(flags.contains("ildct") ? true : null);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hevc_nvenc", "av1_nvenc"})
    void fieldsAreOfH264Alone(String encoder) {
        FfmpegOptions options = FfmpegOptions.of(encoder, Map.of("flags", "+ildct"));
        assertThatThrownBy(() -> options.builder(640, 360, BufferFormat.NV12, 30, 1))
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageContaining("only H.264 codes fields");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        -g 50 -bf 2             | 50 | 2 |    |
        -g 1 -bf 2              | 1  |   |    |
        -g 0 -bf 2              | 1  |   |    |
        -bf 3 -rc-lookahead 40  |    | 3 | 28 |
        -rc-lookahead 20        |    |   | 20 |
        -g 30 -intra-refresh on |    |   |    | 30 29\
        """)
    void structuresTheStreamAsFfmpegDoes(
            String options, Integer gopLength, Integer bFrames, Integer lookahead, String intraRefresh) {
        EncoderConfig config = FfmpegOptions.parse("-c:v hevc_nvenc " + options)
                .builder(640, 360, BufferFormat.NV12, 30, 1)
                .build();
        assertThat(config.get(Settings.GOP_LENGTH)).isEqualTo(gopLength);
        assertThat(config.get(Settings.B_FRAMES)).isEqualTo(bFrames);
        Settings.Lookahead ahead = config.get(Settings.LOOKAHEAD);
        assertThat(ahead == null ? null : ahead.frames()).isEqualTo(lookahead);
        Settings.IntraRefresh refresh = config.get(Settings.INTRA_REFRESH);
        assertThat(refresh == null ? null : refresh.period() + " " + refresh.count())
                .isEqualTo(intraRefresh);
    }

    /** FFmpeg keeps the B-frames of the preset, and of the look-ahead what they leave room for. */
    @EachAbi
    void aLookaheadThatIsTooLongForThePresetsBFramesIsCut(ApiVersion version) {
        Map<String, Object> fields = initialized(version, "-c:v h264_nvenc -preset p7 -rc-lookahead 31");
        long interval = (long) fields.get("encodeConfig.frameIntervalP");
        assertThat(interval).isGreaterThan(1);
        assertThat(fields).containsEntry("encodeConfig.rcParams.lookaheadDepth", 32 - interval);
    }

    @EachAbi
    void intraOnlyStreamsHaveNoPFramesAsWithFfmpeg(ApiVersion version) {
        assertThat(initialized(version, "-c:v hevc_nvenc -g 0 -bf 2"))
                .doesNotContainKey("encodeConfig.frameIntervalP")
                .containsEntry("encodeConfig.gopLength", 1L);
    }

    @EachAbi
    void constrainedEncodingIsTakenOver(ApiVersion version) {
        for (String codec : List.of("h264", "hevc")) {
            String field = "encodeConfig.encodeCodecConfig." + codec + "Config.enableConstrainedEncoding";
            assertThat(initialized(version, "-c:v " + codec + "_nvenc -constrained-encoding 1"))
                    .containsEntry(field, 1L);
        }
        assertThatThrownBy(() -> FfmpegOptions.parse("-c:v av1_nvenc -constrained-encoding 1"))
                .hasMessageContaining("not of AV1");
    }

    private static Map<String, Object> initialized(ApiVersion version, String options) {
        EncoderConfig config = FfmpegOptions.parse(options)
                .builder(640, 360, BufferFormat.NV12, 30, 1)
                .build();
        try (var gpu =
                SimulatedGpu.of(Simulator.builder().maxApiVersion(version).coder(new StubCoder()))) {
            NvEncoder.open(gpu.context, config).close();
            return gpu.simulator.calls("nvEncInitializeEncoder").getFirst().in();
        }
    }

    @Test
    void coloursAreThoseGivenAndThoseTheDriverMakesOfRgb() {
        assertThat(colour("-c:v h264_nvenc", BufferFormat.NV12)).isNull();
        assertThat(colour("-c:v h264_nvenc", BufferFormat.ABGR)).isEqualTo(new ColourDescription(2, 2, 5));
        assertThat(colour("-c:v h264_nvenc -color_trc arib-std-b67 -colorspace bt2020nc", BufferFormat.P010))
                .isEqualTo(new ColourDescription(2, 18, 9));
    }

    private static ColourDescription colour(String options, BufferFormat format) {
        return FfmpegOptions.parse(options)
                .builder(640, 360, format, 30, 1)
                .build()
                .get(Settings.COLOUR);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        0.2                        | 30    | 6
        0                          | 30    | 0
        0:00:00.1,0.25             | 25    | 3 7
        expr:gte(t,n_forced*0.2)   | 29.97 | 0 6 12
        expr:gte( t, 0.3*n_forced) | 30    | 0 9\
        """)
    void keyFramesAreForcedOnTheFirstFrameAtOrAfterEachTime(String times, double frameRate, String expected) {
        FfmpegOptions intra = FfmpegOptions.of("h264_nvenc", Map.of("force_key_frames", times));
        FfmpegOptions idr = FfmpegOptions.of("h264_nvenc", Map.of("force_key_frames", times, "forced-idr", "1"));
        PictureOptions picture = new PictureOptions();
        List<String> forced = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            intra.force(picture, i, frameRate);
            boolean isForced = picture.forceIntra();
            assertThat(picture.forceIdr()).isFalse();
            idr.force(picture, i, frameRate);
            assertThat(picture.forceIdr()).isEqualTo(isForced);
            assertThat(picture.forceIntra()).isFalse();
            if (isForced) {
                forced.add(Integer.toString(i));
            }
        }
        assertThat(String.join(" ", forced)).isEqualTo(expected);
    }

    private static String config(String encoder, Map<String, String> options) {
        return FfmpegOptions.of(encoder, options)
                .builder(640, 360, BufferFormat.NV12, 30, 1)
                .build()
                .toString();
    }

    private static String text(double number) {
        return new BigDecimal(number).toPlainString();
    }
}
