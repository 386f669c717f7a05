package org.nvenc4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nvenc4j.cuda.BufferFormat;
import org.nvenc4j.cuda.DeviceFrame;
import org.nvenc4j.simulator.GpuModel;
import org.nvenc4j.simulator.Simulator;
import org.nvenc4j.simulator.StubCoder;

/** Two views in one stream of HEVC. SettingsTest shows which versions and GPUs refuse them. */
class MultiViewTest {
    private static final int WIDTH = 192;
    private static final int HEIGHT = 136;

    static Stream<ApiVersion> versions() {
        return ApiVersion.supported().stream().filter(version -> version.isAtLeast(ApiVersion.V13_0));
    }

    @ParameterizedTest
    @MethodSource("versions")
    void viewsComeInTurnAndAFrameIsTwoPictures(ApiVersion version) {
        try (var gpu = gpu(version);
                var encoder = NvEncoder.open(gpu.context, config(0))) {
            assertThat(encoder.framesInFlight()).isEqualTo(2);
            List<DeviceFrame> frames = gpu.frames(6, BufferFormat.NV12, WIDTH, HEIGHT);
            List<String> pictures = new ArrayList<>();
            for (int i = 0; i < frames.size(); i++) {
                int before = pictures.size();
                encoder.encode(
                                frames.get(i),
                                new PictureOptions().timestamp(100 + i).view(i % 2))
                        .forEach(picture -> pictures.add(picture.type() + " " + picture.number() + " " + picture.view()
                                + " " + picture.timestamp()));
                assertThat(pictures.size() - before).isEqualTo(i % 2 == 0 ? 0 : 2);
            }
            assertThat(encoder.flush().iterator().hasNext()).isFalse();
            assertThat(pictures)
                    .containsExactly("IDR 0 0 100", "IDR 1 1 101", "P 2 0 102", "P 3 1 103", "P 4 0 104", "P 5 1 105");
            assertThat(viewIds(gpu)).containsExactly(0L, 1L, 0L, 1L, 0L, 1L);
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void withBFramesEachPictureIsFollowedByItsFellow(ApiVersion version) {
        try (var gpu = gpu(version);
                var encoder = NvEncoder.open(gpu.context, config(2))) {
            assertThat(encoder.framesInFlight()).isEqualTo(6);
            List<Long> numbers = new ArrayList<>();
            for (DeviceFrame frame : gpu.frames(8, BufferFormat.NV12, WIDTH, HEIGHT)) {
                encoder.encode(frame).forEach(picture -> numbers.add(picture.number()));
            }
            encoder.flush().forEach(picture -> numbers.add(picture.number()));
            assertThat(numbers).containsExactly(0L, 1L, 6L, 7L, 2L, 3L, 4L, 5L);
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void aViewOutOfTurnAndHalfAFrameAreRefused(ApiVersion version) {
        try (var gpu = gpu(version);
                var encoder = NvEncoder.open(gpu.context, config(0));
                var flat = NvEncoder.open(
                        gpu.context, EncoderConfig.hevc(WIDTH, HEIGHT).build())) {
            List<DeviceFrame> frames = gpu.frames(2, BufferFormat.NV12, WIDTH, HEIGHT);
            assertThatThrownBy(() -> encoder.encode(frames.get(0), new PictureOptions().view(1)))
                    .isInstanceOf(InvalidConfigException.class)
                    .hasMessage("view is 1; it must be 0, the next in turn");
            assertThatThrownBy(() -> flat.encode(frames.get(0), new PictureOptions().view(0)))
                    .isInstanceOf(InvalidConfigException.class)
                    .hasMessageContaining("views(2)");
            encoder.encode(frames.get(0));
            assertThatThrownBy(encoder::flush)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("second view");
            List<Integer> views = new ArrayList<>();
            encoder.encode(frames.get(1)).forEach(picture -> views.add(picture.view()));
            assertThat(views).containsExactly(0, 1);
        }
    }

    @ParameterizedTest
    @MethodSource("versions")
    void displaysGoWithTheirPictureOnly(ApiVersion version) {
        var displays = new ReferenceDisplays(
                3,
                OptionalInt.of(4),
                List.of(
                        new ReferenceDisplays.Display(0, 1, 33, 5, 34, 6, OptionalInt.of(-12)),
                        new ReferenceDisplays.Display(1, 0, 31, 7, 32, 8, OptionalInt.empty())));
        try (var gpu = gpu(version);
                var encoder = NvEncoder.open(
                        gpu.context,
                        config(0).toBuilder().referenceDisplays(true).build());
                var without = NvEncoder.open(gpu.context, config(0))) {
            List<DeviceFrame> frames = gpu.frames(2, BufferFormat.NV12, WIDTH, HEIGHT);
            encoder.encode(frames.get(0), new PictureOptions().referenceDisplays(displays));
            encoder.encode(frames.get(1));
            assertThat(gpu.simulator.calls("nvEncEncodePicture"))
                    .extracting(call -> call.in().get("codecPicParams.hevcPicParams.p3DReferenceDisplayInfo"))
                    .containsExactly("ptr", null);
            assertThatThrownBy(() -> without.encode(frames.get(0), new PictureOptions().referenceDisplays(displays)))
                    .hasMessageContaining("referenceDisplays(true)");
        }
    }

    @Test
    void displaysOutOfTheirBoundsAreRefused() {
        var display = new ReferenceDisplays.Display(0, 1, 0, 0, 0, 0, OptionalInt.empty());
        assertThatThrownBy(() -> new ReferenceDisplays(0, OptionalInt.empty(), List.of()))
                .hasMessageContaining("1 to 32");
        assertThatThrownBy(() -> new ReferenceDisplays(32, OptionalInt.empty(), List.of(display)))
                .hasMessageContaining("0 to 31");
        assertThatThrownBy(() -> new ReferenceDisplays.Display(0, 1, 63, 0, 0, 0, OptionalInt.empty()))
                .hasMessageContaining("0 to 62");
        assertThatThrownBy(() -> new ReferenceDisplays.Display(0, 1, 0, 0, 0, 0, OptionalInt.of(512)))
                .hasMessageContaining("-512 to 511");
    }

    private static List<Long> viewIds(SimulatedGpu gpu) {
        return gpu.simulator.calls("nvEncEncodePicture").stream()
                .map(call -> call.in())
                .filter(fields -> fields.containsKey("inputBuffer"))
                .map(fields -> (Long) Objects.requireNonNullElse(fields.get("codecPicParams.hevcPicParams.viewId"), 0L))
                .toList();
    }

    private static EncoderConfig config(int bFrames) {
        return EncoderConfig.hevc(WIDTH, HEIGHT)
                .tuning(Tuning.HIGH_QUALITY)
                .gopLength(30)
                .bFrames(bFrames)
                .views(2)
                .build();
    }

    private static SimulatedGpu gpu(ApiVersion version) {
        return SimulatedGpu.of(Simulator.builder()
                .maxApiVersion(version)
                .gpu(GpuModel.BLACKWELL)
                .coder(new StubCoder()));
    }
}
