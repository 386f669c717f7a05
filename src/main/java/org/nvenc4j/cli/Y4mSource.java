package org.nvenc4j.cli;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.nvenc4j.cuda.BufferFormat;

/**
 * Frames of a YUV4MPEG2 file. Planar 8-bit samples pass as they are; 10-bit samples move to the high bits, and chroma
 * is interleaved where NVENC wants it so.
 */
final class Y4mSource implements FrameSource {
    private static final String FRAME = "FRAME";

    private final InputBytes input;
    private final Y4mHeader header;
    private long frames;
    // Allocated with the first frame: by then the encoder has accepted the size.
    private @Nullable Buffers buffers;

    private Y4mSource(InputBytes input, Y4mHeader header) {
        this.input = input;
        this.header = header;
    }

    /**
     * Opens a file and reads its header.
     *
     * @param givenRate the frame rate to use whatever the file says, or null
     */
    static Y4mSource open(String path, @Nullable FrameRate givenRate) throws IOException {
        InputBytes input = InputBytes.open(path);
        try {
            return new Y4mSource(input, Y4mHeader.read(input, givenRate));
        } catch (IOException | RuntimeException e) {
            input.close();
            throw e;
        }
    }

    @Override
    public FrameSize size() {
        return header.size();
    }

    @Override
    public BufferFormat format() {
        return header.sampling().format;
    }

    @Override
    public FrameRate frameRate() {
        return header.frameRate();
    }

    @Override
    public @Nullable Boolean fullRange() {
        return header.fullRange();
    }

    @Override
    public boolean next(MemorySegment target) throws IOException {
        if (Y4mHeader.Line.readOrEnd(input, FRAME) == null) {
            return false;
        }
        Buffers into = buffers;
        if (into == null) {
            into = buffers = new Buffers(header);
        }
        long start = input.position();
        input.readFrame(into.samples, frames);
        if (into.planes == null) {
            MemorySegment.copy(into.samples, 0, target, ValueLayout.JAVA_BYTE, 0, into.samples.length);
            target.asSlice(into.samples.length, frameBytes() - into.samples.length)
                    .fill((byte) 128);
        } else {
            unpack(into.samples, into.planes, start);
            into.planes.writeTo(target, format());
        }
        frames++;
        return true;
    }

    private void unpack(byte[] samples, PlanarPicture planes, long start) throws IOException {
        short[][] read = header.sampling().isMono()
                ? new short[][] {planes.luma}
                : new short[][] {planes.luma, planes.cb, planes.cr};
        if (planes.bitDepth == 8) {
            int at = 0;
            for (short[] plane : read) {
                for (int i = 0; i < plane.length; i++) {
                    plane[i] = samples[at++];
                }
            }
        } else {
            ShortBuffer words =
                    ByteBuffer.wrap(samples).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
            int bits = 0;
            for (short[] plane : read) {
                words.get(plane);
                for (short sample : plane) {
                    bits |= sample;
                }
            }
            if ((bits & 0xFFFF) > 1023) {
                throw input.malformed(
                        start, "expected samples of 0 to 1023 in frame " + frames + ", found larger ones");
            }
        }
    }

    @Override
    public void close() throws IOException {
        input.close();
    }

    /** The samples as they stand in the file, and the planes where they need another place. */
    private static final class Buffers {
        final byte[] samples;
        final @Nullable PlanarPicture planes;

        Buffers(Y4mHeader header) {
            BufferFormat format = header.sampling().format;
            FrameSize size = header.size();
            boolean mono = header.sampling().isMono();
            int all = Math.toIntExact(format.packedBytes(size.width(), size.height()));
            int luma = size.width() * size.height() * (format.bitDepth() == 8 ? 1 : 2);
            samples = new byte[mono ? luma : all];
            if (format == BufferFormat.IYUV || format == BufferFormat.YUV444) {
                planes = null;
            } else {
                planes = new PlanarPicture(size, format);
                Arrays.fill(planes.cb, (short) 512);
                Arrays.fill(planes.cr, (short) 512);
            }
        }
    }
}
