package org.nvenc4j.cli;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;
import org.nvenc4j.cuda.BufferFormat;

/** Frames without any header: whoever gives the file says what it holds. */
final class RawSource implements FrameSource {
    private final InputBytes input;
    private final FrameSize size;
    private final BufferFormat format;
    private final FrameRate frameRate;
    private long frames;
    // Allocated with the first frame: by then the encoder has accepted the size.
    private byte @Nullable [] frame;

    private RawSource(InputBytes input, FrameSize size, BufferFormat format, FrameRate frameRate) {
        this.input = input;
        this.size = size;
        this.format = format;
        this.frameRate = frameRate;
    }

    static RawSource open(String path, FrameSize size, BufferFormat format, FrameRate frameRate) throws IOException {
        return new RawSource(InputBytes.open(path), size, format, frameRate);
    }

    @Override
    public FrameSize size() {
        return size;
    }

    @Override
    public BufferFormat format() {
        return format;
    }

    @Override
    public FrameRate frameRate() {
        return frameRate;
    }

    @Override
    public boolean next(MemorySegment target) throws IOException {
        byte[] bytes = frame;
        if (bytes == null) {
            bytes = frame = new byte[frameBytes()];
        }
        int count = input.read(bytes);
        if (count == 0) {
            return false;
        }
        if (count < bytes.length) {
            throw input.truncated(frames, count, bytes.length);
        }
        MemorySegment.copy(bytes, 0, target, ValueLayout.JAVA_BYTE, 0, bytes.length);
        frames++;
        return true;
    }

    @Override
    public void close() throws IOException {
        input.close();
    }
}
