package org.nvenc4j.cli;

import org.nvenc4j.Codec;
import picocli.CommandLine.Option;

/** The size and codec of commands that draw their pictures themselves. */
final class PictureShape {
    @Option(
            names = "--size",
            paramLabel = "WxH",
            converter = Words.OfFrameSize.class,
            description = "Size of the pictures in pixels; default ${DEFAULT-VALUE}.")
    FrameSize size;

    @Option(
            names = "--codec",
            paramLabel = "CODEC",
            converter = Words.OfCodec.class,
            description = "h264 (default), hevc or av1.")
    Codec codec = Codec.H264;

    PictureShape(FrameSize usual) {
        size = usual;
    }
}
