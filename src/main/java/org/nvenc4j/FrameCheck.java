package org.nvenc4j;

import org.nvenc4j.cuda.BufferFormat;
import org.nvenc4j.cuda.CudaContext;
import org.nvenc4j.cuda.InputFrame;
import org.nvenc4j.internal.driver.BoundDriver;

/** Holds a frame against the session that is to use it, before the driver sees it. */
final class FrameCheck {
    private FrameCheck() {}

    static void check(InputFrame frame, CudaContext context, FrameUse use, BufferFormat format, EncoderConfig config) {
        frame.checkEncodable();
        if (!isSame(frame.context(), context)) {
            throw new IllegalArgumentException("the frame is of another CUDA context (" + frame.context()
                    + ") than the encoder (" + context + "); allocate it in the encoder's context, or copy it there");
        }
        if (frame.format() != format) {
            throw new IllegalArgumentException("the frame's format is " + frame.format() + "; " + use.wanted() + " "
                    + format + ", so "
                    + (use == FrameUse.INPUT
                            ? "convert the frame or configure the encoder for its format"
                            : "allocate a frame of that format"));
        }
        checkSize(frame, use, config);
    }

    /** Checks the only thing that may have changed since a frame was registered. */
    static void checkSize(InputFrame frame, FrameUse use, EncoderConfig config) {
        if (frame.width() != config.width() || frame.height() != config.height()) {
            throw new IllegalArgumentException("the frame's size is " + frame.width() + "x" + frame.height() + "; "
                    + use.wanted() + " " + config.width() + "x" + config.height());
        }
    }

    /** Whether two contexts are one to the driver, however they were come by. */
    static boolean isSame(CudaContext one, CudaContext other) {
        boolean sameDriver = BoundDriver.of(one.driver()).cuda()
                == BoundDriver.of(other.driver()).cuda();
        return sameDriver && one.handle() == other.handle();
    }
}
