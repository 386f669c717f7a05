package org.nvenc4j.cuda;

import static org.junit.jupiter.api.Assumptions.abort;
import static org.lwjgl.opengl.GL30.*;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.lwjgl.opengl.GL;
import org.lwjgl.system.Configuration;
import org.lwjgl.system.MemoryUtil;
import org.nvenc4j.SystemGpu;

/**
 * OpenGL, without a window, on the GPU that a CUDA device is: a program of somebody else's, written with LWJGL. Its context is
 * made before LWJGL's native library is loaded: NVIDIA's EGL, loaded after it, makes contexts that CUDA does not know.
 */
@SuppressWarnings("restricted")
public final class OpenGlContext implements GlTextureContract.OpenGl {
    private static final int EGL_PLATFORM_DEVICE = 0x313F;
    private static final int EGL_CUDA_DEVICE = 0x323A;
    private static final int EGL_OPENGL_API = 0x30A2;
    private static final int EGL_RENDERABLE_TYPE = 0x3040;
    private static final int EGL_OPENGL_BIT = 0x0008;
    private static final int EGL_SURFACE_TYPE = 0x3033;
    private static final int EGL_PBUFFER_BIT = 0x0001;
    private static final int EGL_NONE = 0x3038;
    private static final int MOST_DEVICES = 64;
    private static final long NONE = 0;

    private final SymbolLookup egl = SystemGpu.library("libEGL.so.1");
    private final Arena arena = Arena.ofConfined();
    private final long display;
    private final long context;

    /** Makes a context, and makes it current on this thread. */
    public OpenGlContext(CudaDevice cuda) {
        MemorySegment out = arena.allocate(ValueLayout.JAVA_LONG);
        display = call("eglGetPlatformDisplay", EGL_PLATFORM_DEVICE, device(cuda), NONE);
        check(call("eglInitialize", display, NONE, NONE));
        check(call("eglBindAPI", EGL_OPENGL_API));
        MemorySegment wanted = arena.allocateFrom(
                ValueLayout.JAVA_INT, EGL_RENDERABLE_TYPE, EGL_OPENGL_BIT, EGL_SURFACE_TYPE, EGL_PBUFFER_BIT, EGL_NONE);
        MemorySegment count = arena.allocate(ValueLayout.JAVA_INT);
        check(call("eglChooseConfig", display, wanted.address(), out.address(), 1, count.address()));
        context = call("eglCreateContext", display, out.get(ValueLayout.JAVA_LONG, 0), NONE, NONE);
        check(context);
        makeCurrent();
        Configuration.OPENGL_CONTEXT_API.set("EGL");
        GL.createCapabilities();
    }

    private long device(CudaDevice cuda) {
        MemorySegment devices = arena.allocate(ValueLayout.JAVA_LONG, MOST_DEVICES);
        MemorySegment out = arena.allocate(ValueLayout.JAVA_LONG);
        check(call("eglQueryDevicesEXT", MOST_DEVICES, devices.address(), out.address()));
        int count = out.get(ValueLayout.JAVA_INT, 0);
        for (int i = 0; i < count; i++) {
            long device = devices.getAtIndex(ValueLayout.JAVA_LONG, i);
            boolean known = (int) call("eglQueryDeviceAttribEXT", device, EGL_CUDA_DEVICE, out.address()) != 0;
            if (known && out.get(ValueLayout.JAVA_LONG, 0) == cuda.ordinal()) {
                return device;
            }
        }
        return abort("EGL shows no device that is " + cuda);
    }

    /** Calls a function whose parameters and result are integers or pointers. */
    private long call(String function, long... arguments) {
        Linker linker = Linker.nativeLinker();
        MemoryLayout[] parameters = new MemoryLayout[arguments.length];
        Arrays.fill(parameters, ValueLayout.JAVA_LONG);
        try {
            MemorySegment address = egl.find(function).orElse(null);
            if (address == null) {
                long name = arena.allocateFrom(function).address();
                address = MemorySegment.ofAddress(call("eglGetProcAddress", name));
            }
            return (long) linker.downcallHandle(address, FunctionDescriptor.of(ValueLayout.JAVA_LONG, parameters))
                    .invokeWithArguments(Arrays.stream(arguments).boxed().toList());
        } catch (Throwable t) {
            throw new AssertionError(function, t);
        }
    }

    private void check(long done) {
        if ((int) done == 0) {
            throw new AssertionError(String.format("EGL's error 0x%x", (int) call("eglGetError")));
        }
    }

    @Override
    public void makeCurrent() {
        check(call("eglMakeCurrent", display, NONE, NONE, context));
    }

    @Override
    public void clearCurrent() {
        check(call("eglMakeCurrent", display, NONE, NONE, NONE));
    }

    private static final int[] INTERNAL_FORMATS = {0, GL_R8, GL_RG8, GL_RGB8, GL_RGBA8};
    private static final int[] FORMATS = {0, GL_RED, GL_RG, GL_RGB, GL_RGBA};

    @Override
    public int texture(int width, int height, int channels) {
        int texture = glGenTextures();
        glBindTexture(GL_TEXTURE_2D, texture);
        glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
        glTexImage2D(
                GL_TEXTURE_2D,
                0,
                INTERNAL_FORMATS[channels],
                width,
                height,
                0,
                FORMATS[channels],
                GL_UNSIGNED_BYTE,
                NONE);
        return texture;
    }

    @Override
    public void write(int texture, int width, int height, int channels, byte[] texels) {
        ByteBuffer direct = MemoryUtil.memAlloc(texels.length).put(0, texels);
        glBindTexture(GL_TEXTURE_2D, texture);
        glPixelStorei(GL_UNPACK_ALIGNMENT, 1);
        glTexSubImage2D(GL_TEXTURE_2D, 0, 0, 0, width, height, FORMATS[channels], GL_UNSIGNED_BYTE, direct);
        MemoryUtil.memFree(direct);
    }

    @Override
    public byte[] read(int texture, int width, int height, int channels) {
        byte[] texels = new byte[width * height * channels];
        ByteBuffer direct = MemoryUtil.memAlloc(texels.length);
        glBindTexture(GL_TEXTURE_2D, texture);
        glPixelStorei(GL_PACK_ALIGNMENT, 1);
        glGetTexImage(GL_TEXTURE_2D, 0, FORMATS[channels], GL_UNSIGNED_BYTE, direct);
        direct.get(0, texels);
        MemoryUtil.memFree(direct);
        return texels;
    }

    @Override
    public void delete(int texture) {
        glDeleteTextures(texture);
    }

    @Override
    public void close() {
        clearCurrent();
        GL.setCapabilities(null);
        check(call("eglDestroyContext", display, context));
        check(call("eglTerminate", display));
        check(call("eglReleaseThread"));
        arena.close();
    }
}
