package org.nvenc4j.bitstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nvenc4j.Codec;
import org.nvenc4j.simulator.CoderSettings;
import org.nvenc4j.simulator.Coders;
import org.nvenc4j.simulator.SourcePicture;

/** Whatever comes in, the answer is a result or a {@link MalformedBitstreamException}. */
class HostileStreamTest {

    private static final int SEEDS = 30;

    /** Parameter sets, messages and the begin of a picture. */
    private static byte[] stream(Codec codec, long seed) {
        byte[] payload = new byte[20];
        new Random(seed).nextBytes(payload);
        return switch (codec) {
            case H264 -> BitWriter.join(new H264Stream(seed).accessUnit(), sei(new BitWriter().bits(6, 8), payload));
            case HEVC ->
                BitWriter.join(
                        new HevcStream(seed).parameterSets(),
                        sei(new BitWriter().bits(39, 7).bits(0, 6).bits(1, 3), payload));
            case AV1 -> {
                BitWriter metadata = new BitWriter().bits(4, 8);
                for (byte one : payload) {
                    metadata.bits(one, 8);
                }
                yield BitWriter.join(
                        new byte[] {0x12, 0}, new Av1Stream(seed).sequenceHeader(), metadata.obu(5), new byte[] {
                            0x32, 2, 0x10, 0x20
                        });
            }
        };
    }

    private static byte[] sei(BitWriter out, byte[] payload) {
        out.bits(5, 8).bits(payload.length, 8);
        for (byte one : payload) {
            out.bits(one, 8);
        }
        return out.bits(4, 8).bits(1, 8).bits(0, 8).nal();
    }

    /** Reads everything there is to read. */
    private static void readAll(Codec codec, byte[] bytes) {
        AccessUnit unit = AccessUnit.parse(codec, bytes);
        unit.hasParameterSets();
        for (BitstreamUnit one : unit.units()) {
            attempt(bytes, () -> {
                switch (one) {
                    case H264Nal nal when nal.type() == H264Nal.Type.PPS -> H264PictureParameters.read(nal);
                    case HevcNal nal when nal.type() == HevcNal.Type.VPS -> HevcVideoParameters.read(nal);
                    default -> one.bytes();
                }
            });
        }
        attempt(
                bytes,
                () -> unit.metadata().forEach(message -> {
                    message.uuid();
                    message.t35CountryCode();
                    message.userData();
                }));
        unit.sequenceHeader().ifPresent(header -> {
            assertThat(header.width()).isBetween(1, header.codedWidth());
            assertThat(header.height()).isBetween(1, header.codedHeight());
            assertThat(CodecString.inBand(header)).matches("[a-z0-9]{4}\\.[A-Za-z0-9.]+");
            assertThat(WebCodecsConfig.of(header).toJson()).startsWith("{\"codec\":\"");
        });
    }

    /** Says whether the bytes were refused; any other exception is the test's end. */
    private static boolean attempt(byte[] bytes, Runnable reading) {
        try {
            reading.run();
            return false;
        } catch (MalformedBitstreamException e) {
            assertThat(e.bytePosition()).isBetween(0L, (long) bytes.length);
            assertThat(e.bitPosition()).isBetween(0, 7);
            assertThat(e).hasMessageContaining("expected");
            return true;
        }
    }

    /** For {@code scripts/fuzz}: a codec, and its stream. */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length > 0) {
            refused(Codec.values()[Math.floorMod(input[0], 3)], Arrays.copyOfRange(input, 1, input.length));
        }
    }

    private static boolean refused(Codec codec, byte[] bytes) {
        return attempt(bytes, () -> readAll(codec, bytes));
    }

    @ParameterizedTest
    @EnumSource
    void everyPrefix(Codec codec) {
        for (int seed = 0; seed < SEEDS; seed++) {
            byte[] whole = stream(codec, seed);
            assertThat(refused(codec, whole)).isFalse();
            int refusals = 0;
            for (int length = 0; length < whole.length; length++) {
                refusals += refused(codec, Arrays.copyOf(whole, length)) ? 1 : 0;
            }
            assertThat(refusals).isBetween(3, whole.length);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyBit(Codec codec) {
        int refusals = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            byte[] bytes = stream(codec, seed);
            for (int bit = 0; bit < 8 * bytes.length; bit++) {
                bytes[bit / 8] ^= (byte) (0x80 >> bit % 8);
                refusals += refused(codec, bytes) ? 1 : 0;
                bytes[bit / 8] ^= (byte) (0x80 >> bit % 8);
            }
        }
        assertThat(refusals).isGreaterThan(100);
    }

    /** Several bytes changed at once, behind the start codes or OBU sizes that make a header reach its parser. */
    @ParameterizedTest
    @EnumSource
    void anyBytes(Codec codec) {
        Random random = new Random(7);
        List<Integer> lengths = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = stream(codec, i % SEEDS);
            for (int changes = 1 + random.nextInt(6); changes > 0; changes--) {
                bytes[6 + random.nextInt(bytes.length - 6)] = (byte) random.nextInt(256);
            }
            if (refused(codec, bytes)) {
                lengths.add(bytes.length);
            }
        }
        assertThat(lengths).hasSizeBetween(100, 20_000);
    }

    /** Input made to cost more than its length. */
    @ParameterizedTest
    @EnumSource
    void largeInput(Codec codec) {
        int size = 1 << 20;
        byte[] sps = codec == Codec.HEVC ? new byte[] {0, 0, 1, 0x42, 1} : new byte[] {0, 0, 1, 0x67};
        byte[] sei = codec == Codec.HEVC ? new byte[] {0, 0, 1, 0x4E, 1} : new byte[] {0, 0, 1, 6};
        for (int filling : new int[] {0, 1, 3, 0x55, 0xAA, 0xFF}) {
            byte[] filled = new byte[size];
            Arrays.fill(filled, (byte) filling);
            refused(codec, filled);
            refused(codec, BitWriter.join(sps, filled));
            refused(codec, BitWriter.join(sei, filled));
            refused(codec, BitWriter.join(new byte[] {0x0A, (byte) 0x80, (byte) 0x80, 0x40}, filled));
            refused(codec, BitWriter.join(new byte[] {0x2A, (byte) 0x80, (byte) 0x80, 0x40}, filled));
        }
    }

    /** What the simulator's coders made, damaged as a network or a disk damages it: bits, bytes, pieces, ends. */
    @ParameterizedTest
    @EnumSource
    void realStreamsDamaged(Codec codec) {
        Random random = new Random(11);
        List<byte[]> units = realUnits(codec);
        for (byte[] unit : units) {
            assertThat(refused(codec, unit)).isFalse();
        }
        int refusals = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] unit = damaged(units.get(i % units.size()), units.get(random.nextInt(units.size())), random);
            refusals += refused(codec, unit) ? 1 : 0;
        }
        assertThat(refusals).isPositive();
    }

    private static List<byte[]> realUnits(Codec codec) {
        if (codec == Codec.HEVC) {
            // The simulator has no coder for it.
            return IntStream.range(0, SEEDS)
                    .mapToObj(seed -> stream(codec, seed))
                    .toList();
        }
        Coders coders = codec == Codec.H264 ? Coders.LOSSLESS : Coders.FFMPEG;
        byte[] payload = new byte[20];
        int userData = codec == Codec.H264 ? 5 : 4;
        return CodedStream.of(
                coders,
                CoderSettings.builder(codec, 192, 128, 30, 1).build(),
                3,
                List.of(new SourcePicture.Metadata(userData, payload)));
    }

    private static byte[] damaged(byte[] unit, byte[] other, Random random) {
        byte[] head = Arrays.copyOf(unit, Math.min(unit.length, 300));
        switch (random.nextInt(4)) {
            case 0 -> head[random.nextInt(head.length)] ^= (byte) (1 << random.nextInt(8));
            case 1 -> head[random.nextInt(head.length)] = (byte) random.nextInt(256);
            case 2 -> {
                int from = random.nextInt(head.length);
                int length = random.nextInt(Math.min(head.length - from, other.length) + 1);
                System.arraycopy(other, random.nextInt(other.length - length + 1), head, from, length);
            }
            default -> head = Arrays.copyOf(head, random.nextInt(head.length));
        }
        return head;
    }

    @Test
    void manySmallUnits() {
        byte[] smallest = {0, 0, 1, 0x4E, 1};
        byte[] many = new byte[smallest.length << 18];
        for (int i = 0; i < many.length; i += smallest.length) {
            System.arraycopy(smallest, 0, many, i, smallest.length);
        }
        AccessUnit unit = AccessUnit.parse(Codec.HEVC, many);
        assertThat(unit.units()).hasSize(1 << 18);
        assertThat(attempt(many, unit::metadata)).isTrue();
    }

    @Test
    void hugeSizesAllocateNothing() {
        byte[] seiOf16Mebibytes = new byte[70_000];
        Arrays.fill(seiOf16Mebibytes, (byte) 0xFF);
        System.arraycopy(new byte[] {0, 0, 1, 6, 5}, 0, seiOf16Mebibytes, 0, 5);
        seiOf16Mebibytes[69_999] = 1;
        assertThat(refused(Codec.H264, seiOf16Mebibytes)).isFalse();
        assertThat(attempt(
                        seiOf16Mebibytes,
                        () -> AccessUnit.parse(Codec.H264, seiOf16Mebibytes).metadata()))
                .isTrue();
        byte[] obu = {0x32, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x0F, 0};
        assertThat(refused(Codec.AV1, obu)).isTrue();
    }
}
