package org.nvenc4j.cli;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import org.nvenc4j.NvEncoder;
import org.nvenc4j.cuda.DeviceFrame;

/** Device frames that take turns, and the host memory that they are filled from: all of the size that the source's frames have now. */
final class FrameRing implements AutoCloseable {
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment staging;
    private final Deque<DeviceFrame> frames = new ArrayDeque<>();

    FrameRing(NvEncoder encoder, FrameSource source) {
        staging = arena.allocate(source.frameBytes(), Long.BYTES);
        try {
            // One more than the encoder may hold: the frame that is uploaded is never one that it still reads.
            for (int i = 0; i <= encoder.framesInFlight(); i++) {
                frames.add(DeviceFrame.allocate(
                        encoder.context(),
                        source.format(),
                        source.size().width(),
                        source.size().height()));
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Where the source writes a frame. */
    MemorySegment staging() {
        return staging;
    }

    /** Uploads what was written there into the frame whose turn it is. */
    DeviceFrame upload() {
        DeviceFrame frame = frames.removeFirst();
        frames.addLast(frame);
        frame.upload(staging);
        return frame;
    }

    @Override
    public void close() {
        frames.forEach(DeviceFrame::close);
        arena.close();
    }
}
