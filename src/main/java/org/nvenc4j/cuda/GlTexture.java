package org.nvenc4j.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;
import org.nvenc4j.internal.driver.InteropFunctions;
import org.nvenc4j.internal.raw.cuda.cuda_h;

/**
 * A texture of OpenGL's in this process, which CUDA and NVENC read where it lies ({@code CUgraphicsResource}).
 *
 * <p>Registered once, it is OpenGL's until it is {@linkplain #map mapped}, then CUDA's until the array that mapping gave is
 * closed: what OpenGL reads or writes of it in between is undefined. Both orders are the driver's: CUDA's work comes after
 * what OpenGL was given before the mapping, and OpenGL's after what the stream was given before the array was closed.
 *
 * <p>{@link #register}, {@link #map}, closing the array and closing the texture want an OpenGL context that has the texture
 * current on the calling thread, on the GPU of the CUDA context. Each time the array may be another one, so an encoding
 * session registers it anew for each mapping; {@link DeviceFrame#copyFrom(InputFrame)} costs one copy instead.
 *
 * <p>Where the driver answers {@code CUDA_ERROR_INVALID_GRAPHICS_CONTEXT} though a context is current: a process that uses LWJGL
 * must have loaded NVIDIA's EGL, by making its first context, before LWJGL's native library (seen with driver 580).
 *
 * <p>OpenGL's first row is the lowest. A texture of {@code GL_RGBA8} is a picture of {@link BufferFormat#ABGR}, one of
 * {@code GL_R8} that is {@code height * 3 / 2} rows high may be one of {@link BufferFormat#NV12}.
 */
public final class GlTexture extends CudaResource {
    private static final long DEFAULT_STREAM = 0;

    private final CudaContext context;
    private final long handle;
    private final int texture;
    private @Nullable CudaArray mapped;

    private GlTexture(CudaContext context, long handle, int texture) {
        super(context);
        this.context = context;
        this.handle = handle;
        this.texture = texture;
    }

    /**
     * Registers a texture, so that its level 0 can be mapped and be the input of an encoding session:
     * {@code cuGraphicsGLRegisterImage} with {@code CU_GRAPHICS_REGISTER_FLAGS_SURFACE_LDST}. From then on its storage must
     * not be replaced, by {@code glTexImage2D} for instance; the texture is closed before it is deleted.
     *
     * @param context
     *            the CUDA context, also the encoding session's
     * @param texture
     *            the texture's name, of {@code glGenTextures}
     * @param target
     *            {@code GL_TEXTURE_2D} (0x0DE1) or {@code GL_TEXTURE_RECTANGLE} (0x84F5)
     * @return the texture, to be closed by the caller or with the context
     * @throws IllegalArgumentException
     *             if the name is not positive, or it is another target
     * @throws CudaException
     *             if there is no such texture, it has no storage or one of a format that CUDA cannot map, or no OpenGL
     *             context of this GPU is current on this thread
     */
    public static GlTexture register(CudaContext context, int texture, int target) {
        if (texture < 1) {
            throw new IllegalArgumentException("The texture is " + texture + "; pass a name that glGenTextures gave");
        }
        if (target != GL_TEXTURE_2D && target != GL_TEXTURE_RECTANGLE) {
            throw new IllegalArgumentException(String.format(
                    "The target is 0x%x; textures of GL_TEXTURE_2D (0x0DE1) and GL_TEXTURE_RECTANGLE (0x84F5) are"
                            + " pictures",
                    target));
        }
        return context.create(() -> {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment out = arena.allocate(ValueLayout.JAVA_LONG);
                context.cuda()
                        .interop()
                        .cuGraphicsGLRegisterImage(
                                out.address(), texture, target, cuda_h.CU_GRAPHICS_REGISTER_FLAGS_SURFACE_LDST());
                return new GlTexture(context, out.get(ValueLayout.JAVA_LONG, 0), texture);
            }
        });
    }

    private static final int GL_TEXTURE_2D = 0x0DE1;
    private static final int GL_TEXTURE_RECTANGLE = 0x84F5;

    /**
     * Hands the texture to CUDA ({@code cuGraphicsMapResources}) until the array is closed
     * ({@code cuGraphicsUnmapResources}). Its level 0 is the array.
     *
     * @param format
     *            how the samples lie in it; not YV12 or IYUV
     * @param width
     *            pixels, 1 to 65536
     * @param height
     *            rows, 1 to 65536
     * @param stream
     *            the stream that reads the array, of the same CUDA context; null for the default stream. If it is closed
     *            before the array, the default stream takes its place
     * @return the array, to be closed by the caller or with the texture
     * @throws UnusableMemoryException
     *             if the texture has other dimensions or texels than a picture of that format and size
     * @throws IllegalArgumentException
     *             if the size is out of range, or the format has no array
     * @throws IllegalStateException
     *             if the texture is mapped already, or it or the stream is closed
     * @throws CudaException
     *             if the texture was deleted, or no OpenGL context that has it is current on this thread
     */
    public CudaArray map(BufferFormat format, int width, int height, @Nullable CudaStream stream) {
        return context.create(this, () -> {
            if (mapped != null && mapped.isOpen()) {
                throw new IllegalStateException("The " + this + " is mapped; close the " + mapped + " first");
            }
            inStream(stream, InteropFunctions::cuGraphicsMapResources);
            try {
                mapped = CudaArray.checked(
                        context,
                        this,
                        mappedArray(),
                        format,
                        width,
                        height,
                        () -> context.release(() -> unmap(stream)));
                return mapped;
            } catch (RuntimeException | Error e) {
                CudaContext.undo(e, () -> unmap(stream));
                throw e;
            }
        });
    }

    private void unmap(@Nullable CudaStream stream) {
        inStream(stream != null && stream.isOpen() ? stream : null, InteropFunctions::cuGraphicsUnmapResources);
    }

    /** Mapping or unmapping. */
    private interface Transfer {
        void call(InteropFunctions interop, int count, long resources, long stream);
    }

    /** With the context current: once more would be one more call that can fail where something is given back. */
    private void inStream(@Nullable CudaStream stream, Transfer transfer) {
        if (stream == null) {
            inStream(DEFAULT_STREAM, transfer);
        } else {
            stream.enter();
            try {
                inStream(stream.handle(), transfer);
            } finally {
                stream.exit();
            }
        }
    }

    private void inStream(long stream, Transfer transfer) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment resources = arena.allocateFrom(ValueLayout.JAVA_LONG, handle);
            transfer.call(context.cuda().interop(), 1, resources.address(), stream);
        }
    }

    private long mappedArray() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(ValueLayout.JAVA_LONG);
            context.cuda().interop().cuGraphicsSubResourceGetMappedArray(out.address(), handle, 0, 0);
            return out.get(ValueLayout.JAVA_LONG, 0);
        }
    }

    /**
     * The CUDA context that the texture was registered in.
     *
     * @return the context
     */
    public CudaContext context() {
        return context;
    }

    @Override
    void free() {
        context.release(() -> context.cuda().interop().cuGraphicsUnregisterResource(handle));
    }

    @Override
    public String toString() {
        return "OpenGL texture " + texture;
    }
}
