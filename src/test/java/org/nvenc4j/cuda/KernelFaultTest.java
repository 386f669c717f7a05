package org.nvenc4j.cuda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.nvenc4j.NvencDriver;
import org.nvenc4j.SystemGpu;

/** A kernel that accesses what is not there, on the machine's own driver: it ends CUDA for its process, so it has one. */
@Tag("gpu")
@Timeout(120)
class KernelFaultTest {
    @Test
    void theContextIsDeadAndTheJvmLives() throws Exception {
        SystemGpu.driver();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        root(CudaContext.class) + System.getProperty("path.separator") + root(KernelFaultTest.class),
                        KernelFaultTest.class.getName())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        int status = process.waitFor();

        assertThat(status).as(said).isZero();
        assertThat(said.lines())
                .containsExactly(
                        "launch: done",
                        "synchronize: dead",
                        "allocate: dead",
                        "copy: dead",
                        "launch: dead",
                        "close: dead",
                        "closed: true true true",
                        "another context: dead");
    }

    /** The folder that a class was loaded from, be it a module's or one that is patched into it. */
    private static Path root(Class<?> type) {
        String file = type.getName().replace('.', '/') + ".class";
        URI uri = URI.create(type.getResource("/" + file).toString());
        Path path = Path.of(uri);
        for (int i = Path.of(file).getNameCount(); i > 0; i--) {
            path = path.getParent();
        }
        return path;
    }

    /** The process. */
    public static void main(String[] args) {
        CudaContext context = CudaContext.primary(NvencDriver.system());
        DeviceBuffer memory = DeviceBuffer.allocate(context, 16);
        CudaModule module = CudaModule.load(context, CudaModuleContract.AFFINE);
        CudaKernel kernel = module.kernel("affine");
        kernel.set(0, 16L)
                .set(1, memory.address())
                .set(2, 1f)
                .set(3, MemorySegment.ofArray(new byte[8]))
                .set(4, 1);
        attempt("launch", () -> kernel.launch(null));
        attempt("synchronize", context::synchronize);
        attempt("allocate", () -> DeviceBuffer.allocate(context, 16));
        attempt("copy", () -> memory.copyTo(new byte[16]));
        attempt("launch", () -> kernel.launch(null));
        attempt("close", context::close);
        System.out.println("closed: " + !context.isOpen() + " " + !memory.isOpen() + " " + !module.isOpen());
        attempt("another context", () -> CudaContext.primary(NvencDriver.system()));
    }

    private static void attempt(String what, Runnable call) {
        try {
            call.run();
            System.out.println(what + ": done");
        } catch (CudaException e) {
            System.out.println(what + ": " + (e.isContextDead() ? "dead" : e.getMessage()));
        }
    }
}
