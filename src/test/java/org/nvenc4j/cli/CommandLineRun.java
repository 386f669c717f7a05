package org.nvenc4j.cli;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine;

/** One run of the command line: its exit status and what it printed. */
record CommandLineRun(int status, String out, String err) {
    /** The option that lets a process of its own call native code. */
    static final String NATIVE_ACCESS = "--enable-native-access=ALL-UNNAMED";

    /** Where the tests' own classes are: patched into the module, they stand on no path. */
    private static final String TEST_CLASSES = testClasses();

    /** Runs in this process. */
    static CommandLineRun of(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine =
                Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        return new CommandLineRun(commandLine.execute(arguments), out.toString(), err.toString());
    }

    /** Runs a process of its own, on this one's Java and class path, and waits for its end. */
    static CommandLineRun ofProcess(List<String> jvmOptions, Path input, Path output, String... arguments)
            throws IOException, InterruptedException {
        Process process = process(jvmOptions, arguments)
                .redirectInput(input.toFile())
                .redirectOutput(output.toFile())
                .start();
        try (InputStream err = process.getErrorStream()) {
            String text = new String(err.readAllBytes(), StandardCharsets.UTF_8);
            return new CommandLineRun(process.waitFor(), "", text);
        }
    }

    /** A process of its own, on this one's Java and class path, ready to start. */
    static ProcessBuilder process(List<String> jvmOptions, String... arguments) {
        return process(Main.class, jvmOptions, arguments);
    }

    /** The same with another main class, such as a test's own. */
    static ProcessBuilder process(Class<?> main, List<String> jvmOptions, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--class-path");
        command.add(classPath());
        command.addAll(jvmOptions);
        command.add(main.getName());
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }

    private static String testClasses() {
        String file = CommandLineRun.class.getName().replace('.', '/') + ".class";
        String path = Path.of(URI.create(Objects.requireNonNull(CommandLineRun.class.getResource("/" + file))
                        .toString()))
                .toString();
        return path.substring(0, path.length() - file.length() - 1);
    }

    /** Class path and module path: which one a class of ours is on depends on who runs the tests. */
    private static String classPath() {
        return String.join(
                File.pathSeparator,
                TEST_CLASSES,
                System.getProperty("java.class.path", ""),
                System.getProperty("jdk.module.path", ""));
    }
}
