package org.nvenc4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nvenc4j.ApiVersion;
import org.nvenc4j.Codec;
import org.nvenc4j.Recipes;
import org.nvenc4j.SimulatedGpu;
import org.nvenc4j.simulator.Coders;
import org.nvenc4j.simulator.RecordedCall;
import org.nvenc4j.simulator.Simulator;

/** Who may watch, and what a page must not say, over bare sockets. */
@Timeout(120)
class StreamServerTest {
    private static final int VIEWERS = 4;
    private static final int TEXT = 0x81;
    private static final int CLOSE = 0x88;
    private static final int BINARY = 0x82;

    private final SimulatedGpu gpu = SimulatedGpu.of(Simulator.builder()
            .maxApiVersion(ApiVersion.V13_0)
            .coders(Coders.LOSSLESS)
            .kernel(Plasma.KERNEL, new PlasmaStandIn()));
    private StreamServer server;
    private int port;

    @BeforeEach
    void start() throws IOException {
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        server = new StreamServer(
                gpu.context,
                Recipes.browserStreaming(Codec.H264, 192, 108, 60, 1, 2_000_000)
                        .maxSize(640, 360)
                        .build(),
                2_000_000,
                "127.0.0.1",
                0,
                VIEWERS);
        server.start();
        port = server.address().getPort();
    }

    @AfterEach
    void stop() {
        server.close();
        gpu.close();
    }

    /** A connection that has asked to be a WebSocket. */
    private final class Page implements AutoCloseable {
        private final Socket socket = new Socket("127.0.0.1", port);
        private final InputStream in = socket.getInputStream();
        private final OutputStream out = socket.getOutputStream();
        final String answer;

        Page(String host, String origin) throws IOException {
            out.write(("GET /stream HTTP/1.1\r\nHost: " + host + "\r\n" + origin
                            + "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) in.read());
            }
            answer = head.substring(0, head.indexOf("\r\n"));
        }

        Page() throws IOException {
            this("localhost:" + port, "Origin: http://localhost:" + port + "\r\n");
            assertThat(answer).contains("101");
        }

        /** Sends a frame; its mask is 0, which changes nothing. */
        void send(int head, byte[] payload) throws IOException {
            out.write(head);
            if (payload.length < 126) {
                out.write(0x80 | payload.length);
            } else {
                out.write(0x80 | 126);
                out.write(payload.length >> 8);
                out.write(payload.length & 0xff);
            }
            out.write(new byte[4]);
            out.write(payload);
            out.flush();
        }

        void say(String text) throws IOException {
            send(TEXT, text.getBytes(StandardCharsets.UTF_8));
        }

        /** Reads to the end, and gives the status and reason of the close. */
        String closing() throws IOException {
            while (true) {
                int head = in.read();
                byte[] payload = in.readNBytes(length());
                if (head == CLOSE) {
                    int status = (payload[0] & 0xff) << 8 | payload[1] & 0xff;
                    return status + " " + new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
                }
            }
        }

        /** Reads up to the first bytes of the next picture, and gives its width. */
        int pictureWidth() throws IOException {
            while (true) {
                int head = in.read();
                byte[] payload = in.readNBytes(length());
                if (head == BINARY || head == (BINARY & 0x7f)) {
                    return (payload[2] & 0xff) << 8 | payload[3] & 0xff;
                }
                assertThat(head)
                        .as("a text, or more of a picture")
                        .isNotEqualTo(CLOSE)
                        .isPositive();
            }
        }

        private int length() throws IOException {
            int length = in.read();
            int more = length == 126 ? 2 : length == 127 ? 8 : 0;
            if (more > 0) {
                length = 0;
                for (int i = 0; i < more; i++) {
                    length = length << 8 | in.read();
                }
            }
            return length;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, Origin: http://evil.example",
        "localhost, Origin: null",
        "localhost, Origin: https://localhost",
        "evil.example, Origin: http://evil.example",
        "localhost, X-None: 1"
    })
    void onlyAPageOfThisServerMayWatch(String host, String origin) throws IOException {
        String from = origin.contains("//evil") || !origin.contains("//") ? origin : origin + ":" + port;
        try (Page page = new Page(host + ":" + port, from + "\r\n")) {
            assertThat(page.answer).contains("403");
        }
        assertThat(server.viewers()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "bitrate",
                "bitrate 1",
                "bitrate NaN",
                "bitrate 1e400",
                "bitrate 1000000 2",
                "bitrate x",
                "size 99999 99999",
                "size -5 100",
                "lost -1",
                "report 1 2 3 4 5",
                "__proto__",
                "keyframe keyframe"
            })
    void whatCannotBeSaidEndsTheConnectionWithAReason(String text) throws IOException {
        try (Page page = new Page()) {
            page.say(text);
            assertThat(page.closing()).startsWith("1008 ").hasSizeGreaterThan(10);
        }
    }

    @Test
    void messagesAreShortTextsInOneFrame() throws IOException {
        try (Page page = new Page()) {
            page.say("key " + "1".repeat(1000));
            assertThat(page.closing()).startsWith("1009 ");
        }
        try (Page page = new Page()) {
            page.send(BINARY, new byte[10]);
            assertThat(page.closing()).startsWith("1003 ");
        }
        try (Page page = new Page()) {
            page.send(0x01, "key".getBytes(StandardCharsets.UTF_8));
            assertThat(page.closing()).startsWith("1003 ");
        }
    }

    @Test
    void aSizeThatTheGpuLacksEndsTheConnectionAndNoOther() throws IOException {
        try (Page good = new Page();
                Page page = new Page()) {
            page.say("adapt 0");
            // More than an H.264 picture may be high here, and it is refused before the driver sees it.
            page.say("size 160 96");
            assertThat(page.pictureWidth()).isPositive();
            page.say("lost 0");
            page.say("size 4096 4096");
            page.say("nonsense");
            assertThat(page.closing()).startsWith("1008 ");
            assertThat(good.pictureWidth()).isEqualTo(192);
        }
    }

    @Test
    void moreThanMayWatchAreToldToComeBack() throws IOException, InterruptedException {
        List<Page> pages = new ArrayList<>();
        for (int i = 0; i < VIEWERS; i++) {
            Page page = new Page();
            pages.add(page);
            assertThat(page.pictureWidth()).isEqualTo(192);
        }
        try (Page page = new Page()) {
            assertThat(page.closing()).startsWith("1013 ").contains("later");
        }
        for (Page page : pages) {
            page.close();
        }
    }

    /** Fifty pages come; some say goodbye, some vanish, some never read. */
    @Test
    void fiftyPagesComeAndGo() throws IOException {
        for (int i = 0; i < 50; i++) {
            Page page = new Page();
            if (i % 3 == 0) {
                try {
                    page.say("size " + (160 + i * 2) + " 96");
                    page.say("nonsense");
                    page.closing();
                } catch (SocketException turnedAway) {
                    // There was no room for it.
                }
            }
            page.close();
            assertThat(gpu.simulator.leftovers().sessions()).isLessThanOrEqualTo(VIEWERS);
        }
        // The connections' ends are noticed on the way; then there is room again.
        Page last = null;
        for (int i = 0; i < 10_000 && last == null; i++) {
            Page page = new Page();
            if (server.viewers() <= VIEWERS && readsPicture(page)) {
                last = page;
            } else {
                page.close();
            }
        }
        assertThat(last).isNotNull();
        last.close();
        assertThat(server.failure()).isNull();
    }

    /** Pictures without loss of 640x360 fill what the sockets hold within seconds; then no more are encoded for it. */
    @Test
    void aPageThatNeverReadsGetsNoMorePicturesAndDisturbsNobody() throws IOException {
        try (Page silent = new Page()) {
            silent.say("adapt 0");
            silent.say("size 640 360");
            assertThat(silent.pictureWidth()).isPositive();
            try (Page reader = new Page()) {
                long before = -1;
                for (long encoded = encodedForThe(0); encoded != before; encoded = encodedForThe(0)) {
                    before = encoded;
                    for (int i = 0; i < 30; i++) {
                        assertThat(reader.pictureWidth()).isEqualTo(192);
                    }
                }
                assertThat(before).isLessThan(300);
            }
        }
    }

    /** How many pictures a session has encoded, of those in the order of their opening. */
    private long encodedForThe(int session) {
        List<Long> encoders = gpu.simulator.calls("nvEncEncodePicture").stream()
                .map(RecordedCall::encoder)
                .toList();
        long encoder = encoders.stream().distinct().toList().get(session);
        return encoders.stream().filter(each -> each == encoder).count();
    }

    private static boolean readsPicture(Page page) throws IOException {
        try {
            return page.pictureWidth() > 0;
        } catch (AssertionError | SocketException turnedAway) {
            return false;
        }
    }

    @Test
    void anAddressThatIsTakenIsReported() throws IOException {
        try (var second = new StreamServer(
                gpu.context,
                Recipes.browserStreaming(Codec.H264, 192, 108, 60, 1, 1).build(),
                1,
                "127.0.0.1",
                port,
                1)) {
            assertThatThrownBy(second::start).isInstanceOf(IOException.class);
        }
    }
}
