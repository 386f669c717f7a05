package org.nvenc4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.nvenc4j.NvencException;
import org.nvenc4j.NvencUnavailableException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns what a command throws into one clear line on standard error and an exit status. */
final class Errors implements IParameterExceptionHandler, IExecutionExceptionHandler {
    private final BooleanSupplier stacktrace;

    Errors(BooleanSupplier stacktrace) {
        this.stacktrace = stacktrace;
    }

    /** A wrong argument, found by the parser or by a command. */
    @Override
    public int handleParseException(ParameterException exception, String[] arguments) {
        CommandLine command = exception.getCommandLine();
        PrintWriter err = command.getErr();
        show(exception, err);
        UnmatchedArgumentException.printSuggestions(exception, err);
        err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        err.flush();
        return ExitStatus.BAD_ARGUMENTS;
    }

    @Override
    public int handleExecutionException(Exception exception, CommandLine command, @Nullable ParseResult parsed) {
        show(exception, command.getErr());
        return isNoEncoder(exception) ? ExitStatus.NO_ENCODER : ExitStatus.FAILED;
    }

    private static boolean isNoEncoder(Exception exception) {
        return switch (exception) {
            case NvencUnavailableException e -> true;
            case NvencException e ->
                switch (e.status()) {
                    case NO_ENCODE_DEVICE, UNSUPPORTED_DEVICE, INVALID_VERSION -> true;
                    default -> false;
                };
            default -> false;
        };
    }

    private void show(Exception exception, PrintWriter err) {
        err.println("nvenc: " + text(exception));
        if (stacktrace.getAsBoolean()) {
            exception.printStackTrace(err);
        }
        err.flush();
    }

    /** What an exception says, in words; those of the file system have only a name for a message. */
    static String text(Exception exception) {
        String message = exception.getMessage();
        return switch (exception) {
            case NoSuchFileException e -> e.getFile() + ": no such file or folder";
            case AccessDeniedException e -> e.getFile() + ": permission denied";
            case FileSystemException e -> message == null ? e.toString() : message;
            case IOException e -> message == null ? e.toString() : message;
            default -> message == null ? exception.toString() : message;
        };
    }
}
