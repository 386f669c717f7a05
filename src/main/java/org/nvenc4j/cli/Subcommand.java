package org.nvenc4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.nvenc4j.InvalidConfigException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the commands have in common: where they write, and how an argument turns out to be wrong. */
@Command(mixinStandardHelpOptions = true, sortOptions = false)
abstract class Subcommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    final CommandLine commandLine() {
        return Objects.requireNonNull(spec, "picocli sets this").commandLine();
    }

    final PrintWriter out() {
        return commandLine().getOut();
    }

    final PrintWriter err() {
        return commandLine().getErr();
    }

    /** A step that fails only if an argument is wrong: a file that can't be opened, a value out of range. */
    @FunctionalInterface
    interface Step<T> {
        T take() throws IOException;
    }

    /** Takes a step, and turns its failure into that of the command line. */
    final <T> T argument(Step<T> step) {
        try {
            return step.take();
        } catch (InvalidConfigException e) {
            throw new ParameterException(commandLine(), EncoderOptions.text(e), e);
        } catch (IllegalArgumentException | IOException e) {
            throw new ParameterException(commandLine(), Errors.text(e), e);
        }
    }
}
