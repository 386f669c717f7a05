package org.nvenc4j.bench;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.nvenc4j.NvencDriver;
import org.nvenc4j.cuda.BufferFormat;
import org.nvenc4j.cuda.ColourConverter;
import org.nvenc4j.cuda.CudaContext;
import org.nvenc4j.cuda.CudaEvent;
import org.nvenc4j.cuda.CudaStream;
import org.nvenc4j.cuda.DeviceBuffer;
import org.nvenc4j.cuda.DeviceFrame;
import org.nvenc4j.cuda.DeviceImage;
import org.nvenc4j.cuda.PixelFormat;

/**
 * Times colour conversion on the GPU, beside a plain copy of as many bytes and NPP, and what a launch costs the caller, beside
 * C. All times of the GPU are taken by its own events, after a warm-up, over pictures that together are many times larger than
 * its L2 cache. Prints the tables of {@code src/site/markdown/colour-conversion.md}.
 *
 * <p>Wants a GPU, a C compiler, and the CUDA toolkit for NPP, in {@code CUDA_HOME} or {@code /usr/local/cuda}.
 */
@SuppressWarnings("restricted")
public final class ConversionBench {
    private static final int[][] SIZES = {{1920, 1080}, {3840, 2160}, {7680, 4320}};
    private static final List<PixelFormat> SOURCES =
            List.of(PixelFormat.RGBA, PixelFormat.RGB24, PixelFormat.RGB_FLOAT_PLANAR, PixelFormat.RGB_FLOAT);
    private static final List<BufferFormat> TARGETS = List.of(
            BufferFormat.NV12,
            BufferFormat.P010,
            BufferFormat.NV16,
            BufferFormat.P210,
            BufferFormat.YUV444,
            BufferFormat.YUV444_10BIT);

    /** All that libnppicc has from RGB in one plane to 8-bit 4:2:0, less the same with other coefficients. */
    private static final List<Npp> NPP = List.of(
            new Npp("nppiRGBToNV12_8u_ColorTwist32f_C3P2R_Ctx", PixelFormat.RGB24, BufferFormat.NV12),
            new Npp("nppiRGBToYUV420_8u_C3P3R_Ctx", PixelFormat.RGB24, BufferFormat.IYUV),
            new Npp("nppiRGBToYCbCr420_8u_C3P3R_Ctx", PixelFormat.RGB24, BufferFormat.IYUV),
            new Npp("nppiBGRToYUV420_8u_AC4P3R_Ctx", PixelFormat.BGRA, BufferFormat.IYUV),
            new Npp("nppiBGRToYCbCr420_8u_AC4P3R_Ctx", PixelFormat.BGRA, BufferFormat.IYUV),
            new Npp("nppiBGRToYCbCr420_709HDTV_8u_AC4P3R_Ctx", PixelFormat.BGRA, BufferFormat.IYUV));

    /** Several times any L2 cache. */
    private static final long ROTATING_BYTES = 600L << 20;

    /** A copy of so many bytes keeps the device busy until all calls of a round are queued, however late the host is. */
    private static final long DELAY_BYTES = 1L << 30;

    private static final int ROUNDS = 7;
    private static final int WARM_UP = 20;
    private static final int CALLS = 60;

    private static final int LAUNCH_BATCHES = 400;
    private static final int LAUNCHES = 250;

    private final CudaContext gpu;
    private final CudaStream stream;
    private final CudaEvent begin;
    private final CudaEvent end;
    private final DeviceBuffer delay;
    private final C c;

    private ConversionBench(CudaContext gpu, C c) {
        this.gpu = gpu;
        this.c = c;
        stream = CudaStream.createNonBlocking(gpu);
        begin = CudaEvent.createTimed(gpu);
        end = CudaEvent.createTimed(gpu);
        delay = DeviceBuffer.allocate(gpu, 2 * DELAY_BYTES);
    }

    public static void main(String[] args) throws Throwable {
        NvencDriver driver = NvencDriver.system();
        try (CudaContext gpu = CudaContext.primary(driver)) {
            System.out.printf(
                    "%s, CUDA driver API %d, JDK %s, %s%n",
                    gpu.device().name(), driver.cudaDriverVersion(), Runtime.version(), LocalDate.now());
            ConversionBench bench = new ConversionBench(gpu, new C());
            bench.launches();
            bench.toNv12();
            bench.allPairs();
        }
    }

    private interface Call {
        void run(int i) throws Throwable;
    }

    /** Microseconds of one call on the device: the median of some rounds. */
    private double micros(Call call) throws Throwable {
        double[] micros = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < WARM_UP; i++) {
                call.run(i);
            }
            c.check((int)
                    c.copy.invokeExact(delay.address() + DELAY_BYTES, delay.address(), DELAY_BYTES, stream.handle()));
            begin.record(stream);
            for (int i = 0; i < CALLS; i++) {
                call.run(i);
            }
            end.record(stream);
            end.synchronize();
            micros[round] = end.millisSince(begin) * 1000 / CALLS;
        }
        return median(micros);
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }

    private static int sets(long bytes) {
        return (int) Math.max(3, ROTATING_BYTES / bytes + 1);
    }

    private double conversion(PixelFormat from, BufferFormat to, int width, int height) throws Throwable {
        int sets = sets(from.packedBytes(width, height) + to.packedBytes(width, height));
        try (ColourConverter converter = ColourConverter.builder(from, to).build(gpu)) {
            List<DeviceImage> images = new ArrayList<>();
            List<DeviceFrame> frames = new ArrayList<>();
            for (int i = 0; i < sets; i++) {
                images.add(DeviceImage.allocate(gpu, from, width, height));
                frames.add(DeviceFrame.allocate(gpu, to, width, height));
            }
            double micros = micros(i -> converter.convert(images.get(i % sets), frames.get(i % sets), stream));
            images.forEach(DeviceImage::close);
            frames.forEach(DeviceFrame::close);
            return micros;
        }
    }

    /** A copy that reads half of those bytes and writes the other half. */
    private double copy(long bytes) throws Throwable {
        int sets = sets(bytes);
        long half = bytes / 2;
        long step = (half + 511) / 512 * 512;
        try (DeviceBuffer memory = DeviceBuffer.allocate(gpu, 2 * step * sets)) {
            return micros(i -> {
                long at = memory.address() + 2 * step * (i % sets);
                c.check((int) c.copy.invokeExact(at + step, at, half, stream.handle()));
            });
        }
    }

    /** One of NPP's conversions to 4:2:0 of 8 bits, or NaN if it is not here. */
    private double npp(Npp npp, int width, int height) throws Throwable {
        long function;
        try (Arena arena = Arena.ofConfined()) {
            function = (long) c.npp.invokeExact(arena.allocateFrom(npp.name).address(), stream.handle());
        }
        if (function == 0) {
            return Double.NaN;
        }
        MethodHandle convert = npp.to == BufferFormat.NV12 ? c.nppTwist : c.nppConvert;
        int sets = sets(npp.from.packedBytes(width, height) + npp.to.packedBytes(width, height));
        List<DeviceImage> images = new ArrayList<>();
        List<DeviceFrame> frames = new ArrayList<>();
        for (int i = 0; i < sets; i++) {
            images.add(DeviceImage.allocate(gpu, npp.from, width, height));
            frames.add(DeviceFrame.allocate(gpu, npp.to, width, height));
        }
        try (var _ = gpu.push()) {
            return micros(i -> {
                DeviceImage image = images.get(i % sets);
                DeviceFrame frame = frames.get(i % sets);
                c.check((int) convert.invokeExact(
                        function,
                        image.address(),
                        (int) image.pitch(),
                        frame.address(),
                        (int) frame.pitch(),
                        width,
                        height));
            });
        } finally {
            images.forEach(DeviceImage::close);
            frames.forEach(DeviceFrame::close);
        }
    }

    /** A function of NPP that converts to 4:2:0, to two planes or three. */
    private record Npp(String name, PixelFormat from, BufferFormat to) {}

    private void toNv12() throws Throwable {
        List<String> besideNpp = new ArrayList<>();
        print("| to NV12 | from | us | GB/s | plain copy, us | copy / ours |");
        print("| --- | --- | ---: | ---: | ---: | ---: |");
        for (int[] size : SIZES) {
            for (PixelFormat from : List.of(PixelFormat.BGRA, PixelFormat.RGB24)) {
                long bytes = bytes(from, BufferFormat.NV12, size);
                double copy = copy(bytes);
                double ours = conversion(from, BufferFormat.NV12, size[0], size[1]);
                print(
                        "| %dx%d | %s | %.1f | %.0f | %.1f | %.2f |",
                        size[0], size[1], from, ours, bytes / ours / 1000, copy, copy / ours);
                for (Npp npp : NPP) {
                    if (npp.from == from) {
                        double theirs = npp(npp, size[0], size[1]);
                        besideNpp.add(String.format(
                                Locale.ROOT,
                                "| %dx%d | `%s` | %.1f | %.1f | %.2f |",
                                size[0],
                                size[1],
                                npp.name,
                                theirs,
                                ours,
                                theirs / ours));
                    }
                }
            }
        }
        print("| from the same pixels | NPP's function | us | ours, us | NPP / ours |");
        print("| --- | --- | ---: | ---: | ---: |");
        besideNpp.forEach(ConversionBench::print);
    }

    private void allPairs() throws Throwable {
        int[] size = SIZES[1];
        print("| %dx%d | us | GB/s | plain copy, us | copy / ours |", size[0], size[1]);
        print("| --- | --- | --- | --- | --- |");
        for (PixelFormat from : SOURCES) {
            for (BufferFormat to : TARGETS) {
                long bytes = bytes(from, to, size);
                double ours = conversion(from, to, size[0], size[1]);
                double copy = copy(bytes);
                print(
                        "| %s to %s | %.1f | %.0f | %.1f | %.2f |",
                        from, to, ours, bytes / ours / 1000, copy, copy / ours);
            }
        }
    }

    private static long bytes(PixelFormat from, BufferFormat to, int[] size) {
        return from.packedBytes(size[0], size[1]) + to.packedBytes(size[0], size[1]);
    }

    /** What a conversion costs the calling thread, of a picture so small that the device is never late. */
    private void launches() throws Throwable {
        try (ColourConverter converter = ColourConverter.builder(PixelFormat.RGBA, BufferFormat.NV12)
                        .build(gpu);
                DeviceImage image = DeviceImage.allocate(gpu, PixelFormat.RGBA, 64, 64);
                DeviceFrame frame = DeviceFrame.allocate(gpu, BufferFormat.NV12, 64, 64)) {
            double[] ours = new double[LAUNCH_BATCHES];
            double[] theirs = new double[LAUNCH_BATCHES];
            long function = c.kernel(gpu);
            for (int batch = 0; batch < LAUNCH_BATCHES; batch++) {
                long start = System.nanoTime();
                for (int i = 0; i < LAUNCHES; i++) {
                    converter.convert(image, frame, stream);
                }
                ours[batch] = (System.nanoTime() - start) / (double) LAUNCHES;
                stream.synchronize();
                try (var _ = gpu.push()) {
                    long nanos = (long) c.launches.invokeExact(
                            function,
                            LAUNCHES,
                            image.address(),
                            image.pitch(),
                            frame.address(),
                            frame.pitch(),
                            64,
                            64,
                            stream.handle());
                    c.check(nanos < 0 ? -1 : 0);
                    theirs[batch] = nanos / (double) LAUNCHES;
                }
                stream.synchronize();
            }
            // The first quarter compiles.
            double byJava = median(Arrays.copyOfRange(ours, LAUNCH_BATCHES / 4, LAUNCH_BATCHES));
            double byC = median(Arrays.copyOfRange(theirs, LAUNCH_BATCHES / 4, LAUNCH_BATCHES));
            print("| a launch costs its caller | ns |");
            print("| --- | --- |");
            print("| `ColourConverter.convert` | %.0f |", byJava);
            print("| `cuLaunchKernel` from C | %.0f |", byC);
            print("| ratio | %.2f |", byJava / byC);
        }
    }

    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }

    /** The functions of {@code src/jmh/c/conversion.c}. */
    private static final class C {
        private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
        private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;

        private final SymbolLookup library;
        private final MethodHandle copy;
        private final MethodHandle npp;
        private final MethodHandle nppConvert;
        private final MethodHandle nppTwist;
        private final MethodHandle launches;
        private final MethodHandle kernel;

        C() throws IOException, InterruptedException {
            String cuda = System.getenv().getOrDefault("CUDA_HOME", "/usr/local/cuda");
            Path file = Files.createTempFile("conversion", ".so");
            Process compiler = new ProcessBuilder(
                            "cc",
                            "-std=gnu11",
                            "-O2",
                            "-Wall",
                            "-Wextra",
                            "-Werror",
                            "-fPIC",
                            "-shared",
                            "-I",
                            cuda + "/include",
                            "-o",
                            file.toString(),
                            "src/jmh/c/conversion.c",
                            "-L",
                            cuda + "/lib64/stubs",
                            "-lcuda",
                            "-ldl")
                    .inheritIO()
                    .start();
            if (compiler.waitFor() != 0) {
                throw new IOException("src/jmh/c/conversion.c does not compile");
            }
            library = SymbolLookup.libraryLookup(file, Arena.global());
            Files.delete(file);
            copy = function("benchCopy", INT, LONG, LONG, LONG, LONG);
            npp = function("benchNpp", LONG, LONG, LONG);
            nppConvert = function("benchNppConvert", INT, LONG, LONG, INT, LONG, INT, INT, INT);
            nppTwist = function("benchNppTwist", INT, LONG, LONG, INT, LONG, INT, INT, INT);
            launches = function("benchLaunches", LONG, LONG, INT, LONG, LONG, LONG, LONG, INT, INT, LONG);
            kernel = function("benchKernel", LONG, LONG, LONG);
        }

        private MethodHandle function(String name, MemoryLayout result, MemoryLayout... parameters) {
            MemorySegment address = library.find(name).orElseThrow();
            return Linker.nativeLinker().downcallHandle(address, FunctionDescriptor.of(result, parameters));
        }

        long kernel(CudaContext gpu) throws Throwable {
            try (InputStream in = ColourConverter.class.getResourceAsStream("rgb32_nv12.ptx");
                    Arena arena = Arena.ofConfined();
                    var _ = gpu.push()) {
                String ptx = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                return (long) kernel.invokeExact(
                        arena.allocateFrom(ptx).address(),
                        arena.allocateFrom("rgb32_nv12").address());
            }
        }

        void check(int status) {
            if (status != 0) {
                throw new IllegalStateException("status " + status);
            }
        }
    }
}
