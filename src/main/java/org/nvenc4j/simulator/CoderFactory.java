package org.nvenc4j.simulator;

import java.util.Optional;

/** One kind of coder that the simulator can put behind its sessions. */
public interface CoderFactory {

    /**
     * What messages and summaries call this coder.
     *
     * @return a short name, such as {@code lossless H.264} or {@code libopenh264}
     */
    String name();

    /**
     * Whether this coder can code a stream like that.
     *
     * @param settings what is asked for
     * @return empty if it can, else the reason why not: a phrase that follows the coder's name in a message
     */
    Optional<String> refusal(CoderSettings settings);

    /**
     * Opens a coder.
     *
     * @param settings what {@link #refusal} accepted
     * @return a coder that the caller closes
     * @throws IllegalArgumentException if the coder refuses the settings, with the reason
     * @throws IllegalStateException if the library behind it fails to open
     */
    PictureCoder open(CoderSettings settings);
}
