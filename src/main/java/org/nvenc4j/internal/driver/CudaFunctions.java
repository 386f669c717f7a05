package org.nvenc4j.internal.driver;

import static org.nvenc4j.internal.raw.cuda.cuda_calls.*;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;
import org.nvenc4j.cuda.CudaException;
import org.nvenc4j.internal.raw.cuda.cuda_calls;

/**
 * The functions of a CUDA driver, by their C names less the suffix {@code _v2} that the current ABI's symbols have.
 *
 * <p>Each method throws {@link CudaException} where the function fails. An {@code int} is returned only where an answer
 * other than success is an ordinary one; {@link #check} makes an exception of the rest.
 */
public final class CudaFunctions {
    private final Entry cuInit;
    private final Entry cuDriverGetVersion;
    private final Entry cuDeviceGetCount;
    private final Entry cuDeviceGet;
    private final Entry cuDeviceGetName;
    private final Entry cuDeviceGetAttribute;
    private final Entry cuDeviceGetUuid;
    private final Entry cuDeviceTotalMem;
    private final Entry cuDeviceGetPCIBusId;
    private final Entry cuDevicePrimaryCtxRetain;
    private final Entry cuDevicePrimaryCtxRelease;
    private final Entry cuDevicePrimaryCtxGetState;
    private final Entry cuCtxPushCurrent;
    private final Entry cuCtxPopCurrent;
    private final Entry cuCtxGetCurrent;
    private final Entry cuCtxGetDevice;
    private final Entry cuCtxSynchronize;
    private final Entry cuMemAlloc;
    private final Entry cuMemAllocPitch;
    private final Entry cuMemFree;
    private final Entry cuArray3DCreate;
    private final Entry cuArray3DGetDescriptor;
    private final Entry cuArrayDestroy;
    private final Entry cuPointerGetAttribute;
    private final Entry cuMemcpyHtoD;
    private final Entry cuMemcpyDtoH;
    private final Entry cuMemcpy2D;
    private final Entry cuMemcpy2DAsync;
    private final Entry cuMemsetD8;
    private final Entry cuModuleLoadDataEx;
    private final Entry cuModuleUnload;
    private final Entry cuModuleGetFunction;
    private final Entry cuLaunchKernel;
    private final Entry cuStreamCreate;
    private final Entry cuStreamDestroy;
    private final Entry cuStreamSynchronize;
    private final Entry cuStreamWaitEvent;
    private final Entry cuEventCreate;
    private final Entry cuEventDestroy;
    private final Entry cuEventRecord;
    private final Entry cuEventQuery;
    private final Entry cuEventSynchronize;
    private final Entry cuEventElapsedTime;
    private final Entry cuGetErrorName;
    private final Entry cuGetErrorString;

    /** Kept because the addresses live as long as it does. */
    final SymbolLookup library;

    private @Nullable InteropFunctions interop;

    CudaFunctions(SymbolLookup library) {
        this.library = library;
        cuInit = entry("cuInit");
        cuDriverGetVersion = entry("cuDriverGetVersion");
        cuDeviceGetCount = entry("cuDeviceGetCount");
        cuDeviceGet = entry("cuDeviceGet");
        cuDeviceGetName = entry("cuDeviceGetName");
        cuDeviceGetAttribute = entry("cuDeviceGetAttribute");
        cuDeviceGetUuid = entry("cuDeviceGetUuid_v2");
        cuDeviceTotalMem = entry("cuDeviceTotalMem_v2");
        cuDeviceGetPCIBusId = entry("cuDeviceGetPCIBusId");
        cuDevicePrimaryCtxRetain = entry("cuDevicePrimaryCtxRetain");
        cuDevicePrimaryCtxRelease = entry("cuDevicePrimaryCtxRelease_v2");
        cuDevicePrimaryCtxGetState = entry("cuDevicePrimaryCtxGetState");
        cuCtxPushCurrent = entry("cuCtxPushCurrent_v2");
        cuCtxPopCurrent = entry("cuCtxPopCurrent_v2");
        cuCtxGetCurrent = entry("cuCtxGetCurrent");
        cuCtxGetDevice = entry("cuCtxGetDevice");
        cuCtxSynchronize = entry("cuCtxSynchronize");
        cuMemAlloc = entry("cuMemAlloc_v2");
        cuMemAllocPitch = entry("cuMemAllocPitch_v2");
        cuMemFree = entry("cuMemFree_v2");
        cuArray3DCreate = entry("cuArray3DCreate_v2");
        cuArray3DGetDescriptor = entry("cuArray3DGetDescriptor_v2");
        cuArrayDestroy = entry("cuArrayDestroy");
        cuPointerGetAttribute = entry("cuPointerGetAttribute");
        cuMemcpyHtoD = entry("cuMemcpyHtoD_v2");
        cuMemcpyDtoH = entry("cuMemcpyDtoH_v2");
        cuMemcpy2D = entry("cuMemcpy2D_v2");
        cuMemcpy2DAsync = entry("cuMemcpy2DAsync_v2");
        cuMemsetD8 = entry("cuMemsetD8_v2");
        cuModuleLoadDataEx = entry("cuModuleLoadDataEx");
        cuModuleUnload = entry("cuModuleUnload");
        cuModuleGetFunction = entry("cuModuleGetFunction");
        cuLaunchKernel = entry("cuLaunchKernel");
        cuStreamCreate = entry("cuStreamCreate");
        cuStreamDestroy = entry("cuStreamDestroy_v2");
        cuStreamSynchronize = entry("cuStreamSynchronize");
        cuStreamWaitEvent = entry("cuStreamWaitEvent");
        cuEventCreate = entry("cuEventCreate");
        cuEventDestroy = entry("cuEventDestroy_v2");
        cuEventRecord = entry("cuEventRecord");
        cuEventQuery = entry("cuEventQuery");
        cuEventSynchronize = entry("cuEventSynchronize");
        cuEventElapsedTime = entry("cuEventElapsedTime");
        cuGetErrorName = entry("cuGetErrorName");
        cuGetErrorString = entry("cuGetErrorString");
    }

    Entry entry(String symbol) {
        return new Entry(
                symbol, library.find(symbol).map(CudaFunctions::withoutScope).orElse(MemorySegment.NULL));
    }

    /** The functions that share with other processes and other APIs. */
    public synchronized InteropFunctions interop() {
        InteropFunctions functions = interop;
        if (functions == null) {
            functions = new InteropFunctions(this);
            interop = functions;
        }
        return functions;
    }

    /** An address in a shared arena would cost each call an acquired scope; what keeps it alive is the look-up. */
    private static MemorySegment withoutScope(MemorySegment function) {
        return MemorySegment.ofAddress(function.address());
    }

    /** One function of the library: its symbol and where it is. */
    record Entry(String symbol, MemorySegment function) {
        MemorySegment address() {
            if (function.address() == 0) {
                throw new CudaException(
                        NOT_FOUND, "CUDA_ERROR_NOT_FOUND", "this CUDA driver does not export it", symbol);
            }
            return function;
        }

        String name() {
            return symbol.endsWith("_v2") ? symbol.substring(0, symbol.length() - 3) : symbol;
        }
    }

    private static final int NOT_FOUND = 500;

    /** Returns the {@code CUresult}: whether there is a GPU is an ordinary question. */
    public int cuInit(int flags) {
        return PFN_cuInit(cuInit.address(), flags);
    }

    public void cuDriverGetVersion(long versionOut) {
        check(cuDriverGetVersion, PFN_cuDriverGetVersion(cuDriverGetVersion.address(), versionOut));
    }

    public void cuDeviceGetCount(long countOut) {
        check(cuDeviceGetCount, PFN_cuDeviceGetCount(cuDeviceGetCount.address(), countOut));
    }

    public void cuDeviceGet(long deviceOut, int ordinal) {
        check(cuDeviceGet, PFN_cuDeviceGet(cuDeviceGet.address(), deviceOut, ordinal));
    }

    public void cuDeviceGetName(long nameOut, int length, int device) {
        check(cuDeviceGetName, PFN_cuDeviceGetName(cuDeviceGetName.address(), nameOut, length, device));
    }

    public void cuDeviceGetAttribute(long valueOut, int attribute, int device) {
        check(
                cuDeviceGetAttribute,
                PFN_cuDeviceGetAttribute(cuDeviceGetAttribute.address(), valueOut, attribute, device));
    }

    public void cuDeviceGetUuid(long uuidOut, int device) {
        check(cuDeviceGetUuid, PFN_cuDeviceGetUuid_v2(cuDeviceGetUuid.address(), uuidOut, device));
    }

    public void cuDeviceTotalMem(long bytesOut, int device) {
        check(cuDeviceTotalMem, PFN_cuDeviceTotalMem_v2(cuDeviceTotalMem.address(), bytesOut, device));
    }

    public void cuDeviceGetPCIBusId(long textOut, int length, int device) {
        check(cuDeviceGetPCIBusId, PFN_cuDeviceGetPCIBusId(cuDeviceGetPCIBusId.address(), textOut, length, device));
    }

    public void cuDevicePrimaryCtxRetain(long contextOut, int device) {
        check(
                cuDevicePrimaryCtxRetain,
                PFN_cuDevicePrimaryCtxRetain(cuDevicePrimaryCtxRetain.address(), contextOut, device));
    }

    public void cuDevicePrimaryCtxRelease(int device) {
        check(cuDevicePrimaryCtxRelease, PFN_cuDevicePrimaryCtxRelease_v2(cuDevicePrimaryCtxRelease.address(), device));
    }

    public void cuDevicePrimaryCtxGetState(int device, long flagsOut, long activeOut) {
        check(
                cuDevicePrimaryCtxGetState,
                PFN_cuDevicePrimaryCtxGetState(cuDevicePrimaryCtxGetState.address(), device, flagsOut, activeOut));
    }

    public void cuCtxPushCurrent(long context) {
        check(cuCtxPushCurrent, PFN_cuCtxPushCurrent_v2(cuCtxPushCurrent.address(), context));
    }

    public void cuCtxPopCurrent(long contextOut) {
        check(cuCtxPopCurrent, PFN_cuCtxPopCurrent_v2(cuCtxPopCurrent.address(), contextOut));
    }

    public void cuCtxGetCurrent(long contextOut) {
        check(cuCtxGetCurrent, PFN_cuCtxGetCurrent(cuCtxGetCurrent.address(), contextOut));
    }

    public void cuCtxGetDevice(long deviceOut) {
        check(cuCtxGetDevice, PFN_cuCtxGetDevice(cuCtxGetDevice.address(), deviceOut));
    }

    public void cuCtxSynchronize() {
        check(cuCtxSynchronize, PFN_cuCtxSynchronize(cuCtxSynchronize.address()));
    }

    public void cuMemAlloc(long pointerOut, long size) {
        check(cuMemAlloc, PFN_cuMemAlloc_v2(cuMemAlloc.address(), pointerOut, size));
    }

    public void cuMemAllocPitch(long pointerOut, long pitchOut, long widthInBytes, long height, int elementSize) {
        check(
                cuMemAllocPitch,
                PFN_cuMemAllocPitch_v2(
                        cuMemAllocPitch.address(), pointerOut, pitchOut, widthInBytes, height, elementSize));
    }

    public void cuMemFree(long pointer) {
        check(cuMemFree, PFN_cuMemFree_v2(cuMemFree.address(), pointer));
    }

    public void cuArray3DCreate(long arrayOut, long descriptor) {
        check(cuArray3DCreate, PFN_cuArray3DCreate_v2(cuArray3DCreate.address(), arrayOut, descriptor));
    }

    public void cuArray3DGetDescriptor(long descriptorOut, long array) {
        check(
                cuArray3DGetDescriptor,
                PFN_cuArray3DGetDescriptor_v2(cuArray3DGetDescriptor.address(), descriptorOut, array));
    }

    public void cuArrayDestroy(long array) {
        check(cuArrayDestroy, PFN_cuArrayDestroy(cuArrayDestroy.address(), array));
    }

    /** Returns the {@code CUresult}: an address that is no allocation is an ordinary answer. */
    public int cuPointerGetAttribute(long valueOut, int attribute, long pointer) {
        return PFN_cuPointerGetAttribute(cuPointerGetAttribute.address(), valueOut, attribute, pointer);
    }

    public void cuMemcpyHtoD(long destination, long source, long size) {
        check(cuMemcpyHtoD, PFN_cuMemcpyHtoD_v2(cuMemcpyHtoD.address(), destination, source, size));
    }

    public void cuMemcpyDtoH(long destination, long source, long size) {
        check(cuMemcpyDtoH, PFN_cuMemcpyDtoH_v2(cuMemcpyDtoH.address(), destination, source, size));
    }

    public void cuMemcpy2D(long copy) {
        check(cuMemcpy2D, PFN_cuMemcpy2D_v2(cuMemcpy2D.address(), copy));
    }

    public void cuMemcpy2DAsync(long copy, long stream) {
        check(cuMemcpy2DAsync, PFN_cuMemcpy2DAsync_v2(cuMemcpy2DAsync.address(), copy, stream));
    }

    public void cuMemsetD8(long destination, byte value, long count) {
        check(cuMemsetD8, PFN_cuMemsetD8_v2(cuMemsetD8.address(), destination, value, count));
    }

    /** Returns the {@code CUresult}: only the caller has the compiler's log. */
    public int cuModuleLoadDataEx(long moduleOut, long image, int optionCount, long options, long optionValues) {
        return PFN_cuModuleLoadDataEx(
                cuModuleLoadDataEx.address(), moduleOut, image, optionCount, options, optionValues);
    }

    public void cuModuleUnload(long module) {
        check(cuModuleUnload, PFN_cuModuleUnload(cuModuleUnload.address(), module));
    }

    public void cuModuleGetFunction(long functionOut, long module, long name) {
        check(cuModuleGetFunction, PFN_cuModuleGetFunction(cuModuleGetFunction.address(), functionOut, module, name));
    }

    public void cuLaunchKernel(
            long function,
            int gridX,
            int gridY,
            int gridZ,
            int blockX,
            int blockY,
            int blockZ,
            int sharedBytes,
            long stream,
            long kernelParams,
            long extra) {
        check(
                cuLaunchKernel,
                PFN_cuLaunchKernel(
                        cuLaunchKernel.address(),
                        function,
                        gridX,
                        gridY,
                        gridZ,
                        blockX,
                        blockY,
                        blockZ,
                        sharedBytes,
                        stream,
                        kernelParams,
                        extra));
    }

    public void cuStreamCreate(long streamOut, int flags) {
        check(cuStreamCreate, PFN_cuStreamCreate(cuStreamCreate.address(), streamOut, flags));
    }

    public void cuStreamDestroy(long stream) {
        check(cuStreamDestroy, PFN_cuStreamDestroy_v2(cuStreamDestroy.address(), stream));
    }

    public void cuStreamSynchronize(long stream) {
        check(cuStreamSynchronize, PFN_cuStreamSynchronize(cuStreamSynchronize.address(), stream));
    }

    public void cuStreamWaitEvent(long stream, long event, int flags) {
        check(cuStreamWaitEvent, PFN_cuStreamWaitEvent(cuStreamWaitEvent.address(), stream, event, flags));
    }

    public void cuEventCreate(long eventOut, int flags) {
        check(cuEventCreate, PFN_cuEventCreate(cuEventCreate.address(), eventOut, flags));
    }

    public void cuEventDestroy(long event) {
        check(cuEventDestroy, PFN_cuEventDestroy_v2(cuEventDestroy.address(), event));
    }

    public void cuEventRecord(long event, long stream) {
        check(cuEventRecord, PFN_cuEventRecord(cuEventRecord.address(), event, stream));
    }

    /** Returns the {@code CUresult}: 600, not ready, is an ordinary answer. */
    public int cuEventQuery(long event) {
        return PFN_cuEventQuery(cuEventQuery.address(), event);
    }

    public void cuEventSynchronize(long event) {
        check(cuEventSynchronize, PFN_cuEventSynchronize(cuEventSynchronize.address(), event));
    }

    public void cuEventElapsedTime(long millisecondsOut, long start, long end) {
        check(cuEventElapsedTime, PFN_cuEventElapsedTime(cuEventElapsedTime.address(), millisecondsOut, start, end));
    }

    /** The version that {@code cuDriverGetVersion} tells, 1000 * major + 10 * minor. */
    int driverVersion() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment version = arena.allocate(ValueLayout.JAVA_INT);
            cuDriverGetVersion(version.address());
            return version.get(ValueLayout.JAVA_INT, 0);
        }
    }

    void check(Entry entry, int result) {
        if (result != 0) {
            throw failure(entry.name(), result, "");
        }
    }

    /** Makes an exception of an answer that a method returned, if it is no success. */
    public void check(String function, int result) {
        check(function, result, "");
    }

    /** The same, with what else the driver said. */
    public void check(String function, int result, String log) {
        if (result != 0) {
            throw failure(function, result, log.strip());
        }
    }

    private CudaException failure(String function, int result, String log) {
        String name = text(cuGetErrorName, result, cuda_calls::PFN_cuGetErrorName);
        String description = text(cuGetErrorString, result, cuda_calls::PFN_cuGetErrorString);
        return new CudaException(
                result,
                name == null ? "CUDA_ERROR" : name,
                (description == null ? "the driver gives no text for it" : description)
                        + (log.isEmpty() ? "" : ": " + log),
                function);
    }

    private static @Nullable String text(Entry entry, int result, TextFunction call) {
        if (entry.function.address() == 0) {
            return null;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment text = arena.allocate(ValueLayout.JAVA_LONG);
            call.invoke(entry.function, result, text.address());
            return CString.at(text.get(ValueLayout.JAVA_LONG, 0));
        }
    }

    private interface TextFunction {
        int invoke(MemorySegment function, int result, long textOut);
    }
}
