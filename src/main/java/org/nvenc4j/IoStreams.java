package org.nvenc4j;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;
import org.nvenc4j.cuda.CudaContext;
import org.nvenc4j.cuda.CudaEvent;
import org.nvenc4j.cuda.CudaStream;

/**
 * The streams that a session's work is ordered with. The driver takes pointers to the two handles and may read them at
 * any time, so they lie in memory that lives as long as the session. All calls are made with the session's context
 * current.
 */
final class IoStreams {
    /** The session's hold on a stream, which is closed before the stream. */
    private final class Hold implements AutoCloseable {
        final CudaStream stream;

        Hold(CudaStream stream) {
            this.stream = stream;
            stream.closeFirst(this);
        }

        @Override
        public void close() {
            encoder.leaveStream(stream);
        }

        void end() {
            stream.forget(this);
        }
    }

    private static final long DEFAULT_STREAM = 0;

    /** What the driver waits for where it was not told of streams. */
    private record DefaultStream(CudaStream stream, CudaEvent event) {
        static DefaultStream of(CudaContext context) {
            CudaEvent event = CudaEvent.create(context);
            return new DefaultStream(CudaStream.ofHandle(context, DEFAULT_STREAM), event);
        }

        void waitFor(CudaStream other) {
            event.record(other);
            stream.waitFor(event);
        }

        void end() {
            event.close();
            stream.close();
        }
    }

    private final NvEncoder encoder;
    private final EncodeSession session;
    private final CudaContext context;
    private final MemorySegment inputHandle;
    private final MemorySegment outputHandle;
    private @Nullable Hold input;
    private @Nullable Hold output;
    private @Nullable DefaultStream defaultStream;

    IoStreams(NvEncoder encoder, EncodeSession session, CudaContext context, Arena arena) {
        this.encoder = encoder;
        this.session = session;
        this.context = context;
        inputHandle = arena.allocate(ValueLayout.JAVA_LONG);
        outputHandle = arena.allocate(ValueLayout.JAVA_LONG);
    }

    static void check(CudaStream stream, CudaContext context) {
        if (!FrameCheck.isSame(stream.context(), context)) {
            throw new IllegalArgumentException("the stream is of another CUDA context (" + stream.context()
                    + ") than the encoder (" + context + "); create it in the encoder's context");
        }
    }

    /** Takes these streams in place of those before, or keeps those before if that fails. */
    void set(@Nullable CudaStream newInput, @Nullable CudaStream newOutput) {
        Hold inputBefore = input;
        Hold outputBefore = output;
        Hold inputNow = null;
        Hold outputNow = null;
        try {
            inputNow = newInput == null ? null : new Hold(newInput);
            outputNow = newOutput == null ? null : new Hold(newOutput);
            tellDriver(inputNow, outputNow);
        } catch (RuntimeException | Error e) {
            write(inputBefore, outputBefore);
            end(inputNow);
            end(outputNow);
            throw e;
        }
        input = inputNow;
        output = outputNow;
        end(inputBefore);
        end(outputBefore);
    }

    /** Goes back to the default stream in place of one that is being closed. */
    void leave(CudaStream stream) {
        Hold inputBefore = input;
        Hold outputBefore = output;
        input = isOf(inputBefore, stream) ? null : inputBefore;
        output = isOf(outputBefore, stream) ? null : outputBefore;
        if (input != inputBefore || output != outputBefore) {
            tellDriver(input, output);
        }
    }

    /** Orders what is encoded next after the input stream's work, where the driver does not do it by itself. */
    void order() {
        Hold now = input;
        if (defaultStream != null && now != null) {
            defaultStream.waitFor(now.stream);
        }
    }

    /** Lets go of the streams once the session is gone. */
    void end() {
        if (defaultStream != null) {
            defaultStream.end();
            defaultStream = null;
        }
        end(input);
        end(output);
        input = null;
        output = null;
    }

    private void tellDriver(@Nullable Hold in, @Nullable Hold out) {
        if (defaultStream != null) {
            return;
        }
        write(in, out);
        try {
            session.nvenc.nvEncSetIOCudaStreams(session.encoder, inputHandle.address(), outputHandle.address());
        } catch (NvencException e) {
            if (e.status() != NvencStatus.UNIMPLEMENTED) {
                throw e;
            }
            defaultStream = DefaultStream.of(context);
        }
    }

    private void write(@Nullable Hold in, @Nullable Hold out) {
        inputHandle.set(ValueLayout.JAVA_LONG, 0, handle(in));
        outputHandle.set(ValueLayout.JAVA_LONG, 0, handle(out));
    }

    private static long handle(@Nullable Hold hold) {
        return hold == null ? DEFAULT_STREAM : hold.stream.handle();
    }

    private static boolean isOf(@Nullable Hold hold, CudaStream stream) {
        return hold != null && hold.stream == stream;
    }

    private static void end(@Nullable Hold hold) {
        if (hold != null) {
            hold.end();
        }
    }
}
