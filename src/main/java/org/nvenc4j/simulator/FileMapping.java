package org.nvenc4j.simulator;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** Maps what a file descriptor stands for. POSIX only: elsewhere nothing can be imported by file descriptor. */
final class FileMapping {
    private static final int SEEK_END = 2;
    private static final int READ_WRITE = 3;
    private static final int SHARED = 1;
    private static final long FAILED = -1;

    private static final ValueLayout.OfInt I = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong J = ValueLayout.JAVA_LONG;

    private FileMapping() {}

    /** Maps a file's beginning. */
    static MemorySegment map(int fd, long size) {
        long fileSize = call("lseek", FunctionDescriptor.of(J, I, J, I), fd, 0L, SEEK_END);
        if (fileSize < size) {
            throw CudaResult.UNKNOWN.refusal("descriptor " + fd + " stands for " + fileSize + " bytes");
        }
        long address = call("mmap", FunctionDescriptor.of(J, J, J, I, I, I, J), 0L, size, READ_WRITE, SHARED, fd, 0L);
        if (address == FAILED) {
            throw CudaResult.UNKNOWN.refusal("descriptor " + fd + " cannot be mapped");
        }
        return MemorySegment.ofAddress(address).reinterpret(size);
    }

    static void close(int fd) {
        call("close", FunctionDescriptor.of(I, I), fd);
    }

    static void unmap(MemorySegment mapping) {
        call("munmap", FunctionDescriptor.of(I, J, J), mapping.address(), mapping.byteSize());
    }

    private static long call(String function, FunctionDescriptor descriptor, Object... arguments) {
        Linker linker = Linker.nativeLinker();
        MemorySegment address = linker.defaultLookup()
                .find(function)
                .orElseThrow(() -> CudaResult.NOT_SUPPORTED.refusal("no " + function + " on this system"));
        MethodHandle handle = linker.downcallHandle(address, descriptor);
        try {
            return ((Number) handle.invokeWithArguments(arguments)).longValue();
        } catch (Throwable t) {
            throw new AssertionError("a native call throws nothing", t);
        }
    }
}
