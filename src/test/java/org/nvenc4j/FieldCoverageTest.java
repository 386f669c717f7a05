package org.nvenc4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.nvenc4j.cuda.BufferFormat;
import org.nvenc4j.cuda.DeviceFrame;
import org.nvenc4j.simulator.GpuModel;
import org.nvenc4j.simulator.RecordedCall;
import org.nvenc4j.simulator.Simulator;
import org.nvenc4j.simulator.StubCoder;

/**
 * Every public field of API 13.1's configuration and pictures can be set here, or {@code fields-left-alone.tsv} says why
 * not.
 */
class FieldCoverageTest {
    /** The structs that a client fills, with where a field of theirs stands in a recorded call. */
    private static final Map<Pattern, String> STRUCTS = structs();

    private static Map<Pattern, String> structs() {
        Map<String, String> structs = new LinkedHashMap<>();
        String arms = "encodeConfig\\.encodeCodecConfig\\.";
        structs.put(arms + "h264Config\\.h264VUIParameters\\.", "NV_ENC_CONFIG_H264_VUI_PARAMETERS");
        structs.put(arms + "hevcConfig\\.hevcVUIParameters\\.", "NV_ENC_CONFIG_H264_VUI_PARAMETERS");
        structs.put(arms + "h264Config\\.", "NV_ENC_CONFIG_H264");
        structs.put(arms + "hevcConfig\\.", "NV_ENC_CONFIG_HEVC");
        structs.put(arms + "av1Config\\.", "NV_ENC_CONFIG_AV1");
        structs.put("encodeConfig\\.rcParams\\.", "NV_ENC_RC_PARAMS");
        structs.put("encodeConfig\\.", "NV_ENC_CONFIG");
        structs.put("codecPicParams\\.h264PicParams\\.", "NV_ENC_PIC_PARAMS_H264");
        structs.put("codecPicParams\\.hevcPicParams\\.", "NV_ENC_PIC_PARAMS_HEVC");
        structs.put("codecPicParams\\.av1PicParams\\.", "NV_ENC_PIC_PARAMS_AV1");
        Map<Pattern, String> patterns = new LinkedHashMap<>();
        structs.forEach((start, struct) -> patterns.put(Pattern.compile("^" + start), struct));
        return patterns;
    }

    @Test
    void everyPublicFieldCanBeSetOrHasAReasonWhyNot() throws IOException {
        Set<String> set = new TreeSet<>(fieldsOfSettings());
        set.addAll(fieldsOfSessions());
        set.addAll(fieldsOfPictures());
        set.addAll(fieldsOfDecisions());
        set.addAll(fieldsOfHints());
        Map<String, String> reasons = reasons();

        Set<String> missing = publicFields();
        missing.removeAll(set);
        missing.removeAll(reasons.keySet());
        assertThat(missing).as("fields that nothing sets").isEmpty();

        Set<String> needless = new TreeSet<>(reasons.keySet());
        Set<String> fields = publicFields();
        needless.removeIf(field -> fields.contains(field) && !set.contains(field));
        assertThat(needless).as("reasons that are no longer needed").isEmpty();
        assertThat(reasons.values()).allSatisfy(reason -> assertThat(reason).isNotBlank());
    }

    /** All that the structs have but reserved space and the structs within, whose own fields count. */
    private static Set<String> publicFields() {
        FactTables facts = FactTables.of(ApiVersion.V13_1);
        Set<String> structs = new HashSet<>(STRUCTS.values());
        structs.addAll(List.of("NV_ENC_INITIALIZE_PARAMS", "NV_ENC_PIC_PARAMS"));
        Set<String> within = new HashSet<>(structs);
        within.addAll(List.of(
                "NV_ENC_CODEC_CONFIG",
                "NV_ENC_CODEC_PIC_PARAMS",
                "NV_ENC_CONFIG_HEVC_VUI_PARAMETERS",
                "NV_ENC_CONFIG *"));
        Stream<String> fields = facts.fields().stream()
                .filter(field -> structs.contains(field.struct()) && !within.contains(field.type()))
                .map(FactTables.Field::qualifiedName);
        Stream<String> bits = facts.bits().stream()
                .filter(field -> structs.contains(field.struct()))
                .map(FactTables.Bits::qualifiedName);
        return Stream.concat(fields, bits)
                .filter(name -> !name.contains(".reserved") && !name.endsWith(".version"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What SettingsTest shows of each setting. */
    private static Set<String> fieldsOfSettings() {
        Set<String> fields = new TreeSet<>();
        for (SettingRow row : SettingRows.all()) {
            for (Codec codec : Codec.values()) {
                if (row.isOf(codec)) {
                    row.fields(ApiVersion.V13_1, codec)
                            .keySet()
                            .forEach(name -> fields.add(qualified(name, "NV_ENC_INITIALIZE_PARAMS")));
                }
            }
        }
        return fields;
    }

    /** What a session is opened with whatever the settings, and what follows from its frames. */
    private static Set<String> fieldsOfSessions() {
        Set<String> fields = new TreeSet<>();
        for (Codec codec : Codec.values()) {
            Map<String, Object> plain = initialized(EncoderConfig.builder(codec, 640, 360));
            plain.keySet().stream()
                    .filter(name -> !name.startsWith("encodeConfig."))
                    .forEach(name -> fields.add(qualified(name, "NV_ENC_INITIALIZE_PARAMS")));
            fields.add("NV_ENC_INITIALIZE_PARAMS.encodeConfig");
            for (BufferFormat format : List.of(BufferFormat.P010, BufferFormat.YUV444)) {
                if (codec != Codec.AV1 || format.chromaFormatIdc() == 1) {
                    Map<String, Object> other =
                            initialized(EncoderConfig.builder(codec, 640, 360).bufferFormat(format));
                    fields.addAll(difference(plain, other, "NV_ENC_INITIALIZE_PARAMS"));
                }
            }
            if (codec != Codec.AV1) {
                Map<String, Object> lossless =
                        initialized(EncoderConfig.builder(codec, 640, 360).tuning(Tuning.LOSSLESS));
                if (!Objects.equals(lossless.get(BYPASS), plain.get(BYPASS))) {
                    fields.add(qualified(BYPASS, ""));
                }
            }
        }
        // AV1 has no other chroma format here; the field is written all the same.
        fields.add("NV_ENC_CONFIG_AV1.chromaFormatIDC");
        return fields;
    }

    private static final String BYPASS = "encodeConfig.encodeCodecConfig.h264Config.qpPrimeYZeroTransformBypassFlag";

    private static Map<String, Object> initialized(EncoderConfig.Builder builder) {
        try (var gpu = gpu()) {
            NvEncoder.open(gpu.context, builder.build()).close();
            return gpu.simulator.calls("nvEncInitializeEncoder").getFirst().in();
        }
    }

    /** What a picture has by itself, and what comes with everything that can be said of one. */
    private static Set<String> fieldsOfPictures() {
        Set<String> fields = new TreeSet<>();
        for (Codec codec : Codec.values()) {
            try (var gpu = gpu();
                    var encoder = NvEncoder.open(gpu.context, everything(codec))) {
                DeviceFrame frame = gpu.frame(640, 360);
                encoder.encode(frame);
                encoder.encode(frame, new PictureOptions().markLongTermReference(1));
                if (codec == Codec.AV1) {
                    encoder.encode(frame, new PictureOptions().tiles(List.of(5, 5), List.of(6)));
                }
                encoder.encode(frame, everythingOfAPicture(codec));
                for (RecordedCall call : gpu.simulator.calls("nvEncEncodePicture")) {
                    call.in().keySet().forEach(name -> fields.add(qualified(name, "NV_ENC_PIC_PARAMS")));
                }
            }
        }
        return fields;
    }

    /** What a program says of its pictures that decides on their types. */
    private static Set<String> fieldsOfDecisions() {
        Set<String> fields = new TreeSet<>();
        for (Codec codec : Codec.values()) {
            var builder = EncoderConfig.builder(codec, 640, 360).pictureTypeDecision(false);
            if (codec != Codec.H264) {
                builder.temporalLayers(2);
            }
            try (var gpu = gpu();
                    var encoder = NvEncoder.open(gpu.context, builder.build())) {
                DeviceFrame frame = gpu.frame(640, 360);
                var options = new PictureOptions();
                encoder.encode(frame, options.type(PictureType.IDR, 0));
                options.type(PictureType.P, 1).temporalLayer(codec == Codec.H264 ? 0 : 1);
                encoder.encode(frame, options);
                if (codec == Codec.AV1) {
                    for (Av1FrameRole role : Av1FrameRole.values()) {
                        try {
                            encoder.encode(frame, options.av1Role(role));
                        } catch (NvencException e) {
                            // The simulator has no hidden frames; it was told of one.
                        }
                    }
                }
                for (RecordedCall call : gpu.simulator.calls("nvEncEncodePicture")) {
                    call.in().keySet().forEach(name -> fields.add(qualified(name, "NV_ENC_PIC_PARAMS")));
                }
            }
        }
        return fields;
    }

    /** What comes with hints at motion. */
    private static Set<String> fieldsOfHints() {
        Set<String> fields = new TreeSet<>();
        for (Codec codec : List.of(Codec.H264, Codec.AV1)) {
            boolean av1 = codec == Codec.AV1;
            MotionHintCounts counts = av1 ? MotionHintCounts.superblock(1) : MotionHintCounts.whole(1);
            var builder = EncoderConfig.builder(codec, 640, 360).motionHints(counts, MotionHintCounts.NONE);
            var options = new PictureOptions();
            if (av1) {
                var hints = new SuperblockHints();
                for (int i = 0; i < 10 * 6; i++) {
                    hints.endSuperblock();
                }
                options.superblockHints(hints);
            } else {
                options.motionHints(new MotionHints(640, 360, counts, MotionHintCounts.NONE).distances(2, 0));
            }
            try (var gpu = gpu();
                    var encoder = NvEncoder.open(gpu.context, builder.build())) {
                encoder.encode(gpu.frame(640, 360), options);
                gpu.simulator
                        .calls("nvEncEncodePicture")
                        .getFirst()
                        .in()
                        .keySet()
                        .forEach(name -> fields.add(qualified(name, "NV_ENC_PIC_PARAMS")));
            }
        }
        return fields;
    }

    private static EncoderConfig everything(Codec codec) {
        var builder = EncoderConfig.builder(codec, 640, 360)
                .longTermReferences(2)
                .temporalLayers(2)
                .qpMap(QpMapMode.DELTA);
        if (codec != Codec.AV1) {
            builder.timeCodes(true).constrainedEncoding(true).slicing(Slicing.count(2));
        } else {
            builder.filmGrain(FilmGrain.white(10));
        }
        if (codec != Codec.H264) {
            builder.masteringDisplay(true).contentLightLevel(true);
        }
        return builder.build();
    }

    private static PictureOptions everythingOfAPicture(Codec codec) {
        int block = codec.blockSize();
        var options = new PictureOptions()
                .forceIdr(true)
                .addItutT35(new byte[] {1})
                .qpMap(new byte[Math.ceilDiv(640, block) * Math.ceilDiv(360, block)])
                .markLongTermReference(1)
                .useLongTermReferences(2)
                .startIntraRefresh(5)
                .referenceHint(2);
        if (codec != Codec.AV1) {
            options.addUserData(new UUID(1, 2), new byte[1])
                    .timeCode(new TimeCode(1, 2, 3, 4, false))
                    .constrained(true)
                    .slicing(Slicing.count(3));
        } else {
            options.errorResilient(true).tiles(2, 1).filmGrain(FilmGrain.white(20));
        }
        if (codec == Codec.H264) {
            options.intraSlices(0, 1);
        } else {
            options.masteringDisplay(MasteringDisplay.bt2020(1000, 0))
                    .contentLightLevel(new ContentLightLevel(1000, 400))
                    .temporalLayers(1);
        }
        return options;
    }

    private static SimulatedGpu gpu() {
        return SimulatedGpu.of(Simulator.builder().gpu(GpuModel.BLACKWELL).coder(new StubCoder()));
    }

    private static Set<String> difference(Map<String, Object> one, Map<String, Object> other, String struct) {
        Set<String> names = new TreeSet<>(one.keySet());
        names.addAll(other.keySet());
        names.removeIf(name -> Objects.equals(one.get(name), other.get(name)));
        return names.stream().map(name -> qualified(name, struct)).collect(Collectors.toSet());
    }

    /** The struct and the field of a name in a recorded call; of a field that is a struct or an array the whole. */
    private static String qualified(String name, String outermost) {
        for (Map.Entry<Pattern, String> struct : STRUCTS.entrySet()) {
            Matcher matcher = struct.getKey().matcher(name);
            if (matcher.find()) {
                return struct.getValue() + "." + first(name.substring(matcher.end()));
            }
        }
        return outermost + "." + first(name);
    }

    private static String first(String path) {
        return path.replaceFirst("[.\\[].*", "");
    }

    private static Map<String, String> reasons() throws IOException {
        try (InputStream in = FieldCoverageTest.class.getResourceAsStream("fields-left-alone.tsv")) {
            Map<String, String> reasons = new TreeMap<>();
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t"))
                    .forEach(row -> reasons.put(row[0] + "." + row[1], row[2]));
            return reasons;
        }
    }
}
