package org.nvenc4j.stream;

import org.jspecify.annotations.Nullable;
import org.nvenc4j.cuda.BufferFormat;
import org.nvenc4j.cuda.ColourConverter;
import org.nvenc4j.cuda.CudaContext;
import org.nvenc4j.cuda.CudaStream;
import org.nvenc4j.cuda.DeviceFrame;
import org.nvenc4j.cuda.DeviceImage;

/**
 * Makes frames of a stream's images. One frame is enough: its picture is there, and the encoder through with it, before the
 * next image comes. It is made anew where the size changes.
 */
final class ImageConversion implements AutoCloseable {
    private final CudaContext context;
    private final ColourConverter converter;
    private @Nullable DeviceFrame frame;

    ImageConversion(CudaContext context, ColourConverter converter) {
        this.context = context;
        this.converter = converter;
    }

    BufferFormat format() {
        return converter.to();
    }

    /** The width of the image's frame: even where two pixels share a chroma sample. */
    int width(DeviceImage image) {
        return format().chromaFormatIdc() == 3 ? image.width() : image.width() & ~1;
    }

    /** The height of the image's frame: even where two rows share a chroma sample. */
    int height(DeviceImage image) {
        return format().chromaFormatIdc() == 1 ? image.height() & ~1 : image.height();
    }

    /** Whether there is a frame of the image's size. */
    boolean fits(DeviceImage image) {
        return frame != null && frame.width() == width(image) && frame.height() == height(image);
    }

    /** Queues the conversion of an image, and gives the frame that it will be in. */
    DeviceFrame convert(DeviceImage image, @Nullable CudaStream stream) {
        DeviceFrame now = frame;
        if (now == null || !fits(image)) {
            now = DeviceFrame.allocate(context, format(), width(image), height(image));
            replace(now);
        }
        converter.convert(image, now, stream);
        return now;
    }

    private void replace(DeviceFrame now) {
        try (DeviceFrame _ = frame) {
            frame = now;
        }
    }

    @Override
    public void close() {
        if (frame != null) {
            frame.close();
        }
    }
}
