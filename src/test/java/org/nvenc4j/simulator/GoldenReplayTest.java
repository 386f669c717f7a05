package org.nvenc4j.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nvenc4j.ApiVersion;
import org.nvenc4j.Codec;
import org.nvenc4j.JsonReader;

/**
 * What a client passed that is proven on real encoders, FFmpeg's NVENC wrapper, is passed to the simulator again, struct
 * by struct: it has to be accepted, with the same flow of need-more-input, and the stand-in presets are the recorded ones.
 */
class GoldenReplayTest {

    /** One recording; its name is what the test report shows. */
    record Recording(String name, Map<String, Object> content) {
        String text(String member) {
            return (String) content.get(member);
        }

        int number(String member) {
            return ((Long) content.get(member)).intValue();
        }

        @SuppressWarnings("unchecked") // The recordings' README says which member is what.
        Map<String, Object> map(String member) {
            return (Map<String, Object>) content.get(member);
        }

        @SuppressWarnings("unchecked") // Likewise.
        List<Map<String, Object>> list(String member) {
            return (List<Map<String, Object>>) content.get(member);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    @SuppressWarnings("unchecked") // A recording is an object.
    static List<Recording> recordings() throws Exception {
        URI folder = GoldenReplayTest.class.getResource("/org/nvenc4j/golden").toURI();
        List<Recording> recordings = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of(folder))) {
            for (Path file : files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList()) {
                recordings.add(new Recording(
                        file.getFileName().toString(), (Map<String, Object>) JsonReader.read(Files.readString(file))));
            }
        }
        return recordings;
    }

    @Test
    void theRecordingsAreThere() throws Exception {
        assertThat(recordings()).hasSizeGreaterThanOrEqualTo(61);
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void acceptsWhatAProvenClientPassed(Recording recording) throws IOException {
        StubCoder coder = new StubCoder();
        ApiVersion version = ApiVersion.parse(recording.text("api"));
        try (Simulator simulator =
                        Simulator.builder().gpu(GpuModel.BLACKWELL).coder(coder).build();
                RawClient client = RawClient.open(simulator, version)) {
            Map<String, Object> initialize = recording.map("initialize");
            client.codec = Codec.valueOf(((String) initialize.get("encodeGUID")).replaceAll("NV_ENC_CODEC_|_GUID", ""));
            checkPresets(client, recording);
            client.must(client.nvenc("nvEncInitializeEncoder", client.encoder, initParams(client, initialize)));
            Replay replay = new Replay(client, recording);
            replay.pictures();
            assertThat(replay.statuses).isEqualTo(replay.recordedStatuses);
            assertThat(replay.timestamps()).containsExactlyInAnyOrderElementsOf(recorded(recording, "outputTimeStamp"));
            assertThat(coder.pictures).hasSize(recording.list("locks").size());
            assertThat(coder.pictures.stream().filter(picture -> picture.type() == SourcePicture.Type.IDR))
                    .hasSize((int) recorded(recording, "pictureType").stream()
                            .filter(type -> type == 3L)
                            .count());
            assertThat(simulator.violations()).isEmpty();
        }
    }

    private static List<Long> recorded(Recording recording, String field) {
        return recording.list("locks").stream()
                .map(lock -> (Long) lock.getOrDefault(field, 0L))
                .toList();
    }

    @SuppressWarnings("unchecked") // "in" and "out" are objects.
    private static void checkPresets(RawClient client, Recording recording) {
        for (Map<String, Object> query : recording.list("preset_queries")) {
            Map<String, Object> in = (Map<String, Object>) query.get("in");
            Map<String, Object> out = (Map<String, Object>) query.get("out");
            int preset = ((String) in.get("presetGUID")).replaceAll("\\D", "").charAt(0) - '0';
            int tuning = ((Long) in.get("tuningInfo")).intValue();
            assertThat(client.presetConfig(preset, tuning).nonZero()).containsExactlyInAnyOrderEntriesOf(out);
        }
    }

    private static long initParams(RawClient client, Map<String, Object> fields) {
        StructView init = client.struct("NV_ENC_INITIALIZE_PARAMS");
        StructView config = client.struct("NV_ENC_CONFIG", client.codec);
        fields.forEach((name, value) -> {
            if (name.startsWith("encodeConfig.")) {
                config.put(name.substring("encodeConfig.".length()), value);
            } else {
                init.put(name, value);
            }
        });
        init.set("encodeConfig", RawClient.address(config));
        return RawClient.address(init);
    }

    /** The pictures of one recording, each with a buffer of its own. */
    private static final class Replay {
        final RawClient client;
        final Recording recording;
        final List<Long> statuses = new ArrayList<>();
        final List<Long> recordedStatuses = new ArrayList<>();
        final List<Long> buffers = new ArrayList<>();

        Replay(RawClient client, Recording recording) {
            this.client = client;
            this.recording = recording;
        }

        @SuppressWarnings("unchecked") // "in" is an object.
        void pictures() {
            StructView register = client.struct("NV_ENC_REGISTER_RESOURCE");
            recording.list("register").get(0).forEach(register::put);
            register.set("resourceToRegister", client.allocate(register.get("pitch") * register.get("height") * 3));
            client.must(client.nvenc("nvEncRegisterResource", client.encoder, RawClient.address(register)));
            long mapped = client.map(register.get("registeredResource"));
            for (Map<String, Object> picture : recording.list("pictures")) {
                StructView params = client.struct("NV_ENC_PIC_PARAMS", client.codec);
                Map<String, Object> in = (Map<String, Object>) picture.get("in");
                in.forEach(params::put);
                if (in.containsKey("inputBuffer")) {
                    buffers.add(client.bitstreamBuffer());
                    params.set("inputBuffer", mapped);
                    params.set("outputBitstream", buffers.getLast());
                }
                statuses.add((long) client.encode(params));
                recordedStatuses.add((Long) picture.get("status"));
            }
        }

        List<Long> timestamps() {
            List<Long> timestamps = new ArrayList<>();
            for (long buffer : buffers) {
                StructView lock = client.lockParams(buffer);
                client.read(lock);
                timestamps.add(lock.get("outputTimeStamp"));
            }
            return timestamps;
        }
    }
}
