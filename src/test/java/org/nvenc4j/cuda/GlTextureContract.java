package org.nvenc4j.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nvenc4j.cuda.UnusableMemoryException.Reason;

/** Textures of OpenGL's: whose they are when, what is read and written, and which cannot be mapped. */
abstract class GlTextureContract extends CudaContract {
    private static final int GL_TEXTURE_2D = 0x0DE1;
    private static final int WIDTH = 178;
    private static final int HEIGHT = 100;
    private static final int RGBA = 4;

    private OpenGl gl;

    /** What the tests want of OpenGL. */
    interface OpenGl extends AutoCloseable {
        void makeCurrent();

        void clearCurrent();

        /** Makes a texture of channels of 8 bits. */
        int texture(int width, int height, int channels);

        void write(int texture, int width, int height, int channels, byte[] texels);

        byte[] read(int texture, int width, int height, int channels);

        void delete(int texture);

        @Override
        void close();
    }

    /** Opens OpenGL on the device's GPU, current on this thread. */
    abstract OpenGl openGl();

    @BeforeEach
    void openTheOther() {
        gl = openGl();
    }

    @AfterEach
    void closeTheOther() {
        if (gl != null) {
            gl.makeCurrent();
            context.close();
            gl.close();
        }
    }

    private static byte[] noise(int bytes) {
        byte[] noise = new byte[bytes];
        new Random(bytes).nextBytes(noise);
        return noise;
    }

    private int rgba(byte[] texels) {
        int texture = gl.texture(WIDTH, HEIGHT, RGBA);
        gl.write(texture, WIDTH, HEIGHT, RGBA, texels);
        return texture;
    }

    private int rgba() {
        return rgba(noise(WIDTH * HEIGHT * RGBA));
    }

    @Test
    void belongsToOneAfterTheOther() {
        byte[] texels = noise(WIDTH * HEIGHT * RGBA);
        int name = rgba(texels);
        GlTexture texture = GlTexture.register(context, name, GL_TEXTURE_2D);
        CudaStream stream = CudaStream.createNonBlocking(context);
        DeviceFrame copy = DeviceFrame.allocate(context, BufferFormat.ABGR, WIDTH, HEIGHT);

        try (CudaArray array = texture.map(BufferFormat.ABGR, WIDTH, HEIGHT, stream)) {
            array.checkEncodable();
            copy.copyFrom(array, stream);
        }
        stream.synchronize();
        assertThat(copy.download()).isEqualTo(texels);

        texels[5] ^= 1;
        gl.write(name, WIDTH, HEIGHT, RGBA, texels);
        CudaArray array = texture.map(BufferFormat.ABGR, WIDTH, HEIGHT, null);
        assertThat(array.download()).isEqualTo(texels);
        texels[6] ^= 1;
        array.upload(texels);
        array.close();
        assertThat(gl.read(name, WIDTH, HEIGHT, RGBA)).isEqualTo(texels);
        assertThat(texture.context()).isSameAs(context);
    }

    @Test
    void holdsThePlanesRowByRow() {
        byte[] texels = noise(WIDTH * HEIGHT * 3 / 2);
        int name = gl.texture(WIDTH, HEIGHT * 3 / 2, 1);
        gl.write(name, WIDTH, HEIGHT * 3 / 2, 1, texels);
        GlTexture texture = GlTexture.register(context, name, GL_TEXTURE_2D);

        assertThat(texture.map(BufferFormat.NV12, WIDTH, HEIGHT, null).download())
                .isEqualTo(texels);
    }

    @Test
    void closesWhatIsMapped() {
        GlTexture texture = GlTexture.register(context, rgba(), GL_TEXTURE_2D);
        CudaStream stream = CudaStream.create(context);
        CudaArray array = texture.map(BufferFormat.ABGR, WIDTH, HEIGHT, stream);
        assertThatIllegalStateException()
                .isThrownBy(() -> texture.map(BufferFormat.ABGR, WIDTH, HEIGHT, stream))
                .withMessageContainingAll("OpenGL texture", "mapped", "close");
        stream.close();

        texture.close();
        assertThat(array.isOpen()).isFalse();
        assertThatIllegalStateException().isThrownBy(array::download).withMessageContaining("closed");
        assertThatIllegalStateException()
                .isThrownBy(() -> texture.map(BufferFormat.ABGR, WIDTH, HEIGHT, null))
                .withMessageContaining("closed");
    }

    @Test
    void refusesAnotherPictureAndUnmaps() {
        GlTexture texture = GlTexture.register(context, rgba(), GL_TEXTURE_2D);
        for (BufferFormat format : new BufferFormat[] {BufferFormat.NV12, BufferFormat.ABGR}) {
            assertThatExceptionOfType(UnusableMemoryException.class)
                    .isThrownBy(() -> texture.map(format, WIDTH, HEIGHT - 1, null))
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.ARRAY))
                    .withMessageContaining(WIDTH + "x" + HEIGHT);
        }
        assertThat(texture.map(BufferFormat.ABGR, WIDTH, HEIGHT, null).isOpen()).isTrue();
    }

    @Test
    void refusesWhatIsNoTexture() {
        assertThatIllegalArgumentException().isThrownBy(() -> GlTexture.register(context, 0, GL_TEXTURE_2D));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GlTexture.register(context, 1, 0x806F))
                .withMessageContaining("0x806f");
        assertThatExceptionOfType(CudaException.class)
                .isThrownBy(() -> GlTexture.register(context, 4711, GL_TEXTURE_2D))
                .withMessageContainingAll("cuGraphicsGLRegisterImage", "(400)", "must exist");
    }

    @Test
    void wantsTheContextOfOpenGlCurrent() {
        int name = rgba();
        GlTexture texture = GlTexture.register(context, name, GL_TEXTURE_2D);
        gl.clearCurrent();
        assertThatExceptionOfType(CudaException.class)
                .isThrownBy(() -> GlTexture.register(context, name, GL_TEXTURE_2D))
                .withMessageContainingAll("OpenGL", "current on this thread");
        assertThatExceptionOfType(CudaException.class)
                .isThrownBy(() -> texture.map(BufferFormat.ABGR, WIDTH, HEIGHT, null))
                .withMessageContainingAll("OpenGL", "current on this thread");
        gl.makeCurrent();
        texture.map(BufferFormat.ABGR, WIDTH, HEIGHT, null).close();
    }

    /** The driver keeps its storage. */
    @Test
    void closesATextureThatWasDeleted() {
        int name = rgba();
        GlTexture texture = GlTexture.register(context, name, GL_TEXTURE_2D);
        gl.delete(name);
        texture.close();
        assertThat(texture.isOpen()).isFalse();
    }
}
