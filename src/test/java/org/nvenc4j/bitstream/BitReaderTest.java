package org.nvenc4j.bitstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.nvenc4j.Codec;

class BitReaderTest {

    private static BitReader reader(byte[] nal) {
        return BitReader.ofNal("Unit", AccessUnit.parse(Codec.H264, nal).units().getFirst());
    }

    /** Numbers of all sizes, many of them zero so that emulation prevention is needed, at all alignments. */
    @Test
    void readsBackWhatWasWritten() {
        for (int seed = 0; seed < 500; seed++) {
            BitWriter out = new BitWriter().bits(1, 8);
            Random written = new Random(seed);
            for (int i = 0; i < 60; i++) {
                long value = written.nextInt(3) > 0 ? 0 : written.nextInt() & 0xFFFF_FFFFL;
                int size = written.nextInt(33);
                out.bits(value, size).ue(value >>> 1).se((int) value);
            }
            BitReader reader = reader(out.nal());
            assertThat(reader.bits(8)).isEqualTo(1);
            Random expected = new Random(seed);
            for (int i = 0; i < 60; i++) {
                long value = expected.nextInt(3) > 0 ? 0 : expected.nextInt() & 0xFFFF_FFFFL;
                int size = expected.nextInt(33);
                assertThat(reader.bits(size)).isEqualTo(value & (1L << size) - 1);
                assertThat(reader.ue("value")).isEqualTo(value >>> 1);
                assertThat(reader.se("value")).isEqualTo((int) value);
            }
            assertThat(reader.hasMoreData()).isFalse();
        }
    }

    /** Any number of zeros or ones, at each place in them. */
    @Test
    void knowsWhereDataEnds() {
        for (int bit = 0; bit < 2; bit++) {
            for (int size = 0; size < 50; size++) {
                BitReader reader = reader(new BitWriter()
                        .bits(1, 8)
                        .bits(bit == 0 ? 0 : -1L, size)
                        .nal());
                reader.skip(8);
                for (int i = 0; i < size; i++) {
                    assertThat(reader.hasMoreData())
                            .as("%d of %d bits", i, size)
                            .isTrue();
                    assertThat(reader.bits(1)).isEqualTo(bit);
                }
                assertThat(reader.hasMoreData()).as("after %d bits", size).isFalse();
            }
        }
    }

    @Test
    void readsNumbersOfAv1() {
        byte[] bytes = {(byte) 0xE5, (byte) 0x8E, 0x26, (byte) 0x80, (byte) 0x80, 0, 0, 0, 0, 0, 0x40};
        BitReader reader = BitReader.of("Unit", MemorySegment.ofArray(bytes), 0);
        assertThat(reader.leb128("value")).isEqualTo(624485);
        assertThat(reader.leb128("value")).isZero();
        assertThat(reader.uvlc()).isEqualTo(0xFFFF_FFFFL);
        assertThatExceptionOfType(MalformedBitstreamException.class)
                .isThrownBy(() -> reader.bits(7))
                .withMessage("Unit, byte 11: expected 1 more bit, found the end");
    }

    @Test
    void refusesNumbersThatAreTooLarge() {
        byte[] golomb = new BitWriter().bits(1, 8).bits(0, 32).bits(-1L, 40).nal();
        BitReader reader = reader(golomb);
        reader.skip(8);
        assertThatExceptionOfType(MalformedBitstreamException.class)
                .isThrownBy(() -> reader.ue("size"))
                .withMessageContaining("expected size, found an Exp-Golomb code of more than 63 bits");
        byte[] leb128 = {0x32, (byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, 0x10, 0};
        assertThatExceptionOfType(MalformedBitstreamException.class)
                .isThrownBy(() -> AccessUnit.parse(Codec.AV1, leb128))
                .withMessageContaining("32 bits");
        byte[] endless = {0x32, -1, -1, -1, -1, -1, -1, -1, -1, 0};
        assertThatExceptionOfType(MalformedBitstreamException.class)
                .isThrownBy(() -> AccessUnit.parse(Codec.AV1, endless))
                .withMessageContaining("8 bytes");
    }
}
