package org.nvenc4j.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nvenc4j.ApiVersion;

/** Simulated NVENC beside a CUDA driver that it knows by its symbols alone; here that of another simulator. */
class MixedDriverTest {
    private static final int WIDTH = 320;
    private static final int HEIGHT = 240;
    private static final int BYTES = 512 * HEIGHT * 3 / 2;

    private final StubCoder coder = new StubCoder();
    private Simulator cuda;
    private Simulator mixed;
    private RawClient client;

    @BeforeEach
    void mix() {
        cuda = Simulator.builder().gpu(GpuModel.H200).coders(Coders.LOSSLESS).build();
        mixed = Simulator.builder().cuda(cuda.cudaLibrary()).coder(coder).build();
        client = RawClient.initialized(mixed, ApiVersion.V13_1, WIDTH, HEIGHT);
    }

    @AfterEach
    void close() {
        client.close();
        mixed.close();
        cuda.close();
    }

    @Test
    void isNamedSo() {
        assertThat(mixed.driver().name()).isEqualTo("mixed");
        assertThat(cuda.driver().name()).isEqualTo("simulator");
    }

    @Test
    void readsThePictureAndLeavesTheCurrentContext() {
        byte[] frame = new byte[BYTES];
        frame[512 * (HEIGHT - 1) + WIDTH - 1] = 77;
        long memory = client.allocate(BYTES);
        client.upload(memory, frame);
        long mapped = client.map(client.register(memory, WIDTH, HEIGHT, 512));
        client.must(client.cuda("cuCtxSetCurrent", 0L));
        client.must(client.encode(client.picture(mapped, client.bitstreamBuffer(), 0, WIDTH, HEIGHT)));
        client.must(client.cuda("cuCtxGetCurrent", client.out));
        assertThat(client.outLong()).isZero();
        SourcePicture.Plane luma = coder.pictures.getFirst().planes().getFirst();
        assertThat(luma.samples()[WIDTH * HEIGHT - 1]).isEqualTo((byte) 77);
        assertThat(luma.samples()[0]).isZero();
    }

    @Test
    void refusesMemoryAsTheSimulatedDriverDoes() {
        assertThat(register(client.allocate(BYTES - 1024))).isEqualTo(23);
        client.must(client.cuda("cuMemAllocAsync", client.out, (long) BYTES, 0L));
        assertThat(register(client.outLong())).isEqualTo(23);
        client.must(client.cuda("cuMemAllocManaged", client.out, (long) BYTES, 1));
        assertThat(register(client.outLong())).isEqualTo(23);
        assertThat(register(42)).isEqualTo(23);
        long memory = client.allocate(BYTES);
        long mapped = client.map(client.register(memory, WIDTH, HEIGHT, 512));
        client.must(client.cuda("cuMemFree_v2", memory));
        assertThat(client.encode(client.picture(mapped, client.bitstreamBuffer(), 0, WIDTH, HEIGHT)))
                .isEqualTo(16);
    }

    private int register(long memory) {
        StructView params = client.registerParams(memory, WIDTH, HEIGHT, 512);
        return client.nvenc("nvEncRegisterResource", client.encoder, RawClient.address(params));
    }

    @Test
    void aContextThatIsNoneIsNoDevice() {
        client.context = 42;
        assertThat(client.openSession()).isEqualTo(4);
    }
}
