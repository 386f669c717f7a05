package org.nvenc4j.cli;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.nvenc4j.cuda.BufferFormat;

/**
 * {@code testsrc:1920x1080@60}: a picture that is easy to judge by eye, and the same in every run. Colours drift behind
 * scrolling bars and a disc that bounces, and the frame's number stands in the corner. It never ends.
 */
final class TestPattern implements FrameSource {
    static final String PREFIX = "testsrc:";

    private static final Pattern SYNTAX = Pattern.compile("testsrc:([^@]+)@(.+)");

    /** One lap of the drifting colours, in frames. */
    private static final int LAP = 256;

    private static final Colour[] BARS = {
        new Colour(180, 128, 128), // white, then yellow, cyan, green, magenta, red, blue, black: 75 %, BT.709
        new Colour(168, 44, 136),
        new Colour(145, 147, 44),
        new Colour(133, 63, 52),
        new Colour(63, 193, 204),
        new Colour(51, 109, 212),
        new Colour(28, 212, 120),
        new Colour(16, 128, 128)
    };
    private static final Colour WHITE = new Colour(235, 128, 128);
    private static final Colour BLACK = new Colour(16, 128, 128);

    /** The digits, 3 pixels by 5, the top left one in bit 14. */
    private static final int[] DIGITS = {0x7B6F, 0x2C97, 0x73E7, 0x73CF, 0x5BC9, 0x79CF, 0x79EF, 0x7249, 0x7BEF, 0x7BCF
    };

    private final FrameRate frameRate;
    private final BufferFormat format;
    private FrameSize size;
    private PlanarPicture picture;
    private int frame;

    TestPattern(FrameSize size, FrameRate frameRate, BufferFormat format) {
        this.size = size;
        this.frameRate = frameRate;
        this.format = format;
        this.picture = new PlanarPicture(size, format);
    }

    /** Reads {@code testsrc:WIDTHxHEIGHT@FPS}. */
    static TestPattern parse(String text, BufferFormat format) {
        Matcher matcher = SYNTAX.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "input \"" + text + "\": write testsrc:WIDTHxHEIGHT@FPS, such as testsrc:1920x1080@60");
        }
        return new TestPattern(FrameSize.parse(matcher.group(1)), FrameRate.parse(matcher.group(2)), format);
    }

    @Override
    public FrameSize size() {
        return size;
    }

    @Override
    public BufferFormat format() {
        return format;
    }

    @Override
    public FrameRate frameRate() {
        return frameRate;
    }

    @Override
    public boolean isResizable() {
        return true;
    }

    @Override
    public void resize(FrameSize next) {
        size = next;
        picture = new PlanarPicture(next, format);
    }

    @Override
    public boolean next(MemorySegment target) {
        drift();
        bars();
        disc();
        counter();
        picture.writeTo(target, format);
        frame++;
        return true;
    }

    @Override
    public void close() {}

    private void drift() {
        gradient(picture.luma, picture.width, picture.height, 200, 300, 2 * frame, 240, frame);
        gradient(picture.cb, picture.chromaWidth, picture.chromaHeight, 362, 300, frame, 0, 0);
        gradient(picture.cr, picture.chromaWidth, picture.chromaHeight, 362, 0, 0, 300, LAP / 2 + frame);
    }

    /** Fills a plane with two triangle waves, one in each direction; levels are those of 10 bits. */
    private void gradient(
            short[] plane, int width, int height, int base, int across, int phaseX, int down, int phaseY) {
        int shift = 10 - picture.bitDepth;
        int[] levels = new int[width];
        for (int x = 0; x < width; x++) {
            levels[x] = base + across * triangle(x * LAP / width + phaseX) / LAP;
        }
        for (int y = 0; y < height; y++) {
            int level = down * triangle(y * LAP / height + phaseY) / LAP;
            int row = y * width;
            for (int x = 0; x < width; x++) {
                plane[row + x] = (short) (levels[x] + level >> shift);
            }
        }
    }

    private void bars() {
        int width = size.width();
        int top = size.height() * 3 / 4;
        int scrolled = (int) ((long) frame * Math.max(2, width / 240) % width);
        for (int bar = 0; bar <= 2 * BARS.length; bar++) {
            int left = bar * width / BARS.length - scrolled;
            int right = (bar + 1) * width / BARS.length - scrolled;
            rectangle(left, top, right, size.height(), BARS[bar % BARS.length]);
        }
    }

    private void disc() {
        int radius = Math.max(2, size.height() / 12);
        int centreX = radius + bounce(frame * Math.max(2, size.width() / 200), size.width() - 2 * radius);
        int centreY = radius + bounce(frame * Math.max(2, size.height() / 120), size.height() * 3 / 4 - 2 * radius);
        for (int dy = -radius; dy < radius; dy++) {
            int half = (int) Math.sqrt(radius * radius - dy * dy);
            rectangle(centreX - half, centreY + dy, centreX + half, centreY + dy + 1, WHITE);
        }
    }

    private void counter() {
        int dot = Math.max(1, size.height() / 60);
        rectangle(dot, dot, dot * 26, dot * 8, BLACK);
        int number = frame;
        for (int place = 5; place >= 0; place--) {
            int digit = DIGITS[number % 10];
            number /= 10;
            for (int bit = 0; bit < 15; bit++) {
                if ((digit & 1 << (14 - bit)) != 0) {
                    int x = dot * (2 + 4 * place + bit % 3);
                    int y = dot * (2 + bit / 3);
                    rectangle(x, y, x + dot, y + dot, WHITE);
                }
            }
        }
    }

    /** Fills a rectangle as far as it lies in the picture. */
    private void rectangle(int left, int top, int right, int bottom, Colour colour) {
        int scale = 1 << (picture.bitDepth - 8);
        int x0 = Math.max(0, left);
        int x1 = Math.min(size.width(), right);
        int y0 = Math.max(0, top);
        int y1 = Math.min(size.height(), bottom);
        if (x0 >= x1) {
            return;
        }
        for (int y = y0; y < y1; y++) {
            int row = y * picture.width;
            Arrays.fill(picture.luma, row + x0, row + x1, (short) (colour.luma * scale));
        }
        int stepX = picture.chromaWidth == picture.width ? 1 : 2;
        int stepY = picture.chromaHeight == picture.height ? 1 : 2;
        int end = Math.min(picture.chromaWidth, (x1 + stepX - 1) / stepX);
        for (int y = y0 / stepY; y < (y1 + stepY - 1) / stepY; y++) {
            int row = y * picture.chromaWidth;
            Arrays.fill(picture.cb, row + x0 / stepX, row + end, (short) (colour.cb * scale));
            Arrays.fill(picture.cr, row + x0 / stepX, row + end, (short) (colour.cr * scale));
        }
    }

    /** From 0 up to {@link #LAP} and back. */
    private static int triangle(int phase) {
        return bounce(phase, LAP);
    }

    private static int bounce(int distance, int room) {
        if (room <= 0) {
            return 0;
        }
        int there = Math.floorMod(distance, 2 * room);
        return there <= room ? there : 2 * room - there;
    }

    /** A colour in limited-range 8-bit levels. */
    private record Colour(int luma, int cb, int cr) {}
}
