package org.nvenc4j.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.nvenc4j.EncodedPicture;
import org.nvenc4j.EncoderConfig;
import org.nvenc4j.NvEncoder;
import org.nvenc4j.StandIn;
import org.nvenc4j.cuda.BufferFormat;
import org.nvenc4j.cuda.CudaContext;
import org.nvenc4j.cuda.DeviceFrame;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * One frame after the other through one session on the stand-in driver: push the context, map, encode, lock, read or
 * copy the access unit, unlock, unmap, pop. The driver does next to nothing, so what is measured is its caller. With
 * several threads each has a session of its own.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(FrameBenchmark.FRAMES)
@SuppressWarnings("restricted")
public class FrameBenchmark {
    static final int FRAMES = 100;

    /** What is done with the access unit. */
    public enum Reading {
        /** Its first and last byte are read where it lies. */
        IN_PLACE("in place, 1 KB", 1 << 10),
        /** It is copied to the same native memory each time, and its first and last byte are read. */
        COPIED_50K("copied out, 50 KB", 50 << 10),
        COPIED_1M("copied out, 1 MB", 1 << 20);

        private final String text;
        final int bytes;

        Reading(String text, int bytes) {
            this.text = text;
            this.bytes = bytes;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** A driver, a context on it, and where access units are copied to. */
    @State(Scope.Thread)
    public static class Gpu {
        // One for all threads, as a machine has one driver.
        private static final StandIn STAND_IN = StandIn.buildForAll()
                .orElseThrow(() -> new IllegalStateException("no C compiler (gcc, clang, cc) on the path"));

        @Param
        Reading reading;

        @Param("1280x720")
        String size;

        CudaContext context;
        Arena arena;
        MemorySegment target;
        int width;
        int height;

        @Setup
        public void open() throws Throwable {
            String[] sides = size.split("x");
            width = Integer.parseInt(sides[0]);
            height = Integer.parseInt(sides[1]);
            STAND_IN.accessUnit(reading.bytes);
            context = CudaContext.primary(STAND_IN.driver());
            arena = Arena.ofConfined();
            target = reading == Reading.IN_PLACE ? MemorySegment.NULL : arena.allocate(reading.bytes, 64);
        }

        DeviceFrame frame() {
            return DeviceFrame.allocate(context, BufferFormat.NV12, width, height);
        }

        @TearDown
        public void close() {
            context.close();
            arena.close();
        }
    }

    /** nvenc4j's public API. */
    @State(Scope.Thread)
    public static class Nvenc4j {
        @Param("1")
        int buffers;

        private final List<DeviceFrame> frames = new ArrayList<>();
        private NvEncoder encoder;
        private int next;

        // What the consumer leaves behind: with it nothing of a picture can be optimised away.
        EncodedPicture last;
        long seen;

        @Setup
        public void open(Gpu gpu) {
            encoder = NvEncoder.open(
                    gpu.context, EncoderConfig.h264(gpu.width, gpu.height).build());
            for (int i = 0; i < buffers; i++) {
                frames.add(gpu.frame());
            }
        }

        void encode(Gpu gpu) {
            DeviceFrame frame = frames.get(next);
            next = next + 1 < buffers ? next + 1 : 0;
            EncodedPicture picture = encoder.encode(frame).only();
            if (gpu.reading != Reading.IN_PLACE) {
                picture.copyTo(gpu.target, 0);
            }
            seen += picture.timestamp() + picture.byteAt(0) + picture.byteAt(picture.size() - 1);
            last = picture;
        }

        @TearDown
        public void close() {
            encoder.close();
        }
    }

    /** The same by C; one call from Java is a hundred frames. */
    @State(Scope.Thread)
    public static class C {
        private static final Linker LINKER = Linker.nativeLinker();
        private static final MethodHandle OPEN = LINKER.downcallHandle(FunctionDescriptor.of(
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT));
        private static final MethodHandle ENCODE = LINKER.downcallHandle(FunctionDescriptor.of(
                ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));
        private static final MethodHandle CLOSE =
                LINKER.downcallHandle(FunctionDescriptor.ofVoid(ValueLayout.JAVA_LONG));

        private MemorySegment tight;
        private MemorySegment helper;
        private MemorySegment close;
        private long client;

        @Setup
        public void open(Gpu gpu) throws Throwable {
            tight = Gpu.STAND_IN.function("clientEncodeTight");
            helper = Gpu.STAND_IN.function("clientEncodeHelper");
            close = Gpu.STAND_IN.function("clientClose");
            DeviceFrame frame = gpu.frame();
            client = (long) OPEN.invokeExact(
                    Gpu.STAND_IN.function("clientOpen"), frame.address(), gpu.width, gpu.height, (int) frame.pitch());
            if (client == 0) {
                throw new IllegalStateException("the C client could not open a session");
            }
        }

        long encode(MemorySegment loop, Gpu gpu) throws Throwable {
            long done = (long) ENCODE.invokeExact(loop, client, (long) FRAMES, gpu.target.address());
            if (done != FRAMES) {
                throw new IllegalStateException("the C client failed at frame " + done);
            }
            return done;
        }

        @TearDown
        public void close() throws Throwable {
            CLOSE.invokeExact(close, client);
        }
    }

    /** C at its tightest: one struct of each kind, filled once. */
    @Benchmark
    public long cTight(Gpu gpu, C c) throws Throwable {
        return c.encode(c.tight, gpu);
    }

    /** C as session helpers are written: structs zeroed for every call. */
    @Benchmark
    public long cHelper(Gpu gpu, C c) throws Throwable {
        return c.encode(c.helper, gpu);
    }

    @Benchmark
    public long nvenc4j(Gpu gpu, Nvenc4j encoder) {
        for (int i = 0; i < FRAMES; i++) {
            encoder.encode(gpu);
        }
        return encoder.seen;
    }

    /** The same by org.bytedeco:nvcodec. */
    @Benchmark
    public long jni(Gpu gpu, Jni session) {
        for (int i = 0; i < FRAMES; i++) {
            session.encode(gpu);
        }
        return session.seen;
    }

    /** The same by org.bytedeco:ffmpeg. */
    @Benchmark
    public long ffmpeg(Gpu gpu, Ffmpeg session) {
        for (int i = 0; i < FRAMES; i++) {
            session.encode();
        }
        return session.seen;
    }
}
