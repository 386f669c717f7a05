package org.nvenc4j.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.nvenc4j.internal.trace.Nvtx;
import org.nvenc4j.internal.trace.Nvtx.Range;

/**
 * Makes frames for an encoder of RGB pictures, on the GPU: from a {@link DeviceImage} into a {@link DeviceFrame}, on the
 * caller's stream, with nothing allocated for a frame.
 *
 * {@snippet :
 * var converter = ColourConverter.builder(PixelFormat.RGBA, BufferFormat.NV12).matrix(ColourMatrix.BT709).build(gpu);
 * var config = EncoderConfig.h264(1920, 1080).convertedBy(converter).build();   // the stream says how to convert back
 * ...
 * encoder.streams(stream, stream);
 * converter.convert(image, frame, stream);
 * encoder.encode(frame);                                                        // waits on the GPU, not here
 * }
 *
 * <p>Samples are within one code value of the exact ones. Chroma of 4:2:0 and 4:2:2 is the mean of the pixels that it covers,
 * so it lies in their middle: type 1 of H.264 and HEVC, which {@link org.nvenc4j.EncoderConfig.Builder#convertedBy} writes.
 * Where a side is odd, the last column or row counts twice. Transfer functions and primaries are not touched: pictures of
 * BT.709, PQ or linear light keep what they are.
 *
 * <p>May be used from any thread; conversions of one converter are queued one after the other.
 */
public final class ColourConverter extends CudaResource {
    /** Where chroma samples of 4:2:0 lie, as H.264 and HEVC count it: in the middle of four luma samples. */
    public static final int CHROMA_SAMPLE_LOCATION = 1;

    /** What a thread of the kernels in src/main/cuda converts: pixels of a row; where chroma is 4:2:0, of two rows. */
    private static final int PIXELS_PER_THREAD = 4;

    private static final int BLOCK_WIDTH = 64;
    private static final int BLOCK_HEIGHT = 4;

    private static final int IMAGE = 0;
    private static final int FRAME = 1;
    private static final int COEFFICIENTS = 2;

    private final CudaContext context;
    private final PixelFormat from;
    private final BufferFormat to;
    private final ColourMatrix matrix;
    private final boolean fullRange;
    private final boolean flip;
    private final CudaKernel kernel;
    private final int rowsPerThread;
    private final MemorySegment imageArgument = Arena.ofAuto().allocate(24, Long.BYTES);
    private final MemorySegment frameArgument = Arena.ofAuto().allocate(40, Long.BYTES);

    private ColourConverter(CudaContext context, Builder builder, CudaKernel kernel) {
        super(context);
        this.context = context;
        from = builder.from;
        to = builder.to;
        matrix = builder.matrix;
        fullRange = builder.fullRange;
        flip = builder.flip;
        this.kernel = kernel;
        rowsPerThread = to.chromaFormatIdc() == 1 ? 2 : 1;
        kernel.set(COEFFICIENTS, ConversionCoefficients.of(from, to, matrix, fullRange));
        kernel.block(BLOCK_WIDTH, BLOCK_HEIGHT);
    }

    /**
     * Starts a converter of BT.709 and limited range.
     *
     * @param from
     *            how the pictures lie in memory
     * @param to
     *            the encoder's format: NV12, P010, NV16, P210, YUV444 or YUV444_10BIT
     * @return a builder
     * @throws IllegalArgumentException
     *             if there is no conversion to that format
     */
    public static Builder builder(PixelFormat from, BufferFormat to) {
        return new Builder(from, to);
    }

    /** Collects what a {@link ColourConverter} is made from. Not for use by several threads at once. */
    public static final class Builder {
        private final PixelFormat from;
        private final BufferFormat to;
        private ColourMatrix matrix = ColourMatrix.BT709;
        private boolean fullRange;
        private boolean flip;

        private Builder(PixelFormat from, BufferFormat to) {
            this.from = Objects.requireNonNull(from, "from");
            this.to = to;
            switch (to) {
                case NV12, P010, NV16, P210, YUV444, YUV444_10BIT -> {}
                default ->
                    throw new IllegalArgumentException("There is no conversion to " + to
                            + "; there is to NV12, P010, NV16, P210, YUV444 and YUV444_10BIT"
                            + (to.isRgb() ? ". NVENC takes " + to + " as it is, and converts it itself" : ""));
            }
        }

        /**
         * Sets the matrix. Default: {@link ColourMatrix#BT709}.
         *
         * @param value
         *            the matrix
         * @return this builder
         */
        public Builder matrix(ColourMatrix value) {
            matrix = Objects.requireNonNull(value, "matrix");
            return this;
        }

        /**
         * Sets the range. Default: limited, where black is 16 of 255 and white 235, and chroma goes from 16 to 240; for 10
         * bits four times that.
         *
         * @param full
         *            true where black is 0 and white the largest value
         * @return this builder
         */
        public Builder fullRange(boolean full) {
            fullRange = full;
            return this;
        }

        /**
         * Turns pictures upside down, as those of OpenGL need it. Default: no.
         *
         * @param upsideDown
         *            true where the first row in memory is the picture's lowest
         * @return this builder
         */
        public Builder flip(boolean upsideDown) {
            flip = upsideDown;
            return this;
        }

        /**
         * Loads the kernel. The first time on a machine the driver compiles it, for about a tenth of a second.
         *
         * @param context
         *            the context of the images and frames
         * @return the converter, to be closed by the caller or with the context
         * @throws IllegalStateException
         *             if the context is closed
         * @throws CudaException
         *             if the driver cannot load the kernel, for want of memory for instance
         */
        public ColourConverter build(CudaContext context) {
            String name = from.kernels() + "_" + to.name().toLowerCase(Locale.ROOT);
            CudaModule module = CudaModule.load(context, ColourConverter.class, name + ".ptx");
            boolean done = false;
            try {
                ColourConverter converter = new ColourConverter(context, this, module.kernel(name));
                context.closeFirst(converter);
                converter.closeFirst(module);
                done = true;
                return converter;
            } finally {
                if (!done) {
                    module.close();
                }
            }
        }
    }

    /**
     * Queues the conversion of a picture. It runs after what the stream was given before; this call does not wait for it.
     * Image and frame must stay as they are until it has run: an encoder that was given the stream
     * ({@link org.nvenc4j.NvEncoder#streams}) waits for it by itself, and so does other work of the same stream.
     *
     * @param image
     *            a picture of the converter's format, as large as the frame, or with a last column or row beyond it that
     *            makes its number odd, which is left out
     * @param frame
     *            is filled; a frame of the converter's format
     * @param stream
     *            the stream to queue it on; null for the default stream
     * @throws IllegalArgumentException
     *             if format, size or context of one is not what it has to be
     * @throws IllegalStateException
     *             if one of them, or the converter, is closed
     * @throws CudaException
     *             if the driver refuses, or earlier work failed; {@link CudaException#isContextDead} says whether the context
     *             can be used further
     */
    public synchronized void convert(DeviceImage image, DeviceFrame frame, @Nullable CudaStream stream) {
        check(image, frame);
        enter();
        Nvtx.push(Range.CONVERT);
        try {
            image.enter();
            try {
                frame.enter();
                try {
                    setArguments(image, frame);
                    kernel.launch(stream);
                } finally {
                    frame.exit();
                }
            } finally {
                image.exit();
            }
        } finally {
            Nvtx.pop();
            exit();
        }
    }

    private void setArguments(DeviceImage image, DeviceFrame frame) {
        int height = frame.height();
        long firstRow = flip ? image.address() + (image.height() - 1) * image.pitch() : image.address();
        imageArgument.set(ValueLayout.JAVA_LONG, 0, firstRow);
        imageArgument.set(ValueLayout.JAVA_LONG, 8, flip ? -image.pitch() : image.pitch());
        imageArgument.set(ValueLayout.JAVA_LONG, 16, image.planePitch());
        frameArgument.set(ValueLayout.JAVA_LONG, 0, frame.address());
        frameArgument.set(ValueLayout.JAVA_LONG, 8, frame.address() + to.planeOffset(1, frame.pitch(), height));
        int lastPlane = to.planeCount() - 1;
        frameArgument.set(
                ValueLayout.JAVA_LONG, 16, frame.address() + to.planeOffset(lastPlane, frame.pitch(), height));
        frameArgument.set(ValueLayout.JAVA_LONG, 24, frame.pitch());
        frameArgument.set(ValueLayout.JAVA_INT, 32, frame.width());
        frameArgument.set(ValueLayout.JAVA_INT, 36, height);
        kernel.set(IMAGE, imageArgument).set(FRAME, frameArgument);
        kernel.gridFor(Math.ceilDiv(frame.width(), PIXELS_PER_THREAD), Math.ceilDiv(height, rowsPerThread));
    }

    @SuppressWarnings("ReferenceEquality")
    private void check(DeviceImage image, DeviceFrame frame) {
        if (image.format() != from || frame.format() != to) {
            throw new IllegalArgumentException("This converts " + from + " to " + to + ", not the " + image + " to the "
                    + frame + "; build a converter for each pair of formats");
        }
        if (!isSide(image.width(), frame.width()) || !isSide(image.height(), frame.height())) {
            throw new IllegalArgumentException(
                    "The " + image + " and the " + frame + " differ in size; a converter does not scale");
        }
        if (image.context() != context || frame.context() != context) {
            throw new IllegalArgumentException("The " + image + " (" + image.context() + ") and the " + frame + " ("
                    + frame.context() + ") must belong to the converter's own " + context);
        }
    }

    private static boolean isSide(int ofImage, int ofFrame) {
        return ofImage == ofFrame || (ofImage & ~1) == ofFrame;
    }

    /**
     * The context of the images and frames.
     *
     * @return the context
     */
    public CudaContext context() {
        return context;
    }

    /**
     * How the pictures lie in memory.
     *
     * @return the format of the images
     */
    public PixelFormat from() {
        return from;
    }

    /**
     * The format of the frames.
     *
     * @return the encoder's format
     */
    public BufferFormat to() {
        return to;
    }

    /**
     * The matrix.
     *
     * @return the matrix
     */
    public ColourMatrix matrix() {
        return matrix;
    }

    /**
     * The range.
     *
     * @return true for full range
     */
    public boolean fullRange() {
        return fullRange;
    }

    /** The module, which was announced as its dependent, is closed already. */
    @Override
    void free() {}

    @Override
    public String toString() {
        return "converter from " + from + " to " + to + ", " + matrix + (fullRange ? " full range" : " limited range");
    }
}
