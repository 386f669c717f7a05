package org.nvenc4j;

import java.lang.foreign.Arena;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.nvenc4j.cuda.BufferFormat;
import org.nvenc4j.cuda.CudaArray;
import org.nvenc4j.cuda.CudaContext;
import org.nvenc4j.cuda.DeviceFrame;
import org.nvenc4j.cuda.InputFrame;
import org.nvenc4j.internal.struct.RegisterResource;

/**
 * The frames that the driver knows for one use: registered when they are first seen, and let go of when they or the
 * encoder are closed. Calls of the driver's are made with the session's context current.
 */
final class Registrations {
    private final Consumer<Registration> onClose;
    private final EncodeSession session;
    private final CudaContext context;
    private final FrameUse use;
    private final BufferFormat format;
    private final RegisterResource struct;
    private final Map<InputFrame, Registration> frames = new IdentityHashMap<>();

    /** @param onClose told of a frame that is being closed, while the driver knows it */
    Registrations(
            Consumer<Registration> onClose,
            EncodeSession session,
            CudaContext context,
            Arena arena,
            FrameUse use,
            EncoderConfig config) {
        this.onClose = onClose;
        this.session = session;
        this.context = context;
        this.use = use;
        format = use.format(config);
        struct = new RegisterResource(arena, session.abi);
    }

    /** The frame as the driver knows it, after the checks that it has to pass to be used in a session of this size. */
    Registration of(InputFrame frame, EncoderConfig config) {
        Registration registration = frames.get(frame);
        if (registration == null) {
            FrameCheck.check(frame, context, use, format, config);
            return register(frame);
        }
        FrameCheck.checkSize(frame, use, config);
        return registration;
    }

    private Registration register(InputFrame frame) {
        int pitch;
        if (frame instanceof CudaArray array) {
            struct.cudaArray(array.handle());
            pitch = (int) array.rowSamples();
        } else {
            DeviceFrame linear = (DeviceFrame) frame;
            struct.devicePointer(linear.address());
            pitch = (int) linear.pitch();
        }
        struct.picture(frame.width(), frame.height(), pitch, frame.format().value())
                .usage(use.value());
        session.nvenc.nvEncRegisterResource(session.encoder, struct.address());
        Registration registration = new Registration(this, frame, struct.registeredResource(), pitch);
        try {
            frame.closeFirst(registration);
        } catch (RuntimeException | Error e) {
            Cleanup.of(e).run(() -> unregister(registration));
            throw e;
        }
        frames.put(frame, registration);
        return registration;
    }

    /** The frame's registration, or null where the driver does not know it. */
    @Nullable
    Registration find(InputFrame frame) {
        return frames.get(frame);
    }

    /** Called when a frame is closed: the session's owner sees whether it can let go of it. */
    void frameCloses(Registration registration) {
        onClose.accept(registration);
    }

    /** Makes the driver let go of a frame. */
    void remove(Registration registration) {
        frames.remove(registration.frame);
        unregister(registration);
    }

    /** Makes the driver let go of all frames, which stay open. */
    void release(Cleanup cleanup) {
        for (Registration registration : frames.values()) {
            cleanup.run(() -> unregister(registration));
            cleanup.run(() -> registration.frame.forget(registration));
        }
        frames.clear();
    }

    private void unregister(Registration registration) {
        session.nvenc.nvEncUnregisterResource(session.encoder, registration.handle);
    }
}
