package org.nvenc4j;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.nvenc4j.cuda.BufferFormat;
import org.nvenc4j.cuda.InputFrame;

/**
 * Samples of frames and of decoded pictures in one layout, so that they can be compared: Y, U, V, tightly packed. As buffers, which
 * compare by content and do not print it.
 */
final class Planes {
    private Planes() {}

    static ByteBuffer of(Decoder.Picture picture) {
        ByteArrayOutputStream planes = new ByteArrayOutputStream();
        picture.planes().forEach(planes::writeBytes);
        return ByteBuffer.wrap(planes.toByteArray());
    }

    /** What a decoder gives for a frame that was coded without loss: chroma apart, 10-bit samples in the low bits. */
    static ByteBuffer of(InputFrame frame) {
        return ByteBuffer.wrap(planes(frame));
    }

    private static byte[] planes(InputFrame frame) {
        BufferFormat format = frame.format();
        byte[] packed = frame.download();
        int bytes = format.bitDepth() == 8 ? 1 : 2;
        if (bytes == 2) {
            toLowBits(packed);
        }
        return switch (format) {
            case NV12, P010, NV16, P210 -> apart(packed, frame.width() * frame.height() * bytes, bytes);
            case IYUV, YUV444, YUV444_10BIT -> packed;
            case YV12 -> swapped(packed, frame.width() * frame.height());
            default -> throw new AssertionError(format + " is not coded as it is");
        };
    }

    private static void toLowBits(byte[] samples) {
        for (int i = 0; i < samples.length; i += 2) {
            int value = (samples[i] & 0xFF | (samples[i + 1] & 0xFF) << 8) >> 6;
            samples[i] = (byte) value;
            samples[i + 1] = (byte) (value >> 8);
        }
    }

    private static byte[] apart(byte[] packed, int luma, int bytes) {
        byte[] planes = packed.clone();
        int chroma = (packed.length - luma) / 2;
        for (int i = 0; i < chroma; i += bytes) {
            System.arraycopy(packed, luma + 2 * i, planes, luma + i, bytes);
            System.arraycopy(packed, luma + 2 * i + bytes, planes, luma + chroma + i, bytes);
        }
        return planes;
    }

    private static byte[] swapped(byte[] packed, int luma) {
        byte[] planes = packed.clone();
        int chroma = (packed.length - luma) / 2;
        System.arraycopy(packed, luma, planes, luma + chroma, chroma);
        System.arraycopy(packed, luma + chroma, planes, luma, chroma);
        return planes;
    }
}
