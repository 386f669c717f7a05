package org.nvenc4j.cuda;

import org.nvenc4j.cuda.UnusableMemoryException.Reason;
import org.nvenc4j.internal.struct.ManagedTensor;

/**
 * A tensor that another library in this process handed over by DLPack. It is given back, once, by {@link #close}.
 *
 * <p>As a picture, a row of samples is one dimension and all rows are the other: NV12 is {@code uint8} of
 * {@code (height * 3 / 2, width)}, ARGB is {@code uint8} of {@code (height, width, 4)}.
 *
 * <p>Who asks the producer for the tensor says in which stream it will be read, and the producer makes that stream wait
 * for its own work. For {@code __dlpack__(stream=...)} pass {@link #streamArgument}: of the default stream unless the
 * encoder was given {@linkplain org.nvenc4j.NvEncoder#streams another input stream}.
 */
public final class DlpackTensor extends CudaResource {
    private static final int CUDA = 2;
    private static final int CUDA_HOST = 3;
    private static final int CUDA_MANAGED = 13;
    private static final int MOST_DIMENSIONS = 16;

    private final CudaContext context;
    private final ManagedTensor tensor;

    private DlpackTensor(CudaContext context, ManagedTensor tensor) {
        super(context);
        this.context = context;
        this.tensor = tensor;
    }

    /**
     * Takes over a {@code DLManagedTensor}, as capsules named {@code "dltensor"} hold it.
     *
     * <p>From this call on the tensor belongs to this library, also if the call throws: then its deleter was called. The
     * driver cannot tell a tensor's address from another number, and reading that may crash the process.
     *
     * @param context
     *            the context of the tensor, usually the primary one of its device, also the encoding session's
     * @param managedTensor
     *            the address of the struct; a Python consumer renames the capsule to {@code "used_dltensor"} first
     * @return the tensor, to be closed by the caller or with the context
     * @throws IllegalArgumentException
     *             if the address is 0
     * @throws IllegalStateException
     *             if the context is closed
     */
    public static DlpackTensor legacy(CudaContext context, long managedTensor) {
        requireAddress(managedTensor);
        return take(context, ManagedTensor.legacy(managedTensor));
    }

    /**
     * Takes over a {@code DLManagedTensorVersioned}, of DLPack 1.0 and later, as capsules named
     * {@code "dltensor_versioned"} hold it. Otherwise as {@link #legacy}.
     *
     * @param context
     *            the context of the tensor, usually the primary one of its device, also the encoding session's
     * @param managedTensor
     *            the address of the struct; a Python consumer renames the capsule to {@code "used_dltensor_versioned"} first
     * @return the tensor, to be closed by the caller or with the context
     * @throws IllegalArgumentException
     *             if the address is 0, or the tensor's major version is not 1
     * @throws IllegalStateException
     *             if the context is closed
     */
    public static DlpackTensor versioned(CudaContext context, long managedTensor) {
        requireAddress(managedTensor);
        return take(context, ManagedTensor.versioned(managedTensor));
    }

    private static void requireAddress(long managedTensor) {
        if (managedTensor == 0) {
            throw new IllegalArgumentException(
                    "The managed tensor's address is 0; pass the pointer that the DLPack capsule holds");
        }
    }

    private static DlpackTensor take(CudaContext context, ManagedTensor managed) {
        boolean done = false;
        try {
            if (managed.majorVersion() != ManagedTensor.MAJOR) {
                throw new IllegalArgumentException("The tensor is of DLPack " + managed.majorVersion()
                        + ".x, whose layout is not that of " + ManagedTensor.MAJOR
                        + ".x; ask the producer for that (max_version) or for the legacy struct");
            }
            DlpackTensor tensor = new DlpackTensor(context, managed);
            context.closeFirst(tensor);
            done = true;
            return tensor;
        } finally {
            if (!done) {
                managed.delete();
            }
        }
    }

    /**
     * The number that says to a producer's {@code __dlpack__} in which stream its tensor will be read.
     *
     * @param stream
     *            the stream
     * @return its handle, and 1 for the legacy default stream, for which 0 is forbidden there
     */
    public static long streamArgument(CudaStream stream) {
        return stream.handle() == 0 ? 1 : stream.handle();
    }

    /**
     * The tensor as a picture, for {@link DeviceFrame#copyFrom(DevicePicture)}. Valid until this tensor is closed.
     *
     * @param format
     *            how the samples are to be understood
     * @return where the picture lies
     * @throws UnusableMemoryException
     *             if type, shape or strides are not those of such a picture, or the tensor is not in memory of CUDA's; the
     *             message says what would fit
     * @throws IllegalStateException
     *             if the tensor is closed
     */
    public DevicePicture picture(BufferFormat format) {
        enter();
        try {
            return pictureOf(format);
        } finally {
            exit();
        }
    }

    private DevicePicture pictureOf(BufferFormat format) {
        int device = tensor.deviceType();
        if (device != CUDA && device != CUDA_HOST && device != CUDA_MANAGED) {
            throw new UnusableMemoryException(
                    device == 1 ? Reason.HOST : Reason.OTHER_DEVICE,
                    "The tensor is on a device of DLPack's type " + device + ", not on CUDA's, which is " + CUDA);
        }
        int dimensions = tensor.dimensions();
        if (dimensions < 0 || dimensions > MOST_DIMENSIONS) {
            throw new UnusableMemoryException(Reason.SHAPE, "The tensor has " + dimensions + " dimensions");
        }
        int bits = tensor.typeBits();
        int lanes = tensor.typeLanes();
        String element = typeName(tensor.typeCode()) + bits / 8 + (lanes == 1 ? "" : "x" + lanes);
        int elementBytes = Math.max(1, bits / 8 * lanes);
        long[] strides = tensor.strides();
        if (strides != null) {
            for (int i = 0; i < strides.length; i++) {
                strides[i] *= elementBytes;
            }
        }
        return new TensorView(tensor.data(), element, elementBytes, tensor.shape(), strides).picture(format);
    }

    private static String typeName(int code) {
        return switch (code) {
            case 0 -> "i";
            case 1 -> "u";
            case 2 -> "f";
            case 4 -> "bfloat";
            case 5 -> "c";
            case 6 -> "bool";
            default -> "type " + code + " of size ";
        };
    }

    /**
     * Makes a frame of the tensor without copying it. Closing the tensor closes the frame first.
     *
     * @param format
     *            how the samples are to be understood
     * @return the frame, to be closed by the caller or with the tensor
     * @throws UnusableMemoryException
     *             if the tensor is no such picture, is on another device than the context, or its memory cannot be
     *             registered with NVENC; the message says which, and what to do
     * @throws IllegalStateException
     *             if the tensor is closed
     */
    public DeviceFrame frame(BufferFormat format) {
        return context.create(this, () -> {
            DevicePicture picture = pictureOf(format);
            int device = context.device().ordinal();
            if (tensor.deviceType() == CUDA && tensor.deviceId() != device) {
                throw new UnusableMemoryException(
                        Reason.OTHER_DEVICE,
                        "The tensor is on device " + tensor.deviceId() + ", not on device " + device);
            }
            return DeviceFrame.checked(context, this, picture, false);
        });
    }

    /**
     * The context that the tensor was taken over in.
     *
     * @return the context
     */
    public CudaContext context() {
        return context;
    }

    /** Calls the producer's deleter, on the thread that closes. */
    @Override
    void free() {
        tensor.delete();
    }

    @Override
    public String toString() {
        return "DLPack tensor";
    }
}
