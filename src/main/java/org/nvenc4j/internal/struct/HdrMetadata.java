package org.nvenc4j.internal.struct;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.nvenc4j.internal.raw.nvenc.CHROMA_POINTS;
import org.nvenc4j.internal.raw.nvenc.CONTENT_LIGHT_LEVEL;
import org.nvenc4j.internal.raw.nvenc.MASTERING_DISPLAY_INFO;

/** {@code MASTERING_DISPLAY_INFO} and {@code CONTENT_LIGHT_LEVEL}, in the units that the codec's stream has. */
public final class HdrMetadata {
    private final MemorySegment display;
    private final MemorySegment red;
    private final MemorySegment green;
    private final MemorySegment blue;
    private final MemorySegment whitePoint;
    private final MemorySegment light;

    public HdrMetadata(Arena arena) {
        display = MASTERING_DISPLAY_INFO.allocate(arena);
        red = MASTERING_DISPLAY_INFO.r(display);
        green = MASTERING_DISPLAY_INFO.g(display);
        blue = MASTERING_DISPLAY_INFO.b(display);
        whitePoint = MASTERING_DISPLAY_INFO.whitePoint(display);
        light = CONTENT_LIGHT_LEVEL.allocate(arena);
    }

    public long masteringDisplay() {
        return display.address();
    }

    public long contentLightLevel() {
        return light.address();
    }

    public void red(int x, int y) {
        point(red, x, y);
    }

    public void green(int x, int y) {
        point(green, x, y);
    }

    public void blue(int x, int y) {
        point(blue, x, y);
    }

    public void whitePoint(int x, int y) {
        point(whitePoint, x, y);
    }

    public void luminance(int most, int least) {
        MASTERING_DISPLAY_INFO.maxLuma(display, most);
        MASTERING_DISPLAY_INFO.minLuma(display, least);
    }

    public void lightLevels(int maxContent, int maxPictureAverage) {
        CONTENT_LIGHT_LEVEL.maxContentLightLevel(light, (short) maxContent);
        CONTENT_LIGHT_LEVEL.maxPicAverageLightLevel(light, (short) maxPictureAverage);
    }

    private static void point(MemorySegment point, int x, int y) {
        CHROMA_POINTS.x(point, (short) x);
        CHROMA_POINTS.y(point, (short) y);
    }
}
