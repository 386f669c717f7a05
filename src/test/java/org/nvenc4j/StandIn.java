package org.nvenc4j;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The driver of {@code src/jmh/c}, which does as little as a correct answer allows and so nothing on the Java heap, and
 * the C clients beside it. Built from source by the machine's C compiler each time.
 */
@SuppressWarnings("restricted")
public final class StandIn {
    private static final Path SOURCES = Path.of("src/jmh/c");
    private static final List<String> COMPILERS = List.of("gcc", "clang", "cc");
    private static final MethodHandle SET_ACCESS_UNIT =
            Linker.nativeLinker().downcallHandle(FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT));

    private final SymbolLookup library;

    private StandIn(SymbolLookup library) {
        this.library = library;
    }

    /** The stand-in; empty if this machine has no C compiler on its path. */
    public static Optional<StandIn> build() {
        return build(Map.of());
    }

    /** The same, which is also what other bindings in this process find from now on where they look for NVIDIA's libraries. */
    public static Optional<StandIn> buildForAll() {
        Path nothing = Path.of("/dev/null");
        return build(Map.of(
                "libcuda.so.1", SOURCES.resolve("peers.c"),
                "libcudart.so.13", nothing,
                "libnvcuvid.so.1", nothing,
                "libnvidia-encode.so.1", nothing));
    }

    /** The loader takes a library that is there already for every later one of the same name. */
    private static Optional<StandIn> build(Map<String, Path> names) {
        Optional<String> compiler = compiler();
        if (compiler.isEmpty()) {
            return Optional.empty();
        }
        List<Path> files = new ArrayList<>();
        try {
            Path file = Files.createTempFile("stand-in", ".so");
            files.add(file);
            compile(compiler.get(), file, List.of(), SOURCES.resolve("driver.c"), SOURCES.resolve("client.c"));
            StandIn standIn = new StandIn(load(file));
            for (Map.Entry<String, Path> name : names.entrySet()) {
                Path other = Files.createTempFile(name.getKey(), "");
                files.add(other);
                List<String> options =
                        List.of("-Wl,--no-as-needed", file.toString(), "-Wl,-soname," + name.getKey(), "-x", "c");
                compile(compiler.get(), other, options, name.getValue());
                load(other);
            }
            return Optional.of(standIn);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            files.forEach(file -> file.toFile().delete());
        }
    }

    private static SymbolLookup load(Path file) {
        return SymbolLookup.libraryLookup(file, Arena.global());
    }

    /** Makes a library of C sources; false if this machine has no C compiler on its path. */
    public static boolean compile(Path library, Path... sources) throws IOException {
        Optional<String> compiler = compiler();
        if (compiler.isPresent()) {
            compile(compiler.get(), library, List.of(), sources);
        }
        return compiler.isPresent();
    }

    private static Optional<String> compiler() {
        List<Path> folders = List.of(
                        Objects.requireNonNullElse(System.getenv("PATH"), "").split(":"))
                .stream()
                .map(Path::of)
                .toList();
        return COMPILERS.stream()
                .filter(name -> folders.stream().anyMatch(folder -> Files.isExecutable(folder.resolve(name))))
                .findFirst();
    }

    private static void compile(String compiler, Path library, List<String> options, Path... sources)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                compiler,
                "-std=c11",
                "-O2",
                "-Wall",
                "-Wextra",
                "-Wno-unused-parameter",
                "-Werror",
                "-fPIC",
                "-shared",
                "-o",
                library.toString()));
        command.addAll(options);
        for (Path source : sources) {
            command.add(source.toString());
        }
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.onExit().join().exitValue() != 0) {
            throw new IOException(compiler + " failed:\n" + said);
        }
    }

    public NvencDriver driver() {
        return NvencDriver.of("stand-in", library, library);
    }

    /** Sets the size of all access units from now on, up to 1 MB. */
    public void accessUnit(int bytes) throws Throwable {
        SET_ACCESS_UNIT.invokeExact(function("standInAccessUnit"), bytes);
    }

    /** The address of one of the library's own functions. */
    public MemorySegment function(String name) {
        return library.find(name).orElseThrow(() -> new IllegalArgumentException("the stand-in has no " + name));
    }
}
