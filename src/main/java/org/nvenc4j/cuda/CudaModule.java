package org.nvenc4j.cuda;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.nvenc4j.internal.driver.CString;
import org.nvenc4j.internal.raw.cuda.cuda_h;

/**
 * Device code that was loaded into a context: {@code CUmodule}. It is given as PTX, the text that {@code nvcc --ptx}
 * writes, and compiled for the GPU at hand by the driver, so that nothing of the CUDA toolkit is needed at run time. The
 * driver keeps what it compiled on disk, and loads it faster the next time.
 */
public final class CudaModule extends CudaResource {
    /** The compiler repeats itself where much is wrong; the first lines say what. */
    private static final int LOG_BYTES = 8192;

    private final CudaContext context;
    private final long handle;
    private final Map<String, List<PtxParameter>> kernels;
    private final Arena arena = Arena.ofShared();

    private CudaModule(CudaContext context, long handle, Map<String, List<PtxParameter>> kernels) {
        super(context);
        this.context = context;
        this.handle = handle;
        this.kernels = kernels;
    }

    /**
     * Compiles and loads PTX: {@code cuModuleLoadDataEx}.
     *
     * @param context
     *            the context to load it into
     * @param ptx
     *            the text; its {@code .version} must be one that the driver knows and its {@code .target} no newer than the
     *            GPU
     * @return the module, to be closed by the caller or with the context
     * @throws IllegalArgumentException
     *             if the text contains a NUL, which would end it there
     * @throws CudaException
     *             if the driver refuses it; the message contains what its compiler says
     */
    public static CudaModule load(CudaContext context, String ptx) {
        if (ptx.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("The PTX has a NUL at index " + ptx.indexOf('\0')
                    + "; it must be text, not a cubin or a fat binary");
        }
        return context.create(() -> {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment module = arena.allocate(ValueLayout.JAVA_LONG);
                MemorySegment image = arena.allocateFrom(ptx, StandardCharsets.UTF_8);
                MemorySegment log = arena.allocate(LOG_BYTES);
                MemorySegment options = arena.allocateFrom(
                        ValueLayout.JAVA_INT,
                        cuda_h.CU_JIT_ERROR_LOG_BUFFER(),
                        cuda_h.CU_JIT_ERROR_LOG_BUFFER_SIZE_BYTES());
                MemorySegment values = arena.allocateFrom(ValueLayout.JAVA_LONG, log.address(), LOG_BYTES);
                int optionCount = 2;
                int result = context.cuda()
                        .cuModuleLoadDataEx(
                                module.address(), image.address(), optionCount, options.address(), values.address());
                context.cuda().check("cuModuleLoadDataEx", result, CString.in(log));
                return new CudaModule(context, module.get(ValueLayout.JAVA_LONG, 0), PtxParameter.ofKernels(ptx));
            }
        });
    }

    /**
     * Compiles and loads the PTX of a resource, such as a file of the jar.
     *
     * @param context
     *            the context to load it into
     * @param owner
     *            the class beside which the resource lies
     * @param resource
     *            its name, as {@link Class#getResourceAsStream} takes it
     * @return the module, to be closed by the caller or with the context
     * @throws IllegalArgumentException
     *             if there is no such resource
     * @throws CudaException
     *             if the driver refuses it; the message contains what its compiler says
     */
    public static CudaModule load(CudaContext context, Class<?> owner, String resource) {
        try (InputStream in = owner.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalArgumentException("There is no resource " + resource + " beside " + owner.getName());
            }
            return load(context, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The names of the kernels, which are mangled where they were compiled as C++ without {@code extern "C"}.
     *
     * @return the names, sorted
     */
    public Set<String> kernels() {
        return new TreeSet<>(kernels.keySet());
    }

    /**
     * Prepares a kernel for launching: {@code cuModuleGetFunction}.
     *
     * @param name
     *            one of {@link #kernels()}
     * @return a new object each time, with arguments of its own; it can be used while the module is open
     * @throws IllegalArgumentException
     *             if the module has no such kernel; the message lists those that it has
     * @throws IllegalStateException
     *             if the module is closed
     * @throws CudaException
     *             if the driver refuses
     */
    public CudaKernel kernel(String name) {
        List<PtxParameter> parameters = kernels.get(name);
        if (parameters == null) {
            throw new IllegalArgumentException("The module has no kernel \"" + name + "\"; it has " + kernels());
        }
        CudaKernel[] kernel = new CudaKernel[1];
        use(() -> {
            try (Arena scratch = Arena.ofConfined()) {
                MemorySegment function = scratch.allocate(ValueLayout.JAVA_LONG);
                MemorySegment text = scratch.allocateFrom(name, StandardCharsets.UTF_8);
                context.cuda().cuModuleGetFunction(function.address(), handle, text.address());
                kernel[0] = new CudaKernel(this, name, function.get(ValueLayout.JAVA_LONG, 0), parameters, arena);
            }
        });
        return kernel[0];
    }

    /**
     * The context that the module was loaded into.
     *
     * @return the context
     */
    public CudaContext context() {
        return context;
    }

    @Override
    void free() {
        arena.close();
        context.release(() -> context.cuda().cuModuleUnload(handle));
    }

    @Override
    public String toString() {
        return String.format("CUDA module 0x%x", handle);
    }
}
