/*
 * What nvenc4j is held against: the same calls, made by C. Twice, for there are two ways to write it:
 *   clientEncodeHelper   as session helpers are usually written: each call with a struct that was zeroed for it
 *   clientEncodeTight    one struct of each kind, filled once, of which only a few fields change
 * Both read the first and the last byte of each access unit and copy it to `target`, or leave it in place where that is 0.
 * The encoder's functions are called through the driver's list and libcuda's as any library's, in a file of their own, so
 * that nothing of the driver is compiled into its caller.
 */
#include "../../../headers/cuda.h"
#include "../../../headers/nvenc.h"

typedef __SIZE_TYPE__ size_t;
extern void *calloc(size_t count, size_t size);
extern void free(void *memory);
extern void *memcpy(void *to, const void *from, size_t size);

extern CUresult cuCtxPushCurrent_v2(CUcontext context);
extern CUresult cuCtxPopCurrent_v2(uint64_t contextOut);
extern CUresult cuDevicePrimaryCtxRetain(uint64_t contextOut, CUdevice device);
extern CUresult cuDevicePrimaryCtxRelease_v2(CUdevice device);
extern NVENCSTATUS NvEncodeAPICreateInstance(uint64_t functionList);

#define AT(type, address) ((type *) (size_t) (address))
#define ADDRESS(pointer) ((uint64_t) (size_t) (pointer))
#define CALL(client, type, function) ((type) (size_t) (client)->nvenc.function)

typedef struct {
    NV_ENCODE_API_FUNCTION_LIST nvenc;
    CUcontext context;
    uint64_t encoder;
    uint64_t bitstream;
    uint64_t resource;
    uint32_t width;
    uint32_t height;
    uint32_t pitch;
    uint64_t sent;
    /* For the tight loop. */
    NV_ENC_MAP_INPUT_RESOURCE map;
    NV_ENC_PIC_PARAMS picture;
    NV_ENC_LOCK_BITSTREAM lock;
    /* What was seen of the last access unit: it leaves the loop. */
    volatile uint64_t seen;
} Client;

static void discard(Client *client) {
    if (client->bitstream) {
        CALL(client, PNVENCDESTROYBITSTREAMBUFFER, nvEncDestroyBitstreamBuffer)(client->encoder, client->bitstream);
    }
    if (client->encoder) {
        CALL(client, PNVENCDESTROYENCODER, nvEncDestroyEncoder)(client->encoder);
    }
    free(client);
}

/* Opens a session with one output buffer for NV12 frames at `frame`. Returns 0 on failure. */
uint64_t clientOpen(uint64_t frame, uint32_t width, uint32_t height, uint32_t pitch) {
    Client *client = calloc(1, sizeof(Client));
    if (!client) {
        return 0;
    }
    client->width = width;
    client->height = height;
    client->pitch = pitch;
    client->nvenc.version = NV_ENCODE_API_FUNCTION_LIST_VER;
    NV_ENC_OPEN_ENCODE_SESSION_EX_PARAMS open = {.version = NV_ENC_OPEN_ENCODE_SESSION_EX_PARAMS_VER,
                                                 .deviceType = NV_ENC_DEVICE_TYPE_CUDA,
                                                 .apiVersion = NVENCAPI_VERSION};
    NV_ENC_CONFIG config = {.version = NV_ENC_CONFIG_VER, .frameIntervalP = 1};
    NV_ENC_INITIALIZE_PARAMS initialize = {.version = NV_ENC_INITIALIZE_PARAMS_VER,
                                           .encodeWidth = width,
                                           .encodeHeight = height,
                                           .encodeConfig = ADDRESS(&config)};
    NV_ENC_CREATE_BITSTREAM_BUFFER create = {.version = NV_ENC_CREATE_BITSTREAM_BUFFER_VER};
    NV_ENC_REGISTER_RESOURCE resource = {.version = NV_ENC_REGISTER_RESOURCE_VER,
                                         .resourceType = NV_ENC_INPUT_RESOURCE_TYPE_CUDADEVICEPTR,
                                         .width = width,
                                         .height = height,
                                         .pitch = pitch,
                                         .resourceToRegister = frame,
                                         .bufferFormat = NV_ENC_BUFFER_FORMAT_NV12};
    if (cuDevicePrimaryCtxRetain(ADDRESS(&client->context), 0) || NvEncodeAPICreateInstance(ADDRESS(&client->nvenc))) {
        free(client);
        return 0;
    }
    open.device = client->context;
    if (CALL(client, PNVENCOPENENCODESESSIONEX, nvEncOpenEncodeSessionEx)(ADDRESS(&open), ADDRESS(&client->encoder))
        || CALL(client, PNVENCINITIALIZEENCODER, nvEncInitializeEncoder)(client->encoder, ADDRESS(&initialize))
        || CALL(client, PNVENCCREATEBITSTREAMBUFFER, nvEncCreateBitstreamBuffer)(client->encoder, ADDRESS(&create))
        || CALL(client, PNVENCREGISTERRESOURCE, nvEncRegisterResource)(client->encoder, ADDRESS(&resource))) {
        client->bitstream = create.bitstreamBuffer;
        discard(client);
        return 0;
    }
    client->bitstream = create.bitstreamBuffer;
    client->resource = resource.registeredResource;
    client->map.version = NV_ENC_MAP_INPUT_RESOURCE_VER;
    client->map.registeredResource = client->resource;
    client->picture.version = NV_ENC_PIC_PARAMS_VER;
    client->picture.inputWidth = width;
    client->picture.inputHeight = height;
    client->picture.inputPitch = pitch;
    client->picture.bufferFmt = NV_ENC_BUFFER_FORMAT_NV12;
    client->picture.pictureStruct = NV_ENC_PIC_STRUCT_FRAME;
    client->picture.outputBitstream = client->bitstream;
    client->lock.version = NV_ENC_LOCK_BITSTREAM_VER;
    client->lock.outputBitstream = client->bitstream;
    return ADDRESS(client);
}

void clientClose(uint64_t handle) {
    Client *client = AT(Client, handle);
    CALL(client, PNVENCUNREGISTERRESOURCE, nvEncUnregisterResource)(client->encoder, client->resource);
    discard(client);
    cuDevicePrimaryCtxRelease_v2(0);
}

static void consume(Client *client, const NV_ENC_LOCK_BITSTREAM *lock, uint64_t target) {
    const uint8_t *bytes = AT(uint8_t, lock->bitstreamBufferPtr);
    uint32_t size = lock->bitstreamSizeInBytes;
    if (target) {
        memcpy(AT(void, target), bytes, size);
    }
    client->seen += lock->outputTimeStamp + bytes[0] + bytes[size - 1];
}

static int helperFrame(Client *client, uint64_t target) {
    uint64_t encoder = client->encoder;
    if (cuCtxPushCurrent_v2(client->context)) {
        return 0;
    }
    NV_ENC_MAP_INPUT_RESOURCE map = {.version = NV_ENC_MAP_INPUT_RESOURCE_VER, .registeredResource = client->resource};
    if (CALL(client, PNVENCMAPINPUTRESOURCE, nvEncMapInputResource)(encoder, ADDRESS(&map))) {
        return 0;
    }
    NV_ENC_PIC_PARAMS picture = {.version = NV_ENC_PIC_PARAMS_VER,
                                 .inputWidth = client->width,
                                 .inputHeight = client->height,
                                 .inputPitch = client->pitch,
                                 .frameIdx = client->sent,
                                 .inputTimeStamp = client->sent,
                                 .inputDuration = 1,
                                 .inputBuffer = map.mappedResource,
                                 .outputBitstream = client->bitstream,
                                 .bufferFmt = NV_ENC_BUFFER_FORMAT_NV12,
                                 .pictureStruct = NV_ENC_PIC_STRUCT_FRAME};
    if (CALL(client, PNVENCENCODEPICTURE, nvEncEncodePicture)(encoder, ADDRESS(&picture))) {
        return 0;
    }
    client->sent++;
    NV_ENC_LOCK_BITSTREAM lock = {.version = NV_ENC_LOCK_BITSTREAM_VER, .outputBitstream = client->bitstream};
    if (CALL(client, PNVENCLOCKBITSTREAM, nvEncLockBitstream)(encoder, ADDRESS(&lock))) {
        return 0;
    }
    consume(client, &lock, target);
    return !CALL(client, PNVENCUNLOCKBITSTREAM, nvEncUnlockBitstream)(encoder, lock.outputBitstream)
            && !CALL(client, PNVENCUNMAPINPUTRESOURCE, nvEncUnmapInputResource)(encoder, map.mappedResource)
            && !cuCtxPopCurrent_v2(0);
}

static int tightFrame(Client *client, uint64_t target) {
    uint64_t encoder = client->encoder;
    if (cuCtxPushCurrent_v2(client->context)) {
        return 0;
    }
    if (CALL(client, PNVENCMAPINPUTRESOURCE, nvEncMapInputResource)(encoder, ADDRESS(&client->map))) {
        return 0;
    }
    client->picture.inputBuffer = client->map.mappedResource;
    client->picture.frameIdx = client->sent;
    client->picture.inputTimeStamp = client->sent;
    client->picture.inputDuration = 1;
    if (CALL(client, PNVENCENCODEPICTURE, nvEncEncodePicture)(encoder, ADDRESS(&client->picture))) {
        return 0;
    }
    client->sent++;
    if (CALL(client, PNVENCLOCKBITSTREAM, nvEncLockBitstream)(encoder, ADDRESS(&client->lock))) {
        return 0;
    }
    consume(client, &client->lock, target);
    return !CALL(client, PNVENCUNLOCKBITSTREAM, nvEncUnlockBitstream)(encoder, client->bitstream)
            && !CALL(client, PNVENCUNMAPINPUTRESOURCE, nvEncUnmapInputResource)(encoder, client->map.mappedResource)
            && !cuCtxPopCurrent_v2(0);
}

/* Both return how many frames were encoded before a call failed: `frames` if none did. */

uint64_t clientEncodeHelper(uint64_t handle, uint64_t frames, uint64_t target) {
    uint64_t done = 0;
    while (done < frames && helperFrame(AT(Client, handle), target)) {
        done++;
    }
    return done;
}

uint64_t clientEncodeTight(uint64_t handle, uint64_t frames, uint64_t target) {
    uint64_t done = 0;
    while (done < frames && tightFrame(AT(Client, handle), target)) {
        done++;
    }
    return done;
}
