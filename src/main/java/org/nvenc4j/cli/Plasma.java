package org.nvenc4j.cli;

/**
 * Moving colours to look at, as NV12: waves that run through each other, and a light that follows the viewer's pointer. In
 * the upper left corner stands the picture's number, in 32 squares of black and white.
 */
final class Plasma {
    /** Squares of the number, from the lowest bit: eight in a row. */
    static final int MARKER_BITS = 32;

    static final int MARKER_SQUARE = 16;
    static final int MARKER_COLUMNS = 8;
    static final int DARK = 16;
    static final int BRIGHT = 235;

    private static final int STEPS = 1024;
    private static final int MASK = STEPS - 1;
    private static final int[] SINE = new int[STEPS];

    static {
        for (int i = 0; i < STEPS; i++) {
            SINE[i] = (int) Math.round(127 * Math.sin(2 * Math.PI * i / STEPS));
        }
    }

    private final int width;
    private final int height;
    private final byte[] picture;

    Plasma(int width, int height) {
        this.width = width;
        this.height = height;
        picture = new byte[width * height * 3 / 2];
    }

    /**
     * Draws a picture.
     *
     * @param number what the squares say
     * @param hue turns the colours, 0 to 1023 and on
     * @param lightX where the light is, as a share of the width
     * @param lightY where the light is, as a share of the height
     * @return the samples of an NV12 frame, always the same array
     */
    byte[] draw(long number, int hue, double lightX, double lightY) {
        int time = (int) (number * 5 & MASK);
        drawLuma(time, lightX, lightY);
        drawChroma(time, hue);
        drawNumber(number);
        return picture;
    }

    private void drawLuma(int time, double lightX, double lightY) {
        int centreX = (int) (lightX * width);
        int centreY = (int) (lightY * height);
        int radius = Math.max(8, height / 6);
        for (int y = 0; y < height; y++) {
            int row = SINE[y * 3 + time & MASK];
            int fromY = (y - centreY) * (y - centreY);
            for (int x = 0; x < width; x++) {
                int wave = SINE[x * 2 + row - time & MASK] + SINE[x + y * 2 + time & MASK] + row;
                int luma = 118 + wave / 4;
                int from = (x - centreX) * (x - centreX) + fromY;
                if (from < radius * radius) {
                    luma += 110 - 110 * from / (radius * radius);
                }
                picture[y * width + x] = (byte) Math.clamp(luma, DARK, BRIGHT);
            }
        }
    }

    private void drawChroma(int time, int hue) {
        int chroma = width * height;
        for (int y = 0; y < height / 2; y++) {
            for (int x = 0; x < width; x += 2) {
                int angle = hue + time + SINE[x + time & MASK] * 2 + SINE[y * 3 - time & MASK] * 2;
                picture[chroma + y * width + x] = (byte) (128 + SINE[angle & MASK] * 2 / 3);
                picture[chroma + y * width + x + 1] = (byte) (128 + SINE[angle + STEPS / 4 & MASK] * 2 / 3);
            }
        }
    }

    private void drawNumber(long number) {
        for (int bit = 0; bit < MARKER_BITS; bit++) {
            byte luma = (byte) ((number >>> bit & 1) == 0 ? DARK : BRIGHT);
            int left = bit % MARKER_COLUMNS * MARKER_SQUARE;
            int top = bit / MARKER_COLUMNS * MARKER_SQUARE;
            for (int y = top; y < Math.min(top + MARKER_SQUARE, height); y++) {
                for (int x = left; x < Math.min(left + MARKER_SQUARE, width); x++) {
                    picture[y * width + x] = luma;
                    int chroma = width * height + y / 2 * width + x;
                    picture[chroma] = (byte) 128;
                }
            }
        }
    }
}
