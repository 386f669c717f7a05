package org.nvenc4j;

import org.nvenc4j.cuda.InputFrame;

/** A frame's memory as the driver knows it: registered once, mapped for each picture. */
final class Registration implements AutoCloseable {
    final Registrations owner;
    final InputFrame frame;
    final long handle;

    /** What NVENC takes for the pitch: bytes of linear memory, samples of an array. */
    final int pitch;

    /** In how many slots the frame is mapped. */
    int mappings;

    Registration(Registrations owner, InputFrame frame, long handle, int pitch) {
        this.owner = owner;
        this.frame = frame;
        this.handle = handle;
        this.pitch = pitch;
    }

    /** Called when the frame is closed before the encoder: the driver has to let go of the memory first. */
    @Override
    public void close() {
        owner.frameCloses(this);
    }
}
