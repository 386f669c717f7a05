package org.nvenc4j;

import org.jspecify.annotations.Nullable;

/**
 * The name of one setting of a configuration. {@link Settings} lists them all.
 *
 * @param <T> the type of its values
 */
final class Setting<T> {
    private final String name;

    private volatile @Nullable Definition<T> definition;

    Setting(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    /** What there is to know of it; made when first asked for, twice where two threads are the first. */
    Definition<T> definition() {
        Definition<T> known = definition;
        if (known == null) {
            known = Definitions.of(this);
            definition = known;
        }
        return known;
    }

    @Override
    public String toString() {
        return name;
    }
}
