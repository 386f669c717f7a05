package org.nvenc4j.cli;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.nvenc4j.Codec;
import org.nvenc4j.EncoderConfig;
import org.nvenc4j.PictureOptions;
import picocli.CommandLine.Option;

/** What is special about single frames. */
final class FrameOptions {
    @Option(
            names = "--force-idr",
            paramLabel = "N",
            split = ",",
            converter = Words.OfFrameNumber.class,
            description = "Frames that have to be key frames, counted from 0, with commas between them.")
    private Set<Long> keyFrames = Set.of();

    @Option(
            names = "--reconfigure",
            paramLabel = "N:KEY=VALUE[,KEY=VALUE]",
            converter = Words.OfReconfiguration.class,
            description = "Change the running encoder before frame N, such as 60:bitrate=2M or 90:fps=15,idr. Keys:"
                    + " bitrate, maxrate, bufsize, fps, size (testsrc only), idr (with a key frame), reset (rate"
                    + " control begins anew). May be given more than once.")
    private List<Reconfiguration> reconfigurations = List.of();

    @Option(
            names = "--sei-user-data",
            paramLabel = "UUID:TEXT",
            converter = Words.OfUserData.class,
            description = "An SEI message of unregistered user data in each access unit; h264 and hevc. May be given"
                    + " more than once.")
    private List<UserData> userData = List.of();

    private final Map<Long, Reconfiguration> changes = new TreeMap<>();

    boolean isKeyFrame(long frame) {
        return keyFrames.contains(frame);
    }

    /** The options of every picture. */
    PictureOptions pictureOptions() {
        PictureOptions options = new PictureOptions();
        for (UserData data : userData) {
            options.addUserData(data.uuid(), data.text().getBytes(StandardCharsets.UTF_8));
        }
        return options;
    }

    /** What changes before a frame, or null. */
    @Nullable
    Reconfiguration change(long frame) {
        return changes.get(frame);
    }

    /**
     * Checks the options against the configuration, and every change, one after the other.
     *
     * @return the configuration to open the encoder with: with room for the largest size
     * @throws IllegalArgumentException if a change does not suit the input, or what it leaves as it is
     */
    EncoderConfig prepare(EncoderConfig config, FrameSource source) {
        if (config.codec() == Codec.AV1 && !userData.isEmpty()) {
            throw new IllegalArgumentException(
                    "--sei-user-data: " + config.codec() + " has no such messages; take h264 or hevc, or leave it out");
        }
        int width = config.width();
        int height = config.height();
        boolean resizes = false;
        for (Reconfiguration change : reconfigurations) {
            require(changes.put(change.frame(), change) == null, change, "give all that changes there at once");
            FrameSize size = change.sizeAfter(source.size());
            if (!size.equals(source.size())) {
                require(
                        source.isResizable(),
                        change,
                        "the input's frames all have one size; only testsrc can change it");
                resizes = true;
                width = Math.max(width, size.width());
                height = Math.max(height, size.height());
            }
        }
        EncoderConfig first =
                resizes ? config.toBuilder().maxSize(width, height).build() : config;
        EncoderConfig next = first;
        for (Reconfiguration change : changes.values()) {
            try {
                next = change.applyTo(next);
            } catch (IllegalArgumentException e) {
                throw failure(change, Errors.text(e), e);
            }
        }
        return first;
    }

    private static void require(boolean allowed, Reconfiguration change, String problem) {
        if (!allowed) {
            throw failure(change, problem, null);
        }
    }

    /** Text, and whose it is. */
    record UserData(UUID uuid, String text) {
        private static final Pattern SYNTAX =
                Pattern.compile("(\\p{XDigit}{8}(?:-\\p{XDigit}{4}){3}-\\p{XDigit}{12}):(.*)");

        static UserData parse(String text) {
            Matcher matcher = SYNTAX.matcher(text);
            if (!matcher.matches()) {
                throw new IllegalArgumentException(
                        "\"" + text + "\"; write UUID:TEXT, such as 8a4f0c52-6f1d-4c3b-9c61-0d2b7d1e5a90:camera 1");
            }
            return new UserData(UUID.fromString(matcher.group(1)), matcher.group(2));
        }
    }

    /** What is wrong with a change. */
    static IllegalArgumentException failure(
            Reconfiguration change, String problem, @Nullable IllegalArgumentException cause) {
        return new IllegalArgumentException("--reconfigure " + change.frame() + ": " + problem, cause);
    }
}
