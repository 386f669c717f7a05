package org.nvenc4j.internal.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nvenc4j.NvencDriver;

/** Asks in a Java process of its own, for the answer belongs to the process. */
class NativeAccessTest {
    private static final String PROGRAM = """
        import org.nvenc4j.*;

        class Program {
            public static void main(String[] args) {
                try {
                    System.out.println(NvencDriver.system());
                } catch (NvencUnavailableException e) {
                    System.out.println(e.cause() + ": " + e.remedy());
                }
            }
        }
        """;

    @TempDir
    Path folder;

    @Test
    void namesTheFlagOfTheModule() throws Exception {
        assertThat(systemDriver("--module-path", classes(), "--add-modules", "org.nvenc4j"))
                .isEqualTo("NATIVE_ACCESS_DENIED: Start Java with --enable-native-access=org.nvenc4j");
    }

    @Test
    void namesTheFlagOfTheClassPath() throws Exception {
        assertThat(systemDriver("--class-path", classes()))
                .isEqualTo("NATIVE_ACCESS_DENIED: Start Java with --enable-native-access=ALL-UNNAMED");
    }

    private String systemDriver(String... path) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // Granting access to another module denies it to the rest, before JDK 24 at once and since then by request.
        command.add("--enable-native-access=java.logging");
        if (Runtime.version().feature() >= 24) {
            command.add("--illegal-native-access=deny");
        }
        command.addAll(List.of(path));
        command.add(Files.writeString(folder.resolve("Program.java"), PROGRAM).toString());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output.strip();
    }

    private static String classes() throws URISyntaxException {
        return Path.of(NvencDriver.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .toString();
    }
}
