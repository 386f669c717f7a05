package org.nvenc4j;

/**
 * What an NVENC function answered: {@code NVENCSTATUS}, with the advice that belongs to each answer.
 *
 * <p>
 * The names are NVIDIA's without the prefix {@code NV_ENC_ERR_}. An answer alone seldom says what to do, so each carries
 * one sentence of {@linkplain #advice() advice}; this is the only table of it.
 */
public enum NvencStatus {
    /** {@code NV_ENC_SUCCESS}. */
    SUCCESS(0, "nothing is wrong"),
    /** {@code NV_ENC_ERR_NO_ENCODE_DEVICE}. */
    NO_ENCODE_DEVICE(1, Advice.NO_ENGINE),
    /** {@code NV_ENC_ERR_UNSUPPORTED_DEVICE}. */
    UNSUPPORTED_DEVICE(2, Advice.NO_ENGINE),
    /** {@code NV_ENC_ERR_INVALID_ENCODERDEVICE}. */
    INVALID_ENCODERDEVICE(3, "the session does not exist or was destroyed; open a new one"),
    /** {@code NV_ENC_ERR_INVALID_DEVICE}. */
    INVALID_DEVICE(4, "the driver does not accept this device for a session; open it on a CUDA context of this GPU"),
    /** {@code NV_ENC_ERR_DEVICE_NOT_EXIST}. */
    DEVICE_NOT_EXIST(5, "the GPU was lost or reset; close every session and context on it and start again"),
    /** {@code NV_ENC_ERR_INVALID_PTR}. */
    INVALID_PTR(6, "a pointer given to the driver is NULL or not what it should be"),
    /** {@code NV_ENC_ERR_INVALID_EVENT}. */
    INVALID_EVENT(7, "the completion event is not valid; events belong to asynchronous sessions only"),
    /** {@code NV_ENC_ERR_INVALID_PARAM}. */
    INVALID_PARAM(8, "a setting or a combination of settings is not valid; compare it with the GPU's capabilities"),
    /** {@code NV_ENC_ERR_INVALID_CALL}. */
    INVALID_CALL(9, "the call came at the wrong moment in the session's life"),
    /** {@code NV_ENC_ERR_OUT_OF_MEMORY}. */
    OUT_OF_MEMORY(
            10,
            "the GPU's memory is exhausted, or older drivers' limit of concurrent sessions is reached; "
                    + "close sessions or free memory, in other processes too"),
    /** {@code NV_ENC_ERR_ENCODER_NOT_INITIALIZED}. */
    ENCODER_NOT_INITIALIZED(11, "the session was not initialised, or initialising it failed; open a new one"),
    /** {@code NV_ENC_ERR_UNSUPPORTED_PARAM}. */
    UNSUPPORTED_PARAM(12, "this GPU lacks a feature that the settings ask for; compare them with its capabilities"),
    /** {@code NV_ENC_ERR_LOCK_BUSY}. */
    LOCK_BUSY(13, "the output is not ready yet; try again after a millisecond"),
    /** {@code NV_ENC_ERR_NOT_ENOUGH_BUFFER}. */
    NOT_ENOUGH_BUFFER(14, "a buffer given to the driver is too small for what it has to hold"),
    /** {@code NV_ENC_ERR_INVALID_VERSION}. */
    INVALID_VERSION(
            15,
            "the driver is older than the NVENC API version that was asked for, or other code in this "
                    + "process rebound the API in between; update the driver or pin an older API version"),
    /** {@code NV_ENC_ERR_MAP_FAILED}. */
    MAP_FAILED(16, "the input cannot be mapped; was its memory freed after it was registered?"),
    /** {@code NV_ENC_ERR_NEED_MORE_INPUT}: no failure, the encoder holds the frame back for now. */
    NEED_MORE_INPUT(17, "no failure: the encoder wants more frames before it gives this one's output"),
    /** {@code NV_ENC_ERR_ENCODER_BUSY}. */
    ENCODER_BUSY(18, "the encoder is busy; try again after a millisecond"),
    /** {@code NV_ENC_ERR_EVENT_NOT_REGISTERD}, spelled as NVIDIA spells it. */
    EVENT_NOT_REGISTERD(19, "the completion event was not registered with this session"),
    /** {@code NV_ENC_ERR_GENERIC}. */
    GENERIC(
            20,
            "the driver failed inside; close the session and open a new one, and look into the system's log "
                    + "for messages of the NVIDIA driver"),
    /** {@code NV_ENC_ERR_INCOMPATIBLE_CLIENT_KEY}: what current drivers answer at the limit of concurrent sessions. */
    INCOMPATIBLE_CLIENT_KEY(
            21,
            "the limit of concurrent sessions is reached (8 or 12 by driver, counted over all "
                    + "GeForce GPUs of the system); close a session, in other processes too"),
    /** {@code NV_ENC_ERR_UNIMPLEMENTED}. */
    UNIMPLEMENTED(22, "this driver does not have the function; update the driver"),
    /** {@code NV_ENC_ERR_RESOURCE_REGISTER_FAILED}. */
    RESOURCE_REGISTER_FAILED(
            23,
            "the frame's memory cannot be registered: memory from pools (cuMemAllocAsync) or "
                    + "virtual memory management, a wrong pitch or size, or another context's memory; "
                    + "copy the frame into memory of cuMemAlloc or cuMemAllocPitch"),
    /** {@code NV_ENC_ERR_RESOURCE_NOT_REGISTERED}. */
    RESOURCE_NOT_REGISTERED(24, "the resource is not registered with this session, or no longer"),
    /** {@code NV_ENC_ERR_RESOURCE_NOT_MAPPED}. */
    RESOURCE_NOT_MAPPED(25, "the resource is not mapped, or no longer"),
    /** {@code NV_ENC_ERR_NEED_MORE_OUTPUT}: no failure, the call wants to be repeated with another output buffer. */
    NEED_MORE_OUTPUT(26, "no failure: call again with another output buffer"),
    /** A number that no API version up to 13.1 defines; {@link NvencException#code()} has it. */
    UNKNOWN(-1, "this status is newer than nvenc4j");

    private static final NvencStatus[] BY_CODE = values();

    private final int code;
    private final String advice;

    NvencStatus(int code, String advice) {
        this.code = code;
        this.advice = advice;
    }

    /**
     * Finds the status of a number.
     *
     * @param code
     *            what the driver answered
     * @return the status; {@link #UNKNOWN} if no API version up to 13.1 defines the number
     */
    public static NvencStatus of(int code) {
        return code >= 0 && code < UNKNOWN.ordinal() ? BY_CODE[code] : UNKNOWN;
    }

    /**
     * The number of this status in {@code NVENCSTATUS}.
     *
     * @return 0 to 26, or -1 for {@link #UNKNOWN}
     */
    public int code() {
        return code;
    }

    /**
     * What this answer usually means and what to do about it.
     *
     * @return one sentence, without a full stop
     */
    public String advice() {
        return advice;
    }

    /** A nested class, because an enum's constants cannot read its own static fields. */
    private static final class Advice {
        static final String NO_ENGINE =
                "this GPU has no NVENC engine (A100, H100, H200, B200 and their kind have none) or is "
                        + "too old for this driver, or the container lacks the video capability: "
                        + "set NVIDIA_DRIVER_CAPABILITIES=compute,video,utility";
    }
}
