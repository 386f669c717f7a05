package org.nvenc4j.simulator;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The stack of current contexts of each operating system thread. A virtual thread has that of the thread that carries
 * it at the moment, which is what makes a push and its pop on two carriers go wrong with a real driver.
 */
final class ContextStacks {
    private static final Optional<MethodHandle> PTHREAD_SELF = pthreadSelf();

    private final ThreadLocal<Deque<Context>> platform = ThreadLocal.withInitial(ArrayDeque::new);
    private final Map<Long, Deque<Context>> carriers = new ConcurrentHashMap<>();

    private static Optional<MethodHandle> pthreadSelf() {
        Linker linker = Linker.nativeLinker();
        Optional<MemorySegment> symbol = linker.defaultLookup().find("pthread_self");
        return symbol.map(address -> linker.downcallHandle(address, FunctionDescriptor.of(ValueLayout.JAVA_LONG)));
    }

    private Deque<Context> stack() {
        if (!Thread.currentThread().isVirtual() || PTHREAD_SELF.isEmpty()) {
            return platform.get();
        }
        try {
            long carrier = (long) PTHREAD_SELF.get().invokeExact();
            return carriers.computeIfAbsent(carrier, ignored -> new ArrayDeque<>());
        } catch (Throwable t) {
            throw new AssertionError("pthread_self can't fail", t);
        }
    }

    @Nullable
    Context current() {
        return stack().peek();
    }

    void push(Context context) {
        stack().push(context);
    }

    @Nullable
    Context pop() {
        return stack().poll();
    }

    /** Replaces the top of the stack; null pops it, as {@code cuCtxSetCurrent(NULL)} does. */
    void set(@Nullable Context context) {
        Deque<Context> stack = stack();
        stack.poll();
        if (context != null) {
            stack.push(context);
        }
    }
}
