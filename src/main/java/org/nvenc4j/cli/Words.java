package org.nvenc4j.cli;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.nvenc4j.BReference;
import org.nvenc4j.Codec;
import org.nvenc4j.ColourDescription;
import org.nvenc4j.EncoderConfig;
import org.nvenc4j.FfmpegOptions;
import org.nvenc4j.Level;
import org.nvenc4j.MultiPass;
import org.nvenc4j.Preset;
import org.nvenc4j.RateControlMode;
import org.nvenc4j.SplitEncode;
import org.nvenc4j.Tier;
import org.nvenc4j.Tuning;
import org.nvenc4j.cuda.BufferFormat;
import org.nvenc4j.simulator.GpuModel;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How the words of the command line become values: FFmpeg's names for NVIDIA's terms. */
abstract class Words<T> implements ITypeConverter<T> {
    private final Function<String, T> reader;

    private Words(Function<String, T> reader) {
        this.reader = reader;
    }

    private Words(Map<String, T> words) {
        this(text -> {
            T value = words.get(text.toLowerCase(Locale.ROOT));
            if (value == null) {
                throw new IllegalArgumentException(
                        "\"" + text + "\"; choose one of " + String.join(", ", new TreeSet<>(words.keySet())));
            }
            return value;
        });
    }

    @Override
    public final T convert(String text) {
        try {
            return reader.apply(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(Errors.text(e));
        }
    }

    private static <E extends Enum<E>> Map<String, E> byName(Class<E> type) {
        return Arrays.stream(type.getEnumConstants())
                .collect(Collectors.toMap(value -> value.name().toLowerCase(Locale.ROOT), value -> value));
    }

    static final class OfCodec extends Words<Codec> {
        OfCodec() {
            super(byName(Codec.class));
        }
    }

    static final class OfPreset extends Words<Preset> {
        OfPreset() {
            super(byName(Preset.class));
        }
    }

    static final class OfFormat extends Words<BufferFormat> {
        OfFormat() {
            super(byName(BufferFormat.class));
        }
    }

    static final class OfTuning extends Words<Tuning> {
        OfTuning() {
            super(Map.of(
                    "hq", Tuning.HIGH_QUALITY,
                    "uhq", Tuning.ULTRA_HIGH_QUALITY,
                    "ll", Tuning.LOW_LATENCY,
                    "ull", Tuning.ULTRA_LOW_LATENCY,
                    "lossless", Tuning.LOSSLESS));
        }
    }

    static final class OfRateControl extends Words<RateControlMode> {
        OfRateControl() {
            super(Map.of(
                    "constqp", RateControlMode.CONSTANT_QP,
                    "vbr", RateControlMode.VBR,
                    "cbr", RateControlMode.CBR));
        }
    }

    static final class OfMultiPass extends Words<MultiPass> {
        OfMultiPass() {
            super(Map.of(
                    "disabled", MultiPass.DISABLED,
                    "qres", MultiPass.QUARTER_RESOLUTION,
                    "fullres", MultiPass.FULL_RESOLUTION));
        }
    }

    static final class OfTier extends Words<Tier> {
        OfTier() {
            super(byName(Tier.class));
        }
    }

    static final class OfBReference extends Words<BReference> {
        OfBReference() {
            super(byName(BReference.class));
        }
    }

    static final class OfLookaheadLevel extends Words<Integer> {
        OfLookaheadLevel() {
            super(Map.of("0", 0, "1", 1, "2", 2, "3", 3, "auto", EncoderConfig.LOOKAHEAD_LEVEL_AUTO));
        }
    }

    /** NVENC's two levels of the temporal filter, of which one is off. */
    static final class OfTemporalFilter extends Words<Integer> {
        OfTemporalFilter() {
            super(Map.of("0", 0, "4", 4));
        }
    }

    static final class OfSplitEncode extends Words<SplitEncode> {
        OfSplitEncode() {
            super(Map.of(
                    "disabled", SplitEncode.DISABLED,
                    "auto", SplitEncode.AUTO,
                    "forced", SplitEncode.AUTO_FORCED,
                    "2", SplitEncode.TWO,
                    "3", SplitEncode.THREE,
                    "4", SplitEncode.FOUR));
        }
    }

    static final class OfRange extends Words<StreamOptions.Range> {
        OfRange() {
            super(Map.of(
                    "tv", StreamOptions.Range.LIMITED,
                    "limited", StreamOptions.Range.LIMITED,
                    "pc", StreamOptions.Range.FULL,
                    "full", StreamOptions.Range.FULL));
        }
    }

    /** A name for three numbers, or the numbers. */
    static final class OfColours extends Words<ColourDescription> {
        private static final Map<String, ColourDescription> NAMES = new TreeMap<>(Map.of(
                "bt709", ColourDescription.BT709,
                "smpte170m", ColourDescription.BT601_525,
                "bt470bg", ColourDescription.BT601_625,
                "bt2020nc", ColourDescription.BT2020,
                "bt2100-pq", ColourDescription.BT2100_PQ,
                "bt2100-hlg", ColourDescription.BT2100_HLG));
        private static final Pattern NUMBERS = Pattern.compile("(\\d{1,3}):(\\d{1,3}):(\\d{1,3})");

        OfColours() {
            super(OfColours::colours);
        }

        private static ColourDescription colours(String text) {
            ColourDescription named = NAMES.get(text.toLowerCase(Locale.ROOT));
            if (named != null) {
                return named;
            }
            Matcher numbers = NUMBERS.matcher(text);
            if (!numbers.matches()) {
                throw new IllegalArgumentException(
                        "\"" + text + "\"; choose one of " + String.join(", ", NAMES.keySet())
                                + ", or write PRIMARIES:TRANSFER:MATRIX in the numbers of H.273, such as 9:16:9");
            }
            return new ColourDescription(
                    Integer.parseInt(numbers.group(1)),
                    Integer.parseInt(numbers.group(2)),
                    Integer.parseInt(numbers.group(3)));
        }
    }

    static final class OfWave extends Words<StructureOptions.Wave> {
        OfWave() {
            super(StructureOptions.Wave::parse);
        }
    }

    static final class OfReconfiguration extends Words<Reconfiguration> {
        OfReconfiguration() {
            super(Reconfiguration::parse);
        }
    }

    static final class OfUserData extends Words<FrameOptions.UserData> {
        OfUserData() {
            super(FrameOptions.UserData::parse);
        }
    }

    static final class OfLevel extends Words<Level> {
        OfLevel() {
            super(Level::parse);
        }
    }

    static final class OfFfmpegOptions extends Words<FfmpegOptions> {
        OfFfmpegOptions() {
            super(FfmpegOptions::parse);
        }
    }

    static final class OfGpuModel extends Words<GpuModel> {
        OfGpuModel() {
            super(Map.of(
                    "ada", GpuModel.ADA,
                    "turing", GpuModel.TURING,
                    "blackwell", GpuModel.BLACKWELL,
                    "h200", GpuModel.H200));
        }
    }

    static final class OfFrameSize extends Words<FrameSize> {
        OfFrameSize() {
            super(FrameSize::parse);
        }
    }

    static final class OfFrameRate extends Words<FrameRate> {
        OfFrameRate() {
            super(FrameRate::parse);
        }
    }

    /** Bits or bits a second: {@code 4000000}, {@code 4000k} or {@code 4M}. */
    static final class OfBits extends Words<Integer> {
        OfBits() {
            super(OfBits::bits);
        }

        static int bits(String text) {
            String number = text;
            int scale = 1;
            if (text.endsWith("k") || text.endsWith("K")) {
                scale = 1000;
            } else if (text.endsWith("M") || text.endsWith("m")) {
                scale = 1_000_000;
            }
            if (scale > 1) {
                number = text.substring(0, text.length() - 1);
            }
            if (number.matches("\\d{1,10}(\\.\\d{1,6})?")) {
                double bits = Double.parseDouble(number) * scale;
                if (bits >= 1 && bits <= Integer.MAX_VALUE) {
                    return (int) Math.round(bits);
                }
            }
            throw new IllegalArgumentException(
                    "\"" + text + "\"; write a number of 1 to 2147483647, with k or M for thousands or millions");
        }
    }

    /** A number of frames, or {@code inf}. */
    static final class OfGop extends Words<Integer> {
        OfGop() {
            super(OfGop::frames);
        }

        private static int frames(String text) {
            if (text.equalsIgnoreCase("inf")) {
                return EncoderConfig.INFINITE_GOP;
            }
            if (text.matches("\\d{1,9}") && Integer.parseInt(text) > 0) {
                return Integer.parseInt(text);
            }
            throw new IllegalArgumentException("\"" + text + "\"; write a number of frames, 1 or more, or inf");
        }
    }

    /** FFmpeg's option to hold finished pictures back, which is of no use here; 0 is what its users write. */
    static final class OfDelay extends Words<Integer> {
        OfDelay() {
            super(OfDelay::none);
        }

        private static int none(String text) {
            if (text.equals("0")) {
                return 0;
            }
            throw new IllegalArgumentException("\"" + text + "\"; only 0 is possible, since each access unit is written"
                    + " as soon as the encoder has it");
        }
    }

    /** A count of 1 or more. */
    static final class OfCount extends Words<Long> {
        OfCount() {
            super(text -> whole(text, 1));
        }
    }

    /** The number of a frame, from 0. */
    static final class OfFrameNumber extends Words<Long> {
        OfFrameNumber() {
            super(text -> whole(text, 0));
        }
    }

    private static long whole(String text, long least) {
        if (text.matches("\\d{1,18}") && Long.parseLong(text) >= least) {
            return Long.parseLong(text);
        }
        throw new IllegalArgumentException("\"" + text + "\"; write a whole number, " + least + " or more");
    }
}
