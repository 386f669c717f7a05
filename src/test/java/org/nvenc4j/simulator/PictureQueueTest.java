package org.nvenc4j.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nvenc4j.ApiVersion;
import org.nvenc4j.Codec;

/** What a session holds back, in which order it codes, and as what. */
class PictureQueueTest {
    private static final int WIDTH = 320;
    private static final int HEIGHT = 240;

    /** Encodes pictures and gives for each call the status, then what was coded. */
    private static String encode(Codec codec, Consumer<StructView> editConfig, int pictures, int forcedIdr) {
        StubCoder coder = new StubCoder();
        try (Simulator simulator =
                        Simulator.builder().gpu(GpuModel.BLACKWELL).coder(coder).build();
                RawClient client = RawClient.open(simulator, ApiVersion.V13_1)) {
            client.codec = codec;
            client.must(client.initializeHighQuality(WIDTH, HEIGHT, editConfig));
            long mapped = client.map(client.register(client.allocate(512 * HEIGHT * 3 / 2), WIDTH, HEIGHT, 512));
            StringBuilder statuses = new StringBuilder();
            List<Long> buffers = new ArrayList<>();
            for (int i = 0; i < pictures; i++) {
                buffers.add(client.bitstreamBuffer());
                StructView picture = client.picture(mapped, buffers.getLast(), i, WIDTH, HEIGHT);
                picture.set("encodePicFlags", i == forcedIdr ? 2 : 0);
                int status = client.encode(picture);
                statuses.append(status == 17 ? "n" : String.valueOf(status));
            }
            client.must(client.endOfStream());
            String order = buffers.stream()
                    .map(buffer -> {
                        StructView lock = client.lockParams(buffer);
                        client.read(lock);
                        String type = List.of("P", "B", "I", "D").get((int) lock.get("pictureType"));
                        return type + (lock.get("outputTimeStamp") - 1000);
                    })
                    .collect(Collectors.joining(" "));
            return statuses + " " + order;
        }
    }

    /** Of {@code NV_ENC_BFRAME_REF_MODE}: only without adaptive pictures and a second pass. */
    private static final int HIERARCHICAL = 4;

    private static Consumer<StructView> config(int interval, int gop, int bReference, int lookahead) {
        return config -> {
            config.set("frameIntervalP", interval);
            config.set("gopLength", gop);
            config.set("encodeCodecConfig.h264Config.idrPeriod", gop);
            config.set("encodeCodecConfig.av1Config.idrPeriod", gop);
            config.set("encodeCodecConfig.h264Config.useBFramesAsRef", bReference);
            if (bReference == HIERARCHICAL) {
                config.set("rcParams.disableIadapt", 1);
                config.set("rcParams.disableBadapt", 1);
                config.set("rcParams.multiPass", 0);
            }
            config.set("rcParams.enableLookahead", lookahead > 0 ? 1 : 0);
            config.set("rcParams.lookaheadDepth", lookahead);
        };
    }

    @ParameterizedTest
    @CsvSource({
        // IPP, intra only, and a group of pictures
        "1, 250, 0, 0, 5, -1, 00000 D0 P1 P2 P3 P4",
        "0, 250, 0, 0, 3, -1, 000 D0 I1 I2",
        "1, 3, 0, 0, 5, -1, 00000 D0 P1 P2 D3 P4",
        "1, 250, 0, 0, 4, 2, 0000 D0 P1 D2 P3",
        // B-frames: full groups, the rest at the end, no B-frame over an IDR picture
        "3, 250, 0, 0, 7, -1, 0nn0nn0 D0 P3 B1 B2 P6 B4 B5",
        "3, 250, 0, 0, 6, -1, 0nn0nn D0 P3 B1 B2 P5 B4",
        "3, 250, 1, 0, 7, -1, 0nn0nn0 D0 P3 B1 B2 P6 B4 B5",
        "3, 5, 0, 0, 8, -1, 0nn0n0nn D0 P3 B1 B2 P4 D5 P7 B6",
        "3, 250, 0, 0, 5, 2, 0n0nn D0 P1 D2 P4 B3",
        // B-frames as references
        "4, 250, 2, 0, 5, -1, 0nnn0 D0 P4 B2 B1 B3",
        "4, 250, 4, 0, 5, -1, 0nnn0 D0 P4 B2 B1 B3",
        // look-ahead holds back as many pictures as it sees in advance
        "1, 250, 0, 3, 6, -1, nnn000 D0 P1 P2 P3 P4 P5",
        "2, 250, 0, 2, 6, -1, nn0n0n D0 P2 B1 P4 B3 P5"
    })
    void codesH264InItsOrder(
            int interval, int gop, int bReference, int lookahead, int pictures, int forcedIdr, String expected) {
        assertThat(encode(Codec.H264, config(interval, gop, bReference, lookahead), pictures, forcedIdr))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"4, 250, 0, 0, 6, -1, 0nnn0n D0 B1 B2 B3 P4 P5"})
    void givesAv1InDisplayOrder(
            int interval, int gop, int bReference, int lookahead, int pictures, int forcedIdr, String expected) {
        assertThat(encode(Codec.AV1, config(interval, gop, bReference, lookahead), pictures, forcedIdr))
                .isEqualTo(expected);
    }
}
