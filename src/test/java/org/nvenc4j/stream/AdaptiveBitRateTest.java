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
    private static final double LEAST_USE = 0.8;
    private static final double MOST_SWING = 0.2;

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

    private static void assertQueue(List<LinkSimulation.Moment> moments, double from, double to, String when) {
        assertThat(highest(moments, from, to, LinkSimulation.Moment::queueMillis))
                .as("queue from %.1f to %.1f s, %s", from, to, when)
                .isLessThan(MOST_QUEUE);
    }

    /** The rate stands still but for less than a fifth of the capacity, which is used in every second. */
    private static void assertSettled(List<LinkSimulation.Moment> moments, double from, double to, String when) {
        double highest = highest(moments, from, to, LinkSimulation.Moment::rate);
        double lowest = -highest(moments, from, to, moment -> -moment.rate());
        assertThat((highest - lowest) / moments.get((int) (from * 1000)).capacity())
                .as("swing from %.1f to %.1f s, %s", from, to, when)
                .isLessThan(MOST_SWING);
        for (double second = from; second + 1 <= to; second++) {
            assertThat(used(moments, second, second + 1))
                    .as("use from %.1f s, %s", second, when)
                    .isGreaterThan(LEAST_USE);
        }
        assertQueue(moments, from, to, when);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.005, 0.01})
    void steps(double loss) {
        for (int seed = 1; seed <= SEEDS; seed++) {
            String when = "seed " + seed;
            var moments = run(seed, loss, 60, ms -> ms < 20_000 || ms >= 40_000 ? FAST : SLOW);
            assertSettled(moments, 10, 20, when);
            assertQueue(moments, 22, 60, when);
            assertSettled(moments, 30, 40, when);
            assertThat(used(moments, 49, 50)).as(when).isGreaterThan(LEAST_USE);
            assertSettled(moments, 50, 60, when);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.005, 0.01})
    void ramps(double loss) {
        for (int seed = 1; seed <= SEEDS; seed++) {
            String when = "seed " + seed;
            var moments = run(seed, loss, 75, ms -> {
                double down = Math.clamp((ms - 20_000) / 10_000.0, 0, 1);
                double up = Math.clamp((ms - 45_000) / 10_000.0, 0, 1);
                return FAST - (FAST - SLOW) * (down - up);
            });
            assertThat(highest(moments, 20, 30, LinkSimulation.Moment::queueMillis))
                    .as("queue on the way down, %s", when)
                    .isLessThan(2 * MOST_QUEUE);
            assertQueue(moments, 32, 75, when);
            assertSettled(moments, 40, 45, when);
            assertThat(used(moments, 64, 65)).as(when).isGreaterThan(LEAST_USE);
            assertSettled(moments, 65, 75, when);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.005, 0.01})
    void bursts(double loss) {
        for (int seed = 1; seed <= SEEDS; seed++) {
            // Others take nine tenths of the link for half a second.
            var moments = run(seed, loss, 60, ms -> ms >= 20_000 && ms % 15_000 < 500 ? SLOW : FAST);
            for (double burst = 30; burst <= 45; burst += 15) {
                String when = "burst at " + burst + " s, seed " + seed;
                assertQueue(moments, burst + 2, burst + 15, when);
                assertThat(used(moments, burst + 9.5, burst + 10.5)).as(when).isGreaterThan(LEAST_USE);
                assertSettled(moments, burst + 10.5, burst + 15, when);
            }
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
