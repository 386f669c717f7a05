package org.nvenc4j;

import java.lang.foreign.Arena;
import org.nvenc4j.cuda.CudaContext;
import org.nvenc4j.cuda.DeviceBuffer;
import org.nvenc4j.internal.struct.EncodeOutParams;
import org.nvenc4j.internal.struct.GrowingMemory;
import org.nvenc4j.internal.struct.MapInputResource;
import org.nvenc4j.internal.struct.RegisterResource;

/**
 * An output buffer in device memory, which the driver fills with a header that says the size, and the access unit. All
 * calls are made with the session's context current.
 */
final class VideoMemoryBuffer {
    private final EncodeSession session;
    private final DeviceBuffer memory;
    private final EncodeOutParams header;
    private final GrowingMemory copy;
    private final MapInputResource map;
    private final long registered;
    private boolean isMapped;

    /** Allocates what NVIDIA recommends for pictures of a configuration: twice a frame and the header. */
    VideoMemoryBuffer(Arena arena, EncodeSession session, CudaContext context, EncoderConfig config) {
        this.session = session;
        header = new EncodeOutParams(arena, session.abi);
        copy = new GrowingMemory(arena);
        map = new MapInputResource(arena, session.abi);
        Settings.Size largest = config.get(Settings.MAX_SIZE, new Settings.Size(config.width(), config.height()));
        long frame = config.bufferFormat().packedBytes(largest.width(), largest.height());
        memory = DeviceBuffer.allocate(context, Math.ceilDiv(2 * frame + EncodeOutParams.BYTES, 4) * 4);
        try {
            RegisterResource register = new RegisterResource(arena, session.abi)
                    .bitstream(memory.address(), Math.toIntExact(memory.size()));
            session.nvenc.nvEncRegisterResource(session.encoder, register.address());
            registered = register.registeredResource();
        } catch (RuntimeException | Error e) {
            Cleanup.of(e).run(memory::close);
            throw e;
        }
    }

    /** Gives the buffer to the driver and returns what it calls it. */
    long map() {
        session.nvenc.nvEncMapInputResource(
                session.encoder, map.registeredResource(registered).address());
        isMapped = true;
        return map.mappedResource();
    }

    /** Takes the buffer back, if the driver still has it. */
    void unmap() {
        if (isMapped) {
            isMapped = false;
            session.nvenc.nvEncUnmapInputResource(session.encoder, map.mappedResource());
        }
    }

    /** Waits for the access unit and reads how many bytes it has. */
    int readSize() {
        session.download(header.address(), memory.address(), EncodeOutParams.BYTES);
        int bytes = header.bitstreamSizeInBytes();
        if (bytes < 0 || bytes > memory.size() - EncodeOutParams.BYTES) {
            throw Nonsense.of("nvEncEncodePicture", bytes + " bytes in a buffer of " + memory.size());
        }
        return bytes;
    }

    /** Where the access unit begins. */
    long address() {
        return memory.address() + EncodeOutParams.BYTES;
    }

    /** Copies the access unit to the host. */
    void download(LockedBitstream into, int size) {
        long host = copy.atLeast(size).address();
        session.download(host, address(), size);
        into.showAt(host, size);
    }

    void destroy(Cleanup cleanup) {
        cleanup.run(() -> session.nvenc.nvEncUnregisterResource(session.encoder, registered));
        cleanup.run(memory::close);
    }
}
