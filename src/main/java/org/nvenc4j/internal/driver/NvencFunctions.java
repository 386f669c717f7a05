package org.nvenc4j.internal.driver;

import static org.nvenc4j.internal.raw.nvenc.nvenc_calls.*;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.nvenc4j.NvencException;
import org.nvenc4j.internal.raw.nvenc.NV_ENCODE_API_FUNCTION_LIST;
import org.nvenc4j.internal.trace.FlightRecorder;
import org.nvenc4j.internal.trace.Nvtx;
import org.nvenc4j.internal.trace.Nvtx.Range;

/**
 * The functions of an encoding session, by their C names, from the table that {@code NvEncodeAPICreateInstance} filled.
 *
 * <p>Each method throws {@link NvencException} where the function fails. An {@code int} is returned only where an answer
 * other than success is an ordinary one. A GUID is passed by value: a segment of 16 bytes. The addresses are good for as long as
 * the driver is reachable, which a session's context sees to.
 */
public final class NvencFunctions {
    private static final long NO_ENCODER = 0;
    private static final int INVALID_PARAM = 8;
    private static final int UNSUPPORTED_PARAM = 12;
    private static final int LOCK_BUSY = 13;
    private static final int NEED_MORE_INPUT = 17;
    private static final int INVALID_ENCODERDEVICE = 3;
    private static final int UNIMPLEMENTED = 22;

    private final Entry nvEncOpenEncodeSessionEx;
    private final Entry nvEncGetEncodeGUIDCount;
    private final Entry nvEncGetEncodeGUIDs;
    private final Entry nvEncGetEncodeProfileGUIDCount;
    private final Entry nvEncGetEncodeProfileGUIDs;
    private final Entry nvEncGetInputFormatCount;
    private final Entry nvEncGetInputFormats;
    private final Entry nvEncGetEncodeCaps;
    private final Entry nvEncGetEncodePresetCount;
    private final Entry nvEncGetEncodePresetGUIDs;
    private final Entry nvEncGetEncodePresetConfigEx;
    private final Entry nvEncInitializeEncoder;
    private final Entry nvEncReconfigureEncoder;
    private final Entry nvEncGetSequenceParams;
    private final Entry nvEncSetIOCudaStreams;
    private final Entry nvEncInvalidateRefFrames;
    private final Entry nvEncRestoreEncoderState;
    private final Entry nvEncCreateBitstreamBuffer;
    private final Entry nvEncDestroyBitstreamBuffer;
    private final Entry nvEncRegisterResource;
    private final Entry nvEncUnregisterResource;
    private final Entry nvEncMapInputResource;
    private final Entry nvEncEncodePicture;
    private final Entry nvEncLockBitstream;
    private final Entry nvEncUnlockBitstream;
    private final Entry nvEncUnmapInputResource;
    private final Entry nvEncLookaheadPicture;
    private final Entry nvEncCreateMVBuffer;
    private final Entry nvEncDestroyMVBuffer;
    private final Entry nvEncRunMotionEstimationOnly;
    private final Entry nvEncDestroyEncoder;
    private final Entry nvEncGetLastErrorString;

    NvencFunctions(MemorySegment table) {
        nvEncOpenEncodeSessionEx =
                entry("nvEncOpenEncodeSessionEx", NV_ENCODE_API_FUNCTION_LIST.nvEncOpenEncodeSessionEx(table));
        nvEncGetEncodeGUIDCount =
                entry("nvEncGetEncodeGUIDCount", NV_ENCODE_API_FUNCTION_LIST.nvEncGetEncodeGUIDCount(table));
        nvEncGetEncodeGUIDs = entry("nvEncGetEncodeGUIDs", NV_ENCODE_API_FUNCTION_LIST.nvEncGetEncodeGUIDs(table));
        nvEncGetEncodeProfileGUIDCount = entry(
                "nvEncGetEncodeProfileGUIDCount", NV_ENCODE_API_FUNCTION_LIST.nvEncGetEncodeProfileGUIDCount(table));
        nvEncGetEncodeProfileGUIDs =
                entry("nvEncGetEncodeProfileGUIDs", NV_ENCODE_API_FUNCTION_LIST.nvEncGetEncodeProfileGUIDs(table));
        nvEncGetInputFormatCount =
                entry("nvEncGetInputFormatCount", NV_ENCODE_API_FUNCTION_LIST.nvEncGetInputFormatCount(table));
        nvEncGetInputFormats = entry("nvEncGetInputFormats", NV_ENCODE_API_FUNCTION_LIST.nvEncGetInputFormats(table));
        nvEncGetEncodeCaps = entry("nvEncGetEncodeCaps", NV_ENCODE_API_FUNCTION_LIST.nvEncGetEncodeCaps(table));
        nvEncGetEncodePresetCount =
                entry("nvEncGetEncodePresetCount", NV_ENCODE_API_FUNCTION_LIST.nvEncGetEncodePresetCount(table));
        nvEncGetEncodePresetGUIDs =
                entry("nvEncGetEncodePresetGUIDs", NV_ENCODE_API_FUNCTION_LIST.nvEncGetEncodePresetGUIDs(table));
        nvEncGetEncodePresetConfigEx =
                entry("nvEncGetEncodePresetConfigEx", NV_ENCODE_API_FUNCTION_LIST.nvEncGetEncodePresetConfigEx(table));
        nvEncInitializeEncoder =
                entry("nvEncInitializeEncoder", NV_ENCODE_API_FUNCTION_LIST.nvEncInitializeEncoder(table));
        nvEncReconfigureEncoder =
                entry("nvEncReconfigureEncoder", NV_ENCODE_API_FUNCTION_LIST.nvEncReconfigureEncoder(table));
        nvEncGetSequenceParams =
                entry("nvEncGetSequenceParams", NV_ENCODE_API_FUNCTION_LIST.nvEncGetSequenceParams(table));
        nvEncSetIOCudaStreams =
                entry("nvEncSetIOCudaStreams", NV_ENCODE_API_FUNCTION_LIST.nvEncSetIOCudaStreams(table));
        nvEncInvalidateRefFrames =
                entry("nvEncInvalidateRefFrames", NV_ENCODE_API_FUNCTION_LIST.nvEncInvalidateRefFrames(table));
        nvEncRestoreEncoderState =
                entry("nvEncRestoreEncoderState", NV_ENCODE_API_FUNCTION_LIST.nvEncRestoreEncoderState(table));
        nvEncCreateBitstreamBuffer =
                entry("nvEncCreateBitstreamBuffer", NV_ENCODE_API_FUNCTION_LIST.nvEncCreateBitstreamBuffer(table));
        nvEncDestroyBitstreamBuffer =
                entry("nvEncDestroyBitstreamBuffer", NV_ENCODE_API_FUNCTION_LIST.nvEncDestroyBitstreamBuffer(table));
        nvEncRegisterResource =
                entry("nvEncRegisterResource", NV_ENCODE_API_FUNCTION_LIST.nvEncRegisterResource(table));
        nvEncUnregisterResource =
                entry("nvEncUnregisterResource", NV_ENCODE_API_FUNCTION_LIST.nvEncUnregisterResource(table));
        nvEncMapInputResource =
                entry("nvEncMapInputResource", NV_ENCODE_API_FUNCTION_LIST.nvEncMapInputResource(table));
        nvEncEncodePicture = entry("nvEncEncodePicture", NV_ENCODE_API_FUNCTION_LIST.nvEncEncodePicture(table));
        nvEncLockBitstream = entry("nvEncLockBitstream", NV_ENCODE_API_FUNCTION_LIST.nvEncLockBitstream(table));
        nvEncUnlockBitstream = entry("nvEncUnlockBitstream", NV_ENCODE_API_FUNCTION_LIST.nvEncUnlockBitstream(table));
        nvEncUnmapInputResource =
                entry("nvEncUnmapInputResource", NV_ENCODE_API_FUNCTION_LIST.nvEncUnmapInputResource(table));
        nvEncLookaheadPicture =
                entry("nvEncLookaheadPicture", NV_ENCODE_API_FUNCTION_LIST.nvEncLookaheadPicture(table));
        nvEncCreateMVBuffer = entry("nvEncCreateMVBuffer", NV_ENCODE_API_FUNCTION_LIST.nvEncCreateMVBuffer(table));
        nvEncDestroyMVBuffer = entry("nvEncDestroyMVBuffer", NV_ENCODE_API_FUNCTION_LIST.nvEncDestroyMVBuffer(table));
        nvEncRunMotionEstimationOnly =
                entry("nvEncRunMotionEstimationOnly", NV_ENCODE_API_FUNCTION_LIST.nvEncRunMotionEstimationOnly(table));
        nvEncDestroyEncoder = entry("nvEncDestroyEncoder", NV_ENCODE_API_FUNCTION_LIST.nvEncDestroyEncoder(table));
        nvEncGetLastErrorString =
                entry("nvEncGetLastErrorString", NV_ENCODE_API_FUNCTION_LIST.nvEncGetLastErrorString(table));
    }

    private static Entry entry(String name, long address) {
        return new Entry(name, MemorySegment.ofAddress(address));
    }

    /** One function of the table: its name and where it is. */
    private record Entry(String name, MemorySegment function) {
        MemorySegment address() {
            if (function.address() == 0) {
                throw new NvencException(UNIMPLEMENTED, name, null);
            }
            return function;
        }
    }

    /** Returns the {@code NVENCSTATUS}: a failed open may leave a session that has to be destroyed. */
    int nvEncOpenEncodeSessionEx(long openParams, long encoderOut) {
        return PNVENCOPENENCODESESSIONEX(nvEncOpenEncodeSessionEx.address(), openParams, encoderOut);
    }

    public void nvEncGetEncodeGUIDCount(long encoder, long countOut) {
        check(
                nvEncGetEncodeGUIDCount,
                encoder,
                PNVENCGETENCODEGUIDCOUNT(nvEncGetEncodeGUIDCount.address(), encoder, countOut));
    }

    public void nvEncGetEncodeGUIDs(long encoder, long guidsOut, int capacity, long countOut) {
        check(
                nvEncGetEncodeGUIDs,
                encoder,
                PNVENCGETENCODEGUIDS(nvEncGetEncodeGUIDs.address(), encoder, guidsOut, capacity, countOut));
    }

    public void nvEncGetEncodeProfileGUIDCount(long encoder, MemorySegment encodeGUID, long countOut) {
        check(
                nvEncGetEncodeProfileGUIDCount,
                encoder,
                PNVENCGETENCODEPROFILEGUIDCOUNT(
                        nvEncGetEncodeProfileGUIDCount.address(), encoder, encodeGUID, countOut));
    }

    public void nvEncGetEncodeProfileGUIDs(
            long encoder, MemorySegment encodeGUID, long guidsOut, int capacity, long countOut) {
        check(
                nvEncGetEncodeProfileGUIDs,
                encoder,
                PNVENCGETENCODEPROFILEGUIDS(
                        nvEncGetEncodeProfileGUIDs.address(), encoder, encodeGUID, guidsOut, capacity, countOut));
    }

    public void nvEncGetInputFormatCount(long encoder, MemorySegment encodeGUID, long countOut) {
        check(
                nvEncGetInputFormatCount,
                encoder,
                PNVENCGETINPUTFORMATCOUNT(nvEncGetInputFormatCount.address(), encoder, encodeGUID, countOut));
    }

    public void nvEncGetInputFormats(
            long encoder, MemorySegment encodeGUID, long formatsOut, int capacity, long countOut) {
        check(
                nvEncGetInputFormats,
                encoder,
                PNVENCGETINPUTFORMATS(
                        nvEncGetInputFormats.address(), encoder, encodeGUID, formatsOut, capacity, countOut));
    }

    /** Returns whether the driver knows the capability: it may be older than the API that has it. */
    public boolean nvEncGetEncodeCaps(long encoder, MemorySegment encodeGUID, long capsParam, long valueOut) {
        int status = PNVENCGETENCODECAPS(nvEncGetEncodeCaps.address(), encoder, encodeGUID, capsParam, valueOut);
        if (status == INVALID_PARAM || status == UNSUPPORTED_PARAM) {
            return false;
        }
        check(nvEncGetEncodeCaps, encoder, status);
        return true;
    }

    public void nvEncGetEncodePresetCount(long encoder, MemorySegment encodeGUID, long countOut) {
        check(
                nvEncGetEncodePresetCount,
                encoder,
                PNVENCGETENCODEPRESETCOUNT(nvEncGetEncodePresetCount.address(), encoder, encodeGUID, countOut));
    }

    public void nvEncGetEncodePresetGUIDs(
            long encoder, MemorySegment encodeGUID, long guidsOut, int capacity, long countOut) {
        check(
                nvEncGetEncodePresetGUIDs,
                encoder,
                PNVENCGETENCODEPRESETGUIDS(
                        nvEncGetEncodePresetGUIDs.address(), encoder, encodeGUID, guidsOut, capacity, countOut));
    }

    public void nvEncGetEncodePresetConfigEx(
            long encoder, MemorySegment encodeGUID, MemorySegment presetGUID, int tuningInfo, long presetConfig) {
        check(
                nvEncGetEncodePresetConfigEx,
                encoder,
                PNVENCGETENCODEPRESETCONFIGEX(
                        nvEncGetEncodePresetConfigEx.address(),
                        encoder,
                        encodeGUID,
                        presetGUID,
                        tuningInfo,
                        presetConfig));
    }

    public void nvEncInitializeEncoder(long encoder, long initializeParams) {
        check(
                nvEncInitializeEncoder,
                encoder,
                PNVENCINITIALIZEENCODER(nvEncInitializeEncoder.address(), encoder, initializeParams));
    }

    public void nvEncReconfigureEncoder(long encoder, long reconfigureParams) {
        Nvtx.push(Range.RECONFIGURE);
        int status = PNVENCRECONFIGUREENCODER(nvEncReconfigureEncoder.address(), encoder, reconfigureParams);
        Nvtx.pop();
        check(nvEncReconfigureEncoder, encoder, status);
    }

    public void nvEncGetSequenceParams(long encoder, long payload) {
        check(
                nvEncGetSequenceParams,
                encoder,
                PNVENCGETSEQUENCEPARAMS(nvEncGetSequenceParams.address(), encoder, payload));
    }

    public void nvEncSetIOCudaStreams(long encoder, long inputStream, long outputStream) {
        check(
                nvEncSetIOCudaStreams,
                encoder,
                PNVENCSETIOCUDASTREAMS(nvEncSetIOCudaStreams.address(), encoder, inputStream, outputStream));
    }

    public void nvEncInvalidateRefFrames(long encoder, long timeStamp) {
        check(
                nvEncInvalidateRefFrames,
                encoder,
                PNVENCINVALIDATEREFFRAMES(nvEncInvalidateRefFrames.address(), encoder, timeStamp));
    }

    public void nvEncRestoreEncoderState(long encoder, long restoreParams) {
        check(
                nvEncRestoreEncoderState,
                encoder,
                PNVENCRESTOREENCODERSTATE(nvEncRestoreEncoderState.address(), encoder, restoreParams));
    }

    public void nvEncCreateBitstreamBuffer(long encoder, long createParams) {
        check(
                nvEncCreateBitstreamBuffer,
                encoder,
                PNVENCCREATEBITSTREAMBUFFER(nvEncCreateBitstreamBuffer.address(), encoder, createParams));
    }

    public void nvEncDestroyBitstreamBuffer(long encoder, long bitstreamBuffer) {
        check(
                nvEncDestroyBitstreamBuffer,
                encoder,
                PNVENCDESTROYBITSTREAMBUFFER(nvEncDestroyBitstreamBuffer.address(), encoder, bitstreamBuffer));
    }

    public void nvEncRegisterResource(long encoder, long registerParams) {
        check(
                nvEncRegisterResource,
                encoder,
                PNVENCREGISTERRESOURCE(nvEncRegisterResource.address(), encoder, registerParams));
    }

    public void nvEncUnregisterResource(long encoder, long registeredResource) {
        check(
                nvEncUnregisterResource,
                encoder,
                PNVENCUNREGISTERRESOURCE(nvEncUnregisterResource.address(), encoder, registeredResource));
    }

    public void nvEncMapInputResource(long encoder, long mapParams) {
        Nvtx.push(Range.MAP);
        int status = PNVENCMAPINPUTRESOURCE(nvEncMapInputResource.address(), encoder, mapParams);
        Nvtx.pop();
        check(nvEncMapInputResource, encoder, status);
    }

    /** Returns 0, or 17 where the encoder wants more input first. */
    public int nvEncEncodePicture(long encoder, long picParams) {
        Nvtx.push(Range.SUBMIT);
        int status = PNVENCENCODEPICTURE(nvEncEncodePicture.address(), encoder, picParams);
        Nvtx.pop();
        if (status != NEED_MORE_INPUT) {
            check(nvEncEncodePicture, encoder, status);
        }
        return status;
    }

    /** Returns 0, or 13 where the output is not ready and the call was told not to wait. */
    public int nvEncLockBitstream(long encoder, long lockParams) {
        Nvtx.push(Range.LOCK);
        int status = PNVENCLOCKBITSTREAM(nvEncLockBitstream.address(), encoder, lockParams);
        Nvtx.pop();
        if (status != LOCK_BUSY) {
            check(nvEncLockBitstream, encoder, status);
        }
        return status;
    }

    public void nvEncUnlockBitstream(long encoder, long bitstreamBuffer) {
        check(
                nvEncUnlockBitstream,
                encoder,
                PNVENCUNLOCKBITSTREAM(nvEncUnlockBitstream.address(), encoder, bitstreamBuffer));
    }

    public void nvEncUnmapInputResource(long encoder, long mappedResource) {
        check(
                nvEncUnmapInputResource,
                encoder,
                PNVENCUNMAPINPUTRESOURCE(nvEncUnmapInputResource.address(), encoder, mappedResource));
    }

    public void nvEncLookaheadPicture(long encoder, long params) {
        check(nvEncLookaheadPicture, encoder, PNVENCLOOKAHEADPICTURE(nvEncLookaheadPicture.address(), encoder, params));
    }

    public void nvEncCreateMVBuffer(long encoder, long createParams) {
        check(nvEncCreateMVBuffer, encoder, PNVENCCREATEMVBUFFER(nvEncCreateMVBuffer.address(), encoder, createParams));
    }

    public void nvEncDestroyMVBuffer(long encoder, long mvBuffer) {
        check(nvEncDestroyMVBuffer, encoder, PNVENCDESTROYMVBUFFER(nvEncDestroyMVBuffer.address(), encoder, mvBuffer));
    }

    public void nvEncRunMotionEstimationOnly(long encoder, long params) {
        check(
                nvEncRunMotionEstimationOnly,
                encoder,
                PNVENCRUNMOTIONESTIMATIONONLY(nvEncRunMotionEstimationOnly.address(), encoder, params));
    }

    /** The driver is not asked for its words about a session that may be gone. */
    public void nvEncDestroyEncoder(long encoder) {
        check(nvEncDestroyEncoder, NO_ENCODER, PNVENCDESTROYENCODER(nvEncDestroyEncoder.address(), encoder));
    }

    private void check(Entry entry, long encoder, int status) {
        if (status != 0) {
            throw failure(entry, encoder, status);
        }
    }

    private NvencException failure(Entry entry, long encoder, int status) {
        NvencException failure =
                new NvencException(status, entry.name, status == INVALID_ENCODERDEVICE ? null : lastError(encoder));
        FlightRecorder.failed(entry.name, status, failure);
        return failure;
    }

    /** The driver's own words, to be read before any other call. They often begin with a colon. */
    private @Nullable String lastError(long encoder) {
        if (encoder == NO_ENCODER || nvEncGetLastErrorString.function.address() == 0) {
            return null;
        }
        String text = CString.at(PNVENCGETLASTERROR(nvEncGetLastErrorString.address(), encoder));
        return text == null ? null : text.replaceFirst("^:\\s*", "").strip();
    }
}
