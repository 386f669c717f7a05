package org.nvenc4j.cuda;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that the simulator takes for memory or a semaphore of another API. Its descriptors are those of Linux. */
@SuppressWarnings("restricted")
public record MemoryFile(Path path) {
    private static final int READ_WRITE = 2;

    public static MemoryFile of(Path folder, byte[] content) throws IOException {
        return new MemoryFile(Files.write(Files.createTempFile(folder, "memory", ""), content));
    }

    /** A new descriptor, as an export gives one. */
    public int open() {
        try (Arena arena = Arena.ofConfined()) {
            Linker linker = Linker.nativeLinker();
            return (int) linker.downcallHandle(
                            linker.defaultLookup().find("open").orElseThrow(),
                            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
                            Linker.Option.firstVariadicArg(2))
                    .invokeExact(arena.allocateFrom(path.toString()), READ_WRITE);
        } catch (Throwable t) {
            throw new AssertionError(t);
        }
    }

    public static void close(int fd) {
        try {
            Linker linker = Linker.nativeLinker();
            int unused = (int) linker.downcallHandle(
                            linker.defaultLookup().find("close").orElseThrow(),
                            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT))
                    .invokeExact(fd);
        } catch (Throwable t) {
            throw new AssertionError(t);
        }
    }

    public static boolean isOpen(int fd) {
        return Files.exists(Path.of("/proc/self/fd", String.valueOf(fd)));
    }
}
