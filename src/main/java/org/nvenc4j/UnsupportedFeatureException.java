package org.nvenc4j;

/**
 * A setting is sound, but this GPU or this API version does not have what it needs. The message names the capability
 * or version that is missing and what has it. Thrown before the driver sees the setting: when the session is opened,
 * which is closed again, or when it is reconfigured or given a picture, after which it goes on as it was.
 */
public final class UnsupportedFeatureException extends InvalidConfigException {
    private static final long serialVersionUID = 1;

    /**
     * Makes the exception.
     *
     * @param setting the setting's name in {@link EncoderConfig.Builder} or {@link PictureOptions}
     * @param message the whole message
     */
    public UnsupportedFeatureException(String setting, String message) {
        super(setting, message);
    }
}
