package org.nvenc4j.simulator.coder;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.bytedeco.ffmpeg.global.avcodec;
import org.jspecify.annotations.Nullable;

/**
 * What OpenH264 can do while it runs and FFmpeg does not pass on: another bit rate, no IDR picture of its own accord, the
 * quantiser of a picture.
 *
 * <p>FFmpeg keeps the pointer to OpenH264's encoder as the second field of its private data, and that encoder's first
 * field is its function table, as {@code wels/codec_api.h} publishes it. The place is FFmpeg's own affair, so this is
 * only done with the major version of libavcodec that it was read in.
 */
final class OpenH264Controls {

    /** The intra period to open the encoder with: none for as long as a session may last. */
    static final int NO_PERIOD = 1 << 30;

    /** That of FFmpeg 8. */
    private static final int LIBAVCODEC = 62;

    private static final int SET_OPTION = 7;
    private static final int GET_OPTION = 8;

    // ENCODER_OPTION
    private static final int PARAMETERS = 3;
    private static final int FRAME_RATE = 4;
    private static final int BIT_RATE = 5;
    private static final int MAX_BIT_RATE = 6;
    private static final int STATISTICS = 28;

    private static final int HIGHEST_LEVEL = 52;

    // SEncParamExt
    private static final int WIDTH = 4;
    private static final int HEIGHT = 8;
    private static final int FIRST_LAYER_WIDTH = 32;
    private static final int FIRST_LAYER_HEIGHT = 36;
    private static final int FIRST_LAYER_LEVEL = 56;
    private static final int FIRST_LAYER_QP = 60;
    private static final int INTRA_PERIOD = 836;
    private static final int LTR_MARK_PERIOD = 888;
    private static final int BACKGROUND_DETECTION = 909;
    private static final int SCENE_CHANGE_DETECTION = 912;

    // SEncoderStatistics
    private static final int AVERAGE_QP = 24;

    /** More than any of the structs needs. */
    private static final int ROOM = 4096;

    private static final MethodHandle OPTION = Linker.nativeLinker()
            .downcallHandle(FunctionDescriptor.of(
                    ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));

    private OpenH264Controls() {}

    /** Why nothing here can be called, or null if all can. */
    static @Nullable String refusal() {
        int version = avcodec.avcodec_version() >> 16;
        return version == LIBAVCODEC
                ? null
                : "can only be controlled in libavcodec " + LIBAVCODEC + " (FFmpeg 8), and this is libavcodec "
                        + version;
    }

    /**
     * Makes a new encoder do as it is told: no IDR picture when the scene changes.
     *
     * @param qp the quantiser of all pictures when rate control is off, else -1
     */
    static void tune(FfmpegEncoder encoder, int qp) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment parameters = arena.allocate(ROOM, 8);
            option(encoder, GET_OPTION, PARAMETERS, parameters);
            // Another OpenH264 may have another struct.
            if (parameters.get(ValueLayout.JAVA_INT, WIDTH) != encoder.context().width()
                    || parameters.get(ValueLayout.JAVA_INT, HEIGHT)
                            != encoder.context().height()
                    || parameters.get(ValueLayout.JAVA_INT, INTRA_PERIOD) != NO_PERIOD
                    || parameters.get(ValueLayout.JAVA_INT, LTR_MARK_PERIOD) != 30
                    || parameters.get(ValueLayout.JAVA_BYTE, BACKGROUND_DETECTION) != 1
                    || parameters.get(ValueLayout.JAVA_BYTE, SCENE_CHANGE_DETECTION) != 1) {
                throw new IllegalStateException("OpenH264's encoding parameters are not laid out as known");
            }
            parameters.set(ValueLayout.JAVA_BYTE, SCENE_CHANGE_DETECTION, (byte) 0);
            // OpenH264 only takes the above over with a change that makes it start afresh, as this one does.
            parameters.set(ValueLayout.JAVA_BYTE, BACKGROUND_DETECTION, (byte) 0);
            // It gives the size back in whole macroblocks, and would no longer crop.
            parameters.set(
                    ValueLayout.JAVA_INT, FIRST_LAYER_WIDTH, encoder.context().width());
            parameters.set(
                    ValueLayout.JAVA_INT, FIRST_LAYER_HEIGHT, encoder.context().height());
            // A level that does not stand in the way of a higher bit rate later; the stream is told its own.
            parameters.set(ValueLayout.JAVA_INT, FIRST_LAYER_LEVEL, HIGHEST_LEVEL);
            if (qp >= 0) {
                parameters.set(ValueLayout.JAVA_INT, FIRST_LAYER_QP, qp);
            }
            require(option(encoder, SET_OPTION, PARAMETERS, parameters), "encoding parameters");
        }
    }

    /** Changes the rates, in bits and pictures a second. */
    static void setRates(FfmpegEncoder encoder, int bitRate, int maxBitRate, float frameRate) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(8, 8);
            value.set(ValueLayout.JAVA_FLOAT, 0, frameRate);
            require(option(encoder, SET_OPTION, FRAME_RATE, value), "a frame rate of " + frameRate);
            value.set(ValueLayout.JAVA_INT, 0, 0); // the only layer
            // The maximum may at no time be below the rate.
            for (int[] step :
                    new int[][] {{MAX_BIT_RATE, Integer.MAX_VALUE}, {BIT_RATE, bitRate}, {MAX_BIT_RATE, maxBitRate}}) {
                value.set(ValueLayout.JAVA_INT, 4, step[1]);
                require(option(encoder, SET_OPTION, step[0], value), "a bit rate of " + step[1]);
            }
        }
    }

    /** The average quantiser of the picture coded last. */
    static int averageQp(FfmpegEncoder encoder) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment statistics = arena.allocate(ROOM, 8);
            option(encoder, GET_OPTION, STATISTICS, statistics);
            return statistics.get(ValueLayout.JAVA_INT, AVERAGE_QP);
        }
    }

    private static int option(FfmpegEncoder encoder, int function, int number, MemorySegment value) {
        MemorySegment data =
                MemorySegment.ofAddress(encoder.context().priv_data().address()).reinterpret(16);
        MemorySegment object = data.get(ValueLayout.ADDRESS, 8);
        MemorySegment table = object.reinterpret(8).get(ValueLayout.ADDRESS, 0);
        MemorySegment entry = table.reinterpret(72).get(ValueLayout.ADDRESS, 8L * function);
        try {
            return (int) OPTION.invokeExact(entry, object, number, value);
        } catch (Throwable e) {
            throw new AssertionError("A downcall throws nothing", e);
        }
    }

    private static void require(int status, String what) {
        if (status != 0) {
            throw new IllegalStateException("OpenH264 refused " + what + ": status " + status);
        }
    }
}
