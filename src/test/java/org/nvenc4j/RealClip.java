package org.nvenc4j;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.List;
import javax.imageio.ImageIO;

/**
 * Ten seconds of photographs, made one frame at a time: the camera pans and zooms over each, comes to rest, and the next one
 * fades in. Samples are 4:2:0, BT.709, limited range.
 */
final class RealClip {
    static final int FRAMES = 300;

    private static final int SHOT = 120;
    private static final int MOVE = 100;
    private static final int FADE = 30;

    private static final List<Shot> SHOTS = List.of(
            new Shot(Photograph.read("WartburgSmall.jpg"), new View(0.35, 0.45, 0.55), new View(0.60, 0.50, 0.75)),
            new Shot(Photograph.read("Balloons600.jpg"), new View(0.50, 0.50, 0.92), new View(0.44, 0.45, 0.40)),
            new Shot(Photograph.read("Flower.jpg"), new View(0.30, 0.60, 0.50), new View(0.60, 0.40, 0.60)));

    private final int width;
    private final int height;

    /** A clip of this size, both even, and about as wide as 16:9. */
    RealClip(int width, int height) {
        this.width = width;
        this.height = height;
    }

    /** A frame's planes Y, U and V, tightly packed, as {@link Planes} has them. */
    byte[] planes(int frame) {
        int shot = Math.min(frame / (SHOT - FADE), SHOTS.size() - 1);
        int at = frame - shot * (SHOT - FADE);
        byte[] planes = draw(SHOTS.get(shot), at);
        if (shot > 0 && at < FADE) {
            fade(planes, draw(SHOTS.get(shot - 1), at + SHOT - FADE), at);
        }
        return planes;
    }

    /** The same samples as NV12: U and V in turn. */
    byte[] nv12(byte[] planes) {
        byte[] nv12 = planes.clone();
        int luma = width * height;
        int chroma = luma / 4;
        for (int i = 0; i < chroma; i++) {
            nv12[luma + 2 * i] = planes[luma + i];
            nv12[luma + 2 * i + 1] = planes[luma + chroma + i];
        }
        return nv12;
    }

    private byte[] draw(Shot shot, int at) {
        View view = shot.view(Math.min(at, MOVE) / (double) MOVE);
        int luma = width * height;
        int chroma = luma / 4;
        byte[] planes = new byte[luma + 2 * chroma];
        draw(shot.photograph, shot.photograph.luma, view, planes, 0, width, height);
        draw(shot.photograph, shot.photograph.blue, view, planes, luma, width / 2, height / 2);
        draw(shot.photograph, shot.photograph.red, view, planes, luma + chroma, width / 2, height / 2);
        return planes;
    }

    /** Samples what the view shows of a plane, with bilinear filtering in 16.16 fixed point. */
    private static void draw(
            Photograph photograph, int[] plane, View view, byte[] target, int start, int columns, int rows) {
        double scale = view.width * photograph.width / columns;
        int step = fixed(scale);
        int left = fixed(view.x * photograph.width - scale * (columns - 1) / 2 - 0.5);
        int y = fixed(view.y * photograph.height - scale * (rows - 1) / 2 - 0.5);
        int[] line = new int[photograph.width];
        int at = start;
        for (int row = 0; row < rows; row++, y += step) {
            int above = (y >> 16) * photograph.width;
            int below = above + photograph.width;
            int low = y >> 8 & 0xFF;
            for (int i = 0; i < line.length; i++) {
                line[i] = plane[above + i] * (256 - low) + plane[below + i] * low;
            }
            int x = left;
            for (int column = 0; column < columns; column++, x += step) {
                int from = line[x >> 16];
                int to = line[(x >> 16) + 1];
                target[at++] = (byte) ((from << 8) + (to - from) * (x >> 8 & 0xFF) + 0x8000 >> 16);
            }
        }
    }

    private static int fixed(double value) {
        return (int) Math.round(value * 65536);
    }

    private static void fade(byte[] planes, byte[] previous, int at) {
        int weight = 256 * at / FADE;
        for (int i = 0; i < planes.length; i++) {
            int from = previous[i] & 0xFF;
            planes[i] = (byte) (from + (((planes[i] & 0xFF) - from) * weight >> 8));
        }
    }

    /** A decoded picture for people to look at. */
    static BufferedImage image(Decoder.Picture picture) {
        var image = new BufferedImage(picture.width(), picture.height(), BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < picture.height(); y++) {
            for (int x = 0; x < picture.width(); x++) {
                int chroma = y / 2 * (picture.width() / 2) + x / 2;
                int luma = 298 * ((picture.planes().get(0)[y * picture.width() + x] & 0xFF) - 16);
                int blue = (picture.planes().get(1)[chroma] & 0xFF) - 128;
                int red = (picture.planes().get(2)[chroma] & 0xFF) - 128;
                image.setRGB(
                        x,
                        y,
                        eightBits(luma + 459 * red) << 16
                                | eightBits(luma - 55 * blue - 136 * red) << 8
                                | eightBits(luma + 541 * blue));
            }
        }
        return image;
    }

    private static int eightBits(int value) {
        return Math.clamp(value + 128 >> 8, 0, 255);
    }

    /** What the camera sees: the centre and the width, as parts of the photograph's height and width. */
    private record View(double x, double y, double width) {}

    private record Shot(Photograph photograph, View from, View to) {
        View view(double progress) {
            return new View(
                    from.x + (to.x - from.x) * progress,
                    from.y + (to.y - from.y) * progress,
                    from.width + (to.width - from.width) * progress);
        }
    }

    /** A photograph in BT.709, limited range, with chroma as wide and high as luma. */
    private static final class Photograph {
        final int width;
        final int height;
        final int[] luma;
        final int[] blue;
        final int[] red;

        private Photograph(BufferedImage image) {
            width = image.getWidth();
            height = image.getHeight();
            int[] pixels = image.getRGB(0, 0, width, height, null, 0, width);
            luma = new int[pixels.length];
            blue = new int[pixels.length];
            red = new int[pixels.length];
            for (int i = 0; i < pixels.length; i++) {
                int r = pixels[i] >> 16 & 0xFF;
                int g = pixels[i] >> 8 & 0xFF;
                int b = pixels[i] & 0xFF;
                luma[i] = 16 + (47 * r + 157 * g + 16 * b + 128 >> 8);
                blue[i] = 128 + (-26 * r - 86 * g + 112 * b + 128 >> 8);
                red[i] = 128 + (112 * r - 102 * g - 10 * b + 128 >> 8);
            }
        }

        static Photograph read(String name) {
            URL url = ClassLoader.getSystemResource("imagingbook/sampleimages/GeneralSampleImage-data/" + name);
            try {
                return new Photograph(ImageIO.read(url));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
