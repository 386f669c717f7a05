package org.nvenc4j.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongToDoubleFunction;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nvenc4j.ApiVersion;
import org.nvenc4j.Codec;
import org.nvenc4j.EachAbi;
import org.nvenc4j.Recipes;
import org.nvenc4j.SimulatedGpu;
import org.nvenc4j.cuda.BufferFormat;
import org.nvenc4j.cuda.DeviceFrame;

/** The controller on simulated links, in virtual time: 10 Mbit/s, 1 Mbit/s, and what is between them. */
class AdaptiveBitRateTest {
    private static final int SEEDS = 20;
    private static final double FAST = 10e6;
    private static final double SLOW = 1e6;
    private static final double MOST_QUEUE = 100;

    /** What pictures may wait for at any later time: at 30 frames a second each is a third of that itself. */
    private static final double MOST_QUEUE_EVER_AFTER = 125;

    private static List<LinkSimulation.Moment> run(long seed, double loss, int seconds, LongToDoubleFunction capacity) {
        LinkSimulation link = new LinkSimulation(seed, loss, 2_000_000, capacity);
        List<LinkSimulation.Moment> moments = new ArrayList<>();
        for (int i = 0; i < seconds * 1000; i++) {
            moments.add(link.step());
        }
        return moments;
    }

    private static double highest(
            List<LinkSimulation.Moment> moments, double from, double to, ToDoubleFunction<LinkSimulation.Moment> what) {
        return moments.subList((int) (from * 1000), (int) (to * 1000) - 1).stream()
                .mapToDouble(what)
                .max()
                .orElseThrow();
    }

    private static double lowest(
            List<LinkSimulation.Moment> moments, double from, double to, ToDoubleFunction<LinkSimulation.Moment> what) {
        return -highest(moments, from, to, moment -> -what.applyAsDouble(moment));
    }

    /** Which share of the link's capacity was used. */
    private static double used(List<LinkSimulation.Moment> moments, double from, double to) {
        double bits = 0;
        double capacity = 0;
        for (LinkSimulation.Moment moment : moments.subList((int) (from * 1000), (int) (to * 1000) - 1)) {
            bits += moment.used();
            capacity += moment.capacity();
        }
        return bits / capacity;
    }

    /** Returns by how much of the capacity the rate swings from its lowest to its highest. */
    private static double assertSettled(List<LinkSimulation.Moment> moments, double from, double to) {
        double highest = highest(moments, from, to, LinkSimulation.Moment::rate);
        double lowest = lowest(moments, from, to, LinkSimulation.Moment::rate);
        double middle = (highest + lowest) / 2;
        assertThat(highest / middle)
                .as("highest rate from %.0f to %.0f s", from, to)
                .isLessThan(1.2);
        assertThat(used(moments, from, to))
                .as("use from %.0f to %.0f s", from, to)
                .isGreaterThan(0.8);
        assertThat(highest(moments, from, to, LinkSimulation.Moment::queueMillis))
                .as("queue from %.0f to %.0f s", from, to)
                .isLessThan(MOST_QUEUE_EVER_AFTER);
        return (highest - lowest) / moments.get((int) (from * 1000)).capacity();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.005, 0.01})
    void steps(double loss) {
        double swings = 0;
        for (int seed = 1; seed <= SEEDS; seed++) {
            var moments = run(seed, loss, 60, ms -> ms < 20_000 || ms >= 40_000 ? FAST : SLOW);
            swings += assertSettled(moments, 12, 20);
            assertThat(highest(moments, 22, 23, LinkSimulation.Moment::queueMillis))
                    .as("queue two seconds after the step down, seed %d", seed)
                    .isLessThan(MOST_QUEUE);
            swings += assertSettled(moments, 32, 40);
            assertThat(used(moments, 49, 50))
                    .as("use ten seconds after the step up, seed %d", seed)
                    .isGreaterThan(0.8);
            swings += assertSettled(moments, 52, 60);
        }
        assertThat(swings / (3 * SEEDS))
                .as("mean swing, from the lowest rate to the highest")
                .isLessThan(0.2);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.01})
    void ramps(double loss) {
        for (int seed = 1; seed <= SEEDS; seed++) {
            var moments = run(seed, loss, 65, ms -> {
                double down = Math.clamp((ms - 20_000) / 10_000.0, 0, 1);
                double up = Math.clamp((ms - 45_000) / 10_000.0, 0, 1);
                return FAST - (FAST - SLOW) * (down - up);
            });
            assertThat(highest(moments, 20, 32, LinkSimulation.Moment::queueMillis))
                    .as("queue on the way down, seed %d", seed)
                    .isLessThan(2 * MOST_QUEUE);
            assertThat(highest(moments, 32, 33, LinkSimulation.Moment::queueMillis))
                    .isLessThan(MOST_QUEUE);
            assertThat(used(moments, 64, 65)).as("seed %d", seed).isGreaterThan(0.8);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.01})
    void bursts(double loss) {
        for (int seed = 1; seed <= SEEDS; seed++) {
            // Others take nine tenths of the link for half a second.
            var moments = run(seed, loss, 50, ms -> ms >= 20_000 && ms % 15_000 < 500 ? SLOW : FAST);
            for (double burst = 30; burst <= 45; burst += 15) {
                assertThat(highest(moments, burst + 2, Math.min(50, burst + 3), LinkSimulation.Moment::queueMillis))
                        .as("queue after a burst, seed %d", seed)
                        .isLessThan(MOST_QUEUE);
            }
            assertThat(used(moments, 40.5, 45))
                    .as("use between bursts, seed %d", seed)
                    .isGreaterThan(0.8);
        }
    }

    @Test
    void heavyLossLowersTheRateAndItsEndRaisesItAgain() {
        AtomicClock clock = new AtomicClock();
        AdaptiveBitRate controller = clock.controller();
        clock.reports(controller, 40, 0.3);
        int lossy = controller.bitRate();
        assertThat(lossy).isLessThan(1_500_000);
        clock.reports(controller, 200, 0);
        assertThat(controller.bitRate()).isGreaterThan(2 * lossy);
    }

    @Test
    void aClockThatJumpsBackStandsStill() {
        AtomicClock clock = new AtomicClock();
        AdaptiveBitRate controller = clock.controller();
        clock.reports(controller, 20, 0);
        int before = controller.bitRate();
        clock.now -= 3_600_000_000_000L;
        clock.reports(controller, 1, 0);
        assertThat(controller.bitRate()).as("as one step further").isBetween(before, (int) (1.03 * before));
        clock.reports(controller, 20, 0);
        assertThat(controller.bitRate()).isGreaterThan((int) (1.03 * before));
    }

    @Test
    void reportsThatCannotBeChangeNothing() {
        AtomicClock clock = new AtomicClock();
        AdaptiveBitRate controller = clock.controller();
        clock.reports(controller, 20, 0);
        int before = controller.bitRate();
        controller.report(new ReceiverReport(1_000_000, 1L << 60, 1, 1, Long.MAX_VALUE / 2));
        controller.report(new ReceiverReport(3, 0, 1, Long.MAX_VALUE / 2, 0));
        assertThat(controller.bitRate()).isEqualTo(before);
        assertThatThrownBy(() -> new ReceiverReport(0, 0, Double.NaN, 0, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("NaN");
        assertThatThrownBy(() -> new ReceiverReport(-2, 0, 0, 0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> AdaptiveBitRate.builder(Codec.H264, 1, 1, 60).bitRates(5, 4, 6))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("between");
        assertThatThrownBy(() -> AdaptiveBitRate.builder(Codec.H264, 0, 1, 60))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aReceiverThatIsSilentGetsNoMoreThanItsWindow() {
        AtomicClock clock = new AtomicClock();
        AdaptiveBitRate controller = clock.controller();
        int sent = 0;
        for (int frame = 0; frame < 600; frame++) {
            clock.now += 16_666_667;
            if (controller.mayEncode()) {
                controller.sent(sent++, 5_000);
            }
        }
        assertThat(sent).as("what fits at first, and one every half second").isBetween(20, 30);
    }

    @Test
    void whereTheRateIsTooLowFrameRateAndSizeFollow() {
        List<String> said = new ArrayList<>();
        PictureLadder ladder = new PictureLadder(Codec.H264, 1920, 1080, 60);
        int[] rates = {8_000_000, 2_500_000, 1_200_000, 400_000, 100_000, 8_000_000};
        long second = 1_000_000_000;
        long now = 0;
        for (int rate : rates) {
            for (int i = 0; i < 2; i++) {
                ladder.choose(now += second, rate);
            }
            said.add(ladder.width() + "x" + ladder.height() + "@" + Math.round(ladder.frameRate()));
        }
        assertThat(said)
                .containsExactly(
                        "1920x1080@60", "1920x1080@30", "1440x810@30", "960x540@15", "480x270@15", "480x270@15");
        for (int i = 0; i < 60; i++) {
            ladder.choose(now += second, 8_000_000);
        }
        assertThat(ladder.width()).isEqualTo(1920);
        assertThat(ladder.frameRate()).isEqualTo(60);
    }

    @EachAbi
    void theStreamFollowsTheControllerWithoutKeyFrames(ApiVersion version) {
        AtomicClock clock = new AtomicClock();
        var config = Recipes.browserStreaming(Codec.H264, 160, 90, 60, 1, 2_000_000);
        try (var gpu = SimulatedGpu.of(version);
                var stream = StreamEncoder.open(gpu.context, config.build())) {
            AdaptiveBitRate controller = clock.controller();
            stream.adaptTo(controller);
            List<DeviceFrame> frames = gpu.frames(2, BufferFormat.NV12, 160, 90);
            int keyFrames = 0;
            int pictures = 0;
            long received = 0;
            for (int i = 0; i < 200; i++) {
                clock.now += 16_666_667;
                StreamPicture picture = stream.encode(frames.get(i % 2), i);
                if (picture != null) {
                    pictures++;
                    keyFrames += picture.isKeyFrame() ? 1 : 0;
                    received += picture.size();
                    // A link that has become slow.
                    long trip = i < 30 ? 20_000_000 : 120_000_000;
                    long arrived = Math.max(0, picture.sequence() - (i < 30 ? 0 : 1));
                    controller.report(new ReceiverReport(arrived, received, 0, trip, 0));
                }
            }
            assertThat(keyFrames).isEqualTo(1);
            assertThat(stream.sessions()).isEqualTo(1);
            assertThat(stream.dropped()).isEqualTo(200 - pictures).isPositive();
            Map<String, Object> told =
                    gpu.simulator.calls("nvEncReconfigureEncoder").getLast().in();
            long rate =
                    (Long) Objects.requireNonNull(told.get("reInitEncodeParams.encodeConfig.rcParams.averageBitRate"));
            assertThat(rate).isEqualTo(controller.bitRate()).isLessThan(2_000_000);
            assertThat(told).doesNotContainKey("forceIDR");
        }
    }

    /** Virtual time, and a receiver on a perfect way. */
    private static final class AtomicClock {
        long now = 5_000_000_000L;
        private long sequence;
        private long received;

        AdaptiveBitRate controller() {
            return AdaptiveBitRate.builder(Codec.H264, 160, 90, 60)
                    .bitRates(200_000, 2_000_000, 20_000_000)
                    .clock(() -> now)
                    .build();
        }

        void reports(AdaptiveBitRate controller, int count, double loss) {
            for (int i = 0; i < count; i++) {
                int bytes = controller.bitRate() / 8 / 20;
                controller.sent(sequence, bytes);
                received += bytes;
                now += 50_000_000;
                controller.report(new ReceiverReport(sequence++, received, loss, 20_000_000, 0));
            }
        }
    }
}
