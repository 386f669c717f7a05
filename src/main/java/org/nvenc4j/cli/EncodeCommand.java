package org.nvenc4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.nvenc4j.Codec;
import org.nvenc4j.EncoderConfig;
import org.nvenc4j.NvEncoder;
import org.nvenc4j.cuda.CudaContext;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nvenc encode}. */
@Command(
        name = "encode",
        customSynopsis = "nvenc encode INPUT OUTPUT [options]%n",
        description = "Encodes a .y4m file, raw frames or a test pattern.")
final class EncodeCommand extends Subcommand {
    @Parameters(
            index = "0",
            paramLabel = "INPUT",
            description = "A .y4m file, a file of raw frames (with --size), testsrc:WxH@FPS, or - for standard input.")
    private String input = "";

    @Parameters(
            index = "1",
            paramLabel = "OUTPUT",
            description = "A file whose name ends in .h264, .hevc, .obu or .ivf, or - for standard output."
                    + " A file that exists is overwritten.")
    private String output = "";

    @Option(
            names = "--delay",
            paramLabel = "N",
            converter = Words.OfDelay.class,
            description = "Only 0, which is the default: each access unit is written as soon as the encoder has it."
                    + " B-frames and look-ahead hold frames back inside the encoder.")
    @SuppressWarnings("UnusedVariable") // it can have one value only
    private int delay;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the summary as JSON, too.")
    private @Nullable Path json;

    @ArgGroup(validate = false, heading = "%nInput:%n", order = 1)
    private InputOptions inputOptions = new InputOptions();

    @ArgGroup(validate = false, heading = "%nDriver:%n", order = 2)
    private DriverOptions driverOptions = new DriverOptions();

    @ArgGroup(validate = false, heading = "%nFrames:%n", order = 6)
    private FrameOptions frameOptions = new FrameOptions();

    @Mixin
    private EncoderOptions encoderOptions = new EncoderOptions();

    @Override
    public Integer call() throws IOException {
        // Outermost, so that an interrupted process waits for the summary.
        try (Interruption interruption = new Interruption();
                Writer jsonFile = json == null ? Writer.nullWriter() : argument(() -> Files.newBufferedWriter(json));
                FrameSource source = argument(() -> inputOptions.open(input))) {
            EncodeSummary summary = encode(source, interruption);
            PrintWriter out = output.equals("-") ? err() : out();
            out.print(summary.text());
            out.flush();
            jsonFile.write(Json.write(summary.toMap()));
            return interruption.requested() ? ExitStatus.INTERRUPTED : ExitStatus.DONE;
        }
    }

    private EncodeSummary encode(FrameSource source, Interruption interruption) throws IOException {
        Codec codec = argument(this::codec);
        EncoderConfig config = argument(() -> frameOptions.prepare(encoderOptions.config(codec, source), source));
        try (OpenDriver driver = argument(() -> openDriver(codec));
                CudaContext context = CudaContext.primary(argument(() -> driverOptions.device(driver)));
                NvEncoder encoder = argument(() -> NvEncoder.open(context, config));
                BitstreamFile file = argument(() -> openOutput(codec, source));
                Progress progress = Progress.show(inputOptions.limit().orElse(Progress.UNKNOWN))) {
            EncodeJob job = new EncodeJob(source, encoder, file, frameOptions, (picture, frame) -> {
                encoderOptions.force(picture, frame, source.frameRate());
                if (frameOptions.isKeyFrame(frame)) {
                    picture.forceIdr(true);
                }
            });
            job.run(inputOptions.limit().orElse(Long.MAX_VALUE), progress, interruption::requested);
            return EncodeSummary.of(job, config, encoder, driver, output, interruption.requested());
        }
    }

    private OpenDriver openDriver(Codec codec) {
        OpenDriver driver = driverOptions.openOrSimulate(err());
        try {
            driver.requireCoder(codec);
            return driver;
        } catch (RuntimeException | Error e) {
            driver.close();
            throw e;
        }
    }

    private Codec codec() {
        return encoderOptions.codecOr(output.equals("-") ? Codec.H264 : BitstreamFile.Ending.of(output).codec);
    }

    private BitstreamFile openOutput(Codec codec, FrameSource source) throws IOException {
        if (!input.equals("-") && !output.equals("-")) {
            Path in = Path.of(input);
            Path out = Path.of(output);
            if (Files.exists(in) && Files.exists(out) && Files.isSameFile(in, out)) {
                throw new IllegalArgumentException("output \"" + output + "\" is the input; give it another name");
            }
        }
        return BitstreamFile.open(output, codec, source.size(), source.frameRate());
    }
}
