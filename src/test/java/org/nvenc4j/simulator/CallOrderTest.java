package org.nvenc4j.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nvenc4j.ApiVersion;

/** Calls in the wrong order, with handles that are stale, foreign or NULL, and with memory that can't be registered. */
class CallOrderTest {
    private static final int WIDTH = 320;
    private static final int HEIGHT = 240;
    private static final int PITCH = 512;
    private static final int BYTES = PITCH * HEIGHT * 3 / 2;

    static List<ApiVersion> versions() {
        return ApiVersion.supported();
    }

    private interface Body {
        void run(Simulator simulator, RawClient client);
    }

    private static void open(ApiVersion version, Body body) {
        try (Simulator simulator = Simulator.builder()
                        .gpu(GpuModel.ADA)
                        .coder(new StubCoder())
                        .build();
                RawClient client = RawClient.open(simulator, version)) {
            body.run(simulator, client);
        }
    }

    private static void running(ApiVersion version, Body body) {
        open(version, (simulator, client) -> {
            client.must(client.initialize(WIDTH, HEIGHT, init -> {}, config -> {}));
            body.run(simulator, client);
        });
    }

    @ParameterizedTest
    @MethodSource("versions")
    void noEncoderIsAnInvalidEncoder(ApiVersion version) {
        running(version, (simulator, client) -> {
            long destroyed = client.encoder;
            assertThat(client.nvenc("nvEncDestroyEncoder", destroyed)).isZero();
            for (long encoder : new long[] {0, destroyed, 42}) {
                client.encoder = encoder;
                assertThat(client.nvenc("nvEncGetEncodeGUIDCount", encoder, client.out))
                        .isEqualTo(3);
                assertThat(client.nvenc("nvEncDestroyEncoder", encoder)).isEqualTo(3);
                assertThat(client.endOfStream()).isEqualTo(3);
                assertThat(client.nvenc("nvEncUnmapInputResource", encoder, 1L)).isEqualTo(3);
                assertThat(client.lastError()).isEqualTo("EncodeAPI Internal Error.");
            }
        });
    }

    @ParameterizedTest
    @MethodSource("versions")
    void nothingWorksBeforeInitialization(ApiVersion version) {
        open(version, (simulator, client) -> {
            StructView buffer = client.struct("NV_ENC_CREATE_BITSTREAM_BUFFER");
            assertThat(client.nvenc("nvEncCreateBitstreamBuffer", client.encoder, RawClient.address(buffer)))
                    .isEqualTo(11);
            StructView register = client.registerParams(client.allocate(BYTES), WIDTH, HEIGHT, PITCH);
            assertThat(client.nvenc("nvEncRegisterResource", client.encoder, RawClient.address(register)))
                    .isEqualTo(11);
            assertThat(client.endOfStream()).isEqualTo(11);
            assertThat(client.nvenc("nvEncUnlockBitstream", client.encoder, 1L)).isEqualTo(11);
            // A failed initialisation leaves it so, and the session has to be destroyed all the same.
            assertThat(client.initialize(WIDTH, HEIGHT, init -> init.set("frameRateNum", 0), config -> {}))
                    .isEqualTo(8);
            assertThat(client.endOfStream()).isEqualTo(11);
            assertThat(client.nvenc("nvEncDestroyEncoder", client.encoder)).isZero();
        });
    }

    @ParameterizedTest
    @MethodSource("versions")
    void initializingTwiceIsAnInvalidCall(ApiVersion version) {
        running(
                version,
                (simulator, client) -> assertThat(client.initialize(WIDTH, HEIGHT, init -> {}, config -> {}))
                        .isEqualTo(9));
    }

    @ParameterizedTest
    @MethodSource("versions")
    void aResourceIsUnregisteredOnceAndNotWhileMapped(ApiVersion version) {
        running(version, (simulator, client) -> {
            long registered = client.register(client.allocate(BYTES), WIDTH, HEIGHT, PITCH);
            long mapped = client.map(registered);
            StructView again = client.struct("NV_ENC_MAP_INPUT_RESOURCE");
            again.set("registeredResource", registered);
            assertThat(client.nvenc("nvEncMapInputResource", client.encoder, RawClient.address(again)))
                    .isEqualTo(16);
            assertThat(client.nvenc("nvEncUnregisterResource", client.encoder, registered))
                    .isEqualTo(9);
            assertThat(client.nvenc("nvEncUnmapInputResource", client.encoder, mapped))
                    .isZero();
            assertThat(client.nvenc("nvEncUnmapInputResource", client.encoder, mapped))
                    .isEqualTo(25);
            assertThat(client.nvenc("nvEncUnregisterResource", client.encoder, registered))
                    .isZero();
            assertThat(client.nvenc("nvEncUnregisterResource", client.encoder, registered))
                    .isEqualTo(24);
            assertThat(client.nvenc("nvEncMapInputResource", client.encoder, RawClient.address(again)))
                    .isEqualTo(24);
        });
    }

    @ParameterizedTest
    @MethodSource("versions")
    void memoryThatIsNotTheSessionsIsNotRegistered(ApiVersion version) {
        running(version, (simulator, client) -> {
            long memory = client.allocate(BYTES);
            assertThat(register(client, client.registerParams(memory, WIDTH, HEIGHT, PITCH)))
                    .isZero();
            assertThat(register(client, client.registerParams(memory, WIDTH, HEIGHT + 2, PITCH)))
                    .isEqualTo(23);
            assertThat(register(client, client.registerParams(memory + PITCH, WIDTH, HEIGHT, PITCH)))
                    .isEqualTo(23);
            assertThat(register(client, client.registerParams(memory, WIDTH, HEIGHT, WIDTH - 4)))
                    .isEqualTo(23);
            assertThat(register(client, client.registerParams(memory, WIDTH, HEIGHT, WIDTH + 2)))
                    .isEqualTo(23);
            assertThat(register(client, client.registerParams(0, WIDTH, HEIGHT, PITCH)))
                    .isEqualTo(6);
            StructView format = client.registerParams(memory, WIDTH, HEIGHT, PITCH);
            format.set("bufferFormat", 2);
            assertThat(register(client, format)).isEqualTo(8);
            StructView type = client.registerParams(memory, WIDTH, HEIGHT, PITCH);
            type.set("resourceType", 3);
            assertThat(register(client, type)).isEqualTo(12);
            for (String allocate : List.of("cuMemAllocAsync", "cuMemAllocManaged", "cuMemHostAlloc")) {
                Object third = allocate.endsWith("Async") ? (Object) 0L : (Object) 0;
                client.must(client.cuda(allocate, client.out, (long) BYTES, third));
                assertThat(register(client, client.registerParams(client.outLong(), WIDTH, HEIGHT, PITCH)))
                        .as(allocate)
                        .isEqualTo(23);
            }
            client.must(client.cuda("cuCtxCreate_v2", client.out, 0, 0));
            assertThat(register(client, client.registerParams(client.allocate(BYTES), WIDTH, HEIGHT, PITCH)))
                    .isEqualTo(23);
        });
    }

    private static int register(RawClient client, StructView params) {
        return client.nvenc("nvEncRegisterResource", client.encoder, RawClient.address(params));
    }

    @ParameterizedTest
    @MethodSource("versions")
    void freedMemoryIsNoticedEvenWhereItsAddressLivesAgain(ApiVersion version) {
        running(version, (simulator, client) -> {
            long memory = client.allocate(BYTES);
            long registered = client.register(memory, WIDTH, HEIGHT, PITCH);
            long mapped = client.map(registered);
            client.must(client.cuda("cuMemFree_v2", memory));
            long bitstream = client.bitstreamBuffer();
            assertThat(client.encode(client.picture(mapped, bitstream, 0, WIDTH, HEIGHT)))
                    .isEqualTo(16);
            assertThat(client.allocate(BYTES)).isEqualTo(memory);
            assertThat(client.encode(client.picture(mapped, bitstream, 0, WIDTH, HEIGHT)))
                    .isEqualTo(16);
            client.must(client.nvenc("nvEncUnmapInputResource", client.encoder, mapped));
            client.must(client.nvenc("nvEncUnregisterResource", client.encoder, registered));
            assertThat(simulator.violations()).containsExactly("memory was freed while it was registered");
        });
    }

    @ParameterizedTest
    @MethodSource("versions")
    void aBitstreamBufferGoesThroughItsStatesInOrder(ApiVersion version) {
        running(version, (simulator, client) -> {
            long registered = client.register(client.allocate(BYTES), WIDTH, HEIGHT, PITCH);
            long mapped = client.map(registered);
            long bitstream = client.bitstreamBuffer();
            StructView lock = client.lockParams(bitstream);
            assertThat(client.lock(lock)).isEqualTo(8);
            assertThat(client.nvenc("nvEncUnlockBitstream", client.encoder, bitstream))
                    .isEqualTo(9);
            client.must(client.encode(client.picture(mapped, bitstream, 0, WIDTH, HEIGHT)));
            assertThat(client.encode(client.picture(mapped, bitstream, 1, WIDTH, HEIGHT)))
                    .isEqualTo(8);
            assertThat(client.lastError()).contains("output buffer is in use");
            assertThat(client.lock(lock)).isZero();
            assertThat(client.lock(lock)).isEqualTo(9);
            assertThat(client.nvenc("nvEncDestroyBitstreamBuffer", client.encoder, bitstream))
                    .isEqualTo(9);
            assertThat(simulator.leftovers().lockedBitstreams()).isEqualTo(1);
            assertThat(client.nvenc("nvEncUnlockBitstream", client.encoder, bitstream))
                    .isZero();
            assertThat(client.nvenc("nvEncUnlockBitstream", client.encoder, bitstream))
                    .isEqualTo(9);
            assertThat(client.nvenc("nvEncDestroyBitstreamBuffer", client.encoder, bitstream))
                    .isZero();
            assertThat(client.nvenc("nvEncDestroyBitstreamBuffer", client.encoder, bitstream))
                    .isEqualTo(8);
            assertThat(client.nvenc("nvEncDestroyBitstreamBuffer", client.encoder, 0L))
                    .isEqualTo(6);
        });
    }

    @ParameterizedTest
    @MethodSource("versions")
    void handlesOfAnotherSessionAreUnknown(ApiVersion version) {
        running(version, (simulator, client) -> {
            long registered = client.register(client.allocate(BYTES), WIDTH, HEIGHT, PITCH);
            long mapped = client.map(registered);
            long bitstream = client.bitstreamBuffer();
            long first = client.encoder;
            client.must(client.openSession());
            client.must(client.initialize(WIDTH, HEIGHT, init -> {}, config -> {}));
            long own = client.bitstreamBuffer();
            assertThat(client.encode(client.picture(mapped, own, 0, WIDTH, HEIGHT)))
                    .isEqualTo(8);
            assertThat(client.lock(client.lockParams(bitstream))).isEqualTo(8);
            assertThat(client.nvenc("nvEncUnmapInputResource", client.encoder, mapped))
                    .isEqualTo(25);
            assertThat(client.nvenc("nvEncUnregisterResource", client.encoder, registered))
                    .isEqualTo(24);
            client.encoder = first;
            assertThat(client.encode(client.picture(mapped, bitstream, 0, WIDTH, HEIGHT)))
                    .isZero();
        });
    }

    @ParameterizedTest
    @MethodSource("versions")
    void aPictureHasToFitTheSession(ApiVersion version) {
        running(version, (simulator, client) -> {
            long registered = client.register(client.allocate(BYTES), WIDTH, HEIGHT, PITCH);
            long mapped = client.map(registered);
            long bitstream = client.bitstreamBuffer();
            long small = client.map(client.register(client.allocate(BYTES), WIDTH - 2, HEIGHT, PITCH));
            record Wrong(String field, long value, int status) {}
            for (Wrong wrong : List.of(
                    new Wrong("pictureStruct", 0, 8),
                    new Wrong("inputBuffer", 0, 6),
                    new Wrong("inputBuffer", registered, 8),
                    new Wrong("inputBuffer", small, 8),
                    new Wrong("outputBitstream", 0, 6),
                    new Wrong("outputBitstream", mapped, 8),
                    new Wrong("bufferFmt", 0x10, 8),
                    new Wrong("inputWidth", WIDTH + 2, 8),
                    new Wrong("inputHeight", HEIGHT - 2, 8),
                    new Wrong("inputPitch", 640, 8),
                    new Wrong("completionEvent", 1, 7),
                    new Wrong("qpDeltaMap", 1, 8),
                    new Wrong("alphaBuffer", mapped, 8),
                    new Wrong("encodePicFlags", 0x100, 8),
                    new Wrong("encodePicFlags", 8, 8))) {
                StructView picture = client.picture(mapped, bitstream, 0, WIDTH, HEIGHT);
                picture.set(wrong.field(), wrong.value());
                assertThat(client.encode(picture)).as(wrong.toString()).isEqualTo(wrong.status());
            }
            StructView picture = client.picture(mapped, bitstream, 0, WIDTH, HEIGHT);
            picture.set("inputPitch", PITCH);
            assertThat(client.encode(picture)).isZero();
        });
    }

    @ParameterizedTest
    @MethodSource("versions")
    void theHeaderHasToFitItsBuffer(ApiVersion version) {
        running(version, (simulator, client) -> {
            StructView view = client.struct("NV_ENC_SEQUENCE_PARAM_PAYLOAD");
            view.set("spsppsBuffer", client.arena.allocate(64).address());
            assertThat(client.nvenc("nvEncGetSequenceParams", client.encoder, RawClient.address(view)))
                    .isEqualTo(6);
            view.set("outSPSPPSPayloadSize", client.out);
            view.set("inBufferSize", 5);
            assertThat(client.nvenc("nvEncGetSequenceParams", client.encoder, RawClient.address(view)))
                    .isEqualTo(14);
            view.set("inBufferSize", 6);
            assertThat(client.nvenc("nvEncGetSequenceParams", client.encoder, RawClient.address(view)))
                    .isZero();
            assertThat(client.outInt()).isEqualTo(6);
        });
    }

    @ParameterizedTest
    @MethodSource("versions")
    void whatIsNotGivenBackIsCounted(ApiVersion version) {
        running(version, (simulator, client) -> {
            client.map(client.register(client.allocate(BYTES), WIDTH, HEIGHT, PITCH));
            client.bitstreamBuffer();
            Leftovers alive = new Leftovers(1, 1, 1, 1, 0, 1, 0, 1, 0, 0, 0);
            assertThat(simulator.leftovers()).isEqualTo(alive);
            client.must(client.nvenc("nvEncDestroyEncoder", client.encoder));
            assertThat(simulator.leftAtDestroy()).isEqualTo(new Leftovers(0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0));
            assertThat(simulator.leftovers()).isEqualTo(new Leftovers(0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0));
        });
    }

    @ParameterizedTest
    @MethodSource("versions")
    void aSessionDoesNotOutliveItsContext(ApiVersion version) {
        running(version, (simulator, client) -> {
            client.must(client.cuda("cuDevicePrimaryCtxRelease_v2", 0));
            assertThat(client.endOfStream()).isEqualTo(5);
            assertThat(client.nvenc("nvEncDestroyEncoder", client.encoder)).isZero();
            assertThat(simulator.violations()).containsExactly("a session outlived its CUDA context");
        });
    }

    @ParameterizedTest
    @MethodSource("versions")
    void functionsThatAreNotSimulatedSaySo(ApiVersion version) {
        running(version, (simulator, client) -> {
            assertThat(client.nvenc("nvEncGetEncodeStats", client.encoder, 0L)).isEqualTo(22);
            assertThat(client.nvenc("nvEncOpenEncodeSession", client.context, 1, client.out))
                    .isEqualTo(22);
        });
    }

    @ParameterizedTest
    @MethodSource("versions")
    void functionsOfAnotherKindOfSessionAreRefused(ApiVersion version) {
        running(version, (simulator, client) -> {
            for (String function : List.of("nvEncRunMotionEstimationOnly", "nvEncCreateMVBuffer")) {
                assertThat(client.nvenc(function, client.encoder, 0L)).isEqualTo(9);
            }
            assertThat(client.nvenc("nvEncLookaheadPicture", client.encoder, 0L))
                    .isEqualTo(6);
        });
    }
}
