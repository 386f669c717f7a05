package org.nvenc4j.simulator;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Writes what a session gives out into the client's own device memory: access units, and pictures as a decoder sees them. */
final class VideoMemoryOutput {
    private final CudaSide cuda;
    private final Journal journal;
    private final AbiTable abi;
    private final SessionResources resources;

    VideoMemoryOutput(SessionHost host, AbiTable abi, SessionResources resources) {
        this.cuda = host.cuda();
        this.journal = host.journal();
        this.abi = abi;
        this.resources = resources;
    }

    /** Writes an access unit behind NV_ENC_ENCODE_OUT_PARAMS, if the handle is that of a mapped resource. */
    void put(long handle, byte[] unit) {
        Registered into = resources.mapped(handle, Registered.BITSTREAM);
        if (into == null) {
            return;
        }
        StructLayout layout = abi.layout("NV_ENC_ENCODE_OUT_PARAMS");
        if (layout.size() + unit.length > into.bytes()) {
            throw new Refusal(
                    NvencStatusCode.NOT_ENOUGH_BUFFER,
                    "the output buffer has " + into.bytes() + " bytes, the access unit " + unit.length + " and "
                            + layout.size());
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment output = arena.allocate(layout.size() + unit.length, 8);
            StructView header = new StructView(abi, layout, output.asSlice(0, layout.size()));
            header.set("version", abi.constant("NV_ENC_ENCODE_OUT_PARAMS_VER"));
            header.set("bitstreamSizeInBytes", unit.length);
            MemorySegment.copy(unit, 0, output, ValueLayout.JAVA_BYTE, layout.size(), unit.length);
            resources.checkAlive(into);
            cuda.write(resources.context(), into.address(), output);
        }
    }

    /** Writes a picture, of which a lossless coder gives back every sample. */
    void reconstruct(long handle, Samples samples) {
        Registered into = resources.mapped(handle, Registered.RECONSTRUCTION);
        if (into == null) {
            journal.violation("a frame for a reconstruction was unmapped before its picture was coded");
            return;
        }
        resources.checkAlive(into);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment picture = arena.allocate(into.bytes(), 64);
            cuda.read(resources.context(), into.address(), picture);
            samples.write(picture, into.format(), into.planes());
            cuda.write(resources.context(), into.address(), picture);
        }
    }
}
