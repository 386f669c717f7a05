package org.nvenc4j;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.nvenc4j.cuda.BufferFormat;
import org.nvenc4j.cuda.CudaContext;
import org.nvenc4j.cuda.CudaResource;
import org.nvenc4j.cuda.CudaStream;
import org.nvenc4j.cuda.DeviceFrame;

/**
 * The life of a session, from the first look for a GPU to the release of its context, with all on the way that a session
 * is asked for. What a step throws is kept; then the script closes what it has, or goes on as far as it can.
 */
final class SessionScript {
    /** What is done once a step has failed. */
    enum Then {
        STOP,
        GO_ON
    }

    /** All of it: twenty frames, with every change and demand that there is on the way. */
    static final int WHOLE = 20;

    /** The smallest that the GPU takes, in the format that costs the simulator least. */
    static final int WIDTH = 146;

    static final int HEIGHT = 50;
    static final BufferFormat FORMAT = BufferFormat.IYUV;

    private static final int TAIL = 3;
    private static final UUID SEI = new UUID(1, 2);

    private final Supplier<NvencDriver> driver;
    private final EncoderConfig config;
    private final Then then;
    private final int length;
    private final List<Throwable> failures = new ArrayList<>();
    private final ByteArrayOutputStream stream = new ByteArrayOutputStream();
    private final List<DeviceFrame> frames = new ArrayList<>();
    private final PictureOptions options = new PictureOptions();
    private @Nullable CudaContext context;
    private @Nullable NvEncoder encoder;
    private @Nullable CudaStream order;
    private boolean cutShort;
    private int soundBytes = -1;
    private int encoded;
    private int lastOnes;

    SessionScript(Supplier<NvencDriver> driver, EncoderConfig config, Then then, int length) {
        this.driver = driver;
        this.config = config;
        this.then = then;
        this.length = length;
    }

    SessionScript run() {
        if (step(() -> context = CudaContext.primary(driver.get()))) {
            if (step(() -> encoder = NvEncoder.open(context, config))) {
                useEncoder();
            }
        }
        closeAll();
        return this;
    }

    /** All access units and the parameter sets, one after the other. */
    byte[] stream() {
        return stream.toByteArray();
    }

    /** What of it came before the first failure. */
    byte[] soundStream() {
        return soundBytes < 0 ? stream() : Arrays.copyOf(stream(), soundBytes);
    }

    /** What was thrown, in order. */
    List<Throwable> failures() {
        return failures;
    }

    /** Whether a step failed on whose way there were others. */
    boolean couldGoOn() {
        return encoder != null && cutShort;
    }

    /** Whether the session still encoded, one picture a frame, at its end. */
    boolean wasUsable() {
        return lastOnes >= TAIL;
    }

    private void useEncoder() {
        step(() -> stream.writeBytes(encoder.sequenceParameters()));
        step(() -> order = CudaStream.create(context));
        step(() -> encoder.streams(order, order));
        for (int i = 0; i < encoder.framesInFlight() + 2; i++) {
            byte luma = (byte) (50 * i + 20);
            step(() -> addFrame(luma));
        }
        for (int i = 0; i < length && !frames.isEmpty(); i++) {
            encode(i);
        }
        step(this::flush);
        int before = failures.size();
        encodeTail();
        if (failures.size() > before) {
            encodeTail();
        }
    }

    private void encodeTail() {
        int before = encoded;
        for (int i = 0; i < TAIL && !frames.isEmpty(); i++) {
            encode(WHOLE);
        }
        step(this::flush);
        lastOnes = encoded - before;
    }

    private void addFrame(byte luma) {
        DeviceFrame frame = DeviceFrame.allocate(context, FORMAT, WIDTH, HEIGHT);
        frames.add(frame);
        byte[] samples = new byte[(int) frame.packedBytes()];
        Arrays.fill(samples, luma);
        frame.upload(samples);
    }

    private void encode(int number) {
        options.reset();
        switch (number) {
            case 6 ->
                step(() ->
                        encoder.reconfigure(config.toBuilder().bitRate(700_000).build()));
            case 9 -> options.addUserData(SEI, new byte[] {1, 2, 3});
            case 12 -> options.forceIdr(true);
            case 15 -> step(() -> encoder.reconfigure(config, new ReconfigureOptions().forceIdr(true)));
            default -> {}
        }
        // A frame whose picture a failure has kept from coming is still held: there are some to spare.
        step(() -> take(encoder.encode(free(number), options)));
    }

    private DeviceFrame free(int number) {
        for (int i = 0; i < frames.size(); i++) {
            DeviceFrame frame = frames.get((number + i) % frames.size());
            if (!encoder.holds(frame)) {
                return frame;
            }
        }
        return frames.getFirst();
    }

    private void flush() {
        take(encoder.flush());
    }

    private void take(EncodedPictures pictures) {
        for (EncodedPicture picture : pictures) {
            picture.slices().forEach(_ -> {});
            stream.writeBytes(picture.toByteArray());
            encoded++;
        }
    }

    /** First what the encoder has to let go of while it is open, and at last what it is closed by. */
    private void closeAll() {
        frames.stream().filter(frame -> !encoder.holds(frame)).findFirst().ifPresent(this::close);
        if (order != null) {
            close(order);
        }
        if (encoder != null) {
            close(encoder);
        }
        frames.forEach(this::close);
        if (context != null) {
            close(context);
        }
    }

    private void close(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception | Error e) {
            fail(e);
        }
        boolean open = closeable instanceof CudaResource resource ? resource.isOpen() : encoder.isOpen();
        if (open) {
            fail(new AssertionError(closeable + " is open after it was closed"));
        }
        try {
            closeable.close();
        } catch (Exception | Error e) {
            fail(new AssertionError("closing " + closeable + " again", e));
        }
    }

    private void fail(Throwable failure) {
        if (failures.isEmpty()) {
            soundBytes = stream.size();
        }
        failures.add(failure);
    }

    /** Says whether the step was done. */
    private boolean step(Runnable step) {
        if (!failures.isEmpty() && then == Then.STOP) {
            return false;
        }
        try {
            step.run();
            return true;
        } catch (RuntimeException | Error e) {
            fail(e);
            cutShort = true;
            return false;
        }
    }
}
