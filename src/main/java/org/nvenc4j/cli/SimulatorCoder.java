package org.nvenc4j.cli;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.nvenc4j.simulator.CoderFactory;
import org.nvenc4j.simulator.CoderSettings;
import org.nvenc4j.simulator.Coders;
import org.nvenc4j.simulator.PictureCoder;

/** The coder that the user chose for the simulator, and which one that came to be: no summary leaves it open. */
final class SimulatorCoder implements CoderFactory {
    private final Coders coders;
    private volatile @Nullable String opened;

    SimulatorCoder(Coders coders) {
        this.coders = coders;
    }

    /** The coder that was opened last; before that, the choice. */
    @Override
    public String name() {
        String name = opened;
        return name == null ? coders.toString() : name;
    }

    @Override
    public Optional<String> refusal(CoderSettings settings) {
        Coders.Choice choice = coders.choose(settings);
        return choice.factory().isPresent()
                ? Optional.empty()
                : Optional.of(choice.refusals().toString());
    }

    @Override
    public PictureCoder open(CoderSettings settings) {
        Coders.Choice choice = coders.choose(settings);
        CoderFactory factory = choice.factory()
                .orElseThrow(
                        () -> new IllegalArgumentException(choice.refusals().toString()));
        PictureCoder coder = factory.open(settings);
        opened = factory.name();
        return coder;
    }
}
