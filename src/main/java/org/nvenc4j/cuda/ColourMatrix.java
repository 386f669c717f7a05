package org.nvenc4j.cuda;

import org.nvenc4j.ColourDescription;

/** How much red and blue count for the luma of a picture, from which all else of a conversion follows. */
public enum ColourMatrix {
    /** BT.601: standard definition, and JPEG. */
    BT601(0.299, 0.114, ColourDescription.BT601_525),
    /** BT.709: high definition. */
    BT709(0.2126, 0.0722, ColourDescription.BT709),
    /** BT.2020, non-constant luminance: ultra-high definition with a wide gamut, and HDR. */
    BT2020(0.2627, 0.0593, ColourDescription.BT2020);

    private final double red;
    private final double blue;
    private final ColourDescription description;

    ColourMatrix(double red, double blue, ColourDescription description) {
        this.red = red;
        this.blue = blue;
        this.description = description;
    }

    double red() {
        return red;
    }

    double green() {
        return 1 - red - blue;
    }

    double blue() {
        return blue;
    }

    /**
     * The description that an encoder writes for pictures of the standard's own primaries and transfer function. Pictures
     * with others, such as {@link ColourDescription#BT2100_PQ}, want a description of their own with the same matrix.
     *
     * @return the description
     */
    public ColourDescription description() {
        return description;
    }
}
