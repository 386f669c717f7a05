package org.nvenc4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nvenc4j.cuda.BufferFormat;
import org.nvenc4j.cuda.ColourConverter;
import org.nvenc4j.cuda.CudaArray;
import org.nvenc4j.cuda.CudaContext;
import org.nvenc4j.cuda.DeviceFrame;
import org.nvenc4j.cuda.DeviceImage;
import org.nvenc4j.cuda.InputFrame;
import org.nvenc4j.cuda.PixelFormat;
import org.nvenc4j.stream.StreamEncoder;
import org.nvenc4j.stream.StreamPicture;

/**
 * That encoding puts nothing on the Java heap, to the byte. The driver has to be one that does not either, so this needs
 * a C compiler; without one it is skipped.
 */
class AllocationTest {
    private static final int FRAMES = 100_000;

    /** Until compiled code runs, the JVM's own interpreter allocates; how long that is depends on the machine. */
    private static final int MOST_ROUNDS = 30;

    private static Optional<StandIn> standIn;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final MemorySegment target = Arena.ofAuto().allocate(64 << 10);
    private final Object token = new Object();
    private final PictureOptions options = new PictureOptions();

    private CudaContext context;
    private NvEncoder encoder;
    private DeviceFrame[] frames;

    // What the consumer leaves behind: with it nothing of a picture can be optimised away.
    private static @Nullable EncodedPicture lastPicture;
    private static long seen;
    private static @Nullable Object lastToken;

    @BeforeAll
    static void build() {
        standIn = StandIn.build();
    }

    @BeforeEach
    void open() throws Throwable {
        assumeTrue(standIn.isPresent(), "no C compiler (gcc, clang, cc) on the path to build the stand-in driver with");
        standIn.get().accessUnit(50_000);
        context = CudaContext.primary(standIn.get().driver());
        encoder = NvEncoder.open(context, EncoderConfig.h264(1280, 720).build());
        frames = new DeviceFrame[] {frame(), frame(), frame()};
    }

    private DeviceFrame frame() {
        return DeviceFrame.allocate(context, BufferFormat.NV12, 1280, 720);
    }

    @AfterEach
    void close() {
        if (context != null) {
            context.close();
        }
    }

    @Test
    void encodingAndReadingInPlaceAllocateNothing() {
        assertAllocatesNothing(() -> {
            EncodedPicture picture = encoder.encode(frames[0]).only();
            seen += picture.byteAt(0) + picture.byteAt(picture.size() - 1) + picture.number();
            lastPicture = picture;
        });
    }

    @Test
    void anArrayAmongFramesAllocatesNothing() {
        InputFrame[] mixed = {frames[0], CudaArray.allocate(context, BufferFormat.NV12, 1280, 720)};
        assertAllocatesNothing(() -> {
            EncodedPicture picture = encoder.encode(mixed[(int) (seen & 1)]).only();
            seen += picture.number();
            lastPicture = picture;
        });
    }

    @Test
    void copyingTheAccessUnitAllocatesNothing() {
        assertAllocatesNothing(() -> {
            EncodedPicture picture = encoder.encode(frames[0]).only();
            seen += picture.copyTo(target, 0);
            lastPicture = picture;
        });
    }

    @Test
    void walkingOptionsTokensAndSeveralFramesAllocateNothing() {
        assertAllocatesNothing(() -> {
            DeviceFrame frame = frames[(int) (seen % frames.length)];
            for (EncodedPicture picture :
                    encoder.encode(frame, options.timestamp(7).duration(3).token(token))) {
                seen += picture.timestamp() - picture.duration() - 3;
                lastToken = picture.token();
                lastPicture = picture;
                picture.close();
            }
        });
        assertThat(lastToken).isSameAs(token);
    }

    @Test
    void aLiveStreamAllocatesNothing() {
        try (var stream =
                StreamEncoder.open(context, EncoderConfig.h264(1280, 720).build())) {
            stream.limitUnderWay(1);
            assertAllocatesNothing(() -> {
                StreamPicture picture = stream.encode(frames[0], seen);
                if (picture == null) {
                    stream.delivered(stream.pictures() - 1);
                } else {
                    seen += picture.sequence() + picture.data().byteAt(0);
                }
            });
            assertThat(stream.dropped()).isPositive();
        }
    }

    @Test
    void convertingAllocatesNothing() {
        ColourConverter converter = converter();
        DeviceImage image = DeviceImage.allocate(context, PixelFormat.RGBA, 1280, 720);
        assertAllocatesNothing(() -> converter.convert(image, frames[0], null));
    }

    @Test
    void aLiveStreamOfImagesAllocatesNothing() {
        DeviceImage image = DeviceImage.allocate(context, PixelFormat.RGBA, 1281, 721);
        try (var stream =
                StreamEncoder.open(context, EncoderConfig.h264(1280, 720).build(), converter())) {
            assertAllocatesNothing(() -> {
                StreamPicture picture = stream.encode(image, seen);
                seen += picture.sequence() + picture.data().byteAt(0);
            });
        }
    }

    private ColourConverter converter() {
        return ColourConverter.builder(PixelFormat.RGBA, BufferFormat.NV12).build(context);
    }

    private void assertAllocatesNothing(Runnable frame) {
        long allocated = Long.MAX_VALUE;
        for (int round = 0; round < MOST_ROUNDS && allocated != 0; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < FRAMES; i++) {
                frame.run();
            }
            allocated = threads.getCurrentThreadAllocatedBytes() - before;
        }
        assertThat(allocated).as("bytes of heap for %d frames", FRAMES).isZero();
    }
}
