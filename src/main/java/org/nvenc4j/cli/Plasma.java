package org.nvenc4j.cli;

import org.nvenc4j.cuda.CudaContext;
import org.nvenc4j.cuda.CudaKernel;
import org.nvenc4j.cuda.CudaModule;
import org.nvenc4j.cuda.CudaStream;
import org.nvenc4j.cuda.DeviceImage;

/**
 * Moving colours to look at, drawn on the GPU by the kernel of {@code src/main/cuda/plasma.cu}: waves that run through each
 * other, and a light that follows the viewer's pointer. In the upper left corner stands the picture's number, in 32 squares
 * of black and white.
 */
final class Plasma {
    static final String KERNEL = "plasma";

    private static final int BLOCK_WIDTH = 32;
    private static final int BLOCK_HEIGHT = 8;

    private final CudaKernel kernel;

    private Plasma(CudaKernel kernel) {
        this.kernel = kernel;
    }

    /** The kernel's module, to be closed by the caller or with the context. */
    static CudaModule load(CudaContext context) {
        return CudaModule.load(context, Plasma.class, KERNEL + ".ptx");
    }

    /** A picture of its own, for one thread at a time. */
    static Plasma of(CudaModule module) {
        return new Plasma(module.kernel(KERNEL).block(BLOCK_WIDTH, BLOCK_HEIGHT));
    }

    /**
     * Queues the drawing of a picture.
     *
     * @param image RGBA
     * @param number what the squares say
     * @param hue turns the colours, 0 to 1023 and on
     * @param lightX where the light is, as a share of the width
     * @param lightY where the light is, as a share of the height
     * @param stream the stream to queue it on
     */
    void draw(DeviceImage image, long number, int hue, double lightX, double lightY, CudaStream stream) {
        kernel.set(0, image.address())
                .set(1, image.pitch())
                .set(2, image.width())
                .set(3, image.height())
                .set(4, (int) number)
                .set(5, hue)
                .set(6, (int) (lightX * image.width()))
                .set(7, (int) (lightY * image.height()));
        kernel.gridFor(image.width(), image.height()).launch(stream);
    }
}
