package org.nvenc4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nvenc4j.cuda.DeviceFrame;

/** What a flight recording holds of a session. */
class FlightRecorderTest {
    private static final String PREFIX = "org.nvenc4j.";

    @TempDir
    Path folder;

    private List<RecordedEvent> record(String... events) throws IOException {
        Path file = folder.resolve(events.length + ".jfr");
        try (var recording = new Recording();
                var gpu = SimulatedGpu.of(ApiVersion.V13_0)) {
            for (String event : events) {
                recording.enable(PREFIX + event);
            }
            recording.start();
            DeviceFrame frame = gpu.frame(178, 100);
            try (var encoder = NvEncoder.open(
                    gpu.context, EncoderConfig.h264(178, 100).bitRate(1_000_000).build())) {
                encoder.encode(frame).only();
                encoder.reconfigure(
                        encoder.config().toBuilder().bitRate(2_000_000).build());
                encoder.encode(frame).only();
                gpu.simulator.fail("nvEncEncodePicture", 1, NvencStatus.GENERIC.code());
                assertThatThrownBy(() -> encoder.encode(frame)).isInstanceOf(NvencException.class);
            }
            recording.stop();
            recording.dump(file);
        }
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().startsWith(PREFIX))
                .toList();
    }

    @Test
    void sessionsPicturesChangesAndFailuresAreEvents() throws IOException {
        List<RecordedEvent> events = record("SessionOpened", "PictureEncoded", "SessionReconfigured", "NvencFailure");
        assertThat(events)
                .extracting(event -> event.getEventType().getName().substring(PREFIX.length()))
                .containsExactly(
                        "SessionOpened", "PictureEncoded", "SessionReconfigured", "PictureEncoded", "NvencFailure");
        RecordedEvent opened = events.getFirst();
        assertThat(opened.getString("codec")).isEqualTo("H264");
        assertThat(opened.getInt("width")).isEqualTo(178);
        assertThat(opened.getString("gpu")).contains("Ada", "13.0");
        assertThat(opened.getString("configuration")).contains("bitRate 1000000");
        RecordedEvent key = events.get(1);
        assertThat(key.getLong("number")).isZero();
        assertThat(key.getString("type")).isEqualTo("IDR");
        assertThat(key.getInt("bytes")).isPositive();
        assertThat(key.getDuration()).isPositive();
        RecordedEvent changed = events.get(2);
        assertThat(changed.getBoolean("keyFrame")).isFalse();
        assertThat(changed.getString("configuration")).contains("bitRate 2000000");
        assertThat(events.get(3).getString("type")).isEqualTo("P");
        RecordedEvent failed = events.getLast();
        assertThat(failed.getString("function")).isEqualTo("nvEncEncodePicture");
        assertThat(failed.getInt("status")).isEqualTo(NvencStatus.GENERIC.code());
        assertThat(failed.getString("message")).contains("GENERIC");
        assertThat(failed.getStackTrace()).isNotNull();
    }

    @Test
    void nothingIsRecordedUnlessItIsAskedFor() throws IOException {
        assertThat(record()).isEmpty();
    }
}
