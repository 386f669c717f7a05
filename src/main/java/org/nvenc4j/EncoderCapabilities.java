package org.nvenc4j;

import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nvenc4j.cuda.BufferFormat;

/**
 * What one GPU's encoder can do for one codec, as the driver answers it in the session's API version. Immutable, and
 * safe to use from any thread.
 */
public final class EncoderCapabilities {
    private final Codec codec;
    private final Map<Capability, Integer> values;
    private final Set<Profile> profiles;
    private final Set<Preset> presets;
    private final Set<BufferFormat> formats;

    EncoderCapabilities(
            Codec codec,
            Map<Capability, Integer> values,
            Set<Profile> profiles,
            Set<Preset> presets,
            Set<BufferFormat> formats) {
        this.codec = codec;
        this.values = new EnumMap<>(values);
        this.profiles = copy(profiles, Profile.class);
        this.presets = copy(presets, Preset.class);
        this.formats = copy(formats, BufferFormat.class);
    }

    /**
     * The codec that these capabilities are of.
     *
     * @return the codec
     */
    public Codec codec() {
        return codec;
    }

    /**
     * The driver's answer for a capability ({@code nvEncGetEncodeCaps}).
     *
     * @param capability which
     * @return a number that {@link Capability} explains; 0 where the driver does not know it
     */
    public int value(Capability capability) {
        return values.getOrDefault(capability, 0);
    }

    /**
     * Says whether the GPU has a capability at all.
     *
     * @param capability which
     * @return true if the driver's answer is not 0
     */
    public boolean has(Capability capability) {
        return value(capability) != 0;
    }

    /**
     * The rate-control modes that the encoder has ({@code NV_ENC_CAPS_SUPPORTED_RATECONTROL_MODES}).
     *
     * @return an unmodifiable set; constant QP is always in it
     */
    public Set<RateControlMode> rateControlModes() {
        int bits = value(Capability.SUPPORTED_RATECONTROL_MODES);
        Set<RateControlMode> modes = EnumSet.allOf(RateControlMode.class);
        modes.removeIf(mode -> (bits & mode.value()) != mode.value());
        return Collections.unmodifiableSet(modes);
    }

    /**
     * Which B-frames others may refer to ({@code NV_ENC_CAPS_SUPPORT_BFRAME_REF_MODE}).
     *
     * @return an unmodifiable set; none is always in it
     */
    public Set<BReference> bReferences() {
        int bits = value(Capability.BFRAME_REF_MODE);
        Set<BReference> modes = EnumSet.allOf(BReference.class);
        modes.removeIf(mode -> (bits & mode.value()) != mode.value());
        return Collections.unmodifiableSet(modes);
    }

    /**
     * The levels that a stream may declare ({@code NV_ENC_CAPS_LEVEL_MIN}, {@code NV_ENC_CAPS_LEVEL_MAX}).
     *
     * @return an unmodifiable list, lowest first
     */
    public List<Level> levels() {
        int lowest = value(Capability.LEVEL_MIN);
        int highest = value(Capability.LEVEL_MAX);
        return Level.of(codec).stream()
                .filter(level -> level.value(codec) >= lowest && level.value(codec) <= highest)
                .toList();
    }

    /**
     * The profiles that the encoder takes.
     *
     * @return an unmodifiable set
     */
    public Set<Profile> profiles() {
        return profiles;
    }

    /**
     * The presets that the encoder takes.
     *
     * @return an unmodifiable set
     */
    public Set<Preset> presets() {
        return presets;
    }

    /**
     * The layouts of frames that the encoder takes.
     *
     * @return an unmodifiable set
     */
    public Set<BufferFormat> formats() {
        return formats;
    }

    @Override
    public String toString() {
        return codec + " " + values + ", profiles " + profiles + ", presets " + presets + ", formats " + formats;
    }

    private static <E extends Enum<E>> Set<E> copy(Set<E> set, Class<E> type) {
        Set<E> copy = EnumSet.noneOf(type);
        copy.addAll(set);
        return Collections.unmodifiableSet(copy);
    }
}
