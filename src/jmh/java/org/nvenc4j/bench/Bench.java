package org.nvenc4j.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.nvenc4j.bench.FrameBenchmark.Reading;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs {@link FrameBenchmark} in rounds, in each of which every contestant has its turn in a JVM of its own, so that a
 * machine that slows down slows all of them; and prints the medians, their ratios, and the heap that a frame took. Then
 * what a frame costs with larger frames, more of them, and more sessions at once, each on a thread of its own.
 *
 * <p>{@code --quick} takes one short round, which shows that all works. {@code --check} ends with status 1 if a ratio or
 * the heap is above what it may be. Times are not checked: they are the machine's.
 */
public final class Bench {
    private static final String OURS = "nvenc4j";
    private static final String HELPER = "cHelper";
    private static final String TIGHT = "cTight";
    private static final List<String> CONTESTANTS = List.of(TIGHT, HELPER, OURS);

    /** How often of {@link #HELPER}'s time ours may be. */
    private static final Map<Reading, Double> MOST =
            Map.of(Reading.IN_PLACE, 1.1, Reading.COPIED_50K, 1.05, Reading.COPIED_1M, 1.05);

    /**
     * In place: less than the smallest object. Not 0, for the harness itself allocates a little, which shows the more the
     * fewer frames an iteration has. AllocationTest counts to the byte.
     */
    private static final double MOST_HEAP = 8;

    /** How often of the time of one session, with one small frame, a frame may take in any other. */
    private static final double MOST_GROWTH = 1.2;

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

    private final Map<String, List<RunResult>> results = new TreeMap<>();
    private int rounds = 5;
    private int warmupMillis = 300;
    private int millis = 200;
    private boolean check;

    private Bench() {}

    public static void main(String[] args) throws RunnerException {
        Bench bench = new Bench();
        for (String arg : args) {
            switch (arg) {
                case "--quick" -> {
                    bench.rounds = 1;
                    bench.millis = 100;
                }
                case "--check" -> bench.check = true;
                default -> {
                    System.err.println("unknown option " + arg + "; usage: bench [--quick] [--check]");
                    System.exit(2);
                }
            }
        }
        bench.run();
        boolean good = bench.report() & bench.reportLoads();
        System.exit(good || !bench.check ? 0 : 1);
    }

    private void run() throws RunnerException {
        for (int round = 1; round <= rounds; round++) {
            for (Reading reading : Reading.values()) {
                for (String contestant : CONTESTANTS) {
                    System.err.printf("round %d of %d: %s %s%n", round, rounds, reading, contestant);
                    results.computeIfAbsent(key(reading, contestant), _ -> new ArrayList<>())
                            .add(measure(reading, contestant, ONE));
                }
            }
            for (Load load : LOADS) {
                System.err.printf("round %d of %d: %s%n", round, rounds, load);
                results.computeIfAbsent(load.toString(), _ -> new ArrayList<>())
                        .add(measure(Reading.IN_PLACE, OURS, load));
            }
        }
    }

    private RunResult measure(Reading reading, String contestant, Load load) throws RunnerException {
        return new Runner(new OptionsBuilder()
                        .include("^" + FrameBenchmark.class.getName() + "." + contestant + "$")
                        .param("reading", reading.name())
                        .param("size", load.size)
                        .param("buffers", String.valueOf(load.buffers))
                        .threads(load.sessions)
                        .forks(1)
                        .warmupIterations(ITERATIONS)
                        .warmupTime(TimeValue.milliseconds(warmupMillis))
                        .measurementIterations(ITERATIONS)
                        .measurementTime(TimeValue.milliseconds(millis))
                        .addProfiler(GCProfiler.class)
                        .verbosity(VerboseMode.SILENT)
                        .shouldFailOnError(true)
                        .build())
                .runSingle();
    }

    /** Prints the table; false if something in it is above what it may be. */
    private boolean report() {
        boolean good = true;
        System.out.printf(
                "%s, JDK %s, %d processors; ns per frame, median of %d rounds%n",
                System.getProperty("os.arch"),
                Runtime.version(),
                Runtime.getRuntime().availableProcessors(),
                rounds);
        System.out.printf(
                Locale.ROOT,
                "%-12s %10s %10s %10s %12s %14s %12s%n",
                "",
                TIGHT,
                HELPER,
                OURS,
                "/ " + HELPER,
                "above " + TIGHT,
                "heap bytes");
        for (Reading reading : Reading.values()) {
            double tight = nanos(reading, TIGHT);
            double helper = nanos(reading, HELPER);
            double ours = nanos(reading, OURS);
            double heap = heap(reading);
            System.out.printf(
                    Locale.ROOT,
                    "%-12s %10.1f %10.1f %10.1f %12.2f %14.1f %12.3f%n",
                    reading.name().toLowerCase(Locale.ROOT),
                    tight,
                    helper,
                    ours,
                    ours / helper,
                    ours - tight,
                    heap);
            good &= ours / helper <= MOST.get(reading) && (reading != Reading.IN_PLACE || heap <= MOST_HEAP);
        }
        return good;
    }

    /** Prints what a frame costs as there is more of everything; false if that is more than it may be. */
    private boolean reportLoads() {
        boolean good = true;
        double one = ONE.processorNanos(nanos(ONE.toString()));
        System.out.printf("%n%-48s %10s %10s%n", "in place", OURS, "/ first");
        for (Load load : LOADS) {
            double ours = load.processorNanos(nanos(load.toString()));
            System.out.printf(Locale.ROOT, "%-48s %10.1f %10.2f%n", load, ours, ours / one);
            good &= ours / one <= MOST_GROWTH;
        }
        return good;
    }

    /** Frames of a size, so many of them in turn, in each of so many sessions at once. */
    private record Load(String size, int buffers, int sessions) {
        /** A processor's time for a frame: where threads are more than processors they take turns. */
        double processorNanos(double nanos) {
            return nanos * Math.min(sessions, PROCESSORS) / sessions;
        }

        @Override
        public String toString() {
            return size + ", frames " + buffers + ", sessions " + sessions;
        }
    }

    private double nanos(Reading reading, String contestant) {
        return nanos(key(reading, contestant));
    }

    private double nanos(String key) {
        return median(results.get(key).stream()
                .mapToDouble(result -> result.getPrimaryResult().getStatistics().getPercentile(50))
                .toArray());
    }

    private double heap(Reading reading) {
        return median(results.get(key(reading, OURS)).stream()
                .mapToDouble(result -> result.getSecondaryResults().get(HEAP).getScore())
                .toArray());
    }

    private static String key(Reading reading, String contestant) {
        return reading + " " + contestant;
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }
}
