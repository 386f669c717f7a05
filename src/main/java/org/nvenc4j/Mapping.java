package org.nvenc4j;

import java.lang.foreign.Arena;
import org.jspecify.annotations.Nullable;
import org.nvenc4j.internal.driver.NvencFunctions;
import org.nvenc4j.internal.struct.MapInputResource;

/** A frame in the driver's hands for one picture, or none. Calls are made with the session's context current. */
final class Mapping {
    private final NvencFunctions nvenc;
    private final long encoder;
    private final MapInputResource struct;
    private long handle;
    private @Nullable Registration frame;

    Mapping(Arena arena, EncodeSession session) {
        nvenc = session.nvenc;
        encoder = session.encoder;
        struct = new MapInputResource(arena, session.abi);
    }

    void map(Registration registration) {
        nvenc.nvEncMapInputResource(
                encoder, struct.registeredResource(registration.handle).address());
        handle = struct.mappedResource();
        frame = registration;
        registration.mappings++;
    }

    /** Takes over what another has mapped, which has nothing then. */
    void takeFrom(Mapping other) {
        handle = other.handle;
        frame = other.frame;
        other.frame = null;
    }

    /** Takes the frame back, if there is one. */
    void unmap() {
        Registration mapped = frame;
        if (mapped != null) {
            frame = null;
            mapped.mappings--;
            nvenc.nvEncUnmapInputResource(encoder, handle);
        }
    }

    boolean isMapped() {
        return frame != null;
    }

    boolean isOf(Registration registration) {
        return frame == registration;
    }

    /** What the driver calls the mapped frame. */
    long handle() {
        return handle;
    }
}
