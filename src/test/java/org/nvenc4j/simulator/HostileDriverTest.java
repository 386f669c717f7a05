package org.nvenc4j.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nvenc4j.ApiVersion;
import org.nvenc4j.Dice;
import org.nvenc4j.DigestCoder;
import org.nvenc4j.EncodedPicture;
import org.nvenc4j.EncoderConfig;
import org.nvenc4j.NvEncoder;
import org.nvenc4j.Nvenc;
import org.nvenc4j.NvencDriver;
import org.nvenc4j.NvencException;
import org.nvenc4j.NvencUnavailableException;
import org.nvenc4j.OutputStatistics;
import org.nvenc4j.UnsupportedFeatureException;
import org.nvenc4j.cuda.BufferFormat;
import org.nvenc4j.cuda.CudaContext;
import org.nvenc4j.cuda.CudaException;
import org.nvenc4j.cuda.DeviceFrame;

/**
 * A driver that is out of its mind: it answers nonsense and calls it a success. No answer may crash the process, hang it,
 * leak a session, or come out as anything but an exception of ours.
 */
class HostileDriverTest {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
    private static final int[] NUMBERS = {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 0, 1, 3, 65, 1 << 20};
    private static final int LONGER_THAN_ANY_TEXT = 16 << 10;
    private static final int FRAMES = 4;

    private static final String[] FAILING = {
        "nvEncOpenEncodeSessionEx",
        "nvEncGetEncodeGUIDs",
        "nvEncGetEncodeCaps",
        "nvEncGetEncodePresetConfigEx",
        "nvEncInitializeEncoder",
        "nvEncReconfigureEncoder",
        "nvEncGetSequenceParams",
        "nvEncCreateBitstreamBuffer",
        "nvEncDestroyBitstreamBuffer",
        "nvEncRegisterResource",
        "nvEncUnregisterResource",
        "nvEncMapInputResource",
        "nvEncUnmapInputResource",
        "nvEncEncodePicture",
        "nvEncLockBitstream",
        "nvEncUnlockBitstream",
        "nvEncDestroyEncoder",
        "cuInit",
        "cuDevicePrimaryCtxRetain",
        "cuDevicePrimaryCtxRelease",
        "cuCtxPopCurrent",
        "cuMemAllocPitch",
        "cuMemFree",
        "cuPointerGetAttribute"
    };

    private final Simulator simulator =
            Simulator.builder().coder(new DigestCoder()).build();

    /** Where the driver puts what it is asked for: a number of 32 bits behind a pointer that is an argument. */
    private enum Count {
        CODECS("nvEncGetEncodeGUIDCount", 1),
        CODECS_GIVEN("nvEncGetEncodeGUIDs", 3),
        PROFILES("nvEncGetEncodeProfileGUIDCount", 2),
        PROFILES_GIVEN("nvEncGetEncodeProfileGUIDs", 4),
        PRESETS("nvEncGetEncodePresetCount", 2),
        PRESETS_GIVEN("nvEncGetEncodePresetGUIDs", 4),
        FORMATS("nvEncGetInputFormatCount", 2),
        FORMATS_GIVEN("nvEncGetInputFormats", 4),
        CAPABILITY("nvEncGetEncodeCaps", 3),
        API_VERSION("NvEncodeAPIGetMaxSupportedVersion", 0),
        DEVICES("cuDeviceGetCount", 0),
        DEVICE("cuDeviceGet", 0),
        DEVICE_ATTRIBUTE("cuDeviceGetAttribute", 0),
        DRIVER_VERSION("cuDriverGetVersion", 0);

        private final String function;
        private final int argument;

        Count(String function, int argument) {
            this.function = function;
            this.argument = argument;
        }
    }

    /** A member of a struct that the driver fills in. */
    private enum Member {
        ACCESS_UNIT_SIZE("nvEncLockBitstream", 1, "NV_ENC_LOCK_BITSTREAM", "bitstreamSizeInBytes"),
        PICTURE_TYPE("nvEncLockBitstream", 1, "NV_ENC_LOCK_BITSTREAM", "pictureType"),
        TIMESTAMP("nvEncLockBitstream", 1, "NV_ENC_LOCK_BITSTREAM", "outputTimeStamp"),
        SLICES("nvEncLockBitstream", 1, "NV_ENC_LOCK_BITSTREAM", "numSlices"),
        QUANTISER("nvEncLockBitstream", 1, "NV_ENC_LOCK_BITSTREAM", "frameAvgQP"),
        TEMPORAL_LAYER("nvEncLockBitstream", 1, "NV_ENC_LOCK_BITSTREAM", "temporalId"),
        LONG_TERM_REFERENCE("nvEncLockBitstream", 1, "NV_ENC_LOCK_BITSTREAM", "ltrFrameIdx"),
        GOP_LENGTH("nvEncGetEncodePresetConfigEx", 4, "NV_ENC_PRESET_CONFIG", "presetCfg.gopLength"),
        FRAME_INTERVAL("nvEncGetEncodePresetConfigEx", 4, "NV_ENC_PRESET_CONFIG", "presetCfg.frameIntervalP"),
        LOOK_AHEAD("nvEncGetEncodePresetConfigEx", 4, "NV_ENC_PRESET_CONFIG", "presetCfg.rcParams.lookaheadDepth"),
        BIT_RATE("nvEncGetEncodePresetConfigEx", 4, "NV_ENC_PRESET_CONFIG", "presetCfg.rcParams.averageBitRate"),
        BUFFER("nvEncCreateBitstreamBuffer", 1, "NV_ENC_CREATE_BITSTREAM_BUFFER", "bitstreamBuffer"),
        RESOURCE("nvEncRegisterResource", 1, "NV_ENC_REGISTER_RESOURCE", "registeredResource"),
        MAPPED("nvEncMapInputResource", 1, "NV_ENC_MAP_INPUT_RESOURCE", "mappedResource");

        private final String function;
        private final int argument;
        private final StructLayout layout;
        private final Field field;

        Member(String function, int argument, String struct, String member) {
            this.function = function;
            this.argument = argument;
            layout = AbiTable.of(ApiVersion.V13_1).layout(struct);
            field = layout.field(member);
        }
    }

    @AfterEach
    void close() {
        simulator.distort(null);
        simulator.close();
    }

    static Stream<Arguments> counts() {
        return Arrays.stream(Count.values())
                .flatMap(count -> Arrays.stream(NUMBERS).mapToObj(number -> Arguments.of(count, number)));
    }

    @ParameterizedTest(name = "{0} is {1}")
    @MethodSource("counts")
    void aCountThatCannotBe(Count count, int number) {
        liveWith((function, args, result) -> {
            if (function.equals(count.function) && result == 0) {
                at((long) args[count.argument], Integer.BYTES).set(INT, 0, number);
            }
            return result;
        });
        assertNothingIsOpen();
    }

    static Stream<Arguments> members() {
        return Arrays.stream(Member.values())
                .flatMap(member -> Arrays.stream(NUMBERS).mapToObj(number -> Arguments.of(member, number)));
    }

    @ParameterizedTest(name = "{0} is {1}")
    @MethodSource("members")
    void aMemberThatCannotBe(Member member, int number) {
        // A size that could be is one that the driver must have memory for.
        boolean isSize = member == Member.ACCESS_UNIT_SIZE;
        int lie = isSize && number > 0 ? Math.min(Integer.MAX_VALUE, number | 1 << 30) : number;
        liveWith((function, args, result) -> {
            if (function.equals(member.function) && result == 0) {
                member.field.set(at((long) args[member.argument], member.layout.size()), lie);
            }
            return result;
        });
        assertNothingIsOpen();
    }

    /** The driver takes the preset that it gave for good, whatever is in it. */
    @ParameterizedTest(name = "{0} frames between P-pictures")
    @MethodSource("numbers")
    void aPresetThatHoldsAnyNumberOfFrames(int number) {
        liveWith((function, args, result) -> {
            if (function.equals(Member.FRAME_INTERVAL.function)) {
                Member.FRAME_INTERVAL.field.set(
                        at((long) args[Member.FRAME_INTERVAL.argument], Member.FRAME_INTERVAL.layout.size()), number);
            }
            return function.equals("nvEncInitializeEncoder") || function.equals("nvEncCreateBitstreamBuffer")
                    ? 0
                    : result;
        });
        assertNothingIsOpen();
    }

    static IntStream numbers() {
        return Arrays.stream(NUMBERS);
    }

    @ParameterizedTest(name = "of {0} bytes")
    @MethodSource("numbers")
    void anAccessUnitAtNull(int size) {
        Field pointer = Member.ACCESS_UNIT_SIZE.layout.field("bitstreamBufferPtr");
        liveWith((function, args, result) -> {
            if (function.equals("nvEncLockBitstream") && result == 0) {
                MemorySegment struct = at((long) args[1], Member.ACCESS_UNIT_SIZE.layout.size());
                pointer.set(struct, 0);
                Member.ACCESS_UNIT_SIZE.field.set(struct, size);
            }
            return result;
        });
        assertNothingIsOpen();
    }

    @ParameterizedTest(name = "of {0} bytes")
    @MethodSource("numbers")
    void parameterSetsOfAnySize(int size) {
        StructLayout layout = AbiTable.of(ApiVersion.V13_1).layout("NV_ENC_SEQUENCE_PARAM_PAYLOAD");
        Field out = layout.field("outSPSPPSPayloadSize");
        liveWith((function, args, result) -> {
            if (function.equals("nvEncGetSequenceParams") && result == 0) {
                at(out.get(at((long) args[1], layout.size())), Integer.BYTES).set(INT, 0, size);
            }
            return result;
        });
        assertNothingIsOpen();
    }

    /** The texts of both drivers, and the names that CUDA writes, end nowhere. */
    @ParameterizedTest
    @EnumSource
    void textsWithoutAnEnd(Failing failing) {
        try (Arena arena = Arena.ofShared()) {
            MemorySegment text = arena.allocate(LONGER_THAN_ANY_TEXT).fill((byte) 0xE9);
            simulator.fail(failing.function, 1, failing.status);
            liveWith((function, args, result) -> switch (function) {
                case "nvEncGetLastErrorString" -> text.address();
                case "cuGetErrorName", "cuGetErrorString" -> {
                    at((long) args[1], Long.BYTES).set(LONG, 0, text.address());
                    yield 0;
                }
                case "cuDeviceGetName", "cuDeviceGetPCIBusId" -> {
                    at((long) args[0], (int) args[1]).fill((byte) 'x');
                    yield 0;
                }
                default -> result;
            });
        }
        assertNothingIsOpen();
    }

    @ParameterizedTest
    @EnumSource
    void textsAtNull(Failing failing) {
        simulator.fail(failing.function, 1, failing.status);
        liveWith((function, args, result) -> switch (function) {
            case "nvEncGetLastErrorString" -> 0;
            case "cuGetErrorName", "cuGetErrorString" -> {
                at((long) args[1], Long.BYTES).set(LONG, 0, 0);
                yield 0;
            }
            default -> result;
        });
        assertNothingIsOpen();
    }

    private enum Failing {
        ENCODE("nvEncEncodePicture", 8),
        OPEN("nvEncInitializeEncoder", 20),
        ALLOCATE("cuMemAllocPitch", 2);

        private final String function;
        private final int status;

        Failing(String function, int status) {
            this.function = function;
            this.status = status;
        }
    }

    /**
     * Failures at random, known and unknown, several in one life; the seed brings them back. Where a context cannot be
     * pushed again and again nothing can be freed, so that is left out; FaultSweepTest has each push fail once.
     */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void statusesAtRandom(int seed) {
        failAtRandom(RandomGeneratorFactory.of("L64X128MixRandom").create(seed));
    }

    /** For {@code scripts/fuzz}: failures, and then lies. */
    public static void fuzzerTestOneInput(byte[] input) {
        Dice dice = new Dice(input);
        HostileDriverTest test = new HostileDriverTest();
        test.failAtRandom(dice);
        test.lieAtRandom(dice);
        test.close();
    }

    private void failAtRandom(RandomGenerator random) {
        for (int i = random.nextInt(1, 12); i > 0; i--) {
            String function = any(random, FAILING);
            int nth = random.nextInt(1, function.startsWith("nvEncGetEncodeCaps") ? 400 : 12);
            simulator.fail(function, nth, random.nextInt(1, 32));
        }
        liveWith((function, args, result) -> result);
        assertNothingIsOpen();
    }

    static IntStream seeds() {
        return IntStream.range(0, 200);
    }

    /** GUIDs, formats, capabilities and presets at random. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void contentsAtRandom(int seed) {
        lieAtRandom(RandomGeneratorFactory.of("L64X128MixRandom").create(seed));
    }

    private void lieAtRandom(RandomGenerator random) {
        Map<Member, Integer> lies = new EnumMap<>(Member.class);
        lies.put(any(random, Member.GOP_LENGTH, Member.FRAME_INTERVAL, Member.LOOK_AHEAD), random.nextInt());
        liveWith((function, args, result) -> {
            if (result == 0 && function.equals("nvEncGetEncodeCaps") && random.nextInt(8) == 0) {
                at((long) args[3], Integer.BYTES).set(INT, 0, random.nextInt(-2, 10_000));
            }
            if (result == 0 && function.equals("nvEncGetEncodePresetConfigEx")) {
                lies.forEach((member, value) -> member.field.set(at((long) args[4], member.layout.size()), value));
            }
            if (result == 0 && function.equals("nvEncLockBitstream")) {
                for (Member member : List.of(Member.PICTURE_TYPE, Member.TIMESTAMP, Member.SLICES, Member.QUANTISER)) {
                    member.field.set(at((long) args[1], member.layout.size()), random.nextInt());
                }
            }
            return result;
        });
        assertNothingIsOpen();
    }

    @SafeVarargs
    private static <T> T any(RandomGenerator random, T... values) {
        return values[random.nextInt(values.length)];
    }

    private static MemorySegment at(long address, long bytes) {
        return ClientMemory.at(address, bytes);
    }

    /** Uses the driver as a program does that goes on after each failure. */
    private void liveWith(Gate.Distortion distortion) {
        simulator.distort(distortion);
        attempt(() -> Nvenc.probe(NvencDriver.of("hostile", simulator.cudaLibrary(), simulator.nvencLibrary())));
        List<CudaContext> context = new ArrayList<>();
        attempt(() -> context.add(
                CudaContext.primary(NvencDriver.of("hostile", simulator.cudaLibrary(), simulator.nvencLibrary()))));
        context.forEach(this::encode);
        context.forEach(opened -> attempt(opened::close));
        assertThat(context).noneMatch(CudaContext::isOpen);
        simulator.distort(null);
    }

    private void encode(CudaContext context) {
        EncoderConfig config = EncoderConfig.h264(192, 128)
                .sliceOffsets(true)
                .outputStatistics(OutputStatistics.ROWS)
                .build();
        List<NvEncoder> opened = new ArrayList<>();
        attempt(() -> opened.add(NvEncoder.open(context, config)));
        List<DeviceFrame> frames = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            attempt(() -> frames.add(DeviceFrame.allocate(context, BufferFormat.NV12, 192, 128)));
        }
        for (NvEncoder encoder : opened) {
            attempt(encoder::sequenceParameters);
            for (int i = 0; i < FRAMES && !frames.isEmpty(); i++) {
                DeviceFrame frame = frames.get(i % frames.size());
                attempt(() -> encoder.encode(frame).forEach(HostileDriverTest::readAll));
            }
            attempt(() -> encoder.flush().forEach(HostileDriverTest::readAll));
            attempt(() ->
                    encoder.reconfigure(config.toBuilder().bitRate(1_000_000).build()));
            attempt(encoder::close);
            assertThat(encoder.isOpen()).isFalse();
        }
        frames.forEach(frame -> attempt(frame::close));
    }

    private static void readAll(EncodedPicture picture) {
        picture.toByteArray();
        picture.data().toArray(ValueLayout.JAVA_BYTE);
        picture.slices().forEach(slice -> slice.toArray(ValueLayout.JAVA_BYTE));
        for (int i = 0; i < picture.sliceCount(); i++) {
            picture.sliceOffset(i);
        }
        picture.copyTo(ByteBuffer.allocate(picture.size()));
        assertThat(picture.type()).isNotNull();
        assertThat(picture.toString()).isNotEmpty();
        picture.timestamp();
        picture.duration();
        picture.token();
        picture.longTermReference();
        picture.statistics().bits(0);
    }

    private static void attempt(Runnable use) {
        try {
            use.run();
        } catch (NvencException | CudaException | NvencUnavailableException | UnsupportedFeatureException e) {
            assertThat(e.getMessage()).isNotBlank();
        } catch (IllegalStateException e) {
            assertThat(e.getMessage()).isNotBlank();
        } catch (IllegalArgumentException e) {
            // An InvalidConfigException, or one that says what does not fit.
            assertThat(e.getMessage()).containsAnyOf(" is ", "There is no GPU");
        }
    }

    /** What the driver lied about its handles went with the session. */
    private void assertNothingIsOpen() {
        Leftovers left = simulator.leftovers();
        assertThat(left.sessions()).isZero();
        assertThat(left.retainedContexts()).isZero();
        assertThat(left.allocations()).isZero();
        assertThat(simulator.violations()).isEmpty();
    }
}
