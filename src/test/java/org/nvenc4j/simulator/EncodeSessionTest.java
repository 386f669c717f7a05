package org.nvenc4j.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nvenc4j.ApiVersion;

class EncodeSessionTest {
    private static final int WIDTH = 178;
    private static final int HEIGHT = 100;
    private static final int PITCH = 256;

    static List<ApiVersion> versions() {
        return ApiVersion.supported();
    }

    @ParameterizedTest
    @MethodSource("versions")
    void encodesOnePictureForEachFrameWithoutDelay(ApiVersion version) {
        try (Simulator simulator = Simulator.builder().coders(Coders.LOSSLESS).build();
                RawClient client = RawClient.initialized(simulator, version, WIDTH, HEIGHT)) {
            long memory = client.allocate(PITCH * HEIGHT * 3 / 2);
            long registered = client.register(memory, WIDTH, HEIGHT, PITCH);
            long bitstream = client.bitstreamBuffer();
            Random random = new Random(1);
            List<Long> types = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                byte[] frame = new byte[PITCH * HEIGHT * 3 / 2];
                random.nextBytes(frame);
                client.upload(memory, frame);
                long mapped = client.map(registered);
                assertThat(client.encode(client.picture(mapped, bitstream, i, WIDTH, HEIGHT)))
                        .isZero();
                StructView lock = client.lockParams(bitstream);
                byte[] unit = client.read(lock);
                assertThat(unit.length).isGreaterThan(WIDTH * HEIGHT);
                assertThat(lock.get("outputTimeStamp")).isEqualTo(1000 + i);
                types.add(lock.get("pictureType"));
                client.must(client.nvenc("nvEncUnmapInputResource", client.encoder, mapped));
            }
            assertThat(types).containsExactly(3L, 0L, 0L, 0L, 0L);
            assertThat(client.endOfStream()).isZero();
            client.must(client.nvenc("nvEncUnregisterResource", client.encoder, registered));
            client.must(client.nvenc("nvEncDestroyBitstreamBuffer", client.encoder, bitstream));
            client.must(client.nvenc("nvEncDestroyEncoder", client.encoder));
            client.must(client.cuda("cuMemFree_v2", memory));
            client.must(client.cuda("cuCtxPopCurrent_v2", client.out));
            client.must(client.cuda("cuDevicePrimaryCtxRelease_v2", 0));
            assertThat(simulator.leftovers()).isEqualTo(Leftovers.NONE);
            assertThat(simulator.leftAtDestroy()).isEqualTo(Leftovers.NONE);
            assertThat(simulator.violations()).isEmpty();
        }
    }
}
