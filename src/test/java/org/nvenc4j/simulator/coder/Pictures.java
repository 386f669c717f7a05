package org.nvenc4j.simulator.coder;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.nvenc4j.simulator.CoderSettings;
import org.nvenc4j.simulator.SourcePicture;
import org.nvenc4j.simulator.SourcePicture.Metadata;
import org.nvenc4j.simulator.SourcePicture.Plane;
import org.nvenc4j.simulator.SourcePicture.Type;

/** Test content: planes with room at the end of each row, and pictures made of them. */
final class Pictures {

    private static final int ROOM = 6;

    private Pictures() {}

    /** Any samples of the format's range; a quarter of them zero, so that escapes are needed. */
    static List<Plane> noise(CoderSettings settings, long seed) {
        Random random = new Random(seed);
        return planes(settings, (plane, x, y) -> random.nextInt(4) == 0 ? 0 : random.nextInt(1 << settings.bitDepth()));
    }

    /** A gradient with a disc that moves by the step. */
    static List<Plane> moving(CoderSettings settings, int step) {
        int top = (1 << settings.bitDepth()) - 1;
        return planes(settings, (plane, x, y) -> {
            int dx = x - 40 - 5 * step;
            int dy = y - 40;
            boolean inside = dx * dx + dy * dy < 600;
            return inside ? top - plane * 30 - step : (x * 2 + y + plane * 50) % (top / 2);
        });
    }

    interface Sample {
        int at(int plane, int x, int y);
    }

    static List<Plane> planes(CoderSettings settings, Sample sample) {
        MacroblockLayout layout = MacroblockLayout.of(settings);
        int bytes = settings.bitDepth() > 8 ? 2 : 1;
        List<Plane> planes = new ArrayList<>();
        for (int plane = 0; plane < (settings.chromaFormat() == 0 ? 1 : 3); plane++) {
            int width = settings.width() / (plane == 0 ? 1 : layout.chromaStepX());
            int height = settings.height() / (plane == 0 ? 1 : layout.chromaStepY());
            int stride = width * bytes + ROOM;
            byte[] samples = new byte[ROOM + stride * height];
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    int value = sample.at(plane, x, y);
                    int at = ROOM + y * stride + x * bytes;
                    samples[at] = (byte) value;
                    if (bytes == 2) {
                        samples[at + 1] = (byte) (value >> 8);
                    }
                }
            }
            planes.add(new Plane(samples, ROOM, stride));
        }
        return planes;
    }

    /** The planes without the room, as the decoder gives them. */
    static List<byte[]> packed(CoderSettings settings, List<Plane> planes) {
        return planes.stream()
                .map(plane -> {
                    int row = plane.stride() - ROOM;
                    int rows = (plane.samples().length - ROOM) / plane.stride();
                    byte[] packed = new byte[row * rows];
                    for (int y = 0; y < rows; y++) {
                        System.arraycopy(plane.samples(), plane.offset() + y * plane.stride(), packed, y * row, row);
                    }
                    return packed;
                })
                .toList();
    }

    static SourcePicture picture(List<Plane> planes, Type type, boolean reference, int displayOrder) {
        return picture(planes, type, reference, displayOrder, List.of());
    }

    static SourcePicture picture(
            List<Plane> planes, Type type, boolean reference, int displayOrder, List<Metadata> metadata) {
        return new SourcePicture(
                planes,
                type,
                reference,
                displayOrder,
                0,
                displayOrder,
                type == Type.IDR,
                metadata,
                SourcePicture.QP_FROM_RATE_CONTROL);
    }
}
