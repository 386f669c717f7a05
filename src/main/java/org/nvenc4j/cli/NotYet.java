package org.nvenc4j.cli;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** The options whose feature the library does not have yet: known, so that the answer is not "unknown option". */
final class NotYet {
    static final List<String> WITH_VALUE = List.of("--sei-user-data", "--reconfigure");
    static final List<String> FLAGS = List.of();

    private NotYet() {}

    static void addTo(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        WITH_VALUE.forEach(name -> spec.addOption(OptionSpec.builder(name)
                .hidden(true)
                .arity("1")
                .type(String.class)
                .build()));
        FLAGS.forEach(name -> spec.addOption(OptionSpec.builder(name)
                .hidden(true)
                .arity("0")
                .type(boolean.class)
                .build()));
        spec.usageMessage()
                .footerHeading("%nNot yet there:%n")
                .footer(Stream.of(WITH_VALUE, FLAGS).flatMap(List::stream).collect(Collectors.joining(" ")));
    }

    /** Refuses a command line that has one of them. */
    static void check(CommandLine command) {
        String used = command.getParseResult().matchedOptions().stream()
                .map(OptionSpec::longestName)
                .filter(name -> WITH_VALUE.contains(name) || FLAGS.contains(name))
                .collect(Collectors.joining(", "));
        if (!used.isEmpty()) {
            throw new ParameterException(command, used + ": not yet; leave it out");
        }
    }
}
