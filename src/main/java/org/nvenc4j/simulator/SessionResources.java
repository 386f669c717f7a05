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
        int rowBytes = format == null ? width : format.rowBytes(width);
        if (!isArray && (pitch % 4 != 0 || pitch < rowBytes)) {
            throw new Refusal(
                    NvencStatusCode.RESOURCE_REGISTER_FAILED,
                    "pitch " + pitch + " has to be a multiple of 4, and at least " + rowBytes);
        }
        int rowPitch = isArray ? rowBytes : pitch;
        List<InputFormat.Plane> planes = format == null
                ? List.of(new InputFormat.Plane(0, pitch, height, width))
                : format.planes(width, height, rowPitch, view.get("chromaOffsetIn[0]"), view.get("chromaOffsetIn[1]"));
        CudaSide.Memory memory = memory(address, isArray)
                .orElseThrow(() -> new Refusal(
                        NvencStatusCode.RESOURCE_REGISTER_FAILED, "no allocation at the address to register"));
        Registered resource = new Registered(
                handles.addAndGet(16),
                address,
                isArray,
                width,
                height,
                rowPitch,
                usage,
                format,
                planes,
                memory.bufferId());
        checkMemory(resource, memory);
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

    private Optional<CudaSide.Memory> memory(long address, boolean isArray) {
        return isArray ? cuda.arrayAt(context, address) : cuda.memoryAt(context, address);
    }

    private void checkMemory(Registered resource, CudaSide.Memory memory) {
        if (resource.isArray()) {
            return;
        }
        if (!memory.linear()) {
            throw new Refusal(
                    NvencStatusCode.RESOURCE_REGISTER_FAILED,
                    memory.kind() + " memory can't be registered, only that of cuMemAlloc and cuMemAllocPitch");
        }
        if (memory.context() != context) {
            throw new Refusal(NvencStatusCode.RESOURCE_REGISTER_FAILED, "the memory belongs to another context");
        }
        long end = memory.base() + memory.size();
        if (resource.address() + resource.bytes() > end) {
            throw new Refusal(
                    NvencStatusCode.RESOURCE_REGISTER_FAILED,
                    "the picture has " + resource.bytes() + " bytes, its allocation ends after "
                            + (end - resource.address()));
        }
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
        return memory(resource.address(), resource.isArray())
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
