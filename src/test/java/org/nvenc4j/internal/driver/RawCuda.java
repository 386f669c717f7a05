package org.nvenc4j.internal.driver;

import static org.nvenc4j.internal.raw.cuda.cuda_calls.*;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.LongToIntFunction;
import org.nvenc4j.NvencDriver;
import org.nvenc4j.internal.raw.cuda.CUDA_ARRAY3D_DESCRIPTOR;
import org.nvenc4j.internal.raw.cuda.CUDA_MEMCPY2D;
import org.nvenc4j.internal.raw.cuda.CUmemAccessDesc;
import org.nvenc4j.internal.raw.cuda.CUmemAllocationProp;
import org.nvenc4j.internal.raw.cuda.CUmemLocation;
import org.nvenc4j.internal.raw.cuda.cuda_h;

/** The CUDA calls of somebody else in the process, whose contexts and memory this library is given. */
public final class RawCuda {
    private final CudaFunctions cuda;

    public RawCuda(NvencDriver driver) {
        cuda = BoundDriver.of(driver).cuda();
    }

    /** Makes a context and makes it current on this thread. */
    public long createContext(int device) {
        return out("cuCtxCreate_v2", f -> cell -> PFN_cuCtxCreate_v2(f, cell, 0, device));
    }

    public void destroyContext(long context) {
        call("cuCtxDestroy_v2", PFN_cuCtxDestroy_v2(function("cuCtxDestroy_v2"), context));
    }

    public long currentContext() {
        return out("cuCtxGetCurrent", f -> cell -> PFN_cuCtxGetCurrent(f, cell));
    }

    public void setCurrentContext(long context) {
        call("cuCtxSetCurrent", PFN_cuCtxSetCurrent(function("cuCtxSetCurrent"), context));
    }

    public boolean isPrimaryActive(int device) {
        return 0
                != (int) out("cuDevicePrimaryCtxGetState", f -> cell -> {
                    try (Arena arena = Arena.ofConfined()) {
                        long flags = arena.allocate(ValueLayout.JAVA_INT).address();
                        return PFN_cuDevicePrimaryCtxGetState(f, device, flags, cell);
                    }
                });
    }

    public long allocate(long bytes) {
        return out("cuMemAlloc_v2", f -> cell -> PFN_cuMemAlloc_v2(f, cell, bytes));
    }

    public void free(long address) {
        call("cuMemFree_v2", PFN_cuMemFree_v2(function("cuMemFree_v2"), address));
    }

    public void upload(long address, byte[] bytes) {
        try (Arena arena = Arena.ofConfined()) {
            cuda.cuMemcpyHtoD(
                    address, arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes).address(), bytes.length);
        }
    }

    public void download(long address, byte[] bytes) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment copy = arena.allocate(bytes.length);
            cuda.cuMemcpyDtoH(copy.address(), address, bytes.length);
            MemorySegment.copy(copy, ValueLayout.JAVA_BYTE, 0, bytes, 0, bytes.length);
        }
    }

    public long allocateManaged(long bytes) {
        int attachGlobal = cuda_h.CU_MEM_ATTACH_GLOBAL();
        return out("cuMemAllocManaged", f -> cell -> PFN_cuMemAllocManaged(f, cell, bytes, attachGlobal));
    }

    public long allocateFromPool(long bytes) {
        int defaultStream = 0;
        return out("cuMemAllocAsync", f -> cell -> PFN_cuMemAllocAsync(f, cell, bytes, defaultStream));
    }

    public long allocateHost(long bytes) {
        int noFlags = 0;
        return out("cuMemHostAlloc", f -> cell -> PFN_cuMemHostAlloc(f, cell, bytes, noFlags));
    }

    public void freeHost(long address) {
        call("cuMemFreeHost", PFN_cuMemFreeHost(function("cuMemFreeHost"), address));
    }

    /** Memory that was mapped by virtual memory management. */
    public Mapped map(long bytes, int device) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment prop = arena.allocate(CUmemAllocationProp.layout());
            CUmemAllocationProp.type(prop, cuda_h.CU_MEM_ALLOCATION_TYPE_PINNED());
            place(CUmemAllocationProp.location(prop), device);
            MemorySegment access = arena.allocate(CUmemAccessDesc.layout());
            place(CUmemAccessDesc.location(access), device);
            CUmemAccessDesc.flags(access, cuda_h.CU_MEM_ACCESS_FLAGS_PROT_READWRITE());

            long granularity = out(
                    "cuMemGetAllocationGranularity",
                    f -> cell -> PFN_cuMemGetAllocationGranularity(f, cell, prop.address(), 0));
            long size = (bytes + granularity - 1) / granularity * granularity;
            long handle = out("cuMemCreate", f -> cell -> PFN_cuMemCreate(f, cell, size, prop.address(), 0));
            long address = out("cuMemAddressReserve", f -> cell -> PFN_cuMemAddressReserve(f, cell, size, 0, 0, 0));
            call("cuMemMap", PFN_cuMemMap(function("cuMemMap"), address, size, 0, handle, 0));
            call("cuMemRelease", PFN_cuMemRelease(function("cuMemRelease"), handle));
            call("cuMemSetAccess", PFN_cuMemSetAccess(function("cuMemSetAccess"), address, size, access.address(), 1));
            return new Mapped(address, size);
        }
    }

    public record Mapped(long address, long size) {}

    public void unmap(Mapped memory) {
        call("cuMemUnmap", PFN_cuMemUnmap(function("cuMemUnmap"), memory.address, memory.size));
        call("cuMemAddressFree", PFN_cuMemAddressFree(function("cuMemAddressFree"), memory.address, memory.size));
    }

    /** Makes a two-dimensional array. */
    public long createArray(long width, long height, int format, int channels, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment descriptor = arena.allocate(CUDA_ARRAY3D_DESCRIPTOR.layout());
            CUDA_ARRAY3D_DESCRIPTOR.Width(descriptor, width);
            CUDA_ARRAY3D_DESCRIPTOR.Height(descriptor, height);
            CUDA_ARRAY3D_DESCRIPTOR.Format(descriptor, format);
            CUDA_ARRAY3D_DESCRIPTOR.NumChannels(descriptor, channels);
            CUDA_ARRAY3D_DESCRIPTOR.Flags(descriptor, flags);
            return out("cuArray3DCreate_v2", f -> cell -> PFN_cuArray3DCreate_v2(f, cell, descriptor.address()));
        }
    }

    public void destroyArray(long array) {
        call("cuArrayDestroy", PFN_cuArrayDestroy(function("cuArrayDestroy"), array));
    }

    /** The rows of an array from the first on, without padding. */
    public byte[] downloadArray(long array, int rowBytes, int rows) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate((long) rowBytes * rows);
            MemorySegment copy = arena.allocate(CUDA_MEMCPY2D.layout());
            CUDA_MEMCPY2D.srcMemoryType(copy, cuda_h.CU_MEMORYTYPE_ARRAY());
            CUDA_MEMCPY2D.srcArray(copy, array);
            CUDA_MEMCPY2D.dstMemoryType(copy, cuda_h.CU_MEMORYTYPE_HOST());
            CUDA_MEMCPY2D.dstHost(copy, bytes.address());
            CUDA_MEMCPY2D.dstPitch(copy, rowBytes);
            CUDA_MEMCPY2D.WidthInBytes(copy, rowBytes);
            CUDA_MEMCPY2D.Height(copy, rows);
            cuda.cuMemcpy2D(copy.address());
            return bytes.toArray(ValueLayout.JAVA_BYTE);
        }
    }

    private static void place(MemorySegment location, int device) {
        CUmemLocation.type(location, cuda_h.CU_MEM_LOCATION_TYPE_DEVICE());
        CUmemLocation.id(location, device);
    }

    private interface Call {
        LongToIntFunction at(MemorySegment function);
    }

    /** Calls a function that writes one value. */
    private long out(String symbol, Call call) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment cell = arena.allocate(ValueLayout.JAVA_LONG);
            call(symbol, call.at(function(symbol)).applyAsInt(cell.address()));
            return cell.get(ValueLayout.JAVA_LONG, 0);
        }
    }

    private void call(String symbol, int result) {
        cuda.check(symbol, result);
    }

    private MemorySegment function(String symbol) {
        return cuda.library.find(symbol).orElseThrow();
    }
}
