package org.nvenc4j.simulator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What every call passes through: nothing is thrown out of an upcall, injected faults take effect, and what was asked
 * and answered can be recorded.
 */
final class Gate {

    /** Turns the arguments of a call into what {@link RecordedCall} lists. */
    @FunctionalInterface
    interface Describer {
        Map<String, Object> describe(EntryPoints.Function function, Object[] args);
    }

    /** Changes what a call has answered, in the client's memory or its result, as a driver that is out of its mind does. */
    @FunctionalInterface
    interface Distortion {
        long of(String function, Object[] args, long result);
    }

    private static final class Fault {
        private int countdown;
        private final int status;

        Fault(int countdown, int status) {
            this.countdown = countdown;
            this.status = status;
        }
    }

    /** When a device is lost, in calls of both libraries, what a call answers then, and who can do without the device. */
    record Loss(AtomicInteger callsLeft, int status, Set<String> spared) {
        private boolean meets(String function) {
            return callsLeft.getAndDecrement() <= 0 && !spared.contains(function) && !function.contains("Error");
        }
    }

    /** Where calls are recorded; dropped by closing, for the stubs hold the gate for ever. */
    private record Record(Journal journal, Describer describer) {}

    private final int closedStatus;
    private final int failureStatus;
    private final Map<String, List<Fault>> faults = new HashMap<>();
    private volatile boolean faulty;
    private volatile @Nullable Loss loss;
    private volatile @Nullable Distortion distortion;
    private volatile @Nullable Record record;

    /**
     * @param closedStatus what everything answers once the simulator is closed
     * @param failureStatus what a failure of the simulator itself is answered with
     */
    Gate(Journal journal, int closedStatus, int failureStatus, Describer describer) {
        this.closedStatus = closedStatus;
        this.failureStatus = failureStatus;
        record = new Record(journal, describer);
    }

    /** Makes the nth call of a function from now on answer that status. */
    void fail(String function, int nth, int status) {
        synchronized (faults) {
            faults.computeIfAbsent(function, ignored -> new ArrayList<>()).add(new Fault(nth, status));
            faulty = true;
        }
    }

    /** Has calls fail from a certain one on, until it is null. */
    void lose(@Nullable Loss device) {
        loss = device;
    }

    /** Has every answer pass through there, until it is null. */
    void distort(@Nullable Distortion by) {
        distortion = by;
    }

    void close() {
        record = null;
        distortion = null;
    }

    /** Called by every stub. */
    long enter(EntryPoints.Function function, Object[] args) {
        Record to = record;
        if (to == null) {
            return closedAnswer(function);
        }
        try {
            if (!to.journal.isRecording()) {
                return answer(function, args);
            }
            Map<String, Object> in = to.describer.describe(function, args);
            long result = answer(function, args);
            boolean isStatus = !function.result().endsWith("*");
            to.journal.record(new RecordedCall(
                    function.name(),
                    isStatus ? (int) result : 0,
                    handle(function, args),
                    in,
                    to.describer.describe(function, args)));
            return result;
        } catch (Throwable t) {
            to.journal.failure(function.name(), t);
            return function.result().endsWith("*") ? 0 : failureStatus;
        }
    }

    private long closedAnswer(EntryPoints.Function function) {
        return function.result().endsWith("*") ? 0 : closedStatus;
    }

    private long answer(EntryPoints.Function function, Object[] args) {
        Distortion by = distortion;
        long result = undistorted(function, args);
        return by == null ? result : by.of(function.name(), args, result);
    }

    private long undistorted(EntryPoints.Function function, Object[] args) {
        Loss lost = loss;
        Integer injected = lost != null && lost.meets(function.name())
                ? (Integer) lost.status
                : faulty ? injectedStatus(function.name()) : null;
        if (injected == null) {
            return call(function, args);
        }
        if (releases(function.name()) || takesAllTheSame(function.name(), injected)) {
            // A driver that reports an earlier failure from a release has released all the same.
            call(function, args);
        }
        return injected;
    }

    /** What a driver answers that has taken a picture and wants more is no failure. */
    private static boolean takesAllTheSame(String function, int status) {
        return function.equals("nvEncEncodePicture") && status == NvencStatusCode.NEED_MORE_INPUT.ordinal();
    }

    private long call(EntryPoints.Function function, Object[] args) {
        EntryPoints.Body body = function.body().get();
        if (body == null) {
            return closedAnswer(function);
        }
        try {
            return body.call(new EntryPoints.Args(args));
        } catch (Refusal refusal) {
            return refusal.status();
        }
    }

    private @Nullable Integer injectedStatus(String function) {
        synchronized (faults) {
            List<Fault> pending = faults.get(function);
            if (pending == null) {
                return null;
            }
            Integer status = null;
            for (Fault fault : pending) {
                fault.countdown--;
                if (fault.countdown == 0) {
                    status = fault.status;
                }
            }
            pending.removeIf(fault -> fault.countdown <= 0);
            if (pending.isEmpty()) {
                faults.remove(function);
                faulty = !faults.isEmpty();
            }
            return status;
        }
    }

    private static boolean releases(String function) {
        return function.contains("Destroy")
                || function.contains("Unregister")
                || function.contains("Unmap")
                || function.contains("Unlock")
                || function.contains("Close")
                || function.contains("Free")
                || function.contains("Release")
                || function.contains("Unload")
                || function.contains("PopCurrent");
    }

    private static long handle(EntryPoints.Function function, Object[] args) {
        boolean hasEncoder = !function.parameters().isEmpty()
                && function.parameters().get(0).equals("void *")
                && function.name().startsWith("nvEnc");
        return hasEncoder ? (long) args[0] : 0;
    }
}
