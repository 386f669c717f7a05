package org.nvenc4j;

import java.lang.foreign.Arena;
import org.nvenc4j.internal.struct.EncodeConfig;
import org.nvenc4j.internal.struct.ReconfigureParams;

/** Hands further configurations of a running session to the driver, in structs that are made once. */
final class Reconfigurer {
    private final EncodeSession session;
    private final SessionSetup setup;
    private final EncodeConfig encode;
    private final ReconfigureParams params;

    Reconfigurer(Arena arena, EncodeSession session, SessionSetup setup) {
        this.session = session;
        this.setup = setup;
        encode = new EncodeConfig(arena, session.abi);
        params = new ReconfigureParams(arena, session.abi);
    }

    /** The configuration to change to, its VBV buffer scaled with the bit rate. */
    EncoderConfig scaleVbv(ConfigChange change) {
        return change.withScaledVbv(setup.presetBitRate());
    }

    /** Has the driver take a configuration that was checked; called with the session's context current. */
    void apply(EncoderConfig next, boolean resetEncoder, boolean forceIdr) {
        setup.write(next, params.initialize(), encode);
        session.nvenc.nvEncReconfigureEncoder(
                session.encoder, params.flags(resetEncoder, forceIdr).address());
    }
}
