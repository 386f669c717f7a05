package org.nvenc4j.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nvenc4j.ApiVersion;
import org.nvenc4j.Codec;

/** Every struct is refused with a wrong version word, with NULL, and with any bit set that no named member covers. */
class StructChecksTest {
    private static final int WIDTH = 320;
    private static final int HEIGHT = 240;

    /** One struct that a client passes, in one ABI, with one codec. */
    record Case(ApiVersion version, Codec codec, String struct) {}

    static Stream<Case> cases() {
        return ApiVersion.supported().stream()
                .flatMap(version -> Stream.of(Codec.values())
                        .flatMap(codec -> structs(codec).stream().map(struct -> new Case(version, codec, struct))));
    }

    private static List<String> structs(Codec codec) {
        List<String> perCodec = List.of("NV_ENC_PRESET_CONFIG", "NV_ENC_CONFIG", "NV_ENC_PIC_PARAMS");
        return codec != Codec.H264
                ? perCodec
                : Stream.concat(
                                perCodec.stream(),
                                Stream.of(
                                        "NV_ENC_OPEN_ENCODE_SESSION_EX_PARAMS",
                                        "NV_ENC_CAPS_PARAM",
                                        "NV_ENC_INITIALIZE_PARAMS",
                                        "NV_ENC_RECONFIGURE_PARAMS",
                                        "NV_ENC_SEQUENCE_PARAM_PAYLOAD",
                                        "NV_ENC_CREATE_BITSTREAM_BUFFER",
                                        "NV_ENC_REGISTER_RESOURCE",
                                        "NV_ENC_MAP_INPUT_RESOURCE",
                                        "NV_ENC_LOCK_BITSTREAM"))
                        .toList();
    }

    /** A struct as a client would pass it, and the call that passes it. */
    private record Passing(StructView struct, ToIntFunction<Long> call) {
        int at(long address) {
            return call.applyAsInt(address);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyBitThatIsNotNamedHasToBeZero(Case test) {
        with(test, (client, passing) -> {
            MemorySegment memory = passing.struct().memory();
            boolean[] named = new boolean[passing.struct().layout().size() * 8];
            for (Field field : passing.struct().layout().fields().values()) {
                int first = (int) field.offset() * 8 + field.shift();
                for (int bit = first; bit < first + field.bits(); bit++) {
                    named[bit] = true;
                }
            }
            List<String> accepted = new ArrayList<>();
            int unnamed = 0;
            for (int bit = 0; bit < named.length; bit++) {
                if (!named[bit]) {
                    byte before = memory.get(ValueLayout.JAVA_BYTE, bit / 8);
                    memory.set(ValueLayout.JAVA_BYTE, bit / 8, (byte) (before | 1 << bit % 8));
                    int status = passing.at(memory.address());
                    memory.set(ValueLayout.JAVA_BYTE, bit / 8, before);
                    if (status != 8) {
                        accepted.add("byte " + bit / 8 + " bit " + bit % 8 + ": status " + status);
                    }
                    unnamed++;
                }
            }
            assertThat(accepted).isEmpty();
            // Reserved space is most of each of these structs.
            assertThat(unnamed).isGreaterThan(named.length / 3);
        });
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theVersionWordHasToBeThatOfTheAbi(Case test) {
        with(test, (client, passing) -> {
            long word = passing.struct().layout().versionWord();
            for (long wrong : new long[] {0, word ^ 1 << 24, word ^ 1, word ^ 1 << 16}) {
                passing.struct().set("version", wrong);
                int status = passing.at(RawClient.address(passing.struct()));
                boolean open = test.struct().startsWith("NV_ENC_OPEN");
                assertThat(status).as("word 0x%x", wrong).isIn(open ? List.of(6, 15) : List.of(15));
            }
            passing.struct().set("version", word);
        });
    }

    @ParameterizedTest
    @MethodSource("cases")
    void nullIsAnInvalidPointerAndTheRightStructIsTaken(Case test) {
        with(test, (client, passing) -> {
            // An encodeConfig of NULL asks for the preset's.
            if (!test.struct().equals("NV_ENC_CONFIG")) {
                assertThat(passing.at(0)).isEqualTo(6);
            }
            assertThat(passing.at(RawClient.address(passing.struct()))).isZero();
        });
    }

    private interface WithPassing {
        void run(RawClient client, Passing passing);
    }

    private static void with(Case test, WithPassing body) {
        try (Simulator simulator = Simulator.builder()
                        .gpu(GpuModel.BLACKWELL)
                        .coder(new StubCoder())
                        .build();
                RawClient client = RawClient.open(simulator, test.version())) {
            client.codec = test.codec();
            body.run(client, passing(client, test.struct()));
            assertThat(simulator.violations()).isEmpty();
        }
    }

    private static Passing passing(RawClient client, String struct) {
        return switch (struct) {
            case "NV_ENC_OPEN_ENCODE_SESSION_EX_PARAMS" ->
                new Passing(
                        client.openParams(), address -> client.nvenc("nvEncOpenEncodeSessionEx", address, client.out));
            case "NV_ENC_CAPS_PARAM" ->
                new Passing(
                        client.struct(struct),
                        address -> client.nvenc(
                                "nvEncGetEncodeCaps",
                                client.encoder,
                                client.guid("NV_ENC_CODEC_H264_GUID"),
                                address,
                                client.out));
            case "NV_ENC_PRESET_CONFIG" -> {
                StructView view = client.struct(struct, client.codec);
                view.set("presetCfg.version", client.abi.constant("NV_ENC_CONFIG_VER"));
                MemorySegment codec = client.guid("NV_ENC_CODEC_" + client.codec + "_GUID");
                MemorySegment preset = client.guid("NV_ENC_PRESET_P4_GUID");
                yield new Passing(
                        view,
                        address -> client.nvenc(
                                "nvEncGetEncodePresetConfigEx", client.encoder, codec, preset, 3, address));
            }
            case "NV_ENC_INITIALIZE_PARAMS" ->
                new Passing(
                        client.initParams(WIDTH, HEIGHT, 4, 3, config -> {}),
                        address -> client.nvenc("nvEncInitializeEncoder", client.encoder, address));
            case "NV_ENC_CONFIG" -> {
                StructView init = client.initParams(WIDTH, HEIGHT, 4, 3, config -> {});
                StructView config = StructView.at(
                        client.abi, client.abi.layout("NV_ENC_CONFIG", client.codec), init.get("encodeConfig"));
                yield new Passing(config, address -> {
                    init.set("encodeConfig", address);
                    return client.nvenc("nvEncInitializeEncoder", client.encoder, RawClient.address(init));
                });
            }
            default -> inRunningSession(client, struct);
        };
    }

    private static Passing inRunningSession(RawClient client, String struct) {
        client.must(client.initialize(WIDTH, HEIGHT, init -> {}, config -> {}));
        long memory = client.allocate(512 * HEIGHT * 2);
        long registered = client.register(memory, WIDTH, HEIGHT, 512);
        long bitstream = client.bitstreamBuffer();
        return switch (struct) {
            case "NV_ENC_CREATE_BITSTREAM_BUFFER" ->
                new Passing(
                        client.struct(struct),
                        address -> client.nvenc("nvEncCreateBitstreamBuffer", client.encoder, address));
            case "NV_ENC_REGISTER_RESOURCE" ->
                new Passing(
                        client.registerParams(memory, WIDTH, HEIGHT, 512),
                        address -> client.nvenc("nvEncRegisterResource", client.encoder, address));
            case "NV_ENC_MAP_INPUT_RESOURCE" -> {
                StructView view = client.struct(struct);
                view.set("registeredResource", registered);
                yield new Passing(view, address -> client.nvenc("nvEncMapInputResource", client.encoder, address));
            }
            case "NV_ENC_PIC_PARAMS" ->
                new Passing(
                        client.picture(client.map(registered), bitstream, 0, WIDTH, HEIGHT),
                        address -> client.nvenc("nvEncEncodePicture", client.encoder, address));
            case "NV_ENC_LOCK_BITSTREAM" -> {
                client.must(client.encode(client.picture(client.map(registered), bitstream, 0, WIDTH, HEIGHT)));
                yield new Passing(
                        client.lockParams(bitstream),
                        address -> client.nvenc("nvEncLockBitstream", client.encoder, address));
            }
            case "NV_ENC_SEQUENCE_PARAM_PAYLOAD" -> {
                StructView view = client.struct(struct);
                view.set("inBufferSize", 1024);
                view.set("spsppsBuffer", client.arena.allocate(1024).address());
                view.set("outSPSPPSPayloadSize", client.out);
                yield new Passing(view, address -> client.nvenc("nvEncGetSequenceParams", client.encoder, address));
            }
            case "NV_ENC_RECONFIGURE_PARAMS" -> {
                StructView view = client.struct(struct);
                StructView init = client.initParams(WIDTH, HEIGHT, 4, 3, config -> {});
                view.memory()
                        .asSlice(
                                view.layout()
                                        .field("reInitEncodeParams.version")
                                        .offset(),
                                init.layout().size())
                        .copyFrom(init.memory());
                yield new Passing(view, address -> client.nvenc("nvEncReconfigureEncoder", client.encoder, address));
            }
            default -> throw new AssertionError(struct);
        };
    }
}
