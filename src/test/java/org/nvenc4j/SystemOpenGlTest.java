package org.nvenc4j;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.nvenc4j.cuda.BufferFormat;
import org.nvenc4j.cuda.CudaArray;
import org.nvenc4j.cuda.CudaContext;
import org.nvenc4j.cuda.GlTexture;
import org.nvenc4j.cuda.OpenGlContext;
import org.nvenc4j.simulator.Coders;
import org.nvenc4j.simulator.Simulator;

/** A texture of OpenGL's on a real GPU, encoded where it lies by the simulated encoder. */
@Tag("gpu")
@EnabledOnOs(OS.LINUX)
class SystemOpenGlTest {
    private static final int GL_TEXTURE_2D = 0x0DE1;
    private static final int WIDTH = 640;
    private static final int HEIGHT = 360;

    @Test
    void encodesATexture() {
        try (Simulator simulator = SystemGpu.mixed(Simulator.builder().coders(Coders.LOSSLESS));
                CudaContext context = CudaContext.primary(simulator.driver());
                OpenGlContext gl = new OpenGlContext(context.device());
                NvEncoder encoder = NvEncoder.open(
                        context, EncoderConfig.h264(WIDTH, HEIGHT).build())) {
            int name = gl.texture(WIDTH, HEIGHT * 3 / 2, 1);
            gl.write(name, WIDTH, HEIGHT * 3 / 2, 1, SystemGpu.pattern(WIDTH, HEIGHT));
            try (GlTexture texture = GlTexture.register(context, name, GL_TEXTURE_2D)) {
                CudaArray frame = texture.map(BufferFormat.NV12, WIDTH, HEIGHT, null);
                assertThat(frame.download()).isEqualTo(SystemGpu.pattern(WIDTH, HEIGHT));
                SystemGpu.assertEncodes(encoder, frame);
            }
            assertThat(encoder.isOpen()).isTrue();
            assertThat(simulator.violations()).isEmpty();
        }
    }
}
