package org.nvenc4j.bench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.DoubleStream;
import org.nvenc4j.bench.FrameBenchmark.Reading;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs {@link FrameBenchmark} in rounds, in each of which every contestant has its turn in a JVM of its own, so that a
 * machine that slows down slows all of them; and prints the medians, their ratios, and the heap that a frame took. Then
 * what a frame costs where it is traced, and with larger frames, more of them, and more sessions at once, each on a thread
 * of its own.
 *
 * <p>{@code --quick} takes one short round, which shows that all works. {@code --check} ends with status 1 if a ratio or
 * the heap is above what it may be. Times are not checked: they are the machine's.
 */
public final class Bench {
    private static final String TIGHT = "cTight";
    private static final String HELPER = "cHelper";
    private static final String OURS = "nvenc4j";
    private static final String JNI = "jni";
    private static final String FFMPEG = "ffmpeg";
    private static final List<String> CONTESTANTS = List.of(TIGHT, HELPER, OURS, JNI, FFMPEG);

    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
    private static final Load ONE = new Load("1280x720", 1, 1);
    private static final List<Load> LOADS = List.of(
            ONE,
            new Load("7680x4320", 1, 1),
            new Load("1280x720", 100, 1),
            new Load("1280x720", 1000, 1),
            new Load("1280x720", 1, PROCESSORS),
            new Load("1280x720", 1, 64));

    private static final int ITERATIONS = 5;

    private static final String HEAP = "gc.alloc.rate.norm";

    private final Map<Turn, List<RunResult>> results = new HashMap<>();
    private int rounds = 5;
    private int warmupMillis = 150;
    private int millis = 100;
    private boolean check;
    private boolean good = true;

    private Bench() {}

    public static void main(String[] args) throws RunnerException {
        Bench bench = new Bench();
        for (String arg : args) {
            switch (arg) {
                case "--quick" -> {
                    bench.rounds = 1;
                    bench.millis = 50;
                }
                case "--check" -> {
                    bench.check = true;
                    bench.warmupMillis = 400;
                }
                default -> {
                    System.err.println("unknown option " + arg + "; usage: bench [--quick] [--check]");
                    System.exit(2);
                }
            }
        }
        bench.run();
        bench.report();
        if (bench.check) {
            bench.check();
        }
        System.exit(bench.good ? 0 : 1);
    }

    /** Frames of a size, so many of them in turn, in each of so many sessions at once. */
    private record Load(String size, int buffers, int sessions) {
        /** How many of them a processor runs in turn. */
        double share() {
            return (double) sessions / Math.min(sessions, PROCESSORS);
        }

        @Override
        public String toString() {
            return size + ", frames " + buffers + ", sessions " + sessions;
        }
    }

    /** What has its turn in each round. */
    private record Turn(String contestant, Reading reading, Load load, Tracing tracing) {
        static Turn of(String contestant, Reading reading) {
            return new Turn(contestant, reading, ONE, Tracing.IDLE);
        }

        static Turn of(Load load) {
            return new Turn(OURS, Reading.IN_PLACE, load, Tracing.IDLE);
        }

        static Turn of(Tracing tracing) {
            return new Turn(OURS, Reading.IN_PLACE, ONE, tracing);
        }

        static Set<Turn> all() {
            Set<Turn> turns = new LinkedHashSet<>();
            for (Reading reading : Reading.values()) {
                CONTESTANTS.forEach(contestant -> turns.add(of(contestant, reading)));
            }
            List.of(Tracing.values()).forEach(tracing -> turns.add(of(tracing)));
            LOADS.forEach(load -> turns.add(of(load)));
            return turns;
        }
    }

    private void run() throws RunnerException {
        for (int round = 1; round <= rounds; round++) {
            for (Turn turn : Turn.all()) {
                System.err.printf("round %d of %d: %s%n", round, rounds, turn);
                results.computeIfAbsent(turn, _ -> new ArrayList<>()).add(measure(turn));
            }
        }
    }

    private RunResult measure(Turn turn) throws RunnerException {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("^" + FrameBenchmark.class.getName() + "." + turn.contestant + "$")
                .param("reading", turn.reading.name())
                .param("size", turn.load.size)
                .param("buffers", String.valueOf(turn.load.buffers))
                .threads(turn.load.sessions)
                .forks(1)
                .warmupIterations(ITERATIONS)
                .warmupTime(TimeValue.milliseconds(warmupMillis))
                .measurementIterations(ITERATIONS)
                .measurementTime(TimeValue.milliseconds(millis))
                .addProfiler(GCProfiler.class)
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(true);
        turn.tracing.apply(options);
        if (check) {
            // A machine too busy to compile behind the program's back would be measured while it still interprets.
            options.jvmArgsPrepend("-Xbatch");
        }
        return new Runner(options.build()).runSingle();
    }

    private void report() {
        System.out.printf(
                "%s, JDK %s, %d processors; medians of %d rounds%n",
                System.getProperty("os.arch"), Runtime.version(), PROCESSORS, rounds);
        heading("ns per frame", CONTESTANTS);
        for (Reading reading : Reading.values()) {
            row(reading, CONTESTANTS.stream().mapToDouble(contestant -> nanos(Turn.of(contestant, reading))));
        }
        heading("nvenc4j / the other", CONTESTANTS);
        for (Reading reading : Reading.values()) {
            row(
                    reading,
                    CONTESTANTS.stream()
                            .mapToDouble(other -> nanos(Turn.of(OURS, reading)) / nanos(Turn.of(other, reading))));
        }
        heading("heap bytes per frame", CONTESTANTS);
        for (Reading reading : Reading.values()) {
            row(reading, CONTESTANTS.stream().mapToDouble(contestant -> heap(Turn.of(contestant, reading))));
        }
        heading("in place", List.of("ns", "/ first", "heap"));
        List.of(Tracing.values()).forEach(tracing -> row(Turn.of(tracing), tracing, Turn.of(Tracing.ABSENT)));
        heading("in place, ns of one processor", List.of("ns", "/ first", "heap"));
        LOADS.forEach(load -> row(Turn.of(load), load, Turn.of(ONE)));
    }

    private static void heading(String what, List<String> columns) {
        System.out.printf("%n%-48s", what);
        columns.forEach(column -> System.out.printf(" %10s", column));
        System.out.println();
    }

    private void row(Turn turn, Object label, Turn first) {
        row(label, DoubleStream.of(nanos(turn), nanos(turn) / nanos(first), heap(turn)));
    }

    private static void row(Object label, DoubleStream values) {
        System.out.printf("%-48s", label);
        values.forEach(value -> System.out.printf(Locale.ROOT, " %10.2f", value));
        System.out.println();
    }

    /**
     * That nothing got worse, on any machine: limits that an object a frame, a copy too many or a lock that sessions share
     * would break, and not the noise of a machine that others use, nor which of its shapes the compiler gives a loop. What is
     * compared is each one's fastest iteration, which others disturb least.
     */
    private void check() {
        System.out.println();
        // Not 0, for the harness itself allocates a little, the more the fewer frames an iteration has. AllocationTest
        // counts to the byte.
        limit("heap bytes of a frame in place", heap(Turn.of(OURS, Reading.IN_PLACE)), 8);
        limit("in place / JNI", ratio(Turn.of(OURS, Reading.IN_PLACE), Turn.of(JNI, Reading.IN_PLACE)), 0.6);
        for (Reading copied : List.of(Reading.COPIED_50K, Reading.COPIED_1M)) {
            limit(copied + " / C helper", ratio(Turn.of(OURS, copied), Turn.of(HELPER, copied)), 1.5);
        }
        limit(Tracing.IDLE + " / " + Tracing.ABSENT, ratio(Turn.of(Tracing.IDLE), Turn.of(Tracing.ABSENT)), 1.5);
        for (Load load : LOADS) {
            limit(load + " / first", ratio(Turn.of(load), Turn.of(ONE)), load.sessions == 1 ? 1.5 : 2);
        }
    }

    private void limit(String what, double value, double most) {
        boolean kept = value <= most;
        System.out.printf(Locale.ROOT, "%s: %s %.2f, at most %.2f%n", kept ? "good" : "BAD ", what, value, most);
        good &= kept;
    }

    private double ratio(Turn turn, Turn other) {
        return fastest(turn) / fastest(other);
    }

    private double nanos(Turn turn) {
        return median(results.get(turn).stream()
                        .mapToDouble(result ->
                                result.getPrimaryResult().getStatistics().getPercentile(50)))
                / turn.load.share();
    }

    private double fastest(Turn turn) {
        return results.get(turn).stream()
                        .mapToDouble(result ->
                                result.getPrimaryResult().getStatistics().getMin())
                        .min()
                        .orElseThrow()
                / turn.load.share();
    }

    private double heap(Turn turn) {
        return median(results.get(turn).stream()
                .mapToDouble(result -> result.getSecondaryResults().get(HEAP).getScore()));
    }

    private static double median(DoubleStream values) {
        double[] sorted = values.sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
