package org.nvenc4j;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * CPython in this process, with the packages of the machine's {@code python3}, on a thread of its own. It is started once
 * and never ended. Between the calls of this class nobody holds its lock.
 */
@SuppressWarnings("restricted")
final class EmbeddedPython {
    /** Prints where the shared library may be, and what an interpreter needs to be like this one. */
    private static final String DESCRIBE = """
        import json, os, sys, sysconfig
        folder, name = sysconfig.get_config_var("LIBDIR"), sysconfig.get_config_var("INSTSONAME")
        multiarch = sysconfig.get_config_var("MULTIARCH") or ""
        files = [os.path.join(folder, name), os.path.join(folder, multiarch, name), name]
        print(json.dumps({"files": files, "home": sys.base_prefix, "path": sys.path}))
        """;

    /** What importing a large package takes; a Java thread's usual one is small. */
    private static final long STACK = 64 << 20;

    private static final Linker LINKER = Linker.nativeLinker();
    private static @Nullable EmbeddedPython started;

    private final SymbolLookup library;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            body -> Thread.ofPlatform().name("Python").daemon().stackSize(STACK).unstarted(body));

    private EmbeddedPython(SymbolLookup library) {
        this.library = library;
    }

    /** The interpreter; the test is skipped where there is none that can be embedded. */
    static synchronized EmbeddedPython get() {
        EmbeddedPython python = started;
        if (python == null) {
            python = start();
            started = python;
        }
        return python;
    }

    private static EmbeddedPython start() {
        Map<?, ?> like = describe();
        SymbolLookup library = open((List<?>) like.get("files"));
        EmbeddedPython python = new EmbeddedPython(library);
        python.onThread(() -> {
            SymbolLookup libc = LINKER.defaultLookup();
            call(libc, "setenv", text("PYTHONHOME"), text((String) like.get("home")), 1);
            call(library, "Py_InitializeEx", 0);
            return call(library, "PyEval_SaveThread");
        });
        python.run("import json, sys; sys.path[:] = json.loads('''" + json((List<?>) like.get("path")) + "''')");
        return python;
    }

    private static Map<?, ?> describe() {
        try {
            Process asked = new ProcessBuilder("python3", "-c", DESCRIBE)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            return (Map<?, ?>) JsonReader.read(new String(asked.getInputStream().readAllBytes(), UTF_8));
        } catch (IOException e) {
            return abort("No python3 here: " + e.getMessage());
        }
    }

    private static String json(List<?> strings) {
        return "[\""
                + String.join("\", \"", strings.stream().map(String::valueOf).toList()) + "\"]";
    }

    /** Opened so that Python's own extensions, which name no library, find its functions. */
    private static SymbolLookup open(List<?> files) {
        int nowAndForAll = 0x102;
        for (Object file : files) {
            if (call(LINKER.defaultLookup(), "dlopen", text((String) file), nowAndForAll) != 0) {
                return SystemGpu.library((String) file);
            }
        }
        return abort("No shared library of Python's here: " + files);
    }

    /** Runs statements in the main module; what they raise is on standard error. */
    void run(String statements) {
        assertThat((int) locked(() -> call(library, "PyRun_SimpleString", text(statements))))
                .as(statements)
                .isZero();
    }

    /** The value of an expression, as {@code str} gives it. */
    String evaluate(String expression) {
        run("answer = str(" + expression + ")");
        long characters = locked(() -> call(library, "PyUnicode_AsUTF8", mainAttribute("answer")));
        return MemorySegment.ofAddress(characters).reinterpret(Long.MAX_VALUE).getString(0);
    }

    /** The name of the capsule that is the value of a variable. */
    String capsuleName(String variable) {
        long name = locked(() -> call(library, "PyCapsule_GetName", mainAttribute(variable)));
        return MemorySegment.ofAddress(name).reinterpret(Long.MAX_VALUE).getString(0);
    }

    /** Takes what a capsule holds, and renames it as DLPack wants it of who does so. */
    long take(String variable, String name) {
        return locked(() -> {
            long capsule = mainAttribute(variable);
            long held = call(library, "PyCapsule_GetPointer", capsule, text(name));
            assertThat((int) call(library, "PyCapsule_SetName", capsule, text("used_" + name)))
                    .isZero();
            return held;
        });
    }

    /** Borrowed from the main module, so valid until the variable is set anew. */
    private long mainAttribute(String variable) {
        long main = call(library, "PyImport_AddModule", text("__main__"));
        long value = call(library, "PyObject_GetAttrString", main, text(variable));
        assertThat(value).as(variable).isNotZero();
        call(library, "Py_DecRef", value);
        return value;
    }

    private long locked(LongSupplier body) {
        return onThread(() -> {
            long state = call(library, "PyGILState_Ensure");
            try {
                return body.getAsLong();
            } finally {
                call(library, "PyGILState_Release", state);
            }
        });
    }

    private long onThread(LongSupplier body) {
        return CompletableFuture.supplyAsync(body::getAsLong, thread).join();
    }

    /** For the rest of the process, as Python keeps some of the strings that it is given. */
    private static long text(String string) {
        return Arena.global().allocateFrom(string).address();
    }

    /** Calls a function whose parameters and result are integers or pointers. */
    private static long call(SymbolLookup library, String function, long... arguments) {
        MemoryLayout[] parameters = new MemoryLayout[arguments.length];
        Arrays.fill(parameters, ValueLayout.JAVA_LONG);
        try {
            return (long) LINKER.downcallHandle(
                            library.find(function).orElseThrow(),
                            FunctionDescriptor.of(ValueLayout.JAVA_LONG, parameters))
                    .invokeWithArguments(Arrays.stream(arguments).boxed().toList());
        } catch (Throwable t) {
            throw new AssertionError(function, t);
        }
    }
}
