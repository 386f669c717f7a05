package org.nvenc4j.simulator;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The resources that a session has registered and mapped. */
final class SessionResources {
    private static final int RESOURCE_CUDA_POINTER = 1;
    private static final int RESOURCE_CUDA_ARRAY = 2;

    private final CudaSide cuda;
    private final Journal journal;
    private final AtomicLong handles;
    private final ClientStructs structs;
    private final long context;
    private final Map<Long, Registered> registered = new HashMap<>();
    private final Map<Long, Registered> mapped = new HashMap<>();

    SessionResources(SessionHost host, ClientStructs structs, long context) {
        this.cuda = host.cuda();
        this.journal = host.journal();
        this.handles = host.handles();
        this.structs = structs;
        this.context = context;
    }

    /** @param config null for a session that encodes nothing, and so has no output */
    void register(long params, List<InputFormat> formats, @Nullable SessionConfig config) {
        StructView view = structs.checked("NV_ENC_REGISTER_RESOURCE", params);
        long type = view.get("resourceType");
        if (type != RESOURCE_CUDA_POINTER && type != RESOURCE_CUDA_ARRAY) {
            throw Refusal.unsupported("resourceType " + type + " in a CUDA session");
        }
        int usage = view.getInt("bufferUsage");
        boolean isArray = type == RESOURCE_CUDA_ARRAY;
        InputFormat format = format(usage, isArray, view.get("bufferFormat"), formats, config);
        long address = view.get("resourceToRegister");
        if (address == 0) {
            throw Refusal.nullPointer("resourceToRegister");
        }
        int width = view.getInt("width");
        int height = view.getInt("height");
        int pitch = view.getInt("pitch");
        int widest = format == null ? Integer.MAX_VALUE : 1 << 15;
        if (width <= 0 || height <= 0 || width > widest || height > 1 << 15) {
            throw Refusal.invalid("size " + width + "x" + height);
        }
        if (view.isSet("subResourceIndex") || view.isSet("pInputFencePoint")) {
            throw Refusal.invalid("subResourceIndex and pInputFencePoint are for Direct3D");
        }
        Registered resource = format != null && isArray
                ? inArray(view, address, format, width, height, pitch)
                : inMemory(view, address, format, width, height, pitch);
        registered.put(resource.handle(), resource);
        view.set("registeredResource", resource.handle());
    }

    /** The format of a picture, or null for a bitstream; refuses a format that is not there for this usage. */
    private static @Nullable InputFormat format(
            int usage, boolean isArray, long value, List<InputFormat> formats, @Nullable SessionConfig config) {
        String asked = "bufferFormat 0x" + Long.toHexString(value) + " with bufferUsage " + usage;
        Optional<InputFormat> format = InputFormat.of(value).filter(formats::contains);
        return switch (usage) {
            case Registered.INPUT -> format.orElseThrow(() -> Refusal.invalid(asked));
            case Registered.BITSTREAM -> {
                if (config == null
                        || !config.initialize().isSet("enableOutputInVidmem")
                        || isArray
                        || value != Registered.U8) {
                    throw Refusal.invalid(asked);
                }
                yield null;
            }
            case Registered.RECONSTRUCTION -> {
                if (config == null || !config.initialize().isSet("enableReconFrameOutput") || isArray) {
                    throw Refusal.invalid(asked);
                }
                yield format.filter(InputFormat::isReconstructed).orElseThrow(() -> Refusal.invalid(asked));
            }
            default -> throw Refusal.unsupported(asked);
        };
    }

    /** @param format null for a bitstream */
    private Registered inMemory(
            StructView view, long address, @Nullable InputFormat format, int width, int height, int pitch) {
        int rowBytes = format == null ? width : format.rowBytes(width);
        if (pitch % 4 != 0 || pitch < rowBytes) {
            throw noResource("pitch " + pitch + " has to be a multiple of 4, and at least " + rowBytes);
        }
        CudaSide.Memory memory = cuda.memoryAt(context, address)
                .orElseThrow(() -> noResource("no allocation at the address to register"));
        if (!memory.linear()) {
            throw noResource(
                    memory.kind() + " memory can't be registered, only that of cuMemAlloc and cuMemAllocPitch");
        }
        if (memory.context() != context) {
            throw noResource("the memory belongs to another context");
        }
        List<InputFormat.Plane> planes = format == null
                ? List.of(new InputFormat.Plane(0, pitch, height, width))
                : format.planes(width, height, pitch, view.get("chromaOffsetIn[0]"), view.get("chromaOffsetIn[1]"));
        int usage = view.getInt("bufferUsage");
        Registered resource = new Registered(
                handles.addAndGet(16), address, false, width, height, pitch, usage, format, planes, memory.bufferId());
        long end = memory.base() + memory.size();
        if (address + resource.bytes() > end) {
            throw noResource(
                    "the picture has " + resource.bytes() + " bytes, its allocation ends after " + (end - address));
        }
        return resource;
    }

    /** An array's rows are as far apart as it is wide; the pitch that a client gives counts samples. */
    private Registered inArray(StructView view, long handle, InputFormat format, int width, int height, int pitch) {
        CudaSide.Array array = cuda.arrayAt(context, handle)
                .orElseThrow(() -> noResource("no two-dimensional array of that handle to register"));
        CudaArrays.Shape shape = array.shape();
        if (array.context() != context) {
            throw noResource("the array belongs to another context");
        }
        if (!shape.isSurface()) {
            throw noResource("the array was made without CUDA_ARRAY3D_SURFACE_LDST");
        }
        int channels = format.isPacked() ? 4 : 1;
        int channelBytes = format.isPacked() ? 1 : format.bytesPerSample();
        if (format.hasShortRows() || shape.channels() != channels || shape.channelBytes() != channelBytes) {
            throw noResource(format + " does not lie in an array of " + shape);
        }
        if (pitch != shape.width() * channels) {
            throw noResource("pitch " + pitch + " has to be the array's width times its channels");
        }
        if (view.isSet("chromaOffsetIn[0]") || view.isSet("chromaOffsetIn[1]")) {
            throw Refusal.invalid("chromaOffsetIn is for linear memory");
        }
        List<InputFormat.Plane> planes = format.planes(width, height, shape.rowBytes(), 0, 0);
        int usage = view.getInt("bufferUsage");
        Registered resource = new Registered(
                handles.addAndGet(16),
                handle,
                true,
                width,
                height,
                (int) shape.rowBytes(),
                usage,
                format,
                planes,
                array.bufferId());
        boolean wide = planes.stream().anyMatch(plane -> plane.rowBytes() > shape.rowBytes());
        if (wide || resource.bytes() > shape.rowBytes() * shape.height()) {
            throw noResource(width + "x" + height + " " + format + " is more than an array of " + shape + " holds");
        }
        return resource;
    }

    private static Refusal noResource(String why) {
        return new Refusal(NvencStatusCode.RESOURCE_REGISTER_FAILED, why);
    }

    void unregister(long handle) {
        Registered resource = registered(handle);
        if (mapped.containsValue(resource)) {
            throw new Refusal(NvencStatusCode.INVALID_CALL, "the resource is still mapped");
        }
        if (!isAlive(resource)) {
            journal.violation("memory was freed while it was registered");
        }
        registered.remove(handle);
    }

    private Registered registered(long handle) {
        if (handle == 0) {
            throw Refusal.nullPointer("the registered resource");
        }
        Registered resource = registered.get(handle);
        if (resource == null) {
            throw new Refusal(
                    NvencStatusCode.RESOURCE_NOT_REGISTERED,
                    "0x" + Long.toHexString(handle) + " is no registered resource of this session");
        }
        return resource;
    }

    void map(long params) {
        StructView view = structs.checked("NV_ENC_MAP_INPUT_RESOURCE", params);
        Registered resource = registered(view.get("registeredResource"));
        if (mapped.containsValue(resource)) {
            throw new Refusal(NvencStatusCode.MAP_FAILED, "the resource is mapped already");
        }
        checkAlive(resource);
        long handle = handles.addAndGet(16);
        mapped.put(handle, resource);
        view.set("mappedResource", handle);
        view.set("mappedBufferFmt", resource.formatValue());
    }

    private boolean isAlive(Registered resource) {
        if (resource.isArray()) {
            return cuda.isArray(resource.address(), resource.bufferId());
        }
        return cuda.memoryAt(context, resource.address())
                .filter(memory -> memory.bufferId() == resource.bufferId())
                .isPresent();
    }

    /** Refuses a resource whose memory is gone. */
    void checkAlive(Registered resource) {
        if (!isAlive(resource)) {
            throw new Refusal(NvencStatusCode.MAP_FAILED, "the registered memory was freed");
        }
    }

    void unmap(long handle) {
        if (handle == 0) {
            throw Refusal.nullPointer("the mapped resource");
        }
        if (mapped.remove(handle) == null) {
            throw new Refusal(
                    NvencStatusCode.RESOURCE_NOT_MAPPED,
                    "0x" + Long.toHexString(handle) + " is no mapped resource of this session");
        }
    }

    /** What a mapped handle stands for, or null where it is not mapped for this usage. */
    @Nullable
    Registered mapped(long handle, int usage) {
        Registered resource = mapped.get(handle);
        return resource != null && resource.usage() == usage ? resource : null;
    }

    /** The session's context, which all its resources belong to. */
    long context() {
        return context;
    }

    int registeredCount() {
        return registered.size();
    }

    int mappedCount() {
        return mapped.size();
    }
}
