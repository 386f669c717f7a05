package org.nvenc4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nvenc4j.cuda.BufferFormat;
import org.nvenc4j.cuda.DeviceFrame;
import org.nvenc4j.simulator.GpuModel;
import org.nvenc4j.simulator.PresetContents;
import org.nvenc4j.simulator.RecordedCall;
import org.nvenc4j.simulator.Simulator;
import org.nvenc4j.simulator.StubCoder;

/**
 * What this library passes to the driver is what FFmpeg's wrapper passed for the same options, struct by struct and
 * field by field, but for the differences that {@code intended-differences.tsv} lists with their reasons.
 */
class GoldenTest {
    private static final Map<String, String> CALLS = Map.of(
            "initialize", "nvEncInitializeEncoder",
            "register", "nvEncRegisterResource",
            "reconfigure", "nvEncReconfigureEncoder");
    private static final long END_OF_STREAM = 8;

    /** One difference: what FFmpeg passed and what this library passes. */
    record Difference(String recording, String struct, int index, String field, Object theirs, Object ours) {
        @Override
        public String toString() {
            return recording + " " + struct + "[" + index + "]." + field + ": FFmpeg " + theirs + ", ours " + ours;
        }
    }

    /** A line of the list: which differences it excuses, and why. */
    record Intended(String recordings, String struct, String field, String theirs, String ours, String reason) {
        boolean covers(Difference difference) {
            return matches(recordings, difference.recording)
                    && struct.equals(difference.struct)
                    && matches(field, difference.field)
                    && matches(theirs, difference.theirs.toString())
                    && matches(ours, difference.ours.toString());
        }

        private static boolean matches(String pattern, String name) {
            return FileSystems.getDefault().getPathMatcher("glob:" + pattern).matches(Path.of(name));
        }
    }

    static List<Path> recordings() throws IOException, URISyntaxException {
        URI folder = GoldenTest.class.getResource("golden").toURI();
        try (Stream<Path> files = Files.list(Path.of(folder))) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }

    private static List<Intended> intended() throws IOException, URISyntaxException {
        Path list = Path.of(
                GoldenTest.class.getResource("golden/intended-differences.tsv").toURI());
        return Files.readAllLines(list).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> line.split("\t"))
                .map(cells -> new Intended(cells[0], cells[1], cells[2], cells[3], cells[4], cells[5]))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void passesWhatFfmpegPasses(Path recording) throws Exception {
        List<Intended> intended = intended();
        assertThat(differences(recording))
                .filteredOn(difference -> intended.stream().noneMatch(entry -> entry.covers(difference)))
                .isEmpty();
    }

    @Test
    void everyIntendedDifferenceIsStillThere() throws Exception {
        List<Difference> all = new ArrayList<>();
        for (Path recording : recordings()) {
            all.addAll(differences(recording));
        }
        assertThat(intended())
                .isNotEmpty()
                .allSatisfy(entry -> assertThat(entry.reason).isNotBlank())
                .allSatisfy(entry -> assertThat(all).anyMatch(entry::covers));
    }

    private static List<Difference> differences(Path file) throws IOException {
        String name = file.getFileName().toString().replace(".json", "");
        Map<String, Object> recording = object(JsonReader.read(Files.readString(file)));
        List<RecordedCall> calls = encode(recording);
        List<Difference> differences = new ArrayList<>();
        Map<String, List<Map<String, Object>>> theirs = new TreeMap<>(Map.of(
                "initialize", List.of(object(recording.get("initialize"))),
                "register", list(recording.get("register")),
                "reconfigure", list(recording.get("reconfigure"))));
        Map<String, List<Map<String, Object>>> ours = new TreeMap<>();
        CALLS.forEach((struct, function) -> ours.put(
                struct,
                calls.stream()
                        .filter(call -> call.function().equals(function))
                        .map(RecordedCall::in)
                        .distinct()
                        .toList()));
        addPictures(
                list(recording.get("pictures")).stream()
                        .map(picture -> object(picture.get("in")))
                        .toList(),
                theirs);
        addPictures(
                calls.stream()
                        .filter(call -> call.function().equals("nvEncEncodePicture"))
                        .map(RecordedCall::in)
                        .toList(),
                ours);
        theirs.forEach((struct, structs) -> compare(name, struct, structs, ours.get(struct), differences));
        return differences;
    }

    private static void addPictures(
            List<Map<String, Object>> pictures, Map<String, List<Map<String, Object>>> structs) {
        structs.put(
                "picture",
                pictures.stream()
                        .filter(picture -> picture.containsKey("inputBuffer"))
                        .toList());
        structs.put(
                "endOfStream",
                pictures.stream()
                        .filter(picture -> picture.getOrDefault("encodePicFlags", (Object) 0L)
                                .equals(END_OF_STREAM))
                        .toList());
    }

    private static void compare(
            String recording,
            String struct,
            List<Map<String, Object>> theirs,
            List<Map<String, Object>> ours,
            List<Difference> differences) {
        if (theirs.size() != ours.size()) {
            differences.add(new Difference(recording, struct, 0, "count", theirs.size(), ours.size()));
        }
        for (int i = 0; i < Math.min(theirs.size(), ours.size()); i++) {
            Set<String> fields = new TreeSet<>(theirs.get(i).keySet());
            fields.addAll(ours.get(i).keySet());
            for (String field : fields) {
                Object their = theirs.get(i).getOrDefault(field, 0L);
                Object our = ours.get(i).getOrDefault(field, 0L);
                if (!their.equals(our)) {
                    differences.add(new Difference(recording, struct, i, field, their, our));
                }
            }
        }
    }

    /** Encodes as many frames with the same options, and with the presets that FFmpeg was answered. */
    private static List<RecordedCall> encode(Map<String, Object> recording) {
        int width = number(recording, "width");
        int height = number(recording, "height");
        int frameRate = number(recording, "fps");
        // FFmpeg converts some formats on the way, so what counts is what it registered.
        BufferFormat format =
                format((Long) list(recording.get("register")).getFirst().get("bufferFormat"));
        FfmpegOptions options = FfmpegOptions.parse((String) recording.get("ffmpeg_options"));
        Simulator.Builder simulator = Simulator.builder()
                .maxApiVersion(ApiVersion.parse((String) recording.get("api")))
                .gpu(GpuModel.BLACKWELL)
                .coder(new StubCoder());
        for (Map<String, Object> query : list(recording.get("preset_queries"))) {
            Map<String, Object> asked = object(query.get("in"));
            simulator.preset(new PresetContents(
                    (String) asked.get("encodeGUID"),
                    (String) asked.get("presetGUID"),
                    number(asked, "tuningInfo"),
                    object(query.get("out"))));
        }
        try (SimulatedGpu gpu = SimulatedGpu.of(simulator);
                NvEncoder encoder = NvEncoder.open(
                        gpu.context,
                        options.builder(width, height, format, frameRate, 1).build())) {
            PictureOptions picture = new PictureOptions();
            long frames = list(recording.get("pictures")).stream()
                    .filter(entry -> object(entry.get("in")).containsKey("inputBuffer"))
                    .count();
            for (int i = 0; i < frames; i++) {
                options.force(picture, i, frameRate);
                encoder.encode(DeviceFrame.allocate(gpu.context, format, width, height), picture);
            }
            encoder.flush();
            return gpu.simulator.calls();
        }
    }

    private static BufferFormat format(long value) {
        return Arrays.stream(BufferFormat.values())
                .filter(format -> format.value() == value)
                .findFirst()
                .orElseThrow();
    }

    private static int number(Map<String, Object> object, String member) {
        return ((Long) object.get(member)).intValue();
    }

    @SuppressWarnings("unchecked") // The recordings' README says which member is what.
    private static Map<String, Object> object(Object value) {
        return (Map<String, Object>) value;
    }

    @SuppressWarnings("unchecked") // Likewise.
    private static List<Map<String, Object>> list(Object value) {
        return (List<Map<String, Object>>) value;
    }
}
