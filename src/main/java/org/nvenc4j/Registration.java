package org.nvenc4j;

import org.nvenc4j.cuda.DeviceFrame;

/** A frame's memory as the driver knows it: registered once, mapped for each picture. */
final class Registration implements AutoCloseable {
    final Registrations owner;
    final DeviceFrame frame;
    final long handle;
    final int pitch;

    /** In how many slots the frame is mapped. */
    int mappings;

    Registration(Registrations owner, DeviceFrame frame, long handle) {
        this.owner = owner;
        this.frame = frame;
        this.handle = handle;
        this.pitch = (int) frame.pitch();
    }

    /** Called when the frame is closed before the encoder: the driver has to let go of the memory first. */
    @Override
    public void close() {
        owner.frameCloses(this);
    }
}
