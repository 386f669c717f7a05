package org.nvenc4j.cli;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BooleanSupplier;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;
import org.nvenc4j.EncodedPicture;
import org.nvenc4j.EncodedPictures;
import org.nvenc4j.NvEncoder;
import org.nvenc4j.PictureOptions;
import org.nvenc4j.cuda.DeviceFrame;

/** The way of the frames: from a source into a ring of device frames, through an encoder, into a bitstream. */
final class EncodeJob {
    private final FrameSource source;
    private final NvEncoder encoder;
    private final BitstreamFile output;
    private final ObjLongConsumer<PictureOptions> choice;
    private final PictureOptions pictureOptions = new PictureOptions();
    private final EncodeTimes times = new EncodeTimes();

    private long pictures;
    private @Nullable IOException brokenInput;

    /**
     * @param choice sets what is special about the frame of a number
     */
    EncodeJob(FrameSource source, NvEncoder encoder, BitstreamFile output, ObjLongConsumer<PictureOptions> choice) {
        this.source = source;
        this.encoder = encoder;
        this.output = output;
        this.choice = choice;
    }

    /**
     * Encodes until the source ends, the limit is reached or a stop is asked for, and drains the encoder.
     *
     * @throws MalformedInputException if the input breaks off; the frames before that are in the output
     */
    void run(long limit, Progress progress, BooleanSupplier stop) throws IOException {
        Deque<DeviceFrame> ring = new ArrayDeque<>();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment staging = arena.allocate(source.frameBytes(), Long.BYTES);
            // One more than the encoder may hold: the frame that is uploaded is never one that it still reads.
            for (int i = 0; i <= encoder.framesInFlight(); i++) {
                ring.add(DeviceFrame.allocate(
                        encoder.context(),
                        source.format(),
                        source.size().width(),
                        source.size().height()));
            }
            for (long frame = 0; frame < limit && !stop.getAsBoolean() && next(staging); frame++) {
                DeviceFrame target = ring.removeFirst();
                ring.addLast(target);
                target.upload(staging);
                choice.accept(pictureOptions.timestamp(frame), frame);
                long start = System.nanoTime();
                EncodedPictures encoded = encoder.encode(target, pictureOptions);
                times.add(System.nanoTime() - start);
                write(encoded);
                progress.step();
            }
            write(encoder.flush());
        } finally {
            ring.forEach(DeviceFrame::close);
        }
        if (brokenInput != null) {
            throw brokenInput;
        }
    }

    /** The times of the encode calls, one a frame. */
    EncodeTimes times() {
        return times;
    }

    /** The bytes written. */
    long bytes() {
        return output.bytes();
    }

    /** The access units written. */
    long pictures() {
        return pictures;
    }

    private boolean next(MemorySegment staging) {
        try {
            return source.next(staging);
        } catch (IOException e) {
            brokenInput = e;
            return false;
        }
    }

    private void write(EncodedPictures encoded) throws IOException {
        for (EncodedPicture picture : encoded) {
            output.write(picture.data().asByteBuffer(), picture.timestamp());
            pictures++;
        }
    }
}
