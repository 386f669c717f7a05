/*
 * libcuda.so.1 as other bindings look for it: the stand-in driver, with which this is linked, and what they want besides.
 * FFmpeg needs all of these names to be there before it begins. None is called for a frame.
 */
#include "../../../headers/cuda.h"

typedef __SIZE_TYPE__ size_t;
extern void *malloc(size_t size);

#define AT(type, address) ((type *) (size_t) (address))

CUresult cuMemAlloc_v2(uint64_t pointerOut, uint64_t bytes) {
    void *memory = malloc(bytes);
    *AT(CUdeviceptr, pointerOut) = (size_t) memory;
    return memory ? CUDA_SUCCESS : CUDA_ERROR_OUT_OF_MEMORY;
}

/* FFmpeg wants a context that others use too to have its own flag. */
CUresult cuDevicePrimaryCtxGetState(CUdevice device, uint64_t flagsOut, uint64_t activeOut) {
    enum { BLOCKING_SYNC = 4 };
    *AT(uint32_t, flagsOut) = BLOCKING_SYNC;
    *AT(int32_t, activeOut) = 1;
    return CUDA_SUCCESS;
}

CUresult cuDevicePrimaryCtxRelease(CUdevice device) {
    return CUDA_SUCCESS;
}

CUresult cuCtxGetDevice(uint64_t deviceOut) {
    *AT(CUdevice, deviceOut) = 0;
    return CUDA_SUCCESS;
}

CUresult cuStreamSynchronize(CUstream stream) {
    return CUDA_SUCCESS;
}

#define ABSENT(name) CUresult name(void) { return CUDA_ERROR_NOT_SUPPORTED; }

ABSENT(cuArray3DCreate_v2)
ABSENT(cuArrayCreate_v2)
ABSENT(cuArrayDestroy)
ABSENT(cuCtxCreate_v2)
ABSENT(cuCtxDestroy_v2)
ABSENT(cuCtxSetLimit)
ABSENT(cuDestroyExternalMemory)
ABSENT(cuDestroyExternalSemaphore)
ABSENT(cuDeviceComputeCapability)
ABSENT(cuDeviceGetByPCIBusId)
ABSENT(cuDeviceGetLuid)
ABSENT(cuDeviceGetUuid)
ABSENT(cuDevicePrimaryCtxReset)
ABSENT(cuDevicePrimaryCtxSetFlags)
ABSENT(cuEGLStreamConsumerDisconnect)
ABSENT(cuEGLStreamProducerConnect)
ABSENT(cuEGLStreamProducerDisconnect)
ABSENT(cuEGLStreamProducerPresentFrame)
ABSENT(cuEGLStreamProducerReturnFrame)
ABSENT(cuEventCreate)
ABSENT(cuEventDestroy_v2)
ABSENT(cuEventQuery)
ABSENT(cuEventRecord)
ABSENT(cuEventSynchronize)
ABSENT(cuExternalMemoryGetMappedBuffer)
ABSENT(cuExternalMemoryGetMappedMipmappedArray)
ABSENT(cuGLGetDevices_v2)
ABSENT(cuGraphicsGLRegisterImage)
ABSENT(cuGraphicsMapResources)
ABSENT(cuGraphicsResourceGetMappedPointer_v2)
ABSENT(cuGraphicsSubResourceGetMappedArray)
ABSENT(cuGraphicsUnmapResources)
ABSENT(cuGraphicsUnregisterResource)
ABSENT(cuImportExternalMemory)
ABSENT(cuImportExternalSemaphore)
ABSENT(cuLaunchKernel)
ABSENT(cuLinkAddData)
ABSENT(cuLinkComplete)
ABSENT(cuLinkCreate)
ABSENT(cuLinkDestroy)
ABSENT(cuMemAllocManaged)
ABSENT(cuMemcpy)
ABSENT(cuMemcpy2DAsync_v2)
ABSENT(cuMemcpy2D_v2)
ABSENT(cuMemcpyAsync)
ABSENT(cuMemcpyDtoDAsync_v2)
ABSENT(cuMemcpyDtoD_v2)
ABSENT(cuMemcpyDtoHAsync_v2)
ABSENT(cuMemcpyDtoH_v2)
ABSENT(cuMemcpyHtoDAsync_v2)
ABSENT(cuMemcpyHtoD_v2)
ABSENT(cuMemsetD8Async)
ABSENT(cuMipmappedArrayDestroy)
ABSENT(cuMipmappedArrayGetLevel)
ABSENT(cuModuleGetFunction)
ABSENT(cuModuleGetGlobal)
ABSENT(cuModuleLoadData)
ABSENT(cuModuleUnload)
ABSENT(cuSignalExternalSemaphoresAsync)
ABSENT(cuStreamAddCallback)
ABSENT(cuStreamCreate)
ABSENT(cuStreamDestroy_v2)
ABSENT(cuStreamQuery)
ABSENT(cuStreamWaitEvent)
ABSENT(cuTexObjectCreate)
ABSENT(cuTexObjectDestroy)
ABSENT(cuWaitExternalSemaphoresAsync)
