package org.nvenc4j.cli;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import org.nvenc4j.EncoderConfig;
import org.nvenc4j.NvEncoder;
import org.nvenc4j.cuda.CudaContext;
import org.nvenc4j.cuda.DeviceFrame;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nvenc bench}: a few frames that lie in device memory, encoded again and again. */
@Command(
        name = "bench",
        description =
                "Measures how long the encode calls take here, without files and uploads. In the simulator that is"
                        + " the time of its coder, not of an NVENC engine.")
final class BenchCommand extends Subcommand {
    private static final int PICTURES = 8;
    private static final FrameRate RATE = new FrameRate(60, 1);

    @Option(
            names = "--frames",
            paramLabel = "N",
            converter = Words.OfCount.class,
            description = "How many frames to encode, default 300; as many again go before and are not counted.")
    private long frames = 300;

    @Mixin
    private PictureShape shape = new PictureShape(new FrameSize(1920, 1080));

    @Mixin
    private DriverOptions driverOptions = new DriverOptions();

    @Override
    public Integer call() {
        FrameSize size = shape.size;
        EncoderConfig config = argument(() -> EncoderConfig.builder(shape.codec, size.width(), size.height())
                .frameRate(RATE.numerator(), RATE.denominator())
                .build());
        Deque<DeviceFrame> pictures = new ArrayDeque<>();
        try (OpenDriver driver = argument(() -> driverOptions.openOrSimulate(err()));
                CudaContext context = CudaContext.primary(argument(() -> driverOptions.device(driver)));
                NvEncoder encoder = argument(() -> NvEncoder.open(context, config))) {
            draw(pictures, context, config);
            encode(encoder, pictures);
            EncodeTimes times = encode(encoder, pictures);
            out().printf("%s, %d frames of %s%n", shape.codec, frames, size);
            out().println(driver.describe(encoder));
            out().println("encode calls: " + times.ranks());
            out().flush();
            return ExitStatus.DONE;
        }
    }

    private void draw(Deque<DeviceFrame> pictures, CudaContext context, EncoderConfig config) {
        TestPattern pattern = new TestPattern(shape.size, RATE, config.bufferFormat());
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment staging = arena.allocate(pattern.frameBytes(), Long.BYTES);
            for (int i = 0; i < PICTURES; i++) {
                DeviceFrame frame =
                        DeviceFrame.allocate(context, config.bufferFormat(), config.width(), config.height());
                pictures.add(frame);
                pattern.next(staging);
                frame.upload(staging);
            }
        }
    }

    private EncodeTimes encode(NvEncoder encoder, Deque<DeviceFrame> pictures) {
        EncodeTimes times = new EncodeTimes();
        for (long i = 0; i < frames; i++) {
            DeviceFrame frame = pictures.removeFirst();
            pictures.addLast(frame);
            long start = System.nanoTime();
            encoder.encode(frame);
            times.add(System.nanoTime() - start);
        }
        return times;
    }
}
