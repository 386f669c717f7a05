package org.nvenc4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.nvenc4j.cuda.BufferFormat;
import org.nvenc4j.cuda.DeviceFrame;

/** Configurations that hold frames back: none, one or several pictures at a call, each with its own identity. */
class HeldBackTest {
    private static final int WIDTH = 178;
    private static final int HEIGHT = 100;

    private record Output(long number, PictureType type, long timestamp, Object token, byte[] unit) {}

    @EachAbi
    void bFramesComeInCodingOrderAndDrainCompletely(ApiVersion version) {
        var config = EncoderConfig.h264(WIDTH, HEIGHT)
                .tuning(Tuning.HIGH_QUALITY)
                .gopLength(30)
                .bFrames(2)
                .lookahead(0)
                .build();
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(gpu.context, config)) {
            List<DeviceFrame> frames = gpu.frames(9, BufferFormat.NV12, WIDTH, HEIGHT);
            List<Integer> counts = new ArrayList<>();
            List<Output> outputs = encodeAll(encoder, frames, counts);

            assertThat(counts).as("pictures at each call and at the end").containsExactly(1, 0, 0, 3, 0, 0, 3, 0, 0, 2);
            assertThat(outputs).extracting(Output::number).containsExactly(0L, 3L, 1L, 2L, 6L, 4L, 5L, 8L, 7L);
            assertThat(outputs)
                    .extracting(Output::type)
                    .startsWith(PictureType.IDR, PictureType.P, PictureType.B, PictureType.B, PictureType.P);
            assertIdentities(outputs);
            assertPixels(outputs, frames);
        }
    }

    @EachAbi
    void lookaheadHoldsItsDepthBackAndDrainsCompletely(ApiVersion version) {
        var config = EncoderConfig.h264(WIDTH, HEIGHT)
                .tuning(Tuning.HIGH_QUALITY)
                .gopLength(30)
                .bFrames(0)
                .lookahead(4)
                .build();
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(gpu.context, config)) {
            List<DeviceFrame> frames = gpu.frames(7, BufferFormat.NV12, WIDTH, HEIGHT);
            assertThat(encoder.framesInFlight()).isEqualTo(5);
            List<Integer> counts = new ArrayList<>();
            List<Output> outputs = encodeAll(encoder, frames, counts);

            assertThat(counts).containsExactly(0, 0, 0, 0, 1, 1, 1, 4);
            assertThat(outputs).extracting(Output::number).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L);
            assertIdentities(outputs);
            assertPixels(outputs, frames);
        }
    }

    @EachAbi
    void encodingGoesOnAfterAFlush(ApiVersion version) {
        var config = EncoderConfig.h264(WIDTH, HEIGHT)
                .tuning(Tuning.HIGH_QUALITY)
                .gopLength(30)
                .bFrames(1)
                .lookahead(0)
                .build();
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(gpu.context, config)) {
            List<DeviceFrame> frames = gpu.frames(6, BufferFormat.NV12, WIDTH, HEIGHT);
            List<Output> outputs = new ArrayList<>();
            for (int i = 0; i < frames.size(); i++) {
                collect(encoder.encode(frames.get(i)), outputs);
                if (i == 2 || i == 5) {
                    collect(encoder.flush(), outputs);
                    assertThat(outputs).hasSize(i + 1);
                }
            }
            assertPixels(outputs, frames);
        }
    }

    @EachAbi
    void aHeldFrameIsRefusedAndKeptFromBeingFreed(ApiVersion version) {
        var config = EncoderConfig.h264(WIDTH, HEIGHT)
                .tuning(Tuning.HIGH_QUALITY)
                .gopLength(30)
                .bFrames(2)
                .lookahead(0)
                .build();
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(gpu.context, config)) {
            List<DeviceFrame> frames = gpu.frames(2, BufferFormat.NV12, WIDTH, HEIGHT);
            encoder.encode(frames.get(0));
            assertThat(encoder.encode(frames.get(1))).isEmpty();
            assertThat(encoder.holds(frames.get(1))).isTrue();

            assertThatThrownBy(() -> encoder.encode(frames.get(1)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("3 frames in turn");
            assertThatThrownBy(frames.get(1)::close)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("flush()");
            assertThat(frames.get(1).isOpen()).isTrue();

            assertThat(encoder.flush().only().number()).isEqualTo(1);
            frames.get(1).close();
            assertThat(encoder.encode(frames.get(0)).size()).isNotNegative();
        }
    }

    @EachAbi
    void whatIsHeldBackAtCloseIsReleased(ApiVersion version) {
        var config = EncoderConfig.h264(WIDTH, HEIGHT)
                .tuning(Tuning.HIGH_QUALITY)
                .gopLength(30)
                .bFrames(2)
                .build();
        try (var gpu = SimulatedGpu.of(version)) {
            NvEncoder encoder = NvEncoder.open(gpu.context, config);
            for (DeviceFrame frame : gpu.frames(3, BufferFormat.NV12, WIDTH, HEIGHT)) {
                encoder.encode(frame);
            }
            encoder.close();
            assertThat(gpu.simulator.leftovers().sessions()).isZero();
        }
    }

    private static List<Output> encodeAll(NvEncoder encoder, List<DeviceFrame> frames, List<Integer> counts) {
        List<Output> outputs = new ArrayList<>();
        PictureOptions options = new PictureOptions();
        for (int i = 0; i < frames.size(); i++) {
            options.timestamp(1000L * i).token("frame " + i);
            counts.add(collect(encoder.encode(frames.get(i), options), outputs));
        }
        counts.add(collect(encoder.flush(), outputs));
        return outputs;
    }

    private static int collect(EncodedPictures pictures, List<Output> outputs) {
        int count = 0;
        for (EncodedPicture picture : pictures) {
            outputs.add(new Output(
                    picture.number(), picture.type(), picture.timestamp(), picture.token(), picture.toByteArray()));
            count++;
        }
        return count;
    }

    private static void assertIdentities(List<Output> outputs) {
        assertThat(outputs).allSatisfy(output -> {
            assertThat(output.timestamp()).isEqualTo(1000 * output.number());
            assertThat(output.token()).isEqualTo("frame " + output.number());
        });
    }

    private static void assertPixels(List<Output> outputs, List<DeviceFrame> frames) {
        List<Decoder.Picture> decoded =
                Decoder.decode(Codec.H264, outputs.stream().map(Output::unit).toList());
        List<Long> displayOrder = outputs.stream()
                .map(Output::number)
                .sorted(Comparator.naturalOrder())
                .toList();
        assertThat(displayOrder).hasSize(frames.size());
        assertThat(decoded).hasSize(frames.size());
        for (int i = 0; i < decoded.size(); i++) {
            assertThat(Planes.of(decoded.get(i))).as("picture %d", i).isEqualTo(Planes.of(frames.get(i)));
        }
    }
}
