package org.nvenc4j.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.nvenc4j.ApiVersion;
import org.nvenc4j.EachAbi;
import org.nvenc4j.EncoderConfig;
import org.nvenc4j.NvEncoder;
import org.nvenc4j.cuda.BufferFormat;
import org.nvenc4j.cuda.CudaContext;
import org.nvenc4j.cuda.CudaEvent;
import org.nvenc4j.cuda.CudaKernel;
import org.nvenc4j.cuda.CudaModule;
import org.nvenc4j.cuda.CudaStream;
import org.nvenc4j.cuda.DeviceBuffer;
import org.nvenc4j.cuda.DeviceFrame;

/**
 * That a frame which a slow kernel is still making is not encoded before it is made. The kernel takes its time and writes
 * at its end, so that an encode which overtakes it reads what was in the frame before. The test that does without any order
 * shows that this would be noticed.
 */
abstract class StreamOrderContract {
    private static final int WIDTH = 320;
    private static final int HEIGHT = 240;
    private static final byte OLD = 1;
    private static final byte NEW = 2;
    private static final int UNIMPLEMENTED = 22;
    private static final int NANOS = 200_000_000;

    /** Waits, and then sets bytes. */
    private static final String SLOW_FILL = """
        .version 6.3
        .target sm_50
        .address_size 64
        .visible .entry slow_fill(
            .param .u64 to,
            .param .u32 count,
            .param .u32 value,
            .param .u32 nanos
        )
        {
            .reg .pred %p<3>;
            .reg .b32 %r<4>;
            .reg .b64 %rd<8>;
            ld.param.u64 %rd1, [to];
            ld.param.u32 %r1, [count];
            ld.param.u32 %r2, [value];
            ld.param.u32 %r3, [nanos];
            cvt.u64.u32 %rd2, %r3;
            cvt.u64.u32 %rd7, %r1;
            mov.u64 %rd3, %globaltimer;
        wait:
            mov.u64 %rd4, %globaltimer;
            sub.u64 %rd5, %rd4, %rd3;
            setp.lt.u64 %p1, %rd5, %rd2;
            @%p1 bra wait;
            cvta.to.global.u64 %rd6, %rd1;
            add.u64 %rd7, %rd6, %rd7;
        fill:
            st.global.u8 [%rd6], %r2;
            add.u64 %rd6, %rd6, 1;
            setp.lt.u64 %p2, %rd6, %rd7;
            @%p2 bra fill;
            ret;
        }
        """;

    final StubCoder coder = new StubCoder();
    Simulator simulator;
    private CudaContext context;
    private CudaKernel slowFill;
    private DeviceFrame frame;
    private NvEncoder encoder;
    private CudaEvent made;

    /** A simulated encoder on a driver whose streams are slow. */
    abstract Simulator open(ApiVersion version);

    static Simulator.Builder withSlowFill(Simulator.Builder builder) {
        return builder.kernel(
                "slow_fill",
                launch -> launch.memory(launch.longArgument(0), launch.intArgument(1))
                        .fill((byte) launch.intArgument(2)));
    }

    private void begin(ApiVersion version) {
        simulator = open(version);
        context = CudaContext.primary(simulator.driver());
        encoder = NvEncoder.open(context, EncoderConfig.h264(WIDTH, HEIGHT).build());
        frame = DeviceFrame.allocate(context, BufferFormat.NV12, WIDTH, HEIGHT);
        slowFill = CudaModule.load(context, SLOW_FILL).kernel("slow_fill");
        made = CudaEvent.create(context);
    }

    @AfterEach
    void close() {
        if (context != null) {
            context.close();
            simulator.close();
        }
    }

    /** Fills a frame slowly; returns while that goes on. */
    private void makeFrame(@Nullable CudaStream stream) {
        byte[] old = new byte[(int) frame.packedBytes()];
        Arrays.fill(old, OLD);
        frame.upload(old);
        slowFill.set(0, frame.address())
                .set(1, (int) frame.format().bytes(frame.pitch(), HEIGHT))
                .set(2, (int) NEW)
                .set(3, NANOS)
                .launch(stream);
        if (stream != null) {
            made.record(stream);
        }
    }

    static void fill(CudaContext context, DeviceBuffer memory, CudaStream stream, int value) {
        CudaModule.load(context, SLOW_FILL)
                .kernel("slow_fill")
                .set(0, memory.address())
                .set(1, (int) memory.size())
                .set(2, value)
                .set(3, 0)
                .launch(stream);
    }

    private byte encodedSample() {
        encoder.encode(frame).only();
        return coder.pictures.getLast().planes().getFirst().samples()[WIDTH * HEIGHT - 1];
    }

    @EachAbi
    void anEncoderThatKnowsTheStreamWaitsForIt(ApiVersion version) {
        begin(version);
        for (CudaStream stream : new CudaStream[] {CudaStream.createNonBlocking(context), CudaStream.create(context)}) {
            encoder.streams(stream, stream);
            makeFrame(stream);
            assertThat(made.query()).isFalse();
            assertThat(encodedSample()).isEqualTo(NEW);
        }
    }

    @EachAbi
    void anEventOrdersWhereTheDriverKnowsNoStreams(ApiVersion version) {
        begin(version);
        simulator.fail("nvEncSetIOCudaStreams", 1, UNIMPLEMENTED);
        CudaStream stream = CudaStream.createNonBlocking(context);
        encoder.streams(stream, null);
        for (int i = 0; i < 2; i++) {
            makeFrame(stream);
            assertThat(made.query()).isFalse();
            assertThat(encodedSample()).isEqualTo(NEW);
        }
        stream.close();
        makeFrame(null);
        assertThat(encodedSample()).isEqualTo(NEW);
    }

    @Test
    void anEventOrdersAfterAnotherStreamThanTheEncoders() {
        begin(ApiVersion.V13_1);
        CudaStream makes = CudaStream.createNonBlocking(context);
        CudaStream encodes = CudaStream.createNonBlocking(context);
        encoder.streams(encodes, encodes);
        makeFrame(makes);
        encodes.waitFor(made);
        assertThat(made.query()).isFalse();
        assertThat(encodedSample()).isEqualTo(NEW);
    }

    /** If the frame is still not made after its encoding, then what was encoded is what was there before. */
    @Test
    void withoutOrderTheOldFrameIsEncoded() {
        begin(ApiVersion.V13_1);
        CudaStream stream = CudaStream.createNonBlocking(context);
        makeFrame(stream);
        byte encoded = encodedSample();
        boolean overtaken = !made.query();
        assertThat(overtaken).isTrue();
        assertThat(encoded).isEqualTo(OLD);
        stream.synchronize();
        assertThat(encodedSample()).isEqualTo(NEW);
    }
}
