package org.nvenc4j.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nvenc4j.simulator.coder.FfmpegLibrary;
import org.nvenc4j.simulator.coder.LosslessH264Factory;

/** Which coders the simulator may put behind its sessions, in order of preference. */
public enum Coders {
    /** The built-in H.264 coder alone, whose streams give back exactly the samples that went in. */
    LOSSLESS,
    /** FFmpeg's encoders alone, whose streams have the bit rate that is asked for. */
    FFMPEG,
    /** FFmpeg's encoders where they are on the class path and can do what is asked for, else the built-in one. */
    AUTO;

    /**
     * The coder for a stream, or why there is none.
     *
     * @param factory the first factory that accepts the settings
     * @param refusals one phrase for each coder that was tried and can't, and for each that is not here
     */
    public record Choice(Optional<CoderFactory> factory, List<String> refusals) {}

    /**
     * The coders that this machine has.
     *
     * @return their factories, the preferred one first
     */
    public List<CoderFactory> available() {
        return switch (this) {
            case LOSSLESS -> List.of(new LosslessH264Factory());
            case FFMPEG -> FfmpegLibrary.factories();
            case AUTO -> {
                List<CoderFactory> all = new ArrayList<>(FfmpegLibrary.factories());
                all.add(new LosslessH264Factory());
                yield List.copyOf(all);
            }
        };
    }

    /**
     * Finds the coder for a stream.
     *
     * @param settings what is asked for
     * @return the first factory that accepts them, with what those before it said
     */
    public Choice choose(CoderSettings settings) {
        List<String> refusals = new ArrayList<>();
        if (this != LOSSLESS) {
            FfmpegLibrary.unavailable().ifPresent(refusals::add);
        }
        for (CoderFactory factory : available()) {
            Optional<String> refusal = factory.refusal(settings);
            if (refusal.isEmpty()) {
                return new Choice(Optional.of(factory), List.copyOf(refusals));
            }
            refusals.add(factory.name() + " " + refusal.get());
        }
        return new Choice(Optional.empty(), List.copyOf(refusals));
    }
}
