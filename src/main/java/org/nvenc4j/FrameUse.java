package org.nvenc4j;

import org.nvenc4j.cuda.BufferFormat;
import org.nvenc4j.internal.struct.RegisterResource;

/** What the encoder uses a frame for. */
enum FrameUse {
    /** It is read and encoded. */
    INPUT(RegisterResource.INPUT_IMAGE, "this encoder takes") {
        @Override
        BufferFormat format(EncoderConfig config) {
            return config.bufferFormat();
        }
    },

    /** Its luma says how transparent the picture is. */
    ALPHA(RegisterResource.INPUT_IMAGE, "this encoder's alpha frames are") {
        @Override
        BufferFormat format(EncoderConfig config) {
            return BufferFormat.NV12;
        }
    },

    /** The picture is written into it as a decoder will see it: planar or half so, whatever the input. */
    RECONSTRUCTION(RegisterResource.OUTPUT_RECON, "this encoder's reconstructed pictures are") {
        @Override
        BufferFormat format(EncoderConfig config) {
            int depth =
                    config.get(Settings.OUTPUT_BIT_DEPTH, config.bufferFormat().bitDepth());
            return switch (config.bufferFormat().chromaFormatIdc()) {
                case 1 -> depth == 8 ? BufferFormat.NV12 : BufferFormat.P010;
                case 2 -> depth == 8 ? BufferFormat.NV16 : BufferFormat.P210;
                default -> depth == 8 ? BufferFormat.YUV444 : BufferFormat.YUV444_10BIT;
            };
        }
    };

    private final int value;
    private final String wanted;

    FrameUse(int value, String wanted) {
        this.value = value;
        this.wanted = wanted;
    }

    /** The format that a frame for this use has in a session of this configuration. */
    abstract BufferFormat format(EncoderConfig config);

    /** {@code NV_ENC_BUFFER_USAGE}. */
    int value() {
        return value;
    }

    /** How a message goes on that says what the frame should be. */
    String wanted() {
        return wanted;
    }
}
