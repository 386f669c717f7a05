package org.nvenc4j.simulator;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Takes the transparency out of a frame, 8 bits a pixel. */
final class AlphaPlane {
    private static final int NEUTRAL = 0x80;
    private static final int ALPHA_BYTE = 3;

    private AlphaPlane() {}

    /** Of a frame that holds nothing else: its chroma has to be neutral. */
    static SourcePicture.Plane ofLuma(MemorySegment frame, Registered registered, CoderSettings settings) {
        int width = settings.width();
        int height = settings.height();
        InputFormat.Plane luma = registered.planes().get(0);
        InputFormat.Plane chroma = registered.planes().get(1);
        byte[] alpha = new byte[width * height];
        for (int y = 0; y < height; y++) {
            MemorySegment.copy(frame, ValueLayout.JAVA_BYTE, luma.offset() + y * luma.pitch(), alpha, y * width, width);
        }
        for (int y = 0; y < height / 2; y++) {
            for (int x = 0; x < width; x++) {
                int value = frame.get(ValueLayout.JAVA_BYTE, chroma.offset() + y * chroma.pitch() + x) & 0xFF;
                if (value != NEUTRAL) {
                    throw Refusal.invalid("the chroma of alphaBuffer has to be 128 and is " + value);
                }
            }
        }
        return new SourcePicture.Plane(alpha, 0, width);
    }

    /** Of a frame whose pixels have it in their highest byte. */
    static SourcePicture.Plane ofPixels(MemorySegment frame, Registered registered, CoderSettings settings) {
        int width = settings.width();
        int height = settings.height();
        InputFormat.Plane pixels = registered.planes().get(0);
        byte[] alpha = new byte[width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                alpha[y * width + x] =
                        frame.get(ValueLayout.JAVA_BYTE, pixels.offset() + y * pixels.pitch() + 4L * x + ALPHA_BYTE);
            }
        }
        return new SourcePicture.Plane(alpha, 0, width);
    }
}
