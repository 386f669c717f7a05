package org.nvenc4j.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nvenc4j.ApiVersion;

class ReconfigureTest {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 360;

    private final StubCoder coder = new StubCoder();

    static List<ApiVersion> versions() {
        return ApiVersion.supported();
    }

    private interface Body {
        void run(RawClient client);
    }

    private void running(ApiVersion version, int maxWidth, Body body) {
        try (Simulator simulator = Simulator.builder().coder(coder).build();
                RawClient client = RawClient.open(simulator, version)) {
            client.must(client.initialize(
                    WIDTH,
                    HEIGHT,
                    init -> {
                        init.set("maxEncodeWidth", maxWidth);
                        init.set("maxEncodeHeight", maxWidth == 0 ? 0 : 720);
                    },
                    config -> {}));
            body.run(client);
            assertThat(simulator.violations()).isEmpty();
        }
    }

    private static int reconfigure(
            RawClient client, Consumer<StructView> init, Consumer<StructView> config, Consumer<StructView> flags) {
        StructView params = client.initParams(WIDTH, HEIGHT, 4, 3, config);
        init.accept(params);
        StructView view = client.struct("NV_ENC_RECONFIGURE_PARAMS");
        view.memory()
                .asSlice(
                        view.layout().field("reInitEncodeParams.version").offset(),
                        params.layout().size())
                .copyFrom(params.memory());
        flags.accept(view);
        return client.nvenc("nvEncReconfigureEncoder", client.encoder, RawClient.address(view));
    }

    private static long encode(RawClient client, long mapped, int index, int width, int height) {
        long bitstream = client.bitstreamBuffer();
        client.must(client.encode(client.picture(mapped, bitstream, index, width, height)));
        StructView lock = client.lockParams(bitstream);
        client.read(lock);
        return lock.get("pictureType");
    }

    @ParameterizedTest
    @MethodSource("versions")
    void ratesChangeWithoutAnIdrPictureUnlessAskedFor(ApiVersion version) {
        running(version, 0, client -> {
            long mapped = client.map(client.register(client.allocate(1024 * HEIGHT * 3 / 2), WIDTH, HEIGHT, 1024));
            assertThat(encode(client, mapped, 0, WIDTH, HEIGHT)).isEqualTo(3);
            assertThat(reconfigure(
                            client, init -> {}, config -> config.set("rcParams.averageBitRate", 123_000), flags -> {}))
                    .isZero();
            assertThat(coder.settings.getLast().rateControl().averageBitRate()).isEqualTo(123_000);
            assertThat(encode(client, mapped, 1, WIDTH, HEIGHT)).isZero();
            assertThat(reconfigure(client, init -> {}, config -> {}, flags -> flags.set("forceIDR", 1)))
                    .isZero();
            assertThat(encode(client, mapped, 2, WIDTH, HEIGHT)).isEqualTo(3);
            assertThat(encode(client, mapped, 3, WIDTH, HEIGHT)).isZero();
        });
    }

    @ParameterizedTest
    @MethodSource("versions")
    void anEncodeConfigOfNullKeepsTheConfiguration(ApiVersion version) {
        running(version, 0, client -> {
            assertThat(reconfigure(
                            client,
                            init -> {
                                init.set("encodeConfig", 0);
                                init.set("frameRateNum", 60);
                            },
                            config -> {},
                            flags -> {}))
                    .isZero();
            assertThat(coder.settings.getLast().frameRateNum()).isEqualTo(60);
            assertThat(coder.settings.getLast().rateControl())
                    .isEqualTo(coder.settings.getFirst().rateControl());
        });
    }

    @ParameterizedTest
    @MethodSource("versions")
    void theSizeChangesUpToTheLargestAndBringsAnIdrPicture(ApiVersion version) {
        running(version, 1280, client -> {
            long mapped = client.map(client.register(client.allocate(1280 * 720 * 3 / 2), 1280, 720, 1280));
            assertThat(encode(client, mapped, 0, WIDTH, HEIGHT)).isEqualTo(3);
            assertThat(reconfigure(client, init -> resize(init, 1280, 720), config -> {}, flags -> {}))
                    .isZero();
            assertThat(encode(client, mapped, 1, 1280, 720)).isEqualTo(3);
            assertThat(encode(client, mapped, 2, 1280, 720)).isZero();
            assertThat(reconfigure(client, init -> resize(init, 1282, 720), config -> {}, flags -> {}))
                    .isEqualTo(8);
            assertThat(encode(client, mapped, 3, 1280, 720)).isZero();
        });
    }

    private static void resize(StructView init, int width, int height) {
        init.set("encodeWidth", width);
        init.set("encodeHeight", height);
        init.set("maxEncodeWidth", 1280);
        init.set("maxEncodeHeight", 720);
    }

    @ParameterizedTest
    @MethodSource("versions")
    void whatMayNotChangeIsRefusedAndTheSessionGoesOn(ApiVersion version) {
        running(version, 0, client -> {
            long mapped = client.map(client.register(client.allocate(1024 * HEIGHT * 3 / 2), WIDTH, HEIGHT, 1024));
            assertThat(encode(client, mapped, 0, WIDTH, HEIGHT)).isEqualTo(3);
            CoderSettings before = coder.settings.getLast();
            String h264 = "encodeCodecConfig.h264Config.";
            assertThat(reconfigure(client, i -> i.set("encodeWidth", 320), c -> {}, f -> {}))
                    .isEqualTo(8);
            assertThat(reconfigure(client, i -> i.set("enablePTD", 0), c -> {}, f -> {}))
                    .isEqualTo(8);
            assertThat(reconfigure(client, i -> i.set("maxEncodeWidth", 640), c -> {}, f -> {}))
                    .isEqualTo(8);
            assertThat(reconfigure(client, i -> i.set("version", 0), c -> {}, f -> {}))
                    .isEqualTo(15);
            for (String fixed : List.of("gopLength", h264 + "idrPeriod")) {
                assertThat(reconfigure(client, i -> {}, c -> c.set(fixed, 60), f -> {}))
                        .as(fixed)
                        .isEqualTo(8);
            }
            assertThat(reconfigure(client, i -> {}, c -> c.set("frameIntervalP", 0), f -> {}))
                    .isEqualTo(8);
            assertThat(reconfigure(client, i -> {}, c -> c.set(h264 + "chromaFormatIDC", 3), f -> {}))
                    .isEqualTo(8);
            assertThat(reconfigure(client, i -> {}, c -> c.set("rcParams.rateControlMode", 1), f -> {}))
                    .isEqualTo(12);
            assertThat(reconfigure(client, i -> {}, c -> c.set("rcParams.averageBitRate", 0), f -> {}))
                    .isEqualTo(8);
            assertThat(coder.settings.getLast()).isEqualTo(before);
            assertThat(encode(client, mapped, 1, WIDTH, HEIGHT)).isZero();
        });
    }
}
