package org.nvenc4j;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The step from the present configuration of a running session to another. */
final class ConfigChange {
    private final EncoderConfig now;
    private final EncoderConfig next;

    ConfigChange(EncoderConfig now, EncoderConfig next) {
        this.now = now;
        this.next = next;
    }

    boolean resizes() {
        return now.width() != next.width() || now.height() != next.height();
    }

    /** Throws for the first thing that stays as it is while a session runs, or on this GPU. */
    void check(EncoderCapabilities capabilities, EncodeSession session) {
        keep("codec", now.codec(), next.codec());
        keep("bufferFormat", now.bufferFormat(), next.bufferFormat());
        keep("preset", now.preset(), next.preset());
        keep("tuning", now.tuning(), next.tuning());
        for (Setting<?> setting : Settings.all()) {
            checkSetting(setting, capabilities, session);
        }
        if (resizes() && next.get(Settings.MAX_SIZE) == null) {
            throw new InvalidConfigException(
                    "size",
                    "size is " + size(now) + " and cannot become " + size(next)
                            + ", since no maxSize was declared when the encoder was opened; open it with one");
        }
    }

    /**
     * The configuration to change to, whose VBV buffer holds as many seconds as before, or one frame if it held one. The
     * buffer's size and its initial delay are one wish: who changes either has said what they are to be.
     *
     * @param presetBitRate the bit rate where a configuration does not say one, 0 for one that the driver keeps to itself
     */
    EncoderConfig withScaledVbv(int presetBitRate) {
        Integer size = next.get(Settings.VBV_BUFFER_SIZE);
        Integer delay = next.get(Settings.VBV_INITIAL_DELAY);
        int before = now.get(Settings.BIT_RATE, presetBitRate);
        int after = next.get(Settings.BIT_RATE, presetBitRate);
        if (before == 0
                || after == 0
                || !Objects.equals(size, now.get(Settings.VBV_BUFFER_SIZE))
                || !Objects.equals(delay, now.get(Settings.VBV_INITIAL_DELAY))) {
            return next;
        }
        double scale = (double) after / before;
        if (size != null && Math.abs(size - before / framesPerSecond(now)) <= 1) {
            // Made from the rates anew, it does not drift with the rounding of change after change.
            scale = after / framesPerSecond(next) / size;
        }
        EncoderConfig.Builder scaled = next.toBuilder();
        if (size != null) {
            scaled.vbvBufferSize(scale(size, scale));
        }
        if (delay != null) {
            scaled.vbvInitialDelay(scale(delay, scale));
        }
        return scaled.build();
    }

    private static double framesPerSecond(EncoderConfig config) {
        return (double) config.frameRateNumerator() / config.frameRateDenominator();
    }

    private static int scale(int bits, double by) {
        return Math.clamp(Math.round(bits * by), 1, Integer.MAX_VALUE);
    }

    private void checkSetting(Setting<?> setting, EncoderCapabilities capabilities, EncodeSession session) {
        Object before = now.get(setting);
        Object after = next.get(setting);
        if (Objects.equals(before, after)) {
            return;
        }
        Definition<?> definition = setting.definition();
        if (!definition.isLive()) {
            throw fixed(setting.name(), before, after);
        }
        Capability capability = definition.liveCapability();
        if (capability != null && !capabilities.has(capability)) {
            throw new UnsupportedFeatureException(
                    setting.name(),
                    cannot(setting.name(), before, after) + " on " + session.where() + ": " + capability.nvencName()
                            + " is 0 for " + now.codec() + "; open another encoder for it");
        }
    }

    private static void keep(String setting, Object before, Object after) {
        if (!before.equals(after)) {
            throw fixed(setting, before, after);
        }
    }

    private static InvalidConfigException fixed(String setting, @Nullable Object before, @Nullable Object after) {
        return new InvalidConfigException(setting, cannot(setting, before, after) + "; open another encoder for it");
    }

    private static String cannot(String setting, @Nullable Object before, @Nullable Object after) {
        return setting + " is " + text(before) + " and cannot become " + text(after) + " while the session runs";
    }

    private static String text(@Nullable Object value) {
        return value == null ? "left to the preset" : value.toString();
    }

    private static String size(EncoderConfig config) {
        return config.width() + "x" + config.height();
    }
}
