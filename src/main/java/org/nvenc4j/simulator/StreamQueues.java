package org.nvenc4j.simulator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The work of streams that is not done yet. Either everything is done at once, or nothing before something waits for it: the
 * latest that CUDA allows, so that work which nothing was ordered after is never done too early by chance.
 */
final class StreamQueues {
    /** A point in a stream's work, as an event marks it. */
    static final class Mark {
        private final Deque<Runnable> queue;
        private boolean reached;
        private boolean asked;

        private Mark(Deque<Runnable> queue) {
            this.queue = queue;
        }
    }

    private record Key(long context, long stream) {}

    private static final long DEFAULT = 0;

    private final boolean late;
    private final Map<Key, Deque<Runnable>> queues = new HashMap<>();

    /** The streams that the default stream waits for, and that wait for it. */
    private final Map<Key, Boolean> blocking = new HashMap<>();

    StreamQueues(boolean late) {
        this.late = late;
    }

    private Deque<Runnable> queue(long context, long stream) {
        return queues.computeIfAbsent(key(context, stream), ignored -> new ArrayDeque<>());
    }

    /** The legacy default stream has two handles. */
    private static Key key(long context, long stream) {
        return new Key(context, stream == 1 ? DEFAULT : stream);
    }

    synchronized void created(long context, long stream, boolean nonBlocking) {
        blocking.put(key(context, stream), !nonBlocking);
    }

    /** Forgets a stream, which has done its work. */
    synchronized void destroyed(long context, long stream) {
        queues.remove(key(context, stream));
        blocking.remove(key(context, stream));
    }

    /** Forgets all that there was of a context. */
    synchronized void destroyed(long context) {
        queues.keySet().removeIf(key -> key.context == context);
        blocking.keySet().removeIf(key -> key.context == context);
    }

    /** How many streams are known. */
    synchronized int known() {
        return queues.size() + blocking.size();
    }

    /** Does work, or takes it in. */
    synchronized void submit(long context, long stream, Runnable work) {
        if (!late) {
            work.run();
            return;
        }
        Deque<Runnable> queue = queue(context, stream);
        for (Deque<Runnable> before : implicitlyBefore(key(context, stream))) {
            Mark mark = mark(before);
            queue.add(() -> reach(mark));
        }
        queue.add(work);
    }

    private List<Deque<Runnable>> implicitlyBefore(Key key) {
        List<Deque<Runnable>> before = new ArrayList<>();
        queues.forEach((other, queue) -> {
            boolean isDefault = key.stream == DEFAULT || other.stream == DEFAULT;
            boolean ordered = blocking.getOrDefault(other, true) && blocking.getOrDefault(key, true);
            if (other.context == key.context && !other.equals(key) && isDefault && ordered && !queue.isEmpty()) {
                before.add(queue);
            }
        });
        return before;
    }

    private static Mark mark(Deque<Runnable> queue) {
        Mark mark = new Mark(queue);
        queue.add(() -> mark.reached = true);
        return mark;
    }

    /** Marks what a stream was given so far; null where nothing of it is left to do. */
    synchronized @Nullable Mark mark(long context, long stream) {
        if (!late) {
            return null;
        }
        submit(context, stream, () -> {});
        return mark(queue(context, stream));
    }

    /** Makes a stream wait for a mark. */
    synchronized void await(long context, long stream, @Nullable Mark mark) {
        if (mark != null && !mark.reached) {
            queue(context, stream).add(() -> reach(mark));
        }
    }

    /** Does all work up to a mark. */
    synchronized void reach(@Nullable Mark mark) {
        while (mark != null && !mark.reached) {
            step(mark.queue);
        }
    }

    /** Answers whether a mark was reached. To ask once changes nothing; whoever goes on asking makes it go on, step by step. */
    synchronized boolean poll(@Nullable Mark mark) {
        if (mark == null || mark.reached) {
            return true;
        }
        if (mark.asked) {
            step(mark.queue);
        }
        mark.asked = true;
        return false;
    }

    /** Answers whether a stream has nothing left to do, and goes one step on. */
    synchronized boolean poll(long context, long stream) {
        Deque<Runnable> queue = queue(context, stream);
        boolean idle = queue.isEmpty();
        if (!idle) {
            step(queue);
        }
        return idle;
    }

    /** Does all of a stream's work, and what that waits for. Of the default stream this is not what others have to do. */
    synchronized void finish(long context, long stream) {
        Deque<Runnable> queue = queue(context, stream);
        while (!queue.isEmpty()) {
            step(queue);
        }
    }

    /** What work on the default stream comes after: its own, and that of all streams that are not non-blocking. */
    synchronized void finishBeforeDefault(long context) {
        submit(context, DEFAULT, () -> {});
        finish(context, DEFAULT);
    }

    /** Does all work of a context. */
    synchronized void finishAll(long context) {
        for (Key key : List.copyOf(queues.keySet())) {
            if (key.context == context) {
                finish(context, key.stream);
            }
        }
    }

    private static void step(Deque<Runnable> queue) {
        Runnable work = queue.poll();
        if (work != null) {
            work.run();
        }
    }
}
