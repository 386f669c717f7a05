package org.nvenc4j.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.Consumer;
import org.nvenc4j.ApiVersion;
import org.nvenc4j.EachAbi;

/** Which CUDA arrays can be registered, and what lies in them. */
class ArrayResourceTest {
    private static final int WIDTH = 320;
    private static final int HEIGHT = 240;
    private static final int ROWS = HEIGHT * 3 / 2;
    private static final int SURFACE = 2;
    private static final int NV12 = 1;
    private static final int IYUV = 0x100;
    private static final int ABGR = 0x10000000;
    private static final int REGISTER_FAILED = 23;
    private static final int INVALID_PARAM = 8;
    private static final int MAP_FAILED = 16;

    @EachAbi
    void anArrayHasToBeOneForThePicture(ApiVersion version) {
        try (Simulator simulator = Simulator.builder()
                        .maxApiVersion(version)
                        .coder(new StubCoder())
                        .build();
                RawClient client = RawClient.initialized(simulator, version, WIDTH, HEIGHT)) {
            long good = array(client, WIDTH, ROWS, 1, 1, SURFACE);
            assertThat(register(client, good, NV12, WIDTH)).isZero();
            assertThat(register(client, array(client, WIDTH, HEIGHT, 1, 4, SURFACE), ABGR, 4 * WIDTH))
                    .isZero();
            assertThat(register(client, array(client, WIDTH + 8, ROWS + 2, 1, 1, SURFACE), NV12, WIDTH + 8))
                    .as("a larger array")
                    .isZero();

            assertThat(register(client, array(client, WIDTH, ROWS, 1, 1, 0), NV12, WIDTH))
                    .as("no surface")
                    .isEqualTo(REGISTER_FAILED);
            assertThat(register(client, array(client, WIDTH, ROWS - 1, 1, 1, SURFACE), NV12, WIDTH))
                    .as("a row too few")
                    .isEqualTo(REGISTER_FAILED);
            assertThat(register(client, array(client, WIDTH - 1, ROWS, 1, 1, SURFACE), NV12, WIDTH - 1))
                    .as("a column too few")
                    .isEqualTo(REGISTER_FAILED);
            assertThat(register(client, array(client, WIDTH, ROWS, 2, 1, SURFACE), NV12, WIDTH))
                    .as("words")
                    .isEqualTo(REGISTER_FAILED);
            assertThat(register(client, array(client, WIDTH / 2, ROWS, 1, 2, SURFACE), NV12, WIDTH))
                    .as("two channels")
                    .isEqualTo(REGISTER_FAILED);
            assertThat(register(client, good, IYUV, WIDTH)).as("half rows").isEqualTo(REGISTER_FAILED);
            assertThat(register(client, good, NV12, 512)).as("another pitch").isEqualTo(REGISTER_FAILED);
            assertThat(register(client, client.allocate(WIDTH * ROWS), NV12, WIDTH))
                    .as("linear memory")
                    .isEqualTo(REGISTER_FAILED);
            assertThat(register(client, good, NV12, WIDTH, params -> params.set("bufferUsage", 4)))
                    .as("reconstruction")
                    .isEqualTo(INVALID_PARAM);
            if (version.isAtLeast(ApiVersion.V13_0)) {
                assertThat(register(client, good, NV12, WIDTH, params -> params.set("chromaOffsetIn[0]", 512)))
                        .isEqualTo(INVALID_PARAM);
            }
            client.must(client.cuda("cuCtxCreate_v2", client.out, 0, 0));
            assertThat(register(client, array(client, WIDTH, ROWS, 1, 1, SURFACE), NV12, WIDTH))
                    .as("another context's")
                    .isEqualTo(REGISTER_FAILED);
        }
    }

    @EachAbi
    void aPictureIsReadRowByRow(ApiVersion version) {
        StubCoder coder = new StubCoder();
        try (Simulator cuda = Simulator.builder().build();
                Simulator simulator = Simulator.builder()
                        .maxApiVersion(version)
                        .cuda(cuda.cudaLibrary())
                        .coder(coder)
                        .build();
                RawClient client = RawClient.initialized(simulator, version, WIDTH, HEIGHT)) {
            readsTheLastSamples(client, coder);
        }
    }

    private static void readsTheLastSamples(RawClient client, StubCoder coder) {
        long array = array(client, WIDTH, ROWS, 1, 1, SURFACE);
        byte[] samples = new byte[WIDTH * ROWS];
        samples[WIDTH * HEIGHT - 1] = 77;
        samples[samples.length - 1] = 78;
        MemorySegment host = client.arena.allocateFrom(ValueLayout.JAVA_BYTE, samples);
        MemorySegment copy = client.arena.allocate(128, 8);
        copy.set(ValueLayout.JAVA_INT, 16, 1);
        copy.set(ValueLayout.JAVA_LONG, 24, host.address());
        copy.set(ValueLayout.JAVA_LONG, 48, WIDTH);
        copy.set(ValueLayout.JAVA_INT, 72, 3);
        copy.set(ValueLayout.JAVA_LONG, 96, array);
        copy.set(ValueLayout.JAVA_LONG, 112, WIDTH);
        copy.set(ValueLayout.JAVA_LONG, 120, ROWS);
        client.must(client.cuda("cuMemcpy2D_v2", copy.address()));
        StructView params = params(client, array, NV12, WIDTH);
        client.must(client.nvenc("nvEncRegisterResource", client.encoder, RawClient.address(params)));
        long mapped = client.map(params.get("registeredResource"));

        client.must(client.encode(client.picture(mapped, client.bitstreamBuffer(), 0, WIDTH, HEIGHT)));

        SourcePicture picture = coder.pictures.getFirst();
        assertThat(picture.planes().get(0).samples()).endsWith((byte) 77);
        assertThat(picture.planes().get(2).samples()).endsWith((byte) 78);
    }

    @EachAbi
    void anArrayThatIsGoneCannotBeRead(ApiVersion version) {
        try (Simulator simulator = Simulator.builder()
                        .maxApiVersion(version)
                        .coder(new StubCoder())
                        .build();
                RawClient client = RawClient.initialized(simulator, version, WIDTH, HEIGHT)) {
            long array = array(client, WIDTH, ROWS, 1, 1, SURFACE);
            StructView params = params(client, array, NV12, WIDTH);
            client.must(client.nvenc("nvEncRegisterResource", client.encoder, RawClient.address(params)));
            client.must(client.cuda("cuArrayDestroy", array));
            assertThat(register(client, array, NV12, WIDTH)).isEqualTo(REGISTER_FAILED);
            array(client, WIDTH, ROWS, 1, 1, SURFACE);
            StructView map = client.struct("NV_ENC_MAP_INPUT_RESOURCE");
            map.set("registeredResource", params.get("registeredResource"));
            assertThat(client.nvenc("nvEncMapInputResource", client.encoder, RawClient.address(map)))
                    .isEqualTo(MAP_FAILED);
        }
    }

    private static long array(RawClient client, long width, long height, int format, int channels, int flags) {
        MemorySegment descriptor = client.arena.allocate(40, 8);
        descriptor.set(ValueLayout.JAVA_LONG, 0, width);
        descriptor.set(ValueLayout.JAVA_LONG, 8, height);
        descriptor.set(ValueLayout.JAVA_INT, 24, format);
        descriptor.set(ValueLayout.JAVA_INT, 28, channels);
        descriptor.set(ValueLayout.JAVA_INT, 32, flags);
        client.must(client.cuda("cuArray3DCreate_v2", client.out, descriptor.address()));
        return client.outLong();
    }

    private static int register(RawClient client, long array, int format, int pitch) {
        return register(client, array, format, pitch, params -> {});
    }

    private static int register(RawClient client, long array, int format, int pitch, Consumer<StructView> edit) {
        StructView params = params(client, array, format, pitch);
        edit.accept(params);
        return client.nvenc("nvEncRegisterResource", client.encoder, RawClient.address(params));
    }

    private static StructView params(RawClient client, long array, int format, int pitch) {
        StructView params = client.registerParams(array, WIDTH, HEIGHT, pitch);
        params.set("resourceType", 2);
        params.set("bufferFormat", format);
        return params;
    }
}
