/*
 * A driver that does as little as a correct answer allows: the entry points of both libraries, so that what is measured
 * against it is the caller. It checks nothing; the simulator is for that.
 *
 * It has one device, encodes H.264 of NV12 frames in any number of sessions, and gives each frame the same access unit,
 * of as many bytes as standInAccessUnit says.
 */
#include "../../../headers/cuda.h"
#include "../../../headers/nvenc.h"

/* The C library's own headers would bring another uint64_t. */
typedef __SIZE_TYPE__ size_t;
extern void *calloc(size_t count, size_t size);
extern void *malloc(size_t size);
extern void free(void *memory);
extern void *memcpy(void *to, const void *from, size_t size);
extern void *memset(void *memory, int byte, size_t size);
extern char *strncpy(char *to, const char *from, size_t size);

#define AT(type, address) ((type *) (size_t) (address))
#define ADDRESS(pointer) ((uint64_t) (size_t) (pointer))

enum { MOST_BYTES = 1 << 20, PITCH_ALIGNMENT = 512, CONTEXT = 0xc0de };

/* At a page, as a driver gives it. */
static _Alignas(4096) uint8_t accessUnit[MOST_BYTES] = {0, 0, 0, 1, 0x65};
static uint32_t accessUnitBytes = 1024;

/* Sets the size of all access units, at most 1 MB. */
void standInAccessUnit(uint32_t bytes) {
    accessUnitBytes = bytes;
}

/* CUDA: a device, its primary context, and device memory that is the host's. */

static __thread uint32_t contextDepth __attribute__((tls_model("initial-exec")));

CUresult cuInit(uint32_t flags) {
    return CUDA_SUCCESS;
}

CUresult cuDriverGetVersion(uint64_t versionOut) {
    *AT(int32_t, versionOut) = 13010;
    return CUDA_SUCCESS;
}

CUresult cuGetErrorName(CUresult error, uint64_t textOut) {
    *AT(const char *, textOut) = "CUDA_ERROR";
    return CUDA_SUCCESS;
}

CUresult cuGetErrorString(CUresult error, uint64_t textOut) {
    *AT(const char *, textOut) = "the stand-in driver does not do that";
    return CUDA_SUCCESS;
}

CUresult cuDeviceGetCount(uint64_t countOut) {
    *AT(int32_t, countOut) = 1;
    return CUDA_SUCCESS;
}

CUresult cuDeviceGet(uint64_t deviceOut, int32_t ordinal) {
    *AT(CUdevice, deviceOut) = 0;
    return CUDA_SUCCESS;
}

CUresult cuDeviceGetName(uint64_t nameOut, int32_t length, CUdevice device) {
    strncpy(AT(char, nameOut), "stand-in", length);
    return CUDA_SUCCESS;
}

CUresult cuDeviceGetPCIBusId(uint64_t textOut, int32_t length, CUdevice device) {
    strncpy(AT(char, textOut), "0000:00:00.0", length);
    return CUDA_SUCCESS;
}

CUresult cuDeviceGetUuid_v2(uint64_t uuidOut, CUdevice device) {
    memset(AT(CUuuid, uuidOut), 0, sizeof(CUuuid));
    return CUDA_SUCCESS;
}

CUresult cuDeviceTotalMem_v2(uint64_t bytesOut, CUdevice device) {
    *AT(uint64_t, bytesOut) = 8ull << 30;
    return CUDA_SUCCESS;
}

CUresult cuDeviceGetAttribute(uint64_t valueOut, CUdevice_attribute attribute, CUdevice device) {
    *AT(int32_t, valueOut) = attribute == CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR ? 8 : 1;
    return CUDA_SUCCESS;
}

CUresult cuDevicePrimaryCtxRetain(uint64_t contextOut, CUdevice device) {
    *AT(CUcontext, contextOut) = CONTEXT;
    return CUDA_SUCCESS;
}

CUresult cuDevicePrimaryCtxRelease_v2(CUdevice device) {
    return CUDA_SUCCESS;
}

CUresult cuCtxPushCurrent_v2(CUcontext context) {
    contextDepth++;
    return CUDA_SUCCESS;
}

CUresult cuCtxPopCurrent_v2(uint64_t contextOut) {
    contextDepth--;
    if (contextOut) {
        *AT(CUcontext, contextOut) = CONTEXT;
    }
    return CUDA_SUCCESS;
}

CUresult cuCtxGetCurrent(uint64_t contextOut) {
    *AT(CUcontext, contextOut) = contextDepth ? CONTEXT : 0;
    return CUDA_SUCCESS;
}

CUresult cuMemAllocPitch_v2(uint64_t pointerOut, uint64_t pitchOut, uint64_t widthInBytes, uint64_t height,
                            uint32_t elementSize) {
    uint64_t pitch = (widthInBytes + PITCH_ALIGNMENT - 1) / PITCH_ALIGNMENT * PITCH_ALIGNMENT;
    void *memory = malloc(pitch * height);
    *AT(CUdeviceptr, pointerOut) = ADDRESS(memory);
    *AT(uint64_t, pitchOut) = pitch;
    return memory ? CUDA_SUCCESS : CUDA_ERROR_OUT_OF_MEMORY;
}

CUresult cuMemFree_v2(CUdeviceptr pointer) {
    free(AT(void, pointer));
    return CUDA_SUCCESS;
}

/* Nobody reads an array, so a byte will do that tells it from others. */
CUresult cuArray3DCreate_v2(uint64_t arrayOut, uint64_t descriptor) {
    void *array = malloc(1);
    *AT(CUarray, arrayOut) = ADDRESS(array);
    return array ? CUDA_SUCCESS : CUDA_ERROR_OUT_OF_MEMORY;
}

CUresult cuArrayDestroy(CUarray array) {
    free(AT(void, array));
    return CUDA_SUCCESS;
}

/* Kernels do nothing. */

CUresult cuModuleLoadDataEx(uint64_t moduleOut, uint64_t image, uint32_t optionCount, uint64_t options,
                            uint64_t optionValues) {
    *AT(CUmodule, moduleOut) = 0x30d;
    return CUDA_SUCCESS;
}

CUresult cuModuleUnload(CUmodule module) {
    return CUDA_SUCCESS;
}

CUresult cuModuleGetFunction(uint64_t functionOut, CUmodule module, uint64_t name) {
    *AT(CUfunction, functionOut) = 0xf0;
    return CUDA_SUCCESS;
}

CUresult cuLaunchKernel(CUfunction function, uint32_t gridX, uint32_t gridY, uint32_t gridZ, uint32_t blockX,
                        uint32_t blockY, uint32_t blockZ, uint32_t sharedBytes, CUstream stream, uint64_t arguments,
                        uint64_t extra) {
    return CUDA_SUCCESS;
}

CUresult cuPointerGetAttribute(uint64_t valueOut, CUpointer_attribute attribute, CUdeviceptr pointer) {
    if (attribute != CU_POINTER_ATTRIBUTE_BUFFER_ID) {
        return CUDA_ERROR_NOT_SUPPORTED;
    }
    *AT(uint64_t, valueOut) = pointer;
    return CUDA_SUCCESS;
}

/* NVENC. An output buffer's handle is its address, a resource's handle that of the memory. */

typedef struct {
    uint64_t timeStamp;
    uint64_t duration;
    uint32_t frameIdx;
} Output;

static const GUID h264 = {0x6bc82762, 0x4e63, 0x4ca4, {0xaa, 0x85, 0x1e, 0x50, 0xf3, 0x21, 0xf6, 0xbf}};
static const GUID high = {0xe7cbc309, 0x4f7a, 0x4b89, {0xaf, 0x2a, 0xd5, 0x37, 0xc9, 0x2b, 0xe3, 0x10}};
static const GUID p4 = {0x90a7b826, 0xdf06, 0x4862, {0xb9, 0xd2, 0xcd, 0x6d, 0x73, 0xa0, 0x86, 0x81}};

static NVENCSTATUS openSession(uint64_t openParams, uint64_t encoderOut) {
    void *session = malloc(1);
    *AT(uint64_t, encoderOut) = ADDRESS(session);
    return session ? NV_ENC_SUCCESS : NV_ENC_ERR_OUT_OF_MEMORY;
}

static NVENCSTATUS destroySession(uint64_t encoder) {
    free(AT(void, encoder));
    return NV_ENC_SUCCESS;
}

static NVENCSTATUS one(uint64_t countOut) {
    *AT(uint32_t, countOut) = 1;
    return NV_ENC_SUCCESS;
}

static NVENCSTATUS oneGuid(GUID guid, uint64_t guidsOut, uint64_t countOut) {
    *AT(GUID, guidsOut) = guid;
    return one(countOut);
}

static NVENCSTATUS countCodecs(uint64_t encoder, uint64_t countOut) {
    return one(countOut);
}

static NVENCSTATUS listCodecs(uint64_t encoder, uint64_t guidsOut, uint32_t capacity, uint64_t countOut) {
    return oneGuid(h264, guidsOut, countOut);
}

static NVENCSTATUS countOfCodec(uint64_t encoder, GUID encodeGUID, uint64_t countOut) {
    return one(countOut);
}

static NVENCSTATUS listProfiles(uint64_t encoder, GUID encodeGUID, uint64_t guidsOut, uint32_t capacity,
                                uint64_t countOut) {
    return oneGuid(high, guidsOut, countOut);
}

static NVENCSTATUS listPresets(uint64_t encoder, GUID encodeGUID, uint64_t guidsOut, uint32_t capacity,
                               uint64_t countOut) {
    return oneGuid(p4, guidsOut, countOut);
}

static NVENCSTATUS listFormats(uint64_t encoder, GUID encodeGUID, uint64_t formatsOut, uint32_t capacity,
                               uint64_t countOut) {
    *AT(uint32_t, formatsOut) = NV_ENC_BUFFER_FORMAT_NV12;
    return one(countOut);
}

static NVENCSTATUS capability(uint64_t encoder, GUID encodeGUID, uint64_t capsParam, uint64_t valueOut) {
    switch (AT(NV_ENC_CAPS_PARAM, capsParam)->capsToQuery) {
    case NV_ENC_CAPS_WIDTH_MAX:
    case NV_ENC_CAPS_HEIGHT_MAX:
        *AT(int32_t, valueOut) = 8192;
        break;
    case NV_ENC_CAPS_MB_NUM_MAX:
        *AT(int32_t, valueOut) = 512 * 512;
        break;
    default:
        *AT(int32_t, valueOut) = 1;
    }
    return NV_ENC_SUCCESS;
}

static NVENCSTATUS presetConfig(uint64_t encoder, GUID encodeGUID, GUID presetGUID, NV_ENC_TUNING_INFO tuningInfo,
                                uint64_t presetConfig) {
    NV_ENC_CONFIG *config = &AT(NV_ENC_PRESET_CONFIG, presetConfig)->presetCfg;
    config->gopLength = NVENC_INFINITE_GOPLENGTH;
    config->frameIntervalP = 1;
    return NV_ENC_SUCCESS;
}

static NVENCSTATUS initialize(uint64_t encoder, uint64_t initializeParams) {
    return NV_ENC_SUCCESS;
}

static NVENCSTATUS createBitstreamBuffer(uint64_t encoder, uint64_t createParams) {
    Output *output = calloc(1, sizeof(Output));
    AT(NV_ENC_CREATE_BITSTREAM_BUFFER, createParams)->bitstreamBuffer = ADDRESS(output);
    return output ? NV_ENC_SUCCESS : NV_ENC_ERR_OUT_OF_MEMORY;
}

static NVENCSTATUS destroyBitstreamBuffer(uint64_t encoder, NV_ENC_OUTPUT_PTR bitstreamBuffer) {
    free(AT(Output, bitstreamBuffer));
    return NV_ENC_SUCCESS;
}

static NVENCSTATUS registerResource(uint64_t encoder, uint64_t registerParams) {
    NV_ENC_REGISTER_RESOURCE *resource = AT(NV_ENC_REGISTER_RESOURCE, registerParams);
    resource->registeredResource = resource->resourceToRegister;
    return NV_ENC_SUCCESS;
}

static NVENCSTATUS unregisterResource(uint64_t encoder, NV_ENC_REGISTERED_PTR registeredResource) {
    return NV_ENC_SUCCESS;
}

static NVENCSTATUS mapInputResource(uint64_t encoder, uint64_t mapParams) {
    NV_ENC_MAP_INPUT_RESOURCE *map = AT(NV_ENC_MAP_INPUT_RESOURCE, mapParams);
    map->mappedResource = map->registeredResource;
    map->mappedBufferFmt = NV_ENC_BUFFER_FORMAT_NV12;
    return NV_ENC_SUCCESS;
}

static NVENCSTATUS unmapInputResource(uint64_t encoder, NV_ENC_INPUT_PTR mappedResource) {
    return NV_ENC_SUCCESS;
}

static NVENCSTATUS encodePicture(uint64_t encoder, uint64_t picParams) {
    NV_ENC_PIC_PARAMS *picture = AT(NV_ENC_PIC_PARAMS, picParams);
    if (!(picture->encodePicFlags & NV_ENC_PIC_FLAG_EOS)) {
        Output *output = AT(Output, picture->outputBitstream);
        output->timeStamp = picture->inputTimeStamp;
        output->duration = picture->inputDuration;
        output->frameIdx = picture->frameIdx;
    }
    return NV_ENC_SUCCESS;
}

static NVENCSTATUS lockBitstream(uint64_t encoder, uint64_t lockParams) {
    NV_ENC_LOCK_BITSTREAM *lock = AT(NV_ENC_LOCK_BITSTREAM, lockParams);
    Output *output = AT(Output, lock->outputBitstream);
    lock->frameIdx = output->frameIdx;
    lock->outputTimeStamp = output->timeStamp;
    lock->outputDuration = output->duration;
    lock->bitstreamBufferPtr = ADDRESS(accessUnit);
    lock->bitstreamSizeInBytes = accessUnitBytes;
    lock->numSlices = 1;
    lock->pictureType = NV_ENC_PIC_TYPE_IDR;
    lock->pictureStruct = NV_ENC_PIC_STRUCT_FRAME;
    lock->frameAvgQP = 26;
    return NV_ENC_SUCCESS;
}

static NVENCSTATUS unlockBitstream(uint64_t encoder, NV_ENC_OUTPUT_PTR bitstreamBuffer) {
    return NV_ENC_SUCCESS;
}

static NVENCSTATUS setIOCudaStreams(uint64_t encoder, NV_ENC_CUSTREAM_PTR inputStream,
                                    NV_ENC_CUSTREAM_PTR outputStream) {
    return NV_ENC_SUCCESS;
}

static uint64_t lastError(uint64_t encoder) {
    return ADDRESS("");
}

NVENCSTATUS NvEncodeAPIGetMaxSupportedVersion(uint64_t versionOut) {
    *AT(uint32_t, versionOut) = NVENCAPI_MAJOR_VERSION << 4 | NVENCAPI_MINOR_VERSION;
    return NV_ENC_SUCCESS;
}

NVENCSTATUS NvEncodeAPICreateInstance(uint64_t functionList) {
    NV_ENCODE_API_FUNCTION_LIST *list = AT(NV_ENCODE_API_FUNCTION_LIST, functionList);
    list->nvEncOpenEncodeSessionEx = ADDRESS(openSession);
    list->nvEncGetEncodeGUIDCount = ADDRESS(countCodecs);
    list->nvEncGetEncodeGUIDs = ADDRESS(listCodecs);
    list->nvEncGetEncodeProfileGUIDCount = ADDRESS(countOfCodec);
    list->nvEncGetEncodeProfileGUIDs = ADDRESS(listProfiles);
    list->nvEncGetEncodePresetCount = ADDRESS(countOfCodec);
    list->nvEncGetEncodePresetGUIDs = ADDRESS(listPresets);
    list->nvEncGetInputFormatCount = ADDRESS(countOfCodec);
    list->nvEncGetInputFormats = ADDRESS(listFormats);
    list->nvEncGetEncodeCaps = ADDRESS(capability);
    list->nvEncGetEncodePresetConfigEx = ADDRESS(presetConfig);
    list->nvEncInitializeEncoder = ADDRESS(initialize);
    list->nvEncCreateBitstreamBuffer = ADDRESS(createBitstreamBuffer);
    list->nvEncDestroyBitstreamBuffer = ADDRESS(destroyBitstreamBuffer);
    list->nvEncRegisterResource = ADDRESS(registerResource);
    list->nvEncUnregisterResource = ADDRESS(unregisterResource);
    list->nvEncMapInputResource = ADDRESS(mapInputResource);
    list->nvEncUnmapInputResource = ADDRESS(unmapInputResource);
    list->nvEncEncodePicture = ADDRESS(encodePicture);
    list->nvEncLockBitstream = ADDRESS(lockBitstream);
    list->nvEncUnlockBitstream = ADDRESS(unlockBitstream);
    list->nvEncSetIOCudaStreams = ADDRESS(setIOCudaStreams);
    list->nvEncGetLastErrorString = ADDRESS(lastError);
    list->nvEncDestroyEncoder = ADDRESS(destroySession);
    return NV_ENC_SUCCESS;
}
