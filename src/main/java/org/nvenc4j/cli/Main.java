package org.nvenc4j.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** {@code nvenc}: the command line. */
@Command(
        name = "nvenc",
        description = "Encodes video with NVENC, and says whether this machine can.",
        subcommands = {
            EncodeCommand.class,
            ProbeCommand.class,
            CapsCommand.class,
            BenchCommand.class,
            ServeCommand.class
        },
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        footerHeading = "%nExit status:%n",
        footer = {
            "  0    done",
            "  1    the encode failed",
            "  2    bad arguments",
            "  3    no encoder here",
            "  130  interrupted; the output ends on a whole access unit"
        })
public final class Main {
    @Option(
            names = "--stacktrace",
            description = "Show where an error comes from, not only what it is.",
            scope = ScopeType.INHERIT)
    private boolean stacktrace;

    private Main() {}

    /**
     * Runs a command and ends the process with its exit status.
     *
     * @param arguments a command and its options
     */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        Main main = new Main();
        Errors errors = new Errors(() -> main.stacktrace);
        return new CommandLine(main)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(errors)
                .setExecutionExceptionHandler(errors);
    }

    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"nvenc4j " + (version == null ? "(not from a release jar)" : version)};
        }
    }
}
