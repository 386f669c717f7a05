package org.nvenc4j;

/**
 * A setting of a configuration or of a picture has a value that cannot be. The message names the setting, the value,
 * what is allowed and what to do; the caller corrects it. Thrown before any native call.
 */
public class InvalidConfigException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final String setting;

    /**
     * Makes the exception.
     *
     * @param setting the setting's name in {@link EncoderConfig.Builder} or {@link PictureOptions}
     * @param message the whole message
     */
    public InvalidConfigException(String setting, String message) {
        super(message);
        this.setting = setting;
    }

    /**
     * The setting that is wrong.
     *
     * @return its name in {@link EncoderConfig.Builder} or {@link PictureOptions}
     */
    public String setting() {
        return setting;
    }
}
