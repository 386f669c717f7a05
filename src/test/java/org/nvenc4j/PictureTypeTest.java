package org.nvenc4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nvenc4j.cuda.BufferFormat;
import org.nvenc4j.cuda.DeviceFrame;
import org.nvenc4j.simulator.GpuModel;
import org.nvenc4j.simulator.RecordedCall;
import org.nvenc4j.simulator.Simulator;
import org.nvenc4j.simulator.StubCoder;

/** Sessions in which the program decides on the types of pictures and on the order in which they are coded. */
class PictureTypeTest {
    private static final int WIDTH = 178;
    private static final int HEIGHT = 100;

    /** One picture of a group, in coding order. */
    private record Coded(PictureType type, int displayOrder, boolean reference) {
        PictureOptions options() {
            return new PictureOptions().type(type, displayOrder).reference(reference);
        }
    }

    /** A key frame, a group of two layers of B-frames, an intra picture, and one that may be dropped. */
    private static final List<Coded> GROUP = List.of(
            new Coded(PictureType.IDR, 0, true),
            new Coded(PictureType.P, 4, true),
            new Coded(PictureType.B, 2, true),
            new Coded(PictureType.B, 1, false),
            new Coded(PictureType.B, 3, false),
            new Coded(PictureType.I, 5, true),
            new Coded(PictureType.P, 6, false));

    private static EncoderConfig.Builder config() {
        return EncoderConfig.h264(WIDTH, HEIGHT)
                .tuning(Tuning.HIGH_QUALITY)
                .gopLength(60)
                .bFrames(3)
                .pictureTypeDecision(false);
    }

    @EachAbi
    void picturesHaveTheTypesAndPlacesThatTheProgramSays(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(gpu.context, config().build())) {
            assertThat(encoder.framesInFlight()).as("nothing waits").isEqualTo(1);
            List<DeviceFrame> frames = gpu.frames(2 * GROUP.size(), BufferFormat.NV12, WIDTH, HEIGHT);
            List<byte[]> units = new ArrayList<>();
            Map<Integer, DeviceFrame> shown = new TreeMap<>();
            for (DeviceFrame frame : frames) {
                int number = units.size();
                Coded coded = GROUP.get(number % GROUP.size());
                EncodedPicture picture = encoder.encode(frame, coded.options().timestamp(90L * number))
                        .only();
                assertThat(picture.type()).isEqualTo(coded.type);
                assertThat(picture.isKeyFrame()).isEqualTo(coded.type == PictureType.IDR);
                assertThat(picture.timestamp()).isEqualTo(90L * number);
                units.add(picture.toByteArray());
                shown.put(number / GROUP.size() * GROUP.size() + coded.displayOrder, frame);
            }
            assertThat(encoder.flush().iterator().hasNext()).isFalse();
            List<Decoder.Picture> decoded = Decoder.decode(Codec.H264, units);
            assertThat(decoded).hasSize(frames.size());
            shown.forEach((place, frame) -> assertThat(Planes.of(decoded.get(place)))
                    .as("place %d", place)
                    .isEqualTo(Planes.of(frame)));
        }
    }

    static Stream<Arguments> codecsInEachAbi() {
        return ApiVersion.supported().stream()
                .flatMap(version -> Stream.of(Codec.values()).map(codec -> Arguments.of(version, codec)));
    }

    @ParameterizedTest(name = "NVENC API {0}, {1}")
    @MethodSource("codecsInEachAbi")
    void theDriverIsToldOfEachPicture(ApiVersion version, Codec codec) {
        boolean layered = codec != Codec.H264 && version.isAtLeast(ApiVersion.V13_0);
        var builder = EncoderConfig.builder(codec, 320, 192).pictureTypeDecision(false);
        if (layered) {
            builder.temporalLayers(3);
        }
        try (var gpu = gpu(version);
                var encoder = NvEncoder.open(gpu.context, builder.build())) {
            DeviceFrame frame = gpu.frame(320, 192);
            encoder.encode(frame, new PictureOptions().type(PictureType.IDR, 0));
            encoder.encode(
                    frame,
                    new PictureOptions()
                            .type(PictureType.P, 1)
                            .reference(false)
                            .temporalLayer(layered ? 2 : 0)
                            .av1Role(codec == Codec.AV1 ? Av1FrameRole.BACKWARD : null));
            encoder.encode(
                    frame,
                    new PictureOptions()
                            .type(PictureType.I, 2)
                            .av1Role(codec == Codec.AV1 ? Av1FrameRole.GOLDEN : null));
            int step = codec == Codec.H264 ? 2 : 1;
            List<Map<String, Object>> pictures = decisions(gpu);
            Map<String, Object> idr = new HashMap<>(Map.of("pictureType", 3L, "refPicFlag", 1L));
            Map<String, Object> p = new HashMap<>(Map.of("displayPOCSyntax", (long) step));
            Map<String, Object> intra =
                    new HashMap<>(Map.of("pictureType", 2L, "refPicFlag", 1L, "displayPOCSyntax", 2L * step));
            if (layered) {
                p.put("temporalId", 2L);
            }
            if (codec == Codec.AV1) {
                p.put("bwdFrameFlag", 1L);
                intra.put("goldenFrameFlag", 1L);
            }
            assertThat(pictures).containsExactly(idr, p, intra);
        }
    }

    /** The simulator shows every frame of AV1 that it codes, and says so of others. */
    @EachAbi
    void framesOfAv1ThatAreShownLaterAreSaidToTheDriver(ApiVersion version) {
        Map<Av1FrameRole, String> fields = Map.of(
                Av1FrameRole.ALTERNATE, "arfFrameFlag",
                Av1FrameRole.ALTERNATE_2, "arf2FrameFlag",
                Av1FrameRole.OVERLAY, "overlayFrameFlag");
        var config = EncoderConfig.av1(320, 192).pictureTypeDecision(false).build();
        try (var gpu = gpu(version);
                var encoder = NvEncoder.open(gpu.context, config)) {
            DeviceFrame frame = gpu.frame(320, 192);
            encoder.encode(frame, new PictureOptions().type(PictureType.IDR, 0));
            fields.forEach((role, field) -> {
                gpu.simulator.forget();
                assertThatThrownBy(() -> encoder.encode(
                                frame,
                                new PictureOptions().type(PictureType.P, 4).av1Role(role)))
                        .isInstanceOf(NvencException.class)
                        .hasMessageContaining("not simulated");
                assertThat(decisions(gpu).getFirst()).containsEntry(field, 1L);
            });
            assertThat(encoder.encode(frame, new PictureOptions().type(PictureType.P, 1))
                            .only()
                            .number())
                    .isEqualTo(1);
        }
    }

    @EachAbi
    void everyTrialOfABFrameCanBeGoneOnFrom(ApiVersion version) {
        var config = config().stateBuffers(2).build();
        for (int chosen = 0; chosen < 2; chosen++) {
            try (var gpu = SimulatedGpu.of(version);
                    var encoder = NvEncoder.open(gpu.context, config)) {
                List<DeviceFrame> frames = gpu.frames(2 * GROUP.size(), BufferFormat.NV12, WIDTH, HEIGHT);
                List<byte[]> units = new ArrayList<>();
                Map<Integer, DeviceFrame> shown = new TreeMap<>();
                for (Coded coded : GROUP) {
                    List<byte[]> trials = new ArrayList<>();
                    for (int trial = 0; trial < 2; trial++) {
                        DeviceFrame frame = frames.get(2 * units.size() + trial);
                        EncodedPicture picture = encoder.encode(
                                        frame, coded.options().saveState(trial))
                                .only();
                        assertThat(picture.number()).isEqualTo(units.size());
                        assertThat(picture.type()).isEqualTo(coded.type);
                        trials.add(picture.toByteArray());
                    }
                    shown.put(coded.displayOrder, frames.get(2 * units.size() + chosen));
                    encoder.restoreState(chosen);
                    units.add(trials.get(chosen));
                }
                List<Decoder.Picture> decoded = Decoder.decode(Codec.H264, units);
                shown.forEach((place, frame) -> assertThat(Planes.of(decoded.get(place)))
                        .as("place %d", place)
                        .isEqualTo(Planes.of(frame)));
            }
        }
    }

    @EachAbi
    void aFrameThatIsShownAheadHasItsType(ApiVersion version) {
        var config = config().lookahead(1).externalLookahead(true).build();
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(gpu.context, config)) {
            List<DeviceFrame> frames = gpu.frames(2, BufferFormat.NV12, WIDTH, HEIGHT);
            refuses("type", "IDR, I, P or B", () -> encoder.lookAhead(frames.get(0)));
            encoder.lookAhead(frames.get(0), GROUP.get(0).options());
            encoder.lookAhead(frames.get(1), GROUP.get(1).options());
            encoder.encode(frames.get(0), GROUP.get(0).options());
            encoder.encode(frames.get(1), GROUP.get(1).options());
            assertThat(gpu.simulator.calls("nvEncLookaheadPicture"))
                    .extracting(call -> call.in().getOrDefault("pictureType", 0L))
                    .containsExactly(3L, 0L);
        }
    }

    @EachAbi
    void aKeyFrameThatIsDueIsTheProgramsToBring(ApiVersion version) {
        var config = config().maxSize(2 * WIDTH, 2 * HEIGHT).build();
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(gpu.context, config)) {
            DeviceFrame frame = gpu.frame(WIDTH, HEIGHT);
            var p = new PictureOptions().type(PictureType.P, 1);
            var idr = new PictureOptions().type(PictureType.IDR, 0);
            refuses("type", "IDR for picture 0", () -> encoder.encode(frame, p));
            encoder.encode(frame, idr);
            encoder.encode(frame, p);
            encoder.reconfigure(config.toBuilder().size(2 * WIDTH, 2 * HEIGHT).build());
            DeviceFrame larger = gpu.frame(2 * WIDTH, 2 * HEIGHT);
            refuses("type", "IDR for picture 2", () -> encoder.encode(larger, p));
            assertThat(encoder.encode(larger, idr).only().isKeyFrame()).isTrue();
            encoder.reconfigure(encoder.config(), new ReconfigureOptions().forceIdr(true));
            refuses("type", "IDR for picture 3", () -> encoder.encode(larger, p));
            assertThat(encoder.encode(larger, idr).only().isKeyFrame()).isTrue();
        }
    }

    @EachAbi
    void whatCannotBeIsRefusedAndTheSessionGoesOn(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(gpu.context, config().build());
                var withoutB = NvEncoder.open(gpu.context, config().bFrames(0).build());
                var deciding = NvEncoder.open(
                        gpu.context, EncoderConfig.h264(WIDTH, HEIGHT).build())) {
            DeviceFrame frame = gpu.frame(WIDTH, HEIGHT);
            var idr = new PictureOptions().type(PictureType.IDR, 0);
            encoder.encode(frame, idr);
            withoutB.encode(frame, idr);
            int calls = gpu.simulator.calls("nvEncEncodePicture").size();
            var o = new PictureOptions();
            refuses("type", "IDR, I, P or B", () -> encoder.encode(frame, o.reset()));
            refuses(
                    "type",
                    "IDR, I, P or B",
                    () -> encoder.encode(frame, o.reset().type(PictureType.SKIPPED, 1)));
            refuses(
                    "type",
                    "without bFrames",
                    () -> withoutB.encode(frame, o.reset().type(PictureType.B, 1)));
            refuses(
                    "displayOrder",
                    "0 for a key frame",
                    () -> encoder.encode(frame, o.reset().type(PictureType.IDR, 1)));
            refuses(
                    "displayOrder",
                    "1 to",
                    () -> encoder.encode(frame, o.reset().type(PictureType.P, 0)));
            refuses(
                    "displayOrder",
                    "1 to",
                    () -> encoder.encode(frame, o.reset().type(PictureType.P, 1 << 30)));
            refuses(
                    "reference",
                    "true for a key frame",
                    () -> encoder.encode(
                            frame, o.reset().type(PictureType.IDR, 0).reference(false)));
            refuses(
                    "forceIdr",
                    "make it that type",
                    () -> encoder.encode(frame, o.reset().type(PictureType.P, 1).forceIdr(true)));
            refuses(
                    "forceIntra",
                    "make it that type",
                    () -> encoder.encode(frame, o.reset().type(PictureType.P, 1).forceIntra(true)));
            refuses(
                    "temporalLayer",
                    "0 to 0",
                    () -> encoder.encode(frame, o.reset().type(PictureType.P, 1).temporalLayer(1)));
            refuses(
                    "av1Role",
                    "but for AV1",
                    () -> encoder.encode(frame, o.reset().type(PictureType.P, 1).av1Role(Av1FrameRole.GOLDEN)));
            String decision = "pictureTypeDecision(false)";
            refuses("type", decision, () -> deciding.encode(frame, o.reset().type(PictureType.P, 1)));
            refuses("type", decision, () -> deciding.encode(frame, o.reset().reference(false)));
            refuses("type", decision, () -> deciding.encode(frame, o.reset().temporalLayer(1)));
            refuses("type", decision, () -> deciding.encode(frame, o.reset().av1Role(Av1FrameRole.GOLDEN)));
            assertThat(gpu.simulator.calls("nvEncEncodePicture")).hasSize(calls);
            assertThat(encoder.encode(frame, o.reset().type(PictureType.P, 1))
                            .only()
                            .number())
                    .isEqualTo(1);
            assertThat(deciding.encode(frame, o.reset()).only().isKeyFrame()).isTrue();
        }
    }

    private static void refuses(String setting, String message, Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        InvalidConfigException.class,
                        e -> assertThat(e.setting()).isEqualTo(setting))
                .hasMessageStartingWith(setting + " is ")
                .hasMessageContaining(message);
    }

    /** What every picture was said to be. */
    private static List<Map<String, Object>> decisions(SimulatedGpu gpu) {
        List<Map<String, Object>> decisions = new ArrayList<>();
        for (RecordedCall call : gpu.simulator.calls("nvEncEncodePicture")) {
            Map<String, Object> fields = new HashMap<>();
            call.in()
                    .forEach((name, value) ->
                            fields.put(name.replaceFirst("codecPicParams\\.\\w+PicParams\\.", ""), value));
            fields.keySet()
                    .removeIf(
                            name -> !name.matches("pictureType|displayPOCSyntax|refPicFlag|temporalId|\\w+FrameFlag"));
            decisions.add(fields);
        }
        return decisions;
    }

    private static SimulatedGpu gpu(ApiVersion version) {
        return SimulatedGpu.of(Simulator.builder()
                .maxApiVersion(version)
                .gpu(GpuModel.BLACKWELL)
                .coder(new StubCoder()));
    }
}
