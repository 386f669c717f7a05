package org.nvenc4j.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.nvenc4j.cuda.BufferFormat;

/** The first line of a .y4m file: {@code YUV4MPEG2 W1920 H1080 F60:1 Ip C420jpeg}. */
record Y4mHeader(
        FrameSize size,
        Sampling sampling,
        FrameRate frameRate,
        @Nullable Boolean fullRange) {
    /** Longer than any that a program writes, short enough to tell at once that a file is something else. */
    static final int MAX_LINE = 1024;

    private static final String MAGIC = "YUV4MPEG2";

    /** What the C parameter can say, and the input format of NVENC that holds the same samples. */
    enum Sampling {
        YUV420("420jpeg 420mpeg2 420paldv 420", BufferFormat.IYUV),
        YUV420_10("420p10", BufferFormat.P010),
        YUV422("422", BufferFormat.NV16),
        YUV422_10("422p10", BufferFormat.P210),
        YUV444("444", BufferFormat.YUV444),
        YUV444_10("444p10", BufferFormat.YUV444_10BIT),
        MONO("mono", BufferFormat.IYUV),
        MONO_10("mono10", BufferFormat.P010);

        private final String tags;
        final BufferFormat format;

        Sampling(String tags, BufferFormat format) {
            this.tags = tags;
            this.format = format;
        }

        boolean isMono() {
            return this == MONO || this == MONO_10;
        }

        private static @Nullable Sampling of(String tag) {
            for (Sampling sampling : values()) {
                if (Arrays.asList(sampling.tags.split(" ")).contains(tag)) {
                    return sampling;
                }
            }
            return null;
        }

        private static String all() {
            return Arrays.stream(values())
                    .map(sampling -> sampling.tags.replace(" ", ", "))
                    .collect(Collectors.joining(", "));
        }
    }

    /**
     * Reads the line.
     *
     * @param givenRate the frame rate to use whatever the file says, or null
     */
    static Y4mHeader read(InputBytes input, @Nullable FrameRate givenRate) throws IOException {
        Line line = Line.read(input, MAGIC);
        int width = 0;
        int height = 0;
        Sampling sampling = Sampling.YUV420;
        FrameRate rate = givenRate;
        Boolean fullRange = null;
        for (Parameter parameter : line.parameters()) {
            switch (parameter.key()) {
                case 'W' -> width = parameter.dimension("width");
                case 'H' -> height = parameter.dimension("height");
                case 'F' -> rate = givenRate == null ? parameter.frameRate() : givenRate;
                case 'I' -> parameter.checkProgressive();
                case 'C' -> sampling = parameter.sampling();
                case 'X' -> fullRange = parameter.fullRangeOr(fullRange);
                default -> {} // A: the pixels' shape
            }
        }
        if (width == 0 || height == 0) {
            throw input.malformed(0, "expected the parameters W and H, found \"" + line.text() + "\"");
        }
        if (rate == null) {
            throw input.malformed(0, "the header has no frame rate (parameter F); give one with --fps");
        }
        return new Y4mHeader(new FrameSize(width, height), sampling, rate, fullRange);
    }

    /** A line of the file: a word, and parameters of one letter and a value. */
    record Line(InputBytes input, long start, String text) {

        /**
         * Reads a line that has to begin with a word.
         *
         * @throws MalformedInputException if the input has something else there
         */
        static Line read(InputBytes input, String word) throws IOException {
            return read(input, word, input.read());
        }

        /** As {@link #read}, but null where the input ends before the line. */
        static @Nullable Line readOrEnd(InputBytes input, String word) throws IOException {
            int first = input.read();
            return first < 0 ? null : read(input, word, first);
        }

        private static Line read(InputBytes input, String word, int first) throws IOException {
            int next = first;
            long start = input.position() - (first < 0 ? 0 : 1);
            byte[] bytes = new byte[MAX_LINE];
            int length = 0;
            while (next >= 0 && next != '\n' && length < MAX_LINE && !strays(bytes, length, word)) {
                bytes[length++] = (byte) next;
                next = input.read();
            }
            Line line = new Line(input, start, new String(bytes, 0, length, StandardCharsets.ISO_8859_1));
            if (!line.text.equals(word) && !line.text.startsWith(word + " ")) {
                throw input.malformed(start, "expected a line that begins with " + word + ", found " + line.shown());
            }
            if (next != '\n') {
                throw input.malformed(
                        start,
                        next < 0
                                ? "the input ends inside the line " + line.shown()
                                : "expected a line of at most " + MAX_LINE + " bytes, found " + line.shown());
            }
            return line;
        }

        /** Whether what was read so far can no longer begin with the word; then reading on to a line's end is no use. */
        private static boolean strays(byte[] bytes, int length, String word) {
            return length == word.length() && !new String(bytes, 0, length, StandardCharsets.ISO_8859_1).equals(word);
        }

        private List<Parameter> parameters() {
            List<Parameter> found = new ArrayList<>();
            int space = text.indexOf(' ');
            while (space >= 0) {
                int end = text.indexOf(' ', space + 1);
                String one = text.substring(space + 1, end < 0 ? text.length() : end);
                if (!one.isEmpty()) {
                    found.add(new Parameter(input, start + space + 1, one));
                }
                space = end;
            }
            return found;
        }

        private String shown() {
            StringBuilder printable = new StringBuilder("\"");
            text.chars().limit(40).forEach(c -> printable.append(c < ' ' || c > '~' ? '.' : (char) c));
            return printable.append(text.length() > 40 ? "…\"" : "\"").toString();
        }
    }

    /** One parameter of a line. */
    record Parameter(InputBytes input, long position, String text) {

        char key() {
            return text.charAt(0);
        }

        private String value() {
            return text.substring(1);
        }

        private int dimension(String what) throws IOException {
            if (value().matches("\\d{1,9}")) {
                int number = Integer.parseInt(value());
                if (number >= 1 && number <= FrameSize.MAX) {
                    return number;
                }
            }
            throw expected("a " + what + " of 1 to " + FrameSize.MAX);
        }

        /** Null where the file says that it does not know: {@code F0:0}. */
        private @Nullable FrameRate frameRate() throws IOException {
            if (value().equals("0:0")) {
                return null;
            }
            try {
                return FrameRate.parse(value());
            } catch (IllegalArgumentException e) {
                throw expected("a frame rate such as F30000:1001");
            }
        }

        private void checkProgressive() throws IOException {
            switch (value()) {
                case "p", "?" -> {}
                case "t", "b", "m" ->
                    throw expected(
                            "progressive frames (Ip), since NVENC takes whole frames; deinterlace the input first");
                default -> throw expected("an interlacing of p, t, b, m or ?");
            }
        }

        private Sampling sampling() throws IOException {
            Sampling sampling = Sampling.of(value());
            if (sampling == null) {
                throw expected("a colour space that NVENC has: " + Sampling.all());
            }
            return sampling;
        }

        /** X begins a comment, of which programs agree on one. */
        private @Nullable Boolean fullRangeOr(@Nullable Boolean otherwise) {
            return switch (value()) {
                case "COLORRANGE=FULL" -> true;
                case "COLORRANGE=LIMITED" -> false;
                default -> otherwise;
            };
        }

        private MalformedInputException expected(String what) {
            return input.malformed(position, "expected " + what + ", found \"" + text + "\"");
        }
    }
}
