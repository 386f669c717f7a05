package org.nvenc4j.cli;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.function.BooleanSupplier;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;
import org.nvenc4j.EncodedPicture;
import org.nvenc4j.EncodedPictures;
import org.nvenc4j.EncoderConfig;
import org.nvenc4j.InvalidConfigException;
import org.nvenc4j.NvEncoder;
import org.nvenc4j.PictureOptions;
import org.nvenc4j.cuda.DeviceFrame;

/** The way of the frames: from a source into a ring of device frames, through an encoder, into a bitstream. */
final class EncodeJob {
    private final FrameSource source;
    private final NvEncoder encoder;
    private final BitstreamFile output;
    private final FrameOptions frameOptions;
    private final PictureOptions pictureOptions;
    private final ObjLongConsumer<PictureOptions> choice;
    private final EncodeTimes times = new EncodeTimes();

    private long pictures;
    private double seconds;
    private @Nullable IOException brokenInput;

    /**
     * @param choice says whether the frame of a number has to be a key frame
     */
    EncodeJob(
            FrameSource source,
            NvEncoder encoder,
            BitstreamFile output,
            FrameOptions frameOptions,
            ObjLongConsumer<PictureOptions> choice) {
        this.source = source;
        this.encoder = encoder;
        this.output = output;
        this.frameOptions = frameOptions;
        this.pictureOptions = frameOptions.pictureOptions();
        this.choice = choice;
    }

    /**
     * Encodes until the source ends, the limit is reached or a stop is asked for, and drains the encoder.
     *
     * @throws MalformedInputException if the input breaks off; the frames before that are in the output
     */
    void run(long limit, Progress progress, BooleanSupplier stop) throws IOException {
        FrameRing ring = new FrameRing(encoder, source);
        try {
            for (long frame = 0; frame < limit && !stop.getAsBoolean(); frame++) {
                Reconfiguration change = frameOptions.change(frame);
                if (change != null && reconfigure(change)) {
                    FrameRing next = new FrameRing(encoder, source);
                    ring.close();
                    ring = next;
                }
                if (!next(ring.staging())) {
                    break;
                }
                encode(ring.upload(), frame);
                progress.step();
            }
            write(encoder.flush());
        } finally {
            ring.close();
        }
        if (brokenInput != null) {
            throw brokenInput;
        }
    }

    private void encode(DeviceFrame target, long frame) throws IOException {
        choice.accept(pictureOptions.timestamp(frame), frame);
        long start = System.nanoTime();
        EncodedPictures encoded = encoder.encode(target, pictureOptions);
        times.add(System.nanoTime() - start);
        write(encoded);
        EncoderConfig config = encoder.config();
        seconds += (double) config.frameRateDenominator() / config.frameRateNumerator();
    }

    /** Changes the encoder and the source; the answer is whether frames have another size from now on. */
    private boolean reconfigure(Reconfiguration change) throws IOException {
        FrameSize size = change.sizeAfter(source.size());
        boolean resizes = !size.equals(source.size());
        if (resizes) {
            write(encoder.flush());
        }
        try {
            encoder.reconfigure(change.applyTo(encoder.config()), change.options());
        } catch (InvalidConfigException e) {
            throw FrameOptions.failure(change, Errors.text(e), e);
        }
        if (resizes) {
            source.resize(size);
        }
        return resizes;
    }

    /** The times of the encode calls, one a frame. */
    EncodeTimes times() {
        return times;
    }

    /** The bytes written. */
    long bytes() {
        return output.bytes();
    }

    /** How long the frames are shown, all together. */
    double seconds() {
        return seconds;
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
