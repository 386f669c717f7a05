package org.nvenc4j.simulator;

import java.util.Locale;
import org.nvenc4j.Codec;

/** The members that every encoded picture reads and writes, looked up once for a session. */
final class PictureFields {
    final StructLayout picture;
    final Field inputWidth;
    final Field inputHeight;
    final Field inputPitch;
    final Field flags;
    final Field frameIdx;
    final Field timestamp;
    final Field duration;
    final Field inputBuffer;
    final Field outputBitstream;
    final Field completionEvent;
    final Field bufferFormat;
    final Field pictureStruct;
    final Field pictureType;
    final Field qpDeltaMap;
    final Field qpDeltaMapSize;
    final Field alphaBuffer;
    final Field outputReconBuffer;
    final Field messageCount;
    final Field messages;
    final Field markLongTerm;
    final Field markLongTermIndex;
    final Field useLongTerm;
    final Field useLongTermBitmap;
    final Field forceIntraRefresh;

    final StructLayout lock;
    final Field doNotWait;
    final Field lockedBuffer;
    final Field sliceOffsets;
    final Field outFrameIdx;
    final Field hwEncodeStatus;
    final Field numSlices;
    final Field size;
    final Field outTimestamp;
    final Field outDuration;
    final Field data;
    final Field outPictureType;
    final Field outPictureStruct;
    final Field averageQp;
    final Field satd;
    final Field longTerm;
    final Field longTermIndex;
    final Field longTermBitmap;
    final Field temporalId;
    final Field intraBlocks;
    final Field interBlocks;
    final Field frameIdxDisplay;

    PictureFields(AbiTable abi, Codec codec) {
        picture = abi.layout("NV_ENC_PIC_PARAMS", codec);
        inputWidth = picture.field("inputWidth");
        inputHeight = picture.field("inputHeight");
        inputPitch = picture.field("inputPitch");
        flags = picture.field("encodePicFlags");
        frameIdx = picture.field("frameIdx");
        timestamp = picture.field("inputTimeStamp");
        duration = picture.field("inputDuration");
        inputBuffer = picture.field("inputBuffer");
        outputBitstream = picture.field("outputBitstream");
        completionEvent = picture.field("completionEvent");
        bufferFormat = picture.field("bufferFmt");
        pictureStruct = picture.field("pictureStruct");
        pictureType = picture.field("pictureType");
        qpDeltaMap = picture.field("qpDeltaMap");
        qpDeltaMapSize = picture.field("qpDeltaMapSize");
        alphaBuffer = picture.field("alphaBuffer");
        outputReconBuffer = picture.field("outputReconBuffer");
        String arm = "codecPicParams." + codec.name().toLowerCase(Locale.ROOT) + "PicParams.";
        String message = codec == Codec.AV1 ? "obuPayloadArray" : "seiPayloadArray";
        messageCount = picture.field(arm + message + "Cnt");
        messages = picture.field(arm + message);
        markLongTerm = picture.field(arm + "ltrMarkFrame");
        markLongTermIndex = picture.field(arm + "ltrMarkFrameIdx");
        useLongTerm = picture.field(arm + "ltrUseFrames");
        useLongTermBitmap = picture.field(arm + "ltrUseFrameBitmap");
        forceIntraRefresh = picture.field(arm + "forceIntraRefreshWithFrameCnt");

        lock = abi.layout("NV_ENC_LOCK_BITSTREAM");
        doNotWait = lock.field("doNotWait");
        lockedBuffer = lock.field("outputBitstream");
        sliceOffsets = lock.field("sliceOffsets");
        outFrameIdx = lock.field("frameIdx");
        hwEncodeStatus = lock.field("hwEncodeStatus");
        numSlices = lock.field("numSlices");
        size = lock.field("bitstreamSizeInBytes");
        outTimestamp = lock.field("outputTimeStamp");
        outDuration = lock.field("outputDuration");
        data = lock.field("bitstreamBufferPtr");
        outPictureType = lock.field("pictureType");
        outPictureStruct = lock.field("pictureStruct");
        averageQp = lock.field("frameAvgQP");
        satd = lock.field("frameSatd");
        longTerm = lock.field("ltrFrame");
        longTermIndex = lock.field("ltrFrameIdx");
        longTermBitmap = lock.field("ltrFrameBitmap");
        temporalId = lock.field("temporalId");
        intraBlocks = lock.field("intraMBCount");
        interBlocks = lock.field("interMBCount");
        frameIdxDisplay = lock.field("frameIdxDisplay");
    }
}
