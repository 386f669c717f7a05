package org.nvenc4j;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.nvenc4j.cuda.BufferFormat;
import org.nvenc4j.cuda.CudaContext;
import org.nvenc4j.cuda.DeviceFrame;
import org.nvenc4j.internal.struct.CreateBitstreamBuffer;
import org.nvenc4j.internal.struct.LockBitstream;
import org.nvenc4j.internal.struct.PicParams;
import org.nvenc4j.internal.trace.PictureRecording;

/**
 * The place of one picture between submission and retrieval: its output buffer, its mapped frames, and its structs,
 * which are filled once and of which only a few fields change from picture to picture.
 */
final class Slot {
    final Mapping input;

    /** Where the input is mapped already, in a session whose program looks ahead; or null. */
    private final @Nullable ExternalLookahead ahead;

    final PicParams picture;
    final PictureControls controls;
    final LockBitstream lock;
    final LockedBitstream data = new LockedBitstream();

    private final EncodeSession session;

    /** Whether the picture that went in is complete, and its frames are the caller's again. */
    boolean complete = true;

    /** The number of the picture that went in. */
    long number;

    /** The flight recorder's event of the picture that comes out; null where it wants none. */
    @Nullable
    PictureRecording recording;

    /** The output buffer; 0 where it is in video memory. */
    final long bitstream;

    /** The output buffer in video memory, or null. */
    final @Nullable VideoMemoryBuffer video;

    /** Where the driver writes the picture as a decoder will see it, or null in a session without. */
    private final @Nullable Mapping reconstruction;

    /** The frame with the transparency, or null in a session without. */
    private final @Nullable Mapping alpha;

    /** The frame that the reconstruction is in, also after it was taken back; null where none was given. */
    private @Nullable DeviceFrame reconstructed;

    Slot(
            Arena arena,
            EncodeSession session,
            CudaContext context,
            EncoderConfig config,
            MemorySegment sliceOffsets,
            @Nullable ExternalLookahead ahead) {
        this.session = session;
        this.ahead = ahead;
        input = new Mapping(arena, session);
        reconstruction = config.get(Settings.RECONSTRUCTED_FRAMES, false) ? new Mapping(arena, session) : null;
        boolean hasAlpha = config.get(Settings.ALPHA_LAYER, false) && config.bufferFormat() == BufferFormat.NV12;
        alpha = hasAlpha ? new Mapping(arena, session) : null;
        picture = new PicParams(arena, session.abi);
        frame(config);
        controls = new PictureControls(arena, config, picture);
        lock = new LockBitstream(arena, session.abi)
                .sliceOffsets(sliceOffsets)
                .rateControlStatistics(config.get(Settings.RATE_CONTROL_STATISTICS, false));
        if (config.get(Settings.OUTPUT_IN_VIDEO_MEMORY, false)) {
            video = new VideoMemoryBuffer(arena, session, context, config);
            bitstream = 0;
        } else {
            video = null;
            CreateBitstreamBuffer create = new CreateBitstreamBuffer(arena, session.abi);
            session.nvenc.nvEncCreateBitstreamBuffer(session.encoder, create.address());
            bitstream = create.bitstreamBuffer();
            picture.outputBitstream(bitstream);
            lock.outputBitstream(bitstream);
        }
    }

    /** Says what frames the picture is made of. */
    void frame(EncoderConfig config) {
        picture.frame(config.width(), config.height(), config.bufferFormat().value());
    }

    /**
     * Gives the driver the picture's frames, and an output buffer that is in video memory.
     *
     * @param trial whether the frame may be encoded again, so that one that was shown ahead stays where it is mapped
     */
    void map(
            Registration frame,
            @Nullable Registration alphaFrame,
            @Nullable Registration reconstructInto,
            boolean trial) {
        complete = false;
        if (ahead == null) {
            input.map(frame);
            picture.input(input.handle(), frame.pitch);
        } else if (trial) {
            picture.input(ahead.nextHandle(), frame.pitch);
        } else {
            ahead.giveNext(input);
            picture.input(input.handle(), frame.pitch);
        }
        if (alpha != null && alphaFrame != null) {
            alpha.map(alphaFrame);
            picture.alpha(alpha.handle());
        }
        if (reconstruction != null) {
            if (reconstructInto != null) {
                reconstruction.map(reconstructInto);
                picture.reconstruction(reconstruction.handle());
                reconstructed = (DeviceFrame) reconstructInto.frame;
            } else {
                picture.reconstruction(0);
                reconstructed = null;
            }
        }
        if (video != null) {
            picture.outputBitstream(video.map());
        }
    }

    /** Takes back what the driver still has of what it was given for the picture. */
    void unmap() {
        complete = true;
        try {
            input.unmap();
        } finally {
            if (alpha != null) {
                alpha.unmap();
            }
            if (reconstruction != null) {
                reconstruction.unmap();
            }
            if (video != null) {
                video.unmap();
            }
        }
    }

    /** Gives the output buffer back for good. */
    void destroy(Cleanup cleanup) {
        if (video != null) {
            video.destroy(cleanup);
        } else {
            cleanup.run(() -> session.nvenc.nvEncDestroyBitstreamBuffer(session.encoder, bitstream));
        }
    }

    /** Whether the driver has this frame for the slot's picture. */
    boolean holds(Registration frame) {
        return input.isOf(frame)
                || alpha != null && alpha.isOf(frame)
                || reconstruction != null && reconstruction.isOf(frame);
    }

    /** The frame that was given for the picture's reconstruction, or null. */
    @Nullable
    DeviceFrame reconstructed() {
        return reconstructed;
    }
}
