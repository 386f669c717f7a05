package org.nvenc4j.cli;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.core.CloseStatus;
import org.eclipse.jetty.websocket.core.CoreSession;
import org.eclipse.jetty.websocket.core.Frame;
import org.eclipse.jetty.websocket.core.FrameHandler;
import org.eclipse.jetty.websocket.core.OpCode;
import org.jspecify.annotations.Nullable;
import org.nvenc4j.bitstream.AccessUnit;
import org.nvenc4j.bitstream.SequenceHeader;
import org.nvenc4j.bitstream.WebCodecsConfig;
import org.nvenc4j.cuda.CudaStream;
import org.nvenc4j.cuda.DeviceImage;
import org.nvenc4j.stream.AdaptiveBitRate;
import org.nvenc4j.stream.ReceiverReport;
import org.nvenc4j.stream.StreamEncoder;
import org.nvenc4j.stream.StreamPicture;

/**
 * One page that watches, with a stream of its own: a thread draws a picture when there is room for it on the connection,
 * encodes and sends it. Few pictures are ever under way, so a page that does not read costs no more than those.
 */
final class Viewer implements FrameHandler {
    /** Flags, 0, width, height, 0, number, time, encode time, bit rate. */
    static final int HEADER_BYTES = 32;

    private static final int KEY_FRAME = 1;
    private static final int REPAIR = 2;
    private static final int UNDER_WAY = 3;
    private static final Duration PATIENCE = Duration.ofMillis(100);
    private static final int REMEMBERED = 1024;
    private static final double MILLI = 1e6;
    private static final int LOWEST_RATE = 200_000;
    private static final int HUE_STEP = 128;

    private final StreamServer server;
    private final long[] sentAt = new long[REMEMBERED];
    private final Deque<ByteBuffer> buffers = new ArrayDeque<>();
    private @Nullable CoreSession connection;
    private @Nullable StreamEncoder stream;
    private @Nullable Thread thread;
    private volatile boolean closed;

    // What the page has said last.
    private volatile int width;
    private volatile int height;
    private volatile int bitRate;
    private volatile boolean adapts = true;
    private volatile double loss;
    private volatile double pointerX = 0.5;
    private volatile double pointerY = 0.5;
    private final AtomicInteger hue = new AtomicInteger();
    private volatile @Nullable AdaptiveBitRate controller;

    Viewer(StreamServer server) {
        this.server = server;
        width = server.size().width();
        height = server.size().height();
        bitRate = server.bitRate();
    }

    @Override
    public void onOpen(CoreSession session, Callback callback) {
        connection = session;
        callback.succeeded();
        if (!server.enter(this)) {
            close(CloseStatus.TRY_AGAIN_LATER, "as many are watching as may; try again later");
            return;
        }
        thread = Thread.ofPlatform().daemon().name("viewer").start(this::run);
        session.demand();
    }

    @Override
    public void onFrame(Frame frame, Callback callback) {
        if (frame.isControlFrame()) {
            callback.succeeded();
            Objects.requireNonNull(connection).demand();
            return;
        }
        int bytes = frame.getPayloadLength();
        if (frame.getOpCode() != OpCode.TEXT || !frame.isFin() || bytes > ViewerMessage.LONGEST) {
            callback.succeeded();
            close(
                    bytes > ViewerMessage.LONGEST ? CloseStatus.MESSAGE_TOO_LARGE : CloseStatus.BAD_DATA,
                    "a message is a text of " + ViewerMessage.LONGEST + " bytes at most, in one frame");
            return;
        }
        String text = StandardCharsets.UTF_8.decode(frame.getPayload().slice()).toString();
        callback.succeeded();
        try {
            take(ViewerMessage.parse(text));
            Objects.requireNonNull(connection).demand();
        } catch (IllegalArgumentException e) {
            close(CloseStatus.POLICY_VIOLATION, Errors.text(e));
        }
    }

    private void take(ViewerMessage message) {
        double[] numbers = message.numbers();
        StreamEncoder to = stream;
        switch (message.kind()) {
            case BITRATE -> {
                bitRate = (int) numbers[0];
                adapt();
            }
            case SIZE -> {
                width = (int) numbers[0] & ~1;
                height = (int) numbers[1] & ~1;
                adapt();
            }
            case ADAPT -> {
                adapts = numbers[0] != 0;
                adapt();
            }
            case LOSS -> loss = numbers[0];
            case POINTER -> {
                pointerX = numbers[0];
                pointerY = numbers[1];
            }
            case KEY -> hue.addAndGet(HUE_STEP);
            case KEYFRAME -> {
                if (to != null) {
                    to.requestKeyFrame();
                }
            }
            case LOST -> {
                if (to != null) {
                    to.reportLost((long) numbers[0]);
                }
            }
            case REPORT -> report(numbers);
        }
    }

    private void report(double[] numbers) {
        AdaptiveBitRate to = controller;
        StreamEncoder of = stream;
        long sequence = (long) numbers[0];
        if (to != null && of != null && sequence < of.pictures() && sequence > of.pictures() - REMEMBERED) {
            long trip = System.nanoTime() - sentAt[(int) (sequence % REMEMBERED)] - (long) (numbers[4] * MILLI);
            to.report(new ReceiverReport(
                    sequence, (long) numbers[1], numbers[2], Math.max(1, trip), (long) (numbers[3] * MILLI)));
        }
    }

    /** Begins to follow the link anew, at the rate and size that the page wants at most; or does not follow it. */
    private void adapt() {
        StreamEncoder of = stream;
        if (of == null) {
            return;
        }
        AdaptiveBitRate next = adapts
                ? AdaptiveBitRate.builder(server.codec(), width, height, server.frameRate())
                        .bitRates(Math.min(LOWEST_RATE, bitRate), bitRate, bitRate)
                        .build()
                : null;
        controller = next;
        of.adaptTo(next);
        if (next == null) {
            of.bitRate(bitRate);
        }
    }

    private void run() {
        try (StreamEncoder open = server.openStream();
                CudaStream made = server.createCudaStream()) {
            stream = open;
            open.limitUnderWay(UNDER_WAY);
            open.readyOn(made);
            adapt();
            stream(open, made);
        } catch (InterruptedException e) {
            // The server ends.
        } catch (RuntimeException e) {
            close(CloseStatus.SERVER_ERROR, Errors.text(e));
            server.failed(e);
        } finally {
            stream = null;
            server.leave(this);
        }
    }

    private void stream(StreamEncoder open, CudaStream made) throws InterruptedException {
        long interval = (long) (1e9 / server.frameRate());
        long due = System.nanoTime();
        DeviceImage image = null;
        Plasma plasma = server.plasma();
        String description = "";
        try {
            while (!closed) {
                LockSupport.parkNanos(due - System.nanoTime());
                due = Math.max(due + interval, System.nanoTime() - interval);
                if (!open.awaitRoom(PATIENCE)) {
                    continue;
                }
                AdaptiveBitRate rates = controller;
                int wide = rates == null ? width : rates.width();
                int high = rates == null ? height : rates.height();
                if (image == null || image.width() != wide || image.height() != high) {
                    if (image != null) {
                        image.close();
                    }
                    image = server.allocate(wide, high);
                }
                double captured = System.currentTimeMillis();
                plasma.draw(image, open.pictures(), hue.get(), pointerX, pointerY, made);
                StreamPicture picture = open.encode(image, 0);
                if (picture == null) {
                    continue;
                }
                if (picture.isKeyFrame()) {
                    description = describe(picture, description);
                }
                send(open, picture, captured);
            }
        } finally {
            if (image != null) {
                image.close();
            }
        }
    }

    /** Tells the page how to set up its decoder, where that has changed. */
    private String describe(StreamPicture picture, String before) {
        SequenceHeader header = AccessUnit.parse(server.codec(), picture.data().data())
                .sequenceHeader()
                .orElseThrow(() -> new IllegalStateException("a key frame has no parameter sets"));
        String description =
                WebCodecsConfig.of(header).withOptimizeForLatency(true).toJson();
        if (!description.equals(before)) {
            connection().sendFrame(new Frame(OpCode.TEXT, description), Callback.NOOP, false);
        }
        return description;
    }

    private void send(StreamEncoder from, StreamPicture picture, double captured) {
        long sequence = picture.sequence();
        sentAt[(int) (sequence % REMEMBERED)] = System.nanoTime();
        if (ThreadLocalRandom.current().nextDouble() < loss) {
            from.delivered(sequence);
            return;
        }
        ByteBuffer buffer = buffer(HEADER_BYTES + picture.size());
        buffer.put((byte) ((picture.isKeyFrame() ? KEY_FRAME : 0) | (picture.isRepair() ? REPAIR : 0)));
        buffer.put((byte) 0);
        buffer.putShort((short) picture.width())
                .putShort((short) picture.height())
                .putShort((short) 0);
        buffer.putDouble(sequence).putDouble(captured);
        buffer.putInt((int) (picture.encodeNanos() / 1000));
        AdaptiveBitRate rates = controller;
        buffer.putInt(rates == null ? bitRate : rates.bitRate());
        picture.data().copyTo(buffer);
        connection()
                .sendFrame(
                        new Frame(OpCode.BINARY, buffer.flip()),
                        Callback.from(
                                () -> {
                                    giveBack(buffer);
                                    from.delivered(sequence);
                                },
                                failure -> closed = true),
                        false);
    }

    private synchronized ByteBuffer buffer(int bytes) {
        ByteBuffer buffer = buffers.poll();
        return buffer != null && buffer.capacity() >= bytes
                ? buffer.clear()
                : ByteBuffer.allocate(Integer.highestOneBit(bytes) * 2);
    }

    private synchronized void giveBack(ByteBuffer buffer) {
        if (buffers.size() < UNDER_WAY) {
            buffers.add(buffer);
        }
    }

    private CoreSession connection() {
        return Objects.requireNonNull(connection);
    }

    private void close(int status, String reason) {
        closed = true;
        connection().close(status, reason, Callback.NOOP);
    }

    @Override
    public void onError(Throwable cause, Callback callback) {
        closed = true;
        callback.succeeded();
    }

    @Override
    public void onClosed(CloseStatus status, Callback callback) {
        closed = true;
        callback.succeeded();
    }

    /** Ends the stream, and waits until it has ended. */
    void end() throws InterruptedException {
        closed = true;
        Thread ending = thread;
        if (ending != null) {
            ending.interrupt();
            ending.join();
        }
    }
}
