package org.nvenc4j.simulator;

import java.util.Map;

/**
 * One call that the simulator answered.
 *
 * <p>Fields have dotted names, as in {@code encodeConfig.rcParams.averageBitRate}; only those that are not zero are
 * listed. A value is a {@link Long} (unsigned unless the field is signed), the constant's name for a GUID, or
 * {@code "ptr"} for an address. Of a codec union the session's own arm is listed. What a struct of its own holds behind
 * a pointer ({@code encodeConfig}) is listed under the pointer's name.
 *
 * @param function the C function's name, without a {@code _v2} suffix: {@code nvEncEncodePicture}, {@code cuMemAlloc}
 * @param status what it answered: {@code NVENCSTATUS} or {@code CUresult}
 * @param encoder the session's handle, 0 for a function that belongs to none
 * @param in the fields when the call came in, and the arguments that are no structs
 * @param out the fields of the same structs when it returned
 */
public record RecordedCall(String function, int status, long encoder, Map<String, Object> in, Map<String, Object> out) {

    /** Copies the maps' references; they are not changed any more. */
    public RecordedCall {}
}
