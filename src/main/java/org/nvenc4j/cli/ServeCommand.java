package org.nvenc4j.cli;

import java.io.IOException;
import org.nvenc4j.Codec;
import org.nvenc4j.EncoderConfig;
import org.nvenc4j.Recipes;
import org.nvenc4j.cuda.CudaContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nvenc serve}: a live stream in a browser. */
@Command(
        name = "serve",
        description =
                "Shows a live stream in a browser: opens a page on this machine that decodes it with WebCodecs and can"
                        + " change size and rate, until Ctrl-C.")
final class ServeCommand extends Subcommand {
    @Option(
            names = "--port",
            paramLabel = "N",
            description = "Port of the page, 0 to 65535; 0 takes any that is free. Default 8080.")
    private int port = 8080;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            description =
                    "Address to bind to. Default 127.0.0.1, which only this machine reaches; there is no encryption"
                            + " and no password.")
    private String host = "127.0.0.1";

    @Option(
            names = "--fps",
            paramLabel = "N[/D]",
            converter = Words.OfFrameRate.class,
            description = "Frames a second; default 60.")
    private FrameRate rate = new FrameRate(60, 1);

    @Option(
            names = "--bitrate",
            paramLabel = "BITS",
            converter = Words.OfBits.class,
            description = "Bits a second at most; k and M are understood. Default 8M. The page can change it.")
    private int bitRate = 8_000_000;

    @Option(
            names = "--viewers",
            paramLabel = "N",
            description = "How many pages may watch at once, each with a session of its own; default 4.")
    private int viewers = 4;

    @Mixin
    private PictureShape shape = new PictureShape(new FrameSize(1280, 720));

    @Mixin
    private DriverOptions driverOptions = new DriverOptions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        FrameSize size = shape.size;
        Codec codec = shape.codec;
        EncoderConfig config = argument(() -> Recipes.browserStreaming(
                        codec, size.width(), size.height(), rate.numerator(), rate.denominator(), bitRate)
                .maxSize(Math.max(size.width(), 1920), Math.max(size.height(), 1080))
                .build());
        // The server's log goes nowhere, and it need not say so.
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        try (Interruption interruption = new Interruption();
                OpenDriver driver = argument(() -> driverOptions.openOrSimulate(err()))) {
            argument(() -> {
                driver.requireCoder(codec);
                return codec;
            });
            try (CudaContext context = CudaContext.primary(argument(() -> driverOptions.device(driver)));
                    StreamServer server = new StreamServer(context, config, bitRate, host, port, viewers)) {
                argument(() -> {
                    server.start();
                    return server;
                });
                out().println("streaming at " + server.address() + " until Ctrl-C");
                out().flush();
                interruption.await();
                RuntimeException failure = server.failure();
                if (failure != null) {
                    throw failure;
                }
                return ExitStatus.INTERRUPTED;
            }
        }
    }
}
