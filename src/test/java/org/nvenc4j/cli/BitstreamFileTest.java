package org.nvenc4j.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nvenc4j.Codec;

class BitstreamFileTest {
    private static final FrameSize SIZE = new FrameSize(640, 360);
    private static final FrameRate RATE = new FrameRate(30000, 1001);

    @TempDir
    Path folder;

    @Test
    void writesBareUnitsOneAfterTheOther() throws IOException {
        Path path = folder.resolve("a.h264");
        Files.writeString(path, "a longer file that was there before");

        try (BitstreamFile file = BitstreamFile.open(path.toString(), Codec.H264, SIZE, RATE)) {
            file.write(ByteBuffer.wrap("one".getBytes(US_ASCII)), 0);
            file.write(ByteBuffer.wrap("two".getBytes(US_ASCII)), 1);
            assertThat(file.bytes()).isEqualTo(6);
        }

        assertThat(path).hasContent("onetwo");
    }

    @ParameterizedTest
    @CsvSource({"AV1,AV01", "H264,H264", "HEVC,HEVC"})
    void writesIvf(Codec codec, String fourCc) throws IOException {
        Path path = folder.resolve("a.ivf");

        try (BitstreamFile file = BitstreamFile.open(path.toString(), codec, SIZE, RATE)) {
            file.write(ByteBuffer.wrap(new byte[300]), 0);
            file.write(ByteBuffer.wrap(new byte[] {7}), 5_000_000_000L);
        }

        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(text(bytes)).isEqualTo("DKIF");
        assertThat(bytes.getShort()).isZero();
        assertThat(bytes.getShort()).isEqualTo((short) 32);
        assertThat(text(bytes)).isEqualTo(fourCc);
        assertThat(bytes.getShort()).isEqualTo((short) 640);
        assertThat(bytes.getShort()).isEqualTo((short) 360);
        assertThat(bytes.getInt()).isEqualTo(30000);
        assertThat(bytes.getInt()).isEqualTo(1001);
        assertThat(bytes.getInt()).as("frames").isEqualTo(2);
        assertThat(bytes.getInt()).isZero();
        assertThat(bytes.getInt()).isEqualTo(300);
        assertThat(bytes.getLong()).isZero();
        bytes.position(bytes.position() + 300);
        assertThat(bytes.getInt()).isEqualTo(1);
        assertThat(bytes.getLong()).isEqualTo(5_000_000_000L);
        assertThat(bytes.get()).isEqualTo((byte) 7);
        assertThat(bytes.hasRemaining()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"a.h264,HEVC", "a.264,AV1", "a.hevc,H264", "a.obu,H264", "a.OBU,HEVC"})
    void refusesAnEndingThatMeansAnotherCodec(String name, Codec codec) {
        Path path = folder.resolve(name);

        assertThatThrownBy(() -> BitstreamFile.open(path.toString(), codec, SIZE, RATE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("but the codec is " + codec + "; change one of them");
        assertThat(path).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({"a.mp4", "a", "h264"})
    void refusesAnEndingThatMeansNothing(String name) {
        assertThatThrownBy(() -> BitstreamFile.open(folder.resolve(name).toString(), Codec.H264, SIZE, RATE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("its name has to end in .h264, .hevc, .obu or .ivf");
    }

    @Test
    void passesOnThatAFileCannotBeWritten() {
        assertThatThrownBy(() -> BitstreamFile.open(folder.resolve("no/a.h264").toString(), Codec.H264, SIZE, RATE))
                .isInstanceOf(NoSuchFileException.class);
    }

    private static String text(ByteBuffer bytes) {
        byte[] text = new byte[4];
        bytes.get(text);
        return new String(text, US_ASCII);
    }
}
