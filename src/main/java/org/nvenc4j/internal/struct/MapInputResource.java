package org.nvenc4j.internal.struct;

import java.lang.foreign.Arena;
import org.nvenc4j.internal.abi.Abi;
import org.nvenc4j.internal.raw.nvenc.NV_ENC_MAP_INPUT_RESOURCE;

/** {@code NV_ENC_MAP_INPUT_RESOURCE}: a registered resource in, the handle to encode from out. */
public final class MapInputResource extends View {
    public MapInputResource(Arena arena, Abi abi) {
        super(
                arena,
                abi,
                Abi.Struct.MAP_INPUT_RESOURCE,
                "NV_ENC_MAP_INPUT_RESOURCE",
                NV_ENC_MAP_INPUT_RESOURCE.sizeof());
    }

    public MapInputResource registeredResource(long handle) {
        setLong(NV_ENC_MAP_INPUT_RESOURCE.registeredResource$offset(), handle);
        return this;
    }

    public long mappedResource() {
        return getLong(NV_ENC_MAP_INPUT_RESOURCE.mappedResource$offset());
    }
}
