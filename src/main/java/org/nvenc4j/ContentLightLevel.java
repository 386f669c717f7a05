package org.nvenc4j;

/**
 * How bright the whole stream gets, for displays that have to fit it into less ({@code CONTENT_LIGHT_LEVEL}, CTA-861.3).
 *
 * @param maxContent the brightest pixel of all pictures in cd/m², 0 to 65535; 0 is unknown ({@code
 *     maxContentLightLevel})
 * @param maxPictureAverage the average of the brightest picture in cd/m², 0 to 65535; 0 is unknown ({@code
 *     maxPicAverageLightLevel})
 */
public record ContentLightLevel(int maxContent, int maxPictureAverage) {
    private static final int MOST = 65535;

    /**
     * Checks the numbers.
     *
     * @throws InvalidConfigException
     *             if one is out of its range
     */
    public ContentLightLevel {
        if (maxContent < 0 || maxContent > MOST || maxPictureAverage < 0 || maxPictureAverage > MOST) {
            throw new InvalidConfigException(
                    "contentLightLevel",
                    "contentLightLevel is " + maxContent + ", " + maxPictureAverage + "; each must be 0 to " + MOST
                            + " cd/m²");
        }
    }

    @Override
    public String toString() {
        return "at most " + maxContent + " cd/m², " + maxPictureAverage + " in a picture's mean";
    }
}
