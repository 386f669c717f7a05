package org.nvenc4j;

import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
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
