package org.nvenc4j.bench;

import static org.bytedeco.cuda.global.cudart.cuCtxPopCurrent;
import static org.bytedeco.cuda.global.cudart.cuCtxPushCurrent;
import static org.bytedeco.cuda.global.cudart.cuDevicePrimaryCtxRetain;
import static org.bytedeco.nvcodec.global.nvencodeapi.NVENCAPI_VERSION;
import static org.bytedeco.nvcodec.global.nvencodeapi.NvEncodeAPICreateInstance;

import org.bytedeco.cuda.cudart.CUctx_st;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.nvcodec.global.nvencodeapi;
import org.bytedeco.nvcodec.nvencodeapi.NV_ENCODE_API_FUNCTION_LIST;
import org.bytedeco.nvcodec.nvencodeapi.NV_ENC_CONFIG;
import org.bytedeco.nvcodec.nvencodeapi.NV_ENC_CREATE_BITSTREAM_BUFFER;
import org.bytedeco.nvcodec.nvencodeapi.NV_ENC_INITIALIZE_PARAMS;
import org.bytedeco.nvcodec.nvencodeapi.NV_ENC_INPUT_PTR;
import org.bytedeco.nvcodec.nvencodeapi.NV_ENC_LOCK_BITSTREAM;
import org.bytedeco.nvcodec.nvencodeapi.NV_ENC_MAP_INPUT_RESOURCE;
import org.bytedeco.nvcodec.nvencodeapi.NV_ENC_OPEN_ENCODE_SESSION_EX_PARAMS;
import org.bytedeco.nvcodec.nvencodeapi.NV_ENC_OUTPUT_PTR;
import org.bytedeco.nvcodec.nvencodeapi.NV_ENC_PIC_PARAMS;
import org.bytedeco.nvcodec.nvencodeapi.NV_ENC_REGISTER_RESOURCE;
import org.bytedeco.nvcodec.nvencodeapi.PNVENCENCODEPICTURE;
import org.bytedeco.nvcodec.nvencodeapi.PNVENCLOCKBITSTREAM;
import org.bytedeco.nvcodec.nvencodeapi.PNVENCMAPINPUTRESOURCE;
import org.bytedeco.nvcodec.nvencodeapi.PNVENCUNLOCKBITSTREAM;
import org.bytedeco.nvcodec.nvencodeapi.PNVENCUNMAPINPUTRESOURCE;
import org.nvenc4j.bench.FrameBenchmark.Gpu;
import org.nvenc4j.bench.FrameBenchmark.Reading;
import org.nvenc4j.cuda.DeviceFrame;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A session by JNI, which is org.bytedeco:nvcodec, at its tightest: one struct of each kind, filled once, the functions'
 * pointers kept, and no more accessors called than there are values that change. Each accessor is a native call too.
 */
@State(Scope.Thread)
public class Jni {
    private final CUctx_st context = new CUctx_st();
    private final NV_ENCODE_API_FUNCTION_LIST functions = new NV_ENCODE_API_FUNCTION_LIST();
    private final NV_ENC_MAP_INPUT_RESOURCE map = new NV_ENC_MAP_INPUT_RESOURCE();
    private final NV_ENC_PIC_PARAMS picture = new NV_ENC_PIC_PARAMS();
    private final NV_ENC_LOCK_BITSTREAM lock = new NV_ENC_LOCK_BITSTREAM();
    private PNVENCMAPINPUTRESOURCE mapInputResource;
    private PNVENCENCODEPICTURE encodePicture;
    private PNVENCLOCKBITSTREAM lockBitstream;
    private PNVENCUNLOCKBITSTREAM unlockBitstream;
    private PNVENCUNMAPINPUTRESOURCE unmapInputResource;
    private Pointer encoder;
    private NV_ENC_OUTPUT_PTR bitstream;
    private Pointer target;
    private long sent;

    // What the consumer leaves behind.
    BytePointer last;
    long seen;

    @Setup
    public void open(Gpu gpu) {
        check(cuDevicePrimaryCtxRetain(context, 0));
        zero(functions).version(nvencodeapi.NV_ENCODE_API_FUNCTION_LIST_VER());
        check(NvEncodeAPICreateInstance(functions));
        mapInputResource = functions.nvEncMapInputResource();
        encodePicture = functions.nvEncEncodePicture();
        lockBitstream = functions.nvEncLockBitstream();
        unlockBitstream = functions.nvEncUnlockBitstream();
        unmapInputResource = functions.nvEncUnmapInputResource();
        target = pointer(gpu.target.address());

        NV_ENC_OPEN_ENCODE_SESSION_EX_PARAMS open = zero(new NV_ENC_OPEN_ENCODE_SESSION_EX_PARAMS())
                .version(nvencodeapi.NV_ENC_OPEN_ENCODE_SESSION_EX_PARAMS_VER())
                .deviceType(nvencodeapi.NV_ENC_DEVICE_TYPE_CUDA)
                .device(context)
                .apiVersion(NVENCAPI_VERSION);
        PointerPointer<Pointer> opened = new PointerPointer<>(1);
        check(functions.nvEncOpenEncodeSessionEx().call(open, opened));
        encoder = opened.get();
        NV_ENC_CONFIG config = zero(new NV_ENC_CONFIG()).version(nvencodeapi.NV_ENC_CONFIG_VER());
        config.frameIntervalP(1);
        NV_ENC_INITIALIZE_PARAMS initialize = zero(new NV_ENC_INITIALIZE_PARAMS())
                .version(nvencodeapi.NV_ENC_INITIALIZE_PARAMS_VER())
                .encodeWidth(gpu.width)
                .encodeHeight(gpu.height)
                .encodeConfig(config);
        check(functions.nvEncInitializeEncoder().call(encoder, initialize));
        NV_ENC_CREATE_BITSTREAM_BUFFER create =
                zero(new NV_ENC_CREATE_BITSTREAM_BUFFER()).version(nvencodeapi.NV_ENC_CREATE_BITSTREAM_BUFFER_VER());
        check(functions.nvEncCreateBitstreamBuffer().call(encoder, create));
        bitstream = create.bitstreamBuffer();
        DeviceFrame frame = gpu.frame();
        NV_ENC_REGISTER_RESOURCE resource = zero(new NV_ENC_REGISTER_RESOURCE())
                .version(nvencodeapi.NV_ENC_REGISTER_RESOURCE_VER())
                .resourceType(nvencodeapi.NV_ENC_INPUT_RESOURCE_TYPE_CUDADEVICEPTR)
                .width(gpu.width)
                .height(gpu.height)
                .pitch((int) frame.pitch())
                .resourceToRegister(pointer(frame.address()))
                .bufferFormat(nvencodeapi.NV_ENC_BUFFER_FORMAT_NV12);
        check(functions.nvEncRegisterResource().call(encoder, resource));

        zero(map)
                .version(nvencodeapi.NV_ENC_MAP_INPUT_RESOURCE_VER())
                .registeredResource(resource.registeredResource());
        zero(picture)
                .version(nvencodeapi.NV_ENC_PIC_PARAMS_VER())
                .inputWidth(gpu.width)
                .inputHeight(gpu.height)
                .inputPitch((int) frame.pitch())
                .inputDuration(1)
                .bufferFmt(nvencodeapi.NV_ENC_BUFFER_FORMAT_NV12)
                .pictureStruct(nvencodeapi.NV_ENC_PIC_STRUCT_FRAME)
                .outputBitstream(bitstream);
        zero(lock).version(nvencodeapi.NV_ENC_LOCK_BITSTREAM_VER()).outputBitstream(bitstream);
    }

    void encode(Gpu gpu) {
        check(cuCtxPushCurrent(context));
        check(mapInputResource.call(encoder, map));
        NV_ENC_INPUT_PTR mapped = map.mappedResource();
        picture.inputBuffer(mapped);
        picture.frameIdx((int) sent);
        picture.inputTimeStamp(sent);
        check(encodePicture.call(encoder, picture));
        sent++;
        check(lockBitstream.call(encoder, lock));
        int size = lock.bitstreamSizeInBytes();
        BytePointer bytes = new BytePointer(lock.bitstreamBufferPtr());
        if (gpu.reading != Reading.IN_PLACE) {
            Pointer.memcpy(target, bytes, size);
        }
        seen += lock.outputTimeStamp() + bytes.get(0) + bytes.get(size - 1);
        last = bytes;
        check(unlockBitstream.call(encoder, bitstream));
        check(unmapInputResource.call(encoder, mapped));
        check(cuCtxPopCurrent(null));
    }

    @TearDown
    public void close() {
        check(functions.nvEncDestroyBitstreamBuffer().call(encoder, bitstream));
        check(functions.nvEncDestroyEncoder().call(encoder));
    }

    private static <T extends Pointer> T zero(T struct) {
        Pointer.memset(struct, 0, struct.sizeof());
        return struct;
    }

    private static Pointer pointer(long at) {
        return new Pointer() {
            {
                address = at;
            }
        };
    }

    private static void check(int status) {
        if (status != 0) {
            throw new IllegalStateException("the JNI client failed with status " + status);
        }
    }
}
