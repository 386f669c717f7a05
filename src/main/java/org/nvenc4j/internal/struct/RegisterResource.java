package org.nvenc4j.internal.struct;

import java.lang.foreign.Arena;
import org.nvenc4j.internal.abi.Abi;
import org.nvenc4j.internal.raw.nvenc.NV_ENC_REGISTER_RESOURCE;
import org.nvenc4j.internal.raw.nvenc.nvenc_h;

/** {@code NV_ENC_REGISTER_RESOURCE}: the caller's memory, as the encoder is to read it. */
public final class RegisterResource extends View {
    public RegisterResource(Arena arena, Abi abi) {
        super(arena, abi, Abi.Struct.REGISTER_RESOURCE, "NV_ENC_REGISTER_RESOURCE", NV_ENC_REGISTER_RESOURCE.sizeof());
    }

    public static final int INPUT_IMAGE = nvenc_h.NV_ENC_INPUT_IMAGE();
    public static final int OUTPUT_RECON = nvenc_h.NV_ENC_OUTPUT_RECON();
    private static final int BYTES_FORMAT = nvenc_h.NV_ENC_BUFFER_FORMAT_U8();

    /** What is registered is linear device memory. */
    public RegisterResource devicePointer(long address) {
        return resource(nvenc_h.NV_ENC_INPUT_RESOURCE_TYPE_CUDADEVICEPTR(), address);
    }

    /** What is registered is a CUDA array. */
    public RegisterResource cudaArray(long handle) {
        return resource(nvenc_h.NV_ENC_INPUT_RESOURCE_TYPE_CUDAARRAY(), handle);
    }

    private RegisterResource resource(int type, long resource) {
        NV_ENC_REGISTER_RESOURCE.resourceType(memory, type);
        NV_ENC_REGISTER_RESOURCE.resourceToRegister(memory, resource);
        // The struct serves for many registrations, and the answer of the one before is no part of the question.
        NV_ENC_REGISTER_RESOURCE.registeredResource(memory, 0);
        return this;
    }

    /** Describes the picture in it: size in pixels; pitch in bytes of linear memory, in samples of an array. */
    public RegisterResource picture(int width, int height, int pitch, int bufferFormat) {
        NV_ENC_REGISTER_RESOURCE.width(memory, width);
        NV_ENC_REGISTER_RESOURCE.height(memory, height);
        NV_ENC_REGISTER_RESOURCE.pitch(memory, pitch);
        NV_ENC_REGISTER_RESOURCE.bufferFormat(memory, bufferFormat);
        return this;
    }

    /** Describes device memory that access units go into. */
    public RegisterResource bitstream(long address, int bytes) {
        return devicePointer(address).picture(bytes, 1, bytes, BYTES_FORMAT).usage(nvenc_h.NV_ENC_OUTPUT_BITSTREAM());
    }

    public RegisterResource usage(int bufferUsage) {
        NV_ENC_REGISTER_RESOURCE.bufferUsage(memory, bufferUsage);
        return this;
    }

    public long registeredResource() {
        return NV_ENC_REGISTER_RESOURCE.registeredResource(memory);
    }
}
