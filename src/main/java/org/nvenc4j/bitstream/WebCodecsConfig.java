package org.nvenc4j.bitstream;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.nvenc4j.ColourDescription;

/**
 * What a browser's {@code VideoDecoder.configure} takes ({@code VideoDecoderConfig} of WebCodecs), made from the header of
 * the stream.
 *
 * <p>
 * There is no {@code description}, which tells the browser that H.264 and HEVC come as Annex B, with parameter sets in the
 * key frames, as NVENC gives them. Send the access units as they are: {@link AccessUnit#isKeyFrame} says which are chunks
 * of type {@code key}.
 *
 * @param codec {@link CodecString#of}
 * @param codedWidth in luma samples, padding included
 * @param codedHeight in luma samples, padding included
 * @param displayAspect width to height of the picture as shown; empty where samples are square or the stream does not say
 * @param colorSpace what the stream says of its colours; empty where it says nothing, and the browser guesses
 * @param optimizeForLatency whether the decoder should hold back as little as it can
 */
public record WebCodecsConfig(
        String codec,
        int codedWidth,
        int codedHeight,
        Optional<DisplayAspect> displayAspect,
        Optional<ColorSpace> colorSpace,
        boolean optimizeForLatency) {

    /**
     * Makes a configuration; {@link #of} makes that of a stream.
     *
     * @throws IllegalArgumentException
     *             if the codec string has other characters than ASCII letters, digits, points and hyphens
     */
    public WebCodecsConfig {
        requireName("codec", codec);
    }

    private static void requireName(String what, @Nullable String name) {
        if (name != null && !name.matches("[A-Za-z0-9.-]+")) {
            throw new IllegalArgumentException(
                    what + " is \"" + name + "\"; such names have ASCII letters, digits, points and hyphens");
        }
    }

    /**
     * The shape of the picture as shown.
     *
     * @param width {@code displayAspectWidth}
     * @param height {@code displayAspectHeight}
     */
    public record DisplayAspect(long width, long height) {}

    /**
     * Colours in WebCodecs' names ({@code VideoColorSpaceInit}).
     *
     * @param primaries {@code VideoColorPrimaries}, or null where it has no name for them
     * @param transfer {@code VideoTransferCharacteristics}, or null likewise
     * @param matrix {@code VideoMatrixCoefficients}, or null likewise
     * @param fullRange whether samples use the whole range of numbers
     */
    public record ColorSpace(
            @Nullable String primaries,
            @Nullable String transfer,
            @Nullable String matrix,
            boolean fullRange) {

        /**
         * Makes a description.
         *
         * @throws IllegalArgumentException
         *             if a name has other characters than ASCII letters, digits, points and hyphens
         */
        public ColorSpace {
            requireName("primaries", primaries);
            requireName("transfer", transfer);
            requireName("matrix", matrix);
        }

        static Optional<ColorSpace> of(SequenceHeader header) {
            ColourDescription colour = header.colour();
            if (colour.equals(ColourDescription.UNSPECIFIED) && !header.fullRange()) {
                return Optional.empty();
            }
            return Optional.of(new ColorSpace(
                    primaries(colour.primaries()),
                    transfer(colour.transfer()),
                    matrix(colour.matrix()),
                    header.fullRange()));
        }

        private static @Nullable String primaries(int code) {
            return switch (code) {
                case 1 -> "bt709";
                case 5 -> "bt470bg";
                case 6 -> "smpte170m";
                case 9 -> "bt2020";
                case 12 -> "smpte432";
                default -> null;
            };
        }

        private static @Nullable String transfer(int code) {
            return switch (code) {
                case 1 -> "bt709";
                case 6 -> "smpte170m";
                case 8 -> "linear";
                case 13 -> "iec61966-2-1";
                case 16 -> "pq";
                case 18 -> "hlg";
                default -> null;
            };
        }

        private static @Nullable String matrix(int code) {
            return switch (code) {
                case 0 -> "rgb";
                case 1 -> "bt709";
                case 5 -> "bt470bg";
                case 6 -> "smpte170m";
                case 9 -> "bt2020-ncl";
                default -> null;
            };
        }
    }

    /**
     * Makes the configuration of a stream, optimised for latency.
     *
     * @param header the stream's header
     * @return the configuration
     */
    public static WebCodecsConfig of(SequenceHeader header) {
        Optional<DisplayAspect> aspect = header.sampleAspectRatio()
                .filter(samples -> samples.width() != samples.height())
                .map(samples -> new DisplayAspect(
                        (long) header.width() * samples.width(), (long) header.height() * samples.height()));
        return new WebCodecsConfig(
                CodecString.of(header), header.codedWidth(), header.codedHeight(), aspect, ColorSpace.of(header), true);
    }

    /**
     * The same with another wish about latency.
     *
     * @param wanted whether the decoder should hold back as little as it can
     * @return a copy
     */
    public WebCodecsConfig withOptimizeForLatency(boolean wanted) {
        return new WebCodecsConfig(codec, codedWidth, codedHeight, displayAspect, colorSpace, wanted);
    }

    /**
     * The configuration as a browser reads it.
     *
     * @return a JSON object on one line, which {@code JSON.parse} makes a {@code VideoDecoderConfig} of
     */
    public String toJson() {
        List<String> members = new ArrayList<>();
        members.add(member("codec", quoted(codec)));
        members.add(member("codedWidth", Integer.toString(codedWidth)));
        members.add(member("codedHeight", Integer.toString(codedHeight)));
        displayAspect.ifPresent(aspect -> {
            members.add(member("displayAspectWidth", Long.toString(aspect.width)));
            members.add(member("displayAspectHeight", Long.toString(aspect.height)));
        });
        colorSpace.ifPresent(space -> members.add(member(
                "colorSpace",
                object(List.of(
                        member("primaries", quoted(space.primaries)),
                        member("transfer", quoted(space.transfer)),
                        member("matrix", quoted(space.matrix)),
                        member("fullRange", Boolean.toString(space.fullRange)))))));
        members.add(member("optimizeForLatency", Boolean.toString(optimizeForLatency)));
        return object(members);
    }

    private static String object(List<String> members) {
        return "{" + String.join(",", members) + "}";
    }

    private static String member(String name, String value) {
        return quoted(name) + ":" + value;
    }

    /** No name has a character that JSON would escape: see {@link #requireName}. */
    private static String quoted(@Nullable String text) {
        return text == null ? "null" : '"' + text + '"';
    }
}
