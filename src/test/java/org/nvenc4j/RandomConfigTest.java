package org.nvenc4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nvenc4j.EncoderConfig.Builder;
import org.nvenc4j.cuda.BufferFormat;
import org.nvenc4j.simulator.GpuModel;
import org.nvenc4j.simulator.Simulator;
import org.nvenc4j.simulator.StubCoder;

/** Settings thrown together: what is not refused with a reason, the driver takes. */
class RandomConfigTest {
    private static final int CONFIGURATIONS = 500;
    private static final int[][] SIZES = {{640, 360}, {1920, 1080}, {3840, 2160}, {4096, 4096}, {8192, 4320}, {120, 64}
    };

    /** Gives a builder a value of a setting, good or bad. */
    private interface Change {
        void make(Builder builder, RandomGenerator random);
    }

    private enum Outcome {
        REFUSED_BY_BUILD,
        REFUSED_BY_OPEN,
        TAKEN
    }

    /** Each setting with values that are good somewhere. */
    private static final List<SettingRow> ROWS = SettingRows.all();

    /** The special ways of a session, of which each goes with few of the others. */
    private static final List<Change> MODES = List.of(
            (b, r) -> b.alphaLayer(true),
            (b, r) -> b.tuning(Tuning.HIGH_QUALITY).views(2),
            (b, r) -> b.stateBuffers(number(r, 1, 16)),
            (b, r) -> b.outputInVideoMemory(true),
            (b, r) -> b.subFrameWrite(true),
            (b, r) -> b.reconstructedFrames(true),
            (b, r) -> b.pictureTypeDecision(false),
            (b, r) -> b.tuning(Tuning.HIGH_QUALITY).lookahead(number(r, 1, 8)).externalLookahead(true),
            (b, r) -> b.tuning(Tuning.HIGH_QUALITY).gopLength(60).bFrames(number(r, 1, 4)),
            (b, r) -> b.fieldCoding(true),
            (b, r) -> b.temporalLayers(2),
            (b, r) -> b.longTermReferences(2),
            (b, r) -> b.outputStatistics(any(r, OutputStatistics.values())),
            (b, r) -> b.unidirectionalB(true),
            (b, r) -> b.weightedPrediction(true),
            (b, r) -> b.splitEncode(any(r, SplitEncode.values())),
            (b, r) -> b.intraRefresh(60, 10));

    /** Values about the bounds. */
    private static final List<Change> CHANGES = List.of(
            (b, r) -> b.profile(any(r, Profile.values())),
            (b, r) -> b.level(any(r, Level.of(any(r, Codec.values())).toArray(Level[]::new))),
            (b, r) -> b.tier(any(r, Tier.values())),
            (b, r) -> b.repeatParameterSets(r.nextBoolean()),
            (b, r) -> b.parameterSetsInStream(r.nextBoolean()),
            (b, r) -> b.accessUnitDelimiters(r.nextBoolean()),
            (b, r) -> b.outputBitDepth(r.nextBoolean() ? 8 : 10),
            (b, r) -> b.entropyCoding(any(r, EntropyCoding.values())),
            (b, r) -> b.annexBObus(r.nextBoolean()),
            (b, r) -> b.colour(new ColourDescription(number(r, 0, 23), number(r, 0, 19), number(r, -1, 12))),
            (b, r) -> b.fullRange(r.nextBoolean()),
            (b, r) -> b.chromaSampleLocation(number(r, -1, 6)),
            (b, r) -> b.bitstreamRestriction(r.nextBoolean()),
            (b, r) -> b.timingInfo(r.nextBoolean()),
            (b, r) -> b.bufferingPeriodSei(r.nextBoolean()),
            (b, r) -> b.pictureTimingSei(r.nextBoolean()),
            (b, r) -> b.recoveryPointSei(r.nextBoolean()),
            (b, r) -> b.timeCodes(r.nextBoolean()),
            (b, r) -> b.timingTicks(number(r, 0, 3), number(r, 0, 90_000)),
            (b, r) -> b.parameterSetIds(number(r, -1, 16), number(r, -1, 32), number(r, -1, 256)),
            (b, r) -> b.framePacking(any(r, FramePacking.values())),
            (b, r) -> b.videoFormat(any(r, VideoFormat.values())),
            (b, r) -> b.masteringDisplay(r.nextBoolean()),
            (b, r) -> b.contentLightLevel(r.nextBoolean()),
            (b, r) -> b.rateControlMode(any(r, RateControlMode.values())),
            (b, r) -> b.constantQp(qp(r)),
            (b, r) -> b.minQp(qp(r)),
            (b, r) -> b.maxQp(qp(r)),
            (b, r) -> b.initialQp(qp(r)),
            (b, r) -> b.bitRate(rate(r)),
            (b, r) -> b.maxBitRate(rate(r)),
            (b, r) -> b.vbvBufferSize(rate(r)),
            (b, r) -> b.vbvInitialDelay(rate(r)),
            (b, r) -> b.targetQuality(r.nextDouble(0, 64)),
            (b, r) -> b.multiPass(any(r, MultiPass.values())),
            (b, r) -> b.lowDelayKeyFrameScale(number(r, 0, 256)),
            (b, r) -> b.fillerData(r.nextBoolean()),
            (b, r) -> b.chromaQpOffset(number(r, -13, 13), number(r, -13, 13)),
            (b, r) -> b.spatialAq(r.nextBoolean()),
            (b, r) -> b.aqStrength(number(r, 0, 16)),
            (b, r) -> b.temporalAq(r.nextBoolean()),
            (b, r) -> b.qpMap(any(r, QpMapMode.values())),
            (b, r) -> b.dcQpOffset(number(r, -65, 64), number(r, -65, 64), number(r, -65, 64)),
            (b, r) -> b.temporalLayers(number(r, 1, 4))
                    .constantQp(Qp.of(20))
                    .temporalLayerQp(number(r, -1, 256), number(r, -1, 52)),
            (b, r) -> b.pictureTypeDecision(r.nextBoolean()),
            (b, r) -> b.externalLookahead(r.nextBoolean()),
            (b, r) -> b.intraOnly(r.nextBoolean()),
            (b, r) -> b.hierarchicalPFrames(r.nextBoolean()),
            (b, r) -> b.hierarchicalBFrames(r.nextBoolean()),
            (b, r) -> b.directMode(any(r, DirectMode.values())),
            (b, r) -> b.monochrome(r.nextBoolean()),
            (b, r) -> b.fieldCoding(r.nextBoolean()),
            (b, r) -> b.motionHints(counts(r), counts(r)),
            (b, r) -> b.motionPrecision(any(r, MotionPrecision.values())),
            (b, r) -> b.blockSizes(1 << number(r, 1, 7), 1 << number(r, 1, 7)),
            (b, r) -> b.adaptiveTransform(r.nextBoolean()),
            (b, r) -> b.constrainedEncoding(r.nextBoolean()),
            (b, r) -> b.deblocking(any(r, Deblocking.values())),
            (b, r) -> b.alphaLayer(r.nextBoolean()),
            (b, r) -> b.alphaBitRateRatio(number(r, 0, 20)),
            (b, r) -> b.views(number(r, 0, 3)),
            (b, r) -> b.secondViewBitRate(number(r, 0, 100)),
            (b, r) -> b.referenceDisplays(r.nextBoolean()),
            (b, r) -> b.outputStatistics(any(r, OutputStatistics.values())),
            (b, r) -> b.outputInVideoMemory(r.nextBoolean()),
            (b, r) -> b.reconstructedFrames(r.nextBoolean()),
            (b, r) -> b.stateBuffers(number(r, -1, 33)),
            (b, r) -> b.gopLength(r.nextBoolean() ? number(r, 0, 12) : EncoderConfig.INFINITE_GOP),
            (b, r) -> b.bFrames(number(r, -1, 8)),
            (b, r) -> b.bReference(any(r, BReference.values())),
            (b, r) -> b.lookahead(number(r, 0, 32)),
            (b, r) -> b.lookaheadLevel(number(r, -1, 4)),
            (b, r) -> b.adaptiveIFrames(r.nextBoolean()),
            (b, r) -> b.adaptiveBFrames(r.nextBoolean()),
            (b, r) -> b.strictGop(r.nextBoolean()),
            (b, r) -> b.nonReferenceP(r.nextBoolean()),
            (b, r) -> b.zeroReorderDelay(r.nextBoolean()),
            (b, r) -> b.unidirectionalB(r.nextBoolean()),
            (b, r) -> b.weightedPrediction(r.nextBoolean()),
            (b, r) -> b.maxReferenceFrames(number(r, 0, 17)),
            (b, r) -> b.referencesL0(number(r, 0, 8)),
            (b, r) -> b.referencesL1(number(r, 0, 8)),
            (b, r) -> b.longTermReferences(number(r, 0, 9)),
            (b, r) -> b.temporalLayers(number(r, 0, 5)),
            (b, r) -> b.temporalFilter(r.nextBoolean()),
            (b, r) -> b.intraRefresh(number(r, 1, 60), number(r, 0, 30)),
            (b, r) -> b.singleSliceIntraRefresh(r.nextBoolean()),
            (b, r) -> b.slicing(new Slicing(any(r, Slicing.Mode.values()), number(r, 0, 2000))),
            (b, r) -> b.tiles(1 << number(r, 0, 7), number(r, 0, 4)),
            (b, r) -> b.sliceOffsets(r.nextBoolean()),
            (b, r) -> b.subFrameWrite(r.nextBoolean()),
            (b, r) -> b.rateControlStatistics(r.nextBoolean()),
            (b, r) -> b.splitEncode(any(r, SplitEncode.values())),
            (b, r) -> b.maxSize(number(r, 100, 9000), number(r, 100, 9000)),
            (b, r) -> b.displayAspectRatio(number(r, 0, 20), number(r, 1, 20)));

    static Stream<Arguments> gpusInEachAbi() {
        return ApiVersion.supported().stream()
                .flatMap(version -> Stream.of(GpuModel.TURING, GpuModel.ADA, GpuModel.BLACKWELL)
                        .map(model -> Arguments.of(version, model)));
    }

    @ParameterizedTest(name = "NVENC API {0}, {1}")
    @MethodSource("gpusInEachAbi")
    void whatIsNotRefusedWithAReasonIsTaken(ApiVersion version, GpuModel model) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(20);
        Set<Outcome> outcomes = EnumSet.noneOf(Outcome.class);
        try (var gpu = gpu(version, model)) {
            for (int i = 0; i < CONFIGURATIONS; i++) {
                outcomes.add(outcome(gpu, configuration(random)));
                gpu.simulator.forget();
            }
            for (Codec codec : Codec.values()) {
                for (Change one : MODES) {
                    for (Change other : MODES) {
                        Builder both = EncoderConfig.builder(codec, 640, 360);
                        one.make(both, random);
                        other.make(both, random);
                        outcomes.add(outcome(gpu, both));
                        gpu.simulator.forget();
                    }
                }
            }
        }
        assertThat(outcomes).containsExactly(Outcome.values());
    }

    /** For {@code scripts/fuzz}. */
    public static void fuzzerTestOneInput(byte[] input) {
        Dice dice = new Dice(input);
        Builder configuration = configuration(dice);
        ApiVersion version = any(dice, ApiVersion.supported().toArray(ApiVersion[]::new));
        GpuModel model = any(dice, new GpuModel[] {GpuModel.TURING, GpuModel.ADA, GpuModel.BLACKWELL});
        SimulatedGpu gpu = FUZZED.computeIfAbsent(List.of(version, model), _ -> gpu(version, model));
        outcome(gpu, configuration);
        gpu.simulator.forget();
    }

    private static final Map<List<?>, SimulatedGpu> FUZZED = new HashMap<>();

    private static SimulatedGpu gpu(ApiVersion version, GpuModel model) {
        return SimulatedGpu.of(
                Simulator.builder().maxApiVersion(version).gpu(model).coder(new StubCoder()));
    }

    /** The driver's own refusal is no reason: it is an error of these rules, and ends the test. */
    private static Outcome outcome(SimulatedGpu gpu, Builder configuration) {
        EncoderConfig config;
        try {
            config = configuration.build();
        } catch (InvalidConfigException e) {
            return reasoned(e, e.setting(), Outcome.REFUSED_BY_BUILD);
        }
        try (var encoder = NvEncoder.open(gpu.context, config)) {
            assertThat(encoder.isOpen()).isTrue();
            return Outcome.TAKEN;
        } catch (InvalidConfigException e) {
            return reasoned(e, e.setting(), Outcome.REFUSED_BY_OPEN);
        } catch (RuntimeException e) {
            throw new AssertionError(config + " was accepted: " + e.getMessage(), e);
        }
    }

    private static Outcome reasoned(RuntimeException refusal, String setting, Outcome outcome) {
        assertThat(refusal)
                .hasMessageStartingWith(setting.equals("codec") ? "AV1 cannot be encoded" : setting + " is ");
        return outcome;
    }

    private static Builder configuration(RandomGenerator random) {
        int[] size = SIZES[random.nextInt(SIZES.length)];
        Codec codec = any(random, Codec.values());
        Builder builder = EncoderConfig.builder(codec, size[0], size[1])
                .preset(any(random, Preset.values()))
                .tuning(any(random, Tuning.values()));
        if (random.nextInt(4) == 0) {
            builder.bufferFormat(any(random, BufferFormat.values()));
        }
        for (int i = random.nextInt(7); i > 0; i--) {
            int change = random.nextInt(CHANGES.size() + ROWS.size());
            if (change < CHANGES.size()) {
                CHANGES.get(change).make(builder, random);
            } else {
                builder = ROWS.get(change - CHANGES.size()).addTo(builder, codec);
            }
        }
        return builder;
    }

    private static <T> T any(RandomGenerator random, T[] values) {
        return values[random.nextInt(values.length)];
    }

    private static int number(RandomGenerator random, int lowest, int highest) {
        return random.nextInt(lowest, highest + 1);
    }

    private static MotionHintCounts counts(RandomGenerator random) {
        int most = random.nextBoolean() ? 1 : 16;
        return new MotionHintCounts(
                number(random, 0, most),
                number(random, 0, most - 1),
                number(random, 0, most - 1),
                number(random, 0, most),
                random.nextBoolean() ? 0 : number(random, 0, 256));
    }

    private static int rate(RandomGenerator random) {
        return random.nextInt(10_000, 20_000_000);
    }

    private static Qp qp(RandomGenerator random) {
        return new Qp(number(random, 0, 53), number(random, 0, 53), number(random, 0, 53));
    }
}
