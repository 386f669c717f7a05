package org.nvenc4j.internal.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.nvenc4j.NvencUnavailableException;
import org.nvenc4j.NvencUnavailableException.Cause;

@EnabledOnOs(OS.LINUX)
class SystemLibrariesTest {
    private static final String CUDA = "nvenc4j.cuda.library";
    private static final String NVENC = "nvenc4j.nvenc.library";

    @TempDir
    Path folder;

    @AfterEach
    void clear() {
        System.clearProperty(CUDA);
        System.clearProperty(NVENC);
    }

    @Test
    void saysWhatItTriedAndWhyTheLoaderRefused() {
        String file = folder.resolve("libcuda.so.1").toString();
        System.setProperty(CUDA, file);

        assertThatExceptionOfType(NvencUnavailableException.class)
                .isThrownBy(SystemLibraries::cuda)
                .satisfies(e -> assertThat(e.cause()).isEqualTo(Cause.NO_DRIVER))
                .withMessageContainingAll(file, CUDA, "NVENC4J_CUDA_LIBRARY", "No such file or directory")
                .satisfies(e -> assertThat(e.getMessage()).endsWith(e.remedy() + "."));
    }

    @Test
    void passesOnTheLoadersWordsAboutABrokenFile() throws IOException {
        Path file = Files.writeString(folder.resolve("libnvidia-encode.so.1"), "no library".repeat(100));
        System.setProperty(NVENC, file.toString());

        assertThatExceptionOfType(NvencUnavailableException.class)
                .isThrownBy(SystemLibraries::nvenc)
                .satisfies(e -> assertThat(e.cause()).isEqualTo(Cause.NO_ENCODE_LIBRARY))
                .withMessageContainingAll(file.toString(), NVENC, "invalid ELF header");
    }

    @Test
    void opensTheFileThatThePropertyNames() {
        System.setProperty(CUDA, "libc.so.6");

        assertThat(SystemLibraries.cuda().find("getpid")).isPresent();
        assertThat(SystemLibraries.cuda().find("cuInit")).isEmpty();
    }
}
