package org.nvenc4j.bench;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Times the programs of {@link ColdStart}, each a process of its own from start to end, without a cache of linked classes and
 * with one. In each round every program has its turn, so that a machine that slows down slows all of them; printed are the
 * medians, and how often of the time of a JVM that does nothing each is.
 *
 * <p>{@code --quick} takes three rounds, which show that all works. {@code --check} ends with status 1 if a ratio is above
 * what it may be. Times are not checked: they are the machine's.
 */
public final class StartBench {
    private static final double MOST = 4.5;
    private static final double MOST_CACHED = 4;

    private static final boolean HAS_AOT_CACHE = Runtime.version().feature() >= 25;

    private final List<Contestant> contestants = new ArrayList<>();
    private final String folder;

    private StartBench(String folder) {
        this.folder = folder;
    }

    /** The first argument is the folder with nvenc4j.jar, programs.jar and driver.so. */
    public static void main(String[] args) throws IOException, InterruptedException {
        StartBench bench = new StartBench(args[0]);
        int rounds = 21;
        boolean check = false;
        for (String arg : Arrays.asList(args).subList(1, args.length)) {
            switch (arg) {
                case "--quick" -> rounds = 3;
                case "--check" -> check = true;
                default -> {
                    System.err.println("unknown option " + arg + "; usage: bench-start [--quick] [--check]");
                    System.exit(2);
                }
            }
        }
        boolean good = bench.run(rounds);
        System.exit(good || !check ? 0 : 1);
    }

    private boolean run(int rounds) throws IOException, InterruptedException {
        for (Class<?> program :
                List.of(ColdStart.Nothing.class, ColdStart.FirstAccessUnit.class, ColdStart.Probe.class)) {
            contestants.add(new Contestant(program, null));
            contestants.add(new Contestant(program, train(program)));
        }
        for (int round = 1; round <= rounds; round++) {
            System.err.printf("round %d of %d%n", round, rounds);
            for (Contestant contestant : contestants) {
                contestant.times.add(time(contestant.options, contestant.program));
            }
        }
        return report(rounds);
    }

    /** Makes a program's cache by running it once; returns the option that uses it. */
    private String train(Class<?> program) throws IOException, InterruptedException {
        String file = new File(folder, program.getSimpleName() + ".cache").getPath();
        time(List.of((HAS_AOT_CACHE ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=") + file), program);
        return (HAS_AOT_CACHE ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=") + file;
    }

    private double time(List<String> options, Class<?> program) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
        command.addAll(options);
        command.addAll(List.of(
                "--enable-native-access=ALL-UNNAMED",
                "--class-path",
                folder + "/programs.jar" + File.pathSeparator + folder + "/nvenc4j.jar",
                program.getName(),
                new File(folder, "driver.so").getAbsolutePath()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(new File(folder, "errors"));
        long begin = System.nanoTime();
        int status = builder.start().waitFor();
        long end = System.nanoTime();
        if (status != 0) {
            throw new IOException(program + " ended with status " + status + ", see " + folder + "/errors");
        }
        return (end - begin) / 1e6;
    }

    /** Prints the table; false if something in it is above what it may be. */
    private boolean report(int rounds) {
        System.out.printf(
                "%s, JDK %s, %d processors; ms from start to end, median (least) of %d rounds%n",
                System.getProperty("os.arch"),
                Runtime.version(),
                Runtime.getRuntime().availableProcessors(),
                rounds);
        System.out.printf("%-16s %18s %9s %22s %9s%n", "", "without a cache", "/ nothing", "with one", "/ nothing");
        boolean good = true;
        for (int i = 0; i < contestants.size(); i += 2) {
            Contestant plain = contestants.get(i);
            Contestant cached = contestants.get(i + 1);
            double ratio = plain.median() / contestants.get(0).median();
            double ratioCached = cached.median() / contestants.get(1).median();
            System.out.printf(
                    Locale.ROOT,
                    "%-16s %8.0f (%7.0f) %9.2f %12.0f (%7.0f) %9.2f%n",
                    plain.program.getSimpleName(),
                    plain.median(),
                    plain.least(),
                    ratio,
                    cached.median(),
                    cached.least(),
                    ratioCached);
            good &= ratio <= MOST && ratioCached <= MOST_CACHED;
        }
        return good;
    }

    /** A program with its options, and what it took so far. */
    private static final class Contestant {
        final Class<?> program;
        final List<String> options;
        final List<Double> times = new ArrayList<>();

        Contestant(Class<?> program, String option) {
            this.program = program;
            options = option == null ? List.of() : List.of(option);
        }

        double median() {
            return times.stream().sorted().skip(times.size() / 2).findFirst().orElseThrow();
        }

        double least() {
            return times.stream().min(Double::compare).orElseThrow();
        }
    }
}
