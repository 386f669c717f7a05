package org.nvenc4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nvenc4j.cuda.BufferFormat;
import org.nvenc4j.cuda.DeviceFrame;
import org.nvenc4j.simulator.Coders;
import org.nvenc4j.simulator.GpuModel;
import org.nvenc4j.simulator.Simulator;

/** Pictures as a decoder sees them, in the caller's frames. */
class ReconstructionTest {
    private static final int WIDTH = 178;
    private static final int HEIGHT = 100;
    private static final EncoderConfig CONFIG =
            EncoderConfig.h264(WIDTH, HEIGHT).reconstructedFrames(true).build();

    @EachAbi
    void theFrameHasWhatADecoderMakesOfThePicture(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(gpu.context, CONFIG);
                var into = DeviceFrame.allocate(gpu.context, BufferFormat.NV12, WIDTH, HEIGHT)) {
            var options = new PictureOptions().reconstruction(into);
            List<byte[]> units = new ArrayList<>();
            List<ByteBuffer> reconstructed = new ArrayList<>();
            for (DeviceFrame frame : gpu.frames(3, BufferFormat.NV12, WIDTH, HEIGHT)) {
                EncodedPicture picture = encoder.encode(frame, options).only();
                assertThat(picture.reconstruction()).isSameAs(into);
                assertThat(encoder.holds(into)).isFalse();
                assertThat(into.download()).isEqualTo(frame.download());
                units.add(picture.toByteArray());
                reconstructed.add(Planes.of(into));
            }
            List<Decoder.Picture> decoded = Decoder.decode(Codec.H264, units);
            for (int i = 0; i < reconstructed.size(); i++) {
                assertThat(Planes.of(decoded.get(i))).isEqualTo(reconstructed.get(i));
            }
            assertThat(gpu.simulator.calls("nvEncEncodePicture"))
                    .extracting(call -> call.in().get("encodePicFlags"))
                    .containsOnly(0x20L);
            assertThat(gpu.simulator.calls("nvEncRegisterResource"))
                    .extracting(call -> call.in().getOrDefault("bufferUsage", 0L))
                    .containsExactlyInAnyOrder(0L, 0L, 0L, 4L);
        }
    }

    @EachAbi
    void aPictureWithoutAFrameForItHasNone(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(gpu.context, CONFIG);
                var into = DeviceFrame.allocate(gpu.context, BufferFormat.NV12, WIDTH, HEIGHT)) {
            DeviceFrame frame = gpu.frame(WIDTH, HEIGHT);
            var options = new PictureOptions().reconstruction(into);
            assertThat(encoder.encode(frame, options).only().reconstruction()).isSameAs(into);
            gpu.simulator.forget();
            assertThat(encoder.encode(frame).only().reconstruction()).isNull();
            assertThat(gpu.simulator.calls("nvEncEncodePicture").getFirst().in())
                    .doesNotContainKeys("encodePicFlags", "outputReconBuffer");
            assertThat(encoder.encode(frame, options).only().reconstruction()).isSameAs(into);
            assertThat(encoder.encode(frame, options.reset()).only().reconstruction())
                    .isNull();
        }
    }

    @EachAbi
    void withBFramesThePictureSaysInWhichFrameItIs(ApiVersion version) {
        EncoderConfig config = CONFIG.toBuilder()
                .tuning(Tuning.HIGH_QUALITY)
                .gopLength(60)
                .bFrames(2)
                .build();
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(gpu.context, config)) {
            List<DeviceFrame> frames = gpu.frames(7, BufferFormat.NV12, WIDTH, HEIGHT);
            var options = new PictureOptions();
            Map<Long, byte[]> seen = new HashMap<>();
            for (DeviceFrame frame : frames) {
                DeviceFrame into = DeviceFrame.allocate(gpu.context, BufferFormat.NV12, WIDTH, HEIGHT);
                for (EncodedPicture picture : encoder.encode(frame, options.reconstruction(into))) {
                    seen.put(picture.number(), picture.reconstruction().download());
                }
                if (encoder.holds(into)) {
                    assertThatThrownBy(() -> encoder.encode(frame, options))
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("still holds this frame");
                    assertThatThrownBy(into::close)
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("flush()");
                }
            }
            encoder.flush()
                    .forEach(picture ->
                            seen.put(picture.number(), picture.reconstruction().download()));
            assertThat(seen).hasSize(frames.size());
            for (int i = 0; i < frames.size(); i++) {
                assertThat(seen.get((long) i))
                        .as("picture %d", i)
                        .isEqualTo(frames.get(i).download());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = BufferFormat.class,
            names = {"NV12", "YV12", "IYUV", "YUV444", "P010", "YUV444_10BIT", "NV16", "P210", "ARGB", "AYUV"})
    void itsFormatFollowsWhatIsCoded(BufferFormat format) {
        EncoderConfig config = CONFIG.toBuilder().bufferFormat(format).build();
        BufferFormat expected = switch (format) {
            case NV12, YV12, IYUV, ARGB -> BufferFormat.NV12;
            case YUV444, AYUV -> BufferFormat.YUV444;
            default -> format;
        };
        try (var gpu = SimulatedGpu.of(
                        Simulator.builder().gpu(GpuModel.BLACKWELL).coders(Coders.LOSSLESS));
                var encoder = NvEncoder.open(gpu.context, config)) {
            DeviceFrame frame = gpu.frames(1, format, WIDTH, HEIGHT).getFirst();
            var options = new PictureOptions();
            for (BufferFormat wrong : BufferFormat.values()) {
                if (wrong != expected) {
                    options.reconstruction(DeviceFrame.allocate(gpu.context, wrong, WIDTH, HEIGHT));
                    assertThatThrownBy(() -> encoder.encode(frame, options))
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessageContaining("reconstructed pictures are " + expected);
                }
            }
            DeviceFrame into = DeviceFrame.allocate(gpu.context, expected, WIDTH, HEIGHT);
            EncodedPicture picture =
                    encoder.encode(frame, options.reconstruction(into)).only();
            ByteBuffer decoded = Planes.of(
                    Decoder.decode(Codec.H264, List.of(picture.toByteArray())).getFirst());
            assertThat(Planes.of(into)).isEqualTo(decoded);
        }
    }

    @EachAbi
    void badFramesAreRefusedAndTheSessionGoesOn(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(gpu.context, CONFIG)) {
            DeviceFrame frame = gpu.frame(WIDTH, HEIGHT);
            var options = new PictureOptions();
            assertRefused(encoder, frame, options.reconstruction(frame), "a frame of its own");
            assertRefused(
                    encoder,
                    frame,
                    options.reconstruction(DeviceFrame.allocate(gpu.context, BufferFormat.NV12, WIDTH, HEIGHT + 2)),
                    "178x102");
            try (var elsewhere = SimulatedGpu.of(version)) {
                assertRefused(
                        encoder, frame, options.reconstruction(elsewhere.frame(WIDTH, HEIGHT)), "another CUDA context");
            }
            DeviceFrame closed = DeviceFrame.allocate(gpu.context, BufferFormat.NV12, WIDTH, HEIGHT);
            closed.close();
            assertThatThrownBy(() -> encoder.encode(frame, options.reconstruction(closed)))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(encoder.holds(frame)).isFalse();
            assertThat(encoder.encode(frame).only().number()).isZero();
        }
    }

    private static void assertRefused(NvEncoder encoder, DeviceFrame frame, PictureOptions options, String reason) {
        assertThatThrownBy(() -> encoder.encode(frame, options))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    @EachAbi
    void withoutTheSettingAFrameForItIsRefused(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(
                        gpu.context, EncoderConfig.h264(WIDTH, HEIGHT).build())) {
            var options = new PictureOptions()
                    .reconstruction(DeviceFrame.allocate(gpu.context, BufferFormat.NV12, WIDTH, HEIGHT));
            DeviceFrame frame = gpu.frame(WIDTH, HEIGHT);
            assertThatThrownBy(() -> encoder.encode(frame, options))
                    .isInstanceOf(InvalidConfigException.class)
                    .hasMessageContaining("reconstructedFrames(true)");
            assertThat(encoder.encode(frame).only().reconstruction()).isNull();
        }
    }

    @EachAbi
    void aFrameMayBeClosedAndAnotherTakeItsPlace(ApiVersion version) {
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(gpu.context, CONFIG)) {
            DeviceFrame frame = gpu.frame(WIDTH, HEIGHT);
            var options = new PictureOptions();
            for (int i = 0; i < 3; i++) {
                try (var into = DeviceFrame.allocate(gpu.context, BufferFormat.NV12, WIDTH, HEIGHT)) {
                    encoder.encode(frame, options.reconstruction(into)).only();
                    assertThat(into.download()).isEqualTo(frame.download());
                }
            }
            assertThat(gpu.simulator.calls("nvEncUnregisterResource")).hasSize(3);
        }
    }
}
