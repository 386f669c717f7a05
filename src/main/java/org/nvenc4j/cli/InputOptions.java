package org.nvenc4j.cli;

import java.io.IOException;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.nvenc4j.cuda.BufferFormat;
import picocli.CommandLine.Option;

/** What the input does not say about itself. */
final class InputOptions {
    @Option(
            names = "--size",
            paramLabel = "WxH",
            converter = Words.OfFrameSize.class,
            description = "Size of raw frames in pixels; needed for them, each side 1 to " + FrameSize.MAX + ".")
    private @Nullable FrameSize size;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            converter = Words.OfFormat.class,
            description = "Format of raw or testsrc frames: nv12 (default), iyuv, yv12, p010, nv16, p210, yuv444,"
                    + " yuv444_10bit, argb, abgr, argb10, abgr10 or ayuv. A .y4m file says its own.")
    private @Nullable BufferFormat format;

    @Option(
            names = "--fps",
            paramLabel = "N[/D]",
            converter = Words.OfFrameRate.class,
            description = "Frame rate of raw frames, default 30, or instead of what a .y4m file says.")
    private @Nullable FrameRate frameRate;

    @Option(
            names = "--frames",
            paramLabel = "N",
            converter = Words.OfCount.class,
            description = "Stop after N frames; default: all, which for testsrc means until interrupted.")
    private @Nullable Long frames;

    /** How many frames to encode at most. */
    OptionalLong limit() {
        return frames == null ? OptionalLong.empty() : OptionalLong.of(frames);
    }

    /**
     * Opens the input.
     *
     * @throws IllegalArgumentException if the options do not suit it
     */
    FrameSource open(String input) throws IOException {
        if (input.startsWith(TestPattern.PREFIX)) {
            refuse("--size", size, input);
            refuse("--fps", frameRate, input);
            return TestPattern.parse(input, orNv12());
        }
        if (size != null) {
            FrameRate rate = frameRate == null ? new FrameRate(30, 1) : frameRate;
            return RawSource.open(input, size, orNv12(), rate);
        }
        if (!input.equals("-") && !input.toLowerCase(Locale.ROOT).endsWith(".y4m")) {
            throw new IllegalArgumentException("input \"" + input
                    + "\": raw frames need --size WxH; otherwise give a .y4m file or testsrc:WxH@FPS");
        }
        refuse("--format", format, input);
        return Y4mSource.open(input, frameRate);
    }

    private BufferFormat orNv12() {
        return format == null ? BufferFormat.NV12 : format;
    }

    private static void refuse(String option, @Nullable Object value, String input) {
        if (value != null) {
            throw new IllegalArgumentException(
                    option + " " + value + ": the input \"" + input + "\" says that itself; leave the option out");
        }
    }
}
