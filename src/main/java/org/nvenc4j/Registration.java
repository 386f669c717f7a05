package org.nvenc4j;

import org.nvenc4j.cuda.DeviceFrame;

/** A frame's memory as the driver knows it: registered once, mapped for each picture. */
final class Registration implements AutoCloseable {
    final DeviceFrame frame;
    final long handle;
    final int pitch;
    private final NvEncoder encoder;

    /** In how many slots the frame is mapped. */
    int mappings;

    Registration(NvEncoder encoder, DeviceFrame frame, long handle) {
        this.encoder = encoder;
        this.frame = frame;
        this.handle = handle;
        this.pitch = (int) frame.pitch();
    }

    /** Called when the frame is closed before the encoder: the driver has to let go of the memory first. */
    @Override
    public void close() {
        encoder.unregister(this);
    }
}
