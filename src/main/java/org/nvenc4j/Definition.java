package org.nvenc4j;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.nvenc4j.internal.abi.Abi;

/**
 * What there is to know of a setting: which values it may have, what of GPU and API version it needs, and where NVENC has
 * it. {@link Definitions} has them all.
 *
 * @param <T> the type of its values
 */
final class Definition<T> {
    /** Says what a value must be, or null where it is all right. */
    @FunctionalInterface
    interface Rule<T> {
        @Nullable
        String violation(Codec codec, T value);
    }

    /** Checks a value against the GPU and the session's API version. */
    @FunctionalInterface
    interface Need<T> {
        void check(Requirements requirements, String setting, T value);
    }

    private final String name;
    private final BiConsumer<SessionSetup, T> writer;
    private final Set<Codec> codecs = EnumSet.allOf(Codec.class);
    private final List<Rule<T>> rules = new ArrayList<>();
    private final List<Need<T>> needs = new ArrayList<>();
    private boolean live;
    private @Nullable Capability liveCapability;

    Definition(Setting<T> setting, BiConsumer<SessionSetup, T> writer) {
        name = setting.name();
        this.writer = writer;
    }

    /** Only these codecs have it. */
    Definition<T> only(Codec first, Codec... others) {
        codecs.clear();
        codecs.addAll(EnumSet.of(first, others));
        return this;
    }

    Definition<T> rule(Rule<T> rule) {
        rules.add(rule);
        return this;
    }

    /** A number of the value has to lie in a range. */
    Definition<T> range(ToIntFunction<T> number, int lowest, int highest, String unit) {
        return rule((codec, value) -> {
            int n = number.applyAsInt(value);
            return n >= lowest && n <= highest ? null : lowest + " to " + highest + unit;
        });
    }

    Definition<T> need(Need<T> need) {
        needs.add(need);
        return this;
    }

    /** Turned on, it needs a capability that is not 0. */
    Definition<T> needs(Capability capability) {
        return need((requirements, setting, value) -> {
            if (isOn(value)) {
                requirements.requireCapability(setting, value, capability);
            }
        });
    }

    /** Turned on, it needs the API version that brought a feature, for these codecs or for all. */
    Definition<T> since(Abi.Feature feature, Codec... onlyFor) {
        return need((requirements, setting, value) -> {
            if (isOn(value) && (onlyFor.length == 0 || List.of(onlyFor).contains(requirements.codec()))) {
                requirements.requireApi(setting, value, feature);
            }
        });
    }

    /** It may change while the session runs. */
    Definition<T> live() {
        live = true;
        return this;
    }

    /** It may change while the session runs, on a GPU whose capability is not 0. */
    Definition<T> live(Capability capability) {
        liveCapability = capability;
        return live();
    }

    boolean isLive() {
        return live;
    }

    /** What the GPU needs so that it may change while the session runs, or null for nothing. */
    @Nullable
    Capability liveCapability() {
        return liveCapability;
    }

    /** Says what is wrong with a value for a codec, or null where nothing is. */
    @Nullable
    String violation(Codec codec, T value) {
        if (!codecs.contains(codec) && isOn(value)) {
            return "left unset for " + codec + "; only " + codecs + " have it";
        }
        for (Rule<T> rule : rules) {
            String violation = rule.violation(codec, value);
            if (violation != null) {
                return violation;
            }
        }
        return null;
    }

    void require(Requirements requirements, T value) {
        needs.forEach(need -> need.check(requirements, name, value));
    }

    /** Writes the value over the preset's; turning off what the codec has not needs no writing. */
    void write(SessionSetup setup, T value) {
        if (codecs.contains(setup.config().codec())) {
            writer.accept(setup, value);
        }
    }

    private static boolean isOn(Object value) {
        return !value.equals(false) && !value.equals(0);
    }
}
