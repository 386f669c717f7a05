package org.nvenc4j.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import org.nvenc4j.Codec;

/** The IVF container: a header of 32 bytes, then each access unit behind its size and time. */
final class IvfFile extends BitstreamFile {
    private static final int HEADER_BYTES = 32;
    private static final int FRAME_HEADER_BYTES = 12;
    private static final int FRAME_COUNT_AT = 24;

    private final ByteBuffer frameHeader =
            ByteBuffer.allocateDirect(FRAME_HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private int frames;

    /** Writes the header; the number of frames is filled in at the end, where the file is seekable. */
    IvfFile(FileChannel file, boolean seekable, Codec codec, FrameSize size, FrameRate frameRate) throws IOException {
        super(file, seekable);
        writeFully(ByteBuffer.allocate(HEADER_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("DKIF".getBytes(StandardCharsets.US_ASCII))
                .putShort((short) 0) // version
                .putShort((short) HEADER_BYTES)
                .put(fourCc(codec).getBytes(StandardCharsets.US_ASCII))
                .putShort((short) size.width())
                .putShort((short) size.height())
                .putInt(frameRate.numerator())
                .putInt(frameRate.denominator())
                .putInt(0) // frames
                .putInt(0) // unused
                .flip());
    }

    @Override
    void put(ByteBuffer unit, long timestamp) throws IOException {
        frameHeader.clear().putInt(unit.remaining()).putLong(timestamp).flip();
        writeFully(frameHeader);
        writeFully(unit);
        frames++;
    }

    @Override
    public void close() throws IOException {
        try (channel) {
            if (seekable && channel.isOpen()) {
                ByteBuffer count = ByteBuffer.allocate(4)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(frames)
                        .flip();
                channel.write(count, FRAME_COUNT_AT);
            }
        }
    }

    private static String fourCc(Codec codec) {
        return switch (codec) {
            case H264 -> "H264";
            case HEVC -> "HEVC";
            case AV1 -> "AV01";
        };
    }
}
