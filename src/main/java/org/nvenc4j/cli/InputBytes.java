package org.nvenc4j.cli;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The bytes of an input, file or standard input, with the position that its error messages name. */
final class InputBytes implements AutoCloseable {
    private static final int BUFFER = 1 << 16;

    private final String name;
    private final InputStream stream;
    private long position;

    private InputBytes(String name, InputStream stream) {
        this.name = name;
        this.stream = new BufferedInputStream(stream, BUFFER);
    }

    /** Opens a file, or standard input for {@code -}. */
    static InputBytes open(String path) throws IOException {
        if (path.equals("-")) {
            return new InputBytes("standard input", System.in);
        }
        Path file = Path.of(path);
        if (Files.isDirectory(file)) {
            throw new FileSystemException(path, null, "is a folder, not a file");
        }
        return new InputBytes(path, Files.newInputStream(file));
    }

    /** The next byte, 0 to 255, or -1 at the end. */
    int read() throws IOException {
        int next = stream.read();
        if (next >= 0) {
            position++;
        }
        return next;
    }

    /** Fills the array as far as the input reaches, and says how far. */
    int read(byte[] target) throws IOException {
        int count = stream.readNBytes(target, 0, target.length);
        position += count;
        return count;
    }

    /** Fills the array with a frame's samples. */
    void readFrame(byte[] target, long frame) throws IOException {
        int count = read(target);
        if (count < target.length) {
            throw truncated(frame, count, target.length);
        }
    }

    MalformedInputException truncated(long frame, int count, int expected) {
        return malformed(
                position,
                "the input ends inside frame " + frame + ": expected " + expected + " bytes of samples, found "
                        + count);
    }

    MalformedInputException malformed(long where, String problem) {
        return new MalformedInputException(name, where, problem);
    }

    long position() {
        return position;
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
