/*
 * What colour conversion is held against: a plain copy, NPP's own conversions, and the launch of the same kernel by C.
 * Compiled and called by ConversionBench, with the headers of the CUDA toolkit; NPP is looked up at run time.
 */
#define _GNU_SOURCE
#include <cuda.h>
#include <dlfcn.h>
#include <nppdefs.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

int benchCopy(uint64_t destination, uint64_t source, uint64_t size, CUstream stream) {
    return cuMemcpyDtoDAsync(destination, source, size, stream);
}

typedef NppStatus (*Convert)(const Npp8u *source, int step, Npp8u *planes[3], int steps[3], NppiSize size,
        NppStreamContext context);
typedef NppStatus (*Twist)(const Npp8u *source, int step, Npp8u *planes[2], int steps[2], NppiSize size,
        const Npp32f matrix[3][4], NppStreamContext context);

static NppStreamContext nppContext;

/* The address of one of NPP's conversions; 0 if it is not there. */
uint64_t benchNpp(const char *name, CUstream stream) {
    static const CUdevice_attribute attributes[6] = {
        CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT,
        CU_DEVICE_ATTRIBUTE_MAX_THREADS_PER_MULTIPROCESSOR,
        CU_DEVICE_ATTRIBUTE_MAX_THREADS_PER_BLOCK,
        CU_DEVICE_ATTRIBUTE_MAX_SHARED_MEMORY_PER_BLOCK,
        CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR,
        CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR,
    };
    int values[6] = {0};
    for (int i = 0; i < 6; i++) {
        cuDeviceGetAttribute(&values[i], attributes[i], 0);
    }
    memset(&nppContext, 0, sizeof nppContext);
    nppContext.hStream = (cudaStream_t) stream;
    nppContext.nMultiProcessorCount = values[0];
    nppContext.nMaxThreadsPerMultiProcessor = values[1];
    nppContext.nMaxThreadsPerBlock = values[2];
    nppContext.nSharedMemPerBlock = (size_t) values[3];
    nppContext.nCudaDevAttrComputeCapabilityMajor = values[4];
    nppContext.nCudaDevAttrComputeCapabilityMinor = values[5];
    void *library = dlopen("libnppicc.so", RTLD_NOW);
    return library == NULL ? 0 : (uint64_t) dlsym(library, name);
}

/* To three planes of 4:2:0. */
int benchNppConvert(uint64_t function, uint64_t source, int step, uint64_t y, int pitch, int width, int height) {
    Npp8u *luma = (Npp8u *) y;
    Npp8u *u = luma + (size_t) pitch * height;
    Npp8u *planes[3] = {luma, u, u + (size_t) pitch / 2 * (height / 2)};
    int steps[3] = {pitch, pitch / 2, pitch / 2};
    NppiSize size = {width, height};
    return ((Convert) function)((const Npp8u *) source, step, planes, steps, size, nppContext);
}

/* To NV12, by a matrix: BT.709 in limited range. */
int benchNppTwist(uint64_t function, uint64_t source, int step, uint64_t y, int pitch, int width, int height) {
    static const Npp32f matrix[3][4] = {
        {0.182586f, 0.614231f, 0.062007f, 16},
        {-0.100644f, -0.338572f, 0.439216f, 128},
        {0.439216f, -0.398942f, -0.040274f, 128},
    };
    Npp8u *luma = (Npp8u *) y;
    Npp8u *planes[2] = {luma, luma + (size_t) pitch * height};
    int steps[2] = {pitch, pitch};
    NppiSize size = {width, height};
    return ((Twist) function)((const Npp8u *) source, step, planes, steps, size, matrix, nppContext);
}

/* A kernel of that PTX; 0 if it does not load. */
CUfunction benchKernel(const char *ptx, const char *name) {
    CUmodule module;
    CUfunction function = NULL;
    if (cuModuleLoadData(&module, ptx) == CUDA_SUCCESS) {
        cuModuleGetFunction(&function, module, name);
    }
    return function;
}

/* The nanoseconds that a number of launches take this thread, which writes the arguments for each anew; -1 if one fails. */
int64_t benchLaunches(CUfunction function, int count, uint64_t source, int64_t step, uint64_t y, int64_t pitch, int width,
        int height, CUstream stream) {
    struct {
        uint64_t pixels;
        int64_t pitch, planePitch;
    } image;
    struct {
        uint64_t y, u, v;
        int64_t pitch;
        int32_t width, height;
    } frame;
    int32_t coefficients[8] = {0};
    void *arguments[3] = {&image, &frame, coefficients};
    struct timespec begin, end;
    clock_gettime(CLOCK_MONOTONIC, &begin);
    for (int i = 0; i < count; i++) {
        image.pixels = source;
        image.pitch = step;
        image.planePitch = 0;
        frame.y = y;
        frame.u = y + pitch * height;
        frame.v = frame.u;
        frame.pitch = pitch;
        frame.width = width;
        frame.height = height;
        if (cuLaunchKernel(function, (width + 255) / 256, (height + 7) / 8, 1, 64, 4, 1, 0, stream, arguments, NULL) !=
                CUDA_SUCCESS) {
            return -1;
        }
    }
    clock_gettime(CLOCK_MONOTONIC, &end);
    return (end.tv_sec - begin.tv_sec) * 1000000000LL + end.tv_nsec - begin.tv_nsec;
}
