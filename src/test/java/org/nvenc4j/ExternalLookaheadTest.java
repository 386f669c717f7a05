package org.nvenc4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.nvenc4j.cuda.BufferFormat;
import org.nvenc4j.cuda.DeviceFrame;
import org.nvenc4j.simulator.RecordedCall;

/** Frames that the program shows to the encoder before it encodes them. */
class ExternalLookaheadTest {
    private static final int WIDTH = 192;
    private static final int HEIGHT = 136;
    private static final int DEPTH = 3;

    @EachAbi
    void eachFrameGivesItsOwnPictureAtOnceAfterItWasShown(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(gpu.context, config(0))) {
            assertThat(encoder.framesInFlight()).isEqualTo(1);
            List<DeviceFrame> frames = gpu.frames(8, BufferFormat.NV12, WIDTH, HEIGHT);
            List<byte[]> units = new ArrayList<>();
            int shown = 0;
            for (DeviceFrame frame : frames) {
                while (shown < frames.size() && shown - units.size() <= DEPTH) {
                    encoder.lookAhead(frames.get(shown++));
                }
                assertThat(encoder.holds(frame)).isTrue();
                units.add(encoder.encode(frame).only().toByteArray());
                assertThat(encoder.holds(frame)).isFalse();
            }
            assertThat(encoder.flush().iterator().hasNext()).isFalse();
            List<Decoder.Picture> decoded = Decoder.decode(Codec.H264, units);
            for (int i = 0; i < frames.size(); i++) {
                assertThat(Planes.of(decoded.get(i))).isEqualTo(Planes.of(frames.get(i)));
            }
        }
    }

    @EachAbi
    void bFramesStillHoldTheirFramesBack(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(gpu.context, config(2))) {
            assertThat(encoder.framesInFlight()).isEqualTo(3);
            List<DeviceFrame> frames = gpu.frames(9, BufferFormat.NV12, WIDTH, HEIGHT);
            List<Long> numbers = new ArrayList<>();
            int shown = 0;
            for (int i = 0; i < frames.size(); i++) {
                while (shown < frames.size() && shown - i <= DEPTH) {
                    encoder.lookAhead(frames.get(shown++));
                }
                encoder.encode(frames.get(i)).forEach(picture -> numbers.add(picture.number()));
            }
            encoder.flush().forEach(picture -> numbers.add(picture.number()));
            assertThat(numbers).containsExactly(0L, 3L, 1L, 2L, 6L, 4L, 5L, 8L, 7L);
        }
    }

    @EachAbi
    void formatAndFlagsAreSaidFromApi131On(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(gpu.context, config(0))) {
            encoder.lookAhead(gpu.frame(WIDTH, HEIGHT), new PictureOptions().forceIdr(true));
            RecordedCall call = gpu.simulator.calls("nvEncLookaheadPicture").getFirst();
            if (version.isAtLeast(ApiVersion.V13_1)) {
                assertThat(call.in())
                        .containsOnlyKeys("version", "inputBuffer", "bufferFmt", "encodePicFlags")
                        .containsEntry("bufferFmt", 1L)
                        .containsEntry("encodePicFlags", 2L);
            } else {
                assertThat(call.in()).containsOnlyKeys("version", "inputBuffer");
            }
        }
    }

    @EachAbi
    void tooFewTooManyAndAnotherOrderAreRefused(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(gpu.context, config(0))) {
            List<DeviceFrame> frames = gpu.frames(6, BufferFormat.NV12, WIDTH, HEIGHT);
            encoder.lookAhead(frames.get(0));
            refuses(() -> encoder.encode(frames.get(0)), "1 of the 4 frames");
            refuses(() -> encoder.lookAhead(frames.get(0)), "still holds this frame");
            for (int i = 1; i <= DEPTH; i++) {
                encoder.lookAhead(frames.get(i));
            }
            refuses(() -> encoder.lookAhead(frames.get(4)), "encode the first");
            refuses(() -> encoder.encode(frames.get(1)), "in the order of lookAhead");
            refuses(() -> frames.get(2).close(), "still holds this frame");
            assertThat(gpu.simulator.calls("nvEncEncodePicture")).isEmpty();
            assertThat(encoder.encode(frames.get(0)).only().number()).isZero();
            refuses(() -> encoder.encode(frames.get(4)), "in the order of lookAhead");
            encoder.flush();
            assertThat(encoder.holds(frames.get(2))).isFalse();
            refuses(() -> encoder.encode(frames.get(1)), "0 of the 4 frames");
            for (int i = 0; i <= DEPTH; i++) {
                encoder.lookAhead(frames.get(5 - i));
            }
            assertThat(encoder.encode(frames.get(5)).only().number()).isEqualTo(1);
        }
    }

    @EachAbi
    void aPictureThatTheDriverRefusesStaysTheNext(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(gpu.context, config(0))) {
            List<DeviceFrame> frames = gpu.frames(DEPTH + 1, BufferFormat.NV12, WIDTH, HEIGHT);
            frames.forEach(encoder::lookAhead);
            gpu.simulator.fail("nvEncEncodePicture", 1, NvencStatus.GENERIC.code());
            assertThatThrownBy(() -> encoder.encode(frames.get(0))).isInstanceOf(NvencException.class);
            assertThat(encoder.encode(frames.get(0)).only().number()).isZero();
        }
    }

    @EachAbi
    void aSessionThatLooksAheadByItselfIsShownNothing(ApiVersion version) {
        var config = EncoderConfig.h264(WIDTH, HEIGHT)
                .tuning(Tuning.HIGH_QUALITY)
                .lookahead(DEPTH)
                .build();
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(gpu.context, config)) {
            DeviceFrame frame = gpu.frame(WIDTH, HEIGHT);
            refuses(() -> encoder.lookAhead(frame), "externalLookahead(true)");
            assertThat(gpu.simulator.calls("nvEncLookaheadPicture")).isEmpty();
        }
    }

    private static void refuses(Runnable call, String reason) {
        assertThatThrownBy(call::run).isInstanceOf(IllegalStateException.class).hasMessageContaining(reason);
    }

    private static EncoderConfig config(int bFrames) {
        return EncoderConfig.h264(WIDTH, HEIGHT)
                .tuning(Tuning.HIGH_QUALITY)
                .gopLength(60)
                .bFrames(bFrames)
                .lookahead(DEPTH)
                .externalLookahead(true)
                .build();
    }
}
