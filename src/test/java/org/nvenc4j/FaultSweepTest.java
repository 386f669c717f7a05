package org.nvenc4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nvenc4j.SessionScript.Then;
import org.nvenc4j.cuda.CudaContext;
import org.nvenc4j.cuda.CudaException;
import org.nvenc4j.internal.driver.BoundDriver;
import org.nvenc4j.internal.driver.CudaFunctions;
import org.nvenc4j.internal.driver.RawCuda;
import org.nvenc4j.simulator.Leftovers;
import org.nvenc4j.simulator.RecordedCall;
import org.nvenc4j.simulator.SimulatedLibraries;
import org.nvenc4j.simulator.Simulator;

/**
 * As databases are tested: a session's life is lived again and again, and each call of the driver's in it fails once, with
 * each status that it may answer. Whatever fails, the exception says what and why, nothing is left behind, and the next
 * session on the same driver encodes as if nothing had been.
 */
class FaultSweepTest {
    /** That call of the run fails with that status. */
    private record Fault(String function, int nth, int status, Then then) {}

    /** Frames of the session that follows each fault. */
    private static final int NEXT = 3;

    private static final AtomicInteger CASES = new AtomicInteger();

    static Stream<Arguments> sessions() {
        return ApiVersion.supported().stream()
                .flatMap(version -> Stream.of(0, 2).map(bFrames -> Arguments.of(version, bFrames)));
    }

    @AfterAll
    static void count() {
        System.out.println("fault sweep: " + CASES + " cases");
    }

    @ParameterizedTest(name = "NVENC API {0}, {1} B-frames")
    @MethodSource("sessions")
    void whateverFailsOnceNothingIsLeftAndTheNextSessionEncodes(ApiVersion version, int bFrames) {
        EncoderConfig config = config(bFrames);
        List<Fault> faults = new ArrayList<>();
        Map<String, Integer> made = new HashMap<>();
        for (String function : calls(version, config)) {
            int nth = made.merge(function, 1, Integer::sum);
            for (int status : FaultTable.of(function)) {
                faults.add(new Fault(function, nth, status, Then.STOP));
            }
        }
        List<AssertionError> errors = Stream.of(0, 1)
                .parallel()
                .flatMap(half -> sweep(version, config, faults, half).stream())
                .toList();
        assertThat(errors).as("the faults that go wrong").isEmpty();
    }

    /** Injects every second fault, so that two threads share the work. */
    private static List<AssertionError> sweep(ApiVersion version, EncoderConfig config, List<Fault> faults, int first) {
        List<AssertionError> errors = new ArrayList<>();
        try (Sweep sweep = new Sweep(version, config, errors)) {
            for (int i = first; i < faults.size(); i += 2) {
                Fault fault = faults.get(i);
                if (sweep.inject(fault)) {
                    sweep.inject(new Fault(fault.function, fault.nth, fault.status, Then.GO_ON));
                }
            }
            CASES.addAndGet(sweep.cases);
        }
        return errors;
    }

    private static EncoderConfig config(int bFrames) {
        EncoderConfig.Builder config = EncoderConfig.h264(SessionScript.WIDTH, SessionScript.HEIGHT);
        config.bufferFormat(SessionScript.FORMAT).bitRate(500_000);
        return bFrames == 0
                ? config.build()
                : config.tuning(Tuning.HIGH_QUALITY)
                        .gopLength(30)
                        .bFrames(bFrames)
                        .lookahead(0)
                        .build();
    }

    /** The functions that a run without a fault calls, in order. */
    private static List<String> calls(ApiVersion version, EncoderConfig config) {
        try (Simulator simulator = builder(version).record().build()) {
            simulator.forget();
            SessionScript run = new SessionScript(
                            () -> SimulatedLibraries.open(simulator), config, Then.STOP, SessionScript.WHOLE)
                    .run();
            assertThat(run.failures()).isEmpty();
            assertThat(run.wasUsable()).isTrue();
            return simulator.calls().stream().map(RecordedCall::function).toList();
        }
    }

    private static Simulator.Builder builder(ApiVersion version) {
        return Simulator.builder().maxApiVersion(version).coder(new DigestCoder());
    }

    /** One simulated driver that meets fault after fault, while somebody else holds a context of its GPU as well. */
    private static final class Sweep implements AutoCloseable {
        private final Simulator simulator;
        private final EncoderConfig config;
        private final RawCuda others;
        private final CudaFunctions cuda;
        private final CudaContext primary;
        private final long current;
        private final Leftovers kept;
        private final byte[] wholeStream;
        private final byte[] nextStream;
        private final List<AssertionError> errors;
        private int cases;

        Sweep(ApiVersion version, EncoderConfig config, List<AssertionError> errors) {
            this.errors = errors;
            simulator = builder(version).build();
            this.config = config;
            others = new RawCuda(simulator.driver());
            cuda = BoundDriver.of(simulator.driver()).cuda();
            primary = CudaContext.primary(simulator.driver());
            current = others.createContext(0);
            kept = simulator.leftovers();
            wholeStream = run(Then.STOP, SessionScript.WHOLE).stream();
            nextStream = run(Then.STOP, NEXT).stream();
            checkNothingIsLeft("no fault");
        }

        private SessionScript run(Then then, int length) {
            return new SessionScript(() -> SimulatedLibraries.open(simulator), config, then, length).run();
        }

        /** Says whether a session that goes on after the failure lives another life than one that stops. */
        boolean inject(Fault fault) {
            cases++;
            simulator.fail(fault.function, fault.nth, fault.status);
            SessionScript run = run(fault.then, SessionScript.WHOLE);
            try {
                check(fault, run);
            } catch (AssertionError e) {
                errors.add(e);
            }
            return run.couldGoOn();
        }

        private void check(Fault fault, SessionScript run) {
            List<Throwable> failures = run.failures();
            if (failures.isEmpty()) {
                assertThat(FaultTable.mayGoUnnoticed(fault.function, fault.status))
                        .as("%s went unnoticed", fault)
                        .isTrue();
                assertThat(Arrays.equals(run.stream(), wholeStream))
                        .as("the stream is complete after %s", fault)
                        .isTrue();
            } else {
                checkFirst(fault, failures.getFirst());
                failures.forEach(failure -> checkMessage(fault, failure));
            }
            if (fault.then == Then.GO_ON) {
                assertThat(run.wasUsable())
                        .as("the session goes on after %s", fault)
                        .isTrue();
            }
            checkNothingIsLeft(fault);
            SessionScript next = run(Then.STOP, NEXT);
            assertThat(next.failures()).as("the session after %s", fault).isEmpty();
            assertThat(Arrays.equals(next.stream(), nextStream))
                    .as("the session after %s encodes the same", fault)
                    .isTrue();
        }

        /** Nothing is left, and the thread has the current context that it had. */
        private void checkNothingIsLeft(Object fault) {
            assertThat(simulator.leftovers()).as("left after %s", fault).isEqualTo(kept);
            assertThat(simulator.leftAtDestroy())
                    .as("left in the session after %s", fault)
                    .isEqualTo(Leftovers.NONE);
            assertThat(simulator.violations()).as("violations after %s", fault).isEmpty();
            assertThat(others.currentContext()).as("current after %s", fault).isEqualTo(current);
            cuda.cuCtxPopCurrent(0);
            assertThat(others.currentContext())
                    .as("below the current context after %s", fault)
                    .isZero();
            cuda.cuCtxPushCurrent(current);
        }

        private static void checkFirst(Fault fault, Throwable failure) {
            switch (failure) {
                case NvencException e -> {
                    assertThat(e.function()).as("%s: %s", fault, e).isEqualTo(fault.function);
                    assertThat(e.code()).as("%s: %s", fault, e).isEqualTo(fault.status);
                }
                case CudaException e -> {
                    assertThat(e.function()).as("%s: %s", fault, e).isEqualTo(fault.function);
                    assertThat(e.result()).as("%s: %s", fault, e).isEqualTo(fault.status);
                }
                case NvencUnavailableException e when e.getCause() != null -> checkFirst(fault, e.getCause());
                case NvencUnavailableException e ->
                    assertThat(fault.function + fault.status)
                            .as("%s: %s", fault, e)
                            .isEqualTo("cuInit100");
                case UnsupportedFeatureException e ->
                    assertThat(fault.function).as("%s: %s", fault, e).isEqualTo("nvEncGetEncodeCaps");
                case IllegalStateException e -> {
                    assertThat(fault.function + fault.status)
                            .as("%s: %s", fault, e)
                            .isEqualTo("nvEncEncodePicture17");
                    assertThat(e).hasMessageContaining("flush()");
                }
                default -> throw new AssertionError(fault + " ends in " + failure, failure);
            }
        }

        /** Function, status, and what to do. */
        private static void checkMessage(Fault fault, Throwable failure) {
            String message = String.valueOf(failure.getMessage());
            switch (failure) {
                case NvencException e ->
                    assertThat(message)
                            .as("%s", fault)
                            .startsWith(e.function() + ": " + e.status() + " (" + e.code() + "): "
                                    + e.status().advice());
                case CudaException e ->
                    assertThat(message)
                            .as("%s", fault)
                            .matches(e.function() + ": CUDA_ERROR\\w* \\(" + e.result() + "\\): [^.]+\\. \\w.+\\.");
                case NvencUnavailableException e -> assertThat(message).contains(e.problem(), e.remedy());
                case UnsupportedFeatureException e ->
                    assertThat(message).as("%s", fault).startsWith(e.setting() + " is ");
                case IllegalStateException e ->
                    assertThat(message).as("%s", fault).containsAnyOf("flush()", "framesInFlight", "closed");
                default -> throw new AssertionError(fault + " ends in " + failure, failure);
            }
        }

        @Override
        public void close() {
            others.destroyContext(current);
            primary.close();
            simulator.close();
        }
    }
}
