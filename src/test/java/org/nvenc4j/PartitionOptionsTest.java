package org.nvenc4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.nvenc4j.bitstream.AccessUnit;
import org.nvenc4j.cuda.BufferFormat;
import org.nvenc4j.cuda.DeviceFrame;
import org.nvenc4j.simulator.GpuModel;
import org.nvenc4j.simulator.Simulator;
import org.nvenc4j.simulator.StubCoder;

/** What a picture says of its slices, tiles, layers, grain and references: it arrives, and is gone with the next. */
class PartitionOptionsTest {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 368;

    @EachAbi
    void slicesAreCutAnewFromAPictureOn(ApiVersion version) {
        var config = EncoderConfig.h264(WIDTH, HEIGHT).slicing(Slicing.count(2)).build();
        try (var gpu = SimulatedGpu.of(version);
                var encoder = NvEncoder.open(gpu.context, config)) {
            List<byte[]> units = new ArrayList<>();
            List<DeviceFrame> frames = gpu.frames(4, BufferFormat.NV12, WIDTH, HEIGHT);
            var options = new PictureOptions();
            for (int i = 0; i < frames.size(); i++) {
                options.slicing(i == 1 ? Slicing.rows(5) : i == 3 ? Slicing.count(3) : null);
                units.add(encoder.encode(frames.get(i), options).only().toByteArray());
            }
            assertThat(units).extracting(PartitionOptionsTest::slices).containsExactly(2, 5, 5, 3);
            List<Decoder.Picture> decoded = Decoder.decode(Codec.H264, units);
            for (int i = 0; i < frames.size(); i++) {
                assertThat(Planes.of(decoded.get(i))).isEqualTo(Planes.of(frames.get(i)));
            }
        }
    }

    private static int slices(byte[] unit) {
        return (int) AccessUnit.parse(Codec.H264, unit).units().stream()
                .map(nal -> nal.bytes().get(ValueLayout.JAVA_BYTE, 0) & 0x1F)
                .filter(type -> type == 1 || type == 5)
                .count();
    }

    @EachAbi
    void slicesTilesAndGrainReachTheDriverWithTheirPictureOnly(ApiVersion version) {
        for (Codec codec : Codec.values()) {
            boolean av1 = codec == Codec.AV1;
            var builder = EncoderConfig.builder(codec, WIDTH, HEIGHT);
            var options = new PictureOptions();
            Map<String, Object> expected = new HashMap<>();
            if (av1) {
                builder.filmGrain(FilmGrain.white(10));
                options.errorResilient(true).tiles(2, 1).filmGrain(FilmGrain.white(20));
                expected.put("errorResilientModeFlag", 1L);
                expected.put("tileConfigUpdate", 1L);
                expected.put("numTileColumns", 2L);
                expected.put("numTileRows", 1L);
                expected.put("filmGrainParamsUpdate", 1L);
                expected.put("filmGrainParams", "ptr");
            } else {
                builder.constrainedEncoding(true).slicing(Slicing.count(4));
                options.constrained(true).slicing(Slicing.count(6));
                expected.put("constrainedFrame", 1L);
                expected.put("sliceModeDataUpdate", 1L);
                expected.put("sliceMode", 3L);
                expected.put("sliceModeData", 6L);
            }
            if (codec == Codec.H264) {
                options.intraSlices(5, 0);
                expected.put("forceIntraSliceCount", 2L);
                expected.put("forceIntraSliceIdx", "ptr");
            }
            assertThat(added(version, builder.build(), options)).containsExactlyInAnyOrderEntriesOf(expected);
        }
    }

    @EachAbi
    void tilesMayHaveSizesOfTheirOwn(ApiVersion version) {
        var config = EncoderConfig.av1(WIDTH, HEIGHT).build();
        var options = new PictureOptions().tiles(List.of(3, 3, 4), List.of(6));
        assertThat(added(version, config, options))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "tileConfigUpdate", 1L,
                        "enableCustomTileConfig", 1L,
                        "numTileColumns", 3L,
                        "numTileRows", 1L,
                        "tileWidths", "ptr",
                        "tileHeights", "ptr"));
        refuses(version, config, new PictureOptions().tiles(List.of(9), List.of(6)), "customTiles")
                .hasMessageContaining("10 superblocks of the width");
        refuses(version, config, new PictureOptions().tiles(List.of(10), List.of()), "customTiles");
        refuses(version, config, options.tiles(1, 1), "customTiles").hasMessageContaining("of equal size");
        var h264 = EncoderConfig.h264(WIDTH, HEIGHT).build();
        refuses(version, h264, new PictureOptions().tiles(List.of(10), List.of(6)), "customTiles");
    }

    @EachAbi
    void layersChangeFromApi130On(ApiVersion version) {
        for (Codec codec : List.of(Codec.HEVC, Codec.AV1)) {
            var builder = EncoderConfig.builder(codec, WIDTH, HEIGHT);
            var options = new PictureOptions().temporalLayers(1);
            if (version.isAtLeast(ApiVersion.V13_0)) {
                assertThat(added(version, builder.temporalLayers(2).build(), options))
                        .containsExactlyInAnyOrderEntriesOf(
                                Map.of("temporalConfigUpdate", 1L, "numTemporalLayers", 1L));
            } else {
                refuses(version, builder.build(), options, "temporalLayers")
                        .isInstanceOf(UnsupportedFeatureException.class)
                        .hasMessageContaining("NVENC API 13.0");
            }
        }
    }

    @EachAbi
    void aHintAtAReferenceNeedsApi131(ApiVersion version) {
        for (Codec codec : Codec.values()) {
            var config = EncoderConfig.builder(codec, WIDTH, HEIGHT).build();
            var options = new PictureOptions().referenceHint(7);
            if (version.isAtLeast(ApiVersion.V13_1)) {
                assertThat(added(version, config, options))
                        .containsExactlyInAnyOrderEntriesOf(Map.of("diffPicNumHint", 7L));
            } else {
                refuses(version, config, options, "referenceHint").hasMessageContaining("NVENC API 13.1");
            }
        }
    }

    @EachAbi
    void whatTheConfigurationHasNotIsRefused(ApiVersion version) {
        var h264 = EncoderConfig.h264(WIDTH, HEIGHT).slicing(Slicing.count(4)).build();
        var av1 = EncoderConfig.av1(WIDTH, HEIGHT).build();
        refuses(version, h264, new PictureOptions().constrained(true), "constrained")
                .hasMessageContaining("constrainedEncoding(true)");
        refuses(version, h264, new PictureOptions().slicing(Slicing.rows(0)), "slicing");
        refuses(version, h264, new PictureOptions().intraSlices(4), "intraSlices")
                .hasMessageContaining("0 to 3");
        refuses(version, h264, new PictureOptions().intraSlices(1, 1), "intraSlices")
                .hasMessageContaining("each once");
        refuses(version, h264, new PictureOptions().temporalLayers(1), "temporalLayers");
        refuses(version, h264, new PictureOptions().errorResilient(true), "errorResilient");
        refuses(version, h264, new PictureOptions().tiles(1, 1), "tiles");
        refuses(version, h264, new PictureOptions().filmGrain(FilmGrain.white(1)), "filmGrain");
        refuses(version, av1, new PictureOptions().filmGrain(FilmGrain.white(1)), "filmGrain")
                .hasMessageContaining("unless the configuration has filmGrain");
        refuses(version, av1, new PictureOptions().slicing(Slicing.count(2)), "slicing");
        refuses(version, av1, new PictureOptions().intraSlices(0), "intraSlices");
        refuses(version, av1, new PictureOptions().tiles(3, 1), "tiles");
        refuses(version, av1, new PictureOptions().tiles(16, 1), "tiles").hasMessageContaining("fewer");
        if (version.isAtLeast(ApiVersion.V13_1)) {
            refuses(version, h264, new PictureOptions().slicing(Slicing.bytes(1500)), "slicing")
                    .hasMessageContaining("has no more");
        }
    }

    @EachAbi
    void aGpuWhoseSlicesStayRefusesToCutThemAnew(ApiVersion version) {
        GpuModel model = GpuModel.ADA.withCap(Codec.H264, 27, 0);
        try (var gpu = SimulatedGpu.of(version, model);
                var encoder = NvEncoder.open(
                        gpu.context, EncoderConfig.h264(WIDTH, HEIGHT).build())) {
            DeviceFrame frame = gpu.frame(WIDTH, HEIGHT);
            assertThatThrownBy(() -> encoder.encode(frame, new PictureOptions().slicing(Slicing.count(2))))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageStartingWith("slicing is 2 slices")
                    .hasMessageContaining("NV_ENC_CAPS_SUPPORT_DYNAMIC_SLICE_MODE");
            assertThat(encoder.encode(frame).only().size()).isPositive();
        }
    }

    @Test
    void grainOutOfItsBoundsIsRefused() {
        var point = new FilmGrain.Point(1, 2);
        assertThatThrownBy(() -> FilmGrain.white(256)).hasMessageContaining("0 to 255");
        assertThatThrownBy(() -> grain(List.of(point, point), List.of(), false)).hasMessageContaining("rising");
        assertThatThrownBy(() -> grain(List.of(), List.of(point), false)).hasMessageContaining("none for luma");
        assertThatThrownBy(() -> grain(List.of(point), List.of(point), true)).hasMessageContaining("from luma");
        assertThatThrownBy(() -> new FilmGrain.Noise(4, 6, 0, List.of(), List.of(), List.of()))
                .hasMessageContaining("0 to 3");
        assertThatThrownBy(() -> new FilmGrain.Noise(1, 6, 0, List.of(1), List.of(), List.of()))
                .hasMessageContaining("4 with a lag of 1");
        assertThatThrownBy(() -> new FilmGrain.ChromaMix(0, 0, 512)).hasMessageContaining("0 to 511");
    }

    private static FilmGrain grain(List<FilmGrain.Point> luma, List<FilmGrain.Point> chroma, boolean fromLuma) {
        var noise = luma.isEmpty()
                ? new FilmGrain.Noise(0, 6, 0, List.of(), List.of(), List.of())
                : FilmGrain.Noise.white();
        return new FilmGrain(
                luma,
                chroma,
                chroma,
                fromLuma,
                8,
                noise,
                FilmGrain.ChromaMix.NEUTRAL,
                FilmGrain.ChromaMix.NEUTRAL,
                false,
                false);
    }

    /** The fields that the second of three pictures has and its neighbours have not. */
    private static Map<String, Object> added(ApiVersion version, EncoderConfig config, PictureOptions options) {
        try (var gpu = gpu(version);
                var encoder = NvEncoder.open(gpu.context, config)) {
            DeviceFrame frame = gpu.frame(WIDTH, HEIGHT);
            encoder.encode(frame);
            encoder.encode(frame, options);
            encoder.encode(frame);
            List<Map<String, Object>> pictures = gpu.simulator.calls("nvEncEncodePicture").stream()
                    .limit(3)
                    .map(call -> fields(call.in()))
                    .toList();
            assertThat(pictures.get(2)).isEqualTo(pictures.get(0));
            Map<String, Object> added = new HashMap<>(pictures.get(1));
            added.keySet().removeAll(pictures.get(0).keySet());
            return added;
        }
    }

    private static Map<String, Object> fields(Map<String, Object> recorded) {
        Map<String, Object> fields = new HashMap<>();
        recorded.forEach(
                (name, value) -> fields.put(name.replaceFirst("codecPicParams\\.\\w+PicParams\\.", ""), value));
        fields.keySet().removeAll(List.of("frameIdx", "inputTimeStamp"));
        return fields;
    }

    private static AbstractThrowableAssert<?, ?> refuses(
            ApiVersion version, EncoderConfig config, PictureOptions options, String setting) {
        try (var gpu = gpu(version);
                var encoder = NvEncoder.open(gpu.context, config)) {
            DeviceFrame frame = gpu.frame(WIDTH, HEIGHT);
            var thrown = assertThatThrownBy(() -> encoder.encode(frame, options))
                    .isInstanceOfSatisfying(
                            InvalidConfigException.class,
                            e -> assertThat(e.setting()).isEqualTo(setting))
                    .hasMessageStartingWith(setting + " is ");
            assertThat(gpu.simulator.calls("nvEncEncodePicture")).isEmpty();
            return thrown;
        }
    }

    private static SimulatedGpu gpu(ApiVersion version) {
        return SimulatedGpu.of(Simulator.builder()
                .maxApiVersion(version)
                .gpu(GpuModel.BLACKWELL)
                .coder(new StubCoder()));
    }
}
