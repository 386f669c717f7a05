package org.nvenc4j.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nvenc4j.ApiVersion;
import org.nvenc4j.Codec;

/** Recording, injected faults, given presets, and several sessions at once. */
class SimulatorTest {
    private static final int WIDTH = 320;
    private static final int HEIGHT = 240;

    static List<ApiVersion> versions() {
        return ApiVersion.supported();
    }

    @ParameterizedTest
    @MethodSource("versions")
    void recordsTheFieldsThatAreNotZeroBeforeAndAfter(ApiVersion version) {
        try (Simulator simulator =
                        Simulator.builder().coder(new StubCoder()).record().build();
                RawClient client = RawClient.initialized(simulator, version, WIDTH, HEIGHT)) {
            RecordedCall preset =
                    simulator.calls("nvEncGetEncodePresetConfigEx").getLast();
            assertThat(preset.in())
                    .containsEntry("encodeGUID", "NV_ENC_CODEC_H264_GUID")
                    .containsEntry("presetGUID", "NV_ENC_PRESET_P4_GUID")
                    .containsEntry("tuningInfo", 3L)
                    .doesNotContainKey("presetCfg.gopLength");
            assertThat(preset.out()).containsEntry("presetCfg.gopLength", 0xFFFF_FFFFL);
            RecordedCall init = simulator.calls("nvEncInitializeEncoder").getLast();
            assertThat(init.status()).isZero();
            assertThat(init.encoder()).isEqualTo(client.encoder);
            assertThat(init.in())
                    .containsEntry("encodeWidth", 320L)
                    .containsEntry("encodeConfig.rcParams.averageBitRate", 4_000_000L)
                    .doesNotContainKeys("encodeConfig", "encodeConfig.encodeCodecConfig.h264Config.repeatSPSPPS");
        }
    }

    @Test
    void anInjectedFaultHitsTheNthCallOnce() {
        try (Simulator simulator = Simulator.builder().coder(new StubCoder()).build();
                RawClient client = RawClient.initialized(simulator, ApiVersion.V13_1, WIDTH, HEIGHT)) {
            simulator.fail("nvEncCreateBitstreamBuffer", 2, 10);
            StructView params = client.struct("NV_ENC_CREATE_BITSTREAM_BUFFER");
            List<Integer> statuses = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                statuses.add(client.nvenc("nvEncCreateBitstreamBuffer", client.encoder, RawClient.address(params)));
            }
            assertThat(statuses).containsExactly(0, 10, 0);
            assertThat(simulator.leftovers().bitstreamBuffers()).isEqualTo(2);
            simulator.fail("cuMemAlloc", 1, 2);
            assertThat(client.cuda("cuMemAlloc_v2", client.out, 1024L)).isEqualTo(2);
            assertThat(client.cuda("cuMemAlloc_v2", client.out, 1024L)).isZero();
            // What releases releases all the same.
            simulator.fail("cuMemFree", 1, 999);
            assertThat(client.cuda("cuMemFree_v2", client.outLong())).isEqualTo(999);
            assertThat(simulator.leftovers().allocations()).isZero();
            assertThatThrownBy(() -> simulator.fail("cuMemFree", 0, 1)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aGivenPresetIsAnswered() {
        PresetContents contents = new PresetContents(
                "NV_ENC_CODEC_H264_GUID",
                "NV_ENC_PRESET_P1_GUID",
                2,
                Map.of("gopLength", 7L, "profileGUID", "NV_ENC_H264_PROFILE_HIGH_GUID"));
        try (Simulator simulator = Simulator.builder()
                        .coder(new StubCoder())
                        .preset(contents)
                        .build();
                RawClient client = RawClient.open(simulator, ApiVersion.V12_1)) {
            assertThat(client.presetConfig(1, 2).nonZero())
                    .containsEntry("gopLength", 7L)
                    .containsEntry("profileGUID", "NV_ENC_H264_PROFILE_HIGH_GUID")
                    .doesNotContainKey("frameIntervalP");
            assertThat(client.presetConfig(1, 3).get("frameIntervalP")).isEqualTo(1);
        }
    }

    @Test
    void aCoderThatFailsIsAGenericError() {
        StubCoder failing = new StubCoder() {
            @Override
            CodedPicture code(SourcePicture picture) {
                throw new IllegalStateException("out of ink");
            }
        };
        try (Simulator simulator = Simulator.builder().coder(failing).build();
                RawClient client = RawClient.initialized(simulator, ApiVersion.V13_1, WIDTH, HEIGHT)) {
            long mapped = client.map(client.register(client.allocate(512 * HEIGHT * 3 / 2), WIDTH, HEIGHT, 512));
            assertThat(client.encode(client.picture(mapped, client.bitstreamBuffer(), 0, WIDTH, HEIGHT)))
                    .isEqualTo(20);
            assertThat(client.lastError()).contains("out of ink");
            assertThat(simulator.violations()).singleElement().asString().contains("out of ink");
        }
    }

    @Test
    void metadataAndFlagsReachTheCoder() {
        StubCoder coder = new StubCoder();
        try (Simulator simulator = Simulator.builder().coder(coder).build();
                RawClient client = RawClient.open(simulator, ApiVersion.V13_1)) {
            client.codec = Codec.H264;
            client.must(client.initialize(
                    WIDTH, HEIGHT, init -> {}, config -> config.set(client.arm() + "repeatSPSPPS", 1)));
            long mapped = client.map(client.register(client.allocate(512 * HEIGHT * 3 / 2), WIDTH, HEIGHT, 512));
            var payload = client.arena.allocate(3);
            payload.copyFrom(java.lang.foreign.MemorySegment.ofArray(new byte[] {1, 2, 3}));
            StructLayout layout = client.abi.layout("NV_ENC_SEI_PAYLOAD");
            StructView message = new StructView(client.abi, layout, client.arena.allocate(layout.size(), 8));
            message.set("payloadSize", 3);
            message.set("payloadType", 5);
            message.set("payload", payload.address());
            int[] flags = {0, 0, 4, 1, 2};
            for (int i = 0; i < flags.length; i++) {
                StructView picture = client.picture(mapped, client.bitstreamBuffer(), i, WIDTH, HEIGHT);
                picture.set("encodePicFlags", flags[i]);
                if (i == 1) {
                    picture.set("codecPicParams.h264PicParams.seiPayloadArrayCnt", 1);
                    picture.set("codecPicParams.h264PicParams.seiPayloadArray", RawClient.address(message));
                }
                client.must(client.encode(picture));
            }
            assertThat(coder.pictures)
                    .extracting(SourcePicture::type)
                    .containsExactly(
                            SourcePicture.Type.IDR,
                            SourcePicture.Type.P,
                            SourcePicture.Type.P,
                            SourcePicture.Type.I,
                            SourcePicture.Type.IDR);
            assertThat(coder.pictures)
                    .extracting(SourcePicture::emitSequenceHeader)
                    .containsExactly(true, false, true, false, true);
            assertThat(coder.pictures.get(1).metadata()).singleElement().satisfies(metadata -> {
                assertThat(metadata.type()).isEqualTo(5);
                assertThat(metadata.payload()).containsExactly(1, 2, 3);
            });
            assertThat(coder.pictures.get(0).metadata()).isEmpty();
        }
    }

    @Test
    void sessionsOnSeveralThreadsDoNotMeet() throws Exception {
        int threads = 8;
        try (Simulator simulator = Simulator.builder().coders(Coders.LOSSLESS).build();
                RawClient first = RawClient.bound(simulator, ApiVersion.V13_1);
                ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<Callable<Integer>> tasks = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                tasks.add(() -> encodeSome(simulator, first.context));
            }
            for (Future<Integer> done : pool.invokeAll(tasks)) {
                assertThat(done.get()).isEqualTo(50);
            }
            assertThat(simulator.leftovers()).isEqualTo(new Leftovers(0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0));
            assertThat(simulator.violations()).isEmpty();
        }
    }

    private static int encodeSome(Simulator simulator, long context) {
        try (RawClient client = new RawClient(simulator, ApiVersion.V13_1)) {
            client.context = context;
            client.must(client.createInstance());
            client.must(client.cuda("cuCtxPushCurrent_v2", context));
            client.must(client.openSession());
            client.must(client.initialize(WIDTH, HEIGHT, init -> {}, config -> {}));
            long memory = client.allocate(512 * HEIGHT * 3 / 2);
            long registered = client.register(memory, WIDTH, HEIGHT, 512);
            long bitstream = client.bitstreamBuffer();
            int units = 0;
            for (int i = 0; i < 50; i++) {
                long mapped = client.map(registered);
                client.must(client.encode(client.picture(mapped, bitstream, i, WIDTH, HEIGHT)));
                StructView lock = client.lockParams(bitstream);
                client.read(lock);
                units += lock.get("outputTimeStamp") == 1000 + i ? 1 : 0;
                client.must(client.nvenc("nvEncUnmapInputResource", client.encoder, mapped));
            }
            client.must(client.nvenc("nvEncUnregisterResource", client.encoder, registered));
            client.must(client.nvenc("nvEncDestroyBitstreamBuffer", client.encoder, bitstream));
            client.must(client.nvenc("nvEncDestroyEncoder", client.encoder));
            client.must(client.cuda("cuMemFree_v2", memory));
            return units;
        }
    }
}
