package org.nvenc4j.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.nvenc4j.ApiVersion;
import org.nvenc4j.Codec;
import org.nvenc4j.EachAbi;
import org.nvenc4j.EncoderConfig;
import org.nvenc4j.InvalidConfigException;
import org.nvenc4j.NvencException;
import org.nvenc4j.NvencStatus;
import org.nvenc4j.RateControlMode;
import org.nvenc4j.Recipes;
import org.nvenc4j.SimulatedGpu;
import org.nvenc4j.Tuning;
import org.nvenc4j.UnsupportedFeatureException;
import org.nvenc4j.bitstream.AccessUnit;
import org.nvenc4j.bitstream.H264SequenceHeader;
import org.nvenc4j.cuda.BufferFormat;
import org.nvenc4j.cuda.CudaContext;
import org.nvenc4j.cuda.CudaException;
import org.nvenc4j.cuda.DeviceFrame;
import org.nvenc4j.simulator.GpuModel;
import org.nvenc4j.simulator.RecordedCall;

/** Live streams through the simulator. */
class StreamEncoderTest {
    private static final int WIDTH = 160;
    private static final int HEIGHT = 90;
    private static final int REFERENCE_INVALIDATION = 28;
    private static final int MAX_LTR = 40;
    private static final GpuModel WITHOUT_INVALIDATION = GpuModel.ADA.withCap(Codec.H264, REFERENCE_INVALIDATION, 0);

    private static EncoderConfig.Builder config() {
        return Recipes.browserStreaming(Codec.H264, WIDTH, HEIGHT, 60, 1, 2_400_000);
    }

    private static StreamPicture encode(StreamEncoder stream, DeviceFrame frame) {
        return Objects.requireNonNull(stream.encode(frame, 0), "the frame was dropped");
    }

    private static H264SequenceHeader header(StreamPicture picture) {
        return (H264SequenceHeader) AccessUnit.parse(Codec.H264, picture.data().data())
                .sequenceHeader()
                .orElseThrow(() -> new AssertionError("no parameter sets in " + picture));
    }

    private static boolean hasHeader(StreamPicture picture) {
        return AccessUnit.parse(Codec.H264, picture.data().data()).hasParameterSets();
    }

    private static int calls(SimulatedGpu gpu, String function) {
        return gpu.simulator.calls(function).size();
    }

    @EachAbi
    void eachFrameIsAPictureOfTheSameCall(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version)) {
            StreamEncoder stream = StreamEncoder.open(gpu.context, config().build());
            DeviceFrame frame = gpu.frame(WIDTH, HEIGHT);
            for (long i = 0; i < 5; i++) {
                // The caller's clock may jump back.
                long timestamp = i == 3 ? -7 : i * 1000;
                StreamPicture picture = Objects.requireNonNull(stream.encode(frame, timestamp));
                assertThat(picture.sequence()).isEqualTo(i);
                assertThat(picture.timestamp()).isEqualTo(timestamp);
                assertThat(picture.isKeyFrame()).isEqualTo(i == 0);
                assertThat(picture.size()).isEqualTo(picture.data().size()).isPositive();
                assertThat(picture.encodeNanos()).isPositive();
            }
            StreamPicture last = encode(stream, frame);
            stream.requestKeyFrame();
            encode(stream, frame);
            assertThat(last.isKeyFrame()).as("it is the same object").isTrue();
            stream.close();
            assertThatThrownBy(last::sequence).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> stream.encode(frame, 0))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("closed");
        }
    }

    @EachAbi
    void whatALiveStreamHasToHaveIsThereWhateverTheConfigurationSays(ApiVersion version) {
        var slow = EncoderConfig.h264(WIDTH, HEIGHT)
                .tuning(Tuning.HIGH_QUALITY)
                .gopLength(60)
                .bFrames(3)
                .lookahead(8)
                .repeatParameterSets(false)
                .build();
        try (var gpu = SimulatedGpu.of(version);
                var stream = StreamEncoder.open(gpu.context, slow)) {
            Map<String, Object> told =
                    gpu.simulator.calls("nvEncInitializeEncoder").getLast().in();
            String h264 = "encodeConfig.encodeCodecConfig.h264Config.";
            assertThat(told)
                    .containsEntry("encodeConfig.frameIntervalP", 1L)
                    .containsEntry("encodeConfig.rcParams.zeroReorderDelay", 1L)
                    .containsEntry(h264 + "repeatSPSPPS", 1L)
                    .containsEntry(h264 + "h264VUIParameters.bitstreamRestrictionFlag", 1L)
                    .doesNotContainKeys("encodeConfig.rcParams.enableLookahead", h264 + "disableSPSPPS");
            assertThat(header(encode(stream, gpu.frame(WIDTH, HEIGHT))).maxReorderFrames())
                    .hasValue(0);
        }
    }

    @EachAbi
    void aSizeWithinTheDeclaredMaximumChangesTheSession(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version);
                var stream = StreamEncoder.open(
                        gpu.context, config().maxSize(320, 180).build())) {
            for (DeviceFrame frame : List.of(gpu.frame(WIDTH, HEIGHT), gpu.frame(320, 180), gpu.frame(200, 100))) {
                StreamPicture picture = encode(stream, frame);
                assertThat(picture.isKeyFrame()).isTrue();
                assertThat(header(picture).width()).isEqualTo(frame.width()).isEqualTo(picture.width());
                assertThat(header(picture).height()).isEqualTo(frame.height()).isEqualTo(picture.height());
                assertThat(encode(stream, frame).isKeyFrame()).isFalse();
            }
            assertThat(stream.sessions()).isEqualTo(1);
            assertThat(stream.pictures()).isEqualTo(6);
        }
    }

    @EachAbi
    void aLargerSizeRebuildsTheSessionAndRaisesTheMaximum(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version);
                var stream = StreamEncoder.open(
                        gpu.context, config().maxSize(200, 180).build())) {
            DeviceFrame small = gpu.frame(WIDTH, HEIGHT);
            DeviceFrame large = gpu.frame(320, 100);
            encode(stream, small);
            StreamPicture picture = encode(stream, large);
            assertThat(picture.isKeyFrame()).isTrue();
            assertThat(picture.sequence()).isEqualTo(1);
            assertThat(header(picture).width()).isEqualTo(320);
            assertThat(stream.sessions()).isEqualTo(2);
            assertThat(stream.config().maxWidth()).isEqualTo(320);
            assertThat(stream.config().maxHeight()).isEqualTo(180);
            assertThat(encode(stream, small).isKeyFrame()).isTrue();
            assertThat(encode(stream, large).sequence()).isEqualTo(3);
            assertThat(stream.sessions()).as("both fit now").isEqualTo(2);
        }
    }

    @EachAbi
    void withoutADeclaredMaximumEachSizeIsASession(ApiVersion version) {
        GpuModel fixed = GpuModel.ADA.withCap(Codec.H264, 19, 0);
        try (var gpu = SimulatedGpu.of(version, fixed);
                var stream = StreamEncoder.open(gpu.context, config().build())) {
            encode(stream, gpu.frame(WIDTH, HEIGHT));
            StreamPicture smaller = encode(stream, gpu.frame(150, 80));
            assertThat(smaller.isKeyFrame()).isTrue();
            assertThat(smaller.sequence()).isEqualTo(1);
            assertThat(stream.sessions()).isEqualTo(2);
        }
    }

    @EachAbi
    void anotherFormatRebuildsTheSession(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version);
                var stream = StreamEncoder.open(gpu.context, config().build())) {
            encode(stream, gpu.frame(WIDTH, HEIGHT));
            DeviceFrame planar = gpu.frames(1, BufferFormat.IYUV, WIDTH, HEIGHT).getFirst();
            assertThat(encode(stream, planar).isKeyFrame()).isTrue();
            assertThat(encode(stream, planar).isKeyFrame()).isFalse();
            assertThat(stream.sessions()).isEqualTo(2);
        }
    }

    @EachAbi
    void aSizeForEveryFrameNeitherLeaksNorRebuilds(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version);
                var stream = StreamEncoder.open(
                        gpu.context, config().maxSize(320, 180).build())) {
            for (int i = 0; i < 60; i++) {
                try (DeviceFrame frame =
                        DeviceFrame.allocate(gpu.context, BufferFormat.NV12, 160 + 2 * (i % 40), 90 + 2 * (i % 7))) {
                    StreamPicture picture = encode(stream, frame);
                    assertThat(picture.sequence()).isEqualTo(i);
                    assertThat(header(picture).width()).isEqualTo(frame.width());
                }
                assertThat(gpu.simulator.leftovers().registeredResources()).isZero();
            }
            assertThat(stream.sessions()).isEqualTo(1);
        }
    }

    @EachAbi
    void framesThatCannotBeEncodedAreRefusedBeforeTheDriverSeesThem(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version);
                var other = SimulatedGpu.of(version);
                var stream = StreamEncoder.open(
                        gpu.context, config().maxSize(320, 180).build())) {
            DeviceFrame frame = gpu.frame(WIDTH, HEIGHT);
            encode(stream, frame);
            int before = gpu.simulator.calls().stream()
                    .filter(call -> call.function().startsWith("nvEnc"))
                    .toList()
                    .size();
            DeviceFrame oversize = DeviceFrame.allocate(gpu.context, BufferFormat.NV12, 8192, 64);
            assertThatThrownBy(() -> stream.encode(oversize, 0))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContainingAll("8192x64", "4096x4096", "scale");
            DeviceFrame tiny = DeviceFrame.allocate(gpu.context, BufferFormat.NV12, 16, 16);
            assertThatThrownBy(() -> stream.encode(tiny, 0))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContainingAll("16x16", "145x49");
            DeviceFrame odd = DeviceFrame.allocate(gpu.context, BufferFormat.NV12, 161, 90);
            assertThatThrownBy(() -> stream.encode(odd, 0))
                    .isInstanceOf(InvalidConfigException.class)
                    .hasMessageContainingAll("161", "even");
            DeviceFrame tenBits = DeviceFrame.allocate(gpu.context, BufferFormat.P010, WIDTH, HEIGHT);
            assertThatThrownBy(() -> stream.encode(tenBits, 0))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContaining("P010");
            DeviceFrame closed = gpu.frame(170, 90);
            closed.close();
            assertThatThrownBy(() -> stream.encode(closed, 0)).isInstanceOf(IllegalStateException.class);
            DeviceFrame foreign = other.frame(WIDTH, HEIGHT);
            assertThatThrownBy(() -> stream.encode(foreign, 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("context");
            assertThat(gpu.simulator.calls().stream()
                            .filter(call -> call.function().startsWith("nvEnc"))
                            .toList())
                    .filteredOn(call -> !call.function().equals("nvEncUnlockBitstream"))
                    .hasSize(before);

            StreamPicture next = encode(stream, frame);
            assertThat(next.sequence()).isEqualTo(1);
            assertThat(next.isKeyFrame()).isFalse();
            assertThat(stream.sessions()).isEqualTo(1);
        }
    }

    @EachAbi
    void aKeyFrameComesOnDemandAndOnce(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version);
                var stream = StreamEncoder.open(gpu.context, config().build())) {
            DeviceFrame frame = gpu.frame(WIDTH, HEIGHT);
            encode(stream, frame);
            assertThat(encode(stream, frame).isKeyFrame()).isFalse();
            stream.requestKeyFrame();
            stream.requestKeyFrame();
            StreamPicture key = encode(stream, frame);
            assertThat(key.isKeyFrame()).isTrue();
            assertThat(hasHeader(key)).isTrue();
            assertThat(encode(stream, frame).isKeyFrame()).isFalse();

            // A wish outlives a frame that could not be encoded.
            stream.requestKeyFrame();
            DeviceFrame tiny = DeviceFrame.allocate(gpu.context, BufferFormat.NV12, 16, 16);
            assertThatThrownBy(() -> stream.encode(tiny, 0)).isInstanceOf(UnsupportedFeatureException.class);
            assertThat(encode(stream, frame).isKeyFrame()).isTrue();
        }
    }

    @EachAbi
    void aLossInvalidatesWhatCameSince(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version);
                var stream = StreamEncoder.open(gpu.context, config().build())) {
            DeviceFrame frame = gpu.frame(WIDTH, HEIGHT);
            for (int i = 0; i < 10; i++) {
                encode(stream, frame);
            }
            stream.reportLost(9);
            stream.reportLost(7);
            StreamPicture repair = encode(stream, frame);
            assertThat(repair.isKeyFrame()).isFalse();
            assertThat(repair.isRepair()).isTrue();
            assertThat(calls(gpu, "nvEncInvalidateRefFrames")).isEqualTo(3);

            // What has been taken care of, and what was never sent, changes nothing.
            stream.reportLost(8);
            stream.reportLost(500);
            stream.reportLost(-1);
            assertThat(encode(stream, frame).isRepair()).isFalse();
            assertThat(calls(gpu, "nvEncInvalidateRefFrames")).isEqualTo(3);

            // The picture that was to repair it may be lost as well.
            stream.reportLost(10);
            encode(stream, frame);
            assertThat(calls(gpu, "nvEncInvalidateRefFrames")).isEqualTo(5);

            // An old loss is older than all references.
            stream.reportLost(4);
            assertThat(encode(stream, frame).isKeyFrame()).isTrue();
            stream.reportLost(3);
            assertThat(encode(stream, frame).isKeyFrame())
                    .as("the key frame has repaired it")
                    .isFalse();
            assertThat(calls(gpu, "nvEncInvalidateRefFrames")).isEqualTo(5);
        }
    }

    @EachAbi
    void aRefusedInvalidationIsAKeyFrame(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version);
                var stream = StreamEncoder.open(gpu.context, config().build())) {
            DeviceFrame frame = gpu.frame(WIDTH, HEIGHT);
            encode(stream, frame);
            encode(stream, frame);
            gpu.simulator.fail("nvEncInvalidateRefFrames", 1, NvencStatus.INVALID_PARAM.code());
            stream.reportLost(1);
            assertThat(encode(stream, frame).isKeyFrame()).isTrue();
            assertThat(stream.sessions()).isEqualTo(1);
        }
    }

    @EachAbi
    void withoutInvalidationALongTermReferenceRepairsALoss(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version, WITHOUT_INVALIDATION);
                var stream = StreamEncoder.open(gpu.context, config().build())) {
            DeviceFrame frame = gpu.frame(WIDTH, HEIGHT);
            List<Integer> marked = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                if (encode(stream, frame).data().longTermReference() >= 0) {
                    marked.add(i);
                }
            }
            assertThat(marked).containsExactly(0, 8, 16, 24);

            stream.reportLost(20);
            StreamPicture repaired = encode(stream, frame);
            assertThat(repaired.isKeyFrame()).isFalse();
            assertThat(repaired.data().longTermReferencesUsed())
                    .as("the one of picture 16")
                    .isEqualTo(1 << 2);

            // All four are younger than this loss, or were lost with it.
            stream.reportLost(0);
            assertThat(encode(stream, frame).isKeyFrame()).isTrue();
        }
    }

    @EachAbi
    void withNeitherALossIsAKeyFrame(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version, WITHOUT_INVALIDATION.withCap(Codec.H264, MAX_LTR, 0));
                var stream = StreamEncoder.open(gpu.context, config().build())) {
            DeviceFrame frame = gpu.frame(WIDTH, HEIGHT);
            encode(stream, frame);
            encode(stream, frame);
            stream.reportLost(1);
            assertThat(encode(stream, frame).isKeyFrame()).isTrue();
            assertThat(encode(stream, frame).isKeyFrame()).isFalse();
        }
    }

    @EachAbi
    void ratesChangeWithoutAKeyFrame(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version);
                var stream = StreamEncoder.open(
                        gpu.context, config().maxSize(200, 100).build())) {
            DeviceFrame frame = gpu.frame(WIDTH, HEIGHT);
            encode(stream, frame);
            stream.bitRate(1_200_000);
            stream.frameRate(30, 1);
            assertThat(encode(stream, frame).isKeyFrame()).isFalse();
            RecordedCall told = gpu.simulator.calls("nvEncReconfigureEncoder").getLast();
            String rates = "reInitEncodeParams.encodeConfig.rcParams.";
            assertThat(told.in())
                    .containsEntry(rates + "averageBitRate", 1_200_000L)
                    .containsEntry(rates + "vbvBufferSize", 40_000L)
                    .containsEntry("reInitEncodeParams.frameRateNum", 30L)
                    .doesNotContainKey("forceIDR");
            assertThat(calls(gpu, "nvEncReconfigureEncoder")).isEqualTo(1);
            encode(stream, frame);
            assertThat(calls(gpu, "nvEncReconfigureEncoder")).isEqualTo(1);

            // A session that is rebuilt keeps them.
            stream.bitRate(600_000);
            encode(stream, gpu.frame(320, 180));
            assertThat(gpu.simulator.calls("nvEncInitializeEncoder").getLast().in())
                    .containsEntry("encodeConfig.rcParams.averageBitRate", 600_000L)
                    .containsEntry("encodeConfig.rcParams.vbvBufferSize", 20_000L)
                    .containsEntry("frameRateNum", 30L);
        }
    }

    @Test
    void ratesThatCannotBeAreRefused() {
        try (var gpu = SimulatedGpu.of(ApiVersion.V13_0);
                var stream = StreamEncoder.open(gpu.context, config().build())) {
            assertThatThrownBy(() -> stream.bitRate(0)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> stream.frameRate(0, 1)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> stream.frameRate(1, -1)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> stream.limitUnderWay(0)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @EachAbi
    void framesAreDroppedBeforeTheyAreEncodedWhileTheReceiverIsBehind(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version);
                var stream = StreamEncoder.open(gpu.context, config().build())) {
            DeviceFrame frame = gpu.frame(WIDTH, HEIGHT);
            stream.limitUnderWay(2);
            encode(stream, frame);
            encode(stream, frame);
            // A receiver that never reads costs nothing more, however long it takes.
            for (int i = 0; i < 1000; i++) {
                assertThat(stream.encode(frame, i)).isNull();
            }
            assertThat(stream.dropped()).isEqualTo(1000);
            assertThat(calls(gpu, "nvEncEncodePicture")).isEqualTo(2);

            stream.delivered(0);
            StreamPicture newest = Objects.requireNonNull(stream.encode(frame, 1000));
            assertThat(newest.timestamp()).isEqualTo(1000);
            assertThat(newest.sequence()).as("what is dropped leaves no gap").isEqualTo(2);
            assertThat(newest.isKeyFrame()).isFalse();
            assertThat(stream.encode(frame, 1001)).isNull();

            // Nobody can have what was not sent.
            stream.delivered(Long.MAX_VALUE);
            encode(stream, frame);
            encode(stream, frame);
            assertThat(stream.encode(frame, 1002)).isNull();
        }
    }

    @Test
    void whoWaitsForRoomIsWokenByTheReceiver() throws InterruptedException {
        try (var gpu = SimulatedGpu.of(ApiVersion.V13_0);
                var stream = StreamEncoder.open(gpu.context, config().build())) {
            stream.limitUnderWay(1);
            encode(stream, gpu.frame(WIDTH, HEIGHT));
            assertThat(stream.awaitRoom(Duration.ofMillis(1))).isFalse();
            Thread receiver = Thread.ofPlatform().start(() -> stream.delivered(0));
            assertThat(stream.awaitRoom(Duration.ofMinutes(1))).isTrue();
            receiver.join();
        }
    }

    @EachAbi
    void aFaultRebuildsTheSessionOnce(ApiVersion version) {
        for (String function : List.of("nvEncEncodePicture", "nvEncLockBitstream", "nvEncMapInputResource")) {
            try (var gpu = SimulatedGpu.of(version);
                    var stream = StreamEncoder.open(gpu.context, config().build())) {
                DeviceFrame frame = gpu.frame(WIDTH, HEIGHT);
                encode(stream, frame);
                gpu.simulator.fail(function, 1, NvencStatus.DEVICE_NOT_EXIST.code());
                StreamPicture picture = Objects.requireNonNull(stream.encode(frame, 77));
                assertThat(picture.isKeyFrame()).as(function).isTrue();
                assertThat(picture.sequence()).isEqualTo(1);
                assertThat(picture.timestamp()).isEqualTo(77);
                assertThat(stream.sessions()).isEqualTo(2);
                assertThat(encode(stream, frame).isKeyFrame()).isFalse();
                // A loss of the session before was repaired by its end.
                stream.reportLost(0);
                assertThat(encode(stream, frame).isKeyFrame()).isFalse();
            }
        }
    }

    @EachAbi
    void aFaultThatStaysIsReportedAndTheNextFrameTriesAgain(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version);
                var stream = StreamEncoder.open(gpu.context, config().build())) {
            DeviceFrame frame = gpu.frame(WIDTH, HEIGHT);
            encode(stream, frame);
            gpu.simulator.fail("nvEncEncodePicture", 1, NvencStatus.GENERIC.code());
            gpu.simulator.fail("nvEncInitializeEncoder", 1, NvencStatus.OUT_OF_MEMORY.code());
            assertThatThrownBy(() -> stream.encode(frame, 0)).isInstanceOfSatisfying(NvencException.class, e -> {
                assertThat(e.function()).isEqualTo("nvEncInitializeEncoder");
                assertThat(e.getSuppressed()).hasSize(1);
                assertThat(e.getSuppressed()[0]).hasMessageContaining("nvEncEncodePicture");
            });
            assertThat(gpu.simulator.leftovers().sessions()).isZero();
            StreamPicture picture = encode(stream, frame);
            assertThat(picture.isKeyFrame()).isTrue();
            assertThat(picture.sequence()).isEqualTo(1);
        }
    }

    @EachAbi
    void aDeadContextIsReportedAtOnce(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version);
                var stream = StreamEncoder.open(gpu.context, config().build())) {
            DeviceFrame frame = gpu.frame(WIDTH, HEIGHT);
            encode(stream, frame);
            int illegalAddress = 700;
            gpu.simulator.fail("cuCtxPushCurrent", 1, illegalAddress);
            assertThatThrownBy(() -> stream.encode(frame, 0))
                    .isInstanceOfSatisfying(
                            CudaException.class,
                            e -> assertThat(e.isContextDead()).isTrue());
            assertThat(stream.sessions()).isEqualTo(1);
            assertThat(gpu.simulator.leftovers().sessions()).isZero();
        }
    }

    @EachAbi
    void aRefusedChangeRebuildsTheSessionWithIt(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version);
                var stream = StreamEncoder.open(gpu.context, config().build())) {
            DeviceFrame frame = gpu.frame(WIDTH, HEIGHT);
            encode(stream, frame);
            gpu.simulator.fail("nvEncReconfigureEncoder", 1, NvencStatus.INVALID_PARAM.code());
            stream.bitRate(700_000);
            assertThat(encode(stream, frame).isKeyFrame()).isTrue();
            assertThat(gpu.simulator.calls("nvEncInitializeEncoder").getLast().in())
                    .containsEntry("encodeConfig.rcParams.averageBitRate", 700_000L);
        }
    }

    @Test
    void aRateThatTheConfigurationExcludesIsReportedAndTheStreamGoesOn() {
        var lossless = Recipes.lossless(Codec.H264, WIDTH, HEIGHT).build();
        try (var gpu = SimulatedGpu.of(ApiVersion.V13_0);
                var stream = StreamEncoder.open(gpu.context, lossless)) {
            DeviceFrame frame = gpu.frame(WIDTH, HEIGHT);
            encode(stream, frame);
            stream.bitRate(700_000);
            assertThatThrownBy(() -> stream.encode(frame, 0))
                    .isInstanceOf(InvalidConfigException.class)
                    .hasMessageContainingAll("bitRate", RateControlMode.CONSTANT_QP.name());
            assertThat(encode(stream, frame).sequence()).isEqualTo(1);
        }
    }

    @EachAbi
    void theContextClosesTheStreamsSession(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version)) {
            CudaContext context = CudaContext.primary(gpu.simulator.driver());
            StreamEncoder stream = StreamEncoder.open(context, config().build());
            context.close();
            assertThat(gpu.simulator.leftovers().sessions()).isZero();
            assertThatThrownBy(() -> stream.encode(gpu.frame(WIDTH, HEIGHT), 0))
                    .isInstanceOf(IllegalStateException.class);
            stream.close();
        }
    }

    @Test
    void aCodecThatTheGpuLacksIsNamed() {
        try (var gpu = SimulatedGpu.of(ApiVersion.V13_0, GpuModel.TURING)) {
            EncoderConfig av1 = EncoderConfig.av1(640, 360).build();
            assertThatThrownBy(() -> StreamEncoder.open(gpu.context, av1))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContainingAll("AV1", "Turing");
        }
    }
}
