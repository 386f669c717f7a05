package org.nvenc4j.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.nvenc4j.EncoderConfig;
import org.nvenc4j.ReconfigureOptions;

/** {@code 60:bitrate=2M,idr}: what changes in the running encoder before a frame. */
final class Reconfiguration {
    private static final Pattern SYNTAX = Pattern.compile("0*([1-9]\\d{0,17}):(.+)");

    private final long frame;
    private final List<Consumer<EncoderConfig.Builder>> settings = new ArrayList<>();
    private final ReconfigureOptions options = new ReconfigureOptions();
    private @Nullable FrameSize size;

    private Reconfiguration(long frame) {
        this.frame = frame;
    }

    static Reconfiguration parse(String text) {
        Matcher matcher = SYNTAX.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("\"" + text
                    + "\"; write N:key=value[,key=value], N being the number of a frame, 1 or more, such as"
                    + " 60:bitrate=2M,idr");
        }
        Reconfiguration change = new Reconfiguration(Long.parseLong(matcher.group(1)));
        for (String one : matcher.group(2).split(",", -1)) {
            String[] keyAndValue = one.split("=", 2);
            change.add(keyAndValue[0], keyAndValue.length == 1 ? "" : keyAndValue[1]);
        }
        return change;
    }

    private void add(String key, String value) {
        switch (key) {
            case "bitrate" -> {
                int bits = Words.OfBits.bits(value);
                settings.add(next -> next.bitRate(bits));
            }
            case "maxrate" -> {
                int bits = Words.OfBits.bits(value);
                settings.add(next -> next.maxBitRate(bits));
            }
            case "bufsize" -> {
                int bits = Words.OfBits.bits(value);
                settings.add(next -> next.vbvBufferSize(bits));
            }
            case "fps" -> {
                FrameRate rate = FrameRate.parse(value);
                settings.add(next -> next.frameRate(rate.numerator(), rate.denominator()));
            }
            case "size" -> {
                FrameSize to = FrameSize.parse(value);
                settings.add(next -> next.size(to.width(), to.height()));
                size = to;
            }
            case "idr" -> options.forceIdr(isOn(value));
            case "reset" -> options.resetEncoder(isOn(value));
            default ->
                throw new IllegalArgumentException(
                        "\"" + key + "\"; the keys are bitrate, maxrate, bufsize, fps, size, idr and reset");
        }
    }

    private static boolean isOn(String value) {
        return switch (value) {
            case "", "1" -> true;
            case "0" -> false;
            default ->
                throw new IllegalArgumentException("\"" + value + "\"; write idr and reset alone, or with =1 or =0");
        };
    }

    /** The frame before which it happens. */
    long frame() {
        return frame;
    }

    /** The size of the frames from then on. */
    FrameSize sizeAfter(FrameSize now) {
        return size == null ? now : size;
    }

    ReconfigureOptions options() {
        return options;
    }

    /**
     * The configuration from then on.
     *
     * @throws IllegalArgumentException if what changes does not suit what stays
     */
    EncoderConfig applyTo(EncoderConfig now) {
        EncoderConfig.Builder next = now.toBuilder();
        settings.forEach(setting -> setting.accept(next));
        return next.build();
    }
}
