/*
 * CUDA driver API: the part that this project calls, declared for jextract.
 *
 * Written for this project; PROVENANCE.md says where the facts come from and how they were checked.
 *
 * Conventions, all of them for the sake of the generated Java:
 *  - 64-bit integers are `long long`, never `long`, whose size differs between Linux and Windows.
 *  - Every address and every handle is a uint64_t, in structs and in parameters, so that Java passes a `long`. A
 *    parameter named ...Out is the address of what the driver writes. Structs passed by value stay structs.
 *  - Each function is a function-pointer type named PFN_ and the symbol to look up: the generated call takes the
 *    address at run time. The symbol is exact. Where libcuda exports a plain name beside one with _v2, the plain one is
 *    an older ABI with 32-bit sizes and pointers, which fails silently.
 *  - A stream of 0 is the legacy default stream.
 */
#ifndef NVENC4J_CUDA_H
#define NVENC4J_CUDA_H

typedef unsigned char uint8_t;
typedef unsigned short uint16_t;
typedef int int32_t;
typedef unsigned int uint32_t;
typedef long long int64_t;
typedef unsigned long long uint64_t;

typedef int32_t CUdevice;
typedef uint64_t CUdeviceptr;
typedef uint64_t CUcontext;
typedef uint64_t CUmodule;
typedef uint64_t CUfunction;
typedef uint64_t CUstream;
typedef uint64_t CUevent;
typedef uint64_t CUarray;
typedef uint64_t CUmipmappedArray;
typedef uint64_t CUexternalMemory;
typedef uint64_t CUexternalSemaphore;
typedef uint64_t CUgraphicsResource;
typedef uint64_t CUmemGenericAllocationHandle;

/* What a function answers: the ones that the code names or gives advice on; cuGetErrorName knows them all. */
typedef enum CUresult {
    CUDA_SUCCESS = 0,
    CUDA_ERROR_INVALID_VALUE = 1,
    CUDA_ERROR_OUT_OF_MEMORY = 2,
    CUDA_ERROR_NOT_INITIALIZED = 3,
    CUDA_ERROR_DEINITIALIZED = 4,
    CUDA_ERROR_STUB_LIBRARY = 34,
    CUDA_ERROR_DEVICE_UNAVAILABLE = 46,
    CUDA_ERROR_NO_DEVICE = 100,
    CUDA_ERROR_INVALID_DEVICE = 101,
    CUDA_ERROR_DEVICE_NOT_LICENSED = 102,
    CUDA_ERROR_INVALID_IMAGE = 200,
    CUDA_ERROR_INVALID_CONTEXT = 201,
    CUDA_ERROR_MAP_FAILED = 205,
    CUDA_ERROR_UNMAP_FAILED = 206,
    CUDA_ERROR_ARRAY_IS_MAPPED = 207,
    CUDA_ERROR_ALREADY_MAPPED = 208,
    CUDA_ERROR_NO_BINARY_FOR_GPU = 209,
    CUDA_ERROR_NOT_MAPPED = 211,
    CUDA_ERROR_NOT_MAPPED_AS_ARRAY = 212,
    CUDA_ERROR_NOT_MAPPED_AS_POINTER = 213,
    CUDA_ERROR_ECC_UNCORRECTABLE = 214,
    CUDA_ERROR_CONTEXT_ALREADY_IN_USE = 216,
    CUDA_ERROR_INVALID_PTX = 218,
    CUDA_ERROR_INVALID_GRAPHICS_CONTEXT = 219,
    CUDA_ERROR_JIT_COMPILER_NOT_FOUND = 221,
    CUDA_ERROR_UNSUPPORTED_PTX_VERSION = 222,
    CUDA_ERROR_JIT_COMPILATION_DISABLED = 223,
    CUDA_ERROR_OPERATING_SYSTEM = 304,
    CUDA_ERROR_INVALID_HANDLE = 400,
    CUDA_ERROR_ILLEGAL_STATE = 401,
    CUDA_ERROR_NOT_FOUND = 500,
    CUDA_ERROR_NOT_READY = 600,
    CUDA_ERROR_ILLEGAL_ADDRESS = 700,
    CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES = 701,
    CUDA_ERROR_LAUNCH_TIMEOUT = 702,
    CUDA_ERROR_PRIMARY_CONTEXT_ACTIVE = 708,
    CUDA_ERROR_CONTEXT_IS_DESTROYED = 709,
    CUDA_ERROR_ASSERT = 710,
    CUDA_ERROR_HOST_MEMORY_ALREADY_REGISTERED = 712,
    CUDA_ERROR_HOST_MEMORY_NOT_REGISTERED = 713,
    CUDA_ERROR_HARDWARE_STACK_ERROR = 714,
    CUDA_ERROR_ILLEGAL_INSTRUCTION = 715,
    CUDA_ERROR_MISALIGNED_ADDRESS = 716,
    CUDA_ERROR_INVALID_ADDRESS_SPACE = 717,
    CUDA_ERROR_INVALID_PC = 718,
    CUDA_ERROR_LAUNCH_FAILED = 719,
    CUDA_ERROR_NOT_PERMITTED = 800,
    CUDA_ERROR_NOT_SUPPORTED = 801,
    CUDA_ERROR_SYSTEM_NOT_READY = 802,
    CUDA_ERROR_SYSTEM_DRIVER_MISMATCH = 803,
    CUDA_ERROR_COMPAT_NOT_SUPPORTED_ON_DEVICE = 804,
    CUDA_ERROR_UNKNOWN = 999,
} CUresult;

/* Initialisation, versions and errors. A version is 1000 * major + 10 * minor. */
typedef CUresult (*PFN_cuInit)(uint32_t flags);
typedef CUresult (*PFN_cuDriverGetVersion)(uint64_t versionOut);
typedef CUresult (*PFN_cuGetErrorName)(CUresult error, uint64_t textOut);
typedef CUresult (*PFN_cuGetErrorString)(CUresult error, uint64_t textOut);

/* How cuGetProcAddress_v2 found a symbol; it wants the name without _v2. */
typedef enum CUdriverProcAddressQueryResult {
    CU_GET_PROC_ADDRESS_SUCCESS = 0,
    CU_GET_PROC_ADDRESS_SYMBOL_NOT_FOUND = 1,
    CU_GET_PROC_ADDRESS_VERSION_NOT_SUFFICIENT = 2,
} CUdriverProcAddressQueryResult;

typedef CUresult (*PFN_cuGetProcAddress_v2)(uint64_t symbol, uint64_t addressOut, int32_t cudaVersion, uint64_t flags,
                                            uint64_t queryResultOut);

/* Devices. */
typedef struct CUuuid {
    uint8_t bytes[16];
} CUuuid;

typedef enum CUdevice_attribute {
    CU_DEVICE_ATTRIBUTE_TEXTURE_ALIGNMENT = 14,
    CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT = 16,
    CU_DEVICE_ATTRIBUTE_INTEGRATED = 18,
    CU_DEVICE_ATTRIBUTE_CAN_MAP_HOST_MEMORY = 19,
    CU_DEVICE_ATTRIBUTE_COMPUTE_MODE = 20,
    CU_DEVICE_ATTRIBUTE_PCI_BUS_ID = 33,
    CU_DEVICE_ATTRIBUTE_PCI_DEVICE_ID = 34,
    CU_DEVICE_ATTRIBUTE_L2_CACHE_SIZE = 38,
    CU_DEVICE_ATTRIBUTE_UNIFIED_ADDRESSING = 41,
    CU_DEVICE_ATTRIBUTE_PCI_DOMAIN_ID = 50,
    CU_DEVICE_ATTRIBUTE_TEXTURE_PITCH_ALIGNMENT = 51,
    CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR = 75,
    CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR = 76,
    CU_DEVICE_ATTRIBUTE_MANAGED_MEMORY = 83,
    CU_DEVICE_ATTRIBUTE_PAGEABLE_MEMORY_ACCESS = 88,
    CU_DEVICE_ATTRIBUTE_CONCURRENT_MANAGED_ACCESS = 89,
    CU_DEVICE_ATTRIBUTE_VIRTUAL_MEMORY_MANAGEMENT_SUPPORTED = 102,
    CU_DEVICE_ATTRIBUTE_HANDLE_TYPE_POSIX_FILE_DESCRIPTOR_SUPPORTED = 103,
    CU_DEVICE_ATTRIBUTE_TIMELINE_SEMAPHORE_INTEROP_SUPPORTED = 114,
    CU_DEVICE_ATTRIBUTE_MEMORY_POOLS_SUPPORTED = 115,
} CUdevice_attribute;

typedef CUresult (*PFN_cuDeviceGetCount)(uint64_t countOut);
typedef CUresult (*PFN_cuDeviceGet)(uint64_t deviceOut, int32_t ordinal);
typedef CUresult (*PFN_cuDeviceGetName)(uint64_t nameOut, int32_t length, CUdevice device);
typedef CUresult (*PFN_cuDeviceGetAttribute)(uint64_t valueOut, CUdevice_attribute attribute, CUdevice device);
typedef CUresult (*PFN_cuDeviceGetUuid_v2)(uint64_t uuidOut, CUdevice device);
typedef CUresult (*PFN_cuDeviceTotalMem_v2)(uint64_t bytesOut, CUdevice device);
typedef CUresult (*PFN_cuDeviceGetPCIBusId)(uint64_t textOut, int32_t length, CUdevice device);
typedef CUresult (*PFN_cuDeviceGetByPCIBusId)(uint64_t deviceOut, uint64_t text);

/* Contexts. Each Retain of a primary context wants one Release. */
typedef enum CUctx_flags {
    CU_CTX_SCHED_AUTO = 0x00,
    CU_CTX_SCHED_SPIN = 0x01,
    CU_CTX_SCHED_YIELD = 0x02,
    CU_CTX_SCHED_BLOCKING_SYNC = 0x04,
    CU_CTX_MAP_HOST = 0x08,
} CUctx_flags;

typedef CUresult (*PFN_cuDevicePrimaryCtxRetain)(uint64_t contextOut, CUdevice device);
typedef CUresult (*PFN_cuDevicePrimaryCtxRelease_v2)(CUdevice device);
typedef CUresult (*PFN_cuDevicePrimaryCtxGetState)(CUdevice device, uint64_t flagsOut, uint64_t activeOut);
typedef CUresult (*PFN_cuCtxCreate_v2)(uint64_t contextOut, uint32_t flags, CUdevice device);
typedef CUresult (*PFN_cuCtxDestroy_v2)(CUcontext context);
typedef CUresult (*PFN_cuCtxPushCurrent_v2)(CUcontext context);
typedef CUresult (*PFN_cuCtxPopCurrent_v2)(uint64_t contextOut);
typedef CUresult (*PFN_cuCtxGetCurrent)(uint64_t contextOut);
typedef CUresult (*PFN_cuCtxSetCurrent)(CUcontext context);
typedef CUresult (*PFN_cuCtxGetDevice)(uint64_t deviceOut);
typedef CUresult (*PFN_cuCtxGetApiVersion)(CUcontext context, uint64_t versionOut);
typedef CUresult (*PFN_cuCtxGetStreamPriorityRange)(uint64_t leastOut, uint64_t greatestOut);
typedef CUresult (*PFN_cuCtxSynchronize)(void);

/* Device, managed and host memory. Sizes and pitches in bytes. */
typedef enum CUmemAttach_flags {
    CU_MEM_ATTACH_GLOBAL = 0x1,
    CU_MEM_ATTACH_HOST = 0x2,
    CU_MEM_ATTACH_SINGLE = 0x4,
} CUmemAttach_flags;

#define CU_MEMHOSTALLOC_PORTABLE 0x1
#define CU_MEMHOSTALLOC_DEVICEMAP 0x2
#define CU_MEMHOSTALLOC_WRITECOMBINED 0x4
#define CU_MEMHOSTREGISTER_PORTABLE 0x1
#define CU_MEMHOSTREGISTER_DEVICEMAP 0x2

typedef CUresult (*PFN_cuMemGetInfo_v2)(uint64_t freeOut, uint64_t totalOut);
typedef CUresult (*PFN_cuMemAlloc_v2)(uint64_t pointerOut, uint64_t size);
typedef CUresult (*PFN_cuMemAllocPitch_v2)(uint64_t pointerOut, uint64_t pitchOut, uint64_t widthInBytes,
                                           uint64_t height, uint32_t elementSize);
typedef CUresult (*PFN_cuMemFree_v2)(CUdeviceptr pointer);
typedef CUresult (*PFN_cuMemGetAddressRange_v2)(uint64_t baseOut, uint64_t sizeOut, CUdeviceptr pointer);
typedef CUresult (*PFN_cuMemAllocManaged)(uint64_t pointerOut, uint64_t size, uint32_t flags);
typedef CUresult (*PFN_cuMemAllocAsync)(uint64_t pointerOut, uint64_t size, CUstream stream);
typedef CUresult (*PFN_cuMemFreeAsync)(CUdeviceptr pointer, CUstream stream);
typedef CUresult (*PFN_cuMemHostAlloc)(uint64_t pointerOut, uint64_t size, uint32_t flags);
typedef CUresult (*PFN_cuMemFreeHost)(uint64_t pointer);
typedef CUresult (*PFN_cuMemHostRegister_v2)(uint64_t pointer, uint64_t size, uint32_t flags);
typedef CUresult (*PFN_cuMemHostUnregister)(uint64_t pointer);
typedef CUresult (*PFN_cuMemHostGetDevicePointer_v2)(uint64_t pointerOut, uint64_t hostPointer, uint32_t flags);

/* What a pointer is. Some answers are narrower than 8 bytes: zero the cell first. */
typedef enum CUmemorytype {
    CU_MEMORYTYPE_HOST = 1,
    CU_MEMORYTYPE_DEVICE = 2,
    CU_MEMORYTYPE_ARRAY = 3,
    CU_MEMORYTYPE_UNIFIED = 4,
} CUmemorytype;

typedef enum CUpointer_attribute {
    CU_POINTER_ATTRIBUTE_CONTEXT = 1,
    CU_POINTER_ATTRIBUTE_MEMORY_TYPE = 2,
    CU_POINTER_ATTRIBUTE_DEVICE_POINTER = 3,
    CU_POINTER_ATTRIBUTE_HOST_POINTER = 4,
    CU_POINTER_ATTRIBUTE_SYNC_MEMOPS = 6,
    CU_POINTER_ATTRIBUTE_BUFFER_ID = 7,
    CU_POINTER_ATTRIBUTE_IS_MANAGED = 8,
    CU_POINTER_ATTRIBUTE_DEVICE_ORDINAL = 9,
    CU_POINTER_ATTRIBUTE_IS_LEGACY_CUDA_IPC_CAPABLE = 10,
    CU_POINTER_ATTRIBUTE_RANGE_START_ADDR = 11,
    CU_POINTER_ATTRIBUTE_RANGE_SIZE = 12,
    CU_POINTER_ATTRIBUTE_MAPPED = 13,
    CU_POINTER_ATTRIBUTE_MEMPOOL_HANDLE = 17,
} CUpointer_attribute;

typedef CUresult (*PFN_cuPointerGetAttribute)(uint64_t valueOut, CUpointer_attribute attribute, CUdeviceptr pointer);
typedef CUresult (*PFN_cuPointerGetAttributes)(uint32_t count, uint64_t attributes, uint64_t valuePointers,
                                               CUdeviceptr pointer);

/* Virtual memory management: NVENC can't register such memory, so it must be told from the rest. */
typedef enum CUmemAllocationType {
    CU_MEM_ALLOCATION_TYPE_PINNED = 1,
} CUmemAllocationType;

typedef enum CUmemLocationType {
    CU_MEM_LOCATION_TYPE_DEVICE = 1,
} CUmemLocationType;

typedef enum CUmemAccess_flags {
    CU_MEM_ACCESS_FLAGS_PROT_READWRITE = 3,
} CUmemAccess_flags;

typedef struct CUmemLocation {
    CUmemLocationType type;
    int32_t id;
} CUmemLocation;

typedef struct CUmemAllocationProp {
    CUmemAllocationType type;
    uint32_t requestedHandleTypes;
    CUmemLocation location;
    uint64_t win32HandleMetaData;
    uint8_t compressionType;
    uint8_t gpuDirectRDMACapable;
    uint16_t usage;
    uint8_t reserved[4];
} CUmemAllocationProp;

typedef struct CUmemAccessDesc {
    CUmemLocation location;
    CUmemAccess_flags flags;
} CUmemAccessDesc;

typedef CUresult (*PFN_cuMemGetAllocationGranularity)(uint64_t granularityOut, uint64_t prop, uint32_t option);
typedef CUresult (*PFN_cuMemCreate)(uint64_t handleOut, uint64_t size, uint64_t prop, uint64_t flags);
typedef CUresult (*PFN_cuMemRelease)(CUmemGenericAllocationHandle handle);
typedef CUresult (*PFN_cuMemRetainAllocationHandle)(uint64_t handleOut, uint64_t address);
typedef CUresult (*PFN_cuMemAddressReserve)(uint64_t pointerOut, uint64_t size, uint64_t alignment,
                                            CUdeviceptr wanted, uint64_t flags);
typedef CUresult (*PFN_cuMemAddressFree)(CUdeviceptr pointer, uint64_t size);
typedef CUresult (*PFN_cuMemMap)(CUdeviceptr pointer, uint64_t size, uint64_t offset,
                                 CUmemGenericAllocationHandle handle, uint64_t flags);
typedef CUresult (*PFN_cuMemUnmap)(CUdeviceptr pointer, uint64_t size);
typedef CUresult (*PFN_cuMemSetAccess)(CUdeviceptr pointer, uint64_t size, uint64_t descs, uint64_t count);

/* Copies. */
typedef struct CUDA_MEMCPY2D {
    uint64_t srcXInBytes;
    uint64_t srcY;
    CUmemorytype srcMemoryType;
    uint64_t srcHost;
    CUdeviceptr srcDevice;
    CUarray srcArray;
    uint64_t srcPitch;
    uint64_t dstXInBytes;
    uint64_t dstY;
    CUmemorytype dstMemoryType;
    uint64_t dstHost;
    CUdeviceptr dstDevice;
    CUarray dstArray;
    uint64_t dstPitch;
    uint64_t WidthInBytes;
    uint64_t Height;
} CUDA_MEMCPY2D;

typedef CUresult (*PFN_cuMemcpyHtoD_v2)(CUdeviceptr destination, uint64_t source, uint64_t size);
typedef CUresult (*PFN_cuMemcpyDtoH_v2)(uint64_t destination, CUdeviceptr source, uint64_t size);
typedef CUresult (*PFN_cuMemcpyDtoD_v2)(CUdeviceptr destination, CUdeviceptr source, uint64_t size);
typedef CUresult (*PFN_cuMemcpyHtoDAsync_v2)(CUdeviceptr destination, uint64_t source, uint64_t size, CUstream stream);
typedef CUresult (*PFN_cuMemcpyDtoHAsync_v2)(uint64_t destination, CUdeviceptr source, uint64_t size, CUstream stream);
typedef CUresult (*PFN_cuMemcpyDtoDAsync_v2)(CUdeviceptr destination, CUdeviceptr source, uint64_t size,
                                             CUstream stream);
typedef CUresult (*PFN_cuMemcpy2D_v2)(uint64_t copy);
typedef CUresult (*PFN_cuMemcpy2DUnaligned_v2)(uint64_t copy);
typedef CUresult (*PFN_cuMemcpy2DAsync_v2)(uint64_t copy, CUstream stream);

/* Fills. Counts and widths in elements, pitches in bytes. */
typedef CUresult (*PFN_cuMemsetD8_v2)(CUdeviceptr destination, uint8_t value, uint64_t count);
typedef CUresult (*PFN_cuMemsetD16_v2)(CUdeviceptr destination, uint16_t value, uint64_t count);
typedef CUresult (*PFN_cuMemsetD32_v2)(CUdeviceptr destination, uint32_t value, uint64_t count);
typedef CUresult (*PFN_cuMemsetD2D8_v2)(CUdeviceptr destination, uint64_t pitch, uint8_t value, uint64_t width,
                                        uint64_t height);
typedef CUresult (*PFN_cuMemsetD2D16_v2)(CUdeviceptr destination, uint64_t pitch, uint16_t value, uint64_t width,
                                         uint64_t height);
typedef CUresult (*PFN_cuMemsetD2D32_v2)(CUdeviceptr destination, uint64_t pitch, uint32_t value, uint64_t width,
                                         uint64_t height);

/* Arrays. Depth 0 makes a two-dimensional one. */
typedef enum CUarray_format {
    CU_AD_FORMAT_UNSIGNED_INT8 = 0x01,
    CU_AD_FORMAT_UNSIGNED_INT16 = 0x02,
    CU_AD_FORMAT_UNSIGNED_INT32 = 0x03,
    CU_AD_FORMAT_HALF = 0x10,
    CU_AD_FORMAT_FLOAT = 0x20,
    CU_AD_FORMAT_P010 = 0x9f,
    CU_AD_FORMAT_NV12 = 0xb0,
} CUarray_format;

#define CUDA_ARRAY3D_SURFACE_LDST 0x2
#define CUDA_ARRAY3D_COLOR_ATTACHMENT 0x20

typedef struct CUDA_ARRAY3D_DESCRIPTOR {
    uint64_t Width;
    uint64_t Height;
    uint64_t Depth;
    CUarray_format Format;
    uint32_t NumChannels;
    uint32_t Flags;
} CUDA_ARRAY3D_DESCRIPTOR;

typedef CUresult (*PFN_cuArray3DCreate_v2)(uint64_t arrayOut, uint64_t descriptor);
typedef CUresult (*PFN_cuArray3DGetDescriptor_v2)(uint64_t descriptorOut, CUarray array);
typedef CUresult (*PFN_cuArrayDestroy)(CUarray array);
typedef CUresult (*PFN_cuMipmappedArrayGetLevel)(uint64_t arrayOut, CUmipmappedArray mipmap, uint32_t level);
typedef CUresult (*PFN_cuMipmappedArrayDestroy)(CUmipmappedArray mipmap);

/* Streams and events. */
#define CU_STREAM_LEGACY 1
#define CU_STREAM_PER_THREAD 2

typedef enum CUstream_flags {
    CU_STREAM_DEFAULT = 0x0,
    CU_STREAM_NON_BLOCKING = 0x1,
} CUstream_flags;

typedef enum CUevent_flags {
    CU_EVENT_DEFAULT = 0x0,
    CU_EVENT_BLOCKING_SYNC = 0x1,
    CU_EVENT_DISABLE_TIMING = 0x2,
    CU_EVENT_INTERPROCESS = 0x4,
} CUevent_flags;

typedef CUresult (*PFN_cuStreamCreate)(uint64_t streamOut, uint32_t flags);
typedef CUresult (*PFN_cuStreamCreateWithPriority)(uint64_t streamOut, uint32_t flags, int32_t priority);
typedef CUresult (*PFN_cuStreamDestroy_v2)(CUstream stream);
typedef CUresult (*PFN_cuStreamGetCtx)(CUstream stream, uint64_t contextOut);
typedef CUresult (*PFN_cuStreamQuery)(CUstream stream);
typedef CUresult (*PFN_cuStreamSynchronize)(CUstream stream);
typedef CUresult (*PFN_cuStreamWaitEvent)(CUstream stream, CUevent event, uint32_t flags);
typedef CUresult (*PFN_cuEventCreate)(uint64_t eventOut, uint32_t flags);
typedef CUresult (*PFN_cuEventDestroy_v2)(CUevent event);
typedef CUresult (*PFN_cuEventRecord)(CUevent event, CUstream stream);
typedef CUresult (*PFN_cuEventQuery)(CUevent event);
typedef CUresult (*PFN_cuEventSynchronize)(CUevent event);
typedef CUresult (*PFN_cuEventElapsedTime)(uint64_t millisecondsOut, CUevent start, CUevent end);

/* Modules and kernels. */
typedef enum CUjit_option {
    CU_JIT_INFO_LOG_BUFFER = 3,
    CU_JIT_INFO_LOG_BUFFER_SIZE_BYTES = 4,
    CU_JIT_ERROR_LOG_BUFFER = 5,
    CU_JIT_ERROR_LOG_BUFFER_SIZE_BYTES = 6,
    CU_JIT_OPTIMIZATION_LEVEL = 7,
    CU_JIT_LOG_VERBOSE = 12,
} CUjit_option;

#define CU_LAUNCH_PARAM_END 0
#define CU_LAUNCH_PARAM_BUFFER_POINTER 1
#define CU_LAUNCH_PARAM_BUFFER_SIZE 2

typedef CUresult (*PFN_cuModuleLoadData)(uint64_t moduleOut, uint64_t image);
typedef CUresult (*PFN_cuModuleLoadDataEx)(uint64_t moduleOut, uint64_t image, uint32_t optionCount, uint64_t options,
                                           uint64_t optionValues);
typedef CUresult (*PFN_cuModuleUnload)(CUmodule module);
typedef CUresult (*PFN_cuModuleGetFunction)(uint64_t functionOut, CUmodule module, uint64_t name);
typedef CUresult (*PFN_cuLaunchKernel)(CUfunction function, uint32_t gridX, uint32_t gridY, uint32_t gridZ,
                                       uint32_t blockX, uint32_t blockY, uint32_t blockZ, uint32_t sharedBytes,
                                       CUstream stream, uint64_t kernelParams, uint64_t extra);

/* Memory and semaphores of another API (Vulkan, Direct3D). A file descriptor belongs to CUDA once imported. */
typedef enum CUexternalMemoryHandleType {
    CU_EXTERNAL_MEMORY_HANDLE_TYPE_OPAQUE_FD = 1,
    CU_EXTERNAL_MEMORY_HANDLE_TYPE_OPAQUE_WIN32 = 2,
    CU_EXTERNAL_MEMORY_HANDLE_TYPE_D3D12_RESOURCE = 5,
} CUexternalMemoryHandleType;

typedef enum CUexternalSemaphoreHandleType {
    CU_EXTERNAL_SEMAPHORE_HANDLE_TYPE_OPAQUE_FD = 1,
    CU_EXTERNAL_SEMAPHORE_HANDLE_TYPE_OPAQUE_WIN32 = 2,
    CU_EXTERNAL_SEMAPHORE_HANDLE_TYPE_D3D12_FENCE = 4,
    CU_EXTERNAL_SEMAPHORE_HANDLE_TYPE_TIMELINE_SEMAPHORE_FD = 9,
    CU_EXTERNAL_SEMAPHORE_HANDLE_TYPE_TIMELINE_SEMAPHORE_WIN32 = 10,
} CUexternalSemaphoreHandleType;

#define CUDA_EXTERNAL_MEMORY_DEDICATED 0x1

typedef struct CUDA_EXTERNAL_MEMORY_HANDLE_DESC {
    CUexternalMemoryHandleType type;
    union {
        int32_t fd;
        uint64_t handle;
    };
    uint64_t name;
    uint64_t size;
    uint32_t flags;
    uint32_t reserved[16];
} CUDA_EXTERNAL_MEMORY_HANDLE_DESC;

typedef struct CUDA_EXTERNAL_MEMORY_BUFFER_DESC {
    uint64_t offset;
    uint64_t size;
    uint32_t flags;
    uint32_t reserved[16];
} CUDA_EXTERNAL_MEMORY_BUFFER_DESC;

typedef struct CUDA_EXTERNAL_MEMORY_MIPMAPPED_ARRAY_DESC {
    uint64_t offset;
    CUDA_ARRAY3D_DESCRIPTOR arrayDesc;
    uint32_t numLevels;
    uint32_t reserved[16];
} CUDA_EXTERNAL_MEMORY_MIPMAPPED_ARRAY_DESC;

typedef struct CUDA_EXTERNAL_SEMAPHORE_HANDLE_DESC {
    CUexternalSemaphoreHandleType type;
    union {
        int32_t fd;
        uint64_t handle;
    };
    uint64_t name;
    uint32_t flags;
    uint32_t reserved[16];
} CUDA_EXTERNAL_SEMAPHORE_HANDLE_DESC;

typedef struct CUDA_EXTERNAL_SEMAPHORE_SIGNAL_PARAMS {
    uint64_t fenceValue;
    uint64_t nvSciSync;
    uint64_t keyedMutexKey;
    uint32_t paramsReserved[12];
    uint32_t flags;
    uint32_t reserved[16];
} CUDA_EXTERNAL_SEMAPHORE_SIGNAL_PARAMS;

typedef struct CUDA_EXTERNAL_SEMAPHORE_WAIT_PARAMS {
    uint64_t fenceValue;
    uint64_t nvSciSync;
    uint64_t keyedMutexKey;
    uint32_t keyedMutexTimeoutMs;
    uint32_t paramsReserved[11];
    uint32_t flags;
    uint32_t reserved[16];
} CUDA_EXTERNAL_SEMAPHORE_WAIT_PARAMS;

typedef CUresult (*PFN_cuImportExternalMemory)(uint64_t memoryOut, uint64_t handleDesc);
typedef CUresult (*PFN_cuExternalMemoryGetMappedBuffer)(uint64_t pointerOut, CUexternalMemory memory,
                                                        uint64_t bufferDesc);
typedef CUresult (*PFN_cuExternalMemoryGetMappedMipmappedArray)(uint64_t mipmapOut, CUexternalMemory memory,
                                                                uint64_t mipmapDesc);
typedef CUresult (*PFN_cuDestroyExternalMemory)(CUexternalMemory memory);
typedef CUresult (*PFN_cuImportExternalSemaphore)(uint64_t semaphoreOut, uint64_t handleDesc);
typedef CUresult (*PFN_cuSignalExternalSemaphoresAsync)(uint64_t semaphores, uint64_t params, uint32_t count,
                                                        CUstream stream);
typedef CUresult (*PFN_cuWaitExternalSemaphoresAsync)(uint64_t semaphores, uint64_t params, uint32_t count,
                                                      CUstream stream);
typedef CUresult (*PFN_cuDestroyExternalSemaphore)(CUexternalSemaphore semaphore);

/* OpenGL. On the thread whose GL context is current. */
typedef enum CUGLDeviceList {
    CU_GL_DEVICE_LIST_ALL = 1,
} CUGLDeviceList;

typedef enum CUgraphicsRegisterFlags {
    CU_GRAPHICS_REGISTER_FLAGS_NONE = 0x0,
    CU_GRAPHICS_REGISTER_FLAGS_READ_ONLY = 0x1,
    CU_GRAPHICS_REGISTER_FLAGS_SURFACE_LDST = 0x4,
} CUgraphicsRegisterFlags;

typedef CUresult (*PFN_cuGLGetDevices_v2)(uint64_t countOut, uint64_t devicesOut, uint32_t capacity,
                                          CUGLDeviceList list);
typedef CUresult (*PFN_cuGraphicsGLRegisterImage)(uint64_t resourceOut, uint32_t image, uint32_t target,
                                                  uint32_t flags);
typedef CUresult (*PFN_cuGraphicsUnregisterResource)(CUgraphicsResource resource);
typedef CUresult (*PFN_cuGraphicsMapResources)(uint32_t count, uint64_t resources, CUstream stream);
typedef CUresult (*PFN_cuGraphicsUnmapResources)(uint32_t count, uint64_t resources, CUstream stream);
typedef CUresult (*PFN_cuGraphicsSubResourceGetMappedArray)(uint64_t arrayOut, CUgraphicsResource resource,
                                                            uint32_t arrayIndex, uint32_t mipLevel);

/* Sharing with another process. The handles go by value. */
typedef struct CUipcMemHandle {
    uint8_t reserved[64];
} CUipcMemHandle;

typedef struct CUipcEventHandle {
    uint8_t reserved[64];
} CUipcEventHandle;

#define CU_IPC_MEM_LAZY_ENABLE_PEER_ACCESS 0x1

typedef CUresult (*PFN_cuIpcGetMemHandle)(uint64_t handleOut, CUdeviceptr pointer);
typedef CUresult (*PFN_cuIpcOpenMemHandle_v2)(uint64_t pointerOut, CUipcMemHandle handle, uint32_t flags);
typedef CUresult (*PFN_cuIpcCloseMemHandle)(CUdeviceptr pointer);
typedef CUresult (*PFN_cuIpcGetEventHandle)(uint64_t handleOut, CUevent event);
typedef CUresult (*PFN_cuIpcOpenEventHandle)(uint64_t eventOut, CUipcEventHandle handle);

#endif
