package org.nvenc4j.bitstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nvenc4j.Codec;
import org.nvenc4j.Decoder;
import org.nvenc4j.simulator.CoderSettings;
import org.nvenc4j.simulator.CoderSettings.Slicing;
import org.nvenc4j.simulator.Coders;
import org.nvenc4j.simulator.SourcePicture;

class AccessUnitTest {

    private static final UUID NAME = UUID.fromString("dc45e9bd-e6d9-48b7-962c-d820d923eeef");

    /** Text between zeros that need emulation prevention. */
    private static final byte[] TEXT = "\0\0\0\1frame 7\0\0\2\0\0\0".getBytes(StandardCharsets.ISO_8859_1);

    private static byte[] userData() {
        byte[] name = HexFormat.of().parseHex(NAME.toString().replace("-", ""));
        return BitWriter.join(name, TEXT);
    }

    private static CoderSettings.Builder settings(Codec codec) {
        return CoderSettings.builder(codec, 178, 90, 30, 1);
    }

    private static List<Metadata> metadata(Codec codec, byte[] unit) {
        return AccessUnit.parse(codec, unit).metadata();
    }

    @ParameterizedTest
    @CsvSource({"LOSSLESS", "FFMPEG"})
    void takesH264Apart(Coders coders) {
        CoderSettings settings = settings(Codec.H264)
                .accessUnitDelimiter(true)
                .slicing(new Slicing(Slicing.Mode.COUNT, 3))
                .build();
        List<SourcePicture.Metadata> messages =
                List.of(new SourcePicture.Metadata(5, userData()), new SourcePicture.Metadata(4, new byte[300]));
        List<byte[]> coded = CodedStream.of(coders, settings, 2, messages);

        AccessUnit first = AccessUnit.parse(Codec.H264, coded.getFirst());
        assertThat(first)
                .hasToString(
                        "H264 key frame [ACCESS_UNIT_DELIMITER, SPS, PPS, SEI, IDR_SLICE, IDR_SLICE, " + "IDR_SLICE]");
        assertThat(first.isKeyFrame()).isTrue();
        assertThat(first.hasParameterSets()).isTrue();
        AccessUnit second = AccessUnit.parse(Codec.H264, coded.getLast());
        assertThat(second).hasToString("H264 access unit [ACCESS_UNIT_DELIMITER, SEI, SLICE, SLICE, SLICE]");
        assertThat(second.isKeyFrame()).isFalse();
        assertThat(second.hasParameterSets()).isFalse();
        assertThat(second.sequenceHeader()).isEmpty();

        Decoder.Picture decoded = Decoder.decode(Codec.H264, coded).getFirst();
        List<Metadata> found = first.metadata();
        assertThat(found).extracting(Metadata::type).containsExactly(5, 4);
        assertThat(found.getFirst().payload()).isEqualTo(decoded.userData().getFirst());
        assertThat(found.getFirst().uuid()).contains(NAME);
        assertThat(found.getFirst().userData()).isEqualTo(TEXT);
        assertThat(found.getFirst().t35CountryCode()).isEmpty();
        assertThat(found.getLast().t35CountryCode()).hasValue(0);
        assertThat(found.getLast().userData()).hasSize(299);
    }

    /** Units and start codes together are the stream again. */
    @Test
    void leavesNoByteOut() {
        byte[] stream = CodedStream.of(Coders.LOSSLESS, settings(Codec.H264).build(), 1, List.of())
                .getFirst();
        long end = 0;
        for (BitstreamUnit unit : AccessUnit.parse(Codec.H264, stream).units()) {
            byte[] between = Arrays.copyOfRange(stream, (int) end, (int) unit.offset());
            assertThat(HexFormat.of().formatHex(between)).isIn("000001", "00000001");
            end = unit.offset() + unit.bytes().byteSize();
            assertThat(unit.bytes().toArray(ValueLayout.JAVA_BYTE))
                    .isEqualTo(Arrays.copyOfRange(stream, (int) unit.offset(), (int) end));
            assertThat(unit.bytes().isReadOnly()).isTrue();
        }
        assertThat(end).isEqualTo(stream.length);
    }

    @Test
    void takesAv1Apart() {
        byte[] t35 = HexFormat.of().parseHex("b5003c0001040000000000");
        byte[] lightLevel = HexFormat.of().parseHex("03e80190");
        List<SourcePicture.Metadata> messages =
                List.of(new SourcePicture.Metadata(4, t35), new SourcePicture.Metadata(1, lightLevel));
        List<byte[]> coded = CodedStream.of(Coders.FFMPEG, settings(Codec.AV1).build(), 2, messages);

        AccessUnit first = AccessUnit.parse(Codec.AV1, coded.getFirst());
        assertThat(first).hasToString("AV1 key frame [TEMPORAL_DELIMITER, SEQUENCE_HEADER, METADATA, METADATA, FRAME]");
        assertThat(first.hasParameterSets()).isTrue();
        assertThat(first.units().stream()
                        .mapToLong(unit -> unit.bytes().byteSize())
                        .sum())
                .isEqualTo(coded.getFirst().length);
        AccessUnit second = AccessUnit.parse(Codec.AV1, coded.getLast());
        assertThat(second.isKeyFrame()).isFalse();
        assertThat(second.hasParameterSets()).isFalse();

        List<Metadata> found = first.metadata();
        assertThat(found).extracting(Metadata::type).containsExactly(4, 1);
        assertThat(found.getFirst().t35CountryCode()).hasValue(181);
        assertThat(found.getFirst().userData()).isEqualTo(Arrays.copyOfRange(t35, 1, t35.length));
        assertThat(found.getLast().payload()).isEqualTo(lightLevel);
        assertThat(found.getLast().uuid()).isEmpty();
    }

    /** The last OBU may leave out its size. */
    @Test
    void readsAnObuWithoutSize() {
        byte[] header = new Av1Stream(0).sequenceHeader();
        byte[] unsized = BitWriter.join(new byte[] {1 << 3}, Arrays.copyOfRange(header, 2, header.length));
        assertThat(SequenceHeader.parse(Codec.AV1, unsized)).isEqualTo(SequenceHeader.parse(Codec.AV1, header));
    }

    @Test
    void readsTheLayersOfAnObu() {
        byte[] stream = {6 << 3 | 4 | 2, (byte) (5 << 5 | 2 << 3), 3, 0x30, 1, 2, 2 << 3 | 2, 0};
        AccessUnit unit = AccessUnit.parse(Codec.AV1, stream);
        assertThat(unit.units()).hasSize(2);
        Av1Obu frame = (Av1Obu) unit.units().getFirst();
        assertThat(frame.temporalId()).isEqualTo(5);
        assertThat(frame.spatialId()).isEqualTo(2);
        assertThat(frame.payload().toArray(ValueLayout.JAVA_BYTE)).containsExactly(0x30, 1, 2);
        assertThat(frame.bytes().byteSize()).isEqualTo(6);
    }

    private static byte[] hevc(int type, int layer, byte... body) {
        return BitWriter.join(new byte[] {0, 0, 1, (byte) (type << 1), (byte) (layer << 3 | 1)}, body);
    }

    @Test
    void takesHevcApart() {
        byte[] sets = new HevcStream(3).parameterSets();
        byte[] stream = BitWriter.join(
                hevc(35, 0, (byte) 0x50),
                sets,
                hevc(39, 0, (byte) 4, (byte) 3, (byte) 0xFF, (byte) 7, (byte) 0, (byte) 0x80),
                hevc(19, 0, (byte) 0xAC),
                hevc(1, 1, (byte) 0xAC),
                hevc(40, 0, (byte) 132, (byte) 3, (byte) 0, (byte) 0, (byte) 3, (byte) 1, (byte) 0x80),
                new byte[5]);
        AccessUnit unit = AccessUnit.parse(Codec.HEVC, stream);
        assertThat(unit)
                .hasToString("HEVC key frame [ACCESS_UNIT_DELIMITER, VPS, SPS, PPS, PREFIX_SEI, IDR_W_RADL, TRAIL_R, "
                        + "SUFFIX_SEI]");
        assertThat(unit.hasParameterSets()).isTrue();
        assertThat(unit.sequenceHeader()).contains(SequenceHeader.parse(Codec.HEVC, sets));
        assertThat(((HevcNal) unit.units().get(6)).layerId()).isEqualTo(1);
        List<Metadata> found = unit.metadata();
        assertThat(found).extracting(Metadata::type).containsExactly(4, 132);
        assertThat(found.getFirst().t35CountryCode()).hasValue(256 + 7);
        assertThat(found.getLast().payload()).containsExactly(0, 0, 1);
    }

    @ParameterizedTest
    @CsvSource({"16, true", "19, true", "20, true", "21, true", "22, false", "1, false", "8, false"})
    void knowsHevcKeyFrames(int type, boolean expected) {
        assertThat(AccessUnit.parse(Codec.HEVC, hevc(type, 0, (byte) 0xAC)).isKeyFrame())
                .isEqualTo(expected);
        assertThat(AccessUnit.parse(Codec.HEVC, hevc(type, 1, (byte) 0xAC)).isKeyFrame())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"0x10, true", "0x00, false", "0x80, false", "0x30, false", "0x50, false"})
    void knowsAv1KeyFrames(int frameHeader, boolean expected) {
        byte[] frame = {6 << 3 | 2, 1, (byte) frameHeader};
        assertThat(AccessUnit.parse(Codec.AV1, frame).isKeyFrame()).isEqualTo(expected);
    }

    @Test
    void isAView() {
        AccessUnit unit;
        try (Arena arena = Arena.ofConfined()) {
            byte[] stream = new H264Stream(1).accessUnit();
            MemorySegment memory = arena.allocate(stream.length).copyFrom(MemorySegment.ofArray(stream));
            unit = AccessUnit.parse(Codec.H264, memory);
            assertThat(unit.units().getFirst().bytes().address()).isEqualTo(memory.address() + 4);
            assertThat(unit.sequenceHeader()).contains(SequenceHeader.parse(Codec.H264, stream));
        }
        assertThat(unit.isKeyFrame()).isTrue();
        assertThatIllegalStateException().isThrownBy(unit::sequenceHeader);
    }

    @Test
    void readsPictureParameters() {
        byte[] sets = CodedStream.of(Coders.LOSSLESS, settings(Codec.H264).build(), 1, List.of())
                .getFirst();
        List<BitstreamUnit> units = AccessUnit.parse(Codec.H264, sets).units();
        assertThat(H264PictureParameters.read((H264Nal) units.get(1)))
                .isEqualTo(new H264PictureParameters(0, 0, false, false, 0, false, false));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> H264PictureParameters.read((H264Nal) units.getFirst()))
                .withMessageContaining("SPS");

        BitWriter pps = new BitWriter().bits(0x68, 8).ue(3).ue(1).flag(true).flag(false);
        pps.ue(3).ue(6).ue(9).bits(0x1B1B1, 20); // four slice groups, that of each of ten units
        pps.ue(0)
                .ue(0)
                .flag(true)
                .bits(2, 2)
                .se(-4)
                .se(0)
                .se(2)
                .flag(true)
                .flag(true)
                .flag(false);
        byte[] withTransform = pps.flag(true).flag(false).se(2).nal();
        assertThat(H264PictureParameters.read((H264Nal)
                        AccessUnit.parse(Codec.H264, withTransform).units().getFirst()))
                .isEqualTo(new H264PictureParameters(3, 1, true, true, 2, true, true));
    }

    @Test
    void namesThePlaceOfAFault() {
        assertThatExceptionOfType(MalformedBitstreamException.class)
                .isThrownBy(() -> AccessUnit.parse(Codec.H264, new byte[0]))
                .withMessageContaining("start code");
        assertThatExceptionOfType(MalformedBitstreamException.class)
                .isThrownBy(() -> AccessUnit.parse(Codec.HEVC, new byte[] {9, 0, 0, 1, 2, 1}));
        assertThatExceptionOfType(MalformedBitstreamException.class)
                .isThrownBy(() -> AccessUnit.parse(Codec.AV1, new byte[] {0x32, 5, 1}))
                .withMessageContaining("obu_size from 0 to 1, found 5");
        // seq_parameter_set_id is the 11 bits from byte 8 on.
        BitWriter sps =
                new BitWriter().bits(0x67, 8).bits(66, 8).bits(0, 8).bits(30, 8).ue(32);
        assertThatExceptionOfType(MalformedBitstreamException.class)
                .isThrownBy(() -> SequenceHeader.parse(Codec.H264, sps.nal()))
                .withMessage("H.264 SPS, byte 9, bit 3: expected seq_parameter_set_id from 0 to 31, found 32")
                .satisfies(e -> assertThat(e.bytePosition()).isEqualTo(9))
                .satisfies(e -> assertThat(e.bitPosition()).isEqualTo(3));
        byte[] slice = {0, 0, 1, 0x41, (byte) 0x9A};
        assertThatExceptionOfType(MalformedBitstreamException.class)
                .isThrownBy(() -> SequenceHeader.parse(Codec.H264, slice))
                .withMessageContaining("expected an SPS, found none in 1 units");
        byte[] sei = {0, 0, 1, 6, 5, (byte) 200, 1, 2, 3};
        assertThatExceptionOfType(MalformedBitstreamException.class)
                .isThrownBy(() -> metadata(Codec.H264, sei))
                .withMessageContaining("at most 3 bytes of SEI payload, found 200");
    }
}
