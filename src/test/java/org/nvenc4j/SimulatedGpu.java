package org.nvenc4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.nvenc4j.cuda.BufferFormat;
import org.nvenc4j.cuda.CudaContext;
import org.nvenc4j.cuda.DeviceFrame;
import org.nvenc4j.simulator.Coders;
import org.nvenc4j.simulator.GpuModel;
import org.nvenc4j.simulator.Leftovers;
import org.nvenc4j.simulator.Simulator;

/** A simulated GPU in one API version, with a context; closing it requires that nothing was left on it. */
public final class SimulatedGpu implements AutoCloseable {
    public final Simulator simulator;
    public final CudaContext context;

    private SimulatedGpu(Simulator simulator) {
        this.simulator = simulator;
        context = CudaContext.primary(simulator.driver());
    }

    /** A GPU like Ada's, whose H.264 is coded without loss. */
    public static SimulatedGpu of(ApiVersion version) {
        return of(version, GpuModel.ADA);
    }

    public static SimulatedGpu of(ApiVersion version, GpuModel model) {
        return of(Simulator.builder().maxApiVersion(version).gpu(model).coders(Coders.LOSSLESS));
    }

    public static SimulatedGpu of(Simulator.Builder builder) {
        return new SimulatedGpu(builder.record().build());
    }

    /** Frames of random samples, which no coder can predict. */
    public List<DeviceFrame> frames(int count, BufferFormat format, int width, int height) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
        List<DeviceFrame> frames = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            DeviceFrame frame = DeviceFrame.allocate(context, format, width, height);
            byte[] samples = new byte[(int) frame.packedBytes()];
            random.nextBytes(samples);
            frame.upload(samples);
            frames.add(frame);
        }
        return frames;
    }

    public DeviceFrame frame(int width, int height) {
        return frames(1, BufferFormat.NV12, width, height).getFirst();
    }

    @Override
    public void close() {
        context.close();
        assertThat(simulator.leftovers()).isEqualTo(Leftovers.NONE);
        assertThat(simulator.leftAtDestroy()).isEqualTo(Leftovers.NONE);
        assertThat(simulator.violations()).isEmpty();
        simulator.close();
    }
}
