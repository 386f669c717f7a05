package org.nvenc4j.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.nvenc4j.cuda.UnusableMemoryException.Reason;
import org.nvenc4j.internal.raw.cuda.CUDA_ARRAY3D_DESCRIPTOR;
import org.nvenc4j.internal.raw.cuda.CUDA_MEMCPY2D;
import org.nvenc4j.internal.raw.cuda.cuda_h;

/**
 * A picture in a CUDA array ({@code CUarray}): in the GPU's own tiled layout, which has no address. That is what a texture of
 * OpenGL or Vulkan is to CUDA, and what kernels read as a texture and write as a surface.
 *
 * <p>The array has two dimensions. In planar and semi-planar formats an element is one sample, of 8 or 16 bits in one
 * channel, and the rows of the planes follow one another: an array for NV12 is {@code height * 3 / 2} rows high. In the
 * packed formats, such as {@link BufferFormat#ABGR} for the texels of {@code GL_RGBA8}, an element is one pixel: four
 * channels of 8 bits. {@link BufferFormat#YV12} and {@link BufferFormat#IYUV}, whose chroma rows are half as long as those of
 * luma, have no array.
 *
 * <p>Either {@linkplain #allocate made here}, {@linkplain #wrap somebody else's}, or {@linkplain GlTexture#map a texture of
 * OpenGL's}.
 */
public final class CudaArray extends InputFrame {
    private final long handle;
    private final Runnable release;
    private final Descriptor descriptor;

    private CudaArray(
            CudaContext context,
            CudaResource owner,
            BufferFormat format,
            int width,
            int height,
            long handle,
            Runnable release,
            Descriptor descriptor) {
        super(context, owner, format, width, height);
        this.handle = handle;
        this.release = release;
        this.descriptor = descriptor;
    }

    /**
     * Makes an array that kernels can write as a surface, as NVENC wants it: {@code cuArray3DCreate} with
     * {@code CUDA_ARRAY3D_SURFACE_LDST}.
     *
     * @param context
     *            the context to make it in, also the encoding session's
     * @param format
     *            how the samples lie in it; not YV12 or IYUV
     * @param width
     *            pixels, 1 to 65536
     * @param height
     *            rows, 1 to 65536; the rows of all planes together must not be more than the GPU's surfaces have
     * @return the array, its content undefined, to be closed by the caller or with the context
     * @throws IllegalArgumentException
     *             if the size is out of range, or the format has no array
     * @throws CudaException
     *             if there is not enough memory, or the GPU has no surfaces of that size
     */
    public static CudaArray allocate(CudaContext context, BufferFormat format, int width, int height) {
        Descriptor descriptor = Descriptor.of(format, width, height);
        return context.create(() -> {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment array = arena.allocate(ValueLayout.JAVA_LONG);
                context.cuda()
                        .cuArray3DCreate(
                                array.address(), descriptor.write(arena).address());
                long handle = array.get(ValueLayout.JAVA_LONG, 0);
                Runnable destroy = () -> context.release(() -> context.cuda().cuArrayDestroy(handle));
                return new CudaArray(context, context, format, width, height, handle, destroy, descriptor);
            }
        });
    }

    /**
     * Borrows an array that someone else made: another library, or the driver for a texture. Closing leaves the array itself
     * alone; its owner must not destroy or unmap it before this array, and all sessions that it was given to, are closed.
     *
     * <p>What the array holds is asked of the driver ({@code cuArray3DGetDescriptor}). But the driver has no way to ask
     * whether a number is an array, or whose context it is of, and may crash the process on one that is not.
     *
     * @param context
     *            the context that the array was made in, also the encoding session's
     * @param cuArray
     *            the {@code CUarray}
     * @param format
     *            how the samples lie in it; not YV12 or IYUV
     * @param width
     *            pixels, 1 to 65536
     * @param height
     *            rows, 1 to 65536
     * @return the array
     * @throws UnusableMemoryException
     *             if the array has other dimensions or elements than a picture of that format and size
     * @throws IllegalArgumentException
     *             if the handle is 0, the size is out of range, or the format has no array
     * @throws CudaException
     *             if the driver says that the handle is none of an array
     */
    public static CudaArray wrap(CudaContext context, long cuArray, BufferFormat format, int width, int height) {
        return context.create(() -> checked(context, context, cuArray, format, width, height, () -> {}));
    }

    /** For {@link CudaContext#create}, which announces the array to its owner. Closing the array releases it. */
    static CudaArray checked(
            CudaContext context,
            CudaResource owner,
            long cuArray,
            BufferFormat format,
            int width,
            int height,
            Runnable release) {
        if (cuArray == 0) {
            throw new IllegalArgumentException("The CUarray is 0; pass the handle of an array that exists");
        }
        Descriptor wanted = Descriptor.of(format, width, height);
        Descriptor found = Descriptor.read(context, cuArray);
        if (!found.hasSameElements(wanted)) {
            throw new UnusableMemoryException(
                    Reason.ARRAY,
                    String.format(
                            "The CUDA array 0x%x has %s; a %dx%d %s picture is %s",
                            cuArray, found, width, height, format, wanted));
        }
        return new CudaArray(context, owner, format, width, height, cuArray, release, found);
    }

    /** {@code CUDA_ARRAY3D_DESCRIPTOR}: dimensions in elements, and the type of an element's channels. */
    private record Descriptor(long width, long height, long depth, int format, int channels, int flags) {
        static Descriptor of(BufferFormat format, int width, int height) {
            DevicePicture.requireSize(width, height);
            int channels = format.planeCount() == 1 ? 4 : 1;
            boolean bytes = channels == 4 || format.bitDepth() == 8;
            for (int plane = 1; plane < format.planeCount(); plane++) {
                if (format.planePitch(plane, 2) != 2) {
                    throw new IllegalArgumentException(
                            format + " has no CUDA array, for its chroma rows are half as long"
                                    + " as those of luma; take NV12");
                }
            }
            return new Descriptor(
                    format.smallestPitch(width) / (bytes ? channels : 2),
                    format.bytes(1, height),
                    0,
                    bytes ? cuda_h.CU_AD_FORMAT_UNSIGNED_INT8() : cuda_h.CU_AD_FORMAT_UNSIGNED_INT16(),
                    channels,
                    cuda_h.CUDA_ARRAY3D_SURFACE_LDST());
        }

        static Descriptor read(CudaContext context, long cuArray) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment struct = arena.allocate(CUDA_ARRAY3D_DESCRIPTOR.layout());
                context.cuda().cuArray3DGetDescriptor(struct.address(), cuArray);
                return new Descriptor(
                        CUDA_ARRAY3D_DESCRIPTOR.Width(struct),
                        CUDA_ARRAY3D_DESCRIPTOR.Height(struct),
                        CUDA_ARRAY3D_DESCRIPTOR.Depth(struct),
                        CUDA_ARRAY3D_DESCRIPTOR.Format(struct),
                        CUDA_ARRAY3D_DESCRIPTOR.NumChannels(struct),
                        CUDA_ARRAY3D_DESCRIPTOR.Flags(struct));
            }
        }

        MemorySegment write(Arena arena) {
            MemorySegment struct = arena.allocate(CUDA_ARRAY3D_DESCRIPTOR.layout());
            CUDA_ARRAY3D_DESCRIPTOR.Width(struct, width);
            CUDA_ARRAY3D_DESCRIPTOR.Height(struct, height);
            CUDA_ARRAY3D_DESCRIPTOR.Depth(struct, depth);
            CUDA_ARRAY3D_DESCRIPTOR.Format(struct, format);
            CUDA_ARRAY3D_DESCRIPTOR.NumChannels(struct, channels);
            CUDA_ARRAY3D_DESCRIPTOR.Flags(struct, flags);
            return struct;
        }

        /** Whether two arrays differ in their flags at most. */
        boolean hasSameElements(Descriptor other) {
            return width == other.width
                    && height == other.height
                    && depth == other.depth
                    && format == other.format
                    && channels == other.channels;
        }

        boolean isSurface() {
            return (flags & cuda_h.CUDA_ARRAY3D_SURFACE_LDST()) != 0;
        }

        @Override
        public String toString() {
            return String.format(
                    "%dx%d%s elements of %d channels of the CUarray_format 0x%02x",
                    width, height, depth == 0 ? "" : "x" + depth, channels, format);
        }
    }

    /**
     * The array's handle, for other libraries that call the CUDA driver. It is not to be destroyed.
     *
     * @return the {@code CUarray}
     */
    public long handle() {
        return handle;
    }

    /**
     * The samples of a row, those of all channels counted: what NVENC takes for the pitch of an array.
     *
     * @return the array's width times its channels
     */
    public long rowSamples() {
        return descriptor.width * descriptor.channels;
    }

    @Override
    void requireEncodable() {
        if (!descriptor.isSurface()) {
            throw new UnusableMemoryException(
                    Reason.SURFACE, "The " + this + " was not made with CUDA_ARRAY3D_SURFACE_LDST, as NVENC wants it");
        }
    }

    @Override
    void from(MemorySegment copy, int plane) {
        CUDA_MEMCPY2D.srcMemoryType(copy, cuda_h.CU_MEMORYTYPE_ARRAY());
        CUDA_MEMCPY2D.srcArray(copy, handle);
        CUDA_MEMCPY2D.srcY(copy, firstRow(plane));
    }

    @Override
    void into(MemorySegment copy, int plane) {
        CUDA_MEMCPY2D.dstMemoryType(copy, cuda_h.CU_MEMORYTYPE_ARRAY());
        CUDA_MEMCPY2D.dstArray(copy, handle);
        CUDA_MEMCPY2D.dstY(copy, firstRow(plane));
    }

    private long firstRow(int plane) {
        return format().planeOffset(plane, 1, height());
    }

    @Override
    void free() {
        release.run();
    }

    @Override
    public String toString() {
        return String.format("%dx%d %s array 0x%x", width(), height(), format(), handle);
    }
}
