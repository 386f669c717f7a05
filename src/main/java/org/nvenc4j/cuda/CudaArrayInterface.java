package org.nvenc4j.cuda;

import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What {@code __cuda_array_interface__} of a Python object says (CuPy, PyTorch, Numba, ...), for programs that have Python
 * in the process. As a picture, a row of samples is one dimension and all rows are the other: NV12 is {@code |u1} of
 * {@code (height * 3 / 2, width)}, ARGB is {@code |u1} of {@code (height, width, 4)}.
 *
 * <p>It holds nothing. The Python object must live, and its memory must stay as it is, until the frames made of it are
 * closed.
 *
 * @param address
 *            the first item of {@code data}: a {@code CUdeviceptr}
 * @param shape
 *            elements in each dimension
 * @param typestr
 *            the element's byte order, kind and bytes, such as {@code "|u1"} or {@code "<u2"}
 * @param strides
 *            bytes from one element to the next in each dimension; null for a compact array
 * @param stream
 *            the stream that the producer's work on the memory was given to: 1 is the legacy default stream, 2 the calling
 *            thread's, another number a {@code CUstream}; null if there is nothing to wait for
 */
public record CudaArrayInterface(
        long address,
        List<Long> shape,
        String typestr,
        @Nullable List<Long> strides,
        @Nullable Long stream) {

    /**
     * Copies the lists.
     *
     * @throws IllegalArgumentException
     *             if the number of strides is not that of the dimensions, or the stream is 0, which the protocol forbids
     */
    public CudaArrayInterface {
        Objects.requireNonNull(typestr);
        shape = List.copyOf(shape);
        strides = strides == null ? null : List.copyOf(strides);
        if (strides != null && strides.size() != shape.size()) {
            throw new IllegalArgumentException(
                    "A shape of " + shape + " cannot have the strides " + strides + "; pass as many, or null");
        }
        if (stream != null && stream == 0) {
            throw new IllegalArgumentException("The stream is 0, which __cuda_array_interface__ forbids as ambiguous;"
                    + " pass 1 for the legacy default stream, 2 for the thread's, or null to wait for nothing");
        }
    }

    /**
     * Reads the dictionary as bridges to Python hand it over: numbers as {@link Number}, tuples as {@link List} or array,
     * {@code None} as null.
     *
     * @param dictionary
     *            the value of {@code __cuda_array_interface__}, version 2 or 3
     * @return its content
     * @throws IllegalArgumentException
     *             if an entry is missing, is of another type, or there is a mask
     */
    public static CudaArrayInterface of(Map<String, ?> dictionary) {
        List<?> data = sequence(dictionary, "data");
        if (dictionary.get("mask") != null) {
            throw new IllegalArgumentException("The array has a mask, and a picture has none; pass an array without");
        }
        Object strides = dictionary.get("strides");
        Object stream = dictionary.get("stream");
        return new CudaArrayInterface(
                data.isEmpty() ? 0 : number("data", data.getFirst()),
                numbers(dictionary, "shape"),
                String.valueOf(present(dictionary, "typestr")),
                strides == null ? null : numbers(dictionary, "strides"),
                stream == null ? null : (Long) number("stream", stream));
    }

    private static Object present(Map<String, ?> dictionary, String key) {
        Object value = dictionary.get(key);
        if (value == null) {
            throw new IllegalArgumentException("__cuda_array_interface__ has no \"" + key + "\": " + dictionary);
        }
        return value;
    }

    private static List<?> sequence(Map<String, ?> dictionary, String key) {
        return switch (present(dictionary, key)) {
            case List<?> list -> list;
            case Object[] array -> Arrays.asList(array);
            case long[] array -> Arrays.stream(array).boxed().toList();
            case int[] array -> Arrays.stream(array).boxed().toList();
            case Object other ->
                throw new IllegalArgumentException("\"" + key + "\" is " + other + "; it must be a list or an array");
        };
    }

    private static List<Long> numbers(Map<String, ?> dictionary, String key) {
        return sequence(dictionary, key).stream()
                .map(value -> number(key, value))
                .toList();
    }

    private static long number(String key, @Nullable Object value) {
        if (value instanceof Number number) {
            return number.longValue();
        }
        throw new IllegalArgumentException("\"" + key + "\" holds " + value + "; it must be a number");
    }

    /**
     * The array as a picture, for {@link DeviceFrame#wrap(CudaContext, DevicePicture)} or
     * {@link DeviceFrame#copyFrom(DevicePicture)}. What the producer's stream still has to do is the caller's to order:
     * {@link #orderBefore}.
     *
     * @param format
     *            how the samples are to be understood
     * @return where the picture lies
     * @throws UnusableMemoryException
     *             if type, shape or strides are not those of such a picture; the message says which are
     */
    public DevicePicture picture(BufferFormat format) {
        String element = typestr.replaceFirst("^[|<=>]", "");
        int elementBytes = element.matches("[a-zA-Z][1-9][0-9]?") ? Integer.parseInt(element.substring(1)) : 1;
        boolean bigEndian =
                typestr.startsWith(">") || typestr.startsWith("=") && ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN;
        TensorView view = new TensorView(
                address,
                bigEndian && elementBytes > 1 ? typestr : element,
                elementBytes,
                array(shape),
                strides == null ? null : array(strides));
        return view.picture(format);
    }

    private static long[] array(List<Long> numbers) {
        return numbers.stream().mapToLong(Long::longValue).toArray();
    }

    /**
     * Makes a frame of the array without copying it, and orders the default stream, hence encoding, after the producer's
     * stream. Closing the frame frees nothing.
     *
     * @param context
     *            the context of the array, usually the primary one of its device, also the encoding session's
     * @param format
     *            how the samples are to be understood
     * @return the frame
     * @throws UnusableMemoryException
     *             if the array is no such picture, or its memory cannot be registered with NVENC: CuPy's and PyTorch's
     *             default allocators are fine, stream-ordered pools and expandable segments are not; copy the
     *             {@link #picture}
     * @throws CudaException
     *             if the driver does not know the stream
     */
    public DeviceFrame frame(CudaContext context, BufferFormat format) {
        DeviceFrame frame = DeviceFrame.wrap(context, picture(format));
        boolean done = false;
        try {
            try (CudaStream defaultStream = CudaStream.ofHandle(context, 0)) {
                orderBefore(defaultStream);
            }
            done = true;
        } finally {
            if (!done) {
                frame.close();
            }
        }
        return frame;
    }

    /**
     * Orders what a stream is given from now on after what the producer's stream was given so far. The host does not
     * wait. Needed again for what the producer writes later.
     *
     * @param consumer
     *            the stream that reads the array, of the same context as the producer's
     * @throws CudaException
     *             if the driver does not know the producer's stream
     */
    public void orderBefore(CudaStream consumer) {
        if (stream == null) {
            return;
        }
        CudaContext context = consumer.context();
        try (CudaStream producer = CudaStream.ofHandle(context, stream);
                CudaEvent written = CudaEvent.create(context)) {
            written.record(producer);
            consumer.waitFor(written);
        }
    }
}
