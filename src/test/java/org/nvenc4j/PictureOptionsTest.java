package org.nvenc4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nvenc4j.cuda.BufferFormat;
import org.nvenc4j.cuda.DeviceFrame;
import org.nvenc4j.simulator.CodedPicture;
import org.nvenc4j.simulator.CoderFactory;
import org.nvenc4j.simulator.CoderSettings;
import org.nvenc4j.simulator.GpuModel;
import org.nvenc4j.simulator.PictureCoder;
import org.nvenc4j.simulator.RecordedCall;
import org.nvenc4j.simulator.Simulator;
import org.nvenc4j.simulator.SourcePicture;

/** What can be special about one picture: that it arrives, stays with its picture, and is gone with the next. */
class PictureOptionsTest {
    private static final int WIDTH = 192;
    private static final int HEIGHT = 136;
    private static final UUID ID = UUID.fromString("00000000-0100-4000-8000-010000000002");

    /** Zeros that would be taken for start codes, were they not kept from it. */
    private static final byte[] LIKE_START_CODES = {0, 0, 0, 1, 0, 0, 3, 0, 0, 2, 0, 0, 0, 0};

    @EachAbi
    void userDataReachesTheDecoderWithItsOwnPictureOnly(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(
                        gpu.context, EncoderConfig.h264(WIDTH, HEIGHT).build())) {
            DeviceFrame frame = gpu.frame(WIDTH, HEIGHT);
            byte[] own = "of the application".getBytes(StandardCharsets.UTF_8);
            List<byte[]> units = List.of(
                    encoder.encode(frame).only().toByteArray(),
                    encoder.encode(
                                    frame,
                                    new PictureOptions()
                                            .addUserData(ID, LIKE_START_CODES)
                                            .addItutT35(new byte[] {(byte) 0xB5, 0, 0, 1})
                                            .addUserData(ID, own))
                            .only()
                            .toByteArray(),
                    encoder.encode(frame).only().toByteArray());

            List<Decoder.Picture> decoded = Decoder.decode(Codec.H264, units);
            assertThat(decoded.get(0).userData()).isEmpty();
            assertThat(decoded.get(1).userData()).containsExactly(withId(LIKE_START_CODES), withId(own));
            assertThat(decoded.get(2).userData()).isEmpty();
            assertThat(decoded)
                    .allSatisfy(picture -> assertThat(Planes.of(picture)).isEqualTo(Planes.of(frame)));
            assertThat(pictureFields(gpu))
                    .extracting(fields -> fields.get("seiPayloadArrayCnt"))
                    .containsExactly(null, 3L, null);
            assertThat(pictureFields(gpu))
                    .extracting(fields -> fields.get("seiPayloadArray"))
                    .containsExactly(null, "ptr", null);
        }
    }

    @EachAbi
    void withBFramesUserDataComesWithItsOwnPicture(ApiVersion version) {
        var config = EncoderConfig.h264(WIDTH, HEIGHT)
                .tuning(Tuning.HIGH_QUALITY)
                .gopLength(30)
                .bFrames(2)
                .lookahead(0)
                .build();
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(gpu.context, config)) {
            List<byte[]> units = new ArrayList<>();
            PictureOptions options = new PictureOptions();
            byte number = 0;
            for (DeviceFrame frame : gpu.frames(6, BufferFormat.NV12, WIDTH, HEIGHT)) {
                options.clearPayloads();
                if (number != 3) {
                    options.addUserData(ID, new byte[] {number});
                }
                encoder.encode(frame, options).forEach(picture -> units.add(picture.toByteArray()));
                number++;
            }
            encoder.flush().forEach(picture -> units.add(picture.toByteArray()));

            List<Decoder.Picture> decoded = Decoder.decode(Codec.H264, units);
            assertThat(decoded).hasSize(6);
            for (int i = 0; i < decoded.size(); i++) {
                List<byte[]> expected = i == 3 ? List.of() : List.of(withId((byte) i));
                assertThat(decoded.get(i).userData()).as("picture %d", i).containsExactlyElementsOf(expected);
            }
        }
    }

    @EachAbi
    void everyCodecTakesSeveralPayloadsOfAnyTypeAndSize(ApiVersion version) {
        for (Codec codec : Codec.values()) {
            var coder = new Keeper();
            try (var gpu = SimulatedGpu.of(
                            Simulator.builder().maxApiVersion(version).coder(coder));
                    var encoder = NvEncoder.open(
                            gpu.context,
                            EncoderConfig.builder(codec, WIDTH, HEIGHT).build())) {
                DeviceFrame frame = gpu.frame(WIDTH, HEIGHT);
                PictureOptions options = new PictureOptions();
                for (int size : new int[] {1, 4000, 300, 100_000, 2}) {
                    options.clearPayloads();
                    byte[] body = new byte[size];
                    Arrays.fill(body, (byte) size);
                    options.addItutT35(body).addPayload(137, new byte[] {1, 2}).addPayload(300, new byte[0]);
                    for (int more = 0; more < 5; more++) {
                        options.addPayload(more, new byte[] {(byte) more});
                    }
                    encoder.encode(frame, options);

                    List<SourcePicture.Metadata> seen = coder.messages.getLast();
                    assertThat(seen)
                            .extracting(SourcePicture.Metadata::type)
                            .containsExactly(4, 137, 300, 0, 1, 2, 3, 4);
                    assertThat(seen)
                            .extracting(SourcePicture.Metadata::payload)
                            .startsWith(body, new byte[] {1, 2}, new byte[0], new byte[] {0})
                            .endsWith(new byte[] {4});
                }
                encoder.encode(frame);
                assertThat(coder.messages.getLast()).isEmpty();
            }
        }
    }

    /** For each version and codec: the configuration, the options, and the fields that they set. */
    static Stream<Arguments> controls() {
        List<Arguments> controls = new ArrayList<>();
        for (ApiVersion version : ApiVersion.supported()) {
            boolean since13 = version.isAtLeast(ApiVersion.V13_0);
            for (Codec codec : Codec.values()) {
                EncoderConfig.Builder config =
                        EncoderConfig.builder(codec, WIDTH, HEIGHT).qpMap(QpMapMode.DELTA);
                int blocks = switch (codec) {
                    case H264 -> 12 * 9;
                    case HEVC -> 6 * 5;
                    case AV1 -> 3 * 3;
                };
                PictureOptions options = new PictureOptions()
                        .qpMap(new byte[blocks])
                        .startIntraRefresh(7)
                        .forceIntra(true)
                        .parameterSets(true);
                Map<String, Object> fields = new HashMap<>(Map.of(
                        "encodePicFlags",
                        5L,
                        "qpDeltaMap",
                        "ptr",
                        "qpDeltaMapSize",
                        (long) blocks,
                        "forceIntraRefreshWithFrameCnt",
                        7L));
                if (codec != Codec.AV1 || since13) {
                    config.longTermReferences(3);
                    options.markLongTermReference(2).useLongTermReferences(0b101);
                    fields.putAll(Map.of(
                            "ltrMarkFrame", 1L, "ltrMarkFrameIdx", 2L, "ltrUseFrames", 1L, "ltrUseFrameBitmap", 5L));
                }
                if (codec != Codec.H264 && since13) {
                    config.masteringDisplay(true).contentLightLevel(true);
                    options.masteringDisplay(MasteringDisplay.bt2020(1000, 0.0001))
                            .contentLightLevel(new ContentLightLevel(1000, 400));
                    fields.putAll(Map.of("pMasteringDisplay", "ptr", "pMaxCll", "ptr"));
                }
                if (version.isAtLeast(ApiVersion.V13_1)) {
                    options.qpBoundsBeforeMap(true, true);
                    fields.put("encodePicFlags", 5L | 64 | 128);
                }
                if (codec != Codec.AV1) {
                    config.timeCodes(true);
                    options.timeCode(new TimeCode(23, 58, 59, 29, true));
                    String clock = "timeCode.clockTimestamp[0].";
                    fields.putAll(Map.of(
                            clock + "hoursValue", 23L,
                            clock + "minutesValue", 58L,
                            clock + "secondsValue", 59L,
                            clock + "nFrames", 29L,
                            clock + "cntDroppedFrames", 1L));
                }
                controls.add(Arguments.of(version, codec, config.build(), options, fields));
            }
        }
        return controls.stream();
    }

    @ParameterizedTest(name = "NVENC API {0}, {1}")
    @MethodSource("controls")
    void everyControlIsInItsOwnPictureAndGoneWithTheNext(
            ApiVersion version, Codec codec, EncoderConfig config, PictureOptions options, Map<String, Object> fields) {
        try (var gpu = SimulatedGpu.of(
                        Simulator.builder().maxApiVersion(version).coder(new Keeper()));
                var encoder = NvEncoder.open(gpu.context, config)) {
            DeviceFrame frame = gpu.frame(WIDTH, HEIGHT);
            encoder.encode(frame);
            encoder.encode(frame, options);
            encoder.encode(frame);
            encoder.encode(frame, options);
            encoder.encode(frame, options.reset());

            List<Map<String, Object>> pictures = pictureFields(gpu);
            Map<String, Object> plain = without(pictures.get(0));
            Map<String, Object> expected = new HashMap<>(plain);
            expected.keySet().remove("timeCode.skipClockTimestampInsertion");
            expected.putAll(fields);
            assertThat(without(pictures.get(1))).isEqualTo(expected);
            assertThat(without(pictures.get(2))).isEqualTo(plain);
            assertThat(without(pictures.get(3))).isEqualTo(expected);
            assertThat(without(pictures.get(4))).isEqualTo(plain);
            boolean canSkip = codec != Codec.AV1 && version.isAtLeast(ApiVersion.V12_2);
            assertThat(plain.get("timeCode.skipClockTimestampInsertion")).isEqualTo(canSkip ? 1L : null);
        }
    }

    @EachAbi
    void hdrMetadataIsOfHevcAndAv1From130On(ApiVersion version) {
        for (EncoderConfig.Builder builder :
                List.of(EncoderConfig.hevc(WIDTH, HEIGHT), EncoderConfig.av1(WIDTH, HEIGHT))) {
            var config = builder.bufferFormat(BufferFormat.P010)
                    .masteringDisplay(true)
                    .contentLightLevel(true)
                    .build();
            try (var gpu =
                    SimulatedGpu.of(Simulator.builder().maxApiVersion(version).coder(new Keeper()))) {
                if (version.isAtLeast(ApiVersion.V13_0)) {
                    NvEncoder.open(gpu.context, config).close();
                    String arm = "encodeConfig.encodeCodecConfig."
                            + (config.codec() == Codec.AV1 ? "av1Config." : "hevcConfig.");
                    assertThat(gpu.simulator
                                    .calls("nvEncInitializeEncoder")
                                    .getFirst()
                                    .in())
                            .containsEntry(arm + "outputMasteringDisplay", 1L)
                            .containsEntry(arm + "outputMaxCll", 1L);
                } else {
                    assertThatThrownBy(() -> NvEncoder.open(gpu.context, config))
                            .isInstanceOf(UnsupportedFeatureException.class)
                            .hasMessageContaining("masteringDisplay")
                            .hasMessageContaining("13.0");
                }
            }
        }
    }

    /** What 13.0 brought is turned off explicitly: in 12.1 its bits hold the depth of 10-bit samples, or are reserved. */
    @EachAbi
    void turningOffWhatTheVersionLacksLeavesTheBitDepthAlone(ApiVersion version) {
        for (Codec codec : List.of(Codec.HEVC, Codec.AV1)) {
            EncoderConfig.Builder config =
                    EncoderConfig.builder(codec, WIDTH, HEIGHT).bufferFormat(BufferFormat.P010);
            try (var gpu =
                    SimulatedGpu.of(Simulator.builder().maxApiVersion(version).coder(new Keeper()))) {
                NvEncoder.open(gpu.context, config.build()).close();
                NvEncoder.open(
                                gpu.context,
                                config.masteringDisplay(false)
                                        .contentLightLevel(false)
                                        .longTermReferences(0)
                                        .temporalLayers(1)
                                        .build())
                        .close();
                assertThat(gpu.simulator.calls("nvEncInitializeEncoder"))
                        .hasSize(2)
                        .extracting(PictureOptionsTest::bitDepths)
                        .doesNotContain(Map.of())
                        .hasSameElementsAs(List.of(bitDepths(
                                gpu.simulator.calls("nvEncInitializeEncoder").getFirst())));
            }
        }
    }

    private static Map<String, Object> bitDepths(RecordedCall call) {
        Map<String, Object> depths = new HashMap<>(call.in());
        depths.keySet().removeIf(field -> !field.contains("BitDepth"));
        return depths;
    }

    static Stream<Arguments> impossibleOptions() {
        EncoderConfig.Builder h264 = EncoderConfig.h264(WIDTH, HEIGHT);
        EncoderConfig.Builder hevc = EncoderConfig.hevc(WIDTH, HEIGHT);
        EncoderConfig.Builder av1 = EncoderConfig.av1(WIDTH, HEIGHT);
        TimeCode noon = new TimeCode(12, 0, 0, 0, false);
        MasteringDisplay display = MasteringDisplay.displayP3(1000, 0.005);
        byte[] map = new byte[108];
        map[5] = 6;
        return Stream.of(
                impossible("userData", "addItutT35", av1, o -> o.addUserData(ID, new byte[1])),
                impossible("timeCode", "12:00:00:00", h264, o -> o.timeCode(noon)),
                impossible("timeCode", "timeCodes(true)", hevc, o -> o.timeCode(noon)),
                impossible("timeCode", "metadata type 5", av1, o -> o.timeCode(noon)),
                impossible("masteringDisplay", "only HEVC and AV1", h264, o -> o.masteringDisplay(display)),
                impossible(
                        "contentLightLevel",
                        "only HEVC and AV1",
                        h264,
                        o -> o.contentLightLevel(new ContentLightLevel(1000, 400))),
                impossible("qpMap", "a qpMap mode", h264, o -> o.qpMap(new byte[108])),
                impossible(
                        "qpMap",
                        "107 bytes; it must have 108, 9 rows of 12 blocks of 16x16",
                        EncoderConfig.h264(WIDTH, HEIGHT).qpMap(QpMapMode.DELTA),
                        o -> o.qpMap(new byte[107])),
                impossible(
                        "qpMap",
                        "30, 5 rows of 6 blocks of 32x32",
                        EncoderConfig.hevc(WIDTH, HEIGHT).qpMap(QpMapMode.DELTA),
                        o -> o.qpMap(new byte[108])),
                impossible(
                        "qpMap",
                        "9, 3 rows of 3 blocks of 64x64",
                        EncoderConfig.av1(WIDTH, HEIGHT).qpMap(QpMapMode.DELTA),
                        o -> o.qpMap(new byte[0])),
                impossible(
                        "qpMap",
                        "6 at 5; each level of emphasis must be 0 to 5",
                        EncoderConfig.h264(WIDTH, HEIGHT).qpMap(QpMapMode.EMPHASIS),
                        o -> o.qpMap(map)),
                impossible("markLongTermReference", "longTermReferences", h264, o -> o.markLongTermReference(0)),
                impossible("useLongTermReferences", "longTermReferences", hevc, o -> o.useLongTermReferences(1)),
                impossible(
                        "markLongTermReference",
                        "is 2; it must be 0 to 1",
                        EncoderConfig.h264(WIDTH, HEIGHT).longTermReferences(2),
                        o -> o.markLongTermReference(2)),
                impossible(
                        "markLongTermReference",
                        "is -2; it must be 0 to 1",
                        EncoderConfig.h264(WIDTH, HEIGHT).longTermReferences(2),
                        o -> o.markLongTermReference(-2)),
                impossible(
                        "useLongTermReferences",
                        "is 4; it must be a bit for each of 2 references, 0 to 3",
                        EncoderConfig.hevc(WIDTH, HEIGHT).longTermReferences(2),
                        o -> o.useLongTermReferences(4)),
                impossible("startIntraRefresh", "is -1; it must be 1 or more", h264, o -> o.startIntraRefresh(-1)),
                impossible(
                        "startIntraRefresh",
                        "is 5; it must be 0 with B-frames",
                        EncoderConfig.h264(WIDTH, HEIGHT)
                                .tuning(Tuning.HIGH_QUALITY)
                                .gopLength(30)
                                .bFrames(2),
                        o -> o.startIntraRefresh(5)));
    }

    private static Arguments impossible(
            String option, String message, EncoderConfig.Builder config, Consumer<PictureOptions> mistake) {
        return Arguments.of(option, message, config.build(), mistake);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("impossibleOptions")
    void whatCannotBeIsRefusedBeforeTheDriverSeesItAndTheSessionGoesOn(
            String option, String message, EncoderConfig config, Consumer<PictureOptions> mistake) {
        try (var gpu = SimulatedGpu.of(Simulator.builder().coder(new Keeper()));
                var encoder = NvEncoder.open(gpu.context, config)) {
            DeviceFrame frame = gpu.frame(WIDTH, HEIGHT);
            PictureOptions options = new PictureOptions();
            mistake.accept(options);
            int calls = gpu.simulator.calls().size();
            assertThatThrownBy(() -> encoder.encode(frame, options))
                    .isExactlyInstanceOf(InvalidConfigException.class)
                    .isInstanceOfSatisfying(
                            InvalidConfigException.class,
                            e -> assertThat(e.setting()).isEqualTo(option))
                    .hasMessageStartingWith(option)
                    .hasMessageContaining(message);
            assertThat(gpu.simulator.calls()).hasSize(calls);
            assertThatCode(() -> encoder.encode(frame, options.reset())).doesNotThrowAnyException();
        }
    }

    @EachAbi
    void aMapFitsTheSizeThatTheSessionHasNow(ApiVersion version) {
        var config = EncoderConfig.h264(WIDTH, HEIGHT)
                .maxSize(WIDTH, HEIGHT)
                .qpMap(QpMapMode.DELTA)
                .build();
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(gpu.context, config)) {
            encoder.encode(gpu.frame(WIDTH, HEIGHT), new PictureOptions().qpMap(new byte[108]));
            encoder.reconfigure(config.toBuilder().size(160, 96).build());

            DeviceFrame smaller = gpu.frame(160, 96);
            PictureOptions options = new PictureOptions().qpMap(new byte[108]);
            assertThatThrownBy(() -> encoder.encode(smaller, options)).hasMessageContaining("it must have 60");
            encoder.encode(smaller, options.qpMap(new byte[60]));
            assertThat(pictureFields(gpu).getLast()).containsEntry("qpDeltaMapSize", 60L);
        }
    }

    @EachAbi
    void whatTheVersionLacksNamesTheVersionThatHasIt(ApiVersion version) {
        boolean since13 = version.isAtLeast(ApiVersion.V13_0);
        for (Codec codec : List.of(Codec.HEVC, Codec.AV1)) {
            try (var gpu = SimulatedGpu.of(
                            Simulator.builder().maxApiVersion(version).coder(new Keeper()));
                    var encoder = NvEncoder.open(
                            gpu.context,
                            EncoderConfig.builder(codec, WIDTH, HEIGHT).build())) {
                DeviceFrame frame = gpu.frame(WIDTH, HEIGHT);
                var display = new PictureOptions().masteringDisplay(MasteringDisplay.displayP3(1000, 0));
                assertThatThrownBy(() -> encoder.encode(frame, display))
                        .isExactlyInstanceOf(since13 ? InvalidConfigException.class : UnsupportedFeatureException.class)
                        .hasMessageContaining(since13 ? "masteringDisplay(true)" : "NVENC API 13.0");
                var reference = new PictureOptions().markLongTermReference(0);
                if (!version.isAtLeast(ApiVersion.V13_1)) {
                    var bounds = new PictureOptions().qpBoundsBeforeMap(false, true);
                    assertThatThrownBy(() -> encoder.encode(frame, bounds))
                            .isExactlyInstanceOf(UnsupportedFeatureException.class)
                            .hasMessageContaining("NVENC API 13.1");
                }
                boolean lacking = codec == Codec.AV1 && !since13;
                assertThatThrownBy(() -> encoder.encode(frame, reference))
                        .isExactlyInstanceOf(lacking ? UnsupportedFeatureException.class : InvalidConfigException.class)
                        .hasMessageContaining(lacking ? "NVENC API 13.0" : "longTermReferences");
            }
        }
    }

    @EachAbi
    void whatTheGpuLacksNamesTheCapability(ApiVersion version) {
        GpuModel gpuModel = GpuModel.ADA
                .withCap(Codec.H264, Capability.INTRA_REFRESH.id(), 0)
                .withCap(Codec.H264, Capability.REF_PIC_INVALIDATION.id(), 0);
        try (var gpu = SimulatedGpu.of(version, gpuModel);
                var encoder = NvEncoder.open(
                        gpu.context, EncoderConfig.h264(WIDTH, HEIGHT).build())) {
            DeviceFrame frame = gpu.frame(WIDTH, HEIGHT);
            var refresh = new PictureOptions().startIntraRefresh(5);
            assertThatThrownBy(() -> encoder.encode(frame, refresh))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContaining("NV_ENC_CAPS_SUPPORT_INTRA_REFRESH is 0");
            encoder.encode(frame);
            assertThatThrownBy(() -> encoder.invalidateReferences(0))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContaining("NV_ENC_CAPS_SUPPORT_REF_PIC_INVALIDATION is 0");
        }
    }

    @EachAbi
    void lostPicturesAreReferredToNoMore(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(
                        gpu.context, EncoderConfig.h264(WIDTH, HEIGHT).build())) {
            DeviceFrame frame = gpu.frame(WIDTH, HEIGHT);
            assertThatThrownBy(() -> encoder.invalidateReferences(0))
                    .isInstanceOf(InvalidConfigException.class)
                    .hasMessageContaining("after a picture was encoded");
            for (int i = 0; i < 20; i++) {
                encoder.encode(frame);
            }
            encoder.invalidateReferences(16);
            assertThat(encoder.encode(frame).only().type()).isEqualTo(PictureType.I);
            encoder.invalidateReferences(18, 20);

            assertThat(gpu.simulator.calls("nvEncInvalidateRefFrames"))
                    .extracting(call -> call.in().get("argument1"))
                    .containsExactly(16L, 18L, 19L, 20L);
            for (long[] range : new long[][] {{4, 6}, {-1, 6}, {20, 21}, {9, 8}}) {
                assertThatThrownBy(() -> encoder.invalidateReferences(range[0], range[1]))
                        .isInstanceOf(InvalidConfigException.class)
                        .hasMessageContaining(range[0] + " to " + range[1])
                        .hasMessageContaining("within 5 to 20")
                        .hasMessageContaining("force a key frame");
            }
            assertThat(gpu.simulator.calls("nvEncInvalidateRefFrames")).hasSize(4);
        }
    }

    @Test
    void valuesOutOfRangeAreRefusedWhereTheyAreSet() {
        PictureOptions options = new PictureOptions();
        assertThatThrownBy(() -> options.addItutT35(new byte[0])).hasMessageContaining("1 or more");
        assertThatThrownBy(() -> options.addPayload(-1, new byte[1])).hasMessageContaining("type -1");
        assertThatThrownBy(() -> new TimeCode(24, 0, 0, 0, false)).hasMessageContaining("24 hours");
        assertThatThrownBy(() -> new TimeCode(0, 60, 0, 0, false)).hasMessageContaining("60 minutes");
        assertThatThrownBy(() -> new TimeCode(0, 0, -1, 0, false)).hasMessageContaining("-1 seconds");
        assertThatThrownBy(() -> new TimeCode(0, 0, 0, 256, false)).hasMessageContaining("256 frames");
        assertThatThrownBy(() -> new ContentLightLevel(65536, 0)).hasMessageContaining("65536");
        assertThatThrownBy(() -> MasteringDisplay.bt2020(1, 2)).hasMessageContaining("from 2.0 to 1.0");
        assertThatThrownBy(() -> MasteringDisplay.bt2020(Double.NaN, 0)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> new MasteringDisplay.Chromaticity(0.3, 1.1)).hasMessageContaining("1.1");
    }

    private static byte[] withId(byte... data) {
        return ByteBuffer.allocate(16 + data.length)
                .putLong(ID.getMostSignificantBits())
                .putLong(ID.getLeastSignificantBits())
                .put(data)
                .array();
    }

    /** The fields of every picture that was encoded, those of the codec's arm without its name. */
    private static List<Map<String, Object>> pictureFields(SimulatedGpu gpu) {
        List<Map<String, Object>> pictures = new ArrayList<>();
        for (RecordedCall call : gpu.simulator.calls("nvEncEncodePicture")) {
            Map<String, Object> fields = new HashMap<>();
            call.in()
                    .forEach((name, value) ->
                            fields.put(name.replaceFirst("codecPicParams\\.\\w+PicParams\\.", ""), value));
            pictures.add(fields);
        }
        return pictures;
    }

    private static Map<String, Object> without(Map<String, Object> picture) {
        Map<String, Object> fields = new HashMap<>(picture);
        fields.keySet().removeAll(List.of("frameIdx", "inputTimeStamp"));
        return fields;
    }

    /** Takes every codec, codes nothing, and keeps each picture's messages. */
    private static final class Keeper implements CoderFactory, PictureCoder {
        final List<List<SourcePicture.Metadata>> messages = new ArrayList<>();

        @Override
        public String name() {
            return "keeper";
        }

        @Override
        public Optional<String> refusal(CoderSettings settings) {
            return Optional.empty();
        }

        @Override
        public PictureCoder open(CoderSettings settings) {
            return this;
        }

        @Override
        public byte[] sequenceHeader() {
            return new byte[0];
        }

        @Override
        public CodedPicture code(SourcePicture picture) {
            messages.add(picture.metadata());
            return new CodedPicture(new byte[] {1}, 20, picture.type());
        }

        @Override
        public void reconfigure(CoderSettings settings) {}

        @Override
        public void close() {}
    }
}
