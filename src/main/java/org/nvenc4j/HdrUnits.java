package org.nvenc4j;

import org.nvenc4j.MasteringDisplay.Chromaticity;
import org.nvenc4j.internal.struct.HdrMetadata;

/** The fixed-point units in which a codec's stream has a mastering display: how many make one. */
enum HdrUnits {
    /** Steps of 0.00002, and of 0.0001 cd/m². */
    HEVC(50_000, 10_000, 10_000),
    /** 16 bits behind the point for colours, 8 for the most and 14 for the least luminance. */
    AV1(1 << 16, 1 << 8, 1 << 14);

    private static final int MOST_COLOUR = 65535;

    private final int colour;
    private final int most;
    private final int least;

    HdrUnits(int colour, int most, int least) {
        this.colour = colour;
        this.most = most;
        this.least = least;
    }

    static HdrUnits of(Codec codec) {
        return codec == Codec.AV1 ? AV1 : HEVC;
    }

    void write(MasteringDisplay display, HdrMetadata hdr) {
        hdr.red(x(display.red()), y(display.red()));
        hdr.green(x(display.green()), y(display.green()));
        hdr.blue(x(display.blue()), y(display.blue()));
        hdr.whitePoint(x(display.whitePoint()), y(display.whitePoint()));
        hdr.luminance(units(display.maxLuminance(), most), units(display.minLuminance(), least));
    }

    private int x(Chromaticity point) {
        return Math.min(units(point.x(), colour), MOST_COLOUR);
    }

    private int y(Chromaticity point) {
        return Math.min(units(point.y(), colour), MOST_COLOUR);
    }

    private static int units(double value, int one) {
        return (int) Math.round(value * one);
    }
}
