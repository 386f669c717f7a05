package org.nvenc4j;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.IntPredicate;
import java.util.function.UnaryOperator;
import org.nvenc4j.EncoderConfig.Builder;
import org.nvenc4j.simulator.GpuModel;

/**
 * What is to be expected of one setting, from NVENC's documentation: which codecs have it, from which API version on,
 * what of the GPU it needs, and which fields it has in the driver's structs.
 */
final class SettingRow {
    /** Applies a value of the setting for a codec. */
    interface Sample extends BiFunction<Builder, Codec, Builder> {}

    /** A capability by its number, and which values of it are enough. */
    record Need(int cap, IntPredicate enough) {}

    private final String setting;
    private final String value;
    private final Sample sample;
    private UnaryOperator<Builder> base = builder -> builder;
    private final Set<Codec> codecs = EnumSet.allOf(Codec.class);
    private final Map<Codec, ApiVersion> since = new EnumMap<>(Codec.class);
    private ApiVersion goneFrom = null;
    private final List<Need> needs = new ArrayList<>();
    private final Map<Codec, Map<String, Object>> fields = new EnumMap<>(Codec.class);
    private final Map<Codec, Map<String, Object>> fieldsOf121 = new EnumMap<>(Codec.class);
    private final List<Sample> wrong = new ArrayList<>();

    private SettingRow(String setting, String value, Sample sample) {
        this.setting = setting;
        this.value = value;
        this.sample = sample;
        for (Codec codec : Codec.values()) {
            fields.put(codec, new LinkedHashMap<>());
        }
    }

    static SettingRow of(String setting, Object value, UnaryOperator<Builder> sample) {
        return new SettingRow(setting, value.toString(), (builder, codec) -> sample.apply(builder));
    }

    static SettingRow perCodec(String setting, Object value, Sample sample) {
        return new SettingRow(setting, value.toString(), sample);
    }

    /** What the configuration has without the setting too. */
    SettingRow on(UnaryOperator<Builder> given) {
        base = given;
        return this;
    }

    SettingRow only(Codec first, Codec... others) {
        codecs.clear();
        codecs.addAll(EnumSet.of(first, others));
        return this;
    }

    SettingRow since(ApiVersion version, Codec... of) {
        for (Codec codec : of) {
            since.put(codec, version);
        }
        return this;
    }

    SettingRow goneFrom(ApiVersion version) {
        goneFrom = version;
        return this;
    }

    SettingRow needs(int cap) {
        return needs(cap, value -> value != 0);
    }

    SettingRow needs(int cap, IntPredicate enough) {
        needs.add(new Need(cap, enough));
        return this;
    }

    /** A field of NV_ENC_INITIALIZE_PARAMS. */
    SettingRow init(String name, long expected) {
        return field(name, expected);
    }

    /** The same, for one codec. */
    SettingRow init(Codec codec, String name, long expected) {
        fields.get(codec).put(name, expected);
        return this;
    }

    /** A field of NV_ENC_CONFIG. */
    SettingRow config(String name, long expected) {
        return field("encodeConfig." + name, expected);
    }

    /** A field of NV_ENC_RC_PARAMS. */
    SettingRow rc(String name, long expected) {
        return field("encodeConfig.rcParams." + name, expected);
    }

    private SettingRow field(String name, Object expected) {
        fields.values().forEach(of -> of.put(name, expected));
        return this;
    }

    /** A field of some codecs' configurations, by default of all. */
    SettingRow codec(String name, Object expected, Codec... of) {
        for (Codec codec : of.length == 0 ? Codec.values() : of) {
            fields.get(codec).put(arm(codec) + name, expected);
        }
        return this;
    }

    /** A field of H.264's and HEVC's VUI parameters. */
    SettingRow vui(String name, long expected) {
        codec("h264VUIParameters." + name, expected, Codec.H264);
        return codec("hevcVUIParameters." + name, expected, Codec.HEVC);
    }

    SettingRow profile(Codec codec, String name) {
        fields.get(codec).put("encodeConfig.profileGUID", name);
        return this;
    }

    /** In API 12.1 this codec has the value in this field, and in no other. */
    SettingRow codecIn121(String name, long expected, Codec codec) {
        fieldsOf121.put(codec, Map.of(arm(codec) + name, expected));
        return this;
    }

    /** A value that no configuration may have. */
    SettingRow wrong(UnaryOperator<Builder> mistake) {
        return wrongPerCodec((builder, codec) -> mistake.apply(builder));
    }

    SettingRow wrongPerCodec(Sample mistake) {
        wrong.add(mistake);
        return this;
    }

    String setting() {
        return setting;
    }

    boolean isOf(Codec codec) {
        return codecs.contains(codec);
    }

    boolean isIn(ApiVersion version, Codec codec) {
        return version.isAtLeast(since(codec)) && (goneFrom == null || !version.isAtLeast(goneFrom));
    }

    ApiVersion since(Codec codec) {
        return since.getOrDefault(codec, ApiVersion.V12_1);
    }

    List<Need> needs() {
        return needs;
    }

    boolean isOn(GpuModel gpu, Codec codec) {
        return needs.stream().allMatch(need -> need.enough().test(gpu.cap(codec, need.cap())));
    }

    /** The fields that differ by the setting, with the values that they have then; 0 for those that are not set. */
    Map<String, Object> fields(ApiVersion version, Codec codec) {
        return version.equals(ApiVersion.V12_1)
                ? fieldsOf121.getOrDefault(codec, fields.get(codec))
                : fields.get(codec);
    }

    EncoderConfig without(Codec codec) {
        return base.apply(EncoderConfig.builder(codec, 1920, 1080)).build();
    }

    Builder with(Codec codec) {
        return sample.apply(base.apply(EncoderConfig.builder(codec, 1920, 1080)), codec);
    }

    /** Gives a builder this value. */
    Builder addTo(Builder builder, Codec codec) {
        return sample.apply(builder, codec);
    }

    List<Builder> wrong(Codec codec) {
        return wrong.stream()
                .map(mistake -> mistake.apply(base.apply(EncoderConfig.builder(codec, 1920, 1080)), codec))
                .toList();
    }

    private static String arm(Codec codec) {
        return "encodeConfig.encodeCodecConfig."
                + switch (codec) {
                    case H264 -> "h264Config.";
                    case HEVC -> "hevcConfig.";
                    case AV1 -> "av1Config.";
                };
    }

    @Override
    public String toString() {
        return setting + " " + value;
    }
}
