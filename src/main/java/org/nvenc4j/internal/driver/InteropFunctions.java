package org.nvenc4j.internal.driver;

import static org.nvenc4j.internal.raw.cuda.cuda_calls.*;

import java.lang.foreign.MemorySegment;
import org.nvenc4j.internal.driver.CudaFunctions.Entry;

/**
 * The functions by which a CUDA driver shares memory and order with other processes and other APIs. Few programs call
 * them, so they are looked up when the first one does.
 */
public final class InteropFunctions {
    private final CudaFunctions cuda;
    private final Entry cuIpcGetMemHandle;
    private final Entry cuIpcOpenMemHandle;
    private final Entry cuIpcCloseMemHandle;
    private final Entry cuIpcGetEventHandle;
    private final Entry cuIpcOpenEventHandle;
    private final Entry cuImportExternalMemory;
    private final Entry cuExternalMemoryGetMappedBuffer;
    private final Entry cuDestroyExternalMemory;
    private final Entry cuImportExternalSemaphore;
    private final Entry cuSignalExternalSemaphoresAsync;
    private final Entry cuWaitExternalSemaphoresAsync;
    private final Entry cuDestroyExternalSemaphore;
    private final Entry cuGraphicsGLRegisterImage;
    private final Entry cuGraphicsMapResources;
    private final Entry cuGraphicsSubResourceGetMappedArray;
    private final Entry cuGraphicsUnmapResources;
    private final Entry cuGraphicsUnregisterResource;

    InteropFunctions(CudaFunctions cuda) {
        this.cuda = cuda;
        cuIpcGetMemHandle = cuda.entry("cuIpcGetMemHandle");
        cuIpcOpenMemHandle = cuda.entry("cuIpcOpenMemHandle_v2");
        cuIpcCloseMemHandle = cuda.entry("cuIpcCloseMemHandle");
        cuIpcGetEventHandle = cuda.entry("cuIpcGetEventHandle");
        cuIpcOpenEventHandle = cuda.entry("cuIpcOpenEventHandle");
        cuImportExternalMemory = cuda.entry("cuImportExternalMemory");
        cuExternalMemoryGetMappedBuffer = cuda.entry("cuExternalMemoryGetMappedBuffer");
        cuDestroyExternalMemory = cuda.entry("cuDestroyExternalMemory");
        cuImportExternalSemaphore = cuda.entry("cuImportExternalSemaphore");
        cuSignalExternalSemaphoresAsync = cuda.entry("cuSignalExternalSemaphoresAsync");
        cuWaitExternalSemaphoresAsync = cuda.entry("cuWaitExternalSemaphoresAsync");
        cuDestroyExternalSemaphore = cuda.entry("cuDestroyExternalSemaphore");
        cuGraphicsGLRegisterImage = cuda.entry("cuGraphicsGLRegisterImage");
        cuGraphicsMapResources = cuda.entry("cuGraphicsMapResources");
        cuGraphicsSubResourceGetMappedArray = cuda.entry("cuGraphicsSubResourceGetMappedArray");
        cuGraphicsUnmapResources = cuda.entry("cuGraphicsUnmapResources");
        cuGraphicsUnregisterResource = cuda.entry("cuGraphicsUnregisterResource");
    }

    public void cuIpcGetMemHandle(long handleOut, long pointer) {
        check(cuIpcGetMemHandle, PFN_cuIpcGetMemHandle(cuIpcGetMemHandle.address(), handleOut, pointer));
    }

    public void cuIpcOpenMemHandle(long pointerOut, MemorySegment handle, int flags) {
        check(cuIpcOpenMemHandle, PFN_cuIpcOpenMemHandle_v2(cuIpcOpenMemHandle.address(), pointerOut, handle, flags));
    }

    public void cuIpcCloseMemHandle(long pointer) {
        check(cuIpcCloseMemHandle, PFN_cuIpcCloseMemHandle(cuIpcCloseMemHandle.address(), pointer));
    }

    public void cuIpcGetEventHandle(long handleOut, long event) {
        check(cuIpcGetEventHandle, PFN_cuIpcGetEventHandle(cuIpcGetEventHandle.address(), handleOut, event));
    }

    public void cuIpcOpenEventHandle(long eventOut, MemorySegment handle) {
        check(cuIpcOpenEventHandle, PFN_cuIpcOpenEventHandle(cuIpcOpenEventHandle.address(), eventOut, handle));
    }

    public void cuImportExternalMemory(long memoryOut, long handleDesc) {
        check(
                cuImportExternalMemory,
                PFN_cuImportExternalMemory(cuImportExternalMemory.address(), memoryOut, handleDesc));
    }

    public void cuExternalMemoryGetMappedBuffer(long pointerOut, long memory, long bufferDesc) {
        check(
                cuExternalMemoryGetMappedBuffer,
                PFN_cuExternalMemoryGetMappedBuffer(
                        cuExternalMemoryGetMappedBuffer.address(), pointerOut, memory, bufferDesc));
    }

    public void cuDestroyExternalMemory(long memory) {
        check(cuDestroyExternalMemory, PFN_cuDestroyExternalMemory(cuDestroyExternalMemory.address(), memory));
    }

    public void cuImportExternalSemaphore(long semaphoreOut, long handleDesc) {
        check(
                cuImportExternalSemaphore,
                PFN_cuImportExternalSemaphore(cuImportExternalSemaphore.address(), semaphoreOut, handleDesc));
    }

    public void cuSignalExternalSemaphoresAsync(long semaphores, long params, int count, long stream) {
        check(
                cuSignalExternalSemaphoresAsync,
                PFN_cuSignalExternalSemaphoresAsync(
                        cuSignalExternalSemaphoresAsync.address(), semaphores, params, count, stream));
    }

    public void cuWaitExternalSemaphoresAsync(long semaphores, long params, int count, long stream) {
        check(
                cuWaitExternalSemaphoresAsync,
                PFN_cuWaitExternalSemaphoresAsync(
                        cuWaitExternalSemaphoresAsync.address(), semaphores, params, count, stream));
    }

    public void cuDestroyExternalSemaphore(long semaphore) {
        check(
                cuDestroyExternalSemaphore,
                PFN_cuDestroyExternalSemaphore(cuDestroyExternalSemaphore.address(), semaphore));
    }

    public void cuGraphicsGLRegisterImage(long resourceOut, int image, int target, int flags) {
        check(
                cuGraphicsGLRegisterImage,
                PFN_cuGraphicsGLRegisterImage(cuGraphicsGLRegisterImage.address(), resourceOut, image, target, flags));
    }

    public void cuGraphicsMapResources(int count, long resources, long stream) {
        check(
                cuGraphicsMapResources,
                PFN_cuGraphicsMapResources(cuGraphicsMapResources.address(), count, resources, stream));
    }

    public void cuGraphicsSubResourceGetMappedArray(long arrayOut, long resource, int arrayIndex, int mipLevel) {
        check(
                cuGraphicsSubResourceGetMappedArray,
                PFN_cuGraphicsSubResourceGetMappedArray(
                        cuGraphicsSubResourceGetMappedArray.address(), arrayOut, resource, arrayIndex, mipLevel));
    }

    public void cuGraphicsUnmapResources(int count, long resources, long stream) {
        check(
                cuGraphicsUnmapResources,
                PFN_cuGraphicsUnmapResources(cuGraphicsUnmapResources.address(), count, resources, stream));
    }

    public void cuGraphicsUnregisterResource(long resource) {
        check(
                cuGraphicsUnregisterResource,
                PFN_cuGraphicsUnregisterResource(cuGraphicsUnregisterResource.address(), resource));
    }

    private void check(Entry entry, int result) {
        cuda.check(entry, result);
    }
}
