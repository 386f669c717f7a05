package org.nvenc4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nvenc4j.cuda.BufferFormat;
import org.nvenc4j.cuda.DeviceFrame;
import org.nvenc4j.simulator.RecordedCall;
import org.nvenc4j.simulator.Simulator;
import org.nvenc4j.simulator.StubCoder;

/** Pictures that are encoded several times, of which one is gone on from. */
class IterativeEncodeTest {
    private static final int WIDTH = 178;
    private static final int HEIGHT = 100;
    private static final int MACROBLOCKS = 12 * 7;
    private static final EncoderConfig CONFIG =
            EncoderConfig.h264(WIDTH, HEIGHT).stateBuffers(3).build();

    @EachAbi
    void theNextPictureRefersToTheTrialThatWasChosen(ApiVersion version) {
        EncoderConfig config = CONFIG.toBuilder().rateControlStatistics(true).build();
        for (int chosen = 0; chosen < 3; chosen++) {
            try (var gpu = SimulatedGpu.of(version);
                    var encoder = NvEncoder.open(gpu.context, config)) {
                List<DeviceFrame> frames = gpu.frames(4, BufferFormat.NV12, WIDTH, HEIGHT);
                List<byte[]> units = new ArrayList<>();
                units.add(encoder.encode(frames.get(3)).only().toByteArray());
                var options = new PictureOptions();
                List<byte[]> trials = new ArrayList<>();
                for (int trial = 0; trial < 3; trial++) {
                    EncodedPicture picture = encoder.encode(frames.get(trial), options.saveState(trial))
                            .only();
                    assertThat(picture.number()).isEqualTo(1);
                    assertThat(picture.intraBlocks()).isEqualTo(MACROBLOCKS);
                    trials.add(picture.toByteArray());
                }
                encoder.restoreState(chosen);
                units.add(trials.get(chosen));

                EncodedPicture same = encoder.encode(frames.get(chosen)).only();
                assertThat(same.number()).isEqualTo(2);
                assertThat(same.intraBlocks())
                        .as("it is what the chosen trial was, and so nothing is coded anew")
                        .isZero();
                units.add(same.toByteArray());

                List<Decoder.Picture> decoded = Decoder.decode(Codec.H264, units);
                assertThat(decoded).hasSize(3);
                assertThat(Planes.of(decoded.get(0))).isEqualTo(Planes.of(frames.get(3)));
                assertThat(Planes.of(decoded.get(1))).isEqualTo(Planes.of(frames.get(chosen)));
                assertThat(Planes.of(decoded.get(2))).isEqualTo(Planes.of(frames.get(chosen)));
            }
        }
    }

    @EachAbi
    void theDriverIsToldWhichPictureIsTried(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(gpu.context, CONFIG)) {
            DeviceFrame frame = gpu.frame(WIDTH, HEIGHT);
            encoder.encode(frame);
            var options = new PictureOptions();
            encoder.encode(frame, options.saveState(0));
            encoder.encode(frame, options.saveState(2));
            encoder.restoreState(2);
            encoder.encode(frame);
            List<RecordedCall> calls = gpu.simulator.calls("nvEncEncodePicture");
            assertThat(values(calls, "frameIdx")).containsExactly(0L, 1L, 1L, 2L);
            assertThat(values(calls, "inputTimeStamp")).containsExactly(0L, 1L, 1L, 2L);
            assertThat(values(calls, "encodePicFlags")).containsExactly(0L, 16L, 16L, 0L);
            assertThat(values(calls, "stateBufferIdx")).containsExactly(0L, 0L, 2L, 0L);
            List<RecordedCall> restored = gpu.simulator.calls("nvEncRestoreEncoderState");
            assertThat(values(restored, "bufferIdx")).containsExactly(2L);
            assertThat(values(restored, "state")).containsExactly(1L);
        }
    }

    private static List<Object> values(List<RecordedCall> calls, String field) {
        return calls.stream().map(call -> call.in().getOrDefault(field, 0L)).toList();
    }

    @EachAbi
    void rateControlMayGoOnFromAnotherTrial(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(gpu.context, CONFIG)) {
            List<DeviceFrame> frames = gpu.frames(2, BufferFormat.NV12, WIDTH, HEIGHT);
            var options = new PictureOptions();
            List<byte[]> units = new ArrayList<>();
            units.add(encoder.encode(frames.get(0), options.saveState(0)).only().toByteArray());
            encoder.encode(frames.get(1), options.saveState(1));
            encoder.restoreState(0, 1);
            units.add(encoder.encode(frames.get(1)).only().toByteArray());
            List<RecordedCall> restored = gpu.simulator.calls("nvEncRestoreEncoderState");
            assertThat(values(restored, "bufferIdx")).containsExactly(0L, 1L);
            assertThat(values(restored, "state")).containsExactly(3L, 2L);
            List<Decoder.Picture> decoded = Decoder.decode(Codec.H264, units);
            assertThat(Planes.of(decoded.get(0))).isEqualTo(Planes.of(frames.get(0)));
            assertThat(Planes.of(decoded.get(1))).isEqualTo(Planes.of(frames.get(1)));
        }
    }

    @EachAbi
    void aCallThatSavesNoStateGoesOnFromItself(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(gpu.context, CONFIG)) {
            List<DeviceFrame> frames = gpu.frames(3, BufferFormat.NV12, WIDTH, HEIGHT);
            List<byte[]> units = new ArrayList<>();
            encoder.encode(frames.get(0), new PictureOptions().saveState(0));
            units.add(encoder.encode(frames.get(1)).only().toByteArray());
            assertThatThrownBy(() -> encoder.restoreState(0))
                    .as("the trial of a picture that was passed")
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("has no trial of picture 1");
            EncodedPicture next = encoder.encode(frames.get(2)).only();
            assertThat(next.number()).isEqualTo(1);
            units.add(next.toByteArray());
            List<Decoder.Picture> decoded = Decoder.decode(Codec.H264, units);
            assertThat(Planes.of(decoded.get(0))).isEqualTo(Planes.of(frames.get(1)));
            assertThat(Planes.of(decoded.get(1))).isEqualTo(Planes.of(frames.get(2)));
        }
    }

    @EachAbi
    void eachTrialHasItsOwnOptionsAndIdentity(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(gpu.context, CONFIG)) {
            DeviceFrame frame = gpu.frame(WIDTH, HEIGHT);
            encoder.encode(frame);
            var options = new PictureOptions();
            EncodedPicture keyFrame = encoder.encode(
                            frame,
                            options.saveState(0).forceIdr(true).timestamp(7).token("a"))
                    .only();
            assertThat(keyFrame.isKeyFrame()).isTrue();
            assertThat(keyFrame.token()).isEqualTo("a");
            EncodedPicture message = encoder.encode(
                            frame,
                            options.reset()
                                    .saveState(1)
                                    .timestamp(8)
                                    .token("b")
                                    .addUserData(UUID.randomUUID(), new byte[] {1, 2, 3}))
                    .only();
            assertThat(message.type()).isEqualTo(PictureType.P);
            assertThat(message.timestamp()).isEqualTo(8);
            assertThat(message.token()).isEqualTo("b");
            assertThat(AnnexB.nalTypes(message.toByteArray())).containsExactly(6, 1);
            encoder.restoreState(0);
            assertThat(encoder.encode(frame).only().type()).isEqualTo(PictureType.P);
        }
    }

    @EachAbi
    void theEncoderMayBeChangedBetweenTrials(ApiVersion version) {
        EncoderConfig config = CONFIG.toBuilder()
                .constantQp(Qp.of(20))
                .maxSize(2 * WIDTH, 2 * HEIGHT)
                .build();
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(gpu.context, config)) {
            DeviceFrame frame = gpu.frame(WIDTH, HEIGHT);
            var options = new PictureOptions();
            encoder.encode(frame, options.saveState(0));
            encoder.reconfigure(config.toBuilder().constantQp(Qp.of(30)).build());
            encoder.encode(frame, options.saveState(1));
            EncoderConfig larger =
                    config.toBuilder().size(2 * WIDTH, 2 * HEIGHT).build();
            assertThatThrownBy(() -> encoder.reconfigure(larger))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("restoreState()");
            encoder.restoreState(1);
            assertThat(encoder.reconfigure(larger)).isTrue();
            EncodedPicture picture =
                    encoder.encode(gpu.frame(2 * WIDTH, 2 * HEIGHT)).only();
            assertThat(picture.number()).isEqualTo(1);
            assertThat(picture.isKeyFrame()).isTrue();
        }
    }

    @EachAbi
    void whatCannotBeRestoredIsRefusedAndTheSessionGoesOn(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(gpu.context, CONFIG)) {
            DeviceFrame frame = gpu.frame(WIDTH, HEIGHT);
            var options = new PictureOptions();
            for (int bad : List.of(-2, 3)) {
                assertThatThrownBy(() -> encoder.encode(frame, options.saveState(bad)))
                        .isInstanceOf(InvalidConfigException.class)
                        .hasMessageContaining("saveState is " + bad)
                        .hasMessageContaining("0 to 2");
                assertThatThrownBy(() -> encoder.restoreState(bad))
                        .isInstanceOf(InvalidConfigException.class)
                        .hasMessageContaining("0 to 2");
            }
            assertThatThrownBy(() -> encoder.restoreState(0)).isInstanceOf(IllegalStateException.class);
            encoder.encode(frame, options.saveState(0));
            assertThatThrownBy(() -> encoder.restoreState(0, 1)).isInstanceOf(IllegalStateException.class);
            encoder.restoreState(0);
            assertThatThrownBy(() -> encoder.restoreState(0)).isInstanceOf(IllegalStateException.class);
            assertThat(gpu.simulator.calls("nvEncRestoreEncoderState")).hasSize(1);
            assertThat(encoder.encode(frame).only().number()).isEqualTo(1);
        }
    }

    @EachAbi
    void withoutStateBuffersThereAreNoTrials(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(
                        gpu.context, EncoderConfig.h264(WIDTH, HEIGHT).build())) {
            DeviceFrame frame = gpu.frame(WIDTH, HEIGHT);
            assertThatThrownBy(() -> encoder.encode(frame, new PictureOptions().saveState(0)))
                    .isInstanceOf(InvalidConfigException.class)
                    .hasMessageContaining("unless the configuration has stateBuffers");
            assertThatThrownBy(() -> encoder.restoreState(0))
                    .isInstanceOf(InvalidConfigException.class)
                    .hasMessageContaining("unless the configuration has stateBuffers");
            assertThat(encoder.encode(frame).only().number()).isZero();
        }
    }

    @EachAbi
    void framesThatTheProgramShowsAheadAreTriedAsOften(ApiVersion version) {
        EncoderConfig config = CONFIG.toBuilder()
                .tuning(Tuning.HIGH_QUALITY)
                .gopLength(60)
                .lookahead(2)
                .externalLookahead(true)
                .build();
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(gpu.context, config)) {
            List<DeviceFrame> frames = gpu.frames(6, BufferFormat.NV12, WIDTH, HEIGHT);
            List<byte[]> units = new ArrayList<>();
            var options = new PictureOptions();
            int shown = 0;
            for (DeviceFrame frame : frames) {
                while (shown < frames.size() && shown - units.size() <= 2) {
                    encoder.lookAhead(frames.get(shown++));
                }
                List<byte[]> trials = new ArrayList<>();
                for (int trial = 0; trial < 3; trial++) {
                    EncodedPicture picture =
                            encoder.encode(frame, options.saveState(trial)).only();
                    assertThat(picture.number()).isEqualTo(units.size());
                    assertThat(encoder.holds(frame)).as("it may be tried again").isTrue();
                    trials.add(picture.toByteArray());
                }
                units.add(trials.get(1));
                encoder.restoreState(1);
                assertThat(encoder.holds(frame)).isFalse();
            }
            List<Decoder.Picture> decoded = Decoder.decode(Codec.H264, units);
            for (int i = 0; i < frames.size(); i++) {
                assertThat(Planes.of(decoded.get(i))).isEqualTo(Planes.of(frames.get(i)));
            }
        }
    }

    static Stream<Arguments> otherCodecsInEachAbi() {
        return ApiVersion.supported().stream()
                .flatMap(version -> Stream.of(Arguments.of(version, Codec.HEVC), Arguments.of(version, Codec.AV1)));
    }

    @ParameterizedTest(name = "NVENC API {0}, {1}")
    @MethodSource("otherCodecsInEachAbi")
    void otherCodecsHaveItTooWhateverThePresetWaitsFor(ApiVersion version, Codec codec) {
        EncoderConfig config = EncoderConfig.builder(codec, 320, 192)
                .tuning(Tuning.HIGH_QUALITY)
                .preset(Preset.P7)
                .stateBuffers(2)
                .build();
        try (var gpu = SimulatedGpu.of(
                        Simulator.builder().maxApiVersion(version).coder(new StubCoder()));
                var encoder = NvEncoder.open(gpu.context, config)) {
            DeviceFrame frame = gpu.frame(320, 192);
            var options = new PictureOptions();
            for (int number = 0; number < 3; number++) {
                for (int trial = 0; trial < 2; trial++) {
                    EncodedPicture picture =
                            encoder.encode(frame, options.saveState(trial)).only();
                    assertThat(picture.number()).isEqualTo(number);
                    assertThat(picture.isKeyFrame()).isEqualTo(number == 0);
                }
                encoder.restoreState(1);
            }
        }
    }

    @Test
    void aPictureThatWaitsForOthersCannotBeTried() {
        EncoderConfig.Builder builder =
                EncoderConfig.h264(1920, 1080).tuning(Tuning.HIGH_QUALITY).stateBuffers(2);
        assertThatThrownBy(() -> builder.bFrames(1).build())
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageStartingWith("bFrames is 1")
                .hasMessageContaining("pictureTypeDecision(false)");
        assertThatThrownBy(() -> builder.bFrames(0).lookahead(1).build())
                .isInstanceOf(InvalidConfigException.class)
                .hasMessageStartingWith("lookahead is 1")
                .hasMessageContaining("externalLookahead(true)");
    }
}
