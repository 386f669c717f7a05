package org.nvenc4j.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import org.nvenc4j.Codec;

/**
 * Where access units go: a file or standard output, bare or in a container. Each unit is written at once and not
 * buffered, so what is written always ends on a whole one.
 */
abstract sealed class BitstreamFile implements AutoCloseable permits BitstreamFile.Bare, IvfFile {
    final FileChannel channel;
    /** Whether what is written can be changed again: true for files, not for pipes and devices. */
    final boolean seekable;

    private long bytes;

    BitstreamFile(FileChannel channel, boolean seekable) {
        this.channel = channel;
        this.seekable = seekable;
    }

    /**
     * Opens an output; a file that exists is overwritten.
     *
     * @param path a file name whose {@link Ending} suits the codec, or {@code -} for standard output
     */
    static BitstreamFile open(String path, Codec codec, FrameSize size, FrameRate frameRate) throws IOException {
        if (path.equals("-")) {
            return new Bare(new FileOutputStream(FileDescriptor.out).getChannel(), false);
        }
        Ending ending = Ending.of(path);
        ending.check(path, codec);
        FileChannel channel = FileChannel.open(
                Path.of(path),
                StandardOpenOption.WRITE,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING);
        try {
            boolean seekable = Files.isRegularFile(Path.of(path));
            return ending == Ending.IVF
                    ? new IvfFile(channel, seekable, codec, size, frameRate)
                    : new Bare(channel, seekable);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * Writes one access unit. If that fails half-way, as on a full disk, a file loses the half again.
     *
     * @param timestamp when it is shown, in frames
     */
    final void write(ByteBuffer unit, long timestamp) throws IOException {
        long whole = bytes;
        try {
            put(unit, timestamp);
        } catch (IOException e) {
            if (seekable) {
                channel.truncate(whole);
            }
            throw e;
        }
    }

    abstract void put(ByteBuffer unit, long timestamp) throws IOException;

    /** The bytes written so far. */
    final long bytes() {
        return bytes;
    }

    final void writeFully(ByteBuffer source) throws IOException {
        while (source.hasRemaining()) {
            bytes += channel.write(source);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** What the end of an output's name says. */
    enum Ending {
        H264(Codec.H264, ".h264", ".264"),
        HEVC(Codec.HEVC, ".hevc", ".h265", ".265"),
        OBU(Codec.AV1, ".obu", ".av1"),
        /** A container that holds every codec, AV1 most of all. */
        IVF(Codec.AV1, ".ivf");

        /** The codec that the ending suggests. */
        final Codec codec;

        private final String[] texts;

        Ending(Codec codec, String... texts) {
            this.codec = codec;
            this.texts = texts;
        }

        static Ending of(String path) {
            for (Ending ending : values()) {
                for (String text : ending.texts) {
                    if (path.toLowerCase(Locale.ROOT).endsWith(text)) {
                        return ending;
                    }
                }
            }
            throw new IllegalArgumentException("output \"" + path
                    + "\": its name has to end in .h264, .hevc, .obu or .ivf, or be - for standard output");
        }

        private void check(String path, Codec wanted) {
            if (this != IVF && codec != wanted) {
                throw new IllegalArgumentException("output \"" + path + "\": its ending means " + codec
                        + ", but the codec is " + wanted + "; change one of them");
            }
        }
    }

    /** The access units one after the other, as raw bitstream files have them. */
    static final class Bare extends BitstreamFile {
        Bare(FileChannel channel, boolean seekable) {
            super(channel, seekable);
        }

        @Override
        void put(ByteBuffer unit, long timestamp) throws IOException {
            writeFully(unit);
        }
    }
}
