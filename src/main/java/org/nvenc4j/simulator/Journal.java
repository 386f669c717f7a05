package org.nvenc4j.simulator;

import java.util.ArrayList;
import java.util.List;

/** What happened to a simulator: recorded calls, and what no status can tell the client. */
final class Journal {
    private final boolean recording;
    private final List<RecordedCall> calls = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();

    Journal(boolean recording) {
        this.recording = recording;
    }

    boolean isRecording() {
        return recording;
    }

    synchronized void record(RecordedCall call) {
        calls.add(call);
    }

    synchronized List<RecordedCall> calls() {
        return List.copyOf(calls);
    }

    synchronized void clear() {
        calls.clear();
        violations.clear();
    }

    /** Something that a real driver may answer with a crash, a hang or silence. */
    synchronized void violation(String what) {
        violations.add(what);
    }

    /** The simulator itself failed. */
    synchronized void failure(String function, Throwable t) {
        StackTraceElement[] trace = t.getStackTrace();
        violations.add("The simulator failed in " + function + ": " + t + (trace.length > 0 ? " at " + trace[0] : ""));
    }

    synchronized List<String> violations() {
        return List.copyOf(violations);
    }
}
