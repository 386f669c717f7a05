package org.nvenc4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.nvenc4j.cuda.CudaContext;
import org.nvenc4j.simulator.Simulator;

/** A short one of the long runs that {@code scripts/soak} makes; how fast it is depends on the machine. */
class SoakTest {
    private final Soak soak = new Soak(Soak.Size.of(0.02, 1));

    @Test
    void oneSessionStaysAsItIs() {
        assertThat(soak.oneSession()).matches(Soak.Run::isFlat, "is flat");
    }

    /** The stubs of its functions are the virtual machine's, and would hold all of it. */
    @Test
    void aClosedSimulatorIsCollected() {
        List<WeakReference<Simulator>> simulators =
                IntStream.range(0, 10).mapToObj(_ -> usedAndClosed()).toList();
        for (int i = 0; i < 20 && simulators.stream().anyMatch(simulator -> !simulator.refersTo(null)); i++) {
            System.gc();
        }
        assertThat(simulators).allMatch(simulator -> simulator.refersTo(null), "is collected");
    }

    private static WeakReference<Simulator> usedAndClosed() {
        try (Simulator simulator = Simulator.builder().record().build();
                CudaContext context = CudaContext.primary(simulator.driver());
                NvEncoder encoder =
                        NvEncoder.open(context, EncoderConfig.h264(178, 100).build())) {
            assertThat(encoder.isOpen()).isTrue();
            return new WeakReference<>(simulator);
        }
    }

    @Test
    void sessionsComeAndGo() {
        assertThat(soak.manySessions()).matches(Soak.Run::isFlat, "is flat");
    }

    @Test
    void sessionsAtOnceAreChangedAndFail() {
        assertThat(soak.sessionsAtOnce()).matches(Soak.Run::isFlat, "is flat");
        assertThat(soak.failures()).isPositive();
    }
}
