package org.nvenc4j.simulator;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What stands for OpenGL beside a simulated CUDA driver: textures, and a context that is current on a thread or not. It draws
 * nothing. Textures are of the target {@code GL_TEXTURE_2D} and have channels of 8 bits.
 */
public final class SimulatedGl {
    private final Journal journal;
    private final ThreadLocal<Boolean> current = ThreadLocal.withInitial(() -> false);
    private final Map<Integer, Texture> textures = new ConcurrentHashMap<>();
    private int names;

    SimulatedGl(Journal journal) {
        this.journal = journal;
    }

    /** A texture's storage, which lives as long as somebody knows it. */
    static final class Texture {
        final int width;
        final int height;
        final int channels;
        final MemorySegment texels;
        volatile boolean mapped;

        private Texture(int width, int height, int channels) {
            this.width = width;
            this.height = height;
            this.channels = channels;
            texels = Arena.ofAuto().allocate((long) width * height * channels);
        }
    }

    /** Makes the OpenGL context current on the calling thread. */
    public void makeCurrent() {
        current.set(true);
    }

    /** Makes no OpenGL context current on the calling thread. */
    public void clearCurrent() {
        current.set(false);
    }

    boolean isCurrent() {
        return current.get();
    }

    /**
     * Makes a texture: {@code glGenTextures} and {@code glTexImage2D}.
     *
     * @param width texels
     * @param height rows
     * @param channels 1 to 4: {@code GL_R8}, {@code GL_RG8}, {@code GL_RGB8}, {@code GL_RGBA8}
     * @return its name
     */
    public synchronized int texture(int width, int height, int channels) {
        textures.put(++names, new Texture(width, height, channels));
        return names;
    }

    /**
     * Deletes a texture: {@code glDeleteTextures}. CUDA keeps the storage of one that is registered.
     *
     * @param texture its name
     */
    public void delete(int texture) {
        textures.remove(texture);
    }

    /**
     * Writes all of a texture: {@code glTexSubImage2D}.
     *
     * @param texture its name
     * @param texels row by row, without padding
     */
    public void write(int texture, byte[] texels) {
        MemorySegment.copy(texels, 0, usable(texture), ValueLayout.JAVA_BYTE, 0, texels.length);
    }

    /**
     * Reads all of a texture: {@code glGetTexImage}.
     *
     * @param texture its name
     * @return row by row, without padding
     */
    public byte[] read(int texture) {
        return usable(texture).toArray(ValueLayout.JAVA_BYTE);
    }

    private MemorySegment usable(int name) {
        Texture texture = textures.get(name);
        if (texture == null) {
            throw new IllegalArgumentException("There is no texture " + name);
        }
        if (texture.mapped) {
            journal.violation("OpenGL used texture " + name + " while it was mapped by CUDA");
        }
        return texture.texels;
    }

    @Nullable
    Texture find(int texture) {
        return textures.get(texture);
    }
}
