package org.nvenc4j;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.nvenc4j.cuda.BufferFormat;
import org.nvenc4j.cuda.CudaContext;
import org.nvenc4j.cuda.CudaException;
import org.nvenc4j.cuda.CudaStream;
import org.nvenc4j.cuda.DeviceFrame;
import org.nvenc4j.simulator.Leftovers;
import org.nvenc4j.simulator.Simulator;

/**
 * Long lives on the simulator: many frames through one session, many sessions one after the other, and many at once that
 * are changed, resized and failed at random. Each goes in ten equal parts; what the process holds after the last must be
 * what it held after the first.
 *
 * <p>{@code scripts/soak [SCALE] [SEED]}: at scale 1 a million frames, ten thousand sessions, and 64 sessions of 2,000
 * frames; prints a line a part, and at the end one verdict.
 */
public final class Soak {
    /** How much of each there is, and what brings the same run back. */
    record Size(int frames, int sessions, int atOnce, int framesOfEach, long seed) {
        static Size of(double scale, long seed) {
            return new Size(
                    (int) (1_000_000 * scale),
                    (int) (10_000 * scale),
                    Math.max(4, (int) (64 * Math.min(1, scale))),
                    (int) (2_000 * scale),
                    seed);
        }
    }

    /** What the process has and how fast it was, after one part of a run. */
    record Reading(long heap, long resident, int threads, double perSecond) {}

    /** One run: what it is called, and its ten parts. */
    record Run(String name, List<Reading> readings) {
        Reading first() {
            return readings.getFirst();
        }

        Reading last() {
            return readings.getLast();
        }

        /** Heap and native memory that came to stay between the first part and the last, and threads. */
        boolean isFlat() {
            return last().heap - first().heap < HEAP_NOISE
                    && last().resident - first().resident < RESIDENT_NOISE
                    && last().threads <= first().threads;
        }

        /** Whether the last part is no slower than the first, but for as much as the parts between differ by. */
        boolean isAsFast() {
            DoubleSummaryStatistics between = readings.subList(1, PARTS - 1).stream()
                    .mapToDouble(Reading::perSecond)
                    .summaryStatistics();
            double noise = Math.max(LEAST_NOISE, 1 - between.getMin() / between.getMax());
            return last().perSecond > (1 - noise) * first().perSecond;
        }
    }

    private interface Part {
        void run(int number) throws InterruptedException, ExecutionException;
    }

    private static final int PARTS = 10;

    /** A part before the first, while which everything is compiled, and which counts for nothing. */
    private static final int WARM_UP = -1;

    private static final int WIDTH = 146;
    private static final int HEIGHT = 50;
    private static final EncoderConfig CONFIG = EncoderConfig.h264(WIDTH, HEIGHT)
            .bufferFormat(BufferFormat.IYUV)
            .bitRate(1_000_000)
            .maxSize(2 * WIDTH, 2 * HEIGHT)
            .build();

    /** What a collector leaves now and then; a leak of eight bytes a frame would be as much in a million. */
    private static final long HEAP_NOISE = 8 << 20;

    /** What the JVM's own compilers and the C library's heap take and give back. */
    private static final long RESIDENT_NOISE = 64 << 20;

    private static final double LEAST_NOISE = 0.1;

    private final Size size;
    private final AtomicLong failures = new AtomicLong();

    Soak(Size size) {
        this.size = size;
    }

    public static void main(String[] args) {
        double scale = args.length > 0 ? Double.parseDouble(args[0]) : 1;
        long seed = args.length > 1 ? Long.parseLong(args[1]) : 1;
        Soak soak = new Soak(Size.of(scale, seed));
        List<Run> runs = soak.runs();
        boolean good = runs.stream().allMatch(run -> run.isFlat() && run.isAsFast());
        StringBuilder verdict = new StringBuilder("soak (" + soak.size + "): " + (good ? "steady" : "NOT STEADY"));
        for (Run run : runs) {
            verdict.append(String.format(
                    Locale.ROOT,
                    "; %s: heap %+d KB, resident %+d KB, threads %+d, %.0f/s then %.0f/s",
                    run.name,
                    (run.last().heap - run.first().heap) >> 10,
                    (run.last().resident - run.first().resident) >> 10,
                    run.last().threads - run.first().threads,
                    run.first().perSecond,
                    run.last().perSecond));
        }
        System.out.println(verdict + "; " + soak.failures + " failures injected and met");
        System.exit(good ? 0 : 1);
    }

    List<Run> runs() {
        return List.of(oneSession(), manySessions(), sessionsAtOnce());
    }

    /** How many injected failures came out as exceptions. */
    long failures() {
        return failures.get();
    }

    Run oneSession() {
        try (Simulator simulator = simulator();
                CudaContext context = CudaContext.primary(simulator.driver())) {
            try (NvEncoder encoder = NvEncoder.open(context, CONFIG);
                    DeviceFrame frame = frame(context, CONFIG)) {
                int frames = size.frames / PARTS;
                Leftovers before = simulator.leftovers();
                Run run = inParts("frames of one session", frames, _ -> {
                    for (int i = 0; i < frames; i++) {
                        if (encoder.encode(frame).only().size() == 0) {
                            throw new AssertionError("an empty access unit");
                        }
                    }
                });
                requireSame(simulator.leftovers().allocations(), before.allocations());
                return run;
            }
        }
    }

    Run manySessions() {
        try (Simulator simulator = simulator();
                CudaContext context = CudaContext.primary(simulator.driver());
                DeviceFrame frame = frame(context, CONFIG)) {
            int sessions = size.sessions / PARTS;
            Leftovers before = simulator.leftovers();
            return inParts("sessions", sessions, _ -> {
                for (int i = 0; i < sessions; i++) {
                    try (NvEncoder encoder = NvEncoder.open(context, CONFIG);
                            CudaStream stream = CudaStream.create(context)) {
                        encoder.streams(stream, stream);
                        encoder.encode(frame).only();
                    }
                }
                requireSame(simulator.leftovers(), before);
                requireSame(simulator.leftAtDestroy(), Leftovers.NONE);
            });
        }
    }

    Run sessionsAtOnce() {
        try (Simulator simulator = simulator();
                CudaContext context = CudaContext.primary(simulator.driver());
                ExecutorService threads = Executors.newFixedThreadPool(size.atOnce)) {
            Leftovers before = simulator.leftovers();
            int frames = size.framesOfEach / PARTS;
            return inParts("frames of " + size.atOnce + " sessions", size.atOnce * frames, part -> {
                List<Future<?>> sessions = new ArrayList<>();
                for (int i = 0; i < size.atOnce; i++) {
                    long seed = size.seed + part * 1000L + i;
                    sessions.add(threads.submit(() -> changeAtRandom(simulator, context, frames, seed)));
                }
                for (Future<?> session : sessions) {
                    session.get();
                }
                requireSame(simulator.leftovers(), before);
                requireSame(simulator.leftAtDestroy(), Leftovers.NONE);
                requireSame(simulator.violations(), List.of());
            });
        }
    }

    /** One session of those at once; a failure may hit another session than the one that asked for it. */
    private void changeAtRandom(Simulator simulator, CudaContext context, int frames, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        NvEncoder encoder = null;
        DeviceFrame frame = null;
        PictureOptions options = new PictureOptions();
        for (int i = 0; i < frames; i++) {
            try {
                if (encoder == null) {
                    encoder = NvEncoder.open(context, CONFIG);
                }
                switch (random.nextInt(24)) {
                    case 0 -> options.forceIdr(true);
                    case 1 -> encoder.reconfigure(bitRate(encoder, random.nextInt(100_000, 4_000_000)));
                    case 2 -> encoder.reconfigure(resize(encoder, random));
                    case 3 -> simulator.fail(any(random), random.nextInt(1, 40), random.nextInt(1, 27));
                    default -> options.reset();
                }
                frame = frameFor(encoder, frame);
                encoder.encode(frame, options).forEach(EncodedPicture::size);
            } catch (NvencException | CudaException | IllegalStateException e) {
                failures.incrementAndGet();
                close(encoder);
                encoder = null;
            }
        }
        close(encoder);
        close(frame);
    }

    private static EncoderConfig bitRate(NvEncoder encoder, int bitRate) {
        return encoder.config().toBuilder().bitRate(bitRate).build();
    }

    private static EncoderConfig resize(NvEncoder encoder, SplittableRandom random) {
        int width = WIDTH + 2 * random.nextInt(WIDTH / 2);
        int height = HEIGHT + 2 * random.nextInt(HEIGHT / 2);
        return encoder.config().toBuilder().size(width, height).build();
    }

    private static String any(SplittableRandom random) {
        String[] functions = {
            "nvEncMapInputResource",
            "nvEncEncodePicture",
            "nvEncLockBitstream",
            "nvEncUnlockBitstream",
            "nvEncUnmapInputResource",
            "nvEncReconfigureEncoder",
            "nvEncRegisterResource",
            "nvEncOpenEncodeSessionEx",
            "nvEncInitializeEncoder",
            "cuMemAllocPitch",
            "cuCtxPopCurrent"
        };
        return functions[random.nextInt(functions.length)];
    }

    private DeviceFrame frameFor(NvEncoder encoder, DeviceFrame present) {
        EncoderConfig config = encoder.config();
        if (present != null && present.isOpen()) {
            if (present.width() == config.width() && present.height() == config.height()) {
                return present;
            }
            close(present);
        }
        return frame(encoder.context(), config);
    }

    private static DeviceFrame frame(CudaContext context, EncoderConfig config) {
        return DeviceFrame.allocate(context, config.bufferFormat(), config.width(), config.height());
    }

    private void close(AutoCloseable resource) {
        if (resource != null) {
            try {
                resource.close();
            } catch (NvencException | CudaException e) {
                failures.incrementAndGet();
            } catch (Exception e) {
                throw new AssertionError(resource + " does not close", e);
            }
        }
    }

    private static Simulator simulator() {
        return Simulator.builder().coder(new DigestCoder()).build();
    }

    private static Run inParts(String name, int unitsOfPart, Part part) {
        List<Reading> readings = new ArrayList<>();
        for (int i = WARM_UP; i < PARTS; i++) {
            long start = System.nanoTime();
            try {
                part.run(i);
            } catch (InterruptedException | ExecutionException e) {
                throw new AssertionError(name, e);
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            Reading reading = read(unitsOfPart / seconds);
            if (i == WARM_UP) {
                continue;
            }
            readings.add(reading);
            System.err.printf(
                    Locale.ROOT,
                    "%s, part %d of %d: %.0f/s, heap %d KB, resident %d KB, %d threads%n",
                    name,
                    i + 1,
                    PARTS,
                    reading.perSecond,
                    reading.heap >> 10,
                    reading.resident >> 10,
                    reading.threads);
        }
        return new Run(name, readings);
    }

    private static Reading read(double perSecond) {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return new Reading(
                runtime.totalMemory() - runtime.freeMemory(),
                resident(),
                ManagementFactory.getThreadMXBean().getThreadCount(),
                perSecond);
    }

    /** The process's resident memory in bytes; 0 where the system does not tell. */
    private static long resident() {
        Path status = Path.of("/proc/self/status");
        if (!Files.isReadable(status)) {
            return 0;
        }
        try {
            return Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void requireSame(Object now, Object before) {
        if (!now.equals(before)) {
            throw new AssertionError("there were " + before + ", and now there are " + now);
        }
    }
}
