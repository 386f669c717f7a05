package org.nvenc4j;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.nvenc4j.internal.abi.Abi;
import org.nvenc4j.internal.driver.Foreign;
import org.nvenc4j.internal.struct.GrowingMemory;
import org.nvenc4j.internal.struct.HdrMetadata;
import org.nvenc4j.internal.struct.PicParams;

/** What a slot holds of its picture's controls: the right units, and no memory for every picture. */
class PictureControlsTest {
    private static final MasteringDisplay DISPLAY = MasteringDisplay.bt2020(1000, 0.0005);

    @Test
    void hevcCountsColoursInFiftyThousandthsAndLightInTenThousandths() {
        assertThat(written(Codec.HEVC))
                .containsExactly(8500, 39850, 6550, 2300, 35400, 14600, 15635, 16450, 10_000_000, 5);
    }

    @Test
    void av1CountsInItsOwnFixedPointNumbers() {
        assertThat(written(Codec.AV1))
                .containsExactly(11141, 52232, 8585, 3015, 46399, 19137, 20493, 21561, 256_000, 8);
    }

    @Test
    void av1HasNoRoomForACoordinateOfOne() {
        var corner = new MasteringDisplay.Chromaticity(1, 0);
        assertThat(written(Codec.AV1, new MasteringDisplay(corner, corner, corner, corner, 1, 0)))
                .startsWith(65535, 0);
    }

    @Test
    void lightLevelsUseAllSixteenBits() {
        try (Arena arena = Arena.ofConfined()) {
            HdrMetadata hdr = new HdrMetadata(arena);
            hdr.lightLevels(65535, 400);
            MemorySegment bytes = Foreign.segment(hdr.contentLightLevel(), 4);
            assertThat(bytes.get(ValueLayout.JAVA_CHAR, 0)).isEqualTo((char) 65535);
            assertThat(bytes.get(ValueLayout.JAVA_CHAR, 2)).isEqualTo((char) 400);
        }
    }

    @Test
    void memoryGrowsOnlyWhenMoreIsAskedForThanEver() {
        try (Arena arena = Arena.ofConfined()) {
            GrowingMemory memory = new GrowingMemory(arena);
            long first = memory.atLeast(200).address();
            assertThat(memory.atLeast(256).address()).isEqualTo(first);
            assertThat(memory.atLeast(1).address()).isEqualTo(first);
            MemorySegment grown = memory.atLeast(257);
            assertThat(grown.address()).isNotEqualTo(first);
            assertThat(grown.byteSize()).isEqualTo(512);
            assertThat(memory.atLeast(512).address()).isEqualTo(grown.address());
            assertThat(memory.atLeast(5000).byteSize()).isEqualTo(5000);
        }
    }

    @Test
    void aPicturesControlsAllocateNothing() {
        var config = EncoderConfig.hevc(192, 136)
                .qpMap(QpMapMode.DELTA)
                .longTermReferences(2)
                .timeCodes(true)
                .masteringDisplay(true)
                .contentLightLevel(true)
                .build();
        UUID id = UUID.fromString("00000000-0100-4000-8000-010000000002");
        byte[] data = new byte[100];
        PictureOptions options = new PictureOptions()
                .qpMap(new byte[30])
                .timeCode(new TimeCode(1, 2, 3, 4, false))
                .masteringDisplay(DISPLAY)
                .contentLightLevel(new ContentLightLevel(1000, 400));
        PictureOptions plain = new PictureOptions();
        try (Arena arena = Arena.ofShared()) {
            PictureControls controls = new PictureControls(arena, config, new PicParams(arena, Abi.V13_1));
            int pictures = 20_000;
            long least = Long.MAX_VALUE;
            // What a compiler throws away once is not what every picture takes.
            for (int round = 0; round < 4; round++) {
                long before = allocated();
                for (int i = 0; i < pictures; i++) {
                    options.clearPayloads()
                            .addUserData(id, data)
                            .addItutT35(data)
                            .markLongTermReference(i % 2);
                    controls.write(options);
                    controls.write(plain);
                }
                least = Math.min(least, allocated() - before);
            }
            assertThat(least / pictures).as("bytes a picture").isZero();
        }
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    private static int[] written(Codec codec) {
        return written(codec, DISPLAY);
    }

    /** The members of the struct in its order: x and y of green, blue, red and white, most and least luminance. */
    private static int[] written(Codec codec, MasteringDisplay display) {
        try (Arena arena = Arena.ofConfined()) {
            HdrMetadata hdr = new HdrMetadata(arena);
            HdrUnits.of(codec).write(display, hdr);
            MemorySegment bytes = Foreign.segment(hdr.masteringDisplay(), 24);
            int[] values = new int[10];
            for (int i = 0; i < 8; i++) {
                values[i] = bytes.getAtIndex(ValueLayout.JAVA_CHAR, i);
            }
            values[8] = bytes.get(ValueLayout.JAVA_INT, 16);
            values[9] = bytes.get(ValueLayout.JAVA_INT, 20);
            return values;
        }
    }
}
