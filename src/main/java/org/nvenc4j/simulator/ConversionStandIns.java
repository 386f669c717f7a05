package org.nvenc4j.simulator;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The library's own kernels, which convert RGB to YUV, for the simulator. One pixel after the other, and one sum for each
 * sample: the arithmetic is the kernels', to the bit but for the order in which floats are added.
 */
final class ConversionStandIns {
    private static final int PIXELS_PER_THREAD = 4;
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

    private enum Source {
        RGB32(4, 1),
        RGB24(3, 1),
        PLANES(4, 3),
        TRIPLES(12, 1);

        final int pixelBytes;
        final int planes;

        Source(int pixelBytes, int planes) {
            this.pixelBytes = pixelBytes;
            this.planes = planes;
        }

        boolean isFloat() {
            return this == PLANES || this == TRIPLES;
        }
    }

    private enum Target {
        NV12(1, 2, 2),
        P010(2, 2, 2),
        NV16(1, 2, 1),
        P210(2, 2, 1),
        YUV444(1, 1, 1),
        YUV444_10BIT(2, 1, 1);

        final int sampleBytes;
        final int across;
        final int down;

        Target(int sampleBytes, int across, int down) {
            this.sampleBytes = sampleBytes;
            this.across = across;
            this.down = down;
        }
    }

    private final Source source;
    private final Target target;
    private final KernelLaunch launch;
    private final MemorySegment image;
    private final MemorySegment frame;
    private final MemorySegment coefficients;
    private final int width;
    private final int height;

    private ConversionStandIns(Source source, Target target, KernelLaunch launch) {
        this.source = source;
        this.target = target;
        this.launch = launch;
        image = launch.argument(0);
        frame = launch.argument(1);
        coefficients = launch.argument(2);
        width = frame.get(INT, 32);
        height = frame.get(INT, 36);
    }

    /** All of them, by the names that scripts/ptx gives them. */
    static Map<String, KernelStandIn> all() {
        Map<String, KernelStandIn> all = new HashMap<>();
        for (Source source : Source.values()) {
            for (Target target : Target.values()) {
                String name = (source + "_" + target).toLowerCase(Locale.ROOT);
                all.put(name, launch -> new ConversionStandIns(source, target, launch).run());
            }
        }
        return all;
    }

    /** As far as there are threads. */
    private void run() {
        int right = Math.min(width, launch.grid().x() * launch.block().x() * PIXELS_PER_THREAD);
        int bottom = Math.min(height, launch.grid().y() * launch.block().y() * target.down);
        MemorySegment[][] rows = new MemorySegment[target.down][source.planes];
        for (int y = 0; y < bottom; y += target.down) {
            for (int r = 0; r < target.down; r++) {
                rows[r] = pixels(Math.min(y + r, height - 1));
            }
            convertRows(rows, y, right);
        }
    }

    private MemorySegment[] pixels(int y) {
        MemorySegment[] planes = new MemorySegment[source.planes];
        for (int i = 0; i < planes.length; i++) {
            long address = image.get(LONG, 0) + y * image.get(LONG, 8) + i * image.get(LONG, 16);
            planes[i] = launch.memory(address, (long) width * source.pixelBytes);
        }
        return planes;
    }

    /** A row of a plane of the frame: 0 is luma, 1 and 2 are chroma, which may be the same. */
    private MemorySegment samples(int plane, int y, int count) {
        return launch.memory(frame.get(LONG, 8L * plane) + y * frame.get(LONG, 24), (long) count * target.sampleBytes);
    }

    private void convertRows(MemorySegment[][] rows, int y, int right) {
        for (int r = 0; r < target.down && y + r < height; r++) {
            MemorySegment luma = samples(0, y + r, width);
            for (int x = 0; x < right; x++) {
                put(luma, x, sum(0, rows[r], x));
            }
        }
        int chromaWidth = Math.ceilDiv(width, target.across);
        boolean interleaved = target.across == 2;
        MemorySegment cb = samples(1, y / target.down, interleaved ? 2 * chromaWidth : chromaWidth);
        MemorySegment cr = interleaved ? cb : samples(2, y / target.down, chromaWidth);
        for (int x = 0; x < Math.ceilDiv(right, target.across); x++) {
            put(cb, interleaved ? 2 * x : x, chroma(1, rows, x));
            put(cr, interleaved ? 2 * x + 1 : x, chroma(2, rows, x));
        }
    }

    private void put(MemorySegment samples, int x, int sum) {
        if (target.sampleBytes == 1) {
            samples.set(ValueLayout.JAVA_BYTE, x, (byte) (sum >> 16));
        } else {
            samples.set(ValueLayout.JAVA_SHORT_UNALIGNED, 2L * x, (short) (sum >> 8 & 0xFFC0));
        }
    }

    private int chroma(int row, MemorySegment[][] rows, int x) {
        if (source.isFloat()) {
            float sum = offset(row);
            for (int i = 0; i < 3; i++) {
                float channel = 0;
                for (int r = 0; r < target.down; r++) {
                    for (int k = 0; k < target.across; k++) {
                        channel += channel(rows[r], Math.min(x * target.across + k, width - 1), i);
                    }
                }
                sum = Math.fma(coefficients.getAtIndex(FLOAT, 3L * row + i), channel, sum);
            }
            return (int) sum;
        }
        int sum = coefficients.getAtIndex(INT, 7);
        for (int r = 0; r < target.down; r++) {
            for (int k = 0; k < target.across; k++) {
                sum += product(row, rows[r], Math.min(x * target.across + k, width - 1));
            }
        }
        return target.across == 1 ? 2 * sum : sum;
    }

    private int sum(int row, MemorySegment[] pixels, int x) {
        if (source.isFloat()) {
            float sum = offset(row);
            for (int i = 0; i < 3; i++) {
                sum = Math.fma(coefficients.getAtIndex(FLOAT, 3L * row + i), channel(pixels, x, i), sum);
            }
            return (int) sum;
        }
        return coefficients.getAtIndex(INT, 6) + product(row, pixels, x);
    }

    private float offset(int row) {
        return coefficients.getAtIndex(FLOAT, row == 0 ? 9 : 10);
    }

    private float channel(MemorySegment[] pixels, int x, int i) {
        float value =
                source == Source.PLANES ? pixels[i].getAtIndex(FLOAT, x) : pixels[0].getAtIndex(FLOAT, 3L * x + i);
        return value >= 0 ? Math.min(value, 1) : 0;
    }

    /** Luma's coefficients have no sign, chroma's have. */
    private int product(int row, MemorySegment[] pixels, int x) {
        int product = 0;
        for (int i = 0; i < source.pixelBytes; i++) {
            short coefficient = coefficients.get(ValueLayout.JAVA_SHORT_UNALIGNED, 8L * row + 2L * i);
            int value = pixels[0].get(ValueLayout.JAVA_BYTE, (long) x * source.pixelBytes + i) & 0xFF;
            product += (row == 0 ? coefficient & 0xFFFF : coefficient) * value;
        }
        return product;
    }
}
