package org.nvenc4j.cli;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.nvenc4j.simulator.KernelLaunch;
import org.nvenc4j.simulator.KernelStandIn;

/** What {@link Plasma} draws, for the simulator: the kernel in Java, where a sine is looked up. */
final class PlasmaStandIn implements KernelStandIn {
    private static final int MARKER_SQUARE = 16;
    private static final int MARKER_COLUMNS = 8;
    private static final int MARKER_ROWS = 4;
    private static final int OPAQUE = 0xFF << 24;
    private static final ValueLayout.OfInt PIXEL = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** A turn in 1024 steps, each in 64 parts. */
    private static final int PARTS = 64;

    private static final int MASK = 1024 * PARTS - 1;
    private static final float[] SINE = new float[1024 * PARTS];

    static {
        for (int i = 0; i < SINE.length; i++) {
            SINE[i] = (float) Math.sin(2 * Math.PI * i / SINE.length);
        }
    }

    private static float wave(float steps) {
        return SINE[Math.round(steps * PARTS) & MASK];
    }

    private static int level(float value) {
        return Math.round(Math.clamp(value, 0, 255));
    }

    @Override
    public void run(KernelLaunch launch) {
        int width = Math.min(
                launch.intArgument(2), launch.grid().x() * launch.block().x());
        int height = Math.min(
                launch.intArgument(3), launch.grid().y() * launch.block().y());
        for (int y = 0; y < height; y++) {
            MemorySegment row = launch.memory(launch.longArgument(0) + y * launch.longArgument(1), 4L * width);
            drawRow(row, y, width, height, launch);
        }
    }

    private static void drawRow(MemorySegment row, int y, int width, int height, KernelLaunch launch) {
        int number = launch.intArgument(4);
        float time = number * 5 & 1023;
        float turned = launch.intArgument(5) + time;
        int lightX = launch.intArgument(6);
        float dy = y - launch.intArgument(7);
        float radius = Math.max(8, height / 6);
        float across = wave(3 * y + time);
        float down = wave(1.5f * y - time);
        for (int x = 0; x < width; x++) {
            int column = x / MARKER_SQUARE;
            if (column < MARKER_COLUMNS && y < MARKER_ROWS * MARKER_SQUARE) {
                boolean set = (number >> y / MARKER_SQUARE * MARKER_COLUMNS + column & 1) != 0;
                row.setAtIndex(PIXEL, x, set ? -1 : OPAQUE);
                continue;
            }
            float dx = x - lightX;
            float luma = 118
                    + 32 * (across + wave(2 * x + 127 * across - time) + wave(x + 2 * y + time))
                    + 110 * Math.max(0, 1 - (dx * dx + dy * dy) / (radius * radius));
            float angle = turned + 254 * (wave(x + time) + down);
            float blue = 80 * wave(angle);
            float red = 80 * wave(angle + 256);
            int r = level(luma + 1.5748f * red);
            int g = level(luma - 0.1873f * blue - 0.4681f * red);
            int b = level(luma + 1.8556f * blue);
            row.setAtIndex(PIXEL, x, OPAQUE | b << 16 | g << 8 | r);
        }
    }
}
