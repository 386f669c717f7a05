package org.nvenc4j.simulator;

import java.util.concurrent.atomic.AtomicLong;
import org.nvenc4j.Codec;

/** What a session needs from the simulator. */
interface SessionHost {
    CudaSide cuda();

    Presets presets();

    Journal journal();

    AtomicLong handles();

    /** Whether the GPU has the codec and the simulator can code it. */
    boolean offers(GpuModel gpu, Codec codec);

    Coders.Choice chooseCoder(CoderSettings settings);
}
