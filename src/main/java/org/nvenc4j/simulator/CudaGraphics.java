package org.nvenc4j.simulator;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Textures of OpenGL's, registered and mapped as CUDA arrays. */
final class CudaGraphics {
    private static final long RESOURCES = 0x00C6_0000_0000_0000L;
    private static final int GL_TEXTURE_2D = 0x0DE1;
    private static final int SURFACE_LDST = 4;
    private static final int FLAGS = 0xF;
    private static final int UNSIGNED_BYTES = 0x01;
    private static final int ARRAY_SURFACE_LDST = 2;

    private final CudaEntries entries;
    private final Handles handles;
    private final CudaStreams streams;
    private final CudaArrays arrays;
    private final Journal journal;
    private final SimulatedGl gl;
    private final Map<Long, Resource> resources = new ConcurrentHashMap<>();

    private static final class Resource {
        private final Context context;
        private final SimulatedGl.Texture texture;
        private final CudaArrays.Shape shape;
        private long array;

        private Resource(Context context, SimulatedGl.Texture texture, int flags) {
            this.context = context;
            this.texture = texture;
            shape = new CudaArrays.Shape(
                    texture.width,
                    texture.height,
                    UNSIGNED_BYTES,
                    texture.channels,
                    (flags & SURFACE_LDST) == 0 ? 0 : ARRAY_SURFACE_LDST);
        }

        private boolean isMapped() {
            return array != 0;
        }
    }

    CudaGraphics(
            CudaEntries entries,
            Handles handles,
            CudaStreams streams,
            CudaArrays arrays,
            Journal journal,
            SimulatedGl gl) {
        this.entries = entries;
        this.handles = handles;
        this.streams = streams;
        this.arrays = arrays;
        this.journal = journal;
        this.gl = gl;
        functions();
    }

    private void functions() {
        entries.addCurrent("cuGraphicsGLRegisterImage", "void *, int, int, int", (current, args) -> {
            // As driver 580 answers; mapping and the rest have a status of their own for it.
            if (!gl.isCurrent()) {
                throw CudaResult.INVALID_VALUE.refusal("no OpenGL context is current");
            }
            SimulatedGl.Texture texture = gl.find(args.integer(1));
            if (texture == null) {
                throw CudaResult.INVALID_HANDLE.refusal("no texture " + args.integer(1));
            }
            int target = args.integer(2);
            int flags = args.integer(3);
            if (target != GL_TEXTURE_2D || texture.channels == 3 || (flags & ~FLAGS) != 0) {
                throw CudaResult.INVALID_VALUE.refusal(
                        String.format("texture %d of target 0x%x, flags 0x%x", args.integer(1), target, flags));
            }
            long handle = handles.next(RESOURCES);
            resources.put(handle, new Resource(current, texture, flags));
            ClientMemory.putLong(args.address(0), handle);
        });
        entries.addCurrent("cuGraphicsMapResources", "int, void *, CUstream", (current, args) -> {
            requireGl();
            streams.check(args.address(2));
            for (int i = 0; i < args.integer(0); i++) {
                Resource resource = resource(ClientMemory.getLong(args.address(1) + 8L * i));
                if (resource.isMapped()) {
                    throw CudaResult.ALREADY_MAPPED.refusal("the texture is mapped");
                }
                resource.array = arrays.show(resource.shape, resource.texture.texels, current);
                resource.texture.mapped = true;
            }
        });
        entries.addCurrent("cuGraphicsSubResourceGetMappedArray", "void *, uint64_t, int, int", (current, args) -> {
            Resource resource = mapped(args.address(1));
            if (args.integer(2) != 0 || args.integer(3) != 0) {
                throw CudaResult.INVALID_VALUE.refusal("the texture has one image of one level");
            }
            ClientMemory.putLong(args.address(0), resource.array);
        });
        entries.addCurrent("cuGraphicsUnmapResources", "int, void *, CUstream", (current, args) -> {
            requireGl();
            streams.check(args.address(2));
            streams.finish(current, args.address(2));
            for (int i = 0; i < args.integer(0); i++) {
                unmap(mapped(ClientMemory.getLong(args.address(1) + 8L * i)));
            }
        });
        entries.addCurrent("cuGraphicsUnregisterResource", "uint64_t", (current, args) -> {
            requireGl();
            Resource resource = resource(args.address(0));
            if (resource.isMapped()) {
                journal.violation("A texture was unregistered while it was mapped");
                unmap(resource);
            }
            resources.remove(args.address(0));
        });
    }

    private void requireGl() {
        if (!gl.isCurrent()) {
            throw CudaResult.INVALID_GRAPHICS_CONTEXT.refusal("no OpenGL context is current");
        }
    }

    private Resource resource(long handle) {
        Resource resource = resources.get(handle);
        if (resource == null) {
            throw CudaResult.INVALID_HANDLE.refusal("no graphics resource 0x" + Long.toHexString(handle));
        }
        return resource;
    }

    private Resource mapped(long handle) {
        Resource resource = resource(handle);
        if (!resource.isMapped()) {
            throw CudaResult.NOT_MAPPED.refusal("the texture is not mapped");
        }
        return resource;
    }

    private void unmap(Resource resource) {
        arrays.hide(resource.array);
        resource.array = 0;
        resource.texture.mapped = false;
    }

    int resources() {
        return resources.size();
    }

    /** Unregisters those of a context, and says how many they were. Called before its allocations are freed. */
    int freeAllOf(Context context) {
        int freed = 0;
        for (Map.Entry<Long, Resource> entry : resources.entrySet()) {
            if (entry.getValue().context == context && resources.remove(entry.getKey(), entry.getValue())) {
                if (entry.getValue().isMapped()) {
                    unmap(entry.getValue());
                }
                freed++;
            }
        }
        return freed;
    }
}
