package org.nvenc4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
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

    /** After so many calls of the run all fail, by these; only contexts can perhaps be pushed and popped as before. */
    private record Loss(int calls, int cudaResult, int nvencStatus, boolean stacksWork) {}

    /** Frames of the session that follows each fault. */
    private static final int NEXT = 3;

    private static final int THREADS = 2;

    private static final AtomicInteger CASES = new AtomicInteger();

    /** How pictures come: each at once, some late, or each in pieces. */
    private enum Kind {
        PLAIN(SessionScript.WHOLE),
        B_FRAMES(SessionScript.WHOLE),
        SUB_FRAMES(5);

        final int length;

        Kind(int length) {
            this.length = length;
        }

        EncoderConfig config() {
            EncoderConfig.Builder config = EncoderConfig.h264(SessionScript.WIDTH, SessionScript.HEIGHT);
            config.bufferFormat(SessionScript.FORMAT).bitRate(500_000);
            return switch (this) {
                case PLAIN -> config.build();
                case B_FRAMES ->
                    config.tuning(Tuning.HIGH_QUALITY)
                            .gopLength(30)
                            .bFrames(2)
                            .lookahead(0)
                            .build();
                case SUB_FRAMES ->
                    config.slicing(Slicing.count(2)).subFrameWrite(true).build();
            };
        }
    }

    static Stream<Arguments> sessions() {
        return ApiVersion.supported().stream()
                .flatMap(version -> Stream.of(Kind.values()).map(kind -> Arguments.of(version, kind)));
    }

    @AfterAll
    static void count() {
        System.out.println("fault sweep: " + CASES + " cases");
    }

    @ParameterizedTest(name = "NVENC API {0}, {1}")
    @MethodSource("sessions")
    void whateverFailsOnceNothingIsLeftAndTheNextSessionEncodes(ApiVersion version, Kind kind) {
        List<Fault> faults = new ArrayList<>();
        Map<String, Integer> made = new HashMap<>();
        boolean begun = kind != Kind.SUB_FRAMES; // which are opened as others are
        for (String function : calls(version, kind)) {
            begun |= function.equals("nvEncEncodePicture");
            int nth = made.merge(function, 1, Integer::sum);
            for (int status : begun ? FaultTable.of(function) : Set.<Integer>of()) {
                faults.add(new Fault(function, nth, status, Then.STOP));
            }
        }
        sweep(version, kind, faults, (sweep, fault) -> {
            if (sweep.inject(fault)) {
                sweep.inject(new Fault(fault.function, fault.nth, fault.status, Then.GO_ON));
            }
        });
    }

    /**
     * From one call on every call fails, whatever is tried: in one API version with a context that can still be made current,
     * and in another without.
     */
    @ParameterizedTest(name = "NVENC API {0}, {1}")
    @MethodSource("sessions")
    void whenTheDeviceIsLostEverythingSaysSoAndIsClosed(ApiVersion version, Kind kind) {
        int odd = version.minor() % 2;
        List<Loss> losses = IntStream.range(0, calls(version, kind).size())
                .mapToObj(calls -> calls % 2 == odd ? new Loss(calls, 719, 20, true) : new Loss(calls, 999, 5, false))
                .toList();
        sweep(version, kind, losses, Sweep::lose);
    }

    /**
     * Does it for each of the cases, by two threads that share the work. After an early one comes a late one, whose run shows
     * that the driver is well.
     */
    private static <C> void sweep(ApiVersion version, Kind kind, List<C> cases, BiConsumer<Sweep, C> injection) {
        List<AssertionError> errors = IntStream.range(0, THREADS)
                .parallel()
                .boxed()
                .flatMap(thread -> {
                    try (Sweep sweep = new Sweep(version, kind)) {
                        int last = cases.size() - 1;
                        for (int i = thread; i <= last - i; i += THREADS) {
                            injection.accept(sweep, cases.get(i));
                            if (i < last - i) {
                                injection.accept(sweep, cases.get(last - i));
                            }
                        }
                        sweep.checkNextSession("the last of them");
                        CASES.addAndGet(sweep.cases);
                        return sweep.errors.stream();
                    }
                })
                .toList();
        assertThat(errors).as("the cases that go wrong").isEmpty();
    }

    /** The functions that a run without a fault calls, in order. */
    private static List<String> calls(ApiVersion version, Kind kind) {
        try (Simulator simulator = builder(version).record().build()) {
            simulator.forget();
            SessionScript run = new SessionScript(
                            () -> SimulatedLibraries.open(simulator), kind.config(), Then.STOP, kind.length)
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

        /** Another driver in the same process. */
        private final Simulator other;

        private final Kind kind;
        private final RawCuda others;
        private final CudaFunctions cuda;
        private final CudaContext primary;
        private final long current;
        private final Leftovers kept;
        private final byte[] wholeStream;
        private final byte[] nextStream;
        private final List<AssertionError> errors = new ArrayList<>();
        private int cases;

        /** Whether a session has encoded since the case before. */
        private boolean shownToBeWell = true;

        Sweep(ApiVersion version, Kind kind) {
            simulator = builder(version).build();
            other = builder(version).build();
            this.kind = kind;
            others = new RawCuda(simulator.driver());
            cuda = BoundDriver.of(simulator.driver()).cuda();
            primary = CudaContext.primary(simulator.driver());
            current = others.createContext(0);
            kept = simulator.leftovers();
            wholeStream = run(Then.STOP, kind.length).stream();
            nextStream = run(Then.STOP, NEXT).stream();
            checkNothingIsLeft("no fault");
        }

        private SessionScript run(Then then, int length) {
            return run(simulator, then, length);
        }

        private SessionScript run(Simulator on, Then then, int length) {
            return new SessionScript(() -> SimulatedLibraries.open(on), kind.config(), then, length).run();
        }

        void lose(Loss loss) {
            cases++;
            Leftovers before = simulator.leftovers();
            Set<String> spared = loss.stacksWork ? Set.of("cuCtxPushCurrent", "cuCtxPopCurrent") : Set.of();
            SimulatedLibraries.loseDevice(simulator, loss.calls, loss.cudaResult, loss.nvencStatus, spared);
            SessionScript run = run(Then.GO_ON, kind.length);
            SimulatedLibraries.findDevice(simulator);
            try {
                check(loss, run, before);
            } catch (AssertionError e) {
                errors.add(e);
            }
        }

        private void check(Loss loss, SessionScript run, Leftovers before) {
            assertThat(run.failures()).as("%s", loss).isNotEmpty();
            Throwable first = run.failures().getFirst();
            switch (first instanceof NvencUnavailableException e ? e.getCause() : first) {
                case NvencException e ->
                    assertThat(e.code()).as("%s: %s", loss, e).isEqualTo(loss.nvencStatus);
                case CudaException e ->
                    assertThat(e.result()).as("%s: %s", loss, e).isEqualTo(loss.cudaResult);
                case null, default -> throw new AssertionError(loss + " ends in " + first, first);
            }
            run.failures().forEach(failure -> checkMessage(loss, failure));
            Leftovers left = simulator.leftovers();
            // What lies in a context is only freed where that is current.
            assertThat(loss.stacksWork ? left : withThingsOf(before, left))
                    .as("left after %s", loss)
                    .isEqualTo(before);
            checkNothingElseIsLeft(loss);
            checkNextSession(other, loss);
        }

        private static Leftovers withThingsOf(Leftovers before, Leftovers now) {
            return new Leftovers(
                    now.sessions(),
                    now.registeredResources(),
                    now.mappedResources(),
                    now.bitstreamBuffers(),
                    now.lockedBitstreams(),
                    before.allocations(),
                    now.contexts(),
                    now.retainedContexts(),
                    before.streams(),
                    before.events(),
                    before.modules());
        }

        /** Says whether a session that goes on after the failure lives another life than one that stops. */
        boolean inject(Fault fault) {
            cases++;
            simulator.fail(fault.function, fault.nth, fault.status);
            SessionScript run = run(fault.then, kind.length);
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
            // What came before the failure shows that the driver was well after the case before. If twice that is too
            // little to show it, a short session does.
            byte[] sound = run.soundStream();
            assertThat(Arrays.equals(
                            sound, 0, sound.length, wholeStream, 0, Math.min(sound.length, wholeStream.length)))
                    .as("what was encoded before %s, and after the case before it", fault)
                    .isTrue();
            if (sound.length >= nextStream.length) {
                shownToBeWell = true;
            } else if (shownToBeWell) {
                shownToBeWell = false;
            } else {
                checkNextSession(fault);
                shownToBeWell = true;
            }
        }

        void checkNextSession(Object fault) {
            checkNextSession(simulator, fault);
        }

        private void checkNextSession(Simulator on, Object fault) {
            SessionScript next = run(on, Then.STOP, NEXT);
            assertThat(next.failures()).as("the session after %s", fault).isEmpty();
            assertThat(Arrays.equals(next.stream(), nextStream))
                    .as("the session after %s encodes the same", fault)
                    .isTrue();
        }

        /** Nothing is left, and the thread has the current context that it had. */
        private void checkNothingIsLeft(Object fault) {
            assertThat(simulator.leftovers()).as("left after %s", fault).isEqualTo(kept);
            checkNothingElseIsLeft(fault);
        }

        private void checkNothingElseIsLeft(Object fault) {
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
        private static void checkMessage(Object fault, Throwable failure) {
            String message = String.valueOf(failure.getMessage());
            switch (failure) {
                case NvencException e ->
                    assertThat(message)
                            .as("%s", fault)
                            .startsWith(e.function() + ": " + e.status() + " (" + e.code() + "): "
                                    + e.status().advice());
                case CudaException e -> assertThat(message).as("%s", fault).matches(FaultTable.cudaMessage(e));
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
            other.close();
        }
    }
}
