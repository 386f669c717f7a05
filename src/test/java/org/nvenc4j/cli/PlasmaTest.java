package org.nvenc4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nvenc4j.NvencDriver;
import org.nvenc4j.NvencUnavailableException;
import org.nvenc4j.NvencUnavailableException.Cause;
import org.nvenc4j.cuda.CudaContext;
import org.nvenc4j.cuda.CudaModule;
import org.nvenc4j.cuda.CudaStream;
import org.nvenc4j.cuda.DeviceBuffer;
import org.nvenc4j.cuda.DeviceImage;
import org.nvenc4j.cuda.PixelFormat;
import org.nvenc4j.simulator.Simulator;

/** The demo's picture: what it shows, and that the kernel on a GPU draws what the stand-in does. */
class PlasmaTest {
    private static final int WIDTH = 333;
    private static final int HEIGHT = 187;
    private static final int PITCH = 4 * WIDTH + 12;
    private static final long NUMBER = 0xA53C_0F12L;

    private static byte[] draw(NvencDriver driver, int hue, double lightX) {
        try (CudaContext context = CudaContext.primary(driver);
                CudaModule module = Plasma.load(context);
                CudaStream stream = CudaStream.create(context);
                DeviceBuffer memory = DeviceBuffer.allocate(context, PITCH * HEIGHT);
                DeviceImage image =
                        DeviceImage.wrap(context, memory.address(), PITCH, PixelFormat.RGBA, WIDTH, HEIGHT)) {
            memory.fill((byte) 1);
            Plasma.of(module).draw(image, NUMBER, hue, lightX, 0.5, stream);
            stream.synchronize();
            byte[] pixels = new byte[PITCH * HEIGHT];
            memory.copyTo(pixels);
            return pixels;
        }
    }

    private static byte[] simulated(int hue, double lightX) {
        try (Simulator simulator =
                Simulator.builder().kernel(Plasma.KERNEL, new PlasmaStandIn()).build()) {
            return draw(simulator.driver(), hue, lightX);
        }
    }

    private static int rgba(byte[] pixels, int x, int y) {
        return MemorySegment.ofArray(pixels).get(ValueLayout.JAVA_INT_UNALIGNED, (long) y * PITCH + 4L * x);
    }

    private static int green(byte[] pixels, int x, int y) {
        return pixels[y * PITCH + 4 * x + 1] & 0xFF;
    }

    @Test
    void theNumberStandsInTheCorner() {
        byte[] pixels = simulated(0, 0.5);
        long number = 0;
        for (int bit = 0; bit < 32; bit++) {
            int colour = rgba(pixels, bit % 8 * 16 + 8, bit / 8 * 16 + 8);
            assertThat(colour).isIn(-1, 0xFF000000);
            number |= (colour == -1 ? 1L : 0) << bit;
        }
        assertThat(number).isEqualTo(NUMBER);
    }

    @Test
    void theLightFollowsThePointerAndAKeyTurnsTheColours() {
        byte[] middle = simulated(0, 0.5);
        byte[] right = simulated(0, 0.9);
        byte[] turned = simulated(128, 0.5);
        int y = HEIGHT / 2;
        assertThat(green(middle, WIDTH / 2, y)).isGreaterThan(green(right, WIDTH / 2, y));
        assertThat(green(right, (int) (0.9 * WIDTH), y)).isGreaterThan(green(middle, (int) (0.9 * WIDTH), y));
        int different = 0;
        for (int x = 0; x < WIDTH; x++) {
            different += rgba(middle, x, HEIGHT - 1) == rgba(turned, x, HEIGHT - 1) ? 0 : 1;
            assertThat(rgba(middle, x, HEIGHT - 1) >>> 24).isEqualTo(255);
        }
        assertThat(different).isGreaterThan(WIDTH / 2);
    }

    @Test
    void nothingIsDrawnBesideTheImage() {
        byte[] pixels = simulated(0, 0.5);
        for (int y = 0; y < HEIGHT; y++) {
            for (int at = 4 * WIDTH; at < PITCH; at++) {
                assertThat(pixels[y * PITCH + at]).isEqualTo((byte) 1);
            }
        }
    }

    @Tag("gpu")
    @Test
    void theKernelDrawsWhatTheStandInDoes() {
        NvencDriver system;
        try {
            system = NvencDriver.system();
        } catch (NvencUnavailableException e) {
            if (e.cause() == Cause.NO_DRIVER || e.cause() == Cause.NO_ENCODE_LIBRARY || e.cause() == Cause.NO_DEVICE) {
                abort(e.getMessage());
            }
            throw e;
        }
        byte[] drawn = draw(system, 77, 0.3);
        byte[] expected = simulated(77, 0.3);
        int different = 0;
        for (int i = 0; i < drawn.length; i++) {
            int by = Math.abs((drawn[i] & 0xFF) - (expected[i] & 0xFF));
            assertThat(by).as("byte %d", i).isLessThanOrEqualTo(1);
            different += by;
        }
        assertThat(different).as("one off is rounding, and rare").isLessThan(drawn.length / 8);
    }
}
